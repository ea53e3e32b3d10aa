/* Filing inside the province's period, to the millisecond. */
#include <criterion/criterion.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
file_on_20_september(struct paper *p)
{
	p->now = at("2026-09-20T09:00:00+08:00");
	const struct happening h = paper_ask(p, HAPPENING_FILE);
	return paper_try(p, &h).verdict;
}

static const struct windows until_20_september = { .open = { { 8, 15, 9, 20 } }, .n = 1 };
static const struct windows until_21_september = { .open = { { 8, 15, 9, 21 } }, .n = 1 };

Test(window_of_province, the_receiving_provinces_narrower_window_counts)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.law.receiving.windows[BUSINESS_transfer] = until_20_september;
	cr_expect_eq(file_on_20_september(&p), VERDICT_PROVINCE_WINDOW_CLOSED);
	p.law.receiving.windows[BUSINESS_transfer] = until_21_september;
	cr_expect_eq(file_on_20_september(&p), VERDICT_OK);
}

Test(window_of_province, the_sending_provinces_is_only_shown)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.law.sending.windows[BUSINESS_transfer] = until_20_september;
	cr_expect_eq(file_on_20_september(&p), VERDICT_OK);
}

Test(window_of_province, where_both_are_closed_the_nations_answer_is_given)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.law.receiving.windows[BUSINESS_transfer] = until_20_september;
	p.law.nation.windows[BUSINESS_transfer] = until_20_september;
	cr_expect_eq(file_on_20_september(&p), VERDICT_WINDOW_CLOSED);
}
