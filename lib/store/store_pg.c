/*
 * The connection: made when first used and again after it was lost; every statement is
 * prepared, every failure is sorted into weather, conflict or our own bug. Error texts
 * are SQLSTATE and primary message only, and of "data exceptions" (class 22) not even
 * the message, which quotes the value.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/pg.h"
#include "store/record_columns.h"

const struct statement_row statements[] = {
#define STATEMENT(name, n, ...) { #name, __VA_ARGS__, n },
#include "store/statement.def"
#undef STATEMENT
};

enum { PATIENCE_MS = 90000 };	/* longer than statement_timeout */

struct store *
store_open(const char *conninfo, const char *name)
{
	struct store *s = calloc(1, sizeof(*s));
	if (s == NULL)
		log_panic("out of memory size=%zu", sizeof(*s));
	s->conninfo = strdup(conninfo);
	if (s->conninfo == NULL)
		log_panic("out of memory size=%zu", strlen(conninfo));
	(void)snprintf(s->name, sizeof(s->name), "%s", name);
	s->patience_ms = PATIENCE_MS;
	s->arena = arena_new();
	return s;
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	PQfinish(s->conn);
	arena_free(s->arena);
	free(s->conninfo);
	free(s);
}

bool
store_is_up(const struct store *s)
{
	return s->is_up;
}

const char *
store_trouble(const struct store *s)
{
	return s->trouble;
}

void
store_disconnect(struct store *s)
{
	PQfinish(s->conn);
	s->conn = NULL;
}

void
store_lost(struct store *s)
{
	if (s->trouble[0] == '\0')
		(void)snprintf(s->trouble, sizeof(s->trouble), "connection lost");
	store_disconnect(s);
	s->is_up = false;
}

/* -- meaning of failures -------------------------------------------------------------- */

static bool
is_class(const char *state, const char *class)
{
	return strncmp(state, class, 2) == 0;
}

enum store_result
store_triage(struct store *s, const PGresult *r)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	if (state == NULL) {	/* made by libpq: the connection is gone */
		(void)snprintf(s->trouble, sizeof(s->trouble), "connection lost");
		return STORE_AGAIN;
	}
	(void)snprintf(s->trouble, sizeof(s->trouble), "SQLSTATE %s %s", state,
	    text == NULL || is_class(state, "22") ? "" : text);
	if (strcmp(state, "XJ001") == 0 || strcmp(state, "23505") == 0)
		return STORE_CONFLICT;
	/* Connection; transaction state (a standby); serialization, deadlock; resources; locks;
	 * an administrator; system; inside PostgreSQL; no database; no access. */
	static const char *const weather[] = { "08", "25", "40", "53", "55", "57", "58", "XX", "3D", "28" };
	for (size_t i = 0; i < sizeof(weather) / sizeof(weather[0]); i++)
		if (is_class(state, weather[i]))
			return STORE_AGAIN;
	log_panic("store: %s", s->trouble);
}

/* -- connecting ----------------------------------------------------------------------- */

static void
be_silent(void *context, const PGresult *r)
{
	(void)context;	/* NOTICEs are for people at psql */
	(void)r;
}

static bool
prepare_all(struct store *s)
{
	for (size_t i = 0; i < STATEMENT_N; i++) {
		PGresult *r = PQprepare(s->conn, statements[i].name, statements[i].sql, 0, NULL);
		const bool ok = PQresultStatus(r) == PGRES_COMMAND_OK;
		if (!ok)
			(void)store_triage(s, r);
		PQclear(r);
		if (!ok)
			return false;
	}
	return true;
}

/* libpq's word for it, first line only: hosts and users, no passwords. What it says of a
 * conninfo it cannot read may quote one. */
static void
remember_why(struct store *s)
{
	PQconninfoOption *options = PQconninfoParse(s->conninfo, NULL);
	const char *why = options == NULL ? "conninfo cannot be read" : PQerrorMessage(s->conn);
	(void)snprintf(s->trouble, sizeof(s->trouble), "%.*s", (int)strcspn(why, "\n"), why);
	PQconninfoFree(options);
}

/* Statements are planned once, often while their tables are empty, and all have their index: a plan
 * that reads a whole table is cheap then, and is what the daemon would be left with as it grows.
 * What stands before "dbname" is ours to propose and the administrator's to change in the
 * conninfo; what stands behind it is not. */
static bool
connect_bare(struct store *s)
{
	const char *const keys[] = { "connect_timeout", "keepalives_idle", "keepalives_interval",
		"keepalives_count", "tcp_user_timeout", "target_session_attrs", "dbname",
		"application_name", "client_encoding", "options", NULL };
	const char *const values[] = { "3", "10", "5", "3", "10000", "read-write", s->conninfo,
		s->name, "UTF8",
		"-c statement_timeout=60000 -c idle_in_transaction_session_timeout=60000"
		" -c synchronous_commit=on -c jit=off -c plan_cache_mode=force_generic_plan"
		" -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off", NULL };
	s->trouble[0] = '\0';
	s->conn = PQconnectdbParams(keys, values, 1);
	if (PQstatus(s->conn) == CONNECTION_OK) {
		(void)PQsetNoticeReceiver(s->conn, be_silent, NULL);
		s->is_up = true;
		return true;
	}
	remember_why(s);
	store_lost(s);
	return false;
}

enum store_result
store_connect(struct store *s)
{
	if (s->conn != NULL && PQstatus(s->conn) == CONNECTION_OK)
		return STORE_OK;
	store_disconnect(s);
	if (!connect_bare(s))
		return STORE_AGAIN;
	if (!prepare_all(s) || PQsetnonblocking(s->conn, 1) != 0) {
		store_lost(s);
		return STORE_AGAIN;
	}
	return STORE_OK;
}

bool
store_connect_bare(struct store *s)
{
	store_disconnect(s);
	return connect_bare(s);
}

/* -- reading -------------------------------------------------------------------------- */

static uint64_t
big_endian(const char *data, int size)
{
	uint64_t v = 0;
	for (int i = 0; i < size; i++)
		v = v << 8 | (uint8_t)data[i];
	return v;
}

int64_t
read_int(const PGresult *r, int row, int column)
{
	const int size = PQgetlength(r, row, column);
	const uint64_t v = big_endian(PQgetvalue(r, row, column), size);
	switch (size) {
	case 2:
		return (int16_t)v;
	case 4:
		return (int32_t)v;
	default:
		return (int64_t)v;
	}
}

bool
read_bool(const PGresult *r, int row, int column)
{
	return PQgetvalue(r, row, column)[0] != 0;
}

struct bytes
read_bytes(const PGresult *r, struct arena *arena, int row, int column)
{
	const struct bytes borrowed = { (const uint8_t *)PQgetvalue(r, row, column),
		(size_t)PQgetlength(r, row, column) };
	return arena_copy(arena, borrowed);
}

void
read_text(const PGresult *r, int row, int column, char *ret, size_t size)
{
	const size_t n = (size_t)PQgetlength(r, row, column);
	if (n >= size)
		log_panic("store: column %d is longer than its field", column);
	memcpy(ret, PQgetvalue(r, row, column), n);
	ret[n] = '\0';
}

size_t
read_fixed(const PGresult *r, int row, int column, uint8_t *ret, size_t size)
{
	const size_t n = (size_t)PQgetlength(r, row, column);
	if (n > size)
		log_panic("store: column %d is longer than its field", column);
	memcpy(ret, PQgetvalue(r, row, column), n);
	return n;
}
