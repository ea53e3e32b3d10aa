"""The rules of rules.def, said again from the regulation and from what each file says it is for.

Each takes the question and answers with the name of a verdict, or with nothing. One that is missing
here is not second-guessed: the oracle takes the word of lib/core for it, and says so."""

import law

CHECK_STAGES = ("check", "release")
THIS_YEAR = {"in_school", "suspended", "abroad", "left_other", "dropped_out", "withdrawn", "missing"}
REASON_CHARS = 500
FORMER = 8


class Question:
    """What docket_step was asked, and what is known."""

    def __init__(self, books, country, nation, policies, docket, h, w):
        self.books, self.country, self.nation = books, country, nation
        self.receiving, self.sending = policies[w["receiving"]], policies[w["sending"]]
        self.d, self.h, self.w = docket, h, w
        self.is_filing = h["kind"] == "FILE"
        self.subject = h["filing"] if self.is_filing else docket.header
        self.kind = books.tables.business[self.subject["kind"]] if self.is_filing else docket.kind
        self.record = w["record"]
        self.now = law.day_of(h["at"])

    @property
    def sees_record(self):
        if self.kind.names_no_child or self.kind.is_first:
            return False
        if self.is_filing:
            return self.record is not None or self.h["unit"] == self.subject["sending_school"]
        return self.d.stage in CHECK_STAGES

    @property
    def sought_id(self):
        if self.is_filing:
            return self.subject["change"]["citizen_id"] or self.subject["citizen_id"]
        return self.d.sought_id

    @property
    def law_day(self):
        """Of what was done on paper the day on which it was done."""
        return self.subject["arrived_on"] if self.kind.is_afterwards else self.now

    def is_known_as(self, number):
        return number in [self.record["number"]] + self.record["former"]


RULES = {}


def rule(function):
    RULES[function.__name__] = function
    return function


# -- who files what about whom ------------------------------------------------------------


@rule
def known_schools(q):
    schools = (q.subject["receiving_school"], q.subject["sending_school"])
    return None if all(map(q.country.is_school, schools)) else "UNKNOWN_UNIT"


@rule
def schools_in_operation(q):
    units = [q.country.units[q.subject[s]] for s in ("receiving_school", "sending_school")]
    return "UNIT_VOID" if any(u.is_void for u in units) else None


@rule
def no_child_in_it(q):
    names_one = any(q.subject[f] for f in ("number", "citizen_id", "name", "grade"))
    return "CHILD_NAMED" if q.kind.names_no_child and names_one else None


@rule
def lowest_common_level(q):
    if not q.kind.names_no_child:
        return None
    brought = q.h["unit"]
    if brought not in q.country.units:
        return "UNKNOWN_UNIT"
    stands_above = [brought in q.country.path(q.subject[s])
                    for s in ("receiving_school", "sending_school")]
    is_own_matter = q.kind.owner_files and q.country.is_school(brought)
    if all(stands_above) and not is_own_matter:
        return None
    return q.kind.not_filer if any(stands_above) else "NOT_UNDER_YOU"


@rule
def right_filer(q):
    filer = q.books.filer_of(q.kind, q.country, q.subject["receiving_school"],
                             q.subject["sending_school"])
    return None if filer in (None, q.h["unit"]) else q.kind.not_filer


@rule
def one_school_or_two(q):
    is_one = q.subject["receiving_school"] == q.subject["sending_school"]
    if is_one == q.kind.is_one_school:
        return None
    return "SAME_SCHOOL" if is_one else "ONE_SCHOOL_ONLY"


@rule
def crosses_provinces(q):
    scope = q.country.scope(q.subject["receiving_school"], q.subject["sending_school"])
    return "NOT_BETWEEN_PROVINCES" if q.kind.crosses and scope != "inter_province" else None


# -- what is written ----------------------------------------------------------------------


@rule
def sound_name(q):
    name = q.subject["name"] if q.is_filing else q.h["correction"]["name"]
    is_kept = not q.is_filing and name == ""
    return None if is_kept or law.is_name(name) else "BAD_NAME"


@rule
def sound_student_number(q):
    if q.kind.is_first and q.subject["change"]["birth"] > q.now:
        return "BAD_BIRTH"
    sound = q.books.numbers.is_sound_student(q.subject["number"], q.now)
    return None if sound else "BAD_STUDENT_NUMBER"


@rule
def sound_citizen_id(q):
    asked = q.sought_id if q.is_filing else q.h["correction"]["citizen_id"]
    if not asked:
        is_needed = q.is_filing and q.subject["number"].startswith("G")
        return "BAD_CITIZEN_ID" if is_needed else None
    return None if q.books.numbers.is_sound_body(asked, q.now) else "BAD_CITIZEN_ID"


@rule
def kind_of_number(q):
    if q.kind.numbers is None:
        return None
    numbers = [q.subject["number"]]
    if q.sees_record and q.record:
        numbers.append(q.record["number"])
    fits = all(n == "" or n[0] in q.kind.numbers for n in numbers)
    return None if fits else "WRONG_NUMBER_KIND"


@rule
def grade_of_school(q):
    first, last = {"primary": (1, 6), "junior": (6, law.COMPULSORY),
                   "senior": (law.COMPULSORY + 1, law.LAST_GRADE), None: (1, law.LAST_GRADE)}[
                       q.country.units[q.subject["receiving_school"]].phase]
    return None if first <= q.subject["grade"] <= last else "BAD_GRADE"


@rule
def grade_of_province(q):
    phase = q.country.units[q.subject["receiving_school"]].phase
    is_primary = q.subject["grade"] <= q.receiving["primary_years"]
    return "BAD_GRADE" if phase == ("junior" if is_primary else "primary") else None


@rule
def not_in_compulsory(q):
    is_compulsory = q.subject["grade"] <= law.COMPULSORY
    return "NOT_IN_COMPULSORY" if q.kind.is_senior_only and is_compulsory else None


@rule
def leaving_grade(q):
    leaves = q.subject["grade"] in law.leaving_grades(q.receiving)
    return "NOT_LEAVING_GRADE" if q.kind.is_leaving and not leaves else None


def parts_of(change):
    parts = {"UNTIL": ("until",), "KEY": ("name", "citizen_id"),
             "CONTACT": ("address", "phone", "guardian"), "PERSON": ("birth", "sex")}
    return {part for part, fields in parts.items() if any(change[f] for f in fields)}


@rule
def change_belongs(q):
    if not q.is_filing:
        corrects = any(q.h["correction"].values())
        return "CHANGE_NOT_ASKED" if q.kind.clears and corrects else None
    parts = parts_of(q.subject["change"])
    if parts - q.kind.needs - q.kind.may or (q.subject["about"] and not q.kind.names_no_child):
        return "CHANGE_NOT_ASKED"
    return "CHANGE_MISSING" if q.kind.needs - parts else None


@rule
def something_changes(q):
    if "KEY" not in q.kind.needs:
        return None
    change = q.subject["change"]
    changes = any(change[f] not in ("", q.subject[f]) for f in ("name", "citizen_id"))
    return None if changes else "NOTHING_CHANGES"


@rule
def sound_change(q):
    change = q.subject["change"]
    if change["name"] and not law.is_name(change["name"]):
        return "BAD_NAME"
    if not all(law.is_clean(change[f]) for f in ("address", "phone", "guardian")):
        return "BAD_CONTACT"
    if change["citizen_id"] and not q.books.numbers.is_sound_body(change["citizen_id"], q.now):
        return "BAD_CITIZEN_ID"
    if "PERSON" not in parts_of(change):
        return None
    is_born = change["birth"] != 0 and change["birth"] <= q.now and change["sex"] in ("1", "2")
    told = not q.sought_id or (law.birth_of(q.sought_id) == change["birth"]
                               and law.sex_of(q.sought_id) == change["sex"])
    return None if is_born and told else "BAD_BIRTH"


@rule
def entry_age(q):
    if not q.kind.is_first or q.subject["grade"] != 1:
        return None
    year = law.civil(q.subject["arrived_on"]).year
    last = law.number_of(year, *q.receiving["entry_cut_off"])
    birthday = law.months_later(q.subject["change"]["birth"], 12 * q.receiving["entry_age"])
    return "TOO_YOUNG" if birthday > last else None


@rule
def length_of_suspension(q):
    start, until = q.subject["arrived_on"], q.subject["change"]["until"]
    if until == 0:
        return None
    too_long = law.months_later(start, q.receiving["suspension_months"])
    return None if start <= until < too_long else "BAD_PERIOD"


@rule
def scans_that_prove_it(q):
    return "EVIDENCE_MISSING" if q.subject["n_attachments"] < q.kind.scans else None


@rule
def child_has_arrived(q):
    return None if 0 < q.subject["arrived_on"] <= q.now else "NOT_ARRIVED"


@rule
def follows_what_ended(q):
    if not q.subject["follows"]:
        return None
    before = q.w["before"]
    came_to_nothing = before is not None and before["state"] in ("withdrawn", "refused", "expired")
    if q.kind.names_no_child or not came_to_nothing:
        return "NOTHING_TO_FOLLOW"
    was_here = any(q.h["unit"] in (u, q.country.heir(u)) for u in before["seen"])
    return None if was_here and is_of_the_same_child(q, before) else "NOTHING_TO_FOLLOW"


def is_of_the_same_child(q, before):
    if before["number"] == q.subject["number"]:
        return True
    ids = {before["citizen_id"], q.subject["citizen_id"]}
    if ids != {""}:
        return len(ids) == 1
    are_first = q.kind.is_first and q.books.tables.business[before["kind"]].is_first
    same = (before["name"], before["birth"]) == (q.subject["name"], q.subject["change"]["birth"])
    return are_first and same


@rule
def reason_in_words(q):
    reason = q.h["reason"]
    is_told = q.h["kind"] != "APPROVE" or (q.d.posture == "WORK" and q.d.stage != "sheet")
    if is_told and not law.has_words(reason):
        return "REASON_MISSING"
    return "REASON_TOO_LONG" if len(reason) > REASON_CHARS else None


# -- when ---------------------------------------------------------------------------------


def is_closed(q, policy):
    is_late = q.kind.is_first and q.subject["grade"] > 1
    return not is_late and not law.is_open(policy, q.kind, q.law_day)


@rule
def window_of_nation(q):
    return "WINDOW_CLOSED" if is_closed(q, q.nation) else None


@rule
def window_of_province(q):
    return "PROVINCE_WINDOW_CLOSED" if is_closed(q, q.receiving) else None


@rule
def entry_and_leaving_term(q):
    if q.kind.periods_of != "transfer":
        return None
    grade, is_first_term = q.subject["grade"], law.civil(q.law_day).month in (8, 9, 10, 11, 12, 1)
    if is_first_term:
        is_taken = grade not in law.entry_grades(q.receiving) \
            or q.receiving["entry_grade_first_term"]
    else:
        is_taken = grade not in law.leaving_grades(q.receiving) \
            or q.receiving["leaving_grade_last_term"]
    return None if is_taken else "NOT_THIS_GRADE_NOW"


@rule
def one_docket_per_school(q):
    return "DUPLICATE_FILING" if q.w["has_open_filing"] else None


@rule
def not_here_already(q):
    there = q.w["record_there"]
    is_kept = there is not None and there["status"] not in ("transferred_out", "removed")
    moves = not q.kind.is_one_school and not q.kind.is_finding
    return "RECORD_HERE_ALREADY" if is_kept and moves else None


# -- what the record says -----------------------------------------------------------------


@rule
def data_matches(q):
    if not q.sees_record:
        return None
    if q.record is None or q.record["status"] == "transferred_out":
        return "DATA_MISMATCH"
    name = q.subject["name"] if q.is_filing else q.d.name
    citizen_id = q.subject["citizen_id"] if q.is_filing else q.d.citizen_id
    matches = q.is_known_as(q.subject["number"]) and name == q.record["name"] \
        and citizen_id == q.record["citizen_id"]
    return None if matches else "DATA_MISMATCH"


@rule
def one_open_business(q):
    if not q.sees_record or q.kind.is_finding:
        return None
    lock = q.record["open_docket"]
    has_to_be_locked = not q.is_filing and q.d.stage == "release"
    free = (q.subject["id"],) if has_to_be_locked else ("", q.subject["id"])
    return None if lock in free else "OPEN_BUSINESS"


@rule
def no_problem_record(q):
    is_moved = not q.kind.is_one_school and not q.kind.is_finding
    is_problem = q.sees_record and q.record["is_problem"]
    return "PROBLEM_RECORD" if is_moved and is_problem else None


@rule
def eligible_status(q):
    if not q.sees_record:
        return None
    status = q.record["status"]
    if q.kind.from_status:
        return None if status in q.kind.from_status else q.kind.otherwise
    crosses = q.w["receiving_province"] != q.w["sending_province"]
    listed = q.receiving["between_provinces" if crosses else "within_province"]
    if q.books.tables.status_no[status] in listed:
        return None
    otherwise = q.books.tables.status_otherwise[status]
    return otherwise if otherwise != "OK" else "STATUS_NOT_ELIGIBLE"


@rule
def removable(q):
    if not q.sees_record or q.kind.name != "removal_l":
        return None
    return None if q.record["is_problem"] or q.subject["n_attachments"] else "NOT_REMOVABLE"


@rule
def is_a_problem(q):
    is_sound = q.kind.clears and q.sees_record and not q.record["is_problem"]
    return "NOT_A_PROBLEM" if is_sound else None


@rule
def graduated_there(q):
    if not q.sees_record or q.kind.name != "roll_back":
        return None
    there = q.record["graduated_from"] == q.subject["receiving_school"]
    return None if there else "DATA_MISMATCH"


@rule
def roll_back_in_time(q):
    if not q.sees_record or q.kind.name != "roll_back":
        return None
    filed = q.now if q.is_filing else law.day_of(q.subject["filed_at"])
    last = law.months_later(q.record["graduated_on"], q.sending["roll_back_months"])
    return "TOO_LATE" if filed > last else None


@rule
def same_grade(q):
    if not q.sees_record:
        return None
    year = law.school_year(q.nation, q.now) if q.is_filing else q.subject["school_year"]
    grade, of_year = brought_up(q.record, year, q.sending)
    later = max(0, of_year - year) if year else 0
    moved = grade + q.kind.grade_step - q.subject["grade"]
    stays = grade in law.leaving_grades(q.sending) or q.record["status"] != "in_school"
    return None if moved == later or (moved == 0 and stays) else "NOT_SAME_GRADE"


def brought_up(record, year, province):
    """Grade and school year of a record that is behind, once it is not."""
    grade, of_year = record["grade"], record["school_year"]
    if record["status"] not in THIS_YEAR or of_year >= year:
        return grade, of_year
    years = year - of_year if of_year else 0
    if record["status"] == "in_school":
        last = min(g for g in law.leaving_grades(province) if g >= grade)
        grade = min(grade + years, last)
    return grade, year


@rule
def number_of_the_id(q):
    if not q.kind.renumbers:
        return None
    filing_id = q.subject["change"]["citizen_id"] or q.subject["citizen_id"]
    if q.subject["change"]["name"]:
        return "CHANGE_NOT_ASKED"
    if not filing_id:
        return "CHANGE_MISSING"
    if q.subject["number"] == "G" + filing_id:
        return "NOTHING_CHANGES"
    if not q.sees_record or q.record is None:
        return None
    is_temporary = not q.record["number"].startswith("G")
    told = (law.birth_of(q.sought_id), law.sex_of(q.sought_id))
    if is_temporary and told != (q.record["birth"], q.record["sex"]):
        return "BAD_BIRTH"
    return "TOO_MANY_NUMBERS" if len(q.record["former"]) >= FORMER else None


# -- what province and ministry find ------------------------------------------------------


def found_by_ministry(q):
    return None if q.h["code"] == "OK" else q.h["code"]


@rule
def confirmed_by_register(q):
    if q.d.stage != "register_check":
        return None
    return found_by_ministry(q) if q.d.sought_id else "NOT_IN_REGISTER"


@rule
def not_enrolled_elsewhere(q):
    if not q.kind.is_first:
        return None
    if q.d.stage == "national_check":
        return found_by_ministry(q)
    index = q.w["index"]
    if q.d.stage == "province_check" and index["is_number_taken"] and not index["free_number"]:
        return "NO_NUMBER_LEFT"
    return "ENROLLED_ELSEWHERE" if q.d.stage == "province_check" and index["has_other"] else None


@rule
def claimed_once(q):
    if not q.kind.clears:
        return None
    if q.d.stage == "national_check":
        return found_by_ministry(q)
    is_claimed = q.d.stage == "province_check" and q.w["index"]["has_other"]
    return "CLAIMED_ELSEWHERE" if is_claimed else None


@rule
def formal_number_free(q):
    if q.d.stage != "province_check" or not q.kind.renumbers:
        return None
    if q.w["index"]["has_other"]:
        return "ID_TAKEN"
    return "NUMBER_TAKEN" if q.w["index"]["is_number_taken"] else None


# -- decisions ----------------------------------------------------------------------------


@rule
def checked_data_stand(q):
    passed = [s.stage.name for s in q.d.route[:q.d.furthest]]
    is_asked = any(s.stage.name == "register_check" for s in q.d.route)
    corrects = any(q.h["correction"].values())
    return "CHECKED_ALREADY" if corrects and is_asked and "check" in passed else None


@rule
def two_persons(q):
    filers = {q.d.filed_by, q.d.filed_for} - {""}
    deciders = {q.h["officer"], q.h["deputy_for"]} - {""}
    return "SAME_PERSON" if q.d.at == 0 and filers & deciders else None


@rule
def legal_ground(q):
    if q.h["ground"] == 0:
        return "GROUND_MISSING"
    ground = q.books.tables.grounds.get(q.h["ground"], {"legal": False})
    if not ground["legal"]:
        return "ILLEGAL_GROUND"
    side = q.d.stop.stage.side
    of = "CHANGES" if q.kind.is_one_school or q.kind.is_finding else "MOVES"
    policy = q.receiving if side == "RECEIVING" else q.sending
    is_ours = (ground["of"] in (of, "BOTH") and (side == "COMMON" or ground["side"] in ("ANY", side))
               and q.h["ground"] in policy["grounds"])
    return None if is_ours else "GROUND_NOT_YOURS"


@rule
def before_release(q):
    return "TOO_LATE" if q.d.released else None


@rule
def something_to_object_to(q):
    is_of_an_earlier_stop = q.h["unit"] != q.d.holder and q.h["asked_n"] < q.d.since_n
    if len(q.d.coordinators) >= 4 or is_of_an_earlier_stop:
        return "NOT_NOW"
    if q.d.where == "ANSWER":
        return None if q.d.is_refused else "NOT_REFUSED"
    is_late = q.h["at"] >= q.d.term(q.books.calendar)
    return None if is_late else "NOT_REFUSED"


@rule
def late_and_not_urged(q):
    if q.d.urged is None:
        return None if q.h["at"] >= q.d.term(q.books.calendar) else "NOT_NOW"
    return None if q.h["at"] >= q.books.calendar.term(q.d.urged, q.d.days) else "NOT_NOW"


@rule
def something_to_uphold(q):
    return None if q.d.where == "LEVEL" or q.d.is_refused else "NOTHING_TO_UPHOLD"


@rule
def answer_term_over(q):
    is_over = q.h["at"] >= q.d.term(q.books.calendar)
    return None if is_over and not q.kind.is_finding else "NOT_NOW"


@rule
def purge_is_due(q):
    day = law.purge_of(q.nation, q.sending, q.kind, q.subject["grade"], q.subject["filed_at"])
    return None if day and q.h["at"] >= day else "NOT_NOW"


@rule
def level_settled_once(q):
    if q.d.is_level_settled:
        return "LEVEL_SETTLED"
    return None if q.d.level_above(q.country) else "NO_LEVEL_ABOVE"


@rule
def at_its_stage(q):
    stage = "decision" if q.h["kind"] == "DISMISS" else "sheet"
    return None if q.d.stage == stage else "NOT_NOW"


@rule
def stated_once(q):
    return "STATED_ALREADY" if q.d.heard.get(q.h["unit"]) else None


@rule
def both_provinces_heard(q):
    days_over = q.h["at"] >= q.books.calendar.term(q.d.since, q.nation["days"]["STATEMENT"])
    return None if all(q.d.heard.values()) or days_over else "NOT_HEARD_YET"


@rule
def ruling_in_words(q):
    return None if law.has_words(q.h["reason"]) else "REASON_MISSING"


@rule
def in_step_again(q):
    there = q.w["record_there"]
    has_left = q.record is not None and q.record["status"] not in THIS_YEAR
    has_come = there is not None and there["status"] == "in_school"
    return None if q.kind.is_finding and (has_left or has_come) else "NOT_NOW"
