/*
 * Doors to the basic information sheet of a record, for the school that keeps it, and to the
 * comparison of what a guardian has on paper with it (regulation §4, Materials; §7). These are the
 * only doors that show a child's data unmasked, so they are for registrar and head alone.
 *
 * On paper the same thing is written in several ways (男 or 1, 4 or 四年级); a field agrees with any
 * of them. A line that is blank on paper says something - that there is no citizen ID, say - and
 * is compared; a line that is not on the paper is not.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "desk/door.h"

enum { SPELLINGS_MAX = 3, FIELD_MAX = STUDENT_NAME_MAX };

/* The ways to write a value: for programs, for people, and another. All empty: blank. */
struct spelling {
	char text[SPELLINGS_MAX][FIELD_MAX];
};

/* -- the fields ----------------------------------------------------------------------- */

static void
spell_number(const struct door *d, const struct record *r, struct spelling *s)
{
	(void)d;
	(void)text_copy(s->text[0], FIELD_MAX, r->number.text);
}

static void
spell_name(const struct door *d, const struct record *r, struct spelling *s)
{
	(void)d;
	(void)text_copy(s->text[0], FIELD_MAX, r->name);
}

/* GB/T 2261.1 */
static void
spell_sex(const struct door *d, const struct record *r, struct spelling *s)
{
	const bool is_male = r->sex == '1';
	(void)d;
	s->text[0][0] = r->sex;
	(void)text_copy(s->text[1], FIELD_MAX, is_male ? "男" : "女");
	(void)text_copy(s->text[2], FIELD_MAX, is_male ? "male" : "female");
}

static void
spell_birth(const struct door *d, const struct record *r, struct spelling *s)
{
	const struct date date = day_date(r->birth);
	(void)d;
	day_text(r->birth, s->text[0]);
	(void)snprintf(s->text[1], FIELD_MAX, "%d年%d月%d日", date.year, date.month, date.day);
	(void)snprintf(s->text[2], FIELD_MAX, "%04d%02d%02d", date.year, date.month, date.day);
}

static void
spell_citizen_id(const struct door *d, const struct record *r, struct spelling *s)
{
	(void)d;
	(void)text_copy(s->text[0], FIELD_MAX, r->citizen_id.text);
}

static void
spell_school(const struct door *d, const struct record *r, struct spelling *s)
{
	(void)d;
	(void)text_copy(s->text[0], FIELD_MAX, r->school.text);
}

static void
spell_school_name(const struct door *d, const struct record *r, struct spelling *s)
{
	const struct unit *u = registry_find(d->law->registry, r->school);
	(void)text_copy(s->text[0], FIELD_MAX, u == NULL ? "" : u->name);
}

void
sheet_grade(int grade, char *ret, size_t size)
{
	static const char *const numerals[GRADE_MAX] = { "一", "二", "三", "四", "五", "六", "七", "八",
		"九", "十", "十一", "十二" };
	const bool is_one = grade >= 1 && grade <= GRADE_MAX;
	(void)snprintf(ret, size, "%s%s", is_one ? numerals[grade - 1] : "", is_one ? "年级" : "");
}

static void
spell_grade(const struct door *d, const struct record *r, struct spelling *s)
{
	(void)d;
	if (r->grade < 1 || r->grade > GRADE_MAX)
		return;
	(void)snprintf(s->text[0], FIELD_MAX, "%d", r->grade);
	sheet_grade(r->grade, s->text[1], FIELD_MAX);
	(void)snprintf(s->text[2], FIELD_MAX, "%d年级", r->grade);
}

static void
spell_status(const struct door *d, const struct record *r, struct spelling *s)
{
	(void)d;
	(void)text_copy(s->text[0], FIELD_MAX, status_name(r->status));
	(void)text_copy(s->text[1], FIELD_MAX, status_label_zh(r->status));
}

static const struct field {
	const char *name, *zh, *en;
	void (*spell)(const struct door *, const struct record *, struct spelling *);
} fields[] = {
#define SHEET(name, zh, en) { #name, zh, en, spell_##name },
#include "desk/sheet.def"
#undef SHEET
};

enum { N_FIELDS = sizeof(fields) / sizeof(fields[0]) };

static const char *
for_people(const struct spelling *s)
{
	return s->text[1][0] != '\0' ? s->text[1] : s->text[0];
}

/* -- the record ----------------------------------------------------------------------- */

bool
sheet_find(struct door *d, const char *text, struct record *ret)
{
	struct student_number number = { "" };
	struct stored_record stored = { .has = false };
	if (text_is_ident(text) && text_copy(number.text, sizeof(number.text), text)
	    && answer_weather(d, store_records(desk_store(d), &number, &d->as.unit, 1, &stored)))
		return false;
	if (!stored.has)
		answer_verdict(d, VERDICT_UNKNOWN_STUDENT, NULL);
	*ret = stored.record;
	return stored.has;
}

struct printed *
sheet_lines(const struct door *d, const struct record *r, size_t *ret_n)
{
	struct printed *lines = arena_array(d->arena, N_FIELDS, sizeof(*lines));
	for (size_t i = 0; i < N_FIELDS; i++) {
		struct spelling s = { 0 };
		fields[i].spell(d, r, &s);
		lines[i] = (struct printed){ fields[i].name, fields[i].zh, fields[i].en,
			arena_text(d->arena, for_people(&s)) };
	}
	*ret_n = N_FIELDS;
	return lines;
}

void
enter_sheet(struct door *d)
{
	struct record r;
	const char *number = d->query(d, "number");
	if (number == NULL) {
		d->fault = "number";
		answer_bad_request(d, "a student number");
		return;
	}
	if (!sheet_find(d, number, &r) || !look_put(d, "sheet", r.number.text, "", 1))
		return;
	json_t *list = json_array();
	for (size_t i = 0; i < N_FIELDS; i++) {
		struct spelling s = { 0 };
		fields[i].spell(d, &r, &s);
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:s, s:s}", "field", fields[i].name, "zh", fields[i].zh,
			"en", fields[i].en, "value", s.text[0], "text", for_people(&s)));
	}
	answer_json(d, 200,
	    json_pack("{s:i, s:o, s:o}", "version", (int)r.version, "at", json_instant(d->now), "fields",
		list));
}

/* -- the comparison ------------------------------------------------------------------- */

/* What is on paper; is_there tells a blank line from none. */
struct paper_sheet {
	char number[FIELD_MAX];		/* whose record it is compared with */
	char text[N_FIELDS][FIELD_MAX];
	bool is_there[N_FIELDS];
};

/* Blanks at both ends say nothing, those of a Chinese typewriter neither. */
static void
trim(char *text)
{
	static const char wide[] = "\xe3\x80\x80";
	char *p = text;
	for (; *p == ' ' || strncmp(p, wide, 3) == 0; p += *p == ' ' ? 1 : 3)
		;
	size_t n = strlen(p);
	while (n > 0 && (p[n - 1] == ' ' || (n >= 3 && memcmp(p + n - 3, wide, 3) == 0)))
		n -= p[n - 1] == ' ' ? 1 : 3;
	memmove(text, p, n);
	text[n] = '\0';
}

static enum verdict
take_paper(struct door *d, json_t *body, struct paper_sheet *ret)
{
	struct member members[N_FIELDS];
	const struct member outer[] = {
		{ "number", ret->number, FIELD_MAX, VERDICT_BAD_STUDENT_NUMBER },
		{ "paper", NULL, 0, VERDICT_OK },
	};
	json_t *paper = json_object_get(body, "paper");
	enum verdict v = request_members(d, body, outer, 2);
	for (size_t i = 0; i < N_FIELDS; i++) {
		const struct member m = { fields[i].name, ret->text[i], FIELD_MAX, VERDICT_BAD_REQUEST };
		members[i] = m;
	}
	if (v == VERDICT_OK && !json_is_object(paper)) {
		d->fault = "paper";
		v = VERDICT_BAD_REQUEST;
	}
	if (v == VERDICT_OK)
		v = request_members(d, paper, members, N_FIELDS);
	for (size_t i = 0; i < N_FIELDS && v == VERDICT_OK; i++) {
		ret->is_there[i] = json_is_string(json_object_get(paper, fields[i].name));
		trim(ret->text[i]);
	}
	return v;
}

static bool
agrees(const struct spelling *s, const char *paper)
{
	if (s->text[0][0] == '\0' || paper[0] == '\0')
		return s->text[0][0] == paper[0];
	for (size_t i = 0; i < SPELLINGS_MAX; i++)
		if (strcmp(s->text[i], paper) == 0)
			return true;
	return false;
}

static json_t *
compare(const struct door *d, const struct record *r, const struct paper_sheet *p)
{
	int n_agree = 0, n_differ = 0;
	json_t *list = json_array();
	for (size_t i = 0; i < N_FIELDS; i++) {
		struct spelling s = { 0 };
		fields[i].spell(d, r, &s);
		const bool is_same = p->is_there[i] && agrees(&s, p->text[i]);
		n_agree += is_same;
		n_differ += p->is_there[i] && !is_same;
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:s, s:s?, s:s}", "field", fields[i].name, "zh",
			fields[i].zh, "en", fields[i].en, "result",
			!p->is_there[i] ? "not_on_paper" : is_same ? "agrees" : "differs", "paper",
			p->is_there[i] ? p->text[i] : NULL, "record", for_people(&s)));
	}
	return json_pack("{s:i, s:b, s:i, s:i, s:o}", "version", (int)r->version, "agrees",
	    n_differ == 0, "n_agree", n_agree, "n_differ", n_differ, "fields", list);
}

void
enter_compare_sheet(struct door *d)
{
	static const struct paper_sheet blank;
	struct paper_sheet p = blank;
	struct record r;
	json_t *body = request_object(d);
	if (body == NULL)
		return;
	const enum verdict v = take_paper(d, body, &p);
	json_decref(body);
	if (v != VERDICT_OK)
		answer_verdict(d, v, NULL);
	else if (sheet_find(d, p.number, &r) && look_put(d, "sheet", r.number.text, "", 1))
		answer_json(d, 200, compare(d, &r, &p));
}
