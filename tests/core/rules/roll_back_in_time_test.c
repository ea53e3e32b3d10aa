/* Within six months of graduation. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
file(const struct paper *p)
{
	const struct happening h = paper_ask(p, HAPPENING_FILE);
	return paper_try(p, &h).verdict;
}

static enum verdict
checked(const char *filed_at)
{
	struct paper p;
	paper_begin_roll_back(&p, LIWAN_SCHOOL, FURONG_JUNIOR);	/* graduated on 30 June 2026 */
	p.now = at(filed_at);
	cr_assert_eq(file(&p), VERDICT_OK, "its county cannot look");
	paper_to(&p, STAGE_check);
	return paper_entry(&p, HAPPENING_PROCEED).code;
}

Test(roll_back_in_time, six_months_and_not_a_second_more)
{
	cr_expect_eq(checked("2026-12-30T23:59:59+08:00"), VERDICT_OK);
	cr_expect_eq(checked("2026-12-31T00:00:00+08:00"), VERDICT_TOO_LATE);
}

Test(roll_back_in_time, filed_in_time_is_in_time)
{
	struct paper p;
	paper_begin_roll_back(&p, LIWAN_SCHOOL, FURONG_JUNIOR);
	p.now = at("2026-12-30T23:59:59+08:00");
	paper_to(&p, STAGE_sending_county);
	p.now = at("2027-01-05T09:00:00+08:00");
	paper_to(&p, STAGE_check);
	cr_expect_eq(paper_entry(&p, HAPPENING_PROCEED).code, VERDICT_OK);
}

Test(roll_back_in_time, where_office_and_school_share_a_daemon_it_is_told_at_once)
{
	struct paper p;
	paper_begin_roll_back(&p, LIWAN_SCHOOL, FURONG_JUNIOR);
	p.now = at("2027-01-05T09:00:00+08:00");
	const struct happening h = paper_ask(&p, HAPPENING_FILE);
	struct world w = paper_world(&p);
	w.record = &p.record;
	cr_expect_eq(docket_step(&p.docket, &h, &w).verdict, VERDICT_TOO_LATE);
}
