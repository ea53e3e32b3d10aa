/* The page of a docket says what is so: of its way, of who has to act, and no more than there is. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "officer.h"

TestSuite(docket_page, .timeout = 60);

#define NEIGHBOUR	"2143000102"	/* the sending school, of the same county */

static const struct officer qian = { SCHOOL, ROLE_HEAD, LANG_ZH, NULL };

/* The page of the docket. */
static void
shows(struct visit *v)
{
	(void)strcpy(v->door->segments[0], DOCKET);
	docket_show(v);
}

/* Filed, refused or returned by the sending school, and sent again as it was. */
static void
send_again(struct hatch *w)
{
	hatch_give_back(w, ACTION_returned);
	hatch_append(w, SCHOOL, ROLE_REGISTRAR, ACTION_corrected, STAGE_answer);
}

Test(docket_page, what_was_passed_before_an_answer_is_not_ahead)
{
	struct hatch w;
	hatch_open(&w);
	send_again(&w);
	officer_expects(&w, &qian, shows, NULL, 200, "<li class=\"done\">学籍核验", "学籍核验 <small>示范乙小学 (未到)");
	officer_expects(&w, &qian, shows, NULL, 200, "<li class=\"ahead\">转出学校核办", NULL);
	hatch_close(&w);
}

/* As the daemon of the school that refused has it, which does not hear how the filer answers. */
Test(docket_page, a_refusal_that_was_handed_on_is_not_told_as_if_it_still_waited)
{
	const struct officer zhou = { NEIGHBOUR, ROLE_HEAD, LANG_ZH, NULL };
	struct hatch w;
	hatch_open(&w);
	hatch_give_back(&w, ACTION_refused);
	officer_expects(&w, &zhou, shows, NULL, 200, "等待申请单位答复。", "此后是否更正");
	behind.is_school_elsewhere = true;
	officer_expects(&w, &zhou, shows, NULL, 200, "本单位已办理并移交", "等待申请单位答复。");
	officer_expects(&w, &zhou, shows, NULL, 200, "此后是否更正、申请协调，本页不反映", NULL);
	hatch_close(&w);
}

static void
acts(struct visit *v)
{
	(void)strcpy(v->door->segments[0], DOCKET);
	docket_act(v);
}

Test(docket_page, what_is_wrong_with_a_correction_stands_at_its_field_and_is_linked_to)
{
	static const struct typed_field typed[] = { { "verb", "correct" }, { "seen", "4" }, { "name", "张 三1" },
		{ "citizen_id", "430102201605200014" }, { NULL, NULL } };
	static const struct { enum verdict verdict; const char *link, *marked; } rows[] = {
		{ VERDICT_BAD_CITIZEN_ID, "<a href=\"#citizen_id\">身份证件号不正确。",
		    "value=\"430102201605200014\" maxlength=\"18\" autocomplete=\"off\" aria-invalid=\"true\"" },
		{ VERDICT_BAD_NAME, "<a href=\"#name\">姓名为空或含有不允许的字符。",
		    "value=\"张 三1\" maxlength=\"50\" autocomplete=\"off\" aria-invalid=\"true\"" },
	};
	const struct officer zhao = { SCHOOL, ROLE_REGISTRAR, LANG_ZH, NULL };
	struct hatch w;
	hatch_open(&w);
	hatch_give_back(&w, ACTION_returned);
	for (size_t i = 0; i < 2; i++) {
		behind.answer.verdict = rows[i].verdict;
		officer_expects(&w, &zhao, acts, typed, 409, rows[i].link, NULL);
		officer_expects(&w, &zhao, acts, typed, 409, rows[i].marked, NULL);
	}
	hatch_close(&w);
}

static void
chooses(struct visit *v)
{
	v->form.names[0] = "docket";
	v->form.values[0] = DOCKET ":2";
	v->form.n = 1;
	bulk_act(v);
}

/* Of a complaint about one school; and of one that names another as well. */
Test(docket_page, a_complaint_names_no_child_and_says_so_by_saying_nothing_of_one)
{
	static const char *const of_a_child[] = { "id=\"student\"", "学籍号", "已遮蔽", "到校（生效）日期", "申请事由", "转出学校" };
	const struct officer sun = { COUNTY, ROLE_HEAD, LANG_ZH, NULL };
	struct hatch w;
	hatch_open(&w);
	hatch_complain(&w, 1);
	for (size_t i = 0; i < sizeof(of_a_child) / sizeof(of_a_child[0]); i++)
		officer_expects(&w, &sun, shows, NULL, 200, "投诉（核查、督办）事由", of_a_child[i]);
	officer_expects(&w, &sun, shows, NULL, 200, "被核查学校</dt><dd>示范乙小学", NULL);
	officer_expects(&w, &sun, shows, NULL, 200, "另一所学校</dt><dd>示范甲小学", NULL);
	hatch_close(&w);
	hatch_open(&w);
	officer_expects(&w, &sun, shows, NULL, 404, NULL, NULL);
	officer_expects(&w, &qian, shows, NULL, 200, "id=\"student\"", "投诉（核查、督办）事由");
	hatch_close(&w);
}

Test(docket_page, many_of_one_school_do_not_go_from_it_to_itself)
{
	const struct officer sun = { COUNTY, ROLE_HEAD, LANG_ZH, NULL };
	struct hatch w;
	hatch_open(&w);
	hatch_complain_alone(&w);
	officer_expects(&w, &sun, chooses, NULL, 200, "<td>示范乙小学</td>", "→");
	hatch_close(&w);
	hatch_open(&w);
	hatch_approve(&w);
	officer_expects(&w, &qian, chooses, NULL, 200, "<td>示范乙小学 → 示范甲小学</td>", NULL);
	hatch_close(&w);
}

Test(docket_page, a_statement_in_a_dispute_is_no_ruling)
{
	static const struct { const char *action, *stage, *label; } rows[] = {
		{ "stated", "coordination", "陈述意见" }, { "ruled_overrule", "coordination", "上级协调裁定" },
		{ "approved", "county", "县区核办" },
	};
	struct door d = { .arena = arena_new() };
	struct visit v = { .door = &d, .lang = LANG_ZH };
	static const struct registry none = { .n_units = 0 };
	const struct relay_law law = { .registry = &none };
	d.law = &law;
	for (size_t i = 0; i < 3; i++) {
		json_t *e = json_pack("{s:s, s:s}", "action", rows[i].action, "stage", rows[i].stage);
		cr_expect_str_eq(docket_stamp(&v, e).stage, rows[i].label);
		json_decref(e);
	}
	arena_free(d.arena);
}

#define SHORT	"070000000000…</small>"

Test(docket_page, a_scan_has_a_name_that_people_can_say)
{
	static const struct typed_field typed[] = { { "kind", "transfer" }, { "verb", "check" }, { "scan", DIGEST },
		{ "scan", "05" ZEROS }, { NULL, NULL } };
	static const struct { long long bytes; const char *type, *label; } rows[] = {
		{ 639, "image/png", "附件 1（PNG，639 B）" }, { 1025, "image/jpeg", "附件 1（JPEG，2 KiB）" },
		{ 1992294, "image/jpeg", "附件 1（JPEG，1.9 MiB）" }, { 0, "", "附件 1" },
	};
	const struct officer zhao = { SCHOOL, ROLE_REGISTRAR, LANG_ZH, NULL };
	struct hatch w;
	struct door d = { .arena = arena_new() };
	struct visit v = { .door = &d, .lang = LANG_ZH };
	for (size_t i = 0; i < 4; i++)
		cr_expect_str_eq(docket_scan_line(&v, 0, DIGEST, rows[i].type, rows[i].bytes).label, rows[i].label);
	arena_free(d.arena);
	hatch_open(&w);
	officer_expects(&w, &qian, shows, NULL, 200, "附件 1（PNG，9 B） (尚未到达本单位) <small class=\"hash\">SHA-256 " SHORT, DIGEST);
	hatch_keep_scan();
	officer_expects(&w, &qian, shows, NULL, 200, "/scans/" DIGEST "\">附件 1（PNG，9 B）</a>", NULL);
	officer_expects(&w, &zhao, file_act, typed, 409, "附件 1（PNG，9 B） 已上传 <small class=\"hash\">SHA-256 " SHORT, NULL);
	officer_expects(&w, &zhao, file_act, typed, 409, "附件 2 已上传", NULL);
	hatch_close(&w);
}
