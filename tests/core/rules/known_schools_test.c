/* Both sides are schools of the registry. */
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

Test(known_schools, two_schools_of_the_registry_may_file)
{
	cr_expect_eq(file_between(FURONG_SCHOOL, LIWAN_SCHOOL), VERDICT_OK);
}

Test(known_schools, a_code_that_nobody_has_is_unknown_on_either_side)
{
	cr_expect_eq(file_between("2143999999", LIWAN_SCHOOL), VERDICT_UNKNOWN_UNIT);
	cr_expect_eq(file_between(FURONG_SCHOOL, "2144999999"), VERDICT_UNKNOWN_UNIT);
	cr_expect_eq(file_between(FURONG_SCHOOL, ""), VERDICT_UNKNOWN_UNIT);
}

Test(known_schools, an_office_is_no_school)
{
	cr_expect_eq(file_between(FURONG, LIWAN_SCHOOL), VERDICT_UNKNOWN_UNIT);
	cr_expect_eq(file_between(FURONG_SCHOOL, GUANGDONG), VERDICT_UNKNOWN_UNIT);
}
