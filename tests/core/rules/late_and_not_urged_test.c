/* Who waits may have the level above told, once the term is over, and not every day. */
#include <criterion/criterion.h>

#include "core/paper.h"
#include "core/rule.h"

/* At the sending county since 1 September; its ten working days end with the 15th. */
static void
begin(struct paper *p)
{
	paper_begin(p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p->now = at("2026-09-01T09:00:00+08:00");
	paper_to(p, STAGE_sending_county);
}

static enum verdict
urge_at(struct paper *p, const char *when, const char *who)
{
	p->now = at(when);
	struct happening h = paper_ask(p, HAPPENING_URGE);
	h.unit = code(who);
	return paper_try(p, &h).verdict;
}

Test(late_and_not_urged, from_the_first_instant_after_the_term)
{
	struct paper p;
	begin(&p);
	cr_expect_eq(urge_at(&p, "2026-09-15T23:59:59+08:00", FURONG_SCHOOL), VERDICT_NOT_NOW);
	cr_expect_eq(urge_at(&p, "2026-09-16T00:00:00+08:00", FURONG_SCHOOL), VERDICT_OK);
}

Test(late_and_not_urged, by_the_school_that_filed_and_its_offices_that_have_approved_and_nobody_else)
{
	static const char *const others[] = { LIWAN_SCHOOL, LIWAN, GUANGDONG, CHANGSHA, MINISTRY };
	struct paper p;
	begin(&p);
	cr_expect_eq(urge_at(&p, "2026-09-16T09:00:00+08:00", FURONG), VERDICT_OK);
	cr_expect_eq(urge_at(&p, "2026-09-16T09:00:00+08:00", HUNAN), VERDICT_OK);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		cr_expect_eq(urge_at(&p, "2026-09-16T09:00:00+08:00", others[i]),
		    VERDICT_UNIT_NOT_ALLOWED, "%s", others[i]);
	begin(&p);
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.now = at("2026-09-01T09:00:00+08:00");
	paper_to(&p, STAGE_receiving_county);
	cr_expect_eq(urge_at(&p, "2026-09-16T09:00:00+08:00", FURONG), VERDICT_UNIT_NOT_ALLOWED,
	    "it is late itself");
	cr_expect_eq(urge_at(&p, "2026-09-16T09:00:00+08:00", HUNAN), VERDICT_UNIT_NOT_ALLOWED,
	    "it has not come there");
}

Test(late_and_not_urged, desk_and_term_stay_as_they_are_and_the_level_above_is_told)
{
	struct paper p;
	begin(&p);
	const struct docket before = p.docket;
	p.now = at("2026-09-16T09:00:00+08:00");
	const struct happening h = paper_ask(&p, HAPPENING_URGE);
	const struct decision d = paper_try(&p, &h);
	cr_expect(d.appends && d.tells_superior);
	cr_expect_str_eq(d.entry.holder.text, LIWAN);
	cr_expect_str_eq(d.entry.unit.text, FURONG_SCHOOL);
	cr_assert_eq(paper_act(&p, &h), VERDICT_OK);
	cr_expect_eq(docket_term(&p.docket, &land_calendar).ms,
	    docket_term(&before, &land_calendar).ms);
	cr_expect_eq(p.docket.since_n, before.since_n);
	cr_expect_str_eq(p.docket.holder.text, LIWAN);
}

Test(late_and_not_urged, again_after_as_many_working_days_whoever_asks)
{
	struct paper p;
	begin(&p);
	p.now = at("2026-09-16T09:00:00+08:00");
	paper_do(&p, HAPPENING_URGE);
	cr_expect_eq(urge_at(&p, "2026-09-16T09:00:01+08:00", FURONG_SCHOOL), VERDICT_NOT_NOW);
	cr_expect_eq(urge_at(&p, "2026-09-30T23:59:59+08:00", HUNAN), VERDICT_NOT_NOW);
	cr_expect_eq(urge_at(&p, "2026-10-01T00:00:00+08:00", HUNAN), VERDICT_OK);
}

Test(late_and_not_urged, the_next_desk_has_its_own_term)
{
	struct paper p;
	begin(&p);
	p.now = at("2026-09-16T09:00:00+08:00");
	paper_do(&p, HAPPENING_URGE);
	paper_do(&p, HAPPENING_APPROVE);
	cr_expect_eq(urge_at(&p, "2026-09-16T10:00:00+08:00", FURONG_SCHOOL), VERDICT_NOT_NOW);
	cr_expect_eq(urge_at(&p, "2026-10-10T00:00:00+08:00", FURONG_SCHOOL), VERDICT_OK);
}
