/* No skip, no repeat; a graduate goes one up. */
#include <criterion/criterion.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
found(struct paper *p, int grade_of_record)
{
	paper_do(p, HAPPENING_FILE);
	p->record.grade = grade_of_record;
	paper_to(p, STAGE_check);
	paper_do(p, HAPPENING_PROCEED);
	return p->docket.code;
}

Test(same_grade, a_transfer_keeps_the_grade)
{
	for (int grade = 1; grade <= GRADE_MAX; grade++) {
		struct paper p;
		paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);	/* filed for grade 3 */
		cr_expect_eq(found(&p, grade),
		    grade == 3 ? VERDICT_OK : VERDICT_NOT_SAME_GRADE, "from grade %d",
		    grade);
	}
}

Test(same_grade, a_graduate_enters_the_grade_above_the_one_left)
{
	for (int grade = 1; grade <= GRADE_MAX; grade++) {
		struct paper p;
		paper_begin_graduate(
		    &p, FURONG_JUNIOR, LIWAN_SCHOOL); /* filed for grade 7 */
		cr_expect_eq(found(&p, grade),
		    grade == 6 ? VERDICT_OK : VERDICT_NOT_SAME_GRADE, "from grade %d",
		    grade);
	}
}

Test(same_grade, a_filing_is_told_where_the_record_is_known)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, FURONG_OTHER);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	struct world w = paper_world(&p);
	w.record = &p.record;
	h.filing.grade = 4;
	cr_expect_eq(docket_step(&p.docket, &h, &w).verdict, VERDICT_NOT_SAME_GRADE);
}

/* A docket of the summer of 2026, filed for grade `filed`; the record as it is when it comes to
 * the check in autumn. */
static enum verdict
across(const struct record *autumn, int filed)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.now = at("2026-07-01T09:00:00+08:00");
	p.record.grade = filed;
	paper_to(&p, STAGE_check);
	p.now = at("2026-09-01T09:00:00+08:00");
	p.record.status = autumn->status;
	p.record.grade = autumn->grade;
	p.record.school_year = autumn->school_year;
	paper_do(&p, HAPPENING_PROCEED);
	return p.docket.code;
}

Test(same_grade, a_promotion_while_the_docket_is_open_is_no_skip)
{
	static const struct {
		enum status status;
		int grade, school_year, filed;
		enum verdict verdict;
	} cases[] = {
		{ STATUS_in_school, 4, 2026, 3, VERDICT_OK },
		{ STATUS_in_school, 3, 2025, 3, VERDICT_OK },	/* its daemon was away */
		{ STATUS_in_school, 4, 2026, 4, VERDICT_NOT_SAME_GRADE },	/* was in 3 then */
		{ STATUS_in_school, 4, 2026, 2, VERDICT_NOT_SAME_GRADE },
		{ STATUS_in_school, 6, 2026, 6, VERDICT_OK },	/* a leaving grade: stayed there */
		{ STATUS_in_school, 6, 2026, 5, VERDICT_OK },	/* or came to it */
		{ STATUS_in_school, 6, 2026, 4, VERDICT_NOT_SAME_GRADE },
		{ STATUS_abroad, 3, 2026, 3, VERDICT_OK },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct record r = {
			.status = cases[i].status,
			.grade = cases[i].grade,
			.school_year = cases[i].school_year,
		};
		cr_expect_eq(across(&r, cases[i].filed), cases[i].verdict, "case %zu", i);
	}
}

Test(same_grade, a_filing_after_the_promotion_is_held_against_a_record_that_is_behind)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_do(&p, HAPPENING_FILE);	/* in September, for grade 3 */
	p.record.grade = 2;
	p.record.school_year = 2025;
	paper_to(&p, STAGE_check);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.docket.code, VERDICT_OK);
}

Test(same_grade, a_docket_of_an_older_version_tells_no_year_and_is_taken_as_it_is)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_do(&p, HAPPENING_FILE);
	p.docket.header.school_year = 0;
	p.record.school_year = 2026;
	paper_to(&p, STAGE_check);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.docket.code, VERDICT_OK);
}
