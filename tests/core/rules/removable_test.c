/* A temporary record is removed only as a problem or a mistake. */
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

Test(removable, a_problem_record_is)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_removal_l, FURONG_SCHOOL);
	cr_expect_eq(file(&p), VERDICT_OK);
	p.record.is_problem = false;
	cr_expect_eq(file(&p), VERDICT_NOT_REMOVABLE);
}

Test(removable, a_mistake_is_shown_by_a_scan)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_removal_l, FURONG_SCHOOL);
	p.record.is_problem = false;
	p.scans = 1;
	cr_expect_eq(file(&p), VERDICT_OK);
}
