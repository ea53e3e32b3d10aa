/*
 * Printing settings and reading them back is the identity, whatever they hold; and which
 * of them may change without a restart. SEED=n replays the random ones.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/chance.h"
#include "settings/settings.h"

enum { TEXT_MAX = 1 << 20, ROUNDS = 400 };

static char text[TEXT_MAX];
static struct settings first, second;

/* -- texts -------------------------------------------------------------------------- */

/* UTF-8 of a code point, written down without looking at the code under test. */
static size_t
put_code_point(char *to, uint32_t c)
{
	unsigned char *p = (unsigned char *)to;
	if (c < 0x80) {
		p[0] = (unsigned char)c;
		return 1;
	}
	const size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char heads[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		p[i] = (unsigned char)(0x80 | (c & 0x3f));
	p[0] = (unsigned char)(heads[n] | c);
	return n;
}

static bool
is_surrogate(uint32_t c)
{
	return c >= 0xd800 && c < 0xe000;
}

/* Mostly what means something to YAML, or nothing to anybody. */
static uint32_t
some_character(uint64_t *state)
{
	static const uint32_t odd[] = { '"', '\\', '\'', '#', ':', '-', ',', '[', ']',
		'{', '}', '&', '*', '!', '%', '@', '`', '|', '>', '?', ' ', ' ', '\t',
		'\n', '\r', 1, 7, 0x1b, 0x7f, 0x80, 0x85, 0x9f, 0xa0, 0x2028, 0x2029,
		0x5b66, 0x7c4d, 0xe000, 0xfeff, 0xfffd, 0xfffe, 0xffff, 0x10000, 0x1f600,
		0x10ffff };
	const uint64_t d = chance_draw(state);
	if (d % 3 == 0)
		return (uint32_t)('!' + (d >> 8) % 94);
	return odd[(d >> 8) % (sizeof(odd) / sizeof(odd[0]))];
}

static void
some_text(uint64_t *state, char *to, int64_t least, int64_t most)
{
	const uint64_t span = (uint64_t)(most - least + 1);
	const int64_t want = least + (int64_t)(chance_draw(state) % span);
	char one[4];
	int64_t n = 0;
	while (n < want) {
		const size_t k = put_code_point(one, some_character(state));
		if (n + (int64_t)k > most)
			break;
		memcpy(to + n, one, k);
		n += (int64_t)k;
	}
	for (; n < least; n++)
		to[n] = 'a';
	to[n] = '\0';
}

/* -- settings by type --------------------------------------------------------------- */

static void
draw_TEXT(uint64_t *state, char *to, int64_t least, int64_t most)
{
	some_text(state, to, least, most);
}

static void
draw_INT(uint64_t *state, int64_t *to, int64_t least, int64_t most)
{
	const uint64_t span = (uint64_t)(most - least) + 1;
	*to = least + (int64_t)(chance_draw(state) % span);
}

static void
draw_LIST(uint64_t *state, struct settings_list *to, int64_t least, int64_t most)
{
	const uint64_t span = (uint64_t)(most - least) + 1;
	to->n = (size_t)(least + (int64_t)(chance_draw(state) % span));
	for (size_t i = 0; i < to->n; i++)
		some_text(state, to->item[i], 0, SETTINGS_TEXT_MAX - 1);
}

static bool
same_TEXT(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static bool
same_INT(const int64_t *a, const int64_t *b)
{
	return *a == *b;
}

static bool
same_LIST(const struct settings_list *a, const struct settings_list *b)
{
	bool is_same = a->n == b->n;
	for (size_t i = 0; is_same && i < a->n; i++)
		is_same = strcmp(a->item[i], b->item[i]) == 0;
	return is_same;
}

#define AT_TEXT(x) (x)
#define AT_INT(x)  (&(x))
#define AT_LIST(x) (&(x))

static void
some_settings(uint64_t *state, struct settings *s)
{
	memset(s, 0, sizeof(*s));
#define SETTING(id, key, type, least, most, ...)                                         \
	draw_##type(state, AT_##type(s->id), least, most);
#include "settings/setting.def"
#undef SETTING
}

/* The first key in which the two differ, NULL if they do not. */
static const char *
difference(const struct settings *a, const struct settings *b)
{
#define SETTING(id, key, type, ...)                                                      \
	if (!same_##type(AT_##type(a->id), AT_##type(b->id)))                            \
		return key;
#include "settings/setting.def"
#undef SETTING
	return NULL;
}

/* -- the identity ------------------------------------------------------------------- */

static void
expect_identity(const struct settings *s, const char *which, uint64_t number)
{
	struct settings_fault why;
	const size_t n = settings_print(s, text, sizeof(text));
	cr_assert_lt(n, sizeof(text));
	cr_assert_eq(strlen(text), n);
	cr_assert(settings_parse("printed", text, n, &second, &why), "%s %llu: %s", which,
	    (unsigned long long)number, why.text);
	const char *key = difference(s, &second);
	cr_assert_null(
	    key, "%s %llu: %s is another one", which, (unsigned long long)number, key);
}

Test(settings_print, reading_back_what_was_printed_is_the_identity, .timeout = 300)
{
	const uint64_t n = getenv("SEED") == NULL ? ROUNDS : 1;
	for (uint64_t i = 0; i < n; i++) {
		uint64_t state = chance_seed() + i;
		some_settings(&state, &first);
		expect_identity(&first, "SEED", chance_seed() + i);
	}
}

/* Every character of Unicode but the NUL, in the items of a list. */
Test(settings_print, no_character_is_lost, .timeout = 300)
{
	uint64_t state = 1;
	some_settings(&state, &first);
	struct settings_list *list = &first.kafka_extra;
	for (uint32_t c = 1; c <= 0x10ffff;) {
		const uint32_t from = c;
		list->n = SETTINGS_LIST_MAX;
		for (size_t i = 0; i < SETTINGS_LIST_MAX; i++) {
			size_t n = 0;
			for (; n + 4 < SETTINGS_TEXT_MAX && c <= 0x10ffff; c++)
				if (!is_surrogate(c))
					n += put_code_point(list->item[i] + n, c);
			list->item[i][n] = '\0';
		}
		expect_identity(&first, "from code point", from);
	}
}

Test(settings_print, every_setting_is_explained_in_the_order_of_the_table)
{
	uint64_t state = chance_seed();
	const char *at = text;
	some_settings(&state, &first);
	(void)settings_print(&first, text, sizeof(text));
#define SETTING(id, key, type, least, most, preset, reload, meaning)                     \
	at = strstr(at, "# " meaning "\n");                                              \
	cr_assert_not_null(at, "%s", key);
#include "settings/setting.def"
#undef SETTING
}

Test(settings_print, a_buffer_that_is_too_small_is_filled_and_the_length_told)
{
	char small[64];
	uint64_t state = chance_seed();
	some_settings(&state, &first);
	const size_t n = settings_print(&first, text, sizeof(text));
	cr_expect_eq(settings_print(&first, NULL, 0), n);
	for (size_t size = 1; size <= sizeof(small); size++) {
		memset(small, '?', sizeof(small));
		cr_expect_eq(settings_print(&first, small, size), n);
		cr_expect_eq(strncmp(small, text, size - 1), 0);
		cr_expect_eq(small[size - 1], '\0');
		cr_expect(
		    size == sizeof(small) || small[size] == '?', "written past the end");
	}
}

/* -- reloading ---------------------------------------------------------------------- */

static void
change_TEXT(char *s)
{
	s[0] = s[0] == 'x' ? 'y' : 'x';
}

static void
change_INT(int64_t *v)
{
	*v += 1;
}

static void
change_LIST(struct settings_list *list)
{
	list->n = list->n == 0 ? 1 : list->n - 1;
}

static void
expect_change(const char *key, bool may_reload)
{
	const char *named = "";
	cr_expect_eq(
	    settings_needs_restart(&first, &second, &named), !may_reload, "%s", key);
	cr_expect_str_eq(named, may_reload ? "" : key);
}

Test(settings_print, only_rows_that_say_so_may_change_without_a_restart)
{
	const char *named = "";
	uint64_t state = chance_seed();
	some_settings(&state, &first);
	second = first;
	cr_expect_not(settings_needs_restart(&first, &second, &named));
	cr_expect_str_eq(named, "");
#define SETTING(id, key, type, least, most, preset, reload, meaning)                     \
	second = first;                                                                  \
	change_##type(AT_##type(second.id));                                             \
	expect_change(key, reload);
#include "settings/setting.def"
#undef SETTING
}

Test(settings_print, a_list_is_another_one_if_a_single_item_is)
{
	const char *named = "";
	uint64_t state = chance_seed();
	some_settings(&state, &first);
	first.kafka_topics.n = 3;
	second = first;
	change_TEXT(second.kafka_topics.item[2]);
	cr_expect(settings_needs_restart(&first, &second, &named));
	cr_expect_str_eq(named, "kafka.topics");
}

/* Of several the first in the table is named. */
Test(settings_print, the_first_change_that_needs_a_restart_is_named)
{
	const char *named = "";
	uint64_t state = chance_seed();
	some_settings(&state, &first);
	second = first;
	change_TEXT(second.log_level);
	change_INT(&second.clock_shift_s);
	change_INT(&second.desk_port);
	cr_expect(settings_needs_restart(&first, &second, &named));
	cr_expect_str_eq(named, "desk.port");
}
