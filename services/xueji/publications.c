/* The commands registry publish and registry list: law for every daemon. The file is only read
 * here; the daemon of the unit that publishes looks for faults, stamps it and sends it. */
#include <string.h>

#include "client.h"
#include "core/publication.h"

static const struct bytes nothing;

static const char *
text(const json_t *j, const char *name)
{
	const char *s = json_string_value(json_object_get(j, name));
	return s == NULL ? "" : s;
}

/* NULL: said. One byte more than a publication may have is enough to be told so. */
static const char *
read_text(const struct typed *t, const char *path)
{
	char *data = arena_alloc(t->arena, PUBLICATION_TEXT_MAX + 2);
	FILE *f = fopen(path, "rb");
	if (f == NULL) {
		perror(path);
		return NULL;
	}
	const size_t n = fread(data, 1, PUBLICATION_TEXT_MAX + 1, f);
	const bool is_whole = client_is_whole(f, path);
	(void)fclose(f);
	if (!is_whole)
		return NULL;
	if (strlen(data) == n)
		return data;
	(void)fprintf(stderr, "xueji: %s: a NUL byte\n", path);
	return NULL;
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash == NULL ? path : slash + 1;
}

static void
print_publication(const struct typed *t, const json_t *j)
{
	(void)t;
	(void)printf("%s %s 第%lld版（%s）自 %s 起施行\n", text(j, "unit"), text(j, "matter"),
	    (long long)json_integer_value(json_object_get(j, "version")), text(j, "file"),
	    text(j, "effective_at"));
}

int
registry_publish(const struct typed *t)
{
	long version = 0;
	if (t->n_rest != 4 || !typed_number(t, "version", 1, 1000000, &version))
		return EXIT_USAGE;
	const char *law = read_text(t, t->rest[3]);
	if (law == NULL)
		return EXIT_NOT_FOUND;
	json_t *body = json_object();
	client_set_text(body, "matter", t->rest[2]);
	client_set_text(body, "file", base_name(t->rest[3]));
	client_set_text(body, "text", law);
	client_set_text(body, "effective_at", typed_option(t, "effective"));
	if (version > 0)
		(void)json_object_set_new(body, "version", json_integer(version));
	const struct reply r = client_ask(t, "POST", "/v1/publications", client_body(t, body));
	return client_finish(t, &r, print_publication);
}

static const char *
state_zh(const char *state)
{
	static const char *const words[][2] = {
		{ "in_force", "施行中" }, { "to_come", "待施行" }, { "followed", "已被取代" },
		{ "refused", "未被接受" },
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i][0], state) == 0)
			return words[i][1];
	return state;
}

static void
print_publications(const struct typed *t, const json_t *list)
{
	size_t i;
	const json_t *row;
	json_array_foreach(list, i, row)
	{
		print_cell(state_zh(text(row, "state")), 10);
		print_publication(t, row);
		if (text(row, "verdict")[0] != '\0')
			(void)printf("          %s %s\n", text(row, "verdict"), text(row, "why"));
	}
}

int
registry_list(const struct typed *t)
{
	if (t->n_rest != 2)
		return EXIT_USAGE;
	const struct reply r = client_ask(t, "GET", "/v1/publications", nothing);
	return client_finish(t, &r, print_publications);
}
