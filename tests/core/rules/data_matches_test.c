/* Check 2001: number, name and ID are those of the record. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/rule.h"
#include "core/paper.h"

/* What the check stage finds about a record that the test has spoilt. */
static enum verdict
found(struct paper *p)
{
	paper_do(p, HAPPENING_PROCEED);
	return p->docket.posture == POSTURE_ANSWER ? p->docket.code : VERDICT_OK;
}

static void
at_check(struct paper *p)
{
	paper_begin(p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(p, STAGE_check);
}

Test(data_matches, a_record_that_agrees_passes)
{
	struct paper p;
	at_check(&p);
	cr_expect_eq(found(&p), VERDICT_OK);
	cr_expect_eq(p.docket.posture, POSTURE_DESK);
}

Test(data_matches, another_name_ID_or_number_goes_back_with_2001)
{
	struct paper p;
	at_check(&p);
	memcpy(p.record.name, "欧阳", sizeof("欧阳"));
	cr_expect_eq(found(&p), VERDICT_DATA_MISMATCH);
	at_check(&p);
	memcpy(p.record.citizen_id.text, "430102201605200021", CITIZEN_ID_MAX);
	cr_expect_eq(found(&p), VERDICT_DATA_MISMATCH);
	at_check(&p);
	p.record.number.text[0] = 'L';
	cr_expect_eq(found(&p), VERDICT_DATA_MISMATCH);
}

Test(data_matches, a_child_that_is_not_there_or_has_left_gives_the_same_answer)
{
	struct paper p;
	at_check(&p);
	p.record.status = STATUS_transferred_out;
	cr_expect_eq(found(&p), VERDICT_DATA_MISMATCH);
	at_check(&p);
	const struct happening h = paper_ask(&p, HAPPENING_PROCEED);
	struct world w = paper_world(&p);
	w.record = NULL;
	const struct decision yes = docket_step(&p.docket, &h, &w);
	cr_expect_eq(yes.verdict, VERDICT_OK);
	cr_expect_eq(yes.entry.action, ACTION_failed);
	cr_expect_eq(yes.entry.code, VERDICT_DATA_MISMATCH);
}

Test(data_matches, a_correction_is_what_is_compared)
{
	struct paper p;
	at_check(&p);
	memcpy(p.record.name, "欧阳阿依", sizeof("欧阳阿依"));
	memcpy(p.record.citizen_id.text, "430102201605200021", CITIZEN_ID_MAX);
	cr_expect_eq(found(&p), VERDICT_DATA_MISMATCH);
	struct happening h = paper_ask(&p, HAPPENING_CORRECT);
	memcpy(h.correction.name, "欧阳阿依", sizeof("欧阳阿依"));
	memcpy(h.correction.citizen_id.text, "430102201605200021", CITIZEN_ID_MAX);
	cr_assert_eq(paper_act(&p, &h), VERDICT_OK);
	paper_to(&p, STAGE_check);
	cr_expect_eq(found(&p), VERDICT_OK);
	cr_expect_eq(docket_stage(&p.docket), STAGE_sending_school);
}

Test(data_matches, a_filing_is_compared_where_the_record_is_known)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, FURONG_OTHER);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	struct world w = paper_world(&p);
	w.record = &p.record;
	cr_expect_eq(docket_step(&p.docket, &h, &w).verdict, VERDICT_OK);
	memcpy(h.filing.name, "欧阳", sizeof("欧阳"));
	cr_expect_eq(docket_step(&p.docket, &h, &w).verdict, VERDICT_DATA_MISMATCH);
	w.record = NULL;
	cr_expect_eq(docket_step(&p.docket, &h, &w).verdict, VERDICT_OK);
}

Test(data_matches, a_school_that_does_not_keep_the_record_files_nothing_about_it)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_leave, FURONG_SCHOOL);
	const struct happening h = paper_ask(&p, HAPPENING_FILE);
	struct world w = paper_world(&p);
	cr_expect_eq(docket_step(&p.docket, &h, &w).verdict, VERDICT_OK);
	w.record = NULL;
	cr_expect_eq(docket_step(&p.docket, &h, &w).verdict, VERDICT_DATA_MISMATCH);
}
