"""Problem records: attested or corrected with a scan, looked for again in both indexes, and the flag
taken off when nobody else claims the child."""

import hashlib
import json
import os

import stack
from stack import (HERE, HERE_2, HERE_2_COUNTY, HERE_COUNTY, THERE, THERE_COUNTY, act, approve_at, ask, ends, raw,
                   reaches, show, wait, xueji)


def _scan(words, school=HERE):
    """Uploads a picture that says so; its digest."""
    picture = b'\x89PNG\r\n\x1a\n' + words.encode()
    status, _ = raw(stack.daemon_of(school), 'PUT', '/v1/attachments', picture,
                    {'X-Xueji-As': school + ':registrar:clerk'})
    assert status in (200, 201), status
    return hashlib.sha256(picture).hexdigest()


def _file(student, kind='problem_record', scan=True, **changes):
    school = student['school']
    body = {'kind': kind, 'reason': '经核对户口簿，学籍信息无误',
            'student': {'number': student['number'], 'name': student['name']}, **changes}
    if scan:
        body['attachments'] = [_scan('户口簿 ' + student['number'], school)]
    return ask(school + ':registrar:clerk', 'POST', '/v1/dockets', body)


def _filed(student):
    status, j = _file(student)
    assert status == 201, (status, j)
    return j['docket']


def _record(number, school=HERE):
    status, j = ask(school + ':head:reader', 'GET', '/v1/students/' + number)
    assert status == 200, (status, j)
    return j


def a_problem_record_is_attested_and_looked_for_again_in_both_indexes():
    student = stack.STUDENTS.take(HERE, problem='1')
    status, j = _file(student, scan=False)
    assert status == 409 and j['verdict'] == 'EVIDENCE_MISSING', (status, j)
    status, j = _file(student)
    assert status == 201, (status, j)
    docket = j['docket']
    approve_at(docket, HERE, 'school')
    reaches(docket, HERE_COUNTY, 'county')
    record = _record(student['number'])
    assert record['problem'] and record['open_docket'] == docket, record
    approve_at(docket, HERE_COUNTY, 'county')
    ends(docket, 'completed', [HERE, HERE_COUNTY, '430000'])
    stages = [(e['stage'], e['action'], e['unit']) for e in show(HERE, docket)['entries']]
    assert stages[-3:] == [('province_check', 'passed', '430000'), ('national_check', 'passed', '000000'),
                           ('apply', 'applied', HERE)], stages
    record = _record(student['number'])
    assert not record['problem'] and record['open_docket'] is None, record
    assert [v['problem'] for v in record['history']][-2:] == [True, False], record['history']
    assert show(HERE, docket)['remedy'] == 'attest'
    status, j = _file(student)
    assert status == 409 and j['verdict'] == 'NOT_A_PROBLEM', (status, j)


def a_problem_record_is_corrected_by_the_household_book_and_nothing_else_is():
    student = stack.STUDENTS.take(HERE, problem='1')
    status, j = _file(student, change={'address': '测试路1号'})
    assert status == 409 and j['verdict'] == 'CHANGE_NOT_ASKED', (status, j)
    status, j = _file(student, change={'citizen_id': student['citizen_id'][:17] + '?'})
    assert status == 409 and j['verdict'] == 'BAD_CITIZEN_ID', (status, j)
    status, j = _file(student, change={'birth': '2010-01-01', 'sex': student['sex']})
    assert status == 409 and j['verdict'] == 'BAD_BIRTH', 'not what the ID says: %s' % j
    status, j = _file(student, change={'name': '演示更正'})
    assert status == 201, (status, j)
    docket = j['docket']
    approve_at(docket, HERE, 'school')
    reaches(docket, HERE_COUNTY, 'county')
    j = show(HERE_COUNTY, docket)
    assert j['remedy'] == 'correct' and j['change']['name'] == '演示更正' and j['change']['birth'] is None, j
    out = xueji('--as', HERE_COUNTY + ':head:h', 'show', docket).stdout.decode()
    assert '按户口簿更正  姓名 演示更正' in out, out
    assert act(HERE_COUNTY, docket, 'return', reason='扫描件不清')[0] == 200
    reaches(docket, HERE, 'answer')
    status, j = act(HERE, docket, 'correct', role='registrar', officer='clerk', name='演示再改')
    assert status == 409 and j['verdict'] == 'CHANGE_NOT_ASKED', (status, j)
    assert act(HERE, docket, 'correct', role='registrar', officer='clerk', reason='已核对')[0] == 200
    approve_at(docket, HERE, 'school')
    approve_at(docket, HERE_COUNTY, 'county')
    ends(docket, 'completed', [HERE, HERE_COUNTY])
    sheet = raw('school-43', 'GET', '/v1/sheet?number=' + student['number'],
                headers={'X-Xueji-As': HERE + ':head:reader'})[1].decode()
    assert '演示更正' in sheet and not _record(student['number'])['problem'], sheet


def _enter(school, number, like):
    """A record that a clerk enters, of a child who has one elsewhere."""
    record = {'number': number, 'citizen_id': like['citizen_id'], 'name': like['name'], 'birth': like['birth'],
              'sex': like['sex'], 'status': 'in_school', 'grade': int(like['grade']), 'problem': False}
    status, j = ask(school + ':registrar:clerk', 'POST', '/v1/students', json.dumps([record]).encode())
    assert status == 200, (status, j)


def _is_proved_by_both(docket, unit='430000'):
    """By the program and by one that shares no line with it."""
    path = os.path.join(stack.DIR, 'sheet.export')
    with open(path, 'wb') as f:
        f.write(raw(stack.daemon_of(unit), 'GET', '/v1/dockets/%s/export' % docket,
                    headers={'X-Xueji-As': unit + ':head:reader'})[1])
    assert xueji('verify', path).returncode == 0
    with open(os.path.join(stack.DIR, 'keys', 'root.pub'), encoding='ascii') as f:
        out = stack.run('python3', 'tests/wire/verify_export.py', path, f.read().strip(), check=False)
    assert out.returncode == 0 and b'completed' in out.stdout, out.stdout


def two_records_of_one_child_are_marked_at_both_schools():
    student = stack.STUDENTS.take(HERE, grade=4)
    double = 'L430104' + student['birth'].replace('-', '') + '9001'
    _enter(HERE_2, double, student)
    for number, school in ((student['number'], HERE), (double, HERE_2)):
        wait(lambda n=number, s=school: _record(n, s)['problem'])
        record = _record(number, school)
        assert record['history'][-1]['why'] == 'double', record
    assert stack.sql('school-44', 'select count(*) from record_version where why = 2') == '0'


def of_two_schools_that_attest_one_child_the_prefecture_finds_out_which_keeps_it():
    student = stack.STUDENTS.take(HERE, grade=4)
    double = 'L430104' + student['birth'].replace('-', '') + '9002'
    _enter(HERE_2, double, student)
    wait(lambda: _record(student['number'])['problem'] and _record(double, HERE_2)['problem'])
    ours, theirs = _filed(student), _filed({**student, 'number': double, 'school': HERE_2})
    for docket, school, county, other in ((ours, HERE, HERE_COUNTY, HERE_2),
                                          (theirs, HERE_2, HERE_2_COUNTY, HERE)):
        approve_at(docket, school, 'school')
        approve_at(docket, county, 'county')
        reaches(docket, school, 'answer')
        entry = show(school, docket)['entries'][-1]
        assert (entry['stage'], entry['code'], entry['found']) == \
            ('province_check', 'CLAIMED_ELSEWHERE', other), entry
    sheets = stack.sql('province-43', "select id from docket where kind = 24").split()
    assert len(sheets) == 1, 'both are asked by one sheet: %s' % sheets
    sheet = sheets[0]
    reaches(sheet, '430100', 'sheet')
    j = show('430100', sheet)
    assert j['kind'] == 'problem_sheet' and j['about'] == ours and j['student'] is None, j
    assert (j['receiving_school'], j['sending_school']) == (HERE, HERE_2), j
    for unit, stage, words in (('430100', 'sheet', '请核查'), (HERE_2_COUNTY, 'verification', '该生一直在另一校就读'),
                               ('430100', 'decision', '由另一校保留，本校注销'),
                               (HERE_2_COUNTY, 'carrying_out', '已责成注销')):
        reaches(sheet, unit, stage)
        status, j = act(unit, sheet, reason=words)
        assert status == 200, (stage, status, j)
    ends(sheet, 'completed', ['430000', '430100', HERE_2_COUNTY])
    _is_proved_by_both(sheet)
    assert act(HERE_2, theirs, 'withdraw', role='registrar')[0] == 200
    ends(theirs, 'withdrawn', [HERE_2, HERE_2_COUNTY, '430000'])
    status, j = _file({**student, 'number': double, 'school': HERE_2}, 'removal_l', scan=False)
    assert status == 201, (status, j)
    approve_at(j['docket'], HERE_2, 'school')
    ends(j['docket'], 'completed', [HERE_2, HERE_2_COUNTY])
    wait(lambda: stack.sql('province-43', "select status from student_index where id = '%s'" % double) == '14')
    assert act(HERE, ours, 'correct', role='registrar', officer='clerk', reason='另一校已注销')[0] == 200
    approve_at(ours, HERE, 'school')
    ends(ours, 'completed', [HERE, HERE_COUNTY, '430000'])
    assert not _record(student['number'])['problem']
    assert _record(double, HERE_2)['status'] == 'removed'


def _national(student):
    """(unit, is_double, other one) at the ministry."""
    key = stack.sql('province-43', "select encode(key, 'hex') from student_index where id = '%s'" % student['number'])
    return stack.sql('ministry-00', "select unit, is_double, case when is_double then other else '' end"
                     " from student_index where id = '%s'" % key)


def two_provinces_with_one_child_are_told_of_each_other_and_the_ministry_of_their_dispute():
    student = stack.STUDENTS.take(HERE, grade=4)
    double = 'L440103' + student['birth'].replace('-', '') + '9003'
    _enter(THERE, double, student)
    for number, school in ((student['number'], HERE), (double, THERE)):
        wait(lambda n=number, s=school: _record(n, s)['problem'])
        assert _record(number, school)['history'][-1]['why'] == 'double'
    wait(lambda: _national(student).endswith('|t|440000') or _national(student).endswith('|t|430000'))
    docket = _filed(student)
    approve_at(docket, HERE, 'school')
    approve_at(docket, HERE_COUNTY, 'county')
    reaches(docket, HERE, 'answer')
    entry = show(HERE, docket)['entries'][-1]
    assert (entry['stage'], entry['code'], entry['unit'], entry['found']) == \
        ('national_check', 'CLAIMED_ELSEWHERE', '000000', '440000'), entry

    def is_told():
        notices = ask('000000:head:h', 'GET', '/v1/notices')[1]
        return [n for n in notices if (n['docket'], n['what']) == (docket, 'claimed_elsewhere')]
    wait(is_told)
    status, j = ask('000000:clerk:c', 'POST', '/v1/dockets', {
        'kind': 'problem_sheet', 'receiving_school': HERE, 'sending_school': THERE, 'about': docket,
        'reason': '两省学籍主张同一学生，请核查'})
    assert status == 201, (status, j)
    reaches(j['docket'], '000000', 'sheet')
    assert act('000000', j['docket'])[0] == 200
    reaches(j['docket'], THERE_COUNTY, 'verification')
    status, j = _file({**student, 'number': double, 'school': THERE}, 'removal_l', scan=False)
    assert status == 201, (status, j)
    approve_at(j['docket'], THERE, 'school')
    ends(j['docket'], 'completed', [THERE, THERE_COUNTY])
    wait(lambda: _national(student) == '430000|f|')
    assert act(HERE, docket, 'correct', role='registrar', officer='clerk', reason='外省学籍已注销')[0] == 200
    approve_at(docket, HERE, 'school')
    ends(docket, 'completed', [HERE, HERE_COUNTY, '430000'])
    assert not _record(student['number'])['problem']


def a_transfer_between_provinces_leaves_no_double_behind():
    student = stack.STUDENTS.take(THERE)
    docket = stack.file(student)
    stack.walk(docket)
    ends(docket, 'completed', [HERE, THERE])
    wait(lambda: _national(student) == '430000|f|')
    assert not _record(student['number'])['problem']
