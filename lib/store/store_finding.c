/* What schools found in term verification and has not been settled. */
#include <string.h>

#include "store/pg.h"

enum store_result
store_findings(struct store *s, struct unit_code unit, struct docket_id after, size_t max,
    struct docket_id *ret, size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	const bool is_school = strlen(unit.text) == 10;
	call_begin(&call, is_school ? STATEMENT_findings : STATEMENT_findings_of_offices);
	if (is_school)
		call_text(&call, unit.text);
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
