/* Accounts of the console, and who is signed in. */
#include <string.h>

#include "store/account.h"
#include "store/pg.h"

static enum store_result
run(struct store *s, const struct call *call)
{
	PGresult *r;
	const enum store_result result = store_run(s, call, &r);
	if (result == STORE_OK)
		PQclear(r);
	return result;
}

static void
call_account(struct call *call, struct store *s, enum statement statement, const struct account *a,
    struct instant now)
{
	arena_reset(s->arena);
	call_begin(call, statement);
	call_text(call, a->name);
	call_text(call, a->unit.text);
	call_int(call, s, a->role);
	call_text(call, a->password);
	call_int(call, s, now.ms);
}

enum store_result
store_account_new(struct store *s, const struct account *a, struct instant now)
{
	struct call call;
	PGresult *r;
	call_account(&call, s, STATEMENT_account_new, a, now);
	enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	if (PQntuples(r) == 0)
		result = STORE_CONFLICT;
	PQclear(r);
	return result;
}

enum store_result
store_account_put(struct store *s, const struct account *a, struct instant now)
{
	struct call call;
	PGresult *r;
	call_account(&call, s, STATEMENT_account_put, a, now);
	enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	if (read_int(r, 0, 0) == 0)
		result = STORE_CONFLICT;
	PQclear(r);
	return result;
}

/* -- reading -------------------------------------------------------------------------- */

static void
read_account(const PGresult *r, int i, struct account *ret)
{
	memset(ret, 0, sizeof(*ret));
	read_text(r, i, 0, ret->name, sizeof(ret->name));
	read_text(r, i, 1, ret->unit.text, sizeof(ret->unit.text));
	ret->role = (enum role)read_int(r, i, 2);
	read_text(r, i, 3, ret->password, sizeof(ret->password));
	ret->failures = (int)read_int(r, i, 4);
	ret->not_before.ms = read_int(r, i, 5);
	ret->used.ms = read_int(r, i, 6);
	ret->alive.ms = read_int(r, i, 7);
	ret->has_totp = read_fixed(r, i, 8, ret->totp, sizeof(ret->totp)) == sizeof(ret->totp);
	ret->totp_step = read_int(r, i, 9);
	read_text(r, i, 10, ret->issuer, sizeof(ret->issuer));
	read_text(r, i, 11, ret->subject, sizeof(ret->subject));
	ret->has_password = read_bool(r, i, 12);
	read_text(r, i, 13, ret->phone, sizeof(ret->phone));
}

static enum store_result
read_one(struct store *s, const struct call *call, struct account *ret)
{
	PGresult *r;
	memset(ret, 0, sizeof(*ret));
	const enum store_result result = store_run(s, call, &r);
	if (result != STORE_OK)
		return result;
	if (PQntuples(r) == 1)
		read_account(r, 0, ret);
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_account(struct store *s, const char *name, struct account *ret)
{
	struct call call;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_account);
	call_text(&call, name);
	return read_one(s, &call, ret);
}

enum store_result
store_account_of(struct store *s, const char *issuer, const char *subject, struct account *ret)
{
	struct call call;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_account_of);
	call_text(&call, issuer);
	call_text(&call, subject);
	return read_one(s, &call, ret);
}

static enum store_result
read_some(struct store *s, enum statement statement, const char *by, size_t max, struct account *ret, size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, statement);
	call_text(&call, by);
	call_int(&call, s, (int64_t)max);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	for (size_t i = 0; i < *ret_n; i++)
		read_account(r, (int)i, &ret[i]);
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_accounts(struct store *s, const char *after, size_t max, struct account *ret, size_t *ret_n)
{
	return read_some(s, STATEMENT_accounts, after, max, ret, ret_n);
}

enum store_result
store_colleagues(struct store *s, struct unit_code unit, struct account ret[STORE_COLLEAGUES_MAX], size_t *ret_n)
{
	return read_some(s, STATEMENT_accounts_of_unit, unit.text, STORE_COLLEAGUES_MAX, ret, ret_n);
}

/* -- what becomes of one -------------------------------------------------------------- */

enum store_result
store_account_try(struct store *s, const char *name, struct instant now, struct account_try *ret)
{
	static const struct account_try none;
	struct call call;
	PGresult *r;
	*ret = none;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_account_try);
	call_text(&call, name);
	call_int(&call, s, now.ms);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	ret->may = PQntuples(r) == 1;
	if (ret->may)
		ret->until.ms = read_int(r, 0, 0);
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_account_went_well(struct store *s, const char *name)
{
	struct call call;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_account_went_well);
	call_text(&call, name);
	return run(s, &call);
}

enum store_result
store_account_give_back(struct store *s, const char *name, const struct account_try *try)
{
	struct call call;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_account_give_back);
	call_text(&call, name);
	call_int(&call, s, try->until.ms);
	return run(s, &call);
}

enum store_result
store_account_code(struct store *s, const char *name, int64_t step, bool *ret_counts)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_account_code);
	call_text(&call, name);
	call_int(&call, s, step);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_counts = PQntuples(r) == 1;
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_account_totp(struct store *s, const char *name, const uint8_t secret[STORE_TOTP_SIZE], int64_t step,
    const uint8_t session[DIGEST_SIZE])
{
	struct call call;
	const struct bytes key = { session, DIGEST_SIZE };
	const struct bytes b = { secret, secret == NULL ? 0 : STORE_TOTP_SIZE };
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_account_totp);
	call_text(&call, name);
	call_bytes(&call, b);
	call_int(&call, s, step);
	call_bytes(&call, key);
	return run(s, &call);
}

enum store_result
store_account_password(struct store *s, const char *name, const char *password,
    const uint8_t session[DIGEST_SIZE])
{
	struct call call;
	const struct bytes key = { session, DIGEST_SIZE };
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_account_password);
	call_text(&call, name);
	call_text(&call, password);
	call_bytes(&call, key);
	return run(s, &call);
}

enum store_result
store_account_link(struct store *s, const char *name, const char *issuer, const char *subject)
{
	struct call call;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_account_link);
	call_text(&call, name);
	call_text(&call, issuer);
	call_text(&call, subject);
	return run(s, &call);
}

enum store_result
store_account_open(struct store *s, const char *name, struct instant now)
{
	struct call call;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_account_open);
	call_text(&call, name);
	call_int(&call, s, now.ms);
	return run(s, &call);
}

/* -- sessions ------------------------------------------------------------------------- */

enum store_result
store_session_put(struct store *s, const uint8_t digest[DIGEST_SIZE], const char *account,
    struct instant now, struct instant until, bool waits)
{
	struct call call;
	const struct bytes key = { digest, DIGEST_SIZE };
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_session_put);
	call_bytes(&call, key);
	call_text(&call, account);
	call_int(&call, s, until.ms);
	call_int(&call, s, now.ms);
	call_int(&call, s, waits);
	return run(s, &call);
}

enum store_result
store_session(struct store *s, const uint8_t digest[DIGEST_SIZE], struct instant now,
    struct account *ret, bool *ret_waits, struct account *ret_for)
{
	struct call call;
	PGresult *r;
	const struct bytes key = { digest, DIGEST_SIZE };
	memset(ret, 0, sizeof(*ret));
	memset(ret_for, 0, sizeof(*ret_for));
	*ret_waits = false;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_session);
	call_bytes(&call, key);
	call_int(&call, s, now.ms);
	call_int(&call, s, instant_day(now).n);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	if (PQntuples(r) == 1) {
		read_account(r, 0, ret);
		*ret_waits = read_bool(r, 0, 14);
		read_text(r, 0, 15, ret_for->name, sizeof(ret_for->name));
		ret_for->unit = ret->unit;
		ret_for->role = (enum role)read_int(r, 0, 16);
		ret_for->alive.ms = read_int(r, 0, 17);
		read_text(r, 0, 18, ret->choices, sizeof(ret->choices));
	}
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_session_end(struct store *s, const uint8_t digest[DIGEST_SIZE])
{
	struct call call;
	const struct bytes key = { digest, DIGEST_SIZE };
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_session_end);
	call_bytes(&call, key);
	return run(s, &call);
}
