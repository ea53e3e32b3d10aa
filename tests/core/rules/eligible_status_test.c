/* FAQ-10: which status may begin a transfer, over all statuses, scopes and kinds. */
#include <criterion/criterion.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
found(struct paper *p, enum status status)
{
	p->record.status = status;
	paper_to(p, STAGE_check);
	paper_do(p, HAPPENING_PROCEED);
	return p->docket.code;
}

static enum verdict
expected(enum status status, bool crosses)
{
	switch (status) {
	case STATUS_in_school:
		return VERDICT_OK;
	case STATUS_abroad:
	case STATUS_left_other:
	case STATUS_dropped_out:
	case STATUS_withdrawn:
	case STATUS_expelled:
		return crosses ? VERDICT_OK : VERDICT_STATUS_NOT_ELIGIBLE;
	case STATUS_suspended:
		return VERDICT_MUST_RESUME_FIRST;
	case STATUS_graduated:
		return VERDICT_USE_GRADUATE_TRANSFER;
	case STATUS_transferred_out:
		return VERDICT_DATA_MISMATCH; /* a back-up: the child is not here any more
					       */
	case STATUS_missing:
	case STATUS_deceased:
	case STATUS_completed_without_diploma:
	case STATUS_left_uncompleted:
	case STATUS_removed:
	case STATUS_NONE:
		break;
	}
	return VERDICT_STATUS_NOT_ELIGIBLE;
}

Test(eligible_status, every_status_between_provinces_and_within_one)
{
	for (int s = STATUS_NONE; s <= STATUS_removed + 1; s++) {
		const enum status status = (enum status)s;
		struct paper p;
		paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
		cr_expect_eq(found(&p, status), expected(status, true),
		    "%s between provinces", status_name(status));
		paper_begin(&p, FURONG_SCHOOL, HETANG_SCHOOL);
		cr_expect_eq(found(&p, status), expected(status, false),
		    "%s within a province", status_name(status));
	}
}

Test(eligible_status, the_lists_are_data_of_the_receiving_province)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.law.receiving.between_provinces &= ~(1u << STATUS_dropped_out);
	cr_expect_eq(found(&p, STATUS_dropped_out), VERDICT_STATUS_NOT_ELIGIBLE);
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.law.sending.between_provinces = 0;
	cr_expect_eq(found(&p, STATUS_dropped_out), VERDICT_OK);
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.law.receiving.between_provinces &= ~(1u << STATUS_in_school);
	cr_expect_eq(found(&p, STATUS_in_school), VERDICT_STATUS_NOT_ELIGIBLE);
}

Test(eligible_status, a_graduate_transfer_needs_a_graduate)
{
	for (int s = STATUS_in_school; s <= STATUS_removed; s++) {
		const enum status status = (enum status)s;
		struct paper p;
		if (status == STATUS_transferred_out)
			continue;
		paper_begin_graduate(&p, FURONG_JUNIOR, LIWAN_SCHOOL);
		cr_expect_eq(found(&p, status),
		    status == STATUS_graduated ? VERDICT_OK : VERDICT_NOT_GRADUATED, "%s",
		    status_name(status));
	}
}

Test(eligible_status, a_filing_is_told_where_the_record_is_known)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, FURONG_OTHER);
	p.record.status = STATUS_suspended;
	const struct happening h = paper_ask(&p, HAPPENING_FILE);
	struct world w = paper_world(&p);
	w.record = &p.record;
	cr_expect_eq(docket_step(&p.docket, &h, &w).verdict, VERDICT_MUST_RESUME_FIRST);
}

/* Check 2001 is asked before and answers for a back-up; this rule alone must not let it
 * go. */
Test(eligible_status, a_back_up_never_moves_even_where_nothing_else_is_asked)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_check);
	p.record.status = STATUS_transferred_out;
	const struct happening h = paper_ask(&p, HAPPENING_PROCEED);
	const struct world w = paper_world(&p);
	cr_expect_eq(
	    rule_eligible_status(&p.docket, &h, &w), VERDICT_STATUS_NOT_ELIGIBLE);
}
