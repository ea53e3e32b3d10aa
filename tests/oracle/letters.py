"""Entries that come from elsewhere: may this one stand here, and what says the law of it?

The stamp and the hash chain are others' to check; whether it is the next entry, by whom it may be, and
whether its parts make sense is the docket's own (lib/core/docket.h, docket_apply and docket_recheck)."""

import docket as dockets
import step
from docket import Stop

LOOKS = {"passed", "released"}      # stages that look at something may find it wanting
SYSTEM = "system"


def is_out_of_place(d, e):
    if e["docket"] != d.header["id"] or e["n"] != d.n + 1:
        return "BROKEN_CHAIN"
    if not d.has_room(e["action"]):
        return "TOO_LARGE"
    if e["at"] != d.header["filed_at"] if d.n == 0 else e["at"] < d.last_at:
        return "OUT_OF_RANGE"
    if d.posture == "CLOSED" or e["holder"] != (d.holder if d.n else d.filer):
        return "OUT_OF_TURN"
    stage = d.stage if d.n else d.route[0].stage.name
    return None if e["stage"] == stage else "OUT_OF_RANGE"


def move_of(d, action):
    """(happening, who) of the move that becomes such an entry in that posture."""
    action = "refused" if action == "illegal_refusal" else action
    for (posture, happening), (who, becomes) in d.tables.moves.items():
        if (posture, becomes) == (d.posture, action) and happening != "PROCEED":
            return happening, who
    return None


def is_no_move(d, e):
    if d.posture == "AUTO" and step.ROLES.get(e["role"]) == SYSTEM and e["action"] != "followed":
        done = d.stop.stage.done
        fits = e["action"] == done and (done != "released" or "record" in e)
        if e["action"] == "failed":
            fits = done in LOOKS and e["code"] != "OK"
        return None if fits and e["unit"] == d.decider else "OUT_OF_TURN"
    move = move_of(d, e["action"])
    if move is None:
        return "OUT_OF_TURN"
    happening, who = move
    if who == "HEARD":
        is_theirs = d.where == "COORDINATION" and d.heard.get(e["unit"]) is False
    elif who == "WAITING":
        is_theirs = d.waits(e["unit"])
    else:
        is_theirs = e["unit"] == (d.filer if who == "FILER" else e["holder"])
    if not is_theirs:
        return "OUT_OF_TURN"
    may = step.role_may(d.tables, d.kind, {"kind": happening, "role": e["role"]})
    return None if may else "ROLE_NOT_ALLOWED"


def is_record_of(d, record):
    return record["school"] == d.header["sending_school"] \
        and d.header["number"] in [record["number"]] + record["former"]


def objection_fault(d, e):
    if d.posture == "ANSWER" and not d.is_refused:
        return "OUT_OF_TURN"
    if e["unit"] != e["holder"] and e["asked_n"] < d.since_n:
        return "OUT_OF_TURN"        # about an earlier stop: used once already
    full = len(d.coordinators) >= dockets.COORDINATIONS
    return "OUT_OF_RANGE" if not e["coordinator"] or full else None


def level_fault(d, e):
    if e["stage"] != "sheet" or d.is_level_settled:
        return "OUT_OF_TURN"
    return None if e["coordinator"] else "OUT_OF_RANGE"


def is_senseless(d, e):
    action = e["action"]
    if e["reached"] > e["at"]:
        return "OUT_OF_RANGE"
    is_too_early_or_late = (
        (action == "withdrawn" and d.released) or (action == "ruled_uphold" and not d.is_refused)
        or (action == "admitted" and not d.released) or (action == "dismissed" and e["stage"] != "decision")
        or (action == "followed" and not step.may_follow(d, e["coordinator"])))
    if is_too_early_or_late:
        return "OUT_OF_TURN"
    fault = {"objected": objection_fault, "level_disputed": level_fault}.get(action)
    if fault and fault(d, e):
        return fault(d, e)
    if e["number"] and (action, e["stage"]) != ("passed", "province_check"):
        return "OUT_OF_RANGE"
    if action == "refused" and not d.tables.grounds.get(e["ground"], {"legal": False})["legal"]:
        return "ILLEGAL_GROUND"
    if action == "released" and not is_record_of(d, e["record"]):
        return "OUT_OF_RANGE"
    return None


def may_stand(d, e):
    return is_out_of_place(d, e) or is_no_move(d, e) or is_senseless(d, e) or "OK"


def recheck(life, d, w, e):
    """What the law alone says of an entry that may stand; `d` before it."""
    if step.ROLES.get(e["role"]) == SYSTEM and e["action"] != "filed":
        return "OK"         # its facts are that unit's own
    happening, _ = move_of(d, e["action"])
    h = dict(e, kind=happening, code="OK", found="", filing=d.header)
    verdict, _ = step.ask_rules(life.question(h, w, d), "OK", only_again=True)
    if verdict != "OK" or e["action"] not in ("objected", "level_disputed"):
        return verdict
    rules = d.coordinator(life.country) if e["action"] == "objected" else d.level_above(life.country)
    return "OK" if e["coordinator"] == rules else "OUT_OF_RANGE"


# -- headers: routes that somebody else has made ------------------------------------------


def is_office(unit):
    return len(unit) == 6 and unit != "000000"


def is_province(unit):
    return is_office(unit) and unit.endswith("0000")


def may_own(kind, scope, unit, school):
    """Told from codes alone."""
    if kind.owner_files:
        return len(unit) == 6
    if scope == "inter_province":
        return unit == "000000"
    return is_office(unit) or (scope == "one_school" and unit == school)


def is_of_height(stage, unit, school):
    if stage.side == "OWNER":
        return True         # asked of all its stops together
    if stage.side == "ANSWERING":
        return is_office(unit) or unit == school
    return {"SCHOOL": unit == school, "COUNTY": is_office(unit), "PREFECTURE": is_office(unit),
            "PROVINCE": is_province(unit), "MINISTRY": unit == "000000"}[stage.level]


def is_sound_stop(stop, schools):
    school = schools[0] if stop.stage.side == "RECEIVING" else schools[1]
    if stop.stage.how == "DESK":
        return stop.days > 0 and is_of_height(stop.stage, stop.unit, school)
    return stop.is_automatic and stop.days == 0 and is_of_height(stop.stage, stop.unit, school)


def may_be_missing(stage, before):
    """Prefectures and what lies on the way; a province whose desk was the one before."""
    if stage.level == "PREFECTURE" or stage.side in ("ABOVE", "BETWEEN"):
        return True
    return stage.level == "PROVINCE" and stage.how == "DESK" and is_province(before.unit)


def is_whole(tables, header, route):
    kind, scope = tables.business[header["kind"]], header["scope"]
    schools = header["receiving_school"], header["sending_school"]
    if scope != "inter_province" and schools[0][2:4] != schools[1][2:4]:
        return False
    if (scope == "one_school") != (schools[0] == schools[1]):
        return False
    rest = list(route)
    before = route[0]
    for stage in dockets.stages_of(tables, kind, scope):
        if rest and rest[0].stage is stage and is_sound_stop(rest[0], schools):
            before = rest.pop(0)
        elif not may_be_missing(stage, before):
            return False
    owners = {s.unit for s in route if s.stage.side == "OWNER"}
    answering = {s.unit for s in route if s.stage.side == "ANSWERING"}
    return not rest and len(owners) <= 1 and len(answering) <= 1 \
        and all(may_own(kind, scope, unit, schools[1]) for unit in owners)


def agrees(theirs, ours, is_same_law, days_most):
    """Is it the route that we would have made: exactly, or as far as another version of the law may
    have it?"""
    if is_same_law:
        return [s.told() for s in theirs] == [s.told() for s in ours]
    rest = list(ours)
    for stop in theirs:
        if stop.days > days_most:
            return False
        if rest and (stop.stage, stop.unit) == (rest[0].stage, rest[0].unit) \
                and (rest[0].is_automatic or not stop.is_automatic):
            rest.pop(0)
        elif stop.is_automatic or stop.stage.name not in ("receiving_prefecture", "sending_prefecture"):
            return False
    return not rest


def judge_route(tables, ours, told):
    """What we make of such a header: (verdict of its first entry, same law, another law)."""
    header = told["header"]
    route = [Stop(tables.stages[s], unit, is_automatic, days)
             for s, unit, is_automatic, days in header["route"] if s in tables.stages]
    is_known = len(route) == len(header["route"])
    return {"applied": "OK" if is_known and is_whole(tables, header, route) else "OUT_OF_RANGE",
            "same": is_known and agrees(route, ours, True, told["days_most"]),
            "near": is_known and agrees(route, ours, False, told["days_most"])}
