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

_Static_assert(sizeof(migrations) / sizeof(migrations[0]) == STORE_SCHEMA_VERSION,
    "a migration a version");

static const char table[] =
    "create table if not exists schema_version (version int primary key, name text not null,"
    " at timestamptz not null default now())";

/* One command; its first value as a number, if it has one. The trouble is remembered. */
static bool
ask_sql(struct store *s, const char *sql, int *ret)
{
	PGresult *r = PQexec(s->conn, sql);
	const ExecStatusType status = PQresultStatus(r);
	const bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
	if (ok && ret != NULL && PQntuples(r) == 1)
		*ret = atoi(PQgetvalue(r, 0, 0));
	if (!ok) {
		const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
		(void)snprintf(s->trouble, sizeof(s->trouble), "%s",
		    text == NULL ? "connection lost" : text);
	}
	PQclear(r);
	return ok;
}

static bool
do_sql(struct store *s, const char *sql)
{
	return ask_sql(s, sql, NULL);
}

/* 0: a database without schema. */
static bool
version_of(struct store *s, int *ret)
{
	int has_table = 0;
	*ret = 0;
	if (!ask_sql(s, "select (to_regclass('schema_version') is not null)::int", &has_table))
		return false;
	return has_table == 0
	    || ask_sql(s, "select coalesce(max(version), 0) from schema_version", ret);
}

enum store_schema
store_schema(struct store *s)
{
	int version;
	if (!store_connect_bare(s))
		return STORE_SCHEMA_AWAY;
	if (!version_of(s, &version)) {
		store_lost(s);
		return STORE_SCHEMA_AWAY;
	}
	store_disconnect(s);	/* the next call connects with prepared statements */
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

/* Any other encoding would refuse names, or take bytes for them. */
static bool
is_utf8(struct store *s)
{
	const char *encoding = PQparameterStatus(s->conn, "server_encoding");
	if (encoding != NULL && strcmp(encoding, "UTF8") == 0)
		return true;
	(void)snprintf(s->trouble, sizeof(s->trouble), "the database's encoding is %s, not UTF8",
	    encoding == NULL ? "unknown" : encoding);
	return false;
}

/* A large table may take its time, and so may another program that migrates. */
static bool
lock(struct store *s)
{
	char sql[64];
	(void)snprintf(sql, sizeof(sql), "select pg_advisory_lock(%d)", LOCK);
	return do_sql(s, "set statement_timeout = 0") && do_sql(s, sql);
}

static bool
migrate(struct store *s)
{
	int version;
	if (!is_utf8(s) || !lock(s) || !version_of(s, &version))
		return false;
	if (version > STORE_SCHEMA_VERSION) {
		(void)snprintf(s->trouble, sizeof(s->trouble),
		    "schema version %d is newer than this program's %d", version,
		    STORE_SCHEMA_VERSION);
		return false;
	}
	if (!do_sql(s, table))
		return false;
	while (version < STORE_SCHEMA_VERSION)
		if (!apply(s, ++version))
			return false;
	return true;
}

bool
store_migrate(struct store *s, char *reterr, size_t size)
{
	const bool ok = store_connect_bare(s) && migrate(s);
	if (ok) {
		store_disconnect(s);	/* which lets the lock go */
		return true;
	}
	(void)snprintf(reterr, size, "%s", s->trouble);
	store_lost(s);
	return false;
}
