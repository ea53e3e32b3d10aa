/* A suspension lasts a school year at most. */
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

Test(length_of_suspension, one_day_less_than_twelve_months_after_its_first)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_suspension, FURONG_SCHOOL);	/* from 1 September 2026 */
	p.change.until = on("2027-08-31");
	cr_expect_eq(file(&p), VERDICT_OK);
	p.change.until = on("2027-09-01");
	cr_expect_eq(file(&p), VERDICT_BAD_PERIOD);
}

Test(length_of_suspension, it_does_not_end_before_it_begins)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_suspension, FURONG_SCHOOL);
	p.change.until = on("2026-09-01");
	cr_expect_eq(file(&p), VERDICT_OK);
	p.change.until = on("2026-08-31");
	cr_expect_eq(file(&p), VERDICT_BAD_PERIOD);
}

Test(length_of_suspension, how_many_months_is_data)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_suspension, FURONG_SCHOOL);
	p.law.receiving.suspension_months = 3;
	p.change.until = on("2026-11-30");
	cr_expect_eq(file(&p), VERDICT_OK);
	p.change.until = on("2026-12-01");
	cr_expect_eq(file(&p), VERDICT_BAD_PERIOD);
}

/* Months after the calendar's last are not reckoned with. */
Test(length_of_suspension, from_the_last_day_there_is)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_suspension, FURONG_SCHOOL);
	p.change.until = on("9999-12-31");
	p.now = instant_of_day(p.change.until);
	cr_expect_eq(file(&p), VERDICT_BAD_PERIOD);
}
