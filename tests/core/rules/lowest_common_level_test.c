/* Whose a complaint is; complaint_test.c asks every pair of schools at every unit. */
#include <criterion/criterion.h>

#include "core/paper.h"

static enum verdict
bring(enum business kind, const char *other, const char *answers, const char *brought)
{
	struct paper p;
	paper_begin_complaint(&p, kind, other, answers, brought);
	const struct happening h = paper_ask(&p, HAPPENING_FILE);
	return paper_try(&p, &h).verdict;
}

Test(lowest_common_level, the_owner_and_whoever_stands_above_it_take_it)
{
	cr_expect_eq(bring(BUSINESS_complaint, FURONG_SCHOOL, TIANXIN_SCHOOL, CHANGSHA), VERDICT_OK);
	cr_expect_eq(bring(BUSINESS_complaint, FURONG_SCHOOL, TIANXIN_SCHOOL, HUNAN), VERDICT_OK);
	cr_expect_eq(bring(BUSINESS_complaint, FURONG_SCHOOL, FURONG_SCHOOL, FURONG_SCHOOL), VERDICT_OK);
}

Test(lowest_common_level, below_it_one_is_told_whom_to_turn_to)
{
	cr_expect_eq(bring(BUSINESS_complaint, FURONG_SCHOOL, TIANXIN_SCHOOL, FURONG), VERDICT_TOO_LOW);
	cr_expect_eq(bring(BUSINESS_complaint, FURONG_SCHOOL, TIANXIN_SCHOOL, TIANXIN), VERDICT_TOO_LOW);
	cr_expect_eq(
	    bring(BUSINESS_complaint, FURONG_SCHOOL, FURONG_OTHER, FURONG_SCHOOL), VERDICT_TOO_LOW);
	cr_expect_eq(bring(BUSINESS_complaint, FURONG_SCHOOL, LIWAN_SCHOOL, HUNAN), VERDICT_TOO_LOW);
}

Test(lowest_common_level, beside_it_one_has_no_say)
{
	cr_expect_eq(
	    bring(BUSINESS_complaint, FURONG_SCHOOL, FURONG_OTHER, TIANXIN), VERDICT_NOT_UNDER_YOU);
	cr_expect_eq(
	    bring(BUSINESS_complaint, FURONG_SCHOOL, FURONG_OTHER, "999999"), VERDICT_UNKNOWN_UNIT);
}

Test(lowest_common_level, a_supervision_letter_comes_from_above)
{
	cr_expect_eq(bring(BUSINESS_supervision, FURONG_SCHOOL, FURONG_SCHOOL, FURONG), VERDICT_OK);
	cr_expect_eq(
	    bring(BUSINESS_supervision, FURONG_SCHOOL, FURONG_SCHOOL, FURONG_SCHOOL), VERDICT_TOO_LOW);
}
