"""A check that cannot fail proves nothing: after the evening each is shown a fault of its own, has to
find it, and the fault is taken away again."""

import audit
import stack


def _first(day, fits):
    return next(k for k in day if k.id and fits(k))


def _sql(daemon, plant, undo):
    return lambda: stack.sql(daemon, plant), lambda: stack.sql(daemon, undo)


def _letter(day):
    return _sql('county-43', "insert into outbox values ('00000000-0000-7000-8000-000000000000', '', '', '', 0, '', '', '',"
                             " 0, 9000000000000)",
                "delete from outbox where letter = '00000000-0000-7000-8000-000000000000'")


def _docket(day):
    left = _first(day, lambda k: k.state == 'left' and k.filer in ('2143000101', '430000'))
    where = " where id = '%s' and holder = '%s'"
    holder = next(h for d in stack.DAEMONS for h, held in audit.rows(
        d, "select holder, is_held_here from docket where id = '%s'" % left.id) if held == 't')
    where %= (left.id, holder)
    daemon = stack.daemon_of(holder)
    return _sql(daemon, 'update docket set is_held_here = false' + where,
                'update docket set is_held_here = true' + where)


def _ending(day):
    k = _first(day, lambda k: k.fate == 'complete')
    state = k.state
    return lambda: setattr(k, 'state', 'withdrawn'), lambda: setattr(k, 'state', state)


def _live_number(day):
    k = _first(day, lambda k: k.kind == 'ordinary_update' and k.state == 'completed')
    return k.child.number, k.child.school


def _second_record(day):
    number, school = _live_number(day)
    columns = "(select (jsonb_populate_record(r, '{\"school\": \"3443000102\"}')).* from record r" \
              " where number = '%s' and school = '%s')"
    return _sql('school-43', 'insert into record ' + columns % (number, school),
                "delete from record where number = '%s' and school = '3443000102'" % number)


def _lock(day):
    number, school = _live_number(day)
    where = " where number = '%s' and school = '%s'" % (number, school)
    return _sql('school-43', "update record set open_docket = '00000000-0000-7000-8000-000000000000'" + where,
                "update record set open_docket = ''" + where)


def _province_row(day):
    number, school = _live_number(day)
    return _sql('province-43', "update student_index set unit = '2143000102' where id = '%s'" % number,
                "update student_index set unit = '%s' where id = '%s'" % (school, number))


def _ministry_row(day):
    k = _first(day, lambda k: k.kind == 'ordinary_update' and k.state == 'completed')
    update = "update student_index set unit = '%s' where id = '" + audit.key_of(k.child.citizen_id) + "'"
    return _sql('ministry-00', update % '440000', update % '430000')


def _case_at_the_ministry(day):
    inside = _first(day, lambda k: not k.case.crosses)
    there = stack.sql('ministry-00', 'select min(id::text) from docket')
    update = "update docket set id = '%s' where id = '%s'"
    return _sql('ministry-00', update % (inside.id, there), update % (there, inside.id))


PLANTS = [(audit.all_letters_have_arrived, _letter), (audit.every_docket_is_closed_or_rightly_waiting, _docket),
          (audit.every_one_ended_as_its_people_decided, _ending), (audit.every_child_is_at_one_school, _second_record),
          (audit.no_record_is_locked_but_by_an_open_docket, _lock),
          (audit.the_provinces_index_is_what_the_schools_have, _province_row),
          (audit.the_ministrys_index_is_what_the_provinces_have, _ministry_row),
          (audit.nothing_of_an_in_province_case_is_at_the_ministry, _case_at_the_ministry)]


def is_found(check, plant, day):
    do, undo = plant(day)
    do()
    try:
        check(day)
    except AssertionError:
        return
    finally:
        undo()
    raise AssertionError('it did not find what was planted')
