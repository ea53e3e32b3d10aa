"""Names, IDs and formal numbers: written only when the ministry's index and the population register agree,
whatever becomes of the register or of the ministry's daemon meanwhile."""

import csv
import functools
import hashlib
import hmac
import os
import subprocess

import stack
from stack import act, approve_at, ask, ends, filing, raw, reaches, show, wait

SCAN = b'\x89PNG\r\n\x1a\n' + b'household book' * 100


@functools.cache
def _population():
    with open(os.path.join(stack.ROOT, 'deploy', 'demo.d', 'population.csv'), encoding='utf-8') as f:
        return {row['citizen_id']: row for row in csv.DictReader(f)}


def _sql_of_register(query):
    subprocess.run(['psql', '-qXAt', '-h', os.path.join(stack.DIR, 'postgresql'), '-U', 'postgres', '-d', 'population',
                    '-c', query], check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def _take(fits):
    """A student in school of Hunan's first primary school that nobody has had, and that fits."""
    for s in stack.STUDENTS.left:
        if s['school'][:2] == '21' and s['status'] == 'in_school' and s['problem'] == '0' and fits(s):
            stack.STUDENTS.left.remove(s)
            return s
    raise AssertionError('no such student left')


def _with_another_name():
    """The register has them under another name."""
    people = _population()
    return _take(lambda s: s['number'][0] == 'G' and s['citizen_id'] in people
                 and people[s['citizen_id']]['name'] != s['name'])


def _other_id(student):
    """The ID that the register has for them in place of their own, as deploy/demo.d/make.py makes it; None: it has none."""
    return next((i for i, p in _population().items() if i[:6] == '142302' and i[6:17] == student['citizen_id'][6:17]
                 and p['name'] == student['name']), None)


def _with_another_id():
    """The register has them under another ID."""
    return _take(lambda s: s['number'][0] == 'G' and _other_id(s) is not None)


def _county(school):
    return next(row.split(',')[1] for row in open(os.path.join(stack.ROOT, 'deploy', 'demo.d', 'schools.csv'),
                                                  encoding='utf-8') if row.startswith(school))


def _scan(school):
    status, _ = raw(stack.daemon_of(school), 'PUT', '/v1/attachments', SCAN, {'X-Xueji-As': school + ':registrar:clerk'})
    assert status in (200, 201), status
    return hashlib.sha256(SCAN).hexdigest()


def _file(student, change, kind='key_change', **changes):
    school = student['school']
    body = filing(student, kind, attachments=[_scan(school)], **changes)
    if change:
        body['change'] = change
    body['reason'] = '户口簿信息变更'
    del body['student']['grade']
    return ask(school + ':registrar:clerk', 'POST', '/v1/dockets', body)


def _decided(student, change, kind='key_change', **changes):
    status, j = _file(student, change, kind, **changes)
    assert status == 201, (status, j)
    approve_at(j['docket'], student['school'], 'school')
    approve_at(j['docket'], _county(student['school']), 'county')
    return j['docket']


def _back(student, docket, code):
    reaches(docket, student['school'], 'answer')
    entry = show(student['school'], docket)['entries'][-1]
    assert (entry['stage'], entry['code'], entry['unit']) == ('register_check', code, '000000'), entry
    return entry


def _withdrawn(student, docket):
    assert act(student['school'], docket, 'withdraw', role='registrar')[0] in (200, 202)
    ends(docket, 'withdrawn', [student['school'], student['school'][2:4] + '0000'])


def _record(student):
    status, j = ask(student['school'] + ':head:reader', 'GET', '/v1/students/' + student['number'])
    assert status == 200, (status, j)
    return j


def _key(citizen_id):
    with open(os.path.join(stack.DIR, 'keys', 'index.key'), encoding='ascii') as f:
        return hmac.new(bytes.fromhex(f.read().strip()), citizen_id.encode(), hashlib.sha256).hexdigest()


def _at_ministry(citizen_id):
    """status and claim of the ministry's row"""
    return stack.sql('ministry-00', "select status || ' ' || (claim <> '') from student_index where id = '%s'"
                     % _key(citizen_id))


def a_name_is_changed_once_the_register_has_it_and_the_proof_stays_with_the_version():
    student = _with_another_name()
    name = _population()[student['citizen_id']]['name']
    status, j = _file(student, {'name': student['name']})
    assert status == 409 and j['verdict'] == 'NOTHING_CHANGES', j
    body = filing(student, 'key_change', change={'name': name})
    status, j = ask(student['school'] + ':registrar:clerk', 'POST', '/v1/dockets', body)
    assert status == 409 and j['verdict'] == 'EVIDENCE_MISSING', j
    docket = _decided(student, {'name': name})
    ends(docket, 'completed', [student['school'], _county(student['school'])])
    entries = [(e['stage'], e['action'], e['unit']) for e in show(student['school'], docket)['entries']]
    assert entries[-2:] == [('register_check', 'passed', '000000'), ('apply', 'applied', student['school'])], entries
    record = _record(student)
    assert record['student_number'] == student['number'] and record['open_docket'] is None, record
    last = record['history'][-1]
    assert last['docket'] == docket and last['filed'] == {
        'unit': student['school'], 'officer': 'clerk', 'evidence': [hashlib.sha256(SCAN).hexdigest()]}, last
    assert stack.sql('school-' + student['school'][2:4], "select name from record where number = '%s'"
                     % student['number']) == name
    assert show('000000', docket) is None, 'the docket itself goes no further than the province'
    left = stack.sql('ministry-00', "select state || citizen_id || name from register_question where docket = '%s'" % docket)
    assert left == '2', 'name and ID are forgotten with the answer: %s' % left


def an_id_is_changed_and_both_indexes_follow_it():
    student = _with_another_id()
    citizen_id = _other_id(student)
    wait(lambda: _at_ministry(student['citizen_id']) == '1 false', 60)
    docket = _decided(student, {'citizen_id': citizen_id})
    ends(docket, 'completed', [student['school']])
    wait(lambda: _at_ministry(citizen_id) == '1 false')
    wait(lambda: _at_ministry(student['citizen_id']) == '14 false')
    province = 'province-' + student['school'][2:4]
    wait(lambda: stack.sql(province, "select encode(key, 'hex') from student_index where id = '%s'" % student['number'])
         == _key(citizen_id))
    other = stack.STUDENTS.take(student['school'])
    taken = _decided(other, {'citizen_id': citizen_id})
    entry = _back(other, taken, 'ID_TAKEN')
    assert entry['found'] == student['school'][2:4] + '0000', entry
    _withdrawn(other, taken)
    assert _at_ministry(citizen_id) == '1 false'


def what_the_register_does_not_confirm_goes_back_to_the_school_and_leaves_no_trace_in_the_index():
    student = _with_another_id()
    docket = _decided(student, {'name': student['name'] + '错'})
    _back(student, docket, 'NOT_IN_REGISTER')
    status, j = act(student['school'], docket, 'correct', role='registrar', name=student['name'] + '改')
    assert status == 409 and j['verdict'] == 'CHECKED_ALREADY', j
    _withdrawn(student, docket)
    wrong = _decided(student, {'name': student['name'] + '错', 'citizen_id': _other_id(student)})
    _back(student, wrong, 'REGISTER_DIFFERS')
    assert _at_ministry(_other_id(student)) == ''
    _withdrawn(student, wrong)
    record = _record(student)
    assert record['open_docket'] is None and record['student_number'] == student['number'], record
    assert _at_ministry(_other_id(student)) == ''


def a_register_that_is_away_keeps_only_its_own_questions_waiting_whoever_is_killed_meanwhile():
    student = _with_another_id()
    citizen_id = _other_id(student)
    _sql_of_register('alter table population rename to away')
    try:
        docket = _decided(student, {'citizen_id': citizen_id})
        wait(lambda: 'register_away' in stack.log_of('ministry-00'))
        moved = stack.STUDENTS.take(stack.THERE)
        transfer = stack.file(moved)
        stack.walk(transfer)
        ends(transfer, 'completed', [stack.HERE, stack.THERE, '000000'])
        stack.kill_and_restart('ministry-00')
        wait(lambda: stack.is_ready('ministry-00'), 60)
        assert show('%s0000' % student['school'][2:4], docket)['stage'] == 'register_check'
    finally:
        _sql_of_register('alter table away rename to population')
    stack.kill('ministry-00')
    stack.stack('daemon-start', 'ministry-00')
    ends(docket, 'completed', [student['school']], 90)
    wait(lambda: _at_ministry(citizen_id) == '1 false')


def a_docket_that_ends_in_vain_while_the_register_is_asked_gives_the_id_back():
    student = _with_another_id()
    citizen_id = _other_id(student)
    _sql_of_register('alter table population rename to away')
    try:
        docket = _decided(student, {'citizen_id': citizen_id})
        wait(lambda: stack.sql('ministry-00', "select state from register_question where docket = '%s'" % docket) == '0')
        _withdrawn(student, docket)
        wait(lambda: stack.sql('ministry-00', "select state from register_question where docket = '%s'" % docket) == '3')
    finally:
        _sql_of_register('alter table away rename to population')
    assert _at_ministry(citizen_id) == ''
    again = _decided(student, {'citizen_id': citizen_id})
    ends(again, 'completed', [student['school']], 90)


def a_number_that_no_longer_is_the_id_is_changed_by_an_application_of_its_own_and_resolves():
    student = _with_another_id()
    citizen_id = _other_id(student)
    changed = _decided(student, {'citizen_id': citizen_id})
    ends(changed, 'completed', [student['school']])
    student = dict(student, citizen_id=citizen_id)
    status, j = _file(student, None, 'number_change')
    assert status == 201, (status, j)
    docket = j['docket']
    for unit, stage in ((student['school'], 'school'), (_county(student['school']), 'county'),
                        (student['school'][2:4] + '0000', 'province')):
        approve_at(docket, unit, stage)
    ends(docket, 'completed', [student['school'], student['school'][2:4] + '0000'])
    record = _record(student)
    assert record['student_number'] == 'G' + citizen_id, record
    assert [n['number'] for n in record['numbers']] == [student['number'], 'G' + citizen_id], record['numbers']
    province = 'province-' + student['school'][2:4]
    wait(lambda: stack.sql(province, "select unit from student_index where id = 'G%s'" % citizen_id) == student['school'])
    assert stack.sql(province, "select status || ' ' || became from student_index where id = '%s'"
                     % student['number']) == '14 G' + citizen_id, 'it is no record, and nobody else gets it'
    student['number'] = 'G' + citizen_id
    status, j = _file(student, None, 'number_change')
    assert status == 409 and j['verdict'] == 'NOTHING_CHANGES', j


def a_child_whose_id_has_come_gets_a_formal_number_on_application():
    people = _population()
    student = _take(lambda s: s['number'][0] == 'J')
    citizen_id = next(p['citizen_id'] for p in people.values() if p['citizen_id'][:6] == '142302'
                      and (p['name'], p['birth'], p['sex']) == (student['name'], student['birth'], student['sex']))
    status, j = _file(student, {'name': '演示改', 'citizen_id': citizen_id}, 'formal_number')
    assert status == 409 and j['verdict'] == 'CHANGE_NOT_ASKED', j
    other_birth = next(p['citizen_id'] for p in people.values() if p['birth'] != student['birth'])
    status, j = _file(student, {'citizen_id': other_birth}, 'formal_number')
    assert status == 409 and j['verdict'] == 'BAD_BIRTH', j
    docket = _decided(student, {'citizen_id': citizen_id}, kind='formal_number')
    ends(docket, 'completed', [student['school']])
    record = _record(student)
    assert record['student_number'] == 'G' + citizen_id, record
    wait(lambda: _at_ministry(citizen_id) == '1 false')
