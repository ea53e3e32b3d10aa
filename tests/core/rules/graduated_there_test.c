/* Back to the school the child graduated from, and to no other. */
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

static enum verdict
checked(struct paper *p)
{
	paper_to(p, STAGE_check);
	return paper_entry(p, HAPPENING_PROCEED).code;
}

Test(graduated_there, the_graduating_school_is_what_the_record_says)
{
	struct paper p;
	cr_expect_eq((paper_begin_roll_back(&p, LIWAN_SCHOOL, FURONG_JUNIOR), checked(&p)), VERDICT_OK);
	paper_begin_roll_back(&p, LIWAN_SCHOOL, FURONG_JUNIOR);
	p.record.graduated_from = code(DONGGUAN_SCHOOL);
	cr_expect_eq(checked(&p), VERDICT_DATA_MISMATCH);
}

Test(graduated_there, it_is_filed_before_anybody_can_look)
{
	struct paper p;
	paper_begin_roll_back(&p, LIWAN_SCHOOL, FURONG_JUNIOR);
	cr_expect_eq(file(&p), VERDICT_OK);
}
