/*
 * The port lib/store/store.h kept by tables in memory. What counts is store_commit(): all or nothing,
 * the conditions and unique keys of lib/store/statement.def and lib/store/schema, and the ways in
 * which a commit can end: done, done and not heard of, not done, lost a race. A commit works on the
 * tables and puts them back if a condition does not hold.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/sim.h"

struct store {
	struct db *db;
	struct instance *instance;
};

/* -- tables ------------------------------------------------------------------------------ */

static const size_t sizes[T_N] = {
	[T_POSITION] = sizeof(struct position_move),
	[T_DOCKET] = sizeof(struct docket_row),
	[T_RECORD] = sizeof(struct record),
	[T_INDEX] = sizeof(struct index_row),
	[T_QUESTION] = sizeof(struct question),
	[T_OUTBOX] = sizeof(struct outbox_row),
	[T_DEAD] = sizeof(struct dead_letter),
	[T_FORK] = sizeof(struct fork),
	[T_NOTICE] = sizeof(struct notice_write),
	[T_ATTACHMENT] = sizeof(struct attachment),
};

static void *
table_add(struct table *t)
{
	if (t->n == t->capacity) {
		t->capacity = 2 * t->capacity + 8;
		t->at = realloc(t->at, t->capacity * t->size);
		if (t->at == NULL)
			abort();
	}
	void *row = t->at + t->n++ * t->size;
	memset(row, 0, t->size);
	return row;
}

static void
table_drop(struct table *t, size_t i)
{
	memmove(t->at + i * t->size, t->at + (i + 1) * t->size, (t->n - i - 1) * t->size);
	t->n--;
}

static void
table_copy(struct table *to, const struct table *from)
{
	if (to->capacity < from->n) {
		to->capacity = from->capacity;
		to->at = realloc(to->at, to->capacity * from->size);
		if (to->at == NULL)
			abort();
	}
	to->size = from->size;
	to->n = from->n;
	if (from->n > 0)
		memcpy(to->at, from->at, from->n * from->size);
}

struct db *
db_new(struct daemon *d)
{
	struct db *db = calloc(1, sizeof(*db));
	if (db == NULL)
		abort();
	db->daemon = d;
	for (int i = 0; i < T_N; i++)
		db->now[i].size = sizes[i];
	return db;
}

void
db_free(struct db *db)
{
	for (int i = 0; i < T_N; i++) {
		free(db->now[i].at);
		for (int k = 0; k < HISTORY; k++)
			free(db->before[k][i].at);
	}
	free(db);
}

/* The state before a commit, kept in front of the older ones. */
static void
remember(struct db *db)
{
	struct table oldest[T_N];
	memcpy(oldest, db->before[HISTORY - 1], sizeof(oldest));
	memmove(db->before[1], db->before[0], (HISTORY - 1) * sizeof(db->before[0]));
	memcpy(db->before[0], oldest, sizeof(oldest));
	for (int i = 0; i < T_N; i++)
		table_copy(&db->before[0][i], &db->now[i]);
	if (db->n_before < HISTORY)
		db->n_before++;
}

void
db_roll_back(struct db *db, int commits)
{
	const int back = commits < db->n_before ? commits : db->n_before;
	if (back == 0)
		return;
	for (int i = 0; i < T_N; i++)
		table_copy(&db->now[i], &db->before[back - 1][i]);
	for (int k = 0; k + back < HISTORY; k++)
		for (int i = 0; i < T_N; i++) {
			const struct table t = db->before[k][i];
			db->before[k][i] = db->before[k + back][i];
			db->before[k + back][i] = t;
		}
	db->n_before -= back;
}

struct store *
store_memory(struct db *db, struct instance *i)
{
	struct store *s = calloc(1, sizeof(*s));
	if (s == NULL)
		abort();
	s->db = db;
	s->instance = i;
	return s;
}

void
store_memory_free(struct store *s)
{
	free(s);
}

/* -- finding ----------------------------------------------------------------------------- */

static struct docket_row *
find_docket(const struct db *db, struct docket_id id)
{
	struct docket_row *rows = ROWS(db, T_DOCKET, struct docket_row);
	for (size_t i = 0; i < N_ROWS(db, T_DOCKET); i++)
		if (strcmp(rows[i].id.text, id.text) == 0)
			return &rows[i];
	return NULL;
}

const struct docket_row *
db_docket(const struct db *db, struct docket_id id)
{
	return find_docket(db, id);
}

static struct folder
folder_of(const struct docket_row *row, struct arena *arena)
{
	struct folder f = { .header = arena_copy(arena, row->header), .n = row->n };
	f.entries = arena_array(arena, row->n + 1u, sizeof(*f.entries));
	size_t i = row->n;
	for (const struct entry_node *e = row->last; e != NULL; e = e->before)
		f.entries[--i] = e->sealed;
	return f;
}

bool
db_fold(const struct db *db, struct docket_id id, struct docket *ret)
{
	const struct docket_row *row = find_docket(db, id);
	if (row == NULL)
		return false;
	struct arena *arena = arena_new();
	const struct folder f = folder_of(row, arena);
	const bool is_sound = wire_folder_open(&f, ret, NULL) == VERDICT_OK;
	arena_free(arena);
	return is_sound;
}

int64_t
db_next_resend(const struct db *db)
{
	const struct outbox_row *rows = ROWS(db, T_OUTBOX, struct outbox_row);
	int64_t next = INT64_MAX;
	for (size_t i = 0; i < N_ROWS(db, T_OUTBOX); i++)
		if (rows[i].out.resend_at.ms < next)
			next = rows[i].out.resend_at.ms;
	return next;
}

static bool
is_looked_at(const struct docket_row *d)
{
	return d->state == DOCKET_OPEN && d->is_held_here && d->next_look.ms > 0;
}

int64_t
db_next_look(const struct db *db)
{
	const struct docket_row *rows = ROWS(db, T_DOCKET, struct docket_row);
	int64_t next = INT64_MAX;
	for (size_t i = 0; i < N_ROWS(db, T_DOCKET); i++)
		if (is_looked_at(&rows[i]) && rows[i].next_look.ms < next)
			next = rows[i].next_look.ms;
	return next;
}

/* -- weather ----------------------------------------------------------------------------- */

const char *
store_trouble(const struct store *s)
{
	(void)s;
	return "weather";
}

/* Every question to the database: the process may end before it, or the connection. */
static bool
is_away(struct store *s)
{
	border(s->instance);
	return strike(FAULT_read_fails);
}

/* -- reading ------------------------------------------------------------------------------ */

enum store_result
store_dockets(struct store *s, struct arena *arena, const struct docket_id *ids, size_t n,
    struct stored_docket *ret)
{
	if (is_away(s))
		return STORE_AGAIN;
	for (size_t i = 0; i < n; i++) {
		const struct docket_row *row = find_docket(s->db, ids[i]);
		const struct stored_docket unknown = { .id = ids[i] };
		ret[i] = unknown;
		if (row == NULL)
			continue;
		ret[i].folder = folder_of(row, arena);
		ret[i].reached = row->reached;
	}
	return STORE_OK;
}

/* Its own number comes before one it had once. */
static const struct record *
find_record(const struct db *db, struct student_number number, struct unit_code school)
{
	const struct record *rows = ROWS(db, T_RECORD, struct record), *former = NULL;
	for (size_t i = 0; i < N_ROWS(db, T_RECORD); i++) {
		if (!unit_code_equal(rows[i].school, school))
			continue;
		if (student_number_equal(rows[i].number, number))
			return &rows[i];
		if (former == NULL && record_has_number(&rows[i], number))
			former = &rows[i];
	}
	return former;
}

enum store_result
store_records(struct store *s, const struct student_number *numbers, const struct unit_code *schools,
    size_t n, struct stored_record *ret)
{
	if (is_away(s))
		return STORE_AGAIN;
	memset(ret, 0, n * sizeof(*ret));
	for (size_t i = 0; i < n; i++) {
		const struct record *r = find_record(s->db, numbers[i], schools[i]);
		ret[i].has = r != NULL;
		if (r != NULL)
			ret[i].record = *r;
	}
	return STORE_OK;
}

enum store_result
store_open_filings(struct store *s, const struct student_number *numbers,
    const struct unit_code *schools, const bool *findings, size_t n, struct docket_id *ret)
{
	const struct docket_row *rows = ROWS(s->db, T_DOCKET, struct docket_row);
	if (is_away(s))
		return STORE_AGAIN;
	memset(ret, 0, n * sizeof(*ret));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < N_ROWS(s->db, T_DOCKET); k++)
			if (rows[k].state == DOCKET_OPEN && rows[k].is_finding == findings[i]
			    && student_number_equal(rows[k].number, numbers[i])
			    && unit_code_equal(rows[k].receiving_school, schools[i]))
				ret[i] = rows[k].id;
	return STORE_OK;
}

static bool
is_asked_for(const struct index_row *x, const char (*ids)[STORE_INDEX_ID_MAX], size_t n_ids,
    const uint8_t (*keys)[STORE_INDEX_KEY], size_t n_keys)
{
	for (size_t i = 0; i < n_ids; i++)
		if (strcmp(x->id, ids[i]) == 0)
			return true;
	for (size_t i = 0; x->has_key && i < n_keys; i++)
		if (memcmp(x->key, keys[i], STORE_INDEX_KEY) == 0)
			return true;
	return false;
}

enum store_result
store_index(struct store *s, struct arena *arena, const char (*ids)[STORE_INDEX_ID_MAX], size_t n_ids,
    const uint8_t (*keys)[STORE_INDEX_KEY], size_t n_keys, struct index_row **ret, size_t *ret_n)
{
	const struct index_row *rows = ROWS(s->db, T_INDEX, struct index_row);
	if (is_away(s))
		return STORE_AGAIN;
	*ret = arena_array(arena, N_ROWS(s->db, T_INDEX) + 1, sizeof(**ret));
	*ret_n = 0;
	for (size_t i = 0; i < N_ROWS(s->db, T_INDEX); i++)
		if (is_asked_for(&rows[i], ids, n_ids, keys, n_keys))
			(*ret)[(*ret_n)++] = rows[i];
	return STORE_OK;
}

static bool
has_prefix(const char *number, const struct student_number *prefixes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strncmp(number, prefixes[i].text, strlen(prefixes[i].text)) == 0)
			return true;
	return false;
}

enum store_result
store_numbers(struct store *s, struct arena *arena, const struct student_number *prefixes, size_t n,
    struct student_number **ret, size_t *ret_n)
{
	const struct record *records = ROWS(s->db, T_RECORD, struct record);
	const struct index_row *rows = ROWS(s->db, T_INDEX, struct index_row);
	if (is_away(s))
		return STORE_AGAIN;
	*ret = arena_array(arena, N_ROWS(s->db, T_RECORD) + N_ROWS(s->db, T_INDEX) + 1, sizeof(**ret));
	*ret_n = 0;
	for (size_t i = 0; i < N_ROWS(s->db, T_RECORD); i++)
		if (has_prefix(records[i].number.text, prefixes, n))
			(*ret)[(*ret_n)++] = records[i].number;
	for (size_t i = 0; i < N_ROWS(s->db, T_INDEX); i++)
		if (has_prefix(rows[i].id, prefixes, n))
			memcpy((*ret)[(*ret_n)++].text, rows[i].id, STUDENT_NUMBER_MAX - 1);
	return STORE_OK;
}

enum store_result
store_questions(struct store *s, struct arena *arena, const struct docket_id *ids, size_t n,
    struct question **ret, size_t *ret_n)
{
	const struct question *rows = ROWS(s->db, T_QUESTION, struct question);
	if (is_away(s))
		return STORE_AGAIN;
	*ret = arena_array(arena, N_ROWS(s->db, T_QUESTION) + 1, sizeof(**ret));
	*ret_n = 0;
	for (size_t i = 0; i < N_ROWS(s->db, T_QUESTION); i++)
		for (size_t k = 0; k < n; k++)
			if (docket_id_equal(rows[i].docket, ids[k])) {
				(*ret)[(*ret_n)++] = rows[i];
				break;
			}
	return STORE_OK;
}

enum store_result
store_questions_in(struct store *s, struct arena *arena, enum question_state state, size_t max,
    struct question **ret, size_t *ret_n)
{
	const struct question *rows = ROWS(s->db, T_QUESTION, struct question);
	if (is_away(s))
		return STORE_AGAIN;
	*ret = arena_array(arena, N_ROWS(s->db, T_QUESTION) + 1, sizeof(**ret));
	*ret_n = 0;
	for (size_t i = 0; i < N_ROWS(s->db, T_QUESTION) && *ret_n < max; i++)
		if (rows[i].state == state)
			(*ret)[(*ret_n)++] = rows[i];
	return STORE_OK;
}

/* No filing of this country has scans. */
enum store_result
store_attachments_missing(struct store *s, const uint8_t (*digests)[DIGEST_SIZE], size_t n, bool *ret)
{
	(void)digests;
	memset(ret, 0, n * sizeof(*ret));
	return is_away(s) ? STORE_AGAIN : STORE_OK;
}

enum store_result
store_attachment_get(struct store *s, struct arena *arena, const uint8_t digest[DIGEST_SIZE],
    struct attachment *ret, struct bytes *ret_data)
{
	const struct bytes none = { 0 };
	(void)arena, (void)digest;
	memset(ret, 0, sizeof(*ret));
	*ret_data = none;
	return is_away(s) ? STORE_AGAIN : STORE_OK;
}

enum store_result
store_attachments_drop(struct store *s, struct instant before, size_t max, size_t *ret_n)
{
	(void)before, (void)max;
	*ret_n = 0;
	return is_away(s) ? STORE_AGAIN : STORE_OK;
}

static struct position_move *
find_position(const struct db *db, const char *topic, int32_t partition)
{
	struct position_move *rows = ROWS(db, T_POSITION, struct position_move);
	for (size_t i = 0; i < N_ROWS(db, T_POSITION); i++)
		if (rows[i].partition == partition && strcmp(rows[i].topic, topic) == 0)
			return &rows[i];
	return NULL;
}

enum store_result
store_position(struct store *s, const char *topic, int32_t partition, int64_t *ret)
{
	if (is_away(s))
		return STORE_AGAIN;
	const struct position_move *row = find_position(s->db, topic, partition);
	*ret = row == NULL ? -1 : row->to;
	return STORE_OK;
}

enum store_result
store_dead_letters(struct store *s, struct arena *arena, int64_t after, size_t max,
    bool with_replayed, struct dead_letter **ret, size_t *ret_n)
{
	(void)after, (void)max, (void)with_replayed;
	*ret = arena_array(arena, 1, sizeof(**ret));
	*ret_n = 0;
	return is_away(s) ? STORE_AGAIN : STORE_OK;
}

/* -- courier and sweeper ------------------------------------------------------------------ */

static int
by_time_written(const void *a, const void *b)
{
	const struct outbox_row *l = *(struct outbox_row *const *)a, *r = *(struct outbox_row *const *)b;
	if (l->written_at.ms != r->written_at.ms)
		return l->written_at.ms < r->written_at.ms ? -1 : 1;
	const int docket = strcmp(l->out.docket.text, r->out.docket.text);
	if (docket != 0 || l->out.upto != r->out.upto)
		return docket != 0 ? docket : l->out.upto < r->out.upto ? -1 : 1;
	return strcmp(l->out.letter, r->out.letter);
}

/* The statement doubles the pause from attempt to attempt, up to an hour. */
static void
put_off(struct outbox_row *o, struct instant now, struct instant next)
{
	const int64_t pause = (next.ms - now.ms) << (o->attempts < 12 ? o->attempts : 12);
	const int64_t at = now.ms + (pause < HOUR_MS ? pause : HOUR_MS);
	o->attempts++;
	o->out.resend_at.ms = at > next.ms ? at : next.ms;
}

enum store_result
store_resend(struct store *s, struct arena *arena, struct instant now, struct instant next, size_t max,
    struct outgoing **ret, size_t *ret_n)
{
	struct outbox_row *rows = ROWS(s->db, T_OUTBOX, struct outbox_row);
	const size_t most = N_ROWS(s->db, T_OUTBOX);
	if (is_away(s))
		return STORE_AGAIN;
	struct outbox_row **due = arena_array(arena, most + 1, sizeof(*due));
	size_t n = 0;
	for (size_t i = 0; i < most && n < max && !plant_is(PLANT_no_resend); i++)
		if (rows[i].out.resend_at.ms <= now.ms)
			due[n++] = &rows[i];
	qsort(due, n, sizeof(*due), by_time_written);
	*ret = arena_array(arena, n + 1, sizeof(**ret));
	for (size_t i = 0; i < n; i++) {
		put_off(due[i], now, next);
		(*ret)[i] = due[i]->out;
		if (due[i]->out.first > 0)	/* the table has none; the row here is what check.c compares with */
			(*ret)[i].value = (struct bytes){ NULL, 0 };
	}
	*ret_n = n;
	return STORE_OK;
}

enum store_result
store_resend_now(struct store *s, const char *topic, struct instant now)
{
	struct outbox_row *rows = ROWS(s->db, T_OUTBOX, struct outbox_row);
	if (is_away(s))
		return STORE_AGAIN;
	for (size_t i = 0; i < N_ROWS(s->db, T_OUTBOX); i++) {
		if (topic != NULL && strcmp(rows[i].out.topic, topic) != 0)
			continue;
		if (rows[i].out.resend_at.ms > now.ms)
			rows[i].out.resend_at = now;
		rows[i].attempts = 0;
	}
	return STORE_OK;
}

static int
by_look(const void *a, const void *b)
{
	const struct due *l = a, *r = b;
	if (l->look.ms != r->look.ms)
		return l->look.ms < r->look.ms ? -1 : 1;
	return strcmp(l->id.text, r->id.text);
}

static bool
is_in_question(const struct db *db, struct docket_id id)
{
	const struct outbox_row *rows = ROWS(db, T_OUTBOX, struct outbox_row);
	for (size_t i = 0; i < N_ROWS(db, T_OUTBOX); i++)
		if (strcmp(rows[i].out.kind, "inquiry") == 0
		    && docket_id_equal(rows[i].out.docket, id))
			return true;
	return false;
}

enum store_result
store_due(struct store *s, struct instant now, size_t max, struct due *ret, size_t *ret_n)
{
	const struct docket_row *rows = ROWS(s->db, T_DOCKET, struct docket_row);
	if (is_away(s))
		return STORE_AGAIN;
	*ret_n = 0;
	for (size_t i = 0; i < N_ROWS(s->db, T_DOCKET) && *ret_n < max; i++)
		if (is_looked_at(&rows[i]) && rows[i].next_look.ms <= now.ms) {
			ret[*ret_n].id = rows[i].id;
			ret[*ret_n].is_asked = is_in_question(s->db, rows[i].id);
			ret[(*ret_n)++].look = rows[i].next_look;
		}
	qsort(ret, *ret_n, sizeof(*ret), by_look);
	return STORE_OK;
}

enum store_result
store_unpromoted(struct store *s, int year, size_t max, struct record *ret, size_t *ret_n)
{
	const struct record *rows = ROWS(s->db, T_RECORD, struct record);
	if (is_away(s))
		return STORE_AGAIN;
	*ret_n = 0;
	for (size_t i = 0; i < N_ROWS(s->db, T_RECORD) && *ret_n < max; i++)
		if (record_is_of_this_year(rows[i].status) && rows[i].school_year < year)
			ret[(*ret_n)++] = rows[i];
	return STORE_OK;
}

enum store_result
store_misdated(struct store *s, uint32_t calendar, size_t max, struct misdated *ret, size_t *ret_n)
{
	const struct docket_row *rows = ROWS(s->db, T_DOCKET, struct docket_row);
	if (is_away(s))
		return STORE_AGAIN;
	*ret_n = 0;
	for (size_t i = 0; i < N_ROWS(s->db, T_DOCKET) && *ret_n < max; i++)
		if (rows[i].state == DOCKET_OPEN && rows[i].calendar != calendar) {
			ret[*ret_n].id = rows[i].id;
			ret[(*ret_n)++].term = rows[i].term;
		}
	return STORE_OK;
}

enum store_result
store_held_by(struct store *s, const struct unit_code *units, size_t n, size_t max,
    struct docket_id *ret, size_t *ret_n)
{
	const struct docket_row *rows = ROWS(s->db, T_DOCKET, struct docket_row);
	if (is_away(s))
		return STORE_AGAIN;
	*ret_n = 0;
	for (size_t i = 0; i < N_ROWS(s->db, T_DOCKET); i++)
		for (size_t k = 0; k < n && *ret_n < max; k++)
			if (rows[i].state == DOCKET_OPEN && unit_code_equal(rows[i].holder, units[k]))
				ret[(*ret_n)++] = rows[i].id;
	return STORE_OK;
}

/* Nobody confirms class lists here, and no batch of formal numbers is open. */
enum store_result
store_progress_due(struct store *s, struct arena *arena, bool is_schools, struct day term,
    struct instant cut, struct instant now, size_t max, struct progress *ret, size_t *ret_n)
{
	(void)arena, (void)is_schools, (void)term, (void)cut, (void)now, (void)max, (void)ret;
	*ret_n = 0;
	return is_away(s) ? STORE_AGAIN : STORE_OK;
}

enum store_result
store_temporary(struct store *s, const struct temporary *after, size_t max, struct temporary *ret,
    size_t *ret_n)
{
	(void)after, (void)max, (void)ret;
	*ret_n = 0;
	return is_away(s) ? STORE_AGAIN : STORE_OK;
}

enum store_result
store_republish(struct store *s, const struct unit_code *units, size_t n, const char *topic,
    struct instant now)
{
	(void)units, (void)n, (void)topic, (void)now;
	return is_away(s) ? STORE_AGAIN : STORE_OK;
}

/* -- writing ------------------------------------------------------------------------------ */

static struct bytes
keep(struct bytes b)
{
	return b.size == 0 ? b : arena_copy(sim.arena, b);
}

static bool
write_positions(struct db *db, const struct batch *b)
{
	for (size_t i = 0; i < b->n_positions; i++) {
		const struct position_move *p = &b->positions[i];
		struct position_move *row = find_position(db, p->topic, p->partition);
		const bool is_as_expected = row == NULL ? p->from == -1 : row->to == p->from;
		if (!is_as_expected && !plant_is(PLANT_position_unfenced)
		    && !plant_is(PLANT_unfenced))
			return false;
		if (row == NULL)
			row = table_add(&db->now[T_POSITION]);
		*row = *p;
	}
	return true;
}

static void
project(struct docket_row *row, const struct docket_write *w)
{
	const struct docket *d = w->docket;
	row->n = d->n;
	row->state = d->state;
	row->stage = docket_stage(d);
	row->holder = d->holder;
	row->since = d->since;
	row->term = w->term;
	row->next_look = w->next_look;
	row->is_automatic = docket_is_automatic(d);
	row->is_held_here = w->is_held_here;
	row->reached = w->reached;
	row->calendar = 0;
	for (size_t i = 0; i < w->n_entries; i++) {
		struct entry_node *e = arena_alloc(sim.arena, sizeof(*e));
		e->sealed = w->entries[i];
		e->sealed.body = keep(w->entries[i].body);
		e->before = row->last;
		row->last = e;
	}
}

/* docket_one_filing */
static bool
is_second_filing(const struct db *db, const struct docket_row *one)
{
	const struct docket_row *rows = ROWS(db, T_DOCKET, struct docket_row);
	if (plant_is(PLANT_filing_not_unique) || !one->is_filed_here || one->state != DOCKET_OPEN
	    || one->number.text[0] == '\0')
		return false;
	for (size_t i = 0; i < N_ROWS(db, T_DOCKET); i++)
		if (&rows[i] != one && rows[i].state == DOCKET_OPEN && rows[i].is_filed_here
		    && rows[i].is_finding == one->is_finding
		    && unit_code_equal(rows[i].receiving_school, one->receiving_school)
		    && student_number_equal(rows[i].number, one->number))
			return true;
	return false;
}

static bool
write_new_docket(struct db *db, const struct docket_write *w)
{
	const struct header *h = &w->docket->header;
	if (find_docket(db, w->id) != NULL)
		return false;
	struct docket_row *row = table_add(&db->now[T_DOCKET]);
	row->id = w->id;
	row->kind = h->kind;
	row->scope = h->scope;
	row->number = h->number;
	row->receiving_school = h->receiving_school;
	row->sending_school = h->sending_school;
	row->filed_at = h->filed_at;
	row->header = keep(w->header);
	row->is_filed_here = w->is_filed_here;
	row->is_finding = business_row(h->kind)->is_finding;
	project(row, w);
	return !is_second_filing(db, row);
}

static bool
write_dockets(struct db *db, const struct batch *b)
{
	for (size_t i = 0; i < b->n_dockets; i++) {
		const struct docket_write *w = &b->dockets[i];
		if (w->n_before == 0) {
			if (!write_new_docket(db, w))
				return false;
			continue;
		}
		struct docket_row *row = find_docket(db, w->id);
		if (row == NULL || (row->n != w->n_before && !plant_is(PLANT_docket_unfenced)
				&& !plant_is(PLANT_unfenced)))
			return false;
		while (row->n > w->n_before && row->last != NULL) {	/* planted: others' entries go */
			row->last = row->last->before;
			row->n--;
		}
		project(row, w);
	}
	return true;
}

static bool
write_records(struct db *db, const struct batch *b)
{
	for (size_t i = 0; i < b->n_records; i++) {
		const struct record_write *w = &b->records[i];
		struct record *rows = ROWS(db, T_RECORD, struct record), *row = NULL;
		const struct student_number number =
		    w->version_before == 0 ? w->record.number : w->number_before;
		for (size_t k = 0; k < N_ROWS(db, T_RECORD) && row == NULL; k++)
			if (unit_code_equal(rows[k].school, w->record.school)
			    && student_number_equal(rows[k].number, number))
				row = &rows[k];
		if (w->version_before == 0) {
			if (row != NULL)
				return false;
			row = table_add(&db->now[T_RECORD]);
		} else if (row == NULL || (row->version != w->version_before
				&& !plant_is(PLANT_record_unfenced))) {
			return false;
		}
		*row = w->record;
	}
	return true;
}

static struct index_row *
find_index(const struct db *db, const char *id)
{
	struct index_row *rows = ROWS(db, T_INDEX, struct index_row);
	for (size_t i = 0; i < N_ROWS(db, T_INDEX); i++)
		if (strcmp(rows[i].id, id) == 0)
			return &rows[i];
	return NULL;
}

static bool
is_live(const struct index_row *x)
{
	return x->has_key && x->status != STATUS_transferred_out && x->status != STATUS_removed
	    && !x->is_double;
}

/* student_index_live and the primary key. */
static bool
index_is_unique(const struct db *db)
{
	const struct index_row *rows = ROWS(db, T_INDEX, struct index_row);
	const size_t n = N_ROWS(db, T_INDEX);
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n; k++) {
			if (strcmp(rows[i].id, rows[k].id) == 0)
				return false;
			if (is_live(&rows[i]) && is_live(&rows[k]) && !plant_is(PLANT_index_not_unique)
			    && memcmp(rows[i].key, rows[k].key, STORE_INDEX_KEY) == 0)
				return false;
		}
	return true;
}

static bool
write_index(struct db *db, const struct batch *b)
{
	for (size_t i = 0; i < b->n_index; i++) {
		const struct index_write *w = &b->index[i];
		struct index_row *row = w->is_new ? NULL : find_index(db, w->id_before);
		if (!w->is_new && (row == NULL || row->writes != w->row.writes))
			return false;
		if (w->is_gone) {
			table_drop(&db->now[T_INDEX], (size_t)(row - ROWS(db, T_INDEX, struct index_row)));
			continue;
		}
		if (plant_is(PLANT_former_forgotten) && w->row.became.text[0] != '\0')
			continue;
		if (w->is_new)
			row = table_add(&db->now[T_INDEX]);
		*row = w->row;
		row->writes = w->is_new ? 0 : w->row.writes + 1;
	}
	return b->n_index == 0 || index_is_unique(db);
}

static bool
write_questions(struct db *db, const struct batch *b)
{
	for (size_t i = 0; i < b->n_questions; i++) {
		const struct question_write *w = &b->questions[i];
		struct question *rows = ROWS(db, T_QUESTION, struct question), *row = NULL;
		for (size_t k = 0; k < N_ROWS(db, T_QUESTION) && row == NULL; k++)
			if (docket_id_equal(rows[k].docket, w->question.docket))
				row = &rows[k];
		if (w->is_first != (row == NULL))
			return false;
		if (row != NULL && (row->seen != w->seen_before || row->state != w->state_before))
			return false;
		if (row == NULL)
			row = table_add(&db->now[T_QUESTION]);
		*row = w->question;
	}
	return true;
}

static struct outbox_row *
find_letter(const struct db *db, const char *id)
{
	struct outbox_row *rows = ROWS(db, T_OUTBOX, struct outbox_row);
	for (size_t i = 0; i < N_ROWS(db, T_OUTBOX); i++)
		if (strcmp(rows[i].out.letter, id) == 0)
			return &rows[i];
	return NULL;
}

void
db_forget(struct db *db, const char *letter)
{
	for (size_t k = N_ROWS(db, T_OUTBOX); k-- > 0;)
		if (strcmp(ROWS(db, T_OUTBOX, struct outbox_row)[k].out.letter, letter) == 0)
			table_drop(&db->now[T_OUTBOX], k);
}

static void
write_outbox(struct db *db, const struct batch *b)
{
	for (size_t i = 0; i < b->n_outgoing; i++) {
		struct outbox_row *row = find_letter(db, b->outgoing[i].letter);
		if (row == NULL) {
			row = table_add(&db->now[T_OUTBOX]);
			row->written_at = b->now;
		}
		row->out = b->outgoing[i];
		row->out.value = keep(b->outgoing[i].value);
	}
}

static bool
is_receipted(const struct outgoing *o, const struct outgoing_done *d)
{
	if (!unit_code_equal(o->to, d->to))
		return false;
	if (d->letter[0] != '\0')
		return strcmp(o->letter, d->letter) == 0;
	return docket_id_equal(o->docket, d->docket) && strcmp(o->kind, "delivery") == 0
	    && (o->upto <= d->n || plant_is(PLANT_receipt_takes_all));
}

static void
write_done(struct db *db, const struct batch *b)
{
	for (size_t i = 0; i < b->n_done; i++)
		for (size_t k = N_ROWS(db, T_OUTBOX); k-- > 0;)
			if (is_receipted(&ROWS(db, T_OUTBOX, struct outbox_row)[k].out, &b->done[i]))
				table_drop(&db->now[T_OUTBOX], k);
}

static void
write_dead(struct db *db, const struct batch *b)
{
	for (size_t i = 0; i < b->n_dead; i++) {
		const struct dead_letter *rows = ROWS(db, T_DEAD, struct dead_letter), *d = &b->dead[i];
		bool is_known = false;
		for (size_t k = 0; k < N_ROWS(db, T_DEAD) && !is_known; k++)
			is_known = strcmp(rows[k].topic, d->topic) == 0
			    && rows[k].value.size == d->value.size
			    && memcmp(rows[k].value.data, d->value.data, d->value.size) == 0;
		if (b->ret_dead_is_new != NULL)
			b->ret_dead_is_new[i] = !is_known;
		if (is_known)
			continue;
		struct dead_letter *row = table_add(&db->now[T_DEAD]);
		*row = *d;
		row->value = keep(d->value);
	}
}

static void
write_tellings(struct db *db, const struct batch *b)
{
	for (size_t i = 0; i < b->n_forks; i++) {
		struct fork *row = table_add(&db->now[T_FORK]);
		*row = b->forks[i];
		row->theirs.body = keep(b->forks[i].theirs.body);
	}
	for (size_t i = 0; i < b->n_notices; i++)
		*(struct notice_write *)table_add(&db->now[T_NOTICE]) = b->notices[i];
}

static bool
write_looks(struct db *db, const struct batch *b)
{
	for (size_t i = 0; i < b->n_sweeps; i++) {
		const struct sweep_write *w = &b->sweeps[i];
		struct docket_row *row = find_docket(db, w->docket);
		if (row == NULL || row->n != w->n || row->next_look.ms != w->before.ms)
			return false;
		row->next_look = w->next;
	}
	for (size_t i = 0; i < b->n_terms; i++) {
		const struct term_write *w = &b->terms[i];
		struct docket_row *row = find_docket(db, w->docket);
		if (row == NULL || row->n != w->n || row->term.ms != w->before.ms)
			return false;
		row->term = w->term;
		row->calendar = w->calendar;
		if (w->term.ms != w->before.ms)
			row->next_look = w->next_look;
	}
	struct docket_row *rows = ROWS(db, T_DOCKET, struct docket_row);
	for (size_t i = 0; i < b->n_moved; i++)
		for (size_t k = 0; k < N_ROWS(db, T_DOCKET); k++)
			if (rows[k].state == DOCKET_OPEN && rows[k].is_finding && rows[k].is_held_here
			    && student_number_equal(rows[k].number, b->moved[i]))
				rows[k].next_look = b->now;
	return true;
}

/* In the order of store_commit.c. */
static bool
write_all(struct db *db, const struct batch *b)
{
	if (!write_positions(db, b) || !write_dockets(db, b) || !write_records(db, b)
	    || !write_index(db, b) || !write_questions(db, b))
		return false;
	write_done(db, b);
	if (!plant_is(PLANT_outbox_not_kept))
		write_outbox(db, b);
	write_dead(db, b);
	write_tellings(db, b);
	return write_looks(db, b);
}

static void
take_back(struct db *db)
{
	db_roll_back(db, 1);
}

static void
send_all(struct store *s, const struct batch *b)
{
	for (size_t i = 0; i < b->n_outgoing; i++) {
		const struct outgoing *o = &b->outgoing[i];
		const struct bus_letter letter = { .topic = o->topic, .value = o->value, .id = o->letter,
			.type = o->kind, .key = o->docket.text[0] == '\0' ? NULL : o->docket.text };
		(void)bus_send(s->instance->bus, &letter);
	}
}

/* What a failing commit leaves behind, where a bug is planted. */
static void
fail(struct store *s, const struct batch *b)
{
	struct db *db = s->db;
	if (plant_is(PLANT_torn_commit)) {
		remember(db);
		if (!write_dockets(db, b) || !write_records(db, b))
			take_back(db);
	}
	if (plant_is(PLANT_position_first))
		(void)write_positions(db, b);
	if (plant_is(PLANT_sent_before_commit))
		send_all(s, b);
}

enum store_result
store_commit(struct store *s, const struct batch *b)
{
	struct db *db = s->db;
	border(s->instance);
	if (strike(FAULT_pause))
		instance_pause(s->instance);
	if (strike(FAULT_stall))
		instance_stall(s->instance);
	if (strike(FAULT_commit_fails) || db->daemon->full_until > sim.now_ms) {
		fail(s, b);
		return STORE_AGAIN;
	}
	if (strike(FAULT_conflict))
		return STORE_CONFLICT;
	remember(db);
	if (!write_all(db, b)) {
		take_back(db);
		sim_say("conflict");
		return STORE_CONFLICT;
	}
	if (plant_is(PLANT_commit_forgotten) && sim_chance(20)) {
		take_back(db);
		return STORE_OK;
	}
	sim.n_commits++;
	check_commit(db, b);
	border(s->instance);
	return strike(FAULT_answer_lost) ? STORE_AGAIN : STORE_OK;
}
