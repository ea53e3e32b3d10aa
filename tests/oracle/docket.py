"""The docket as the regulation tells of it: a folder with a plan of the desks it has still to visit.

Where lib/core folds header and entries into positions on a route, here a docket keeps the list of
stops that lie before it. An approval takes the next one; a correction makes a new plan: the head of
the unit that filed, then straight to the furthest desk it had reached, by way of those checks
that have not seen the new name or ID."""

import copy

from law import COUNTY, MINISTRY, PREFECTURE, PROVINCE, SCHOOL

ENTRIES, KEPT_FOR_THE_END = 100, 30
COORDINATIONS, SUCCESSIONS = 4, 4
LEVELS = {"SCHOOL": SCHOOL, "COUNTY": COUNTY, "PREFECTURE": PREFECTURE, "PROVINCE": PROVINCE,
          "MINISTRY": MINISTRY}
# What may go back and forth without ever leading anywhere.
ENDLESS = {"filed", "refused", "returned", "corrected", "objected", "ruled_return", "illegal_refusal",
           "level_disputed", "stated", "urged"}
GIVES_BACK = {"refused", "returned", "failed"}
GOES_ON = {"approved", "passed", "handed_down", "handed_up", "released", "ruled_overrule"}
SAME_STAY = {"illegal_refusal", "stated", "urged", "followed"}


class Stop:
    def __init__(self, stage, unit, is_automatic, days):
        self.stage, self.unit, self.is_automatic, self.days = stage, unit, is_automatic, days

    def told(self):
        return [self.stage.name, self.unit, self.is_automatic, self.days]


# -- routes -------------------------------------------------------------------------------


def stages_of(tables, kind, scope):
    return [tables.stages[stage] for business, where, stage in tables.route
            if business == kind.stages_of and where in (scope, "any")]


def owner_of(kind, country, receiving, sending, brought):
    """The lowest common level; of one school the school itself, if it was brought there."""
    if kind.owner_files:
        return brought
    if receiving != sending:
        return country.common(receiving, sending)
    return sending if brought == sending else country.office(sending)


def unit_of_a_complaint(stage, kind, country, receiving, sending, brought):
    owner = owner_of(kind, country, receiving, sending, brought)
    office = country.office(sending)
    # A sheet asks the office about its school; the school only if the office is the one that asks.
    answering = office if owner in country.path(office)[1:] else sending
    if stage.side in ("OWNER", "ANSWERING"):
        return owner if stage.side == "OWNER" else answering
    unit = country.at(owner if stage.side == "ABOVE" else answering, LEVELS[stage.level])
    if unit is None:
        return None
    if stage.side == "ABOVE":
        return unit if unit != owner and brought in country.path(unit) else None
    return unit if unit != answering and owner in country.path(unit)[1:] else None


def unit_about_a_child(stage, country, receiving, sending, policy):
    school = receiving if stage.side == "RECEIVING" else sending
    if stage.level == "SCHOOL":
        return school
    if stage.level == "COUNTY":
        return country.office(school)
    phase = (None, "primary", "junior", "senior").index(country.units[school].phase)
    if stage.level == "PREFECTURE" and phase not in policy["prefecture_phases"]:
        return None
    return country.at(school, LEVELS[stage.level])


def route_of(tables, kind, country, receiving, sending, brought, policies):
    """`policies`: of the receiving and of the sending side."""
    route = []
    for stage in stages_of(tables, kind, country.scope(receiving, sending)):
        policy = policies[0] if stage.side == "RECEIVING" else policies[1]
        if kind.names_no_child:
            unit = unit_of_a_complaint(stage, kind, country, receiving, sending, brought)
        else:
            unit = unit_about_a_child(stage, country, receiving, sending, policy)
        if unit is None:
            continue
        last = route[-1] if route else None
        if (last and stage.how == last.stage.how == "DESK" and stage.side == last.stage.side
                and unit == last.unit):
            continue    # one office does not decide twice in a row
        is_automatic = stage.how != "DESK" or stage.no in policy["rule_stages"]
        route.append(Stop(stage, unit, is_automatic, policy["days"][stage.days]))
    return route


def filer_of(tables, kind, country, receiving, sending):
    """The unit of the first stop; None where many may file, or nobody."""
    stages = stages_of(tables, kind, country.scope(receiving, sending))
    if kind.names_no_child or not stages:
        return None
    return unit_about_a_child(stages[0], country, receiving, sending, {"prefecture_phases": []})


# -- one docket ---------------------------------------------------------------------------


class Docket:
    def __init__(self, tables):
        self.tables = tables
        self.kind = None
        self.header = None
        self.route = []
        self.n = 0
        self.state = "open"
        self.where = "NEW"          # or "STOP", ANSWER, COORDINATION, LEVEL, CLOSED
        self.at = 0                 # the stop it is at, or came from
        self.plan = []              # the stops before it
        self.furthest = 0
        self.in_question = 0        # the stop whose refusal or silence it is about
        self.is_refused = False
        self.is_changed = False     # name or ID, since it left the furthest stop
        self.holder = ""
        self.since, self.since_n, self.last_at = 0, 0, 0
        self.filed_by = self.filed_for = ""
        self.new_name = self.new_id = self.new_number = ""
        self.released = None
        self.coordinators, self.followed = [], []
        self.heard = {}             # province -> has it stated?
        self.seen_as_heard = []
        self.owner = None
        self.urged = None           # when that desk was urged last
        self.is_level_settled = False

    def copy(self):
        other = copy.copy(self)
        for name in ("plan", "coordinators", "followed", "heard"):
            setattr(other, name, copy.copy(getattr(self, name)))
        return other

    # -- looking

    @property
    def stop(self):
        return self.route[self.at]

    @property
    def posture(self):
        if self.where != "STOP":
            return self.where
        if self.stop.is_automatic:
            return "AUTO"
        return "WORK" if self.kind.names_no_child else "DESK"

    @property
    def stage(self):
        return {"STOP": self.stop.stage.name if self.route else "", "ANSWER": "answer",
                "COORDINATION": "coordination", "LEVEL": "level_ruling"}.get(self.where, "none")

    def successor(self, unit):
        for void, by in self.followed:
            if unit == void:
                unit = by
        return unit

    @property
    def filer(self):
        return self.successor(self.route[0].unit) if self.route else ""

    @property
    def decider(self):
        """The ministry, where that is asked about a child by its ID."""
        if self.posture == "AUTO" and self.stop.stage.how == "ASKS" and self.sought_id:
            return "000000"
        return self.holder

    @property
    def citizen_id(self):
        return self.new_id or self.header["citizen_id"]

    @property
    def name(self):
        return self.new_name or self.header["name"]

    @property
    def number(self):
        return self.new_number or self.header["number"]

    @property
    def sought_id(self):
        return self.header["change"]["citizen_id"] or self.citizen_id

    def seen(self):
        if self.n == 0:
            return []
        units = [s.unit for s in self.route[:self.furthest + 1]] + self.coordinators
        units += self.seen_as_heard + [by for _, by in self.followed]
        return list(dict.fromkeys(units))

    def term(self, calendar):
        if self.n == 0 or self.posture in ("AUTO", "CLOSED"):
            return 0
        return calendar.term(self.since, self.days)

    @property
    def days(self):
        """Working days of whoever has it."""
        return self.header["answer_days"] if self.where in ("ANSWER", "COORDINATION") \
            else self.stop.days

    def has_room(self, action):
        return self.n < ENTRIES - KEPT_FOR_THE_END or (self.n < ENTRIES and action not in ENDLESS)

    def coordinator(self, country):
        """The lowest common level of the filer and the unit in question, or the office above if that
        is the unit itself; but a case inside a province never leaves it."""
        unit = self.route[self.at if self.posture == "DESK" else self.in_question].unit
        common = country.common(self.filer, unit)
        highest = MINISTRY if self.header["scope"] == "inter_province" else PROVINCE
        if common == unit and country.units[common].level < highest:
            return country.office(common)
        return common

    def level_above(self, country):
        above = country.office(self.holder)
        return None if above in (None, "000000") else above

    # -- moving

    def reach(self, ms):
        if self.posture != "CLOSED":
            self.since = max(self.since, ms)

    def lie_at(self, unit, ms):
        self.holder, self.since = unit, ms

    def arrive(self, at, ms):
        self.where, self.at = "STOP", at
        self.furthest = max(self.furthest, at)
        self.is_changed = self.is_changed and at < self.furthest
        unit = self.owner if self.owner and self.stop.stage.side == "OWNER" else self.stop.unit
        self.lie_at(self.successor(unit), ms)

    def advance(self, ms):
        self.is_refused = False
        self.arrive(self.plan.pop(0), ms)

    def give_back(self, e):
        if self.kind.is_batch:      # nobody answers what a batch began
            self.close("refused", e["at"])
            return
        self.where, self.in_question = "ANSWER", self.at
        self.is_refused = e["action"] == "refused"
        self.lie_at(self.filer, e["at"])

    def correct(self, e):
        new = e["correction"]
        self.new_name = new["name"] or self.new_name
        self.new_id = new["citizen_id"] or self.new_id
        self.is_changed = self.is_changed or bool(new["name"] or new["citizen_id"])
        self.filed_by, self.filed_for = e["officer"], e["deputy_for"]
        self.is_refused = False
        self.plan = [i for i in range(1, len(self.route)) if i >= self.furthest or (
            self.is_changed and self.route[i].is_automatic
            and self.route[i].stage.done == "passed")]
        self.arrive(0, e["at"])

    def object(self, e):
        if self.posture == "DESK":      # a missed deadline, no refusal
            self.in_question, self.is_refused = self.at, False
        self.coordinators.append(e["coordinator"])
        self.heard = {}
        if e["coordinator"] == "000000":        # which hears both provinces first
            schools = (self.header["receiving_school"], self.header["sending_school"])
            self.seen_as_heard = [s[2:4] + "0000" for s in schools]
            self.heard = dict.fromkeys(self.seen_as_heard, False)
        self.where = "COORDINATION"
        self.lie_at(e["coordinator"], e["at"])

    def waits(self, unit):
        """For the unit that has it: who filed, and offices on that side that it has passed."""
        side = {self.successor(s.unit) for s in self.route[:self.furthest + 1]
                if s.stage.side == "RECEIVING" and not s.is_automatic}
        return unit != self.holder and unit in side | {self.filer}

    def close(self, state, ms):
        self.state, self.where = state, "CLOSED"
        self.lie_at("", ms)

    def begin(self, header, kind, route):
        """The header is there, and no entry yet."""
        self.header, self.kind, self.route = header, kind, route

    def file(self, e):
        self.filed_by, self.filed_for = e["officer"], e["deputy_for"]
        self.plan = list(range(1, len(self.route)))
        self.arrive(0, e["at"])

    def take(self, e):
        """An entry that may stand here."""
        action, ms = e["action"], e["at"]
        if e["number"]:
            self.new_number = e["number"]
        if action == "filed":
            self.file(e)
        elif action in GOES_ON:
            self.released = e.get("record", self.released)
            if action == "ruled_overrule":
                self.at = self.in_question
            self.advance(ms)
        elif action in GIVES_BACK:
            self.give_back(e)
        elif action == "corrected":
            self.correct(e)
        elif action == "objected":
            self.object(e)
        elif action == "ruled_return":
            self.is_refused = False
            self.arrive(self.in_question, ms)
        elif action == "urged":
            self.urged = ms
        elif action == "stated":
            self.heard[e["unit"]] = True
        elif action == "level_disputed":
            self.coordinators.append(e["coordinator"])
            self.where = "LEVEL"
            self.lie_at(e["coordinator"], ms)
        elif action in ("level_kept", "level_taken"):
            self.is_level_settled = True
            self.owner = e["unit"] if action == "level_taken" else self.owner
            self.arrive(self.at, ms)
        elif action == "followed":
            self.followed.append((e["holder"], e["coordinator"]))
            self.holder = e["coordinator"]
            self.reach(e["reached"])        # which is the void unit's to tell
        elif action == "expired":
            self.close("refused" if self.is_refused else "expired", ms)
        elif action != "illegal_refusal":
            self.close(self.tables.ends[action], ms)
        self.n += 1
        self.last_at = ms
        if action not in SAME_STAY:
            self.since_n = self.n
            self.urged = None
