/* Names of the doors in the reader's language, by the tables of the core. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/inside.h"

struct label {
	const char *name, *zh, *en;
};

static const struct label stages[] = {
#define STAGE(name, no, side, level, how, days, done, zh, en) { #name, zh, en },
#include "core/stage.def"
#undef STAGE
};
static const struct label actions[] = {
#define ACTION(name, no, ends, zh, en) { #name, zh, en },
#include "core/action.def"
#undef ACTION
};

static const struct label statuses[] = {
#define STATUS(name, no, between, within, otherwise, zh, en) { #name, zh, en },
#include "core/status.def"
#undef STATUS
};

static const char *
find(const struct label *labels, size_t n, enum lang lang, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(labels[i].name, name) == 0)
			return lang == LANG_EN ? labels[i].en : labels[i].zh;
	return name;
}

const char *
label_stage(enum lang lang, const char *name)
{
	return find(stages, sizeof(stages) / sizeof(stages[0]), lang, name);
}

const char *
label_action(enum lang lang, const char *name)
{
	return find(actions, sizeof(actions) / sizeof(actions[0]), lang, name);
}

const char *
label_business(enum lang lang, const char *name)
{
	enum business b;
	if (!business_parse(name, &b))
		return name;
	return lang == LANG_EN ? business_row(b)->en : business_label_zh(b);
}

static const struct {
	const char *name;
	enum word word;
} others[] = {
	{ "within_county", WORD_scope_within_county },
	{ "between_counties", WORD_scope_between_counties },
	{ "between_prefectures", WORD_scope_between_prefectures },
	{ "inter_province", WORD_scope_inter_province },
	{ "one_school", WORD_scope_one_school },
	{ "school", WORD_units_school },
	{ "county", WORD_units_county },
	{ "prefecture", WORD_units_prefecture },
	{ "province", WORD_units_province },
	{ "ministry", WORD_units_ministry },
	{ "open", WORD_state_open },
	{ "completed", WORD_state_completed },
	{ "refused", WORD_state_refused },
	{ "withdrawn", WORD_state_withdrawn },
	{ "expired", WORD_state_expired },
};

static const char *
other(enum lang lang, const char *name)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(others[i].name, name) == 0)
			return word(lang, others[i].word);
	return name;
}

const char *
label_scope(enum lang lang, const char *name)
{
	return other(lang, name);
}

const char *
label_level(enum lang lang, const char *name)
{
	return other(lang, name);
}

const char *
label_state(enum lang lang, const char *name)
{
	return other(lang, name);
}

/* In English the ISO day is what everybody reads the same way. */
static const char *
say_day(struct visit *v, const char *text, const char *clock, int n)
{
	char said[48];
	int year, month, day;
	if (sscanf(text, "%4d-%2d-%2d", &year, &month, &day) != 3)
		return text;
	if (v->lang == LANG_EN)
		(void)snprintf(said, sizeof(said), "%04d-%02d-%02d%s%.*s", year, month, day, n > 0 ? " " : "", n, clock);
	else
		(void)snprintf(said, sizeof(said), "%d年%d月%d日%s%.*s", year, month, day, n > 0 ? " " : "", n, clock);
	return arena_text(v->door->arena, said);
}

const char *
label_day(struct visit *v, const char *text)
{
	return say_day(v, text, "", 0);
}

const char *
label_time(struct visit *v, const char *text)
{
	const bool has_clock = strlen(text) >= sizeof("2026-09-01T09:30") - 1;
	return say_day(v, text, has_clock ? text + sizeof("2026-09-01") : "", has_clock ? 5 : 0);
}

const char *
label_code(enum lang lang, const char *name)
{
	enum ground g;
	if (ground_parse(name, &g))
		return lang == LANG_EN ? ground_label_en(g) : ground_label_zh(g);
	for (int i = 0; verdict_at(i) != NULL; i++)
		if (strcmp(verdict_at(i)->name, name) == 0)
			return lang == LANG_EN ? verdict_at(i)->en : verdict_at(i)->zh;
	return name;
}

static const struct label looks[] = {
	{ "docket", "查看业务", "docket" },
	{ "record", "查看学籍", "record" },
	{ "search", "检索", "search" },
	{ "list", "查看名单", "list" },
	{ "scan", "查看附件", "scan" },
	{ "unmask", "显示姓名和证件", "unmasked" },
	{ "sheet", "基本信息表", "information sheet" },
	{ "paper", "打印表单", "form printed" },
	{ "export", "导出卷宗证明", "proof exported" },
	{ "file", "按人籍分离线索填写申请", "filled into a filing, of a finding" },
	{ "file_again", "重新提交前一业务", "filled in to file again" },
	{ "link", "生成家长查询链接", "link made for parents" },
	{ "account", "启用账号", "account opened" },
	{ "account_new", "新建账号", "account made" },
	{ "account_link", "关联身份", "account linked" },
	{ "deputy", "指定代理人", "deputy appointed" },
	{ "deputy_end", "终止代理", "deputy ended" },
};

const char *
label_look(enum lang lang, const char *kind)
{
	return find(looks, sizeof(looks) / sizeof(looks[0]), lang, kind);
}

const char *
label_status(enum lang lang, const char *name)
{
	return find(statuses, sizeof(statuses) / sizeof(statuses[0]), lang, name);
}

const char *
label_title(struct visit *v, const char *name)
{
	char *title = arena_text(v->door->arena, name);
	if (*title >= 'a' && *title <= 'z')
		*title = (char)(*title - 'a' + 'A');
	return title;
}

struct term
label_term(struct visit *v, const json_t *row)
{
	const json_t *left = json_object_get(row, "working_days_left");
	const long long days = json_integer_value(left);
	struct term t = { "-", "calm", word(v->lang, WORD_no_term), "", 0, false };
	if (!json_is_integer(left))
		return t;
	t.day = label_day(v, console_text(v, row, "due"));
	t.days = llabs(days);
	t.has_days = days != 0;
	t.sign = days < 0 ? "▲" : days <= 3 ? "◆" : "●";
	t.css = days < 0 ? "over" : days <= 3 ? "soon" : "calm";
	t.text = word(v->lang, days < 0 ? WORD_days_over : days == 0 ? WORD_due_today : WORD_days_left);
	return t;
}
