/*
 * The HTTP server under the doors. libmicrohttpd runs one thread a connection: an officer's
 * action waits for its turn to be committed, and it is just the many that wait at the same
 * time whom one turn serves together.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "desk/door.h"

enum {
	CONNECTIONS_MAX = 1000,
	STACK_SIZE = 512 * 1024,	/* a docket and its entries unpack on it */
	IDLE_S = 60,
};

struct desk {
	struct desk_options options;
	struct relay *relay;
	struct relay_law law;
	pthread_rwlock_t law_lock;	/* read-held by every request */
	struct store *store;
	pthread_mutex_t store_lock;
	struct MHD_Daemon *local, *tcp;
};

/* A request while its body arrives. */
struct arriving {
	char *data;
	size_t size, capacity;
	bool is_too_large;
};

/* -- routing -------------------------------------------------------------------------- */

enum who { ANYBODY, OFFICER };

static const struct route_row {
	const char *method, *path;
	void (*function)(struct door *);
	enum who who;
} routes[] = {
#define ROUTE(method, path, function, who, meaning) { method, path, door_##function, who },
#include "desk/route.def"
#undef ROUTE
};

enum { N_ROUTES = sizeof(routes) / sizeof(routes[0]) };

/* Matches "/v1/dockets/{}/{}"; what stood for {} goes into segments. */
static bool
path_fits(const char *pattern, const char *path, char segments[SEGMENTS_MAX][64])
{
	size_t n = 0;
	while (*pattern != '\0') {
		if (pattern[0] != '{') {
			if (*pattern++ != *path++)
				return false;
			continue;
		}
		const size_t length = strcspn(path, "/");
		if (length == 0 || length >= 64 || n == SEGMENTS_MAX)
			return false;
		memcpy(segments[n], path, length);
		segments[n++][length] = '\0';
		path += length;
		pattern += 2;
	}
	return *path == '\0';
}

/* NULL: no such path, or with *ret_is_known the path has another method. */
static const struct route_row *
find_route(const char *method, const char *path, char segments[SEGMENTS_MAX][64],
    bool *ret_is_known)
{
	*ret_is_known = false;
	for (size_t i = 0; i < N_ROUTES; i++) {
		if (!path_fits(routes[i].path, path, segments))
			continue;
		if (strcmp(routes[i].method, method) == 0)
			return &routes[i];
		*ret_is_known = true;
	}
	return NULL;
}

struct store *
desk_store(struct door *d)
{
	if (d->store == NULL) {
		(void)pthread_mutex_lock(&d->desk->store_lock);
		d->store = d->desk->store;
	}
	return d->store;
}

static void
let_go_of_store(struct door *d)
{
	if (d->store == NULL)
		return;
	d->store = NULL;
	(void)pthread_mutex_unlock(&d->desk->store_lock);
}

struct relay_answer
desk_submit(struct door *d, const struct relay_action *action)
{
	let_go_of_store(d);
	(void)pthread_rwlock_unlock(&d->desk->law_lock);
	const struct relay_answer a = relay_submit(d->relay, action, WAIT_MS);
	(void)pthread_rwlock_rdlock(&d->desk->law_lock);
	return a;
}

enum verdict
desk_import(struct door *d, const struct record *records, size_t n)
{
	let_go_of_store(d);
	(void)pthread_rwlock_unlock(&d->desk->law_lock);
	const enum verdict v = relay_import(d->relay, records, n, WAIT_MS);
	(void)pthread_rwlock_rdlock(&d->desk->law_lock);
	return v;
}

/* -- who ------------------------------------------------------------------------------ */

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
may_enter(const struct door *d, bool is_tcp)
{
	static const char bearer[] = "Bearer ";
	const char *given = MHD_lookup_connection_value(
	    d->connection, MHD_HEADER_KIND, "Authorization");
	if (!is_tcp)
		return true;
	return d->options->token != NULL && given != NULL
	    && strncmp(given, bearer, sizeof(bearer) - 1) == 0
	    && is_same_token(given + sizeof(bearer) - 1, d->options->token);
}

/* The acting unit: named, known, served here. False: answered. */
static bool
check_officer(struct door *d, bool is_tcp)
{
	const char *as = MHD_lookup_connection_value(d->connection, MHD_HEADER_KIND, "X-Xueji-As");
	if (!may_enter(d, is_tcp)) {
		answer_verdict(d, VERDICT_ROLE_NOT_ALLOWED, NULL);
		return false;
	}
	if (as == NULL || !people_parse(as, &d->as)) {
		answer_verdict(d, VERDICT_BAD_REQUEST,
		    json_pack("{s:s}", "why", "X-Xueji-As: UNIT:ROLE:OFFICER is missing or malformed"));
		return false;
	}
	const struct unit *u = registry_find(d->law->registry, d->as.unit);
	if (u == NULL || !relay_serves(d->relay, u)) {
		answer_verdict(d, u == NULL ? VERDICT_UNKNOWN_UNIT : VERDICT_NOT_SERVED, NULL);
		return false;
	}
	return true;
}

/* -- one request ---------------------------------------------------------------------- */

static void
answer_request(struct door *d, const char *method, const char *path, bool is_tcp)
{
	bool is_known;
	const struct route_row *route = find_route(method, path, d->segments, &is_known);
	if (route == NULL) {
		answer_verdict(d, VERDICT_BAD_REQUEST, json_pack("{s:s}", "why", "no such door"));
		d->answer.status = is_known ? 405 : 404;
		return;
	}
	if (route->who == ANYBODY || check_officer(d, is_tcp))
		route->function(d);
}

static enum MHD_Result
send_answer(struct MHD_Connection *connection, const struct answer *a)
{
	struct MHD_Response *r =
	    MHD_create_response_from_buffer(a->size, a->data, MHD_RESPMEM_MUST_FREE);
	if (r == NULL) {
		free(a->data);
		return MHD_NO;
	}
	(void)MHD_add_response_header(r, "Content-Type", a->type);
	(void)MHD_add_response_header(r, "Cache-Control", "no-store");
	(void)MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
	if (a->status == 503)
		(void)MHD_add_response_header(r, "Retry-After", "1");
	const enum MHD_Result result = MHD_queue_response(connection, a->status, r);
	MHD_destroy_response(r);
	return result;
}

static enum MHD_Result
handle(struct desk *desk, struct MHD_Connection *connection, const char *path,
    const char *method, const struct arriving *body, bool is_tcp)
{
	struct door d = {
		.desk = desk,
		.options = &desk->options,
		.relay = desk->relay,
		.law = &desk->law,
		.arena = arena_new(),
		.body = { (const uint8_t *)body->data, body->size },
		.query = query_of,
		.connection = connection,
		.now = { desk->options.now_ms() },
		.answer = { .status = 500, .type = "text/plain" },
	};
	(void)pthread_rwlock_rdlock(&desk->law_lock);
	if (body->is_too_large)
		answer_verdict(&d, VERDICT_TOO_LARGE, NULL);
	else
		answer_request(&d, method, path, is_tcp);
	let_go_of_store(&d);
	(void)pthread_rwlock_unlock(&desk->law_lock);
	const enum MHD_Result result = send_answer(connection, &d.answer);
	arena_free(d.arena);
	return result;
}

/* Bounded: what is too much is read and thrown away, and answered TOO_LARGE. */
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
	return handle(desk, connection, path, method, a, is_tcp);
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

/* -- listening ------------------------------------------------------------------------ */

static int
listen_local(const char *path)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(sa.sun_path))
		return -1;
	memcpy(sa.sun_path, path, strlen(path) + 1);
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd < 0)
		return -1;
	(void)unlink(path);
	if (bind(fd, (const struct sockaddr *)&sa, sizeof(sa)) != 0
	    || chmod(path, S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP) != 0
	    || listen(fd, SOMAXCONN) != 0) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

static int
listen_tcp(int port)
{
	const int on = 1;
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	const int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0)
		return -1;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (const struct sockaddr *)&sa, sizeof(sa)) != 0 || listen(fd, SOMAXCONN) != 0) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

static struct MHD_Daemon *
serve(struct desk *desk, int fd, MHD_AccessHandlerCallback on)
{
	if (fd < 0)
		return NULL;
	return MHD_start_daemon(MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL,
	    0, NULL, NULL, on, desk, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_NOTIFY_COMPLETED,
	    on_completed, NULL, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
	    MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK_SIZE, MHD_OPTION_CONNECTION_TIMEOUT,
	    (unsigned)IDLE_S, MHD_OPTION_END);
}

/* -- opening -------------------------------------------------------------------------- */

static void
let_go(struct desk *desk)
{
	if (desk->local != NULL)
		MHD_stop_daemon(desk->local);
	if (desk->tcp != NULL)
		MHD_stop_daemon(desk->tcp);
	(void)unlink(desk->options.socket);
	store_close(desk->store);
	(void)pthread_rwlock_destroy(&desk->law_lock);
	(void)pthread_mutex_destroy(&desk->store_lock);
	free(desk);
}

void
desk_close(struct desk *desk)
{
	if (desk != NULL)
		let_go(desk);
}

struct desk *
desk_open(const struct desk_options *o, struct relay *relay, const struct relay_law *law,
    char *reterr, size_t size)
{
	struct desk *desk = calloc(1, sizeof(*desk));
	if (desk == NULL)
		log_panic("out of memory size=%zu", sizeof(*desk));
	desk->options = *o;
	desk->relay = relay;
	desk->law = *law;
	desk->store = store_open(o->conninfo, "desk");
	(void)pthread_rwlock_init(&desk->law_lock, NULL);
	(void)pthread_mutex_init(&desk->store_lock, NULL);
	desk->local = serve(desk, listen_local(o->socket), on_local);
	if (o->port != 0)
		desk->tcp = serve(desk, listen_tcp(o->port), on_tcp);
	if (desk->local == NULL || (o->port != 0 && desk->tcp == NULL)) {
		(void)snprintf(reterr, size, "cannot listen on %.120s or port %d: %s", o->socket,
		    o->port, strerror(errno));
		let_go(desk);
		return NULL;
	}
	return desk;
}

void
desk_set_law(struct desk *desk, const struct relay_law *law)
{
	(void)pthread_rwlock_wrlock(&desk->law_lock);
	desk->law = *law;
	(void)pthread_rwlock_unlock(&desk->law_lock);
}
