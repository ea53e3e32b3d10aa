/* The message that tells officers once a day what waits for them: whom, how much, and that it was settled. */
#include "store/digest.h"
#include "store/pg.h"

enum store_until
store_until(const struct digest_day *d, struct instant term)
{
	int until = STORE_UNTIL_NOW;
	if (term.ms <= 0)
		return STORE_UNTIL_LATER;
	while (until < STORE_UNTIL_LATER && term.ms > d->ends[until].ms)
		until++;
	return (enum store_until)until;
}

/* Who is to be told: the first two parameters of what asks about them. */
static void
call_day(struct call *call, struct store *s, enum statement statement, const struct digest_day *d)
{
	arena_reset(s->arena);
	call_begin(call, statement);
	call_int(call, s, d->day.n);
	call_int(call, s, d->alive_after.ms);
}

enum store_result
store_digest_accounts(struct store *s, const struct digest_day *d, const char *choice, const char *after,
    size_t max, struct digest_account *ret, size_t *ret_n)
{
	struct call call;
	PGresult *r;
	call_day(&call, s, STATEMENT_digest_accounts, d);
	call_text(&call, choice);
	call_text(&call, after);
	call_int(&call, s, (int64_t)max);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	for (size_t i = 0; i < *ret_n; i++) {
		read_text(r, (int)i, 0, ret[i].name, sizeof(ret[i].name));
		read_text(r, (int)i, 1, ret[i].phone, sizeof(ret[i].phone));
		read_text(r, (int)i, 2, ret[i].unit.text, sizeof(ret[i].unit.text));
		ret[i].role = (enum role)read_int(r, (int)i, 3);
		read_text(r, (int)i, 4, ret[i].wish, sizeof(ret[i].wish));
		ret[i].stands_in = (uint32_t)read_int(r, (int)i, 5);
	}
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_digest_counts(struct store *s, struct arena *arena, const struct digest_day *d, struct digest_count **ret,
    size_t *ret_n)
{
	struct call call;
	PGresult *r;
	call_day(&call, s, STATEMENT_digest_counts, d);
	for (int i = 0; i < STORE_UNTIL_LATER; i++)
		call_int(&call, s, d->ends[i].ms);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	*ret = arena_array(arena, *ret_n + 1, sizeof(**ret));
	for (size_t i = 0; i < *ret_n; i++) {
		read_text(r, (int)i, 0, (*ret)[i].unit.text, sizeof((*ret)[i].unit.text));
		(*ret)[i].stage = (enum stage)read_int(r, (int)i, 1);
		for (int k = 0; k < STORE_UNTIL_N; k++)
			(*ret)[i].n[k] = read_int(r, (int)i, 2 + k);
	}
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_digest_dockets(struct store *s, const struct digest_day *d, enum stage stage, struct docket_id after,
    size_t max, struct digest_docket *ret, size_t *ret_n)
{
	static const char nil[] = "00000000-0000-0000-0000-000000000000";
	struct call call;
	PGresult *r;
	call_day(&call, s, STATEMENT_digest_dockets, d);
	call_int(&call, s, stage);
	call_text(&call, after.text[0] == '\0' ? nil : after.text);
	call_int(&call, s, (int64_t)max);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	for (size_t i = 0; i < *ret_n; i++) {
		read_text(r, (int)i, 0, ret[i].id.text, sizeof(ret[i].id.text));
		read_text(r, (int)i, 1, ret[i].holder.text, sizeof(ret[i].holder.text));
		ret[i].term.ms = read_int(r, (int)i, 2);
	}
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_digest_take(struct store *s, const struct digest_day *d, const struct digest_account *a, bool *ret_is_mine)
{
	struct call call;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_digest_take);
	call_text(&call, a->name);
	call_int(&call, s, d->day.n);
	call_text(&call, a->phone);
	return store_run_any(s, &call, ret_is_mine);
}

enum store_result
store_digest_give_back(struct store *s, const struct digest_day *d, const char *account)
{
	struct call call;
	bool has_row;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_digest_give_back);
	call_text(&call, account);
	call_int(&call, s, d->day.n);
	return store_run_any(s, &call, &has_row);
}
