/*
 * libpq, each call of ours that can fail: the linker brings them here (--wrap). Those that only
 * tell what is in memory already - PQresultStatus, PQgetvalue, PQstatus, PQclear ... - cannot.
 */
#include <libpq-fe.h>
#include <stddef.h>
#include <sys/socket.h>

#include "fail.h"

static void
cut(const PGconn *c)
{
	const int fd = c == NULL ? -1 : PQsocket(c);
	if (fd >= 0)
		(void)shutdown(fd, SHUT_RDWR);
}

/* The whole of it for a call that answers with a number: what it says when it fails. */
#define NUMBER(name, failed, conn, call) \
	enum how how; \
	if (!fail_now(FAMILY_libpq, name, &how)) \
		return call; \
	if (how == HOW_refuse) \
		return failed; \
	if (how == HOW_before) \
		cut(conn); \
	const int answer = call; \
	if (how == HOW_after) \
		cut(conn); \
	return answer

/* For one that answers with a result: it could not be had, or is lost on the way. */
#define RESULT(name, conn, call) \
	enum how how; \
	if (!fail_now(FAMILY_libpq, name, &how)) \
		return call; \
	if (how == HOW_refuse) \
		return NULL; \
	if (how == HOW_before) \
		cut(conn); \
	PGresult *answer = call; \
	if (how == HOW_before || answer == NULL) \
		return answer; \
	PQclear(answer); \
	return PQmakeEmptyPGresult(conn, PGRES_FATAL_ERROR)

REAL(PGconn *, PQconnectdbParams, const char *const *keys, const char *const *values, int expand)
{
	enum how how;
	if (!fail_now(FAMILY_libpq, "PQconnectdbParams", &how))
		return __real_PQconnectdbParams(keys, values, expand);
	if (how == HOW_refuse)
		return NULL;
	PGconn *c = __real_PQconnectdbParams(keys, values, expand);
	cut(c);
	return c;
}

REAL(PQconninfoOption *, PQconninfoParse, const char *conninfo, char **reterr)
{
	enum how how;
	return fail_now(FAMILY_libpq, "PQconninfoParse", &how) ? NULL
		: __real_PQconninfoParse(conninfo, reterr);
}

REAL(PGresult *, PQexec, PGconn *c, const char *sql)
{
	RESULT("PQexec", c, __real_PQexec(c, sql));
}

REAL(PGresult *, PQprepare, PGconn *c, const char *name, const char *sql, int n, const Oid *types)
{
	RESULT("PQprepare", c, __real_PQprepare(c, name, sql, n, types));
}

/* NULL is an answer of its own here, the end of a statement's results; out of memory it gives
 * a failed result. */
REAL(PGresult *, PQgetResult, PGconn *c)
{
	enum how how;
	if (!fail_now(FAMILY_libpq, "PQgetResult", &how))
		return __real_PQgetResult(c);
	if (how == HOW_before)
		cut(c);
	PGresult *answer = __real_PQgetResult(c);
	if (how == HOW_after)
		cut(c);
	if (how != HOW_refuse || answer == NULL)
		return answer;
	PQclear(answer);
	return PQmakeEmptyPGresult(c, PGRES_FATAL_ERROR);
}

REAL(int, PQsendQueryPrepared, PGconn *c, const char *name, int n, const char *const *values,
    const int *lengths, const int *formats, int format)
{
	NUMBER("PQsendQueryPrepared", 0, c,
	    __real_PQsendQueryPrepared(c, name, n, values, lengths, formats, format));
}

REAL(int, PQsetnonblocking, PGconn *c, int on)
{
	NUMBER("PQsetnonblocking", -1, c, __real_PQsetnonblocking(c, on));
}

REAL(int, PQenterPipelineMode, PGconn *c)
{
	NUMBER("PQenterPipelineMode", 0, c, __real_PQenterPipelineMode(c));
}

REAL(int, PQexitPipelineMode, PGconn *c)
{
	NUMBER("PQexitPipelineMode", 0, c, __real_PQexitPipelineMode(c));
}

REAL(int, PQpipelineSync, PGconn *c)
{
	NUMBER("PQpipelineSync", 0, c, __real_PQpipelineSync(c));
}

REAL(int, PQflush, PGconn *c)
{
	NUMBER("PQflush", -1, c, __real_PQflush(c));
}

REAL(int, PQconsumeInput, PGconn *c)
{
	NUMBER("PQconsumeInput", 0, c, __real_PQconsumeInput(c));
}
