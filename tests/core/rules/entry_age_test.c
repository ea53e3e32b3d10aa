/* Six years old on the day that the province names. */
#include <criterion/criterion.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
file(const char *birth, const char *arrived, int grade)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_enrolment, FURONG_SCHOOL);
	p.law.receiving.entry_age = 6;
	p.law.receiving.entry_month = 8;
	p.law.receiving.entry_day = 31;
	p.change.birth = on(birth);
	p.record.grade = grade;
	p.record.citizen_id.text[0] = '\0';
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	h.filing.arrived_on = on(arrived);
	return paper_try(&p, &h).verdict;
}

Test(entry_age, the_birthday_is_on_the_cut_off_date_or_before)
{
	cr_expect_eq(file("2020-08-31", "2026-09-01", 1), VERDICT_OK);
	cr_expect_eq(file("2020-09-01", "2026-09-01", 1), VERDICT_TOO_YOUNG);
	cr_expect_eq(file("2020-02-29", "2026-09-01", 1), VERDICT_OK);
}

Test(entry_age, above_grade_one_nobody_asks)
{
	cr_expect_eq(file("2020-09-01", "2026-09-01", 2), VERDICT_OK);
}

Test(entry_age, it_is_no_rule_of_other_business)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.record.grade = 1;
	p.law.receiving.entry_age = 60;
	const struct happening h = paper_ask(&p, HAPPENING_FILE);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_OK);
}
