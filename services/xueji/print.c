/* Replies in words: Chinese first, one sentence on top, then rows in columns. */
#include <string.h>

#include "client.h"
#include "core/docket.h"
#include "core/notice.h"

static const char *
text(const json_t *j, const char *name)
{
	const char *s = json_string_value(json_object_get(j, name));
	return s == NULL ? "" : s;
}

static long long
number(const json_t *j, const char *name)
{
	return (long long)json_integer_value(json_object_get(j, name));
}

/* -- columns -------------------------------------------------------------------------- */

/* Columns a UTF-8 text takes: three bytes and more are a wide character, nearly always. */
static int
width_of(const char *s)
{
	int width = 0;
	for (; *s != '\0'; s++)
		if (((unsigned char)*s & 0xc0) != 0x80)
			width += (unsigned char)*s >= 0xe1 ? 2 : 1;
	return width;
}

void
print_cell(const char *s, int width)
{
	const int blanks = width - width_of(s);
	(void)printf("%s%*s  ", s, blanks > 0 ? blanks : 0, "");
}

void
print_json(const json_t *j)
{
	(void)json_dumpf(j, stdout, JSON_COMPACT);
	(void)putchar('\n');
}

/* What somebody typed elsewhere: what would move this terminal's cursor, or its colours, is shown and
 * not done (C0, DEL, and C1 in UTF-8). */
static void
print_typed(const char *s)
{
	for (; *s != '\0'; s++) {
		const unsigned char c = (unsigned char)*s;
		const bool is_c1 = c == 0xc2 && (unsigned char)s[1] >= 0x80 && (unsigned char)s[1] < 0xa0;
		if (c >= ' ' && c != 0x7f && !is_c1) {
			(void)putchar(*s);
			continue;
		}
		(void)printf("\xef\xbf\xbd");
		s += is_c1;
	}
}

/* -- words ---------------------------------------------------------------------------- */

static const char *
stage_zh(const char *name)
{
	enum stage stage;
	return stage_parse(name, &stage) ? stage_row(stage)->zh : name;
}

static const char *
action_zh(const char *name)
{
	static const struct {
		const char *name, *zh;
	} rows[] = {
#define ACTION(name, no, ends, zh, en) { #name, zh },
#include "core/action.def"
#undef ACTION
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].name, name) == 0)
			return rows[i].zh;
	return name;
}

static const char *
word_zh(const char *name)
{
	static const char *const rows[][2] = {
		{ "completed", "已办结" },
		{ "refused", "已结案：不同意" },
		{ "withdrawn", "已结案：申请单位撤销" },
		{ "expired", "已结案：逾期未答复" },
		{ "within_county", "县区内" },
		{ "between_counties", "跨县区" },
		{ "between_prefectures", "跨市州" },
		{ "inter_province", "跨省" },
		{ "one_school", "一校之内" },
		{ "registrar", "学籍管理员" },
		{ "head", "核办人" },
		{ "clerk", "经办人" },
		{ "system", "自动" },
		{ "attest", "学校认定学籍无误" },
		{ "correct", "按户口簿更正" },
	};
	const struct notice_row *notice = notice_find(name);
	if (notice != NULL)
		return notice->zh;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i][0], name) == 0)
			return rows[i][1];
	return name;
}

static const char *
status_zh(const char *name)
{
	enum status status;
	return status_parse(name, &status) ? status_label_zh(status) : name;
}

static const char *
kind_zh(const char *name)
{
	enum business kind;
	return business_parse(name, &kind) ? business_label_zh(kind) : name;
}

/* Behind a unit: how it is reached. */
static void
print_contact(const json_t *contact)
{
	if (text(contact, "phone")[0] != '\0')
		(void)printf("  电话 %s", text(contact, "phone"));
	if (text(contact, "channel")[0] != '\0')
		(void)printf("  %s", text(contact, "channel"));
}

const struct verdict_row *
print_verdict_of(const char *name)
{
	for (int i = 0; verdict_at(i) != NULL; i++)
		if (strcmp(verdict_at(i)->name, name) == 0)
			return verdict_at(i);
	return verdict_row(VERDICT_OK);
}

/* What a ground or a failed check says, and what to do about it. */
static void
print_code(const char *name)
{
	enum ground ground;
	const struct verdict_row *v = print_verdict_of(name);
	(void)printf("  [%s] ", name);
	if (ground_parse(name, &ground))
		(void)printf("%s", ground_label_zh(ground));
	else if (v->verdict != VERDICT_OK)
		(void)printf("%s；%s", v->zh, v->remedy_zh);
}

/* -- a docket ------------------------------------------------------------------------- */

/* The State Council has not published the holidays of that year yet. */
static const char *
guess_zh(const json_t *j)
{
	return json_is_true(json_object_get(j, "due_is_guess"))
	    ? " [超出已公布的工作日历，按周一至周五推算]" : "";
}

/* The sentence on top: who has it, to do what, until when. */
static void
print_waiting(const struct typed *t, const json_t *j)
{
	const char *holder = text(j, "holder"), *due = text(j, "due");
	if (strcmp(text(j, "state"), "open") != 0) {
		(void)printf("%s\n", word_zh(text(j, "state")));
		return;
	}
	(void)printf("等待 %s %s %s", holder, desks_name(t, holder), stage_zh(text(j, "stage")));
	if (due[0] == '\0')
		(void)printf("（自动办理）\n");
	else
		(void)printf("，期限 %s%s（%s %lld 个工作日）\n", due, guess_zh(j),
		    number(j, "working_days_left") < 0 ? "逾期" : "剩",
		    number(j, "working_days_left") < 0 ? -number(j, "working_days_left")
						       : number(j, "working_days_left"));
	if (json_is_object(json_object_get(j, "holder_contact"))) {
		(void)printf("联系 %s", holder);
		print_contact(json_object_get(j, "holder_contact"));
		(void)putchar('\n');
	}
}

static void
print_entry(const struct typed *t, const json_t *e)
{
	(void)printf("%3lld  %.16s  ", number(e, "n"), text(e, "at"));
	print_cell(text(e, "unit"), 10);
	print_cell(desks_name(t, text(e, "unit")), 24);
	print_cell(stage_zh(text(e, "stage")), 14);
	print_cell(action_zh(text(e, "action")), 16);
	(void)printf("%s", word_zh(text(e, "role")));
	if (text(e, "officer")[0] != '\0')
		(void)printf(" %s", text(e, "officer"));
	if (text(e, "deputy_for")[0] != '\0')
		(void)printf(" 代 %s", text(e, "deputy_for"));
	if (text(e, "code")[0] != '\0')
		print_code(text(e, "code"));
	if (text(e, "found")[0] != '\0')
		(void)printf("  见 %s %s", text(e, "found"), desks_name(t, text(e, "found")));
	if (text(e, "successor")[0] != '\0')
		(void)printf("  → %s %s", text(e, "successor"), desks_name(t, text(e, "successor")));
	if (text(e, "reason")[0] != '\0') {
		(void)printf("  ");
		print_typed(text(e, "reason"));
	}
	(void)printf("\n     签章 %s  摘要 %.16s…\n", text(json_object_get(e, "stamp"), "key_id"),
	    text(e, "hash"));
}

static void
print_student_of(const struct typed *t, const json_t *student, const char *from, const char *to)
{
	(void)printf("学生 %s  %s  %lld 年级\n", text(student, "number"),
	    text(student, "name_masked"), number(student, "grade"));
	if (strcmp(from, to) == 0)
		(void)printf("学校 %s %s\n", from, desks_name(t, from));
	else
		(void)printf(
		    "转出 %s %s  →  转入 %s %s\n", from, desks_name(t, from), to, desks_name(t, to));
}

/* What a complaint or a supervision letter is about. */
static void
print_matter(const struct typed *t, const json_t *j)
{
	const char *answers = text(j, "sending_school"), *other = text(j, "receiving_school");
	(void)printf("涉及 %s %s", answers, desks_name(t, answers));
	if (strcmp(answers, other) != 0)
		(void)printf("、%s %s", other, desks_name(t, other));
	if (text(j, "about")[0] != '\0')
		(void)printf("  卷宗 %s", text(j, "about"));
	(void)putchar('\n');
}

/* Of a problem record: what the school does about it, for the offices to compare with the scan. */
static void
print_remedy(const json_t *j)
{
	static const char *const parts[][2] = {
		{ "name", "姓名" }, { "citizen_id", "身份证件号" }, { "birth", "出生日期" },
	};
	const json_t *change = json_object_get(j, "change");
	if (text(j, "remedy")[0] == '\0')
		return;
	(void)printf("处理 %s", word_zh(text(j, "remedy")));
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (text(change, parts[i][0])[0] != '\0')
			(void)printf("  %s %s", parts[i][1], text(change, parts[i][0]));
	(void)putchar('\n');
}

/* The dockets before and after it, where what came to nothing was filed anew. */
static void
print_neighbours(const json_t *j)
{
	size_t i;
	const json_t *one;
	if (text(j, "follows")[0] != '\0')
		(void)printf("前一卷宗 %s%s\n", text(j, "follows"),
		    json_is_true(json_object_get(j, "follows_here")) ? "" : "  [未经本处]");
	json_array_foreach(json_object_get(j, "followed_by"), i, one)
		(void)printf("重新提交为 %s\n", json_string_value(one));
}

void
print_docket(const struct typed *t, const json_t *j)
{
	size_t i;
	const json_t *e, *student = json_object_get(j, "student");
	const char *from = text(j, "sending_school"), *to = text(j, "receiving_school");
	if (student == NULL) {		/* committed, and then the database went away */
		(void)printf("已办理，暂时无法显示：%s\n", text(j, "docket"));
		return;
	}
	print_waiting(t, j);
	if (json_is_true(json_object_get(j, "underway")))
		(void)printf("请求已发往当前办理单位\n");
	(void)printf("卷宗 %s  %s  %s\n", text(j, "docket"), kind_zh(text(j, "kind")),
	    word_zh(text(j, "scope")));
	if (json_is_null(student))
		print_matter(t, j);
	else
		print_student_of(t, student, from, to);
	print_remedy(j);
	print_neighbours(j);
	if (json_is_false(json_object_get(j, "current")))
		(void)printf("以上为移交时的情况；最新进展由申请单位和办理单位掌握，办结后告知本单位\n");
	json_array_foreach(json_object_get(j, "redated"), i, e)
		(void)printf("校历更正 %.16s：办理期限由 %s 改为 %s\n", text(e, "at"),
		    text(e, "due_before"), text(e, "due"));
	json_array_foreach(json_object_get(j, "attachments"), i, e)
		(void)printf("附件 %s  %s %lld 字节%s\n", text(e, "digest"), text(e, "media_type"),
		    number(e, "size"), json_is_true(json_object_get(e, "here")) ? "" : "  [未到本处]");
	json_array_foreach(json_object_get(j, "entries"), i, e)
		print_entry(t, e);
}

void
print_inbox(const struct typed *t, const json_t *j)
{
	size_t i;
	const json_t *r;
	(void)t;
	(void)printf("待办 %zu 件\n", json_array_size(j));
	json_array_foreach(j, i, r)
	{
		const long long left = number(r, "working_days_left");
		print_cell(text(r, "docket"), 36);
		print_cell(text(r, "due")[0] == '\0' ? "自动" : text(r, "due"), 10);
		(void)printf("%s %3lld 天  ", left < 0 ? "逾期" : "  剩", left < 0 ? -left : left);
		print_cell(stage_zh(text(r, "stage")), 14);
		(void)printf("%s  %s%s\n", text(r, "student_number"), word_zh(text(r, "scope")),
		    guess_zh(r));
	}
}

void
print_class(const struct typed *t, const json_t *j)
{
	size_t i;
	const json_t *r, *class = json_object_get(j, "class");
	(void)t;
	(void)printf("%s  %lld 人  名单 %s\n", text(class, "class"), number(class, "students"),
	    text(class, "list"));
	json_array_foreach(json_object_get(j, "students"), i, r)
	{
		print_cell(text(r, "name"), 20);
		(void)printf("%s  %s  %s  %lld 年级\n", text(r, "student_number"),
		    text(r, "sex")[0] == '1' ? "男" : "女", text(r, "birth"), number(r, "grade"));
	}
}

static void
print_progress(const json_t *j)
{
	size_t i;
	const json_t *r;
	(void)printf("%s 起的学期：%lld 校已报（%lld 校全部确认），在校 %lld 人，已编班 %lld，已确认 %lld；"
		     "%zu 个下级单位未报\n",
	    text(j, "term"), number(j, "schools"), number(j, "schools_done"), number(j, "students"),
	    number(j, "listed"), number(j, "confirmed"), json_array_size(json_object_get(j, "silent")));
	json_array_foreach(json_object_get(j, "units"), i, r)
	{
		print_cell(text(r, "unit"), 12);
		(void)printf("%4lld/%lld 校  确认 %lld/%lld 人  久未变更 %lld\n", number(r, "schools_done"),
		    number(r, "schools"), number(r, "confirmed"), number(r, "students"),
		    number(r, "unchanged"));
	}
}

void
print_verification(const struct typed *t, const json_t *j)
{
	size_t i;
	const json_t *r;
	(void)t;
	if (json_object_get(j, "units") != NULL) {
		print_progress(j);
		return;
	}
	(void)printf("%s 起的学期：在校 %lld 人，已编班 %lld，已确认 %lld；%lld 天未变更 %lld 人\n",
	    text(j, "term"), number(j, "students"), number(j, "listed"), number(j, "confirmed"),
	    number(j, "unchanged_days"), number(j, "unchanged"));
	json_array_foreach(json_object_get(j, "lists"), i, r)
	{
		print_cell(text(r, "class"), 20);
		(void)printf("%3lld 人  名单 %s  家长 %lld  班主任%s  学籍管理员%s\n",
		    number(r, "students"), text(r, "list"), number(r, "parents"),
		    text(r, "teacher_at")[0] == '\0' ? "未确认" : "已确认",
		    text(r, "registrar_at")[0] == '\0' ? "未确认" : "已确认");
	}
}

void
print_unfinished(const struct typed *t, const json_t *j)
{
	size_t i;
	const json_t *r;
	(void)t;
	(void)printf("未完成本学期核查的学校 %zu 所\n", json_array_size(j));
	json_array_foreach(j, i, r)
		(void)printf("%s  %s  %s\n", text(r, "office"), text(r, "unit"), text(r, "name"));
}

void
print_findings(const struct typed *t, const json_t *j)
{
	size_t i;
	const json_t *r;
	(void)t;
	(void)printf("人籍分离 %zu 件\n", json_array_size(j));
	json_array_foreach(j, i, r)
	{
		const bool is_here = strcmp(text(r, "kind"), "sits_here") == 0;
		print_cell(text(r, "docket"), 36);
		print_cell(stage_zh(text(r, "stage")), 14);
		(void)printf("%s  %s  人在 %s 籍在 %s\n", text(r, "student_number"),
		    is_here ? "人在籍不在" : "籍在人不在", text(r, "receiving_school"),
		    text(r, "sending_school"));
	}
}

void
print_forks(const struct typed *t, const json_t *j)
{
	size_t i;
	const json_t *f;
	(void)t;
	json_array_foreach(j, i, f)
		(void)printf("分叉 第 %lld 条  %s  本处 %.16s…  来件 %.16s…  密钥 %s\n", number(f, "n"),
		    text(f, "at"), text(f, "ours"), text(f, "theirs"), text(f, "key_id"));
}

/* -- records -------------------------------------------------------------------------- */

static void
print_record(const json_t *r)
{
	print_cell(text(r, "student_number"), 19);
	print_cell(text(r, "name_masked"), 4);
	print_cell(status_zh(text(r, "status")), 8);
	print_cell(text(r, "school"), 10);
	(void)printf("%2lld 年级  第 %lld 版%s", number(r, "grade"), number(r, "version"),
	    json_is_true(json_object_get(r, "problem")) ? "  问题学籍" : "");
	if (text(r, "open_docket")[0] != '\0')
		(void)printf("  在办 %s", text(r, "open_docket"));
	(void)putchar('\n');
}

void
print_student(const struct typed *t, const json_t *j)
{
	size_t i;
	const json_t *v;
	(void)t;
	print_record(j);
	json_array_foreach(json_object_get(j, "history"), i, v)
	{
		(void)printf("  %.16s  ", text(v, "at"));
		print_record(v);
	}
}

void
print_students(const struct typed *t, const json_t *j)
{
	size_t i;
	const json_t *r;
	(void)t;
	(void)printf("学籍 %zu 份\n", json_array_size(j));
	json_array_foreach(j, i, r)
		print_record(r);
}

/* "第 5 行"; a fault of the whole file has no row. */
static void
print_row(const json_t *r)
{
	char row[32] = "整个文件";
	if (number(r, "row") > 0)
		(void)snprintf(row, sizeof(row), "第 %lld 行", number(r, "row"));
	print_cell(row, 10);
}

static void
print_problem(const json_t *r)
{
	print_row(r);
	print_typed(text(r, "header"));
	(void)printf("%s", text(r, "value")[0] == '\0' ? "" : "：");
	print_typed(text(r, "value"));
	(void)printf("  %s", text(r, "zh"));
	if (number(r, "other_row") > 0)
		(void)printf("（与第 %lld 行相同）", number(r, "other_row"));
	(void)printf("；%s\n", text(r, "remedy_zh"));
}

static void
print_imported(const json_t *r)
{
	const bool is_done = number(r, "number") == VERDICT_OK;
	print_row(r);
	if (text(r, "class")[0] != '\0') {
		print_typed(text(r, "class"));
		(void)printf("  %lld 人  ", number(r, "students"));
	}
	(void)printf("%s%s%s\n", text(r, "docket"), text(r, "docket")[0] == '\0' ? "" : "  ",
	    is_done ? "已提交" : text(r, "zh"));
}

void
print_import(const struct typed *t, const json_t *j)
{
	size_t i;
	const json_t *r;
	(void)t;
	(void)printf("共 %lld 行，没有问题的 %lld 行\n", number(j, "rows"), number(j, "right"));
	json_array_foreach(json_object_get(j, "problems"), i, r)
		print_problem(r);
	json_array_foreach(json_object_get(j, "results"), i, r)
		print_imported(r);
}

void
print_sheet(const struct typed *t, const json_t *j)
{
	size_t i;
	const json_t *f;
	(void)t;
	(void)printf("# 学生基本信息表  第 %lld 版  %.16s\n", number(j, "version"), text(j, "at"));
	json_array_foreach(json_object_get(j, "fields"), i, f)
		(void)printf("%s %s: %s\n", text(f, "zh"), text(f, "field"), text(f, "text"));
}

void
print_comparison(const struct typed *t, const json_t *j)
{
	size_t i;
	const json_t *f;
	(void)t;
	(void)printf("相符 %lld 项，不符 %lld 项\n", number(j, "n_agree"), number(j, "n_differ"));
	json_array_foreach(json_object_get(j, "fields"), i, f)
	{
		const char *result = text(f, "result");
		print_cell(text(f, "zh"), 12);
		if (strcmp(result, "differs") == 0)
			(void)printf("不符  纸质 %s  学籍 %s\n",
			    text(f, "paper")[0] == '\0' ? "（空白）" : text(f, "paper"),
			    text(f, "record")[0] == '\0' ? "（空白）" : text(f, "record"));
		else
			(void)printf("%s\n", strcmp(result, "agrees") == 0 ? "相符" : "纸上没有此项");
	}
}

/* What a parent is told. */
void
print_status(const struct typed *t, const json_t *j)
{
	const json_t *record = json_object_get(j, "record"), *k = json_object_get(j, "case");
	const json_t *school = json_object_get(record, "school");
	const json_t *holder = json_object_get(k, "holder");
	(void)t;
	if (json_is_object(record))
		(void)printf("学籍状态 %s  %s %s\n", text(record, "zh"), text(school, "code"),
		    text(school, "name"));
	if (json_is_object(k))
		(void)printf("业务 %s  %s\n", text(k, "kind_zh"), text(k, "zh"));
	if (json_is_object(json_object_get(k, "handed_on")))
		(void)printf("%s\n", text(j, "zh"));
	if (json_is_object(holder))
		(void)printf("环节 %s  办理单位 %s %s\n", text(k, "stage_zh"), text(holder, "code"),
		    text(holder, "name"));
	if (text(k, "due")[0] != '\0')
		(void)printf("期限 %s%s%s\n", text(k, "due"),
		    json_is_true(json_object_get(k, "overdue")) ? "（已逾期）" : "", guess_zh(k));
	if (json_is_object(json_object_get(j, "complain")))
		(void)printf("%s\n", text(json_object_get(j, "complain"), "zh"));
}

/* -- the rest ------------------------------------------------------------------------- */

void
print_units(const struct typed *t, const json_t *j)
{
	size_t i;
	const json_t *u;
	(void)t;
	json_array_foreach(j, i, u)
	{
		print_cell(text(u, "code"), 10);
		print_cell(text(u, "level"), 10);
		(void)printf("%s%s", text(u, "name"),
		    json_is_true(json_object_get(u, "void")) ? "（已撤销）" : "");
		print_contact(json_object_get(u, "contact"));
		(void)putchar('\n');
	}
}

void
print_letters(const struct typed *t, const json_t *j)
{
	size_t i;
	const json_t *l;
	(void)t;
	(void)printf("无法使用的文书 %zu 件\n", json_array_size(j));
	json_array_foreach(j, i, l)
		(void)printf("%6lld  %.19s  %s[%lld]@%lld  %s  %lld 字节%s\n", number(l, "id"),
		    text(l, "at"), text(l, "topic"), number(l, "partition"), number(l, "offset"),
		    text(l, "verdict"), number(l, "size"),
		    text(l, "replayed_at")[0] != '\0' ? "  已重放" : "");
}

void
print_replayed(const struct typed *t, const json_t *j)
{
	(void)t;
	(void)printf("已重放 %lld\n", number(j, "id"));
}

void
print_notices(const struct typed *t, const json_t *j)
{
	size_t i;
	const json_t *n;
	json_array_foreach(j, i, n)
	{
		(void)printf("%.16s  ", text(n, "at"));
		print_cell(word_zh(text(n, "what")), 24);
		print_cell(text(n, "unit"), 10);
		print_cell(desks_name(t, text(n, "unit")), 24);
		print_cell(stage_zh(text(n, "stage")), 14);
		(void)printf("%s\n", text(n, "docket"));
	}
}

static void
print_owner(const json_t *owner)
{
	const json_t *contact = json_object_get(owner, "contact");
	(void)fprintf(stderr, "受理单位 %s %s  %s  %s\n", text(owner, "code"), text(owner, "name"),
	    text(contact, "phone"), text(contact, "channel"));
}

void
print_refusal(const json_t *j)
{
	const json_t *details = json_object_get(j, "details");
	static const char *const told[] = { "opens", "member", "why", "fault" };
	if (text(j, "verdict")[0] == '\0') {	/* of /readyz and the like */
		(void)fprintf(stderr, "%s\n", text(j, "why"));
		return;
	}
	(void)fprintf(stderr, "%s（%s）\n%s\n%s; %s\n", text(j, "zh"), text(j, "verdict"),
	    text(j, "remedy_zh"), text(j, "en"), text(j, "remedy_en"));
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		if (text(details, told[i])[0] != '\0')
			(void)fprintf(stderr, "%s: %s\n", told[i], text(details, told[i]));
	if (json_is_object(json_object_get(details, "owner")))
		print_owner(json_object_get(details, "owner"));
}
