/* What came to nothing may be named by the filing that takes its place. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/paper.h"
#include "core/rule.h"

struct case_of {
	struct docket before;
	struct happening h;
	struct world w;
};

/* A filing that follows a docket of the same child which has ended by that happening. */
static void
begin(struct paper *p, struct case_of *c, enum happening_kind end)
{
	paper_begin(p, FURONG_SCHOOL, LIWAN_SCHOOL);
	c->h = paper_ask(p, HAPPENING_FILE);
	paper_do(p, HAPPENING_FILE);
	if (end != HAPPENING_FILE)
		paper_do(p, end);
	c->before = p->docket;
	c->w = paper_world(p);
	c->w.before = &c->before;
	c->h.filing.follows = c->before.header.id;
	c->h.filing.id = paper_id("0198c0de-0000-7000-8000-0000000000fe");
}

static enum verdict
file(const struct case_of *c)
{
	const struct docket none = docket_none();
	return docket_step(&none, &c->h, &c->w).verdict;
}

Test(follows_what_ended, a_withdrawn_docket_of_the_child_is_named_in_the_header)
{
	struct paper p;
	struct case_of c;
	const struct docket none = docket_none();
	begin(&p, &c, HAPPENING_WITHDRAW);
	const struct decision d = docket_step(&none, &c.h, &c.w);
	cr_expect_eq(d.verdict, VERDICT_OK);
	cr_expect_str_eq(d.header.follows.text, c.before.header.id.text);
}

Test(follows_what_ended, nothing_is_asked_of_a_filing_that_names_none)
{
	struct paper p;
	struct case_of c;
	begin(&p, &c, HAPPENING_FILE);
	c.h.filing.follows.text[0] = '\0';
	cr_expect_eq(file(&c), VERDICT_OK);
	c.w.before = NULL;
	cr_expect_eq(file(&c), VERDICT_OK);
}

Test(follows_what_ended, neither_one_under_way_nor_one_that_is_completed_nor_one_that_is_not_here)
{
	struct paper p;
	struct case_of c;
	begin(&p, &c, HAPPENING_FILE);
	cr_expect_eq(file(&c), VERDICT_NOTHING_TO_FOLLOW, "under way");
	begin(&p, &c, HAPPENING_WITHDRAW);
	c.before.state = DOCKET_COMPLETED;
	cr_expect_eq(file(&c), VERDICT_NOTHING_TO_FOLLOW, "completed");
	begin(&p, &c, HAPPENING_WITHDRAW);
	c.w.before = NULL;
	cr_expect_eq(file(&c), VERDICT_NOTHING_TO_FOLLOW, "unknown");
}

Test(follows_what_ended, one_that_has_not_come_to_the_unit_is_as_if_there_were_none)
{
	struct paper p;
	struct case_of c;
	begin(&p, &c, HAPPENING_WITHDRAW);
	c.before.header.route.stops[0].unit = code(TIANXIN_SCHOOL);
	cr_expect_eq(file(&c), VERDICT_NOTHING_TO_FOLLOW);
}

Test(follows_what_ended, the_child_is_known_by_its_number_or_by_its_ID)
{
	struct paper p;
	struct case_of c;
	begin(&p, &c, HAPPENING_WITHDRAW);
	c.before.header.number.text[0] = 'L';
	cr_expect_eq(file(&c), VERDICT_OK, "the ID is the same");
	c.before.header.citizen_id.text[5] = '9';
	cr_expect_eq(file(&c), VERDICT_NOTHING_TO_FOLLOW, "another child");
	c.before.header.citizen_id.text[0] = '\0';
	cr_expect_eq(file(&c), VERDICT_NOTHING_TO_FOLLOW, "an ID that is not known is none");
}

Test(follows_what_ended, a_first_record_without_an_ID_is_known_by_name_and_birth)
{
	struct paper p;
	struct case_of c;
	paper_begin_change(&p, BUSINESS_enrolment, FURONG_SCHOOL);
	c.h = paper_ask(&p, HAPPENING_FILE);
	paper_do(&p, HAPPENING_FILE);
	paper_do(&p, HAPPENING_WITHDRAW);
	c.before = p.docket;
	c.w = paper_world(&p);
	c.w.before = &c.before;
	c.h.filing.follows = c.before.header.id;
	c.before.header.number.text[STUDENT_NUMBER_MAX - 2] ^= 1;
	c.before.header.citizen_id.text[0] = c.h.filing.citizen_id.text[0] = '\0';
	cr_expect_eq(file(&c), VERDICT_OK);
	c.h.filing.citizen_id.text[0] = '1';
	cr_expect_eq(rule_follows_what_ended(&c.before, &c.h, &c.w), VERDICT_NOTHING_TO_FOLLOW,
	    "only the filing has an ID");
	c.h.filing.citizen_id.text[0] = '\0';
	c.before.header.citizen_id.text[0] = '1';
	cr_expect_eq(file(&c), VERDICT_NOTHING_TO_FOLLOW, "only the docket before has one");
	c.before.header.citizen_id.text[0] = '\0';
	c.before.header.change.birth.n++;
	cr_expect_eq(file(&c), VERDICT_NOTHING_TO_FOLLOW, "another birth");
	c.before.header.change.birth.n--;
	memcpy(c.before.header.name, "阿依", sizeof("阿依"));
	cr_expect_eq(file(&c), VERDICT_NOTHING_TO_FOLLOW, "another name");
	c.before.header.kind = BUSINESS_leave;
	cr_expect_eq(file(&c), VERDICT_NOTHING_TO_FOLLOW, "no first record");
	c.before.header.kind = BUSINESS_enrolment;
	c.h.filing.kind = BUSINESS_ordinary_update;
	cr_expect_neq(rule_follows_what_ended(&c.before, &c.h, &c.w), VERDICT_OK);
}

Test(follows_what_ended, a_complaint_follows_nothing)
{
	struct paper p;
	struct case_of c;
	begin(&p, &c, HAPPENING_WITHDRAW);
	c.h.filing.kind = BUSINESS_complaint;
	cr_expect_eq(rule_follows_what_ended(&c.before, &c.h, &c.w), VERDICT_NOTHING_TO_FOLLOW);
}
