/* Filters of lists that officers of the console have saved under a name. */
#include "store/account.h"
#include "store/pg.h"

enum store_result
store_views(struct store *s, const struct account *a, const char *list,
    struct saved_view ret[STORE_VIEWS_MAX + STORE_VIEWS_SHARED_MAX], size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_views);
	call_text(&call, a->name);
	call_text(&call, a->unit.text);
	call_text(&call, list);
	call_int(&call, s, STORE_VIEWS_MAX);
	call_int(&call, s, STORE_VIEWS_SHARED_MAX);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	for (size_t i = 0; i < *ret_n; i++) {
		read_text(r, (int)i, 0, ret[i].account, sizeof(ret[i].account));
		read_text(r, (int)i, 1, ret[i].name, sizeof(ret[i].name));
		read_text(r, (int)i, 2, ret[i].query, sizeof(ret[i].query));
		ret[i].is_shared = read_bool(r, (int)i, 3);
	}
	PQclear(r);
	return STORE_OK;
}

/* STORE_CONFLICT: another browser of that account took the place, or there is no such account. */
static enum store_result
try_put(struct store *s, const char *list, const struct saved_view *view, enum store_view_put *ret)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_view_put);
	call_text(&call, view->account);
	call_text(&call, list);
	call_text(&call, view->name);
	call_text(&call, view->query);
	call_int(&call, s, view->is_shared);
	call_int(&call, s, STORE_VIEWS_MAX);
	call_int(&call, s, STORE_VIEWS_SHARED_MAX);
	enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	if (PQntuples(r) == 0)
		result = STORE_CONFLICT;
	else
		*ret = !read_bool(r, 0, 0) ? STORE_VIEW_TOO_MANY
		    : !read_bool(r, 0, 1) ? STORE_VIEW_TOO_MANY_SHARED : STORE_VIEW_KEPT;
	PQclear(r);
	return result;
}

/* A form that is sent twice finds at its second try what the first has written. */
enum store_result
store_view_put(struct store *s, const char *list, const struct saved_view *view, enum store_view_put *ret)
{
	const enum store_result result = try_put(s, list, view, ret);
	return result == STORE_CONFLICT ? try_put(s, list, view, ret) : result;
}

enum store_result
store_view_end(struct store *s, const struct account *by, const char *list, const char *account,
    const char *name)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_view_end);
	call_text(&call, account);
	call_text(&call, list);
	call_text(&call, name);
	call_text(&call, by->name);
	call_text(&call, by->unit.text);
	call_int(&call, s, by->role == ROLE_HEAD);
	const enum store_result result = store_run(s, &call, &r);
	if (result == STORE_OK)
		PQclear(r);
	return result;
}
