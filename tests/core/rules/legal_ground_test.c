/* Grounds of a refusal, over every ground, stage and policy. */
#include <criterion/criterion.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
refuse(enum stage stage, enum ground ground)
{
	struct paper p;
	const bool is_within = stage == STAGE_county;
	paper_begin(&p, FURONG_SCHOOL, is_within ? FURONG_OTHER : LIWAN_SCHOOL);
	paper_to(&p, stage);
	struct happening h = paper_ask(&p, HAPPENING_REFUSE);
	h.ground = ground;
	return paper_act(&p, &h);
}

Test(legal_ground, a_refusal_names_one)
{
	cr_expect_eq(refuse(STAGE_sending_school, GROUND_NONE), VERDICT_GROUND_MISSING);
	cr_expect_eq(
	    refuse(STAGE_sending_school, GROUND_IDENTITY_NOT_PROVEN), VERDICT_OK);
}

Test(legal_ground, each_side_pleads_its_own)
{
	static const struct {
		enum ground ground;
		bool receiving, sending;
	} rows[] = {
		{ GROUND_NO_SEAT, true, false },
		{ GROUND_NOT_SAME_GRADE, true, true },
		{ GROUND_UNDER_SUSPENSION, false, true },
		{ GROUND_UNDER_SANCTION, false, true },
		{ GROUND_OUTSIDE_PERIOD, true, true },
		{ GROUND_IDENTITY_NOT_PROVEN, true, true },
		{ GROUND_NO_PROOF_OF_ARRIVAL, true, false },
	};
	static const enum stage receiving[] = {
		STAGE_receiving_school, STAGE_receiving_county, STAGE_receiving_province,
	};
	static const enum stage sending[] = {
		STAGE_sending_school, STAGE_sending_county, STAGE_sending_province,
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (size_t k = 0; k < 3; k++) {
			cr_expect_eq(refuse(receiving[k], rows[i].ground),
			    rows[i].receiving ? VERDICT_OK : VERDICT_GROUND_NOT_YOURS,
			    "%s", ground_name(rows[i].ground));
			cr_expect_eq(refuse(sending[k], rows[i].ground),
			    rows[i].sending ? VERDICT_OK : VERDICT_GROUND_NOT_YOURS, "%s",
			    ground_name(rows[i].ground));
		}
		cr_expect_eq(refuse(STAGE_county, rows[i].ground), VERDICT_OK,
		    "the common county speaks for both: %s", ground_name(rows[i].ground));
	}
}

Test(legal_ground, an_illegal_one_is_void_put_on_record_and_told_to_the_level_above)
{
	static const enum ground illegal[] = {
		GROUND_NO_RECORD, GROUND_SUSPECT_RECRUITMENT, GROUND_SCORE_BELOW_LINE,
		(enum ground)40,
	};
	for (size_t i = 0; i < sizeof(illegal) / sizeof(illegal[0]); i++) {
		struct paper p;
		paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
		paper_to(&p, STAGE_sending_province);
		const struct docket before = p.docket;
		p.now = at("2026-09-08T09:00:00+08:00");
		struct happening h = paper_ask(&p, HAPPENING_REFUSE);
		h.ground = illegal[i];
		const struct decision yes = paper_try(&p, &h);
		cr_expect_eq(yes.verdict, VERDICT_ILLEGAL_GROUND);
		cr_expect(yes.tells_superior);
		cr_expect_eq(yes.entry.action, ACTION_illegal_refusal);
		cr_expect_eq(yes.entry.ground, illegal[i]);
		cr_expect_eq(paper_act(&p, &h), VERDICT_ILLEGAL_GROUND);
		cr_expect_eq(p.docket.n, before.n + 1);
		cr_expect(
		    unit_code_equal(p.docket.holder, before.holder), "the desk stays");
		cr_expect_eq(p.docket.since.ms, before.since.ms, "the clock goes on");
		cr_expect_eq(docket_stage(&p.docket), STAGE_sending_province);
	}
}

Test(legal_ground, a_province_that_dropped_a_ground_does_not_plead_it)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.law.sending.grounds &= ~(UINT64_C(1) << GROUND_IDENTITY_NOT_PROVEN);
	paper_to(&p, STAGE_receiving_county);
	struct happening h = paper_ask(&p, HAPPENING_REFUSE);
	cr_expect_eq(
	    paper_try(&p, &h).verdict, VERDICT_OK, "the receiving side still may");
	paper_to(&p, STAGE_sending_county);
	h = paper_ask(&p, HAPPENING_REFUSE);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_GROUND_NOT_YOURS);
}

Test(legal_ground, what_stops_a_transfer_and_what_stops_a_change_are_two)
{
	struct paper p;
	cr_expect_eq(refuse(STAGE_sending_county, GROUND_NOT_SUBSTANTIATED), VERDICT_GROUND_NOT_YOURS);
	paper_begin_change(&p, BUSINESS_leave, FURONG_SCHOOL);
	paper_to(&p, STAGE_county);
	struct happening h = paper_ask(&p, HAPPENING_REFUSE);
	h.ground = GROUND_UNDER_SANCTION;
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_GROUND_NOT_YOURS);
	h.ground = GROUND_NOT_SUBSTANTIATED;
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_OK);
}
