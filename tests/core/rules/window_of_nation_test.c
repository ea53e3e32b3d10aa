/* Filing inside the nation's period, to the millisecond. */
#include <criterion/criterion.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
file_at(enum business kind, const char *when, int64_t plus_ms)
{
	struct paper p;
	if (kind == BUSINESS_transfer)
		paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	else
		paper_begin_graduate(&p, FURONG_JUNIOR, LIWAN_SCHOOL);
	p.now = at(when);
	p.now.ms += plus_ms;
	const struct happening h = paper_ask(&p, HAPPENING_FILE);
	return paper_try(&p, &h).verdict;
}

Test(window_of_nation, no_new_transfer_from_15_July_until_15_August)
{
	const enum business k = BUSINESS_transfer;
	cr_expect_eq(file_at(k, "2026-07-14T23:59:59+08:00", 999), VERDICT_OK);
	cr_expect_eq(file_at(k, "2026-07-15T00:00:00+08:00", 0), VERDICT_WINDOW_CLOSED);
	cr_expect_eq(file_at(k, "2026-08-14T23:59:59+08:00", 999), VERDICT_WINDOW_CLOSED);
	cr_expect_eq(file_at(k, "2026-08-15T00:00:00+08:00", 0), VERDICT_OK);
}

Test(window_of_nation, graduates_file_in_autumn_and_spring)
{
	const enum business k = BUSINESS_graduate_transfer;
	cr_expect_eq(file_at(k, "2026-12-14T23:59:59+08:00", 999), VERDICT_OK);
	cr_expect_eq(file_at(k, "2026-12-15T00:00:00+08:00", 0), VERDICT_WINDOW_CLOSED);
	cr_expect_eq(file_at(k, "2027-02-28T23:59:59+08:00", 999), VERDICT_WINDOW_CLOSED);
	cr_expect_eq(file_at(k, "2027-03-01T00:00:00+08:00", 0), VERDICT_OK);
	cr_expect_eq(file_at(k, "2027-06-01T00:00:00+08:00", 0), VERDICT_WINDOW_CLOSED);
}

Test(window_of_nation, a_docket_filed_before_goes_on_through_the_summer)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.now = at("2026-07-14T23:59:59+08:00");
	paper_do(&p, HAPPENING_FILE);
	p.now = at("2026-07-20T09:00:00+08:00");
	paper_to(&p, STAGE_admit);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.docket.state, DOCKET_COMPLETED);
}

Test(window_of_nation, what_was_done_on_paper_is_held_to_its_own_day)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.kind = BUSINESS_offline_transfer;
	p.scans = 2;
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	h.at = at("2026-07-20T09:00:00+08:00");		/* the freeze */
	h.filing.arrived_on = on("2026-07-14");
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_OK);
	h.filing.arrived_on = on("2026-07-15");
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_WINDOW_CLOSED);
	h.filing.kind = BUSINESS_transfer;
	h.filing.arrived_on = on("2026-07-14");
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_WINDOW_CLOSED);
}
