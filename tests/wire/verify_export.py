#!/usr/bin/env python3
"""Verify the export of a docket with nothing but the root public key.

    verify_export.py FILE ROOT_HEX

Written from proto/README.md alone: an own protobuf reader, Ed25519 after RFC 8032, no package
that does not come with Python. What it and `xueji verify` agree on is what the page says.
Prints JSON; exits with 0 if the docket is proved, 7 if not, 2 for wrong usage. The law itself
(who may act when) is not replayed here.
"""
import hashlib
import json
import re
import sys

# -- Ed25519, RFC 8032 -------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def point_add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_times(n, p):
    q = (0, 1, 1, 0)
    while n > 0:
        if n & 1:
            q = point_add(q, p)
        p = point_add(p, p)
        n >>= 1
    return q


def point_read(data):
    y = int.from_bytes(data, "little")
    sign = y >> 255
    y &= (1 << 255) - 1
    if y >= P:
        return None
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P != 0:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - xx) % P != 0 or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def point_write(p):
    z = pow(p[2], P - 2, P)
    x, y = p[0] * z % P, p[1] * z % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = point_read((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(public, message, signature):
    a = point_read(public)
    s = int.from_bytes(signature[32:], "little")
    if a is None or s >= ORDER:
        return False
    hashed = hashlib.sha512(signature[:32] + public + message).digest()
    k = int.from_bytes(hashed, "little") % ORDER
    minus_a = (P - a[0], a[1], a[2], P - a[3])
    r = point_add(point_times(s, BASE), point_times(k, minus_a))
    return point_write(r) == signature[:32]


# -- protobuf, in the one spelling of §1 ---------------------------------------------------


class Fault(Exception):
    def __init__(self, verdict, n=0):
        super().__init__(verdict)
        self.verdict, self.n = verdict, n


def garbled_unless(condition):
    if not condition:
        raise Fault("GARBLED")


def read_varint(data, at):
    value = shift = 0
    while True:
        garbled_unless(at < len(data) and shift < 70)
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            garbled_unless(value < 2**64 and (byte != 0 or shift == 7))
            return value, at


# Field kinds: u32, u64 (int64 and sint are kept as they are written), text, ident (text whose
# characters are looked at later), bytes, message; an asterisk: repeated.
HEADER = {1: "text", 2: "u32", 3: "u32", 4: "message", 5: "text", 6: "text", 7: "u32",
          8: "u64", 9: "bytes*", 10: "u32", 11: "bytes", 12: "bytes*", 14: "u32"}
STUDENT = {1: "text", 2: "text", 3: "text", 4: "u32"}
BODY = {1: "text", 2: "u32", 3: "bytes", 4: "u64", 5: "text", 6: "text", 7: "text", 8: "u32",
        9: "u32", 10: "u32", 11: "u32", 12: "u32", 13: "text", 14: "text", 15: "message",
        16: "message", 17: "bytes", 18: "u32", 19: "text", 20: "text", 21: "text",
        30: "u64", 31: "text"}
CORRECTION = {1: "text", 2: "text"}
RECORD = {1: "text", 2: "text", 3: "text", 4: "u32", 5: "u32", 6: "text", 7: "u32", 8: "u32",
          9: "u32", 10: "u32", 17: "u32"}
REQUEST = {1: "text", 2: "text", 3: "text", 4: "text", 5: "u32", 6: "text", 7: "u64",
           8: "u32", 9: "u32", 10: "text", 11: "text"}
GRANT_BODY = {1: "text", 2: "u32", 3: "bytes", 4: "u64", 5: "u64", 6: "text"}
SIGNED = {1: "bytes", 2: "message"}  # Entry, Slip, KeyGrant
STAMP = {1: "u32", 2: "ident", 3: "bytes"}
EXPORT = {1: "bytes", 2: "message*", 3: "bytes*"}


def read_value(data, at, wire):
    if wire == 0:
        return read_varint(data, at)
    if wire == 2:
        size, at = read_varint(data, at)
    else:
        garbled_unless(wire in (1, 5))
        size = 8 if wire == 1 else 4
    garbled_unless(at + size <= len(data))
    return data[at:at + size], at + size


def check_value(kind, wire, value):
    garbled_unless(wire == (0 if kind in ("u32", "u64") else 2))
    if kind == "u32":
        garbled_unless(0 < value < 2**32)
    elif kind == "u64":
        garbled_unless(value != 0)
    elif kind == "message":
        return value
    elif kind == "text":
        try:
            value = value.decode("utf-8")
        except UnicodeDecodeError:
            raise Fault("GARBLED") from None
        garbled_unless(value != "" and "\0" not in value)
    else:
        garbled_unless(value != b"" and not (kind == "ident" and b"\0" in value))
    return value


def read_message(data, fields, is_frozen=False):
    """{number: value or list}; in a frozen message fields are in order, and message[None] tells
    whether any is unknown."""
    message = {n: [] for n, kind in fields.items() if kind.endswith("*")}
    message[None] = False
    at = last = 0
    while at < len(data):
        tag, at = read_varint(data, at)
        number, wire = tag >> 3, tag & 7
        value, at = read_value(data, at, wire)
        garbled_unless(0 < number < 2**29)
        kind = fields.get(number)
        if kind is None:
            message[None] = True
            continue
        garbled_unless(number >= last or not is_frozen)
        last = number
        if kind.endswith("*"):
            message[number].append(check_value(kind[:-1], wire, value))
        else:
            garbled_unless(number not in message)
            message[number] = check_value(kind, wire, value)
    return message


# -- stamps and grants ---------------------------------------------------------------------

MINISTRY = "000000"
UNIT = re.compile(r"[0-9]{6}(?:[0-9]{4})?\Z")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")


def signed64(value):
    return value - 2**64 if value >= 2**63 else value


def pre_authentication(kind, body):
    name = b"xueji.%s.v1" % kind
    return b"DSSEv1 %d %s %d %s" % (len(name), name, len(body), body)


def key_id(public):
    return hashlib.sha256(public).hexdigest()[:16]


def read_stamped(data):
    """Body and stamp of an Entry, a Slip or a KeyGrant, not yet looked into."""
    outer = read_message(data, SIGNED, is_frozen=True)
    if 2 in outer:
        outer[2] = read_message(outer[2], STAMP, is_frozen=True)
    return outer


def take_stamp(outer):
    garbled_unless(2 in outer)
    stamp = outer[2]
    if stamp[None] or stamp.get(1) not in (1, 2, 3):
        raise Fault("OUT_OF_RANGE")
    id, signature = stamp.get(2, b""), stamp.get(3, b"")
    garbled_unless(re.fullmatch(rb"[!-~]{0,16}", id) and 1 <= len(signature) <= (324 if stamp[1] == 3 else 80))
    return {"algorithm": stamp[1], "key_id": id.decode("ascii"), "signature": signature}


def read_body(data, fields):
    garbled_unless(len(data) > 0)
    return read_message(data, fields)


def root_of(body, at, n, way):
    """The root that the way of leaf `at` of n leads to; None: no tree of n leaves has such a way."""
    if at >= n or n > 256:
        return None
    hashed = hashlib.sha256(b"\0" + body).digest()
    while n > 1:
        if at ^ 1 < n:
            if not way:
                return None
            beside, way = way[:32], way[32:]
            hashed = hashlib.sha256(b"\1" + (beside + hashed if at & 1 else hashed + beside)).digest()
        at, n = at // 2, (n + 1) // 2
    return None if way else hashed


def signed_by(kind, body, stamp):
    """What was signed, and the 64 bytes that were made of it; None: this is no stamp of the kind."""
    signature = stamp["signature"]
    if stamp["algorithm"] == 1 and len(signature) == 64:
        return pre_authentication(kind, body), signature
    if stamp["algorithm"] != 3 or kind != b"entry" or len(signature) < 68 or len(signature) % 32 != 4:
        return None
    at, n = int.from_bytes(signature[64:66], "big"), int.from_bytes(signature[66:68], "big")
    root = root_of(body, at, n, signature[68:])
    return root and (pre_authentication(b"entries", signature[66:68] + root), signature[:64])


def holds(public, kind, body, stamp):
    signed = signed_by(kind, body, stamp)
    return signed is not None and is_signed(public, *signed)


class Grant:
    def __init__(self, data):
        outer = read_stamped(data)
        self.data = data
        self.body = outer.get(1, b"")
        self.stamp = take_stamp(outer)
        inner = read_body(self.body, GRANT_BODY)
        self.unit, self.issuer = inner.get(1, ""), inner.get(6, "")
        self.public = inner.get(3, b"")
        self.begins, self.ends = signed64(inner.get(4, 0)), signed64(inner.get(5, 0))
        garbled_unless(not outer[None] and UNIT.match(self.unit) and UNIT.match(self.issuer)
                       and inner.get(2) == 1 and len(self.public) == 32
                       and self.begins < self.ends)
        self.id = key_id(self.public)

    def is_good_at(self, at):
        return self.begins <= at < self.ends


def height(unit):
    if len(unit) != 6:
        return 0
    if unit == MINISTRY:
        return 4
    return 3 if unit.endswith("0000") else 2 if unit.endswith("00") else 1


def province(unit):
    return unit[2:4] if len(unit) == 10 else unit[:2]


def is_above(issuer, unit):
    if height(issuer) <= height(unit):
        return False
    if height(issuer) == 2 and height(unit) == 1:
        return issuer[:4] == unit[:4]
    return (issuer == MINISTRY or province(issuer) == province(unit)
            or (province(issuer) == "66" and province(unit) == "65"))


class Keys:
    """The grants that hold, found from the root down."""

    def __init__(self, grants, root):
        waiting = sorted(grants, key=lambda g: (g.id, g.unit, g.begins, len(g.data), g.data))
        self.good = []
        while True:
            found = [g for g in waiting if self.is_vouched(g, root)]
            if not found:
                break
            self.good += found
            waiting = [g for g in waiting if g not in found]
        self.good.sort(key=lambda g: (g.id, g.unit, g.begins, len(g.data), g.data))

    def is_vouched(self, grant, root):
        if grant.unit == grant.issuer == MINISTRY:
            return (grant.public == root and grant.stamp["key_id"] == grant.id
                    and holds(root, b"grant", grant.body, grant.stamp))
        issuer = self.find(grant.stamp["key_id"], grant.issuer, grant.begins)
        return (issuer is not None and is_above(grant.issuer, grant.unit)
                and holds(issuer.public, b"grant", grant.body, grant.stamp))

    def find(self, id, unit, at):
        for g in self.good:
            if g.id == id and g.unit == unit and g.is_good_at(at):
                return g
        return None

    def check(self, unit, at, kind, body, stamp):
        same = [g for g in self.good if g.id == stamp["key_id"]]
        if not same:
            raise Fault("UNKNOWN_KEY")
        mine = [g for g in same if g.unit == unit]
        if stamp["algorithm"] == 2 or not mine:
            raise Fault("BAD_STAMP")
        good = self.find(stamp["key_id"], unit, at)
        if good is None:
            raise Fault("KEY_EXPIRED")
        if not holds(good.public, kind, body, stamp):
            raise Fault("BAD_STAMP")
        return good

    def chain(self, grant):
        """From the root down to this grant."""
        if grant.unit == grant.issuer:
            return [grant]
        return self.chain(self.find(grant.stamp["key_id"], grant.issuer, grant.begins)) + [grant]


# -- the docket ----------------------------------------------------------------------------

ACTIONS = ["none", "filed", "approved", "refused", "returned", "corrected", "withdrawn",
           "objected", "ruled_uphold", "ruled_overrule", "ruled_return", "passed", "failed",
           "illegal_refusal", "released", "admitted", "expired", "applied", "purged", "handed_down",
           "handed_up", "concluded", "dismissed", "level_disputed", "level_kept", "level_taken",
           "stated", "settled", "followed", "urged"]
VERBS = {"withdraw": 6, "object": 7, "state": 26, "urge": 29}


def read_header(data):
    if len(data) > 16384:
        raise Fault("TOO_LARGE")
    header = read_body(data, HEADER)
    garbled_unless(UUID.match(header.get(1, "")) and UNIT.match(header.get(5, ""))
                   and UNIT.match(header.get(6, "")) and 4 in header)
    read_message(header[4], STUDENT)  # of a complaint it is empty
    return header


def is_identifier(text):
    return re.fullmatch("[!-~]*", text) is not None


def read_parts(b):
    """What stands inside a body: a correction and a record."""
    if 15 in b:
        c = read_body(b[15], CORRECTION)
        garbled_unless(is_identifier(c.get(2, "")))
    if 16 in b:
        r = read_body(b[16], RECORD)
        garbled_unless(is_identifier(r.get(1, "")) and is_identifier(r.get(2, ""))
                       and UNIT.match(r.get(6, "")))
        if not (1 <= r.get(7, 0) <= 14 and 1 <= r.get(8, 0) <= 12 and r.get(5, 0) <= 9
                and r.get(10, 0) <= 2**30):
            raise Fault("OUT_OF_RANGE")


def read_entry(data, previous):
    if len(data) > 4608:
        raise Fault("TOO_LARGE")
    b = read_body(data, BODY)
    garbled_unless(len(b.get(3, b"")) == 32)
    if b[3] != previous:
        raise Fault("BROKEN_CHAIN")
    entry = {"docket": b.get(1, ""), "n": b.get(2, 0), "at": signed64(b.get(4, 0)),
             "unit": b.get(5, ""), "holder": b.get(6, "") or b.get(5, ""),
             "officer": b.get(7, ""), "role": b.get(8, 0), "action": b.get(9, 0),
             "stage": b.get(10, 0), "reason": b.get(13, ""), "slip": b.get(17, b""),
             "asked_n": b.get(18, 0), "other": b.get(19, ""), "code": b.get(12, 0),
             "found": b.get(21, ""), "deputy_for": b.get(31, "")}
    garbled_unless(UUID.match(entry["docket"]) and UNIT.match(entry["unit"])
                   and UNIT.match(entry["holder"]))
    garbled_unless(not entry["other"] or UUID.match(entry["other"]))
    garbled_unless(is_identifier(entry["officer"]) and is_identifier(entry["deputy_for"]))
    if not 1 <= entry["role"] <= 4 or not 1 <= entry["action"] < len(ACTIONS):
        raise Fault("OUT_OF_RANGE")
    read_parts(b)
    return entry


def check_slip(keys, entry):
    if len(entry["slip"]) > 2560:
        raise Fault("BAD_STAMP")
    try:
        slip = read_stamped(entry["slip"])
        stamp = take_stamp(slip)
        body = slip.get(1, b"")
        r = read_body(body, REQUEST)
    except Fault:
        raise Fault("BAD_STAMP") from None
    grant = keys.check(r.get(3, ""), signed64(r.get(7, 0)), b"request", body, stamp)
    action = VERBS.get(r.get(2, ""))
    if r.get(2) == "proceed":  # the ministry's answer to an inquiry
        action = ACTIONS.index("failed" if r.get(9, 0) else "passed")
        if (r.get(9, 0), r.get(10, "")) != (entry["code"], entry["found"]):
            raise Fault("BAD_STAMP")
    asked = (r.get(1, ""), action, r.get(3, ""), r.get(4, ""), r.get(5, 0),
             r.get(6, ""), r.get(8, 0))
    done = (entry["docket"], entry["action"], entry["unit"], entry["officer"], entry["role"],
            entry["reason"], entry["asked_n"])
    if asked != done or entry["deputy_for"] not in ("", r.get(11, "")):
        raise Fault("BAD_STAMP")
    return grant


def check_entry(keys, outer, previous, docket, n):
    """The entry, its body, and the grants its stamps needed."""
    if outer[None]:
        raise Fault("OUT_OF_RANGE")
    stamp = take_stamp(outer)
    data = outer.get(1, b"")
    entry = read_entry(data, previous)
    needed = [keys.check(entry["holder"], entry["at"], b"entry", data, stamp)]
    if entry["unit"] != entry["holder"]:
        needed.append(check_slip(keys, entry))
    if entry["docket"] != docket or entry["n"] != n:
        raise Fault("BROKEN_CHAIN")
    return entry, data, needed


def state_of(entries):
    last = entries[-1]["action"] if entries else "none"
    if last == "expired":
        given_back = [e["action"] for e in entries
                      if e["action"] in ("refused", "returned", "failed", "objected")]
        return "refused" if given_back and given_back[-1] == "refused" else "expired"
    ends = {"admitted": "completed", "applied": "completed", "purged": "expired",
            "concluded": "completed", "settled": "completed", "dismissed": "refused",
            "ruled_uphold": "refused", "withdrawn": "withdrawn"}
    return ends.get(last, "open")


def read_grants(data):
    """A grant that cannot be read is as if it were not there."""
    grants = []
    for g in data:
        try:
            grants.append(Grant(g))
        except Fault:
            continue
    garbled_unless(grants)
    return grants


def verify(data, root, ret):
    export = read_message(data, EXPORT, is_frozen=True)
    entries = [read_stamped(e) for e in export[2]]
    garbled_unless(not export[None] and 1 <= len(entries) <= 100)
    keys = Keys(read_grants(export[3]), root)
    header = read_header(export.get(1, b""))
    ret["docket"] = header[1]
    previous, order = hashlib.sha256(export[1]).digest(), []
    for n, outer in enumerate(entries, 1):
        try:
            e, body, needed = check_entry(keys, outer, previous, header[1], n)
        except Fault as f:
            raise Fault(f.verdict, n) from None
        for grant in needed:
            order += [g for g in keys.chain(grant) if g not in order]
        previous = hashlib.sha256(body).digest()
        ret["entries"].append({"n": n, "at": e["at"], "unit": e["unit"], "holder": e["holder"],
                               "officer": e["officer"], "deputy_for": e["deputy_for"], "action": ACTIONS[e["action"]],
                               "stage": e["stage"], "reason": e["reason"],
                               "hash": previous.hex()})
    garbled_unless([g.data for g in order] == export[3])


def main(arguments):
    if len(arguments) != 3 or not re.fullmatch("[0-9a-f]{64}", arguments[2]):
        print(__doc__.split("\n\n")[1].strip(), file=sys.stderr)
        return 2
    with open(arguments[1], "rb") as f:
        data = f.read()
    ret = {"verdict": "OK", "n": 0, "docket": None, "state": None, "entries": []}
    try:
        verify(data, bytes.fromhex(arguments[2]), ret)
        ret["n"] = len(ret["entries"])
        ret["state"] = state_of(ret["entries"])
    except Fault as f:
        ret["verdict"], ret["n"] = f.verdict, f.n
    print(json.dumps(ret, ensure_ascii=False))
    return 0 if ret["verdict"] == "OK" else 7


if __name__ == "__main__":
    sys.exit(main(sys.argv))
