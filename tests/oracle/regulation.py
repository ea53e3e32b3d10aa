"""What the regulation itself says in numbers and lists, held against the tables.

oracle.py reads the tables of lib/core as they are, so a wrong row would be wrong for both sides. Here
the lists of the regulation (sections 3 to 6) are written out once more, by hand, and each has to
come out of the tables."""

import docket as dockets
import law

# Two provinces without holes: ministry, provinces, prefectures, counties, schools.
TREE = [
    ["000000", "", 4, 0, 0],
    ["430000", "000000", 3, 0, 0], ["430100", "430000", 2, 0, 0], ["430200", "430000", 2, 0, 0],
    ["430102", "430100", 1, 0, 0], ["430103", "430100", 1, 0, 0], ["430202", "430200", 1, 0, 0],
    ["440000", "000000", 3, 0, 0], ["440100", "440000", 2, 0, 0], ["440103", "440100", 1, 0, 0],
    ["2143000001", "430102", 0, 3, 0], ["2143000002", "430102", 0, 3, 0],
    ["2143000003", "430103", 0, 3, 0], ["2143000004", "430202", 0, 3, 0],
    ["2144000001", "440103", 0, 3, 0],
]
SENDING = "2143000001"
RECEIVING = {"one_school": SENDING, "within_county": "2143000002", "between_counties": "2143000003",
             "between_prefectures": "2143000004", "inter_province": "2144000001"}
UNITS = {"school": law.SCHOOL, "county": law.COUNTY, "prefecture": law.PREFECTURE,
         "province": law.PROVINCE, "ministry": law.MINISTRY}

# Section 4, "Who approves": the desks, in their order; and whether the ministry sees it.
WITHIN_PROVINCE = "receiving school, receiving county, sending school, sending county"
WITH_PREFECTURES = ("receiving school, receiving county, receiving prefecture, "
                    "sending school, sending county, sending prefecture")
DESKS = [
    ("transfer", "within_county", [], "receiving school, sending school, sending county", False),
    ("transfer", "between_counties", [], WITHIN_PROVINCE, False),
    ("transfer", "between_prefectures", [], WITHIN_PROVINCE, False),
    # Some provinces add the prefecture on both sides, e.g. for senior high schools.
    ("transfer", "between_prefectures", [3], WITH_PREFECTURES, False),
    ("transfer", "between_counties", [1], WITHIN_PROVINCE, False),
    ("transfer", "inter_province", [], "receiving school, receiving county, receiving province, "
     "sending school, sending county, sending province", True),
    ("graduate_transfer", "inter_province", [], "receiving school, receiving county, "
     "receiving province, sending county, sending province", True),
    # Section 5.
    ("enrolment", "one_school", [], "sending school, sending county", True),
    ("key_change", "one_school", [], "sending school, sending county", True),
    ("number_change", "one_school", [], "sending school, sending county, sending province", True),
    ("formal_number", "one_school", [], "sending school, sending county", True),
    ("formal_batch", "one_school", [], "", True),
    ("removal_g", "one_school", [], "sending province, ministry", True),
    ("removal_l", "one_school", [], "sending school", False),
    ("ordinary_update", "one_school", [], "", False),
    ("problem_record", "one_school", [], "sending school, sending county", True),
] + [(kind, "one_school", [], "sending school, sending county", False) for kind in (
    "suspension", "resumption", "going_abroad", "leave", "dropping_out", "withdrawal", "expulsion",
    "missing", "death", "graduation", "completion", "leaving_uncompleted")]

# Section 6: whose a complaint is, by the distance of the two schools.
OWNERS = {"one_school": "430102", "within_county": "430102", "between_counties": "430100",
          "between_prefectures": "430000", "inter_province": "000000"}

# Section 4, "Refusal": never a legal ground, and the legal ones.
ILLEGAL = {"NO_RECORD", "SUSPECT_RECRUITMENT", "SCORE_BELOW_LINE"}
LEGAL = {"NO_SEAT", "NOT_SAME_GRADE", "UNDER_SUSPENSION", "UNDER_SANCTION", "OUTSIDE_PERIOD",
         "IDENTITY_NOT_PROVEN", "NO_PROOF_OF_ARRIVAL"}

# Who may do what (section 4, "two persons": a clerk files, a head approves) and where it ends.
FILERS, HEADS = {"FILE", "CORRECT"}, {"APPROVE", "REFUSE", "RETURN"}
ENDS = {"withdrawn": "withdrawn", "admitted": "completed", "applied": "completed", "ruled_uphold": "refused",
        "expired": "expired", "approved": "open", "refused": "open", "returned": "open", "ruled_return": "open",
        "ruled_overrule": "open", "illegal_refusal": "open"}


def policy_of(prefecture_phases):
    days = dict.fromkeys(("NONE", "RECEIVING_SCHOOL", "RECEIVING_OFFICE", "SENDING_SCHOOL",
                          "SENDING_OFFICE", "SHEET", "VERIFICATION", "DECISION", "CARRYING_OUT"), 1)
    return {"prefecture_phases": prefecture_phases, "rule_stages": [], "days": days}


def word_for(country, stop, receiving):
    unit = country.units[stop.unit]
    name = next(n for n, level in UNITS.items() if level == unit.level)
    if name == "ministry":
        return name
    is_receiving = stop.stage.side == "RECEIVING" and receiving != SENDING
    return ("receiving " if is_receiving else "sending ") + name


def routes(t, country):
    for kind, scope, phases, desks, sees_ministry in DESKS:
        receiving, policy = RECEIVING[scope], policy_of(phases)
        route = dockets.route_of(t, t.business_by_name[kind], country, receiving, SENDING, None,
                                 (policy, policy))
        told = ", ".join(word_for(country, s, receiving) for s in route if not s.is_automatic)
        reaches = any(s.unit == "000000" or s.stage.how == "ASKS" for s in route)
        yield f"the desks of a {kind}, {scope}: {desks}; not {told}", told == desks
        yield f"a {kind}, {scope}, and the ministry: {sees_ministry}", reaches == sees_ministry
    for kind in ("transfer", "graduate_transfer"):
        receiving, policy = RECEIVING["inter_province"], policy_of([])
        route = dockets.route_of(t, t.business_by_name[kind], country, receiving, SENDING, None,
                                 (policy, policy))
        last = [(s.stage.name, s.unit) for s in route[-2:]]
        yield f"the last steps of a {kind}: {last}", \
            last == [("release", SENDING), ("admit", receiving)]


def complaints(t, country):
    kind = t.business_by_name["complaint"]
    for scope, owner in OWNERS.items():
        receiving, policy = RECEIVING[scope], policy_of([])
        route = dockets.route_of(t, kind, country, receiving, SENDING, "000000", (policy, policy))
        sheet = next(s.unit for s in route if s.stage.name == "sheet")
        yield f"the owner of a complaint, {scope}: {owner}, not {sheet}", sheet == owner
        clocks = [s.stage.days for s in route if not s.is_automatic]
        yield f"the clocks of a complaint: {clocks}", \
            clocks == ["SHEET", "VERIFICATION", "DECISION", "CARRYING_OUT"]


def lists(t):
    grounds = {legal: {g["name"] for g in t.grounds.values() if g["legal"] == legal}
               for legal in (True, False)}
    yield f"never legal grounds: {grounds[False]}", grounds[False] == ILLEGAL
    yield f"legal grounds: {grounds[True]}", LEGAL <= grounds[True]
    yield "an illegal refusal can not be made against anything", \
        all(g["legal"] or g["of"] == "BOTH" for g in t.grounds.values())
    for happening, role in t.roles.items():
        if happening in FILERS | HEADS:
            yield f"{happening} is for {role}", role == ("FILER" if happening in FILERS else "HEAD")
    for action, state in ENDS.items():
        yield f"{action} ends as {t.ends[action]}", t.ends[action] == state
    yield "suspended children resume first", t.status_otherwise["suspended"] == "MUST_RESUME_FIRST"
    yield "graduates use a graduate transfer", \
        t.status_otherwise["graduated"] == "USE_GRADUATE_TRANSFER"
    yield "silence is never consent", not any(
        happening == "EXPIRE" and posture != "ANSWER" for posture, happening in t.moves)
    yield "the ministry's checks keep their numbers", [t.verdicts[v] for v in (
        "DATA_MISMATCH", "OPEN_BUSINESS", "PROBLEM_RECORD")] == [2001, 2002, 2003]
    for name in ("expulsion", "leaving_uncompleted"):
        yield f"{name} never in compulsory school", t.business_by_name[name].is_senior_only
    for name, kind in t.business_by_name.items():
        if name in ("key_change", "removal_g"):
            yield f"{name} needs its proof", kind.scans >= 1


def law_of_the_nation(nation):
    """`nation` as a life tells it; what a life may change is left out."""
    ten = ("RECEIVING_SCHOOL", "RECEIVING_OFFICE", "SENDING_SCHOOL", "SENDING_OFFICE")
    days = nation["days"]
    yield "ten working days for each", all(days[d] == 10 for d in ten)
    yield "3, 5, 5, 5 for a complaint", \
        [days[d] for d in ("SHEET", "VERIFICATION", "DECISION", "CARRYING_OUT")] == [3, 5, 5, 5]
    yield "ten days to answer", nation["answer_days"] == 10
    yield "transfers: closed from 15 July to 15 August", \
        nation["windows"]["transfer"] == [[8, 15, 7, 15]]
    yield "graduate transfers: two periods", \
        sorted(nation["windows"]["graduate_transfer"]) == [[3, 1, 6, 1], [8, 15, 12, 15]]
    yield "roll-back within six months", nation["roll_back_months"] == 6
    yield "a suspension of one school year", nation["suspension_months"] == 12


def facts(t, nation):
    """(what, does it hold) of everything the regulation lists."""
    country = law.Country(TREE)
    yield from routes(t, country)
    yield from complaints(t, country)
    yield from lists(t)
    yield from law_of_the_nation(nation)
    between = {t.status_no[s] for s in ("in_school", "abroad", "left_other", "withdrawn", "expelled")}
    yield "who may transfer between provinces", between <= set(nation["between_provinces"])
    yield "who may transfer within one", nation["within_province"] == [t.status_no["in_school"]]
