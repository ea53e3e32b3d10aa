/* What is to change belongs to the business, and is there. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
file(const struct paper *p)
{
	const struct happening h = paper_ask(p, HAPPENING_FILE);
	return paper_try(p, &h).verdict;
}

Test(change_belongs, a_suspension_says_until_when)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_suspension, FURONG_SCHOOL);
	cr_expect_eq(file(&p), VERDICT_OK);
	p.change.until.n = 0;
	cr_expect_eq(file(&p), VERDICT_CHANGE_MISSING);
}

Test(change_belongs, an_update_of_the_phone_changes_no_name)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_ordinary_update, FURONG_SCHOOL);
	cr_expect_eq(file(&p), VERDICT_OK);
	memcpy(p.change.name, "甲", sizeof("甲"));
	cr_expect_eq(file(&p), VERDICT_CHANGE_NOT_ASKED);
}

Test(change_belongs, any_one_way_to_reach_the_family_will_do)
{
	struct paper p;
	static const struct change none;
	paper_begin_change(&p, BUSINESS_ordinary_update, FURONG_SCHOOL);
	p.change = none;
	cr_expect_eq(file(&p), VERDICT_CHANGE_MISSING);
	memcpy(p.change.contact.address, "测试路1号", sizeof("测试路1号"));
	cr_expect_eq(file(&p), VERDICT_OK);
	p.change = none;
	memcpy(p.change.contact.guardian, "甲", sizeof("甲"));
	cr_expect_eq(file(&p), VERDICT_OK);
}

Test(change_belongs, a_transfer_changes_nothing_else)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	memcpy(p.change.citizen_id.text, CHILD_ID, sizeof(CHILD_ID));
	cr_expect_eq(file(&p), VERDICT_CHANGE_NOT_ASKED);
}

Test(change_belongs, only_a_complaint_is_about_another_docket)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	h.filing.about = paper_id(OTHER_ID);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_CHANGE_NOT_ASKED);
	paper_begin_complaint(&p, BUSINESS_complaint, FURONG_SCHOOL, LIWAN_SCHOOL, MINISTRY);
	h = paper_ask(&p, HAPPENING_FILE);
	h.filing.about = paper_id(OTHER_ID);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_OK);
}

Test(change_belongs, a_problem_record_may_be_corrected_but_not_moved_to_another_address)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_problem_record, FURONG_SCHOOL);
	cr_expect_eq(file(&p), VERDICT_OK, "attested");
	memcpy(p.change.name, "甲", sizeof("甲"));
	p.change.birth = on("2016-05-20");
	p.change.sex = '1';
	cr_expect_eq(file(&p), VERDICT_OK, "corrected");
	p.change.contact.phone[0] = '1';
	cr_expect_eq(file(&p), VERDICT_CHANGE_NOT_ASKED);
}

Test(change_belongs, what_a_scan_shows_is_not_corrected_without_another_scan)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_problem_record, FURONG_SCHOOL);
	paper_to(&p, STAGE_county);
	paper_do(&p, HAPPENING_RETURN);
	struct happening h = paper_ask(&p, HAPPENING_CORRECT);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_OK, "sent again as it is");
	memcpy(h.correction.citizen_id.text, CHILD_ID, sizeof(CHILD_ID));
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_CHANGE_NOT_ASKED);
	h.correction.citizen_id.text[0] = '\0';
	memcpy(h.correction.name, "甲", sizeof("甲"));
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_CHANGE_NOT_ASKED);
}
