#!/usr/bin/env python3
"""Makes config/calendar.csv from the unpacked npm package chinese-days.

usage: calendar.py CHINESE_DAYS_PACKAGE
"""
import json
import os
import sys

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def main():
    with open(os.path.join(sys.argv[1], 'dist', 'chinese-days.json'), encoding='utf-8') as f:
        days = json.load(f)
    rows = {d: 'holiday' for d in days['holidays']}
    rows.update({d: 'workday' for d in days['workdays']})
    with open(os.path.join(HERE, 'calendar.csv'), 'w', encoding='utf-8', newline='') as f:
        f.write('date,kind\n')
        for d in sorted(rows):
            f.write(d + ',' + rows[d] + '\n')
    print(len(days['holidays']), 'holidays,', len(days['workdays']), 'make-up working days')


main()
