/*
 * The connection: made when first used and again after it was lost; every statement is
 * prepared, every failure is sorted into weather, conflict or our own bug. Error texts
 * are SQLSTATE and primary message only, which hold no value of any row.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/pg.h"

static const struct {
	const char *name, *sql;
	int n_parameters;
} statements[] = {
#define STATEMENT(name, n, ...) { #name, __VA_ARGS__, n },
#include "store/statement.def"
#undef STATEMENT
};

struct store *
store_open(const char *conninfo, const char *name)
{
	struct store *s = calloc(1, sizeof(*s));
	if (s == NULL)
		log_panic("out of memory size=%zu", sizeof(*s));
	(void)snprintf(s->conninfo, sizeof(s->conninfo), "%s", conninfo);
	(void)snprintf(s->name, sizeof(s->name), "%s", name);
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
store_lost(struct store *s)
{
	if (s->trouble[0] == '\0')
		(void)snprintf(s->trouble, sizeof(s->trouble), "connection lost");
	PQfinish(s->conn);
	s->conn = NULL;
	s->is_up = false;
}

/* -- meaning of failures -------------------------------------------------------------- */

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
	    text == NULL ? "" : text);
	if (strcmp(state, "XJ001") == 0 || strcmp(state, "23505") == 0)
		return STORE_CONFLICT;
	static const char *const weather[] = { "08", "25", "40", "53", "55", "57", "58", "XX", "3D", "28" };
	for (size_t i = 0; i < sizeof(weather) / sizeof(weather[0]); i++)
		if (strncmp(state, weather[i], 2) == 0)
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

static bool
connect_bare(struct store *s)
{
	const char *const keys[] = { "dbname", "application_name", "connect_timeout",
		"keepalives_idle", "tcp_user_timeout", "options", NULL };
	const char *const values[] = { s->conninfo, s->name, "3", "10", "10000",
		"-c statement_timeout=60000 -c idle_in_transaction_session_timeout=60000"
		" -c synchronous_commit=on -c client_encoding=UTF8 -c plan_cache_mode=force_generic_plan", NULL };
	s->trouble[0] = '\0';
	s->conn = PQconnectdbParams(keys, values, 1);
	if (PQstatus(s->conn) == CONNECTION_OK) {
		(void)PQsetNoticeReceiver(s->conn, be_silent, NULL);
		s->is_up = true;
		return true;
	}
	(void)snprintf(s->trouble, sizeof(s->trouble), "database not reachable");
	store_lost(s);
	return false;
}

enum store_result
store_connect(struct store *s)
{
	if (s->conn != NULL && PQstatus(s->conn) == CONNECTION_OK)
		return STORE_OK;
	PQfinish(s->conn);
	s->conn = NULL;
	s->is_up = false;
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
	PQfinish(s->conn);
	s->conn = NULL;
	return connect_bare(s);
}

/* -- running -------------------------------------------------------------------------- */

static bool
send_call(struct store *s, const struct call *c)
{
	return PQsendQueryPrepared(s->conn, statements[c->statement].name, c->n, c->values,
		   c->lengths, c->formats, 1) == 1;
}

static bool
send_bare(struct store *s, enum statement statement)
{
	struct call c;
	call_begin(&c, statement);
	return send_call(s, &c);
}

/* Writes all that is queued, and reads meanwhile, so that two full buffers cannot wait for
 * each other. */
static bool
flush(struct store *s)
{
	for (;;) {
		const int left = PQflush(s->conn);
		if (left <= 0)
			return left == 0;
		struct pollfd fd = { .fd = PQsocket(s->conn), .events = POLLIN | POLLOUT };
		if (poll(&fd, 1, 60000) <= 0 && errno != EINTR)
			return false;
		if ((fd.revents & POLLIN) != 0 && PQconsumeInput(s->conn) != 1)
			return false;
	}
}

static bool
send_all(struct store *s, const struct call *calls, size_t n, bool is_transaction)
{
	if (PQenterPipelineMode(s->conn) != 1)
		return false;
	if (is_transaction && !send_bare(s, STATEMENT_begin))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!send_call(s, &calls[i]))
			return false;
	if (is_transaction && !send_bare(s, STATEMENT_commit))
		return false;
	return PQpipelineSync(s->conn) == 1 && flush(s);
}

static bool
is_good(const PGresult *r)
{
	const ExecStatusType status = PQresultStatus(r);
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* A COMMIT of a failed transaction succeeds too; only its tag says ROLLBACK. */
static bool
is_commit(const PGresult *r)
{
	union {
		const PGresult *in;
		PGresult *out;
	} u = { .in = r };
	return strcmp(PQcmdStatus(u.out), "COMMIT") == 0;
}

/* Results in order up to the sync. The first failure decides; what follows is aborted. */
static enum store_result
take_results(struct store *s, size_t n, bool is_transaction, PGresult **results)
{
	enum store_result result = STORE_OK;
	const size_t first = is_transaction ? 1 : 0;
	bool is_committed = !is_transaction;
	for (size_t i = 0;;) {
		PGresult *r = PQgetResult(s->conn);
		if (r == NULL) {
			if (PQstatus(s->conn) != CONNECTION_OK)
				return STORE_AGAIN;
			i++;
			continue;
		}
		if (PQresultStatus(r) == PGRES_PIPELINE_SYNC) {
			PQclear(r);
			break;
		}
		if (!is_good(r) && result == STORE_OK)
			result = store_triage(s, r);
		if (is_transaction && i == n + 1)
			is_committed = is_good(r) && is_commit(r);
		if (results != NULL && i >= first && i < n + first && is_good(r))
			results[i - first] = r;
		else
			PQclear(r);
	}
	if (PQexitPipelineMode(s->conn) != 1)
		return STORE_AGAIN;
	return result == STORE_OK && !is_committed ? STORE_AGAIN : result;
}

enum store_result
store_pipeline(struct store *s, const struct call *calls, size_t n, bool is_transaction,
    PGresult **results)
{
	if (store_connect(s) != STORE_OK)
		return STORE_AGAIN;
	for (size_t i = 0; results != NULL && i < n; i++)
		results[i] = NULL;
	s->trouble[0] = '\0';
	enum store_result result = STORE_AGAIN;
	if (send_all(s, calls, n, is_transaction))
		result = take_results(s, n, is_transaction, results);
	if (result != STORE_OK && results != NULL)
		for (size_t i = 0; i < n; i++)
			PQclear(results[i]);
	const bool is_broken = PQstatus(s->conn) != CONNECTION_OK
	    || PQpipelineStatus(s->conn) != PQ_PIPELINE_OFF
	    || PQtransactionStatus(s->conn) != PQTRANS_IDLE;
	if (is_broken)
		store_lost(s);
	return is_broken && result == STORE_OK ? STORE_AGAIN : result;
}

enum store_result
store_run(struct store *s, const struct call *call, PGresult **ret)
{
	return store_pipeline(s, call, 1, false, ret);
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
