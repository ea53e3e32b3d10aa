"""The batch of a spring term: every temporary number a formal one, or a problem record with its reason; the same
whoever is killed in the middle. No temporary number with an ID is left in Hunan afterwards."""

import os
import signal

import stack
from stack import ask, wait
from test_register import _population, _sql_of_register

SCHOOLS = 'school-43'
WAITING = ("number like 'L%' and not is_problem and open_docket = '' and citizen_id <> '' and status in (1, 2, 3, 4, 5, 6, 8)"
           " and not exists (select from docket d where d.student_number = r.number and d.receiving_school = r.school"
           " and d.state = 0)")


def _open_the_period(days):
    path = os.path.join(stack.DIR, 'policy', '000000.yaml')
    with open(path, encoding='utf-8') as f:
        text = f.read()
    lines = [l if not l.startswith('  formal_batch:') else '  formal_batch: %s' % days for l in text.splitlines()]
    with open(path, 'w', encoding='utf-8') as f:
        f.write('\n'.join(lines) + '\n')
    for daemon in ('province-43', SCHOOLS):     # who is told of a docket holds it to the same law
        n = stack.log_of(daemon).count(' reloaded ')
        stack.kill(daemon, signal.SIGHUP)
        wait(lambda d=daemon: stack.log_of(d).count(' reloaded ') > n)


def _temporary():
    text = stack.sql(SCHOOLS, "select school, number, citizen_id, name from record r where " + WAITING)
    return [l.split('|') for l in text.splitlines()]


def _becomes(citizen_id, name, people, taken):
    """What the law says, told without the programs under test."""
    person = people.get(citizen_id)
    if person is None:
        return {'NOT_IN_REGISTER', 'ID_TAKEN'} if citizen_id in taken else {'NOT_IN_REGISTER'}
    return {'REGISTER_DIFFERS'} if person['name'] != name else set()


def a_school_cannot_begin_it_and_outside_its_period_nothing_does():
    assert _temporary() != []
    school, number, citizen_id, name = _temporary()[0]
    body = {'kind': 'formal_batch', 'reason': '转正', 'student': {'number': number, 'name': name,
                                                                 'citizen_id': citizen_id}}
    status, j = ask(school + ':registrar:clerk', 'POST', '/v1/dockets', body)
    assert status == 403 and j['verdict'] == 'ROLE_NOT_ALLOWED', (status, j)
    assert stack.sql(SCHOOLS, 'select count(*) from docket where kind = 28') == '0'


def every_temporary_number_becomes_formal_or_a_problem_whoever_is_killed_in_the_middle():
    people, children = _population(), _temporary()
    ids = [c[2] for c in children]
    taken = {i for i in ids if ids.count(i) > 1}
    _sql_of_register('alter table population rename to away')
    try:
        _open_the_period('["01-01..01-01"]')
        wait(lambda: stack.sql(SCHOOLS, 'select count(*) from docket where kind = 28') != '0')
        stack.kill_and_restart(SCHOOLS)
        wait(lambda: stack.sql('ministry-00', 'select count(*) from register_question where state = 0') != '0', 60)
        for daemon in ('province-43', 'ministry-00', SCHOOLS):
            stack.kill_and_restart(daemon)
    finally:
        _sql_of_register('alter table away rename to population')
    stack.kill_and_restart('ministry-00')
    wait(lambda: stack.sql(SCHOOLS, 'select count(*) from docket where kind = 28 and state = 0') == '0'
         and _temporary() == [], 120)
    for school, number, citizen_id, name in children:
        status, j = ask(school + ':head:reader', 'GET', '/v1/students/' + number)
        assert status == 200 and j['open_docket'] is None, (status, j)
        wrong = _becomes(citizen_id, name, people, taken)
        if not wrong:
            assert j['student_number'] == 'G' + citizen_id and not j['problem'], j
            assert [n['number'] for n in j['numbers']][-2:] == [number, 'G' + citizen_id], j['numbers']
            continue
        assert j['student_number'] == number and j['problem'], j
        told = ask(school + ':head:reader', 'GET', '/v1/dockets/' + j['history'][-1]['docket'])[1]
        assert told['state'] == 'refused' and told['entries'][-1]['code'] in wrong, told['entries'][-1]
    dockets = stack.sql(SCHOOLS, 'select count(*), count(distinct student_number) from docket where kind = 28')
    assert dockets.split('|')[0] == dockets.split('|')[1] == str(len(children)), 'one docket a record: ' + dockets
    _open_the_period('["04-01..06-01"]')
