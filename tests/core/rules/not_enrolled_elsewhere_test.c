/* One record a child: what province and ministry find. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/rule.h"
#include "core/paper.h"

static struct paper
checked(enum stage stage)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_enrolment, FURONG_SCHOOL);
	paper_to(&p, stage);
	return p;
}

Test(not_enrolled_elsewhere, nobody_else_has_the_child)
{
	struct paper p = checked(STAGE_province_check);
	cr_expect_eq(paper_entry(&p, HAPPENING_PROCEED).code, VERDICT_OK);
	p = checked(STAGE_national_check);
	cr_expect_eq(paper_entry(&p, HAPPENING_PROCEED).code, VERDICT_OK);
	p = checked(STAGE_apply);
	p.index.has_other = true;
	cr_expect_eq(paper_entry(&p, HAPPENING_PROCEED).code, VERDICT_OK, "asked too late");
}

Test(not_enrolled_elsewhere, the_province_has_another_record_and_says_where)
{
	struct paper p = checked(STAGE_province_check);
	p.index.has_other = true;
	p.index.other_unit = code(NINE_YEAR_SCHOOL);
	const struct entry e = paper_entry(&p, HAPPENING_PROCEED);
	cr_expect_eq(e.action, ACTION_failed);
	cr_expect_eq(e.code, VERDICT_ENROLLED_ELSEWHERE);
	cr_expect_str_eq(e.found.text, NINE_YEAR_SCHOOL);
}

Test(not_enrolled_elsewhere, the_ministry_found_one_in_another_province)
{
	struct paper p = checked(STAGE_national_check);
	p.answer = VERDICT_ENROLLED_ELSEWHERE;
	p.found = code(GUANGDONG);
	const struct entry e = paper_entry(&p, HAPPENING_PROCEED);
	cr_expect_eq(e.action, ACTION_failed);
	cr_expect_str_eq(e.unit.text, MINISTRY);
	cr_expect_str_eq(e.holder.text, HUNAN);
	cr_expect_str_eq(e.found.text, GUANGDONG);
}

Test(not_enrolled_elsewhere, nobody_leaves_the_ministry_out_or_gives_a_number_elsewhere)
{
	struct paper p = checked(STAGE_province_check);
	struct header h = p.docket.header;
	memmove(&h.route.stops[3], &h.route.stops[4], sizeof(h.route.stops[3]));
	h.route.n--;
	cr_expect_not(route_is_whole(h.kind, h.scope, &h.route, h.receiving_school, h.sending_school));
	p = checked(STAGE_county);
	struct entry e = paper_entry(&p, HAPPENING_APPROVE);
	memcpy(e.number.text, "L430102201605209999", STUDENT_NUMBER_MAX);
	cr_expect_eq(docket_apply(&p.docket, &e), VERDICT_OUT_OF_RANGE);
	p = checked(STAGE_national_check);
	e = paper_entry(&p, HAPPENING_PROCEED);
	memcpy(e.number.text, "L430102201605209999", STUDENT_NUMBER_MAX);
	cr_expect_eq(docket_apply(&p.docket, &e), VERDICT_OUT_OF_RANGE);
}

Test(not_enrolled_elsewhere, without_a_citizen_id_the_province_answers_for_the_ministry)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_enrolment, FURONG_SCHOOL);
	p.record.citizen_id.text[0] = '\0';
	paper_to(&p, STAGE_national_check);
	const struct entry e = paper_entry(&p, HAPPENING_PROCEED);
	cr_expect_eq(e.code, VERDICT_OK);
	cr_expect_str_eq(e.unit.text, HUNAN);
}

Test(not_enrolled_elsewhere, a_number_that_was_taken_meanwhile_is_replaced_while_there_are_any)
{
	struct paper p = checked(STAGE_province_check);
	p.index.is_number_taken = true;
	cr_expect_eq(paper_entry(&p, HAPPENING_PROCEED).code, VERDICT_NO_NUMBER_LEFT);
	memcpy(p.index.free_number.text, "L430102201605209999", STUDENT_NUMBER_MAX);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_str_eq(docket_number(&p.docket).text, "L430102201605209999");
	cr_expect_str_eq(p.record.number.text, "L430102201605200001", "until it is applied");
	paper_to(&p, STAGE_apply);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_str_eq(p.record.number.text, "L430102201605209999");
	cr_expect_eq(p.record.n_former, 1);
}
