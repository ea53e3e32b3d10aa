/* A unit that has become void hands over what lies on its desk: who holds, sees and acts from then on,
 * that the clock goes on, and that it folds without a tree of units. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/figure.h"
#include "core/paper.h"

static enum verdict
follow(struct paper *p, const char *heir)
{
	struct happening h = paper_ask(p, HAPPENING_FOLLOW);
	h.found = code(heir);
	return paper_act(p, &h);
}

#define DISTRICT "430182"

Test(follow, the_desk_is_the_successors_and_the_clock_goes_on)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_receiving_county);
	docket_reach(&p.docket, at("2026-09-02T10:00:00+08:00"));
	const struct instant term = docket_term(&p.docket, &land_calendar);
	p.now = at("2026-09-08T09:00:00+08:00");
	const struct docket before = p.docket;
	const struct entry e = paper_entry(&p, HAPPENING_FOLLOW);
	cr_expect_eq(e.reached.ms, at("2026-09-02T10:00:00+08:00").ms, "when it had come");
	cr_assert_eq(follow(&p, DISTRICT), VERDICT_OK);
	cr_expect_str_eq(p.docket.holder.text, DISTRICT);
	cr_expect_eq(docket_stage(&p.docket), STAGE_receiving_county);
	cr_expect_eq(docket_term(&p.docket, &land_calendar).ms, term.ms);
	struct docket elsewhere = before;	/* folded where nobody knows when it had come */
	elsewhere.since = before.last_at;
	cr_assert_eq(docket_apply(&elsewhere, &e), VERDICT_OK);
	cr_expect_eq(docket_term(&elsewhere, &land_calendar).ms, term.ms);
	struct happening h = paper_ask(&p, HAPPENING_APPROVE);
	cr_expect_str_eq(h.unit.text, DISTRICT);
	h.unit = code(FURONG);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_OUT_OF_TURN, "it has handed over");
	h.unit = code(DISTRICT);
	cr_assert_eq(paper_act(&p, &h), VERDICT_OK);
	cr_expect_eq(docket_stage(&p.docket), STAGE_receiving_province);
	cr_expect(docket_was_seen_by(&p.docket, code(DISTRICT)));
	cr_expect(docket_was_seen_by(&p.docket, code(FURONG)));
}

Test(follow, what_comes_back_to_a_void_unit_comes_to_its_successors_successor)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_receiving_county);
	cr_assert_eq(follow(&p, DISTRICT), VERDICT_OK);
	cr_assert_eq(follow(&p, TIANXIN), VERDICT_OK);
	cr_expect_str_eq(docket_successor(&p.docket, code(FURONG)).text, TIANXIN);
	cr_expect_str_eq(docket_successor(&p.docket, code(DISTRICT)).text, TIANXIN);
	cr_expect_str_eq(docket_successor(&p.docket, code(HUNAN)).text, HUNAN);
	struct happening h = paper_ask(&p, HAPPENING_REFUSE);
	cr_assert_eq(paper_act(&p, &h), VERDICT_OK);
	paper_do(&p, HAPPENING_CORRECT);
	paper_do(&p, HAPPENING_APPROVE);
	cr_expect_eq(docket_stage(&p.docket), STAGE_receiving_county);
	cr_expect_str_eq(p.docket.holder.text, TIANXIN);
}

Test(follow, an_office_that_filed_is_answered_for_by_its_successor)
{
	struct paper p;
	paper_begin_roll_back(&p, LIWAN_SCHOOL, FURONG_JUNIOR);
	paper_do(&p, HAPPENING_FILE);
	cr_assert_str_eq(docket_filer(&p.docket).text, FURONG);
	cr_assert_eq(follow(&p, DISTRICT), VERDICT_OK);
	cr_expect_str_eq(docket_filer(&p.docket).text, DISTRICT);
	cr_expect_str_eq(paper_ask(&p, HAPPENING_WITHDRAW).unit.text, DISTRICT);
	paper_do(&p, HAPPENING_WITHDRAW);
	cr_expect_eq(p.docket.state, DOCKET_WITHDRAWN);
}

Test(follow, an_automatic_stage_is_handed_over_too)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.law.receiving.rule_stages = 1u << STAGE_receiving_county;
	paper_to(&p, STAGE_receiving_county);
	cr_assert(docket_is_automatic(&p.docket));
	cr_assert_eq(follow(&p, DISTRICT), VERDICT_OK);
	cr_expect(docket_is_automatic(&p.docket));
	cr_expect_str_eq(docket_decider(&p.docket).text, DISTRICT);
}

Test(follow, nobody_hands_over_to_itself_to_a_school_or_to_who_handed_over)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_receiving_school);
	cr_expect_eq(follow(&p, TIANXIN), VERDICT_NOT_NOW, "a school is not merged");
	paper_to(&p, STAGE_receiving_county);
	cr_expect_eq(follow(&p, FURONG), VERDICT_NOT_NOW);
	cr_expect_eq(follow(&p, TIANXIN_SCHOOL), VERDICT_NOT_NOW);
	cr_expect_eq(follow(&p, ""), VERDICT_NOT_NOW, "it is not void");
	struct happening h = paper_ask(&p, HAPPENING_FOLLOW);
	h.role = ROLE_HEAD;
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_ROLE_NOT_ALLOWED, "no officer decides that");
	static const char *const heirs[] = { DISTRICT, "430183", "430184", "430185" };
	cr_assert_eq(follow(&p, heirs[0]), VERDICT_OK);
	cr_expect_eq(follow(&p, FURONG), VERDICT_NOT_NOW, "who has handed over");
	for (size_t i = 1; i < sizeof(heirs) / sizeof(heirs[0]); i++)
		cr_assert_eq(follow(&p, heirs[i]), VERDICT_OK);
	cr_expect_eq(follow(&p, "430186"), VERDICT_NOT_NOW, "there is an end to it");
}

Test(follow, who_has_taken_the_place_of_one_that_has_seen_it_may_see_it)
{
	const struct unit_edition edition = { .unit = { .code = { FURONG }, .is_void = true },
		.successor = { DISTRICT } };
	struct registry r = land;
	r.editions = &edition;
	r.n_editions = 1;
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_receiving_province);
	cr_expect(docket_is_open_to(&p.docket, &r, code(DISTRICT)));
	cr_expect(docket_is_open_to(&p.docket, &r, code(FURONG)));
	cr_expect_not(docket_is_open_to(&p.docket, &r, code(TIANXIN)));
	cr_expect_not(docket_is_open_to(&p.docket, &land, code(DISTRICT)));
}

Test(follow, figures_count_one_stay_which_is_the_successors)
{
	struct paper p;
	struct entry entries[4];
	struct span spans[SPANS_MAX];
	const struct instant none = { 0 };
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	entries[0] = paper_entry(&p, HAPPENING_FILE);
	paper_do(&p, HAPPENING_FILE);
	entries[1] = paper_entry(&p, HAPPENING_APPROVE);
	paper_do(&p, HAPPENING_APPROVE);
	const struct instant sent = p.now, came = at("2026-09-02T10:00:00+08:00");
	docket_reach(&p.docket, came);
	p.now = at("2026-09-03T10:00:00+08:00");
	entries[2] = paper_entry(&p, HAPPENING_FOLLOW);
	paper_do(&p, HAPPENING_FOLLOW);
	size_t n = figure_spans(&p.docket.header, entries, 3, none, &land_calendar, spans);
	cr_assert_eq(n, 3);
	cr_expect_eq(spans[1].delay, DELAY_transport);
	cr_expect_eq(spans[1].from.ms, sent.ms);
	cr_expect_eq(spans[1].until.ms, came.ms);
	p.now = at("2026-09-04T10:00:00+08:00");
	entries[3] = paper_entry(&p, HAPPENING_APPROVE);
	paper_do(&p, HAPPENING_APPROVE);
	n = figure_spans(&p.docket.header, entries, 4, none, &land_calendar, spans);
	cr_assert_eq(n, 4);
	cr_expect_eq(spans[2].delay, DELAY_county);
	cr_expect_str_eq(spans[2].unit.text, TIANXIN);
	cr_expect_eq(spans[2].from.ms, came.ms);
	cr_expect_eq(spans[2].until.ms, p.now.ms);
	cr_expect_eq(spans[2].end, ACTION_approved);
}
