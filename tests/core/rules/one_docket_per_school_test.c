/* A second filing by the same school while the first is open. */
#include <criterion/criterion.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
file_while(bool has_open_filing)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	const struct happening h = paper_ask(&p, HAPPENING_FILE);
	struct world w = paper_world(&p);
	w.has_open_filing = has_open_filing;
	return docket_step(&p.docket, &h, &w).verdict;
}

Test(one_docket_per_school, the_first_is_taken_and_the_second_is_not)
{
	cr_expect_eq(file_while(false), VERDICT_OK);
	cr_expect_eq(file_while(true), VERDICT_DUPLICATE_FILING);
}
