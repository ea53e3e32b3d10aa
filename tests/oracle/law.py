"""Days and terms, the tree of units, numbers and texts: what the regulation takes for granted.

Days are the numbers of the lines (since 1970-01-01), instants milliseconds; civil time is that of
Asia/Shanghai. The calendar and the division codes are read from config/, not from the lines."""

import csv
import datetime
import os
import re
import unicodedata

DAY_MS = 86400000
SHANGHAI_MS = 8 * 3600 * 1000
EPOCH = datetime.date(1970, 1, 1).toordinal()
COMPULSORY = 9
LAST_GRADE = 12
SCHOOL, COUNTY, PREFECTURE, PROVINCE, MINISTRY = range(5)
PHASES = (None, "primary", "junior", "senior")


# -- time ---------------------------------------------------------------------------------


def day_of(ms):
    return (ms + SHANGHAI_MS) // DAY_MS


def midnight(day):
    return day * DAY_MS - SHANGHAI_MS


def civil(day):
    return datetime.date.fromordinal(day + EPOCH)


def number_of(year, month, day):
    return datetime.date(year, month, day).toordinal() - EPOCH


def months_later(day, months):
    """The same day so many months later; the last of that month if it has no such day."""
    date = civil(day)
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    for last in range(date.day, 27, -1):
        try:
            return number_of(year, month + 1, last)
        except ValueError:
            pass
    return number_of(year, month + 1, date.day)


class Calendar:
    """Monday to Friday, but for the holidays and make-up days of the State Council."""

    def __init__(self, root):
        self.special = {}
        with open(os.path.join(root, "config/calendar.csv"), encoding="utf-8", newline="") as f:
            for row in csv.DictReader(f):
                day = datetime.date.fromisoformat(row["date"]).toordinal() - EPOCH
                self.special[day] = row["kind"] == "workday"

    def is_worked(self, day):
        return self.special.get(day, civil(day).weekday() < 5)

    def term(self, since, days):
        """24:00 of the n-th working day after the one on which it came."""
        day = day_of(since)
        while days > 0:
            day += 1
            days -= self.is_worked(day)
        return midnight(day + 1)

    def days_left(self, since, now, term):
        due, today = day_of(term) - 1, day_of(now)
        if today <= due:
            return sum(map(self.is_worked, range(max(today, day_of(since) + 1), due + 1)))
        return -max(1, sum(map(self.is_worked, range(due + 1, today + 1))))


# -- units --------------------------------------------------------------------------------


class Unit:
    def __init__(self, code, parent, level, phase, is_void):
        self.code, self.parent, self.level = code, parent, level
        self.phase, self.is_void = PHASES[phase], bool(is_void)


class Country:
    """The tree of an instant: units as they are, and as published changes have made them since."""

    def __init__(self, rows, editions=(), at=0):
        self.units = {row[0]: Unit(*row) for row in rows}
        self.followed_by = {}
        for unit, since, successor in sorted(editions, key=lambda e: e[1]):
            if since <= at:
                self.units[unit[0]] = Unit(*unit)
                self.followed_by[unit[0]] = successor
        self.paths = {}

    def heir(self, code):
        """Who has its place today."""
        while self.followed_by.get(code):
            code = self.followed_by[code]
        return code

    def path(self, code):
        """The unit and all above it, from below."""
        if code not in self.paths:
            path, at = [], code
            while at in self.units:
                path.append(at)
                at = self.units[at].parent
            self.paths[code] = path
        return self.paths[code]

    def office(self, code):
        """The one it answers to directly; none above the ministry."""
        path = self.path(code)
        return path[1] if len(path) > 1 else None

    def at(self, code, level):
        """The unit on its path at that level, if the tree has no hole there."""
        return next((c for c in self.path(code) if self.units[c].level == level), None)

    def common(self, one, other):
        above = set(self.path(other))
        return next((c for c in self.path(one) if c in above), None)

    def is_school(self, code):
        return code in self.units and self.units[code].level == SCHOOL

    def scope(self, receiving, sending):
        if receiving == sending:
            return "one_school"
        if self.office(receiving) == self.office(sending):
            return "within_county"
        level = self.units[self.common(receiving, sending)].level
        if level == MINISTRY:
            return "inter_province"
        # In a municipality there is no prefecture between the districts and the province.
        has_prefecture = self.at(receiving, PREFECTURE) or self.at(sending, PREFECTURE)
        return "between_prefectures" if level == PROVINCE and has_prefecture else "between_counties"


# -- policies -----------------------------------------------------------------------------


def is_open(policy, kind, day):
    """`kind`: a row of business.def; half-open periods that come every year."""
    date = civil(day)
    now = (date.month, date.day)
    for m, d, until_m, until_d in policy["windows"][kind.periods_of]:
        start, end = (m, d), (until_m, until_d)
        if start == end or (start <= now < end if start < end else now >= start or now < end):
            return True
    return False


def leaving_grades(policy):
    return {policy["primary_years"], COMPULSORY, LAST_GRADE}


def entry_grades(policy):
    return {1} | {g + 1 for g in leaving_grades(policy) if g < LAST_GRADE}


def school_year(nation, day):
    year = civil(day).year
    return year if day >= number_of(year, *nation["promotion"]) else year - 1


def purge_of(nation, province, kind, grade, filed_at):
    """The first purge after the filing, where it ends such business; 0: never."""
    if kind.no not in nation["purged"] or grade not in leaving_grades(province):
        return 0
    year = civil(day_of(filed_at)).year
    days = (midnight(number_of(y, *nation["purge"])) for y in (year, year + 1))
    return next(ms for ms in days if ms > filed_at)


# -- numbers ------------------------------------------------------------------------------

BODY = re.compile(r"[0-9]{17}[0-9X]", re.A)


def birth_of(body):
    """The day in characters 7 to 14; None if there is none such."""
    try:
        day = number_of(int(body[6:10]), int(body[10:12]), int(body[12:14]))
    except ValueError:
        return None
    return day if int(body[6:10]) >= 1900 else None


def sex_of(citizen_id):
    return "1" if int(citizen_id[16]) % 2 else "2"


def has_right_check_digit(body):
    """ISO 7064, MOD 11-2: the weighted sum of all eighteen is congruent to one."""
    total = 0
    for c in body:
        total = total * 2 + (10 if c == "X" else int(c))
    return total % 11 == 1


class Numbers:
    def __init__(self, root):
        with open(os.path.join(root, "config/divisions.csv"), encoding="utf-8", newline="") as f:
            self.divisions = {row["code"] for row in csv.DictReader(f)}

    def is_sound_body(self, body, today, has_check_digit=True):
        if not BODY.fullmatch(body) or (not has_check_digit and body[-1] == "X"):
            return False
        birth = birth_of(body)
        return (birth is not None and birth <= today and body[:6] in self.divisions
                and (not has_check_digit or has_right_check_digit(body)))

    def is_sound_student(self, number, today):
        return number[:1] in ("G", "L", "J") and self.is_sound_body(
            number[1:], today, has_check_digit=number[0] != "L")


# -- texts --------------------------------------------------------------------------------


def is_unseen(c):
    """Controls, marks of direction, blanks without width, what stands for no character. Mongolian is
    written with U+180E."""
    category = unicodedata.category(c)
    return (category in ("Cc", "Zl", "Zp") or (category == "Cf" and c != "\u180e")
            or ord(c) & 0xfffe == 0xfffe or 0xfdd0 <= ord(c) <= 0xfdef or c == "\ufffd")


def is_clean(text):
    return not any(map(is_unseen, text))


def has_words(text):
    return any(not is_unseen(c) and unicodedata.category(c) != "Zs" for c in text)


def is_name(text):
    return has_words(text) and is_clean(text)
