/*
 * HTTP: bytes of a connection into a struct door, and its answer back. The only file that
 * knows libmicrohttpd.
 *
 * One thread a connection, not a pool: an officer's action waits for its turn to be
 * committed, and it is just the many that wait at the same time whom one turn serves
 * together. Suspending connections would save the stacks, 512 KiB each and mostly never
 * touched, and cost every door its straight line. The bodies are gathered here and not
 * by MHD_PostProcessor, which is for forms. What keeps slow or hostile clients from taking all
 * places is in guests.c, and how much of a body is read in "bodies" below.
 */
#include <microhttpd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/door.h"

enum {
	/* Both servers together leave room for Kafka and PostgreSQL below the usual limit of
	 * 1024 open files. */
	CONNECTIONS_LOCAL = 700,
	CONNECTIONS_TCP = 200,
	SPARE = 50,		/* places of each that are made free again by cutting off who waits */
	DECIDERS = 100,		/* ... and that no filing is given while it is answered */
	STACK_SIZE = 512 * 1024,	/* a docket and its entries unpack on it */
	IDLE_S = 60,
	STREAM_BLOCK = 256,	/* more than any text of a stream */
	/* All larger than FORM_MAX that arrive at one server at the same time. Smaller ones are bounded by
	 * the places, and never wait for who sends much. */
	BODIES_MAX = 64 * 1024 * 1024,
	NO_ROOM_RETRY_S = 2,
	/* So much of a body that is not wanted is read, so that its sender sees the answer: who is
	 * still writing when the connection is closed may see nothing but that. */
	UNWANTED_MAX = 256 * 1024,
	UNWANTED_LOCAL_MAX = 16 * 1024 * 1024,	/* of programs on this host, which may see the answer */
};

struct server {
	struct desk *desk;
	const struct desk_options *options;
	bool is_tcp;
	struct guests *guests;
	struct MHD_Daemon *mhd;
	atomic_size_t bodies;	/* bytes held for large requests whose body arrives */
};

/* An answer without an end, and whose it is. */
struct listener {
	const struct server *server;
	struct MHD_Connection *connection;
	struct stream stream;
};

/* A request while its body arrives. */
struct arriving {
	char *data;
	size_t size, capacity, most, unwanted;
	bool is_too_large, has_no_room;	/* as in struct door */
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
has_token(struct MHD_Connection *connection, const char *token)
{
	static const char bearer[] = "Bearer ";
	const char *given =
	    MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Authorization");
	return token != NULL && given != NULL && strncmp(given, bearer, sizeof(bearer) - 1) == 0
	    && is_same_token(given + sizeof(bearer) - 1, token);
}

/* The socket's file mode lets our proxy in; that speaks for nobody who stands behind it. False: answered. */
static bool
is_by_socket(struct door *d, bool is_tcp)
{
	if (!is_tcp && !(d->options->is_behind_proxy && header_of(d, "X-Forwarded-For") != NULL))
		return true;
	answer_verdict(d, VERDICT_ROLE_NOT_ALLOWED,
	    json_pack("{s:s}", "why", "only on the Unix socket, and not through a proxy"));
	return false;
}

static bool
may_enter(struct door *d, bool is_tcp)
{
	if (!is_tcp || has_token(d->connection, d->options->token))
		return true;
	answer_verdict(d, VERDICT_ROLE_NOT_ALLOWED,
	    json_pack("{s:s}", "why", "the bearer token is missing or wrong"));
	return false;
}

/* The acting unit: named, known, served here. */
static bool
is_officer(struct door *d)
{
	const char *as = header_of(d, "X-Xueji-As");
	if (as == NULL || !people_parse(as, &d->as)) {
		answer_bad_request(d, "the header X-Xueji-As: UNIT:ROLE:OFFICER, or UNIT:ROLE:OFFICER for PRINCIPAL, is missing or malformed");
		return false;
	}
	const struct unit *u = registry_find(d->law->registry, d->as.unit);
	if (u == NULL || !relay_serves(d->relay, u)) {
		answer_verdict(d, u == NULL ? VERDICT_UNKNOWN_UNIT : VERDICT_NOT_SERVED, NULL);
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
	case SOCKET:
		return is_by_socket(d, is_tcp);
	case OFFICER:
		break;
	}
	return (is_tcp ? may_enter(d, is_tcp) : is_by_socket(d, is_tcp)) && is_officer(d);
}

/* -- one request ---------------------------------------------------------------------- */

static bool
is_page(const char *path)
{
	return strcmp(path, "/") == 0 || strcmp(path, "/parents") == 0 || strcmp(path, "/console") == 0
	    || strncmp(path, "/console/", 9) == 0 || strncmp(path, "/parents/", 9) == 0;
}

static void
answer_no_room(struct door *d)
{
	d->answer.retry_after_s = NO_ROOM_RETRY_S;
	answer_verdict(d, VERDICT_BUSY, json_pack("{s:i}", "retry_after_seconds", NO_ROOM_RETRY_S));
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
	if (!check_who(d, route->who, is_tcp))
		return;
	if (d->has_no_room)
		answer_no_room(d);
	else
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
	if (a->location[0] != '\0' || a->away != NULL)
		(void)MHD_add_response_header(r, "Location", a->away != NULL ? a->away : a->location);
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

/* Whose browser asks, by its headers alone. */
static bool
is_signed_in(const struct server *s, struct MHD_Connection *connection)
{
	if (s->options->is_signed_in == NULL)
		return false;
	struct door d = desk_door(s->desk);
	d.is_tcp = s->is_tcp;
	d.query = query_of;
	d.header = header_of;
	d.connection = connection;
	const bool ret = s->options->is_signed_in(&d);
	desk_let_go_of_store(&d);
	arena_free(d.arena);
	return ret;
}

/* Called again and again by the connection's thread, which may wait here. */
static ssize_t
write_more(void *listener, uint64_t position, char *buf, size_t size)
{
	static const char news[] = "retry: 20000\nevent: news\ndata: 1\n\n", beat[] = ":\n\n";
	struct listener *l = listener;
	const enum stream_what what = stream_wait(&l->stream);
	const char *text = what == STREAM_NEWS ? news : beat;
	const size_t n = strlen(text);
	(void)position;
	if (what == STREAM_OVER || n > size
	    || (what == STREAM_BEAT && !is_signed_in(l->server, l->connection)))
		return MHD_CONTENT_READER_END_OF_STREAM;
	memcpy(buf, text, n);
	return (ssize_t)n;
}

/* It is the last answer of its connection. NULL: no memory. */
static struct MHD_Response *
begin_stream(const struct server *s, const struct door *d)
{
	struct MHD_Connection *connection = d->connection;
	struct listener *l = malloc(sizeof(*l));
	struct MHD_Response *r = l == NULL
	    ? NULL : MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, write_more, l, free);
	if (r == NULL) {
		free(l);
		return NULL;
	}
	l->server = s;
	l->connection = connection;
	l->stream = stream_begin(d->relay, d->as.unit,
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd);
	(void)MHD_add_response_header(r, "Connection", "close");
	(void)MHD_add_response_header(r, "X-Accel-Buffering", "no");	/* a proxy passes each line on */
	return r;
}

static struct MHD_Response *
begin_answer(const struct server *s, const struct door *d)
{
	const struct answer *a = &d->answer;
	if (a->is_stream)
		return begin_stream(s, d);
	struct MHD_Response *r =
	    MHD_create_response_from_buffer(a->size, a->data, MHD_RESPMEM_MUST_FREE);
	if (r == NULL)
		free(a->data);
	return r;
}

static enum MHD_Result
send_answer(const struct server *s, const char *path, const struct door *d)
{
	char methods[64];
	const struct answer *a = &d->answer;
	struct MHD_Response *r = begin_answer(s, d);
	if (r == NULL)
		return MHD_NO;
	(void)MHD_add_response_header(r, "Content-Type", a->type);
	(void)MHD_add_response_header(r, "Cache-Control", a->cache == NULL ? "no-store" : a->cache);
	(void)MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
	if (a->next[0] != '\0')
		(void)MHD_add_response_header(r, "X-Xueji-Next", a->next);
	add_of_page(r, a);
	add_retry_after(r, a);
	if (a->status == MHD_HTTP_METHOD_NOT_ALLOWED) {
		route_methods(path, methods, sizeof(methods));
		(void)MHD_add_response_header(r, "Allow", methods);
	}
	const enum MHD_Result result = MHD_queue_response(d->connection, a->status, r);
	MHD_destroy_response(r);
	return result;
}

static struct guest *
guest_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	return info == NULL ? NULL : info->socket_context;
}

static enum MHD_Result
answer_connection(const struct server *s, struct MHD_Connection *connection, const char *path,
    const char *method, const struct arriving *body)
{
	struct guest *guest = guest_of(connection);
	const size_t n = guest == NULL ? 0 : guests_serve(s->guests, guest);
	if (n == 0)
		return MHD_NO;
	struct door d = desk_door(s->desk);
	d.is_tcp = s->is_tcp;
	d.query = query_of;
	d.header = header_of;
	d.connection = connection;
	d.body.data = (const uint8_t *)body->data;
	d.body.size = body->size;
	d.is_too_large = body->is_too_large;
	d.has_no_room = body->has_no_room;
	d.is_crowded = n > (size_t)(s->is_tcp ? CONNECTIONS_TCP : CONNECTIONS_LOCAL) - DECIDERS;
	desk_hold_law(s->desk);
	answer_request(&d, method, path, s->is_tcp);
	desk_let_go_of_store(&d);
	desk_let_go_of_law(s->desk);
	if (d.answer.is_stream && !guests_listen(s->guests, guest)) {
		d.answer.is_stream = false;	/* to a browser this means: do not come again */
		d.answer.status = MHD_HTTP_NO_CONTENT;
	}
	const enum MHD_Result result = send_answer(s, path, &d);
	arena_free(d.arena);
	guests_wait(s->guests, guest);
	return result;
}

/* -- bodies --------------------------------------------------------------------------- */

/* May files be sent to that page, by this browser? Two pages take any, of those who are signed in. */
static bool
takes_files(const struct server *s, struct MHD_Connection *connection, const char *path)
{
	const bool takes = strcmp(path, "/console/file") == 0 || strcmp(path, "/console/import") == 0;
	return takes && is_signed_in(s, connection);
}

/* How much that is not wanted is read and thrown away, so that its sender sees why. */
static size_t
unwanted_most(const struct server *s)
{
	return s->is_tcp ? UNWANTED_MAX : UNWANTED_LOCAL_MAX;
}

/* How much of a body is worth reading: pages take forms, and whoever lacks the token over TCP is
 * refused whatever he sends. */
static size_t
body_most(const struct server *s, struct MHD_Connection *connection, const char *path,
    const char *method)
{
	static const char multipart[] = "multipart/form-data";
	const char *type = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Type");
	if (s->options->console != NULL && is_page(path))
		return strcmp(method, "POST") == 0 && type != NULL
		    && strncmp(type, multipart, sizeof(multipart) - 1) == 0
		    && takes_files(s, connection, path) ? BODY_MAX : FORM_MAX;
	return !s->is_tcp || has_token(connection, s->options->token) ? BODY_MAX : 0;
}

/* 0: it is not said, or is no number. */
static size_t
announced(struct MHD_Connection *connection)
{
	const char *text = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
	return text == NULL ? 0 : (size_t)strtoull(text, NULL, 10);
}

/* What is announced to be too large is not read at all, or so little that it is no trouble. */
static enum MHD_Result
begin_body(struct server *s, struct MHD_Connection *connection, const char *path,
    const char *method, void **context)
{
	struct guest *guest = guest_of(connection);
	struct arriving *a = *context = calloc(1, sizeof(*a));
	if (a == NULL || guest == NULL)
		return MHD_NO;
	guests_wait(s->guests, guest);	/* whoever has got so far is not the slowest any more */
	const size_t size = announced(connection);
	a->most = body_most(s, connection, path, method);
	a->is_too_large = size > a->most;
	if (a->is_too_large && size > unwanted_most(s))
		return answer_connection(s, connection, path, method, a);
	return MHD_YES;
}

/* What of it counts against BODIES_MAX. */
static size_t
counted(size_t capacity)
{
	return capacity > FORM_MAX ? capacity : 0;
}

/* Twice of what is there, as long as that is allowed and does not make it count. */
static size_t
wider_than(const struct arriving *a, size_t size)
{
	const size_t most = size <= FORM_MAX && a->most > FORM_MAX ? FORM_MAX : a->most;
	return 2 * size < most ? 2 * size : most;
}

/* False: there is no room for it at the moment. */
static bool
widen(struct server *s, struct arriving *a, size_t n)
{
	const size_t capacity = wider_than(a, a->size + n);
	const size_t more = counted(capacity) - counted(a->capacity);
	if (atomic_fetch_add(&s->bodies, more) + more > BODIES_MAX) {
		(void)atomic_fetch_sub(&s->bodies, more);
		return false;
	}
	char *wider = realloc(a->data, capacity);
	if (wider == NULL) {
		(void)atomic_fetch_sub(&s->bodies, more);
		return false;
	}
	a->data = wider;
	a->capacity = capacity;
	return true;
}

/* Bounded: what is too much is thrown away; of what is far too much the connection is closed. What
 * there is only no room for is all read, so that its sender is told to come again. */
static enum MHD_Result
take_body(struct server *s, struct arriving *a, const char *data, size_t n)
{
	if (!a->is_too_large) {
		a->is_too_large = n > a->most - a->size;
		a->has_no_room = !a->is_too_large && a->size + n > a->capacity && !widen(s, a, n);
		a->is_too_large |= a->has_no_room;
	}
	if (a->is_too_large) {
		a->unwanted += n;
		return a->unwanted > (a->has_no_room ? BODY_MAX : unwanted_most(s)) ? MHD_NO : MHD_YES;
	}
	memcpy(a->data + a->size, data, n);
	a->size += n;
	return MHD_YES;
}

/* Called once when the headers are there, once for every piece of the body, once at its end. */
static enum MHD_Result
on_request(void *server, struct MHD_Connection *connection, const char *path, const char *method,
    const char *version, const char *data, size_t *data_size, void **context)
{
	struct server *s = server;
	struct arriving *a = *context;
	(void)version;
	if (a == NULL)
		return begin_body(s, connection, path, method, context);
	if (*data_size > 0) {
		const size_t n = *data_size;
		*data_size = 0;
		return take_body(s, a, data, n);
	}
	return answer_connection(s, connection, path, method, a);
}

static void
on_completed(void *server, struct MHD_Connection *c, void **context,
    enum MHD_RequestTerminationCode why)
{
	struct server *s = server;
	struct arriving *a = *context;
	(void)c;
	(void)why;
	if (a != NULL) {
		(void)atomic_fetch_sub(&s->bodies, counted(a->capacity));
		free(a->data);
	}
	free(a);
	*context = NULL;
}

static void
on_connection(void *server, struct MHD_Connection *connection, void **guest,
    enum MHD_ConnectionNotificationCode what)
{
	struct server *s = server;
	switch (what) {
	case MHD_CONNECTION_NOTIFY_STARTED:
		*guest = guests_enter(s->guests,
		    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd);
		break;
	case MHD_CONNECTION_NOTIFY_CLOSED:
		if (*guest != NULL)
			guests_leave(s->guests, *guest);
		*guest = NULL;
		break;
	}
}

/* -- beginning and end ---------------------------------------------------------------- */

void
serve_end(struct server *s)
{
	if (s == NULL)
		return;
	MHD_stop_daemon(s->mhd);
	guests_free(s->guests);
	free(s);
}

struct server *
serve_begin(struct desk *desk, const struct desk_options *o, int fd, bool is_tcp)
{
	const unsigned most = is_tcp ? CONNECTIONS_TCP : CONNECTIONS_LOCAL;
	struct server *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return NULL;
	s->desk = desk;
	s->options = o;
	s->is_tcp = is_tcp;
	s->guests = guests_new(most, SPARE);
	s->mhd = MHD_start_daemon(
	    MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL, 0, NULL,
	    NULL, on_request, s, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_NOTIFY_COMPLETED,
	    on_completed, s, MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
	    MHD_OPTION_CONNECTION_LIMIT, most, MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK_SIZE,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S, MHD_OPTION_END);
	if (s->mhd != NULL)
		return s;
	guests_free(s->guests);
	free(s);
	return NULL;
}
