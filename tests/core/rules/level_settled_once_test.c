/* A quarrel about the level is settled by the level above, once, finally. */
#include <criterion/criterion.h>

#include "core/paper.h"

static enum verdict
dispute(const struct paper *p)
{
	const struct happening h = paper_ask(p, HAPPENING_DISPUTE_LEVEL);
	return paper_try(p, &h).verdict;
}

Test(level_settled_once, the_first_goes_up_and_the_second_is_refused)
{
	struct paper p;
	paper_begin_complaint(&p, BUSINESS_complaint, FURONG_SCHOOL, FURONG_SCHOOL, FURONG);
	paper_to(&p, STAGE_sheet);
	cr_expect_eq(dispute(&p), VERDICT_OK);
	paper_do(&p, HAPPENING_DISPUTE_LEVEL);
	paper_do(&p, HAPPENING_UPHOLD);
	cr_expect_eq(dispute(&p), VERDICT_LEVEL_SETTLED);
}

Test(level_settled_once, the_province_has_nobody_above_it_in_its_own_matters)
{
	struct paper p;
	paper_begin_complaint(&p, BUSINESS_complaint, FURONG_SCHOOL, HETANG_SCHOOL, HUNAN);
	paper_to(&p, STAGE_sheet);
	cr_expect_eq(dispute(&p), VERDICT_NO_LEVEL_ABOVE);
}
