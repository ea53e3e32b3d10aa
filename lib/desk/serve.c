/*
 * HTTP: bytes of a connection into a struct door, and its answer back. The only file that
 * knows libmicrohttpd.
 *
 * One thread a connection, not a pool: an officer's action waits for its turn to be
 * committed, and it is just the many that wait at the same time whom one turn serves
 * together. Suspending connections would save the stacks, 512 KiB each and mostly never
 * touched, and cost every door its straight line. The bodies are gathered here and not
 * by MHD_PostProcessor, which is for forms.
 */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/door.h"

enum {
	/* Both servers together leave room for Kafka and PostgreSQL below the usual limit of
	 * 1024 open files. */
	CONNECTIONS_LOCAL = 700,
	CONNECTIONS_TCP = 200,
	STACK_SIZE = 512 * 1024,	/* a docket and its entries unpack on it */
	IDLE_S = 60,
};

/* A request while its body arrives. */
struct arriving {
	char *data;
	size_t size, capacity;
	bool is_too_large;
};

/* -- who may ------------------------------------------------------------------------- */

static const char *
header_of(const struct door *d, const char *name)
{
	return MHD_lookup_connection_value(d->connection, MHD_HEADER_KIND, name);
}

static const char *
query_of(const struct door *d, const char *name)
{
	return MHD_lookup_connection_value(d->connection, MHD_GET_ARGUMENT_KIND, name);
}

/* Every byte is compared, so that the time taken tells nothing. */
static bool
is_same_token(const char *given, const char *token)
{
	const size_t n = strlen(token);
	unsigned differs = strlen(given) != n;
	for (size_t i = 0; i < n && given[i] != '\0'; i++)
		differs |= (unsigned)(given[i] ^ token[i]);
	return differs == 0;
}

static bool
may_enter(struct door *d, bool is_tcp)
{
	static const char bearer[] = "Bearer ";
	const char *given = header_of(d, "Authorization");
	if (!is_tcp
	    || (d->options->token != NULL && given != NULL
		&& strncmp(given, bearer, sizeof(bearer) - 1) == 0
		&& is_same_token(given + sizeof(bearer) - 1, d->options->token)))
		return true;
	answer_verdict(d, VERDICT_ROLE_NOT_ALLOWED,
	    json_pack("{s:s}", "why", "the bearer token is missing or wrong"));
	return false;
}

/* The acting unit: named, known, served here, in the role the door asks for. */
static bool
is_officer(struct door *d, enum who who)
{
	const char *as = header_of(d, "X-Xueji-As");
	if (as == NULL || !people_parse(as, &d->as)) {
		answer_bad_request(d, "the header X-Xueji-As: UNIT:ROLE:OFFICER is missing or malformed");
		return false;
	}
	const struct unit *u = registry_find(d->law->registry, d->as.unit);
	if (u == NULL || !relay_serves(d->relay, u)) {
		answer_verdict(d, u == NULL ? VERDICT_UNKNOWN_UNIT : VERDICT_NOT_SERVED, NULL);
		return false;
	}
	if (who == REGISTRAR && d->as.role != ROLE_REGISTRAR) {
		answer_verdict(d, VERDICT_ROLE_NOT_ALLOWED, NULL);
		return false;
	}
	return true;
}

/* False: answered. */
static bool
check_who(struct door *d, enum who who, bool is_tcp)
{
	switch (who) {
	case PROBE:
		return true;
	case ANYBODY:
		return may_enter(d, is_tcp);
	case OFFICER:
	case REGISTRAR:
		break;
	}
	return may_enter(d, is_tcp) && is_officer(d, who);
}

/* -- one request ---------------------------------------------------------------------- */

static bool
is_page(const char *path)
{
	return strcmp(path, "/") == 0 || strcmp(path, "/parents") == 0
	    || strncmp(path, "/console/", 9) == 0 || strncmp(path, "/parents/", 9) == 0;
}

static void
answer_request(struct door *d, const char *method, const char *path, bool is_tcp)
{
	bool is_known;
	if (d->options->console != NULL && is_page(path)) {
		d->options->console(d, method, path);
		return;
	}
	const struct route_row *route = route_find(method, path, d->segments, &is_known);
	if (route == NULL) {
		answer_bad_request(d, is_known ? "this path has other methods" : "no such path");
		d->answer.status = is_known ? MHD_HTTP_METHOD_NOT_ALLOWED : MHD_HTTP_NOT_FOUND;
		return;
	}
	if (check_who(d, route->who, is_tcp))
		route->function(d);
}

static void
add_retry_after(struct MHD_Response *r, const struct answer *a)
{
	char seconds[16];
	const bool is_weather = a->status == MHD_HTTP_SERVICE_UNAVAILABLE;
	if (a->retry_after_s == 0 && !is_weather)
		return;
	(void)snprintf(seconds, sizeof(seconds), "%u", a->retry_after_s == 0 ? 1 : a->retry_after_s);
	(void)MHD_add_response_header(r, "Retry-After", seconds);
}

static void
add_of_page(struct MHD_Response *r, const struct answer *a)
{
	char file[ANSWER_FILE_MAX + 32];
	(void)snprintf(file, sizeof(file), "attachment; filename=\"%s\"", a->file);
	if (a->file[0] != '\0')
		(void)MHD_add_response_header(r, "Content-Disposition", file);
	if (a->location[0] != '\0')
		(void)MHD_add_response_header(r, "Location", a->location);
	if (a->is_stale)
		(void)MHD_add_response_header(r, "HX-Refresh", "true");
	if (a->refresh[0] != '\0')
		(void)MHD_add_response_header(r, "Refresh", a->refresh);
	for (size_t i = 0; i < COOKIES_MAX && a->cookies[i][0] != '\0'; i++)
		(void)MHD_add_response_header(r, "Set-Cookie", a->cookies[i]);
	if (a->policy == NULL)
		return;
	(void)MHD_add_response_header(r, "Content-Security-Policy", a->policy);
	(void)MHD_add_response_header(r, "Referrer-Policy", "same-origin");
	(void)MHD_add_response_header(r, "X-Frame-Options", "DENY");
}

static enum MHD_Result
send_answer(struct MHD_Connection *connection, const char *path, const struct answer *a)
{
	char methods[64];
	struct MHD_Response *r =
	    MHD_create_response_from_buffer(a->size, a->data, MHD_RESPMEM_MUST_FREE);
	if (r == NULL) {
		free(a->data);
		return MHD_NO;
	}
	(void)MHD_add_response_header(r, "Content-Type", a->type);
	(void)MHD_add_response_header(r, "Cache-Control", a->cache == NULL ? "no-store" : a->cache);
	(void)MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
	add_of_page(r, a);
	add_retry_after(r, a);
	if (a->status == MHD_HTTP_METHOD_NOT_ALLOWED) {
		route_methods(path, methods, sizeof(methods));
		(void)MHD_add_response_header(r, "Allow", methods);
	}
	const enum MHD_Result result = MHD_queue_response(connection, a->status, r);
	MHD_destroy_response(r);
	return result;
}

static enum MHD_Result
answer_connection(struct desk *desk, struct MHD_Connection *connection, const char *path,
    const char *method, const struct arriving *body, bool is_tcp)
{
	struct door d = desk_door(desk);
	d.body.data = (const uint8_t *)body->data;
	d.body.size = body->size;
	d.is_too_large = body->is_too_large;
	d.is_tcp = is_tcp;
	d.query = query_of;
	d.header = header_of;
	d.connection = connection;
	desk_hold_law(desk);
	answer_request(&d, method, path, is_tcp);
	desk_let_go_of_store(&d);
	desk_let_go_of_law(desk);
	const enum MHD_Result result = send_answer(connection, path, &d.answer);
	arena_free(d.arena);
	return result;
}

/* -- bodies --------------------------------------------------------------------------- */

/* Bounded: what is too much is read and thrown away. */
static void
take_body(struct arriving *a, const char *data, size_t n)
{
	if (a->is_too_large || n > BODY_MAX - a->size) {
		a->is_too_large = true;
		return;
	}
	if (a->size + n > a->capacity) {
		const size_t capacity = 2 * (a->size + n);
		char *wider = realloc(a->data, capacity);
		if (wider == NULL) {
			a->is_too_large = true;
			return;
		}
		a->data = wider;
		a->capacity = capacity;
	}
	memcpy(a->data + a->size, data, n);
	a->size += n;
}

/* Called once when the headers are there, once for every piece of the body, once at its end. */
static enum MHD_Result
on_request(struct desk *desk, struct MHD_Connection *connection, const char *path,
    const char *method, const char *data, size_t *data_size, void **context, bool is_tcp)
{
	struct arriving *a = *context;
	if (a == NULL) {
		*context = calloc(1, sizeof(*a));
		return *context == NULL ? MHD_NO : MHD_YES;
	}
	if (*data_size > 0) {
		take_body(a, data, *data_size);
		*data_size = 0;
		return MHD_YES;
	}
	return answer_connection(desk, connection, path, method, a, is_tcp);
}

static enum MHD_Result
on_local(void *desk, struct MHD_Connection *c, const char *path, const char *method,
    const char *version, const char *data, size_t *size, void **context)
{
	(void)version;
	return on_request(desk, c, path, method, data, size, context, false);
}

static enum MHD_Result
on_tcp(void *desk, struct MHD_Connection *c, const char *path, const char *method,
    const char *version, const char *data, size_t *size, void **context)
{
	(void)version;
	return on_request(desk, c, path, method, data, size, context, true);
}

static void
on_completed(void *desk, struct MHD_Connection *c, void **context,
    enum MHD_RequestTerminationCode why)
{
	struct arriving *a = *context;
	(void)desk;
	(void)c;
	(void)why;
	if (a != NULL)
		free(a->data);
	free(a);
	*context = NULL;
}

/* -- beginning and end ---------------------------------------------------------------- */

struct MHD_Daemon *
serve_begin(struct desk *desk, int fd, bool is_tcp)
{
	return MHD_start_daemon(
	    MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL, 0, NULL,
	    NULL, is_tcp ? on_tcp : on_local, desk, MHD_OPTION_LISTEN_SOCKET, fd,
	    MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL, MHD_OPTION_CONNECTION_LIMIT,
	    (unsigned)(is_tcp ? CONNECTIONS_TCP : CONNECTIONS_LOCAL), MHD_OPTION_THREAD_STACK_SIZE,
	    (size_t)STACK_SIZE, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S, MHD_OPTION_END);
}

void
serve_end(struct MHD_Daemon *server)
{
	if (server != NULL)
		MHD_stop_daemon(server);
}
