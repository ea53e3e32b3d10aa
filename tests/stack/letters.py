"""Letters made by hand, past the daemons' own code: to send what no daemon would."""

import hashlib
import os
import time
import uuid

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import forge
import stack
from xueji.v1 import docket_pb2, letter_pb2


def key_of(unit):
    return forge.key_from(os.path.join(stack.DIR, 'keys', unit + '.pem'))


def stamp(unit, kind, body, key=None):
    return forge.stamp_with(key or key_of(unit), kind, body)


def stranger_key():
    return Ed25519PrivateKey.generate()


def last_delivery(topic, docket):
    """The newest letter in a topic that delivers that docket from entry 1."""
    found = None
    for _, value in stack.topic_values(topic):
        letter = letter_pb2.Letter()
        try:
            letter.ParseFromString(value)
        except Exception:
            continue
        if letter.docket == docket and letter.WhichOneof('content') == 'delivery' and letter.delivery.header:
            found = letter
    assert found is not None, 'no delivery of %s in %s' % (docket, topic)
    return found


def again(letter):
    """A copy with an id of its own."""
    copy = letter_pb2.Letter()
    copy.CopyFrom(letter)
    copy.id = str(uuid.uuid4())
    copy.sent_at = int(time.time() * 1000)
    return copy


def body_of(entry):
    body = docket_pb2.EntryBody()
    body.ParseFromString(entry.body)
    return body


def seal(body, unit, key=None):
    data = body.SerializeToString()
    return docket_pb2.Entry(body=data, stamp=stamp(unit, 'entry', data, key))


def next_body(entries, **fields):
    """The body of an entry that follows, linked to the last."""
    last = body_of(entries[-1])
    body = docket_pb2.EntryBody(docket=last.docket, n=last.n + 1, at=int(time.time() * 1000),
                                previous=hashlib.sha256(entries[-1].body).digest())
    for name, value in fields.items():
        setattr(body, name, value)
    return body
