/*
 * Bad weather: whatever happens to the connection, a batch is there as a whole or not at
 * all, the caller is told to try again, and trying again works by itself.
 */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "link.h"
#include "opened.h"
#include "rows.h"
#include "store/pg.h"

static void
begin(void)
{
	opened_begin();
	rows_connect(store);
}

TestSuite(weather, .init = begin, .fini = opened_end, .timeout = 120);

#define OUR_PID                                                                            \
	"pg_stat_activity where datname = current_database() and application_name = '" OPENED "'"

/* A position, a docket with two entries and a letter. */
struct small {
	struct position_move position;
	struct docket_write docket;
	struct outgoing outgoing;
	struct batch batch;
};

enum { SMALL_ROWS = 5 };

static void
fill(struct small *w, unsigned i, int64_t from)
{
	w->position = rows_position(1, from, from + 1);
	w->docket = rows_docket(arena, i, 0, 2);
	w->outgoing = rows_outgoing(arena, i, i, 2);
	const struct batch b = { .positions = &w->position, .n_positions = 1, .dockets = &w->docket,
		.n_dockets = 1, .outgoing = &w->outgoing, .n_outgoing = 1, .now = rows_at(0) };
	w->batch = b;
}

/* -- away ----------------------------------------------------------------------------- */

Test(weather, a_database_that_is_away_is_weather_with_a_reason)
{
	struct small w;
	int64_t next;
	struct store *s = store_open("host=/nowhere/at/all dbname=x password=secret", "away");
	fill(&w, 1, -1);
	cr_expect_eq(store_commit(s, &w.batch), STORE_AGAIN);
	cr_expect_eq(store_position(s, TOPIC, 1, &next), STORE_AGAIN);
	cr_expect_not(store_is_up(s));
	cr_expect_eq(store_schema(s), STORE_SCHEMA_AWAY);
	cr_expect_not_null(strstr(store_trouble(s), "/nowhere/at/all"), "%s", store_trouble(s));
	cr_expect_null(strstr(store_trouble(s), "secret"));
	cr_expect_null(strchr(store_trouble(s), '\n'), "one line");
	store_close(s);
}

Test(weather, a_conninfo_that_is_none_is_said_to_be_and_not_repeated)
{
	int64_t next;
	struct store *s = store_open("host=x password=my secret", "away");
	cr_expect_eq(store_position(s, TOPIC, 1, &next), STORE_AGAIN);
	cr_expect_not_null(strstr(store_trouble(s), "conninfo"), "%s", store_trouble(s));
	cr_expect_null(strstr(store_trouble(s), "secret"), "%s", store_trouble(s));
	store_close(s);
}

Test(weather, a_conninfo_may_be_longer_than_anybody_thought)
{
	char conninfo[2048];
	int64_t next;
	size_t n = 0;
	while (n < 1000)
		n += (size_t)snprintf(conninfo + n, sizeof(conninfo) - n, "keepalives_count=%zu ", n % 7 + 1);
	(void)snprintf(conninfo + n, sizeof(conninfo) - n, "%s", base.conninfo);
	struct store *s = store_open(conninfo, "long");
	cr_expect_eq(store_position(s, TOPIC, 1, &next), STORE_OK, "%s", store_trouble(s));
	store_close(s);
}

Test(weather, the_session_is_set_up_against_waiting_for_ever)
{
	cr_expect_eq(eye_int("select count(*) from " OUR_PID), 1, "one connection, under its name");
	cr_expect_str_neq(PQparameterStatus(store->conn, "server_encoding"), "");
	cr_expect_str_eq(PQparameterStatus(store->conn, "client_encoding"), "UTF8");
	static const char *const settings[][2] = { { "statement_timeout", "1min" },
		{ "idle_in_transaction_session_timeout", "1min" }, { "synchronous_commit", "on" } };
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		char sql[64];
		(void)snprintf(sql, sizeof(sql), "show %s", settings[i][0]);
		PGresult *r = PQexec(store->conn, sql);
		cr_expect_str_eq(PQgetvalue(r, 0, 0), settings[i][1], "%s", sql);
		PQclear(r);
	}
}

/* -- killed --------------------------------------------------------------------------- */

Test(weather, a_connection_killed_between_two_calls_costs_one_call)
{
	int64_t next;
	struct small w;
	for (unsigned i = 1; i <= 3; i++) {
		cr_assert_eq(store_position(store, TOPIC, 1, &next), STORE_OK);
		fill(&w, i, next);
		eye_do("select pg_terminate_backend(pid) from " OUR_PID);
		eye_wait("select count(*) = 0 from " OUR_PID);
		cr_expect_eq(store_commit(store, &w.batch), STORE_AGAIN);
		cr_expect_not(store_is_up(store));
		cr_expect_str_neq(store_trouble(store), "");
		cr_expect_eq(store_commit(store, &w.batch), STORE_OK, "%s", store_trouble(store));
		cr_expect(store_is_up(store));
		cr_expect_eq(eye_rows(), 1 + (SMALL_ROWS - 1) * (int64_t)i);
	}
}

Test(weather, a_connection_killed_during_a_commit_leaves_nothing_of_it)
{
	struct small w;
	struct opened_commit c;
	fill(&w, 1, -1);
	eye_do("begin");
	eye_do("lock table outbox");	/* the last of its statements waits here */
	opened_commit_begin(&c, store, &w.batch);
	eye_wait(WAITING, 1);
	eye_do("select pg_terminate_backend(pid) from " OUR_PID);
	cr_expect_eq(opened_commit_end(&c), STORE_AGAIN);
	eye_do("commit");
	cr_expect_eq(eye_rows(), 0);
	cr_expect_eq(store_commit(store, &w.batch), STORE_OK, "%s", store_trouble(store));
	cr_expect_eq(eye_rows(), SMALL_ROWS);
}

Test(weather, a_connection_killed_during_a_reading_is_made_again)
{
	struct stored_docket got;
	const struct docket_id id = rows_docket_id(1);
	struct small w;
	fill(&w, 1, -1);
	cr_assert_eq(store_commit(store, &w.batch), STORE_OK);
	eye_do("select pg_terminate_backend(pid) from " OUR_PID);
	eye_wait("select count(*) = 0 from " OUR_PID);
	cr_expect_eq(store_dockets(store, arena, &id, 1, &got), STORE_AGAIN);
	cr_expect_eq(store_dockets(store, arena, &id, 1, &got), STORE_OK);
	cr_expect_eq(got.folder.n, 2);
}

Test(weather, a_statement_that_was_cancelled_is_weather_and_keeps_the_connection)
{
	struct small w;
	struct opened_commit c;
	fill(&w, 1, -1);
	eye_do("begin");
	eye_do("lock table outbox");
	opened_commit_begin(&c, store, &w.batch);
	eye_wait(WAITING, 1);
	eye_do("select pg_cancel_backend(pid) from " OUR_PID);
	cr_expect_eq(opened_commit_end(&c), STORE_AGAIN);
	cr_expect_not_null(strstr(store_trouble(store), "57014"), "%s", store_trouble(store));
	cr_expect(store_is_up(store));
	eye_do("commit");
	cr_expect_eq(eye_rows(), 0);
	cr_expect_eq(store_commit(store, &w.batch), STORE_OK);
}

/* -- silent --------------------------------------------------------------------------- */

Test(weather, a_server_that_falls_silent_is_given_up)
{
	struct small w;
	fill(&w, 1, -1);
	const pid_t backend = (pid_t)eye_int("select pid from " OUR_PID);
	store->patience_ms = 300;
	cr_assert_eq(kill(backend, SIGSTOP), 0);
	cr_expect_eq(store_commit(store, &w.batch), STORE_AGAIN);
	cr_expect_not(store_is_up(store));
	cr_expect_not_null(strstr(store_trouble(store), "silent"), "%s", store_trouble(store));
	/* It wakes up, finds the whole batch in its socket, and may well commit it. */
	cr_assert_eq(kill(backend, SIGCONT), 0);
	eye_wait("select count(*) = 0 from " OUR_PID);
	const int64_t rows = eye_rows();
	cr_expect(rows == 0 || rows == SMALL_ROWS, "%lld rows", (long long)rows);
	cr_expect_eq(store_commit(store, &w.batch), rows == 0 ? STORE_OK : STORE_CONFLICT);
	cr_expect_eq(eye_rows(), SMALL_ROWS);
}

/* -- commit --------------------------------------------------------------------------- */

Test(weather, a_commit_that_says_rollback_is_not_taken_for_one)
{
	struct small w;
	PQclear(PQexec(store->conn, "deallocate commit"));
	PGresult *r = PQprepare(store->conn, "commit", "rollback", 0, NULL);
	cr_assert_eq(PQresultStatus(r), PGRES_COMMAND_OK);
	PQclear(r);
	fill(&w, 1, -1);
	cr_expect_eq(store_commit(store, &w.batch), STORE_AGAIN);
	cr_expect_not_null(strstr(store_trouble(store), "ROLLBACK"), "%s", store_trouble(store));
	cr_expect_eq(eye_rows(), 0);
}

Test(weather, a_failure_of_the_commit_itself_is_seen)
{
	struct small w;
	eye_do("create function fail() returns trigger language plpgsql as"
	       " $$ begin raise exception using errcode = '40001', message = 'not now'; end $$");
	eye_do("create constraint trigger late after insert on outbox deferrable initially deferred"
	       " for each row execute function fail()");
	fill(&w, 1, -1);
	cr_expect_eq(store_commit(store, &w.batch), STORE_AGAIN);
	cr_expect_not_null(strstr(store_trouble(store), "40001"), "%s", store_trouble(store));
	cr_expect_eq(eye_rows(), 0);
	eye_do("drop trigger late on outbox");
	cr_expect_eq(store_commit(store, &w.batch), STORE_OK);
	cr_expect_eq(eye_rows(), SMALL_ROWS);
}

Test(weather, a_commit_whose_answer_was_lost_is_found_out_by_trying_again)
{
	struct link *l = link_open(base.dir);
	struct store *far = store_open(link_conninfo(l, base.name), "far");
	struct small w;
	int64_t next;
	fill(&w, 1, -1);
	rows_connect(far);
	link_cut_answer(l);
	cr_expect_eq(store_commit(far, &w.batch), STORE_AGAIN);
	cr_expect_eq(eye_rows(), SMALL_ROWS, "it was committed all the same");
	cr_expect_eq(store_commit(far, &w.batch), STORE_CONFLICT);
	cr_assert_eq(store_position(far, TOPIC, 1, &next), STORE_OK);
	cr_expect_eq(next, 0, "which the next turn reads");
	cr_expect_eq(eye_rows(), SMALL_ROWS);
	store_close(far);
	link_close(l);
}

/* How many bytes a commit sends. */
static size_t
commit_bytes(struct link *l, struct store *far)
{
	struct small w;
	int64_t next;
	cr_assert_eq(store_position(far, TOPIC, 1, &next), STORE_OK);
	fill(&w, 0, next);
	link_cut_after(l, SIZE_MAX);
	cr_assert_eq(store_commit(far, &w.batch), STORE_OK, "%s", store_trouble(far));
	return link_carried(l);
}

Test(weather, wherever_the_connection_is_cut_a_batch_is_whole_or_absent)
{
	enum { CUTS = 60 };
	struct link *l = link_open(base.dir);
	struct store *far = store_open(link_conninfo(l, base.name), "far");
	const size_t size = commit_bytes(l, far);
	unsigned n_absent = 0, n_whole = 0;
	cr_assert_gt(size, 1000);
	for (unsigned i = 1; i <= CUTS; i++) {
		struct small w;
		int64_t next;
		cr_assert_eq(store_position(far, TOPIC, 1, &next), STORE_OK, "%s", store_trouble(far));
		const int64_t before = eye_rows();
		fill(&w, i, next);
		/* The last but one, near the end of it, may or may not be whole: a server that cannot
		 * answer gives up at some point. The very last is not cut at all. */
		link_cut_after(l, i == CUTS ? SIZE_MAX
		    : i + 4 > CUTS ? size - (CUTS - i) : size * i / CUTS);
		const enum store_result result = store_commit(far, &w.batch);
		cr_assert_neq(result, STORE_CONFLICT);
		eye_wait("select count(*) = 0 from pg_stat_activity where datname = current_database()"
			 " and application_name = 'far' and state <> 'idle'");
		const int64_t more = eye_rows() - before;
		cr_assert(more == 0 || more == SMALL_ROWS - 1, "cut %u left %lld rows", i, (long long)more);
		cr_assert(result == STORE_AGAIN || more > 0, "cut %u: said to be there, but is not", i);
		n_absent += more == 0;
		n_whole += more > 0;
	}
	cr_expect_gt(n_absent, CUTS / 2);
	cr_expect_gt(n_whole, 0, "nothing would have been noticed");
	store_close(far);
	link_close(l);
}
