/* Unfinished business of a leaving grade ends on the nation's day. */
#include <criterion/criterion.h>

#include "core/rule.h"
#include "core/paper.h"

static void
lie(struct paper *p, int grade, enum stage stage)
{
	paper_begin(p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p->now = at("2026-06-01T09:00:00+08:00");
	p->record.grade = grade;
	paper_to(p, stage);
}

Test(purge_is_due, not_a_millisecond_before_the_day_and_then_at_any_desk)
{
	static const enum stage stages[] = { STAGE_receiving_county, STAGE_sending_county };
	for (size_t i = 0; i < 2; i++) {
		struct paper p;
		lie(&p, 6, stages[i]);
		p.now = at("2026-07-14T23:59:59+08:00");
		p.now.ms += 999;
		struct happening h = paper_ask(&p, HAPPENING_PURGE);
		cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_NOT_NOW);
		p.now.ms++;
		paper_do(&p, HAPPENING_PURGE);
		cr_expect_eq(p.docket.state, DOCKET_EXPIRED);
		cr_expect_not(record_is_locked(&p.record));
		cr_expect_eq(p.record.status, STATUS_in_school);
	}
}

Test(purge_is_due, an_unanswered_refusal_and_an_objection_end_as_well)
{
	static const enum happening_kind kinds[] = { HAPPENING_REFUSE, HAPPENING_OBJECT };
	struct paper p;
	lie(&p, 6, STAGE_sending_county);
	for (size_t i = 0; i < 2; i++) {
		paper_do(&p, kinds[i]);
		struct paper q = p;
		q.now = at("2026-07-15T00:00:00+08:00");
		paper_do(&q, HAPPENING_PURGE);
		cr_expect_eq(q.docket.state, DOCKET_EXPIRED);
	}
}

Test(purge_is_due, other_grades_and_other_business_go_on)
{
	struct paper p;
	lie(&p, 5, STAGE_sending_county);
	p.now = at("2026-07-15T00:00:00+08:00");
	struct happening h = paper_ask(&p, HAPPENING_PURGE);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_NOT_NOW);
	paper_begin_change(&p, BUSINESS_graduation, NINE_YEAR_SCHOOL);
	p.now = at("2026-07-01T09:00:00+08:00");
	paper_to(&p, STAGE_county);
	p.now = at("2026-07-15T00:00:00+08:00");
	h = paper_ask(&p, HAPPENING_PURGE);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_NOT_NOW);
}

/* Whoever sweeps comes when it comes. */
Test(purge_is_due, it_is_due_still_when_somebody_looks_later)
{
	struct paper p;
	lie(&p, 6, STAGE_sending_county);
	p.now = at("2026-07-17T11:12:13+08:00");
	paper_do(&p, HAPPENING_PURGE);
	cr_expect_eq(p.docket.state, DOCKET_EXPIRED);
}
