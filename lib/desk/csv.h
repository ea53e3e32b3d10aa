/*
 * A list as a file: bytes into text, text into rows (RFC 4180). What other programs write is read: commas,
 * rows that end with CR LF, LF or CR, UTF-8 with a mark or without, GB 18030. What is none of that has a
 * fault with a name, and the row where it lies.
 */
#ifndef DESK_CSV_H
#define DESK_CSV_H

#include "base/arena.h"

enum csv_code {
	CSV_ANY,	/* as the bytes say: UTF-8 if they are that, or else GB 18030 */
	CSV_UTF8,
	CSV_GB18030,
};

enum csv_fault {
	CSV_OK,
	CSV_EMPTY,
	CSV_SPREADSHEET,	/* a workbook, and no text */
	CSV_NO_TEXT,		/* other bytes that are none */
	CSV_WRONG_CODE,		/* not in the encoding that was named, or in neither */
	CSV_OPEN_QUOTE,		/* a quote that no other one ends */
	CSV_STRAY_QUOTE,	/* one inside a cell that does not begin with it, or a text behind its end */
	CSV_TOO_MANY,		/* rows */
};

struct csv_row {
	size_t row;		/* as a spreadsheet counts them: the first is 1 */
	const char **cells;	/* without blanks around them */
	size_t n;
};

/* Empty rows are left out, and counted. */
struct csv {
	struct csv_row *rows;
	size_t n;
	size_t fault_row;	/* of a fault of csv_parse() */
};

/* The bytes as UTF-8 with a NUL, in the arena, without the mark in front; *ret_code is what they were. */
enum csv_fault	csv_decode(struct arena *, struct bytes, enum csv_code, enum csv_code *ret_code,
		    char **ret_text);
/* Splits the text in place; at most so many rows that are not empty. */
enum csv_fault	csv_parse(struct arena *, char *text, size_t most, struct csv *ret);

#endif
