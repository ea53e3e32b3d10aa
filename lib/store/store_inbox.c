/* What lies on the desk of a unit, what has come to it, and who has claimed what of it. */
#include "store/pg.h"

static void
call_stages(struct call *call, struct store *s, const struct inbox_wanted *w)
{
	struct column c;
	column_begin(&c, s, TYPE_INT8);
	for (size_t i = 0; i < w->n_stages; i++)
		column_int(&c, w->stages[i]);
	call_array(call, &c);
}

static void
take_row(const PGresult *r, int i, struct inbox_row *row)
{
	read_text(r, i, 0, row->id.text, sizeof(row->id.text));
	row->kind = (enum business)read_int(r, i, 1);
	row->scope = (enum scope)read_int(r, i, 2);
	row->stage = (enum stage)read_int(r, i, 3);
	read_text(r, i, 4, row->number.text, sizeof(row->number.text));
	row->since.ms = read_int(r, i, 5);
	row->term.ms = read_int(r, i, 6);
	read_text(r, i, 7, row->claimed_by, sizeof(row->claimed_by));
	read_text(r, i, 8, row->receiving_school.text, sizeof(row->receiving_school.text));
	read_text(r, i, 9, row->sending_school.text, sizeof(row->sending_school.text));
	row->n = (uint32_t)read_int(r, i, 10);
}

enum store_result
store_inbox(struct store *s, struct arena *arena, const struct inbox_wanted *wanted,
    const struct inbox_row *after, size_t max, struct inbox_row **ret, size_t *ret_n)
{
	static const char nil[] = "00000000-0000-0000-0000-000000000000";
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_inbox);
	call_text(&call, wanted->unit.text);
	call_int(&call, s, after == NULL ? -1 : after->term.ms);
	call_text(&call, after == NULL ? nil : after->id.text);
	call_int(&call, s, (int64_t)max);
	call_stages(&call, s, wanted);
	call_int(&call, s, wanted->kind);
	call_text(&call, wanted->claimed_by);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	*ret = arena_array(arena, *ret_n + 1, sizeof(**ret));
	for (size_t i = 0; i < *ret_n; i++)
		take_row(r, (int)i, &(*ret)[i]);
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_inbox_news(struct store *s, const struct inbox_wanted *wanted, struct instant since, int64_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_inbox_news);
	call_text(&call, wanted->unit.text);
	call_int(&call, s, since.ms);
	call_stages(&call, s, wanted);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = read_int(r, 0, 0);
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_claim_put(struct store *s, struct docket_id docket, struct unit_code unit, const char *account,
    struct instant at, char ret[OFFICER_MAX])
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_claim_put);
	call_text(&call, docket.text);
	call_text(&call, unit.text);
	call_text(&call, account);
	call_int(&call, s, at.ms);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	read_text(r, 0, 0, ret, OFFICER_MAX);
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_claim_end(struct store *s, struct docket_id docket, struct unit_code unit, const char *account,
    bool is_head, bool *ret_was_there)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_claim_end);
	call_text(&call, docket.text);
	call_text(&call, unit.text);
	call_text(&call, account);
	call_int(&call, s, is_head);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_was_there = read_int(r, 0, 0) > 0;
	PQclear(r);
	return STORE_OK;
}
