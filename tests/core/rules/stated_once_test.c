/* Each province states its view once. */
#include <criterion/criterion.h>

#include "core/paper.h"

static enum verdict
state(const struct paper *p, const char *unit)
{
	struct happening h = paper_ask(p, HAPPENING_STATE);
	h.unit = code(unit);
	return paper_try(p, &h).verdict;
}

Test(stated_once, both_in_whatever_order_and_nobody_else)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_sending_county);
	paper_do(&p, HAPPENING_REFUSE);
	cr_expect_eq(state(&p, HUNAN), VERDICT_NOT_NOW, "nobody has objected");
	paper_do(&p, HAPPENING_OBJECT);
	cr_expect_eq(state(&p, GUANGDONG), VERDICT_OK);
	cr_expect_eq(state(&p, LIWAN), VERDICT_UNIT_NOT_ALLOWED);
	cr_expect_eq(state(&p, MINISTRY), VERDICT_UNIT_NOT_ALLOWED);
	paper_do(&p, HAPPENING_STATE);
	cr_expect_eq(state(&p, HUNAN), VERDICT_STATED_ALREADY);
	cr_expect_eq(state(&p, GUANGDONG), VERDICT_OK);
}

Test(stated_once, a_second_statement_does_not_fold_and_the_first_moves_nothing)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_sending_county);
	paper_do(&p, HAPPENING_REFUSE);
	paper_do(&p, HAPPENING_OBJECT);
	const struct docket before = p.docket;
	struct entry e = paper_entry(&p, HAPPENING_STATE);
	paper_do(&p, HAPPENING_STATE);
	cr_expect_str_eq(p.docket.holder.text, MINISTRY);
	cr_expect_eq(p.docket.since.ms, before.since.ms, "the ruling's term runs on");
	cr_expect_eq(p.docket.since_n, before.since_n);
	e.n++;
	cr_expect_eq(docket_apply(&p.docket, &e), VERDICT_OUT_OF_TURN);
	e.unit = code(LIWAN);
	cr_expect_eq(docket_apply(&p.docket, &e), VERDICT_OUT_OF_TURN);
}
