/* Term verification: class lists, who has confirmed them, records that have not changed. */
#include "store/pg.h"

enum store_result
store_class_put(struct store *s, struct unit_code school, const char *class,
    const struct student_number *numbers, size_t n)
{
	struct call call;
	struct column c;
	PGresult *r;
	arena_reset(s->arena);
	column_begin(&c, s, TYPE_TEXT);
	for (size_t i = 0; i < n; i++)
		column_text(&c, numbers[i].text);
	call_begin(&call, STATEMENT_class_put);
	call_text(&call, school.text);
	call_text(&call, class);
	call_array(&call, &c);
	const enum store_result result = store_run(s, &call, &r);
	if (result == STORE_OK)
		PQclear(r);
	return result;
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

static enum store_result
run_check(struct store *s, const struct call *call, bool *ret)
{
	PGresult *r;
	const enum store_result result = store_run(s, call, &r);
	if (result != STORE_OK)
		return result;
	*ret = PQntuples(r) > 0;
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
	return run_check(s, &call, ret_done);
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
	return run_check(s, &call, ret_done);
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
