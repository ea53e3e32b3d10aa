/* Who looked at whose data: a chain of rows that only grows (schema 0022). */
#include <string.h>

#include "store/pg.h"

/* Two that append at once wait for one another (statement look_put); a row that is there already
 * would be a head that was set back: nothing is shown then either. */
enum store_result
store_look_put(struct store *s, const struct look *look)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_look_put);
	call_int(&call, s, look->at.ms);
	call_text(&call, look->unit.text);
	call_text(&call, look->account);
	call_int(&call, s, look->role);
	call_text(&call, look->kind);
	call_text(&call, look->subject);
	call_text(&call, look->purpose);
	call_int(&call, s, look->hits);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return STORE_AGAIN;
	const bool is_put = strcmp(PQcmdTuples(r), "1") == 0;
	PQclear(r);
	return is_put ? STORE_OK : STORE_AGAIN;
}

enum store_result
store_look_subject(struct store *s, const char *text, char ret[LOOK_SUBJECT_MAX])
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_look_subject);
	call_text(&call, text);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	const bool has_key = PQntuples(r) == 1;
	if (has_key)
		read_text(r, 0, 0, ret, LOOK_SUBJECT_MAX);
	PQclear(r);
	return has_key ? STORE_OK : STORE_AGAIN;
}

static void
read_look(const PGresult *r, int i, struct look_row *ret)
{
	struct look *l = &ret->look;
	memset(ret, 0, sizeof(*ret));
	ret->n = read_int(r, i, 0);
	l->at.ms = read_int(r, i, 1);
	read_text(r, i, 2, l->unit.text, sizeof(l->unit.text));
	read_text(r, i, 3, l->account, sizeof(l->account));
	l->role = (enum role)read_int(r, i, 4);
	read_text(r, i, 5, l->kind, sizeof(l->kind));
	read_text(r, i, 6, l->subject, sizeof(l->subject));
	read_text(r, i, 7, l->purpose, sizeof(l->purpose));
	l->hits = read_int(r, i, 8);
}

enum store_result
store_looks(struct store *s, struct arena *arena, const struct unit_code *units, size_t n_units,
    const char *account, const char *subject, int64_t before, size_t max, struct look_row **ret,
    size_t *ret_n)
{
	struct call call;
	struct column c;
	PGresult *r;
	arena_reset(s->arena);
	column_begin(&c, s, TYPE_TEXT);
	for (size_t i = 0; i < n_units; i++)
		column_text(&c, units[i].text);
	call_begin(&call, account[0] != '\0' ? STATEMENT_looks_by_account
		: subject[0] != '\0'	    ? STATEMENT_looks_by_subject
					    : STATEMENT_looks);
	call_array(&call, &c);
	call_int(&call, s, before > 0 ? before : INT64_MAX);
	call_int(&call, s, (int64_t)max);
	if (account[0] != '\0')
		call_text(&call, account);
	if (account[0] != '\0' || subject[0] != '\0')
		call_text(&call, subject);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	*ret = arena_array(arena, *ret_n + 1, sizeof(**ret));
	for (size_t i = 0; i < *ret_n; i++)
		read_look(r, (int)i, &(*ret)[i]);
	PQclear(r);
	return STORE_OK;
}

/* -- the walk ------------------------------------------------------------------------- */

static bool
is_hash(const PGresult *r, int row, int column, const uint8_t hash[DIGEST_SIZE])
{
	return PQgetlength(r, row, column) == DIGEST_SIZE
	    && memcmp(PQgetvalue(r, row, column), hash, DIGEST_SIZE) == 0;
}

static void
step(struct look_walk *w, const PGresult *r, int row)
{
	if (read_int(r, row, 0) != w->n + 1 || !is_hash(r, row, 1, w->hash) || !read_bool(r, row, 3)) {
		w->is_broken = w->is_done = true;
		return;
	}
	w->n++;
	(void)read_fixed(r, row, 2, w->hash, DIGEST_SIZE);
}

static bool
is_at_head(const PGresult *head, const struct look_walk *w)
{
	return PQntuples(head) == 1 && read_int(head, 0, 0) == w->n && is_hash(head, 0, 1, w->hash);
}

/* Rows that came after the head was read are no fault; one that the head knows and that is not there
 * is. So the head is read first. */
enum store_result
store_look_walk(struct store *s, size_t max, struct look_walk *w)
{
	struct call calls[2];
	PGresult *r[2];
	arena_reset(s->arena);
	call_begin(&calls[0], STATEMENT_look_head);
	call_begin(&calls[1], STATEMENT_look_walk);
	call_int(&calls[1], s, w->n);
	call_int(&calls[1], s, (int64_t)max);
	const enum store_result result = store_pipeline(s, calls, 2, false, r);
	if (result != STORE_OK)
		return result;
	const int n = PQntuples(r[1]);
	bool has_head = is_at_head(r[0], w);
	for (int i = 0; i < n && !w->is_done; i++) {
		step(w, r[1], i);
		has_head = has_head || is_at_head(r[0], w);
	}
	if (!w->is_done && (size_t)n < max) {
		w->is_done = true;
		w->is_broken = !has_head;
	}
	PQclear(r[0]);
	PQclear(r[1]);
	return STORE_OK;
}
