/* G and the citizen ID, and nothing else. */
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

static struct paper
begun(enum business kind)
{
	struct paper p;
	paper_begin_change(&p, kind, FURONG_SCHOOL);
	return p;
}

static struct record
through(struct paper *p)
{
	paper_to(p, STAGE_apply);
	paper_do(p, HAPPENING_PROCEED);
	cr_assert_eq(p->docket.state, DOCKET_COMPLETED);
	return p->record;
}

Test(number_of_the_id, a_number_that_is_no_longer_the_id_is_changed_for_one_that_is_and_resolves)
{
	struct paper p = begun(BUSINESS_number_change);
	const struct student_number old = p.record.number;
	paper_to(&p, STAGE_province);
	const struct record r = through(&p);
	cr_expect_str_eq(r.number.text, "G" OTHER_CHILD_ID);
	cr_expect(record_has_number(&r, old));
	cr_expect_eq(r.n_former, 1);
	cr_expect_str_eq(r.name, CHILD_NAME);
}

Test(number_of_the_id, one_that_is_the_id_already_needs_no_other)
{
	struct paper p = begun(BUSINESS_number_change);
	memcpy(p.record.citizen_id.text, CHILD_ID, CITIZEN_ID_MAX);
	cr_expect_eq(file(&p), VERDICT_NOTHING_CHANGES);
	p.record.citizen_id.text[0] = '\0';
	cr_expect_neq(file(&p), VERDICT_OK);
}

Test(number_of_the_id, a_j_number_becomes_formal_with_the_id_that_came)
{
	struct paper p = begun(BUSINESS_formal_number);
	const struct student_number old = p.record.number;
	cr_expect_eq(old.text[0], 'J');
	const struct record r = through(&p);
	cr_expect_str_eq(r.number.text, "G" OTHER_CHILD_ID);
	cr_expect_str_eq(r.citizen_id.text, OTHER_CHILD_ID);
	cr_expect(record_has_number(&r, old));
}

Test(number_of_the_id, nothing_else_is_changed_with_it_and_the_id_has_to_be_there)
{
	struct paper p = begun(BUSINESS_formal_number);
	memcpy(p.change.name, OTHER_NAME, sizeof(OTHER_NAME));
	cr_expect_eq(file(&p), VERDICT_CHANGE_NOT_ASKED);
	p = begun(BUSINESS_formal_batch);
	p.record.citizen_id.text[0] = '\0';
	cr_expect_eq(file(&p), VERDICT_CHANGE_MISSING);
	p = begun(BUSINESS_formal_batch);
	memcpy(p.record.number.text, "L430102201605200021", STUDENT_NUMBER_MAX);
	cr_expect_eq(file(&p), VERDICT_OK, "four digits like those of the ID mean nothing");
}

Test(number_of_the_id, an_id_of_another_birth_or_sex_is_somebody_elses)
{
	static const enum business temporary[] = { BUSINESS_formal_number, BUSINESS_formal_batch };
	for (size_t i = 0; i < 2; i++) {
		struct paper p = begun(temporary[i]);
		cr_expect_eq(file(&p), VERDICT_OK);
		p.record.sex = '1';
		cr_expect_eq(file(&p), VERDICT_BAD_BIRTH);
		p.record.sex = '2';
		p.record.birth.n--;
		cr_expect_eq(file(&p), VERDICT_BAD_BIRTH);
	}
	struct paper g = begun(BUSINESS_number_change);
	g.record.sex = '1';
	cr_expect_eq(file(&g), VERDICT_OK, "a formal record's birth is for a key change");
}

Test(number_of_the_id, it_is_asked_again_where_the_record_is)
{
	struct paper p = begun(BUSINESS_formal_number);
	paper_to(&p, STAGE_check);
	p.record.birth.n--;
	cr_expect_eq(paper_entry(&p, HAPPENING_PROCEED).code, VERDICT_BAD_BIRTH);
}

Test(number_of_the_id, there_is_room_for_one_more)
{
	struct paper p = begun(BUSINESS_formal_batch);
	p.record.n_former = FORMER_MAX - 1;
	cr_expect_eq(file(&p), VERDICT_OK);
	p.record.n_former = FORMER_MAX;
	cr_expect_eq(file(&p), VERDICT_TOO_MANY_NUMBERS);
}

Test(number_of_the_id, a_record_that_has_gone_meanwhile_is_for_check_2001)
{
	struct paper p = begun(BUSINESS_formal_number);
	paper_to(&p, STAGE_check);
	const struct happening h = paper_ask(&p, HAPPENING_PROCEED);
	struct world w = paper_world(&p);
	w.record = NULL;
	cr_expect_eq(rule_number_of_the_id(&p.docket, &h, &w), VERDICT_OK);
	cr_expect_eq(rule_data_matches(&p.docket, &h, &w), VERDICT_DATA_MISMATCH);
}

Test(number_of_the_id, whatever_is_to_have_another_number_is_looked_up_in_the_index)
{
	cr_expect(business_is_looked_up(BUSINESS_formal_batch));
	cr_expect(business_is_looked_up(BUSINESS_formal_number));
	cr_expect(business_is_looked_up(BUSINESS_number_change));
	cr_expect_not(business_is_looked_up(BUSINESS_transfer));
	cr_expect_not(business_is_looked_up(BUSINESS_NONE));
}
