/*
 * The command verify --proof: the text in the QR code of a printed form, checked with the grants of all units
 * and the root public key. With --sheet what stands on the paper is checked too: a line a field, as `xueji
 * sheet` prints them.
 */
#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "wire/keyring.h"
#include "wire/wire.h"

static bool
read_grants(const struct typed *t, struct bytes *ret)
{
	const char *path = typed_option(t, "grants");
	if (path == NULL)
		path = getenv("XUEJI_GRANTS");
	return proof_read(t->arena, path == NULL ? "var/keys/grants.bin" : path, ret);
}

/* The hash of what was typed off the paper; false, and said, if it is no form. */
static bool
read_content(const struct typed *t, const char *path, uint8_t ret[HASH_SIZE])
{
	const char *field;
	json_t *value;
	size_t n = 0;
	FILE *f = fopen(path, "r");
	if (f == NULL) {
		perror(path);
		return false;
	}
	json_t *paper = sheet_read(f, path);
	(void)fclose(f);
	if (paper == NULL)
		return false;
	struct paper_line *lines = arena_array(t->arena, json_object_size(paper) + 1, sizeof(*lines));
	json_object_foreach(paper, field, value)
	{
		const char *text = json_string_value(value);
		lines[n++] = (struct paper_line){ field, text == NULL ? "" : text };
	}
	wire_paper_content(t->arena, lines, n, ret);
	json_decref(paper);
	return true;
}

static void
print_valid(const struct typed *t, const struct paper_proof *p)
{
	char at[INSTANT_TEXT_MAX];
	const struct paper_form_row *form = paper_form_row(p->form);
	instant_text(p->at, at);
	(void)printf("核验通过：%s，签发单位 %s %s，%.10s\nvalid: %s, issued by %s, %.10s\n", form->zh,
	    p->unit.text, desks_name(t, p->unit.text), at, form->en, p->unit.text, at);
}

static void
print_wrong(enum verdict v)
{
	const struct verdict_row *row = verdict_row(v);
	(void)printf("核验未通过：%s\nnot valid: %s (%s)\n", row->zh, row->en, row->name);
}

static void
print_all_as_json(enum verdict v, const struct paper_proof *p, bool has_sheet, bool is_same)
{
	char at[INSTANT_TEXT_MAX];
	const struct paper_form_row *form = paper_form_row(p->form);
	instant_text(p->at, at);
	json_t *j = json_pack("{s:b, s:s}", "verified", v == VERDICT_OK, "verdict", verdict_row(v)->name);
	if (v == VERDICT_OK) {
		(void)json_object_set_new(j, "form", json_string(form->name));
		(void)json_object_set_new(j, "unit", json_string(p->unit.text));
		(void)json_object_set_new(j, "at", json_string(at));
		(void)json_object_set_new(j, "agrees", has_sheet ? json_boolean(is_same) : json_null());
	}
	print_json(j);
	json_decref(j);
}

static void
print_in_words(const struct typed *t, enum verdict v, const struct paper_proof *p, bool has_sheet,
    bool is_same)
{
	if (v != VERDICT_OK) {
		print_wrong(v);
		return;
	}
	print_valid(t, p);
	if (has_sheet)
		(void)printf("%s\n", is_same ? "所填内容与签发内容一致\nit says what was signed"
					     : "所填内容与签发内容不一致\nit does not say what was signed");
}

int
paper_verify(const struct typed *t, const char *text)
{
	uint8_t root[ROOT_SIZE], content[HASH_SIZE];
	struct bytes grants;
	size_t refused;
	struct paper_proof p = { .form = PAPER_FORM_sheet };
	const char *sheet = typed_option(t, "sheet");
	if (!proof_root(t, root) || !read_grants(t, &grants))
		return EXIT_NOT_FOUND;
	if (sheet != NULL && !read_content(t, sheet, content))
		return EXIT_NOT_FOUND;
	struct keyring *k = keyring_open(grants, root, NULL, &refused);
	if (k == NULL) {
		(void)fprintf(stderr, "xueji: the grants cannot be read\n");
		return EXIT_NOT_FOUND;
	}
	const enum verdict v = wire_paper_check(k, text, &p);
	keyring_free(k);
	const bool is_same = v == VERDICT_OK && sheet != NULL && memcmp(content, p.content, HASH_SIZE) == 0;
	if (t->json)
		print_all_as_json(v, &p, sheet != NULL, is_same);
	else
		print_in_words(t, v, &p, sheet != NULL, is_same);
	return v == VERDICT_OK && (sheet == NULL || is_same) ? EXIT_DONE : EXIT_UNVERIFIED;
}
