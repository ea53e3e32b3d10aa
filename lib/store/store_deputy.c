/* Who acts in whose place, from day to day. */
#include <string.h>

#include "store/account.h"
#include "store/pg.h"

/* STORE_CONFLICT: another browser has just taken the place. */
static enum store_result
try_put(struct store *s, const struct deputy *d, struct day today, enum store_deputy_put *ret)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_deputy_put);
	call_text(&call, d->principal);
	call_text(&call, d->deputy);
	call_int(&call, s, d->first.n);
	call_int(&call, s, d->last.n);
	call_text(&call, d->appointed_by);
	call_int(&call, s, today.n);
	call_int(&call, s, STORE_DEPUTIES_MAX);
	enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret = PQntuples(r) == 0 ? STORE_DEPUTY_UNKNOWN
	    : !read_bool(r, 0, 0) ? STORE_DEPUTY_TOO_MANY : STORE_DEPUTY_KEPT;
	if (*ret == STORE_DEPUTY_KEPT && !read_bool(r, 0, 1))
		result = STORE_CONFLICT;
	PQclear(r);
	return result;
}

enum store_result
store_deputy_put(struct store *s, const struct deputy *d, struct day today, enum store_deputy_put *ret)
{
	const enum store_result result = try_put(s, d, today, ret);
	return result == STORE_CONFLICT ? try_put(s, d, today, ret) : result;
}

static void
read_deputy(const PGresult *r, int i, struct deputy *ret)
{
	read_text(r, i, 0, ret->principal, sizeof(ret->principal));
	ret->role = (enum role)read_int(r, i, 1);
	ret->alive.ms = read_int(r, i, 2);
	read_text(r, i, 3, ret->deputy, sizeof(ret->deputy));
	ret->first.n = (int32_t)read_int(r, i, 4);
	ret->last.n = (int32_t)read_int(r, i, 5);
	read_text(r, i, 6, ret->appointed_by, sizeof(ret->appointed_by));
}

enum store_result
store_deputies(struct store *s, struct unit_code unit, const char *name, struct day today,
    struct deputy ret[STORE_DEPUTIES_LIST_MAX], size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_deputies);
	call_text(&call, unit.text);
	call_text(&call, name);
	call_int(&call, s, today.n);
	call_int(&call, s, STORE_DEPUTIES_LIST_MAX);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	for (size_t i = 0; i < *ret_n; i++)
		read_deputy(r, (int)i, &ret[i]);
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_deputy_end(struct store *s, struct unit_code unit, const struct deputy *d, bool *ret_was_there)
{
	struct call call;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_deputy_end);
	call_text(&call, unit.text);
	call_text(&call, d->principal);
	call_text(&call, d->deputy);
	call_int(&call, s, d->first.n);
	call_int(&call, s, d->last.n);
	return store_run_any(s, &call, ret_was_there);
}

enum store_result
store_session_act(struct store *s, const uint8_t digest[DIGEST_SIZE], const char *principal,
    struct day today, bool *ret_may)
{
	struct call call;
	const struct bytes key = { digest, DIGEST_SIZE };
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_session_act);
	call_bytes(&call, key);
	call_text(&call, principal);
	call_int(&call, s, today.n);
	return store_run_any(s, &call, ret_may);
}
