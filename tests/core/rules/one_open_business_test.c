/* Check 2002: one open business per student, and the lock at release is the docket's own.
 */
#include <criterion/criterion.h>

#include "core/rule.h"
#include "core/paper.h"

static void
at_stage(struct paper *p, enum stage stage)
{
	paper_begin(p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(p, stage);
}

Test(one_open_business, the_check_takes_the_lock)
{
	struct paper p;
	at_stage(&p, STAGE_check);
	cr_expect_not(record_is_locked(&p.record));
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect(docket_id_equal(p.record.open_docket, paper_id(PAPER_ID)));
}

Test(one_open_business, a_record_locked_by_another_docket_goes_back_with_2002)
{
	struct paper p;
	at_stage(&p, STAGE_check);
	p.record.open_docket = paper_id(OTHER_ID);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.docket.posture, POSTURE_ANSWER);
	cr_expect_eq(p.docket.code, VERDICT_OPEN_BUSINESS);
	cr_expect(docket_id_equal(p.record.open_docket, paper_id(OTHER_ID)), "untouched");
}

Test(one_open_business, its_own_lock_is_no_obstacle_to_a_second_check)
{
	struct paper p;
	at_stage(&p, STAGE_check);
	p.record.open_docket = paper_id(PAPER_ID);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.docket.posture, POSTURE_DESK);
}

Test(one_open_business, at_release_the_lock_must_be_its_own)
{
	struct paper p;
	at_stage(&p, STAGE_release);
	p.record.open_docket = paper_id(OTHER_ID);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.docket.code, VERDICT_OPEN_BUSINESS);
	at_stage(&p, STAGE_release);
	p.record.open_docket.text[0] = '\0';
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.docket.code, VERDICT_OPEN_BUSINESS, "nobody's is not enough");
	at_stage(&p, STAGE_release);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect(p.docket.is_released);
}

Test(one_open_business, a_filing_is_told_where_the_record_is_known)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, FURONG_OTHER);
	p.record.open_docket = paper_id(OTHER_ID);
	const struct happening h = paper_ask(&p, HAPPENING_FILE);
	struct world w = paper_world(&p);
	w.record = &p.record;
	cr_expect_eq(docket_step(&p.docket, &h, &w).verdict, VERDICT_OPEN_BUSINESS);
	w.record = NULL;
	cr_expect_eq(docket_step(&p.docket, &h, &w).verdict, VERDICT_OK);
}
