/* Where primary school ends is data of the province. */
#include <criterion/criterion.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
file(const char *receiving, int grade, int primary_years)
{
	struct paper p;
	paper_begin(&p, receiving, LIWAN_SCHOOL);
	p.record.grade = grade;
	p.law.receiving.primary_years = primary_years;
	const struct happening h = paper_ask(&p, HAPPENING_FILE);
	return paper_try(&p, &h).verdict;
}

Test(grade_of_province, grade_six_is_primary_where_primary_school_takes_six_years)
{
	cr_expect_eq(file(FURONG_SCHOOL, 6, 6), VERDICT_OK);
	cr_expect_eq(file(FURONG_JUNIOR, 6, 6), VERDICT_BAD_GRADE);
	cr_expect_eq(file(FURONG_JUNIOR, 7, 6), VERDICT_OK);
}

Test(grade_of_province, and_junior_where_it_takes_five)
{
	cr_expect_eq(file(FURONG_SCHOOL, 5, 5), VERDICT_OK);
	cr_expect_eq(file(FURONG_SCHOOL, 6, 5), VERDICT_BAD_GRADE);
	cr_expect_eq(file(FURONG_JUNIOR, 6, 5), VERDICT_OK);
}

Test(grade_of_province, a_school_of_several_stages_and_a_senior_school_are_not_asked)
{
	cr_expect_eq(file(NINE_YEAR_SCHOOL, 6, 5), VERDICT_OK);
	cr_expect_eq(file(FURONG_SENIOR, 10, 5), VERDICT_OK);
}
