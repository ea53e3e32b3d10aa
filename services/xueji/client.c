/*
 * Which daemon, and asking it. The desks file (XUEJI_DESKS, or var/etc/desks) has a line for
 * each daemon and for each units file:
 *
 *	county 43 /run/xueji/county-43.sock
 *	province 43 http://127.0.0.1:8043 TOKENFILE
 *	units config/units.csv
 *
 * The longest prefix of the unit's division wins.
 */
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "client.h"

enum { LINE_BYTES = 512 };

static FILE *
open_desks(void)
{
	const char *path = getenv("XUEJI_DESKS");
	FILE *f = fopen(path != NULL ? path : "var/etc/desks", "r");
	if (f == NULL)
		(void)fprintf(stderr, "xueji: no desks file; name it in XUEJI_DESKS\n");
	return f;
}

/* -- which daemon --------------------------------------------------------------------- */

/* Level and division of a unit, from one units file: code,parent,level,... */
static bool
look_up(const char *path, const char *code, char level[16], char division[16])
{
	char line[LINE_BYTES], parent[16];
	FILE *f = fopen(path, "r");
	bool found = false;
	while (f != NULL && !found && fgets(line, sizeof(line), f) != NULL) {
		const size_t n = strlen(code);
		if (strncmp(line, code, n) != 0 || line[n] != ',')
			continue;
		parent[0] = '\0';
		found = sscanf(line + n, ",%10[0-9],%15[a-z]", parent, level) == 2
		    || sscanf(line + n, ",,%15[a-z]", level) == 1;
		(void)snprintf(division, 16, "%s", n == 10 ? parent : code);
	}
	if (f != NULL)
		(void)fclose(f);
	return found;
}

static bool
find_unit(const char *code, char level[16], char division[16])
{
	char line[LINE_BYTES], path[256];
	FILE *f = open_desks();
	bool found = false;
	while (f != NULL && !found && fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "units %255s", path) == 1)
			found = look_up(path, code, level, division);
	if (f != NULL)
		(void)fclose(f);
	return found;
}

/* The address of the daemon that serves it; false: none. */
static bool
find_desk(const char *level, const char *division, char ret[LINE_BYTES])
{
	char line[LINE_BYTES], l[16], prefix[16], address[256], token[256];
	size_t longest = 0;
	FILE *f = open_desks();
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		token[0] = '\0';
		if (sscanf(line, "%15s %15s %255s %255s", l, prefix, address, token) < 3
		    || strcmp(l, level) != 0 || strncmp(division, prefix, strlen(prefix)) != 0
		    || strlen(prefix) < longest)
			continue;
		longest = strlen(prefix);
		(void)snprintf(ret, LINE_BYTES, "%s%s%.200s", address, token[0] != '\0' ? " " : "",
		    token);
	}
	if (f != NULL)
		(void)fclose(f);
	return longest > 0;
}

void
client_each(const struct typed *t,
    void (*call)(const struct typed *, const char *, const char *, const char *))
{
	char line[LINE_BYTES], level[16], prefix[16], address[256];
	FILE *f = open_desks();
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "%15s %15s %255s", level, prefix, address) == 3)
			call(t, level, prefix, address);
	if (f != NULL)
		(void)fclose(f);
}

/* -- asking --------------------------------------------------------------------------- */

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

static struct curl_slist *
make_headers(const struct typed *t, const char *token_file)
{
	char text[LINE_BYTES], token[128] = "";
	struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
	if (t->as != NULL) {
		(void)snprintf(text, sizeof(text), "X-Xueji-As: %s", t->as);
		headers = curl_slist_append(headers, text);
	}
	FILE *f = token_file[0] == '\0' ? NULL : fopen(token_file, "r");
	if (f != NULL && fscanf(f, "%127s", token) == 1) {
		(void)snprintf(text, sizeof(text), "Authorization: Bearer %s", token);
		headers = curl_slist_append(headers, text);
	}
	if (f != NULL)
		(void)fclose(f);
	return headers;
}

struct reply
client_ask_at(const struct typed *t, const char *address, const char *method, const char *path,
    struct bytes body)
{
	struct growing g = { .arena = t->arena };
	struct reply reply = { .status = 0 };
	char where[256], token[256] = "", url[LINE_BYTES];
	(void)sscanf(address, "%255s %255s", where, token);
	const bool is_local = strncmp(where, "http://", 7) != 0;
	(void)snprintf(url, sizeof(url), "%s%s", is_local ? "http://desk" : where, path);
	CURL *c = curl_easy_init();
	if (c == NULL)
		return reply;
	struct curl_slist *headers = make_headers(t, token);
	if (is_local)
		(void)curl_easy_setopt(c, CURLOPT_UNIX_SOCKET_PATH, where);
	(void)curl_easy_setopt(c, CURLOPT_URL, url);
	(void)curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, method);
	(void)curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	(void)curl_easy_setopt(c, CURLOPT_TIMEOUT, 30L);
	(void)curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
	(void)curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_data);
	(void)curl_easy_setopt(c, CURLOPT_WRITEDATA, &g);
	if (body.size > 0) {
		(void)curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.size);
		(void)curl_easy_setopt(c, CURLOPT_POSTFIELDS, body.data);
	}
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
	struct reply none = { .status = 0 };
	char unit[16] = "", level[16], division[16], address[LINE_BYTES];
	if (t->as == NULL || sscanf(t->as, "%15[0-9]", unit) != 1) {
		(void)fprintf(stderr, "xueji: --as UNIT:ROLE:OFFICER is missing\n");
		return none;
	}
	if (!find_unit(unit, level, division)) {
		(void)fprintf(stderr, "xueji: unit %s is in no units file\n", unit);
		return none;
	}
	if (!find_desk(level, division, address)) {
		(void)fprintf(stderr, "xueji: no daemon listed for %s\n", unit);
		return none;
	}
	const struct reply reply = client_ask_at(t, address, method, path, body);
	if (reply.status == 0)
		(void)fprintf(stderr, "xueji: daemon not reachable at %s\n", address);
	return reply;
}

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
	case 503:
		return EXIT_UNREACHABLE;
	default:
		return EXIT_REFUSED;
	}
}

static void
print_refusal(const json_t *j)
{
	const char *verdict = json_string_value(json_object_get(j, "verdict"));
	if (verdict == NULL)
		return;
	(void)fprintf(stderr, "%s (%s)\n%s\n%s\n%s\n", json_string_value(json_object_get(j, "zh")),
	    verdict, json_string_value(json_object_get(j, "remedy_zh")),
	    json_string_value(json_object_get(j, "en")),
	    json_string_value(json_object_get(j, "remedy_en")));
}

int
client_finish(const struct typed *t, const struct reply *r, void (*print)(const json_t *))
{
	const int code = client_exit_code(r);
	if (r->status == 0)
		return code;
	json_t *j = json_loadb((const char *)r->body.data, r->body.size, 0, NULL);
	if (t->json) {
		(void)fwrite(r->body.data, 1, r->body.size, stdout);
		(void)putchar('\n');
	} else if (code == EXIT_DONE)
		print(j);
	else
		print_refusal(j);
	json_decref(j);
	return code;
}
