/* Nobody is expelled from compulsory school. */
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

Test(not_in_compulsory, grade_nine_is_compulsory_and_grade_ten_is_not)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_expulsion, NINE_YEAR_SCHOOL);
	p.record.grade = 9;
	cr_expect_eq(file(&p), VERDICT_NOT_IN_COMPULSORY);
	p.record.grade = 10;
	cr_expect_eq(file(&p), VERDICT_OK);
}

Test(not_in_compulsory, a_child_of_any_grade_is_suspended)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_suspension, FURONG_SCHOOL);
	cr_expect_eq(file(&p), VERDICT_OK);
}
