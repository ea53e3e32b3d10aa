/* Only the receiving school files. */
#include <criterion/criterion.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
filed_by(const char *who)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	h.unit = code(who);
	return paper_try(&p, &h).verdict;
}

Test(filed_by_receiving_school, the_receiving_school_may)
{
	cr_expect_eq(filed_by(FURONG_SCHOOL), VERDICT_OK);
}

Test(filed_by_receiving_school, nobody_else_may_not_even_its_county)
{
	cr_expect_eq(filed_by(LIWAN_SCHOOL), VERDICT_NOT_RECEIVING_SCHOOL);
	cr_expect_eq(filed_by(FURONG_OTHER), VERDICT_NOT_RECEIVING_SCHOOL);
	cr_expect_eq(filed_by(FURONG), VERDICT_NOT_RECEIVING_SCHOOL);
	cr_expect_eq(filed_by(MINISTRY), VERDICT_NOT_RECEIVING_SCHOOL);
}
