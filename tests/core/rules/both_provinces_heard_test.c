/* The ministry hears both provinces first. */
#include <criterion/criterion.h>

#include "core/paper.h"

static void
begin(struct paper *p)
{
	paper_begin(p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(p, STAGE_sending_county);
	paper_do(p, HAPPENING_REFUSE);
	paper_do(p, HAPPENING_OBJECT);
}

static enum verdict
asked(const struct paper *p, enum happening_kind kind)
{
	const struct happening h = paper_ask(p, kind);
	return paper_try(p, &h).verdict;
}

Test(both_provinces_heard, it_rules_once_both_have_stated)
{
	static const enum happening_kind rulings[] = {
		HAPPENING_UPHOLD, HAPPENING_OVERRULE, HAPPENING_SEND_BACK,
	};
	struct paper p;
	begin(&p);
	for (size_t i = 0; i < 3; i++)
		cr_expect_eq(asked(&p, rulings[i]), VERDICT_NOT_HEARD_YET);
	paper_do(&p, HAPPENING_STATE);
	for (size_t i = 0; i < 3; i++)
		cr_expect_eq(asked(&p, rulings[i]), VERDICT_NOT_HEARD_YET, "one of two");
	paper_do(&p, HAPPENING_STATE);
	for (size_t i = 0; i < 3; i++)
		cr_expect_eq(asked(&p, rulings[i]), VERDICT_OK);
}

/* Objected on Tuesday 1 September: five working days end on the 8th at 24:00. */
Test(both_provinces_heard, silence_holds_nobody_up_once_the_days_are_over)
{
	struct paper p;
	begin(&p);
	p.now = at("2026-09-08T23:59:59+08:00");
	cr_expect_eq(asked(&p, HAPPENING_OVERRULE), VERDICT_NOT_HEARD_YET);
	p.now = at("2026-09-09T00:00:00+08:00");
	cr_expect_eq(asked(&p, HAPPENING_OVERRULE), VERDICT_OK);
	p.law.nation.days[DAYS_STATEMENT] = 6;
	cr_expect_eq(asked(&p, HAPPENING_OVERRULE), VERDICT_NOT_HEARD_YET);
}

Test(both_provinces_heard, a_second_dispute_is_heard_anew_and_both_are_told_the_end)
{
	struct paper p;
	begin(&p);
	paper_do(&p, HAPPENING_SEND_BACK);
	cr_expect(docket_all_stated(&p.docket) && docket_was_seen_by(&p.docket, code(GUANGDONG)));
	bool has_stated;
	cr_expect_not(docket_hears(&p.docket, code(GUANGDONG), &has_stated), "it is ruled");
	paper_do(&p, HAPPENING_REFUSE);
	paper_do(&p, HAPPENING_OBJECT);
	cr_expect_eq(asked(&p, HAPPENING_UPHOLD), VERDICT_NOT_HEARD_YET);
	paper_do(&p, HAPPENING_UPHOLD);
	cr_expect_eq(p.docket.state, DOCKET_REFUSED);
	cr_expect(docket_was_seen_by(&p.docket, code(GUANGDONG)));
}

Test(both_provinces_heard, inside_a_province_nobody_is_heard_apart)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, HETANG_SCHOOL);
	paper_to(&p, STAGE_sending_county);
	paper_do(&p, HAPPENING_REFUSE);
	paper_do(&p, HAPPENING_OBJECT);
	cr_expect_eq(asked(&p, HAPPENING_OVERRULE), VERDICT_OK);
	cr_expect_eq(p.docket.n_heard, 0);
	cr_expect_eq(asked(&p, HAPPENING_STATE), VERDICT_UNIT_NOT_ALLOWED);
}
