/* What units were told: overdue, a reminder, an illegal refusal, a fork. */
#include "store/pg.h"

enum store_result
store_notices(struct store *s, struct arena *arena, struct unit_code told,
    const struct notice_write *after, size_t max, struct notice_write **ret, size_t *ret_n)
{
	struct call call;
	PGresult *r;
	const bool is_first = after == NULL;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_notices);
	call_text(&call, told.text);
	call_int(&call, s, is_first ? INT64_MAX : after->at.ms);
	call_text(&call, is_first ? "00000000-0000-0000-0000-000000000000" : after->docket.text);
	call_text(&call, is_first ? "" : after->what);
	call_text(&call, is_first ? "" : after->unit.text);
	call_int(&call, s, (int64_t)max);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	*ret = arena_array(arena, *ret_n + 1, sizeof(**ret));
	for (size_t i = 0; i < *ret_n; i++) {
		struct notice_write *n = &(*ret)[i];
		read_text(r, (int)i, 0, n->docket.text, sizeof(n->docket.text));
		read_text(r, (int)i, 1, n->what, sizeof(n->what));
		read_text(r, (int)i, 2, n->unit.text, sizeof(n->unit.text));
		read_text(r, (int)i, 3, n->told.text, sizeof(n->told.text));
		n->stage = (enum stage)read_int(r, (int)i, 4);
		n->at.ms = read_int(r, (int)i, 5);
	}
	PQclear(r);
	return STORE_OK;
}
