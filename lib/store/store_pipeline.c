/*
 * Running statements. All of a call goes out in one pipeline and comes back in one, so it
 * costs one round trip; nothing here waits without reading, and nothing waits for ever.
 * After a failure the transaction is rolled back and the connection kept, if it still works.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "store/pg.h"

static bool
send_call(struct store *s, const struct call *c)
{
	const struct statement_row *row = &statements[c->statement];
	if (c->n != row->n_parameters)
		log_panic("store: %s has %d parameters, not %d", row->name, row->n_parameters, c->n);
	return PQsendQueryPrepared(s->conn, row->name, c->n, c->values, c->lengths, c->formats, 1) == 1;
}

static bool
send_bare(struct store *s, enum statement statement)
{
	struct call c;
	call_begin(&c, statement);
	return send_call(s, &c);
}

/* Waits until the server can be read or, for POLLOUT, written to. False: it has said
 * nothing for too long, which tcp_user_timeout does not see if its kernel still answers. */
static bool
wait_for(struct store *s, short events, short *ret)
{
	struct pollfd fd = { .fd = PQsocket(s->conn), .events = events };
	int n;
	do
		n = poll(&fd, 1, s->patience_ms);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		(void)snprintf(s->trouble, sizeof(s->trouble), "server silent for %d ms", s->patience_ms);
	*ret = fd.revents;
	return n > 0;
}

/* Writes all that is queued, and reads meanwhile, so that two full buffers cannot wait for
 * each other. */
static bool
flush(struct store *s)
{
	for (;;) {
		short what;
		const int left = PQflush(s->conn);
		if (left <= 0)
			return left == 0;
		if (!wait_for(s, POLLIN | POLLOUT, &what))
			return false;
		if ((what & POLLIN) != 0 && PQconsumeInput(s->conn) != 1)
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

/* -- answers -------------------------------------------------------------------------- */

static bool
is_good(const PGresult *r)
{
	const ExecStatusType status = PQresultStatus(r);
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* A COMMIT of a failed transaction succeeds too; only its tag says ROLLBACK. */
static bool
is_commit(struct store *s, PGresult *r)
{
	if (!is_good(r))
		return false;
	if (strcmp(PQcmdStatus(r), "COMMIT") == 0)
		return true;
	(void)snprintf(s->trouble, sizeof(s->trouble), "COMMIT was answered by %s", PQcmdStatus(r));
	return false;
}

/* The next result, or NULL between two statements. *ret_ok false: silence. */
static PGresult *
next_result(struct store *s, bool *ret_ok)
{
	*ret_ok = true;
	while (PQisBusy(s->conn) != 0) {
		short what;
		*ret_ok = wait_for(s, POLLIN, &what);
		if (!*ret_ok)
			return NULL;
		if (PQconsumeInput(s->conn) != 1)
			break;	/* PQgetResult says what it is */
	}
	return PQgetResult(s->conn);
}

/* Where the answer to which statement goes: begin, n calls, commit; or n calls alone. */
struct taking {
	size_t n, first;
	bool is_transaction, is_committed;
	PGresult **results;
	enum store_result result;
};

static void
take_result(struct store *s, struct taking *t, size_t i, PGresult *r)
{
	/* The first failure decides; what follows it is passed over by the server. */
	if (!is_good(r) && t->result == STORE_OK)
		t->result = store_triage(s, r);
	if (t->is_transaction && i == t->n + 1)
		t->is_committed = is_commit(s, r);
	if (t->results != NULL && i >= t->first && i < t->n + t->first && is_good(r))
		t->results[i - t->first] = r;
	else
		PQclear(r);
}

/* Results in order, a NULL behind each, up to the sync. */
static bool
take_until_sync(struct store *s, struct taking *t)
{
	for (size_t i = 0; i <= t->n + 2;) {
		bool ok;
		PGresult *r = next_result(s, &ok);
		if (!ok)
			return false;
		if (r == NULL) {
			if (PQstatus(s->conn) != CONNECTION_OK)
				return false;
			i++;
		} else if (PQresultStatus(r) == PGRES_PIPELINE_SYNC) {
			PQclear(r);
			return PQexitPipelineMode(s->conn) == 1;
		} else {
			take_result(s, t, i, r);
		}
	}
	return false;
}

static enum store_result
take_results(struct store *s, size_t n, bool is_transaction, PGresult **results)
{
	struct taking t = {
		.n = n,
		.first = is_transaction ? 1 : 0,
		.is_transaction = is_transaction,
		.results = results,
	};
	if (!take_until_sync(s, &t))
		return STORE_AGAIN;
	return t.result == STORE_OK && is_transaction && !t.is_committed ? STORE_AGAIN : t.result;
}

/* -- together ------------------------------------------------------------------------- */

static bool
is_idle(struct store *s)
{
	return PQstatus(s->conn) == CONNECTION_OK && PQpipelineStatus(s->conn) == PQ_PIPELINE_OFF
	    && PQtransactionStatus(s->conn) == PQTRANS_IDLE;
}

/* The server passed over our COMMIT and waits for the end of the transaction. */
static void
roll_back(struct store *s)
{
	struct call c;
	if (PQstatus(s->conn) != CONNECTION_OK || PQpipelineStatus(s->conn) != PQ_PIPELINE_OFF
	    || PQtransactionStatus(s->conn) != PQTRANS_INERROR)
		return;
	call_begin(&c, STATEMENT_rollback);
	if (send_all(s, &c, 1, false))
		(void)take_results(s, 1, false, NULL);
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
	roll_back(s);
	if (!is_idle(s)) {
		store_lost(s);
		result = result == STORE_OK ? STORE_AGAIN : result;
	}
	for (size_t i = 0; result != STORE_OK && results != NULL && i < n; i++)
		PQclear(results[i]);
	return result;
}

enum store_result
store_run(struct store *s, const struct call *call, PGresult **ret)
{
	return store_pipeline(s, call, 1, false, ret);
}

enum store_result
store_run_any(struct store *s, const struct call *call, bool *ret_has_row)
{
	PGresult *r;
	const enum store_result result = store_run(s, call, &r);
	if (result != STORE_OK)
		return result;
	*ret_has_row = PQntuples(r) > 0;
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_run_ids(struct store *s, const struct call *call, struct docket_id *ret, size_t *ret_n)
{
	PGresult *r;
	const enum store_result result = store_run(s, call, &r);
	if (result != STORE_OK)
		return result;
	*ret_n = (size_t)PQntuples(r);
	for (size_t i = 0; i < *ret_n; i++)
		read_text(r, (int)i, 0, ret[i].text, sizeof(ret[i].text));
	PQclear(r);
	return STORE_OK;
}

enum store_result
store_run_marks(struct store *s, const struct call *call, bool *ret, size_t n)
{
	PGresult *r;
	const enum store_result result = store_run(s, call, &r);
	if (result != STORE_OK)
		return result;
	memset(ret, 0, n * sizeof(*ret));
	for (int row = 0; row < PQntuples(r); row++)
		ret[read_int(r, row, 0) - 1] = true;
	PQclear(r);
	return STORE_OK;
}
