/* Law that was published: is there more of it, and all of it; and what it changes for dockets: terms,
 * by a calendar, and whose desk they lie on. */
#include "store/pg.h"

enum store_result
store_publication_last(struct store *s, int64_t *ret)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_publication_last);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret = read_int(r, 0, 0);
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_publications(struct store *s, struct arena *arena, struct bytes **ret, size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_publications);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	*ret = arena_array(arena, *ret_n + 1, sizeof(**ret));
	for (size_t i = 0; i < *ret_n; i++)
		(*ret)[i] = read_bytes(r, arena, (int)i, 0);
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_republish(struct store *s, const struct unit_code *units, size_t n, const char *topic,
    struct instant now)
{
	struct call call;
	struct column c;
	PGresult *r;
	arena_reset(s->arena);
	column_begin(&c, s, TYPE_TEXT);
	for (size_t i = 0; i < n; i++)
		column_text(&c, units[i].text);
	call_begin(&call, STATEMENT_republish);
	call_array(&call, &c);
	call_text(&call, topic);
	call_int(&call, s, now.ms);
	const enum store_result result = store_run(s, &call, &r);
	if (result == STORE_OK)
		PQclear(r);
	return result;
}

enum store_result
store_misdated(struct store *s, uint32_t calendar, size_t max, struct misdated *ret, size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_misdated);
	call_int(&call, s, calendar);
	call_int(&call, s, (int64_t)max);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	for (size_t i = 0; i < *ret_n; i++) {
		read_text(r, (int)i, 0, ret[i].id.text, sizeof(ret[i].id.text));
		ret[i].term.ms = read_int(r, (int)i, 1);
		ret[i].n = (uint32_t)read_int(r, (int)i, 2);
	}
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_held_by(struct store *s, const struct unit_code *units, size_t n, size_t max,
    struct docket_id *ret, size_t *ret_n)
{
	struct call call;
	struct column of;
	arena_reset(s->arena);
	column_begin(&of, s, TYPE_TEXT);
	for (size_t i = 0; i < n; i++)
		column_text(&of, units[i].text);
	call_begin(&call, STATEMENT_held_by);
	call_array(&call, &of);
	call_int(&call, s, (int64_t)max);
	return store_run_ids(s, &call, ret, ret_n);
}

enum store_result
store_redates(struct store *s, struct arena *arena, struct docket_id docket, struct redate **ret,
    size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_redates);
	call_text(&call, docket.text);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	*ret = arena_array(arena, *ret_n + 1, sizeof(**ret));
	for (size_t i = 0; i < *ret_n; i++) {
		(*ret)[i].at.ms = read_int(r, (int)i, 0);
		(*ret)[i].before.ms = read_int(r, (int)i, 1);
		(*ret)[i].term.ms = read_int(r, (int)i, 2);
	}
	PQclear(r);
	return STORE_OK;
}
