"""Term verification: what schools find about their children each term."""

import json
import urllib.parse

import stack
from stack import (HERE, HERE_COUNTY, THERE, THERE_COUNTY, act, approve_at, ask, ends, file, filing, reaches,
                   show, wait, walk, xueji)

_students = stack.STUDENTS


def _find(student, kind, filer, here=HERE, **changes):
    body = filing(student, kind, receiving_school=here, reason='学期核查', **changes)
    return ask(filer + ':registrar:clerk', 'POST', '/v1/dockets', body)


def _found(student, kind, filer, **changes):
    status, j = _find(student, kind, filer, **changes)
    assert status == 201, (status, j)
    return j['docket']


def _open_at(school):
    status, j = ask(school + ':head:reader', 'GET', '/v1/findings')
    assert status == 200, (status, j)
    return [f['docket'] for f in j]


def a_child_out_of_step_stays_open_at_both_schools_until_a_transfer_settles_it():
    student = _students.take(THERE)
    docket = _found(student, 'sits_here', HERE)
    assert docket in _open_at(HERE) and docket not in _open_at(THERE), 'not before its head has confirmed it'
    status, j = _find(student, 'sits_here', HERE)
    assert status == 409 and j['verdict'] == 'DUPLICATE_FILING', (status, j)
    approve_at(docket, HERE, 'receiving_school')
    reaches(docket, THERE, 'sending_school', 90)
    for unit in (THERE, HERE_COUNTY, '430000', '440000', THERE_COUNTY):
        assert docket in _open_at(unit), unit
    for unit in ('430100', '440100', '000000'):
        assert show(unit, docket) is None, 'nothing to see for them'

    transfer = file(student)    # neither is in the way of the other
    walk(transfer, seconds=120)
    ends(transfer, 'completed', [HERE, THERE], 90)
    units = [HERE, HERE_COUNTY, '430000', '440000', THERE_COUNTY, THERE]
    ends(docket, 'completed', units, 90)
    assert show(HERE, docket)['entries'][-1]['action'] == 'settled'
    assert not any(docket in _open_at(unit) for unit in units)


def both_heads_may_confirm_that_a_child_sits_elsewhere_and_the_record_stays_as_it_is():
    student = _students.take(THERE)
    who = THERE + ':head:reader'
    before = ask(who, 'GET', '/v1/students/' + student['number'])[1]
    status, j = _find(student, 'sits_elsewhere', HERE)
    assert status == 403 and j['verdict'] == 'NOT_THE_FILER', (status, j)
    docket = _found(student, 'sits_elsewhere', THERE)
    approve_at(docket, THERE, 'sending_school')
    reaches(docket, HERE, 'receiving_school', 90)
    code, j = act(HERE, docket, 'refuse', code='NOT_SUBSTANTIATED', reason='该生不在本校')
    assert code == 200, j
    reaches(docket, THERE, 'answer', 90)
    assert docket in _open_at(HERE) and docket in _open_at(THERE), 'not so, says one: it stays open'
    assert act(THERE, docket, 'correct', role='registrar', officer='clerk', name=student['name'])[0] == 200
    walk(docket, [(THERE, 'sending_school'), (HERE, 'receiving_school')], seconds=90)
    ends(docket, 'completed', [HERE, THERE], 90)
    assert ask(who, 'GET', '/v1/students/' + student['number'])[1] == before
    out = xueji('--json', '--as', who, 'findings')
    assert out.returncode == 0 and docket not in [f['docket'] for f in json.loads(out.stdout)], out.stdout


def _ask_class(who, method, path='/v1/class', **body):
    return ask(THERE + ':' + who, method, path, body or None)


def a_class_list_goes_to_the_parents_then_the_teacher_confirms_it_then_the_registrar():
    here = [s for s in _students.left if s['school'] == THERE and s['status'] == 'in_school'][:3]
    numbers = [s['number'] for s in here]
    name, path = '三年级2班', '/v1/class?class=' + urllib.parse.quote('三年级2班')
    assert _ask_class('teacher:zhao', 'PUT', **{'class': name, 'students': numbers})[0] == 403
    status, j = _ask_class('registrar:clerk', 'PUT', **{'class': name, 'students': numbers})
    assert status == 200 and j['lists'][0]['students'] == 3, (status, j)
    assert j['listed'] == 3 and j['confirmed'] == 0 and j['students'] > 3, j
    status, j = _ask_class('teacher:zhao', 'GET', path)
    assert status == 200 and sorted(s['name'] for s in j['students']) == sorted(s['name'] for s in here), j
    assert _ask_class('clerk:x', 'GET', path)[0] == 403, 'names are for those who hand the list out'
    confirm = {'class': name, 'list': j['class']['list'], 'parents': 2}
    status, j = _ask_class('registrar:clerk', 'POST', **confirm)
    assert status == 409 and j['verdict'] == 'TEACHER_FIRST', (status, j)
    out = xueji('--json', '--as', THERE + ':teacher:zhao', 'class', name, '--confirm', confirm['list'], '--parents', '2')
    assert out.returncode == 0, out.stdout
    status, j = _ask_class('registrar:zhao', 'POST', **confirm)
    assert status == 403 and j['verdict'] == 'SAME_PERSON', (status, j)
    status, j = _ask_class('registrar:clerk', 'POST', **confirm)
    assert status == 200 and (j['confirmed'], j['classes_confirmed'], j['parents']) == (3, 1, 2), (status, j)
    status, j = _ask_class('registrar:clerk', 'PUT', **{'class': name, 'students': numbers[:2]})
    assert j['confirmed'] == 0, 'another list is confirmed anew'
    status, j = _ask_class('registrar:clerk', 'POST', **confirm)
    assert status == 409 and j['verdict'] == 'CHANGED_MEANWHILE', (status, j)
    status, j = _ask_class('registrar:clerk', 'POST', **dict(confirm, **{'class': '无此班'}))
    assert status == 404 and j['verdict'] == 'UNKNOWN_CLASS', (status, j)
    assert ask(THERE + ':teacher:zhao', 'POST', '/v1/dockets', filing(here[0], 'leave'))[0] == 403


def how_far_it_has_come_goes_up_as_counts_only_and_stops_at_the_province():
    here = [s for s in _students.left if s['school'] == HERE and s['status'] == 'in_school'][:2]
    who = HERE + ':registrar:clerk'
    status, j = ask(who, 'PUT', '/v1/class', {'class': '一班', 'students': [s['number'] for s in here]})
    assert status == 200, j
    confirm = {'class': '一班', 'list': j['lists'][0]['list'], 'parents': 2}
    assert ask(HERE + ':teacher:zhao', 'POST', '/v1/class', confirm)[0] == 200
    assert ask(who, 'POST', '/v1/class', confirm)[0] == 200

    def told(unit):
        status, j = ask(unit + ':head:reader', 'GET', '/v1/verification')
        return j if status == 200 and j['confirmed'] == 2 else None
    for unit, below in ((HERE_COUNTY, HERE), ('430100', HERE_COUNTY), ('430000', '430100')):
        j = wait(lambda u=unit: told(u), 90)
        assert [u['unit'] for u in j['units']] == [below], j
        assert (j['schools'], j['schools_done'], j['listed']) == (1, 0, 2), j
        assert below not in j['silent'] and j['silent'], j
        words = json.dumps(j, ensure_ascii=False)
        assert not any(s['name'] in words or s['number'] in words for s in here)
        status, j = ask(unit + ':head:reader', 'GET', '/v1/unfinished?limit=200')
        assert status == 200 and HERE in [s['unit'] for s in j], j
    out = xueji('--as', HERE_COUNTY + ':head:reader', 'verification')
    assert out.returncode == 0 and HERE in out.stdout.decode(), out.stdout
    assert stack.sql('ministry-00', 'select count(*) from progress') == '0'


def _unfinished(unit):
    out = xueji('--json', '--as', unit + ':head:reader', 'unfinished')
    assert out.returncode == 0, out.stdout
    return [s['unit'] for s in json.loads(out.stdout)]


def offices_up_to_the_province_see_which_schools_have_not_come_to_the_end():
    school, above = '2144000106', ['440304', '440300', '440000']
    status, students = ask(school + ':head:reader', 'GET', '/v1/students?limit=200')
    assert status == 200, students
    numbers = [s['student_number'] for s in students if s['status'] == 'in_school']
    who = school + ':registrar:clerk'
    assert all(school in _unfinished(unit) for unit in above)
    status, j = ask(who, 'PUT', '/v1/class', {'class': '全校', 'students': numbers})
    assert status == 200 and j['listed'] == j['students'] == len(numbers), j
    confirm = {'class': '全校', 'list': j['lists'][0]['list'], 'parents': len(numbers)}
    assert ask(school + ':teacher:zhao', 'POST', '/v1/class', confirm)[0] == 200
    assert ask(who, 'POST', '/v1/class', confirm)[0] == 200
    for unit in above:
        wait(lambda u=unit: school not in _unfinished(u), 90)
    assert HERE not in _unfinished('440000') and THERE in _unfinished('440000')
    assert ask('000000:head:reader', 'GET', '/v1/unfinished')[0] == 403
