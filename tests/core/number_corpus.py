#!/usr/bin/env python3
"""Numbers, and what the standard says of each, by a program that shares no line with ours: the check
digit by the recursion of ISO 7064 (ours adds weights), dates by Python's calendar. A line:

    FAULT <tab> number          of a student number
    =     <tab> number <tab> kind <tab> division <tab> YYYY-MM-DD <tab> i      made: the i-th of its kind

    tests/core/number_corpus.py COUNT DIVISION...
"""

import datetime
import random
import sys

TODAY = datetime.date(2026, 9, 1)
DIGITS = '0123456789X'


def check_digit(digits):
    p = 0
    for d in digits:
        p = (p + int(d)) * 2 % 11
    return DIGITS[(12 - p) % 11]


def fault(number, divisions):
    """The first of what is wrong, in the order that number.h has."""
    kind, body = number[:1], number[1:]
    if len(number) != 19:
        return 'LENGTH'
    if kind not in ('G', 'L', 'J'):
        return 'KIND'
    last = DIGITS[:10] if kind == 'L' else DIGITS
    if any(c not in DIGITS[:10] for c in body[:17]) or body[17] not in last:
        return 'CHARACTER'
    try:
        born = datetime.date(int(body[6:10]), int(body[10:12]), int(body[12:14]))
    except ValueError:
        return 'DATE'
    if born.year < 1900 or born > TODAY:
        return 'DATE'
    if kind != 'L' and check_digit(body[:17]) != body[17]:
        return 'CHECK_DIGIT'
    return 'OK' if body[:6] in divisions else 'DIVISION'


def born(r):
    """Most are of our days; the others lie around the edges of the calendar."""
    if r.random() < 0.8:
        return (datetime.date(1990, 1, 1) + datetime.timedelta(r.randrange(13800))).strftime('%Y%m%d')
    return '%04d%02d%02d' % (r.choice((1899, 1900, 1999, 2000, 2024, 2025, 2026, 2027)), r.randrange(14), r.randrange(33))


def number(r, divisions):
    kind = r.choice('GLJ')
    division = r.choice(divisions) if r.random() < 0.9 else '%06d' % r.randrange(1000000)
    body = division + born(r) + '%03d' % r.randrange(1000)
    return kind + body + (r.choice(DIGITS[:10]) if kind == 'L' else check_digit(body))


def spoilt(r, text):
    """One digit wrong, two neighbours exchanged, one lost, one more, or a strange one."""
    i = r.randrange(len(text))
    return r.choice((lambda: text[:i] + r.choice(DIGITS) + text[i + 1:],
                     lambda: text[:i] + text[i + 1:i + 2] + text[i:i + 1] + text[i + 2:],
                     lambda: text[:i] + text[i + 1:], lambda: text[:i] + r.choice(DIGITS) + text[i:],
                     lambda: text[:i] + r.choice('xgG -/:A') + text[i + 1:]))()


def main():
    r, divisions = random.Random(11643), sys.argv[2:]
    for n in range(int(sys.argv[1])):
        text = number(r, divisions)
        if n % 2:
            text = spoilt(r, text)
        print('%s\t%s' % (fault(text, divisions), text))
    for n in range(int(sys.argv[1]) // 10):
        kind, division = r.choice('LJ'), r.choice(divisions)
        day = datetime.date(2005, 1, 1) + datetime.timedelta(r.randrange(7900))
        i = r.randrange(10000 if kind == 'L' else 1000)
        body = division + day.strftime('%Y%m%d') + ('%04d' % i if kind == 'L' else '%03d' % i)
        print('=\t%s\t%s\t%s\t%s\t%d' % (kind + body + ('' if kind == 'L' else check_digit(body)), kind, division, day, i))


main()
