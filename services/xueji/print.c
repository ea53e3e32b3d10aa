/* Replies in words: Chinese first, one sentence on top, then the stamps in order. */
#include <string.h>

#include "client.h"
#include "core/docket.h"

static const char *
text(const json_t *j, const char *name)
{
	const char *s = json_string_value(json_object_get(j, name));
	return s == NULL ? "" : s;
}

static const char *
stage_zh(const char *name)
{
	enum stage stage;
	return stage_parse(name, &stage) ? stage_row(stage)->zh : name;
}

static const char *
action_zh(const char *name)
{
	for (int i = 1; i < 64; i++)
		if (strcmp(action_name((enum action)i), name) == 0)
			return action_label_zh((enum action)i);
	return name;
}

static const char *
state_zh(const char *name)
{
	static const char *const rows[][2] = {
		{ "completed", "已办结：学籍已调入" },
		{ "refused", "已结案：不同意" },
		{ "withdrawn", "已撤销" },
		{ "expired", "已结案：逾期未答复" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i][0], name) == 0)
			return rows[i][1];
	return name;
}

static void
print_entry(const json_t *e)
{
	(void)printf("%3lld  %s  %-10s  %s  %s", (long long)json_integer_value(json_object_get(e, "n")),
	    text(e, "at"), text(e, "unit"), stage_zh(text(e, "stage")), action_zh(text(e, "action")));
	if (text(e, "officer")[0] != '\0')
		(void)printf("  %s(%s)", text(e, "officer"), text(e, "role"));
	if (text(e, "code")[0] != '\0')
		(void)printf("  [%s]", text(e, "code"));
	if (text(e, "reason")[0] != '\0')
		(void)printf("  %s", text(e, "reason"));
	(void)printf("\n     %.16s…  key %s\n", text(e, "hash"),
	    text(json_object_get(e, "stamp"), "key_id"));
}

void
print_docket(const json_t *j)
{
	size_t i;
	const json_t *e;
	if (strcmp(text(j, "state"), "open") == 0)
		(void)printf("等待 %s %s，办理期限 %s\n", text(j, "holder"), stage_zh(text(j, "stage")),
		    text(j, "due")[0] != '\0' ? text(j, "due") : "（自动办理）");
	else
		(void)printf("%s\n", state_zh(text(j, "state")));
	if (json_is_true(json_object_get(j, "underway")))
		(void)printf("请求已发往当前办理单位\n");
	(void)printf("docket %s  %s  %s -> %s\n", text(j, "docket"), text(j, "scope"),
	    text(j, "sending_school"), text(j, "receiving_school"));
	json_array_foreach(json_object_get(j, "entries"), i, e)
		print_entry(e);
}

void
print_inbox(const json_t *j)
{
	size_t i;
	const json_t *r;
	(void)printf("待办 %zu 件\n", json_array_size(j));
	json_array_foreach(j, i, r)
		(void)printf("%s  %s  剩 %lld 个工作日  %s  %s\n", text(r, "docket"), text(r, "due"),
		    (long long)json_integer_value(json_object_get(r, "working_days_left")),
		    stage_zh(text(r, "stage")), text(r, "student_number"));
}

static void
print_record(const json_t *r)
{
	(void)printf("%s  %s  %s  %s  %lld年级  v%lld%s%s\n", text(r, "student_number"),
	    text(r, "name_masked"), text(r, "status"), text(r, "school"),
	    (long long)json_integer_value(json_object_get(r, "grade")),
	    (long long)json_integer_value(json_object_get(r, "version")),
	    text(r, "open_docket")[0] != '\0' ? "  在办 " : "", text(r, "open_docket"));
}

void
print_student(const json_t *j)
{
	size_t i;
	const json_t *v;
	print_record(j);
	json_array_foreach(json_object_get(j, "history"), i, v)
	{
		(void)printf("  %s  ", text(v, "at"));
		print_record(v);
	}
}

void
print_students(const json_t *j)
{
	size_t i;
	const json_t *r;
	json_array_foreach(j, i, r)
		print_record(r);
}

void
print_units(const json_t *j)
{
	size_t i;
	const json_t *u;
	json_array_foreach(j, i, u)
		(void)printf("%-10s  %-10s  %s\n", text(u, "code"), text(u, "level"), text(u, "name"));
}

void
print_letters(const json_t *j)
{
	size_t i;
	const json_t *l;
	json_array_foreach(j, i, l)
		(void)printf("%lld  %s  %s[%lld]@%lld  %s\n",
		    (long long)json_integer_value(json_object_get(l, "id")), text(l, "at"),
		    text(l, "topic"), (long long)json_integer_value(json_object_get(l, "partition")),
		    (long long)json_integer_value(json_object_get(l, "offset")), text(l, "verdict"));
}

void
print_notices(const json_t *j)
{
	size_t i;
	const json_t *n;
	json_array_foreach(j, i, n)
		(void)printf("%s  %s  %s  %s  %s\n", text(n, "at"), text(n, "what"), text(n, "unit"),
		    stage_zh(text(n, "stage")), text(n, "docket"));
}

void
print_plain(const json_t *j)
{
	(void)json_dumpf(j, stdout, JSON_INDENT(2));
	(void)putchar('\n');
}
