/* Only a refusal can be upheld. */
#include <criterion/criterion.h>

#include "core/rule.h"
#include "core/paper.h"

Test(something_to_uphold, a_refusal_can_be_upheld_and_ends_the_docket)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_sending_county);
	paper_do(&p, HAPPENING_REFUSE);
	paper_do(&p, HAPPENING_OBJECT);
	paper_do(&p, HAPPENING_UPHOLD);
	cr_expect_eq(p.docket.state, DOCKET_REFUSED);
	cr_expect_eq(p.record.status, STATUS_in_school, "everything is as it was");
	cr_expect_not(record_is_locked(&p.record));
}

Test(something_to_uphold, silence_cannot)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_sending_county);
	p.now = at("2026-09-16T00:00:00+08:00");
	paper_do(&p, HAPPENING_OBJECT);
	const struct happening h = paper_ask(&p, HAPPENING_UPHOLD);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_NOTHING_TO_UPHOLD);
	paper_do(&p, HAPPENING_OVERRULE);
	cr_expect_eq(docket_stage(&p.docket), STAGE_sending_province);
}
