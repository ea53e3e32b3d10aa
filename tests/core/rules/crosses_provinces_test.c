/* A graduate transfer goes to another province. */
#include <criterion/criterion.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
graduate(const char *receiving, const char *sending)
{
	struct paper p;
	paper_begin_graduate(&p, receiving, sending);
	const struct happening h = paper_ask(&p, HAPPENING_FILE);
	return paper_try(&p, &h).verdict;
}

Test(crosses_provinces, a_graduate_may_go_on_in_another_province)
{
	cr_expect_eq(graduate(FURONG_JUNIOR, LIWAN_SCHOOL), VERDICT_OK);
	cr_expect_eq(graduate(FURONG_JUNIOR, BINGTUAN_SCHOOL), VERDICT_OK);
}

Test(crosses_provinces, inside_a_province_the_next_school_admits_the_graduate_itself)
{
	cr_expect_eq(
	    graduate(FURONG_JUNIOR, FURONG_SCHOOL), VERDICT_NOT_BETWEEN_PROVINCES);
	cr_expect_eq(
	    graduate(FURONG_JUNIOR, TIANXIN_SCHOOL), VERDICT_NOT_BETWEEN_PROVINCES);
	cr_expect_eq(
	    graduate(FURONG_JUNIOR, HETANG_SCHOOL), VERDICT_NOT_BETWEEN_PROVINCES);
}

Test(crosses_provinces, an_ordinary_transfer_has_every_scope)
{
	static const char *const sending[] = {
		FURONG_OTHER, TIANXIN_SCHOOL, HETANG_SCHOOL, LIWAN_SCHOOL,
	};
	for (size_t i = 0; i < 4; i++) {
		struct paper p;
		paper_begin(&p, FURONG_SCHOOL, sending[i]);
		const struct happening h = paper_ask(&p, HAPPENING_FILE);
		cr_expect_eq(
		    paper_try(&p, &h).verdict, VERDICT_OK, "from %s", sending[i]);
	}
}
