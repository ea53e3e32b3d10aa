/* A child that is on the roll of the receiving school does not come to it. */
#include <criterion/criterion.h>

#include "core/paper.h"
#include "core/rule.h"

static enum verdict
file(enum status there)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	const struct happening h = paper_ask(&p, HAPPENING_FILE);
	const struct docket none = docket_none();
	struct world w = paper_world(&p);
	struct record kept = p.record;
	kept.school = code(FURONG_SCHOOL);
	kept.status = there;
	w.record_there = &kept;
	return docket_step(&none, &h, &w).verdict;
}

Test(not_here_already, whoever_is_on_its_roll_in_whatever_status_does_not_come)
{
	cr_expect_eq(file(STATUS_in_school), VERDICT_RECORD_HERE_ALREADY);
	cr_expect_eq(file(STATUS_suspended), VERDICT_RECORD_HERE_ALREADY);
	cr_expect_eq(file(STATUS_graduated), VERDICT_RECORD_HERE_ALREADY);
}

Test(not_here_already, whoever_left_may_come_back)
{
	cr_expect_eq(file(STATUS_transferred_out), VERDICT_OK);
	cr_expect_eq(file(STATUS_removed), VERDICT_OK, "its record was taken out");
}

Test(not_here_already, what_was_found_out_of_step_is_about_such_a_record)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.kind = BUSINESS_sits_elsewhere;
	const struct happening h = paper_ask(&p, HAPPENING_FILE);
	const struct docket none = docket_none();
	struct world w = paper_world(&p);
	struct record kept = p.record;
	w.record_there = &kept;
	cr_expect_neq(rule_not_here_already(&none, &h, &w), VERDICT_RECORD_HERE_ALREADY);
}

Test(not_here_already, business_of_one_school_is_about_the_record_it_keeps)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_suspension, FURONG_SCHOOL);
	const struct happening h = paper_ask(&p, HAPPENING_FILE);
	const struct docket none = docket_none();
	struct world w = paper_world(&p);
	struct record kept = p.record;
	w.record_there = &kept;
	cr_expect_eq(rule_not_here_already(&none, &h, &w), VERDICT_OK);
}
