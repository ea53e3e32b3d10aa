/*
 * The commands of term verification: class, verification, unchanged. A file of --put has a
 * student number a line; blank lines and those that begin with # are passed over.
 */
#include <curl/curl.h>
#include <string.h>

#include "client.h"

enum { PATH_BYTES = 512, LINE_BYTES = 128 };

static const struct bytes nothing;

static int
put(const struct typed *t, const char *path)
{
	char line[LINE_BYTES];
	FILE *f = fopen(path, "r");
	if (f == NULL) {
		perror(path);
		return EXIT_NOT_FOUND;
	}
	json_t *numbers = json_array();
	while (fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\r\n")] = '\0';
		if (line[0] != '\0' && line[0] != '#')
			(void)json_array_append_new(numbers, json_string(line));
	}
	const bool is_whole = client_is_whole(f, path);
	(void)fclose(f);
	if (!is_whole) {
		json_decref(numbers);
		return EXIT_NOT_FOUND;
	}
	const struct bytes body =
	    client_body(t, json_pack("{s:s, s:o}", "class", t->rest[1], "students", numbers));
	const struct reply r = client_ask(t, "PUT", "/v1/class", body);
	return client_finish(t, &r, print_verification);
}

static int
confirm(const struct typed *t, const char *list)
{
	long parents = 0;
	if (!typed_number(t, "parents", 0, 100000, &parents))
		return EXIT_USAGE;
	const struct bytes body = client_body(t, json_pack("{s:s, s:s, s:i}", "class", t->rest[1],
	    "list", list, "parents", (int)parents));
	const struct reply r = client_ask(t, "POST", "/v1/class", body);
	return client_finish(t, &r, print_verification);
}

int
command_class(const struct typed *t)
{
	char path[PATH_BYTES];
	const char *file = typed_option(t, "put"), *list = typed_option(t, "confirm");
	if (t->n_rest != 2 || (file != NULL && list != NULL))
		return EXIT_USAGE;
	if (file != NULL)
		return put(t, file);
	if (list != NULL)
		return confirm(t, list);
	char *class = curl_easy_escape(NULL, t->rest[1], 0);
	const int n =
	    snprintf(path, sizeof(path), "/v1/class?class=%s", class == NULL ? "" : class);
	curl_free(class);
	if (n >= PATH_BYTES)
		return EXIT_USAGE;
	const struct reply r = client_ask(t, "GET", path, nothing);
	return client_finish(t, &r, print_class);
}

int
command_verification(const struct typed *t)
{
	if (t->n_rest != 1)
		return EXIT_USAGE;
	const struct reply r = client_ask(t, "GET", "/v1/verification", nothing);
	return client_finish(t, &r, print_verification);
}

int
command_unfinished(const struct typed *t)
{
	return t->n_rest == 1 ? client_list(t, "/v1/unfinished", "unit", print_unfinished)
			      : EXIT_USAGE;
}

int
command_unchanged(const struct typed *t)
{
	return t->n_rest == 1 ? client_list(t, "/v1/unchanged", "student_number", print_students)
			      : EXIT_USAGE;
}
