/* Neither school has been closed; a docket under way goes on. */
#include <criterion/criterion.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
file_between(const char *receiving, const char *sending)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	h.unit = h.filing.receiving_school = code(receiving);
	h.filing.sending_school = code(sending);
	return paper_try(&p, &h).verdict;
}

Test(schools_in_operation, two_schools_that_teach_may_file)
{
	cr_expect_eq(file_between(FURONG_SCHOOL, LIWAN_SCHOOL), VERDICT_OK);
}

Test(schools_in_operation, a_closed_school_neither_receives_nor_sends)
{
	cr_expect_eq(file_between(CLOSED_SCHOOL, LIWAN_SCHOOL), VERDICT_UNIT_VOID);
	cr_expect_eq(file_between(LIWAN_SCHOOL, CLOSED_SCHOOL), VERDICT_UNIT_VOID);
}
