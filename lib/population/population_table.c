/* The register as a table of PostgreSQL, in the ministry's own database or another. One statement a
 * batch. An ID that stands there twice matches if one of its rows does. */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "population/population_inside.h"

#define PREFIX "postgresql:"

static const char compare[] =
    "select count(p.citizen_id), coalesce(bool_or(p.name = a.row->>'name'"
    " and p.birth = (a.row->>'birth')::date and p.sex = a.row->>'sex'), false)"
    " from json_array_elements($1::json) with ordinality a(row, i)"
    " left join population p on p.citizen_id = a.row->>'citizen_id' group by a.i order by a.i";

static void
disconnect(struct population *p)
{
	PQfinish(p->connection);
	p->connection = NULL;
}

/* It ends a query that takes too long by itself, and a server that is gone is noticed. */
static bool
connect_to(struct population *p)
{
	char patience[64], seconds[16], options[64];
	const int s = p->options.timeout_s;
	(void)snprintf(seconds, sizeof(seconds), "%d", s < 2 ? 2 : s);
	(void)snprintf(patience, sizeof(patience), "%d", s * 1000);
	(void)snprintf(options, sizeof(options), "-c statement_timeout=%d", s * 1000);
	const char *const names[] = { "dbname", "connect_timeout", "tcp_user_timeout",
		"client_encoding", "application_name", "options", NULL };
	const char *const values[] = { p->options.source + strlen(PREFIX), seconds, patience, "UTF8",
		"xueji register", options, NULL };
	if (p->connection != NULL)
		return true;
	p->connection = PQconnectdbParams(names, values, 1);
	if (p->connection == NULL)
		log_panic("out of memory size=%zu", sizeof(names));
	if (PQstatus(p->connection) == CONNECTION_OK)
		return true;
	population_note(p, "cannot connect");	/* libpq's words may quote the conninfo */
	return false;
}

static bool
take(struct population *p, const PGresult *r, struct population_row *rows, size_t n)
{
	if (PQresultStatus(r) != PGRES_TUPLES_OK || (size_t)PQntuples(r) != n) {
		char why[32];
		const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
		(void)snprintf(why, sizeof(why), "SQLSTATE %s", state == NULL ? "none" : state);
		population_note(p, why);
		return false;
	}
	for (size_t i = 0; i < n; i++)
		rows[i].answer = strcmp(PQgetvalue(r, (int)i, 0), "0") == 0 ? POPULATION_UNKNOWN
		    : PQgetvalue(r, (int)i, 1)[0] == 't' ? POPULATION_MATCHES : POPULATION_DIFFERS;
	return true;
}

static bool
ask(struct population *p, struct population_row *rows, size_t n)
{
	if (!connect_to(p))
		return false;
	char *batch = population_json(rows, n);
	const char *const values[] = { batch };
	PGresult *r = PQexecParams(p->connection, compare, 1, NULL, values, NULL, NULL, 0);
	const bool ok = take(p, r, rows, n);
	PQclear(r);
	free(batch);
	return ok;
}

const struct population_adapter population_table = { PREFIX, ask, disconnect };
