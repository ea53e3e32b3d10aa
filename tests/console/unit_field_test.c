/* A unit by its name, on the pages that ask for one: taken, said back, chosen from, or refused with a remedy. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "officer.h"

TestSuite(unit_field, .timeout = 60);

enum { TYPED_MAX = 16 };

static const struct officer zhao = { SCHOOL, ROLE_REGISTRAR, LANG_ZH, NULL }, english = { SCHOOL, ROLE_REGISTRAR, LANG_EN, NULL };
static const struct officer qian = { SCHOOL, ROLE_HEAD, LANG_ZH, NULL };

/* A transfer from that school, with what else the form has, ended by a name that is NULL. */
static const struct typed_field *
transfer(const char *verb, const char *school, const struct typed_field *more)
{
	static struct typed_field fields[TYPED_MAX + 1];
	const struct typed_field usual[] = { { "kind", "transfer" }, { "docket", DOCKET }, { "verb", verb },
		{ "sending_school", school }, { "student.number", NUMBER }, { "student.name", "欧阳阿依" },
		{ "student.grade", "4" }, { "student.citizen_id", "110101201503078511" }, { "arrived_on", "2026-09-01" },
		{ "reason", "迁居" } };
	size_t n = sizeof(usual) / sizeof(usual[0]);
	memset(fields, 0, sizeof(fields));
	memcpy(fields, usual, sizeof(usual));
	for (; more != NULL && more->name != NULL && n < TYPED_MAX; more++)
		fields[n++] = *more;
	return fields;
}

static bool
is_filed(void)
{
	return behind.n_asked > 0 && !behind.asked.is_trial;
}

#define ALERT	"role=\"alert\""

Test(unit_field, a_name_that_fits_one_is_said_back_before_anything_is_filed)
{
	struct hatch w;
	static const struct typed_field said[] = { { "sending_school.asked", "示范丁小学" }, { "sending_school.choice", THERE },
		{ NULL, NULL } };
	hatch_open(&w);
	struct officer_sees s = officer_opens(&w, &zhao, file_act, transfer("file", " 示范丁小学\n", NULL));
	cr_expect_eq(s.status, 200, "%s", s.html);
	cr_expect_not(is_filed());
	cr_expect_str_eq(behind.asked.happening.filing.sending_school.text, THERE, "it is checked for the unit that was found");
	cr_expect_not_null(strstr(s.html, "单位是按名称找到的，尚未提交"), "%s", s.html);
	cr_expect_not_null(strstr(s.html, "对应单位：示范丁小学 · " THERE " · 广东省教育厅 / 广州市荔湾区教育局"));
	cr_expect_not_null(strstr(s.html, "name=\"sending_school.choice\" value=\"" THERE "\""));
	cr_expect_not_null(strstr(s.html, "name=\"sending_school.asked\" value=\"示范丁小学\""));
	cr_expect_not_null(strstr(s.html, "value=\"示范丁小学\""), "what was typed is gone");
	free(s.html);
	officer_expects(&w, &zhao, file_act, transfer("file", "示范丁小学", said), 303, NULL, NULL);
	cr_expect(is_filed());
	cr_expect_str_eq(behind.asked.happening.filing.sending_school.text, THERE);
	hatch_close(&w);
}

Test(unit_field, after_a_look_at_what_stands_against_it_filing_needs_no_second_press)
{
	struct hatch w;
	hatch_open(&w);
	officer_expects(&w, &zhao, file_act, transfer("check", "示范丁", NULL), 200, "预检未发现问题", "尚未提交");
	officer_expects(&w, &zhao, file_act, transfer("check", "示范丁", NULL), 200, THERE, ALERT);
	cr_expect_not(is_filed());
	hatch_close(&w);
}

Test(unit_field, of_several_one_is_chosen_and_that_one_is_filed)
{
	struct hatch w;
	static const struct typed_field chosen[] = { { "sending_school.asked", "示范" }, { "sending_school.choice", THERE },
		{ NULL, NULL } };
	hatch_open(&w);
	struct officer_sees s = officer_opens(&w, &zhao, file_act, transfer("file", "示范", NULL));
	cr_expect_eq(s.status, 409);
	cr_expect_not(is_filed());
	cr_expect_not_null(strstr(s.html, "<a href=\"#sending_school\"><strong>符合的单位不止一个，请选择。"), "%s", s.html);
	cr_expect_not_null(strstr(s.html, "id=\"sending_school.fault\""));
	cr_expect_not_null(strstr(s.html, "<input type=\"radio\" name=\"sending_school.choice\" value=\"" THERE "\">"));
	cr_expect_not_null(strstr(s.html, "<span>示范丁小学 <small class=\"muted\">" THERE " 广东省教育厅 / 广州市荔湾区教育局</small>"));
	cr_expect_null(strstr(s.html, "长沙市芙蓉区教育局</small></span></label></fieldset><a"), "an office is no school");
	free(s.html);
	officer_expects(&w, &zhao, file_act, transfer("file", "示范", chosen), 303, NULL, NULL);
	cr_expect(is_filed());
	cr_expect_str_eq(behind.asked.happening.filing.sending_school.text, THERE);
	hatch_close(&w);
}

Test(unit_field, what_was_chosen_for_another_text_or_was_never_offered_does_not_count)
{
	static const struct {
		const char *text, *asked, *choice;
		unsigned status;
	} rows[] = {
		{ "示范", "示范丁小学", THERE, 409 },		/* said back, then written over: several fit now */
		{ "示范乙小学", "示范", THERE, 200 },		/* chosen, then written over: another one, said back */
		{ "示范乙小学", "示范乙小学", THERE, 200 },	/* never offered for that */
		{ "没有这所", "没有这所", THERE, 409 },
		{ "示范", "示范", "x", 409 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct hatch w;
		const struct typed_field more[] = { { "sending_school.asked", rows[i].asked },
			{ "sending_school.choice", rows[i].choice }, { NULL, NULL } };
		hatch_open(&w);
		officer_expects(&w, &zhao, file_act, transfer("file", rows[i].text, more), rows[i].status, NULL, NULL);
		cr_expect_not(is_filed(), "row %zu", i);
		cr_expect(strcmp(behind.asked.happening.filing.sending_school.text, THERE) != 0, "row %zu", i);
		hatch_close(&w);
	}
}

Test(unit_field, a_code_is_taken_as_ever_and_its_name_is_said_back)
{
	struct hatch w;
	hatch_open(&w);
	officer_expects(&w, &zhao, file_act, transfer("check", THERE, NULL), 200, "对应单位：示范丁小学", ALERT);
	officer_expects(&w, &zhao, file_act, transfer("file", THERE, NULL), 303, NULL, NULL);
	cr_expect(is_filed());
	hatch_close(&w);
}

#define LONG_NAME_8	"长长长长长长长长"
#define LONG_NAME_64	LONG_NAME_8 LONG_NAME_8 LONG_NAME_8 LONG_NAME_8 LONG_NAME_8 LONG_NAME_8 LONG_NAME_8 LONG_NAME_8

Test(unit_field, what_is_no_name_is_a_problem_at_the_field_with_a_remedy_in_both_languages)
{
	static const struct {
		const char *text, *zh, *en, *remedy;
	} rows[] = {
		{ "没有这所学校", "没有名称与此相符的单位。", "No unit is called that.", "或填写标识码" },
		{ "校", "至少填写名称中的两个字。", "Write at least two characters", "请重新填写" },
		{ LONG_NAME_64 "长", "名称最多 64 个字。", "A name has at most 64 characters.", "请重新填写" },
		{ "示范\x01小学", "名称中有不能识别的字符。", "characters that cannot be read", "请重新填写" },
		{ "示范\xc2\x9b小学", "名称中有不能识别的字符。", "characters that cannot be read", "请重新填写" },
		{ "<script>x()</script>", "没有名称与此相符的单位。", "No unit is called that.", "或填写标识码" },
		{ "214400010", "没有名称与此相符的单位。", "No unit is called that.", "或填写标识码" },	/* a digit is missing */
		{ "21440001011", "没有名称与此相符的单位。", "No unit is called that.", "或填写标识码" },
		{ "2144000109", "没有这个单位", "there is no such unit", "请核对单位代码" },	/* what the law says of it */
	};
	static const char *const verbs[] = { "check", "file" };
	for (size_t i = 0; i < 2 * sizeof(rows) / sizeof(rows[0]); i++) {
		struct hatch w;
		const char *verb = verbs[i % 2];
		hatch_open(&w);
		behind.answer = (struct relay_answer){ .verdict = VERDICT_UNKNOWN_UNIT, .found = { VERDICT_UNKNOWN_UNIT },
			.n_found = 1 };
		struct officer_sees s = officer_opens(&w, &zhao, file_act, transfer(verb, rows[i / 2].text, NULL));
		cr_expect(s.status >= 400 && s.status < 500, "%s: %u", rows[i / 2].text, s.status);
		cr_expect_not_null(strstr(s.html, "<a href=\"#sending_school\"><strong>"), "%s", s.html);
		cr_expect_not_null(strstr(s.html, "id=\"sending_school.fault\""));
		cr_expect_not_null(strstr(s.html, rows[i / 2].zh), "%s: %s", rows[i / 2].text, s.html);
		cr_expect_not_null(strstr(s.html, rows[i / 2].remedy), "%s", rows[i / 2].text);
		cr_expect_null(strstr(s.html, "<script>x"));
		cr_expect_null(strstr(strstr(s.html, "#sending_school") + 1, "#sending_school\"><strong>"), "said twice");
		free(s.html);
		officer_expects(&w, &english, file_act, transfer(verb, rows[i / 2].text, NULL), s.status, rows[i / 2].en, NULL);
		hatch_close(&w);
	}
}

Test(unit_field, what_else_is_wrong_is_said_at_the_same_time)
{
	struct hatch w;
	hatch_open(&w);
	behind.answer = (struct relay_answer){ .found = { VERDICT_BAD_NAME }, .n_found = 1 };
	struct officer_sees s = officer_opens(&w, &zhao, file_act, transfer("file", "没有这所学校", NULL));
	cr_expect_eq(s.status, 409);
	cr_expect_not_null(strstr(s.html, "href=\"#sending_school\""));
	cr_expect_not_null(strstr(s.html, "href=\"#student.name\""), "%s", s.html);
	free(s.html);
	hatch_close(&w);
}

/* -- while somebody types --------------------------------------------------------------- */

static const struct typed_field of_schools[] = { { "field", "sending_school" }, { NULL, NULL } };
static const struct typed_field of_all[] = { { "field", "sending_school" }, { "any", "1" }, { NULL, NULL } };
static const struct typed_field of_below[] = { { "field", "unit" }, { "any", "1" }, { NULL, NULL } };
static const struct typed_field of_nobody[] = { { "field", "student.name" }, { NULL, NULL } };

static void
expect_found(struct hatch *w, const struct typed_field *query, const char *text, const char *shows, const char *other)
{
	const struct typed_field typed[] = { { "sending_school", text }, { NULL, NULL } };
	const struct officer who = { SCHOOL, ROLE_REGISTRAR, LANG_ZH, query };
	officer_expects(w, &who, unit_find, typed, 200, shows, other);
}

Test(unit_field, while_somebody_types_the_same_stands_under_the_field)
{
	struct hatch w;
	hatch_open(&w);
	expect_found(&w, of_schools, "示范丁", "<p id=\"sending_school-said\" hx-swap-oob=\"innerHTML\">对应单位：示范丁小学", "radio");
	expect_found(&w, of_schools, "示范丁", "name=\"sending_school.choice\" value=\"" THERE "\"", "<html");
	expect_found(&w, of_schools, "示范", "符合的单位不止一个，请选择。", "前 20 个");
	expect_found(&w, of_schools, "示范", "type=\"radio\"", "checked");
	expect_found(&w, of_schools, THERE, "对应单位：示范丁小学", ".choice");
	expect_found(&w, of_schools, "芙蓉区教育局", "没有名称与此相符的单位。", ".choice");
	expect_found(&w, of_all, "芙蓉区教育局", "对应单位：长沙市芙蓉区教育局 · " COUNTY, NULL);
	expect_found(&w, of_schools, "", "hx-swap-oob=\"innerHTML\"></p>", ".choice");
	expect_found(&w, of_schools, "示范shi", "hx-swap-oob=\"innerHTML\"></p>", ".choice");	/* typed by its sound */
	expect_found(&w, of_schools, "<b>没有</b>", "没有名称与此相符的单位。", "<b>");
	hatch_close(&w);
}

Test(unit_field, only_fields_that_ask_for_a_unit_are_answered)
{
	struct hatch w;
	const struct typed_field typed[] = { { "student.name", "示范" }, { NULL, NULL } };
	const struct officer who = { SCHOOL, ROLE_REGISTRAR, LANG_ZH, of_nobody };
	hatch_open(&w);
	officer_expects(&w, &who, unit_find, typed, 404, NULL, "radio");
	officer_expects(&w, &zhao, unit_find, typed, 404, NULL, "radio");
	hatch_close(&w);
}

Test(unit_field, a_field_for_units_below_offers_no_others)
{
	struct hatch w;
	static const struct typed_field typed[] = { { "unit", "示范" }, { NULL, NULL } };
	const struct officer who = { COUNTY, ROLE_HEAD, LANG_ZH, of_below };
	hatch_open(&w);
	officer_expects(&w, &who, unit_find, typed, 200, "value=\"" SCHOOL "\"", THERE);
	hatch_close(&w);
}

/* -- other pages ------------------------------------------------------------------------ */

Test(unit_field, a_search_takes_the_name_of_a_school)
{
	struct hatch w;
	static const struct typed_field one[] = { { "school", "示范丁小学" }, { NULL, NULL } };
	static const struct typed_field several[] = { { "school", "示范" }, { NULL, NULL } };
	static const struct typed_field nothing[] = { { "school", "没有这所" }, { NULL, NULL } };
	hatch_open(&w);
	officer_expects(&w, &qian, search_do, one, 200, "对应单位：示范丁小学 · " THERE, ALERT);
	officer_expects(&w, &qian, search_do, several, 400, "name=\"school.choice\" value=\"" THERE "\"", "填写一项查询条件");
	officer_expects(&w, &qian, search_do, nothing, 400, "没有名称与此相符的单位。", "填写一项查询条件");
	officer_expects(&w, &qian, search_do, nothing, 400, "或填写标识码", NULL);
	hatch_close(&w);
}

Test(unit_field, the_page_of_units_goes_to_the_one_that_was_named)
{
	struct hatch w;
	static const struct typed_field one[] = { { "under", "荔湾区" }, { NULL, NULL } };
	static const struct typed_field several[] = { { "under", "教育厅" }, { NULL, NULL } };
	static const struct typed_field empty[] = { { "under", " " }, { NULL, NULL } };
	hatch_open(&w);
	officer_expects(&w, &qian, unit_go, one, 303, NULL, NULL);
	officer_expects(&w, &qian, unit_go, empty, 303, NULL, NULL);
	officer_expects(&w, &qian, unit_go, several, 409, "name=\"under.choice\" value=\"440000\"", NULL);
	officer_expects(&w, &qian, unit_go, several, 409, "id=\"under.fault\"", NULL);
	hatch_close(&w);
}
