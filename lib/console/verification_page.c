/*
 * Term verification: an office sees how far those below it have come, a school its classes, and who
 * has confirmed which. On these pages the names of a list are masked; the paper for the parents is
 * another thing.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "console/inside.h"

/* What became of a form that was sent from here. */
struct sent {
	bool has_failed, is_saved;	/* saved: but for the lines that were dropped */
	const char *trouble, *remedy, *name, *numbers;
	const struct dropped_line *dropped;
	size_t n_dropped;
};

static bool
is_school(const struct visit *v)
{
	return strlen(v->account.unit.text) == 10;
}

/* -- an office ------------------------------------------------------------------------ */

static struct progress_line
progress_of(struct visit *v, const json_t *j)
{
	const long long students = ask_number(j, "students"), confirmed = ask_number(j, "confirmed");
	return (struct progress_line){
		.name = console_unit(v, console_text(v, j, "unit")),
		.as_of = label_time(v, console_text(v, j, "as_of")),
		.schools = ask_number(j, "schools"),
		.schools_done = ask_number(j, "schools_done"),
		.students = students,
		.listed = ask_number(j, "listed"),
		.confirmed = confirmed,
		.unchanged = ask_number(j, "unchanged"),
		.share = students <= 0 ? 0 : confirmed >= students ? 100 : confirmed * 100 / students,
	};
}

static const struct place_line *
places_of_codes(struct visit *v, const json_t *codes, size_t *ret_n)
{
	const size_t n = json_array_size(codes);
	struct place_line *places = arena_array(v->door->arena, n + 1, sizeof(*places));
	for (size_t i = 0; i < n; i++) {
		places[i].code = arena_text(v->door->arena, json_string_value(json_array_get(codes, i)));
		places[i].name = console_unit(v, places[i].code);
	}
	*ret_n = n;
	return places;
}

static void
show_office(struct visit *v, const json_t *j)
{
	struct out out = { .size = 0 };
	const json_t *units = json_object_get(j, "units");
	const size_t n = json_array_size(units);
	struct progress_line *lines = arena_array(v->door->arena, n + 1, sizeof(*lines));
	for (size_t i = 0; i < n; i++)
		lines[i] = progress_of(v, json_array_get(units, i));
	struct verification_office_page p = {
		.frame = console_frame(v, word(v->lang, WORD_verification)),
		.term = console_text(v, j, "term"),
		.sum = progress_of(v, j),
		.lines = lines,
		.n_lines = n,
		.has_unfinished = !unit_code_equal(v->account.unit, unit_code_ministry),
	};
	p.silent = places_of_codes(v, json_object_get(j, "silent"), &p.n_silent);
	page_verification_office(&out, &p);
	console_page(v, 200, &out);
}

/* -- a school ------------------------------------------------------------------------- */

static struct class_line
class_of(struct visit *v, const json_t *j)
{
	struct arena *arena = v->door->arena;
	const char *name = console_text(v, j, "class");
	const char *encoded = form_encode(arena, name);
	static const char path[] = "/console/verification/class?class=";
	char *link = arena_alloc(arena, sizeof(path) + strlen(encoded));
	memcpy(link, path, sizeof(path));
	memcpy(link + sizeof(path) - 1, encoded, strlen(encoded) + 1);
	const bool is_half = json_is_string(json_object_get(j, "teacher"));
	const bool is_whole = json_is_string(json_object_get(j, "registrar"));
	return (struct class_line){
		.name = name,
		.link = link,
		.teacher = console_text(v, j, "teacher"),
		.teacher_at = label_time(v, console_text(v, j, "teacher_at")),
		.registrar = console_text(v, j, "registrar"),
		.registrar_at = label_time(v, console_text(v, j, "registrar_at")),
		.students = ask_number(j, "students"),
		.parents = ask_number(j, "parents"),
		.badge = { is_whole ? "●" : is_half ? "◐" : "○",
			is_whole ? "calm" : is_half ? "soon" : "plain",
			word(v->lang, is_whole ? WORD_verification_whole
				: is_half      ? WORD_verification_half : WORD_verification_open) },
	};
}

static void
show_school(struct visit *v, unsigned status, const json_t *j, const struct sent *s)
{
	struct out out = { .size = 0 };
	const json_t *lists = json_object_get(j, "lists");
	const size_t n = json_array_size(lists);
	struct class_line *lines = arena_array(v->door->arena, n + 1, sizeof(*lines));
	for (size_t i = 0; i < n; i++)
		lines[i] = class_of(v, json_array_get(lists, i));
	const struct verification_school_page p = {
		.frame = console_frame(v, word(v->lang, WORD_verification)),
		.term = console_text(v, j, "term"),
		.students = ask_number(j, "students"),
		.listed = ask_number(j, "listed"),
		.unlisted = ask_number(j, "students") - ask_number(j, "listed"),
		.confirmed = ask_number(j, "confirmed"),
		.unchanged = ask_number(j, "unchanged"),
		.lines = lines,
		.n_lines = n,
		.is_done = v->door->query(v->door, "done") != NULL,
		.has_failed = s->has_failed,
		.is_saved = s->is_saved,
		.dropped = s->dropped,
		.n_dropped = s->n_dropped,
		.is_registrar = v->role == ROLE_REGISTRAR,
		.may_see_records = (route_roles(door_unchanged) >> v->role & 1) != 0,
		.trouble = s->trouble,
		.remedy = s->remedy,
		.name = s->name,
		.numbers = s->numbers,
	};
	page_verification_school(&out, &p);
	console_page(v, status, &out);
}

static void
show(struct visit *v, unsigned status, const struct sent *s)
{
	json_t *j = ask_door(v, door_verification, JSON_OBJECT);
	if (j == NULL)
		return;
	if (is_school(v))
		show_school(v, status, j, s);
	else
		show_office(v, j);
	json_decref(j);
}

void
verification_show(struct visit *v)
{
	const struct sent nothing = { .has_failed = false };
	show(v, 200, &nothing);
}

/* -- lists of schools and of records -------------------------------------------------- */

static const char *const only_limit[] = { "limit", NULL };

void
verification_show_unfinished(struct visit *v)
{
	struct out out = { .size = 0 };
	json_t *rows = ask_door(v, door_unfinished, JSON_ARRAY);
	if (rows == NULL)
		return;
	const size_t n = json_array_size(rows);
	struct place_line *lines = arena_array(v->door->arena, n + 1, sizeof(*lines));
	for (size_t i = 0; i < n; i++) {
		const json_t *row = json_array_get(rows, i);
		lines[i].code = console_text(v, row, "unit");
		lines[i].name = console_text(v, row, "name");
		lines[i].office = console_unit(v, console_text(v, row, "office"));
	}
	const struct unfinished_page p = {
		.frame = console_frame(v, word(v->lang, WORD_verification_unfinished)),
		.lines = lines,
		.n_lines = n,
		.pager = ask_pager(v, "/console/verification/unfinished", only_limit, rows, "unit"),
	};
	page_unfinished(&out, &p);
	console_page(v, 200, &out);
	json_decref(rows);
}

/* In the address stands a reference; what is none of this session is the first page. */
static json_t *
ask_unchanged(struct visit *v)
{
	char number[STUDENT_NUMBER_MAX];
	const struct door *d = v->door;
	const char *after = d->query(d, "after"), *limit = d->query(d, "limit");
	struct form f = { .n = 0 };
	if (after != NULL && ref_open(v, after, number)) {
		f.names[f.n] = "after";
		f.values[f.n++] = number;
	}
	if (limit != NULL) {
		f.names[f.n] = "limit";
		f.values[f.n++] = limit;
	}
	console_call(v, door_unchanged, &f);
	return ask_taken(v, JSON_ARRAY);
}

void
verification_show_unchanged(struct visit *v)
{
	struct out out = { .size = 0 };
	json_t *rows = ask_unchanged(v);
	if (rows == NULL)
		return;
	const size_t n = json_array_size(rows);
	struct pupil_line *pupils = arena_array(v->door->arena, n + 1, sizeof(*pupils));
	for (size_t i = 0; i < n; i++) {
		json_t *row = json_array_get(rows, i);
		const char *number = console_text(v, row, "student_number");
		pupils[i].number = look_masked(v, number);
		pupils[i].ref = ref_of(v, number);
		(void)json_object_set_new(row, "ref", json_string(pupils[i].ref));
		pupils[i].name = console_text(v, row, "name_masked");
		pupils[i].grade = ask_number(row, "grade");
	}
	const struct unchanged_page p = {
		.frame = console_frame(v, word(v->lang, WORD_verification_unchanged)),
		.pupils = pupils,
		.n_pupils = n,
		.days = v->door->law->nation->unchanged_days,
		.pager = ask_pager(v, "/console/verification/unchanged", only_limit, rows, "ref"),
	};
	page_unchanged(&out, &p);
	console_page(v, 200, &out);
	json_decref(rows);
}

/* -- one list ------------------------------------------------------------------------- */

static const char *
masked(struct visit *v, const json_t *row)
{
	const char *name = json_string_value(json_object_get(row, "name"));
	json_t *j = json_masked(name == NULL ? "" : name);
	const char *text = json_string_value(j);
	text = arena_text(v->door->arena, text == NULL ? "" : text);
	json_decref(j);
	return text;
}

static const struct pupil_line *
pupils_of(struct visit *v, const json_t *rows, size_t *ret_n)
{
	const size_t n = json_array_size(rows);
	struct pupil_line *pupils = arena_array(v->door->arena, n + 1, sizeof(*pupils));
	for (size_t i = 0; i < n; i++) {
		const json_t *row = json_array_get(rows, i);
		const bool is_male = strcmp(console_text(v, row, "sex"), "1") == 0;
		pupils[i].number = look_masked(v, console_text(v, row, "student_number"));
		pupils[i].name = masked(v, row);
		pupils[i].sex = word(v->lang, is_male ? WORD_verification_male : WORD_verification_female);
		pupils[i].birth = console_text(v, row, "birth");
		pupils[i].grade = ask_number(row, "grade");
	}
	*ret_n = n;
	return pupils;
}

/* Who is next: the teacher, as often as the list changes, and then the registrar. */
static bool
may_confirm(const struct visit *v, const struct class_line *c)
{
	if (v->role == ROLE_TEACHER)
		return c->teacher[0] == '\0';
	return v->role == ROLE_REGISTRAR && c->teacher[0] != '\0' && c->registrar[0] == '\0';
}

static void
show_class(struct visit *v, unsigned status, const json_t *j, const json_t *refusal)
{
	struct out out = { .size = 0 };
	const json_t *class = json_object_get(j, "class");
	struct class_list_page p = {
		.frame = console_frame(v, console_text(v, class, "class")),
		.term = console_text(v, j, "term"),
		.list = console_text(v, class, "list"),
		.sheet = class_of(v, class),
		.is_teacher = v->role == ROLE_TEACHER,
		.has_failed = refusal != NULL,
	};
	if (refusal != NULL) {
		p.trouble = ask_sentence(v, refusal);
		p.remedy = ask_remedy(v, refusal);
	}
	p.may_confirm = may_confirm(v, &p.sheet);
	p.pupils = pupils_of(v, json_object_get(j, "students"), &p.n_pupils);
	page_class_list(&out, &p);
	console_page(v, status, &out);
}

void
verification_show_class(struct visit *v)
{
	json_t *j = ask_door(v, door_class, JSON_OBJECT);
	if (j != NULL)
		show_class(v, 200, j, NULL);
	json_decref(j);
}

/* -- forms ---------------------------------------------------------------------------- */

/* A number as the door wants it; what is none becomes one that it refuses. */
static json_t *
number_of(const char *text)
{
	char *end;
	const long n = strtol(text, &end, 10);
	return json_integer(*end == '\0' ? n : -1);
}

/* What was not confirmed is asked for again by its page, where the list is as it is now. */
void
verification_confirm(struct visit *v)
{
	unsigned status;
	json_t *body = json_pack("{s:s, s:s}", "class", form_value(&v->form, "class"), "list",
	    form_value(&v->form, "list"));
	const char *parents = form_value(&v->form, "parents");
	if (parents[0] != '\0')
		(void)json_object_set_new(body, "parents", number_of(parents));
	json_t *j = ask_with(v, door_confirm_class, body, &status);
	if (status == 200)
		console_go(v, "/console/verification?done=1");
	else {
		const struct sent s = { .has_failed = true, .trouble = ask_sentence(v, j),
			.remedy = ask_remedy(v, j) };
		show(v, status, &s);
	}
	json_decref(j);
}

/* Numbers as they were typed, one a line; blanks around them do not matter. */
struct typed {
	struct typed_number {
		const char *text;
		long long line;
	} *at;
	size_t n;
};

static struct typed
typed_of(struct visit *v, const char *text)
{
	static const char between[] = " \t\r\n,";
	struct typed t = { arena_array(v->door->arena, strlen(text) / 2 + 1, sizeof(*t.at)), 0 };
	long long line = 1;
	for (char *p = arena_text(v->door->arena, text); *p != '\0';) {
		const size_t n = strcspn(p, between);
		const char after = p[n];
		p[n] = '\0';
		if (n > 0)
			t.at[t.n++] = (struct typed_number){ p, line };
		line += after == '\n';
		p += n + (after != '\0');
	}
	return t;
}

static json_t *
numbers_of(const struct typed *t)
{
	json_t *list = json_array();
	for (size_t i = 0; i < t->n; i++)
		(void)json_array_append_new(list, json_string(t->at[i].text));
	return list;
}

static bool
is_before(const struct typed *t, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(t->at[k].text, t->at[i].text) == 0)
			return true;
	return false;
}

/* Why a number is not in the list; no word: it is. */
static const char *
why_not(struct visit *v, const struct typed *t, size_t i, const struct student_number *number,
    const struct stored_record *r)
{
	if (number->text[0] == '\0' || strlen(number->text) != STUDENT_NUMBER_MAX - 1)
		return word(v->lang, WORD_verification_no_number);
	if (!r->has || strcmp(r->record.number.text, number->text) != 0)
		return word(v->lang, WORD_verification_unknown);
	if (r->record.status != STATUS_in_school)
		return word(v->lang, WORD_verification_not_in_school);
	return is_before(t, i) ? word(v->lang, WORD_verification_twice) : NULL;
}

/* Which lines do not count. False: that cannot be told now. */
static bool
find_dropped(struct visit *v, const struct typed *t, struct sent *s)
{
	struct arena *arena = v->door->arena;
	struct student_number *numbers = arena_array(arena, t->n + 1, sizeof(*numbers));
	struct unit_code *schools = arena_array(arena, t->n + 1, sizeof(*schools));
	struct stored_record *records = arena_array(arena, t->n + 1, sizeof(*records));
	struct dropped_line *lines = arena_array(arena, t->n + 1, sizeof(*lines));
	for (size_t i = 0; i < t->n; i++) {
		schools[i] = v->account.unit;
		if (!text_is_ident(t->at[i].text)
		    || !text_copy(numbers[i].text, sizeof(numbers[i].text), t->at[i].text))
			numbers[i].text[0] = '\0';
	}
	if (t->n > 0 && store_records(desk_store(v->door), numbers, schools, t->n, records) != STORE_OK)
		return false;
	for (size_t i = 0; i < t->n; i++) {
		const char *why = why_not(v, t, i, &numbers[i], &records[i]);
		if (why != NULL)
			lines[s->n_dropped++] = (struct dropped_line){ t->at[i].line, t->at[i].text, why };
	}
	s->dropped = lines;
	return true;
}

/* A number with a slip in it is not passed over in silence. */
static void
show_saved(struct visit *v, const struct typed *t, struct sent *s)
{
	if (!find_dropped(v, t, s)) {
		console_notice(v, 503, WORD_weather);
		return;
	}
	if (s->n_dropped == 0) {
		console_go(v, "/console/verification?done=1");
		return;
	}
	s->has_failed = s->is_saved = true;
	s->trouble = word(v->lang, WORD_verification_fewer);
	s->remedy = word(v->lang, WORD_verification_fewer_remedy);
	show(v, 200, s);
}

void
verification_put_list(struct visit *v)
{
	unsigned status;
	struct sent s = { .name = form_value(&v->form, "class"),
		.numbers = form_value(&v->form, "students") };
	if (v->role != ROLE_REGISTRAR || !is_school(v)) {
		const struct verdict_row *no = verdict_row(VERDICT_ROLE_NOT_ALLOWED);
		s.has_failed = true;
		s.trouble = v->lang == LANG_EN ? no->en : no->zh;
		s.remedy = v->lang == LANG_EN ? no->remedy_en : no->remedy_zh;
		show(v, 403, &s);
		return;
	}
	const struct typed typed = typed_of(v, s.numbers);
	json_t *j = ask_with(v, door_put_class,
	    json_pack("{s:s, s:o}", "class", s.name, "students", numbers_of(&typed)), &status);
	if (status == 200)
		show_saved(v, &typed, &s);
	else {
		s.has_failed = true;
		s.trouble = ask_sentence(v, j);
		s.remedy = ask_remedy(v, j);
		find_dropped(v, &typed, &s);
		show(v, status, &s);
	}
	json_decref(j);
}
