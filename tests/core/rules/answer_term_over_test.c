/* A docket that waits for an answer is closed once the days for it are over. */
#include <criterion/criterion.h>

#include "core/rule.h"
#include "core/paper.h"

static void
wait_for_answer(struct paper *p, enum happening_kind kind)
{
	paper_begin(p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(p, STAGE_sending_county);
	paper_do(p, kind);
}

Test(answer_term_over, not_a_millisecond_before_the_end_of_the_tenth_working_day)
{
	struct paper p;
	wait_for_answer(&p, HAPPENING_RETURN);
	p.now = at("2026-09-15T23:59:59+08:00");
	p.now.ms += 999;
	struct happening h = paper_ask(&p, HAPPENING_EXPIRE);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_NOT_NOW);
	p.now.ms++;
	paper_do(&p, HAPPENING_EXPIRE);
	cr_expect_eq(p.docket.state, DOCKET_EXPIRED);
	cr_expect_not(record_is_locked(&p.record));
	cr_expect_eq(p.record.status, STATUS_in_school);
}

Test(answer_term_over, an_unanswered_refusal_stands)
{
	struct paper p;
	wait_for_answer(&p, HAPPENING_REFUSE);
	p.now = at("2026-09-16T00:00:00+08:00");
	paper_do(&p, HAPPENING_EXPIRE);
	cr_expect_eq(p.docket.state, DOCKET_REFUSED);
}

Test(answer_term_over, the_days_are_those_of_the_receiving_provinces_policy)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.law.receiving.answer_days = 2;
	paper_to(&p, STAGE_sending_county);
	paper_do(&p, HAPPENING_RETURN);
	cr_expect_eq(docket_term(&p.docket, &land_calendar).ms,
	    at("2026-09-04T00:00:00+08:00").ms);
}

Test(answer_term_over, silence_at_a_desk_closes_nothing)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_sending_county);
	p.now = at("2027-09-01T09:00:00+08:00");
	const struct happening h = paper_ask(&p, HAPPENING_EXPIRE);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_NOT_NOW);
}
