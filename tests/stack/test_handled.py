"""What officers have filed and decided is found again, with whose turn it is now."""

import os

import stack
from stack import HERE, HERE_COUNTY, ON_THE_ROUTE, THERE, act, ask, ends, file, sql, wait, walk

_students = stack.STUDENTS
_CLERK, _HEAD = HERE + ':registrar:clerk', HERE + ':head:head'
_SCHEMA = os.path.join(os.path.dirname(__file__), '..', '..', 'lib', 'store', 'schema', '0031_handled.sql')


def _handled(who, docket, query=''):
    """The row of that docket in the first page; None: it is not there."""
    status, rows = ask(who, 'GET', '/v1/handled' + query)
    assert status == 200, (status, rows)
    found = [row for row in rows if row['docket'] == docket]
    assert len(found) < 2, found
    return found[0] if found else None


def what_was_filed_and_approved_is_found_again_with_whose_turn_it_is():
    docket = file(_students.take(THERE))
    row = _handled(_CLERK, docket, '?by=me&state=open&kind=transfer')
    assert (row['action'], row['officer'], row['holder'], row['stage']) \
        == ('filed', 'clerk', HERE, 'receiving_school'), row
    assert _handled(_HEAD, docket, '?by=me') is None, 'he has not done anything yet'
    assert act(HERE, docket)[0] == 200
    row = _handled(_CLERK, docket)
    assert (row['action'], row['officer'], row['current']) == ('approved', 'head', True), row
    wait(lambda: _handled(_CLERK, docket)['stage'] == 'receiving_county')
    row = _handled(_CLERK, docket, '?by=me')
    assert (row['action'], row['n'], row['holder'], row['working_days_left']) == ('filed', 1, HERE_COUNTY, 10), row
    assert _handled(_HEAD, docket, '?by=me')['action'] == 'approved'
    assert _handled(HERE + ':head:another', docket, '?by=me') is None, 'it is a colleague who did it'
    assert _handled(HERE + ':head:another', docket)['officer'] == 'head'
    assert act(HERE, docket, 'withdraw', role='registrar', officer='clerk')[0] in (200, 202)


def a_unit_that_has_not_stamped_does_not_see_it():
    docket = file(_students.take(THERE))
    walk(docket, until='receiving_county')
    other = next(u for u in ('2143000102', '2143000103') if u != HERE)
    for who in (other + ':head:head', other + ':registrar:clerk', HERE_COUNTY + ':head:head', THERE + ':head:head'):
        assert _handled(who, docket) is None, who
    assert act(HERE, docket, 'withdraw', role='registrar', officer='clerk')[0] in (200, 202)
    ends(docket, 'withdrawn', [HERE])
    row = _handled(_CLERK, docket, '?state=ended')
    assert (row['action'], row['state'], row['holder'], row['working_days_left']) \
        == ('withdrawn', 'withdrawn', None, None), row
    assert _handled(_HEAD, docket, '?by=me&state=ended')['action'] == 'approved'
    assert _handled(_CLERK, docket, '?state=open') is None


def an_office_that_has_handed_it_on_knows_to_whom_and_is_told_of_the_end():
    docket = file(_students.take(THERE))
    walk(docket, until='sending_school')
    row = _handled(HERE_COUNTY + ':head:head', docket, '?by=me')
    assert (row['action'], row['current'], row['due'], row['holder']) \
        == ('approved', False, None, '430000'), row
    walk(docket, stack.INTER_PROVINCE[3:])
    ends(docket, 'completed', ON_THE_ROUTE)
    row = _handled(HERE_COUNTY + ':head:head', docket, '?by=me&state=ended')
    assert (row['action'], row['current'], row['state']) == ('approved', True, 'completed'), row
    assert _handled('000000:head:head', docket) is None, 'its daemon relayed it, and no officer did'


def what_was_stamped_before_there_was_a_table_is_what_stands_in_it():
    with open(_SCHEMA, encoding='utf-8') as f:
        made = f.read()
    for index in ('handled_at', 'handled_kind'):
        made = made.replace('index ' + index, 'index %s_again' % index)
    for daemon, of_ours in (('school-43', "unit like '__43______'"), ('county-43', "unit like '43____' and unit <> '430000'"),
                            ('province-43', "unit = '430000'")):
        told = sql(daemon, "begin; alter table handled rename to handled_now;"
                   " alter table handled_now rename constraint handled_pkey to handled_now_pkey; " + made +
                   "; select 'rows', (select count(*) from handled_now), (select count(*) from ("
                   " (select * from handled_now except select * from handled) union all"
                   " (select * from handled where %s except select * from handled_now)) x); rollback" % of_ours)
        line = next(l for l in told.splitlines() if l.startswith('rows'))
        n, n_unlike = map(int, line.split('|')[1:])
        assert n > 0 and n_unlike == 0, (daemon, line)
