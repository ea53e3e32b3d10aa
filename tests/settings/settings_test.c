/* A settings file as an administrator writes it: what is taken, and what is said, where,
 * of what is not. */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "settings/settings.h"

static const char least[] = "serves: [\"43\"]\n"
			    "database: dbname=x\n"
			    "kafka:\n"
			    "  brokers: a:1\n"
			    "desk:\n"
			    "  socket: /s\n"
			    "keys:\n"
			    "  grants: g\n"
			    "  root: r\n"
			    "  private: p\n";

enum { TEXT_MAX = 65536, LIST_MOST = SETTINGS_LIST_MAX };

static struct settings settings;
static struct settings_fault why;

static bool
parse(const char *text)
{
	memset(&why, 0, sizeof(why));
	return settings_parse("x.yaml", text, strlen(text), &settings, &why);
}

static void
expect_taken(const char *text)
{
	cr_expect(parse(text), "%s\n%s", why.text, text);
}

static void
expect_fault(const char *text, const char *fault)
{
	cr_expect_not(parse(text), "is taken, although %s", fault);
	cr_expect_str_eq(why.text, fault);
}

/* `least` with `to` in the place of `from`; "" is the end. Valid until the next call. */
static const char *
changed(const char *from, const char *to)
{
	static char text[TEXT_MAX];
	const char *at = from[0] == '\0' ? least + strlen(least) : strstr(least, from);
	cr_assert_not_null(at, "\"%s\" is not there", from);
	const int n = snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - least), least,
	    to, at + strlen(from));
	cr_assert_lt(n, TEXT_MAX);
	return text;
}

/* -- what is taken ------------------------------------------------------------------ */

Test(settings, the_least_a_file_may_say_leaves_the_rest_to_the_table)
{
	cr_assert(parse(least), "%s", why.text);
	cr_expect_eq(settings.serves.n, 1);
	cr_expect_str_eq(settings.serves.item[0], "43");
	cr_expect_str_eq(settings.database, "dbname=x");
	cr_expect_str_eq(settings.kafka_brokers, "a:1");
	cr_expect_str_eq(settings.kafka_group, "");
	cr_expect_eq(settings.kafka_extra.n, 0);
	cr_expect_eq(settings.desk_port, 0);
	cr_expect_str_eq(settings.law_units, "config/units.csv");
	cr_expect_eq(settings.law_schools.n, 0);
	cr_expect_str_eq(settings.law_policies, "config/policy");
	cr_expect_str_eq(settings.keys_private, "p");
	cr_expect_eq(settings.turn_letters, 300);
	cr_expect_eq(settings.clock_shift_s, 0);
	cr_expect_str_eq(settings.log_level, "info");
}

/* YAML's own idea of types - a truth value, an octal number, a date - is not ours. */
Test(settings, a_value_is_what_it_looks_like)
{
	cr_assert(parse(changed("dbname=x", "no")));
	cr_expect_str_eq(settings.database, "no");
	cr_assert(parse(changed("dbname=x", "07-01")));
	cr_expect_str_eq(settings.database, "07-01");
	cr_assert(parse(changed("dbname=x", "~")));
	cr_expect_str_eq(settings.database, "~");
	cr_assert(parse(changed("", "turn:\n  letters: 012\n")), "%s", why.text);
	cr_expect_eq(settings.turn_letters, 12);
	cr_assert(parse(changed("[\"43\"]", "[043, 44]")));
	cr_expect_str_eq(settings.serves.item[0], "043");
}

Test(settings, the_other_ways_to_write_the_same_are_taken)
{
	expect_taken(changed("[\"43\"]", "\n  - \"43\"\n  - '4401'"));
	cr_expect_eq(settings.serves.n, 2);
	expect_taken(changed("kafka:\n  brokers: a:1", "kafka: {brokers: \"b:2\"}"));
	cr_expect_str_eq(settings.kafka_brokers, "b:2");
	expect_taken(changed("kafka:\n  brokers: a:1", "kafka.brokers: c:3"));
	cr_expect_str_eq(settings.kafka_brokers, "c:3");
	expect_taken(changed("serves", "---\nserves"));
	expect_taken(changed("", "...\n"));
	expect_taken(changed("", "log: {}\n"));
	expect_taken(changed("dbname=x", "\"dbname=学籍\""));
	cr_expect_str_eq(settings.database, "dbname=学籍");
}

/* What Windows editors save. */
Test(settings, a_byte_order_mark_and_carriage_returns_are_no_fault)
{
	expect_taken(
	    "\xef\xbb\xbfserves: [\"43\"]\r\ndatabase: d\r\nkafka: {brokers: b}\r\n"
	    "desk: {socket: s}\r\nkeys: {grants: g, root: r, private: p}\r\n");
	cr_expect_str_eq(settings.database, "d");
}

/* -- the rows of the table ---------------------------------------------------------- */

enum type { TYPE_TEXT, TYPE_INT, TYPE_BOOL, TYPE_LIST };

static const struct row {
	const char *key;
	enum type type;
	int64_t least, most;
	const char *preset, *meaning;
} rows[] = {
#define SETTING(id, key, type, least, most, preset, reload, meaning)                     \
	{ key, TYPE_##type, least, most, preset, meaning },
#include "settings/setting.def"
#undef SETTING
};

enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };

/* A file in which that row has that value; every other required one a sound one. */
static const char *
file_with(const struct row *r, const char *value)
{
	static char text[TEXT_MAX];
	size_t n = 0;
	for (size_t i = 0; i < N_ROWS; i++) {
		const char *v = &rows[i] == r               ? value
				: rows[i].preset != NULL    ? NULL
				: rows[i].type == TYPE_LIST ? "[a]"
							    : "a";
		if (v != NULL)
			n += (size_t)snprintf(
			    text + n, sizeof(text) - n, "%s: %s\n", rows[i].key, v);
		cr_assert_lt(n, sizeof(text));
	}
	return text;
}

static size_t
line_of(const char *text, const char *key)
{
	size_t line = 1;
	const char *at = strstr(text, key);
	for (const char *p = text; p < at; p++)
		line += *p == '\n';
	return line;
}

static void
expect_row_fault(const struct row *r, const char *value, const char *what)
{
	char fault[SETTINGS_FAULT_MAX], key[80];
	const char *text = file_with(r, value);
	(void)snprintf(key, sizeof(key), "%s:", r->key);
	(void)snprintf(fault, sizeof(fault),
	    "x.yaml:%zu:1: \"%s\": %s (%" PRId64 "..%" PRId64 ")", line_of(text, key),
	    r->key, what, r->least, r->most);
	expect_fault(text, fault);
}

Test(settings, a_key_without_default_must_be_given_and_is_explained)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		char fault[SETTINGS_FAULT_MAX];
		if (rows[i].preset != NULL)
			continue;
		(void)snprintf(fault, sizeof(fault), "x.yaml:1:1: \"%s\" is missing: %s",
		    rows[i].key, rows[i].meaning);
		expect_fault(file_with(&rows[i], NULL), fault);
	}
}

Test(settings, a_whole_number_is_taken_from_its_least_to_its_most_and_not_beyond)
{
	char value[32];
	for (size_t i = 0; i < N_ROWS; i++) {
		if (rows[i].type != TYPE_INT)
			continue;
		(void)snprintf(value, sizeof(value), "%" PRId64, rows[i].least);
		expect_taken(file_with(&rows[i], value));
		(void)snprintf(value, sizeof(value), "%" PRId64, rows[i].most);
		expect_taken(file_with(&rows[i], value));
		(void)snprintf(value, sizeof(value), "%" PRId64, rows[i].least - 1);
		expect_row_fault(&rows[i], value, "out of bounds");
		(void)snprintf(value, sizeof(value), "%" PRId64, rows[i].most + 1);
		expect_row_fault(&rows[i], value, "out of bounds");
	}
}

Test(settings, a_word_is_no_whole_number)
{
	static const char *const words[] = { "many", "1.5", "0x10", "1e3", "1 0", "\"\"",
		"~", "true", "５", "99999999999999999999", "-99999999999999999999" };
	for (size_t i = 0; i < N_ROWS; i++)
		for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
			if (rows[i].type == TYPE_INT)
				expect_row_fault(
				    &rows[i], words[k], "not a whole number");
}

static const char *
letters(int64_t n)
{
	static char text[SETTINGS_TEXT_MAX + 1];
	cr_assert_lt(n, (int64_t)sizeof(text));
	memset(text, 'a', (size_t)n);
	text[n] = '\0';
	return text;
}

Test(settings, a_text_is_taken_up_to_its_length_and_not_beyond)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		const struct row *r = &rows[i];
		if (r->type != TYPE_TEXT)
			continue;
		cr_assert_lt(r->most, SETTINGS_TEXT_MAX, "%s has no room", r->key);
		expect_taken(file_with(r, r->least == 0 ? "\"\"" : letters(r->least)));
		expect_taken(file_with(r, letters(r->most)));
		if (r->most + 1 < SETTINGS_TEXT_MAX)
			expect_row_fault(
			    r, letters(r->most + 1), "too short or too long");
		if (r->least > 0)
			expect_row_fault(r, r->least == 1 ? "" : letters(r->least - 1),
			    "too short or too long");
	}
}

/* Characters that take three bytes each are counted as what they take. */
Test(settings, the_length_of_a_text_is_in_bytes)
{
	char socket[128] = "\"";
	for (int i = 0; i < 36; i++)
		strcat(socket, "籍");
	strcat(socket, "\"");
	expect_fault(changed("/s", socket),
	    "x.yaml:6:3: \"desk.socket\": too short or too long (1..107)");
}

static const char *
list_of(int64_t n)
{
	static char text[TEXT_MAX];
	size_t at = (size_t)snprintf(text, sizeof(text), "[");
	for (int64_t i = 0; i < n; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s\"%" PRId64 "\"",
		    i > 0 ? ", " : "", i);
	(void)snprintf(text + at, sizeof(text) - at, "]");
	return text;
}

Test(settings, a_list_is_taken_from_its_fewest_items_to_its_most)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		if (rows[i].type != TYPE_LIST)
			continue;
		cr_assert_leq(rows[i].most, LIST_MOST, "%s has no room", rows[i].key);
		expect_taken(file_with(&rows[i], list_of(rows[i].least)));
		expect_taken(file_with(&rows[i], list_of(rows[i].most)));
		if (rows[i].least > 0)
			expect_row_fault(&rows[i], "[]", "too few or too many items");
	}
	expect_fault(changed("[\"43\"]", list_of(33)), "x.yaml:1:9: more than 32 items");
}

Test(settings, a_list_is_no_value_and_a_value_no_list)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].type == TYPE_LIST)
			expect_row_fault(&rows[i], "a", "a list is expected");
		else
			expect_row_fault(&rows[i], "[a]", "one value is expected");
}

/* -- keys --------------------------------------------------------------------------- */

struct spoilt {
	const char *from, *to, *fault;
};

static const struct spoilt keys[] = {
	{ "serves", "serve",
	    "x.yaml:1:1: unknown key \"serve\"; did you mean \"serves\"?" },
	{ "serves", "Serves",
	    "x.yaml:1:1: unknown key \"Serves\"; did you mean \"serves\"?" },
	{ "  brokers", "  broker",
	    "x.yaml:4:3: unknown key \"kafka.broker\"; did you mean \"kafka.brokers\"?" },
	{ "  brokers: a:1", "  brokers: a:1\n  gruop: g",
	    "x.yaml:5:3: unknown key \"kafka.gruop\"; did you mean \"kafka.group\"?" },
	{ "", "kafka.gruop: g\n",
	    "x.yaml:11:1: unknown key \"kafka.gruop\"; did you mean \"kafka.group\"?" },
	{ "", "resend_after: 5\n",
	    "x.yaml:11:1: unknown key \"resend_after\"; did you mean "
	    "\"resend_after_s\"?" },
	{ "", "frobnicate: 1\n", "x.yaml:11:1: unknown key \"frobnicate\"" },
	{ "", "brokers: b:2\n", "x.yaml:11:1: unknown key \"brokers\"" },
	{ "", "\"\": 1\n", "x.yaml:11:1: unknown key \"\"" },
	{ "", "kafak:\n  group: g\n", "x.yaml:11:1: unknown key \"kafak\"" },
	{ "  root: r", "  root: r\n  serves: [\"44\"]",
	    "x.yaml:10:3: unknown key \"keys.serves\"" },
	{ "", "serves: [\"44\"]\n",
	    "x.yaml:11:1: duplicate key \"serves\", first on line 1" },
	{ "  root: r", "  root: r\n  root: q",
	    "x.yaml:10:3: duplicate key \"keys.root\", first on line 9" },
	{ "", "kafka.brokers: b:2\n",
	    "x.yaml:11:1: duplicate key \"kafka.brokers\", first on line 4" },
	{ "", "kafka:\n  group: g\n",
	    "x.yaml:11:1: duplicate key \"kafka\", first on line 3" },
	{ "kafka:", "kafka: {}\nkafka:",
	    "x.yaml:4:1: duplicate key \"kafka\", first on line 3" },
};

Test(settings, an_unknown_or_duplicate_key_is_named_with_its_place_and_the_nearest_known)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		expect_fault(changed(keys[i].from, keys[i].to), keys[i].fault);
}

Test(settings, columns_are_counted_in_characters)
{
	expect_fault(changed("[\"43\"]", "[\"四三\", {a: b}]"),
	    "x.yaml:1:16: a plain value is expected here");
}

Test(settings, a_key_that_is_too_long_to_be_one_is_unknown)
{
	char line[128];
	(void)snprintf(line, sizeof(line), "%s: 1\n", letters(64));
	expect_fault(changed("", line), "x.yaml:11:1: unknown key");
	expect_fault(changed("", "\"a\\0b\": 1\n"), "x.yaml:11:1: unknown key");
	expect_fault(changed("", "? [a]\n: 1\n"), "x.yaml:11:3: a key has to be a word");
}

/* -- depth, aliases, documents ------------------------------------------------------ */

static const struct spoilt shapes[] = {
	{ "dbname=x", "{host: x}", "x.yaml:2:11: a plain value is expected here" },
	{ "dbname=x", "\n  host: x", "x.yaml:3:3: a plain value is expected here" },
	{ "[\"43\"]", "[[\"43\"]]", "x.yaml:1:10: a plain value is expected here" },
	{ "a:1", "\n    first: a:1", "x.yaml:5:5: a plain value is expected here" },
	{ "kafka:\n  brokers: a:1", "kafka: a:1",
	    "x.yaml:3:1: \"kafka\" is a section: keys are expected below it" },
	{ "", "log:\n  # level: debug\n",
	    "x.yaml:11:1: \"log\" is a section: keys are expected below it" },
	{ "", "log: [level]\n",
	    "x.yaml:11:1: \"log\" is a section: keys are expected below it" },
	{ "dbname=x", "&a x\nlog:\n  level: *a", "x.yaml:4:10: aliases are not allowed" },
	{ "[\"43\"]", "[&a \"43\", *a]", "x.yaml:1:19: aliases are not allowed" },
	{ "[\"43\"]", "&a [*a]", "x.yaml:1:13: aliases are not allowed" },
	{ "  root: r\n  private: p", "  root: &a r\n  private: *a",
	    "x.yaml:10:12: aliases are not allowed" },
	{ "", "log: &l {level: info}\nturn:\n  <<: *l\n",
	    "x.yaml:13:7: aliases are not allowed" },
	{ "dbname=x", "*a", "x.yaml:2:11: aliases are not allowed" },
	{ "", "---\nlog:\n  level: debug\n", "x.yaml:11:1: a second document" },
	{ "", "---\n", "x.yaml:11:1: a second document" },
	{ "", "...\nlog:\n  level: debug\n",
	    "x.yaml:12:1: did not find expected <document start>" },
};

Test(settings, depth_aliases_and_a_second_document_are_faults)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		expect_fault(changed(shapes[i].from, shapes[i].to), shapes[i].fault);
}

/* Each level nine times the one before: a few bytes that would be a billion words. */
Test(settings, a_bomb_of_aliases_is_refused_without_being_unfolded, .timeout = 10)
{
	char text[2048] = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
	for (int i = 1; i < 10; i++) {
		char line[128];
		const int b = i - 1;
		(void)snprintf(line, sizeof(line),
		    "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n",
		    i, i, b, b, b, b, b, b, b, b, b);
		strcat(text, line);
	}
	expect_fault(text, "x.yaml:2:10: aliases are not allowed");
}

Test(settings, what_is_no_mapping_is_no_settings)
{
	expect_fault("just words\n", "x.yaml:1:1: keys and values are expected");
	expect_fault(
	    "- serves\n- database\n", "x.yaml:1:1: keys and values are expected");
}

Test(settings, an_empty_file_lacks_the_first_key_that_must_be_given)
{
	static const char *const empty[] = { "", "\n\n", "# nothing but words\n" };
	for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++) {
		cr_expect_not(parse(empty[i]));
		cr_expect_not_null(
		    strstr(why.text, "x.yaml:1:1: \"serves\" is missing: "), "%s",
		    why.text);
	}
	expect_fault("---\n...\n", "x.yaml:2:1: keys and values are expected");
}

/* -- bad YAML and bad bytes --------------------------------------------------------- */

static const struct spoilt bad[] = {
	{ "dbname=x", "\"dbname=x", "x.yaml:11:1: found unexpected end of stream" },
	{ "[\"43\"]", "[\"43\"", "x.yaml:2:1: did not find expected ',' or ']'" },
	{ "  brokers", "\tbrokers",
	    "x.yaml:4:1: found character that cannot start any token" },
	{ "  root", " root", "x.yaml:9:2: did not find expected key" },
	{ "database: dbname=x", "database dbname=x",
	    "x.yaml:3:1: could not find expected ':'" },
	{ "dbname=x", "%x", "x.yaml:2:11: found character that cannot start any token" },
	{ "dbname=x", "\"\\q\"", "x.yaml:2:12: found unknown escape character" },
	{ "dbname=x", "a\x01z", "x.yaml:2:12: control characters are not allowed" },
	{ "dbname=x", "a\x7fz", "x.yaml:2:12: control characters are not allowed" },
	{ "dbname=x", "学籍\xff", "x.yaml:2:13: invalid leading UTF-8 octet" },
	{ "dbname=x", "\xe5\x28", "x.yaml:2:12: invalid trailing UTF-8 octet" },
	{ "dbname=x", "\xc0\x80", "x.yaml:2:11: invalid length of a UTF-8 sequence" },
	{ "dbname=x", "\xed\xa0\x80", "x.yaml:2:11: invalid Unicode character" },
	/* 学籍 in GBK, in a comment; the first two bytes happen to be a character of
	   UTF-8. */
	{ "desk:", "desk: # \xd1\xa7\xbc\xae",
	    "x.yaml:5:10: invalid leading UTF-8 octet" },
	{ "", "# \xe5\xad", "x.yaml:11:3: incomplete UTF-8 octet sequence" },
	{ "dbname=x", "\"a\\0b\"", "x.yaml:2:11: a NUL in a value" },
};

Test(settings, bad_yaml_and_bad_bytes_are_said_with_their_place)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		expect_fault(changed(bad[i].from, bad[i].to), bad[i].fault);
}

/* A file cut short by an accident must not be taken for one that says less. */
Test(settings, nothing_is_lost_behind_a_zero_byte)
{
	static const char text[] = "serves: [\"43\"]\ndatabase: x\0kafka: {brokers: b}\n";
	cr_expect_not(settings_parse("x.yaml", text, sizeof(text) - 1, &settings, &why));
	cr_expect_str_eq(why.text, "x.yaml:2:12: control characters are not allowed");
}

Test(settings, a_value_of_256_bytes_is_too_long_wherever_it_stands)
{
	char list[SETTINGS_TEXT_MAX + 16];
	expect_fault(
	    changed("dbname=x", letters(256)), "x.yaml:2:11: the value is too long");
	(void)snprintf(list, sizeof(list), "[a, %s]", letters(255));
	expect_taken(changed("[\"43\"]", list));
	(void)snprintf(list, sizeof(list), "[a, %s]", letters(256));
	expect_fault(changed("[\"43\"]", list), "x.yaml:1:13: the value is too long");
}

static void
expect_size(size_t size, bool is_taken)
{
	char *text = malloc(size);
	cr_assert_not_null(text);
	memset(text, ' ', size);
	memcpy(text, least, strlen(least));
	text[strlen(least)] = '#';
	memset(&why, 0, sizeof(why));
	cr_expect_eq(settings_parse("x.yaml", text, size, &settings, &why), is_taken);
	cr_expect_str_eq(why.text, is_taken ? "" : "x.yaml:1:1: larger than 1 MiB");
	free(text);
}

Test(settings, a_mebibyte_is_taken_and_a_byte_more_is_not)
{
	expect_size(1048576, true);
	expect_size(1048577, false);
}

Test(settings, depth_without_end_is_refused, .timeout = 60)
{
	enum { DEPTH = 200000 };
	static const char open[] = { '[', '{' };
	char *text = malloc(DEPTH + 16);
	cr_assert_not_null(text);
	for (size_t i = 0; i < sizeof(open); i++) {
		strcpy(text, "serves: ");
		memset(text + 8, open[i], DEPTH);
		text[8 + DEPTH] = '\0';
		expect_fault(text, "x.yaml:1:16: nested too deep");
	}
	free(text);
}

/* -- the border --------------------------------------------------------------------- */

Test(settings, a_fault_leaves_the_settings_as_they_were)
{
	static struct settings before;
	memset(&before, 'b', sizeof(before));
	memcpy(&settings, &before, sizeof(settings));
	expect_fault(changed("", "desk.port: 99999\n"),
	    "x.yaml:11:1: \"desk.port\": out of bounds (0..65535)");
	expect_fault(changed("", "a: *b\n"), "x.yaml:11:4: aliases are not allowed");
	cr_expect_not(settings_load("/nowhere/x.yaml", &settings, &why));
	cr_expect_eq(memcmp(&before, &settings, sizeof(settings)), 0);
}

Test(settings, a_file_that_cannot_be_read_is_named)
{
	cr_expect_not(settings_load("/nowhere/x.yaml", &settings, &why));
	cr_expect_str_eq(why.text, "/nowhere/x.yaml: No such file or directory");
	cr_expect_not(settings_load("/tmp", &settings, &why));
	cr_expect_str_eq(why.text, "/tmp: cannot be read");
}

Test(settings, a_file_without_end_is_refused, .timeout = 60)
{
	cr_expect_not(settings_load("/dev/zero", &settings, &why));
	cr_expect_str_eq(why.text, "/dev/zero: larger than 64 MiB");
}

/* A path that is as long as a path may be in the settings. */
Test(settings, the_whole_name_of_a_file_is_said)
{
	char name[256], fault[SETTINGS_FAULT_MAX];
	memset(name, 'd', sizeof(name));
	memcpy(name + 244, "/x.yaml", 8);
	(void)snprintf(fault, sizeof(fault),
	    "%s:1:1: unknown key \"serve\"; did you mean"
	    " \"serves\"?",
	    name);
	memset(&why, 0, sizeof(why));
	cr_expect_not(settings_parse(name, "serve: 1\n", 9, &settings, &why));
	cr_expect_str_eq(why.text, fault);
}
