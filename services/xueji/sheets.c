/*
 * The command sheet: the basic information sheet of a record, and the comparison of a paper
 * with it. What sheet prints is what --compare reads: a line a field,
 *
 *	姓名 name: 张三
 *
 * of which the word before the colon names the field. Blank lines and those that begin with #
 * are passed over. A file that begins with { is the same as a JSON object.
 */
#include <string.h>

#include "base/text.h"
#include "client.h"

enum { PATH_BYTES = 256, LINE_BYTES = 512 };

static const struct bytes nothing;

/* "姓名 name: 张三" into *paper; false if there is no field in it. */
static bool
take_line(char *line, json_t *paper)
{
	line[strcspn(line, "\r\n")] = '\0';
	char *colon = strchr(line, ':');
	if (line[strspn(line, " \t")] == '\0' || line[0] == '#')
		return true;
	if (colon == NULL || !text_is_utf8(line, strlen(line)))
		return false;
	*colon = '\0';
	const char *word = strrchr(line, ' ');
	word = word == NULL ? line : word + 1;
	const char *value = colon + 1 + strspn(colon + 1, " \t");
	return json_object_set_new(paper, word, json_string(value)) == 0;
}

json_t *
sheet_read(FILE *f, const char *path)
{
	char line[LINE_BYTES];
	json_error_t wrong;
	const int first = fgetc(f);
	(void)ungetc(first, f);
	if (first == '{') {
		json_t *whole = json_loadf(f, JSON_REJECT_DUPLICATES, &wrong);
		if (whole == NULL)
			(void)fprintf(stderr, "xueji: %s:%d:%d: no JSON\n", path, wrong.line, wrong.column);
		return whole;
	}
	json_t *paper = json_object();
	for (int n = 1; fgets(line, sizeof(line), f) != NULL; n++)
		if (!take_line(line, paper)) {
			(void)fprintf(stderr, "xueji: %s:%d: no \"field: value\"\n", path, n);
			json_decref(paper);
			return NULL;
		}
	if (client_is_whole(f, path))
		return paper;
	json_decref(paper);
	return NULL;
}

static int
compare(const struct typed *t, const char *path)
{
	FILE *f = fopen(path, "r");
	if (f == NULL) {
		perror(path);
		return EXIT_NOT_FOUND;
	}
	json_t *paper = sheet_read(f, path);
	(void)fclose(f);
	if (paper == NULL)
		return EXIT_USAGE;
	const struct bytes body =
	    client_body(t, json_pack("{s:s, s:o}", "number", t->rest[1], "paper", paper));
	const struct reply r = client_ask(t, "POST", "/v1/sheet", body);
	return client_finish(t, &r, print_comparison);
}

int
command_sheet(const struct typed *t)
{
	char path[PATH_BYTES];
	const char *file = typed_option(t, "compare");
	if (t->n_rest != 2 || t->rest[1][strspn(t->rest[1], "0123456789GLJX")] != '\0')
		return EXIT_USAGE;
	if (file != NULL)
		return compare(t, file);
	(void)snprintf(path, sizeof(path), "/v1/sheet?number=%.60s", t->rest[1]);
	const struct reply r = client_ask(t, "GET", path, nothing);
	return client_finish(t, &r, print_sheet);
}
