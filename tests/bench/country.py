"""Two provinces and the ministry as tests/bench/september has them: started from nothing, every stage
decided by rule, children entered by the thousand, filings ready as bytes; and what the servers say."""

import datetime
import itertools
import json
import os
import re
import shutil
import socket
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DIR = os.path.join(ROOT, 'build', 'bench')
PORT = '19292'
DAEMONS = [level + '-' + p for p in ('43', '44')
           for level in ('school', 'county', 'prefecture', 'province')] + ['ministry-00']
TWICE = []              # daemons that run a second instance; bench/september --second
NODES = 1               # of Kafka; --nodes
MORNING = datetime.datetime(2026, 9, 2, 9, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
SWEEP_S = 5
RULES = ('receiving_school', 'receiving_county', 'receiving_province', 'sending_school', 'sending_county',
         'sending_province', 'county', 'school')
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

# No docket of these days has a smaller id; what was put there to be in the way has.
FIRST_ID = '01100000-0000-7000-8000-000000000000'

# Of each province: the school that files, its neighbour in the county, one of another county.
HERE, NEIGHBOUR, FURTHER = 0, 1, 2
SCHOOLS = {'43': ('2143000101', '2143000102', '2143000103'), '44': ('2144000101', '2144000102', '2144000103')}


def instances(daemon):
    return [daemon] + [daemon + '+2'] * (daemon in TWICE)


# -- the stack ---------------------------------------------------------------------------

def stack(verb, more=None):
    shift = int(MORNING.timestamp() - time.time())
    env = dict(os.environ, XUEJI_KAFKA_PORT=PORT, XUEJI_RESEND_S='60', XUEJI_SWEEP_S=str(SWEEP_S),
               XUEJI_CLOCK_SHIFT_S=str(shift), XUEJI_POLICY=os.path.join(DIR, 'policy'),
               XUEJI_SECOND=' '.join(TWICE), XUEJI_KAFKA_NODES=str(NODES), **(more or {}))
    # Figures may go to a program that reads our output.
    subprocess.run([os.path.join(ROOT, 'deploy', 'stack'), verb, DIR], env=env, check=True, stdout=2)


def up(more=None):
    """From nothing; more: of the environment, for the stack."""
    stack('stop')
    shutil.rmtree(os.path.realpath(os.path.join(DIR, 'postgresql')), ignore_errors=True)
    shutil.rmtree(DIR, ignore_errors=True)
    policy = os.path.join(DIR, 'policy')
    shutil.copytree(os.path.join(ROOT, 'config', 'policy'), policy)
    for province in SCHOOLS:
        with open(os.path.join(policy, province + '0000.yaml'), 'a', encoding='utf-8') as f:
            f.write('rule_stages: [%s]\n' % ', '.join(RULES))
    stack('start', more)


# -- HTTP, by hand: the load shares two cores with what it measures ------------------------

def request(method, path, who, body=None):
    data = b'' if body is None else json.dumps(body, ensure_ascii=False).encode()
    head = '%s %s HTTP/1.1\r\nHost: desk\r\nX-Xueji-As: %s\r\nContent-Length: %d\r\n\r\n'
    return (head % (method, path, who, len(data))).encode() + data


def connect(daemon):
    s = socket.socket(socket.AF_UNIX)
    s.settimeout(120)
    s.connect(os.path.join(DIR, 'run', daemon + '.sock'))
    return s


LENGTH = re.compile(rb'\r\ncontent-length: *(\d+)', re.I)


def answer_in(data):
    """(status, body) once all of it is there, None before."""
    end = data.find(b'\r\n\r\n')
    if end < 0:
        return None
    length = LENGTH.search(data, 0, end)
    size = int(length.group(1)) if length else 0
    if len(data) < end + 4 + size:
        return None
    return int(data[9:12]), data[end + 4:end + 4 + size]


def ask(s, data):
    s.sendall(data)
    got = b''
    while True:
        more = s.recv(65536)
        if not more:
            raise ConnectionError('the desk has hung up')
        got += more
        answer = answer_in(got)
        if answer:
            return answer


# -- children ----------------------------------------------------------------------------

_serials = {}


def _child(year, school, grade):
    """Of division 142301, which is no more: nobody has such an ID. 336,000 a year of birth."""
    n = next(_serials.setdefault(year, itertools.count()))
    day = '%04d%02d%02d' % (year, 1 + n // 28000, 1 + n // 1000 % 28)
    body = '142301%s%03d' % (day, n % 1000)
    citizen = body + '10X98765432'[sum(int(c) * w for c, w in zip(body, WEIGHTS)) % 11]
    return {'number': 'G' + citizen, 'citizen_id': citizen, 'status': 'in_school', 'grade': grade, 'problem': False,
            'name': '演示%s%s' % (chr(0x4e00 + n % 5000), chr(0x5400 + n // 5000)), 'sex': '21'[n % 2],
            'birth': '%s-%s-%s' % (day[:4], day[4:6], day[6:]), 'school': school}


def pupils(school, n):
    return [_child(2018, school, 3) for _ in range(n)]


def beginners(school, n):
    """Who enters grade one; of the first eight months, so that all are old enough."""
    return [_child(2020, school, 1) for _ in range(n)]


_youngest = itertools.count()


def beginner(school):
    """One of as many as an opening needs: the years 2019 and, when those are all there, 2018, which has room for
    336,000 less the pupils."""
    return _child(2019 if next(_youngest) < 336000 else 2018, school, 1)


def enter(children):
    """Their records, at the schools that have them."""
    for school in sorted({c['school'] for c in children}):
        desk = connect('school-' + school[2:4])
        records = [{k: v for k, v in c.items() if k != 'school'} for c in children if c['school'] == school]
        for i in range(0, len(records), 2000):
            status, text = ask(desk, request('POST', '/v1/students', school + ':registrar:bench', records[i:i + 2000]))
            assert status == 200, text
        desk.close()


# -- filings -----------------------------------------------------------------------------

def filing(kind, school, child):
    """The request by which that school files it."""
    body = {'kind': kind, 'reason': '随父母迁居',
            'student': {'name': child['name'], 'citizen_id': child['citizen_id'], 'grade': child['grade']}}
    if kind == 'enrolment':
        body['change'] = {'birth': child['birth'], 'sex': child['sex']}
    else:
        body['student']['number'] = child['number']
        body['sending_school'] = child['school']
    if kind == 'ordinary_update':
        body['change'] = {'phone': '000-0000'}
    return request('POST', '/v1/dockets', school + ':registrar:bench', body)


# -- what the servers say ----------------------------------------------------------------

class Psql:
    """A session that stays: starting one for every question would be part of the load."""

    def __init__(self, database):
        self.process = subprocess.Popen(
            ['psql', '-qXAt', '-v', 'ON_ERROR_STOP=1', '-h', os.path.join(DIR, 'postgresql'), '-U', 'postgres',
             '-d', database], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        # For the counts by partial indexes: tables begin without statistics.
        self.do('set client_min_messages = warning; set enable_seqscan = off')

    def do(self, statement):
        """One that answers nothing."""
        return self.ask(statement + ';\nselect 1')

    def begin(self, query):
        """Its one row is taken by end()."""
        self.process.stdin.write(query.encode() + b';\n')
        self.process.stdin.flush()

    def end(self):
        line = self.process.stdout.readline()
        assert line, 'psql has ended'
        return line.decode().rstrip('\n')

    def ask(self, query):
        """Its one row."""
        self.begin(query)
        return self.end()

    def number(self, query):
        return int(self.ask(query))

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def database(daemon):
    return 'xueji_' + daemon.replace('-', '_')


def metrics(daemon):
    """Counters by name, their labels and instances added up."""
    sums = {}
    for instance in instances(daemon):
        desk = connect(instance)
        _, text = ask(desk, request('GET', '/metrics', 'nobody'))
        desk.close()
        for line in text.decode().splitlines():
            if line and not line.startswith('#'):
                name, value = line.rsplit(' ', 1)
                name = name.split('{')[0].replace('xueji_', '')
                sums[name] = sums.get(name, 0) + float(value)
    return sums


def topics():
    return ['xueji.v1.%s.%s' % (d.split('-')[1], d.split('-')[0]) for d in DAEMONS]


def letters_so_far():
    """In all topics, as Kafka counts them."""
    wanted = [x for t in topics() for p in range(4) for x in ('-t', '%s:%d:-1' % (t, p))]
    out = subprocess.run(['kcat', '-Q', '-b', '127.0.0.1:' + PORT, *wanted], check=True, stdout=subprocess.PIPE)
    return sum(int(n) for n in re.findall(r'offset (\d+)', out.stdout.decode()))
