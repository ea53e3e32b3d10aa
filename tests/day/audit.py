"""In the evening: what has to hold after any day, counted in every daemon's database and in what
lies in the ministry's topic."""

import collections
import hashlib
import hmac
import os

import stack
from xueji.v1 import letter_pb2

PROVINCES = ('43', '44')
GONE = (13, 14)         # status.def: transferred_out, removed
# Records with a temporary number and an ID that the batch of a spring term still has before it.
TO_BATCH = ("select count(*) from record r where number like 'L%' and not is_problem and open_docket = ''"
            " and citizen_id <> '' and status in (1, 2, 3, 4, 5, 6, 8)")


def rows(daemon, query):
    text = stack.sql(daemon, query)
    return [tuple(l.split('|')) for l in text.splitlines()]


def key_of(citizen_id):
    with open(os.path.join(stack.DIR, 'keys', 'index.key'), encoding='ascii') as f:
        secret = bytes.fromhex(f.read().strip())
    return hmac.new(secret, citizen_id.encode(), hashlib.sha256).hexdigest() if citizen_id else ''


def live_records(province):
    """[(number, citizen_id, school, status, open docket)]"""
    return rows('school-' + province, 'select number, citizen_id, school, status, open_docket from record'
                                      ' where status not in %s' % (GONE,))


def of_the_batch():
    """{docket: (student number, is completed)} of what the schools' daemons filed by themselves."""
    return {docket: (number, state == '1') for p in PROVINCES for docket, number, state in rows(
        'school-' + p, 'select id, student_number, state from docket where kind = 28')}


def all_letters_have_arrived(day):
    waiting = {d: stack.sql(d, 'select count(*) from outbox') for d in stack.DAEMONS}
    assert set(waiting.values()) == {'0'}, waiting
    dead = {d: stack.sql(d, 'select count(*) from dead_letter') for d in stack.DAEMONS}
    assert set(dead.values()) == {'0'}, dead
    forks = {d: stack.sql(d, 'select count(*) from fork') for d in stack.DAEMONS}
    assert set(forks.values()) == {'0'}, forks


def every_docket_is_closed_or_rightly_waiting(day):
    """Open are those alone that somebody left on a desk, and each lies there, on one desk, within its
    term; whoever has seen a closed one knows that it is closed."""
    open_ = collections.defaultdict(list)
    for d in stack.DAEMONS:
        for docket, holder, held in rows(d, 'select id, holder, is_held_here from docket where state = 0'):
            open_[docket].append((d, holder, held == 't'))
    left = {k.id for k in day if k.state == 'left'}
    assert set(open_) == left, ('open, but not left so', set(open_) ^ left)
    for docket, copies in open_.items():
        held = [(d, h) for d, h, is_held in copies if is_held]
        assert len(held) == 1 and held[0][0] == stack.daemon_of(held[0][1]), (docket, copies)
        unit = held[0][1]
        j = stack.show(unit, docket)
        assert j['due'] and j['working_days_left'] >= 0, (docket, j)
        found = rows(stack.daemon_of(unit), "select count(*) from docket where id = '%s' and holder = '%s'"
                                            " and not is_automatic" % (docket, unit))
        assert found == [('1',)], (docket, unit)


def every_one_ended_as_its_people_decided(day):
    may_end = {'complete': {'completed'}, 'refuse_correct': {'completed'}, 'overrule': {'completed'},
               'send_back': {'completed'}, 'uphold': {'refused', 'completed'}, 'refuse_withdraw': {'withdrawn', 'completed'},
               'withdraw': {'withdrawn', 'completed'}, 'leave': {'left', 'completed'},
               'refuse_leave': {'left', 'completed'}, 'twice': {'completed', 'withdrawn'}}
    wrong = [(k.kind, k.fate, k.id, k.state) for k in day if k.id and k.state not in may_end[k.fate]]
    assert not wrong, wrong
    short = [(k.kind, k.fate, k.id) for k in day if k.id and k.state == 'completed' and k.desks > 1
             and k.fate in ('uphold', 'refuse_withdraw', 'withdraw', 'leave', 'refuse_leave')]
    assert not short, ('completed although people had decided otherwise', short)
    for pair in pairs(day).values():
        assert sorted(k.state or 'refused' for k in pair) in (['completed', 'refused'], ['completed', 'withdrawn']), \
            [(k.id, k.state) for k in pair]


def pairs(day):
    """Two schools filed for one child at the same moment."""
    by_child = collections.defaultdict(list)
    for k in day:
        if k.fate == 'twice':
            by_child[k.child.number].append(k)
    return by_child


def every_child_is_at_one_school(day):
    at = collections.defaultdict(list)
    for p in PROVINCES:
        for number, citizen_id, school, _, _ in live_records(p):
            at[citizen_id or number].append(school)
    twice = {c: s for c, s in at.items() if len(s) > 1}
    assert not twice, twice
    for k in day:
        is_gone = k.kind in ('removal_g', 'removal_l') and k.state == 'completed' \
            or k.kind == 'enrolment' and k.state in ('withdrawn', 'refused')
        if k.child is not None:
            found = at[k.child.citizen_id] + at[k.child.number]
            assert len(found) == (0 if is_gone else 1), (k.kind, k.id, found)


def no_record_is_locked_but_by_an_open_docket(day):
    left = {k.id for k in day if k.state == 'left'}
    locks = {r[4] for p in PROVINCES for r in live_records(p) if r[4]}
    assert locks <= left, locks - left


def the_provinces_index_is_what_the_schools_have(day):
    unchecked = {k.id for k in day if k.kind == 'enrolment' and k.state == 'left'}
    for p in PROVINCES:
        have = {(n, key_of(c), school, status) for n, c, school, status, lock in live_records(p) if lock not in unchecked}
        index = set(rows('province-' + p, "select id, encode(key, 'hex'), unit, status from student_index"
                                          " where status not in %s and version > 0" % (GONE,)))
        assert have == index, (p, len(have), len(index), sorted(have ^ index)[:4])


def the_ministrys_index_is_what_the_provinces_have(day):
    unchecked = {k.id for k in day if k.kind == 'enrolment' and k.state == 'left'}
    have = {(key_of(c), p + '0000') for p in PROVINCES for _, c, _, _, lock in live_records(p)
            if c and lock not in unchecked}
    index = set(rows('ministry-00', "select id, unit from student_index where status not in %s and version > 0" % (GONE,)))
    assert have == index, (len(have), len(index), sorted(have ^ index)[:4])


def nothing_of_an_in_province_case_is_at_the_ministry(day):
    batch = of_the_batch()
    crossing = {k.id for k in day if k.id and k.kind != 'graduation' and k.case.crosses}
    asked = {k.child.number for k in day if k.child is not None and k.id in crossing} | {n for n, _ in batch.values()}
    here = {r[0] for r in rows('ministry-00', 'select id from docket')}
    assert here <= crossing, here - crossing
    assert here, 'and some do come there'
    children = [w.encode() for k in day if k.child is not None and k.child.number not in asked
                for w in (k.child.number, k.child.citizen_id)]
    assert children
    for key, value in stack.topic_values('xueji.v1.00.ministry'):
        letter = letter_pb2.Letter()
        letter.ParseFromString(value)
        what = letter.WhichOneof('content')
        assert what in ('index', 'inquiry', 'receipts') or key in crossing or key in batch, (what, key)
        if what in ('index', 'inquiry'):
            assert not any(c in value for c in children), (what, key)


CHECKS = [all_letters_have_arrived, every_docket_is_closed_or_rightly_waiting, every_one_ended_as_its_people_decided,
          every_child_is_at_one_school, no_record_is_locked_but_by_an_open_docket,
          the_provinces_index_is_what_the_schools_have, the_ministrys_index_is_what_the_provinces_have,
          nothing_of_an_in_province_case_is_at_the_ministry]
