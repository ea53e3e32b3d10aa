/*
 * CSV into rows (RFC 4180), in place: what was quoted is shorter than the quotes and all. See csv.h.
 */
#include <stdbool.h>
#include <string.h>

#include "desk/csv.h"

/* Where the reading has come to. */
struct reading {
	char *at;
	char end;	/* what ended the cell before: ',', '\n', or '\0' */
	const char **cells;	/* room for all that are left */
};

/* Blanks that spreadsheets and people put around a value: spaces, tabs, and the two of U+00A0, U+3000. */
static size_t
blank_at(const char *p)
{
	if (*p == ' ' || *p == '\t')
		return 1;
	return strncmp(p, "\xc2\xa0", 2) == 0 ? 2 : strncmp(p, "\xe3\x80\x80", 3) == 0 ? 3 : 0;
}

/* In place: from the first character on that is no blank, and the last such ends it. */
static const char *
trimmed(char *text)
{
	size_t n;
	while ((n = blank_at(text)) > 0)
		text += n;
	char *end = text;
	for (char *p = text; *p != '\0';) {
		n = blank_at(p);
		p += n > 0 ? n : 1;
		if (n == 0)
			end = p;
	}
	*end = '\0';
	return text;
}

/* Past the end of a cell, whatever kind it is; false: there is none. */
static bool
pass_end(struct reading *r)
{
	char *end = r->at;
	if (*end != '\0' && *end != ',' && *end != '\r' && *end != '\n')
		return false;
	r->end = *end == '\r' ? '\n' : *end;
	r->at += *end == '\0' ? 0 : end[0] == '\r' && end[1] == '\n' ? 2 : 1;
	return true;
}

static enum csv_fault
take_quoted(struct reading *r, const char **ret)
{
	char *to = ++r->at, *begin = to;
	for (;; r->at++) {
		if (*r->at == '\0')
			return CSV_OPEN_QUOTE;
		if (*r->at == '"' && *++r->at != '"')
			break;
		*to++ = *r->at;
	}
	if (!pass_end(r))
		return CSV_STRAY_QUOTE;
	*to = '\0';
	*ret = trimmed(begin);
	return CSV_OK;
}

static enum csv_fault
take_cell(struct reading *r, const char **ret)
{
	char *begin = r->at;
	if (*begin == '"')
		return take_quoted(r, ret);
	r->at += strcspn(begin, ",\r\n\"");
	char *end = r->at;
	if (!pass_end(r))
		return CSV_STRAY_QUOTE;
	*end = '\0';
	*ret = trimmed(begin);
	return CSV_OK;
}

static enum csv_fault
take_row(struct reading *r, struct csv_row *ret, bool *ret_is_empty)
{
	ret->cells = r->cells;
	ret->n = 0;
	*ret_is_empty = true;
	do {
		const enum csv_fault fault = take_cell(r, &ret->cells[ret->n]);
		if (fault != CSV_OK)
			return fault;
		*ret_is_empty = *ret_is_empty && ret->cells[ret->n][0] == '\0';
		ret->n++;
	} while (r->end == ',');
	return CSV_OK;
}

/* What could be the end of a cell, and of a row. */
static void
count(const char *text, size_t *ret_cells, size_t *ret_rows)
{
	*ret_cells = *ret_rows = 1;
	for (const char *p = text; *p != '\0'; p++) {
		const bool is_end = *p == '\r' || *p == '\n';
		*ret_cells += is_end || *p == ',';
		*ret_rows += is_end;
	}
}

enum csv_fault
csv_parse(struct arena *arena, char *text, size_t most, struct csv *ret)
{
	size_t n_cells, n_rows, row = 0;
	bool is_empty;
	count(text, &n_cells, &n_rows);
	struct reading r = { text, '\n', arena_array(arena, n_cells, sizeof(*r.cells)) };
	*ret = (struct csv){ .rows = arena_array(arena, n_rows, sizeof(*ret->rows)) };
	while (*r.at != '\0' && r.end != '\0') {
		struct csv_row *next = &ret->rows[ret->n];
		const enum csv_fault fault = take_row(&r, next, &is_empty);
		next->row = ret->fault_row = ++row;
		if (fault != CSV_OK)
			return fault;
		if (is_empty)
			continue;
		if (ret->n == most)
			return CSV_TOO_MANY;
		r.cells += next->n;
		ret->n++;
	}
	ret->fault_row = 0;
	return ret->n == 0 ? CSV_EMPTY : CSV_OK;
}
