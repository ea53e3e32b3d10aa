/*
 * Attachments. Those that were sent here to be filed have a day until a docket names them; what a docket has
 * named stays.
 */
#include <string.h>

#include "store/pg.h"

enum store_result
store_attachments_missing(
    struct store *s, const uint8_t (*digests)[DIGEST_SIZE], size_t n, bool *ret)
{
	struct call call;
	struct column c;
	arena_reset(s->arena);
	column_begin(&c, s, TYPE_BYTEA);
	for (size_t i = 0; i < n; i++)
		column_bytes(&c, digests[i], DIGEST_SIZE);
	call_begin(&call, STATEMENT_missing_attachments);
	call_array(&call, &c);
	return store_run_marks(s, &call, ret, n);
}

enum store_result
store_attachment_put(struct store *s, const struct attachment *a, struct bytes data,
    struct instant now)
{
	struct call call;
	PGresult *r;
	const struct bytes digest = { a->digest, DIGEST_SIZE };
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_attachment_put);
	call_bytes(&call, digest);
	call_int(&call, s, a->size);
	call_text(&call, a->type);
	call_bytes(&call, data);
	call_int(&call, s, now.ms);
	const enum store_result result = store_run(s, &call, &r);
	if (result == STORE_OK)
		PQclear(r);
	return result;
}

/* Size and type, the first two columns; size 0 where there is no row. */
static void
read_kept(const PGresult *r, const uint8_t digest[DIGEST_SIZE], struct attachment *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (PQntuples(r) != 1)
		return;
	memcpy(ret->digest, digest, DIGEST_SIZE);
	ret->size = (uint32_t)read_int(r, 0, 0);
	read_text(r, 0, 1, ret->type, sizeof(ret->type));
}

enum store_result
store_attachment_get(struct store *s, struct arena *arena, const uint8_t digest[DIGEST_SIZE],
    struct attachment *ret, struct bytes *ret_data)
{
	struct call call;
	PGresult *r;
	const struct bytes key = { digest, DIGEST_SIZE };
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_attachment_get);
	call_bytes(&call, key);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	read_kept(r, digest, ret);
	if (PQntuples(r) == 1)
		*ret_data = read_bytes(r, arena, 0, 2);
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_attachment_renew(struct store *s, const uint8_t digest[DIGEST_SIZE], struct instant now,
    struct attachment *ret)
{
	struct call call;
	PGresult *r;
	const struct bytes key = { digest, DIGEST_SIZE };
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_attachment_renew);
	call_bytes(&call, key);
	call_int(&call, s, now.ms);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	read_kept(r, digest, ret);
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_attachments_drop(struct store *s, struct instant before, size_t max, size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_attachments_drop);
	call_int(&call, s, before.ms);
	call_int(&call, s, (int64_t)max);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)read_int(r, 0, 0);
	PQclear(r);
	return STORE_OK;
}
