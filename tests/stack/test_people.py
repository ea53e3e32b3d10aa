"""What people do wrong, at the doors where they can: HTTP and the command line. Nothing of it
changes a docket, and each is told by name and with a remedy."""

import datetime
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time

import stack
from stack import (HERE, HERE_COUNTY, THERE, act, ask, ends, file, filing, raw, reaches, show, sql,
                   wait, walk, xueji)

_students = stack.STUDENTS
_CLERK = HERE + ':registrar:clerk'


def _refused(answer, verdict, status=409):
    code, j = answer
    assert code == status and j['verdict'] == verdict, (code, j)
    assert j['zh'] and j['en'] and j['remedy_zh'] and j['remedy_en'], 'no remedy'
    return j


def _file(student, who=_CLERK, **changes):
    return ask(who, 'POST', '/v1/dockets', filing(student, **changes))


def a_filing_by_the_sending_school_is_refused():
    student = _students.take(THERE)
    _refused(_file(student, THERE + ':registrar:r', receiving_school=HERE), 'NOT_RECEIVING_SCHOOL')
    _refused(_file(student, THERE + ':registrar:r'), 'SAME_SCHOOL')
    out = xueji('--json', '--as', THERE + ':registrar:r', 'file', 'transfer', '--student', student['number'],
                '--name', student['name'], '--citizen-id', student['citizen_id'], '--grade',
                student['grade'], '--from', THERE, '--to', HERE, '--reason', 'x')
    assert out.returncode == 3 and json.loads(out.stdout)['verdict'] == 'NOT_RECEIVING_SCHOOL'


def a_class_teacher_reads_class_lists_and_neither_dockets_nor_findings_nor_records():
    teacher = HERE + ':teacher:zhao'
    number = next(s['number'] for s in _students.left if s['school'] == HERE)
    for path in ('/v1/dockets?kind=complaint', '/v1/dockets?number=' + number, '/v1/findings', '/v1/students',
                 '/v1/students/' + number, '/v1/notices', '/v1/inbox', '/v1/unchanged'):
        _refused(ask(teacher, 'GET', path), 'ROLE_NOT_ALLOWED', 403)
        assert ask(_CLERK, 'GET', path)[0] == 200, path
    status, j = ask(teacher, 'GET', '/v1/verification')
    assert status == 200 and j['unit'] == HERE, (status, j)
    out = xueji('--json', '--as', teacher, 'students')
    assert out.returncode == 5 and json.loads(out.stdout)['verdict'] == 'ROLE_NOT_ALLOWED', out


def all_that_stands_against_a_filing_is_told_at_once_whatever_of_it_cannot_be_read():
    student = _students.take(THERE)
    bad = dict(citizen_id='x', grade=14, arrived_on='soon')
    told = {'BAD_CITIZEN_ID', 'BAD_GRADE', 'BAD_REQUEST'}
    for school, more in [(THERE, set()), ('2144999999', {'UNKNOWN_UNIT'}), ('somewhere', {'UNKNOWN_UNIT'})]:
        status, j = ask(_CLERK, 'POST', '/v1/preflight', filing(student, sending_school=school, reason='', **bad))
        found = [p['verdict'] for p in j['problems']]
        assert status == 200 and set(found) == told | more | {'REASON_MISSING'} and len(found) == len(set(found)), j
        at = {p['verdict']: p.get('member') for p in j['problems']}
        assert at['BAD_REQUEST'] == 'arrived_on' and at['BAD_GRADE'] == 'student.grade', at
    _refused(_file(student, sending_school='2144999999', **bad), 'BAD_REQUEST', 400)


def who_filed_finds_a_notice_once_when_it_came_back_and_when_it_is_through():
    docket = file(_students.take(THERE))

    def told(member='what'):
        return [n[member] for n in ask(_CLERK, 'GET', '/v1/notices')[1] if n['docket'] == docket]

    walk(docket, until='sending_school')
    assert told() == [], told()
    assert act(THERE, docket, 'return', reason='请核对姓名')[0] == 200
    wait(lambda: told() == ['filing_returned'], 20)
    assert told('pending') == [True] and told('state') == ['open']
    assert act(HERE, docket, 'correct', officer='clerk', role='registrar', reason='已核对')[0] == 200
    assert act(HERE, docket)[0] == 200
    reaches(docket, THERE, 'sending_school')
    assert told('pending') == [False], 'it was answered'
    assert act(THERE, docket, 'refuse', code='UNDER_SANCTION', reason='处分期内')[0] == 200
    wait(lambda: told() == ['filing_refused', 'filing_returned'], 20)
    assert act(HERE, docket, 'withdraw', officer='clerk', role='registrar')[0] in (200, 202)
    wait(lambda: set(told('state')) == {'withdrawn'} and not any(told('pending')), 20)
    through = file(_students.take(THERE))
    walk(through)
    wait(lambda: [n['what'] for n in ask(_CLERK, 'GET', '/v1/notices')[1] if n['docket'] == through] == ['filing_completed'], 30)
    assert not [n for n in ask(THERE + ':head:h', 'GET', '/v1/notices')[1] if n['docket'] in (docket, through)], \
        'who only decided is told'


def a_filing_with_bad_data_is_named():
    s = _students.take(THERE)
    for verdict, changes in [
            ('BAD_STUDENT_NUMBER', {'number': s['number'][:-1] + ('0' if s['number'][-1] != '0' else '1')}),
            ('BAD_STUDENT_NUMBER', {'number': 'X' + s['number'][1:]}),
            ('BAD_STUDENT_NUMBER', {'number': s['number'][:-1]}),
            ('BAD_CITIZEN_ID', {'citizen_id': ''}),
            ('BAD_CITIZEN_ID', {'citizen_id': '11010519491231002x'}),
            ('BAD_NAME', {'name': ''}),
            ('BAD_NAME', {'name': '演示\x07'}),
            ('BAD_GRADE', {'grade': 9}),
            ('NOT_ARRIVED', {'arrived_on': '2099-01-01'}),
            ('REASON_MISSING', {'reason': ''}),
            ('REASON_TOO_LONG', {'reason': '由' * 501}),
            ('NOT_BETWEEN_PROVINCES', {'kind': 'graduate_transfer', 'sending_school': '2143000103'})]:
        _refused(_file(s, **changes), verdict)
    _refused(_file(s, sending_school='2199999999'), 'UNKNOWN_UNIT', 404)
    assert sql('school-43', "select count(*) from docket where student_number = '%s'" % s['number']) == '0'


def malformed_http_is_answered_and_harms_nothing():
    head = {'X-Xueji-As': _CLERK}
    for body in (b'', b'{', b'[]', b'\x00' * 100, b'{"kind": "\xff\xfe"}', b'{"kind": 7}', b'null',
                 b'{"kind": "transfer", "kind": "transfer"}', b'{"kind":"transfer\\u0000"}',
                 b'[' * 100000, os.urandom(100000)):
        status, text = raw('school-43', 'POST', '/v1/dockets', body, head)
        assert status == 400 and json.loads(text)['verdict'] == 'BAD_REQUEST', (body[:40], status, text)
    assert raw('school-43', 'POST', '/v1/dockets', b'x' * (5 << 20), head)[0] == 400
    assert raw('school-43', 'GET', '/nowhere')[0] == 404
    assert raw('school-43', 'DELETE', '/v1/inbox', None, head)[0] == 405
    for as_who in ('', 'x', HERE + ':king:x', HERE + ':system:x', '000:head:x', HERE + ':head:', HERE + ':head:a b'):
        assert raw('school-43', 'GET', '/v1/inbox', None, {'X-Xueji-As': as_who})[0] == 400, as_who
    assert raw('school-43', 'GET', '/v1/inbox', None, {'X-Xueji-As': THERE + ':head:x'})[0] == 403
    with socket.socket(socket.AF_UNIX) as s:     # no HTTP at all, and a half request
        s.connect(os.path.join(stack.DIR, 'run', 'school-43.sock'))
        s.sendall(os.urandom(5000))
    with socket.socket(socket.AF_UNIX) as s:
        s.connect(os.path.join(stack.DIR, 'run', 'school-43.sock'))
        s.sendall(b'POST /v1/dockets HTTP/1.1\r\nContent-Length: 100\r\n\r\n{')
    assert stack.is_ready('school-43')


def a_suspended_student_comes_back_with_the_remedy():
    student = next(s for s in _students.left if s['status'] == 'suspended'
                   and s['school'].startswith('2144') and s['number'][0] == 'G')
    _students.left.remove(student)
    office = next(l.split(',')[1] for l in open('deploy/demo.d/schools.csv') if l.startswith(student['school']))
    docket = file(student)
    walk(docket, stack.INTER_PROVINCE[:3])
    reaches(docket, HERE, 'answer')
    assert show(HERE, docket)['entries'][-1]['code'] == 'MUST_RESUME_FIRST'
    assert office and act(HERE, docket, 'withdraw', role='registrar', officer='clerk')[0] == 200


def a_problem_record_comes_back_as_2003():
    student = next(s for s in _students.left if s['problem'] == '1' and s['school'].startswith('2144'))
    _students.left.remove(student)
    docket = file(student)
    walk(docket, stack.INTER_PROVINCE[:3])
    reaches(docket, HERE, 'answer')
    assert show(HERE, docket)['entries'][-1]['code_number'] == 2003


def a_second_filing_of_the_same_school_is_refused():
    student = _students.take(THERE)
    docket = file(student)
    second = _refused(_file(student), 'DUPLICATE_FILING')
    assert second['details']['docket'] == docket, second
    _, j = ask(_CLERK, 'POST', '/v1/preflight', filing(student))
    assert [(p['verdict'], p['docket']) for p in j['problems']] == [('DUPLICATE_FILING', docket)], j
    again = dict(filing(student), docket=docket)
    status, j = ask(_CLERK, 'POST', '/v1/dockets', again)
    assert status == 201 and j['n'] == 1, 'the same filing sent again is the same docket'


def a_child_on_the_roll_of_the_school_does_not_come_to_it():
    student = _students.take(HERE)
    j = _refused(_file(student, sending_school=THERE), 'RECORD_HERE_ALREADY')
    assert j['number'] == 97, j


def of_two_schools_that_file_at_once_exactly_one_goes_on():
    student = _students.take(THERE)
    schools = [(HERE, HERE_COUNTY), ('2143000103', '430104')]
    dockets = [file(student, school=s) for s, _ in schools]
    threads = [threading.Thread(target=walk, args=(d, [(s, 'receiving_school'), (c, 'receiving_county'),
                                                       ('430000', 'receiving_province')]))
               for d, (s, c) in zip(dockets, schools)]
    [t.start() for t in threads]
    [t.join() for t in threads]

    def settled():
        stages = [show(s, d)['stage'] for d, (s, _) in zip(dockets, schools)]
        return sorted(stages) == ['answer', 'sending_school'] and stages
    stages = wait(settled)
    loser = stages.index('answer')
    entry = show(schools[loser][0], dockets[loser])['entries'][-1]
    assert entry['code'] == 'OPEN_BUSINESS' and entry['code_number'] == 2002
    assert dockets[1 - loser] not in json.dumps(show(schools[loser][0], dockets[loser])), \
        'a school must not learn of the other docket'
    # Offices may resolve it, once they hear of it.
    school, county = schools[loser]
    assert act(school, dockets[loser], 'withdraw', role='registrar', officer='clerk')[0] == 200
    ends(dockets[loser], 'withdrawn', [county])
    failed = [e for e in show(county, dockets[loser])['entries'] if e['action'] == 'failed']
    assert failed[0]['other_docket'] == dockets[1 - loser]


def decisions_out_of_turn_by_clerks_and_by_others_change_nothing():
    docket = file(_students.take(THERE))
    before = show(HERE, docket)['entries']
    _refused(act(HERE, docket, role='registrar', officer='other'), 'ROLE_NOT_ALLOWED', 403)
    _refused(act(HERE, docket, officer='clerk'), 'SAME_PERSON', 403)
    _refused(act('2143000102', docket), 'UNKNOWN_DOCKET', 404)
    _refused(act(HERE_COUNTY, docket), 'UNKNOWN_DOCKET', 404)
    assert show(HERE, docket)['entries'] == before
    assert act(HERE, docket)[0] == 200
    _refused(act(HERE, docket), 'OUT_OF_TURN')
    reaches(docket, HERE_COUNTY, 'receiving_county')
    _refused(act(HERE_COUNTY, docket, role='clerk'), 'ROLE_NOT_ALLOWED', 403)
    _refused(act('430104', docket), 'UNKNOWN_DOCKET', 404)
    _refused(act(HERE_COUNTY, docket, 'overrule'), 'NOT_NOW')
    _refused(act(HERE_COUNTY, docket, 'withdraw'), 'UNIT_NOT_ALLOWED', 403)
    out = xueji('--json', '--as', HERE_COUNTY + ':clerk:c', 'approve', docket)
    assert out.returncode == 5
    assert xueji('--as', HERE_COUNTY + ':head:c', 'show', docket.replace(docket[:4], '0000')).returncode == 4
    assert len(show(HERE_COUNTY, docket)['entries']) == 2


def of_two_officers_at_the_same_instant_one_decides():
    docket = file(_students.take(THERE))
    walk(docket, until='receiving_county')
    answers = []
    gate = threading.Barrier(8)

    def decide(i):
        gate.wait()
        answers.append(act(HERE_COUNTY, docket, officer='head-%d' % i, seen_n=2)[0])
    threads = [threading.Thread(target=decide, args=(i,)) for i in range(8)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert sorted(answers) == [200] + [409] * 7, answers
    assert len(show(HERE_COUNTY, docket)['entries']) == 3


def an_illegal_ground_is_void_put_on_record_and_told_to_the_superior():
    docket = file(_students.take(THERE))
    walk(docket, until='receiving_county')
    due = show(HERE_COUNTY, docket)['due']
    for ground in ('NO_RECORD', 'SUSPECT_RECRUITMENT', 'score_below_line'):
        _refused(act(HERE_COUNTY, docket, 'refuse', code=ground, reason='x'), 'ILLEGAL_GROUND')
    _refused(act(HERE_COUNTY, docket, 'refuse', reason='x'), 'GROUND_MISSING')
    _refused(act(HERE_COUNTY, docket, 'refuse', code='NO_SUCH', reason='x'), 'UNKNOWN_GROUND')
    _refused(act(HERE_COUNTY, docket, 'refuse', code='NO_SEAT'), 'REASON_MISSING')
    _refused(act(HERE_COUNTY, docket, 'refuse', code='UNDER_SANCTION', reason='x'), 'GROUND_NOT_YOURS')
    j = show(HERE_COUNTY, docket)
    assert (j['holder'], j['stage'], j['due']) == (HERE_COUNTY, 'receiving_county', due)
    assert [e['action'] for e in j['entries']][2:] == ['illegal_refusal'] * 3
    told = wait(lambda: [n for n in ask('430100:head:h', 'GET', '/v1/notices')[1] if n['docket'] == docket])
    assert {n['what'] for n in told} == {'illegal_refusal'} and told[0]['unit'] == HERE_COUNTY
    assert act(HERE_COUNTY, docket)[0] == 200


def attachments_are_weighed_and_sniffed():
    png = b'\x89PNG\r\n\x1a\n'
    head = {'X-Xueji-As': _CLERK}

    def put(data):
        status, text = raw('school-43', 'PUT', '/v1/attachments', data, head)
        return status, json.loads(text)
    status, j = put(png + b'\0' * (2097152 - len(png)))
    assert status == 201 and j['size'] == 2097152
    _refused(put(png + b'\0' * (2097153 - len(png))), 'ATTACHMENT_TOO_LARGE')
    for data in (b'', b'GIF89a' + b'\0' * 100, b'%PDF-1.4', b'\xff\xd8'):
        _refused(put(data), 'ATTACHMENT_TYPE')
    student = _students.take(THERE)
    status, k = _file(student, attachments=[j['digest']])
    assert status == 201, k
    _refused(_file(_students.take(THERE), attachments=['00' * 32]), 'ATTACHMENT_UNKNOWN', 404)


def a_closed_window_is_told_with_the_day_it_opens_and_sighup_moves_it():
    student = _students.take(THERE)
    path = os.path.join(stack.DIR, 'policy', '430000.yaml')
    shutil.copy(path, path + '.was')
    today = time.strftime('%m-%d', time.gmtime(time.time() + 8 * 3600))
    tomorrow = time.strftime('%m-%d', time.gmtime(time.time() + 32 * 3600))
    later = time.strftime('%m-%d', time.gmtime(time.time() + (8 + 24 * 10) * 3600))
    assert today != tomorrow
    try:
        with open(path, 'a') as f:
            f.write('windows:\n  transfer: ["%s..%s"]\n' % (tomorrow, later))
        stack.kill('school-43', signal.SIGHUP)
        wait(lambda: 'reloaded' in stack.log_of('school-43'), 10)
        answer = wait(lambda: (lambda a: a if a[0] == 409 else None)(_file(student)), 10)
        j = _refused(answer, 'PROVINCE_WINDOW_CLOSED')
        assert j['retry'] is True and j['details']['opens'][5:10] == tomorrow, j
        problems = ask(_CLERK, 'POST', '/v1/preflight', filing(student, name=''))[1]['problems']
        told = {p['verdict']: p.get('opens') for p in problems}
        assert told['PROVINCE_WINDOW_CLOSED'][5:10] == tomorrow and told['BAD_NAME'] is None, told
        with open(path, 'a') as f:
            f.write('nonsense: 1\n')
        stack.kill('school-43', signal.SIGHUP)
        wait(lambda: 'reload_refused' in stack.log_of('school-43'), 10)
        assert _file(student)[0] == 409, 'a faulty file must leave the old law in force'
    finally:
        shutil.move(path + '.was', path)
        stack.kill('school-43', signal.SIGHUP)
    wait(lambda: _file(student)[0] == 201, 10)


def _clocked(instant, seconds):
    """A school daemon by itself: a database of its own, no Kafka, and a clock that is so many
    seconds before that instant. (The others would take its stamps for the future's.)"""
    path = os.path.join(stack.DIR, 'etc', 'clocked-43.yaml')
    shift = int(instant - time.time()) - seconds
    text = open(os.path.join(stack.DIR, 'etc', 'school-43.yaml')).read()
    for pattern, words in [('clock_shift_s: .*', 'clock_shift_s: %d' % shift), ('school-43.sock', 'clocked-43.sock'),
                           ('127.0.0.1:[0-9]+', '127.0.0.1:1'), ('  port: [0-9]+', '  port: 0'), ('dbname=[a-z_0-9]+', 'dbname=xueji_clocked_43')]:
        text = re.sub(pattern, words, text)
    with open(path, 'w') as f:
        f.write(text)
    daemon = os.path.join(stack.ENV['XUEJI_BIN'], 'schoold')
    stack.run(daemon, '-c', path, '--migrate')
    log = open(os.path.join(stack.DIR, 'log', 'clocked-43.log'), 'a')
    return subprocess.Popen([daemon, '-c', path], stdout=log, stderr=log), shift


def _file_across(instant, before, after):
    """Whatever was asked and answered on one side of that instant must be answered so."""
    instant = datetime.datetime.fromisoformat(instant).timestamp()
    daemon, shift = _clocked(instant, 4)
    try:
        wait(lambda: raw('clocked-43', 'GET', '/livez')[0] == 200, 10)
        seen, student = set(), _students.take(THERE)
        while len(seen) < 2:
            asked = time.time() + shift - instant
            status, text = raw('clocked-43', 'POST', '/v1/dockets', json.dumps(filing(student)),
                               {'X-Xueji-As': _CLERK})
            j, answered = json.loads(text), time.time() + shift - instant
            assert answered < 20, 'the instant passed unnoticed'
            if status == 201:
                student = _students.take(THERE)
            if status != 503 and (answered < 0 or asked >= 0):
                expected = before if answered < 0 else after
                assert j.get('verdict', 'OK') == expected, (asked, answered, j)
                seen.add(expected)
            time.sleep(0.3)
        return j
    finally:
        daemon.terminate()
        assert daemon.wait(20) == 0


def the_national_window_closes_and_opens_to_the_second():
    sql('county-43', 'create database xueji_clocked_43')
    j = _file_across('2027-07-15T00:00:00+08:00', 'OK', 'WINDOW_CLOSED')
    assert j['details']['opens'] == '2027-08-15T00:00:00+08:00' and j['retry'] is True, j
    _file_across('2027-08-15T00:00:00+08:00', 'WINDOW_CLOSED', 'OK')


def settings_faults_are_named_with_their_place():
    path = os.path.join(stack.DIR, 'etc', 'bad.yaml')
    good = open(os.path.join(stack.DIR, 'etc', 'county-43.yaml')).read()
    daemon = os.path.join(stack.ENV['XUEJI_BIN'], 'countyd')

    def check(text):
        with open(path, 'w') as f:
            f.write(text)
        out = stack.run(daemon, '-c', path, '--check-config', check=False)
        return out.returncode, out.stdout.decode()
    assert check(good)[0] == 0
    for text, words in [
            (good.replace('brokers:', 'broker:'), ['bad.yaml:4:3', 'kafka.broker', 'did you mean "kafka.brokers"']),
            (good + 'serves: ["43"]\n', ['duplicate key "serves"']),
            (good + 'sweep_every_s: many\n', ['sweep_every_s']),
            (good.replace('units.csv', 'nowhere.csv'), ['nowhere.csv']),
            (good + 'a: *b\n', ['bad.yaml'])]:
        code, out = check(text)
        assert code == 1 and all(w in out for w in words), (words, out)
    printed = stack.run(daemon, '-c', os.path.join(stack.DIR, 'etc', 'county-43.yaml'), '--print-config').stdout
    with open(path, 'wb') as f:
        f.write(printed)
    assert stack.run(daemon, '-c', path, '--print-config').stdout == printed, 'printing is not the identity'
    os.remove(path)


def metrics_speak_prometheus():
    status, text = raw('county-43', 'GET', '/metrics')
    words = text.decode()
    assert status == 200
    for name in ('xueji_turns_total', 'xueji_letters_total{result="applied"}', 'xueji_open_dockets',
                 'xueji_overdue_dockets', 'xueji_outbox_age_seconds', 'xueji_consumer_lag_letters',
                 'xueji_dead_letters'):
        assert name in words, name
    for line in words.splitlines():
        assert line.startswith('# ') or len(line.rsplit(' ', 1)) == 2, line
