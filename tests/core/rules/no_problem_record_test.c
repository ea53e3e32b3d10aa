/* Check 2003: a problem record does not move. */
#include <criterion/criterion.h>

#include "core/rule.h"
#include "core/paper.h"

Test(no_problem_record, a_problem_record_goes_back_with_2003_and_moves_once_cleared)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.record.is_problem = true;
	paper_to(&p, STAGE_check);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.docket.code, VERDICT_PROBLEM_RECORD);
	cr_expect_eq(p.docket.posture, POSTURE_ANSWER);
	p.record.is_problem = false;
	paper_do(&p, HAPPENING_CORRECT);
	paper_to(&p, STAGE_sending_school);
	cr_expect_eq(p.docket.posture, POSTURE_DESK);
}

Test(no_problem_record, a_record_that_becomes_one_on_the_way_is_not_released)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_release);
	p.record.is_problem = true;
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.docket.code, VERDICT_PROBLEM_RECORD);
	cr_expect_eq(p.record.status, STATUS_in_school);
	cr_expect_not(p.docket.is_released);
}

Test(no_problem_record, a_filing_is_told_where_the_record_is_known)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, FURONG_OTHER);
	p.record.is_problem = true;
	const struct happening h = paper_ask(&p, HAPPENING_FILE);
	struct world w = paper_world(&p);
	w.record = &p.record;
	cr_expect_eq(docket_step(&p.docket, &h, &w).verdict, VERDICT_PROBLEM_RECORD);
}
