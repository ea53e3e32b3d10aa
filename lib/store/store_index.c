/* Reading the index: who has a record where, and which numbers are taken. */
#include "store/pg.h"

static void
take_index_row(const PGresult *r, int row, struct index_row *ret)
{
	read_text(r, row, 0, ret->id, sizeof(ret->id));
	ret->has_key = read_fixed(r, row, 1, ret->key, sizeof(ret->key)) > 0;
	read_text(r, row, 2, ret->unit.text, sizeof(ret->unit.text));
	ret->status = (enum status)read_int(r, row, 3);
	ret->version = (uint32_t)read_int(r, row, 4);
	read_text(r, row, 5, ret->claim.text, sizeof(ret->claim.text));
	ret->is_double = read_bool(r, row, 6);
	read_text(r, row, 7, ret->other.text, sizeof(ret->other.text));
	ret->other_version = (uint32_t)read_int(r, row, 8);
	ret->is_asked = read_bool(r, row, 9);
	read_text(r, row, 10, ret->became.text, sizeof(ret->became.text));
	ret->writes = (uint32_t)read_int(r, row, 11);
}

enum store_result
store_index(struct store *s, struct arena *arena, const char (*ids)[STORE_INDEX_ID_MAX],
    size_t n_ids, const uint8_t (*keys)[STORE_INDEX_KEY], size_t n_keys, struct index_row **ret,
    size_t *ret_n)
{
	struct call call;
	struct column c[2];
	PGresult *r;
	arena_reset(s->arena);
	column_begin(&c[0], s, TYPE_TEXT);
	column_begin(&c[1], s, TYPE_BYTEA);
	for (size_t i = 0; i < n_ids; i++)
		column_text(&c[0], ids[i]);
	for (size_t i = 0; i < n_keys; i++)
		column_bytes(&c[1], keys[i], STORE_INDEX_KEY);
	call_begin(&call, STATEMENT_load_index);
	call_array(&call, &c[0]);
	call_array(&call, &c[1]);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	*ret = arena_array(arena, *ret_n + 1, sizeof(**ret));
	for (size_t i = 0; i < *ret_n; i++)
		take_index_row(r, (int)i, &(*ret)[i]);
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_numbers(struct store *s, struct arena *arena, const struct student_number *prefixes, size_t n,
    struct student_number **ret, size_t *ret_n)
{
	struct call call;
	struct column c;
	PGresult *r;
	arena_reset(s->arena);
	column_begin(&c, s, TYPE_TEXT);
	for (size_t i = 0; i < n; i++)
		column_text(&c, prefixes[i].text);
	call_begin(&call, STATEMENT_load_numbers);
	call_array(&call, &c);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	*ret = arena_array(arena, *ret_n + 1, sizeof(**ret));
	for (size_t i = 0; i < *ret_n; i++)
		read_text(r, (int)i, 0, (*ret)[i].text, sizeof((*ret)[i].text));
	PQclear(r);
	return STORE_OK;
}
