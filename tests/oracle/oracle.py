#!/usr/bin/env python3
"""Reads lives of dockets (tests/oracle/lives.c) and says each answer of lib/core over again.

    lives --seeds N | oracle.py [--complete]

Every difference is told with its seed, its line, what lib/core said and what we say; the rest of that
life is not looked at, because the two dockets are different ones from there on. The last line is
"N passed, M failed", counted in lives; with --complete also whatever no life came to - a kind of business
never completed, a move never made, a rule that never said no - is a failure."""

import argparse
import collections
import json
import os
import sys

sys.dont_write_bytecode = True
import letters
import records
import regulation
import step
import tables

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DIFFERENCES_MOST = 20


class Seen:
    """What the lives came to."""

    def __init__(self):
        self.lines = 0
        self.verdicts, self.moves, self.no_of = (collections.Counter() for _ in range(3))
        self.letters, self.routes = collections.Counter(), collections.Counter()
        self.facts = 0
        self.ended = collections.defaultdict(collections.Counter)

    def missing(self, t):
        for kind in t.business.values():
            if not self.ended[kind.name]["completed"]:
                yield f"no {kind.name} was completed"
        for posture, happening in t.moves:
            if not self.moves[posture, happening]:
                yield f"nobody did {happening} in posture {posture}"
        for rule in t.rules:
            if not self.no_of[rule.name]:
                yield f"{rule.name} never said no"


def differences(ours, theirs, path=""):
    """path: theirs, ours - of every leaf that differs."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in sorted(set(ours) | set(theirs)):
            yield from differences(ours.get(name), theirs.get(name), f"{path}.{name}" if path else name)
    elif ours != theirs:
        yield f"{path}: lib/core says {theirs!r}, the oracle {ours!r}"


def answer_of(line):
    return {name: line.get(name) for name in ("verdict", "appends", "tells_superior", "entry", "header")}


def after_of(life, d, now):
    calendar = life.books.calendar
    term, header = d.term(calendar), d.header
    province = header["sending_school"][2:4] + "0000"
    return {
        "n": d.n, "state": d.state, "posture": d.posture, "stage": d.stage, "holder": d.holder,
        "filer": d.filer, "decider": d.decider, "name": d.name, "number": d.number,
        "citizen_id": d.citizen_id, "sought_name": header["change"]["name"] or d.name,
        "sought_id": d.sought_id, "brings_citizen_id": d.sought_id != d.citizen_id,
        "since": d.since, "term": term, "now": now,
        "days_left": calendar.days_left(d.since, now, term) if term else 0,
        "purge": step.law.purge_of(life.nation, life.policies[province], d.kind, header["grade"],
                                   header["filed_at"]),
        "seen": d.seen()}


def judge_effects(life, entry, line):
    for told in line["effects"]:
        what, record = records.effect(life.docket, entry, told["keeper"], told["before"])
        ours = {"effect": what, "record": record}
        theirs = {"effect": told["effect"], "record": told.get("record")}
        yield from differences(ours, theirs, f"at {told['keeper']}")


def judge(life, line, seen):
    """The differences of one line; the life goes on with what we made of it."""
    d, h, w = life.docket, line["h"], line["w"]
    d.reach(line["reached"])
    life.take_tree_of(line["tree"])
    told = line["entry"]["code"] if h["kind"] == "PROCEED" and line["appends"] else line["verdict"]
    posture = d.posture
    answer = step.decision(life, h, w, told)
    ours = {"verdict": answer.verdict, "appends": answer.entry is not None,
            "tells_superior": answer.tells_superior, "entry": answer.entry, "header": answer.header}
    found = list(differences(ours, answer_of(line)))
    seen.lines += 1
    seen.verdicts[answer.verdict] += 1
    seen.no_of[answer.rule] += 1
    if found or not answer.entry:
        return found
    seen.moves[posture, h["kind"]] += 1
    if answer.route:
        d.begin(answer.header, life.books.tables.business[answer.header["kind"]], answer.route)
    if "letter" in line:
        found = list(judge_letter(life, w, line["letter"], seen))
    if "route" in line:
        ours = letters.judge_route(life.books.tables, answer.route, line["route"])
        seen.routes[ours["applied"]] += 1
        found += differences(ours, {name: line["route"][name] for name in ours}, "of another route")
    found += differences(
        {"applied": letters.may_stand(d, answer.entry), "recheck": letters.recheck(life, d, w, answer.entry)},
        {"applied": line["applied"], "recheck": line["recheck"]})
    d.take(answer.entry)
    if d.state != "open":
        seen.ended[d.kind.name][d.state] += 1
    found += differences(after_of(life, d, line["after"]["now"]), line["after"])
    return found + list(judge_effects(life, answer.entry, line))


def judge_letter(life, w, told, seen):
    """The same entry as somebody else might have sent it."""
    d, entry = life.docket, told["entry"]
    ours = {"applied": letters.may_stand(d, entry)}
    seen.letters[ours["applied"]] += 1
    if ours["applied"] == told["applied"] == "OK":
        after = d.copy()
        ours["recheck"] = letters.recheck(life, d, w, entry)
        after.take(entry)
        ours["after"] = after_of(life, after, told["after"]["now"])
    theirs = {name: told.get(name) for name in ours}
    yield from differences(ours, theirs, "of a letter")


def read_lives(books, lines, seen):
    """(seed, differences) of every life."""
    life, seed, found = None, None, []
    for text in lines:
        try:
            line = json.loads(text)
        except ValueError:
            found = found or [("", f"a line that was not told to its end: {text[:60]!r}")]
            break
        if "life" in line:
            if not seen.facts:
                yield from unlawful(books.tables, line["nation"], seen)
            if life:
                yield seed, found
            life, seed, found = step.Life(books, line), line["life"], []
        elif not found:
            found = [(text, f) for f in judge(life, line, seen)]
    if life:
        yield seed, found


def unlawful(t, nation, seen):
    """What the regulation lists and the tables do not say."""
    for what, holds in regulation.facts(t, nation):
        seen.facts += 1
        if not holds:
            yield "of the tables", [("", what)]


def tell(seed, found, shown):
    if shown >= DIFFERENCES_MOST:
        return
    for _, difference in found:
        print(f"seed {seed}: {difference}")
    if found[0][0]:
        print(f"seed {seed}: the line is {found[0][0].rstrip()}")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--complete", action="store_true")
    is_to_be_complete = arguments.parse_args().complete
    t = tables.Tables(ROOT)
    books, seen = step.Books(ROOT, t), Seen()
    passed = failed = 0
    for seed, found in read_lives(books, sys.stdin, seen):
        if found:
            tell(seed, found, failed)
        passed, failed = passed + (not found), failed + bool(found)
    ended = collections.Counter()
    for states in seen.ended.values():
        ended.update(states)
    print(f"{seen.lines} attempts; lives ended: " + ", ".join(f"{n} {s}" for s, n in sorted(ended.items())))
    print(f"{len(seen.verdicts)} verdicts, {sum(1 for n in seen.no_of if n)} of {len(t.rules)} rules said no, "
          f"{len(seen.moves)} of {len(t.moves)} moves were made")
    print(f"{sum(seen.letters.values())} entries from elsewhere, {seen.letters['OK']} of them taken; "
          f"{sum(seen.routes.values())} routes, {seen.routes['OK']} of them whole; {seen.facts} facts of the regulation")
    granted = [f"{rule} (asked {asked} times, its no taken {said_no} times)"
               for rule, (asked, said_no) in sorted(books.granted.items())]
    print("rules not second-guessed:", ", ".join(granted) or "none")
    if is_to_be_complete and not failed:
        for what in seen.missing(t):
            print(f"FAILED: {what}")
            failed += 1
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
