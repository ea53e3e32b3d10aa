"""Letters that are wrong in one way, as rows of letters.csv say it. What has to be signed is signed anew,
with the key of whoever ought to sign it, so that only what the row says is wrong. Both doors use it: the
library's (letters) and that of a running stack (tests/stack/test_hostile.py)."""

import csv
import hashlib
import os
import re
import uuid

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from xueji.v1 import docket_pb2, letter_pb2

_SLIPS = {'receipts': letter_pb2.Receipts, 'catch_up': letter_pb2.CatchUp, 'request': docket_pb2.Request,
          'notice': letter_pb2.Notice, 'attachment_part': letter_pb2.AttachmentPart, 'fetch': letter_pb2.Fetch,
          'index': letter_pb2.Index, 'inquiry': letter_pb2.Inquiry, 'progress': letter_pb2.Progress}
_TOPICS = {'index': 'province', 'inquiry': 'ministry'}
_HEAD, _APPROVED = 2, 2         # lib/core/docket.h, action.def


def key_from(path):
    with open(path, 'rb') as f:
        return serialization.load_pem_private_key(f.read(), None)


def stamp_with(key, purpose, body):
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    name = ('xueji.%s.v1' % purpose).encode()
    pae = b'DSSEv1 %d %s %d %s' % (len(name), name, len(body), body)
    return docket_pb2.Stamp(algorithm=1, key_id=hashlib.sha256(raw).hexdigest()[:16], signature=key.sign(pae))


def rows(path=os.path.join(os.path.dirname(os.path.abspath(__file__)), 'letters.csv')):
    with open(path, encoding='utf-8', newline='') as f:
        return list(csv.DictReader(f))


def _bytes(text):
    """\\xNN is a byte, *N:x is N times x."""
    times, text = re.fullmatch(r'(?:\*(\d+):)?(.*)', text, re.S).groups()
    return re.sub(rb'\\x([0-9a-f]{2})', lambda m: bytes([int(m[1], 16)]), text.encode()) * int(times or 1)


class _Message:
    """A message on its way to bytes: strings that no encoder would write are exchanged afterwards."""

    def __init__(self, message):
        self.message, self.exchanged, self.tail, self.length = message, [], b'', None

    def _at(self, path):
        m = self.message
        *outer, last = path.split('.')
        for step in outer:
            m = m[int(step)] if step.isdigit() else getattr(m, step)
        return m, last

    def set(self, path, value):
        m, last = self._at(path)
        if last.isdigit():                  # one of a list of texts
            m[int(last)] = value.decode()
            return
        field = m.DESCRIPTOR.fields_by_name[last]
        if value == b'-':
            m.ClearField(last)
        elif field.type == field.TYPE_BYTES:
            setattr(m, last, value)
        elif field.type == field.TYPE_STRING:
            try:
                setattr(m, last, value.decode())
            except UnicodeDecodeError:
                setattr(m, last, '~' * len(value))
                self.exchanged.append(value)
        elif field.type == field.TYPE_BOOL:
            setattr(m, last, value == b'1')
        else:
            setattr(m, last, int(value))

    def add(self, path, n=1):
        m, last = self._at(path)
        found = getattr(m, last)
        for _ in range(n):
            if found and not isinstance(found[0], str):
                found.add().CopyFrom(found[0])
            elif found:
                found.append(found[0])
            else:
                found.add()

    def drop(self, path):
        m, last = self._at(path)
        del m[int(last)]

    def swap(self, path):
        """The list's two elements first.second exchange places."""
        m, last = self._at(path)
        first, second = (int(i) for i in last.split('/'))
        one, two = type(m[first])(), type(m[first])()
        one.CopyFrom(m[first])
        two.CopyFrom(m[second])
        m[first].CopyFrom(two)
        m[second].CopyFrom(one)

    def bytes(self):
        data = self.message.SerializeToString()
        for value in self.exchanged:
            assert data.count(b'~' * len(value)) == 1, value
            data = data.replace(b'~' * len(value), value)
        data += self.tail
        return data if self.length is None else data[:self.length]


class Forger:
    """keys: folder of UNIT.pem; places: what {here} and the others are; delivery: a sound letter of the
    school's daemon to the county's, entries 1 and 2; now: of whoever gets it, ms."""

    def __init__(self, keys, places, delivery, now):
        self.keys, self.pattern, self.now = keys, delivery, now
        self.places = dict(places, docket=delivery.docket)
        self.then = docket_pb2.EntryBody.FromString(delivery.delivery.entries[-1].body).at + 1000

    def make(self, row):
        """(topic, value); value None: a message without one."""
        return _Draft(self, row).seal()

    def key(self, who):
        if who == 'stranger':
            return Ed25519PrivateKey.generate()
        return key_from(os.path.join(self.keys, who + '.pem'))

    def value(self, text):
        """What stands right of a "=", as bytes."""
        for name, place in self.places.items():
            text = text.replace('{%s}' % name, place)
        text = re.sub(r'\{(now|then|day)([+-]\d+)?\}', lambda m: str(
            {'now': self.now, 'then': self.then, 'day': (self.now + 28800000) // 86400000}[m[1]]
            + int(m[2] or 0)), text)
        text = text.replace('{new}', str(uuid.uuid4()))
        return _bytes(text)


class _Draft:
    def __init__(self, forger, row):
        self.f, self.row, self.base = forger, row, row['base']
        self.signers, self.purposes, self.stamps, self.unlinked = {}, {}, {}, set()
        self.ends = []                      # done to the whole value
        self.letter = _Message(letter_pb2.Letter())
        self.letter.message.CopyFrom(forger.pattern)
        self.letter.message.id = str(uuid.uuid4())
        self.letter.message.sent_at = forger.then
        self.topic = 'xueji.v1.43.' + _TOPICS.get(self.base, 'county')
        self.order = None
        if self.base in ('delivery', 'known'):
            self._open()
        else:
            self._begin_slip()
        for word in filter(None, (w.strip() for w in row['change'].split(';'))):
            self._do(word)

    def _open(self):
        d = self.letter.message.delivery
        self.header = _Message(docket_pb2.Header.FromString(d.header))
        self.bodies = [_Message(docket_pb2.EntryBody.FromString(e.body)) for e in d.entries]
        self.tails = {}
        if self.base == 'delivery':
            self.letter.message.docket = self.header.message.docket = str(uuid.uuid4())
            for b in self.bodies:
                b.message.docket = self.letter.message.docket

    def _begin_slip(self):
        m, p, f = self.letter.message, self.f.places, self.f
        m.ClearField('delivery')
        slip = _SLIPS[self.base]()
        sound = {'receipts': {'unit': p['here']}, 'catch_up': {'docket': m.docket, 'first': 1},
                 'request': {'docket': m.docket, 'verb': 'withdraw', 'unit': p['here'], 'officer': 'clerk', 'role': 1,
                             'reason': '不转了', 'at': f.then, 'seen': 2},
                 'notice': {'docket': m.docket, 'what': 'overdue', 'unit': p['here'], 'stage': 1, 'at': f.then},
                 'attachment_part': {'digest': b'\7' * 32, 'data': b'\x89PNG'},
                 'fetch': {'docket': m.docket, 'digest': b'\7' * 32}, 'index': {},
                 'inquiry': {'docket': m.docket, 'key': b'\7' * 32, 'seen': 2},
                 'progress': {'term': (f.now // 86400000) - 60, 'schools': 1, 'students': 9, 'listed': 5,
                              'confirmed': 3, 'at': f.then}}
        for name, value in sound[self.base].items():
            setattr(slip, name, value)
        if self.base == 'receipts':
            slip.receipts.add(docket=str(uuid.uuid4()), n=1)
            m.docket = ''
        if self.base == 'index':
            slip.rows.add(number='L430102201605209999', status=1, version=1)
            m.to = p['province']
            m.docket = ''
        if self.base == 'inquiry':
            setattr(m, 'from', p['province'])
            m.to = '000000'
            m.docket = slip.docket = str(uuid.uuid4())
            self.topic = 'xueji.v1.00.ministry'
        if self.base == 'progress':
            m.docket = str(uuid.uuid4())
        self.slip = _Message(slip)

    # -- what a row may ask for ----------------------------------------------------------

    def _message(self, name):
        if name in ('letter', 'header', 'slip'):
            return getattr(self, name)
        n = int(re.fullmatch(r'entry(\d+)', name)[1])
        while len(self.bodies) < n:         # one more, as the county would rightly append it
            self.bodies.append(_Message(docket_pb2.EntryBody(
                docket=self.letter.message.docket, n=len(self.bodies) + 1, at=self.f.then + len(self.bodies),
                unit=self.f.places['county'], officer='head', role=_HEAD, action=_APPROVED, stage=2)))
        return self.bodies[n - 1]

    def _do(self, word):
        verb, _, rest = word.partition(' ')
        if '=' in verb:
            path, _, value = word.partition('=')
            self._set(path, self.f.value(value))
        elif verb in ('cut', 'append', 'empty', 'null', 'garbage'):
            self.ends.append((verb, rest))
        elif verb == 'tail':                # of a message, before it is signed: raw bytes
            name, data = rest.split(' ')
            self._message(name).tail += bytes.fromhex(data)
        elif verb == 'keep':                # so many bytes of a message
            name, n = rest.split(' ')
            self._message(name).length = int(n)
        elif verb == 'wrap':                # raw bytes behind entry N's body and stamp
            n, data = rest.split(' ')
            self.tails[int(n)] = bytes.fromhex(data)
        elif verb == 'unlink':
            self.unlinked.add(int(rest))
        elif verb == 'entries':             # those that are sent, in that order
            self.order = [int(n) for n in rest.split(',')] if rest else []
        elif verb in ('add', 'drop', 'swap'):
            path, *n = rest.split(' ')
            name, _, path = path.partition('.')
            getattr(self._message(name), verb)(path, *map(int, n))
        else:
            raise ValueError(word)

    def _set(self, path, value):
        name, _, path = path.partition('.')
        if name == 'topic':
            self.topic = value.decode()
        elif name == 'delivery':
            m = _Message(self.letter.message.delivery)
            m.set(path, value)
        elif name in ('signer', 'purpose', 'stamp'):
            which, _, field = path.partition('.')
            {'signer': self.signers, 'purpose': self.purposes,
             'stamp': self.stamps.setdefault(which, {})}[name][field or which] = value
        else:
            self._message(name).set(path, value)

    # -- to bytes ------------------------------------------------------------------------

    def _stamp(self, which, who, purpose, data):
        who = self.signers.get(which, who.encode()).decode()
        purpose = self.purposes.get(which, purpose.encode()).decode()
        made = _Message(stamp_with(self.f.key(who), purpose, data))
        for field, value in self.stamps.get(which, {}).items():
            made.set(field, value)
        return made.message

    def _entry(self, n, body, previous):
        m = body.message
        if n not in self.unlinked:
            m.previous = previous
        data = body.bytes()
        entry = docket_pb2.Entry(body=data, stamp=self._stamp('entry%d' % n, m.holder or m.unit, 'entry', data))
        if n in self.tails:
            entry.MergeFromString(self.tails[n])
        return entry

    def _seal_delivery(self):
        d = self.letter.message.delivery
        previous = self.header.bytes()
        if d.header:
            d.header = previous
        entries = []
        for n, body in enumerate(self.bodies, 1):
            entries.append(self._entry(n, body, hashlib.sha256(previous).digest()))
            previous = entries[-1].body
        del d.entries[:]
        d.entries.extend(entries[n - 1] for n in (range(1, len(entries) + 1) if self.order is None else self.order))

    def seal(self):
        m = self.letter.message
        if hasattr(self, 'header') and m.HasField('delivery'):
            self._seal_delivery()
        elif hasattr(self, 'slip'):
            slip = getattr(m, self.base)
            s = self.slip.message
            slip.body = self.slip.bytes()
            who = s.unit if self.base in ('receipts', 'request') else getattr(m, 'from')
            slip.stamp.CopyFrom(self._stamp('slip', who, self.base, slip.body))
        value = self.letter.bytes()
        for verb, rest in self.ends:
            value = {'cut': lambda: value[:int(rest)], 'append': lambda: value + bytes.fromhex(rest), 'empty': lambda: b'',
                     'null': lambda: None, 'garbage': lambda: self.f.value(rest)}[verb]()
        return self.topic, value
