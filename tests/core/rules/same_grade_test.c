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
