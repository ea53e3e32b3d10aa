"""One attempt, decided: who may, whether it is the time, which rule says no, and the entry it becomes.
Precedence: role, closed, unit, move, then the rules in the order of rules.def."""

import copy

import docket as dockets
import law
import rules

ROLES = {1: "registrar", 2: "head", 3: "clerk", 4: "system"}
MAY = {"FILER": {"registrar", "clerk"}, "HEAD": {"head"}, "SYSTEM": {"system"},
       "FILER_OR_HEAD": {"registrar", "clerk", "head"}}
FOUND_ELSEWHERE = {"ENROLLED_ELSEWHERE", "CLAIMED_ELSEWHERE", "ID_TAKEN"}
NOTHING = {"name": "", "citizen_id": ""}


class Books:
    """What does not change from life to life."""

    def __init__(self, root, tables):
        self.tables = tables
        self.calendar = law.Calendar(root)
        self.numbers = law.Numbers(root)
        self.granted = {}       # rule that has no Python -> how often asked, how often it said no

    def take_for_granted(self, rule, verdict):
        asked, said_no = self.granted.get(rule, (0, 0))
        self.granted[rule] = asked + 1, said_no + (verdict is not None)

    def filer_of(self, kind, country, receiving, sending):
        return dockets.filer_of(self.tables, kind, country, receiving, sending)


class Life:
    def __init__(self, books, line):
        self.books, self.units, self.editions = books, line["units"], line["editions"]
        self.trees = {}
        self.country = None
        self.nation = line["nation"]
        self.policies = {p["province"]: p for p in line["provinces"]}
        self.versions = {"calendar": line["calendar"], "registry": line["registry"]}
        self.docket = dockets.Docket(books.tables)

    def take_tree_of(self, at):
        key = sum(1 for _, since, _ in self.editions if since <= at)
        if key not in self.trees:
            self.trees[key] = law.Country(self.units, self.editions, at)
        self.country = self.trees[key]

    def question(self, h, w, d=None):
        return rules.Question(self.books, self.country, self.nation, self.policies,
                              d or self.docket, h, w)


def role_may(tables, kind, h):
    may = MAY[tables.roles[h["kind"]]]
    if h["kind"] == "FILE" and kind is not None:
        if kind.is_batch:
            may = MAY["SYSTEM"]
        elif kind.is_found:
            may = may | MAY["SYSTEM"]
    return ROLES.get(h["role"]) in may


def wrong_unit(d, h, move):
    """None: it is this unit's to do."""
    who, unit = move[0] if move else None, h["unit"]
    if who == "HEARD":
        return None if d.where == "COORDINATION" and unit in d.heard else "UNIT_NOT_ALLOWED"
    if who == "WAITING":
        return None if d.waits(unit) else "UNIT_NOT_ALLOWED"
    if h["kind"] == "FILE" and move:
        return None
    if who == "FILER":
        return None if unit == d.filer else "UNIT_NOT_ALLOWED"
    if unit == (d.decider if h["kind"] == "PROCEED" else d.holder):
        return None if move else "NOT_NOW"
    if unit not in d.seen():
        return "UNIT_NOT_ALLOWED"
    return "OUT_OF_TURN" if move else "NOT_NOW"


def ask_rules(q, told, only_again=False):
    """(verdict, rule) of the first rule that says no. `told`: what lib/core said, for rules that
    are not second-guessed."""
    for rule in q.books.tables.rules:
        if q.h["kind"] not in rule.asked_on or (only_again and not rule.again) \
                or (rule.only_of_a_child and q.kind.names_no_child):
            continue
        if rule.name in rules.RULES:
            verdict = rules.RULES[rule.name](q)
        else:
            verdict = told if told != "OK" and told in rule.answers else None
            q.books.take_for_granted(rule.name, verdict)
        if verdict:
            return verdict, rule.name
    return "OK", None


def begin_entry(d, h, action, stage):
    at = max(h["at"], d.last_at)
    holder = d.holder if d.n else h["unit"]
    came_with_stamp = d.since_n == d.n and d.since == d.last_at
    return {
        "n": d.n + 1, "at": at, "unit": h["unit"], "holder": holder, "officer": h["officer"],
        "deputy_for": h["deputy_for"],
        "role": h["role"], "action": action, "stage": stage, "ground": 0, "code": "OK",
        "reason": h["reason"], "coordinator": "", "correction": NOTHING,
        "asked_n": h["asked_n"] if h["unit"] != holder else 0, "other": "", "number": "", "found": "",
        "reached": 0 if came_with_stamp else min(d.since, at)}


class Answer:
    def __init__(self, verdict, entry=None, header=None, tells_superior=False, route=None, rule=None):
        self.verdict, self.entry, self.header = verdict, entry, header
        self.tells_superior, self.route, self.rule = tells_superior, route, rule


def with_what_is_known(h, w, kind):
    """A clerk who files about a child of the school need not type what its record tells."""
    h = dict(h, filing=copy.deepcopy(h["filing"]))
    filing, record = h["filing"], w["record"]
    if kind.is_one_school and record:
        filing["grade"] = filing["grade"] or record["grade"]
        filing["citizen_id"] = filing["citizen_id"] or record["citizen_id"]
    return h


def file(life, h, w, told):
    tables, country = life.books.tables, life.country
    kind = tables.business.get(h["filing"]["kind"])
    if kind is None:
        return Answer("UNKNOWN_KIND")
    h = with_what_is_known(h, w, kind)
    verdict, rule = ask_rules(life.question(h, w), told)
    if verdict != "OK":
        return Answer(verdict, rule=rule)
    filing = h["filing"]
    receiving, sending = filing["receiving_school"], filing["sending_school"]
    policies = life.policies[w["receiving"]], life.policies[w["sending"]]
    route = dockets.route_of(tables, kind, country, receiving, sending, h["unit"], policies)
    header = dict(filing, scope=country.scope(receiving, sending), filed_at=h["at"],
                  school_year=law.school_year(life.nation, law.day_of(h["at"])),
                  answer_days=policies[0]["answer_days"], policy_receiving=policies[0]["version"],
                  policy_sending=policies[1]["version"], route=[s.told() for s in route],
                  **life.versions)
    entry = begin_entry(life.docket, h, "filed", route[0].stage.name)
    return Answer("OK", dict(entry, docket=filing["id"]), header, route=route)


def proceed(life, h, w, told):
    d = life.docket
    code, rule = ask_rules(life.question(h, w), told)
    done = d.stop.stage.done if code == "OK" else "failed"
    e = begin_entry(d, h, done, d.stage)
    e["code"] = code
    is_province = d.stage == "province_check"
    if code == "OPEN_BUSINESS":
        e["other"] = w["record"]["open_docket"]
    if code in FOUND_ELSEWHERE:
        e["found"] = w["index"]["other_unit"] if is_province else h["found"]
    if done == "passed" and is_province:
        e["number"] = w["index"]["free_number"]
    if done == "released":
        e["record"] = w["record"]
    return Answer("OK", e, rule=rule)


def may_follow(d, by):
    """Offices are merged, schools are not; who has handed over does not take over again."""
    return (len(d.holder) == len(by) == 6 and by != d.holder and d.successor(by) == by
            and len(d.followed) < dockets.SUCCESSIONS)


def decide(life, h, w, told, becomes):
    d = life.docket
    verdict, rule = ask_rules(life.question(h, w), told)
    if verdict == "ILLEGAL_GROUND":     # void, but on record, and the level above is told
        e = dict(begin_entry(d, h, "illegal_refusal", d.stage), ground=h["ground"])
        return Answer(verdict, e, tells_superior=True, rule=rule)
    if verdict != "OK":
        return Answer(verdict, rule=rule)
    e = begin_entry(d, h, becomes, d.stage)
    if becomes == "refused":
        e["ground"] = h["ground"]
    elif becomes == "corrected":
        e["correction"] = h["correction"]
    elif becomes == "objected":
        e["coordinator"] = d.coordinator(life.country)
    elif becomes == "level_disputed":
        e["coordinator"] = d.level_above(life.country)
    elif becomes == "followed":
        if not may_follow(d, h["found"]):
            return Answer("NOT_NOW")
        e["coordinator"] = h["found"]
    return Answer("OK", e, tells_superior=becomes == "urged")


def decision(life, h, w, told):
    """`told`: the verdict of lib/core, at an automatic stage what it found."""
    d, tables = life.docket, life.books.tables
    kind = tables.business.get(h["filing"]["kind"]) if h["kind"] == "FILE" else d.kind
    if not role_may(tables, kind, h):
        return Answer("ROLE_NOT_ALLOWED")
    if d.posture == "CLOSED":
        return Answer("CLOSED")
    move = tables.moves.get((d.posture, h["kind"]))
    verdict = wrong_unit(d, h, move)
    if verdict:
        return Answer(verdict)
    if h["kind"] == "FILE":
        return file(life, h, w, told)
    if not d.has_room(move[1]):
        return Answer("NOT_NOW")
    answer = proceed(life, h, w, told) if h["kind"] == "PROCEED" \
        else decide(life, h, w, told, move[1])
    if answer.entry:
        answer.entry["docket"] = d.header["id"]
    return answer
