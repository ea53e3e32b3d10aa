/*
 * What is said about a term, and on which day: around Spring Festival of 2026, when five
 * working days may last a fortnight.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "relay/office.h"

enum { HOUR_MS = 3600000, DAY_MS = 24 * HOUR_MS, RETRY_MS = 300000 };

static struct office office;

static void
begin(void)
{
	office_begin(&office, LEVEL_COUNTY);
}

static void
end(void)
{
	office_end(&office);
}

TestSuite(sweep, .init = begin, .fini = end, .timeout = 120);

/* -- one docket, day by day ----------------------------------------------------------- */

struct story {
	struct docket docket;
	struct instant next_look;	/* as the store would have it */
	char text[4096];
};

static void
note(struct story *s, const char *what, struct instant at, const char *told)
{
	char day[DAY_TEXT_MAX], line[96];
	day_text(instant_day(at), day);
	(void)snprintf(line, sizeof(line), "%s %s %s\n", day, what, told);
	cr_assert_lt(strlen(s->text) + strlen(line), sizeof(s->text));
	strcat(s->text, line);
}

/* What the turn has written, to those served here and by letter. */
static void
note_all(struct story *s, const struct turn *t)
{
	for (size_t i = 0; i < t->notices.n; i++) {
		cr_expect(unit_code_equal(t->notices.at[i].unit, s->docket.holder));
		note(s, t->notices.at[i].what, t->now, t->notices.at[i].told.text);
	}
	for (size_t i = 0; i < t->outgoing.n; i++) {
		struct letter letter;
		cr_assert_eq(wire_letter_decode(t->arena, office.keyring,
		    t->outgoing.at[i].value, &letter), VERDICT_OK);
		cr_expect_eq(letter.kind, LETTER_NOTICE);
		note(s, letter.notice.what, t->now, letter.to.text);
	}
}

static void
look(struct story *s, struct instant now)
{
	struct turn *t = office_turn(&office, now);
	struct live l = office_live(&s->docket);
	turn_sweep(t, &l);
	note_all(s, t);
	cr_assert_eq(t->sweeps.n, 1, "every look has to end with a next one");
	s->next_look = t->sweeps.at[0].next;
	cr_assert_gt(s->next_look.ms, now.ms, "a look in the past");
}

static void
tell(struct story *s, const char *holder, struct instant since, int days)
{
	memset(s, 0, sizeof(*s));
	s->docket = office_desk(holder, since, days);
	s->next_look = turn_next_look(office_turn(&office, since), &s->docket);
}

/* A daemon that looks every `step_ms`, as long as nobody decides. */
static void
wait_until(struct story *s, struct instant from, struct instant until, int64_t step_ms)
{
	for (struct instant now = from; now.ms < until.ms; now.ms += step_ms)
		if (s->next_look.ms <= now.ms)
			look(s, now);
}

static void
expect_story(const char *holder, const char *since, int days, const char *until,
    const char *text)
{
	struct story s;
	tell(&s, holder, at(since), days);
	wait_until(&s, at(since), at(until), HOUR_MS);
	cr_expect_str_eq(s.text, text, "%s since %s, %d days:\n%s", holder, since, days, s.text);
}

/* Working days: 9-14 February (1-6), 24 (7), 25 (8), 26 (9), 27 (10); 28 is worked. */
Test(sweep, a_term_of_ten_days_is_reminded_on_day_8_and_day_10_then_daily)
{
	expect_story(FURONG, "2026-02-08T09:00:00+08:00", 10, "2026-03-04T00:00:00+08:00",
	    "2026-02-25 reminder 430102\n"
	    "2026-02-27 reminder 430102\n"
	    "2026-02-28 overdue 430102\n2026-02-28 overdue 430100\n"
	    "2026-03-02 overdue 430102\n2026-03-02 overdue 430100\n"
	    "2026-03-03 overdue 430102\n2026-03-03 overdue 430100\n");
}

Test(sweep, a_term_of_five_days_is_reminded_on_its_last_day_and_late_on_the_next)
{
	expect_story(FURONG, "2026-02-11T09:00:00+08:00", 5, "2026-02-27T12:00:00+08:00",
	    "2026-02-25 reminder 430102\n"
	    "2026-02-26 overdue 430102\n2026-02-26 overdue 430100\n"
	    "2026-02-27 overdue 430102\n2026-02-27 overdue 430100\n");
}

Test(sweep, a_term_of_one_day_over_the_holidays_is_reminded_when_work_begins_again)
{
	expect_story(FURONG, "2026-02-14T23:59:59+08:00", 1, "2026-02-26T00:00:00+08:00",
	    "2026-02-24 reminder 430102\n"
	    "2026-02-25 overdue 430102\n2026-02-25 overdue 430100\n");
}

/* A Saturday on which people work is the last day, and nothing is said on the Sunday. */
Test(sweep, make_up_days_count_and_free_days_are_left_in_peace)
{
	expect_story(FURONG, "2026-02-26T09:00:00+08:00", 2, "2026-03-02T12:00:00+08:00",
	    "2026-02-28 reminder 430102\n"
	    "2026-03-02 overdue 430102\n2026-03-02 overdue 430100\n");
}

Test(sweep, the_first_reminder_is_that_of_the_holders_province)
{
	office_guangdong.reminder_day = 3;
	office_nation.reminder_day = 5;
	expect_story(LIWAN, "2026-03-01T09:00:00+08:00", 10, "2026-03-16T00:00:00+08:00",
	    "2026-03-04 reminder 440103\n2026-03-13 reminder 440103\n");
	expect_story(FURONG, "2026-03-01T09:00:00+08:00", 10, "2026-03-16T00:00:00+08:00",
	    "2026-03-11 reminder 430102\n2026-03-13 reminder 430102\n");
}

Test(sweep, a_reminder_day_beyond_the_term_leaves_the_last_day_only)
{
	office_hunan.reminder_day = 8;
	expect_story(FURONG, "2026-03-01T09:00:00+08:00", 8, "2026-03-12T00:00:00+08:00",
	    "2026-03-11 reminder 430102\n");
	office_hunan.reminder_day = 60;
	expect_story(FURONG, "2026-03-01T09:00:00+08:00", 8, "2026-03-12T00:00:00+08:00",
	    "2026-03-11 reminder 430102\n");
}

/* Off the route the days to answer count, whatever the stop it came from grants. */
Test(sweep, a_coordination_has_the_days_to_answer)
{
	struct story s;
	const struct instant since = at("2026-03-01T09:00:00+08:00");
	tell(&s, FURONG, since, 10);
	s.docket.posture = POSTURE_COORDINATION;
	s.docket.header.answer_days = 3;
	s.next_look = turn_next_look(office_turn(&office, since), &s.docket);
	wait_until(&s, since, at("2026-03-06T00:00:00+08:00"), HOUR_MS);
	cr_expect_str_eq(s.text,
	    "2026-03-04 reminder 430102\n"
	    "2026-03-05 overdue 430102\n2026-03-05 overdue 430100\n", "%s", s.text);
}

static void
expect_complaint(enum posture posture, enum stage stage, int days, const char *text)
{
	struct story s;
	const struct instant since = at("2026-03-01T09:00:00+08:00");
	tell(&s, FURONG, since, days);
	s.docket.header.kind = BUSINESS_complaint;
	s.docket.header.scope = SCOPE_within_county;
	s.docket.header.route.stops[0].stage = stage;
	s.docket.posture = posture;
	s.next_look = turn_next_look(office_turn(&office, since), &s.docket);
	wait_until(&s, since, at("2026-03-09T12:00:00+08:00"), HOUR_MS);
	cr_expect_str_eq(s.text, text, "%s", s.text);
}

/* Three days for a sheet and for the ruling on whose it is, five for what follows. */
Test(sweep, a_complaint_is_reminded_of_on_the_last_day_of_its_own_terms)
{
	static const char three_days[] =
	    "2026-03-04 reminder 430102\n"
	    "2026-03-05 overdue 430102\n2026-03-05 overdue 430100\n"
	    "2026-03-06 overdue 430102\n2026-03-06 overdue 430100\n"
	    "2026-03-09 overdue 430102\n2026-03-09 overdue 430100\n";
	expect_complaint(POSTURE_WORK, STAGE_sheet, 3, three_days);
	expect_complaint(POSTURE_LEVEL, STAGE_sheet, 3, three_days);
	expect_complaint(POSTURE_WORK, STAGE_decision, 5,
	    "2026-03-06 reminder 430102\n"
	    "2026-03-09 overdue 430102\n2026-03-09 overdue 430100\n");
}

/* -- every day of the season ---------------------------------------------------------- */

/* The rule once more, counted on the fingers. */
static const char *
naive_words(struct day arrived, int days, struct day today)
{
	int used = 0;
	for (struct day d = { arrived.n + 1 }; d.n <= today.n; d.n++)
		used += office_is_worked(d);
	if (!office_is_worked(today))
		return NULL;
	if (used > days)
		return "overdue";
	return used == days || (used == 8 && days > 8) ? "reminder" : NULL;
}

static void
naive_story(struct story *s, struct day arrived, int days, struct day until)
{
	memset(s, 0, sizeof(*s));
	for (struct day d = { arrived.n + 1 }; d.n < until.n; d.n++) {
		const char *what = naive_words(arrived, days, d);
		if (what != NULL)
			note(s, what, instant_of_day(d), FURONG);
		if (what != NULL && strcmp(what, "overdue") == 0)
			note(s, what, instant_of_day(d), CHANGSHA);
	}
}

static const int terms[] = { 1, 5, 8, 9, 10, 15 };

Test(sweep, whatever_the_day_of_arrival_each_notice_is_written_once_and_on_its_day)
{
	static struct story told, wanted;
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++)
		for (struct day d = on("2026-02-01"); d.n < on("2026-02-27").n; d.n++) {
			const struct instant since = { instant_of_day(d).ms + 10 * HOUR_MS };
			const struct day until = { d.n + 32 };
			tell(&told, FURONG, since, terms[i]);
			wait_until(&told, since, instant_of_day(until), HOUR_MS / 2);
			naive_story(&wanted, d, terms[i], until);
			cr_expect_str_eq(told.text, wanted.text, "term %d, arrived %d\n%s-- not\n%s",
			    terms[i], day_date(d).day, wanted.text, told.text);
		}
}

Test(sweep, the_next_look_is_the_next_day_on_which_something_is_said)
{
	const struct day arrived = on("2026-02-03");
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		const struct instant since = { instant_of_day(arrived).ms + 10 * HOUR_MS };
		const struct docket d = office_desk(FURONG, since, terms[i]);
		for (int hour = 0; hour < 45 * 24; hour++) {
			const struct instant now = { since.ms + (int64_t)hour * HOUR_MS };
			struct day next = { instant_day(now).n + 1 };
			while (naive_words(arrived, terms[i], next) == NULL)
				next.n++;
			const struct instant got = turn_next_look(office_turn(&office, now), &d);
			cr_expect_eq(got.ms, instant_of_day(next).ms, "term %d hour %d", terms[i],
			    hour);
		}
	}
}

/* Day 8 passes unnoticed; what is late on the day it comes back is said once that day. */
Test(sweep, a_daemon_that_was_down_says_what_is_due_today_and_nothing_twice)
{
	struct story s;
	const struct instant since = at("2026-03-01T09:00:00+08:00");
	tell(&s, FURONG, since, 10);
	wait_until(&s, at("2026-03-12T15:00:00+08:00"), at("2026-03-14T00:00:00+08:00"), 5000);
	cr_expect_str_eq(s.text, "2026-03-13 reminder 430102\n", "%s", s.text);
	wait_until(&s, at("2026-03-17T15:00:00+08:00"), at("2026-03-18T00:00:00+08:00"), 5000);
	cr_expect_str_eq(s.text, "2026-03-13 reminder 430102\n"
	    "2026-03-17 overdue 430102\n2026-03-17 overdue 430100\n", "%s", s.text);
}

/* An entry that leaves the docket where it lies must not bring the day's notice again. */
Test(sweep, a_docket_written_on_the_day_of_its_notice_looks_ahead)
{
	const struct docket d = office_desk(FURONG, at("2026-03-01T09:00:00+08:00"), 10);
	const struct instant next =
	    turn_next_look(office_turn(&office, at("2026-03-11T10:00:00+08:00")), &d);
	cr_expect_eq(next.ms, at("2026-03-13T00:00:00+08:00").ms);
}

/* -- what is done rather than said ---------------------------------------------------- */

Test(sweep, an_automatic_docket_is_due_now_and_a_closed_one_never)
{
	struct docket d = office_desk(FURONG, at("2026-03-01T09:00:00+08:00"), 10);
	const struct turn *t = office_turn(&office, at("2026-03-20T10:00:00+08:00"));
	d.posture = POSTURE_AUTO;
	cr_expect_eq(turn_next_look(t, &d).ms, t->now.ms);
	d.posture = POSTURE_CLOSED;
	cr_expect_eq(turn_next_look(t, &d).ms, 0);
}

Test(sweep, an_answer_is_due_when_its_days_are_over_and_at_once_if_they_are)
{
	struct docket d = office_desk(FURONG, at("2026-03-01T09:00:00+08:00"), 3);
	const struct turn *t = office_turn(&office, at("2026-03-10T10:00:00+08:00"));
	d.posture = POSTURE_ANSWER;
	cr_expect_eq(turn_next_look(t, &d).ms, at("2026-03-14T00:00:00+08:00").ms);
	t = office_turn(&office, at("2026-03-20T10:00:00+08:00"));
	cr_expect_eq(turn_next_look(t, &d).ms, t->now.ms);
}

Test(sweep, an_answer_that_is_not_due_yet_is_only_put_off)
{
	struct story s;
	tell(&s, FURONG, at("2026-03-01T09:00:00+08:00"), 10);
	s.docket.posture = POSTURE_ANSWER;
	look(&s, at("2026-03-12T00:00:00+08:00"));
	cr_expect_str_eq(s.text, "");
	cr_expect_eq(s.next_look.ms, at("2026-03-14T00:00:00+08:00").ms);
}

/* TIANXIN has no key. */
static void
expect_retry(enum posture posture, const char *holder)
{
	struct story s;
	const struct instant now = at("2026-03-20T10:00:00+08:00");
	s.docket = office_desk(holder, at("2026-03-01T09:00:00+08:00"), 3);
	s.docket.posture = posture;
	s.text[0] = '\0';
	look(&s, now);
	cr_expect_str_eq(s.text, "");
	cr_expect_eq(s.next_look.ms, now.ms + RETRY_MS);
}

Test(sweep, what_cannot_proceed_lets_the_others_pass)
{
	expect_retry(POSTURE_AUTO, TIANXIN);
}

Test(sweep, an_answer_that_cannot_be_closed_lets_the_others_pass)
{
	expect_retry(POSTURE_ANSWER, TIANXIN);
}

Test(sweep, a_docket_of_a_unit_no_longer_served_lets_the_others_pass)
{
	expect_retry(POSTURE_DESK, DONGCHENG);
	expect_retry(POSTURE_AUTO, "430199");
}

/* Closed in this very turn, or never seen: its own row says all there is to say. */
Test(sweep, a_docket_that_is_closed_or_unknown_is_left_alone)
{
	struct turn *t = office_turn(&office, at("2026-03-20T10:00:00+08:00"));
	struct docket d = office_desk(FURONG, at("2026-03-01T09:00:00+08:00"), 3);
	struct live l = office_live(&d);
	l.docket.posture = POSTURE_CLOSED;
	turn_sweep(t, &l);
	l.docket.posture = POSTURE_DESK;
	l.is_begun = false;
	turn_sweep(t, &l);
	cr_expect_eq(t->sweeps.n, 0);
	cr_expect_eq(t->notices.n, 0);
}

/* -- the school year ------------------------------------------------------------------ */

static struct docket
leaving_desk(const char *since)
{
	struct docket d = office_desk(FURONG, at(since), 10);
	d.header.grade = 6;
	d.header.filed_at = at(since);
	return d;
}

Test(sweep, a_docket_of_a_leaving_grade_is_looked_at_on_the_day_of_the_purge)
{
	const struct docket d = leaving_desk("2026-07-13T09:00:00+08:00");
	const struct turn *t = office_turn(&office, at("2026-07-13T10:00:00+08:00"));
	cr_expect_eq(turn_next_look(t, &d).ms, at("2026-07-15T00:00:00+08:00").ms);
	t = office_turn(&office, at("2026-07-16T10:00:00+08:00"));
	cr_expect_eq(turn_next_look(t, &d).ms, t->now.ms, "it is overdue");
	struct docket other = d;
	other.header.grade = 5;
	t = office_turn(&office, at("2026-07-13T10:00:00+08:00"));
	cr_expect_gt(turn_next_look(t, &other).ms, at("2026-07-15T00:00:00+08:00").ms);
}

/* TIANXIN has no key: what cannot be stamped is put off, and nothing is said. */
Test(sweep, what_cannot_be_purged_lets_the_others_pass)
{
	struct story s;
	const struct instant now = at("2026-07-15T00:00:00+08:00");
	s.docket = leaving_desk("2026-07-01T09:00:00+08:00");
	s.docket.holder = code(TIANXIN);
	s.text[0] = '\0';
	look(&s, now);
	cr_expect_str_eq(s.text, "");
	cr_expect_eq(s.next_look.ms, now.ms + RETRY_MS);
}

static struct record
child(const char *school, const char *number, int grade, int school_year)
{
	struct record r = { .school = code(school), .status = STATUS_in_school, .grade = grade,
		.school_year = school_year, .version = 7 };
	(void)snprintf(r.number.text, sizeof(r.number.text), "%s", number);
	return r;
}

Test(sweep, records_are_promoted_by_their_provinces_grades_and_with_a_reason)
{
	const struct record records[] = {
		child(FURONG_SCHOOL, "L4301022015010100" "01", 5, 2025),
		child(LIWAN_SCHOOL, "L4401032015010100" "02", 5, 2025),
		child(FURONG_SCHOOL, "L4301022015010100" "03", 5, 2026),
	};
	office_guangdong.primary_years = 5;
	struct turn *t = office_turn(&office, at("2026-08-10T00:00:00+08:00"));
	turn_promote(t, records, 3);
	cr_assert_eq(t->promoted.n, 2, "one of them is there already");
	cr_expect_eq(t->promoted.at[0].record.grade, 6);
	cr_expect_eq(t->promoted.at[1].record.grade, 5, "a leaving grade there");
	for (size_t i = 0; i < 2; i++) {
		const struct record_write *w = &t->promoted.at[i];
		cr_expect_eq(w->record.school_year, 2026);
		cr_expect_eq(w->version_before, 7);
		cr_expect_eq(w->record.version, 8);
		cr_expect_eq(w->why, RECORD_WHY_PROMOTION);
		cr_expect_eq(w->at.ms, t->now.ms);
	}
	t = office_turn(&office, at("2026-08-09T23:59:59+08:00"));
	turn_promote(t, records, 3);
	cr_expect_eq(t->promoted.n, 0, "the day before");
}

Test(sweep, a_record_that_something_else_changes_in_the_turn_is_left_to_the_next)
{
	const struct record r = child(FURONG_SCHOOL, "L4301022015010100" "01", 5, 2025);
	struct turn *t = office_turn(&office, at("2026-08-10T00:00:00+08:00"));
	struct live_record *l = LIST_ADD(t, t->records);
	l->number = r.number;
	l->school = r.school;
	turn_promote(t, &r, 1);
	cr_expect_eq(t->promoted.n, 0);
}

/* -- term verification ---------------------------------------------------------------- */

Test(sweep, progress_goes_level_by_level_and_not_to_the_ministry)
{
	const struct unit_code school = code(FURONG_SCHOOL);
	const struct progress list[] = {
		{ .unit = school, .schools = 1, .schools_done = 1, .done = &school, .students = 3,
			.at = { 5 } },
		{ .unit = code(HUNAN), .students = 4, .at = { 6 } },
		{ .unit = code(TIANXIN), .students = 5, .at = { 7 } },	/* has no key */
	};
	struct turn *t = office_turn(&office, at("2026-09-10T09:00:00+08:00"));
	turn_tell_progress(t, list, 3);
	cr_assert_eq(t->outgoing.n, 1);
	cr_expect_str_eq(t->outgoing.at[0].to.text, FURONG);
	struct letter letter;
	cr_assert_eq(wire_letter_decode(t->arena, office.keyring, t->outgoing.at[0].value, &letter),
	    VERDICT_OK);
	cr_expect_eq(letter.progress.students, 3);
	cr_assert_eq(letter.progress.schools_done, 1);
	cr_expect_str_eq(letter.progress.done[0].text, FURONG_SCHOOL);
	cr_expect_eq(letter.progress.at.ms, t->now.ms);
	cr_assert_eq(t->told.n, 2, "what cannot be told stays due");
	cr_expect_eq(t->told.at[1].at.ms, 6);
}

static enum letter_fate
tell_of(struct turn *t, const struct unit_code *school, enum verdict *why)
{
	char topic[TOPIC_MAX];
	const struct unit_code from = code(FURONG_SCHOOL);
	const struct letter letter = { .kind = LETTER_PROGRESS, .from = from, .to = code(FURONG),
		.progress = { .unit = from, .schools = 1, .schools_done = 1, .done = school } };
	cr_assert(relay_topic_of(t->options, t->law->registry,
	    registry_find(t->law->registry, letter.to), topic));
	return turn_letter(t, &letter, topic, why);
}

Test(sweep, a_unit_tells_of_its_own_schools_only)
{
	const struct unit_code own = code(FURONG_SCHOOL), other = code(TIANXIN_SCHOOL),
			       unknown = code("2143999999");
	enum verdict why = VERDICT_OK;
	struct turn *t = office_turn(&office, at("2026-09-10T09:00:00+08:00"));
	cr_expect_eq(tell_of(t, &other, &why), LETTER_DEAD);
	cr_expect_eq(why, VERDICT_UNIT_NOT_ALLOWED);
	cr_expect_eq(tell_of(t, &unknown, &why), LETTER_DEAD);
	cr_expect_eq(t->progress.n, 0);
	cr_expect_eq(tell_of(t, &own, &why), LETTER_APPLIED);
	cr_assert_eq(t->progress.n, 1);
	cr_expect_str_eq(t->progress.at[0].told.text, FURONG);
}

/* -- what the ministry is asked --------------------------------------------------------- */

/* At a province, which waits for the ministry's answer about the child's ID. */
static struct docket
in_question(void)
{
	struct docket d = office_desk(HUNAN, at("2026-01-05T09:00:00+08:00"), 0);
	d.header.kind = BUSINESS_key_change;
	d.header.route.stops[0].stage = STAGE_register_check;
	d.posture = POSTURE_AUTO;
	memcpy(d.header.citizen_id.text, "430102201705061018", 19);
	return d;
}

static size_t
asked_by_a_sweep(bool is_asked)
{
	struct docket d = in_question();
	struct turn *t = office_turn(&office, at("2026-01-07T09:00:00+08:00"));
	struct live l = office_live(&d);
	l.is_asked = is_asked;
	turn_sweep(t, &l);
	cr_assert_eq(t->sweeps.n, 1);
	cr_expect_eq(t->sweeps.at[0].next.ms, t->now.ms + RETRY_MS);
	return t->outgoing.n;
}

Test(sweep, a_question_that_has_no_answer_is_asked_again_but_not_while_it_is_in_the_outbox)
{
	office_end(&office);
	office_begin(&office, LEVEL_PROVINCE);
	cr_expect_eq(asked_by_a_sweep(false), 1);
	cr_expect_eq(asked_by_a_sweep(true), 0, "an office that is away for days would have hundreds");
}
