/* What parents ask: one row comes back, whether or not there is what they asked for. */
#include "store/pg.h"
#include "store/record_columns.h"

enum store_result
store_status_record(struct store *s, struct student_number number, struct record *ret,
    bool *ret_is_own)
{
	static const struct record none;
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_status_record);
	call_text(&call, number.text);
	call_int(&call, s, STATUS_transferred_out);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret = none;
	*ret_is_own = false;
	if (PQntuples(r) == 1) {
		read_record(r, 0, 0, ret);
		*ret_is_own = read_bool(r, 0, RECORD_COLUMNS_N);
	}
	PQclear(r);
	return STORE_OK;
}

/* Of one row: a docket's id, whether it is the one that was asked for and, where it was asked, its
 * child's number. */
static enum store_result
status_of(struct store *s, struct call *call, struct docket_id *ret, bool *ret_is_own,
    struct student_number *ret_number)
{
	static const struct docket_id nil = { "00000000-0000-0000-0000-000000000000" };
	static const struct student_number nobody;
	PGresult *r;
	const enum store_result result = store_run(s, call, &r);
	if (result != STORE_OK)
		return result;
	*ret = nil;
	*ret_is_own = false;
	if (ret_number != NULL)
		*ret_number = nobody;
	if (PQntuples(r) == 1) {
		read_text(r, 0, 0, ret->text, sizeof(ret->text));
		*ret_is_own = read_bool(r, 0, 1);
		if (ret_number != NULL)
			read_text(r, 0, 2, ret_number->text, sizeof(ret_number->text));
	}
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_status_docket(struct store *s, struct student_number number, struct docket_id *ret,
    bool *ret_is_own)
{
	struct call call;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_status_docket);
	call_text(&call, number.text);
	return status_of(s, &call, ret, ret_is_own, NULL);
}

enum store_result
store_status_case(struct store *s, struct docket_id docket, struct docket_id *ret,
    struct student_number *ret_number, bool *ret_is_own)
{
	struct call call;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_status_case);
	call_text(&call, docket.text);
	return status_of(s, &call, ret, ret_is_own, ret_number);
}
