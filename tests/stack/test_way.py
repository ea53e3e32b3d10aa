"""The way of a docket when nothing is wrong."""

import json
import os
import random

import letters
import stack
from stack import (HERE, HERE_2, HERE_2_COUNTY, HERE_COUNTY, INTER_PROVINCE, ON_THE_ROUTE, THERE,
                   act, ask, ends, file, filing, reaches, show, sql, wait, walk, xueji)

_students = stack.STUDENTS


def _completed():
    student = _students.take(THERE)
    docket = file(student)
    walk(docket)
    ends(docket, 'completed', ON_THE_ROUTE)
    return student, docket


def an_inter_province_transfer_completes_and_everybody_on_the_route_knows():
    student, docket = _completed()
    assert stack.is_in_one_place(student, [HERE, THERE]) == [HERE]
    j = show(HERE, docket)
    assert [e['action'] for e in j['entries']] == ['filed'] + ['approved'] * 3 + ['passed'] * 2 \
        + ['approved'] * 3 + ['released', 'admitted']
    assert [e['n'] for e in j['entries']] == list(range(1, 12))
    hashes = {json.dumps([e['hash'] for e in show(u, docket)['entries']]) for u in ON_THE_ROUTE}
    assert len(hashes) == 1, 'copies differ'
    wait(lambda: all(sql(d, 'select count(*) from outbox') == '0' for d in stack.DAEMONS), 20)


def show_has_the_published_shape():
    student = _students.take(THERE)
    docket = file(student)
    out = xueji('--json', '--as', HERE + ':head:h', 'show', docket)
    j = json.loads(out.stdout)
    assert out.returncode == 0
    assert (j['docket'], j['kind'], j['scope'], j['state']) == (docket, 'transfer', 'inter_province', 'open')
    assert (j['holder'], j['stage']) == (HERE, 'receiving_school')
    assert len(j['due']) == 10 and j['route'][0] == {
        'stage': 'receiving_school', 'unit': HERE, 'automatic': False, 'days': 10, 'passed': False}
    entry = j['entries'][0]
    assert set(entry) >= {'n', 'at', 'unit', 'officer', 'role', 'action', 'code', 'reason', 'hash'}
    assert entry['action'] == 'filed' and entry['role'] == 'registrar' and entry['code'] is None
    assert student['name'] not in out.stdout.decode(), 'a name is shown unmasked'
    row = ask(HERE + ':head:h', 'GET', '/v1/inbox')[1][-1]
    assert set(row) >= {'docket', 'kind', 'scope', 'stage', 'due', 'working_days_left',
                        'student_number', 'since'}
    assert act(HERE, docket, 'withdraw', role='registrar', officer='clerk')[0] == 200


def a_case_inside_hunan_leaves_no_trace_at_the_ministry():
    student = _students.take(HERE_2)
    docket = file(student, school=HERE)
    walk(docket, [(HERE, 'receiving_school'), (HERE_COUNTY, 'receiving_county'),
                  (HERE_2, 'sending_school'), (HERE_2_COUNTY, 'sending_county')])
    ends(docket, 'completed', [HERE, HERE_COUNTY, HERE_2, HERE_2_COUNTY])
    assert stack.is_in_one_place(student, [HERE, HERE_2]) == [HERE]
    for key, value in stack.topic_values('xueji.v1.00.ministry'):
        assert key != docket and docket.encode() not in value
        assert student['number'].encode() not in value
    for table in ('docket', 'entry', 'handled', 'outbox', 'dead_letter', 'notice', 'fork'):
        rows = sql('ministry-00', 'select t::text from %s t' % table)
        assert docket not in rows and student['number'] not in rows
    for daemon in ('province-43', 'prefecture-43', 'province-44', 'county-44'):
        assert sql(daemon, "select count(*) from docket where id = '%s'" % docket) == '0', daemon


def within_one_county_the_county_decides_once():
    student = _students.take('2143000102')
    docket = file(student, school=HERE)
    walk(docket, [(HERE, 'receiving_school'), ('2143000102', 'sending_school'), (HERE_COUNTY, 'county')])
    ends(docket, 'completed', [HERE, '2143000102', HERE_COUNTY])


def a_senior_transfer_in_guangdong_passes_both_prefectures():
    student = _students.take('3444000102', grade=10)     # 深圳
    docket = file(student, school='3444000101')          # 广州
    stages = [s['stage'] for s in show('3444000101', docket)['route']]
    assert stages == ['receiving_school', 'receiving_county', 'receiving_prefecture', 'check',
                      'sending_school', 'sending_county', 'sending_prefecture', 'release', 'admit']
    walk(docket, [('3444000101', 'receiving_school'), ('440104', 'receiving_county'),
                  ('440100', 'receiving_prefecture'), ('3444000102', 'sending_school'),
                  ('440303', 'sending_county'), ('440300', 'sending_prefecture')])
    ends(docket, 'completed', ['3444000101', '440100', '440300'])


def in_dongguan_the_prefecture_is_the_county():
    student = _students.take('3144000105')               # 东莞
    docket = file(student, school='3143000101')
    walk(docket, [('3143000101', 'receiving_school'), ('430102', 'receiving_county'),
                  ('430000', 'receiving_province'), ('3144000105', 'sending_school'),
                  ('441900', 'sending_county'), ('440000', 'sending_province')])
    ends(docket, 'completed', ['3143000101', '441900'])


def a_graduate_goes_on_in_another_province_without_a_sending_school_stage():
    student = _students.take('3144000101', status='graduated', grade=9)
    docket = file(student, school='3443000101', kind='graduate_transfer', grade=10)
    steps = [('3443000101', 'receiving_school'), ('430104', 'receiving_county'),
             ('430000', 'receiving_province'), ('440103', 'sending_county'),
             ('440000', 'sending_province')]
    walk(docket, steps)
    ends(docket, 'completed', ['3443000101', '3144000101', '000000'])
    j = ask('3443000101:head:h', 'GET', '/v1/students/' + student['number'])[1]
    assert (j['status'], j['grade']) == ('in_school', 10)


def a_refusal_is_corrected_and_goes_on_where_it_was_refused():
    student = _students.take(THERE)
    docket = file(student)
    walk(docket, until='receiving_county')
    assert act(HERE_COUNTY, docket, 'refuse', code='IDENTITY_NOT_PROVEN', reason='请补充材料')[0] == 200
    reaches(docket, HERE, 'answer')
    assert act(HERE, docket, 'correct', role='registrar', officer='clerk', reason='已补充')[0] == 200
    assert act(HERE, docket)[0] == 200
    walk(docket, INTER_PROVINCE[1:])
    ends(docket, 'completed', ON_THE_ROUTE)


def a_wrong_name_comes_back_as_2001_and_is_corrected():
    student = _students.take(THERE)
    docket = file(student, name='演示错名')
    walk(docket, INTER_PROVINCE[:3])
    reaches(docket, HERE, 'answer')
    last = show(HERE, docket)['entries'][-1]
    assert (last['action'], last['code'], last['code_number']) == ('failed', 'DATA_MISMATCH', 2001)
    told = [n for n in ask(HERE + ':registrar:clerk', 'GET', '/v1/notices')[1] if n['docket'] == docket]
    assert [(n['what'], n['kind'], n['student_number'], n['pending']) for n in told] == [
        ('filing_failed', 'transfer', student['number'], True)], told
    assert act(HERE, docket, 'correct', role='registrar', officer='clerk', name=student['name'])[0] == 200
    assert act(HERE, docket)[0] == 200
    walk(docket, INTER_PROVINCE[3:])
    ends(docket, 'completed', ON_THE_ROUTE)


def the_ministry_overrules_a_refusal_between_provinces():
    student = _students.take(THERE)
    docket = file(student)
    walk(docket, until='sending_county')
    assert act(stack.THERE_COUNTY, docket, 'refuse', code='UNDER_SANCTION', reason='处分期内')[0] == 200
    reaches(docket, HERE, 'answer')
    assert act(HERE, docket, 'object', reason='处分已解除')[0] == 200
    reaches(docket, '000000', 'coordination')
    stack.hear(docket)
    assert act('000000', docket, 'overrule', reason='同意转出')[0] == 200
    # Whoever had refused has nothing to do any more, and is told while the docket goes on.
    wait(lambda: [n['unit'] for n in ask(stack.THERE_COUNTY + ':head:h', 'GET', '/v1/notices')[1]
                  if (n['docket'], n['what']) == (docket, 'refusal_overruled')] == ['000000'])
    assert show(stack.THERE_COUNTY, docket)['entries'][-1]['action'] == 'ruled_overrule'
    approve = [('440000', 'sending_province')]
    walk(docket, approve)
    ends(docket, 'completed', ON_THE_ROUTE)


def an_upheld_refusal_closes_the_docket_and_lets_the_lock_go():
    student = _students.take(THERE)
    docket = file(student)
    walk(docket, until='sending_school')
    assert act(THERE, docket, 'refuse', code='UNDER_SANCTION', reason='处分期内')[0] == 200
    reaches(docket, HERE, 'answer')
    assert act(HERE, docket, 'object', reason='请裁定')[0] == 200
    reaches(docket, '000000', 'coordination')
    stack.hear(docket)
    code, j = act('000000', docket, 'uphold')
    assert (code, j['verdict']) == (409, 'REASON_MISSING'), j
    assert act('000000', docket, 'uphold', reason='拒绝理由成立')[0] == 200
    ends(docket, 'refused', [HERE, THERE, '000000'])
    j = ask(THERE + ':head:h', 'GET', '/v1/students/' + student['number'])[1]
    assert (j['status'], j['open_docket']) == ('in_school', None)


def _scan(size):
    return b'\x89PNG\r\n\x1a\n' + os.urandom(size - 8)


def _upload(data):
    status, text = stack.raw('school-43', 'PUT', '/v1/attachments', data, {'X-Xueji-As': HERE + ':registrar:clerk'})
    assert status == 201, text
    return json.loads(text)['digest']


def _sees(unit, docket, scans):
    """Every scan of the docket is there, byte for byte."""
    def there():
        return all(a['here'] for a in show(unit, docket)['attachments'])
    wait(there, 30)
    for digest, data in scans.items():
        status, got = stack.raw(stack.daemon_of(unit), 'GET', '/v1/dockets/%s/attachments/%s' % (docket, digest),
                                headers={'X-Xueji-As': unit + ':head:h'})
        assert status == 200 and got == data, (unit, status, len(got))


def scans_reach_every_desk_that_decides_and_nobody_else():
    student = _students.take(THERE)
    scans = {_upload(d): d for d in (_scan(2097152), _scan(262144), _scan(262145), _scan(9))}
    docket = file(student, attachments=list(scans))
    for unit, stage in INTER_PROVINCE:
        reaches(docket, unit, stage)
        _sees(unit, docket, scans)
        if stage == 'receiving_county':     # in the middle of its way to the next
            assert act(unit, docket)[0] == 200
            stack.kill_and_restart('province-43')
            stack.kill_and_restart('school-43')
            continue
        wait(lambda: act(unit, docket)[0] in (200, 409), 40)
    ends(docket, 'completed', ON_THE_ROUTE)
    assert not any(a['here'] for a in show('000000', docket)['attachments']), 'the ministry decides nothing'
    for daemon in ('ministry-00', 'prefecture-43', 'prefecture-44'):
        assert sql(daemon, 'select count(*) from attachment') == '0', daemon
    for daemon in stack.DAEMONS:
        assert sql(daemon, 'select count(*) from attachment_part') == '0', daemon
    wait(lambda: all(sql(d, 'select count(*) from outbox') == '0' for d in stack.DAEMONS), 20)
    digest = next(iter(scans))
    assert ask('000000:head:h', 'GET', '/v1/dockets/%s/attachments/%s' % (docket, digest))[1]['verdict'] == \
        'ATTACHMENT_NOT_HERE'
    assert ask('430104:head:h', 'GET', '/v1/dockets/%s/attachments/%s' % (docket, digest))[0] == 404, \
        'the daemon has it, but that county has no business with the child'
    other = file(_students.take(THERE), attachments=[_upload(_scan(9))])
    assert ask(HERE + ':head:h', 'GET', '/v1/dockets/%s/attachments/%s' % (other, digest))[1]['verdict'] == \
        'ATTACHMENT_UNKNOWN'
    out = xueji('--as', THERE + ':head:h', 'attachment', docket, digest)
    assert out.returncode == 0 and out.stdout == scans[next(iter(scans))]
    assert '附件' in xueji('--as', THERE + ':head:h', 'show', docket).stdout.decode()


def a_scan_that_no_docket_names_is_here_for_a_day():
    def kept(daemon, digest):
        return sql(daemon, "select count(*) from attachment where encode(digest, 'hex') = '%s'" % digest) == '1'

    def grow_old(daemon, hours, digest):
        sql(daemon, "update attachment set at = at - %d where encode(digest, 'hex') = '%s'" % (hours * 3600000, digest))

    left, asked, filed = (_upload(_scan(9)) for _ in range(3))
    docket = file(_students.take(THERE), attachments=[filed])
    reaches(docket, HERE, 'receiving_school')
    assert act(HERE, docket)[0] == 200
    reaches(docket, HERE_COUNTY, 'receiving_county')
    wait(lambda: all(a['here'] for a in show(HERE_COUNTY, docket)['attachments']))
    for digest in (left, asked):
        grow_old('school-43', 23, digest)
    body = filing(_students.take(THERE), attachments=[asked])
    assert ask(HERE + ':registrar:clerk', 'POST', '/v1/preflight', body)[0] == 200, 'its day begins anew'
    for daemon, digests in (('school-43', (left, asked, filed)), ('county-43', (filed,))):
        for digest in digests:
            grow_old(daemon, 2, digest)
    wait(lambda: not kept('school-43', left), 30)
    grow_old('school-43', 999, filed)
    grow_old('county-43', 999, filed)
    again = _upload(_scan(9))
    grow_old('school-43', 25, again)
    wait(lambda: not kept('school-43', again), 30)     # a whole sweep later
    assert kept('school-43', asked) and kept('school-43', filed) and kept('county-43', filed)
    status, j = ask(HERE + ':registrar:clerk', 'POST', '/v1/dockets', dict(body, attachments=[left]))
    assert status == 404 and j['verdict'] == 'ATTACHMENT_UNKNOWN', (status, j)


def a_withdrawal_travels_to_whoever_holds_the_docket():
    student = _students.take(THERE)
    docket = file(student)
    walk(docket, until='sending_school')
    status, j = act(HERE, docket, 'withdraw', role='registrar', officer='clerk')
    assert status == 202 and j['underway'] is True
    ends(docket, 'withdrawn', [HERE, HERE_COUNTY, '430000', '000000', THERE])
    entry = show(THERE, docket)['entries'][-1]
    assert (entry['action'], entry['unit'], entry['holder']) == ('withdrawn', HERE, THERE)
    j = ask(THERE + ':head:h', 'GET', '/v1/students/' + student['number'])[1]
    assert (j['status'], j['open_docket']) == ('in_school', None)
    path = os.path.join(stack.DIR, 'withdrawn.export')
    with open(path, 'wb') as f:
        f.write(xueji('--as', HERE + ':head:h', 'export', docket).stdout)
    assert xueji('verify', path).returncode == 0


def a_deputys_stamp_says_for_whom_also_where_his_request_travels():
    status, j = ask(HERE + ':registrar:clerk for lin', 'POST', '/v1/dockets', filing(_students.take(THERE)))
    assert status == 201, (status, j)
    docket = j['docket']
    same = ('deputy for clerk', 'lin', 'deputy for lin', 'clerk for head')
    for officer in same:
        status, j = act(HERE, docket, officer=officer)
        assert status == 403 and j['verdict'] == 'SAME_PERSON', (officer, status, j)
    assert act(HERE, docket, officer='deputy for head')[0] == 200
    walk(docket, INTER_PROVINCE[1:], until='sending_school')
    assert act(HERE, docket, 'withdraw', role='registrar', officer='zhao for lin')[0] == 202
    ends(docket, 'withdrawn', [HERE, HERE_COUNTY, '430000', '000000', THERE])
    told = [(e['action'], e['officer'], e.get('deputy_for')) for e in show(THERE, docket)['entries']]
    assert told[:2] == [('filed', 'clerk', 'lin'), ('approved', 'deputy', 'head')], told
    assert told[-1] == ('withdrawn', 'zhao', 'lin') and all(t[2] is None for t in told[2:-1]), told
    out = xueji('--as', HERE + ':head:h', 'show', docket).stdout.decode()
    assert 'deputy 代 head' in out and 'zhao 代 lin' in out, out
    path = os.path.join(stack.DIR, 'deputy.export')
    with open(path, 'wb') as f:
        f.write(xueji('--as', HERE + ':head:deputy', '--for', 'head', 'export', docket).stdout)
    assert xueji('verify', path).returncode == 0
    with open(os.path.join(stack.DIR, 'keys', 'root.pub'), encoding='ascii') as f:
        root = f.read().strip()
    out = stack.run('python3', os.path.join(stack.ROOT, 'tests', 'wire', 'verify_export.py'), path, root)
    last = json.loads(out.stdout)['entries'][-1]
    assert (last['officer'], last['deputy_for']) == ('zhao', 'lin'), last


def the_export_is_proved_off_line_and_any_flipped_bit_is_found():
    _, docket = _completed()
    exported = xueji('--as', HERE + ':head:h', 'export', docket).stdout
    path = os.path.join(stack.DIR, 'docket.export')
    with open(path, 'wb') as f:
        f.write(exported)
    assert xueji('verify', path).returncode == 0
    chance = random.Random(20260901)
    for _ in range(120):
        flipped = bytearray(exported)
        at = chance.randrange(len(flipped) * 8)
        flipped[at // 8] ^= 1 << at % 8
        assert xueji('verify', '-', stdin=bytes(flipped)).returncode == 7, 'bit %d' % at
    assert xueji('verify', '-', stdin=exported[:-7]).returncode == 7
    from xueji.v1 import docket_pb2
    m = docket_pb2.Export()
    m.ParseFromString(exported)
    del m.entries[4]
    out = xueji('--json', 'verify', '-', stdin=m.SerializeToString())
    assert out.returncode == 7 and json.loads(out.stdout)['n'] == 5, out.stdout


def no_topic_key_or_header_names_a_child():
    words = [s['number'] for s in stack.load_students()]
    for daemon in stack.DAEMONS:
        level, province = daemon.split('-')
        out = stack.run('kcat', '-C', '-e', '-q', '-b', '127.0.0.1:%d' % stack.PORT, '-t',
                        'xueji.v1.%s.%s' % (province, level), '-o', 'beginning', '-f', '%k %h\n').stdout
        assert not any(w.encode() in out for w in words)
        assert not out or b'ce_specversion=1.0' in out, 'no CloudEvents headers'
