/* The catalogue of answers. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/verdict.h"

static int
count(void)
{
	int n = 0;
	while (verdict_at(n) != NULL)
		n++;
	return n;
}

Test(verdict, every_answer_has_a_number_of_its_own_a_name_and_two_sentences)
{
	cr_assert_gt(count(), 50);
	for (int i = 0; i < count(); i++) {
		const struct verdict_row *row = verdict_at(i);
		cr_expect_gt(strlen(row->zh), 0, "%s", row->name);
		cr_expect_gt(strlen(row->en), 0, "%s", row->name);
		for (int k = 0; k < i; k++) {
			cr_expect_neq(
			    row->verdict, verdict_at(k)->verdict, "%s", row->name);
			cr_expect_str_neq(row->name, verdict_at(k)->name);
		}
	}
}

/* The first byte of what is Chinese is none of ASCII. */
static bool
is_chinese(const char *text)
{
	return (unsigned char)text[0] > 0x7f;
}

Test(verdict, each_sentence_and_remedy_is_in_its_own_language)
{
	for (int i = 0; i < count(); i++) {
		const struct verdict_row *row = verdict_at(i);
		cr_expect(is_chinese(row->zh), "%s", row->name);
		cr_expect_not(is_chinese(row->en), "%s", row->name);
		cr_expect(i == 0 || is_chinese(row->remedy_zh), "%s", row->name);
		cr_expect_not(is_chinese(row->remedy_en), "%s", row->name);
	}
}

Test(verdict, every_answer_but_done_says_what_to_do)
{
	for (int i = 1; i < count(); i++) {
		cr_expect_gt(
		    strlen(verdict_at(i)->remedy_zh), 0, "%s", verdict_at(i)->name);
		cr_expect_gt(
		    strlen(verdict_at(i)->remedy_en), 0, "%s", verdict_at(i)->name);
		cr_expect_neq(
		    verdict_at(i)->class, VERDICT_DONE, "%s", verdict_at(i)->name);
	}
	cr_expect_eq(verdict_at(0)->verdict, VERDICT_OK);
	cr_expect_eq(verdict_at(0)->class, VERDICT_DONE);
}

Test(verdict, the_three_checks_carry_the_ministrys_own_numbers)
{
	cr_expect_eq((int)VERDICT_DATA_MISMATCH, 2001);
	cr_expect_eq((int)VERDICT_OPEN_BUSINESS, 2002);
	cr_expect_eq((int)VERDICT_PROBLEM_RECORD, 2003);
	cr_expect_eq((int)VERDICT_OK, 0);
}

Test(verdict, numbers_of_the_wire_are_turned_into_answers_and_nothing_else_is)
{
	int n_found = 0;
	for (int no = -10; no < 5000; no++) {
		enum verdict v = VERDICT_BUSY;
		if (!verdict_of_number(no, &v)) {
			cr_expect_eq(v, VERDICT_BUSY);
			cr_expect_null(verdict_row((enum verdict)no));
			cr_expect_str_eq(verdict_name((enum verdict)no), "UNKNOWN");
			continue;
		}
		n_found++;
		cr_expect_eq((int)v, no);
		cr_expect_eq(verdict_row(v)->verdict, v);
		cr_expect_str_eq(verdict_name(v), verdict_row(v)->name);
	}
	cr_expect_eq(n_found, count());
	cr_expect_null(verdict_at(-1));
}
