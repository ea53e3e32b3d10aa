/* What the ministry and the population register say of a name or an ID that is to change. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/rule.h"
#include "core/paper.h"

static struct paper
asked(void)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_key_change, FURONG_SCHOOL);
	paper_to(&p, STAGE_register_check);
	return p;
}

Test(confirmed_by_register, what_all_agree_on_is_written_and_not_before)
{
	struct paper p = asked();
	const struct student_number number = p.record.number;
	cr_expect_str_eq(docket_decider(&p.docket).text, MINISTRY);
	cr_expect_str_eq(p.docket.holder.text, HUNAN);
	cr_expect_str_eq(p.record.name, CHILD_NAME);
	const struct entry e = paper_entry(&p, HAPPENING_PROCEED);
	cr_expect_eq(e.code, VERDICT_OK);
	cr_expect_str_eq(e.unit.text, MINISTRY);
	paper_to(&p, STAGE_apply);
	cr_expect_str_eq(p.record.name, CHILD_NAME);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.docket.state, DOCKET_COMPLETED);
	cr_expect_str_eq(p.record.name, OTHER_NAME);
	cr_expect(student_number_equal(p.record.number, number), "the G number stays");
}

Test(confirmed_by_register, anything_else_goes_back_to_the_school_and_changes_nothing)
{
	static const enum verdict no[] = {
		VERDICT_ID_TAKEN, VERDICT_NOT_IN_REGISTER, VERDICT_REGISTER_DIFFERS,
	};
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
		struct paper p = asked();
		p.answer = no[i];
		p.found = code(GUANGDONG);
		const struct entry e = paper_entry(&p, HAPPENING_PROCEED);
		cr_expect_eq(e.action, ACTION_failed);
		cr_expect_eq(e.code, no[i]);
		cr_expect_str_eq(e.found.text, no[i] == VERDICT_ID_TAKEN ? GUANGDONG : "");
		paper_do(&p, HAPPENING_PROCEED);
		cr_expect_eq(docket_stage(&p.docket), STAGE_answer);
		cr_expect_str_eq(p.docket.holder.text, FURONG_SCHOOL);
		cr_expect_str_eq(p.record.name, CHILD_NAME);
	}
}

Test(confirmed_by_register, what_was_put_right_in_the_register_may_be_asked_again)
{
	struct paper p = asked();
	p.answer = VERDICT_REGISTER_DIFFERS;
	paper_do(&p, HAPPENING_PROCEED);
	p.answer = VERDICT_OK;
	paper_do(&p, HAPPENING_CORRECT);
	paper_do(&p, HAPPENING_APPROVE);
	cr_expect_eq(docket_stage(&p.docket), STAGE_register_check);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(docket_stage(&p.docket), STAGE_apply);
}

Test(confirmed_by_register, a_child_without_an_id_is_in_no_register)
{
	struct paper p = asked();
	p.docket.header.citizen_id.text[0] = '\0';
	const struct happening h = paper_ask(&p, HAPPENING_PROCEED);
	const struct world w = paper_world(&p);
	cr_expect_str_eq(h.unit.text, HUNAN, "there is nothing to ask the ministry");
	cr_expect_eq(rule_confirmed_by_register(&p.docket, &h, &w), VERDICT_NOT_IN_REGISTER);
}

Test(confirmed_by_register, it_is_asked_about_the_child_as_it_will_be)
{
	struct paper p = asked();
	cr_expect_str_eq(docket_sought_name(&p.docket), OTHER_NAME);
	cr_expect_str_eq(docket_sought_id(&p.docket).text, CHILD_ID);
	cr_expect_not(docket_brings_citizen_id(&p.docket));
	memcpy(p.docket.header.change.citizen_id.text, OTHER_CHILD_ID, CITIZEN_ID_MAX);
	p.docket.header.change.name[0] = '\0';
	cr_expect_str_eq(docket_sought_name(&p.docket), CHILD_NAME);
	cr_expect_str_eq(docket_sought_id(&p.docket).text, OTHER_CHILD_ID);
	cr_expect(docket_brings_citizen_id(&p.docket));
	memcpy(p.docket.header.change.citizen_id.text, CHILD_ID, CITIZEN_ID_MAX);
	cr_expect_not(docket_brings_citizen_id(&p.docket), "the one it has");
}
