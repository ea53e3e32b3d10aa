/* Reading: what a turn needs, what people look at. Each call is one pipeline. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "store/pg.h"
#include "store/record_columns.h"

/* -- dockets -------------------------------------------------------------------------- */

/* Five columns from `column` on: body, hash, algorithm, key, signature. */
static void
take_sealed(const PGresult *r, int row, int column, struct arena *arena, struct sealed *ret)
{
	ret->body = read_bytes(r, arena, row, column);
	(void)read_fixed(r, row, column + 1, ret->hash, HASH_SIZE);
	ret->stamp.algorithm = (enum algorithm)read_int(r, row, column + 2);
	read_text(r, row, column + 3, ret->stamp.key_id, sizeof(ret->stamp.key_id));
	ret->stamp.size = (uint16_t)read_fixed(
	    r, row, column + 4, ret->stamp.signature, sizeof(ret->stamp.signature));
}

/* The rows of one docket, which are neighbours; the number of the first that is not its own. */
static int
take_docket(const PGresult *r, int row, struct arena *arena, struct stored_docket *d)
{
	struct folder *f = &d->folder;
	const int n_rows = PQntuples(r);
	const int64_t which = read_int(r, row, 0);
	int end = row;
	while (end < n_rows && read_int(r, end, 0) == which)
		end++;
	d->reached.ms = read_int(r, row, 8);
	f->header = read_bytes(r, arena, row, 1);
	if (PQgetisnull(r, row, 2) != 0)	/* no entry */
		return end;
	f->n = (size_t)(end - row);
	f->entries = arena_array(arena, f->n, sizeof(*f->entries));
	for (int k = row; k < end; k++)
		take_sealed(r, k, 3, arena, &f->entries[k - row]);
	return end;
}

enum store_result
store_dockets(struct store *s, struct arena *arena, const struct docket_id *ids, size_t n,
    struct stored_docket *ret)
{
	struct call call;
	struct column c;
	PGresult *r;
	arena_reset(s->arena);
	column_begin(&c, s, TYPE_TEXT);
	for (size_t i = 0; i < n; i++)
		column_text(&c, ids[i].text);
	call_begin(&call, STATEMENT_load_dockets);
	call_array(&call, &c);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	for (size_t i = 0; i < n; i++) {
		const struct stored_docket unknown = { .id = ids[i] };
		ret[i] = unknown;
	}
	for (int row = 0; row < PQntuples(r);)
		row = take_docket(r, row, arena, &ret[read_int(r, row, 0) - 1]);
	PQclear(r);
	return STORE_OK;
}

/* -- records -------------------------------------------------------------------------- */

static void
take_former(struct record *r, const char *text)
{
	while (*text != '\0' && r->n_former < FORMER_MAX) {
		struct student_number *to = &r->former[r->n_former++];
		const size_t n = strcspn(text, " ");
		memcpy(to->text, text, n < sizeof(to->text) ? n : sizeof(to->text) - 1);
		text += text[n] == ' ' ? n + 1 : n;
	}
}

void
read_record(const PGresult *r, int row, int column, struct record *ret)
{
	static const struct record none;
	char sex[8], former[FORMER_MAX * STUDENT_NUMBER_MAX];
	int c = column;
	*ret = none;
	read_text(r, row, c++, ret->school.text, sizeof(ret->school.text));
	read_text(r, row, c++, ret->number.text, sizeof(ret->number.text));
	ret->version = (uint32_t)read_int(r, row, c++);
	read_text(r, row, c++, ret->citizen_id.text, sizeof(ret->citizen_id.text));
	read_text(r, row, c++, ret->name, sizeof(ret->name));
	ret->birth.n = (int32_t)read_int(r, row, c++);
	read_text(r, row, c++, sex, sizeof(sex));
	ret->sex = sex[0];
	ret->status = (enum status)read_int(r, row, c++);
	ret->grade = (int)read_int(r, row, c++);
	ret->is_problem = read_bool(r, row, c++);
	read_text(r, row, c++, ret->open_docket.text, sizeof(ret->open_docket.text));
	ret->status_on.n = (int32_t)read_int(r, row, c++);
	ret->status_until.n = (int32_t)read_int(r, row, c++);
	ret->graduated_on.n = (int32_t)read_int(r, row, c++);
	read_text(r, row, c++, ret->graduated_from.text, sizeof(ret->graduated_from.text));
	read_text(r, row, c++, ret->contact.address, sizeof(ret->contact.address));
	read_text(r, row, c++, ret->contact.phone, sizeof(ret->contact.phone));
	read_text(r, row, c++, ret->contact.guardian, sizeof(ret->contact.guardian));
	read_text(r, row, c++, former, sizeof(former));
	take_former(ret, former);
	ret->school_year = (int)read_int(r, row, c++);
	ret->told = (uint32_t)read_int(r, row, c++);
	assert(c == column + RECORD_COLUMNS_N);
}

static void
call_students(struct call *call, struct store *s, enum statement statement,
    const struct student_number *numbers, const struct unit_code *schools, size_t n)
{
	struct column c[2];
	column_begin(&c[0], s, TYPE_TEXT);
	column_begin(&c[1], s, TYPE_TEXT);
	for (size_t i = 0; i < n; i++) {
		column_text(&c[0], numbers[i].text);
		column_text(&c[1], schools[i].text);
	}
	call_begin(call, statement);
	call_array(call, &c[0]);
	call_array(call, &c[1]);
}

enum store_result
store_records(struct store *s, const struct student_number *numbers,
    const struct unit_code *schools, size_t n, struct stored_record *ret)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_students(&call, s, STATEMENT_load_records, numbers, schools, n);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	memset(ret, 0, n * sizeof(*ret));
	for (int row = 0; row < PQntuples(r); row++) {
		struct stored_record *one = &ret[read_int(r, row, 0) - 1];
		one->has = true;
		read_record(r, row, 1, &one->record);
	}
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_open_filings(struct store *s, const struct student_number *numbers,
    const struct unit_code *schools, const bool *findings, size_t n, struct docket_id *ret)
{
	struct call call;
	struct column c;
	PGresult *r;
	arena_reset(s->arena);
	call_students(&call, s, STATEMENT_load_open_filings, numbers, schools, n);
	column_begin(&c, s, TYPE_BOOL);
	for (size_t i = 0; i < n; i++)
		column_bool(&c, findings[i]);
	call_array(&call, &c);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	memset(ret, 0, n * sizeof(*ret));
	for (int row = 0; row < PQntuples(r); row++)
		read_text(r, row, 1, ret[read_int(r, row, 0) - 1].text, sizeof(ret->text));
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_position(struct store *s, const char *topic, int32_t partition, int64_t *ret)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_load_position);
	call_text(&call, topic);
	call_int(&call, s, partition);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret = PQntuples(r) == 1 ? read_int(r, 0, 0) : -1;
	PQclear(r);
	return STORE_OK;
}

/* -- courier and sweeper -------------------------------------------------------------- */

static void
take_outgoing(const PGresult *r, int row, struct arena *arena, struct outgoing *o)
{
	read_text(r, row, 0, o->letter, sizeof(o->letter));
	read_text(r, row, 1, o->docket.text, sizeof(o->docket.text));
	read_text(r, row, 2, o->from.text, sizeof(o->from.text));
	read_text(r, row, 3, o->to.text, sizeof(o->to.text));
	o->upto = (uint32_t)read_int(r, row, 4);
	read_text(r, row, 5, o->kind, sizeof(o->kind));
	read_text(r, row, 6, o->topic, sizeof(o->topic));
	o->value = read_bytes(r, arena, row, 7);
	o->resend_at.ms = read_int(r, row, 8);
	o->first = (uint32_t)read_int(r, row, 9);
	o->sent_at.ms = read_int(r, row, 10);
}

enum store_result
store_resend(struct store *s, struct arena *arena, struct instant now, struct instant next,
    size_t max, struct outgoing **ret, size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_resend);
	call_int(&call, s, now.ms);
	call_int(&call, s, next.ms);
	call_int(&call, s, (int64_t)max);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	*ret = arena_array(arena, *ret_n + 1, sizeof(**ret));
	for (size_t i = 0; i < *ret_n; i++)
		take_outgoing(r, (int)i, arena, &(*ret)[i]);
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_resend_now(struct store *s, const char *topic, struct instant now)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_resend_now);
	call_text(&call, topic == NULL ? "" : topic);
	call_int(&call, s, now.ms);
	const enum store_result result = store_run(s, &call, &r);
	if (result == STORE_OK)
		PQclear(r);
	return result;
}

enum store_result
store_outbox_age(struct store *s, struct instant now, int64_t *ret_ms)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_outbox_age);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	const int64_t oldest = read_int(r, 0, 0);
	*ret_ms = oldest == 0 ? 0 : now.ms - oldest;
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_due(struct store *s, struct instant now, size_t max, struct due *ret, size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_due);
	call_int(&call, s, now.ms);
	call_int(&call, s, (int64_t)max);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	for (size_t i = 0; i < *ret_n; i++) {
		read_text(r, (int)i, 0, ret[i].id.text, sizeof(ret[i].id.text));
		ret[i].look.ms = read_int(r, (int)i, 1);
		ret[i].is_asked = read_bool(r, (int)i, 2);
	}
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_unpromoted(
    struct store *s, int school_year, size_t max, struct record *ret, size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_unpromoted);
	call_int(&call, s, school_year);
	call_int(&call, s, (int64_t)max);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	for (size_t i = 0; i < *ret_n; i++)
		read_record(r, (int)i, 0, &ret[i]);
	PQclear(r);
	return STORE_OK;
}

/* -- people --------------------------------------------------------------------------- */

enum store_result
store_students(struct store *s, struct arena *arena, struct unit_code school,
    const struct student_number *after, size_t max, struct record **ret, size_t *ret_n)
{
	struct call call;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_students);
	call_text(&call, school.text);
	call_text(&call, after == NULL ? "" : after->text);
	call_int(&call, s, (int64_t)max);
	return store_run_records(s, arena, &call, ret, ret_n);
}

static void
take_evidence(const PGresult *r, int row, int column, struct evidence *ret)
{
	read_text(r, row, column, ret->unit.text, sizeof(ret->unit.text));
	read_text(r, row, column + 1, ret->officer, sizeof(ret->officer));
	read_text(r, row, column + 2, ret->digests, sizeof(ret->digests));
}

enum store_result
store_record_history(struct store *s, struct arena *arena, struct student_number number,
    struct unit_code school, struct record_version **ret, size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_record_history);
	call_text(&call, number.text);
	call_text(&call, school.text);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	*ret = arena_array(arena, *ret_n + 1, sizeof(**ret));
	for (size_t i = 0; i < *ret_n; i++) {
		struct record_version *v = &(*ret)[i];
		read_record(r, (int)i, 0, &v->record);
		read_text(r, (int)i, RECORD_COLUMNS_N, v->cause.text, sizeof(v->cause.text));
		v->at.ms = read_int(r, (int)i, RECORD_COLUMNS_N + 1);
		v->why = (enum record_why)read_int(r, (int)i, RECORD_COLUMNS_N + 2);
		take_evidence(r, (int)i, RECORD_COLUMNS_N + 3, &v->evidence);
	}
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_period(struct store *s, struct instant from, struct instant until, struct docket_id after,
    size_t max, struct docket_id *ret, size_t *ret_n)
{
	struct call call;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_period);
	call_int(&call, s, from.ms);
	call_int(&call, s, until.ms);
	call_text(&call, after.text);
	call_int(&call, s, (int64_t)max);
	return store_run_ids(s, &call, ret, ret_n);
}

static void
take_dead(const PGresult *r, int row, struct arena *arena, struct dead_letter *d)
{
	d->id = read_int(r, row, 0);
	read_text(r, row, 1, d->topic, sizeof(d->topic));
	d->partition = (int32_t)read_int(r, row, 2);
	d->offset = read_int(r, row, 3);
	d->reason = (enum verdict)read_int(r, row, 4);
	d->key = read_bytes(r, arena, row, 5);
	d->value = read_bytes(r, arena, row, 6);
	d->at.ms = read_int(r, row, 7);
	d->replayed_at.ms = read_int(r, row, 8);
}

enum store_result
store_dead_letters(struct store *s, struct arena *arena, int64_t after, size_t max,
    bool with_replayed, struct dead_letter **ret, size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_dead_letters);
	call_int(&call, s, after);
	call_int(&call, s, (int64_t)max);
	call_int(&call, s, with_replayed);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	*ret = arena_array(arena, *ret_n + 1, sizeof(**ret));
	for (size_t i = 0; i < *ret_n; i++)
		take_dead(r, (int)i, arena, &(*ret)[i]);
	PQclear(r);
	return STORE_OK;
}

static void
take_dead_row(const PGresult *r, int row, struct dead_row *d)
{
	d->id = read_int(r, row, 0);
	read_text(r, row, 1, d->topic, sizeof(d->topic));
	d->partition = (int32_t)read_int(r, row, 2);
	d->offset = read_int(r, row, 3);
	d->reason = (enum verdict)read_int(r, row, 4);
	d->size = (size_t)read_int(r, row, 5);
	d->at.ms = read_int(r, row, 6);
	d->replayed_at.ms = read_int(r, row, 7);
	d->times = read_int(r, row, 8);
}

enum store_result
store_dead_rows(struct store *s, struct arena *arena, int64_t after, size_t max,
    bool with_replayed, struct dead_row **ret, size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_dead_rows);
	call_int(&call, s, after);
	call_int(&call, s, (int64_t)max);
	call_int(&call, s, with_replayed);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	*ret = arena_array(arena, *ret_n + 1, sizeof(**ret));
	for (size_t i = 0; i < *ret_n; i++)
		take_dead_row(r, (int)i, &(*ret)[i]);
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_dead_count(struct store *s, int64_t *ret)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_dead_count);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret = read_int(r, 0, 0);
	PQclear(r);
	return STORE_OK;
}

static void
take_fork(const PGresult *r, int row, struct arena *arena, struct fork *f)
{
	read_text(r, row, 0, f->docket.text, sizeof(f->docket.text));
	f->n = (uint32_t)read_int(r, row, 1);
	(void)read_fixed(r, row, 2, f->ours, HASH_SIZE);
	take_sealed(r, row, 3, arena, &f->theirs);
	f->at.ms = read_int(r, row, 8);
}

enum store_result
store_forks(struct store *s, struct arena *arena, struct docket_id docket, struct fork **ret,
    size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_forks);
	call_text(&call, docket.text);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	*ret = arena_array(arena, *ret_n + 1, sizeof(**ret));
	for (size_t i = 0; i < *ret_n; i++)
		take_fork(r, (int)i, arena, &(*ret)[i]);
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_census(struct store *s, struct arena *arena, struct instant now, struct census_row **ret,
    size_t *ret_n)
{
	struct call call;
	PGresult *r;
	arena_reset(s->arena);
	call_begin(&call, STATEMENT_census);
	call_int(&call, s, now.ms);
	const enum store_result result = store_run(s, &call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	*ret = arena_array(arena, *ret_n + 1, sizeof(**ret));
	for (size_t i = 0; i < *ret_n; i++) {
		struct census_row *c = &(*ret)[i];
		c->stage = (enum stage)read_int(r, (int)i, 0);
		c->n_open = read_int(r, (int)i, 1);
		c->n_overdue = read_int(r, (int)i, 2);
	}
	PQclear(r);
	return STORE_OK;
}
