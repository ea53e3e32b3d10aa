/* Name and ID that were compared with the record stand. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
correct(const struct paper *p, const char *name, const char *id)
{
	struct happening h = paper_ask(p, HAPPENING_CORRECT);
	memcpy(h.correction.name, name, strlen(name));
	memcpy(h.correction.citizen_id.text, id, strlen(id));
	return paper_try(p, &h).verdict;
}

static struct paper
failed_at(enum business kind, enum stage stage)
{
	struct paper p;
	paper_begin_change(&p, kind, FURONG_SCHOOL);
	paper_to(&p, stage);
	if (stage == STAGE_check)
		memcpy(p.record.name, OTHER_NAME, sizeof(OTHER_NAME));
	p.answer = VERDICT_REGISTER_DIFFERS;
	paper_do(&p, docket_is_automatic(&p.docket) ? HAPPENING_PROCEED : HAPPENING_REFUSE);
	return p;
}

Test(checked_data_stand, what_the_check_found_wanting_is_corrected)
{
	const struct paper p = failed_at(BUSINESS_key_change, STAGE_check);
	cr_expect_eq(correct(&p, OTHER_NAME, ""), VERDICT_OK);
	cr_expect_eq(correct(&p, "", OTHER_CHILD_ID), VERDICT_OK);
}

Test(checked_data_stand, past_the_check_nobody_else_is_put_in_the_childs_place)
{
	const enum stage later[] = { STAGE_county, STAGE_register_check };
	for (size_t i = 0; i < 2; i++) {
		const struct paper p = failed_at(BUSINESS_key_change, later[i]);
		cr_expect_eq(correct(&p, OTHER_NAME, ""), VERDICT_CHECKED_ALREADY);
		cr_expect_eq(correct(&p, "", OTHER_CHILD_ID), VERDICT_CHECKED_ALREADY);
		cr_expect_eq(correct(&p, "", ""), VERDICT_OK, "sent again as it is");
	}
}

Test(checked_data_stand, nor_by_way_of_the_head_who_returns_it)
{
	struct paper p = failed_at(BUSINESS_key_change, STAGE_register_check);
	paper_do(&p, HAPPENING_CORRECT);
	paper_do(&p, HAPPENING_RETURN);
	cr_expect_eq(correct(&p, "", OTHER_CHILD_ID), VERDICT_CHECKED_ALREADY);
	cr_expect_eq(correct(&p, "", ""), VERDICT_OK);
}

Test(checked_data_stand, where_no_register_is_asked_it_is_as_it_was)
{
	const struct paper p = failed_at(BUSINESS_suspension, STAGE_county);
	cr_expect_eq(correct(&p, OTHER_NAME, ""), VERDICT_OK);
}
