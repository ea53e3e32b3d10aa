/* A finding is settled by where the record is now, and by nothing else. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/rule.h"
#include "core/paper.h"

/* The school that found it has confirmed it, and the offices between were told. */
static void
find(struct paper *p, enum business kind)
{
	p->kind = kind;
	paper_to(p, kind == BUSINESS_sits_here ? STAGE_sending_school : STAGE_receiving_school);
}

static enum verdict
settled(const struct paper *p, const struct record *here, const struct record *there)
{
	const struct happening h = paper_ask(p, HAPPENING_SETTLE);
	struct world w = paper_world(p);
	w.record = here;
	w.record_there = there;
	return docket_step(&p->docket, &h, &w).verdict;
}

Test(in_step_again, a_record_that_has_left_or_one_that_has_come_settles_it)
{
	static const enum business kinds[] = { BUSINESS_sits_here, BUSINESS_sits_elsewhere };
	for (size_t i = 0; i < 2; i++) {
		struct paper p;
		paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
		find(&p, kinds[i]);
		struct record here = p.record, there = p.record;
		cr_expect_eq(settled(&p, NULL, NULL), VERDICT_NOT_NOW, "nobody knows");
		cr_expect_eq(settled(&p, &here, NULL), VERDICT_NOT_NOW);
		there.status = STATUS_transferred_out;
		cr_expect_eq(settled(&p, &here, &there), VERDICT_NOT_NOW, "an old back-up");
		there.status = STATUS_in_school;
		cr_expect_eq(settled(&p, NULL, &there), VERDICT_OK);
		here.status = STATUS_transferred_out;
		cr_expect_eq(settled(&p, &here, NULL), VERDICT_OK);
	}
}

static void
expect_route(const char *receiving, const char *sending, enum business kind, const char *units)
{
	struct paper p;
	char text[128] = "";
	paper_begin(&p, receiving, sending);
	p.kind = kind;
	paper_do(&p, HAPPENING_FILE);
	const struct route *r = &p.docket.header.route;
	for (size_t i = 0; i < r->n; i++) {
		strcat(text, i == 0 ? "" : " ");
		strcat(text, r->stops[i].unit.text);
	}
	cr_expect_str_eq(text, units);
}

Test(in_step_again, the_counties_see_it_and_the_provinces_where_these_are_two)
{
	expect_route(FURONG_SCHOOL, FURONG_OTHER, BUSINESS_sits_here,
	    FURONG_SCHOOL " " FURONG " " FURONG_OTHER " " FURONG_OTHER);
	expect_route(FURONG_SCHOOL, TIANXIN_SCHOOL, BUSINESS_sits_here,
	    FURONG_SCHOOL " " FURONG " " TIANXIN " " TIANXIN_SCHOOL " " TIANXIN_SCHOOL);
	expect_route(FURONG_SCHOOL, HETANG_SCHOOL, BUSINESS_sits_elsewhere,
	    HETANG_SCHOOL " " HETANG " " FURONG " " FURONG_SCHOOL " " HETANG_SCHOOL);
	expect_route(FURONG_SCHOOL, LIWAN_SCHOOL, BUSINESS_sits_elsewhere,
	    LIWAN_SCHOOL " " LIWAN " " GUANGDONG " " HUNAN " " FURONG " " FURONG_SCHOOL " "
	    LIWAN_SCHOOL);
}

Test(in_step_again, no_other_business_ends_so)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_sending_county);
	p.record.status = STATUS_transferred_out;
	cr_expect_eq(settled(&p, &p.record, NULL), VERDICT_NOT_NOW);
}

Test(in_step_again, both_heads_confirm_it_and_the_record_is_left_alone)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	find(&p, BUSINESS_sits_elsewhere);
	p.record.open_docket = paper_id(OTHER_ID);
	const struct record before = p.record;
	cr_expect_eq(docket_stage(&p.docket), STAGE_receiving_school);
	paper_do(&p, HAPPENING_APPROVE);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.docket.state, DOCKET_COMPLETED);
	cr_expect_eq(memcmp(&before, &p.record, sizeof(before)), 0);
}

Test(in_step_again, it_stands_beside_other_business_and_does_not_end_by_silence)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.record.open_docket = paper_id(OTHER_ID);
	p.record.is_problem = true;
	find(&p, BUSINESS_sits_elsewhere);
	struct happening no = paper_ask(&p, HAPPENING_REFUSE);
	no.ground = GROUND_NO_SEAT;
	cr_expect_eq(paper_try(&p, &no).verdict, VERDICT_GROUND_NOT_YOURS);
	no.ground = GROUND_NOT_SUBSTANTIATED;
	cr_assert_eq(paper_act(&p, &no), VERDICT_OK);
	p.now = at("2027-03-01T09:00:00+08:00");
	const struct happening h = paper_ask(&p, HAPPENING_EXPIRE);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_NOT_NOW);
}
