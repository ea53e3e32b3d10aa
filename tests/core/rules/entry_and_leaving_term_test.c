/* First term of an entry grade, last term of a leaving grade: by policy. */
#include <criterion/criterion.h>

#include "core/rule.h"
#include "core/paper.h"

static const char *
school_for(int grade)
{
	return grade <= 6 ? FURONG_SCHOOL : grade <= 9 ? FURONG_JUNIOR : FURONG_SENIOR;
}

static enum verdict
file_in(int month, int grade, bool entry, bool leaving)
{
	struct paper p;
	paper_begin(&p, school_for(grade), LIWAN_SCHOOL);
	const struct date date = { 2027, month, 10 };
	struct day d;
	cr_assert(day_of_date(date, &d));
	p.now = instant_of_day(d);
	p.record.grade = grade;
	p.law.receiving.entry_grade_first_term = entry;
	p.law.receiving.leaving_grade_last_term = leaving;
	p.law.nation.windows[BUSINESS_transfer].n = 1;
	const struct window always = { 1, 1, 1, 1 };
	p.law.nation.windows[BUSINESS_transfer].open[0] = always;
	p.law.receiving.windows[BUSINESS_transfer].open[0] = always;
	const struct happening h = paper_ask(&p, HAPPENING_FILE);
	return paper_try(&p, &h).verdict;
}

Test(entry_and_leaving_term, every_month_and_grade_under_all_four_policies)
{
	for (int month = 1; month <= 12; month++)
		for (int grade = 1; grade <= GRADE_MAX; grade++)
			for (int bits = 0; bits < 4; bits++) {
				const bool entry = (bits & 1) != 0,
					   leaving = (bits & 2) != 0;
				const bool is_autumn = month >= 8 || month < 2;
				const bool is_barred =
				    is_autumn ? grade % 3 == 1 && grade != 4 && !entry
					      : grade % 3 == 0 && grade != 3 && !leaving;
				cr_expect_eq(file_in(month, grade, entry, leaving),
				    is_barred ? VERDICT_NOT_THIS_GRADE_NOW : VERDICT_OK,
				    "month %d, grade %d, policy %d", month, grade, bits);
			}
}

Test(entry_and_leaving_term, graduates_always_go_to_an_entry_grade_and_are_not_asked)
{
	struct paper p;
	paper_begin_graduate(&p, FURONG_JUNIOR, LIWAN_SCHOOL);
	p.law.receiving.entry_grade_first_term = false;
	const struct happening h = paper_ask(&p, HAPPENING_FILE);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_OK);
}
