/* What schools found in term verification and has not been settled. */
#include "store/pg.h"

enum store_result
store_findings(struct store *s, struct unit_code school, struct docket_id after, size_t max,
    struct docket_id *ret, size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_findings);
	call_text(&call, school.text);
	call_text(&call, after.text);
	call_int(&call, s, (int64_t)max);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	for (size_t i = 0; i < *ret_n; i++)
		read_text(r, (int)i, 0, ret[i].text, sizeof(ret[i].text));
	PQclear(r);
	return STORE_OK;
}
