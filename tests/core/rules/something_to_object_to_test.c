/* An objection needs a refusal or a missed deadline. */
#include <criterion/criterion.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
object(struct paper *p)
{
	const struct happening h = paper_ask(p, HAPPENING_OBJECT);
	return paper_try(p, &h).verdict;
}

Test(something_to_object_to, a_refusal_is)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_sending_county);
	cr_expect_eq(object(&p), VERDICT_NOT_REFUSED);
	paper_do(&p, HAPPENING_REFUSE);
	cr_expect_eq(object(&p), VERDICT_OK);
}

Test(something_to_object_to, a_return_or_a_failed_check_is_not)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_sending_county);
	paper_do(&p, HAPPENING_RETURN);
	cr_expect_eq(object(&p), VERDICT_NOT_REFUSED);
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.record.is_problem = true;
	paper_to(&p, STAGE_check);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(object(&p), VERDICT_NOT_REFUSED);
}

Test(something_to_object_to, a_deadline_is_missed_at_24_hours_of_the_tenth_working_day)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);	/* 1 September */
	paper_to(&p, STAGE_sending_county);
	p.now = at("2026-09-15T23:59:59+08:00");
	p.now.ms += 999;
	cr_expect_eq(object(&p), VERDICT_NOT_REFUSED);
	p.now.ms++;
	cr_expect_eq(object(&p), VERDICT_OK);
}

Test(something_to_object_to, the_fifth_objection_is_one_too_many)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_sending_county);
	for (int i = 0; i < COORDINATORS_MAX; i++) {
		paper_do(&p, HAPPENING_REFUSE);
		paper_do(&p, HAPPENING_OBJECT);
		paper_do(&p, HAPPENING_SEND_BACK);
		cr_assert_eq(docket_stage(&p.docket), STAGE_sending_county);
	}
	paper_do(&p, HAPPENING_REFUSE);
	cr_expect_eq(object(&p), VERDICT_NOT_NOW);
}
