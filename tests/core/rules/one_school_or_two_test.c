/* A transfer is between two schools. */
#include <criterion/criterion.h>

#include "core/rule.h"
#include "core/paper.h"

Test(one_school_or_two, a_school_does_not_transfer_to_itself)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, FURONG_SCHOOL);
	const struct happening h = paper_ask(&p, HAPPENING_FILE);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_SAME_SCHOOL);
}

Test(one_school_or_two, the_school_next_door_is_another_school)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, FURONG_OTHER);
	const struct happening h = paper_ask(&p, HAPPENING_FILE);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_OK);
}

Test(one_school_or_two, a_suspension_is_of_one)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_suspension, FURONG_SCHOOL);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_OK);
	h.filing.receiving_school = code(FURONG_OTHER);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_ONE_SCHOOL_ONLY);
}
