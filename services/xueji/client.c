/* Asking a daemon: HTTP over its Unix socket, or over loopback TCP with a token. */
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "client.h"

enum { LINE_BYTES = 512, PATH_BYTES = 1024, SECONDS_MOST = 30, PAGE = 200 };

/* -- HTTP ----------------------------------------------------------------------------- */

struct growing {
	struct arena *arena;
	uint8_t *data;
	size_t size, capacity;
};

static size_t
on_data(char *data, size_t size, size_t n, void *context)
{
	struct growing *g = context;
	const size_t more = size * n;
	if (g->size + more > g->capacity) {
		const size_t capacity = 2 * (g->size + more);
		uint8_t *wider = arena_alloc(g->arena, capacity + 1);
		if (g->size > 0)
			memcpy(wider, g->data, g->size);
		g->data = wider;
		g->capacity = capacity;
	}
	memcpy(g->data + g->size, data, more);
	g->size += more;
	return more;
}

static bool
read_token(const char *path, char token[128])
{
	FILE *f = fopen(path, "r");
	const bool ok = f != NULL && fscanf(f, "%127s", token) == 1;
	if (!ok)
		perror(path);
	if (f != NULL)
		(void)fclose(f);
	return ok;
}

static struct curl_slist *
make_headers(const struct typed *t, const struct address *a, const char *method)
{
	char text[LINE_BYTES], token[128];
	struct curl_slist *headers = curl_slist_append(NULL,
	    strcmp(method, "PUT") == 0 ? "Content-Type: application/octet-stream"
				       : "Content-Type: application/json");
	if (t->as != NULL) {
		(void)snprintf(text, sizeof(text), "X-Xueji-As: %s%s%s", t->as, t->deputy_for == NULL ? "" : " for ",
		    t->deputy_for == NULL ? "" : t->deputy_for);
		headers = curl_slist_append(headers, text);
	}
	if (a->token[0] != '\0' && read_token(a->token, token)) {
		(void)snprintf(text, sizeof(text), "Authorization: Bearer %s", token);
		headers = curl_slist_append(headers, text);
	}
	return headers;
}

static void
set_up(CURL *c, const struct address *a, const char *method, const char *url, struct bytes body)
{
	if (strncmp(a->where, "http://", 7) != 0)
		(void)curl_easy_setopt(c, CURLOPT_UNIX_SOCKET_PATH, a->where);
	(void)curl_easy_setopt(c, CURLOPT_URL, url);
	(void)curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, method);
	(void)curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)SECONDS_MOST);
	(void)curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
	(void)curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_data);
	if (body.size > 0) {
		(void)curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.size);
		(void)curl_easy_setopt(c, CURLOPT_POSTFIELDS, body.data);
	}
}

struct reply
client_ask_at(const struct typed *t, const struct address *a, const char *method,
    const char *path, struct bytes body)
{
	struct growing g = { .arena = t->arena };
	struct reply reply = { .failed = EXIT_UNREACHABLE };
	char url[ADDRESS_MAX + PATH_BYTES];
	const bool is_tcp = strncmp(a->where, "http://", 7) == 0;
	(void)snprintf(url, sizeof(url), "%s%s", is_tcp ? a->where : "http://desk", path);
	CURL *c = curl_easy_init();
	if (c == NULL)
		return reply;
	struct curl_slist *headers = make_headers(t, a, method);
	set_up(c, a, method, url, body);
	(void)curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	(void)curl_easy_setopt(c, CURLOPT_WRITEDATA, &g);
	if (curl_easy_perform(c) == CURLE_OK)
		(void)curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &reply.status);
	curl_slist_free_all(headers);
	curl_easy_cleanup(c);
	reply.body.data = g.data;
	reply.body.size = g.size;
	return reply;
}

struct reply
client_ask(const struct typed *t, const char *method, const char *path, struct bytes body)
{
	struct reply none = { .failed = EXIT_USAGE };
	struct address a;
	char unit[CODE_MAX], level[CODE_MAX], division[CODE_MAX];
	const char *at = typed_option(t, "at");
	if (t->as == NULL || !text_is_ident(t->as) || strlen(t->as) > 128
	    || sscanf(t->as, "%15[0-9]:", unit) != 1
	    || (t->deputy_for != NULL && (!text_is_ident(t->deputy_for) || strlen(t->deputy_for) > 64))) {
		(void)fprintf(stderr, "xueji: --as UNIT:ROLE:OFFICER is missing or malformed, or --for is\n");
		return none;
	}
	if (at != NULL && sscanf(at, "%15[0-9]", unit) != 1) {
		(void)fprintf(stderr, "xueji: --at CODE is malformed\n");
		return none;
	}
	if (!desks_find_unit(unit, level, division)) {
		(void)fprintf(stderr, "xueji: unit %s is in no units file\n", unit);
		none.failed = EXIT_NOT_FOUND;
		return none;
	}
	if (!desks_find(level, division, &a)) {
		(void)fprintf(stderr, "xueji: no daemon is listed for %s\n", unit);
		none.failed = EXIT_UNREACHABLE;
		return none;
	}
	const struct reply reply = client_ask_at(t, &a, method, path, body);
	if (reply.status == 0)
		(void)fprintf(stderr, "xueji: no daemon answers at %s\n", a.where);
	return reply;
}

/* -- bodies --------------------------------------------------------------------------- */

bool
client_is_whole(FILE *f, const char *path)
{
	if (ferror(f) == 0)
		return true;
	perror(path);
	return false;
}

struct bytes
client_body(const struct typed *t, json_t *stolen)
{
	char *text = json_dumps(stolen, JSON_COMPACT);
	const struct bytes borrowed = { (const uint8_t *)text, text == NULL ? 0 : strlen(text) };
	const struct bytes b = arena_copy(t->arena, borrowed);
	free(text);
	json_decref(stolen);
	return b;
}

void
client_set_text(json_t *j, const char *name, const char *value)
{
	if (value != NULL)
		(void)json_object_set_new(j, name, json_string(value));
}

/* -- replies -------------------------------------------------------------------------- */

int
client_exit_code(const struct reply *r)
{
	switch (r->status) {
	case 200:
	case 201:
	case 202:
		return EXIT_DONE;
	case 404:
		return EXIT_NOT_FOUND;
	case 403:
		return EXIT_NOT_ALLOWED;
	case 0:
		return r->failed;
	case 503:
		return EXIT_UNREACHABLE;
	default:
		return EXIT_REFUSED;
	}
}

json_t *
client_json(const struct reply *r)
{
	return json_loadb((const char *)r->body.data, r->body.size, 0, NULL);
}

int
client_finish(const struct typed *t, const struct reply *r,
    void (*print)(const struct typed *, const json_t *))
{
	const int code = client_exit_code(r);
	if (r->status == 0)
		return code;
	if (t->json) {
		(void)fwrite(r->body.data, 1, r->body.size, stdout);
		(void)putchar('\n');
		return code;
	}
	json_t *j = client_json(r);
	if (j == NULL)
		(void)fprintf(stderr, "xueji: the answer is no JSON (HTTP %ld)\n", r->status);
	else if (code == EXIT_DONE)
		print(t, j);
	else
		print_refusal(j);
	json_decref(j);
	return code;
}

/* Where the next page begins; false: this was the last. */
static bool
next_page(const json_t *page, const char *path, const char *cursor, char ret[PATH_BYTES])
{
	const json_t *last = json_array_get(page, json_array_size(page) - 1);
	const json_t *at = json_object_get(last, cursor);
	const char *join = strchr(path, '?') == NULL ? "?" : "&";
	if (json_array_size(page) < PAGE || at == NULL)
		return false;
	if (json_is_integer(at))
		(void)snprintf(ret, PATH_BYTES, "%s%safter=%lld", path, join,
		    (long long)json_integer_value(at));
	else
		(void)snprintf(ret, PATH_BYTES, "%s%safter=%s", path, join, json_string_value(at));
	return true;
}

int
client_list(const struct typed *t, const char *path, const char *cursor,
    void (*print)(const struct typed *, const json_t *))
{
	const struct bytes nothing = { NULL, 0 };
	char next[PATH_BYTES];
	bool has_more = true;
	json_t *all = json_array();
	(void)snprintf(next, sizeof(next), "%s", path);
	while (has_more) {
		const struct reply r = client_ask(t, "GET", next, nothing);
		if (client_exit_code(&r) != EXIT_DONE) {
			json_decref(all);
			return client_finish(t, &r, print);
		}
		json_t *page = client_json(&r);
		has_more = next_page(page, path, cursor, next);
		(void)json_array_extend(all, page);
		json_decref(page);
	}
	if (t->json)
		print_json(all);
	else
		print(t, all);
	json_decref(all);
	return EXIT_DONE;
}
