/* Only a leaving grade graduates. */
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

Test(leaving_grade, the_last_grade_of_a_stage_graduates)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_graduation, NINE_YEAR_SCHOOL);
	static const int leaving[] = { 6, 9, 12 };
	for (size_t i = 0; i < 3; i++) {
		p.record.grade = leaving[i];
		cr_expect_eq(file(&p), VERDICT_OK, "grade %d", leaving[i]);
	}
}

Test(leaving_grade, no_other_does)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_completion, NINE_YEAR_SCHOOL);
	static const int other[] = { 1, 5, 7, 8, 10, 11 };
	for (size_t i = 0; i < 6; i++) {
		p.record.grade = other[i];
		cr_expect_eq(file(&p), VERDICT_NOT_LEAVING_GRADE, "grade %d", other[i]);
	}
}

Test(leaving_grade, where_primary_school_takes_five_years_is_data)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_graduation, FURONG_SCHOOL);
	p.law.receiving.primary_years = 5;
	p.record.grade = 5;
	cr_expect_eq(file(&p), VERDICT_OK);
}

Test(leaving_grade, a_suspension_asks_for_none)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_suspension, FURONG_SCHOOL);
	cr_expect_eq(file(&p), VERDICT_OK);
}
