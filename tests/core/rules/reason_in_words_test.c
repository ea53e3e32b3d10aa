/* Filing, refusing, returning and objecting say why, in at most 500 characters. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/rule.h"
#include "core/paper.h"

/* A reason of n characters of three bytes each. */
static void
write_reason(struct happening *h, int n)
{
	memset(h->reason, 0, sizeof(h->reason));
	for (int i = 0; i < n; i++)
		memcpy(h->reason + 3 * i, "因", 3);
}

static void
expect_reason_needed(struct paper *p, enum happening_kind kind)
{
	struct happening h = paper_ask(p, kind);
	cr_expect_eq(paper_try(p, &h).verdict, VERDICT_OK);
	write_reason(&h, 0);
	cr_expect_eq(paper_try(p, &h).verdict, VERDICT_REASON_MISSING, "%s",
	    happening_verb(kind));
	static const char *const blanks[] = { " ", "\t\n\r", "\xe3\x80\x80", " \xe3\x80\x80 " };
	for (size_t i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++) {
		memcpy(h.reason, blanks[i], strlen(blanks[i]) + 1);
		cr_expect_eq(paper_try(p, &h).verdict, VERDICT_REASON_MISSING, "blank %zu", i);
	}
	memcpy(h.reason, " \xe3\x80\x81", 5);
	cr_expect_eq(paper_try(p, &h).verdict, VERDICT_OK, "a comma is something");
	write_reason(&h, 500);
	cr_expect_eq(paper_try(p, &h).verdict, VERDICT_OK, "%s", happening_verb(kind));
	memset(h.reason, 'a', 500);
	h.reason[500] = '\0';
	cr_expect_eq(paper_try(p, &h).verdict, VERDICT_OK, "%s", happening_verb(kind));
	h.reason[500] = 'a';
	h.reason[501] = '\0';
	cr_expect_eq(paper_try(p, &h).verdict, VERDICT_REASON_TOO_LONG, "%s",
	    happening_verb(kind));
}

Test(reason_in_words, a_filing_says_why)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	expect_reason_needed(&p, HAPPENING_FILE);
}

Test(reason_in_words, a_refusal_and_a_return_say_why)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_sending_county);
	expect_reason_needed(&p, HAPPENING_REFUSE);
	expect_reason_needed(&p, HAPPENING_RETURN);
}

Test(reason_in_words, an_objection_says_why)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_sending_county);
	paper_do(&p, HAPPENING_REFUSE);
	expect_reason_needed(&p, HAPPENING_OBJECT);
}

Test(reason_in_words, an_approval_and_a_withdrawal_need_none)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_receiving_school);
	struct happening h = paper_ask(&p, HAPPENING_APPROVE);
	write_reason(&h, 0);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_OK);
	memset(h.reason, 'a', 501);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_REASON_TOO_LONG, "if there are any");
	h = paper_ask(&p, HAPPENING_WITHDRAW);
	write_reason(&h, 0);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_OK);
}

Test(reason_in_words, a_complaint_is_answered_in_words_and_its_sheet_may_go_without)
{
	struct paper p;
	paper_begin_complaint(&p, BUSINESS_complaint, FURONG_SCHOOL, FURONG_OTHER, FURONG);
	expect_reason_needed(&p, HAPPENING_FILE);
	paper_to(&p, STAGE_sheet);
	expect_reason_needed(&p, HAPPENING_DISPUTE_LEVEL);
	struct happening h = paper_ask(&p, HAPPENING_APPROVE);
	write_reason(&h, 0);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_OK);
	paper_to(&p, STAGE_verification);
	expect_reason_needed(&p, HAPPENING_APPROVE);
	paper_to(&p, STAGE_decision);
	expect_reason_needed(&p, HAPPENING_APPROVE);
	expect_reason_needed(&p, HAPPENING_DISMISS);
	paper_to(&p, STAGE_carrying_out);
	expect_reason_needed(&p, HAPPENING_APPROVE);
}
