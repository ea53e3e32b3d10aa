"""First records: the child is there at once, has one record in the whole country however many
schools try, and every level's index says where."""

import base64
import hashlib
import hmac
import itertools
import json
import os
import tempfile
import threading

from xueji.v1 import letter_pb2

import stack
from stack import HERE, HERE_2, HERE_2_COUNTY, HERE_COUNTY, THERE, THERE_COUNTY, act, approve_at, ask, ends, reaches, show, wait, xueji

_children = itertools.count(1)


def _citizen_id(birth, sex, n):
    """Of a division that is no more: nobody has it."""
    body = '142301%s%02d%d' % (birth.replace('-', ''), n % 100, 2 * (n % 5) + (1 if sex == '1' else 0))
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + '10X98765432'[sum(int(d) * w for d, w in zip(body, weights)) % 11]


def _child(birth='2020-03-04', sex='1', grade=1, has_id=True):
    n = next(_children)
    return {'name': '演示新%s' % chr(0x4e00 + n), 'birth': birth, 'sex': sex, 'grade': grade,
            'citizen_id': _citizen_id(birth, sex, n) if has_id else ''}


def _file(child, school=HERE, **changes):
    body = {'kind': 'enrolment', 'reason': '新生入学',
            'student': {'name': child['name'], 'citizen_id': child['citizen_id'], 'grade': child['grade']},
            'change': {'birth': child['birth'], 'sex': child['sex']}}
    body.update(changes)
    return ask(school + ':registrar:clerk', 'POST', '/v1/dockets', body)


def _filed(child, school=HERE):
    status, j = _file(child, school)
    assert status == 201, (status, j)
    return j['docket'], j['student']['number']


def _approve(docket, school, county):
    approve_at(docket, school, 'school')
    approve_at(docket, county, 'county')


def _record(number, school=HERE):
    status, j = ask(school + ':head:reader', 'GET', '/v1/students/' + number)
    return j if status == 200 else None


def _key(child):
    with open(os.path.join(stack.DIR, 'keys', 'index.key'), encoding='ascii') as f:
        return hmac.new(bytes.fromhex(f.read().strip()), child['citizen_id'].encode(), hashlib.sha256).hexdigest()


def _indexed(daemon, child):
    """[(id, unit, status, claim)] of the rows with that child's key."""
    text = stack.sql(daemon, "select id, unit, status, claim from student_index"
                             " where encode(key, 'hex') = '%s' order by id" % _key(child))
    return [tuple(l.split('|')) for l in text.splitlines()]


def a_child_is_there_with_its_number_at_once_and_both_indexes_know_it():
    child = _child()
    docket, number = _filed(child)
    assert number.startswith('L43010220200304') and len(number) == 19, number
    record = _record(number)
    assert record['status'] == 'in_school' and record['open_docket'] == docket, record
    assert _indexed('province-43', child) == [], 'nothing before the checks'
    _approve(docket, HERE, HERE_COUNTY)
    ends(docket, 'completed', [HERE, HERE_COUNTY, '430000'])
    assert _record(number)['open_docket'] is None
    wait(lambda: _indexed('province-43', child) == [(number, HERE, '1', '')])
    wait(lambda: _indexed('ministry-00', child) == [(_key(child), '430000', '1', '')])
    stages = [(e['stage'], e['action'], e['unit']) for e in show(HERE, docket)['entries']]
    assert stages[-3:] == [('province_check', 'passed', '430000'), ('national_check', 'passed', '000000'),
                           ('apply', 'applied', HERE)], stages


def the_ministrys_answer_is_proved_off_line_by_two_programs_that_share_no_line():
    child = _child()
    docket, _ = _filed(child)
    _approve(docket, HERE, HERE_COUNTY)
    ends(docket, 'completed', [HERE])
    exported = stack.raw('school-43', 'GET', '/v1/dockets/%s/export' % docket,
                         headers={'X-Xueji-As': HERE + ':head:reader'})[1]
    path = os.path.join(stack.DIR, 'enrolment.export')
    with open(path, 'wb') as f:
        f.write(exported)
    assert stack.xueji('verify', path).returncode == 0
    root = open(os.path.join(stack.DIR, 'keys', 'root.pub'), encoding='ascii').read().strip()
    out = stack.run('python3', 'tests/wire/verify_export.py', path, root, check=False)
    assert out.returncode == 0 and b'completed' in out.stdout, out.stdout


def the_ministry_learns_no_name_no_number_no_school_and_no_id():
    child = _child()
    docket, number = _filed(child)
    _approve(docket, HERE, HERE_COUNTY)
    ends(docket, 'completed', [HERE])
    wait(lambda: _indexed('ministry-00', child) != [])
    assert show('000000', docket) is None
    words = [w.encode() for w in (child['name'], child['citizen_id'], number)]
    told = 0
    for _, value in stack.topic_values('xueji.v1.00.ministry'):
        assert not any(w in value for w in words), 'a letter to the ministry tells too much'
        letter = letter_pb2.Letter()
        letter.ParseFromString(value)
        if letter.WhichOneof('content') in ('index', 'inquiry'):
            told += 1
            assert HERE.encode() not in value, 'nor which school'
    assert told > 0


def a_child_that_has_a_record_in_the_province_is_to_be_transferred():
    child = _child()
    first, number = _filed(child)
    _approve(first, HERE, HERE_COUNTY)
    ends(first, 'completed', [HERE])
    docket, second = _filed(child, HERE_2)
    _approve(docket, HERE_2, HERE_2_COUNTY)
    reaches(docket, HERE_2, 'answer')
    entry = show(HERE_2, docket)['entries'][-1]
    assert entry['code'] == 'ENROLLED_ELSEWHERE' and entry['found'] == HERE, entry
    assert _record(second, HERE_2)['status'] == 'in_school', 'the child stays in class meanwhile'
    assert act(HERE_2, docket, 'withdraw', role='registrar')[0] == 200
    ends(docket, 'withdrawn', [HERE_2, HERE_2_COUNTY, '430000'])
    assert _record(second, HERE_2)['status'] == 'removed'
    assert _indexed('province-43', child) == [(number, HERE, '1', '')]


def a_child_that_has_a_record_in_another_province_is_found_by_the_ministry():
    student = stack.STUDENTS.take(THERE)
    child = {'name': student['name'], 'citizen_id': student['citizen_id'], 'birth': student['birth'],
             'sex': student['sex'], 'grade': int(student['grade'])}
    wait(lambda: _indexed('ministry-00', child) == [(_key(child), '440000', '1', '')], 60)
    docket, number = _filed(child)
    _approve(docket, HERE, HERE_COUNTY)
    reaches(docket, HERE, 'answer')
    entry = show(HERE, docket)['entries'][-1]
    assert (entry['stage'], entry['code'], entry['unit'], entry['holder'], entry['found']) == \
        ('national_check', 'ENROLLED_ELSEWHERE', '000000', '430000', '440000'), entry
    assert act(HERE, docket, 'withdraw', role='registrar')[0] == 200
    ends(docket, 'withdrawn', [HERE, '430000'])
    wait(lambda: _indexed('province-43', child) == [])
    assert _indexed('ministry-00', child) == [(_key(child), '440000', '1', '')]
    transfer = stack.file(student)
    stack.walk(transfer)
    ends(transfer, 'completed', [HERE, THERE])
    wait(lambda: _indexed('ministry-00', child) == [(_key(child), '430000', '1', '')])
    wait(lambda: [r[1:3] for r in _indexed('province-44', child)] == [(THERE, '13')])


def an_open_complaint_about_the_school_keeps_no_child_out():
    status, j = ask('430000:clerk:clerk', 'POST', '/v1/dockets', {
        'kind': 'complaint', 'sending_school': '2143000102', 'receiving_school': HERE, 'reason': '推诿'})
    assert status == 201, (status, j)
    reaches(j['docket'], HERE_COUNTY, 'sheet')
    assert act(HERE_COUNTY, j['docket'])[0] == 200
    reaches(j['docket'], '2143000102', 'verification')
    status, filed = _file(_child())
    assert status == 201, (status, filed)
    assert act('430000', j['docket'], 'withdraw', role='clerk')[0] in (200, 202)


def a_corrected_id_is_looked_for_in_the_province_too():
    elsewhere, in_the_province = stack.STUDENTS.take(THERE), _child()
    first, number = _filed(in_the_province, HERE_2)
    _approve(first, HERE_2, HERE_2_COUNTY)
    ends(first, 'completed', [HERE_2])
    child = {'name': elsewhere['name'], 'citizen_id': elsewhere['citizen_id'], 'birth': elsewhere['birth'],
             'sex': elsewhere['sex'], 'grade': int(elsewhere['grade'])}
    wait(lambda: _indexed('ministry-00', child) != [], 60)
    docket, _ = _filed(child)
    _approve(docket, HERE, HERE_COUNTY)
    reaches(docket, HERE, 'answer')
    assert act(HERE, docket, 'correct', role='registrar', officer='clerk',
               citizen_id=in_the_province['citizen_id'])[0] == 200
    assert act(HERE, docket, 'approve')[0] == 200
    wait(lambda: show(HERE, docket)['entries'][-1]['stage'] == 'province_check')
    entry = show(HERE, docket)['entries'][-1]
    assert (entry['code'], entry['found']) == ('ENROLLED_ELSEWHERE', HERE_2), entry
    assert act(HERE, docket, 'withdraw', role='registrar')[0] == 200
    ends(docket, 'withdrawn', [HERE, '430000'])
    wait(lambda: _indexed('province-43', in_the_province) == [(number, HERE_2, '1', '')])


def two_provinces_that_enrol_one_child_at_the_same_moment_make_one_record():
    child = _child()
    here, _ = _filed(child, HERE)
    there, _ = _filed(child, THERE)
    for docket, school in ((here, HERE), (there, THERE)):
        approve_at(docket, school, 'school')
    for docket, county in ((here, HERE_COUNTY), (there, THERE_COUNTY)):
        approve_at(docket, county, 'county')

    def state(docket, school):
        j = show(school, docket)
        return j['stage'] if j['state'] == 'open' else j['state']
    wait(lambda: sorted((state(here, HERE), state(there, THERE))) == ['answer', 'completed'], 60)
    wait(lambda: len(_indexed('ministry-00', child)) == 1 and _indexed('ministry-00', child)[0][3] == '')


def a_child_without_a_citizen_id_gets_a_number_of_its_own_kind():
    child = _child(has_id=False)
    docket, number = _filed(child)
    assert number.startswith('J43010220200304'), number
    _approve(docket, HERE, HERE_COUNTY)
    ends(docket, 'completed', [HERE])
    wait(lambda: stack.sql('province-43', "select unit from student_index where id = '%s'" % number) == HERE)


def too_young_is_told_at_once_and_who_comes_late_waits_for_no_period():
    status, j = _file(_child(birth='2020-09-01'))
    assert status == 409 and j['verdict'] == 'TOO_YOUNG', j
    status, j = _file(_child(birth='2020-08-31'))
    assert status == 201, j
    status, j = _file(_child(birth='2017-05-05', grade=4))
    assert status == 201, j
    child = _child()
    status, j = _file(dict(child, sex='2'))
    assert status == 409 and j['verdict'] == 'BAD_BIRTH', j
    status, j = _file(child, change={'birth': child['birth']})
    assert status == 409 and j['verdict'] == 'BAD_BIRTH', j
    status, j = _file(child, change=None)
    assert status in (400, 409), j


def _import(text, **changes):
    body = {'list': 'enrolment', 'verb': 'check', 'reason': '新生入学', 'file': base64.b64encode(text).decode()}
    body.update(changes)
    status, j = ask(HERE + ':registrar:clerk', 'POST', '/v1/imports', body)
    assert status == 200, (status, j)
    return j


def a_registrar_gives_a_list_at_the_command_line_and_reads_what_is_wrong_by_row_and_column():
    def given(text, *words, who=HERE + ':registrar:clerk', json_out=True):
        with tempfile.NamedTemporaryFile(suffix='.csv') as f:
            f.write(text.encode('gb18030'))
            f.flush()
            return xueji(*(['--json'] if json_out else []), '--as', who, 'import', f.name, *words)
    child = _child(birth='2020-03-08')
    row = ','.join((child['name'], child['citizen_id'], '男', child['birth'], '1'))
    text = '\n'.join(['姓名,身份证件号,性别,出生日期,年级', row, '演示年幼,,女,2020-09-01,1', '演示无性,,,2020-03-09,1'])
    before = int(stack.sql('school-43', "select count(*) from record where school = '%s'" % HERE))

    def made():
        return int(stack.sql('school-43', "select count(*) from record where school = '%s'" % HERE)) - before
    assert given(text).returncode == 2, 'a filing says why'
    out = given(text, '--reason', '新生入学', '--dry-run')
    j = json.loads(out.stdout)
    assert out.returncode == 3 and (j['rows'], j['right'], j['results']) == (3, 1, []), (out, j)
    out = given(text, '--reason', '新生入学', '--dry-run', json_out=False)
    lines = out.stdout.decode().split('\n')
    assert out.returncode == 3 and '共 3 行' in lines[0], lines
    assert any('第 3 行' in line and '出生日期：2020-09-01' in line for line in lines), lines
    assert any('第 4 行' in line and '性别' in line for line in lines), lines
    assert given(text, '--reason', '新生入学', '--all').returncode == 3 and made() == 0, 'all or none'
    out = given(text, '--reason', '新生入学')
    j = json.loads(out.stdout)
    assert out.returncode == 3 and [(r['row'], r['verdict']) for r in j['results']] == [(2, 'OK')], (out, j)
    number = show(HERE, j['results'][0]['docket'])['student']['number']
    assert made() == 1
    assert given(text, '--reason', '新生入学').returncode == 3 and made() == 1, 'filed twice'
    out = given('班级,学籍号\n一年级3班,%s' % number, '--class-list', json_out=False)
    assert out.returncode == 0 and '一年级3班  1 人  已提交' in out.stdout.decode(), out
    status, j = ask(HERE + ':registrar:clerk', 'PUT', '/v1/class', {'class': '一年级3班', 'students': []})
    assert status == 200 and j['listed'] == 0, 'the class is no more: %s' % j
    assert given(text, '--reason', 'x', who=HERE + ':head:h').returncode == 5
    assert xueji('--as', HERE + ':registrar:clerk', 'import', '/nowhere.csv', '--reason', 'x').returncode == 4


def a_list_from_a_file_is_filed_once_however_often_it_is_sent():
    children = [_child(birth='2020-03-07', has_id=i % 3 != 0) for i in range(90)]
    rows = [','.join((c['name'], c['citizen_id'], '男', c['birth'], '1')) for c in children]
    young = '演示年幼,,女,2020-09-01,1'
    text = '\r\n'.join(['姓名,身份证件号,性别,出生日期,年级'] + rows + [young]).encode('gb18030')
    before = int(stack.sql('school-43', "select count(*) from record where school = '%s'" % HERE))

    def made():
        return int(stack.sql('school-43', "select count(*) from record where school = '%s'" % HERE)) - before
    j = _import(text)
    assert (j['rows'], j['right'], j['encoding']) == (91, 90, 'gb18030'), j
    assert [(p['row'], p['column'], p['value'], p['verdict']) for p in j['problems']] == [(92, 'birth', '2020-09-01', 'TOO_YOUNG')], j
    assert made() == 0, 'a check has filed something'
    assert _import(text, verb='file', all=True)['results'] == [] and made() == 0, 'all or none'
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(_import(text, verb='file', batch=j['batch']))) for _ in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert made() == 90, made()
    dockets = [[r['docket'] for r in a['results']] for a in answers]
    assert len(dockets) == 3 and dockets[0] == dockets[1] == dockets[2] and len(set(dockets[0])) == 90, dockets
    assert all(r['verdict'] == 'OK' for a in answers for r in a['results']), answers
    numbers = [show(HERE, d)['student']['number'] for d in dockets[0]]
    assert len(set(numbers)) == 90 and sum(n.startswith('J') for n in numbers) == 30, numbers
    again = _import(text, verb='file')
    assert again['right'] == 0 and made() == 90, again
    assert sum(p['verdict'] == 'RECORD_HERE_ALREADY' for p in again['problems']) == 90, again['problems'][:3]
