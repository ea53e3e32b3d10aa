/*
 * The command status: what a parent asks, who has no account and does not know which daemon has
 * the child. So every school daemon of the desks file is asked. Two of them may know it, the
 * school that keeps the record and the one that has filed: an open case says most to who is told
 * of its every step, then a live record, then the rest.
 */
#include <curl/curl.h>
#include <string.h>

#include "client.h"

enum { PATH_BYTES = 768 };

static const struct bytes nothing;

static bool
is_member(const json_t *j, const char *object, const char *name, const char *text)
{
	const char *value =
	    json_string_value(json_object_get(json_object_get(j, object), name));
	return value != NULL && strcmp(value, text) == 0;
}

/* How much an answer says. */
static int
worth_of(const struct reply *r)
{
	int worth = 0;
	json_t *j = r->status == 200 ? client_json(r) : NULL;
	const json_t *current = json_object_get(json_object_get(j, "case"), "current");
	if (is_member(j, "case", "state", "open") && !json_is_false(current))
		worth = 4;
	else if (j != NULL && json_is_object(json_object_get(j, "record")))
		worth = is_member(j, "record", "status", "transferred_out") ? 2 : 3;
	else if (j != NULL)
		worth = 1;
	json_decref(j);
	return worth;
}

/* Which of two answers to give: what says more; of none, what is no mere "unknown". */
static bool
is_better(const struct reply *r, const struct reply *than)
{
	const int a = worth_of(r), b = worth_of(than);
	return a > b || (a == b && b == 0 && (than->status == 0 || than->status == 404)
	    && r->status != 0);
}

static bool
write_path(const struct typed *t, char ret[PATH_BYTES])
{
	const char *name = typed_option(t, "name");
	char *number = curl_easy_escape(NULL, t->rest[1], 0);
	char *escaped = curl_easy_escape(NULL, name, 0);
	const int n = snprintf(ret, PATH_BYTES, "/v1/status?number=%s&name=%s",
	    number == NULL ? "" : number, escaped == NULL ? "" : escaped);
	curl_free(number);
	curl_free(escaped);
	return n < PATH_BYTES;
}

int
command_status(const struct typed *t)
{
	char path[PATH_BYTES];
	struct address a;
	struct reply best = { .failed = EXIT_UNREACHABLE };
	if (t->n_rest != 2 || typed_option(t, "name") == NULL || !write_path(t, path))
		return EXIT_USAGE;
	for (size_t i = 0; desks_at(i, &a); i++) {
		if (strcmp(a.level, "school") != 0)
			continue;
		const struct reply r = client_ask_at(t, &a, "GET", path, nothing);
		if (is_better(&r, &best))
			best = r;
	}
	if (best.status == 0)
		(void)fprintf(stderr, "xueji: no school daemon answers\n");
	return client_finish(t, &best, print_status);
}
