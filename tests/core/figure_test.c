/* Who decided in time, and where the time went: counted by hand. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/figure.h"
#include "core/paper.h"

/* A docket at work whose entries are kept. */
struct story {
	struct paper p;
	struct entry entries[ENTRIES_MAX];
	size_t n;
	struct span spans[SPANS_MAX];
	size_t n_spans;
};

static struct story s;

static void
begin(void)
{
	memset(&s, 0, sizeof(s));
	paper_begin(&s.p, FURONG_SCHOOL, LIWAN_SCHOOL);
}

TestSuite(figure, .init = begin);

/* It happens at that time. */
static void
then(const char *when, enum happening_kind kind)
{
	s.p.now = at(when);
	const struct entry e = paper_entry(&s.p, kind);
	s.entries[s.n++] = e;
	paper_do(&s.p, kind);
}

static void
it_comes(const char *when)
{
	docket_reach(&s.p.docket, at(when));
}

static void
cut(void)
{
	const struct instant not_told = { 0 };
	s.n_spans = figure_spans(
	    &s.p.docket.header, s.entries, s.n, not_told, &land_calendar, s.spans);
}

static void
expect(size_t i, enum delay delay, const char *unit, const char *from, const char *until,
    enum action end)
{
	const struct span *p = &s.spans[i];
	cr_assert_lt(i, s.n_spans);
	cr_expect_str_eq(delay_name(p->delay), delay_name(delay), "span %zu", i);
	cr_expect_str_eq(p->unit.text, unit, "span %zu", i);
	cr_expect_eq(p->from.ms, at(from).ms, "span %zu", i);
	cr_expect_eq(p->until.ms, until == NULL ? 0 : at(until).ms, "span %zu", i);
	cr_expect_str_eq(action_name(p->end), action_name(end), "span %zu", i);
}

/* Between two provinces, with letters under way, a refusal, an objection and a ruling. */
static void
tell_all(void)
{
	then("2026-09-01T09:00:00+08:00", HAPPENING_FILE);
	then("2026-09-01T10:00:00+08:00", HAPPENING_APPROVE);
	it_comes("2026-09-02T10:00:00+08:00");
	then("2026-09-16T23:59:59+08:00", HAPPENING_APPROVE);	/* county, the tenth day */
	then("2026-10-12T00:00:00+08:00", HAPPENING_APPROVE);	/* province, late */
	then("2026-10-12T00:00:01+08:00", HAPPENING_PROCEED);	/* ministry */
	it_comes("2026-10-12T00:00:05+08:00");
	then("2026-10-12T00:00:06+08:00", HAPPENING_PROCEED);	/* check */
	then("2026-10-12T09:00:00+08:00", HAPPENING_REFUSE);	/* sending school */
	it_comes("2026-10-12T09:00:02+08:00");
	then("2026-10-13T09:00:02+08:00", HAPPENING_OBJECT);
	then("2026-10-13T09:00:03+08:00", HAPPENING_STATE);	/* it lies where it lay */
	then("2026-10-14T09:00:01+08:00", HAPPENING_STATE);
	then("2026-10-14T09:00:02+08:00", HAPPENING_OVERRULE);
	then("2026-10-15T09:00:00+08:00", HAPPENING_APPROVE);	/* county */
	then("2026-10-16T09:00:00+08:00", HAPPENING_APPROVE);	/* province */
	then("2026-10-16T09:00:01+08:00", HAPPENING_PROCEED);	/* release */
	then("2026-10-16T09:00:03+08:00", HAPPENING_PROCEED);	/* admit */
	cut();
}

Test(figure, a_life_is_cut_into_stays_and_ways_without_gap_or_overlap)
{
	tell_all();
	cr_assert_eq(s.p.docket.state, DOCKET_COMPLETED);
	expect(0, DELAY_school, FURONG_SCHOOL, "2026-09-01T09:00:00+08:00", "2026-09-01T10:00:00+08:00",
	    ACTION_approved);
	expect(1, DELAY_transport, FURONG, "2026-09-01T10:00:00+08:00", "2026-09-02T10:00:00+08:00",
	    ACTION_NONE);
	expect(2, DELAY_county, FURONG, "2026-09-02T10:00:00+08:00", "2026-09-16T23:59:59+08:00",
	    ACTION_approved);
	expect(3, DELAY_province, HUNAN, "2026-09-16T23:59:59+08:00", "2026-10-12T00:00:00+08:00",
	    ACTION_approved);
	expect(4, DELAY_automatic, MINISTRY, "2026-10-12T00:00:00+08:00", "2026-10-12T00:00:01+08:00",
	    ACTION_passed);
	expect(5, DELAY_transport, LIWAN_SCHOOL, "2026-10-12T00:00:01+08:00",
	    "2026-10-12T00:00:05+08:00", ACTION_NONE);
	expect(7, DELAY_school, LIWAN_SCHOOL, "2026-10-12T00:00:06+08:00", "2026-10-12T09:00:00+08:00",
	    ACTION_refused);
	expect(8, DELAY_transport, FURONG_SCHOOL, "2026-10-12T09:00:00+08:00",
	    "2026-10-12T09:00:02+08:00", ACTION_NONE);
	expect(9, DELAY_answer, FURONG_SCHOOL, "2026-10-12T09:00:02+08:00", "2026-10-13T09:00:02+08:00",
	    ACTION_objected);
	expect(10, DELAY_coordination, MINISTRY, "2026-10-13T09:00:02+08:00",
	    "2026-10-14T09:00:02+08:00", ACTION_ruled_overrule);
	cr_assert_eq(s.n_spans, 15);
	expect(14, DELAY_automatic, FURONG_SCHOOL, "2026-10-16T09:00:01+08:00",
	    "2026-10-16T09:00:03+08:00", ACTION_admitted);
	for (size_t i = 1; i < s.n_spans; i++)
		cr_expect_eq(s.spans[i].from.ms, s.spans[i - 1].until.ms, "span %zu", i);
	cr_expect_eq(s.spans[1].stage, STAGE_receiving_county);
	cr_expect_not(s.spans[1].is_desk || s.spans[4].is_desk || s.spans[9].is_desk
	    || s.spans[10].is_desk);
}

/* An urging is made at the late desk and ends no stay there. */
Test(figure, a_desk_that_is_urged_has_the_docket_as_long_as_it_had)
{
	then("2026-09-01T09:00:00+08:00", HAPPENING_FILE);
	then("2026-09-01T10:00:00+08:00", HAPPENING_APPROVE);
	then("2026-09-16T09:00:00+08:00", HAPPENING_URGE);
	then("2026-09-17T09:00:00+08:00", HAPPENING_APPROVE);
	cut();
	expect(1, DELAY_county, FURONG, "2026-09-01T10:00:00+08:00", "2026-09-17T09:00:00+08:00",
	    ACTION_approved);
}

/* 20 September and 10 October are worked, 25-27 September and 1-7 October are not. */
Test(figure, the_parts_of_a_delay_add_up_to_the_whole)
{
	struct delays d = { .ms = { 0 } };
	int64_t ms = 0;
	int days = 0;
	tell_all();
	figure_delays(&d, s.spans, s.n_spans, &land_calendar);
	for (int i = 0; i < DELAY_N; i++) {
		ms += d.ms[i];
		days += d.days[i];
	}
	const struct instant from = at("2026-09-01T09:00:00+08:00");
	const struct instant until = at("2026-10-16T09:00:03+08:00");
	cr_expect_eq(ms, until.ms - from.ms);
	cr_expect_eq(days, figure_days(&land_calendar, from, until));
	cr_expect_eq(d.ms[DELAY_transport], 86400000 + 4000 + 2000);
	cr_expect_eq(d.days[DELAY_transport], 1);
	cr_expect_eq(d.ms[DELAY_answer], 86400000);
	cr_expect_eq(d.days[DELAY_answer], 1);
	cr_expect_eq(d.days[DELAY_coordination], 1);
	cr_expect_eq(d.days[DELAY_county], 10 + 1);
	cr_expect_eq(d.days[DELAY_province], 14 + 1, "17 September to 12 October, without holidays");
}

Test(figure, days_are_counted_like_those_of_a_term)
{
	const struct instant from = at("2026-09-24T23:00:00+08:00");
	cr_expect_eq(figure_days(&land_calendar, from, at("2026-09-24T23:59:59+08:00")), 0);
	cr_expect_eq(figure_days(&land_calendar, from, at("2026-09-27T12:00:00+08:00")), 0);
	cr_expect_eq(figure_days(&land_calendar, from, at("2026-09-28T00:00:00+08:00")), 1);
	for (int days = 1; days <= 20; days++) {
		const struct instant over = calendar_term(&land_calendar, from, days);
		const struct instant last = { over.ms - 1 };
		cr_expect_eq(figure_days(&land_calendar, from, last), days);
	}
}

/* -- tallies -------------------------------------------------------------------------- */

static struct tally
tally_of(const char *unit, const char *from, const char *until)
{
	struct tally t = { 0 };
	for (size_t i = 0; i < s.n_spans; i++)
		if (strcmp(s.spans[i].unit.text, unit) == 0)
			figure_tally(&t, &s.spans[i], &land_calendar, at(from), at(until));
	return t;
}

#define ALWAYS "2026-01-01T00:00:00+08:00", "2027-01-01T00:00:00+08:00"

Test(figure, a_unit_is_on_time_until_the_last_second_of_its_term_and_not_a_second_longer)
{
	tell_all();
	const struct tally county = tally_of(FURONG, ALWAYS), province = tally_of(HUNAN, ALWAYS);
	cr_expect_eq(county.on_time, 1, "the way there is not counted against it");
	cr_expect_eq(county.late, 0);
	cr_expect_eq(county.approved, 1);
	cr_expect_eq(county.days, 10);
	cr_expect_eq(county.ms, at("2026-09-16T23:59:59+08:00").ms - at("2026-09-02T10:00:00+08:00").ms);
	cr_expect_eq(county.technical, 1);
	cr_expect_eq(county.technical_ms, 86400000);
	cr_expect_eq(county.technical_days, 1);
	cr_expect_eq(province.on_time, 0);
	cr_expect_eq(province.late, 1);
	const struct tally school = tally_of(LIWAN_SCHOOL, ALWAYS);
	cr_expect_eq(school.refused, 1);
	cr_expect_eq(school.on_time, 1);
	cr_expect_eq(school.technical, 3, "a way, check and release");
}

Test(figure, to_the_millisecond_late_begins_where_the_term_ends)
{
	struct span p = { .is_desk = true, .from = { 1000 }, .until = { 1999 }, .term = { 2000 },
		.end = ACTION_approved };
	const struct instant from = { 0 }, until = { 10000 };
	struct tally t = { 0 };
	figure_tally(&t, &p, &land_calendar, from, until);
	cr_expect_eq(t.on_time, 1);
	p.until.ms = 2000;
	figure_tally(&t, &p, &land_calendar, from, until);
	cr_expect_eq(t.late, 1);
	cr_expect_eq(t.on_time, 1);
}

Test(figure, what_ended_before_or_began_after_the_period_is_not_counted)
{
	static const struct tally nothing;
	tell_all();
	const struct tally before = tally_of(FURONG, "2026-09-17T00:00:00+08:00", "2027-01-01T00:00:00+08:00");
	cr_expect_eq(memcmp(&before, &nothing, sizeof(nothing)), 0);
	const struct tally after = tally_of(FURONG, "2026-01-01T00:00:00+08:00", "2026-09-01T10:00:00+08:00");
	cr_expect_eq(memcmp(&after, &nothing, sizeof(nothing)), 0);
	const struct tally edge = tally_of(FURONG, "2026-09-16T23:59:59+08:00", "2026-09-17T00:00:00+08:00");
	cr_expect_eq(edge.on_time, 1, "the period begins with its first instant");
}

Test(figure, what_lies_there_at_the_end_of_the_period_is_open_and_late_once_its_term_is_over)
{
	tell_all();
	const struct tally open = tally_of(HUNAN, "2026-09-01T00:00:00+08:00", "2026-09-30T23:59:59+08:00");
	cr_expect_eq(open.open, 1);
	cr_expect_eq(open.open_late, 0);
	const struct tally late = tally_of(HUNAN, "2026-09-01T00:00:00+08:00", "2026-10-11T00:00:00+08:00");
	cr_expect_eq(late.open, 1);
	cr_expect_eq(late.open_late, 1);
	cr_expect_eq(late.late, 0);
	const struct tally last = tally_of(HUNAN, "2026-09-01T00:00:00+08:00", "2026-10-12T00:00:00+08:00");
	cr_expect_eq(last.open, 1, "decided at the very instant at which the period ends");
}

Test(figure, an_open_docket_ends_with_an_open_stay_from_when_it_came)
{
	then("2026-09-01T09:00:00+08:00", HAPPENING_FILE);
	then("2026-09-01T10:00:00+08:00", HAPPENING_APPROVE);
	cut();
	cr_assert_eq(s.n_spans, 2);
	expect(1, DELAY_county, FURONG, "2026-09-01T10:00:00+08:00", NULL, ACTION_NONE);
	s.n_spans = figure_spans(&s.p.docket.header, s.entries, s.n, at("2026-09-02T10:00:00+08:00"),
	    &land_calendar, s.spans);
	cr_assert_eq(s.n_spans, 3);
	expect(1, DELAY_transport, FURONG, "2026-09-01T10:00:00+08:00", "2026-09-02T10:00:00+08:00",
	    ACTION_NONE);
	expect(2, DELAY_county, FURONG, "2026-09-02T10:00:00+08:00", NULL, ACTION_NONE);
	cr_expect_eq(s.spans[2].term.ms, at("2026-09-17T00:00:00+08:00").ms);
	struct tally t = { 0 };
	for (size_t i = 0; i < s.n_spans; i++)
		figure_tally(&t, &s.spans[i], &land_calendar, at("2026-09-01T00:00:00+08:00"),
		    at("2026-09-17T00:00:00+08:00"));
	cr_expect_eq(t.open, 1);
	cr_expect_eq(t.open_late, 1);
}

/* The clock stays where it is, also for when it came. */
Test(figure, an_illegal_refusal_ends_no_stay_and_is_counted)
{
	then("2026-09-01T09:00:00+08:00", HAPPENING_FILE);
	then("2026-09-01T10:00:00+08:00", HAPPENING_APPROVE);
	it_comes("2026-09-02T10:00:00+08:00");
	for (int i = 0; i < 2; i++) {
		s.p.now = at("2026-09-03T10:00:00+08:00");
		struct happening h = paper_ask(&s.p, HAPPENING_REFUSE);
		h.ground = GROUND_NO_RECORD;
		const struct decision no = paper_try(&s.p, &h);
		cr_assert_eq(no.verdict, VERDICT_ILLEGAL_GROUND);
		s.entries[s.n++] = no.entry;
		(void)paper_act(&s.p, &h);
	}
	cut();
	cr_assert_eq(s.n_spans, 3);
	expect(2, DELAY_county, FURONG, "2026-09-02T10:00:00+08:00", NULL, ACTION_NONE);
	then("2026-09-04T10:00:00+08:00", HAPPENING_RETURN);
	cut();
	cr_assert_eq(s.n_spans, 4);
	expect(2, DELAY_county, FURONG, "2026-09-02T10:00:00+08:00", "2026-09-04T10:00:00+08:00",
	    ACTION_returned);
	const struct tally t = tally_of(FURONG, ALWAYS);
	cr_expect_eq(t.illegal, 2);
	cr_expect_eq(t.returned, 1);
	cr_expect_eq(t.refused, 0);
}

Test(figure, what_is_withdrawn_from_a_desk_was_not_decided_there)
{
	then("2026-09-01T09:00:00+08:00", HAPPENING_FILE);
	then("2026-09-01T10:00:00+08:00", HAPPENING_APPROVE);
	then("2026-09-01T11:00:00+08:00", HAPPENING_WITHDRAW);
	cut();
	const struct tally t = tally_of(FURONG, ALWAYS);
	cr_expect_eq(t.undecided, 1);
	cr_expect_eq(t.on_time + t.late + t.ms + t.open, 0);
}

Test(figure, tallies_add_up_field_by_field)
{
	static const struct tally a = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, { 15, 16 } };
	static struct tally sum;	/* so that what lies between its members is zero too */
	figure_add(&sum, &a);
	figure_add(&sum, &a);
	static const struct tally twice = { 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, { 30, 32 } };
	cr_expect_eq(memcmp(&sum, &twice, sizeof(sum)), 0);
}

Test(figure, entries_that_do_not_fold_tell_nothing_and_no_entries_neither)
{
	const struct instant not_told = { 0 };
	tell_all();
	s.entries[3].n = 9;
	cut();
	cr_expect_eq(s.n_spans, 3, "up to the one that is wrong");
	cr_expect_eq(figure_spans(&s.p.docket.header, s.entries, 0, not_told, &land_calendar, s.spans), 0);
}

Test(figure, what_the_ministry_decides_takes_the_ministrys_time)
{
	paper_begin_change(&s.p, BUSINESS_removal_g, FURONG_SCHOOL);
	then("2026-09-01T09:00:00+08:00", HAPPENING_FILE);
	then("2026-09-02T09:00:00+08:00", HAPPENING_APPROVE);
	then("2026-09-08T09:00:00+08:00", HAPPENING_APPROVE);
	cut();
	expect(0, DELAY_province, HUNAN, "2026-09-01T09:00:00+08:00", "2026-09-02T09:00:00+08:00",
	    ACTION_approved);
	expect(1, DELAY_ministry, MINISTRY, "2026-09-02T09:00:00+08:00", "2026-09-08T09:00:00+08:00",
	    ACTION_approved);
}

Test(figure, every_delay_has_a_name_and_two_labels)
{
	for (int i = 0; i < DELAY_N; i++) {
		cr_expect(strlen(delay_name(i)) > 0 && strlen(delay_label_zh(i)) > 0);
		cr_expect_gt(strlen(delay_label_en(i)), 0);
	}
	cr_expect_str_eq(delay_name(DELAY_coordination), "coordination");
}

/* -- when it came --------------------------------------------------------------------- */

Test(figure, an_entry_says_when_the_docket_had_come_and_only_if_it_travelled)
{
	tell_all();
	static const struct { size_t n; const char *when; } came[] = {
		{ 1, NULL }, { 2, NULL }, { 3, "2026-09-02T10:00:00+08:00" }, { 4, NULL },
		{ 6, "2026-10-12T00:00:05+08:00" }, { 8, "2026-10-12T09:00:02+08:00" }, { 12, NULL },
	};
	for (size_t i = 0; i < sizeof(came) / sizeof(came[0]); i++)
		cr_expect_eq(s.entries[came[i].n - 1].reached.ms,
		    came[i].when == NULL ? 0 : at(came[i].when).ms, "entry %zu", came[i].n);
}

Test(figure, whatever_becomes_of_a_clock_it_came_before_it_was_stamped)
{
	then("2026-09-01T09:00:00+08:00", HAPPENING_FILE);
	then("2026-09-01T10:00:00+08:00", HAPPENING_APPROVE);
	it_comes("2026-09-02T10:00:00+08:00");
	s.p.now = at("2026-09-01T12:00:00+08:00");	/* put back */
	struct entry e = paper_entry(&s.p, HAPPENING_APPROVE);
	cr_expect_eq(e.reached.ms, e.at.ms);
	e.reached.ms++;
	struct docket d = s.p.docket;
	cr_expect_eq(docket_apply(&d, &e), VERDICT_OUT_OF_RANGE);
}

Test(figure, half_of_the_decisions_took_no_longer_than_the_median)
{
	struct tally t = { .on_time = 0 };
	cr_expect_eq(figure_median(&t), -1, "nothing was decided");
	t.on_time = t.took[3] = 2;
	t.late = t.took[TOOK_MAX] = 1;
	cr_expect_eq(figure_median(&t), 3);
	t.late = t.took[TOOK_MAX] = 3;
	cr_expect_eq(figure_median(&t), TOOK_MAX);
}

Test(figure, what_takes_very_long_counts_as_the_longest)
{
	const struct span p = { .is_desk = true, .from = at("2026-09-01T09:00:00+08:00"),
		.until = at("2026-12-01T09:00:00+08:00"), .end = ACTION_approved };
	struct tally t = { 0 };
	figure_tally(&t, &p, &land_calendar, at("2026-09-01T00:00:00+08:00"),
	    at("2027-01-01T00:00:00+08:00"));
	cr_expect_eq(t.took[TOOK_MAX], 1);
	cr_expect_gt(t.days, TOOK_MAX);
}

/* Two working days are the last of the first age, three the first of the second. */
Test(figure, the_backlog_is_what_the_tally_counts_as_open_by_its_age)
{
	struct span p = { .is_desk = true, .from = at("2026-09-01T09:00:00+08:00"),
		.term = at("2026-09-03T00:00:00+08:00") };
	struct backlog b = { { 0 }, { 0 } };
	figure_backlog(&b, &p, &land_calendar, at("2026-09-01T09:00:00+08:00"));
	cr_expect_eq(b.open[0], 0, "it was not there yet");
	figure_backlog(&b, &p, &land_calendar, at("2026-09-02T12:00:00+08:00"));
	cr_expect(b.open[0] == 1 && b.late[0] == 0);
	figure_backlog(&b, &p, &land_calendar, at("2026-09-03T12:00:00+08:00"));
	cr_expect(b.open[0] == 2 && b.late[0] == 1);
	figure_backlog(&b, &p, &land_calendar, at("2026-09-04T12:00:00+08:00"));
	cr_expect(b.open[1] == 1 && b.late[1] == 1);
	figure_backlog(&b, &p, &land_calendar, at("2027-03-01T12:00:00+08:00"));
	cr_expect_eq(b.open[AGES_N - 1], 1);
	p.until = at("2026-09-02T12:00:00+08:00");
	figure_backlog(&b, &p, &land_calendar, at("2026-09-04T12:00:00+08:00"));
	p.until.ms = 0;
	p.is_desk = false;
	figure_backlog(&b, &p, &land_calendar, at("2026-09-04T12:00:00+08:00"));
	cr_expect_eq(b.open[0] + b.open[1] + b.open[AGES_N - 1], 4, "decided, or on no desk");
}
