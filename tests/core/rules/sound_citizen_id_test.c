/* The citizen ID passes GB 11643; who may leave it empty. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
file_as(const char *number, const char *id)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	memcpy(h.filing.number.text, number, strlen(number) + 1);
	memcpy(h.filing.citizen_id.text, id, strlen(id) + 1);
	return paper_try(&p, &h).verdict;
}

static enum verdict
correct_to(const char *id)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_receiving_county);
	paper_do(&p, HAPPENING_RETURN);
	struct happening h = paper_ask(&p, HAPPENING_CORRECT);
	memcpy(h.correction.citizen_id.text, id, strlen(id) + 1);
	return paper_act(&p, &h);
}

Test(sound_citizen_id, a_sound_one_passes_and_need_not_be_the_one_in_the_number)
{
	cr_expect_eq(file_as(CHILD_NUMBER, CHILD_ID), VERDICT_OK);
	cr_expect_eq(file_as(CHILD_NUMBER, "430102201605200021"), VERDICT_OK);
	cr_expect_eq(correct_to("430102201605200021"), VERDICT_OK);
}

Test(sound_citizen_id, a_wrong_digit_is_noticed_in_filing_and_correction)
{
	cr_expect_eq(file_as(CHILD_NUMBER, "430102201605200012"), VERDICT_BAD_CITIZEN_ID);
	cr_expect_eq(file_as(CHILD_NUMBER, "4301022016052000"), VERDICT_BAD_CITIZEN_ID);
	cr_expect_eq(correct_to("430102201605200012"), VERDICT_BAD_CITIZEN_ID);
	cr_expect_eq(correct_to("11010519491231002x"), VERDICT_BAD_CITIZEN_ID);
}

Test(sound_citizen_id, a_child_with_an_L_or_J_number_may_have_none)
{
	cr_expect_eq(file_as("L430102201605200001", ""), VERDICT_OK);
	cr_expect_eq(file_as("J430102201605200013", ""), VERDICT_OK);
	cr_expect_eq(file_as(CHILD_NUMBER, ""), VERDICT_BAD_CITIZEN_ID);
	cr_expect_eq(correct_to(""), VERDICT_OK, "not corrected");
}

Test(sound_citizen_id, a_bad_one_in_a_problem_record_is_mended_and_not_attested)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_problem_record, FURONG_SCHOOL);
	memcpy(p.record.citizen_id.text, "430102201605200012", CITIZEN_ID_MAX);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_BAD_CITIZEN_ID);
	memcpy(h.filing.change.citizen_id.text, CHILD_ID, sizeof(CHILD_ID));
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_OK);
}
