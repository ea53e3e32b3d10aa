/*
 * Files as accidents leave them: bytes changed, lost, doubled. Whatever comes, the answer
 * is a fault with its place or something sound (the sanitizers look on). SEED=n replays.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "lib/chance.h"
#include "shelf.h"

enum { TEXT_MAX = 16384, ROUNDS = 3000 };

TestSuite(hostile, .init = shelf_begin, .fini = shelf_end, .timeout = 300);

static size_t
read_file(const char *path, char text[TEXT_MAX])
{
	FILE *f = fopen(path, "rb");
	cr_assert_not_null(f, "%s", path);
	const size_t n = fread(text, 1, TEXT_MAX, f);
	(void)fclose(f);
	cr_assert(n > 0 && n < TEXT_MAX / 2, "%s", path);
	return n;
}

/* One accident: a byte becomes another one, a piece is lost, a piece stands twice. */
static size_t
spoil(uint64_t *state, char text[TEXT_MAX], size_t n)
{
	static const char odd[] = "\n\r\t ,:#\"'&*[]{}-?|>%!\\0129.\xff\xe5\x80";
	const size_t at = chance_below(state, n);
	const size_t piece = 1 + chance_below(state, n - at < 40 ? n - at : 40);
	switch (chance_below(state, 4)) {
	case 0:
		text[at] = odd[chance_below(state, sizeof(odd))]; /* the NUL too */
		return n;
	case 1:
		text[at] = (char)(text[at] ^ (1 << chance_below(state, 8)));
		return n;
	case 2:
		if (n < 200)
			return n;
		memmove(text + at, text + at + piece, n - at - piece);
		return n - piece;
	default:
		if (n + piece >= TEXT_MAX)
			return n;
		memmove(text + at + piece, text + at, n - at);
		return n + piece;
	}
}

static size_t
spoil_often(uint64_t *state, char text[TEXT_MAX], size_t n)
{
	for (size_t i = 1 + chance_below(state, 4); i > 0; i--)
		n = spoil(state, text, n);
	return n;
}

/* "<name>:<line>:<column>: <words>" */
static void
expect_place(const char *fault, const char *name, uint64_t round)
{
	unsigned line = 0, column = 0;
	int length = 0;
	const size_t n = strlen(name);
	cr_assert_eq(strncmp(fault, name, n), 0, "SEED=%llu: %s",
	    (unsigned long long)round, fault);
	const int read = sscanf(fault + n, ":%u:%u: %n", &line, &column, &length);
	const bool has_place = read == 2 && line > 0 && column > 0;
	cr_assert(has_place && length > 0 && fault[n + (size_t)length] != '\0',
	    "SEED=%llu: %s", (unsigned long long)round, fault);
}

Test(hostile, settings)
{
	static char sound[TEXT_MAX], text[TEXT_MAX], printed[1 << 20];
	static struct settings settings, again;
	const size_t n_sound = read_file(XUEJI_SOURCE_DIR "/config/countyd.yaml", sound);
	for (uint64_t i = chance_seed(); i < chance_seed() + ROUNDS; i++) {
		uint64_t state = i;
		struct settings_fault why;
		memcpy(text, sound, n_sound);
		const size_t n = spoil_often(&state, text, n_sound);
		if (!settings_parse("x.yaml", text, n, &settings, &why)) {
			expect_place(why.text, "x.yaml", i);
			continue;
		}
		const size_t length = settings_print(&settings, printed, sizeof(printed));
		cr_assert(settings_parse("printed", printed, length, &again, &why),
		    "SEED=%llu: %s", (unsigned long long)i, why.text);
	}
}

Test(hostile, policies)
{
	static char sound[TEXT_MAX], text[TEXT_MAX];
	struct policy nation, p;
	struct settings_fault why;
	const size_t n_sound =
	    read_file(XUEJI_SOURCE_DIR "/config/policy/000000.yaml", sound);
	cr_assert(law_parse_policy("nation", sound, n_sound, NULL, &nation, &why), "%s",
	    why.text);
	for (uint64_t i = chance_seed(); i < chance_seed() + ROUNDS; i++) {
		uint64_t state = i;
		memcpy(text, sound, n_sound);
		const size_t n = spoil_often(&state, text, n_sound);
		if (!law_parse_policy("x.yaml", text, n, &nation, &p, &why))
			expect_place(why.text, "x.yaml", i);
		else
			cr_assert_eq(policy_check(&p, &nation), POLICY_OK, "SEED=%llu",
			    (unsigned long long)i);
	}
}

static void
expect_tree(const struct registry *r, uint64_t round)
{
	const struct unit_code ministry = shelf_code("000000");
	for (size_t i = 0; i < r->n_units; i++) {
		const struct unit *u = &r->units[i];
		cr_assert(registry_answers_to(r, u, ministry), "SEED=%llu: %s",
		    (unsigned long long)round, u->code.text);
		cr_assert_eq(registry_province(r, u) == NULL, u->level == LEVEL_MINISTRY,
		    "SEED=%llu: %s", (unsigned long long)round, u->code.text);
		cr_assert(text_is_utf8(u->name, strlen(u->name)) && u->name[0] != '\0');
	}
}

/* What is wrong with one file may show in another: a school's county is gone. */
static const char *
named(const char *fault, const char *spoilt)
{
	if (strstr(fault, "policy/") != NULL)
		return "policy/430000.yaml";
	return strstr(fault, "schools.csv") != NULL ? "schools.csv" : spoilt;
}

Test(hostile, tables)
{
	static const char *const names[] = { "units.csv", "schools.csv", "divisions.csv",
		"calendar.csv" };
	static char sound[4][TEXT_MAX], text[TEXT_MAX];
	size_t n_sound[4];
	for (size_t k = 0; k < 4; k++)
		n_sound[k] = read_file(shelf_path(names[k]), sound[k]);
	for (uint64_t i = chance_seed(); i < chance_seed() + ROUNDS; i++) {
		uint64_t state = i;
		struct settings_fault why;
		const size_t k = chance_below(&state, 4);
		memcpy(text, sound[k], n_sound[k]);
		shelf_write_bytes(names[k], text, spoil_often(&state, text, n_sound[k]));
		struct law *law = law_load(shelf_settings(), &why);
		if (law == NULL) {
			expect_place(why.text, shelf_path(named(why.text, names[k])), i);
		} else {
			expect_tree(law_registry(law), i);
		}
		law_free(law);
		shelf_write_bytes(names[k], sound[k], n_sound[k]);
	}
}
