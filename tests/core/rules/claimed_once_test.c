/* The flag is taken off when nobody else claims the child. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/rule.h"
#include "core/paper.h"

static struct paper
checked(enum stage stage)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_problem_record, FURONG_SCHOOL);
	paper_to(&p, stage);
	return p;
}

Test(claimed_once, the_flag_goes_when_no_other_record_is_left)
{
	struct paper p = checked(STAGE_province_check);
	cr_expect(p.record.is_problem);
	cr_expect_str_eq(p.record.open_docket.text, PAPER_ID);
	paper_to(&p, STAGE_apply);
	p.index.has_other = true;	/* asked too late */
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_not(p.record.is_problem);
	cr_expect_eq(p.docket.state, DOCKET_COMPLETED);
	cr_expect_str_eq(p.record.name, CHILD_NAME, "attested as it stood");
}

Test(claimed_once, the_province_has_another_record_and_says_where)
{
	struct paper p = checked(STAGE_province_check);
	p.index.has_other = true;
	p.index.other_unit = code(NINE_YEAR_SCHOOL);
	const struct entry e = paper_entry(&p, HAPPENING_PROCEED);
	cr_expect_eq(e.action, ACTION_failed);
	cr_expect_eq(e.code, VERDICT_CLAIMED_ELSEWHERE);
	cr_expect_str_eq(e.found.text, NINE_YEAR_SCHOOL);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect(p.record.is_problem);
	p.index.has_other = false;
	paper_do(&p, HAPPENING_CORRECT);	/* the other one was removed: sent again */
	paper_do(&p, HAPPENING_APPROVE);
	cr_expect_eq(docket_stage(&p.docket), STAGE_province_check, "straight back to the re-check");
	paper_to(&p, STAGE_apply);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_not(p.record.is_problem);
}

Test(claimed_once, the_ministry_found_one_in_another_province)
{
	struct paper p = checked(STAGE_national_check);
	p.answer = VERDICT_CLAIMED_ELSEWHERE;
	p.found = code(GUANGDONG);
	const struct entry e = paper_entry(&p, HAPPENING_PROCEED);
	cr_expect_eq(e.action, ACTION_failed);
	cr_expect_str_eq(e.unit.text, MINISTRY);
	cr_expect_str_eq(e.found.text, GUANGDONG);
}

Test(claimed_once, an_id_that_is_corrected_is_the_one_that_is_looked_for)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_problem_record, FURONG_SCHOOL);
	memcpy(p.record.number.text, "J430102201605200013", STUDENT_NUMBER_MAX);
	p.record.citizen_id.text[0] = '\0';
	memcpy(p.change.citizen_id.text, CHILD_ID, sizeof(CHILD_ID));
	paper_to(&p, STAGE_national_check);
	cr_expect_str_eq(docket_sought_id(&p.docket).text, CHILD_ID);
	cr_expect_str_eq(docket_decider(&p.docket).text, MINISTRY, "so the ministry can be asked");
}
