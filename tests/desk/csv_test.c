/* Files into rows: every short text against a second reading of RFC 4180, and the encodings. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "desk/csv.h"

TestSuite(csv, .timeout = 120);

enum { LENGTH_MOST = 7, ROWS_MOST = 3, SHOWN_MAX = 256 };
static const char alphabet[] = { 'a', ' ', ',', '"', '\r', '\n' };

/* Rows as "2:a|b;" each, or the fault. */
static void
show(struct arena *arena, const char *text, size_t most, char *ret)
{
	struct csv csv;
	const enum csv_fault fault = csv_parse(arena, arena_text(arena, text), most, &csv);
	*ret = '\0';
	if (fault != CSV_OK) {
		(void)snprintf(ret, SHOWN_MAX, "fault %d in row %zu", (int)fault, csv.fault_row);
		return;
	}
	for (size_t i = 0; i < csv.n; i++) {
		ret += sprintf(ret, "%zu:", csv.rows[i].row);
		for (size_t k = 0; k < csv.rows[i].n; k++)
			ret += sprintf(ret, "%s%s", k == 0 ? "" : "|", csv.rows[i].cells[k]);
		ret += sprintf(ret, ";");
	}
}

/* -- a second reading, a character at a time ------------------------------------------ */

struct second {
	enum { BEGIN, PLAIN, QUOTED, AFTER } state;
	char cell[32], row[96];
	size_t n_cell, n_cells, n_rows, n_kept, most;
	bool has_text;
	char *out;
	int fault;
};

static void
end_cell(struct second *s)
{
	char *from = s->cell, *end = s->cell + s->n_cell;
	while (end > from && end[-1] == ' ')
		end--;
	while (from < end && *from == ' ')
		from++;
	*end = '\0';
	s->has_text |= end > from;
	(void)strcat(s->row, s->n_cells++ == 0 ? "" : "|");
	(void)strcat(s->row, from);
	s->n_cell = 0;
	s->state = BEGIN;
}

static void
end_row(struct second *s)
{
	end_cell(s);
	s->n_rows++;
	if (s->has_text && s->n_kept == s->most)
		s->fault = CSV_TOO_MANY;
	else if (s->has_text) {
		s->n_kept++;
		s->out += sprintf(s->out, "%zu:%s;", s->n_rows, s->row);
	}
	s->row[0] = '\0';
	s->n_cells = 0;
	s->has_text = false;
}

static void
take(struct second *s, char c)
{
	if (s->state == QUOTED) {
		if (c == '"')
			s->state = AFTER;
		else
			s->cell[s->n_cell++] = c;
	} else if (c == '"' && s->state == BEGIN)
		s->state = QUOTED;
	else if (c == '"' && s->state == AFTER) {
		s->cell[s->n_cell++] = c;
		s->state = QUOTED;
	} else if (c == ',')
		end_cell(s);
	else if (c == '\n')
		end_row(s);
	else if (c == '"' || s->state == AFTER)
		s->fault = CSV_STRAY_QUOTE;
	else {
		s->cell[s->n_cell++] = c;
		s->state = PLAIN;
	}
}

static void
read_again(const char *text, size_t most, char *ret)
{
	struct second s = { .most = most, .out = ret };
	*ret = '\0';
	for (const char *p = text; *p != '\0' && s.fault == 0; p++) {
		if (*p != '\r' || s.state == QUOTED)
			take(&s, *p);
		else {
			take(&s, '\n');
			p += p[1] == '\n';
		}
	}
	if (s.fault == 0 && s.state == QUOTED)
		s.fault = CSV_OPEN_QUOTE;
	else if (s.fault == 0 && (s.state != BEGIN || s.n_cells > 0))
		end_row(&s);
	if (s.fault == 0 && s.n_kept == 0)
		(void)sprintf(ret, "fault %d in row 0", (int)CSV_EMPTY);
	else if (s.fault != 0)
		(void)sprintf(ret, "fault %d in row %zu", s.fault, s.n_rows + (s.fault != CSV_TOO_MANY));
}

Test(csv, every_short_text_is_read_as_by_a_second_reading)
{
	char text[LENGTH_MOST + 1], once[SHOWN_MAX], again[SHOWN_MAX];
	struct arena *arena = arena_new();
	for (size_t length = 0; length <= LENGTH_MOST; length++) {
		size_t n = 1;
		for (size_t i = 0; i < length; i++)
			n *= sizeof(alphabet);
		for (size_t number = 0; number < n; number++) {
			for (size_t i = 0, left = number; i < length; i++, left /= sizeof(alphabet))
				text[i] = alphabet[left % sizeof(alphabet)];
			text[length] = '\0';
			show(arena, text, ROWS_MOST, once);
			read_again(text, ROWS_MOST, again);
			cr_assert_str_eq(once, again, "of [%s]", text);
			arena_reset(arena);
		}
	}
	arena_free(arena);
}

Test(csv, blanks_of_every_kind_around_a_value_are_none_of_it)
{
	char shown[SHOWN_MAX];
	struct arena *arena = arena_new();
	show(arena, "\t1\xc2\xa0,\xe3\x80\x80张 三\xe3\x80\x80 ,\" a \"\n", ROWS_MOST, shown);
	cr_expect_str_eq(shown, "1:1|张 三|a;");
	arena_free(arena);
}

/* -- encodings ------------------------------------------------------------------------ */

static const char *
decoded(struct arena *arena, const void *data, size_t size, enum csv_code code, enum csv_code expected)
{
	char *text;
	enum csv_code found;
	const struct bytes b = { data, size };
	cr_assert_eq(csv_decode(arena, b, code, &found, &text), CSV_OK);
	cr_expect_eq(found, expected);
	return text;
}

static void
expect_fault(const void *data, size_t size, enum csv_code code, enum csv_fault fault)
{
	char *text;
	enum csv_code found = code;
	const struct bytes b = { data, size };
	struct arena *arena = arena_new();
	cr_expect_eq(csv_decode(arena, b, code, &found, &text), fault);
	arena_free(arena);
}

Test(csv, utf_8_with_a_mark_or_without_and_gb_18030_are_told_apart)
{
	static const char utf8[] = "姓名", marked[] = "\xef\xbb\xbf姓名", gb[] = "\xd0\xd5\xc3\xfb";
	/* 𠮷 (U+20BB7), four bytes in either. */
	static const char rare[] = "\x95\x34\xb2\x35";
	struct arena *arena = arena_new();
	cr_expect_str_eq(decoded(arena, utf8, 6, CSV_ANY, CSV_UTF8), "姓名");
	cr_expect_str_eq(decoded(arena, marked, 9, CSV_ANY, CSV_UTF8), "姓名");
	cr_expect_str_eq(decoded(arena, marked, 9, CSV_UTF8, CSV_UTF8), "姓名");
	cr_expect_str_eq(decoded(arena, gb, 4, CSV_ANY, CSV_GB18030), "姓名");
	cr_expect_str_eq(decoded(arena, gb, 4, CSV_GB18030, CSV_GB18030), "姓名");
	cr_expect_str_eq(decoded(arena, rare, 4, CSV_ANY, CSV_GB18030), "𠮷");
	cr_expect_str_eq(decoded(arena, "a", 1, CSV_GB18030, CSV_GB18030), "a");
	arena_free(arena);
}

Test(csv, what_is_no_text_or_in_another_encoding_has_a_fault_with_a_name)
{
	expect_fault("", 0, CSV_ANY, CSV_EMPTY);
	expect_fault("\xef\xbb\xbf", 3, CSV_ANY, CSV_EMPTY);
	expect_fault("PK\x03\x04\x14\x00", 6, CSV_ANY, CSV_SPREADSHEET);
	expect_fault("\xd0\xcf\x11\xe0\xa1\xb1", 6, CSV_ANY, CSV_SPREADSHEET);
	expect_fault("a\0b", 3, CSV_ANY, CSV_NO_TEXT);
	expect_fault("\xff\xfe\x61\x00", 4, CSV_ANY, CSV_WRONG_CODE);
	expect_fault("\xfe\xff\x00\x61", 4, CSV_ANY, CSV_WRONG_CODE);
	expect_fault("\xd0\xd5\xc3\xfb", 4, CSV_UTF8, CSV_WRONG_CODE);
	expect_fault("\xef\xbb\xbf姓名", 9, CSV_GB18030, CSV_WRONG_CODE);
	expect_fault("\xff\xd8\xff\xe0", 4, CSV_ANY, CSV_WRONG_CODE);
	expect_fault("\xd0", 1, CSV_ANY, CSV_WRONG_CODE);
}
