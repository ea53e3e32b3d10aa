/* The receiving school teaches that grade. */
#include <criterion/criterion.h>

#include "core/rule.h"
#include "core/paper.h"

static void
expect_grades(const char *school, int first, int last)
{
	for (int grade = -1; grade <= 14; grade++) {
		struct paper p;
		paper_begin(&p, school, LIWAN_SCHOOL);
		p.record.grade = grade;
		const struct happening h = paper_ask(&p, HAPPENING_FILE);
		cr_expect_eq(paper_try(&p, &h).verdict,
		    grade >= first && grade <= last ? VERDICT_OK : VERDICT_BAD_GRADE,
		    "grade %d at %s", grade, school);
	}
}

Test(grade_of_school, primary_schools_teach_1_to_6)
{
	expect_grades(FURONG_SCHOOL, 1, 6);
}

Test(grade_of_school, junior_schools_teach_7_to_9)
{
	expect_grades(FURONG_JUNIOR, 7, 9);
}

Test(grade_of_school, senior_schools_teach_10_to_12)
{
	expect_grades(FURONG_SENIOR, 10, 12);
}

Test(grade_of_school, a_school_without_one_phase_teaches_all)
{
	expect_grades(NINE_YEAR_SCHOOL, 1, 12);
}
