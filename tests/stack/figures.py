"""Figures of dockets, from their exports alone: an own reading of protobuf, of the calendar and of
the rules, to hold the daemons' figures against.

    figures(exports, unit_under, calendar, from_ms, until_ms)

The exports must be proved already (tests/wire/verify_export.py); here they are only read."""

import csv
import datetime

DAY = 86400000
SCHOOL, COUNTY, PROVINCE, MINISTRY = 'school', 'county', 'province', 'ministry'
DESKS = {1: SCHOOL, 2: COUNTY, 3: COUNTY, 4: PROVINCE, 7: SCHOOL, 8: COUNTY, 9: COUNTY, 10: PROVINCE,
         11: COUNTY, 14: SCHOOL, 15: PROVINCE, 16: MINISTRY}
PARTS = ('school', 'county', 'province', 'ministry', 'transport', 'automatic', 'answer', 'coordination')
(FILED, APPROVED, REFUSED, RETURNED, CORRECTED, WITHDRAWN, OBJECTED, UPHELD, OVERRULED, SENT_BACK, PASSED,
 FAILED, ILLEGAL, RELEASED, ADMITTED, EXPIRED, APPLIED, PURGED) = range(1, 19)
DISMISSED, STATED, SETTLED, FOLLOWED, URGED = 22, 26, 27, 28, 29
WORK = (25, 28, 31, 32, 35)     # a complaint's desks, whose level the unit tells


# -- protobuf -----------------------------------------------------------------------------

def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7f) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            return value, at


def fields(data):
    """{number: [values]}"""
    found, at = {}, 0
    while at < len(data):
        tag, at = varint(data, at)
        value, at = varint(data, at)
        if tag & 7 == 2:
            value, at = data[at:at + value], at + value
        found.setdefault(tag >> 3, []).append(value)
    return found


def number(message, field):
    return message.get(field, [0])[0]


def text(message, field):
    return message.get(field, [b''])[0].decode()


# -- the calendar -------------------------------------------------------------------------

class Calendar:
    def __init__(self, path):
        with open(path, encoding='utf-8') as f:
            self.special = {r['date']: r['kind'] for r in csv.DictReader(f)}

    def is_working(self, n):
        day = datetime.date(1970, 1, 1) + datetime.timedelta(days=n)
        kind = self.special.get(day.isoformat())
        return kind == 'workday' if kind else day.weekday() < 5

    @staticmethod
    def day(ms):
        return (ms + 8 * 3600000) // DAY

    def days(self, since, until):
        return sum(self.is_working(n) for n in range(self.day(since) + 1, self.day(until) + 1))

    def term(self, since, days):
        n = self.day(since)
        while days > 0:
            n += 1
            days -= self.is_working(n)
        return (n + 1) * DAY - 8 * 3600000


# -- one docket ---------------------------------------------------------------------------

def read(export):
    """(route [(stage, unit, is_automatic, days)], filer, answer_days, entries)"""
    e = fields(export)
    h = fields(e[1][0])
    stops = [fields(s) for s in h[9]]
    route = [(number(s, 1), text(s, 2), bool(number(s, 3)), number(s, 4)) for s in stops]
    entries = [fields(fields(x)[1][0]) for x in e[2]]
    return route, text(h, 5), number(h, 10), entries


def level_of(unit):
    if len(unit) == 10:
        return SCHOOL
    return MINISTRY if unit == '000000' else PROVINCE if unit.endswith('0000') else COUNTY


def spans(export, calendar):
    """[(part, is_desk, unit, from, until or None, term, action)] of its life."""
    route, _, answer_days, entries = read(export)
    found, since, illegal = [], number(entries[0], 4), 0
    for i, e in enumerate(entries[1:], 1):
        stage, action, at = number(e, 10), number(e, 9), number(e, 4)
        came = max(since, number(e, 30))
        if illegal:
            came = illegal
        if action in (ILLEGAL, STATED, FOLLOWED, URGED):     # it lies where it lay
            illegal = came
            continue
        unit = text(e, 6) or text(e, 5)
        stop = next((s for s in route if s[0] == stage), None)
        if came > since:
            found.append(('transport', False, unit, since, came, 0, 0))
        if stage == 20 or stage == 21:
            part, days = {20: 'answer', 21: 'coordination'}[stage], answer_days
        elif stage == 39:       # whose it is: in the days of the sheet, for which it is settled
            part, days = 'coordination', next(s[3] for s in route if s[0] == 25)
        else:
            part = 'automatic' if stop[2] else level_of(unit) if stage in WORK else DESKS[stage]
            days = stop[3]
        is_desk = part in (SCHOOL, COUNTY, PROVINCE, MINISTRY)
        found.append((part, is_desk, unit, came, at, calendar.term(came, days) if days else 0, action))
        since, illegal = at, 0
    return found


def delay(export, calendar):
    """{'ms': {part: n}, 'working_days': {part: n}} of a closed docket."""
    d = {'ms': dict.fromkeys(PARTS, 0), 'working_days': dict.fromkeys(PARTS, 0)}
    for part, _, _, since, until, _, _ in spans(export, calendar):
        d['ms'][part] += until - since
        d['working_days'][part] += calendar.days(since, until)
    return d


def tally(exports, unit, calendar):
    """What one unit did in these closed dockets."""
    t = dict.fromkeys(('on_time', 'late', 'approved', 'refused', 'returned', 'undecided', 'ms', 'working_days'), 0)
    t['technical'] = dict.fromkeys(('n', 'ms', 'working_days'), 0)
    for x in exports:
        for part, is_desk, who, since, until, term, action in spans(x, calendar):
            if who != unit:
                continue
            took = until - since, calendar.days(since, until)
            if part in ('transport', 'automatic'):
                t['technical']['n'] += 1
                t['technical']['ms'] += took[0]
                t['technical']['working_days'] += took[1]
            elif is_desk and action in (APPROVED, REFUSED, RETURNED, DISMISSED):
                t[{APPROVED: 'approved', RETURNED: 'returned'}.get(action, 'refused')] += 1
                t['on_time' if until < term else 'late'] += 1
                t['ms'] += took[0]
                t['working_days'] += took[1]
            elif is_desk:
                t['undecided'] += 1
    return t
