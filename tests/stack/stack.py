"""A running stack as the tests see it: HTTP as officers, Kafka as a stranger, the database as
an operator. Started by deploy/stack, the same script as the demonstration's."""

import csv
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DIR = os.environ.get('XUEJI_STACK_DIR', os.path.join(ROOT, 'build', 'stack', 'up'))
PORT = int(os.environ.get('XUEJI_KAFKA_PORT', '19192'))
DAEMONS = [level + '-' + p for p in ('43', '44')
           for level in ('school', 'county', 'prefecture', 'province')] + ['ministry-00']
ENV = dict(os.environ, XUEJI_KAFKA_PORT=str(PORT), XUEJI_RESEND_S='2', XUEJI_SWEEP_S='1', XUEJI_BEHIND_PROXY='1',
           XUEJI_DESKS=os.path.join(DIR, 'etc', 'desks'),
           XUEJI_ROOT=os.path.join(DIR, 'keys', 'root.pub'),
           XUEJI_POLICY=os.path.join(DIR, 'policy'))

# In the tests' provinces: schools, their offices.
HERE, HERE_COUNTY = '2143000101', '430102'          # Hunan, receiving
HERE_2, HERE_2_COUNTY = '2143000103', '430104'      # Hunan, another county of 长沙
THERE, THERE_COUNTY = '2144000101', '440103'        # Guangdong, sending


def run(*argv, check=True, **kw):
    done = subprocess.run(argv, env=ENV, cwd=ROOT, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, **kw)
    assert done.returncode == 0 or not check, (argv, done.stdout.decode(errors='replace'))
    return done


def stack(*argv, **kw):
    return run(os.path.join(ROOT, 'deploy', 'stack'), argv[0], DIR, *argv[1:], **kw)


def begin():
    """A stack of its own from nothing, with the demonstration's students."""
    stack('stop', check=False)
    shutil.rmtree(os.path.realpath(os.path.join(DIR, 'postgresql')), ignore_errors=True)
    shutil.rmtree(DIR, ignore_errors=True)
    os.makedirs(DIR)
    shutil.copytree(os.path.join(ROOT, 'config', 'policy'), os.path.join(DIR, 'policy'))
    out = stack('start', check=False)
    assert out.returncode == 0, out.stdout.decode()
    out = xueji('students', 'import', 'deploy/demo.d/students.csv')
    assert out.returncode == 0, out.stderr.decode()


class Desk(http.client.HTTPConnection):
    def __init__(self, name):
        super().__init__('desk', timeout=40)
        self.path = os.path.join(DIR, 'run', name + '.sock')

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(40)
        self.sock.connect(self.path)


def daemon_of(unit):
    if unit == '000000':
        return 'ministry-00'
    if len(unit) == 10:
        return 'school-' + unit[2:4]
    if unit.endswith('0000'):
        return 'province-' + unit[:2]
    return ('prefecture-' if unit.endswith('00') else 'county-') + unit[:2]


def raw(daemon, method, path, body=None, headers=None):
    """(status, bytes); status 0: nobody there."""
    desk = Desk(daemon)
    try:
        desk.request(method, path, body, headers or {})
        answer = desk.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b''
    finally:
        desk.close()


def ask(who, method, path, body=None):
    """(status, JSON) as UNIT:ROLE:OFFICER."""
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body)
    status, text = raw(daemon_of(who.split(':')[0]), method, path, data, {'X-Xueji-As': who})
    return status, json.loads(text) if text else None


def xueji(*argv, check=False, stdin=None):
    return subprocess.run([os.path.join(ENV['XUEJI_BIN'], 'xueji'), *argv], env=ENV, cwd=ROOT,
                          input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=check)


def sql(daemon, query):
    out = subprocess.run(['psql', '-qXAt', '-h', os.path.join(DIR, 'postgresql'), '-U', 'postgres',
                          '-d', 'xueji_' + daemon.replace('-', '_'), '-c', query],
                         check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return out.stdout.decode().strip()


def wait(what, seconds=30, every=0.05):
    """The first true answer of what(); fails after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        answer = what()
        if answer:
            return answer
        assert time.monotonic() < end, 'waited %d s in vain' % seconds
        time.sleep(every)


# -- processes ---------------------------------------------------------------------------

def pid(daemon):
    with open(os.path.join(DIR, 'run', daemon + '.pid')) as f:
        return int(f.read())


def is_alive(daemon):
    try:
        with open('/proc/%d/stat' % pid(daemon)) as f:
            return f.read().rsplit(')', 1)[1].split()[0] != 'Z'
    except OSError:
        return False


def is_ready(daemon):
    return raw(daemon, 'GET', '/readyz')[0] == 200


def kill(daemon, sig=signal.SIGKILL):
    os.kill(pid(daemon), sig)


def kill_and_restart(daemon):
    stack('daemon-kill', daemon)
    stack('daemon-start', daemon)


def log_of(daemon):
    with open(os.path.join(DIR, 'log', daemon + '.log'), encoding='utf-8', errors='replace') as f:
        return f.read()


# -- Kafka as a stranger -----------------------------------------------------------------

def send(topic, value, key='stranger'):
    """One raw Kafka message, past every daemon's code."""
    path = os.path.join(DIR, 'value')
    with open(path, 'wb') as f:
        f.write(value)
    # An empty file is no message to kcat; -Z sends a NULL value for an empty line.
    if value:
        run('kcat', '-P', '-b', '127.0.0.1:%d' % PORT, '-t', topic, '-k', key,
            '-X', 'message.max.bytes=2000000', path)
    else:
        run('kcat', '-P', '-b', '127.0.0.1:%d' % PORT, '-t', topic, '-k', key, '-Z', '-D', '|',
            input=b'|')


def topics():
    """The letters' topics."""
    out = run('kcat', '-L', '-J', '-b', '127.0.0.1:%d' % PORT).stdout
    return sorted(t['topic'] for t in json.loads(out)['topics'] if t['topic'].startswith('xueji.v1.'))


def topic_values(topic):
    """[(key, value)] of everything in a topic."""
    out = subprocess.run(['kcat', '-C', '-e', '-q', '-b', '127.0.0.1:%d' % PORT, '-t', topic,
                          '-o', 'beginning', '-f', '%k %S\n%s\n'], stdout=subprocess.PIPE).stdout
    values, at = [], 0
    while at < len(out):
        end = out.index(b'\n', at)
        key, size = out[at:end].rsplit(b' ', 1)
        size = max(int(size), 0)
        values.append((key.decode(), out[end + 1:end + 1 + size]))
        at = end + 1 + size + 1
    return values


# -- students and dockets ----------------------------------------------------------------

def load_students():
    with open(os.path.join(ROOT, 'deploy', 'demo.d', 'students.csv'), encoding='utf-8') as f:
        return list(csv.DictReader(f))


class Students:
    """Hands out each student once."""

    def __init__(self):
        self.left = load_students()

    def take(self, school, status='in_school', problem='0', kind='G', grade=None):
        for s in self.left:
            if (s['school'], s['status'], s['problem'], s['number'][0]) == (school, status, problem, kind) \
                    and (grade is None or s['grade'] == str(grade)):
                self.left.remove(s)
                return s
        raise AssertionError('no such student left')


STUDENTS = Students()


def filing(student, kind='transfer', **changes):
    body = {'kind': kind, 'sending_school': student['school'], 'reason': '随父母迁居',
            'student': {'number': student['number'], 'name': student['name'],
                        'citizen_id': student['citizen_id'], 'grade': int(student['grade'])}}
    for name, value in changes.items():
        (body['student'] if name in body['student'] else body)[name] = value
    return body


def file(student, school=HERE, **changes):
    status, j = ask(school + ':registrar:clerk', 'POST', '/v1/dockets', filing(student, **changes))
    assert status == 201, (status, j)
    return j['docket']


def act(unit, docket, verb='approve', officer='head', role='head', **body):
    return ask('%s:%s:%s' % (unit, role, officer), 'POST', '/v1/dockets/%s/%s' % (docket, verb), body)


def show(unit, docket):
    status, j = ask(unit + ':head:reader', 'GET', '/v1/dockets/' + docket)
    return j if status == 200 else None


def reaches(docket, unit, stage, seconds=30):
    def there():
        j = show(unit, docket)
        return j is not None and j['holder'] == unit and j['stage'] == stage
    wait(there, seconds)


def ends(docket, state, units, seconds=40):
    """Every one of these units learns that it ended so."""
    for unit in units:
        wait(lambda u=unit: (show(u, docket) or {}).get('state') == state, seconds)


def approve_at(docket, unit, stage, seconds=40):
    reaches(docket, unit, stage, seconds)
    wait(lambda: act(unit, docket)[0] in (200, 409), seconds)


INTER_PROVINCE = [(HERE, 'receiving_school'), (HERE_COUNTY, 'receiving_county'),
                  ('430000', 'receiving_province'), (THERE, 'sending_school'),
                  (THERE_COUNTY, 'sending_county'), ('440000', 'sending_province')]
ON_THE_ROUTE = [u for u, _ in INTER_PROVINCE] + ['000000']


def walk(docket, steps=INTER_PROVINCE, between=None, until=None, seconds=40):
    """Approves stage by stage; between(i) is called before each step."""
    for i, (unit, stage) in enumerate(steps):
        if between:
            between(i)
        if stage == until:
            reaches(docket, unit, stage, seconds)
            return
        approve_at(docket, unit, stage, seconds)


def hear(docket, provinces=('430000', '440000')):
    """Both provinces state their view before the ministry rules."""
    for unit in provinces:
        wait(lambda: (show(unit, docket) or {}).get('stage') == 'coordination')
        status, j = act(unit, docket, 'state', reason='请依法裁定')
        assert status == 202, (status, j)
    wait(lambda: all(h['stated'] for h in show('000000', docket)['heard']))


def is_in_one_place(student, schools):
    """Exactly one of the schools has the child as its own."""
    live = []
    for school in schools:
        status, j = ask(school + ':head:reader', 'GET', '/v1/students/' + student['number'])
        if status == 200 and j['status'] != 'transferred_out':
            live.append(school)
    return live
