#!/usr/bin/env python3
"""Makes schools.csv, contacts.csv, students.csv and population.csv of the demonstration, always the same.

No student of it can be a real child: the citizen IDs begin with 142301, a division that
was abolished before 2004, while every birth date lies after 2007. They pass the check of
GB 11643-1999 all the same. No telephone can be dialled: there is no area 000; and the names under
.example belong to nobody. One county publishes nothing, to be found. Schools are named 湖南示范... and 广东示范..., students 演示...
"""
import csv
import os

HERE = os.path.dirname(os.path.abspath(__file__))
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PHASES = {'21': ('primary', '小学', range(1, 7)), '31': ('junior', '初级中学', range(7, 10)),
          '34': ('senior', '高级中学', range(10, 13))}
# county or county-less prefecture: which kinds of school, and the first serial
PLACES = {
    '43': [('430102', '212131'), ('430104', '213134'), ('430103', '2131'), ('430202', '213134'),
           ('430203', '21'), ('430302', '2131')],
    '44': [('440103', '212131'), ('440104', '213134'), ('440105', '2131'), ('440303', '213134'),
           ('440304', '21'), ('441900', '213134')],
}
STEMS = '甲乙丙丁戊己庚辛壬癸'
NAMES = {'43': '湖南', '44': '广东'}


def check_digit(body):
    return '10X98765432'[sum(int(c) * w for c, w in zip(body, WEIGHTS)) % 11]


def schools():
    serial = {}
    for province, places in PLACES.items():
        for office, kinds in places:
            for i in range(0, len(kinds), 2):
                kind = kinds[i:i + 2]
                key = (kind, province)
                serial[key] = serial.get(key, 100) + 1
                phase, label, grades = PHASES[kind]
                code = kind + province + '%06d' % serial[key]
                name = NAMES[province] + '示范' + STEMS[serial[key] % 10 - 1] + label + code[-3:]
                yield (code, office, 'school', phase, '0', name), grades


def contacts(of_schools):
    with open(os.path.join(HERE, '..', '..', 'config', 'units.csv'), encoding='utf-8') as f:
        units = [row['code'] for row in csv.DictReader(f)]
    served = [c for c in units if c[:2] in PLACES or c == '000000'] + [s[0] for s in of_schools]
    for code in sorted(served):
        if code != '430302':
            yield code, '000-' + code[-8:].rjust(8, '0'), 'https://c%s.example/complaints' % code


def student(n, school, office, grade):
    year = 2021 - grade - (0 if grade < 13 else 1)
    month, day = 1 + n % 8, 1 + n % 28
    birth = '%04d%02d%02d' % (year, month, day)
    body = '142301' + birth + '%03d' % (n % 1000)
    citizen = body + check_digit(body)
    name = '演示' + STEMS[n // 10 % 10] + STEMS[n % 10]
    number, problem, status = 'G' + citizen, '0', 'in_school'
    special = n % 60
    if special == 7:
        status = 'suspended'
    elif special == 13:
        problem = '1'
    elif special == 19:
        number = 'L' + office + birth + '%04d' % (n % 10000)
    elif special == 23:
        body = office + birth + '%03d' % (n % 1000)
        number, citizen = 'J' + body + check_digit(body), ''
    if grade == 9 and n % 3 == 0 and status == 'in_school' and problem == '0':
        status = 'graduated'
    iso = birth[:4] + '-' + birth[4:6] + '-' + birth[6:]
    return (number, citizen, name, iso, '1' if n % 2 else '2', school, status, str(grade), problem)


def citizen_of(division, birth, n):
    body = division + birth.replace('-', '') + '%03d' % (n % 1000)
    return body + check_digit(body)


def person(n, row):
    """What the population register says of that student, or None if it knows nobody: now and then it
    has another name, another ID, or one where the record has none."""
    _, citizen, name, birth, sex, *_ = row
    special = n % 60
    if special == 29:
        name = name + '晨'
    elif special == 31:
        citizen = citizen_of('142302', birth, n)
    elif special == 19 and n // 60 % 4 == 2:
        name = name + '曦'
    elif special == 37 or special == 19 and n // 60 % 4 == 3:
        return None
    elif not citizen:
        citizen = citizen_of('142302', birth, n)
    return citizen, name, birth, sex


def write(name, head, rows):
    with open(os.path.join(HERE, name), 'w', encoding='utf-8', newline='') as f:
        f.write(head + '\n')
        csv.writer(f, lineterminator='\n').writerows(rows)


def main():
    all_schools = list(schools())
    write('schools.csv', 'code,parent,level,phase,void,name', [s for s, _ in all_schools])
    write('contacts.csv', 'unit,phone,channel', contacts([s for s, _ in all_schools]))
    students, people, n = [], [], 0
    for more in (20, 10):       # the first twenty of a class stand in transcripts; who comes later stands behind all
        for (code, office, *_), grades in all_schools:
            for grade in grades:
                for _ in range(more):
                    n += 1
                    students.append(student(n, code, office, grade))
                    people.append(person(n, students[-1]))
    write('students.csv', 'number,citizen_id,name,birth,sex,school,status,grade,problem', students)
    people = [p for p in people if p]
    write('population.csv', 'citizen_id,name,birth,sex', people)
    assert len({p[0] for p in people}) == len(people)
    assert len({s[0] for s in students}) == len(students)
    print(len(all_schools), 'schools,', len(students), 'students')


main()
