/* Who may file: the unit of the first stop. */
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

Test(right_filer, the_receiving_school_may)
{
	cr_expect_eq(filed_by(FURONG_SCHOOL), VERDICT_OK);
}

Test(right_filer, nobody_else_may_not_even_its_county)
{
	cr_expect_eq(filed_by(LIWAN_SCHOOL), VERDICT_NOT_RECEIVING_SCHOOL);
	cr_expect_eq(filed_by(FURONG_OTHER), VERDICT_NOT_RECEIVING_SCHOOL);
	cr_expect_eq(filed_by(FURONG), VERDICT_NOT_RECEIVING_SCHOOL);
	cr_expect_eq(filed_by(MINISTRY), VERDICT_NOT_RECEIVING_SCHOOL);
}

static enum verdict
filed_in(struct paper *p, const char *who)
{
	struct happening h = paper_ask(p, HAPPENING_FILE);
	h.unit = code(who);
	return paper_try(p, &h).verdict;
}

Test(right_filer, a_formal_record_is_removed_by_the_province_and_denied_to_everybody_else)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_removal_g, FURONG_SCHOOL);
	cr_expect_eq(filed_in(&p, HUNAN), VERDICT_OK);
	cr_expect_eq(filed_in(&p, FURONG_SCHOOL), VERDICT_NOT_THE_FILER);
	cr_expect_eq(filed_in(&p, FURONG), VERDICT_NOT_THE_FILER);
	cr_expect_eq(filed_in(&p, GUANGDONG), VERDICT_NOT_THE_FILER);
	cr_expect_eq(filed_in(&p, MINISTRY), VERDICT_NOT_THE_FILER);
}

Test(right_filer, who_operated_is_responsible)
{
	struct paper p;
	paper_begin_roll_back(&p, LIWAN_SCHOOL, FURONG_JUNIOR);
	cr_expect_eq(filed_in(&p, FURONG), VERDICT_OK);
	cr_expect_eq(filed_in(&p, TIANXIN), VERDICT_NOT_OPERATOR);
	cr_expect_eq(filed_in(&p, LIWAN), VERDICT_NOT_OPERATOR);
	cr_expect_eq(filed_in(&p, FURONG_JUNIOR), VERDICT_NOT_OPERATOR);
}
