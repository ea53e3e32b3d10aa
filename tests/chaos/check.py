#!/usr/bin/env python3
"""Reads what a run left behind - the clients' history, the topics, the databases - and names what it finds. It
shares nothing with the system: the protobuf reader is that of tests/wire/verify_export.py, which was written
from proto/README.md alone, the signatures are checked by Python's `cryptography`, and what a lawful case looks
like is said again below, in Lawful.

    check.py DUMP      prints "NAME: sentence" for each finding; 1 if there is any

    lost        was promised and is not there, or did not come to an end
    doubled     is there or was done twice
    torn        does not hold together: hashes, stamps, times, bytes that cannot be read
    skipped     an entry or a stage is missing in between
    split       two truths: copies that differ, two holders
    orphan      is there and nobody asked for it, or is on the wire and in no database
    unsent      lies in an outbox still, or was buried
    went_back   was seen in a state before the one that had been seen
    hasty       was decided by silence before its term
    miscounted  schools do not have the children that came and went"""

import collections
import csv
import functools
import json
import os
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'wire'))
import verify_export as wire

csv.field_size_limit(1 << 30)
NAMES = ('lost', 'doubled', 'torn', 'skipped', 'split', 'orphan', 'unsent', 'went_back', 'hasty', 'miscounted')
SHOWN = 12
FULL = 'school-43'      # whose dump holds the bodies of entries
LETTER = {1: 'text', 2: 'text', 3: 'text', 4: 'u64', 5: 'text', 10: 'message', 11: 'message', 12: 'message',
          13: 'message', 14: 'message', 15: 'message', 16: 'message', 17: 'message', 18: 'message', 19: 'message'}
SLIPS = {11: b'receipts', 12: b'catch_up', 13: b'request', 14: b'notice', 15: b'attachment_part', 16: b'fetch',
         17: b'index', 18: b'inquiry', 19: b'progress'}
DELIVERY = {1: 'bytes', 2: 'u32', 3: 'message*'}
RECEIPTS = {1: 'message*', 2: 'text'}
STOP = {1: 'u32', 2: 'text', 3: 'u32', 4: 'u32'}
KEY_FILE = {1: 'message*'}
OPEN, COMPLETED, REFUSED, WITHDRAWN, EXPIRED = range(5)
DAY_MS = 86400000


def action(name):
    return wire.ACTIONS.index(name)


FILED, APPROVED, PASSED, RELEASED, ADMITTED = map(action, ('filed', 'approved', 'passed', 'released', 'admitted'))
REFUSED_, FAILED, CORRECTED, OBJECTED = map(action, ('refused', 'failed', 'corrected', 'objected'))
OF_VERB = {'file': FILED, 'approve': APPROVED, 'refuse': REFUSED_, 'correct': CORRECTED, 'object': OBJECTED,
           'withdraw': action('withdrawn'), 'overrule': action('ruled_overrule')}
ROLES = {1: 'registrar', 2: 'head', 3: 'clerk', 4: 'system'}
ANSWER, COORDINATION = 20, 21
Entry = collections.namedtuple('Entry', 'n at unit officer role action stage')
Docket = collections.namedtuple('Docket', 'id sender receiver student answer_days stops entries digests')


def daemon_of(unit):
    """Which of the run's daemons serves that unit."""
    if unit == '000000':
        return 'ministry-00'
    if len(unit) == 10:
        return 'school-' + unit[2:4]
    if unit.endswith('0000'):
        return 'province-' + unit[:2]
    return ('prefecture-' if unit.endswith('00') else 'county-') + unit[:2]


class Findings:
    def __init__(self):
        self.of = {name: [] for name in NAMES}

    def __bool__(self):
        return any(self.of.values())

    def add(self, name, sentence, *args):
        self.of[name].append(sentence % args)

    def print(self):
        for name in NAMES:
            for sentence in self.of[name][:SHOWN]:
                print('%s: %s' % (name, sentence))
            if len(self.of[name]) > SHOWN:
                print('%s: and %d more' % (name, len(self.of[name]) - SHOWN))


# -- reading -----------------------------------------------------------------------------

class Dump:
    def __init__(self, folder):
        self.folder = folder
        self.daemons = sorted(os.listdir(os.path.join(folder, 'db')))
        self.db = {d: {name[:-4]: list(self.rows(d, name)) for name in os.listdir(os.path.join(folder, 'db', d))}
                   for d in self.daemons}
        self.history = list(self.lines('history.jsonl'))

    def rows(self, daemon, name):
        with open(os.path.join(self.folder, 'db', daemon, name), encoding='utf-8', newline='') as f:
            yield from csv.DictReader(f)

    def lines(self, name):
        with open(os.path.join(self.folder, name), encoding='utf-8') as f:
            for line in f:
                yield json.loads(line)

    def records(self, name):
        """{number: [schools]}"""
        found = collections.defaultdict(list)
        with open(os.path.join(self.folder, name), encoding='utf-8') as f:
            for line in f.read().splitlines():
                if line:
                    number, school = line.split()
                    found[number].append(school)
        return found

    def snapshots(self):
        return sorted(n for n in os.listdir(self.folder) if n.startswith('records-'))


def topics_of(folder):
    """(topic, key, value) of every message."""
    folder = os.path.join(folder, 'topics')
    for topic in sorted(os.listdir(folder)):
        with open(os.path.join(folder, topic), 'rb') as f:
            data = f.read()
        at = 0
        while at < len(data):
            end = data.index(b'\n', at)
            key, _, _, size = data[at:end].rsplit(b' ', 3)
            size = max(int(size), 0)
            yield topic, key.decode(), data[end + 1:end + 1 + size]
            at = end + size + 2


def hex_of(text):
    return bytes.fromhex(text[2:])


class Stamps:
    def __init__(self, folder):
        with open(os.path.join(folder, 'root.pub'), encoding='ascii') as f:
            root = bytes.fromhex(f.read().strip())
        with open(os.path.join(folder, 'grants.bin'), 'rb') as f:
            grants = wire.read_grants(wire.read_message(f.read(), KEY_FILE)[1])
        self.grants = collections.defaultdict(list)
        for g in wire.Keys(grants, root).good:
            self.grants[g.id, g.unit].append(g)

    @functools.lru_cache(maxsize=None)
    def key(self, public):
        return Ed25519PublicKey.from_public_bytes(public)

    def are_good(self, unit, at, kind, body, stamp):
        signed = wire.signed_by(kind, body, stamp)
        for g in self.grants[stamp['key_id'], unit] if signed else ():
            if g.is_good_at(at):
                try:
                    self.key(g.public).verify(signed[1], signed[0])
                    return True
                except InvalidSignature:
                    return False
        return False


def stamp_of(row):
    return {'algorithm': int(row['algorithm']), 'key_id': row['key_id'], 'signature': hex_of(row['signature'])}


def sha256(data):
    return wire.hashlib.sha256(data).digest()


def read_header(data):
    """(docket, sender, receiver, student, answer days, stops)"""
    h = wire.read_header(data)
    stops = [wire.read_message(s, STOP) for s in h[9]]
    return (h[1], h[6], h[5], wire.read_message(h[4], wire.STUDENT)[1], h.get(10, 0),
            [(s.get(1, 0), s.get(2, '')) for s in stops])


def read_chain(findings, stamps, header, rows):
    """The entries of one docket, bytes by bytes; what is wrong with them is torn or skipped."""
    previous, entries, digests = sha256(header), [], []
    docket = wire.read_header(header)[1]
    for want, row in enumerate(rows, 1):
        body, n = hex_of(row['body']), int(row['n'])
        if n != want:
            findings.add('skipped', 'docket %s has no entry %d, but %d', docket, want, n)
            break
        b = wire.read_body(body, wire.BODY)
        e = Entry(b.get(2, 0), wire.signed64(b.get(4, 0)), b.get(5, ''), b.get(7, ''), b.get(8, 0), b.get(9, 0), b.get(10, 0))
        holder = b.get(6, '') or e.unit
        if b.get(3) != previous or b.get(1) != docket or e.n != n or hex_of(row['hash']) != sha256(body):
            findings.add('torn', 'docket %s: entry %d does not follow from the one before it', docket, n)
        elif not stamps.are_good(holder, e.at, b'entry', body, stamp_of(row)):
            findings.add('torn', 'docket %s: entry %d has no good stamp of %s', docket, n, holder)
        previous = sha256(body)
        digests.append('%d:%s:%s:%s' % (n, previous.hex(), hex_of(row['hash']).hex(),
                                        wire.hashlib.md5(hex_of(row['signature'])).hexdigest()))
        entries.append(e)
    return entries, digests


def read_dockets(findings, dump, stamps):
    rows = collections.defaultdict(list)
    for row in dump.db[FULL]['entry_full']:
        rows[row['docket']].append(row)
    dockets = {}
    for row in dump.db[FULL]['docket']:
        try:
            header = hex_of(row['header'])
            head = read_header(header)
            chain = sorted(rows[row['id']], key=lambda r: int(r['n']))
            dockets[row['id']] = Docket(*head, *read_chain(findings, stamps, header, chain))
            if head[0] != row['id']:
                findings.add('torn', 'docket %s has the header of %s', row['id'], head[0])
        except (wire.Fault, ValueError) as why:
            findings.add('torn', 'docket %s cannot be read: %s', row['id'], why)
    return dockets


# -- what a lawful case looks like -------------------------------------------------------

class Unlawful(Exception):
    pass


class Lawful:
    """The path of a transfer, as regulation and proto/README.md tell it: each stop decides in its turn; a refusal, or
    a check that failed, goes back to the receiving school, which withdraws, or corrects - then its head stamps it
    again and it goes on where it was refused - or objects, and whoever rules takes the refusal away."""

    def __init__(self, docket):
        self.d, self.at, self.state, self.reached = docket, 0, OPEN, 0
        self.back = None        # where a refusal came from
        self.is_asked = self.is_disputed = self.is_again = False

    def want(self, is_so):
        if not is_so:
            raise Unlawful

    def is_turn_of(self, e):
        stop = self.d.stops[0 if self.is_again else self.at]
        return not self.is_asked and not self.is_disputed and (e.stage, e.unit) == stop

    def go_on(self):
        if self.is_again:
            self.is_again = False
        else:
            self.at += 1
        self.reached = max(self.reached, self.at)

    def step(self, e):
        self.want(self.state == OPEN and (e.action == FILED) == (e.n == 1))
        name = wire.ACTIONS[e.action]
        if name == 'filed':
            self.want(e.unit == self.d.receiver and e.role == 1)
        elif name in ('approved', 'passed', 'released', 'admitted'):
            self.want(self.is_turn_of(e) and (name == 'approved') == (e.role == 2))
            self.go_on()
            if name == 'admitted':
                self.want(self.at == len(self.d.stops))
                self.state = COMPLETED
        elif name in ('refused', 'failed'):
            self.want(self.is_turn_of(e))
            self.is_asked = True
        elif name == 'corrected':
            self.want(self.is_asked and e.unit == self.d.receiver)
            self.is_asked, self.is_again = False, self.at > 0
        elif name == 'objected':
            self.want(self.is_asked and e.unit == self.d.receiver)
            self.is_asked, self.is_disputed = False, True
        elif name == 'ruled_overrule':
            self.want(self.is_disputed and e.stage == COORDINATION)
            self.is_disputed = self.is_again = False
            self.go_on()
        elif name in ('withdrawn', 'expired'):
            self.want(e.unit == self.d.receiver and (name == 'withdrawn' or self.is_asked))
            self.state = WITHDRAWN if name == 'withdrawn' else EXPIRED
        else:
            raise Unlawful


def check_paths(findings, dockets):
    """I4, I11: each is a path of the law; nothing was decided by silence before its term."""
    folds = {}
    for d in dockets.values():
        fold = folds[d.id] = Lawful(d)
        for e in d.entries:
            try:
                fold.step(e)
            except (Unlawful, IndexError):
                findings.add('skipped', 'docket %s: entry %d, %s by %s at stage %d, is not what comes next', d.id, e.n,
                             wire.ACTIONS[e.action], e.unit, e.stage)
                break
            before = d.entries[e.n - 2].at if e.n > 1 else e.at
            if e.at < before:
                findings.add('torn', 'docket %s: entry %d is older than the one before it', d.id, e.n)
            if wire.ACTIONS[e.action] == 'expired' and e.at < before + d.answer_days * DAY_MS:
                findings.add('hasty', 'docket %s was closed after %d days', d.id, (e.at - before) // DAY_MS)
    return folds


# -- history -----------------------------------------------------------------------------

class Told:
    """What was asked and answered, an operation a row."""

    def __init__(self, history):
        self.invoked, self.ended = {}, {}
        for line in history:
            if line['type'] == 'invoke':
                self.invoked[line['op']] = line
            else:
                self.ended[line['op']] = line

    def load_s(self):
        """From the first filing to the last."""
        filed = [a['t'] for a in self.invoked.values() if a['f'] == 'file'] or [0]
        return max(1.0, round(max(filed) - min(filed), 1))

    def __iter__(self):
        for op, asked in self.invoked.items():
            yield asked, self.ended.get(op, {'type': 'unknown', 't': float('inf')})


def check_promises(findings, told, dockets):
    """I1, I2: what was answered was done, once; what was refused was not; what is there was asked for."""
    asked, promised = collections.Counter(), {}
    for a, e in told:
        if a['f'] == 'read':
            continue
        unit, role, officer = a['who'].split(':')
        key = (a['docket'], OF_VERB[a['f']], unit, officer)
        if e['type'] == 'ok' and not e.get('underway'):
            promised.setdefault(key, []).append(e['n'])
        asked[key] += e['type'] != 'fail'
    done = collections.defaultdict(list)
    for d in dockets.values():
        for e in d.entries:
            if e.role != 4:
                done[d.id, e.action, e.unit, e.officer].append(e.n)
    for key, told_n in promised.items():
        check_promise(findings, key, told_n, done.get(key, []))
    for key, entries in done.items():
        what = '%s by %s %s of docket %s' % (wire.ACTIONS[key[1]], key[2], key[3], key[0])
        if not asked[key]:
            findings.add('orphan', '%s: nobody asked for it, or it was refused', what)
        elif len(entries) > (1 if key[1] == FILED else asked[key]):
            findings.add('doubled', '%s: asked for %d times, done %d times', what, asked[key], len(entries))


def check_promise(findings, key, told_n, done):
    """A filing may be answered again and again, it is one; any other answer is an act."""
    docket, action_, unit, officer = key
    acts = 1 if action_ == FILED else len(told_n)
    if len(done) < acts or min(told_n) < min(done):
        findings.add('lost', '%s by %s %s was answered with docket %s, entry %d, and is not there',
                     wire.ACTIONS[action_], unit, officer, docket, max(told_n))


def check_ends(findings, dump, told, dockets, folds):
    """I1: every filing that was answered is at everybody it reached and has ended, everywhere the same."""
    copies = {d: {r['id']: r for r in dump.db[d]['docket']} for d in dump.daemons}
    for a, e in told:
        if a['f'] == 'file' and e['type'] == 'ok' and a['docket'] not in dockets:
            findings.add('lost', 'docket %s was answered and is not there', a['docket'])
    for d in dockets.values():
        fold = folds[d.id]
        if fold.state == OPEN:
            findings.add('lost', 'docket %s has not come to an end: %d entries', d.id, len(d.entries))
        reached = d.stops[:fold.reached + 1] if fold.state != OPEN else []     # what is open is under way
        seen_by = {daemon_of(u) for _, u in reached} | {daemon_of(d.receiver)}
        for daemon in sorted(seen_by - {x for x in copies if d.id in copies[x]}):
            findings.add('lost', 'docket %s is not at %s', d.id, daemon)
        for daemon in dump.daemons:
            row = copies[daemon].get(d.id) if fold.state != OPEN else None
            if row and (int(row['state']), int(row['n'])) != (fold.state, len(d.entries)):
                findings.add('split', 'docket %s is at %s with %s entries in state %s, by its entries it has %d in state %d',
                             d.id, daemon, row['n'], row['state'], len(d.entries), fold.state)
    for daemon in dump.daemons:
        for id in sorted(copies[daemon].keys() - dockets.keys()):
            findings.add('orphan', 'docket %s is at %s and not at the school that received', id, daemon)


def check_copies(findings, dump, dockets, folds):
    """I6, I10: all copies are the same, there is one holder, nobody has kept evidence of a fork."""
    held = collections.Counter()
    for daemon in dump.daemons:
        for row in dump.db[daemon]['docket']:
            held[row['id']] += row['is_held_here'] == 't'
        for row in dump.db[daemon]['entry']:
            d, digests = dockets.get(row['docket']), row['entries'].split(' ')
            numbers = [int(x.split(':')[0]) for x in digests]
            if numbers != list(range(1, len(numbers) + 1)):
                findings.add('skipped', 'docket %s at %s has the entries %s', row['docket'], daemon, numbers)
            elif d and digests != d.digests[:len(digests)]:
                findings.add('split', 'docket %s at %s has other entries than at %s', row['docket'], daemon, FULL)
            elif d and len(digests) < len(d.digests) and folds[d.id].state != OPEN:
                findings.add('skipped', 'docket %s at %s has %d of %d entries', row['docket'], daemon, len(digests), len(d.digests))
        for row in dump.db[daemon]['fork']:
            findings.add('split', '%s keeps evidence of a fork of docket %s at entry %s', daemon, row['docket'], row['n'])
    for id, n in held.items():
        if n > 1:
            findings.add('split', 'docket %s is held by %d daemons', id, n)


def check_reads(findings, told):
    """I8: nobody sees an application go back."""
    by_desk = collections.defaultdict(list)
    for a, e in told:
        if e['type'] == 'ok' and 'n' in e:
            by_desk[a['docket'], daemon_of(a['who'].split(':')[0])].append((a['t'], e['t'], e['n'], e.get('state')))
    for (docket, daemon), seen in by_desk.items():
        ended = sorted(seen, key=lambda s: s[1])
        most, final, i = 0, None, 0
        for begin, _, n, state in sorted(seen):
            while i < len(ended) and ended[i][1] < begin:
                most = max(most, ended[i][2])
                final = final or (ended[i][3] if ended[i][3] not in (None, 'open') else None)
                i += 1
            if n < most or (final and state and state != final):
                findings.add('went_back', 'docket %s at %s had %d entries (%s), and later %d (%s)', docket, daemon, most,
                             final or 'open', n, state)


# -- children ----------------------------------------------------------------------------

def check_places(findings, dump, dockets, folds):
    """I3, I12: no child is at two schools in any snapshot; at the end each is where its cases put it."""
    begin, end = dump.records('records-begin'), dump.records('records-end')
    for name in dump.snapshots():
        for number, schools in dump.records(name).items():
            if len(schools) > 1:
                findings.add('doubled', 'in %s the child %s is at %s', name, number, ' and '.join(sorted(schools)))
    where = {number: schools[0] for number, schools in begin.items()}
    count = collections.Counter(where.values())
    for d in dockets.values():
        if folds[d.id].state == COMPLETED:
            if where.get(d.student) != d.sender:
                findings.add('doubled', 'the child %s was released by %s in docket %s, where it was not', d.student, d.sender, d.id)
            where[d.student] = d.receiver
            count[d.sender] -= 1
            count[d.receiver] += 1
    for number in sorted(where.keys() - end.keys()):
        findings.add('lost', 'the child %s is at no school; it should be at %s', number, where[number])
    for number in sorted(end.keys() - where.keys()):
        findings.add('orphan', 'the child %s is at %s and came from nowhere', number, end[number][0])
    for number in sorted(where.keys() & end.keys()):
        if where[number] not in end[number]:
            findings.add('split', 'the child %s is at %s, by its dockets it is at %s', number, end[number][0], where[number])
    is_at = collections.Counter(s for schools in end.values() for s in schools)
    for school in sorted(is_at.keys() | count.keys()):
        if is_at[school] != count[school]:
            findings.add('miscounted', 'school %s has %d children, by what came and went %d', school, is_at[school], count[school])


def check_effects(findings, dump, dockets, folds):
    """I5: each case has changed a record once: let go once, admitted once, locked by nobody any more."""
    admitted, released = collections.Counter(), collections.Counter()
    for daemon in dump.daemons:
        for r in dump.db[daemon]['record_version']:
            d = dockets.get(r['cause'])
            if r['cause'] and not d:
                findings.add('orphan', 'the record %s at %s was changed by docket %s, which is nowhere', r['number'], daemon,
                             r['cause'])
            elif d and r['school'] == d.receiver and r['status'] == '1':
                admitted[d.id] += 1
            elif d and r['school'] == d.sender and r['status'] == '13' and not r['open_docket']:
                released[d.id] += 1
        for r in dump.db[daemon]['record']:
            if r['open_docket'] and (r['open_docket'] not in dockets or folds[r['open_docket']].state != OPEN):
                findings.add('split', 'the record %s at %s is locked by docket %s, which is closed', r['number'], daemon,
                             r['open_docket'])
    for d in dockets.values():
        want = int(folds[d.id].state == COMPLETED)
        for what, n in (('admitted', admitted[d.id]), ('released', released[d.id])):
            if n > want:
                findings.add('doubled', 'docket %s: %s %d times', d.id, what, n)
            elif n < want:
                findings.add('lost', 'docket %s is completed, but nobody was %s', d.id, what)


# -- the wire ----------------------------------------------------------------------------

class Wire:
    """I7: what lies in the topics has good stamps and is in a database; and what came more than once is counted."""

    def __init__(self, findings, dump, stamps):
        self.findings, self.stamps = findings, stamps
        self.known, self.seen, self.headers = set(), set(), {}
        self.copies, self.n = collections.Counter(), collections.Counter()
        for r in dump.db[FULL]['entry_full']:
            self.known.add((r['docket'], hex_of(r['body']), hex_of(r['signature'])))
        for r in dump.db[FULL]['docket']:
            self.headers[r['id']] = hex_of(r['header'])

    def read(self, topic, key, value):
        try:
            letter = wire.read_message(value, LETTER)
            what = [n for n in letter if n and n >= 10]
            if len(what) != 1:
                raise wire.Fault('GARBLED')
            self.n['letters'] += 1
            if what[0] == 10:
                self.read_delivery(topic, key, letter)
            else:
                self.read_slip(topic, letter, what[0])
        except (wire.Fault, KeyError, ValueError) as why:
            self.findings.add('torn', 'a letter in %s with the key %s cannot be read: %s', topic, key, why)

    def read_delivery(self, topic, key, letter):
        docket = letter[5]
        d = wire.read_message(letter[10], DELIVERY)
        self.n['deliveries'] += 1
        if key != docket or (1 in d and self.headers.get(docket, d[1]) != d[1]):
            self.findings.add('split', 'a letter in %s has the key %s and another docket, or another header', topic, key)
        for i, data in enumerate(d[3]):
            self.copies[topic, letter.get(3), docket, d.get(2, 0) + i] += 1
            if (docket, data) in self.seen:
                continue
            outer = wire.read_stamped(data)
            if (docket, outer.get(1, b''), wire.take_stamp(outer)['signature']) in self.known:
                self.seen.add((docket, data))
            else:
                self.findings.add('orphan', 'entry %d of docket %s lies in %s and in no database', d.get(2, 0) + i, docket, topic)

    def read_slip(self, topic, letter, number):
        slip = wire.read_stamped(letter[number])
        stamp, body = wire.take_stamp(slip), slip.get(1, b'')
        unit, at = letter[2], wire.signed64(letter[4])
        if number == 11:
            unit = wire.read_body(body, RECEIPTS)[2]
        elif number == 13:
            request = wire.read_body(body, wire.REQUEST)
            unit, at = request[3], wire.signed64(request[7])
        self.n[SLIPS[number].decode()] += 1
        if not self.stamps.are_good(unit, at, SLIPS[number], body, stamp):
            self.findings.add('torn', 'a letter (%s) in %s has no good stamp of %s', SLIPS[number].decode(), topic, unit)


def check_outboxes(findings, dump):
    for daemon in dump.daemons:
        waiting = collections.Counter((r['topic'], r['kind']) for r in dump.db[daemon]['outbox'])
        for (topic, kind), n in waiting.items():
            findings.add('unsent', '%s has %d letters (%s) to %s in its outbox', daemon, n, kind, topic)
        for r in dump.db[daemon]['dead_letter']:
            findings.add('unsent', '%s buried a letter of %s, partition %s, offset %s: verdict %s', daemon, r['topic'],
                         r['partition'], r['offset'], r['reason'])


def check(folder, stamps=None):
    """(findings, counts)"""
    findings, dump = Findings(), Dump(folder)
    stamps, told = stamps or Stamps(folder), Told(dump.history)
    dockets = read_dockets(findings, dump, stamps)
    folds = check_paths(findings, dockets)
    check_promises(findings, told, dockets)
    check_ends(findings, dump, told, dockets, folds)
    check_copies(findings, dump, dockets, folds)
    check_reads(findings, told)
    check_places(findings, dump, dockets, folds)
    check_effects(findings, dump, dockets, folds)
    check_outboxes(findings, dump)
    topics = Wire(findings, dump, stamps)
    for message in topics_of(folder):
        topics.read(*message)
    states = collections.Counter(f.state for f in folds.values())
    ended = collections.Counter(e['type'] for _, e in told)
    return findings, {
        'applications': len(dockets), 'completed': states[COMPLETED], 'withdrawn': states[WITHDRAWN],
        'entries': sum(len(d.entries) for d in dockets.values()), 'letters': topics.n['letters'],
        'deliveries': topics.n['deliveries'], 'duplicates_removed': sum(n - 1 for n in topics.copies.values()),
        'operations': dict(ended), 'load_s': told.load_s(), 'snapshots': len(dump.snapshots()),
        'findings': {name: len(findings.of[name]) for name in NAMES if findings.of[name]}}


def main(folder):
    findings, counts = check(folder)
    findings.print()
    with open(os.path.join(folder, 'check.json'), 'w', encoding='utf-8') as f:
        json.dump(counts, f, indent=1)
    return 1 if findings else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
