/*
 * Complaints and supervision letters (regulation §6): every pair of schools, brought to every unit
 * of the land, from its filing to its end; clocks; a quarrel about the level; what is forged.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "core/figure.h"
#include "core/paper.h"

/* -- the lowest common level ------------------------------------------------------------ */

static bool
is_above(const char *unit_text, const char *below)
{
	for (const struct unit *u = unit(below); u != NULL; u = registry_parent(&land, u))
		if (strcmp(u->code.text, unit_text) == 0)
			return true;
	return false;
}

/* Said once more, from the law: the lowest unit above both; of one school it may be the school. */
static const char *
owner_of(const char *a, const char *b, const char *brought)
{
	if (a == b && strcmp(a, brought) == 0)
		return a;
	for (const struct unit *u = registry_parent(&land, unit(a)); u != NULL;
	     u = registry_parent(&land, u))
		if (is_above(u->code.text, b))
			return u->code.text;
	return NULL;
}

static enum verdict
asked(struct paper *p)
{
	const struct happening h = paper_ask(p, HAPPENING_FILE);
	return paper_try(p, &h).verdict;
}

static bool
is_one_step(struct unit_code a, struct unit_code b)
{
	return unit_code_equal(a, b) || unit_code_equal(unit(a.text)->parent, b)
	    || unit_code_equal(unit(b.text)->parent, a);
}

static void
expect_route(const struct docket *d, const char *owner, const char *brought)
{
	const struct route *r = &d->header.route;
	bool has_ministry = false;
	cr_assert_str_eq(r->stops[0].unit.text, brought);
	for (size_t i = 0; i < r->n; i++) {
		const struct stage_row *row = stage_row(r->stops[i].stage);
		if (row->side == SIDE_OWNER)
			cr_assert_str_eq(r->stops[i].unit.text, owner);
		if (i > 0)
			cr_assert(is_one_step(r->stops[i - 1].unit, r->stops[i].unit),
			    "%s to %s jumps over a level", r->stops[i - 1].unit.text, r->stops[i].unit.text);
		if (strcmp(r->stops[i].unit.text, MINISTRY) == 0)
			has_ministry = true;
	}
	cr_assert_eq(has_ministry,
	    strcmp(brought, MINISTRY) == 0 || d->header.scope == SCOPE_inter_province,
	    "nothing of a province goes up to the ministry");
}

/* To its end, by whoever holds it. */
static void
walk(struct paper *p)
{
	while (p->docket.posture != POSTURE_CLOSED)
		paper_do(p, docket_is_automatic(&p->docket) ? HAPPENING_PROCEED : HAPPENING_APPROVE);
}

static void
bring(const struct unit *a, const struct unit *b, const struct unit *brought)
{
	struct paper p;
	const char *other = a->code.text, *answers = b->code.text, *to = brought->code.text;
	const bool has_one = is_above(to, other), has_other = is_above(to, answers);
	paper_begin_complaint(&p, BUSINESS_complaint, other, answers, to);
	const enum verdict v = asked(&p);
	if (has_one && has_other) {
		cr_assert_eq(v, VERDICT_OK, "%s and %s at %s", other, answers, to);
		paper_do(&p, HAPPENING_FILE);
		expect_route(&p.docket, owner_of(other, answers, to), to);
		walk(&p);
		cr_assert_eq(p.docket.state, DOCKET_COMPLETED);
	} else
		cr_assert_eq(v, has_one || has_other ? VERDICT_TOO_LOW : VERDICT_NOT_UNDER_YOU,
		    "%s and %s at %s: %s", other, answers, to, verdict_name(v));
}

Test(complaint, every_pair_of_schools_brought_to_every_unit_of_the_land)
{
	for (size_t a = 0; a < land.n_units; a++)
		for (size_t b = 0; b < land.n_units; b++)
			for (size_t to = 0; to < land.n_units; to++) {
				const struct unit *u = land.units;
				if (u[a].level == LEVEL_SCHOOL && u[b].level == LEVEL_SCHOOL
				    && !u[a].is_void && !u[b].is_void)
					bring(&u[a], &u[b], &u[to]);
			}
}

static const char *
stages_of(const struct docket *d)
{
	static char text[1024];
	text[0] = '\0';
	for (size_t i = 0; i < d->header.route.n; i++) {
		const struct stop *s = &d->header.route.stops[i];
		strcat(text, i > 0 ? " " : "");
		strcat(text, stage_row(s->stage)->name);
		strcat(text, s->is_automatic ? "*@" : "@");
		strcat(text, s->unit.text);
	}
	return text;
}

static void
expect_stages(enum business kind, const char *other, const char *answers, const char *brought,
    const char *expected)
{
	struct paper p;
	paper_begin_complaint(&p, kind, other, answers, brought);
	paper_do(&p, HAPPENING_FILE);
	cr_expect_str_eq(stages_of(&p.docket), expected, "\n     got %s\nexpected %s",
	    stages_of(&p.docket), expected);
}

Test(complaint, its_way_through_the_tree_and_the_holes_of_it)
{
	expect_stages(BUSINESS_complaint, FURONG_SCHOOL, FURONG_SCHOOL, FURONG_SCHOOL,
	    "sheet@2143000001 verification@2143000001 decision@2143000001"
	    " carrying_out@2143000001 conclusion*@2143000001");
	expect_stages(BUSINESS_complaint, FURONG_SCHOOL, FURONG_OTHER, MINISTRY,
	    "brought_ministry*@000000 brought_province*@430000 brought_prefecture*@430100"
	    " sheet@430102 verification@2143000002 decision@430102 carrying_out@2143000002"
	    " conclusion*@430102");
	expect_stages(BUSINESS_complaint, FURONG_SCHOOL, TIANXIN_SCHOOL, CHANGSHA,
	    "sheet@430100 verification@430103 decision@430100 carrying_out@430103"
	    " conclusion*@430100");
	expect_stages(BUSINESS_complaint, FURONG_SCHOOL, LIWAN_SCHOOL, MINISTRY,
	    "sheet@000000 sheet_province*@440000 sheet_prefecture*@440100 verification@440103"
	    " findings_prefecture*@440100 findings_province*@440000 decision@000000"
	    " order_province*@440000 order_prefecture*@440100 carrying_out@440103"
	    " report_prefecture*@440100 report_province*@440000 conclusion*@000000");
	/* A municipality has no prefecture, 东莞 no county, 兵团 neither. */
	expect_stages(BUSINESS_complaint, DONGCHENG_SCHOOL, XICHENG_SCHOOL, BEIJING,
	    "sheet@110000 verification@110102 decision@110000 carrying_out@110102"
	    " conclusion*@110000");
	expect_stages(BUSINESS_complaint, DONGGUAN_OTHER, DONGGUAN_SCHOOL, GUANGDONG,
	    "brought_province*@440000 sheet@441900 verification@2144000002 decision@441900"
	    " carrying_out@2144000002 conclusion*@441900");
	expect_stages(BUSINESS_complaint, FURONG_SCHOOL, DONGGUAN_SCHOOL, MINISTRY,
	    "sheet@000000 sheet_province*@440000 verification@441900 findings_province*@440000"
	    " decision@000000 order_province*@440000 carrying_out@441900"
	    " report_province*@440000 conclusion*@000000");
	expect_stages(BUSINESS_complaint, FURONG_SCHOOL, BINGTUAN_SCHOOL, MINISTRY,
	    "sheet@000000 verification@660000 decision@000000 carrying_out@660000"
	    " conclusion*@000000");
}

Test(complaint, a_supervision_letter_goes_down_level_by_level_and_its_answer_back)
{
	expect_stages(BUSINESS_supervision, LIWAN_SCHOOL, LIWAN_SCHOOL, MINISTRY,
	    "supervision_letter@000000 order_province*@440000 order_prefecture*@440100"
	    " carrying_out@440103 report_prefecture*@440100 report_province*@440000"
	    " conclusion*@000000");
	expect_stages(BUSINESS_supervision, LIWAN_SCHOOL, LIWAN_SCHOOL, GUANGZHOU,
	    "supervision_letter@440100 carrying_out@440103 conclusion*@440100");
	expect_stages(BUSINESS_supervision, FURONG_SCHOOL, FURONG_SCHOOL, FURONG,
	    "supervision_letter@430102 carrying_out@2143000001 conclusion*@430102");
	for (size_t s = 0; s < land.n_units; s++)
		for (size_t to = 0; to < land.n_units; to++) {
			const struct unit *school = &land.units[s], *from = &land.units[to];
			struct paper p;
			if (school->level != LEVEL_SCHOOL || school->is_void)
				continue;
			paper_begin_complaint(&p, BUSINESS_supervision, school->code.text,
			    school->code.text, from->code.text);
			const enum verdict v = asked(&p);
			if (school == from || !is_above(from->code.text, school->code.text)) {
				cr_assert_eq(v, school == from ? VERDICT_TOO_LOW : VERDICT_NOT_UNDER_YOU);
				continue;
			}
			cr_assert_eq(v, VERDICT_OK);
			paper_do(&p, HAPPENING_FILE);
			for (size_t i = 1; i < p.docket.header.route.n; i++)
				cr_assert(is_one_step(p.docket.header.route.stops[i - 1].unit,
				    p.docket.header.route.stops[i].unit));
			walk(&p);
			cr_assert_eq(p.docket.state, DOCKET_COMPLETED);
		}
}

/* -- at the desks ----------------------------------------------------------------------- */

static void
begin(struct paper *p, const char *brought)
{
	paper_begin_complaint(p, BUSINESS_complaint, FURONG_SCHOOL, FURONG_OTHER, brought);
}

static void
expect_term(const struct paper *p, enum stage stage, const char *day)
{
	cr_expect_eq(docket_stage(&p->docket), stage);
	cr_expect_eq(docket_stop(&p->docket) == NULL, stage == STAGE_level_ruling);
	const struct instant term = docket_term(&p->docket, &land_calendar);
	cr_expect_eq(calendar_due_day(term).n, on(day).n, "%s", stage_row(stage)->name);
}

/* Three working days, then five, five and five; mid-autumn, national day and the worked days
 * around them lie between. */
Test(complaint, sheet_verification_decision_and_carrying_out_have_their_working_days)
{
	struct paper p;
	begin(&p, FURONG);
	p.now = at("2026-09-17T09:00:00+08:00");
	paper_do(&p, HAPPENING_FILE);
	expect_term(&p, STAGE_sheet, "2026-09-21");		/* the 20th is worked */
	p.now = at("2026-09-21T23:59:59+08:00");
	paper_do(&p, HAPPENING_APPROVE);
	expect_term(&p, STAGE_verification, "2026-09-29");	/* 25-27 are holidays */
	p.now = at("2026-09-29T10:00:00+08:00");
	paper_do(&p, HAPPENING_APPROVE);
	expect_term(&p, STAGE_decision, "2026-10-12");
	p.now = at("2026-10-08T10:00:00+08:00");
	paper_do(&p, HAPPENING_APPROVE);
	expect_term(&p, STAGE_carrying_out, "2026-10-14");
	paper_do(&p, HAPPENING_APPROVE);
	cr_expect(docket_is_automatic(&p.docket));
	cr_expect_eq(docket_term(&p.docket, &land_calendar).ms, 0);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.docket.state, DOCKET_COMPLETED);
}

Test(complaint, what_is_not_founded_is_dismissed_at_the_decision_and_nowhere_else)
{
	struct paper p;
	begin(&p, FURONG);
	paper_to(&p, STAGE_verification);
	struct entry e = paper_entry(&p, HAPPENING_APPROVE);
	e.action = ACTION_dismissed;
	cr_expect_eq(docket_apply(&p.docket, &e), VERDICT_OUT_OF_TURN);
	paper_to(&p, STAGE_decision);
	paper_do(&p, HAPPENING_DISMISS);
	cr_expect_eq(p.docket.state, DOCKET_REFUSED);
}

Test(complaint, whoever_brought_it_may_take_it_back_wherever_it_is)
{
	static const enum stage stages[] = { STAGE_brought_province, STAGE_sheet, STAGE_decision };
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
		struct paper p;
		begin(&p, HUNAN);
		paper_to(&p, stages[i]);
		paper_do(&p, HAPPENING_WITHDRAW);
		cr_expect_eq(p.docket.state, DOCKET_WITHDRAWN);
	}
}

Test(complaint, no_record_is_locked_or_changed_even_where_the_school_itself_has_it)
{
	struct paper p;
	paper_begin_complaint(&p, BUSINESS_complaint, FURONG_SCHOOL, FURONG_SCHOOL, FURONG_SCHOOL);
	paper_do(&p, HAPPENING_FILE);
	walk(&p);
	cr_expect_eq(p.record.version, 0);
	cr_expect_not(record_is_locked(&p.record));
}

/* -- a quarrel about the level ------------------------------------------------------------ */

Test(complaint, the_level_above_says_whose_it_is_once_and_finally)
{
	struct paper p;
	begin(&p, FURONG);
	p.now = at("2026-09-01T09:00:00+08:00");
	paper_to(&p, STAGE_sheet);
	paper_do(&p, HAPPENING_DISPUTE_LEVEL);
	cr_expect_str_eq(p.docket.holder.text, CHANGSHA);
	expect_term(&p, STAGE_level_ruling, "2026-09-04");
	p.now = at("2026-09-04T09:00:00+08:00");
	paper_do(&p, HAPPENING_UPHOLD);
	cr_expect_str_eq(p.docket.holder.text, FURONG);
	expect_term(&p, STAGE_sheet, "2026-09-09");
	const struct happening again = paper_ask(&p, HAPPENING_DISPUTE_LEVEL);
	cr_expect_eq(paper_try(&p, &again).verdict, VERDICT_LEVEL_SETTLED);
	cr_expect(docket_was_seen_by(&p.docket, code(CHANGSHA)), "and is told how it ends");
	walk(&p);
}

Test(complaint, the_level_above_may_take_it_and_then_owns_it_to_the_end)
{
	struct paper p;
	begin(&p, FURONG);
	paper_to(&p, STAGE_sheet);
	paper_do(&p, HAPPENING_DISPUTE_LEVEL);
	paper_do(&p, HAPPENING_OVERRULE);
	cr_expect_str_eq(p.docket.holder.text, CHANGSHA);
	const struct happening again = paper_ask(&p, HAPPENING_DISPUTE_LEVEL);
	cr_expect_eq(paper_try(&p, &again).verdict, VERDICT_LEVEL_SETTLED);
	paper_to(&p, STAGE_verification);
	cr_expect_str_eq(p.docket.holder.text, FURONG_OTHER);
	paper_to(&p, STAGE_decision);
	cr_expect_str_eq(p.docket.holder.text, CHANGSHA);
	walk(&p);
	cr_expect_eq(p.docket.state, DOCKET_COMPLETED);
}

Test(complaint, nobody_is_above_the_ministry_nor_above_the_province_inside_it)
{
	static const char *const rows[][3] = {
		{ FURONG_SCHOOL, HETANG_SCHOOL, HUNAN }, { FURONG_SCHOOL, LIWAN_SCHOOL, MINISTRY },
		{ DONGCHENG_SCHOOL, XICHENG_SCHOOL, BEIJING },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct paper p;
		paper_begin_complaint(&p, BUSINESS_complaint, rows[i][0], rows[i][1], rows[i][2]);
		paper_to(&p, STAGE_sheet);
		const struct happening h = paper_ask(&p, HAPPENING_DISPUTE_LEVEL);
		cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_NO_LEVEL_ABOVE, "%s", rows[i][2]);
	}
}

static enum verdict
recheck(const struct paper *p, const struct entry *e)
{
	struct world w = paper_world(p);
	w.record = NULL;
	return docket_recheck(&p->docket, e, &w);
}

Test(complaint, a_dispute_from_elsewhere_is_held_to_the_same_law)
{
	struct paper p;
	begin(&p, FURONG);
	paper_to(&p, STAGE_sheet);
	struct entry e = paper_entry(&p, HAPPENING_DISPUTE_LEVEL);
	cr_expect_eq(recheck(&p, &e), VERDICT_OK);
	e.coordinator = code(HUNAN);
	cr_expect_eq(recheck(&p, &e), VERDICT_OUT_OF_RANGE, "nobody chooses who settles it");
	memset(&e.coordinator, 0, sizeof(e.coordinator));
	cr_expect_eq(docket_apply(&p.docket, &e), VERDICT_OUT_OF_RANGE);
	e.coordinator = code(CHANGSHA);
	struct docket settled = p.docket;
	settled.is_level_settled = true;
	cr_expect_eq(docket_apply(&settled, &e), VERDICT_OUT_OF_TURN);
	paper_to(&p, STAGE_decision);
	struct entry late = paper_entry(&p, HAPPENING_APPROVE);
	late.action = ACTION_level_disputed;
	late.coordinator = code(CHANGSHA);
	cr_expect_eq(docket_apply(&p.docket, &late), VERDICT_OUT_OF_TURN);
}

Test(complaint, a_unit_that_the_registry_does_not_know_has_nobody_above)
{
	struct paper p;
	begin(&p, FURONG);
	paper_to(&p, STAGE_sheet);
	p.docket.holder = code("999999");
	cr_expect(unit_code_is_none(docket_level_above(&p.docket, &land)));
}

/* -- routes from elsewhere, told from codes alone ------------------------------------------ */

static bool
is_whole(const struct docket *d, const struct route *r)
{
	const struct header *h = &d->header;
	return route_is_whole(h->kind, h->scope, r, h->receiving_school, h->sending_school);
}

/* The unit of every stop of that stage becomes another; is it still a route? */
static bool
is_whole_with(const struct paper *p, enum stage stage, const char *unit_text)
{
	struct route r = p->docket.header.route;
	for (size_t i = 0; i < r.n; i++)
		if (r.stops[i].stage == stage)
			r.stops[i].unit = code(unit_text);
	return is_whole(&p->docket, &r);
}

Test(complaint, a_forged_route_is_told_without_a_tree)
{
	struct paper p;
	begin(&p, FURONG);
	paper_do(&p, HAPPENING_FILE);
	cr_expect(is_whole_with(&p, STAGE_verification, FURONG_OTHER));
	cr_expect_not(is_whole_with(&p, STAGE_decision, TIANXIN), "two owners");
	cr_expect_not(is_whole_with(&p, STAGE_verification, TIANXIN), "two that answer");
	cr_expect_not(is_whole_with(&p, STAGE_verification, FURONG_SCHOOL), "a school beside it");
	cr_expect_not(is_whole_with(&p, STAGE_conclusion, MINISTRY));
	struct route r = p.docket.header.route;
	for (size_t i = 0; i < r.n; i++)
		if (stage_row(r.stops[i].stage)->side == SIDE_OWNER)
			r.stops[i].unit = code(MINISTRY);
	cr_expect_not(is_whole(&p.docket, &r), "inside a province it is not the ministry's");
	for (size_t i = 0; i < r.n; i++)
		if (stage_row(r.stops[i].stage)->side == SIDE_OWNER)
			r.stops[i].unit = code(FURONG_OTHER);
	cr_expect_not(is_whole(&p.docket, &r), "of two schools neither owns it");
	paper_begin_complaint(&p, BUSINESS_complaint, FURONG_SCHOOL, LIWAN_SCHOOL, MINISTRY);
	paper_do(&p, HAPPENING_FILE);
	for (size_t i = 0; i < p.docket.header.route.n; i++)
		if (stage_row(p.docket.header.route.stops[i].stage)->side == SIDE_OWNER)
			p.docket.header.route.stops[i].unit = code(HUNAN);
	cr_expect_not(is_whole(&p.docket, &p.docket.header.route), "between provinces it is");
	paper_begin_complaint(&p, BUSINESS_complaint, FURONG_SCHOOL, FURONG_SCHOOL, FURONG_SCHOOL);
	paper_do(&p, HAPPENING_FILE);
	for (size_t i = 0; i < p.docket.header.route.n; i++)
		p.docket.header.route.stops[i].unit = code(FURONG_OTHER);
	cr_expect_not(is_whole(&p.docket, &p.docket.header.route), "another school");
	for (size_t i = 0; i < p.docket.header.route.n; i++)
		if (stage_row(p.docket.header.route.stops[i].stage)->side == SIDE_ANSWERING)
			p.docket.header.route.stops[i].unit = code(FURONG_SCHOOL);
	cr_expect_not(is_whole(&p.docket, &p.docket.header.route), "owned by another school");
	paper_begin_complaint(&p, BUSINESS_supervision, FURONG_SCHOOL, FURONG_SCHOOL, FURONG);
	paper_do(&p, HAPPENING_FILE);
	cr_expect_not(is_whole_with(&p, STAGE_supervision_letter, FURONG_SCHOOL));
	for (size_t i = 0; i < p.docket.header.route.n; i++)
		if (stage_row(p.docket.header.route.stops[i].stage)->side == SIDE_OWNER)
			p.docket.header.route.stops[i].unit = code(FURONG_SCHOOL);
	cr_expect_not(is_whole(&p.docket, &p.docket.header.route), "a school supervises nobody");
}

/* -- figures ---------------------------------------------------------------------------- */

static void
keep(struct paper *p, struct entry *entries, size_t *n, enum happening_kind kind)
{
	p->now.ms += 86400000;
	entries[(*n)++] = paper_entry(p, kind);
	paper_do(p, kind);
}

Test(complaint, its_time_is_told_apart_by_the_units_that_had_it)
{
	static struct entry entries[ENTRIES_MAX];
	static struct span spans[SPANS_MAX];
	static const enum delay expected[] = {
		DELAY_county, DELAY_coordination, DELAY_county, DELAY_school, DELAY_county, DELAY_school,
	};
	const struct instant not_told = { 0 };
	struct paper p;
	size_t n = 0;
	begin(&p, FURONG);
	keep(&p, entries, &n, HAPPENING_FILE);
	keep(&p, entries, &n, HAPPENING_DISPUTE_LEVEL);
	keep(&p, entries, &n, HAPPENING_UPHOLD);
	while (docket_stage(&p.docket) != STAGE_conclusion)
		keep(&p, entries, &n, HAPPENING_APPROVE);
	const size_t n_spans = figure_spans(
	    &p.docket.header, entries, n, not_told, &land_calendar, spans);
	cr_assert_eq(n_spans, sizeof(expected) / sizeof(expected[0]) + 1);
	for (size_t i = 0; i < n_spans - 1; i++) {
		cr_expect_str_eq(delay_name(spans[i].delay), delay_name(expected[i]), "span %zu", i);
		cr_expect_eq(spans[i].is_desk, expected[i] != DELAY_coordination);
	}
	cr_expect_eq(spans[n_spans - 1].delay, DELAY_automatic);
}

Test(complaint, a_dismissal_counts_as_a_decision_of_the_ministry_and_its_provinces_desks)
{
	static struct entry entries[ENTRIES_MAX];
	static struct span spans[SPANS_MAX];
	const struct instant not_told = { 0 };
	struct paper p;
	size_t n = 0;
	paper_begin_complaint(&p, BUSINESS_complaint, FURONG_SCHOOL, BINGTUAN_SCHOOL, MINISTRY);
	keep(&p, entries, &n, HAPPENING_FILE);
	keep(&p, entries, &n, HAPPENING_APPROVE);
	keep(&p, entries, &n, HAPPENING_APPROVE);
	keep(&p, entries, &n, HAPPENING_DISMISS);
	cr_assert_eq(figure_spans(&p.docket.header, entries, n, not_told, &land_calendar, spans), 3);
	cr_expect_eq(spans[0].delay, DELAY_ministry);
	cr_expect_eq(spans[1].delay, DELAY_province);
	struct tally t = { 0 };
	figure_tally(&t, &spans[2], &land_calendar, at("2026-09-01T00:00:00+08:00"),
	    at("2026-10-01T00:00:00+08:00"));
	cr_expect_eq(t.refused, 1);
	cr_expect_eq(t.on_time, 1);
}

/* -- found by an index ------------------------------------------------------------------ */

static struct paper
found(enum business kind)
{
	struct paper p;
	paper_begin_complaint(&p, kind, FURONG_SCHOOL, TIANXIN_SCHOOL, HUNAN);
	return p;
}

static struct happening
by_the_daemon(const struct paper *p)
{
	struct happening h = paper_ask(p, HAPPENING_FILE);
	h.role = ROLE_SYSTEM;
	h.officer[0] = '\0';
	return h;
}

Test(problem_sheet, the_daemon_whose_index_found_two_records_files_it_to_the_lowest_common_level)
{
	struct paper p = found(BUSINESS_problem_sheet);
	const struct happening h = by_the_daemon(&p);
	cr_assert_eq(paper_act(&p, &h), VERDICT_OK);
	expect_route(&p.docket, CHANGSHA, HUNAN);
	walk(&p);
	cr_expect_eq(p.docket.state, DOCKET_COMPLETED);
	p = found(BUSINESS_problem_sheet);
	paper_do(&p, HAPPENING_FILE);	/* or a clerk there */
	p = found(BUSINESS_complaint);
	const struct happening complaint = by_the_daemon(&p);
	cr_expect_eq(paper_act(&p, &complaint), VERDICT_ROLE_NOT_ALLOWED);
}

Test(problem_sheet, what_a_daemon_filed_elsewhere_is_held_to_the_law_too)
{
	struct paper p = found(BUSINESS_problem_sheet);
	const struct happening h = by_the_daemon(&p);
	struct decision yes = paper_try(&p, &h);
	struct docket d = docket_begin(&yes.header);
	const struct world w = paper_world(&p);
	cr_expect_eq(docket_recheck(&d, &yes.entry, &w), VERDICT_OK);
	yes.entry.reason[0] = '\0';
	cr_expect_eq(docket_recheck(&d, &yes.entry, &w), VERDICT_REASON_MISSING);
	cr_expect_eq(docket_apply(&d, &yes.entry), VERDICT_OK, "its role is lawful for that kind");
	p = found(BUSINESS_complaint);
	yes = (struct decision){ .entry = paper_entry(&p, HAPPENING_FILE) };
	paper_do(&p, HAPPENING_FILE);
	d = docket_begin(&p.docket.header);
	yes.entry.role = ROLE_SYSTEM;
	cr_expect_eq(docket_apply(&d, &yes.entry), VERDICT_ROLE_NOT_ALLOWED);
}
