/* A clerk files, a head approves, and they are two. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
approve_as(struct paper *p, const char *officer)
{
	struct happening h = paper_ask(p, HAPPENING_APPROVE);
	memset(h.officer, 0, sizeof(h.officer));
	memcpy(h.officer, officer, strlen(officer));
	return paper_act(p, &h);
}

Test(two_persons, whoever_filed_may_not_approve_at_the_receiving_school)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_receiving_school);
	cr_expect_eq(approve_as(&p, CLERK), VERDICT_SAME_PERSON);
	cr_expect_eq(approve_as(&p, HEAD), VERDICT_OK);
}

Test(two_persons, an_officer_of_the_same_name_elsewhere_is_another_person)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_receiving_county);
	cr_expect_eq(approve_as(&p, CLERK), VERDICT_OK);
}

Test(two_persons, whoever_corrected_may_not_approve_the_correction)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_receiving_county);
	paper_do(&p, HAPPENING_RETURN);
	struct happening h = paper_ask(&p, HAPPENING_CORRECT);
	memcpy(h.officer, "clerk.zhao", sizeof("clerk.zhao"));
	cr_assert_eq(paper_act(&p, &h), VERDICT_OK);
	cr_expect_eq(approve_as(&p, "clerk.zhao"), VERDICT_SAME_PERSON);
	cr_expect_eq(approve_as(&p, HEAD), VERDICT_OK);
}
