"""Law that is published: who may, what it may say, from when it holds, and that a docket keeps the
law it was filed under. Nearly last, for what is published stays published."""

import datetime
import hashlib
import json
import os
import subprocess
import time

import letters
import stack
from letters import again, body_of, last_delivery, stamp
from stack import (DAEMONS, HERE, HERE_COUNTY, THERE, THERE_COUNTY, act, approve_at, ask, file, filing, is_ready,
                   kill_and_restart, log_of, pid, reaches, send, sql, wait, walk, xueji)

from xueji.v1 import docket_pb2, registry_pb2

_students = stack.STUDENTS
_REGISTRY = 'xueji.v1.registry'
_WEN = '430000:head:wen'
_UNITS = {'school': '21%s000101', 'county': {'43': '430102', '44': '440103'},
          'prefecture': '%s0100', 'province': '%s0000', 'ministry': '%s0000'}
_version = {'430000': 1, '440000': 1, '000000': 1}


def _unit_of(daemon):
    level, province = daemon.split('-')
    where = _UNITS[level]
    return where[province] if isinstance(where, dict) else where % province


def _published(daemon):
    status, j = ask(_unit_of(daemon) + ':head:reader', 'GET', '/v1/publications')
    assert status == 200, (status, j)
    return j


def _find(daemon, unit, version, matter='policy'):
    """The last publication of that number, as that daemon knows it."""
    found = [p for p in _published(daemon)
             if (p['unit'], p['version'], p['matter']) == (unit, version, matter)]
    return found[-1] if found else None


def _everywhere(unit, version, state, matter='policy', seconds=60):
    for daemon in DAEMONS:
        wait(lambda d=daemon: (_find(d, unit, version, matter) or {}).get('state') == state, seconds)


def _write(name, text):
    path = os.path.join(stack.DIR, name)
    with open(path, 'w', encoding='utf-8') as f:
        f.write(text)
    return path


def _policy(unit, text=''):
    """A policy file of the next version; (version, path)."""
    _version[unit] += 1
    return _version[unit], _write(unit + '.yaml', 'version: %d\n%s' % (_version[unit], text))


def _publish(who, *argv):
    out = xueji('--as', who, '--json', 'registry', 'publish', *argv)
    return out.returncode, json.loads(out.stdout) if out.stdout else out.stderr.decode()


def _in_force(unit, text=''):
    version, path = _policy(unit, text)
    code, j = _publish(unit + ':head:wen', 'policy', path)
    assert code == 0 and j['version'] == version, (code, j)
    _everywhere(unit, version, 'in_force')
    return version


def _filing_is(verdict):
    status, j = ask(HERE + ':registrar:clerk', 'POST', '/v1/dockets', filing(_students.take(THERE)))
    assert status == 409 and j['verdict'] == verdict, (status, j)


def a_policy_of_a_province_is_in_force_on_every_daemon_without_a_restart():
    pids = [pid(d) for d in DAEMONS]
    begin = time.monotonic()
    _in_force('430000', 'windows:\n  transfer: []\n')
    assert time.monotonic() - begin < 60
    _filing_is('PROVINCE_WINDOW_CLOSED')
    _in_force('430000')
    file(_students.take(THERE))
    assert [pid(d) for d in DAEMONS] == pids
    listed = xueji('--as', HERE_COUNTY + ':head:wu', 'registry', 'list').stdout.decode()
    assert '施行中' in listed and '已被取代' in listed, listed


def a_policy_takes_effect_at_its_instant_and_not_before():
    version, path = _policy('430000', 'windows:\n  transfer: []\n')
    begins = time.time() + 12
    at = time.strftime('%Y-%m-%dT%H:%M:%S+00:00', time.gmtime(begins))
    code, j = _publish(_WEN, 'policy', path, '--effective', at)
    assert code == 0, j
    _everywhere('430000', version, 'to_come', seconds=10)
    file(_students.take(THERE))
    time.sleep(max(0, begins - time.time()))
    _everywhere('430000', version, 'in_force', seconds=10)
    _filing_is('PROVINCE_WINDOW_CLOSED')
    _in_force('430000')
    code, j = _publish(_WEN, 'policy', _policy('430000')[1], '--effective', '2026-01-01T00:00:00+08:00')
    assert code == 3 and j['verdict'] == 'EFFECTIVE_TOO_EARLY', (code, j)
    _version['430000'] -= 1


def what_no_province_may_say_is_refused_with_its_line():
    for text, line, reason in (
            ('windows:\n  transfer: ["01-01..01-01"]\n', '3:3', 'wider than the nation'),
            ('grounds: [NO_SEAT, NO_RECORD]\n', '2:1', 'never legal'),
            ('materials: [photograph]\n', '2:1', 'no paper but'),
            ('days:\n  sending_school: 11\n', '3:3', 'more working days'),
            ('answer_dais: 3\n', '2:1', 'answer_days')):
        _, path = _policy('430000', text)
        code, j = _publish(_WEN, 'policy', path)
        _version['430000'] -= 1
        assert code == 3 and j['verdict'] == 'PUBLICATION_FAULTY', (text, code, j)
        fault = j['details']['fault']
        assert fault.startswith('430000.yaml:%s: ' % line) and reason in fault, fault
    out = xueji('--as', _WEN, 'registry', 'publish', 'policy', path)
    assert out.returncode == 3 and b'430000.yaml:2:1' in out.stderr, out.stderr.decode()
    path = _write('430000.yaml', 'version: %d\nanswer_days: 2\n' % _version['430000'])
    code, j = _publish(_WEN, 'policy', path)
    assert code == 3 and j['verdict'] == 'VERSION_TAKEN', (code, j)
    path = _write('430000.yaml', 'version: %d\n' % (_version['430000'] - 1))
    code, j = _publish(_WEN, 'policy', path)
    assert code == 3 and j['verdict'] in ('VERSION_TOO_LOW', 'VERSION_TAKEN'), (code, j)


def nobody_publishes_who_is_not_entitled_to():
    _, path = _policy('430000')
    _version['430000'] -= 1
    for who, matter, file_ in ((HERE_COUNTY + ':head:wu', 'policy', path), (HERE + ':head:x', 'policy', path),
                               (_WEN, 'calendar', os.path.join(stack.ROOT, 'config', 'calendar.csv'))):
        code, j = _publish(who, matter, file_)
        assert code == 5 and j['verdict'] == 'NOT_YOURS_TO_PUBLISH', (who, code, j)
    code, j = _publish('430000:clerk:wen', 'policy', path)
    assert code == 5 and j['verdict'] == 'ROLE_NOT_ALLOWED', (code, j)


def _by_hand(unit, version, text, key=None):
    """A publication past every daemon's code."""
    now = int(time.time() * 1000)
    body = registry_pb2.PublicationBody(
        unit=unit, officer='x', matter=1, version=version, published_at=now, effective_at=now,
        file=unit + '.yaml', text=text.encode()).SerializeToString()
    return registry_pb2.Publication(
        body=body, stamp=stamp(unit, 'publication', body, key)).SerializeToString()


def what_is_published_past_the_desk_is_kept_as_evidence_and_changes_nothing():
    before = {d: int(sql(d, 'select coalesce(max(id), 0) from dead_letter')) for d in DAEMONS}
    kept = {d: sql(d, 'select count(*) from publication') for d in DAEMONS}
    names = {v['number']: v['verdict'] for v in ask(_WEN, 'GET', '/v1/verdicts')[1]}
    text = 'version: 90\nwindows:\n  transfer: []\n'
    for value in (_by_hand(HERE_COUNTY, 90, text), _by_hand('430000', 90, text, letters.stranger_key()),
                  _by_hand('430000', 90, text, letters.key_of(HERE_COUNTY)), b'no publication'):
        send(_REGISTRY, value)
    query = 'select reason from dead_letter where id > %d order by id'
    for d in DAEMONS:
        wait(lambda: len(sql(d, query % before[d]).splitlines()) == 4)
        reasons = [names[int(n)] for n in sql(d, query % before[d]).splitlines()]
        assert reasons == ['NOT_YOURS_TO_PUBLISH', 'UNKNOWN_KEY', 'BAD_STAMP', 'GARBLED'], (d, reasons)
        assert 'verdict=NOT_YOURS_TO_PUBLISH' in log_of(d)
        assert sql(d, 'select count(*) from publication') == kept[d]
    file(_students.take(THERE))


def a_province_cannot_widen_the_law_even_past_its_own_desk():
    """Stamped as it should be: every daemon holds the text against the nation's for itself."""
    _version['430000'] += 1
    send(_REGISTRY, _by_hand('430000', _version['430000'], 'version: %d\nanswer_days: 30\n' % _version['430000']))
    _everywhere('430000', _version['430000'], 'refused')
    for d in DAEMONS:
        j = _find(d, '430000', _version['430000'])
        assert j['verdict'] == 'PUBLICATION_FAULTY' and j['why'].startswith('430000.yaml:2:1: '), j
        assert 'publication_refused matter=policy unit=430000' in log_of(d)
    _version['430000'] -= 1
    file(_students.take(THERE))


def a_docket_keeps_the_policy_it_was_filed_under():
    """A ground that a province no longer admits may still be pleaded where it was admitted."""
    old = file(_students.take(THERE))
    walk(old, until='receiving_county')
    _in_force('430000', 'grounds: [NOT_SAME_GRADE]\nanswer_days: 4\n')
    new = file(_students.take(THERE))
    walk(new, until='receiving_county')
    code, j = act(HERE_COUNTY, new, 'refuse', code='NO_SEAT', reason='无学位')
    assert code == 409 and j['verdict'] == 'GROUND_NOT_YOURS', (code, j)
    code, j = act(HERE_COUNTY, old, 'refuse', code='NO_SEAT', reason='无学位')
    assert code == 200, (code, j)
    reaches(old, HERE, 'answer')
    _in_force('430000')


# -- units -------------------------------------------------------------------------------

def _units(*rows, name='units.csv'):
    return _write(name, '\n'.join(('change,code,to,level,phase,name,phone,channel',) + rows) + '\n')


def _change_units(*rows, who=_WEN, effective=()):
    code, j = _publish(who, 'units', _units(*rows), *effective)
    assert code == 0, (code, j)
    return j['version']


def _unit(daemon, code, under):
    rows = ask(_unit_of(daemon) + ':head:reader', 'GET', '/v1/units?under=' + under)[1]
    return next((u for u in rows if u['code'] == code), None)


def _make_key(code, parent):
    path = _write('unit-%s.csv' % code, 'code,parent,level,phase,void,name\n%s,%s,county,,0,x\n' % (code, parent))
    out = xueji('registry', 'add', '--dir', os.path.join(stack.DIR, 'keys'), '--units', path,
                '--from', '2004-01-01T00:00:00+08:00', '--until', '2044-01-01T00:00:00+08:00')
    assert out.returncode == 0, out.stderr.decode()
    with open(stack.ENV['XUEJI_DESKS'], 'a', encoding='utf-8') as f:
        f.write('units %s\n' % path)


_MOVED, _OLD_COUNTY, _NEW_COUNTY = '2143000104', '430103', '430183'


def units_that_come_move_and_are_renamed_do_so_on_every_daemon_without_a_restart():
    """A docket keeps the county it was filed under; the next one has the new one."""
    pids = [pid(d) for d in DAEMONS]
    old = file(_students.take(THERE), _MOVED)
    _make_key(_NEW_COUNTY, '430100')
    begin = time.monotonic()
    version = _change_units('add,%s,430100,county,,星城新区教育局,+86 000,新区意见箱' % _NEW_COUNTY,
                            'move,%s,%s,,,,,' % (_MOVED, _NEW_COUNTY), 'rename,%s,,,,天心新教育局,,' % _OLD_COUNTY)
    _everywhere('430000', version, 'in_force', matter='units')
    for d in DAEMONS:
        assert _unit(d, _MOVED, _NEW_COUNTY) and not _unit(d, _MOVED, _OLD_COUNTY), d
        assert _unit(d, _OLD_COUNTY, '430100')['name'] == '天心新教育局', d
        assert _unit(d, _NEW_COUNTY, '430100')['contact']['channel'] == '新区意见箱', d
    assert time.monotonic() - begin < 60
    new = file(_students.take(THERE), _MOVED)
    assert [s['unit'] for s in stack.show(_MOVED, new)['route']][1] == _NEW_COUNTY
    for docket, county in ((old, _OLD_COUNTY), (new, _NEW_COUNTY)):
        approve_at(docket, _MOVED, 'receiving_school')
        approve_at(docket, county, 'receiving_county')
        reaches(docket, '430000', 'receiving_province')
        out = xueji('--as', '430000:head:h', 'export', docket)
        assert xueji('verify', '-', stdin=out.stdout).returncode == 0
    assert [pid(d) for d in DAEMONS] == pids


def units_change_at_their_instant_and_not_before():
    begins = time.time() + 8
    at = time.strftime('%Y-%m-%dT%H:%M:%S+00:00', time.gmtime(begins))
    version = _change_units('rename,%s,,,,天心再教育局,,' % _OLD_COUNTY, effective=('--effective', at))
    _everywhere('430000', version, 'to_come', matter='units', seconds=6)
    assert _unit('county-43', _OLD_COUNTY, '430100')['name'] == '天心新教育局'
    time.sleep(max(0, begins - time.time()))
    _everywhere('430000', version, 'in_force', matter='units', seconds=10)
    wait(lambda: _unit('county-43', _OLD_COUNTY, '430100')['name'] == '天心再教育局', 5)
    words = xueji('--as', HERE_COUNTY + ':head:wu', 'registry', 'list').stdout.decode()
    assert '430000 units 第%d版' % version in words, words


def what_no_province_may_do_to_units_is_refused_with_its_line():
    for who, row, reason in (
            (_WEN, 'rename,440103,,,,x,,', '440103 is not below the province that publishes'),
            (_WEN, 'move,%s,440103,,,,,' % HERE, HERE + ' is not below the province that publishes'),
            (_WEN, 'add,%s,430100,county,,x,,' % HERE_COUNTY, HERE_COUNTY + ' is the code of another unit'),
            (_WEN, 'move,430102,%s,,,,,' % stack.HERE_2, '430102 has a parent that is not of a higher level'),
            (_WEN, 'merge,%s,%s,,,,,' % (HERE, stack.HERE_2), HERE + ': only counties and prefectures are merged'),
            ('000000:head:li', 'rename,%s,,,,x,,' % HERE, HERE + " is a school, and its province's to change"),
            ('000000:head:li', 'merge,430102,440103,,,,,', '430102 is merged into a unit of another province')):
        code, j = _publish(who, 'units', _units('rename,430105,,,,x,,', row))
        assert code == 3 and j['verdict'] == 'PUBLICATION_FAULTY', (row, code, j)
        assert j['details']['fault'] == 'units.csv:3:1: ' + reason, j['details']
    code, j = _publish(HERE_COUNTY + ':head:wu', 'units', _units('rename,%s,,,,x,,' % HERE))
    assert code == 5 and j['verdict'] == 'NOT_YOURS_TO_PUBLISH', (code, j)
    assert _unit('county-43', '430105', '430100')['name'] != 'x', 'a publication holds as a whole or not at all'


def _proved(who, docket):
    """By our own verifier and by the independent one."""
    out = xueji('--as', who, 'export', docket)
    path = os.path.join(stack.DIR, 'followed.export')
    with open(path, 'wb') as f:
        f.write(out.stdout)
    assert xueji('verify', path).returncode == 0
    with open(os.path.join(stack.DIR, 'keys', 'root.pub'), encoding='utf-8') as f:
        root = f.read().strip()
    proof = stack.run('python3', os.path.join(stack.ROOT, 'tests', 'wire', 'verify_export.py'), path, root)
    return json.loads(proof.stdout)


def dockets_of_a_county_that_becomes_a_district_are_the_districts_clock_and_signatures_intact():
    school, old, new = '2143000106', '430203', '430283'
    waiting = file(_students.take(THERE), school)
    approve_at(waiting, school, 'receiving_school')
    reaches(waiting, old, 'receiving_county')
    before = stack.show(old, waiting)
    leaving = file(_students.take(school))      # its route names the county, which it has not reached
    seen = file(_students.take(THERE), school)  # the county has decided already
    approve_at(seen, school, 'receiving_school')
    approve_at(seen, old, 'receiving_county')
    reaches(seen, '430000', 'receiving_province')
    _make_key(new, '430200')
    version = _change_units('add,%s,430200,county,,芦淞新区教育局,,' % new, 'merge,%s,%s,,,,,' % (old, new))
    _everywhere('430000', version, 'in_force', matter='units')
    reaches(waiting, new, 'receiving_county')
    after = stack.show(new, waiting)
    assert after['due'] == before['due'], 'the clock goes on'
    assert [e['hash'] for e in after['entries'][:-1]] == [e['hash'] for e in before['entries']]
    last = after['entries'][-1]
    assert (last['action'], last['unit'], last['successor']) == ('followed', old, new), last
    assert [r['docket'] for r in ask(new + ':head:h', 'GET', '/v1/inbox')[1]] == [waiting]
    code, j = act(old, waiting)
    assert code == 409 and j['verdict'] == 'UNIT_VOID', (code, j)
    approve_at(waiting, new, 'receiving_county')
    reaches(waiting, '430000', 'receiving_province')
    assert stack.show(new, seen)['state'] == 'open', 'what the old one has seen'
    for step in ((HERE, 'receiving_school'), (HERE_COUNTY, 'receiving_county'), (school, 'sending_school'),
                 (new, 'sending_county')):
        approve_at(leaving, *step)
    stack.ends(leaving, 'completed', [HERE, HERE_COUNTY, school, new])
    for who, docket in (('430000:head:h', waiting), (HERE + ':head:h', leaving)):
        stamps = [(e['unit'], e['action']) for e in stack.show(who.split(':')[0], docket)['entries']]
        at = stamps.index((old, 'followed'))
        assert stamps[at + 1] == (new, 'approved'), stamps
        _proved(who, docket)
    words = xueji('--as', new + ':head:h', 'show', waiting).stdout.decode()
    assert '移交承接单位' in words and '→ ' + new in words, words
    assert [s['unit'] for s in stack.show(school, file(_students.take(THERE), school))['route']][1] == new
    code, j = _publish(_WEN, 'units', _units('add,%s,430200,county,,又来教育局,,' % old))
    assert code == 3 and j['details']['fault'] == (
        'units.csv:2:1: %s is void, and the code of a void unit is never used again' % old), j
    assert _unit('county-43', old, '430200')['successor'] == new


def law_outlives_its_publisher_and_a_restart():
    version = _in_force('430000', 'windows:\n  transfer: []\n')
    stack.stack('daemon-stop', 'province-43')
    for d in ('school-43', 'county-43'):
        kill_and_restart(d)
        wait(lambda: is_ready(d), 60)
        assert _find(d, '430000', version)['state'] == 'in_force'
    _filing_is('PROVINCE_WINDOW_CLOSED')
    stack.stack('daemon-start', 'province-43')
    wait(lambda: is_ready('province-43'), 60)
    wait(lambda: sql('province-43', "select count(*) from outbox where kind = 'publication'") == '0')
    _in_force('430000')


def _begin_anew(daemon):
    """Its database knows nothing of what was published."""
    stack.stack('daemon-stop', daemon)
    sql(daemon, 'truncate publication')
    sql(daemon, "delete from position where topic = '%s'" % _REGISTRY)
    stack.stack('daemon-start', daemon)
    wait(lambda: is_ready(daemon), 60)


def _registry_is_away():
    subprocess.run(['java', '-cp', stack.ROOT + '/.cache/kafka/*', 'org.apache.kafka.tools.TopicCommand',
                    '--bootstrap-server', '127.0.0.1:%d' % stack.PORT, '--delete', '--topic', _REGISTRY],
                   check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def _registry_is_made_anew():
    xueji('topics', 'create', '--brokers', '127.0.0.1:%d' % stack.PORT, '--provinces', '43,44', check=True)


def whoever_begins_late_reads_what_was_published_before_even_after_the_topic_was_wiped():
    version = _in_force('430000')
    _begin_anew('county-44')
    assert _find('county-44', '430000', version)['state'] == 'in_force', 'ready means read'
    _registry_is_away()
    time.sleep(1)
    _registry_is_made_anew()
    wait(lambda: 'topic_wiped topic=' + _REGISTRY in log_of('province-43'), 120)
    own = int(sql('province-43', "select count(*) from publication where unit = '430000'"))
    wait(lambda: len(stack.topic_values(_REGISTRY)) >= own, 60)
    wait(lambda: sql('province-43', "select count(*) from outbox where kind = 'publication'") == '0', 60)
    _begin_anew('prefecture-44')
    wait(lambda: (_find('prefecture-44', '430000', version) or {}).get('state') == 'in_force', 60)
    known, late = ([(p['matter'], p['version'], p['state']) for p in _published(d) if p['unit'] == '430000']
                   for d in ('province-44', 'prefecture-44'))
    assert late == known, 'in the order in which it became law: %s, and not %s' % (known, late)
    _in_force('430000')


def whoever_restarts_while_a_topic_is_away_reads_it_when_it_is_back():
    """It comes back under its name and gets the partitions of before, without that topic."""
    _registry_is_away()
    time.sleep(12)      # all have asked for the topics once more
    stack.stack('daemon-stop', 'prefecture-44')
    _registry_is_made_anew()
    stack.stack('daemon-start', 'prefecture-44')
    wait(lambda: is_ready('prefecture-44'), 60)
    _in_force('430000')


def a_letter_under_a_law_that_has_not_come_yet_waits():
    docket = file(_students.take(THERE))
    walk(docket, until='receiving_county')
    letter = again(last_delivery('xueji.v1.43.county', docket))
    fresh = 'ffffffff' + docket[8:]
    header = docket_pb2.Header()
    header.ParseFromString(letter.delivery.header)
    header.docket = fresh
    header.versions.policy_receiving = _version['430000'] + 1
    letter.docket = fresh
    letter.delivery.header = header.SerializeToString()
    previous = hashlib.sha256(letter.delivery.header).digest()
    for entry in letter.delivery.entries:
        body = body_of(entry)
        body.docket, body.previous = fresh, previous
        entry.CopyFrom(letters.seal(body, HERE))
        previous = hashlib.sha256(entry.body).digest()
    dead = sql('county-43', 'select count(*) from dead_letter')
    send('xueji.v1.43.county', letter.SerializeToString(), key=fresh)
    wait(lambda: 'law_ahead docket=' + fresh in log_of('county-43'))
    assert sql('county-43', "select count(*) from docket where id = '%s'" % fresh) == '0'
    _in_force('430000')
    send('xueji.v1.43.county', letter.SerializeToString(), key=fresh)
    reaches(fresh, HERE_COUNTY, 'receiving_county')
    assert sql('county-43', 'select count(*) from dead_letter') == dead


def _calendar(change):
    with open(os.path.join(stack.ROOT, 'config', 'calendar.csv'), encoding='utf-8') as f:
        head, *rows = f.read().split()
    kinds = dict(row.split(',') for row in rows)
    kinds.update(change)
    return _write('calendar.csv', '\n'.join([head] + ['%s,%s' % row for row in sorted(kinds.items())]) + '\n')


def a_corrected_calendar_moves_the_terms_of_open_dockets_for_all_to_see():
    docket = file(_students.take(THERE))
    walk(docket, until='receiving_county')
    before = stack.show(HERE_COUNTY, docket)
    assert before['redated'] == []
    day = datetime.date.fromisoformat(before['due'])
    while day.weekday() >= 5:
        day -= datetime.timedelta(days=1)
    last = day.isoformat()
    year_ends = '%d-12-31' % day.year
    assert last <= year_ends
    code, j = _publish('000000:head:li', 'calendar', _calendar({last: 'holiday'}))
    assert code == 0, j
    _everywhere('000000', j['version'], 'in_force', matter='calendar')
    for unit in (HERE_COUNTY, HERE):
        def is_moved(u=unit):
            k = stack.show(u, docket)
            return k['redated'] and k
        after = wait(is_moved)
        assert after['due'] > before['due'], (before['due'], after['due'])
        assert after['redated'][0]['due_before'] == before['due'] and after['redated'][0]['due'] == after['due'], after
    row = [r for r in ask(HERE_COUNTY + ':head:wu', 'GET', '/v1/inbox')[1] if r['docket'] == docket][0]
    assert row['due'] == after['due'], (row, after['due'])
    told = ask(HERE_COUNTY + ':head:wu', 'GET', '/v1/notices')[1]
    assert [n for n in told if n['what'] == 'redated' and n['docket'] == docket], told
    assert 'redated docket=' + docket in log_of('county-43')
    words = xueji('--as', HERE_COUNTY + ':head:wu', 'show', docket).stdout.decode()
    assert '校历更正' in words and before['due'] in words, words
    assert sql('county-43', "select term - term_before > 0 from redate where docket = '%s'" % docket) == 't'
    code, j = _publish('000000:head:li', 'calendar', os.path.join(stack.ROOT, 'config', 'calendar.csv'))
    assert code == 0, j
    wait(lambda: stack.show(HERE_COUNTY, docket)['due'] == before['due'])
    wait(lambda: len(stack.show(HERE_COUNTY, docket)['redated']) == 2)
