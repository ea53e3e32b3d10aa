/* The bytes of a file as UTF-8; only here in this folder: iconv.h. See csv.h. */
#include <iconv.h>
#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "desk/csv.h"

static bool
begins(struct bytes b, const char *with, size_t n)
{
	return b.size >= n && memcmp(b.data, with, n) == 0;
}

/* Workbooks, new and old, and what a program saves that was asked for "Unicode". */
static enum csv_fault
fault_of(struct bytes b)
{
	if (b.size == 0)
		return CSV_EMPTY;
	if (begins(b, "PK\x03\x04", 4) || begins(b, "\xd0\xcf\x11\xe0", 4))
		return CSV_SPREADSHEET;
	if (begins(b, "\xff\xfe", 2) || begins(b, "\xfe\xff", 2))
		return CSV_WRONG_CODE;
	return memchr(b.data, '\0', b.size) != NULL ? CSV_NO_TEXT : CSV_OK;
}

/* False: it is not in that encoding. */
static bool
from_gb18030(struct arena *arena, struct bytes b, char **ret)
{
	/* Two bytes of it are at most three of UTF-8; a single one stays one. */
	size_t left = b.size, room = 2 * b.size + 4;
	char *text = arena_alloc(arena, room + 1), *to = text;
	char *from = (char *)(uintptr_t)arena_copy(arena, b).data;
	const iconv_t code = iconv_open("UTF-8", "GB18030");
	if (code == (iconv_t)-1)
		return false;
	const bool is_done = iconv(code, &from, &left, &to, &room) != (size_t)-1 && left == 0;
	(void)iconv_close(code);
	*to = '\0';
	*ret = text;
	return is_done && text_is_utf8(text, (size_t)(to - text));
}

enum csv_fault
csv_decode(struct arena *arena, struct bytes b, enum csv_code code, enum csv_code *ret_code,
    char **ret_text)
{
	static const char mark[] = "\xef\xbb\xbf";
	const enum csv_fault fault = fault_of(b);
	if (fault != CSV_OK)
		return fault;
	const bool has_mark = begins(b, mark, 3);
	*ret_code = code == CSV_GB18030 || (code == CSV_ANY && !text_is_utf8(b.data, b.size))
	    ? CSV_GB18030 : CSV_UTF8;
	if (*ret_code == CSV_GB18030)
		return !has_mark && from_gb18030(arena, b, ret_text) ? CSV_OK : CSV_WRONG_CODE;
	if (!text_is_utf8(b.data, b.size))
		return CSV_WRONG_CODE;
	const size_t n = b.size - (has_mark ? 3 : 0);
	*ret_text = arena_alloc(arena, n + 1);
	memcpy(*ret_text, b.data + b.size - n, n);
	return n == 0 ? CSV_EMPTY : CSV_OK;
}
