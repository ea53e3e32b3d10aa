/* Filing, the page of a docket, the inbox and deciding about many: the real doors behind the pages, before a store of paper. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "console/inside.h"
#include "desk/hatch.h"

TestSuite(file, .timeout = 60);

static const char *
nothing_of(const struct door *d, const char *name)
{
	(void)d, (void)name;
	return NULL;
}

static const char *officer = "zhao", *path = "/console/file";
static const char *referer;	/* the page before; NULL: the browser does not tell */

static const char *
header_of(const struct door *d, const char *name)
{
	(void)d;
	return strcmp(name, "Referer") == 0 ? referer : strcmp(name, "Host") == 0 ? "desk:8443" : NULL;
}

struct seen {
	unsigned status;
	char *html, location[ANSWER_LOCATION_MAX];
};

struct field {
	const char *name, *value;
};

static const struct bytes nothing;
static const struct field none[] = { { "x", "" } };

/* What an officer sees who sends that form with that file. */
static struct seen
post_with(struct hatch *w, enum role role, void (*page)(struct visit *), const struct field *fields, size_t n,
    struct bytes file)
{
	struct seen seen;
	struct door d = desk_door(w->desk);
	struct visit v = { .door = &d, .path = path, .lang = LANG_ZH };
	d.query = nothing_of;
	d.header = header_of;
	memcpy(d.segments[0], DOCKET, sizeof(DOCKET));
	cr_assert(unit_code_parse(SCHOOL, &v.account.unit));
	v.account.role = v.role = role;
	memcpy(v.account.name, officer, strlen(officer) + 1);
	d.as.unit = v.account.unit;
	d.as.role = role;
	memcpy(d.as.officer, officer, strlen(officer) + 1);
	for (size_t i = 0; i < n; i++) {
		v.form.names[i] = fields[i].name;
		v.form.values[i] = fields[i].value;
	}
	v.form.n = n;
	v.form.files[0] = file;
	v.form.n_files = 1;
	desk_hold_law(w->desk);
	page(&v);
	desk_let_go_of_store(&d);
	desk_let_go_of_law(w->desk);
	seen.status = d.answer.status;
	seen.html = strndup(d.answer.data, d.answer.size);
	memcpy(seen.location, d.answer.location, sizeof(seen.location));
	free(d.answer.data);
	arena_free(d.arena);
	return seen;
}

static struct seen
post(struct hatch *w, enum role role, void (*page)(struct visit *), const struct field *fields, size_t n)
{
	return post_with(w, role, page, fields, n, nothing);
}

static const struct field transfer[] = { { "kind", "transfer" }, { "docket", DOCKET },
	{ "sending_school", THERE }, { "student.number", NUMBER }, { "student.name", "欧阳阿依" },
	{ "student.grade", "4" }, { "arrived_on", "2026-09-01" }, { "reason", "迁居" }, { "verb", "check" } };
enum { N_TRANSFER = sizeof(transfer) / sizeof(transfer[0]) };

/* -- before it is filed ---------------------------------------------------------------- */

Test(file, in_the_freeze_the_page_says_from_when_on_filings_are_taken)
{
	struct hatch w;
	hatch_open(&w);
	behind.answer = (struct relay_answer){ .found = { VERDICT_WINDOW_CLOSED, VERDICT_BAD_NAME },
		.n_found = 2, .opens = { 1786723200000 } };	/* 2026-08-15T00:00+08:00 */
	struct seen s = post(&w, ROLE_REGISTRAR, file_act, transfer, N_TRANSFER);
	cr_expect_eq(s.status, 409);
	cr_expect_not_null(strstr(s.html, "2026年8月15日"), "%s", s.html);
	cr_expect_not_null(strstr(s.html, verdict_row(VERDICT_WINDOW_CLOSED)->zh));
	cr_expect_not_null(strstr(s.html, verdict_row(VERDICT_BAD_NAME)->remedy_zh));
	cr_expect_not_null(strstr(s.html, "href=\"#student.name\""), "the name is not pointed at");
	cr_expect_not_null(strstr(s.html, "学生可先入学"));
	cr_expect_not_null(strstr(s.html, "value=\"欧阳阿依\""), "what was typed is gone");
	free(s.html);
	hatch_close(&w);
}

Test(file, who_has_to_wait_until_the_child_has_come_is_not_told_that_it_may_come)
{
	struct hatch w;
	hatch_open(&w);
	behind.answer = (struct relay_answer){ .found = { VERDICT_BAD_NAME, VERDICT_NOT_ARRIVED }, .n_found = 2 };
	struct seen s = post(&w, ROLE_REGISTRAR, file_act, transfer, N_TRANSFER);
	cr_expect_eq(s.status, 409);
	cr_expect_not_null(strstr(s.html, "学生尚未到校"), "%s", s.html);
	cr_expect_null(strstr(s.html, "可先入学"), "%s", s.html);
	free(s.html);
	hatch_close(&w);
}

Test(file, what_is_checked_is_what_would_be_filed_and_nothing_is)
{
	struct hatch w;
	struct field fields[N_TRANSFER + 1];
	hatch_open(&w);
	memcpy(fields, transfer, sizeof(transfer));
	fields[N_TRANSFER] = (struct field){ "student.citizen_id", "110101201503078511" };
	struct seen s = post(&w, ROLE_REGISTRAR, file_act, fields, N_TRANSFER + 1);
	cr_expect_eq(s.status, 200);
	cr_expect(behind.asked.is_trial);
	cr_expect_str_eq(behind.asked.happening.filing.name, "欧阳阿依");
	cr_expect_str_eq(behind.asked.happening.filing.sending_school.text, THERE);
	cr_expect_eq(behind.asked.happening.filing.grade, 4);
	cr_expect_not_null(strstr(s.html, "预检未发现问题"));
	free(s.html);
	hatch_close(&w);
}

Test(file, what_was_left_empty_is_said_field_by_field)
{
	struct hatch w;
	hatch_open(&w);
	const struct field empty[] = { { "kind", "transfer" }, { "verb", "check" } };
	struct seen s = post(&w, ROLE_REGISTRAR, file_act, empty, 2);
	cr_expect_eq(s.status, 409);
	cr_expect_not_null(strstr(s.html, "href=\"#sending_school\""));
	cr_expect_not_null(strstr(s.html, "href=\"#student.grade\""));
	cr_expect_null(strstr(s.html, "BAD_REQUEST"), "%s", s.html);
	free(s.html);
	hatch_close(&w);
}

Test(file, an_id_left_empty_with_a_g_number_is_to_be_filled_in_and_with_another_it_is_not)
{
	struct hatch w;
	struct field fields[N_TRANSFER];
	hatch_open(&w);
	behind.answer = (struct relay_answer){ .found = { VERDICT_BAD_CITIZEN_ID }, .n_found = 1 };
	struct seen s = post(&w, ROLE_REGISTRAR, file_act, transfer, N_TRANSFER);
	cr_expect_not_null(strstr(s.html, "href=\"#student.citizen_id\"><strong>请填写：身份证件号</strong>"), "%s", s.html);
	cr_expect_null(strstr(s.html, "BAD_CITIZEN_ID"), "an empty field is not unsound as well");
	free(s.html);
	memcpy(fields, transfer, sizeof(fields));
	fields[3].value = "L430102201503078511";
	behind.answer.n_found = 0;
	s = post(&w, ROLE_REGISTRAR, file_act, fields, N_TRANSFER);
	cr_expect_eq(s.status, 200, "%s", s.html);
	free(s.html);
	hatch_close(&w);
}

Test(file, each_fault_stands_at_its_field_whatever_else_is_wrong)
{
	struct hatch w;
	struct field fields[N_TRANSFER + 1];
	hatch_open(&w);
	memcpy(fields, transfer, sizeof(transfer));
	fields[2].value = "2144999999";
	fields[5].value = "14";
	fields[6].value = "soon";
	fields[N_TRANSFER] = (struct field){ "student.citizen_id", "110101201503078512" };
	behind.answer = (struct relay_answer){ .found = { VERDICT_BAD_CITIZEN_ID }, .n_found = 1 };
	struct seen s = post(&w, ROLE_REGISTRAR, file_act, fields, N_TRANSFER + 1);
	static const char *const faulty[] = { "sending_school", "student.grade", "arrived_on", "student.citizen_id" };
	cr_expect_eq(s.status, 409);
	for (size_t i = 0; i < 4; i++) {
		char link[64], fault[64];
		(void)snprintf(link, sizeof(link), "href=\"#%s\"", faulty[i]);
		(void)snprintf(fault, sizeof(fault), "id=\"%s.fault\"", faulty[i]);
		cr_expect_not_null(strstr(s.html, link), "%s: %s", faulty[i], s.html);
		cr_expect_not_null(strstr(s.html, fault), "%s", faulty[i]);
	}
	cr_expect_null(strstr(s.html, "接口文档"), "a clerk is sent to the document of the API");
	free(s.html);
	hatch_close(&w);
}

Test(file, a_school_files_what_begins_with_schools_and_a_head_files_nothing)
{
	struct hatch w;
	hatch_open(&w);
	struct seen registrar = post(&w, ROLE_REGISTRAR, file_show, none, 1);
	struct seen head = post(&w, ROLE_HEAD, file_show, none, 1);
	cr_expect_not_null(strstr(registrar.html, "kind=transfer\""));
	cr_expect_null(strstr(registrar.html, "kind=removal_g\""), "that is the province's");
	cr_expect_null(strstr(registrar.html, "kind=formal_batch\""), "that is the daemon's");
	cr_expect_null(strstr(head.html, "kind="));
	free(registrar.html);
	free(head.html);
	hatch_close(&w);
}

Test(file, a_scan_is_kept_only_of_who_may_file_that_kind)
{
	struct hatch w;
	static const uint8_t jpeg[] = { 0xff, 0xd8, 0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0 };
	const struct bytes scan = { jpeg, sizeof(jpeg) };
	const struct field provinces[] = { { "kind", "removal_g" }, { "docket", DOCKET }, { "verb", "check" } };
	static const enum role others[] = { ROLE_HEAD, ROLE_TEACHER };
	hatch_open(&w);
	for (size_t i = 0; i < 2; i++) {
		struct seen s = post_with(&w, others[i], file_act, transfer, N_TRANSFER, scan);
		cr_expect_eq(behind.kept.size, 0, "a scan of %s is kept", role_name(others[i]));
		free(s.html);
	}
	struct seen s = post_with(&w, ROLE_REGISTRAR, file_act, provinces, 3, scan);
	cr_expect_eq(behind.kept.size, 0, "of a kind that begins with the province");
	free(s.html);
	s = post_with(&w, ROLE_REGISTRAR, file_act, transfer, N_TRANSFER, scan);
	cr_expect_eq(behind.kept.size, sizeof(jpeg));
	cr_expect_not_null(strstr(s.html, "name=\"scan\""), "%s", s.html);
	free(s.html);
	hatch_close(&w);
}

/* -- many ------------------------------------------------------------------------------ */

Test(file, of_many_each_goes_with_the_entry_that_was_seen)
{
	struct hatch w;
	hatch_open(&w);
	const struct field chosen[] = { { "docket", DOCKET ":1" }, { "docket", DOCKET ":1" },
		{ "docket", "nonsense" }, { "reason", "无异议" }, { "verb", "approve" } };
	struct seen s = post(&w, ROLE_HEAD, bulk_act, chosen, 5);
	cr_expect_eq(s.status, 200, "%s", s.html);
	cr_expect_eq(behind.n_asked, 1, "one docket was chosen twice");
	cr_expect_eq(behind.asked.seen_n, 1);
	cr_expect_str_eq(behind.asked.happening.reason, "无异议");
	cr_expect_eq(behind.asked.happening.kind, HAPPENING_APPROVE);
	free(s.html);
	hatch_close(&w);
}

Test(file, before_a_decision_about_many_each_whose_scan_is_not_here_is_marked)
{
	struct hatch w;
	const struct field chosen[] = { { "docket", DOCKET ":1" } };
	const char *mark = word(LANG_ZH, WORD_mark_scan);
	hatch_open(&w);
	struct seen without = post(&w, ROLE_HEAD, bulk_act, chosen, 1);
	cr_expect_eq(without.status, 200);
	cr_expect_not_null(strstr(without.html, mark), "%s", without.html);
	hatch_keep_scan();
	struct seen with = post(&w, ROLE_HEAD, bulk_act, chosen, 1);
	cr_expect_null(strstr(with.html, mark), "%s", with.html);
	cr_expect_not_null(strstr(with.html, "/console/dockets/" DOCKET), "%s", with.html);
	cr_expect_eq(behind.n_asked, 0, "to look decides nothing");
	free(without.html);
	free(with.html);
	hatch_close(&w);
}

Test(file, with_nothing_chosen_nothing_is_decided)
{
	struct hatch w;
	hatch_open(&w);
	const struct field chosen[] = { { "docket", "x:1" }, { "docket", DOCKET }, { "verb", "approve" } };
	struct seen s = post(&w, ROLE_HEAD, bulk_act, chosen, 3);
	cr_expect_eq(s.status, 400);
	cr_expect_eq(behind.n_asked, 0);
	free(s.html);
	hatch_close(&w);
}

/* -- the page of a docket --------------------------------------------------------------- */

static struct seen
look_at_docket(struct hatch *w, enum role role, const char *name)
{
	officer = name;
	struct seen s = post(w, role, docket_show, none, 1);
	officer = "zhao";
	cr_expect_eq(s.status, 200);
	return s;
}

Test(file, who_filed_sees_who_sent_it_back_and_why_and_what_he_can_do)
{
	static const struct {
		enum action action;
		const char *says, *task;
	} rows[] = { { ACTION_returned, "退回补正", "</strong> 更正或撤销" },
		{ ACTION_refused, "不同意", "</strong> 更正、申请协调或撤销" } };
	for (size_t i = 0; i < 2; i++) {
		struct hatch w;
		hatch_open(&w);
		hatch_give_back(&w, rows[i].action);
		struct seen s = look_at_docket(&w, ROLE_REGISTRAR, "zhao");
		const char *box = strstr(s.html, "id=\"back\""), *form = strstr(s.html, "id=\"decide\"");
		cr_assert(box != NULL && form != NULL && box < form, "%s", s.html);
		cr_expect_not_null(strstr(box, rows[i].says));
		cr_expect_not_null(strstr(box, "请附户口簿"));
		cr_expect_not_null(strstr(box, "请答复或撤销"));
		cr_expect_eq(strstr(s.html, "<strong>受处分期间</strong>") != NULL, i == 1, "the ground");
		cr_expect_not_null(strstr(s.html, rows[i].task), "what it waits for");
		cr_expect_not_null(strstr(s.html, "再直接回到 <strong>3 转出学校核办"), "%s", form);
		free(s.html);
		hatch_close(&w);
	}
}

Test(file, a_head_is_told_that_the_registrar_answers_and_objects_to_a_refusal_alone)
{
	for (int is_refused = 0; is_refused < 2; is_refused++) {
		struct hatch w;
		hatch_open(&w);
		hatch_give_back(&w, is_refused ? ACTION_refused : ACTION_returned);
		struct seen s = look_at_docket(&w, ROLE_HEAD, "qian");
		cr_expect_not_null(strstr(s.html, "由本单位学籍管理员答复"), "%s", s.html);
		cr_expect_eq(strstr(s.html, "value=\"object\"") != NULL, is_refused);
		cr_expect_eq(strstr(s.html, "id=\"decide\"") != NULL, is_refused);
		cr_expect_null(strstr(s.html, "value=\"correct\""));
		free(s.html);
		hatch_close(&w);
	}
}

Test(file, who_cannot_decide_sees_no_box_to_decide_in_but_who_can)
{
	struct hatch w;
	hatch_open(&w);
	struct seen maker = look_at_docket(&w, ROLE_REGISTRAR, "zhao"), checker = look_at_docket(&w, ROLE_HEAD, "qian");
	cr_expect_null(strstr(maker.html, "id=\"decide\""), "%s", maker.html);
	cr_expect_not_null(strstr(maker.html, "的核办人核办。"));
	cr_expect_not_null(strstr(maker.html, "提交人不能核办自己提交的申请"));
	cr_expect_not_null(strstr(checker.html, "id=\"decide\""));
	cr_expect_null(strstr(checker.html, "的核办人核办。"));
	cr_expect_not_null(strstr(checker.html, "以下办理必填： 退回补正、不同意<"), "%s", checker.html);
	const char *why = strstr(checker.html, "随父母迁居");
	cr_expect(why != NULL && why < strstr(checker.html, "id=\"decide\""), "the reason stands below the decision");
	const struct seen *both[] = { &maker, &checker };
	for (size_t i = 0; i < 2; i++) {
		const char *fold = strstr(both[i]->html, "<details class=\"card withdraw\">");
		const char *button = strstr(both[i]->html, "value=\"withdraw\"");
		cr_assert(fold != NULL && button != NULL && fold < button, "%s", both[i]->html);
		cr_expect_null(strstr(button + 1, "value=\"withdraw\""), "twice");
	}
	free(maker.html);
	free(checker.html);
	hatch_close(&w);
}

Test(file, what_no_officer_decides_waits_for_nobody_and_has_no_term)
{
	struct hatch w;
	hatch_open(&w);
	hatch_approve(&w);
	struct seen s = look_at_docket(&w, ROLE_HEAD, "qian");
	cr_expect_not_null(strstr(s.html, "系统自动办理"), "%s", s.html);
	cr_expect_null(strstr(s.html, "无期限"));
	free(s.html);
	hatch_close(&w);
}

Test(file, what_a_refusal_lacks_is_said_at_both_fields_at_once_in_their_words)
{
	static const struct {
		enum verdict verdict;
		bool lacks_words;
	} rows[] = { { VERDICT_REASON_MISSING, true }, { VERDICT_GROUND_MISSING, false } };
	static const struct field refusal[] = { { "verb", "refuse" }, { "seen", "1" }, { "reason", "" } };
	officer = "qian";
	for (size_t i = 0; i < 2; i++) {
		struct hatch w;
		hatch_open(&w);
		behind.answer = (struct relay_answer){ .verdict = rows[i].verdict };
		struct seen s = post(&w, ROLE_HEAD, docket_act, refusal, 3);
		cr_expect_eq(s.status, 409);
		cr_expect_eq(strstr(s.html, "<a href=\"#reason\">请填写意见</a>") != NULL, rows[i].lacks_words, "%s", s.html);
		cr_expect_eq(strstr(s.html, "id=\"reason.fault\"") != NULL, rows[i].lacks_words);
		cr_expect_not_null(strstr(s.html, "<a href=\"#code\">请选择不同意的理由</a>"));
		cr_expect_not_null(strstr(s.html, "id=\"code.fault\""));
		cr_expect_null(strstr(s.html, verdict_row(rows[i].verdict)->zh), "the words of the law, not of the form");
		free(s.html);
		hatch_close(&w);
	}
	officer = "zhao";
}

Test(file, a_correction_that_says_and_changes_nothing_is_not_sent)
{
	struct hatch w;
	static const struct field empty[] = { { "verb", "correct" }, { "seen", "4" }, { "reason", " \n" } };
	static const struct field said[] = { { "verb", "correct" }, { "seen", "4" }, { "reason", "户口簿见线下" } };
	hatch_open(&w);
	hatch_give_back(&w, ACTION_returned);
	struct seen s = post(&w, ROLE_REGISTRAR, docket_act, empty, 3);
	cr_expect_eq(s.status, 400);
	cr_expect_eq(behind.n_asked, 0);
	cr_expect_not_null(strstr(s.html, "请填写意见，或填写更正后的姓名"), "%s", s.html);
	free(s.html);
	s = post(&w, ROLE_REGISTRAR, docket_act, said, 3);
	cr_expect_eq(s.status, 303);
	cr_expect_eq(behind.n_asked, 1);
	free(s.html);
	hatch_close(&w);
}

/* -- the inbox -------------------------------------------------------------------------- */

static struct seen
look_at_inbox(struct hatch *w, enum role role)
{
	path = "/console/";
	struct seen s = post(w, role, inbox_show, none, 1);
	path = "/console/file";
	cr_expect_eq(s.status, 200, "%s", s.html);
	return s;
}

Test(file, a_row_says_that_it_was_sent_back_and_only_what_a_head_can_answer_waits_for_him)
{
	for (int is_refused = 0; is_refused < 2; is_refused++) {
		struct hatch w;
		hatch_open(&w);
		hatch_give_back(&w, is_refused ? ACTION_refused : ACTION_returned);
		behind.n_rows = 1;
		behind.row_stage = STAGE_answer;
		struct seen registrar = look_at_inbox(&w, ROLE_REGISTRAR), head = look_at_inbox(&w, ROLE_HEAD);
		const char *mark = is_refused ? "<span aria-hidden=\"true\">✘</span> 不同意"
		    : "<span aria-hidden=\"true\">↩</span> 退回补正";
		cr_expect_not_null(strstr(registrar.html, mark), "%s", registrar.html);
		cr_expect_eq(strstr(head.html, mark) != NULL, is_refused, "%s", head.html);
		cr_expect_null(strstr(head.html, "type=\"checkbox\""), "an answer is no approval");
		free(registrar.html);
		free(head.html);
		hatch_close(&w);
	}
}

Test(file, what_waits_for_a_decision_can_be_chosen_to_be_approved_with_others)
{
	struct hatch w;
	hatch_open(&w);
	behind.n_rows = 1;
	struct seen s = look_at_inbox(&w, ROLE_HEAD);
	cr_expect_not_null(strstr(s.html, "type=\"checkbox\""));
	free(s.html);
	hatch_close(&w);
}

/* -- looks ------------------------------------------------------------------------------ */

Test(file, a_page_of_a_docket_is_one_look_and_not_two)
{
	struct hatch w;
	hatch_open(&w);
	struct seen s = post(&w, ROLE_HEAD, docket_show, none, 1);
	cr_expect_eq(s.status, 200, "%s", s.html);
	cr_expect_eq(behind.n_looks, 1);
	cr_expect_str_eq(behind.look.kind, "docket");
	free(s.html);
	hatch_close(&w);
}

/* -- claims ----------------------------------------------------------------------------- */

Test(file, who_claims_stays_on_the_page_of_the_inbox_where_he_was)
{
	struct hatch w;
	static const struct {
		const char *before, *then;
	} rows[] = {
		{ "https://desk:8443/console/?for=all&kind=transfer&after=17.3", "/console/?for=all&kind=transfer&after=17.3" },
		{ "https://elsewhere/console/?for=all", "/console/" },
		{ "https://desk:8443/console/dockets/" DOCKET "/claim", "/console/" },
		{ "https://desk:8443.evil/console/", "/console/" },
		{ NULL, "/console/" },
	};
	hatch_open(&w);
	for (size_t i = 0; i < 2 * sizeof(rows) / sizeof(rows[0]); i++) {
		referer = rows[i / 2].before;
		struct seen s = post(&w, ROLE_REGISTRAR, i % 2 == 0 ? inbox_claim : inbox_release, none, 1);
		cr_expect_eq(s.status, 303, "%u", s.status);
		cr_expect_str_eq(s.location, rows[i / 2].then);
		free(s.html);
	}
	hatch_close(&w);
}
