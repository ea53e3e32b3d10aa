"""What clerks and heads do with a docket: they file it, and whoever holds it decides, until it is
closed or they go home. Each is asked at its own daemon, as its officer."""

import random
import threading
import time

import stack
from cases import FATES, PRIMARY_B, PRIMARY_C, SENIOR, SENIOR_C, Child

PATIENCE_S = 120
LEGAL = {'receiving': 'NO_SEAT', 'sending': 'UNDER_SANCTION'}


class Docket:
    def __init__(self, case, child, kind, filer, fate):
        self.case, self.child, self.kind, self.filer, self.fate = case, child, kind, filer, fate
        self.id = self.state = None
        self.desks = 0
        self.is_given_up = False    # a withdrawal travels to whoever holds it
        self.refused = None     # the verdict, if not even filed

    def role(self):
        return 'registrar' if len(self.filer) == 10 else 'clerk'


def draw(random_, case):
    """A fate that this kind of business can have."""
    fate = random_.choices([f for f, _ in FATES], [w for _, w in FATES])[0]
    if (case.names or case.kind.startswith('sits_')) and fate not in ('withdraw', 'leave'):
        return 'complete'       # a complaint or a finding has nothing to refuse
    if case.kind == 'roll_back' or (fate == 'twice' and case.receives is None):
        return 'complete'
    return fate


def upload(filer, role, n):
    scans = []
    for i in range(n):
        scan = b'\x89PNG\r\n\x1a\n' + b'proof%d' % i * 100
        status, text = stack.raw(stack.daemon_of(filer), 'PUT', '/v1/attachments', scan,
                                 {'X-Xueji-As': '%s:%s:clerk' % (filer, role)})
        assert status in (200, 201), text
        scans.append(stack.json.loads(text)['digest'])
    return scans


def filing(k):
    case, child = k.case, k.child
    body = {'kind': k.kind, 'reason': '按规定办理', **case.says}
    if case.names:
        body['sending_school'] = case.names[0][0]
        if case.names[1]:
            body['receiving_school'] = case.names[1][0]
        return body
    body['student'] = {'name': child.name, 'citizen_id': child.held_id, 'grade': child.grade}
    if k.kind == 'enrolment':
        body['change'] = {'birth': child.birth, 'sex': child.sex}
        return body
    body['student']['number'] = child.number
    body['sending_school'] = child.school
    if k.kind == 'formal_number':
        body['change'] = {'citizen_id': child.citizen_id}
    if k.kind == 'sits_elsewhere':
        body['receiving_school'] = case.receives[0]
    if k.kind == 'roll_back':
        body['receiving_school'] = case.keeps[0]
        body['student']['grade'] = child.grade
    if k.kind == 'graduate_transfer':
        body['student']['grade'] = child.grade + 1
    return body


def file(k):
    """False: it was refused at once."""
    body = filing(k)
    if k.case.scans and k.kind == k.case.kind:
        body['attachments'] = upload(k.filer, k.role(), k.case.scans)
    status, j = stack.ask('%s:%s:clerk' % (k.filer, k.role()), 'POST', '/v1/dockets', body)
    if status == 201:
        k.id = j['docket']
        if k.kind == 'enrolment':
            k.child.number = j['student']['number']
        return True
    k.refused = j['verdict']
    assert k.fate == 'twice' and k.refused == 'DUPLICATE_FILING', (k.kind, k.fate, status, j)
    return False


# -- deciding ----------------------------------------------------------------------------

# The last: a statement is a letter to whoever rules, and was sent again before that one's copy had come back.
TOO_LATE = ('OUT_OF_TURN', 'NOT_NOW', 'CHANGED_MEANWHILE', 'STATED_ALREADY')


def act(unit, k, verb, role='head', **body):
    """Whoever was a moment too late (409) looks again."""
    status, j = stack.act(unit, k.id, verb, role=role, officer='clerk' if role != 'head' else 'head',
                          reason='按规定办理', **body)
    assert status in (200, 202, 409), (k.kind, k.fate, unit, verb, status, j)
    if status == 409:
        assert j['verdict'] in TOO_LATE, (k.kind, k.fate, unit, verb, j)
    return status


def ground(stage):
    return LEGAL.get(stage.split('_')[0], 'NOT_SUBSTANTIATED')


def at_desk(k, unit, stage):
    if k.is_given_up:
        return None
    if k.fate == 'leave' and k.desks == 1:
        return 'left'
    if k.desks == 1 and k.fate in ('withdraw', 'refuse_correct', 'refuse_withdraw', 'refuse_leave', 'overrule', 'uphold',
                                   'send_back'):
        if k.fate == 'withdraw':
            done = act(k.filer, k, 'withdraw', k.role())
            k.is_given_up = done != 409
        else:
            done = act(unit, k, 'refuse', code=ground(stage))
        k.desks += done != 409
        return None
    k.desks += act(unit, k, 'approve') != 409
    return None


def at_answer(k, last):
    if last['action'] == 'failed' or k.fate == 'refuse_withdraw':
        act(k.filer, k, 'withdraw', k.role())
    elif k.fate == 'refuse_leave':
        return 'left'
    elif k.fate == 'refuse_correct':
        act(k.filer, k, 'correct', k.role())
    else:
        act(k.filer, k, 'object')
    return None


def at_coordination(k, unit, j):
    for heard in j.get('heard') or []:
        if not heard['stated']:
            act(heard['unit'], k, 'state')
            return
    act(unit, k, k.fate)


def step(k):
    """None: look again. Otherwise how it ended: the state, or that they went home."""
    j = stack.show(k.filer, k.id)
    if j['state'] != 'open':
        return j['state']
    unit = j['holder']
    there = stack.show(unit, k.id)
    if there is None or there['holder'] != unit or there['stage'] != j['stage']:
        return None
    stage = there['stage']
    if any(s['automatic'] for s in there['route'] if s['stage'] == stage and s['unit'] == unit):
        return None
    if stage == 'answer':
        return at_answer(k, there['entries'][-1])
    if stage == 'coordination':
        return at_coordination(k, unit, there)
    return at_desk(k, unit, stage)


def drive(k):
    end = time.monotonic() + PATIENCE_S
    while k.state is None:
        k.state = step(k)
        if k.state is None:
            assert time.monotonic() < end, (k.kind, k.fate, k.id, 'does not go on')
            time.sleep(0.05)


# -- a story -----------------------------------------------------------------------------

def before(case, child):
    """What has to have happened for the last chapter: [(kind, filer)]."""
    if case.kind != 'roll_back':
        return []
    return [('graduation', case.keeps[0]), ('graduate_transfer', case.receives[0])]


def chapters(case, child, fate):
    """Dockets of one story, one after the other; those of one chapter at the same time."""
    for kind, filer in before(case, child):
        yield [Docket(case, child, kind, filer, 'complete')]
        child.school = filer
    filer = case.by or (case.receives or case.keeps)[0]
    if case.kind == 'roll_back':
        filer = case.receives[1]
    both = [Docket(case, child, case.kind, filer, fate)]
    if fate == 'twice':
        other = SENIOR_C if case.receives == SENIOR else PRIMARY_C if case.keeps != PRIMARY_C else PRIMARY_B
        both.append(Docket(case, child, case.kind, other[0], fate))
    yield both


def tell(case, child, fate):
    """All dockets of it, driven as far as they go."""
    told = []
    for dockets in chapters(case, child, fate):
        told += dockets
        filed = [k for k in dockets if file(k)]
        others = [threading.Thread(target=drive, args=(k,)) for k in filed[1:]]
        [t.start() for t in others]
        drive(filed[0])
        [t.join() for t in others]
        assert all(k.state for k in filed), [(k.kind, k.fate, k.id, k.state) for k in filed]
    return told


def plan(n, seed, cases):
    """[(case, child, fate)] of about n dockets: every case, then as often as it weighs."""
    random_ = random.Random(seed)
    drawn = cases + random_.choices(cases, [c.weight for c in cases], k=max(0, n - len(cases)))
    return [(c, None if c.names else Child(c.keeps, c.status, c.grade, c.letter, c.kind == 'problem_record'),
             'complete' if i < len(cases) else draw(random_, c)) for i, c in enumerate(drawn)]
