/*
 * All that stands against a filing at once, and what an officer may do: both against the function that
 * decides, in every combination of faults and at every stage.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "core/move.h"
#include "core/paper.h"

static void
spoil(struct happening *h, unsigned faults)
{
	static const struct change no_change;
	static const struct day never;
	struct header *f = &h->filing;
	if ((faults & 1) != 0)
		f->name[0] = '\0';
	if ((faults & 2) != 0)
		f->number.text[3] = 'x';
	if ((faults & 4) != 0)
		f->citizen_id.text[2] = '\0';
	if ((faults & 8) != 0)
		f->grade = 99;
	if ((faults & 16) != 0)
		h->reason[0] = '\0';
	if ((faults & 32) != 0)
		f->arrived_on = never;
	if ((faults & 64) != 0)
		f->change = no_change;
	if ((faults & 128) != 0)
		f->n_attachments = 0;
	if ((faults & 256) != 0)
		memcpy(f->receiving_school.text, "9999999999", 11);
	if ((faults & 512) != 0)
		f->sending_school = f->receiving_school;
	if ((faults & 1024) != 0)
		h->role = ROLE_HEAD;
}

enum { NO_RECORD = 2048, FAULTS = 4096 };

static void
begin(struct paper *p, enum business kind)
{
	const struct business_row *row = business_row(kind);
	if (row->names_no_child)
		paper_begin_complaint(p, kind, FURONG_OTHER, FURONG_SCHOOL, FURONG);
	else if (kind == BUSINESS_roll_back)
		paper_begin_roll_back(p, FURONG_SCHOOL, LIWAN_SCHOOL);
	else if (row->is_one_school)
		paper_begin_change(p, kind, FURONG_SCHOOL);
	else if (kind == BUSINESS_graduate_transfer)
		paper_begin_graduate(p, FURONG_JUNIOR, LIWAN_SCHOOL);
	else
		paper_begin(p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p->kind = kind;
}

static void
expect_the_same(const struct paper *p, const struct happening *h, const char *what)
{
	enum verdict found[TRIED_MAX];
	const struct world w = paper_world(p);
	const enum verdict first = paper_try(p, h).verdict;
	const size_t n = docket_try(h, &w, found);
	cr_assert_leq(n, TRIED_MAX);
	cr_expect_eq(n == 0, first == VERDICT_OK, "%s: %zu, %s", what, n, verdict_name(first));
	if (n > 0)
		cr_expect_str_eq(verdict_name(found[0]), verdict_name(first), "%s", what);
	for (size_t i = 0; i < n; i++) {
		cr_expect_neq(found[i], VERDICT_OK);
		for (size_t k = 0; k < i; k++)
			cr_expect_neq(found[i], found[k], "%s: %s twice", what, verdict_name(found[i]));
	}
}

Test(docket_try, its_first_word_is_the_one_that_would_refuse_whatever_is_wrong_with_any_business)
{
	char what[64];
	struct paper p;
	for (int kind = 1; kind < BUSINESS_N; kind++) {
		if (business_row((enum business)kind) == NULL)
			continue;
		begin(&p, (enum business)kind);
		const bool has_no_record = p.has_no_record;
		for (unsigned faults = 0; faults < FAULTS; faults++) {
			p.has_no_record = has_no_record || (faults & NO_RECORD) != 0;
			struct happening h = paper_ask(&p, HAPPENING_FILE);
			spoil(&h, faults);
			(void)snprintf(what, sizeof(what), "%s, faults %x", business_name((enum business)kind),
			    faults);
			expect_the_same(&p, &h, what);
		}
	}
}

Test(docket_try, everything_is_told_at_once)
{
	static const enum verdict all[] = { VERDICT_BAD_NAME, VERDICT_BAD_STUDENT_NUMBER,
		VERDICT_BAD_CITIZEN_ID, VERDICT_BAD_GRADE, VERDICT_NOT_ARRIVED, VERDICT_REASON_MISSING };
	enum verdict found[TRIED_MAX];
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	const struct world w = paper_world(&p);
	spoil(&h, 1 | 2 | 4 | 8 | 16 | 32);
	const size_t n = docket_try(&h, &w, found);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		size_t at = 0;
		while (at < n && found[at] != all[i])
			at++;
		cr_expect_lt(at, n, "%s is not told", verdict_name(all[i]));
	}
}

Test(docket_try, behind_a_school_that_nobody_knows_nothing_more_is_asked)
{
	enum verdict found[TRIED_MAX];
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	const struct world w = paper_world(&p);
	spoil(&h, 256 | 1 | 16);
	cr_expect_eq(docket_try(&h, &w, found), 1);
	cr_expect_eq(found[0], VERDICT_UNKNOWN_UNIT);
}

Test(docket_try, a_kind_that_is_none_is_said_to_be_none)
{
	enum verdict found[TRIED_MAX];
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	const struct world w = paper_world(&p);
	h.filing.kind = (enum business)999;
	cr_expect_eq(docket_try(&h, &w, found), 1);
	cr_expect_eq(found[0], VERDICT_UNKNOWN_KIND);
}

/* -- what may be done ------------------------------------------------------------------ */

static void
expect_what_would_be_decided(const struct paper *p)
{
	const struct world w = paper_world(p);
	for (int kind = 0; kind < HAPPENING_PROCEED; kind++) {
		if (kind == HAPPENING_FILE)
			continue;
		for (int role = ROLE_REGISTRAR; role <= ROLE_TEACHER; role++) {
			struct happening h = paper_ask(p, (enum happening_kind)kind);
			h.role = (enum role)role;
			const enum verdict would = paper_try(p, &h).verdict;
			h.reason[0] = '\0';
			h.ground = GROUND_NONE;
			cr_expect_str_eq(verdict_name(docket_may(&p->docket, &h, &w)), verdict_name(would),
			    "%s at stage %s in role %d", happening_verb((enum happening_kind)kind),
			    stage_row(docket_stage(&p->docket)) == NULL
				? "none" : stage_row(docket_stage(&p->docket))->name, role);
		}
	}
}

Test(docket_may, it_says_what_the_decision_would_be_without_ground_and_words)
{
	static const enum stage stages[] = { STAGE_receiving_school, STAGE_receiving_county,
		STAGE_receiving_province, STAGE_sending_school, STAGE_sending_county, STAGE_sending_province };
	struct paper p;
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
		paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
		paper_to(&p, stages[i]);
		expect_what_would_be_decided(&p);
		paper_do(&p, HAPPENING_REFUSE);
		expect_what_would_be_decided(&p);
		paper_do(&p, HAPPENING_OBJECT);
		expect_what_would_be_decided(&p);
		paper_do(&p, HAPPENING_OVERRULE);
		expect_what_would_be_decided(&p);
		paper_do(&p, HAPPENING_WITHDRAW);
		expect_what_would_be_decided(&p);
	}
}

Test(docket_may, a_ground_of_the_other_side_is_none)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_sending_school);
	const struct world w = paper_world(&p);
	struct happening h = paper_ask(&p, HAPPENING_REFUSE);
	h.ground = GROUND_NO_SEAT;
	cr_expect_eq(docket_may(&p.docket, &h, &w), VERDICT_GROUND_NOT_YOURS);
	h.ground = GROUND_UNDER_SANCTION;
	cr_expect_eq(docket_may(&p.docket, &h, &w), VERDICT_OK);
}
