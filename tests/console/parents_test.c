/* What a parent sees in a browser: the real doors behind the pages, before a store of paper. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "console/console.h"
#include "console/inside.h"
#include "desk/hatch.h"

TestSuite(parents, .timeout = 60);
TestSuite(codes, .timeout = 60);

#define NAME	"欧阳阿依"
#define PHONE	"13800001234"
#define UNKNOWN	"G110101201503078512"
#define EVIL	"\"'><script>alert(1)</script>&"
#define BROWSER	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const char *asked_lang, *shown_cookie, *address = "198.51.100.1";

static const char *
query_of(const struct door *d, const char *name)
{
	(void)d;
	return strcmp(name, "lang") == 0 ? asked_lang : NULL;
}

static const char *
header_of(const struct door *d, const char *name)
{
	(void)d;
	return strcmp(name, "X-Forwarded-For") == 0 ? address
	    : strcmp(name, "Cookie") == 0	    ? shown_cookie
						    : NULL;
}

/* -- a browser ------------------------------------------------------------------------ */

struct field {
	const char *name, *value;
};

struct seen {
	unsigned status, retry_after_s;
	const char *cache;
	char *html;
};

static struct seen
post_from(struct hatch *w, const char *browser, enum lang lang, void (*page)(struct visit *),
    const struct field *fields, size_t n)
{
	struct door d = desk_door(w->desk);
	struct visit v = { .door = &d, .path = "/parents/", .lang = lang };
	d.query = query_of;
	d.header = header_of;
	memcpy(v.token, browser, sizeof(v.token));
	memcpy(v.csrf, browser, sizeof(v.csrf));
	for (size_t i = 0; i < n; i++) {
		v.form.names[i] = fields[i].name;
		v.form.values[i] = fields[i].value;
	}
	v.form.n = n;
	desk_hold_law(w->desk);
	page(&v);
	desk_let_go_of_store(&d);
	desk_let_go_of_law(w->desk);
	const struct seen seen = { d.answer.status, d.answer.retry_after_s, d.answer.cache,
		strndup(d.answer.data, d.answer.size) };
	free(d.answer.data);
	arena_free(d.arena);
	return seen;
}

static struct seen
ask_as(struct hatch *w, enum lang lang, const char *number, const char *name, const char *phone)
{
	const struct field fields[] = { { "number", number }, { "name", name }, { "phone", phone } };
	return post_from(w, BROWSER, lang, parents_ask, fields, 3);
}

static struct seen
ask(struct hatch *w, const char *number, const char *name)
{
	return ask_as(w, LANG_ZH, number, name, "");
}

static struct seen
enter_from(struct hatch *w, const char *browser, const char *number, const char *name, const char *code)
{
	const struct field fields[] = { { "number", number }, { "name", name }, { "code", code } };
	return post_from(w, browser, LANG_ZH, parents_enter_code, fields, 3);
}

static struct seen
enter(struct hatch *w, const char *code)
{
	return enter_from(w, BROWSER, NUMBER, NAME, code);
}

static bool
shows(const struct seen *s, const char *text)
{
	return strstr(s->html, text) != NULL;
}

/* Without what was typed, which stands in the form again. */
static void
blot(char *html, const char *typed)
{
	const size_t n = strlen(typed);
	for (char *p = n == 0 ? NULL : strstr(html, typed); p != NULL; p = strstr(p, typed))
		memmove(p, p + n, strlen(p + n) + 1);
}

/* -- looking -------------------------------------------------------------------------- */

Test(parents, a_parent_sees_one_sentence_whose_turn_it_is_the_due_day_the_way_and_whom_to_turn_to)
{
	struct hatch w;
	hatch_open(&w);
	hatch_approve(&w);
	struct seen s = ask(&w, NUMBER, NAME);
	cr_assert_eq(s.status, 200, "%s", s.html);
	cr_expect(shows(&s, "当前环节"), "%s", s.html);
	cr_expect(shows(&s, "孩子可以先入学"));
	cr_expect(shows(&s, "学籍状态"));
	cr_expect(shows(&s, "aria-current=\"step\""));
	cr_expect(shows(&s, "先联系现在办理的单位"));
	cr_expect(shows(&s, "href=\"tel:000-00430102\""));
	cr_expect(shows(&s, "href=\"https://c430102.example\""));
	cr_expect(shows(&s, "未公布联系方式"), "the office above the county publishes nothing");
	cr_expect_null(s.cache, "it may be kept");
	free(s.html);
	hatch_close(&w);
}

/* The value of that hidden field, cut out of the page. */
static char *
hidden(const struct seen *s, const char *name)
{
	char start[64];
	(void)snprintf(start, sizeof(start), "name=\"%s\" value=\"", name);
	const char *at = strstr(s->html, start);
	return at == NULL ? strdup("") : strndup(at + strlen(start), strcspn(at + strlen(start), "\""));
}

Test(parents, a_result_says_whose_it_is_and_comes_again_in_the_other_language)
{
	struct hatch w;
	hatch_open(&w);
	struct seen s = ask(&w, NUMBER, NAME);
	cr_assert_eq(s.status, 200, "%s", s.html);
	cr_expect(shows(&s, "欧* G1101**********8511"), "%s", s.html);
	cr_expect(!shows(&s, NAME) && !shows(&s, NUMBER), "what was typed stands on the page");
	cr_expect(shows(&s, "formaction=\"/parents/?lang=en\"") && !shows(&s, "href=\"?lang"), "%s", s.html);
	cr_expect(shows(&s, "formaction=\"/parents/?large=1\"") && !shows(&s, "href=\"?large"));
	char *number = hidden(&s, "sealed_number"), *name = hidden(&s, "sealed_name");
	const struct field fields[] = { { "sealed_number", number }, { "sealed_name", name } };
	struct seen again = post_from(&w, BROWSER, LANG_EN, parents_ask, fields, 2);
	cr_expect_eq(again.status, 200);
	cr_expect(shows(&again, "Step it is at") && shows(&again, "欧* G1101**********8511"), "%s", again.html);
	struct seen other = post_from(&w, "f123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", LANG_EN,
	    parents_ask, fields, 2);
	cr_expect_eq(other.status, 400, "another browser can read it");
	free(number), free(name);
	free(s.html), free(again.html), free(other.html);
	hatch_close(&w);
}

Test(parents, a_docket_that_was_returned_is_stopped_where_it_was_and_nothing_is_said_to_be_at_work_there)
{
	struct hatch w;
	hatch_open(&w);
	hatch_give_back(&w, ACTION_returned);
	struct seen s = ask(&w, NUMBER, NAME);
	cr_assert_eq(s.status, 200, "%s", s.html);
	cr_expect(shows(&s, "已退回补正，等待 示范甲小学 更正或撤销，") && shows(&s, "停在此处"), "%s", s.html);
	cr_expect(!shows(&s, "aria-current=\"step\"") && !shows(&s, "(当前)"), "%s", s.html);
	free(s.html);
	hatch_close(&w);
}

Test(parents, a_refusal_is_told_with_its_ground_and_whose_turn_it_is_and_never_in_the_words_of_an_officer)
{
	struct hatch w;
	hatch_open(&w);
	hatch_give_back(&w, ACTION_refused);
	struct seen s = ask(&w, NUMBER, NAME);
	cr_expect(shows(&s, "未获同意（理由：受处分期间），等待 示范甲小学 更正、申请协调或撤销，"), "%s", s.html);
	cr_expect(!shows(&s, "请附户口簿"), "what an officer wrote");
	free(s.html);
	s = ask_as(&w, LANG_EN, NUMBER, NAME, "");
	cr_expect(shows(&s, "Refused (ground: under sanction). Waiting for 示范甲小学 to correct, object or withdraw: "), "%s", s.html);
	free(s.html);
	hatch_close(&w);
}

/* The sending school's daemon, which is told of the end and of nothing before: a ruling may have gone past since. */
static void
open_there(struct hatch *w, enum action action)
{
	hatch_open(w);
	hatch_give_back(w, action);
	behind.serves = "2143000102";
}

Test(parents, a_school_that_has_refused_tells_what_it_did_and_when_and_nothing_as_if_it_were_so_now)
{
	static const char *const stale[] = { "等待", "个工作日，", "已 0/10", "办理期限", "轮到谁办理", "当前环节", "停在此处",
		"先联系现在办理的单位", "(当前)", "请附户口簿", "class=\"turn over\"", "class=\"turn on-time\"" };
	struct hatch w;
	open_there(&w, ACTION_refused);
	struct seen s = ask(&w, NUMBER, NAME);
	cr_assert_eq(s.status, 200, "%s", s.html);
	cr_expect(shows(&s, "示范乙小学 已于 2026年9月1日 办理（不同意：受处分期间）并移交，"
		"此后的进展这里不掌握。最新情况请向提交申请的 示范甲小学 查询"), "%s", s.html);
	for (size_t i = 0; i < sizeof(stale) / sizeof(stale[0]); i++)
		cr_expect(!shows(&s, stale[i]), "%s: %s", stale[i], s.html);
	cr_expect(shows(&s, "先向提交申请的单位查询最新情况：<strong>示范甲小学</strong>"), "%s", s.html);
	cr_expect(shows(&s, "(本环节已办理)") && shows(&s, "(此处不掌握)") && !shows(&s, "(未到)"), "%s", s.html);
	cr_expect(shows(&s, "<dt>学籍状态</dt><dd>在校"), "the record is here, and that is known");
	free(s.html);
	s = ask_as(&w, LANG_EN, NUMBER, NAME, "");
	cr_expect(shows(&s, "示范乙小学 did its part on 2026-09-01 (refused: under sanction) and passed it on. "
		"What has happened since is not known here: ask 示范甲小学, which filed it"), "%s", s.html);
	cr_expect(!shows(&s, "Waiting for") && !shows(&s, "Due by"), "%s", s.html);
	free(s.html);
	hatch_close(&w);
}

Test(parents, a_school_that_has_approved_does_not_say_with_which_office_it_lies)
{
	struct hatch w;
	open_there(&w, ACTION_approved);
	struct seen s = ask(&w, NUMBER, NAME);
	cr_expect(shows(&s, "示范乙小学 已于 2026年9月1日 办理（同意）并移交，此后的进展这里不掌握"), "%s", s.html);
	cr_expect(!shows(&s, "等待") && !shows(&s, "轮到谁办理") && !shows(&s, "aria-current"), "%s", s.html);
	free(s.html);
	behind.serves = "2143000101";
	s = ask(&w, NUMBER, NAME);
	cr_expect(shows(&s, "等待 长沙市芙蓉区教育局 核办") && shows(&s, "轮到谁办理"), "who filed is told of every step: %s",
	    s.html);
	free(s.html);
	hatch_close(&w);
}

Test(parents, a_school_that_has_handed_it_on_is_told_of_the_end_and_tells_it)
{
	struct hatch w;
	open_there(&w, ACTION_refused);
	hatch_expire(&w);
	struct seen s = ask(&w, NUMBER, NAME);
	cr_expect(shows(&s, "转学：已结案：不同意。示范乙小学 不同意（理由：受处分期间）"), "%s", s.html);
	free(s.html);
	hatch_close(&w);
}

Test(parents, of_a_refusal_that_stands_it_is_told_who_decided_and_that_the_record_stays)
{
	struct hatch w;
	hatch_open(&w);
	behind.has_other_record = true;
	hatch_give_back(&w, ACTION_refused);
	hatch_expire(&w);
	struct seen s = ask(&w, NUMBER, NAME);
	cr_expect(shows(&s, "转学：已结案：不同意。示范乙小学 不同意（理由：受处分期间）。学籍仍在原学校：示范乙小学"), "%s",
	    s.html);
	cr_expect(shows(&s, "先联系学籍所在学校：<strong>示范乙小学</strong>"), "%s", s.html);
	cr_expect(shows(&s, "class=\"turn over\""));
	cr_expect(shows(&s, "<dt>学籍所在学校</dt><dd>示范乙小学</dd>"), "%s", s.html);
	free(s.html);
	hatch_close(&w);
}

Test(parents, once_the_record_has_moved_the_school_that_has_it_is_the_receiving_one)
{
	struct hatch w;
	hatch_open(&w);
	behind.has_other_record = true;
	hatch_admit(&w);
	struct seen s = ask(&w, NUMBER, NAME);
	cr_expect(shows(&s, "先联系学籍所在学校：<strong>示范甲小学</strong>"), "%s", s.html);
	cr_expect(!shows(&s, "学籍仍在原学校"));
	free(s.html);
	hatch_close(&w);
}

Test(parents, a_number_of_the_wrong_length_is_said_before_anything_is_looked_for)
{
	static const char *const wrong[] = { "110101201503078511", NUMBER "1", "0198f0a0-7c11-7abc-8def-0123456789a", "x" };
	struct hatch w;
	hatch_open(&w);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct seen s = ask(&w, wrong[i], NAME);
		cr_expect_eq(s.status, 400, "%s", wrong[i]);
		cr_expect(shows(&s, "学籍号应为 19 位") && shows(&s, "aria-invalid"), "%s", s.html);
		cr_expect(!shows(&s, "没有查到"));
		free(s.html);
	}
	cr_expect_eq(behind.n_reads, 0);
	hatch_close(&w);
}

Test(parents, the_sentence_counts_working_days)
{
	struct hatch w;
	hatch_open(&w);
	struct seen s = ask(&w, NUMBER, NAME);
	cr_expect(shows(&s, "等待 示范甲小学 核办，已 0/10 个工作日"), "%s", s.html);
	free(s.html);
	behind.now_ms = 1788224400000 + 8 * 86400000LL;
	s = ask_as(&w, LANG_EN, NUMBER, NAME, "");
	cr_expect(shows(&s, "Waiting for 示范甲小学 to decide: 5 of 10 working days have passed"), "%s", s.html);
	cr_expect(shows(&s, "lang=\"en\""));
	free(s.html);
	behind.now_ms = 1788224400000 + 16 * 86400000LL;
	s = ask(&w, NUMBER, NAME);
	cr_expect(shows(&s, "等待 示范甲小学 核办，10 个工作日的期限已过"), "%s", s.html);
	cr_expect(shows(&s, "class=\"turn over\""));
	free(s.html);
	hatch_close(&w);
}

Test(parents, the_number_of_the_case_does_as_well_and_small_letters_and_spaces_around)
{
	static const char *const numbers[] = { DOCKET, " \xe3\x80\x80" DOCKET " ",
		"0198F0A0-7C11-7ABC-8DEF-0123456789AB", " g110101201503078511\xe3\x80\x80" };
	struct hatch w;
	hatch_open(&w);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct seen s = ask(&w, numbers[i], " " NAME "\xe3\x80\x80");
		cr_expect_eq(s.status, 200, "%s", numbers[i]);
		cr_expect(shows(&s, "等待 示范甲小学"), "%s", numbers[i]);
		free(s.html);
	}
	hatch_close(&w);
}

Test(parents, no_other_personal_field_is_on_the_page)
{
	static const char *const secrets[] = { "欧阳", "110101201503078511", DOCKET, "zhao", "随父母",
		"2015-03", "13800001234" };
	struct hatch w;
	hatch_open(&w);
	behind.phone = PHONE;
	struct seen s = ask(&w, NUMBER, NAME);
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		cr_expect_not(shows(&s, secrets[i]), "%s is shown", secrets[i]);
	free(s.html);
	hatch_close(&w);
}

Test(parents, a_wrong_name_an_unknown_number_and_an_unknown_case_are_one_page_after_the_same_work)
{
	static const char *const other_case = "0198f0a0-7c11-7abc-8def-000000000000";
	static const struct field asked[] = { { NUMBER, "欧阳阿甲" }, { UNKNOWN, NAME }, { other_case, NAME },
		{ DOCKET, "欧阳阿甲" }, { NUMBER, "张" } };
	struct hatch w;
	char *first = NULL;
	unsigned n_reads = 0;
	size_t n_bytes = 0;
	hatch_open(&w);
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		behind.n_reads = 0;
		behind.n_bytes = 0;
		struct seen s = ask(&w, asked[i].name, asked[i].value);
		cr_expect_eq(s.status, 404);
		cr_expect(shows(&s, "没有查到"));
		char typed[128];
		(void)snprintf(typed, sizeof(typed), "value=\"%s\"", asked[i].name);
		blot(s.html, typed);
		(void)snprintf(typed, sizeof(typed), "value=\"%s\"", asked[i].value);
		blot(s.html, typed);
		if (i == 0) {
			first = s.html;
			n_reads = behind.n_reads;
			n_bytes = behind.n_bytes;
			continue;
		}
		cr_expect_str_eq(s.html, first, "%s %s", asked[i].name, asked[i].value);
		cr_expect_eq(behind.n_reads, n_reads, "%s", asked[i].name);
		cr_expect_eq(behind.n_bytes, n_bytes, "%s", asked[i].name);
		free(s.html);
	}
	free(first);
	hatch_close(&w);
}

Test(parents, what_is_not_filled_in_is_said_and_costs_nothing)
{
	struct hatch w;
	hatch_open(&w);
	struct seen s = ask(&w, "  ", NAME);
	cr_expect_eq(s.status, 400);
	cr_expect(shows(&s, "href=\"#number\"") && !shows(&s, "href=\"#name\""));
	cr_expect(shows(&s, "value=\"" NAME "\""), "what was typed is gone");
	free(s.html);
	s = ask(&w, NUMBER, "");
	cr_expect(shows(&s, "href=\"#name\"") && !shows(&s, "href=\"#number\""));
	free(s.html);
	cr_expect_eq(behind.n_reads, 0);
	hatch_close(&w);
}

Test(parents, who_asks_too_often_is_told_the_seconds_to_wait)
{
	struct hatch w;
	hatch_open_asked(&w, 1, 1000);
	struct seen s = ask(&w, NUMBER, NAME);
	free(s.html);
	s = ask(&w, NUMBER, NAME);
	cr_expect_eq(s.status, 429);
	cr_expect_eq(s.retry_after_s, 60);
	cr_expect(shows(&s, "需等待的秒数： 60"), "%s", s.html);
	free(s.html);
	address = "198.51.100.2";
	s = ask(&w, NUMBER, NAME);
	cr_expect_eq(s.status, 200, "somebody else");
	free(s.html);
	hatch_close(&w);
}

Test(parents, without_weather_the_page_says_so)
{
	struct hatch w;
	hatch_open(&w);
	behind.weather = STORE_AGAIN;
	struct seen s = ask(&w, NUMBER, NAME);
	cr_expect_eq(s.status, 503);
	cr_expect(shows(&s, "href=\"/parents/\""), "the way back leads into the officers' pages");
	free(s.html);
	hatch_close(&w);
}

/* By the desk's own door, from the path on. */
static struct seen
visit_path(struct hatch *w, const char *method, const char *path, char ret_location[ANSWER_LOCATION_MAX])
{
	struct door d = desk_door(w->desk);
	d.query = query_of;
	d.header = header_of;
	desk_hold_law(w->desk);
	console_answer(&d, method, path);
	desk_let_go_of_store(&d);
	desk_let_go_of_law(w->desk);
	const struct seen seen = { d.answer.status, d.answer.retry_after_s, d.answer.cache,
		strndup(d.answer.data, d.answer.size) };
	(void)strcpy(ret_location, d.answer.location);
	free(d.answer.data);
	arena_free(d.arena);
	return seen;
}

Test(parents, the_pages_open_without_an_account_and_a_form_of_nobody_is_refused)
{
	struct hatch w;
	char location[ANSWER_LOCATION_MAX];
	hatch_open(&w);
	struct seen s = visit_path(&w, "GET", "/parents", location);
	cr_expect(s.status == 303 && strcmp(location, "/parents/") == 0);
	free(s.html);
	s = visit_path(&w, "GET", "/parents/code", location);
	cr_expect(s.status == 303 && strcmp(location, "/parents/") == 0);
	free(s.html);
	s = visit_path(&w, "GET", "/parents/", location);
	cr_expect(s.status == 200 && shows(&s, "name=\"number\"") && !shows(&s, "password"));
	free(s.html);
	s = visit_path(&w, "GET", "/parents/nothing", location);
	cr_expect(s.status == 404 && !shows(&s, "password") && shows(&s, "href=\"/parents/\""));
	free(s.html);
	s = visit_path(&w, "POST", "/parents/", location);
	cr_expect_eq(s.status, 403);
	free(s.html);
	cr_expect_eq(behind.n_reads, 0);
	hatch_close(&w);
}

Test(parents, larger_letters_are_kept_in_a_cookie)
{
	struct hatch w;
	char location[ANSWER_LOCATION_MAX];
	hatch_open(&w);
	shown_cookie = "xueji_lang=en; xueji_large=1";
	struct seen s = visit_path(&w, "GET", "/parents/", location);
	cr_expect(shows(&s, "<html lang=\"en\" class=\"large\">") && shows(&s, "href=\"?large=0\""));
	free(s.html);
	shown_cookie = "xueji_large=0";
	s = visit_path(&w, "GET", "/parents/", location);
	cr_expect(shows(&s, "<html lang=\"zh-CN\">") && shows(&s, "href=\"?large=1\""));
	free(s.html);
	shown_cookie = NULL;
	hatch_close(&w);
}

/* -- with a code ---------------------------------------------------------------------- */

static char outgoing[64];

static void
open_with_code(struct hatch *w)
{
	hatch_open(w);
	desk_close(w->desk);
	strcpy(outgoing, "/tmp/xueji-codes-XXXXXX");
	cr_assert_not_null(mkdtemp(outgoing));
	w->options.parents_code = outgoing;
	char why[256] = "";
	w->desk = desk_open(&w->options, NULL, &w->law, why, sizeof(why));
	cr_assert_not_null(w->desk, "%s", why);
	behind.phone = "+86 138-0000-1234";
}

/* Takes what was sent away; the number of files, and the code of the last. */
static size_t
take_messages(char ret_code[CODE_MAX])
{
	size_t n = 0;
	DIR *dir = opendir(outgoing);
	for (const struct dirent *e; (e = readdir(dir)) != NULL;) {
		char path[sizeof(outgoing) + sizeof(e->d_name) + 1];
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		cr_expect_neq(e->d_name[0], '.', "something half is left: %s", e->d_name);
		(void)snprintf(path, sizeof(path), "%s/%s", outgoing, e->d_name);
		json_t *j = json_load_file(path, 0, NULL);
		cr_expect_str_eq(json_string_value(json_object_get(j, "phone")), PHONE);
		const char *text = json_string_value(json_object_get(j, "text"));
		cr_expect_null(strstr(text, "欧"), "the name is sent");
		(void)snprintf(ret_code, CODE_MAX, "%.6s", text + strcspn(text, "0123456789"));
		json_decref(j);
		(void)unlink(path);
		n++;
	}
	(void)closedir(dir);
	return n;
}

static void
close_with_code(struct hatch *w)
{
	char code[CODE_MAX];
	(void)take_messages(code);
	cr_expect_eq(rmdir(outgoing), 0);
	hatch_close(w);
}

static void
get_code(struct hatch *w, char ret[CODE_MAX])
{
	struct seen s = ask_as(w, LANG_ZH, NUMBER, NAME, "138 0000 1234");
	cr_expect_eq(s.status, 200);
	cr_assert_eq(take_messages(ret), 1, "%s", s.html);
	cr_expect_null(strstr(s.html, ret), "the page shows the code");
	free(s.html);
}

Test(parents, with_a_code_the_guardian_sees_it_once)
{
	struct hatch w;
	char code[CODE_MAX];
	open_with_code(&w);
	get_code(&w, code);
	struct seen s = enter(&w, code);
	cr_expect_eq(s.status, 200, "%s", s.html);
	cr_expect(shows(&s, "等待 示范甲小学"));
	free(s.html);
	s = enter(&w, code);
	cr_expect_eq(s.status, 404, "the code is good twice");
	cr_expect(shows(&s, "验证码不正确、已使用或已过期。"));
	free(s.html);
	close_with_code(&w);
}

Test(parents, number_name_and_telephone_have_to_belong_together_and_nobody_is_told_whether)
{
	static const char *const asked[][3] = { { NUMBER, NAME, PHONE }, { NUMBER, NAME, "13800001235" },
		{ NUMBER, "欧阳阿甲", PHONE }, { UNKNOWN, NAME, PHONE }, { NUMBER, NAME, "1" } };
	struct hatch w;
	char code[CODE_MAX], *first = NULL;
	open_with_code(&w);
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		struct seen s = ask_as(&w, LANG_ZH, asked[i][0], asked[i][1], asked[i][2]);
		cr_expect_eq(s.status, 200);
		cr_expect(shows(&s, "若信息相符，验证码已发出"));
		cr_expect_eq(take_messages(code), i == 0, "%zu", i);
		char typed[128];
		for (size_t k = 0; k < 2; k++) {
			(void)snprintf(typed, sizeof(typed), "value=\"%s\"", asked[i][k]);
			blot(s.html, typed);
		}
		if (i == 0)
			first = s.html;
		else {
			cr_expect_str_eq(s.html, first, "%zu", i);
			free(s.html);
		}
	}
	free(first);
	close_with_code(&w);
}

Test(parents, a_record_without_a_telephone_gets_the_same_page_and_no_message)
{
	struct hatch w;
	char code[CODE_MAX];
	open_with_code(&w);
	behind.phone = "";
	struct seen s = ask_as(&w, LANG_ZH, NUMBER, NAME, PHONE);
	cr_expect(shows(&s, "若信息相符，验证码已发出") && shows(&s, "到学校查询或更新"));
	cr_expect_eq(take_messages(code), 0);
	free(s.html);
	close_with_code(&w);
}

Test(parents, a_wrong_code_a_wrong_name_and_another_browser_are_one_answer)
{
	static const char elsewhere[] = "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	struct hatch w;
	char code[CODE_MAX];
	open_with_code(&w);
	get_code(&w, code);
	const char *wrong = strcmp(code, "000000") == 0 ? "000001" : "000000";
	struct seen a = enter(&w, wrong), b = enter_from(&w, BROWSER, NUMBER, "欧阳阿甲", code);
	struct seen c = enter_from(&w, elsewhere, NUMBER, NAME, code), d = enter(&w, "");
	blot(a.html, NAME);
	blot(b.html, "欧阳阿甲");
	blot(c.html, NAME);
	blot(c.html, elsewhere);
	blot(d.html, NAME);
	blot(a.html, BROWSER);
	blot(b.html, BROWSER);
	blot(d.html, BROWSER);
	cr_expect_eq(a.status, 404);
	cr_expect_str_eq(a.html, b.html);
	cr_expect_str_eq(a.html, c.html);
	cr_expect_str_eq(a.html, d.html);
	free(a.html), free(b.html), free(c.html), free(d.html);
	struct seen s = enter(&w, code);
	cr_expect_eq(s.status, 200, "two wrong tries were two too many");
	free(s.html);
	close_with_code(&w);
}

Test(parents, after_five_wrong_tries_the_right_code_is_wrong_too)
{
	struct hatch w;
	char code[CODE_MAX];
	open_with_code(&w);
	get_code(&w, code);
	for (int i = 0; i < 5; i++) {
		struct seen s = enter(&w, strcmp(code, "000000") == 0 ? "000001" : "000000");
		cr_expect_eq(s.status, 404);
		free(s.html);
	}
	struct seen s = enter(&w, code);
	cr_expect_eq(s.status, 404);
	free(s.html);
	close_with_code(&w);
}

Test(parents, a_code_is_good_for_ten_minutes)
{
	struct hatch w;
	char code[CODE_MAX];
	open_with_code(&w);
	get_code(&w, code);
	behind.now_ms = 1788224400000 + 10 * 60 * 1000;
	struct seen s = enter(&w, code);
	cr_expect_eq(s.status, 404);
	free(s.html);
	behind.now_ms -= 1;
	s = enter(&w, code);
	cr_expect_eq(s.status, 200);
	free(s.html);
	close_with_code(&w);
}

Test(parents, one_telephone_gets_five_messages_an_hour_and_the_page_does_not_say_so)
{
	struct hatch w;
	char code[CODE_MAX];
	size_t n = 0;
	open_with_code(&w);
	for (int i = 0; i < 8; i++) {
		struct seen s = ask_as(&w, LANG_EN, NUMBER, NAME, PHONE);
		cr_expect(shows(&s, "If what you entered belongs together, a code has been sent."));
		free(s.html);
		n += take_messages(code);
	}
	cr_expect_eq(n, 5);
	close_with_code(&w);
}

Test(parents, a_directory_that_is_not_there_keeps_the_desk_closed)
{
	struct hatch w;
	char why[256] = "";
	hatch_open(&w);
	desk_close(w.desk);
	w.options.parents_code = "/tmp/xueji-nowhere/codes";
	w.desk = desk_open(&w.options, NULL, &w.law, why, sizeof(why));
	cr_expect_null(w.desk);
	cr_expect_not_null(strstr(why, "desk.parents_code"), "%s", why);
	hatch_close(&w);
}

/* -- the table of codes --------------------------------------------------------------- */

Test(codes, a_later_code_takes_the_place_of_one_before)
{
	struct codes *c = codes_new();
	codes_put(c, "a", "111111", 1000, true);
	codes_put(c, "a", "222222", 1000, true);
	codes_put(c, "a", "333333", 1000, false);
	cr_expect_not(codes_take(c, "a", "111111", 0));
	cr_expect_not(codes_take(c, "a", "333333", 0));
	cr_expect_not(codes_take(c, "b", "222222", 0));
	cr_expect(codes_take(c, "a", "222222", 0));
	cr_expect_not(codes_take(c, "a", "222222", 0));
	codes_free(c);
}

/* Ten times as many as there is room for: those that would be over first are forgotten. */
Test(codes, a_full_table_forgets_what_is_over_first_and_opens_to_nobody)
{
	struct codes *c = codes_new();
	char key[32];
	int n_old = 0;
	codes_put(c, "late", "123456", 1000000, true);
	for (int i = 0; i < 40000; i++) {
		(void)snprintf(key, sizeof(key), "%d", i);
		codes_put(c, key, "654321", 1000 + i, true);
	}
	for (int i = 0; i < 4000; i++) {
		(void)snprintf(key, sizeof(key), "%d", i);
		cr_expect_not(codes_take(c, key, "123456", 0));
		n_old += codes_take(c, key, "654321", 0);
	}
	cr_expect_lt(n_old, 400);
	cr_expect(codes_take(c, "39999", "654321", 0));
	cr_expect(codes_take(c, "late", "123456", 0));
	codes_free(c);
}

Test(codes, six_digits_and_not_always_the_same)
{
	char a[CODE_MAX], b[CODE_MAX];
	int n_same = 0;
	for (int i = 0; i < 100; i++) {
		code_make(a);
		code_make(b);
		cr_expect_eq(strspn(a, "0123456789"), 6);
		n_same += strcmp(a, b) == 0;
	}
	cr_expect_lt(n_same, 3);
}

/* -- a script in every text ----------------------------------------------------------- */

static const struct hidden_line reposted = { EVIL, EVIL };
static const struct frame_page frame = { .repost = EVIL, .reposted = &reposted, .n_reposted = 1, .title = EVIL, .csrf = EVIL, .other_lang = EVIL, .style = EVIL,
	.script = EVIL, .is_large = true };

static void
expect_harmless(struct out *out)
{
	out_raw(out, "", 1);
	cr_expect_null(strstr(out->data, "<script>"), "%s", out->data);
	cr_expect_null(strstr(out->data, "\"'>"), "%s", out->data);
	cr_expect_not_null(strstr(out->data, "&quot;&#39;&gt;&lt;script&gt;"));
	cr_expect_not_null(strstr(out->data, "<html lang=\"zh-CN\" class=\"large\">"));
	cr_expect_not_null(strstr(out->data, "</html>"));
	free(out->data);
}

Test(parents, a_script_in_every_text_is_text)
{
	struct out one = { .size = 0 }, two = one, three = one, four = one;
	const struct parents_page form = { .frame = frame, .number = EVIL, .name = EVIL, .phone = EVIL,
		.asks_phone = true, .has_trouble = true, .lacks_number = true, .lacks_name = true,
		.lacks_phone = true, .is_no_match = true };
	const struct parents_code_page code = { .frame = frame, .number = EVIL, .name = EVIL };
	const struct parents_wait_page wait = { .frame = frame, .seconds = 7 };
	const struct step_line step = { EVIL, EVIL, EVIL, EVIL, true };
	const struct contact_line line = { EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, true, true, true, true, true };
	const struct parents_result_page result = { .frame = frame, .sentence = EVIL, .css = EVIL,
		.sign = EVIL, .kind = EVIL, .holder = EVIL, .stage = EVIL, .due = EVIL, .status = EVIL,
		.school = EVIL, .keeper = EVIL, .has_case = true, .is_open = true, .has_due = true, .is_guess = true,
		.number = EVIL, .name = EVIL, .has_record = true, .has_complain = true, .steps = &step, .n_steps = 1,
		.contacts = &line, .n_contacts = 1 };
	page_parents(&one, &form);
	expect_harmless(&one);
	page_parents_code(&two, &code);
	expect_harmless(&two);
	page_parents_wait(&three, &wait);
	expect_harmless(&three);
	page_parents_result(&four, &result);
	expect_harmless(&four);
}

Test(parents, a_channel_that_is_no_address_is_text)
{
	static const struct unit_contact rows[] = { { { COUNTY }, "一号厅", "javascript:alert(1)" } };
	static const struct unit_contacts contacts = { .at = rows, .n = 1 };
	struct hatch w;
	hatch_open(&w);
	struct relay_law law = w.law;
	law.contacts = &contacts;
	desk_set_law(w.desk, &law);
	struct seen s = ask(&w, NUMBER, NAME);
	cr_expect(shows(&s, "一号厅") && !shows(&s, "tel:"));
	cr_expect(shows(&s, "javascript:alert(1)") && !shows(&s, "href=\"javascript"));
	free(s.html);
	hatch_close(&w);
}
