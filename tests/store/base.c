/* The database of a test; see base.h. */
#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base.h"

enum { SQL_MAX = 4096, TEXT_MAX = 65536 };

struct base base;
static PGconn *eye;

bool
base_is_there(void)
{
	const char *path = getenv("XUEJI_TEST_PG");
	return path != NULL && access(path, R_OK) == 0;
}

static PGconn *
dial(const char *dbname)
{
	char conninfo[256];
	(void)snprintf(conninfo, sizeof(conninfo), "host=%s dbname=%s user=postgres", base.dir, dbname);
	PGconn *c = PQconnectdb(conninfo);
	cr_assert_eq(PQstatus(c), CONNECTION_OK, "%s", PQerrorMessage(c));
	return c;
}

static void
one(PGconn *c, const char *sql)
{
	PGresult *r = PQexec(c, sql);
	cr_assert_eq(PQresultStatus(r), PGRES_COMMAND_OK, "%s: %s", sql, PQerrorMessage(c));
	PQclear(r);
}

static void
administer(const char *verb, const char *how)
{
	char sql[128];
	PGconn *c = dial("postgres");
	(void)snprintf(sql, sizeof(sql), "%s database %s %s", verb, base.name, how);
	one(c, sql);
	PQfinish(c);
}

static void
find_cluster(void)
{
	FILE *f = fopen(getenv("XUEJI_TEST_PG"), "r");
	cr_assert_not_null(f);
	cr_assert_eq(fscanf(f, "host=%127s", base.dir), 1);
	(void)fclose(f);
}

void
base_begin_empty(void)
{
	find_cluster();
	(void)snprintf(base.name, sizeof(base.name), "x%ld", (long)getpid());
	(void)snprintf(base.conninfo, sizeof(base.conninfo), "host=%s dbname=%s user=postgres",
	    base.dir, base.name);
	administer("create", "");
	eye = dial(base.name);
	one(eye, "set client_min_messages = warning");
}

void
base_begin(void)
{
	char why[256] = "";
	base_begin_empty();
	struct store *s = store_open(base.conninfo, "migrates");
	cr_assert(store_migrate(s, why, sizeof(why)), "%s", why);
	store_close(s);
}

void
base_end(void)
{
	PQfinish(eye);
	administer("drop", "with (force)");
}

/* -- the eye -------------------------------------------------------------------------- */

static PGresult *
look(const char *fmt, va_list ap)
{
	char sql[SQL_MAX];
	const int n = vsnprintf(sql, sizeof(sql), fmt, ap);
	cr_assert(n >= 0 && n < SQL_MAX);
	PGresult *r = PQexec(eye, sql);
	const ExecStatusType status = PQresultStatus(r);
	cr_assert(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, "%s: %s", sql,
	    PQerrorMessage(eye));
	return r;
}

static const char *
first_value(PGresult *r)
{
	static char text[TEXT_MAX];
	cr_assert_eq(PQntuples(r), 1);
	cr_assert_lt(PQgetlength(r, 0, 0), TEXT_MAX);
	memcpy(text, PQgetvalue(r, 0, 0), (size_t)PQgetlength(r, 0, 0) + 1);
	PQclear(r);
	return text;
}

void
eye_do(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	PQclear(look(fmt, ap));
	va_end(ap);
}

const char *
eye_text(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *text = first_value(look(fmt, ap));
	va_end(ap);
	return text;
}

int64_t
eye_int(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *text = first_value(look(fmt, ap));
	va_end(ap);
	return strtoll(text, NULL, 10);
}

int64_t
eye_rows(void)
{
	return eye_int("select (select count(*) from position) + (select count(*) from docket)"
		       " + (select count(*) from entry) + (select count(*) from record)"
		       " + (select count(*) from record_version) + (select count(*) from outbox)"
		       " + (select count(*) from dead_letter) + (select count(*) from fork)"
		       " + (select count(*) from notice) + (select count(*) from handled)");
}

void
eye_wait(const char *fmt, ...)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	for (int i = 0; i < 1000; i++) {
		va_list ap;
		va_start(ap, fmt);
		const char *text = first_value(look(fmt, ap));
		va_end(ap);
		if (strcmp(text, "t") == 0)
			return;
		(void)nanosleep(&pause, NULL);
	}
	cr_assert_fail("waited in vain for: %s", fmt);
}
