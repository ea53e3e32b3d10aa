/* The receiving school withdraws any time before release, and not afterwards. */
#include <criterion/criterion.h>

#include "core/rule.h"
#include "core/paper.h"

Test(before_release, a_docket_can_be_withdrawn_at_every_stage_up_to_release)
{
	for (int s = STAGE_receiving_school; s <= STAGE_release; s++) {
		const enum stage stage = (enum stage)s;
		const bool is_on_route = stage != STAGE_receiving_prefecture
		    && stage != STAGE_sending_prefecture && stage != STAGE_county;
		struct paper p;
		if (!is_on_route)
			continue;
		paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
		paper_to(&p, stage);
		paper_do(&p, HAPPENING_WITHDRAW);
		cr_expect_eq(
		    p.docket.state, DOCKET_WITHDRAWN, "at %s", stage_row(stage)->name);
		cr_expect_not(
		    record_is_locked(&p.record), "at %s", stage_row(stage)->name);
		cr_expect_eq(p.record.status, STATUS_in_school);
	}
}

Test(before_release, once_the_record_is_in_the_docket_it_has_to_be_admitted)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_admit);
	const struct happening h = paper_ask(&p, HAPPENING_WITHDRAW);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_TOO_LATE);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.docket.state, DOCKET_COMPLETED);
}
