/* Writing the list of a class in a browser, the real door behind the page: what was saved, and which line was not. */
#include <criterion/criterion.h>

#include "officer.h"

TestSuite(class, .timeout = 60);

static const struct officer zhao = { SCHOOL, ROLE_REGISTRAR, LANG_ZH, NULL };

static void
expect(struct hatch *w, const char *numbers, unsigned status, const char *text, const char *other)
{
	const struct typed_field fields[] = { { "class", "三年级2班" }, { "students", numbers }, { NULL, NULL } };
	officer_expects(w, &zhao, verification_put_list, fields, status, text, other);
}

Test(class, a_list_that_is_saved_but_for_some_lines_says_so_and_which)
{
	static const char numbers[] = NUMBER "\r\nG123\r\n\r\nG110101201503078512\r\n" NUMBER;
	struct hatch w;
	hatch_open(&w);
	expect(&w, numbers, 200, "<strong>名册已保存。</strong>", "未办理");
	expect(&w, numbers, 200, "第 2 行：<code>G123</code> 不是学籍号", NULL);
	expect(&w, numbers, 200, "第 4 行：<code>G110101201503078512</code> 本校没有这个学籍号", "第 1 行");
	expect(&w, numbers, 200, "第 5 行：<code>" NUMBER "</code> 重复", "第 3 行");
	expect(&w, NUMBER, 303, NULL, "alert");
	hatch_close(&w);
}

Test(class, a_list_with_what_cannot_be_a_number_is_not_saved_and_says_which_line)
{
	struct hatch w;
	hatch_open(&w);
	expect(&w, NUMBER "\nG1101012015030785111", 409, "未办理", "已保存");
	expect(&w, NUMBER "\nG1101012015030785111", 409, "第 2 行：<code>G1101012015030785111</code> 不是学籍号", NULL);
	cr_expect_eq(behind.n_puts, 0);
	hatch_close(&w);
}
