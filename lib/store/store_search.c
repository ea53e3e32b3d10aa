/* What officers search for: dockets and records by what people know of a child. */
#include <string.h>

#include "store/pg.h"

enum store_result
store_search_born(struct store *s, struct day birth, struct docket_id before, size_t max,
    struct docket_id *ret, size_t *ret_n)
{
	struct call call;
	char digits[16];
	const struct date date = day_date(birth);
	arena_reset(s->arena);
	(void)snprintf(digits, sizeof(digits), "%04d%02d%02d", date.year % 10000, date.month % 100,
	    date.day % 100);
	call_begin(&call, STATEMENT_search_born);
	call_text(&call, digits);
	call_text(&call, before.text[0] == '\0' ? "ffffffff-ffff-ffff-ffff-ffffffffffff" : before.text);
	call_int(&call, s, (int64_t)max);
	return store_run_ids(s, &call, ret, ret_n);
}

enum store_result
store_search_school(struct store *s, struct unit_code school, size_t max, struct docket_id *ret,
    size_t *ret_n)
{
	struct call call;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_search_school);
	call_text(&call, school.text);
	call_int(&call, s, (int64_t)max);
	return store_run_ids(s, &call, ret, ret_n);
}

enum store_result
store_run_records(struct store *s, struct arena *arena, const struct call *call, struct record **ret,
    size_t *ret_n)
{
	PGresult *r;
	const enum store_result result = store_run(s, call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	*ret = arena_array(arena, *ret_n + 1, sizeof(**ret));
	for (size_t i = 0; i < *ret_n; i++)
		read_record(r, (int)i, 0, &(*ret)[i]);
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_search_records(struct store *s, struct arena *arena, struct unit_code school,
    struct day birth, const char *name, struct citizen_id id, size_t max, struct record **ret,
    size_t *ret_n)
{
	struct call call;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_search_records);
	call_text(&call, school.text);
	call_int(&call, s, birth.n);
	call_text(&call, name);
	call_text(&call, id.text);
	call_int(&call, s, (int64_t)max);
	return store_run_records(s, arena, &call, ret, ret_n);
}

enum store_result
store_records_born(struct store *s, struct arena *arena, struct unit_code school,
    const struct day *births, size_t n, struct record **ret, size_t *ret_n)
{
	struct call call;
	struct column c;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_records_born);
	call_text(&call, school.text);
	column_begin(&c, s, TYPE_INT8);
	for (size_t i = 0; i < n; i++)
		column_int(&c, births[i].n);
	call_array(&call, &c);
	return store_run_records(s, arena, &call, ret, ret_n);
}
