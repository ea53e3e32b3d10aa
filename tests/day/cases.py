"""What happens on the day: a row for each kind of business and scope, how it is filed and by whom.
A kind that business.def has and this table has not is a failure (main.py)."""

import collections
import itertools

# Schools of the demonstration: code, county. A, B: one county; C: another of the same province.
PRIMARY_A, PRIMARY_B, PRIMARY_C = ('2143000101', '430102'), ('2143000102', '430102'), ('2143000103', '430104')
JUNIOR, SENIOR, SENIOR_C = ('3143000101', '430102'), ('3443000101', '430104'), ('3443000102', '430202')
ZHUZHOU = ('2143000105', '430202')
FAR, FAR_JUNIOR = ('2144000101', '440103'), ('3144000101', '440103')

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = '10X98765432'
RENAMED = '演示改名'       # a key change asks for it, and the population register has it already
OLD = 'old'                 # a G number of another ID than the child has now
_serial = itertools.count()


def _checked(body):
    """GB 11643-1999."""
    return body + CHECK[sum(int(d) * w for d, w in zip(body, WEIGHTS)) % 11]


class Child:
    """Of division 142301, which is no more: nobody has such an ID."""

    def __init__(self, school, status='in_school', grade=3, letter='G', is_problem=False):
        n = next(_serial)
        self.school, self.status, self.grade, self.is_problem = school[0], status, grade, is_problem
        self.birth = '20%02d-%02d-%02d' % (21 - grade, 1 + n // 14000 % 8, 1 + n // 500 % 28)
        tail = '%s%03d' % (self.birth.replace('-', ''), n % 500 * 2 + 1)
        self.citizen_id = _checked('142301' + tail)
        self.held_id = '' if letter == 'J' else self.citizen_id         # what the record has
        self.sex, self.name = '1', '演示%s%s' % (chr(0x4e00 + n % 5000), chr(0x5400 + n // 5000))
        self.number = {'G': 'G' + self.citizen_id, OLD: 'G' + _checked('142302' + tail),
                       'L': 'L430102%s%04d' % (tail[:8], n % 10000), 'J': 'J' + _checked('430102' + tail)}[letter]

    def record(self):
        return {'number': self.number, 'citizen_id': self.held_id, 'name': self.name, 'birth': self.birth,
                'sex': self.sex, 'status': self.status, 'grade': self.grade, 'problem': self.is_problem}


# kind; weight in a day; the school that keeps the record (status, grade, letter of the number), the
# one that receives; who files, if not the school; what the filing says more; scans. `crosses`: it
# comes to the ministry. `names`: schools instead of a child.
Case = collections.namedtuple('Case', 'kind weight keeps receives status grade letter by says scans crosses names')


def case(kind, weight=1, keeps=PRIMARY_A, receives=None, status='in_school', grade=3, letter='G', by=None, says=None,
         scans=0, crosses=False, names=None):
    return Case(kind, weight, keeps, receives, status, grade, letter, by, says or {}, scans, crosses, names)


CASES = [
    case('transfer', 12, PRIMARY_B, PRIMARY_A),
    case('transfer', 12, PRIMARY_C, PRIMARY_A),
    case('transfer', 12, FAR, PRIMARY_A, crosses=True),
    case('graduate_transfer', 4, FAR_JUNIOR, SENIOR, 'graduated', 9, crosses=True),
    case('offline_transfer', 2, FAR, PRIMARY_A, says={'arrived_on': '2026-09-01'}, scans=2, crosses=True),
    case('enrolment', 12, PRIMARY_A, grade=1),
    case('suspension', 2, says={'change': {'until': '2027-08-31'}}),
    case('resumption', 2, status='suspended'),
    case('going_abroad', 2),
    case('leave', 2),
    case('dropping_out', 2, JUNIOR, grade=8),
    case('withdrawal', 2),
    case('expulsion', 1, SENIOR, grade=11),
    case('missing'),
    case('death'),
    case('graduation', 3, JUNIOR, grade=9),
    case('completion', 1, JUNIOR, grade=9),
    case('leaving_uncompleted', 1, SENIOR, grade=11),
    case('ordinary_update', 4, says={'change': {'phone': '000-0000'}}),
    case('removal_g', 1, FAR, by='440000', scans=1, crosses=True),
    case('removal_l', 1, letter='L', scans=1),
    case('roll_back', 1, FAR_JUNIOR, SENIOR, grade=9, crosses=True),     # of what came to pass on that day
    case('problem_record', 2, scans=1),
    case('key_change', 2, says={'change': {'name': RENAMED}}, scans=1, crosses=True),
    case('sits_here', 2, FAR, PRIMARY_A),
    case('sits_elsewhere', 2, PRIMARY_B, PRIMARY_C, by=PRIMARY_B[0]),
    case('number_change', 2, letter=OLD, crosses=True),
    case('formal_number', 2, letter='J', crosses=True),
    case('complaint', 2, by='430000', names=(PRIMARY_B, PRIMARY_A)),
    case('complaint', 1, by='000000', names=(FAR, PRIMARY_A), crosses=True),
    case('problem_sheet', 1, by='430000', names=(ZHUZHOU, PRIMARY_A)),
    case('problem_sheet', 1, by='000000', names=(FAR, PRIMARY_A), crosses=True),
    case('supervision', 1, by='430000', names=(PRIMARY_B, None)),
]

# What people do with it: how often in a hundred. `leave`: they go home, it waits on that desk.
FATES = [('complete', 60), ('refuse_correct', 6), ('refuse_withdraw', 6), ('refuse_leave', 4), ('overrule', 4),
         ('uphold', 4), ('send_back', 3), ('withdraw', 5), ('leave', 4), ('twice', 4)]
