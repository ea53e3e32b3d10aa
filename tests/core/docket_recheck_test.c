/*
 * Entries from elsewhere: what a unit decided is held to the same law by whoever hears of it,
 * but for what only that unit can know.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "core/paper.h"

static enum verdict
recheck(const struct paper *p, const struct entry *e)
{
	struct world w = paper_world(p);
	w.record = NULL;
	return docket_recheck(&p->docket, e, &w);
}

static void
filed(struct paper *p, struct entry *ret)
{
	paper_begin(p, FURONG_SCHOOL, LIWAN_SCHOOL);
	const struct happening file = paper_ask(p, HAPPENING_FILE);
	const struct decision yes = paper_try(p, &file);
	p->docket = docket_begin(&yes.header);
	*ret = yes.entry;
}

Test(docket_recheck, every_decision_of_a_whole_life_is_found_lawful)
{
	struct paper p;
	struct entry e;
	filed(&p, &e);
	cr_expect_eq(recheck(&p, &e), VERDICT_OK);
	cr_assert_eq(docket_apply(&p.docket, &e), VERDICT_OK);
	while (p.docket.state == DOCKET_OPEN) {
		const bool is_automatic = docket_is_automatic(&p.docket);
		e = paper_entry(&p, is_automatic ? HAPPENING_PROCEED : HAPPENING_APPROVE);
		cr_expect_eq(recheck(&p, &e), VERDICT_OK, "entry %u", e.n);
		paper_do(&p, is_automatic ? HAPPENING_PROCEED : HAPPENING_APPROVE);
	}
}

Test(docket_recheck, a_filing_that_no_school_may_make_is_refused_by_whoever_gets_it)
{
	struct paper p;
	struct entry e;
	filed(&p, &e);
	p.docket.header.grade = 9;
	cr_expect_eq(recheck(&p, &e), VERDICT_BAD_GRADE);
	filed(&p, &e);
	p.docket.header.sending_school = p.docket.header.receiving_school;
	cr_expect_eq(recheck(&p, &e), VERDICT_SAME_SCHOOL);
	filed(&p, &e);
	p.docket.header.receiving_school = code(FURONG);
	cr_expect_eq(recheck(&p, &e), VERDICT_UNKNOWN_UNIT);
	filed(&p, &e);
	p.docket.header.number.text[18] = 'Y';
	cr_expect_eq(recheck(&p, &e), VERDICT_BAD_STUDENT_NUMBER);
	filed(&p, &e);
	memset(e.reason, 0, sizeof(e.reason));
	cr_expect_eq(recheck(&p, &e), VERDICT_REASON_MISSING);
	filed(&p, &e);
	e.at = at("2027-07-15T00:00:00+08:00");
	cr_expect_eq(recheck(&p, &e), VERDICT_WINDOW_CLOSED);
}

Test(docket_recheck, a_province_that_changed_its_policy_does_not_strand_what_was_filed_before)
{
	struct paper p;
	struct entry e;
	filed(&p, &e);
	p.law.receiving.windows[BUSINESS_transfer].n = 0;
	p.law.receiving.entry_grade_first_term = false;
	p.law.receiving.primary_years = 2;
	p.law.receiving.grounds = p.law.sending.grounds = 0;
	cr_expect_eq(recheck(&p, &e), VERDICT_OK);
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_receiving_county);
	e = paper_entry(&p, HAPPENING_REFUSE);
	p.law.receiving.grounds = 0;
	cr_expect_eq(recheck(&p, &e), VERDICT_OK);
}

Test(docket_recheck, the_clerk_who_filed_does_not_approve)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_receiving_school);
	struct entry e = paper_entry(&p, HAPPENING_APPROVE);
	cr_expect_eq(recheck(&p, &e), VERDICT_OK);
	memcpy(e.officer, CLERK, sizeof(CLERK));
	cr_expect_eq(recheck(&p, &e), VERDICT_SAME_PERSON);
}

Test(docket_recheck, nobody_chooses_who_rules)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_receiving_county);
	paper_do(&p, HAPPENING_REFUSE);
	struct entry e = paper_entry(&p, HAPPENING_OBJECT);
	cr_expect_eq(recheck(&p, &e), VERDICT_OK);
	e.coordinator = code(FURONG);
	cr_expect_eq(recheck(&p, &e), VERDICT_OUT_OF_RANGE);
	memset(e.reason, 0, sizeof(e.reason));
	cr_expect_eq(recheck(&p, &e), VERDICT_REASON_MISSING);
}

Test(docket_recheck, a_move_that_there_is_not_is_out_of_turn)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_receiving_county);
	struct entry e = paper_entry(&p, HAPPENING_APPROVE);
	e.action = ACTION_ruled_uphold;
	cr_expect_eq(recheck(&p, &e), VERDICT_OUT_OF_TURN);
}
