/* The receiving school files once the child sits in class. */
#include <criterion/criterion.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
file_with(struct day arrived, const char *now)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.now = at(now);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	h.filing.arrived_on = arrived;
	return paper_try(&p, &h).verdict;
}

Test(child_has_arrived, today_and_earlier_are_arrivals)
{
	const char *first = "2026-09-02T00:00:00+08:00";
	cr_expect_eq(file_with(on("2026-09-02"), first), VERDICT_OK);
	cr_expect_eq(file_with(on("2026-09-01"), first), VERDICT_OK);
	cr_expect_eq(
	    file_with(on("2026-07-20"), first), VERDICT_OK, "filed after the summer");
}

Test(child_has_arrived, tomorrow_is_not_even_a_second_before_midnight)
{
	cr_expect_eq(file_with(on("2026-09-02"), "2026-09-01T23:59:59+08:00"),
	    VERDICT_NOT_ARRIVED);
}

Test(child_has_arrived, a_filing_without_a_day_is_no_arrival)
{
	const struct day none = { 0 }, long_ago = { -1 };
	cr_expect_eq(file_with(none, "2026-09-01T09:00:00+08:00"), VERDICT_NOT_ARRIVED);
	cr_expect_eq(
	    file_with(long_ago, "2026-09-01T09:00:00+08:00"), VERDICT_NOT_ARRIVED);
}
