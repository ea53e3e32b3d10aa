/* The catalogue of printed forms: each has its labels in both languages, and no other is one. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/paper_form.h"

Test(paper_form, each_has_a_name_and_labels_and_what_is_none_has_no_row)
{
	cr_expect_null(paper_form_row(PAPER_FORM_NONE));
	cr_expect_null(paper_form_row((enum paper_form)99));
	const struct paper_form_row *sheet = paper_form_row(PAPER_FORM_sheet);
	cr_assert_not_null(sheet);
	cr_expect_str_eq(sheet->name, "sheet");
	cr_expect_str_eq(sheet->zh, "学生基本信息表");
	cr_expect_gt(strlen(sheet->en), 0);
	cr_assert_not_null(paper_form_row(PAPER_FORM_notice));
	cr_assert_not_null(paper_form_row(PAPER_FORM_verification_sheet));
	cr_assert_not_null(paper_form_row(PAPER_FORM_receipt));
}
