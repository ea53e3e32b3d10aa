/* Accounts of the console, and who is signed in. */
#include <string.h>

#include "store/pg.h"

enum store_result
store_account_put(struct store *s, const struct account *a)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_account_put);
	call_text(&call, a->name);
	call_text(&call, a->unit.text);
	call_int(&call, s, a->role);
	call_text(&call, a->password);
	enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	if (read_int(r, 0, 0) == 0)
		result = STORE_CONFLICT;
	PQclear(r);
	return result;
}

static enum store_result
take_account(struct store *s, const struct call *call, struct account *ret)
{
	PGresult *r;
	memset(ret, 0, sizeof(*ret));
	const enum store_result result = store_run(s, call, &r);
	if (result != STORE_OK)
		return result;
	if (PQntuples(r) == 1) {
		read_text(r, 0, 0, ret->name, sizeof(ret->name));
		read_text(r, 0, 1, ret->unit.text, sizeof(ret->unit.text));
		ret->role = (enum role)read_int(r, 0, 2);
		read_text(r, 0, 3, ret->password, sizeof(ret->password));
		ret->failures = (int)read_int(r, 0, 4);
		ret->not_before.ms = read_int(r, 0, 5);
	}
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
	return take_account(s, &call, ret);
}

static enum store_result
run(struct store *s, const struct call *call)
{
	PGresult *r;
	const enum store_result result = store_run(s, call, &r);
	if (result == STORE_OK)
		PQclear(r);
	return result;
}

enum store_result
store_account_tried(
    struct store *s, const char *name, bool is_failure, struct instant not_before)
{
	struct call call;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_account_tried);
	call_text(&call, name);
	call_int(&call, s, is_failure);
	call_int(&call, s, not_before.ms);
	return run(s, &call);
}

enum store_result
store_session_put(struct store *s, const uint8_t digest[DIGEST_SIZE], const char *account,
    struct instant now, struct instant until)
{
	struct call call;
	const struct bytes key = { digest, DIGEST_SIZE };
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_session_put);
	call_bytes(&call, key);
	call_text(&call, account);
	call_int(&call, s, until.ms);
	call_int(&call, s, now.ms);
	return run(s, &call);
}

enum store_result
store_session(struct store *s, const uint8_t digest[DIGEST_SIZE], struct instant now,
    struct account *ret)
{
	struct call call;
	const struct bytes key = { digest, DIGEST_SIZE };
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_session);
	call_bytes(&call, key);
	call_int(&call, s, now.ms);
	return take_account(s, &call, ret);
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
