/* Only a problem record is attested or corrected as one. */
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

Test(is_a_problem, a_record_without_one_is_not_attested)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_problem_record, FURONG_SCHOOL);
	cr_expect_eq(file(&p), VERDICT_OK);
	p.record.is_problem = false;
	cr_expect_eq(file(&p), VERDICT_NOT_A_PROBLEM);
}

Test(is_a_problem, it_is_asked_again_where_the_record_is_locked)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_problem_record, FURONG_SCHOOL);
	paper_to(&p, STAGE_check);
	cr_expect_eq(paper_entry(&p, HAPPENING_PROCEED).code, VERDICT_OK);
	p.record.is_problem = false;
	cr_expect_eq(paper_entry(&p, HAPPENING_PROCEED).code, VERDICT_NOT_A_PROBLEM);
}

Test(is_a_problem, it_is_not_without_a_scan)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_problem_record, FURONG_SCHOOL);
	p.scans = 0;
	cr_expect_eq(file(&p), VERDICT_EVIDENCE_MISSING);
}
