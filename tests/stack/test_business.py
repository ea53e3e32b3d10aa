"""Business of one school and the roll-back of a graduate transfer: each filed, decided stage by
stage by those it concerns, and written into the record; and what the law does not let happen."""

import json

import stack
from stack import (HERE, THERE, THERE_COUNTY, act, approve_at, ask, ends, filing, raw, reaches, show, wait,
                   walk, xueji)

_students = stack.STUDENTS


def _file(student, kind, who, **changes):
    body = filing(student, kind, **changes)
    if 'grade' not in changes:
        del body['student']['grade']
    return ask(who, 'POST', '/v1/dockets', body)


def _filed(student, kind, who=THERE + ':registrar:clerk', **changes):
    status, j = _file(student, kind, who, **changes)
    assert status == 201, (status, j)
    return j['docket']


def _refused(answer, verdict, status=409):
    code, j = answer
    assert code == status and j['verdict'] == verdict, (code, j)
    assert j['zh'] and j['remedy_zh'] and j['en'] and j['remedy_en']


def _record(student, school=THERE):
    status, j = ask(school + ':head:reader', 'GET', '/v1/students/' + student['number'])
    assert status == 200, (status, j)
    return j


def a_child_is_suspended_cannot_transfer_and_resumes_at_its_school():
    student = _students.take(THERE)
    _refused(_file(student, 'suspension', THERE + ':registrar:clerk'), 'CHANGE_MISSING')
    _refused(_file(student, 'resumption', THERE + ':registrar:clerk'), 'STATUS_NOT_FIT')
    docket = _filed(student, 'suspension', arrived_on='2025-09-01', change={'until': '2026-08-31'})
    _refused(_file(student, 'leave', THERE + ':registrar:clerk'), 'DUPLICATE_FILING')
    code, j = act(THERE, docket, officer='clerk')
    assert code == 403 and j['verdict'] == 'SAME_PERSON', (code, j)
    approve_at(docket, THERE, 'school')
    assert _record(student)['open_docket'] == docket, 'locked while it is under way'
    assert _record(student)['status'] == 'in_school', 'nothing changes before the end'
    approve_at(docket, THERE_COUNTY, 'county')
    ends(docket, 'completed', [THERE, THERE_COUNTY])
    record = _record(student)
    assert record['status'] == 'suspended' and record['open_docket'] is None, record
    assert record['status_until'] == '2026-08-31', record
    transfer = stack.file(student)
    walk(transfer, until='sending_school', steps=stack.INTER_PROVINCE[:3])
    reaches(transfer, HERE, 'answer')
    assert show(HERE, transfer)['entries'][-1]['code'] == 'MUST_RESUME_FIRST'
    assert act(HERE, transfer, 'withdraw', role='registrar')[0] in (200, 202)
    ends(transfer, 'withdrawn', [HERE])
    docket = _filed(student, 'resumption')
    approve_at(docket, THERE, 'school')
    approve_at(docket, THERE_COUNTY, 'county')
    ends(docket, 'completed', [THERE])
    assert _record(student)['status'] == 'in_school'
    for unit in ('440000', '000000', HERE):
        assert show(unit, docket) is None, 'a case of one county is nobody else\'s'


def a_refused_change_leaves_everything_as_it_was():
    student = _students.take(THERE)
    before = _record(student)
    docket = _filed(student, 'leave')
    approve_at(docket, THERE, 'school')
    reaches(docket, THERE_COUNTY, 'county')
    code, j = act(THERE_COUNTY, docket, 'refuse', code='NO_SEAT', reason='无学位')
    assert code == 409 and j['verdict'] == 'GROUND_NOT_YOURS', 'a ground of transfers: %s' % j
    code, j = act(THERE_COUNTY, docket, 'refuse', code='NOT_SUBSTANTIATED', reason='缺少依据')
    assert code == 200, j
    reaches(docket, THERE, 'answer')
    assert act(THERE, docket, 'withdraw', role='registrar')[0] == 200
    ends(docket, 'withdrawn', [THERE, THERE_COUNTY])
    after = _record(student)
    assert after['status'] == before['status'] and after['open_docket'] is None, after


def an_address_is_changed_without_anybodys_approval_and_every_version_is_kept():
    student = _students.take(THERE)
    out = xueji('--json', '--as', THERE + ':registrar:clerk', 'file', 'ordinary_update', '--student',
                student['number'], '--name', student['name'], '--reason', '搬家',
                '--address', '演示路1号', '--guardian', '演示监护人')
    assert out.returncode == 0, out.stdout
    docket = json.loads(out.stdout)['docket']
    ends(docket, 'completed', [THERE])
    record = _record(student)
    assert record['contact'] and record['status'] == 'in_school', record
    assert [v['contact'] for v in record['history']] == [False, True]
    assert record['history'][-1]['docket'] == docket
    told = json.dumps(show(THERE, docket), ensure_ascii=False)
    assert '演示路' not in told and show(THERE, docket)['change']['contact'] is True


def nobody_is_expelled_from_compulsory_school_and_only_leaving_grades_graduate():
    student = _students.take(THERE, grade=3)
    who = THERE + ':registrar:clerk'
    _refused(_file(student, 'expulsion', who), 'NOT_IN_COMPULSORY')
    _refused(_file(student, 'graduation', who), 'NOT_LEAVING_GRADE')
    _refused(_file(student, 'removal_l', who), 'WRONG_NUMBER_KIND')
    _refused(_file(student, 'leave', THERE_COUNTY + ':clerk:c'), 'NOT_THE_FILER', 403)
    _refused(_file(student, 'leave', who, receiving_school=HERE), 'ONE_SCHOOL_ONLY')


def a_formal_record_is_removed_by_the_province_with_proof_and_the_ministry():
    student = _students.take(THERE)
    _refused(_file(student, 'removal_g', THERE + ':registrar:clerk'), 'NOT_THE_FILER', 403)
    _refused(_file(student, 'removal_g', THERE_COUNTY + ':clerk:c'), 'NOT_THE_FILER', 403)
    _refused(_file(student, 'removal_g', '440000:clerk:c'), 'BAD_GRADE')
    _refused(_file(student, 'removal_g', '440000:clerk:c', grade=int(student['grade'])), 'EVIDENCE_MISSING')
    scan = b'\x89PNG\r\n\x1a\n' + b'proof' * 1000
    status, text = raw('province-44', 'PUT', '/v1/attachments', scan, {'X-Xueji-As': '440000:clerk:c'})
    assert status in (200, 201), text
    docket = _filed(student, 'removal_g', '440000:clerk:c', grade=int(student['grade']),
                    attachments=[json.loads(text)['digest']])
    approve_at(docket, '440000', 'province')
    reaches(docket, '000000', 'ministry_decision')
    wait(lambda: show('000000', docket)['attachments'][0]['here'])
    approve_at(docket, '000000', 'ministry_decision')
    ends(docket, 'completed', ['440000', '000000', THERE])
    assert _record(student)['status'] == 'removed', 'a tombstone stays'
    _refused(_file(student, 'ordinary_update', THERE + ':registrar:clerk', change={'phone': '1'}),
             'STATUS_NOT_FIT')


def a_wrong_graduate_transfer_is_rolled_back_by_the_county_of_the_school_that_operated():
    graduated, operator = '3144000101', '3443000101'
    child = _students.take(graduated, grade=9)
    docket = _filed(child, 'graduation', graduated + ':registrar:clerk')
    approve_at(docket, graduated, 'school')
    approve_at(docket, '440103', 'county')
    ends(docket, 'completed', [graduated])
    docket = stack.file(child, school=operator, kind='graduate_transfer', grade=10)
    walk(docket, [(operator, 'receiving_school'), ('430104', 'receiving_county'),
                  ('430000', 'receiving_province'), ('440103', 'sending_county'),
                  ('440000', 'sending_province')])
    ends(docket, 'completed', [operator, graduated])
    back = filing(child, 'roll_back', sending_school=operator, receiving_school=graduated, grade=9)
    _refused(ask('440103:clerk:c', 'POST', '/v1/dockets', back), 'NOT_OPERATOR', 403)
    _refused(ask('430102:clerk:c', 'POST', '/v1/dockets', back), 'NOT_OPERATOR', 403)
    status, j = ask('430104:clerk:c', 'POST', '/v1/dockets', back)
    assert status == 201, (status, j)
    approve_at(j['docket'], '430104', 'sending_county')
    ends(j['docket'], 'completed', ['430104', operator, graduated])
    record = _record(child, graduated)
    assert (record['status'], record['grade']) == ('graduated', 9), record
    assert _record(child, operator)['status'] == 'transferred_out'


def what_no_school_operated_is_not_rolled_back():
    graduate = _students.take('3144000101', status='graduated', grade=9)
    body = filing(graduate, 'roll_back', sending_school='3443000101', receiving_school='3144000101')
    status, j = ask('430104:clerk:c', 'POST', '/v1/dockets', body)
    assert status == 201, (status, j)
    approve_at(j['docket'], '430104', 'sending_county')
    reaches(j['docket'], '430104', 'answer')
    entry = show('430104', j['docket'])['entries'][-1]
    assert entry['code'] == 'DATA_MISMATCH', entry
    assert act('430104', j['docket'], 'withdraw', role='clerk')[0] in (200, 202)
    ends(j['docket'], 'withdrawn', ['430104'])


def a_transfer_done_on_paper_is_recorded_afterwards_and_the_system_record_prevails():
    student = _students.take(THERE)
    scans = []
    for i in range(2):
        scan = b'\x89PNG\r\n\x1a\n' + b'paper%d' % i * 500
        status, text = raw('school-43', 'PUT', '/v1/attachments', scan,
                           {'X-Xueji-As': HERE + ':registrar:clerk'})
        assert status in (200, 201), text
        scans.append(json.loads(text)['digest'])

    def ask_for(**changes):
        return ask(HERE + ':registrar:clerk', 'POST', '/v1/dockets', filing(student, 'offline_transfer', arrived_on='2026-09-01',
                                                      **changes))
    _refused(ask_for(), 'EVIDENCE_MISSING')
    code, j = ask_for(attachments=scans, name='演示错名')
    assert code == 201, j
    docket = j['docket']
    walk(docket, stack.INTER_PROVINCE[:3])
    reaches(docket, HERE, 'answer')
    assert show(HERE, docket)['entries'][-1]['code'] == 'DATA_MISMATCH', 'the disagreement is shown'
    assert act(HERE, docket, 'correct', role='registrar', officer='clerk', name=student['name'])[0] == 200
    assert act(HERE, docket)[0] == 200
    walk(docket, stack.INTER_PROVINCE[3:])
    ends(docket, 'completed', [HERE, THERE])
    record = _record(student, HERE)
    assert (record['status'], record['status_on']) == ('in_school', '2026-09-01'), record
