/* Notices in a browser, the real door behind the page: what became of what they tell of. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "console/inside.h"
#include "desk/hatch.h"

TestSuite(told, .timeout = 60);

static const char *
nothing_of(const struct door *d, const char *name)
{
	(void)d, (void)name;
	return NULL;
}

/* The page as an officer of that unit sees it; malloc'd. */
static char *
shown(struct hatch *w, const char *unit, enum role role)
{
	struct door d = desk_door(w->desk);
	struct visit v = { .door = &d, .path = "/console/notices", .lang = LANG_ZH };
	d.query = d.header = nothing_of;
	cr_assert(unit_code_parse(unit, &v.account.unit));
	v.account.role = d.as.role = role;
	d.as.unit = v.account.unit;
	memcpy(v.account.name, "qian", 5);
	desk_hold_law(w->desk);
	told_show(&v);
	desk_let_go_of_store(&d);
	desk_let_go_of_law(w->desk);
	cr_assert_eq(d.answer.status, 200);
	char *html = strndup(d.answer.data, d.answer.size);
	free(d.answer.data);
	arena_free(d.arena);
	return html;
}

static void
expect(struct hatch *w, const char *unit, enum role role, const char *text, const char *other)
{
	char *html = shown(w, unit, role);
	cr_expect_not_null(strstr(html, text), "no %s in %s", text, html);
	cr_expect_null(strstr(html, other), "%s in %s", other, html);
	free(html);
}

Test(told, every_kind_has_words_and_what_a_later_version_tells_is_no_raw_name)
{
	static const char *const names[] = {
#define NOTICE(name, ...) #name,
#include "core/notice.def"
#undef NOTICE
		"of_a_later_version",
	};
	struct hatch w;
	hatch_open(&w);
	behind.n_rows = 1;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		behind.notice = names[i];
		expect(&w, SCHOOL, ROLE_HEAD, "class=\"badge", names[i]);
	}
	hatch_close(&w);
}

Test(told, a_refusal_waits_for_an_answer_and_no_longer_once_the_docket_is_closed)
{
	struct hatch w;
	hatch_open(&w);
	behind.n_rows = 1;
	behind.notice = "filing_refused";
	hatch_give_back(&w, ACTION_refused);
	expect(&w, SCHOOL, ROLE_HEAD, "待本单位答复", "已办结");
	hatch_close(&w);
	hatch_open(&w);
	behind.n_rows = 1;
	behind.notice = "filing_refused";
	hatch_admit(&w);
	expect(&w, SCHOOL, ROLE_HEAD, "已办结", "待本单位答复");
	hatch_close(&w);
}

Test(told, only_a_docket_that_may_be_opened_is_a_link_and_only_a_clerk_of_an_office_is_offered_a_letter)
{
	struct hatch w;
	hatch_open(&w);
	behind.n_rows = 1;
	expect(&w, SCHOOL, ROLE_HEAD, "href=\"/console/dockets/" DOCKET "\"", "操作");
	expect(&w, COUNTY, ROLE_CLERK, DOCKET, "href=\"/console/dockets/" DOCKET "\"");
	hatch_close(&w);
}
