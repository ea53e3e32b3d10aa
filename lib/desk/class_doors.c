/*
 * Doors of term verification (regulation §5): the list of a class goes to the parents, the class
 * teacher confirms it, then the registrar - each term, and each of them this very list. What a
 * class is, is the school's own arrangement.
 */
#include <string.h>

#include "base/text.h"
#include "desk/door.h"

/* -- lists ---------------------------------------------------------------------------- */

static struct day
term_of(const struct door *d)
{
	return policy_term(d->law->nation, instant_day(d->now));
}

static bool
is_confirmed(const struct class_row *c)
{
	return c->registrar_at.ms != 0;
}

static json_t *
class_json(const struct class_row *c)
{
	return json_pack("{s:s, s:i, s:s, s:i, s:o, s:o, s:o, s:o}", "class", c->class, "students",
	    c->n_students, "list", c->list, "parents", c->n_parents, "teacher",
	    json_words(c->teacher), "teacher_at", json_instant(c->teacher_at), "registrar",
	    json_words(c->registrar), "registrar_at", json_instant(c->registrar_at));
}

/* How far the school has come, and what stands in the way. */
static json_t *
progress_json(struct door *d, const struct class_row *rows, size_t n, const struct verification *v)
{
	int64_t n_listed = 0, n_confirmed = 0, n_classes = 0, n_parents = 0;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++) {
		n_listed += rows[i].n_students;
		n_parents += rows[i].n_parents;
		n_confirmed += is_confirmed(&rows[i]) ? rows[i].n_students : 0;
		n_classes += is_confirmed(&rows[i]);
		(void)json_array_append_new(list, class_json(&rows[i]));
	}
	return json_pack("{s:s, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:i, s:o}", "unit",
	    d->as.unit.text, "term", json_day(term_of(d)), "students", (json_int_t)v->n_students,
	    "listed", (json_int_t)n_listed, "confirmed", (json_int_t)n_confirmed, "parents",
	    (json_int_t)n_parents, "classes", (json_int_t)n, "classes_confirmed",
	    (json_int_t)n_classes, "unchanged", (json_int_t)v->n_unchanged,
	    "unchanged_days", d->law->nation->unchanged_days, "lists", list);
}

static struct instant
unchanged_since(const struct door *d)
{
	const struct instant cut = {
		d->now.ms - (int64_t)d->law->nation->unchanged_days * 24 * 3600 * 1000
	};
	return cut;
}

static void
answer_of_school(struct door *d)
{
	struct class_row *rows;
	struct verification v;
	size_t n;
	if (answer_weather(d,
		store_classes(desk_store(d), d->arena, d->as.unit, term_of(d), &rows, &n))
	    || answer_weather(
		d, store_verification(desk_store(d), d->as.unit, unchanged_since(d), &v)))
		return;
	answer_json(d, 200, progress_json(d, rows, n, &v));
}

static json_t *
counts_json(const struct progress *p)
{
	return json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "unit", p->unit.text, "schools",
	    (json_int_t)p->schools, "schools_done", (json_int_t)p->schools_done, "students",
	    (json_int_t)p->students, "listed", (json_int_t)p->listed, "confirmed",
	    (json_int_t)p->confirmed, "unchanged", (json_int_t)p->unchanged, "as_of",
	    json_instant(p->at));
}

/* What the units below have told, and which of them have not. */
static json_t *
office_json(const struct door *d, const struct progress *list, size_t n)
{
	const struct registry *r = d->law->registry;
	struct progress sum = { .unit = d->as.unit };
	json_t *units = json_array(), *silent = json_array();
	for (size_t i = 0; i < n; i++) {
		sum.schools += list[i].schools;
		sum.schools_done += list[i].schools_done;
		sum.students += list[i].students;
		sum.listed += list[i].listed;
		sum.confirmed += list[i].confirmed;
		sum.unchanged += list[i].unchanged;
		(void)json_array_append_new(units, counts_json(&list[i]));
	}
	const struct unit_code before_all = { "" };
	for (const struct unit *u = registry_next(r, before_all); u != NULL;
	    u = registry_next(r, u->code)) {
		size_t k;
		if (u->is_void || registry_office(r, u) == NULL
		    || !unit_code_equal(registry_office(r, u)->code, d->as.unit))
			continue;
		for (k = 0; k < n && !unit_code_equal(list[k].unit, u->code); k++)
			continue;
		if (k == n)
			(void)json_array_append_new(silent, json_string(u->code.text));
	}
	json_t *j = counts_json(&sum);
	(void)json_object_set_new(j, "term", json_day(term_of(d)));
	(void)json_object_set_new(j, "units", units);
	(void)json_object_set_new(j, "silent", silent);
	return j;
}

void
enter_verification(struct door *d)
{
	struct progress *list;
	size_t n;
	if (strlen(d->as.unit.text) == 10) {
		answer_of_school(d);
		return;
	}
	if (!answer_weather(
		d, store_progress(desk_store(d), d->arena, d->as.unit, term_of(d), &list, &n)))
		answer_json(d, 200, office_json(d, list, n));
}

/* By their places in the registry: schools that have come to the end, as those below tell. */
static bool *
done_schools(const struct door *d, const struct progress *list, size_t n)
{
	const struct registry *r = d->law->registry;
	bool *done = arena_array(d->arena, r->n_units + r->n_editions + 1, sizeof(*done));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < list[i].schools_done; k++) {
			const struct unit *u = registry_find(r, list[i].done[k]);
			if (u != NULL)
				done[registry_place(r, u)] = true;
		}
	return done;
}

static json_t *
unfinished_json(const struct door *d, const bool *done, struct unit_code after, size_t limit)
{
	const struct registry *r = d->law->registry;
	json_t *list = json_array();
	for (const struct unit *u = registry_next(r, after); u != NULL && json_array_size(list) < limit;
	    u = registry_next(r, u->code)) {
		if (u->level != LEVEL_SCHOOL || u->is_void || done[registry_place(r, u)]
		    || !registry_answers_to(r, u, d->as.unit))
			continue;
		(void)json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "unit", u->code.text,
		    "name", u->name, "office", registry_office(r, u)->code.text));
	}
	return list;
}

/* Schools of an office that have not come to the end this term, those that told nothing too. The
 * ministry is told of none. */
void
enter_unfinished(struct door *d)
{
	struct unit_code after = { "" };
	struct progress *list;
	size_t limit, n;
	const char *text = d->query(d, "after");
	if (unit_code_equal(d->as.unit, unit_code_ministry)) {
		answer_verdict(d, VERDICT_UNIT_NOT_ALLOWED, NULL);
		return;
	}
	if (text != NULL && !unit_code_parse(text, &after)) {
		d->fault = "after";
		answer_bad_request(d, "the code of a school");
		return;
	}
	if (request_limit(d, &limit)
	    && !answer_weather(d,
		store_progress(desk_store(d), d->arena, d->as.unit, term_of(d), &list, &n)))
		answer_json(d, 200,
		    unfinished_json(d, done_schools(d, list, n), after, limit));
}

void
enter_unchanged(struct door *d)
{
	struct student_number after;
	struct record *rows;
	size_t limit, n;
	if (!request_after(d, &after) || !request_limit(d, &limit)
	    || answer_weather(d,
		store_unchanged(desk_store(d), d->arena, d->as.unit, unchanged_since(d), after,
		    limit, &rows, &n))
	    || !look_put(d, "list", d->as.unit.text, "", (int64_t)n))
		return;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list, student_json(&rows[i]));
	answer_json(d, 200, list);
}

/* -- one list ------------------------------------------------------------------------- */

bool
class_is_name(const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return false;
	return text[0] != '\0' && strlen(text) < CLASS_NAME_MAX && text_is_utf8(text, strlen(text));
}

static enum verdict
find_class(struct door *d, const char *class, struct class_row *ret)
{
	struct class_row *rows;
	size_t n;
	if (store_classes(desk_store(d), d->arena, d->as.unit, term_of(d), &rows, &n) != STORE_OK)
		return VERDICT_BUSY;
	for (size_t i = 0; i < n; i++)
		if (strcmp(rows[i].class, class) == 0) {
			*ret = rows[i];
			return VERDICT_OK;
		}
	return VERDICT_UNKNOWN_CLASS;
}

/* What parents are shown, as on the sheet: unmasked. */
void
enter_class(struct door *d)
{
	struct class_row c;
	struct record *rows;
	size_t n;
	const char *class = d->query(d, "class");
	if (class == NULL || !class_is_name(class)) {
		d->fault = "class";
		answer_bad_request(d, "the name of a class");
		return;
	}
	const enum verdict v = find_class(d, class, &c);
	if (v != VERDICT_OK) {
		answer_verdict(d, v, NULL);
		return;
	}
	if (answer_weather(
		d, store_class_list(desk_store(d), d->arena, d->as.unit, class, &rows, &n))
	    || !look_put(d, "list", class, "", (int64_t)n))
		return;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++) {
		const char sex[2] = { rows[i].sex, '\0' };
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:o, s:i}", "student_number", rows[i].number.text,
			"name", rows[i].name, "sex", sex, "birth", json_day(rows[i].birth), "grade",
			rows[i].grade));
	}
	answer_json(d, 200,
	    json_pack("{s:o, s:o, s:o}", "term", json_day(term_of(d)), "class", class_json(&c),
		"students", list));
}

static enum verdict
take_numbers(struct door *d, const json_t *list, struct student_number *ret)
{
	size_t i;
	const json_t *one;
	json_array_foreach(list, i, one)
	{
		const char *text = json_string_value(one);
		if (text == NULL || !text_is_ident(text)
		    || !text_copy(ret[i].text, sizeof(ret[i].text), text)) {
			d->fault = "students";
			return VERDICT_BAD_STUDENT_NUMBER;
		}
	}
	return VERDICT_OK;
}

enum verdict
class_put(struct door *d, json_t *body)
{
	char class[CLASS_NAME_MAX];
	const struct member members[] = {
		{ "class", class, sizeof(class), VERDICT_BAD_REQUEST },
		{ "students", NULL, 0, VERDICT_OK },
	};
	const json_t *list = json_object_get(body, "students");
	enum verdict v = request_members(d, body, members, 2);
	if (v == VERDICT_OK && (!class_is_name(class) || !json_is_array(list)
	    || json_array_size(list) > IMPORT_MAX)) {
		d->fault = class_is_name(class) ? "students" : "class";
		v = VERDICT_BAD_REQUEST;
	}
	if (v != VERDICT_OK)
		return v;
	const size_t n = json_array_size(list);
	struct student_number *numbers = arena_array(d->arena, n + 1, sizeof(*numbers));
	v = take_numbers(d, list, numbers);
	if (v != VERDICT_OK)
		return v;
	return store_class_put(desk_store(d), d->as.unit, class, numbers, n, d->now)
		== STORE_OK
	    ? VERDICT_OK : VERDICT_BUSY;
}

/* The whole list of a class, in place of the one it had; whoever was in another one leaves it. */
void
enter_put_class(struct door *d)
{
	json_t *body = request_object(d);
	if (body == NULL)
		return;
	const enum verdict v = class_put(d, body);
	json_decref(body);
	if (v == VERDICT_OK)
		door_verification(d);
	else
		answer_verdict(d, v, NULL);
}

/* -- confirming ----------------------------------------------------------------------- */

static enum verdict
confirm(struct door *d, struct class_check *k)
{
	struct class_row c;
	bool is_done = false;
	const enum verdict v = find_class(d, k->class, &c);
	if (v != VERDICT_OK)
		return v;
	if (strcmp(c.list, k->list) != 0)
		return VERDICT_CHANGED_MEANWHILE;
	if (k->n_parents > c.n_students) {
		d->fault = "parents";
		return VERDICT_BAD_REQUEST;
	}
	const bool is_teacher = d->as.role == ROLE_TEACHER;
	const enum store_result r = is_teacher
	    ? store_class_teacher(desk_store(d), k, &is_done)
	    : store_class_registrar(desk_store(d), k, &is_done);
	if (r != STORE_OK)
		return VERDICT_BUSY;
	if (!is_done && strcmp(c.teacher, k->officer) == 0)
		return VERDICT_SAME_PERSON;
	return is_done ? VERDICT_OK : VERDICT_TEACHER_FIRST;
}

void
enter_confirm_class(struct door *d)
{
	long parents = 0;
	struct class_check k = { .school = d->as.unit, .term = term_of(d), .at = d->now };
	const struct member members[] = {
		{ "class", k.class, sizeof(k.class), VERDICT_BAD_REQUEST },
		{ "list", k.list, sizeof(k.list), VERDICT_BAD_REQUEST },
		{ "parents", NULL, 0, VERDICT_OK },
	};
	if (!people_in_person(d))
		return;
	json_t *body = request_object(d);
	if (body == NULL)
		return;
	enum verdict v = request_members(d, body, members, 3);
	if (v == VERDICT_OK)
		v = request_number(d, body, "parents", 0, IMPORT_MAX, &parents);
	json_decref(body);
	memcpy(k.officer, d->as.officer, sizeof(k.officer));
	k.n_parents = (int)parents;
	if (v == VERDICT_OK)
		v = confirm(d, &k);
	if (v == VERDICT_OK)
		door_verification(d);
	else
		answer_verdict(d, v, NULL);
}
