/* What officers of a unit have put their stamps under: what it was last, the newest first. */
#include "store/pg.h"

static const char last_id[] = "ffffffff-ffff-ffff-ffff-ffffffffffff";

static void
call_place(struct call *call, struct store *s, const struct handled_wanted *w, const struct handled_row *after,
    size_t max)
{
	call_text(call, w->unit.text);
	call_text(call, w->officer);
	call_int(call, s, after == NULL ? INT64_MAX : after->at.ms);
	call_text(call, after == NULL ? last_id : after->id.text);
	call_int(call, s, (int64_t)max);
}

/* Every kind and state that is wanted, a pair each: the index has them in that order, and each pair is a piece of it
 * that is read from its end. */
static void
call_pairs(struct call *call, struct store *s, const struct handled_wanted *w)
{
	struct column ended, kinds;
	column_begin(&ended, s, TYPE_BOOL);
	column_begin(&kinds, s, TYPE_INT8);
	for (int kind = 1; kind < BUSINESS_N; kind++) {
		if (w->kind != BUSINESS_NONE && kind != (int)w->kind)
			continue;
		for (int is_ended = 0; is_ended < 2; is_ended++) {
			if (w->state != HANDLED_ANY && (w->state == HANDLED_ENDED) != (is_ended == 1))
				continue;
			column_bool(&ended, is_ended == 1);
			column_int(&kinds, kind);
		}
	}
	call_array(call, &ended);
	call_array(call, &kinds);
}

enum store_result
store_handled(struct store *s, const struct handled_wanted *w, const struct handled_row *after, size_t max,
    struct handled_row *ret, size_t *ret_n)
{
	struct call call;
	PGresult *r;
	const bool is_any = w->kind == BUSINESS_NONE && w->state == HANDLED_ANY;
	arena_reset(s->arena);
	call_begin(&call, is_any ? STATEMENT_handled : STATEMENT_handled_of);
	call_place(&call, s, w, after, max);
	if (!is_any)
		call_pairs(&call, s, w);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	for (size_t i = 0; i < *ret_n; i++) {
		read_text(r, (int)i, 0, ret[i].id.text, sizeof(ret[i].id.text));
		ret[i].n = (uint32_t)read_int(r, (int)i, 1);
		ret[i].at.ms = read_int(r, (int)i, 2);
	}
	PQclear(r);
	return STORE_OK;
}
