/* What would have differed under a draft: cases made as in the field, asked again. */
#include <criterion/criterion.h>
#include <stdarg.h>
#include <string.h>

#include "core/paper.h"
#include "core/replay.h"

/* A docket at work whose entries are kept, and the draft it is held against. */
struct what_if {
	struct paper p;
	struct entry entries[ENTRIES_MAX];
	size_t n;
	struct law draft;
	struct replayed r;
};

static struct what_if s;

static void
between(const char *receiving, const char *sending)
{
	memset(&s, 0, sizeof(s));
	paper_begin(&s.p, receiving, sending);
	law_between(&s.draft, receiving, sending);
}

static void
begin(void)
{
	between(FURONG_SCHOOL, LIWAN_SCHOOL);
}

TestSuite(replay, .init = begin);

static void
does(const struct happening *h)
{
	const struct decision yes = paper_try(&s.p, h);
	cr_assert(yes.appends, "%s", verdict_name(yes.verdict));
	s.entries[s.n++] = yes.entry;
	(void)paper_act(&s.p, h);
}

/* It happens at that time. */
static void
then(const char *when, enum happening_kind kind)
{
	s.p.now = at(when);
	const struct happening h = paper_ask(&s.p, kind);
	does(&h);
}

static void
then_refused_for(const char *when, enum ground ground)
{
	s.p.now = at(when);
	struct happening h = paper_ask(&s.p, HAPPENING_REFUSE);
	h.ground = ground;
	does(&h);
}

/* Filed, and approved on the same day until it lies at that stage. */
static void
goes_to(enum stage stage)
{
	if (s.n == 0)
		then("2026-09-01T09:00:00+08:00", HAPPENING_FILE);
	while (docket_stage(&s.p.docket) != stage) {
		const struct happening h = paper_ask(&s.p,
		    docket_is_automatic(&s.p.docket) ? HAPPENING_PROCEED : HAPPENING_APPROVE);
		does(&h);
	}
}

static struct world
without_record(struct law *law)
{
	struct world w = law->world;
	w.nation = &law->nation;
	w.receiving = &law->receiving;
	w.sending = &law->sending;
	return w;
}

static enum verdict
ask(void)
{
	const struct world now = without_record(&s.p.law), draft = without_record(&s.draft);
	return replay(&s.p.docket.header, s.entries, s.n, &now, &draft, &s.r);
}

/* Asks; what differs is told as "name n stage", in order. */
static void
expect(int n, ...)
{
	va_list list;
	cr_assert_eq(ask(), VERDICT_OK);
	cr_expect_eq((int)s.r.n, n, "%zu differences", s.r.n);
	va_start(list, n);
	for (int i = 0; i < n && i < (int)s.r.n; i++) {
		const struct difference *d = &s.r.differences[i];
		const int kind = va_arg(list, int), entry = va_arg(list, int), stage = va_arg(list, int);
		cr_expect_eq((int)d->kind, kind, "difference %d: %s", i, difference_name(d->kind));
		cr_expect_eq((int)d->n, entry, "difference %d: entry %u", i, d->n);
		cr_expect_eq((int)d->stage, stage, "difference %d: stage %d", i, (int)d->stage);
	}
	va_end(list);
}

static void
expect_answer(size_t i, enum verdict now, enum verdict draft)
{
	const struct difference *d = &s.r.differences[i];
	cr_assert_lt(i, s.r.n);
	cr_expect_eq(d->kind, DIFFERENCE_answer);
	cr_expect_str_eq(verdict_name(d->now), verdict_name(now));
	cr_expect_str_eq(verdict_name(d->draft), verdict_name(draft));
	cr_expect_eq(d->ends, draft != VERDICT_OK);
}

static void
expect_due(size_t i, const char *now, const char *draft)
{
	const struct difference *d = &s.r.differences[i];
	cr_assert_lt(i, s.r.n);
	cr_expect_eq(d->due_now.ms, at(now).ms, "difference %zu", i);
	cr_expect_eq(d->due_draft.ms, at(draft).ms, "difference %zu", i);
}

static void
opens(struct policy *p, enum business kind, int from_month, int from_day, int until_month,
    int until_day)
{
	const struct windows w = {
		.open = { { from_month, from_day, until_month, until_day } }, .n = 1
	};
	p->windows[kind] = w;
}

/* -- nothing -------------------------------------------------------------------------- */

Test(replay, the_same_policy_makes_no_difference)
{
	goes_to(STAGE_sending_county);
	expect(0);
	goes_to(STAGE_NONE);
	expect(0);
}

Test(replay, the_same_policy_makes_no_difference_to_any_kind)
{
	for (int kind = 1; kind < BUSINESS_N; kind++) {
		if (business_row((enum business)kind) == NULL)
			continue;
		between(FURONG_SCHOOL, LIWAN_SCHOOL);
		if (business_row((enum business)kind)->names_no_child)
			paper_begin_complaint(
			    &s.p, (enum business)kind, FURONG_SCHOOL, LIWAN_SCHOOL, MINISTRY);
		else if (business_row((enum business)kind)->is_one_school)
			paper_begin_change(&s.p, (enum business)kind,
			    business_row((enum business)kind)->is_senior_only ? LIWAN_SENIOR : LIWAN_SCHOOL);
		else if (kind == BUSINESS_graduate_transfer)
			paper_begin_graduate(&s.p, FURONG_JUNIOR, LIWAN_SCHOOL);
		else if (kind == BUSINESS_roll_back)
			paper_begin_roll_back(&s.p, LIWAN_SCHOOL, FURONG_JUNIOR);
		else
			s.p.kind = (enum business)kind;
		s.p.scans = 2;
		law_between(&s.draft, s.p.receiving, s.p.sending);
		goes_to(STAGE_NONE);
		cr_expect_eq(ask(), VERDICT_OK);
		cr_expect_eq((int)s.r.n, 0, "%s: %s", business_name((enum business)kind),
		    difference_name(s.r.differences[0].kind));
	}
}

/* -- filing --------------------------------------------------------------------------- */

Test(replay, a_narrower_window_would_not_have_let_it_be_filed)
{
	goes_to(STAGE_NONE);
	opens(&s.draft.receiving, BUSINESS_transfer, 9, 2, 7, 15);
	expect(1, DIFFERENCE_answer, 1, STAGE_receiving_school);
	expect_answer(0, VERDICT_OK, VERDICT_PROVINCE_WINDOW_CLOSED);
	cr_expect_str_eq(s.r.differences[0].unit.text, FURONG_SCHOOL);
}

Test(replay, of_the_docket_that_a_filing_follows_nothing_is_known_and_nothing_is_told)
{
	goes_to(STAGE_NONE);
	s.p.docket.header.follows = paper_id(OTHER_ID);
	expect(0);
}

Test(replay, the_window_of_the_sending_province_is_only_shown)
{
	goes_to(STAGE_NONE);
	opens(&s.draft.sending, BUSINESS_transfer, 9, 2, 7, 15);
	expect(0);
}

/* What else the draft changes is not told of a case that there would not have been. */
Test(replay, nothing_is_told_of_what_could_not_have_come_about)
{
	goes_to(STAGE_NONE);
	opens(&s.draft.receiving, BUSINESS_transfer, 9, 2, 7, 15);
	s.draft.receiving.days[DAYS_RECEIVING_OFFICE] = 1;
	s.draft.receiving.prefecture_phases = 1u << PHASE_PRIMARY;
	expect(1, DIFFERENCE_answer, 1, STAGE_receiving_school);
}

Test(replay, a_window_that_closed_since_is_not_blamed_on_the_draft)
{
	goes_to(STAGE_NONE);
	opens(&s.p.law.receiving, BUSINESS_transfer, 9, 2, 7, 15);
	s.draft.receiving = s.p.law.receiving;
	expect(0);
	opens(&s.draft.receiving, BUSINESS_transfer, 8, 15, 7, 15);
	expect(1, DIFFERENCE_answer, 1, STAGE_receiving_school);
	expect_answer(0, VERDICT_PROVINCE_WINDOW_CLOSED, VERDICT_OK);
	opens(&s.draft.nation, BUSINESS_transfer, 9, 2, 7, 15);
	expect(1, DIFFERENCE_answer, 1, STAGE_receiving_school);
	expect_answer(0, VERDICT_PROVINCE_WINDOW_CLOSED, VERDICT_WINDOW_CLOSED);
}

Test(replay, a_shorter_suspension_is_asked_without_the_record)
{
	paper_begin_change(&s.p, BUSINESS_suspension, FURONG_SCHOOL);
	law_between(&s.draft, FURONG_SCHOOL, FURONG_SCHOOL);
	goes_to(STAGE_NONE);
	s.draft.receiving.suspension_months = s.draft.sending.suspension_months = 3;
	expect(1, DIFFERENCE_answer, 1, STAGE_school);
	expect_answer(0, VERDICT_OK, VERDICT_BAD_PERIOD);
}

/* -- the record in the docket --------------------------------------------------------- */

Test(replay, a_status_is_asked_of_the_record_that_was_released)
{
	s.p.record.status = STATUS_dropped_out;
	goes_to(STAGE_release);
	s.draft.receiving.between_provinces &= ~(1u << STATUS_dropped_out);
	expect(0);	/* nothing in the docket tells of the status yet */
	goes_to(STAGE_NONE);
	expect(1, DIFFERENCE_answer, 6, STAGE_check);
	expect_answer(0, VERDICT_OK, VERDICT_STATUS_NOT_ELIGIBLE);
}

Test(replay, a_check_that_failed_stays_as_recorded)
{
	s.p.record.status = STATUS_suspended;
	goes_to(STAGE_answer);
	s.p.record.status = STATUS_withdrawn;
	then("2026-09-02T09:00:00+08:00", HAPPENING_CORRECT);
	goes_to(STAGE_NONE);
	cr_assert_eq(s.entries[5].action, ACTION_failed);
	s.draft.receiving.between_provinces &= ~(1u << STATUS_withdrawn);
	expect(1, DIFFERENCE_answer, 9, STAGE_check);
}

/* -- the route ------------------------------------------------------------------------ */

Test(replay, a_stage_that_the_draft_adds_was_not_decided)
{
	goes_to(STAGE_NONE);
	s.draft.sending.prefecture_phases = 1u << PHASE_PRIMARY;
	expect(1, DIFFERENCE_stage_added, 0, STAGE_sending_prefecture);
	cr_expect_str_eq(s.r.differences[0].unit.text, GUANGZHOU);
	cr_expect_not(s.r.differences[0].ends);
}

Test(replay, a_stage_that_the_draft_takes_away_is_told)
{
	s.p.law.receiving.prefecture_phases = 1u << PHASE_PRIMARY;
	goes_to(STAGE_NONE);
	expect(1, DIFFERENCE_stage_gone, 0, STAGE_receiving_prefecture);
	cr_expect_str_eq(s.r.differences[0].unit.text, CHANGSHA);
}

/* Recorded under a law with the stage, which neither side has any more. */
Test(replay, a_stage_that_is_gone_since_is_not_blamed_on_the_draft)
{
	s.p.law.receiving.prefecture_phases = 1u << PHASE_PRIMARY;
	goes_to(STAGE_NONE);
	s.p.law.receiving.prefecture_phases = 0;
	s.draft.receiving.days[DAYS_RECEIVING_OFFICE] = 1;
	expect(2, DIFFERENCE_due, 3, STAGE_receiving_county, DIFFERENCE_due, 5,
	    STAGE_receiving_province);
}

Test(replay, a_stage_left_to_a_rule_is_told_and_one_given_back)
{
	goes_to(STAGE_NONE);
	s.draft.sending.rule_stages = 1u << STAGE_sending_school;
	expect(1, DIFFERENCE_by_rule, 0, STAGE_sending_school);
	s.p.law.sending.rule_stages = 1u << STAGE_sending_school | 1u << STAGE_sending_county;
	expect(1, DIFFERENCE_by_officer, 0, STAGE_sending_county);
}

/* -- terms ---------------------------------------------------------------------------- */

/* The fifth working day after 1 September ends at midnight of the eighth, the tenth that of the
 * fifteenth. */
Test(replay, a_shorter_term_would_have_been_missed_from_its_last_second_on)
{
	goes_to(STAGE_receiving_county);
	s.draft.receiving.days[DAYS_RECEIVING_OFFICE] = 5;
	expect(1, DIFFERENCE_due, 0, STAGE_receiving_county);
	expect_due(0, "2026-09-16T00:00:00+08:00", "2026-09-09T00:00:00+08:00");
	then("2026-09-08T23:59:59+08:00", HAPPENING_APPROVE);
	expect(2, DIFFERENCE_due, 3, STAGE_receiving_county, DIFFERENCE_due, 0,
	    STAGE_receiving_province);
	then("2026-09-16T00:00:00+08:00", HAPPENING_APPROVE);
	expect(2, DIFFERENCE_due, 3, STAGE_receiving_county, DIFFERENCE_late, 4,
	    STAGE_receiving_province);
	expect_due(1, "2026-09-22T00:00:00+08:00", "2026-09-16T00:00:00+08:00");
	cr_expect_not(s.r.differences[1].ends);
	cr_expect_str_eq(s.r.differences[1].unit.text, HUNAN);
}

Test(replay, a_longer_term_would_have_been_kept)
{
	s.p.law.receiving.days[DAYS_RECEIVING_OFFICE] = 5;
	goes_to(STAGE_receiving_county);
	then("2026-09-09T00:00:00+08:00", HAPPENING_APPROVE);
	expect(2, DIFFERENCE_on_time, 3, STAGE_receiving_county, DIFFERENCE_due, 0,
	    STAGE_receiving_province);
	expect_due(0, "2026-09-09T00:00:00+08:00", "2026-09-16T00:00:00+08:00");
}

/* A term runs from when the docket came, on both sides. */
Test(replay, a_term_runs_from_when_the_docket_had_come)
{
	goes_to(STAGE_receiving_county);
	docket_reach(&s.p.docket, at("2026-09-03T12:00:00+08:00"));
	then("2026-09-10T23:59:59+08:00", HAPPENING_APPROVE);
	s.draft.receiving.days[DAYS_RECEIVING_OFFICE] = 5;
	cr_assert_eq(ask(), VERDICT_OK);
	cr_expect_eq(s.r.differences[0].kind, DIFFERENCE_due);
	expect_due(0, "2026-09-18T00:00:00+08:00", "2026-09-11T00:00:00+08:00");
}

Test(replay, an_answer_that_came_later_than_the_draft_waits_ends_the_case)
{
	goes_to(STAGE_sending_county);
	then("2026-09-01T10:00:00+08:00", HAPPENING_REFUSE);
	s.draft.receiving.answer_days = 3;
	expect(1, DIFFERENCE_due, 0, STAGE_answer);
	then("2026-09-04T23:59:59+08:00", HAPPENING_CORRECT);
	expect(1, DIFFERENCE_due, 9, STAGE_answer);
	s.draft.receiving.answer_days = 2;
	expect(1, DIFFERENCE_unanswered, 9, STAGE_answer);
	cr_expect(s.r.differences[0].ends);
	goes_to(STAGE_NONE);
	expect(1, DIFFERENCE_unanswered, 9, STAGE_answer);
	s.draft.receiving.answer_days = 10;
	s.p.law.receiving.answer_days = 2;
	expect(1, DIFFERENCE_on_time, 9, STAGE_answer);
}

Test(replay, what_was_closed_by_silence_would_have_waited_longer)
{
	s.p.law.receiving.answer_days = 2;
	goes_to(STAGE_sending_county);
	then("2026-09-01T10:00:00+08:00", HAPPENING_REFUSE);
	then("2026-09-04T00:00:00+08:00", HAPPENING_EXPIRE);
	expect(1, DIFFERENCE_answer, 9, STAGE_answer);
	expect_answer(0, VERDICT_OK, VERDICT_NOT_NOW);
	s.draft.receiving.answer_days = 1;
	expect(0);
}

/* Grade six is a leaving grade: what is not finished on the nation's day ends. */
static void
in_june(void)
{
	const struct yearly july = { 7, 15 };
	s.p.record.grade = 6;
	s.p.law.nation.purge = s.draft.nation.purge = july;
	then("2026-06-01T09:00:00+08:00", HAPPENING_FILE);
	goes_to(STAGE_receiving_county);
}

Test(replay, what_ended_with_the_school_year_would_have_gone_on)
{
	const struct yearly august = { 8, 1 };
	in_june();
	then("2026-07-15T00:00:00+08:00", HAPPENING_PURGE);
	expect(0);
	s.draft.nation.purge = august;
	expect(1, DIFFERENCE_answer, 3, STAGE_receiving_county);
	expect_answer(0, VERDICT_OK, VERDICT_NOT_NOW);
}

Test(replay, what_was_decided_late_in_the_school_year_would_have_ended_before)
{
	const struct yearly june = { 6, 10 };
	in_june();
	then("2026-06-10T00:00:00+08:00", HAPPENING_APPROVE);
	s.draft.nation.purge = june;
	expect(1, DIFFERENCE_purged, 3, STAGE_receiving_county);
	cr_expect(s.r.differences[0].ends);
	s.p.law.nation.purge = june;
	expect(0);
}

Test(replay, a_withdrawal_keeps_no_term)
{
	goes_to(STAGE_receiving_school);
	then("2026-09-10T10:00:00+08:00", HAPPENING_WITHDRAW);
	s.draft.receiving.days[DAYS_RECEIVING_SCHOOL] = 2;
	expect(0);
}

/* -- refusals and objections ---------------------------------------------------------- */

Test(replay, a_ground_that_the_draft_forbids_could_not_have_been_pleaded)
{
	goes_to(STAGE_sending_county);
	then_refused_for("2026-09-01T10:00:00+08:00", GROUND_UNDER_SANCTION);
	then("2026-09-02T10:00:00+08:00", HAPPENING_OBJECT);
	s.draft.sending.grounds &= ~(UINT64_C(1) << GROUND_UNDER_SANCTION);
	s.draft.receiving.answer_days = 3;
	expect(1, DIFFERENCE_answer, 8, STAGE_sending_county);
	expect_answer(0, VERDICT_OK, VERDICT_GROUND_NOT_YOURS);
}

Test(replay, an_illegal_refusal_is_void_under_every_policy)
{
	goes_to(STAGE_sending_county);
	then_refused_for("2026-09-14T10:00:00+08:00", GROUND_NO_RECORD);
	s.draft.sending.days[DAYS_SENDING_OFFICE] = 2;
	expect(1, DIFFERENCE_due, 0, STAGE_sending_county);
}

Test(replay, an_objection_to_silence_would_have_come_too_early)
{
	s.p.law.receiving.days[DAYS_RECEIVING_OFFICE] = 2;
	goes_to(STAGE_receiving_county);
	then("2026-09-04T00:00:00+08:00", HAPPENING_OBJECT);
	s.draft.receiving.days[DAYS_RECEIVING_OFFICE] = 2;
	expect(0);
	s.draft.receiving.days[DAYS_RECEIVING_OFFICE] = 3;
	expect(1, DIFFERENCE_answer, 3, STAGE_receiving_county);
	expect_answer(0, VERDICT_OK, VERDICT_NOT_REFUSED);
}

Test(replay, an_urging_that_would_have_come_too_early_ends_nothing)
{
	s.p.law.receiving.days[DAYS_RECEIVING_OFFICE] = 2;
	goes_to(STAGE_receiving_county);
	then("2026-09-04T00:00:00+08:00", HAPPENING_URGE);
	then("2026-09-04T10:00:00+08:00", HAPPENING_APPROVE);
	s.draft.receiving.days[DAYS_RECEIVING_OFFICE] = 2;
	expect(0);
	s.draft.receiving.days[DAYS_RECEIVING_OFFICE] = 5;
	expect(2, DIFFERENCE_on_time, 4, STAGE_receiving_county, DIFFERENCE_due, 0,
	    STAGE_receiving_province);
}

Test(replay, a_ruling_has_a_term_too)
{
	goes_to(STAGE_sending_county);
	then("2026-09-01T10:00:00+08:00", HAPPENING_REFUSE);
	then("2026-09-02T10:00:00+08:00", HAPPENING_OBJECT);
	then("2026-09-10T10:00:00+08:00", HAPPENING_OVERRULE);
	s.draft.receiving.answer_days = 5;
	expect(2, DIFFERENCE_due, 9, STAGE_answer, DIFFERENCE_late, 10, STAGE_coordination);
}

Test(replay, a_complaint_is_held_against_its_own_terms)
{
	memset(&s, 0, sizeof(s));
	paper_begin_complaint(&s.p, BUSINESS_complaint, FURONG_SCHOOL, FURONG_OTHER, FURONG);
	law_between(&s.draft, FURONG_SCHOOL, FURONG_OTHER);
	then("2026-09-01T09:00:00+08:00", HAPPENING_FILE);
	then("2026-09-03T10:00:00+08:00", HAPPENING_APPROVE);
	expect(0);
	s.draft.receiving.days[DAYS_SHEET] = s.draft.sending.days[DAYS_SHEET] = 1;
	expect(1, DIFFERENCE_late, 2, STAGE_sheet);
}

/* -- what cannot be asked ------------------------------------------------------------- */

Test(replay, a_school_that_is_not_in_the_tree_is_said)
{
	goes_to(STAGE_NONE);
	s.p.docket.header.receiving_school = code("2143009999");
	cr_expect_eq(ask(), VERDICT_UNKNOWN_UNIT);
	s.p.docket.header.receiving_school = code(FURONG_SCHOOL);
	s.p.docket.header.sending_school = code("2144009999");
	cr_expect_eq(ask(), VERDICT_UNKNOWN_UNIT);
	s.p.docket.header.sending_school = code(LIWAN_SCHOOL);
	s.p.docket.header.route.stops[0].unit = code("2143009999");
	cr_expect_eq(ask(), VERDICT_UNKNOWN_UNIT, "nor the unit that filed");
}

/* The draft comes with a tree of its own, in which a county moved. */
Test(replay, a_case_that_has_no_route_any_more_is_said)
{
	paper_begin_graduate(&s.p, FURONG_JUNIOR, LIWAN_SCHOOL);
	goes_to(STAGE_NONE);
	s.p.docket.header.receiving_school = code(FURONG_SCHOOL);
	s.p.docket.header.sending_school = code(TIANXIN_SCHOOL);
	cr_expect_eq(ask(), VERDICT_NOT_BETWEEN_PROVINCES);
}

/* Its county is another one today: the desk keeps the term it had. */
Test(replay, a_desk_that_no_law_knows_any_more_keeps_its_term)
{
	goes_to(STAGE_NONE);
	s.p.docket.header.route.stops[1].unit = code(TIANXIN);
	s.entries[2].unit = s.entries[2].holder = code(TIANXIN);
	s.draft.receiving.days[DAYS_RECEIVING_OFFICE] = 5;
	expect(1, DIFFERENCE_due, 4, STAGE_receiving_province);
}

/* A record that went with the docket although it was not its own: no policy changes that. */
Test(replay, a_record_that_does_not_match_is_no_difference)
{
	goes_to(STAGE_NONE);
	cr_assert(s.entries[s.n - 2].has_record);
	s.entries[s.n - 2].record.name[0] = 'x';
	s.draft.receiving.between_provinces = 0;
	expect(0);
}

/* -- words ---------------------------------------------------------------------------- */

Test(replay, every_difference_has_a_name_and_two_sentences)
{
	cr_expect_str_eq(difference_name(DIFFERENCE_NONE), "none");
	for (int i = 1; i < DIFFERENCE_N; i++) {
		cr_expect_gt(strlen(difference_name((enum difference_kind)i)), 0);
		cr_expect_gt(strlen(difference_label_zh((enum difference_kind)i)), 0);
		cr_expect_gt(strlen(difference_label_en((enum difference_kind)i)), 0);
	}
}
