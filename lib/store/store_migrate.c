/*
 * The schema and its versions. Migrations are numbered files in schema/, compiled in, run in
 * order, each in its own transaction under an advisory lock, and never changed once
 * released. A database that is newer than the program is none of the program's business.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/pg.h"
#include "store/schema.h"	/* generated: struct migration { name, sql }, migrations[] */

enum { LOCK = 4370017 };	/* pg_advisory_lock key of this program's migrations */

static const char table[] =
    "create table if not exists schema_version (version int primary key, name text not null,"
    " at timestamptz not null default now())";

/* One command without a result; the trouble is remembered. */
static bool
do_sql(struct store *s, const char *sql)
{
	PGresult *r = PQexec(s->conn, sql);
	const ExecStatusType status = PQresultStatus(r);
	const bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
	if (!ok) {
		const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
		(void)snprintf(s->trouble, sizeof(s->trouble), "%s",
		    text == NULL ? "connection lost" : text);
	}
	PQclear(r);
	return ok;
}

/* -1: no such table; -2: away. */
static int
version_of(struct store *s)
{
	PGresult *r = PQexec(s->conn,
	    "select case when to_regclass('schema_version') is null then '-1' else"
	    " (xpath('/row/v/text()', query_to_xml('select coalesce(max(version), 0) as v"
	    " from schema_version', false, true, '')))[1]::text end");
	const int version = PQresultStatus(r) == PGRES_TUPLES_OK ? atoi(PQgetvalue(r, 0, 0)) : -2;
	PQclear(r);
	return version;
}

enum store_schema
store_schema(struct store *s)
{
	if (!store_connect_bare(s))
		return STORE_SCHEMA_AWAY;
	const int version = version_of(s);
	store_lost(s);	/* the next call connects with prepared statements */
	if (version == -2)
		return STORE_SCHEMA_AWAY;
	if (version > STORE_SCHEMA_VERSION)
		return STORE_SCHEMA_UNKNOWN;
	return version < STORE_SCHEMA_VERSION ? STORE_SCHEMA_OLD : STORE_SCHEMA_OK;
}

static bool
apply(struct store *s, int version)
{
	char note[160];
	const struct migration *m = &migrations[version - 1];
	(void)snprintf(note, sizeof(note),
	    "insert into schema_version (version, name) values (%d, '%s')", version, m->name);
	if (do_sql(s, "begin") && do_sql(s, m->sql) && do_sql(s, note) && do_sql(s, "commit"))
		return true;
	char why[sizeof(s->trouble)];
	memcpy(why, s->trouble, sizeof(why));
	(void)do_sql(s, "rollback");
	memcpy(s->trouble, why, sizeof(why));
	return false;
}

static bool
migrate(struct store *s)
{
	char lock[64];
	(void)snprintf(lock, sizeof(lock), "select pg_advisory_lock(%d)", LOCK);
	if (!do_sql(s, lock) || !do_sql(s, table))
		return false;
	int version = version_of(s);
	if (version > STORE_SCHEMA_VERSION) {
		(void)snprintf(s->trouble, sizeof(s->trouble),
		    "schema version %d is newer than this program's %d", version,
		    STORE_SCHEMA_VERSION);
		return false;
	}
	while (version >= 0 && version < STORE_SCHEMA_VERSION)
		if (!apply(s, ++version))
			return false;
	return version == STORE_SCHEMA_VERSION;
}

bool
store_migrate(struct store *s, char *reterr, size_t size)
{
	const bool ok = store_connect_bare(s) && migrate(s);
	if (!ok)
		(void)snprintf(reterr, size, "%s", s->trouble);
	store_lost(s);	/* closing lets the lock go */
	return ok;
}
