/*
 * The command import: a list of pupils from a CSV, as the page for it takes one (POST /v1/imports). The daemon reads
 * the file, its header and its encoding; here it is only carried. What stands against a row is told by row
 * and column, and is exit code 3, whatever else was filed.
 */
#include <string.h>

#include "base/base64.h"
#include "client.h"

/* One byte more than a list may have is enough to be told so. */
enum { LIST_BYTES = 256 * 1024 + 1 };

/* As Base64; NULL, and said: it cannot be read. */
static const char *
read_list(const struct typed *t, const char *path)
{
	uint8_t *data = arena_alloc(t->arena, LIST_BYTES);
	char *text = arena_alloc(t->arena, BASE64_SIZE(LIST_BYTES));
	FILE *f = fopen(path, "rb");
	if (f == NULL) {
		perror(path);
		return NULL;
	}
	base64_write(data, fread(data, 1, LIST_BYTES, f), text);
	const bool is_whole = client_is_whole(f, path);
	(void)fclose(f);
	return is_whole ? text : NULL;
}

/* Nothing stands against any row, and each that was filed was taken. */
static bool
is_all_right(const struct reply *r)
{
	size_t i;
	const json_t *one;
	json_t *j = client_json(r);
	bool is = json_array_size(json_object_get(j, "problems")) == 0;
	json_array_foreach(json_object_get(j, "results"), i, one)
		is = is && json_integer_value(json_object_get(one, "number")) == VERDICT_OK;
	json_decref(j);
	return is;
}

int
command_import(const struct typed *t)
{
	const bool is_classes = typed_option(t, "class-list") != NULL;
	const bool is_dry = typed_option(t, "dry-run") != NULL;
	if (t->n_rest != 2 || (!is_classes && typed_option(t, "reason") == NULL))
		return EXIT_USAGE;
	const char *file = read_list(t, t->rest[1]);
	if (file == NULL)
		return EXIT_NOT_FOUND;
	json_t *body = json_pack("{s:s, s:s, s:b, s:s}", "list", is_classes ? "class_list" : "enrolment",
	    "verb", is_dry ? "check" : "file", "all", typed_option(t, "all") != NULL, "file", file);
	client_set_text(body, "reason", typed_option(t, "reason"));
	client_set_text(body, "arrived_on", typed_option(t, "arrived"));
	client_set_text(body, "encoding", typed_option(t, "encoding"));
	const struct reply r = client_ask(t, "POST", "/v1/imports", client_body(t, body));
	const int code = client_finish(t, &r, print_import);
	return code == EXIT_DONE && !is_all_right(&r) ? EXIT_REFUSED : code;
}
