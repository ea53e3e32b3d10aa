"""What an entry does to the record that a school keeps (regulation, sections 4 and 5; lib/core/docket.h)."""

import law

ADMITTED_IS_NEWER_BY = 3


def keep(record, **changes):
    """One more version, with those changes."""
    return "changed", dict(record, version=record["version"] + 1, **changes)


def is_locked_by(record, d):
    return record["open_docket"] == d.header["id"]


def let_go(d, record):
    return keep(record, open_docket="") if is_locked_by(record, d) else ("untouched", None)


def admitted(d, record):
    """From the docket; newer than every back-up, whichever of the two is."""
    header, base = d.header, d.released
    status = d.kind.becomes
    kept = record["version"] if record else 0
    new = dict(base, version=max(kept, base["version"]) + ADMITTED_IS_NEWER_BY,
               school=header["receiving_school"], status=status, open_docket="",
               status_on=base["graduated_on"] if status == "graduated" else header["arrived_on"])
    if d.kind.grade_step != 0 or base["school_year"] < header["school_year"]:
        new.update(grade=header["grade"], school_year=header["school_year"])
    return "changed" if record else "created", new


def first(d):
    header = d.header
    change = header["change"]
    return "created", {
        "number": header["number"], "citizen_id": header["citizen_id"], "name": header["name"],
        "birth": change["birth"], "sex": change["sex"], "school": header["receiving_school"],
        "status": d.kind.becomes, "status_on": header["arrived_on"], "status_until": 0,
        "graduated_on": 0, "graduated_from": "", "address": change["address"],
        "phone": change["phone"], "guardian": change["guardian"], "grade": header["grade"],
        "school_year": header["school_year"], "is_problem": False, "open_docket": header["id"],
        "version": 1, "former": []}


def renumbered(record, number):
    return dict(record, number=number, former=record["former"] + [record["number"]])


def applied(d, record):
    header, kind, change = d.header, d.kind, d.header["change"]
    new = dict(record)
    if kind.becomes:
        new.update(status=kind.becomes, status_on=header["arrived_on"], status_until=change["until"])
    if kind.becomes == "graduated":
        new.update(graduated_on=header["arrived_on"], graduated_from=record["school"])
    new.update({f: change[f] for f in ("name", "citizen_id", "address", "phone", "guardian")
                if change[f]})
    if change["citizen_id"]:
        new.update(birth=law.birth_of(change["citizen_id"]), sex=law.sex_of(change["citizen_id"]))
    if kind.is_first:       # as it was corrected meanwhile
        new.update(name=d.name, citizen_id=d.citizen_id)
        if d.number != record["number"]:
            new = renumbered(new, d.number)
    if kind.clears:
        new["is_problem"] = False
        new.update({f: change[f] for f in ("birth", "sex") if change[f]})
    if kind.renumbers:
        new = renumbered(new, "G" + d.sought_id)
    return keep(new, open_docket="")


def without_number(d, e, record):
    """A problem record, unless it was other business that was in the way."""
    was_in_the_way = e["code"] == "OPEN_BUSINESS" if e["stage"] == "check" \
        else not is_locked_by(record, d)
    return ("untouched", None) if was_in_the_way else keep(record, is_problem=True, open_docket="")


def effect(d, e, keeper, record):
    """(what, the record after it) at one keeper; `d` after the entry, `record` None if it has none."""
    header, kind, action = d.header, d.kind, e["action"]
    if kind.is_finding:
        return "untouched", None
    is_receiving = keeper == header["receiving_school"]
    if action == "admitted" and is_receiving:
        return admitted(d, record)
    if action == "filed" and kind.is_first and is_receiving and record is None:
        return first(d)
    if record is None or keeper != header["sending_school"]:
        return "untouched", None
    if action == "passed" and e["stage"] == "check":
        return ("untouched", None) if is_locked_by(record, d) \
            else keep(record, open_docket=header["id"])
    if action == "released":
        return keep(record, status="transferred_out")
    if action == "applied":
        return applied(d, record)
    if d.state == "open":
        return "untouched", None
    if action == "failed":
        return without_number(d, e, record)
    if kind.is_first and is_locked_by(record, d):   # it came to nothing
        return keep(record, status="removed", status_on=law.day_of(e["at"]), open_docket="")
    return let_go(d, record)
