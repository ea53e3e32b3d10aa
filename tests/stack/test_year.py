"""The days of the nation's school year, with all daemons' clocks moved on together: what is not
finished about leaving grades ends on one, all others move up on the other. Last of all modules:
the clocks are not moved back."""

import datetime
import os
import re

import stack
from stack import (HERE, HERE_COUNTY, THERE, THERE_COUNTY, ask, ends, file, kill_and_restart, show, sql, wait,
                   walk)

_LEAVING = ('6', '9', '12')
_PATIENCE = 90    # a group whose member left while it was forming waits for that member first


def _move_clocks(instant):
    shift = int(datetime.datetime.fromisoformat(instant).timestamp() - datetime.datetime.now().timestamp())
    for daemon in stack.DAEMONS:
        path = os.path.join(stack.DIR, 'etc', daemon + '.yaml')
        with open(path) as f:
            text = re.sub('clock_shift_s: .*', 'clock_shift_s: %d' % shift, f.read())
        stack.stack('daemon-stop', daemon)
        with open(path, 'w') as f:
            f.write(text)
    for daemon in stack.DAEMONS:
        stack.stack('daemon-start', daemon)
    for daemon in stack.DAEMONS:
        wait(lambda d=daemon: stack.is_ready(d), 60)


def _record(student, school=THERE):
    status, j = ask(school + ':head:reader', 'GET', '/v1/students/' + student['number'])
    assert status == 200, (status, j)
    return j


def _grades(province):
    rows = sql('school-' + province, "select school || number, grade, school_year, status from record").splitlines()
    return {key: (int(grade), int(year), int(status)) for key, grade, year, status in (r.split('|') for r in rows)}


def _entered(citizen_id, grade):
    """A child of its own: the modules before may have used up the demonstration's."""
    student = {'number': 'G' + citizen_id, 'citizen_id': citizen_id, 'name': '演示年%d' % grade, 'sex': '1',
               'birth': '%s-%s-%s' % (citizen_id[6:10], citizen_id[10:12], citizen_id[12:14]),
               'status': 'in_school', 'grade': grade, 'problem': False}
    status, j = ask(THERE + ':registrar:clerk', 'POST', '/v1/students', [student])
    assert status == 200, (status, j)
    return dict(student, school=THERE)


def on_its_day_all_but_the_leaving_grades_move_up_and_unfinished_business_of_those_ends():
    leaving, other = _entered('142301201412310010', 6), _entered('142301201612310015', 4)
    moved_up = other['grade'] + 1
    _move_clocks('2027-07-14T10:00:00+08:00')
    purged, kept = file(leaving), file(other)
    steps = stack.INTER_PROVINCE[:4]
    for docket in (purged, kept):
        walk(docket, steps, seconds=_PATIENCE)
        stack.reaches(docket, THERE_COUNTY, 'sending_county', _PATIENCE)
    assert _record(leaving)['open_docket'] == purged

    _move_clocks('2027-07-14T23:59:45+08:00')
    assert show(THERE_COUNTY, purged)['state'] == 'open', 'not before its day'
    ends(purged, 'expired', [HERE, HERE_COUNTY, '430000', '000000', THERE, THERE_COUNTY], _PATIENCE)
    last = show(HERE, purged)['entries'][-1]
    assert (last['action'], last['role'], last['unit']) == ('purged', 'system', THERE_COUNTY), last
    assert last['at'] >= '2027-07-15T00:00:00', last
    wait(lambda: _record(leaving)['open_docket'] is None)
    assert _record(leaving)['status'] == 'in_school' and _record(leaving)['grade'] == 6
    assert show(THERE_COUNTY, kept)['state'] == 'open', 'other grades are not concerned'

    before = {p: _grades(p) for p in ('43', '44')}
    assert all(year <= 2026 for p in before for _, year, _ in before[p].values())
    _move_clocks('2027-08-10T00:00:00+08:00')
    kill_and_restart('school-44')   # wherever it was
    done = "select count(*) = 0 from record where status in (1,2,3,4,5,6,8) and school_year < 2027"
    for province in ('43', '44'):
        wait(lambda p=province: sql('school-' + p, done) == 't', 60)
        after = _grades(province)
        assert after.keys() == before[province].keys()
        for key, (grade, year, status) in before[province].items():
            moves_up = status == 1 and str(grade) not in _LEAVING
            assert after[key][0] == grade + moves_up, (province, before[province][key], after[key])
        twice = sql('school-' + province, 'select count(*) from (select 1 from record_version where why = 1'
                    ' group by school, number having count(*) > 1) twice')
        assert twice == '0', 'promoted once, however often it was begun'
    history = _record(other)['history']
    assert [(v['grade'], v['why']) for v in history][-1] == (moved_up, 'promotion'), history
    assert history[-1]['docket'] is None and _record(other)['school_year'] == 2027

    # A docket that was open all the while goes on, for the grade the child is in by now.
    walk(kept, stack.INTER_PROVINCE[4:], seconds=_PATIENCE)
    ends(kept, 'completed', [HERE, THERE], _PATIENCE)
    record = _record(other, HERE)
    assert (record['grade'], record['school_year'], record['status']) == (moved_up, 2027, 'in_school'), record
