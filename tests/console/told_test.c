/* Notices in a browser, the real door behind the page: what became of what they tell of. */
#include <criterion/criterion.h>

#include "officer.h"

TestSuite(told, .timeout = 60);

static const struct officer qian = { SCHOOL, ROLE_HEAD, LANG_ZH, NULL }, clerk = { COUNTY, ROLE_CLERK, LANG_ZH, NULL };

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
		officer_expects(&w, &qian, told_show, NULL, 200, "class=\"badge", names[i]);
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
	officer_expects(&w, &qian, told_show, NULL, 200, "待本单位答复", "已结案");
	hatch_expire(&w);
	officer_expects(&w, &qian, told_show, NULL, 200, "已结案：不同意", "待本单位答复");
	hatch_close(&w);
}

Test(told, that_an_office_is_late_is_history_once_the_docket_lies_elsewhere)
{
	struct hatch w;
	hatch_open(&w);
	behind.n_rows = 1;	/* late at the county, while it waits for the head of the school */
	officer_expects(&w, &qian, told_show, NULL, 200, "办理中", "待办理");
	hatch_close(&w);
}

Test(told, only_a_docket_that_may_be_opened_is_a_link_and_only_a_clerk_of_an_office_is_offered_a_letter)
{
	static const char letter[] = "kind=supervision&amp;about=" DOCKET;
	static const char link[] = "href=\"/console/dockets/" DOCKET "\"";
	const struct officer head = { COUNTY, ROLE_HEAD, LANG_ZH, NULL };
	struct hatch w;
	hatch_open(&w);
	behind.n_rows = 1;
	behind.late_unit = SCHOOL;
	officer_expects(&w, &qian, told_show, NULL, 200, link, "操作");
	officer_expects(&w, &clerk, told_show, NULL, 200, letter, link);
	officer_expects(&w, &head, told_show, NULL, 200, DOCKET, letter);
	hatch_close(&w);
}

Test(told, a_row_says_what_business_it_is_and_of_which_child)
{
	static const char named[] = "<a href=\"/console/dockets/" DOCKET "\">转学 G1101**********8511</a> <small>" DOCKET "</small>";
	struct hatch w;
	hatch_open(&w);
	behind.n_rows = 1;
	officer_expects(&w, &qian, told_show, NULL, 200, named, NUMBER);
	behind.late_unit = SCHOOL;
	officer_expects(&w, &clerk, told_show, NULL, 200, "<td>" DOCKET "</td>", "转学");
	hatch_close(&w);
}

Test(told, a_check_that_failed_waits_for_an_answer_as_a_refusal_does)
{
	struct hatch w;
	hatch_open(&w);
	behind.n_rows = 1;
	behind.notice = "filing_failed";
	hatch_append(&w, SCHOOL, ROLE_HEAD, ACTION_approved, STAGE_receiving_school);
	hatch_append(&w, "2143000102", ROLE_SYSTEM, ACTION_failed, STAGE_check);
	officer_expects(&w, &qian, told_show, NULL, 200, "待本单位答复", NULL);
	officer_expects(&w, &qian, told_show, NULL, 200, "badge over\"><span aria-hidden=\"true\">▲</span> 本单位的申请：核验未通过", NULL);
	hatch_close(&w);
}
