/* What the ministry was asked about children, and what the population register says of it; and the records
 * that a batch asks about. */
#include "store/pg.h"

static void
take_question(const PGresult *r, int row, struct question *q)
{
	read_text(r, row, 0, q->docket.text, sizeof(q->docket.text));
	q->seen = (uint32_t)read_int(r, row, 1);
	read_text(r, row, 2, q->unit.text, sizeof(q->unit.text));
	(void)read_fixed(r, row, 3, q->key, sizeof(q->key));
	q->is_new = read_bool(r, row, 4);
	read_text(r, row, 5, q->citizen_id.text, sizeof(q->citizen_id.text));
	read_text(r, row, 6, q->name, sizeof(q->name));
	q->state = (enum question_state)read_int(r, row, 7);
	q->code = (enum verdict)read_int(r, row, 8);
	read_text(r, row, 9, q->found.text, sizeof(q->found.text));
	q->at.ms = read_int(r, row, 10);
}

static enum store_result
take_questions(struct store *s, struct arena *arena, const struct call *call, struct question **ret,
    size_t *ret_n)
{
	PGresult *r;
	const enum store_result result = store_run(s, call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	*ret = arena_array(arena, *ret_n + 1, sizeof(**ret));
	for (size_t i = 0; i < *ret_n; i++)
		take_question(r, (int)i, &(*ret)[i]);
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_questions(struct store *s, struct arena *arena, const struct docket_id *dockets, size_t n,
    struct question **ret, size_t *ret_n)
{
	struct call call;
	struct column c;
	arena_reset(s->arena);
	column_begin(&c, s, TYPE_TEXT);
	for (size_t i = 0; i < n; i++)
		column_text(&c, dockets[i].text);
	call_begin(&call, STATEMENT_load_questions);
	call_array(&call, &c);
	return take_questions(s, arena, &call, ret, ret_n);
}

enum store_result
store_questions_in(struct store *s, struct arena *arena, enum question_state state, size_t max,
    struct question **ret, size_t *ret_n)
{
	struct call call;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_load_questions_in);
	call_int(&call, s, state);
	call_int(&call, s, (int64_t)max);
	return take_questions(s, arena, &call, ret, ret_n);
}

enum store_result
store_questions_answer(struct store *s, const struct question *questions, size_t n)
{
	struct call call;
	struct column c[3];
	PGresult *r;
	arena_reset(s->arena);
	column_begin(&c[0], s, TYPE_TEXT);
	column_begin(&c[1], s, TYPE_INT8);
	column_begin(&c[2], s, TYPE_INT8);
	for (size_t i = 0; i < n; i++) {
		column_text(&c[0], questions[i].docket.text);
		column_int(&c[1], questions[i].seen);
		column_int(&c[2], questions[i].code);
	}
	call_begin(&call, STATEMENT_answer_questions);
	for (size_t i = 0; i < 3; i++)
		call_array(&call, &c[i]);
	const enum store_result result = store_run(s, &call, &r);
	if (result == STORE_OK)
		PQclear(r);
	return result;
}

enum store_result
store_temporary(struct store *s, const struct temporary *after, size_t max, struct temporary *ret,
    size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_temporary);
	call_text(&call, after->school.text);
	call_text(&call, after->number.text);
	call_int(&call, s, (int64_t)max);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	for (size_t i = 0; i < *ret_n; i++) {
		read_text(r, (int)i, 0, ret[i].school.text, sizeof(ret[i].school.text));
		read_text(r, (int)i, 1, ret[i].number.text, sizeof(ret[i].number.text));
	}
	PQclear(r);
	return STORE_OK;
}
