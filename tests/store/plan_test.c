/*
 * Every statement has its road however little PostgreSQL knows of the tables when it plans: over
 * empty ones, by the plan the session would keep for ever, none reads a whole table that grows.
 */
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>

#include "store/opened.h"
#include "store/pg.h"

static void
begin(void)
{
	opened_begin();
	cr_assert_eq(store_connect(store), STORE_OK);
}

TestSuite(plan, .init = begin, .fini = opened_end, .timeout = 60);

/* Ends with what the country does, and not with what is open; or with how many officers it has. */
static const char *const grow[] = { "docket", "desk", "entry", "outbox", "record", "record_version",
	"student_index", "dead_letter", "claim", "attachment", "attachment_part", "notice", "class_member", "saved_view", "deputy",
	"account_choice", "handled" };

static bool
grows(const char *line)
{
	char scan[64];
	for (size_t i = 0; i < sizeof(grow) / sizeof(grow[0]); i++) {
		const int n = snprintf(scan, sizeof(scan), "Seq Scan on %s", grow[i]);
		const char *at = strstr(line, scan);
		if (at != NULL && (at[n] == ' ' || at[n] == '\0'))
			return true;
	}
	return strstr(line, "Hash Join") != NULL || strstr(line, "Merge Join") != NULL;
}

static PGresult *
explain(enum statement s)
{
	char sql[512];
	int n = snprintf(sql, sizeof(sql), "explain (costs off) execute %s", statements[s].name);
	for (int i = 0; i < statements[s].n_parameters; i++)
		n += snprintf(sql + n, sizeof(sql) - (size_t)n, "%s", i == 0 ? "(null" : ", null");
	(void)snprintf(sql + n, sizeof(sql) - (size_t)n, "%s", statements[s].n_parameters > 0 ? ")" : "");
	PGresult *r = PQexec(store->conn, sql);
	cr_assert_eq(PQresultStatus(r), PGRES_TUPLES_OK, "%s: %s", sql, PQerrorMessage(store->conn));
	return r;
}

/* Which mean all there is. */
static bool
is_of_all(enum statement s)
{
	return s == STATEMENT_census || s == STATEMENT_outbox_age || s == STATEMENT_resend_now;
}

Test(plan, no_statement_reads_a_whole_table_that_grows)
{
	cr_assert_eq(PQsetnonblocking(store->conn, 0), 0);
	for (enum statement s = 0; s < STATEMENT_N; s++) {
		if (s == STATEMENT_begin || s == STATEMENT_commit || s == STATEMENT_rollback || is_of_all(s))
			continue;
		PGresult *r = explain(s);
		for (int i = 0; i < PQntuples(r); i++)
			cr_expect_not(grows(PQgetvalue(r, i, 0)), "%s: %s", statements[s].name,
			    PQgetvalue(r, i, 0));
		PQclear(r);
	}
}

/* These have more roads than one, and a wrong one is as long as the table. */
static const struct {
	enum statement statement;
	const char *index;
} roads[] = {
	{ STATEMENT_load_dockets, "entry_pkey" },
	{ STATEMENT_load_open_filings, "docket_student" },
	{ STATEMENT_load_records, "record_former" },
	{ STATEMENT_delete_delivered, "outbox_docket" },
	{ STATEMENT_inbox, "desk_inbox" },
	{ STATEMENT_inbox_news, "desk_since" },
	{ STATEMENT_handled, "handled_at" },
	{ STATEMENT_handled_of, "handled_kind" },
	{ STATEMENT_update_dockets, "handled_pkey" },
	{ STATEMENT_due, "desk_look" },
	{ STATEMENT_misdated, "docket_calendar" },
	{ STATEMENT_resend, "outbox_resend" },
	{ STATEMENT_cases, "docket_student" },
	{ STATEMENT_notices, "notice_pkey" },
	{ STATEMENT_search_born, "docket_born" },
	{ STATEMENT_search_school, "docket_received" },
	{ STATEMENT_search_school, "docket_sent" },
	{ STATEMENT_search_records, "record_born" },
	{ STATEMENT_records_born, "record_born" },
	{ STATEMENT_attachments_drop, "attachment_unnamed" },
};

Test(plan, what_a_turn_and_a_sweep_ask_for_goes_by_the_index_made_for_it)
{
	cr_assert_eq(PQsetnonblocking(store->conn, 0), 0);
	for (size_t k = 0; k < sizeof(roads) / sizeof(roads[0]); k++) {
		PGresult *r = explain(roads[k].statement);
		bool is_there = false;
		for (int i = 0; i < PQntuples(r); i++)
			is_there = is_there || strstr(PQgetvalue(r, i, 0), roads[k].index) != NULL;
		cr_expect(is_there, "%s does not go by %s", statements[roads[k].statement].name, roads[k].index);
		PQclear(r);
	}
}
