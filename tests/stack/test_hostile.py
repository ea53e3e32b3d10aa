"""The tables of bad filings and bad letters (tests/hostile) through the doors that need a stack: HTTP, the
command line, and letters over Kafka that are signed all the same. Their doors to the library are unit
tests."""

import concurrent.futures
import csv
import hashlib
import json
import os
import re
import time
import uuid

import forge
import letters
import stack
from stack import HERE, HERE_2_COUNTY, HERE_COUNTY, THERE, THERE_COUNTY, ask, file, raw, sql, wait, walk, xueji

from google.protobuf.message import Message
from xueji.v1 import docket_pb2, letter_pb2

_NEIGHBOUR = '2143000102'
_TOPIC = 'xueji.v1.43.county'
_CLERK = HERE + ':registrar:clerk'
_PLACES = {'{here}': HERE, '{there}': THERE, '{neighbour}': _NEIGHBOUR}
_OPTIONS = {'student.number': 'student', 'student.name': 'name', 'student.citizen_id': 'citizen-id',
            'student.grade': 'grade', 'sending_school': 'from', 'receiving_school': 'to', 'arrived_on': 'arrived',
            'reason': 'reason', 'docket': 'docket', 'about': 'about', 'change.until': 'until', 'change.name': 'new-name',
            'change.address': 'address', 'change.phone': 'phone', 'change.guardian': 'guardian',
            'change.birth': 'birth', 'change.sex': 'sex', 'follows': 'follows'}
# Taken now, before tests that do not mind which grade take them all.
_CHILDREN = {school: stack.STUDENTS.take(school, grade=3) for school in (HERE, THERE)}
_PATTERN = stack.STUDENTS.take(THERE, grade=3)
_TYPIST = stack.STUDENTS.take(THERE)


def _child(kind):
    """Whom a filing of that kind is about: one for all rows, for what is taken is withdrawn at once."""
    if kind == 'enrolment':
        return {'number': 'L430102201605200001', 'name': '王五', 'citizen_id': '430102201605200013',
                'grade': '1', 'school': HERE}
    return _CHILDREN[THERE if kind.endswith('transfer') else HERE]


class _Row:
    """One row, its value as bytes."""

    def __init__(self, row):
        self.name, self.base, self.field, self.verdict = row['row'], row['base'], row['field'], row['verdict']
        self.door = {d: self.verdict if row[d] == '=' else row[d] for d in ('http', 'cli', 'topic')}
        text = row['value']
        for place, code in _PLACES.items():
            text = code + text[len(place):] if text.startswith(place) else text
        self.raw = text[1:] if text[:1] == '=' else None
        times, text = re.fullmatch(r'(?:\*(\d+):)?(.*)', text, re.S).groups()
        one = re.sub(rb'\\(x[0-9a-f]{2}|.)', lambda m: bytes([int(m[1][1:], 16)]) if m[1][:1] == b'x' and len(m[1]) == 3
                     else m[1], text.encode())
        self.value = one * int(times or 1)

    def text(self):
        return self.value.decode('utf-8', 'surrogateescape')


def _rows(door):
    path = os.path.join(stack.ROOT, 'tests', 'hostile', 'filings.csv')
    with open(path, encoding='utf-8', newline='') as f:
        rows = [_Row(r) for r in csv.DictReader(f)]
    return [r for r in rows if r.door[door] != '-']


def _sound(base):
    """{path: value} of a filing that is sound."""
    child = _child(base)
    fields = {'kind': base, 'arrived_on': time.strftime('%Y-%m-%d'), 'reason': '随父母迁居',
              'student.number': child['number'], 'student.citizen_id': child['citizen_id'],
              'student.name': child['name'], 'student.grade': int(child['grade'])}
    if base.endswith('transfer'):
        fields['sending_school'] = THERE
    if base == 'enrolment':
        fields.update({'change.birth': '2016-05-20', 'change.sex': '1'})
    return fields


def _body(row):
    """JSON that may be wrong: bytes that are no UTF-8 stand in it as they are."""
    if row.field == 'body':
        return row.value
    fields = _sound(row.base)
    if row.raw == 'absent':
        fields.pop(row.field, None)
    elif row.field not in ('as',):
        fields[row.field] = row.text() if row.raw is None else '\0raw'
    body = {}
    for path, value in fields.items():
        *outer, last = path.split('.')
        inside = body.setdefault(outer[0], {}) if outer else body
        if isinstance(inside, dict):
            inside[last] = value
    text = json.dumps(body, ensure_ascii=False).replace('"\\u0000raw"', row.raw or '')
    return text.encode('utf-8', 'surrogateescape')


def _who(row):
    return row.value if row.field == 'as' else _CLERK.encode()


def _withdraw(docket, who=_CLERK):
    status, j = ask(who, 'POST', '/v1/dockets/%s/withdraw' % docket, {})
    assert status in (200, 202), (status, j)


def _differs(row, door, told):
    if told != row.door[door]:
        yield '%s: %s, not %s' % (row.name, told, row.door[door])


def _none(differences):
    assert not differences, '%d rows differ:\n%s' % (len(differences), '\n'.join(differences))


def _at_the_desk(row):
    who = _who(row)
    daemon = 'school-44' if who.startswith(THERE.encode()) else 'school-43'
    status, text = raw(daemon, 'POST', '/v1/dockets', _body(row), {'X-Xueji-As': who})
    j = json.loads(text) if text[:1] == b'{' else {}
    if status in (201, 202):
        _withdraw(j['docket'], who.decode())
        return 'OK'
    assert status == 0 or all(j[k] for k in ('zh', 'en', 'remedy_zh', 'remedy_en')), (row.name, status, text)
    return j.get('verdict', 'status %d' % status)


def every_row_of_the_filings_has_its_verdict_at_the_desk():
    rows = _rows('http')
    assert len(rows) > 500, len(rows)
    _none([d for r in rows for d in _differs(r, 'http', _at_the_desk(r))])


def _typed(row):
    """The command line of that filing."""
    fields = _sound(row.base)
    kind = fields.pop('kind')
    if row.field == 'kind':
        kind = row.text()
    elif row.raw == 'absent':
        fields.pop(row.field, None)
    elif row.field != 'as':
        fields[row.field] = row.text() if row.raw is None else row.raw
    words = ['--json', '--as', _who(row), 'file', kind]
    for path, value in fields.items():
        words += ['--' + _OPTIONS[path], str(value)]
    return [w if isinstance(w, bytes) else w.encode('utf-8', 'surrogateescape') for w in words]


def _at_the_command_line(row):
    done = xueji(*_typed(row))
    assert b'Sanitizer' not in done.stderr and b'runtime error' not in done.stderr, (row.name, done.stderr)
    if done.returncode == 2:
        return 'USAGE'
    j = json.loads(done.stdout)
    assert (done.returncode == 0) == ('verdict' not in j), (row.name, done.returncode, j)
    if done.returncode == 0:
        _withdraw(j['docket'], _who(row).decode())
        return 'OK'
    assert done.returncode in (3, 4, 5), (row.name, done.returncode)
    return j['verdict']


def every_row_of_the_filings_has_its_verdict_at_the_command_line():
    rows = _rows('cli')
    assert len(rows) > 350, len(rows)
    refused = [r for r in rows if r.door['cli'] != 'OK']
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        told = list(pool.map(_at_the_command_line, refused))
    # What is taken stands in the way of the next one until it is withdrawn: one after the other.
    taken = [r for r in rows if r.door['cli'] == 'OK']
    told += [_at_the_command_line(r) for r in taken]
    _none([d for r, t in zip(refused + taken, told) for d in _differs(r, 'cli', t)])


# -- letters -----------------------------------------------------------------------------

def _with(message, field, row):
    """Its bytes with that value, even one that no encoder would write: another text of the same length
    is exchanged for it afterwards."""
    assert isinstance(message, Message)
    if row.raw is not None:
        setattr(message, field, int(row.raw))
        return
    message.ClearField(field)
    if row.value:
        setattr(message, field, '~' * len(row.value))


def _varint(n):
    return bytes([n]) if n < 128 else bytes([n & 127 | 128]) + _varint(n >> 7)


def _exchange(data, message, field, row):
    if row.raw is not None or not row.value:
        return data
    # With its tag and length: a hash may hold any byte.
    head = _varint(message.DESCRIPTOR.fields_by_name[field].number << 3 | 2) + _varint(len(row.value))
    stand_in = head + b'~' * len(row.value)
    assert data.count(stand_in) == 1, row.name
    return data.replace(stand_in, head + row.value)


def _letter(pattern, row):
    """The school's own filing, signed by its own key, with what is wrong in it."""
    letter = letters.again(pattern)
    header = docket_pb2.Header.FromString(letter.delivery.header)
    body = letters.body_of(letter.delivery.entries[0])
    header.docket = body.docket = letter.docket = str(uuid.uuid4())
    is_reason = row.field == 'reason'
    message = body if is_reason else header.student
    field = row.field.rpartition('.')[2]
    _with(message, field, row)
    data = header.SerializeToString()
    data = data if is_reason else _exchange(data, message, field, row)
    body.previous = hashlib.sha256(data).digest()
    entry = body.SerializeToString()
    entry = _exchange(entry, message, field, row) if is_reason else entry
    letter.delivery.header = data
    del letter.delivery.entries[:]
    letter.delivery.entries.append(docket_pb2.Entry(body=entry, stamp=letters.stamp(HERE, 'entry', entry)))
    return letter.SerializeToString()


def _daemon(topic):
    *_, province, level = topic.split('.')
    return level + '-' + province


def _hash(value):
    return hashlib.sha256(value or b'').hexdigest()


def _times(daemon):
    """{hash of a value: (how often it has died, verdict)}"""
    names = {v['number']: v['verdict'] for v in ask(_CLERK, 'GET', '/v1/verdicts')[1]}
    lines = sql(daemon, "select encode(digest, 'hex'), sum(times), min(reason) from dead_letter group by 1").split('\n')
    return {w[0]: (int(w[1]), names[int(w[2])]) for w in (line.split('|') for line in lines if line)}


def _dead(daemon, before):
    """{hash of a value: its verdict} of all that have died since, for the first time or again."""
    return {h: verdict for h, (times, verdict) in _times(daemon).items() if times > before.get(h, (0,))[0]}


def _astray(by_topic, before):
    """Of letters: what differs from the table."""
    for topic, some in by_topic.items():
        dead = _dead(_daemon(topic), before[topic])
        for name, verdict, value in some:
            told = dead.get(_hash(value), 'nothing')
            if told != ('nothing' if verdict in _ALIVE else verdict):
                yield '%s: %s, not %s' % (name, told, verdict)


def _send_all(values, topic=_TOPIC):
    folder = os.path.join(stack.DIR, 'values')
    os.makedirs(folder, exist_ok=True)
    paths = []
    for i, value in enumerate(values):
        paths.append(os.path.join(folder, '%04d' % i))
        with open(paths[-1], 'wb') as f:
            f.write(value)
    stack.run('kcat', '-P', '-b', '127.0.0.1:%d' % stack.PORT, '-t', topic, '-k', 'stranger',
              '-X', 'message.max.bytes=2000000', *paths)


_GOOD = []


def _good():
    """A docket that lies with the county, and the letter that brought it."""
    if not _GOOD:
        docket = file(_PATTERN)
        walk(docket, until='receiving_county')
        _GOOD.extend([docket, letters.last_delivery(_TOPIC, docket)])
    return _GOOD


def every_row_of_the_filings_has_its_verdict_in_a_letter():
    docket, pattern = _good()
    rows = _rows('topic')
    assert len(rows) > 300, len(rows)
    values = [_letter(pattern, r) for r in rows]
    before = _times('county-43')
    _send_all(values)
    wait(lambda: len(_dead('county-43', before)) >= len(rows), 60, 0.5)
    told = _dead('county-43', before)
    _none([d for r, v in zip(rows, values)
           for d in _differs(r, 'topic', told.get(hashlib.sha256(v).hexdigest(), 'nothing'))])
    assert {j['state'] for j in [stack.show(HERE_COUNTY, docket)]} == {'open'}, 'the neighbour was stopped'


# What no letter dies of: it waits, is nothing new, or its evidence is kept.
_ALIVE = {'known', 'early', 'forked', 'applied'}


def every_row_of_the_letters_has_its_verdict_over_kafka():
    docket, pattern = _good()
    places = {'here': HERE, 'neighbour': _NEIGHBOUR, 'there': THERE, 'county': HERE_COUNTY,
              'other_county': HERE_2_COUNTY, 'there_county': THERE_COUNTY, 'province': '430000',
              'there_province': '440000'}
    forger = forge.Forger(os.path.join(stack.DIR, 'keys'), places, pattern, int(time.time() * 1000))
    sent = [(r['row'], r['verdict'] if r['topic'] == '=' else r['topic'], *forger.make(r))
            for r in forge.rows() if r['topic'] != '-']
    assert len(sent) > 600, len(sent)
    by_topic = {}
    for name, verdict, topic, value in sent:
        by_topic.setdefault(topic, []).append((name, verdict, value))
    before = {topic: _times(_daemon(topic)) for topic in by_topic}
    for topic, some in by_topic.items():
        _send_all([v for _, _, v in some], topic)
    late = time.monotonic() + 60
    while list(_astray(by_topic, before)) and time.monotonic() < late:
        time.sleep(1)
    _none(list(_astray(by_topic, before)))
    assert len(sql('county-43', "select n from fork where docket = '%s'" % docket).split()) == 2
    assert stack.show(HERE_COUNTY, docket)['stage'] == 'receiving_county', 'a forged decision was taken'
    walk(docket, stack.INTER_PROVINCE[1:])
    stack.ends(docket, 'completed', [HERE])


def what_an_officer_typed_does_not_reach_anybodys_terminal():
    docket = file(_TYPIST)
    status, j = stack.act(HERE, docket, 'withdraw', role='registrar', reason='\x1b[2J\x7f\x9b31m不转了')
    assert status == 200, (status, j)
    out = xueji('--as', _CLERK, 'show', docket).stdout.decode()
    assert '\ufffd[2J\ufffd\ufffd31m不转了' in out, out
    assert not any(c in out for c in '\x1b\x7f\x9b'), out
