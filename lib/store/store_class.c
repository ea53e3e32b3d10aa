/* Term verification: class lists, who has confirmed them, records that have not changed. */
#include <string.h>

#include "store/pg.h"

/* What changes a list and that the office is to be told of it: together. */
static enum store_result
run_and_tell(struct store *s, const struct call *call, struct unit_code school, struct instant now,
    bool *ret)
{
	struct call calls[2] = { *call };
	PGresult *results[2];
	call_begin(&calls[1], STATEMENT_progress_due_put);
	call_text(&calls[1], school.text);
	call_int(&calls[1], s, now.ms);
	const enum store_result result = store_pipeline(s, calls, 2, true, results);
	if (result != STORE_OK)
		return result;
	*ret = PQntuples(results[0]) > 0;
	PQclear(results[0]);
	PQclear(results[1]);
	return STORE_OK;
}

enum store_result
store_class_put(struct store *s, struct unit_code school, const char *class,
    const struct student_number *numbers, size_t n, struct instant now)
{
	bool unused;
	struct call call;
	struct column c;
	arena_reset(s->arena);
	column_begin(&c, s, TYPE_TEXT);
	for (size_t i = 0; i < n; i++)
		column_text(&c, numbers[i].text);
	call_begin(&call, STATEMENT_class_put);
	call_text(&call, school.text);
	call_text(&call, class);
	call_array(&call, &c);
	return run_and_tell(s, &call, school, now, &unused);
}

static void
take_class(const PGresult *r, int row, struct class_row *ret)
{
	static const struct class_row none;
	*ret = none;
	read_text(r, row, 0, ret->class, sizeof(ret->class));
	ret->n_students = (int)read_int(r, row, 1);
	read_text(r, row, 2, ret->list, sizeof(ret->list));
	ret->n_parents = (int)read_int(r, row, 3);
	read_text(r, row, 4, ret->teacher, sizeof(ret->teacher));
	ret->teacher_at.ms = read_int(r, row, 5);
	read_text(r, row, 6, ret->registrar, sizeof(ret->registrar));
	ret->registrar_at.ms = read_int(r, row, 7);
}

enum store_result
store_classes(struct store *s, struct arena *arena, struct unit_code school, struct day term,
    struct class_row **ret, size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_classes);
	call_text(&call, school.text);
	call_int(&call, s, term.n);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	*ret = arena_array(arena, *ret_n + 1, sizeof(**ret));
	for (size_t i = 0; i < *ret_n; i++)
		take_class(r, (int)i, &(*ret)[i]);
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_class_teacher(struct store *s, const struct class_check *k, bool *ret_done)
{
	struct call call;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_class_teacher);
	call_text(&call, k->school.text);
	call_int(&call, s, k->term.n);
	call_text(&call, k->class);
	call_text(&call, k->list);
	call_int(&call, s, k->n_parents);
	call_text(&call, k->officer);
	call_int(&call, s, k->at.ms);
	return run_and_tell(s, &call, k->school, k->at, ret_done);
}

enum store_result
store_class_registrar(struct store *s, const struct class_check *k, bool *ret_done)
{
	struct call call;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_class_registrar);
	call_text(&call, k->school.text);
	call_int(&call, s, k->term.n);
	call_text(&call, k->class);
	call_text(&call, k->list);
	call_text(&call, k->officer);
	call_int(&call, s, k->at.ms);
	return run_and_tell(s, &call, k->school, k->at, ret_done);
}

enum store_result
store_verification(struct store *s, struct unit_code school, struct instant cut,
    struct verification *ret)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_verification);
	call_text(&call, school.text);
	call_int(&call, s, cut.ms);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	ret->n_students = read_int(r, 0, 0);
	ret->n_unchanged = read_int(r, 0, 1);
	PQclear(r);
	return STORE_OK;
}

static void
take_records(const PGresult *r, struct arena *arena, struct record **ret, size_t *ret_n)
{
	*ret_n = (size_t)PQntuples(r);
	*ret = arena_array(arena, *ret_n + 1, sizeof(**ret));
	for (size_t i = 0; i < *ret_n; i++)
		read_record(r, (int)i, 0, &(*ret)[i]);
}

enum store_result
store_class_list(struct store *s, struct arena *arena, struct unit_code school,
    const char *class, struct record **ret, size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_class_list);
	call_text(&call, school.text);
	call_text(&call, class);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	take_records(r, arena, ret, ret_n);
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_unchanged(struct store *s, struct arena *arena, struct unit_code school,
    struct instant cut, struct student_number after, size_t max, struct record **ret,
    size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_unchanged);
	call_text(&call, school.text);
	call_int(&call, s, cut.ms);
	call_text(&call, after.text);
	call_int(&call, s, (int64_t)max);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	take_records(r, arena, ret, ret_n);
	PQclear(r);
	return STORE_OK;
}

/* Codes of ten digits, a space after each but the last. */
static struct unit_code *
take_schools(const PGresult *r, int row, int column, struct arena *arena, uint32_t *ret_n)
{
	const char *text = PQgetvalue(r, row, column);
	const size_t n = ((size_t)PQgetlength(r, row, column) + 1) / UNIT_CODE_MAX;
	struct unit_code *list = arena_array(arena, n + 1, sizeof(*list));
	for (size_t i = 0; i < n; i++)
		memcpy(list[i].text, text + i * UNIT_CODE_MAX, UNIT_CODE_MAX - 1);
	*ret_n = (uint32_t)n;
	return list;
}

static void
take_progress(
    const PGresult *r, int row, struct day term, struct arena *arena, struct progress *ret)
{
	struct progress p = { .term = term };
	read_text(r, row, 0, p.unit.text, sizeof(p.unit.text));
	p.at.ms = read_int(r, row, 1);
	p.schools = (uint32_t)read_int(r, row, 2);
	p.done = take_schools(r, row, 3, arena, &p.schools_done);
	p.students = (uint32_t)read_int(r, row, 4);
	p.listed = (uint32_t)read_int(r, row, 5);
	p.confirmed = (uint32_t)read_int(r, row, 6);
	p.unchanged = (uint32_t)read_int(r, row, 7);
	*ret = p;
}

enum store_result
store_progress_due(struct store *s, struct arena *arena, bool is_schools, struct day term,
    struct instant cut, struct instant now, size_t max, struct progress *ret, size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, is_schools ? STATEMENT_progress_of_schools : STATEMENT_progress_of_offices);
	call_int(&call, s, term.n);
	if (is_schools)
		call_int(&call, s, cut.ms);
	call_int(&call, s, (int64_t)max);
	if (is_schools)
		call_int(&call, s, now.ms);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	for (size_t i = 0; i < *ret_n; i++)
		take_progress(r, (int)i, term, arena, &ret[i]);
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_progress(struct store *s, struct arena *arena, struct unit_code told, struct day term,
    struct progress **ret, size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_progress);
	call_text(&call, told.text);
	call_int(&call, s, term.n);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	*ret = arena_array(arena, *ret_n + 1, sizeof(**ret));
	for (size_t i = 0; i < *ret_n; i++)
		take_progress(r, (int)i, term, arena, &(*ret)[i]);
	PQclear(r);
	return STORE_OK;
}
