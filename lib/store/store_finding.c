/* What schools found in term verification and has not been settled; and dockets by whom they are
 * about: of one child, or complaints and the like, which name none. */
#include <string.h>

#include "store/pg.h"

enum store_result
store_findings(struct store *s, struct unit_code unit, struct docket_id after, size_t max,
    struct docket_id *ret, size_t *ret_n)
{
	struct call call;
	arena_reset(s->arena);
	const bool is_school = strlen(unit.text) == 10;
	call_begin(&call, is_school ? STATEMENT_findings : STATEMENT_findings_of_offices);
	if (is_school)
		call_text(&call, unit.text);
	call_text(&call, after.text);
	call_int(&call, s, (int64_t)max);
	return store_run_ids(s, &call, ret, ret_n);
}

enum store_result
store_cases(struct store *s, const struct case_query *q, size_t max, struct case_row *ret, size_t *ret_n)
{
	struct call call;
	struct column schools;
	PGresult *r;
	const struct case_row from_the_first = { { "ffffffff-ffff-ffff-ffff-ffffffffffff" }, { INT64_MAX } };
	const struct case_row *after = q->after == NULL ? &from_the_first : q->after;
	arena_reset(s->arena);
	column_begin(&schools, s, TYPE_TEXT);
	for (size_t i = 0; i < q->n_schools; i++)
		column_text(&schools, q->schools[i].text);
	call_begin(&call, STATEMENT_cases);
	call_text(&call, q->number.text);
	call_int(&call, s, after->filed_at.ms);
	call_text(&call, after->id.text);
	call_int(&call, s, (int64_t)q->kind);
	call_int(&call, s, q->is_open_only);
	call_int(&call, s, (int64_t)max);
	call_array(&call, &schools);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	for (size_t i = 0; i < *ret_n; i++) {
		read_text(r, (int)i, 0, ret[i].id.text, sizeof(ret[i].id.text));
		ret[i].filed_at.ms = read_int(r, (int)i, 1);
	}
	PQclear(r);
	return STORE_OK;
}
