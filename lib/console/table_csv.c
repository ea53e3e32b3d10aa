/* Tables as CSV (RFC 4180); only here in this folder: iconv.h. */
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "console/table.h"

static void
put(struct out *o, const char *text)
{
	out_raw(o, text, strlen(text));
}

/* A spreadsheet takes such a text for a formula, and runs it. Numbers of ours are none. */
static bool
is_formula(const char *text, bool is_number)
{
	return text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL
	    && !(is_number && text[strspn(text + 1, "0123456789.") + 1] == '\0' && text[1] != '\0');
}

static void
put_cell(struct out *o, const char *text, bool is_number)
{
	const bool is_quoted = strpbrk(text, ",\"\r\n") != NULL;
	if (is_quoted)
		put(o, "\"");
	if (is_formula(text, is_number))
		put(o, "'");
	for (const char *p = text; *p != '\0'; p++)
		out_raw(o, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
	if (is_quoted)
		put(o, "\"");
}

void
table_csv(struct out *o, const struct table_page *t)
{
	put(o, "\xef\xbb\xbf");
	for (size_t i = 0; i < t->n_columns; i++) {
		if (i > 0)
			put(o, ",");
		put_cell(o, t->columns[i].name, false);
	}
	put(o, "\r\n");
	for (size_t k = 0; k < t->n_rows; k++) {
		for (size_t i = 0; i < t->n_columns; i++) {
			if (i > 0)
				put(o, ",");
			put_cell(o, t->rows[k].cells[i].text, t->rows[k].cells[i].is_number);
		}
		put(o, "\r\n");
	}
}

/* The length of the character that begins there. */
static size_t
length_of(const char *at, size_t left)
{
	size_t n = 1;
	while (n < left && ((unsigned char)at[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* Without the mark: programs that read this code do not know it. Four bytes are the longest character,
 * also of one that was a single byte before. Two dozen characters that rare names were written with before
 * they had a place of their own (U+E816 ...) are none to this library: a question mark stands for them, as
 * it would on any screen. */
bool
table_gb18030(const struct out *utf8, struct out *ret)
{
	enum { MARK = 3 };
	const bool has_mark = utf8->size >= MARK && memcmp(utf8->data, "\xef\xbb\xbf", MARK) == 0;
	char *from = utf8->data + (has_mark ? MARK : 0);
	size_t left = utf8->size - (has_mark ? MARK : 0), room = 4 * left + 1;
	const iconv_t to = iconv_open("GB18030", "UTF-8");
	if (to == (iconv_t)-1)
		return false;
	ret->capacity = room;
	ret->data = malloc(room);
	char *at = ret->data;
	while (at != NULL && left > 0) {
		if (iconv(to, &from, &left, &at, &room) != (size_t)-1)
			break;
		const size_t n = length_of(from, left);
		*at++ = '?';
		from += n;
		left -= n;
		room--;
	}
	(void)iconv_close(to);
	ret->size = at == NULL ? 0 : (size_t)(at - ret->data);
	return at != NULL;
}
