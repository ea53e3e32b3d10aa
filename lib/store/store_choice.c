/* What officers of the console have chosen. */
#include "store/account.h"
#include "store/pg.h"

static void
call_texts(struct call *call, struct store *s, const char *const *texts, size_t n)
{
	struct column c;
	column_begin(&c, s, TYPE_TEXT);
	for (size_t i = 0; i < n; i++)
		column_text(&c, texts[i]);
	call_array(call, &c);
}

enum store_result
store_choices_put(struct store *s, const char *account, const char *const *names, const char *const *values,
    size_t n, const char *phone)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_choices_put);
	call_text(&call, account);
	call_texts(&call, s, names, n);
	call_texts(&call, s, values, n);
	call_int(&call, s, phone != NULL);
	call_text(&call, phone == NULL ? "" : phone);
	const enum store_result result = store_run(s, &call, &r);
	if (result == STORE_OK)
		PQclear(r);
	return result;
}
