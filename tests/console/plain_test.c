/* What a door could not read is said by the field of the page, and nobody is offered what he may not do. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "officer.h"

TestSuite(plain, .timeout = 60);

#define OF_THE_API	"接口文档"

static const struct typed_field open_ones[] = { { "open", "1" }, { NULL, NULL } };
static const struct officer zhao = { SCHOOL, ROLE_REGISTRAR, LANG_ZH, NULL }, qian = { SCHOOL, ROLE_HEAD, LANG_ZH, NULL };
static const struct officer li = { "430000", ROLE_HEAD, LANG_ZH, NULL }, english = { SCHOOL, ROLE_HEAD, LANG_EN, NULL };
static const struct officer head = { COUNTY, ROLE_HEAD, LANG_ZH, open_ones }, clerk = { COUNTY, ROLE_CLERK, LANG_ZH, open_ones };
static const struct officer registrar = { SCHOOL, ROLE_REGISTRAR, LANG_ZH, open_ones };

Test(plain, a_search_says_what_is_to_be_filled_in)
{
	static const struct typed_field name[] = { { "name", "张三" }, { NULL, NULL } };
	static const struct typed_field number[] = { { "number", "G1" }, { NULL, NULL } };
	static const struct typed_field two[] = { { "number", NUMBER }, { "name", "张三" }, { NULL, NULL } };
	static const struct typed_field none[] = { { "name", "" }, { NULL, NULL } };
	struct hatch w;
	hatch_open(&w);
	officer_expects(&w, &qian, search_do, name, 400, "出生日期：未填写或填写有误", OF_THE_API);
	officer_expects(&w, &qian, search_do, number, 400, "学籍号为 19 位", OF_THE_API);
	officer_expects(&w, &qian, search_do, two, 400, "一次只用一项条件查询", OF_THE_API);
	officer_expects(&w, &qian, search_do, none, 400, "请填写一项查询条件", OF_THE_API);
	officer_expects(&w, &english, search_do, name, 400, "Date of birth: left out", "API");
	hatch_close(&w);
}

Test(plain, publishing_says_how_a_time_is_written)
{
	static const struct typed_field fields[] = { { "matter", "policy" }, { "file", "430000.yaml" },
		{ "text", "version: 2\n" }, { "effective_at", "明天" }, { NULL, NULL } };
	struct hatch w;
	hatch_open(&w);
	officer_expects(&w, &li, publication_publish, fields, 400, "生效时间：未填写或填写有误", OF_THE_API);
	officer_expects(&w, &li, publication_publish, fields, 400, "请按 2026-09-15T00:00:00+08:00 的格式填写", NULL);
	hatch_close(&w);
}

Test(plain, a_complaint_is_offered_to_the_clerk_of_an_office_and_a_finding_to_a_registrar)
{
	static const char complaint[] = "kind=complaint\"", letter[] = "kind=supervision\"", finding[] = "kind=sits_here\"";
	struct hatch w;
	hatch_open(&w);
	officer_expects(&w, &clerk, complaint_show, NULL, 200, complaint, NULL);
	officer_expects(&w, &clerk, complaint_show, NULL, 200, letter, NULL);
	officer_expects(&w, &head, complaint_show, NULL, 200, NULL, complaint);
	officer_expects(&w, &head, complaint_show, NULL, 200, NULL, letter);
	officer_expects(&w, &registrar, complaint_show, NULL, 200, complaint, letter);
	officer_expects(&w, &zhao, file_show, NULL, 200, "kind=transfer\"", letter);
	officer_expects(&w, &zhao, finding_show, NULL, 200, finding, NULL);
	officer_expects(&w, &qian, finding_show, NULL, 200, NULL, finding);
	officer_expects(&w, &zhao, finding_show_offline, NULL, 200, "kind=offline_transfer\"", NULL);
	officer_expects(&w, &qian, finding_show_offline, NULL, 200, NULL, "kind=offline_transfer\"");
	hatch_close(&w);
}

Test(plain, that_a_child_may_attend_is_said_where_a_child_comes_and_a_code_stands_last)
{
	static const struct typed_field complaint[] = { { "kind", "complaint" }, { "verb", "check" },
		{ "sending_school", SCHOOL }, { "reason", "x" }, { NULL, NULL } };
	static const struct typed_field transfer[] = { { "kind", "transfer" }, { "verb", "check" }, { NULL, NULL } };
	struct hatch w;
	hatch_open(&w);
	behind.answer.found[0] = VERDICT_ROLE_NOT_ALLOWED;
	behind.answer.n_found = 1;
	officer_expects(&w, &head, file_act, complaint, 409, "该角色无权办理此事项", "学生可先入学");
	officer_expects(&w, &head, file_act, complaint, 409, "<small class=\"muted\">ROLE_NOT_ALLOWED 26</small></li>", NULL);
	officer_expects(&w, &zhao, file_act, transfer, 409, "学生可先入学", OF_THE_API);
	hatch_close(&w);
}

Test(plain, sex_is_chosen_by_its_word)
{
	static const struct typed_field first[] = { { "kind", "enrolment" }, { "verb", "check" }, { "change.sex", "2" },
		{ NULL, NULL } };
	struct hatch w;
	hatch_open(&w);
	officer_expects(&w, &zhao, file_act, first, 409, "<option value=\"2\" selected>女</option>", "1 男");
	hatch_close(&w);
}

Test(plain, filing_again_is_its_own_kind_of_look)
{
	static const struct typed_field again[] = { { "kind", "transfer" }, { "follows", DOCKET }, { NULL, NULL } };
	const struct officer who = { SCHOOL, ROLE_REGISTRAR, LANG_ZH, again };
	struct hatch w;
	hatch_open(&w);
	hatch_give_back(&w, ACTION_refused);
	hatch_expire(&w);
	officer_expects(&w, &who, file_show, NULL, 200, "value=\"" NUMBER "\"", NULL);
	cr_expect_str_eq(behind.look.kind, "file_again");
	cr_expect_str_eq(label_look(LANG_ZH, "file_again"), "重新提交前一业务");
	hatch_close(&w);
	cr_expect_str_eq(label_look(LANG_EN, "file_again"), "filled in to file again");
}

static void
open_the_docket(struct visit *v)
{
	static const struct outcome nothing = { .code = "", .reason = "", .name = "", .citizen_id = "" };
	docket_open(v, DOCKET, 200, &nothing);
}

Test(plain, to_a_refusal_there_is_an_objection_and_to_what_came_back_a_correction)
{
	struct hatch w;
	hatch_open(&w);
	hatch_give_back(&w, ACTION_refused);
	officer_expects(&w, &qian, open_the_docket, NULL, 200, "<strong>示范甲小学</strong> 更正、申请协调或撤销", "补正）");
	officer_expects(&w, &english, open_the_docket, NULL, 200, "to correct, object or withdraw", NULL);
	hatch_close(&w);
	hatch_open(&w);
	hatch_give_back(&w, ACTION_returned);
	officer_expects(&w, &qian, open_the_docket, NULL, 200, "<strong>示范甲小学</strong> 更正或撤销", "协调");
	officer_expects(&w, &english, open_the_docket, NULL, 200, "to correct or withdraw", "object or");
	hatch_close(&w);
}

Test(plain, what_was_asked_of_who_has_the_docket_is_said_to_be_on_its_way_there)
{
	static const struct typed_field asked[] = { { "underway", "1" }, { NULL, NULL } };
	const struct officer zh = { SCHOOL, ROLE_HEAD, LANG_ZH, asked }, en = { SCHOOL, ROLE_HEAD, LANG_EN, asked };
	struct hatch w;
	hatch_open(&w);
	officer_expects(&w, &zh, open_the_docket, NULL, 200, "已签章，正送往现在的办理单位；对方收到并登记后，此处会显示这一步。", "持有");
	officer_expects(&w, &en, open_the_docket, NULL, 200, "on its way to the unit that has the docket now", "holds the docket");
	hatch_close(&w);
}

Test(plain, the_catalogue_begins_with_what_an_officer_can_be_told_and_ends_with_what_machines_tell_each_other)
{
	struct hatch w;
	hatch_open(&w);
	struct officer_sees s = officer_opens(&w, &qian, catalogue_show, NULL);
	const char *role = strstr(s.html, "id=\"ROLE_NOT_ALLOWED\""), *ground = strstr(s.html, "id=\"NO_SEAT\"");
	const char *heading = strstr(s.html, "<h2 id=\"machines\">系统之间传送文书的答复</h2>");
	const char *topic = strstr(s.html, "id=\"WRONG_TOPIC\"");
	cr_assert(role != NULL && ground != NULL && heading != NULL && topic != NULL, "%s", s.html);
	cr_expect(role < ground && ground < heading && heading < topic);
	cr_expect_null(strstr(topic + 1, "id=\"WRONG_TOPIC\""), "it stands there twice");
	free(s.html);
	hatch_close(&w);
}

Test(plain, what_was_left_empty_is_named_in_the_link_to_it)
{
	static const struct typed_field empty[] = { { "kind", "transfer" }, { "verb", "check" }, { NULL, NULL } };
	const struct officer registrar_en = { SCHOOL, ROLE_REGISTRAR, LANG_EN, NULL };
	struct hatch w;
	hatch_open(&w);
	officer_expects(&w, &zhao, file_act, empty, 409, "<a href=\"#student.name\"><strong>请填写：姓名</strong></a>", NULL);
	officer_expects(&w, &registrar_en, file_act, empty, 409, "<strong>Please fill in: ", "please fill in");
	hatch_close(&w);
}
