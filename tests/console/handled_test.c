/* What was handled, in a browser and as a file, the real door behind the page. */
#include <criterion/criterion.h>

#include "officer.h"

TestSuite(handled_page, .timeout = 60);

static const struct officer qian = { SCHOOL, ROLE_HEAD, LANG_ZH, NULL };
static const char LINK[] = "<a href=\"/console/dockets/" DOCKET "\">" DOCKET "</a>";

Test(handled_page, says_what_the_unit_did_by_whom_and_at_whom_it_waits)
{
	static const char *const texts[] = { LINK, ">转学<", ">提交申请<", ">2026-09-01 09:00<", ">zhao<", ">办理中<",
		">示范乙小学 · 学籍核验<" };
	struct hatch w;
	hatch_open(&w);
	hatch_approve(&w);
	behind.n_rows = 1;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		officer_expects(&w, &qian, handled_show, NULL, 200, texts[i], NUMBER);
	behind.handled_n = 2;
	officer_expects(&w, &qian, handled_show, NULL, 200, ">qian<", ">zhao<");
	hatch_close(&w);
}

Test(handled_page, of_what_has_ended_says_how_and_that_nobody_is_waited_for)
{
	struct hatch w;
	hatch_open(&w);
	hatch_give_back(&w, ACTION_refused);
	hatch_expire(&w);
	behind.n_rows = 1;
	officer_expects(&w, &qian, handled_show, NULL, 200, "已结案", " · ");
	hatch_close(&w);
}

Test(handled_page, asks_by_its_filters_and_keeps_them_for_files)
{
	const struct typed_field query[] = { { "by", "me" }, { "state", "open" }, { "kind", "transfer" }, { NULL, NULL } };
	const struct officer asks = { SCHOOL, ROLE_HEAD, LANG_EN, query };
	struct hatch w;
	hatch_open(&w);
	behind.n_rows = 1;
	officer_expects(&w, &asks, handled_show, NULL, 200,
	    "/console/lists/handled?by=me&amp;state=open&amp;kind=transfer&amp;as=csv", NULL);
	cr_expect_str_eq(behind.handled.officer, "qian");
	cr_expect_eq(behind.handled.state, HANDLED_OPEN);
	cr_expect_eq(behind.handled.kind, BUSINESS_transfer);
	officer_expects(&w, &asks, handled_show, NULL, 200, "<option value=\"me\" selected>", NULL);
	officer_expects(&w, &asks, handled_show, NULL, 200, "<option value=\"open\" selected>", NULL);
	officer_expects(&w, &asks, handled_show, NULL, 200, "<option value=\"transfer\" selected>", NULL);
	hatch_close(&w);
}

Test(handled_page, says_that_there_is_nothing_and_what_cannot_be_asked_for)
{
	const struct typed_field query[] = { { "state", "closed" }, { NULL, NULL } };
	const struct officer asks = { SCHOOL, ROLE_HEAD, LANG_ZH, query };
	const struct officer teacher = { SCHOOL, ROLE_TEACHER, LANG_ZH, NULL };
	struct hatch w;
	hatch_open(&w);
	officer_expects(&w, &qian, handled_show, NULL, 200, "没有符合条件的已办业务", "<table");
	officer_expects(&w, &asks, handled_show, NULL, 400, NULL, "<table");
	officer_expects(&w, &teacher, handled_show, NULL, 403, NULL, "<table");
	behind.weather = STORE_AGAIN;
	officer_expects(&w, &qian, handled_show, NULL, 503, NULL, "<table");
	hatch_close(&w);
}

Test(handled_page, becomes_a_file_of_the_same_rows)
{
	const struct typed_field query[] = { { "by", "me" }, { "as", "csv" }, { NULL, NULL } };
	const struct officer asks = { SCHOOL, ROLE_HEAD, LANG_ZH, query };
	struct hatch w;
	hatch_open(&w);
	behind.n_rows = 1;
	officer_expects(&w, &asks, list_handled, NULL, 200, DOCKET ",转学,", NUMBER);
	cr_expect_str_eq(behind.handled.officer, "qian");
	officer_expects(&w, &qian, list_handled, NULL, 404, NULL, DOCKET);
	hatch_close(&w);
}
