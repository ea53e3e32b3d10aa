/*
 * Requests of the desk, past HTTP itself (that is libmicrohttpd's): "METHOD PATH?QUERY", a line with who
 * asks, and the body. Whatever is asked, there is an answer with a status; what is JSON can be read; what is
 * refused has a name, a sentence and a remedy in both languages, and repeats no byte that is not UTF-8.
 */
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "desk/door.h"
#include "desk/hatch.h"
#include "fuzz.h"

enum { LINE_MAX_ = 512, PARAMETERS_MAX = 8 };

static struct hatch hatch;
static struct {
	char *name, *value;
} parameters[PARAMETERS_MAX];
static size_t n_parameters;

int	nanosleep(const struct timespec *, struct timespec *);

/* Questions of parents are answered on the tick; a fuzzer has no time for it. */
int
nanosleep(const struct timespec *wanted, struct timespec *left)
{
	(void)wanted;
	(void)left;
	return 0;
}

static void
end(void)
{
	hatch_close(&hatch);
}

static void
begin(void)
{
	if (hatch.desk != NULL)
		return;
	hatch_open(&hatch);
	behind.n_rows = 2;
	(void)atexit(end);
}

static const char *
query_of(const struct door *d, const char *name)
{
	(void)d;
	for (size_t i = 0; i < n_parameters; i++)
		if (strcmp(parameters[i].name, name) == 0)
			return parameters[i].value;
	return NULL;
}

static const char *
header_of(const struct door *d, const char *name)
{
	(void)d;
	return strcmp(name, "X-Forwarded-For") == 0 ? "192.0.2.1" : NULL;
}

static void
take_query(char *text)
{
	n_parameters = 0;
	for (char *p = text; p != NULL && n_parameters < PARAMETERS_MAX;) {
		char *next = strchr(p, '&'), *value = strchr(p, '=');
		if (next != NULL)
			*next++ = '\0';
		if (value != NULL && (next == NULL || value < next))
			*value++ = '\0';
		parameters[n_parameters].name = p;
		parameters[n_parameters++].value = value;
		p = next;
	}
}

static void
expect_answer(const struct answer *a)
{
	MUST(a->status >= 200 && a->status < 600 && a->type != NULL, "status %u", a->status);
	if (strncmp(a->type, "application/json", 16) != 0)
		return;
	json_error_t wrong;
	json_t *j = json_loadb(a->data, a->size, JSON_REJECT_DUPLICATES, &wrong);
	MUST(j != NULL, "no JSON: %s", wrong.text);
	static const char *const words[] = { "verdict", "zh", "en", "remedy_zh", "remedy_en" };
	for (size_t i = 0; a->status >= 400 && i < sizeof(words) / sizeof(words[0]); i++)
		MUST(json_string_length(json_object_get(j, words[i])) > 0, "%u without %s: %.*s",
		    a->status, words[i], (int)a->size, a->data);
	json_decref(j);
}

static bool
may(struct door *d, enum who who, const char *as)
{
	if (who == PROBE || who == ANYBODY)
		return true;
	if (!people_parse(as, &d->as))
		return false;
	const struct unit *u = registry_find(d->law->registry, d->as.unit);
	return u != NULL && relay_serves(d->relay, u);
}

static void
ask(char *method, const char *as, struct bytes body)
{
	bool is_known;
	char *path = strchr(method, ' ');
	if (path == NULL)
		return;
	*path++ = '\0';
	char *query = strchr(path, '?');
	if (query != NULL)
		*query++ = '\0';
	take_query(query);
	struct door d = desk_door(hatch.desk);
	const struct route_row *route = route_find(method, path, d.segments, &is_known);
	char methods[64];
	route_methods(path, methods, sizeof(methods));
	d.body = body;
	d.query = query_of;
	d.header = header_of;
	desk_hold_law(d.desk);
	if (route != NULL && may(&d, route->who, as)) {
		route->function(&d);
		expect_answer(&d.answer);
	}
	desk_let_go_of_store(&d);
	desk_let_go_of_law(d.desk);
	free(d.answer.data);
	arena_free(d.arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char line[LINE_MAX_], as[LINE_MAX_];
	const uint8_t *first = size == 0 ? NULL : memchr(data, '\n', size);
	begin();
	if (first == NULL || (size_t)(first - data) >= sizeof(line))
		return 0;
	const size_t left = size - (size_t)(first - data) - 1;
	const uint8_t *second = left == 0 ? NULL : memchr(first + 1, '\n', left);
	if (second == NULL || (size_t)(second - first) > sizeof(as))
		return 0;
	memcpy(line, data, (size_t)(first - data));
	line[first - data] = '\0';
	memcpy(as, first + 1, (size_t)(second - first) - 1);
	as[second - first - 1] = '\0';
	behind.kept_bytes.size = 0;
	behind.kept.size = 0;
	const struct bytes body = { second + 1, size - (size_t)(second - data) - 1 };
	ask(line, as, body);
	return 0;
}

/* -- seeds: every door, and what is sent through some of them --------------------------- */

static const struct {
	const char *method, *path, *function;
} doors[] = {
#define ROUTE(method, path, function, ...) { method, path, #function },
#include "desk/route.def"
#undef ROUTE
};

static const struct {
	const char *function, *query, *body;
} sent[] = {
	{ "file_docket", "", "{\"kind\":\"transfer\",\"sending_school\":\"" THERE "\",\"reason\":\"x\","
	    "\"arrived_on\":\"2026-09-01\",\"student\":{\"number\":\"" NUMBER "\",\"name\":\"欧阳\","
	    "\"citizen_id\":\"110101201503078511\",\"grade\":4},\"attachments\":[\"" DIGEST "\"],"
	    "\"change\":{\"until\":\"2027-01-01\",\"name\":\"a\",\"phone\":\"1\",\"birth\":\"2016-01-01\",\"sex\":\"1\"}}" },
	{ "act_on_docket", "", "{\"code\":\"NO_SEAT\",\"reason\":\"x\",\"name\":\"a\",\"seen_n\":1}" },
	{ "import_students", "", "[{\"number\":\"" NUMBER "\",\"name\":\"a\",\"birth\":\"2015-03-07\",\"sex\":\"1\","
	    "\"status\":\"in_school\",\"grade\":4,\"problem\":false}]" },
	{ "inbox", "?limit=2&after=1788224400000." DOCKET, "" },
	{ "students", "?after=" NUMBER "&limit=1", "" },
	{ "status", "?number=" NUMBER "&name=a", "" },
	{ "sheet", "?number=" NUMBER, "" },
	{ "compare_sheet", "?number=" NUMBER, "{\"name\":\"a\",\"grade\":4}" },
	{ "class", "?name=1", "" },
	{ "put_class", "?name=1", "[\"" NUMBER "\"]" },
	{ "confirm_class", "?name=1", "{\"list\":\"" DIGEST "\",\"parents\":3}" },
	{ "units", "?under=430000&without_contact=1", "" },
	{ "figures", "?from=2026-09-01&until=2026-10-01&unit=430000", "" },
	{ "figure_dockets", "?from=2026-09-01&until=2026-10-01", "" },
	{ "publish", "", "{\"matter\":\"policy\",\"text\":\"version: 1\\n\",\"file\":\"x.yaml\","
	    "\"effective_at\":\"2026-10-01T00:00:00+08:00\",\"version\":8}" },
	{ "put_attachment", "", "\x89PNG\r\n\x1a\n" },
	{ "dead_letters", "?all=1", "" },
};

static void
put_path(char *to, size_t size, const char *path, const char *function)
{
	size_t n = 0;
	for (const char *p = path; *p != '\0' && n + 80 < size; p++) {
		const char *stands = strcmp(function, "student") == 0 ? NUMBER
		    : strcmp(function, "replay") == 0 ? "1"
		    : n > 20 && strcmp(function, "act_on_docket") == 0 ? "approve"
		    : n > 50 ? DIGEST : DOCKET;
		if (*p != '{')
			to[n++] = *p;
		else
			n += (size_t)snprintf(to + n, size - n, "%s", stands), p++;
	}
	to[n] = '\0';
}

size_t
fuzz_seed(size_t i, uint8_t ret[FUZZ_SEED_MAX], const char **ret_name)
{
	char path[256];
	const char *query = "", *body = "";
	if (i >= sizeof(doors) / sizeof(doors[0]))
		return 0;
	for (size_t k = 0; k < sizeof(sent) / sizeof(sent[0]); k++)
		if (strcmp(sent[k].function, doors[i].function) == 0) {
			query = sent[k].query;
			body = sent[k].body;
		}
	put_path(path, sizeof(path), doors[i].path, doors[i].function);
	*ret_name = doors[i].function;
	const int n = snprintf((char *)ret, FUZZ_SEED_MAX, "%s %s%s\n%s\n%s", doors[i].method, path, query,
	    CLERK, body);
	return (size_t)n;
}
