/* The records of a school: the list, with its places of pages, and one with its history. Names are
 * masked by the doors, numbers here; in addresses stand references (ref.c). */
#include <stdio.h>
#include <string.h>

#include "console/table.h"

enum { SHOWN = 50 };

static const struct column columns[] = {
	{ WORD_student_number, NULL, false }, { WORD_name, NULL, false }, { WORD_grade, NULL, true },
	{ WORD_status, NULL, false }, { WORD_status_on, NULL, false }, { WORD_problem, NULL, false },
	{ WORD_in_business, NULL, false },
};

static void
put_student(struct visit *v, struct table_page *t, const json_t *one)
{
	struct table_cell *cells = table_add(v, t);
	const char *docket = console_text(v, one, "open_docket");
	const char *number = console_text(v, one, "student_number");
	cells[0].text = look_masked(v, number);
	cells[0].href = table_text(v, "/console/students/%s", ref_of(v, number));
	cells[1].text = console_text(v, one, "name_masked");
	table_number(v, &cells[2], json_integer_value(json_object_get(one, "grade")));
	cells[3].text = label_status(v->lang, console_text(v, one, "status"));
	cells[4].text = console_text(v, one, "status_on");
	cells[5].text = json_is_true(json_object_get(one, "problem")) ? word(v->lang, WORD_yes) : "";
	cells[6].text = docket;
	cells[6].href = docket[0] == '\0' ? NULL : table_text(v, "/console/dockets/%s", docket);
}

struct table_page
students_table(struct visit *v, const json_t *list)
{
	size_t i;
	json_t *one;
	struct table_page t = table_new(v, word(v->lang, WORD_students), columns,
	    sizeof(columns) / sizeof(columns[0]));
	json_array_foreach(list, i, one)
		put_student(v, &t, one);
	return t;
}

void
students_hide(struct visit *v, struct table_page *t)
{
	choice_hide(v, t, "students", columns);
}

/* Records behind *after of that status (empty: any), at most `most`; *after moves on, and is empty where there
 * are no more. False: weather, or not for this unit; the door has said which. */
static bool
gather(struct visit *v, const char *status, const char **after, size_t most, json_t *list)
{
	size_t i, n;
	json_t *one;
	do {
		const struct form query = { .names = { "after" }, .values = { *after },
			.n = (*after)[0] != '\0' };
		console_call(v, students_answer, &query);
		json_t *page = v->door->answer.status == 200 ? console_take_json(v) : NULL;
		if (!json_is_array(page)) {
			json_decref(page);
			return false;
		}
		n = json_array_size(page);
		json_array_foreach(page, i, one)
		{
			if (json_array_size(list) == most)
				break;
			*after = console_text(v, one, "student_number");
			if (status[0] == '\0' || strcmp(console_text(v, one, "status"), status) == 0)
				(void)json_array_append(list, one);
		}
		const bool is_cut = i < n;
		json_decref(page);
		desk_pause(v->door, 0);	/* the law may be another now: nothing of it is kept */
		if (is_cut)
			return true;
	} while (n == PAGE_MAX);
	*after = "";
	return true;
}

/* A status of the core, or none. */
static const char *
status_of(const char *text)
{
	enum status s;
	return text != NULL && status_parse(text, &s) ? status_name(s) : "";
}

static const char *
asked_status(const struct visit *v)
{
	return status_of(v->door->query(v->door, "status"));
}

bool
students_takes(struct visit *v, const struct form *given, const char **ret_words)
{
	const char *text = form_value(given, "status"), *status = status_of(text);
	*ret_words = status[0] == '\0' ? word(v->lang, WORD_any_status) : label_status(v->lang, status);
	return strcmp(text, status) == 0;
}

/* What is no place of this session is the first. */
static const char *
asked_after(const struct visit *v)
{
	char number[STUDENT_NUMBER_MAX];
	const char *text = v->door->query(v->door, "after");
	return text != NULL && ref_open(v, text, number) ? arena_text(v->door->arena, number) : "";
}

static void
say_no(struct visit *v)
{
	const unsigned status = v->door->answer.status;
	if (status == 403) {
		json_t *no = console_take_json(v);
		ask_refuse(v, status, no);
		json_decref(no);
		return;
	}
	console_notice(v, status == 503 ? 503 : 404, status == 503 ? WORD_weather : WORD_not_found);
}

/* A page of it, or a file, is one look. False: the page says why. */
static bool
record_list(struct visit *v, const json_t *list)
{
	return look_record_found(v, "list", v->door->as.unit.text, (int64_t)json_array_size(list));
}

static void
put_statuses(struct visit *v, const char *chosen, struct students_page *p)
{
	static const char *const names[] = {
#define STATUS(name, ...) #name,
#include "core/status.def"
#undef STATUS
	};
	enum { N = sizeof(names) / sizeof(names[0]) };
	struct choice_line *list = arena_array(v->door->arena, N, sizeof(*list));
	for (size_t i = 0; i < N; i++)
		list[i] = (struct choice_line){ names[i], label_status(v->lang, names[i]),
			strcmp(names[i], chosen) == 0 };
	p->statuses = list;
	p->n_statuses = N;
}

void
students_show(struct visit *v)
{
	struct out out = { .size = 0 };
	const char *status = asked_status(v), *after = asked_after(v), *next = after;
	json_t *list = json_array();
	const bool is_there = gather(v, status, &next, SHOWN, list);
	if (!is_there)
		say_no(v);
	if (!is_there || !record_list(v, list)) {
		json_decref(list);
		return;
	}
	struct students_page p = {
		.frame = console_frame(v, word(v->lang, WORD_students)),
		.saved = view_bar(v),
		.table = students_table(v, list),
		.is_empty = json_array_size(list) == 0,
		.is_later = after[0] != '\0',
		.has_next = next[0] != '\0',
		.first = table_text(v, "/console/students?status=%s", status),
		.next = table_text(v, "/console/students?status=%s&after=%s", status, ref_of(v, next)),
	};
	json_decref(list);
	students_hide(v, &p.table);
	p.table.note = word(v->lang, WORD_students_note);
	table_files(v, &p.table, table_text(v, "/console/lists/students?status=%s&", status));
	put_statuses(v, status, &p);
	page_students(&out, &p);
	console_page(v, 200, &out);
}

void
list_students(struct visit *v)
{
	const char *status = asked_status(v), *next = "";
	const char *as = v->door->query(v->door, "as");
	json_t *list = json_array();
	if (!table_is_file(as))
		console_notice(v, 404, WORD_not_found);
	else if (!gather(v, status, &next, SIZE_MAX, list))
		say_no(v);
	else if (record_list(v, list)) {
		const struct table_page t = students_table(v, list);
		table_send(v, &t, as, v->door->query(v->door, "encoding"), "students");
	}
	json_decref(list);
}

/* -- one ------------------------------------------------------------------------------ */

static const char *
label_why(enum lang lang, const char *why)
{
	static const struct { const char *name; enum word word; } whys[] = {
		{ "entered", WORD_why_entered }, { "docket", WORD_why_docket },
		{ "promotion", WORD_why_promotion }, { "double", WORD_why_double },
		{ "before", WORD_why_before },
	};
	for (size_t i = 0; i < sizeof(whys) / sizeof(whys[0]); i++)
		if (strcmp(whys[i].name, why) == 0)
			return word(lang, whys[i].word);
	return why;
}

static const struct column number_columns[] = {
	{ WORD_student_number, NULL, false }, { WORD_number_from, NULL, false },
	{ WORD_number_until, NULL, false }, { WORD_why, NULL, false },
};

static struct table_page
numbers_of(struct visit *v, const json_t *list)
{
	size_t i;
	json_t *one;
	struct table_page t = table_new(v, word(v->lang, WORD_numbers), number_columns, 4);
	json_array_foreach(list, i, one)
	{
		struct table_cell *cells = table_add(v, &t);
		cells[0].text = look_masked(v, console_text(v, one, "number"));
		cells[1].text = table_time(v, console_text(v, one, "from"));
		cells[2].text = table_time(v, console_text(v, one, "until"));
		cells[3].text = label_why(v->lang, console_text(v, one, "why"));
	}
	return t;
}

static const char *
grade_of(struct visit *v, const json_t *one)
{
	return table_text(v, "%s %lld", word(v->lang, WORD_grade),
	    (long long)json_integer_value(json_object_get(one, "grade")));
}

/* The latest first. */
static const struct version_line *
versions_of(struct visit *v, const json_t *list, size_t *ret_n)
{
	const size_t n = json_array_size(list);
	struct version_line *lines = arena_array(v->door->arena, n + 1, sizeof(*lines));
	for (size_t i = 0; i < n; i++) {
		const json_t *one = json_array_get(list, n - 1 - i);
		const json_t *filed = json_object_get(one, "filed");
		lines[i] = (struct version_line){
			.at = label_time(v, console_text(v, one, "at")),
			.why = label_why(v->lang, console_text(v, one, "why")),
			.docket = console_text(v, one, "docket"),
			.status = label_status(v->lang, console_text(v, one, "status")),
			.grade = grade_of(v, one),
			.number = look_masked(v, console_text(v, one, "student_number")),
			.version = json_integer_value(json_object_get(one, "version")),
			.is_problem = json_is_true(json_object_get(one, "problem")),
			.has_filed = json_is_object(filed),
			.unit = console_unit(v, console_text(v, filed, "unit")),
			.officer = console_text(v, filed, "officer"),
		};
		lines[i].has_docket = lines[i].docket[0] != '\0';
	}
	*ret_n = n;
	return lines;
}

void
record_show(struct visit *v)
{
	struct out out = { .size = 0 };
	char number[STUDENT_NUMBER_MAX];
	if (!ref_open(v, v->door->segments[0], number)) {
		console_notice(v, 404, WORD_not_found);
		return;
	}
	(void)snprintf(v->door->segments[0], SEGMENT_MAX, "%s", number);
	student_answer(v->door);
	if (v->door->answer.status != 200) {
		say_no(v);
		return;
	}
	json_t *j = console_take_json(v);
	if (!look_record(v, "record", number)) {
		json_decref(j);
		return;
	}
	struct record_page p = {
		.frame = console_frame(v, word(v->lang, WORD_student_record)),
		.ref = ref_of(v, number),
		.may_link = v->door->as.role == ROLE_REGISTRAR,
		.number = look_masked(v, console_text(v, j, "student_number")),
		.name = console_text(v, j, "name_masked"),
		.status = label_status(v->lang, console_text(v, j, "status")),
		.grade = table_text(v, "%lld", (long long)json_integer_value(json_object_get(j, "grade"))),
		.status_on = label_day(v, console_text(v, j, "status_on")),
		.docket = console_text(v, j, "open_docket"),
		.is_problem = json_is_true(json_object_get(j, "problem")),
		.numbers = numbers_of(v, json_object_get(j, "numbers")),
	};
	p.has_docket = p.docket[0] != '\0';
	p.has_status_on = p.status_on[0] != '\0';
	p.versions = versions_of(v, json_object_get(j, "history"), &p.n_versions);
	json_decref(j);
	page_record(&out, &p);
	console_page(v, 200, &out);
}
