/* Bytes into rows with a header that is known, and what stands against them. See import.h. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "desk/import.h"

const struct import_column_row import_columns[IMPORT_COLUMN_N] = {
#define COLUMN(list, key, zh, en, others, is_needed, member) { IMPORT_##list, #key, zh, en, others, is_needed, member },
#include "desk/import_column.def"
#undef COLUMN
};

static const char *const lists[IMPORT_LIST_N] = { "enrolment", "class_list" };

const char *
import_list_name(enum import_list list)
{
	return lists[list];
}

bool
import_list_parse(const char *name, enum import_list *ret)
{
	for (int i = 0; i < IMPORT_LIST_N; i++)
		if (strcmp(lists[i], name) == 0) {
			*ret = (enum import_list)i;
			return true;
		}
	return false;
}

const char *
import_header(const char *list, size_t i, bool is_en)
{
	enum import_list wanted;
	for (int c = 0; import_list_parse(list, &wanted) && c < IMPORT_COLUMN_N; c++)
		if (import_columns[c].list == wanted && i-- == 0)
			return is_en ? import_columns[c].en : import_columns[c].zh;
	return NULL;
}

struct import_words
import_words(enum verdict v, enum import_fault fault)
{
	static const struct import_words faults[] = {
#define FAULT(name, zh, en, remedy_zh, remedy_en) { zh, en, remedy_zh, remedy_en },
#include "desk/import_fault.def"
#undef FAULT
	};
	const struct verdict_row *row = verdict_row(v);
	return fault != IMPORT_FAULT_none ? faults[fault]
	    : (struct import_words){ row->zh, row->en, row->remedy_zh, row->remedy_en };
}

/* -- problems ------------------------------------------------------------------------- */

static struct import_problem *
add(struct import *m)
{
	if (m->n_problems == m->capacity) {
		const size_t wider = m->capacity == 0 ? 32 : 2 * m->capacity;
		struct import_problem *list = arena_array(m->door->arena, wider, sizeof(*list));
		if (m->n_problems > 0)
			memcpy(list, m->problems, m->n_problems * sizeof(*list));
		m->problems = list;
		m->capacity = wider;
	}
	struct import_problem *p = &m->problems[m->n_problems++];
	*p = (struct import_problem){ .column = IMPORT_COLUMN_N };
	return p;
}

static void
add_of_file(struct import *m, size_t row, enum import_fault fault)
{
	struct import_problem *p = add(m);
	p->row = row;
	p->verdict = VERDICT_LIST_MALFORMED;
	p->fault = fault;
}

static void
add_of_header(struct import *m, enum import_column column, const char *header, enum import_fault fault)
{
	struct import_problem *p = add(m);
	p->row = m->csv.rows[0].row;
	p->column = column;
	p->header = header;
	p->verdict = VERDICT_LIST_MALFORMED;
	p->fault = fault;
}

/* The problems of a row are few, and the last ones. */
static const struct import_problem *
find(const struct import *m, size_t row, enum import_column column, enum verdict v)
{
	for (size_t k = m->n_problems; k > 0; k--) {
		const struct import_problem *p = &m->problems[k - 1];
		if (p->row == row && (column < IMPORT_COLUMN_N ? p->column == column : p->verdict == v))
			return p;
	}
	return NULL;
}

bool
import_stand_against(struct import *m, size_t i, enum import_column column, enum verdict v,
    enum import_fault fault)
{
	const size_t row = i == 0 ? 0 : m->csv.rows[i].row;
	if (find(m, row, column, v) != NULL)
		return false;
	struct import_problem *p = add(m);
	p->row = row;
	p->column = column;
	p->verdict = v;
	p->fault = fault;
	if (column < IMPORT_COLUMN_N)
		p->value = import_cell(m, i, column);
	m->is_wrong[i] = true;
	return true;
}

bool
import_is_faulty(const struct import *m, size_t i, enum import_column column)
{
	return find(m, m->csv.rows[i].row, column, VERDICT_OK) != NULL;
}

void
import_is_twice(struct import *m, size_t i, enum import_column column, size_t first)
{
	if (import_stand_against(m, i, column, VERDICT_ROW_TWICE, IMPORT_FAULT_none))
		m->problems[m->n_problems - 1].other_row = m->csv.rows[first].row;
}

bool
import_has_cells(struct import *m, size_t i)
{
	if (m->csv.rows[i].n == m->csv.rows[0].n)
		return true;
	(void)import_stand_against(m, i, IMPORT_COLUMN_N, VERDICT_LIST_MALFORMED, IMPORT_FAULT_cells);
	return false;
}

/* -- the header ----------------------------------------------------------------------- */

/* One of the names between the bars. */
static bool
is_among(const char *names, const char *name)
{
	const size_t length = strlen(name);
	for (const char *p = names; *p != '\0';) {
		const size_t n = strcspn(p, "|");
		if (n == length && strncasecmp(p, name, n) == 0)
			return true;
		p += n + (p[n] == '|');
	}
	return false;
}

static enum import_column
column_of(enum import_list list, const char *header)
{
	for (int c = 0; c < IMPORT_COLUMN_N; c++) {
		const struct import_column_row *row = &import_columns[c];
		if (row->list == list && (strcmp(row->zh, header) == 0 || strcasecmp(row->en, header) == 0
			|| is_among(row->others, header)))
			return (enum import_column)c;
	}
	return IMPORT_COLUMN_N;
}

static void
read_header(struct import *m)
{
	const struct csv_row *header = &m->csv.rows[0];
	for (int c = 0; c < IMPORT_COLUMN_N; c++)
		m->place[c] = SIZE_MAX;
	for (size_t i = 0; i < header->n && i < IMPORT_COLUMNS_MAX; i++) {
		const enum import_column c = column_of(m->list, header->cells[i]);
		if (c == IMPORT_COLUMN_N)
			add_of_header(m, c, header->cells[i], IMPORT_FAULT_column_unknown);
		else if (m->place[c] != SIZE_MAX)
			add_of_header(m, c, header->cells[i], IMPORT_FAULT_column_twice);
		else
			m->place[c] = i;
	}
	if (header->n > IMPORT_COLUMNS_MAX)
		add_of_header(m, IMPORT_COLUMN_N, header->cells[IMPORT_COLUMNS_MAX], IMPORT_FAULT_column_unknown);
	for (int c = 0; c < IMPORT_COLUMN_N; c++)
		if (import_columns[c].list == m->list && import_columns[c].is_needed && m->place[c] == SIZE_MAX)
			add_of_header(m, (enum import_column)c, NULL, IMPORT_FAULT_column_missing);
}

/* -- the file ------------------------------------------------------------------------- */

static enum import_fault
fault_of(enum csv_fault f)
{
	static const enum import_fault faults[] = {
		[CSV_OK] = IMPORT_FAULT_none,
		[CSV_EMPTY] = IMPORT_FAULT_empty,
		[CSV_SPREADSHEET] = IMPORT_FAULT_spreadsheet,
		[CSV_NO_TEXT] = IMPORT_FAULT_no_text,
		[CSV_WRONG_CODE] = IMPORT_FAULT_wrong_code,
		[CSV_OPEN_QUOTE] = IMPORT_FAULT_open_quote,
		[CSV_STRAY_QUOTE] = IMPORT_FAULT_stray_quote,
		[CSV_TOO_MANY] = IMPORT_FAULT_too_many,
	};
	return faults[f];
}

bool
import_read(struct import *m, struct bytes file)
{
	char *text;
	if (file.size > IMPORT_FILE_MAX) {
		add_of_file(m, 0, IMPORT_FAULT_too_large);
		return false;
	}
	enum csv_fault f = csv_decode(m->door->arena, file, m->code, &m->code, &text);
	if (f == CSV_OK)
		f = csv_parse(m->door->arena, text, IMPORT_ROWS_MAX + 1, &m->csv);
	if (f != CSV_OK) {
		add_of_file(m, f == CSV_TOO_MANY ? 0 : m->csv.fault_row, fault_of(f));
		m->csv.n = 0;
		return false;
	}
	m->is_wrong = arena_array(m->door->arena, m->csv.n, sizeof(*m->is_wrong));
	read_header(m);
	if (m->n_problems == 0 && m->csv.n == 1)
		add_of_file(m, 0, IMPORT_FAULT_no_rows);
	return m->n_problems == 0;
}

const char *
import_cell(const struct import *m, size_t i, enum import_column column)
{
	const struct csv_row *row = &m->csv.rows[i];
	const size_t k = m->place[column];
	return k < row->n ? row->cells[k] : "";
}

/* -- values --------------------------------------------------------------------------- */

bool
import_birth(const char *text, struct day *ret)
{
	struct date date = { 0 };
	char sign[2], again[2];
	int end = 0;
	const size_t n_digits = strspn(text, "0123456789");
	if (n_digits == 8)
		(void)sscanf(text, "%4d%2d%2d%n", &date.year, &date.month, &date.day, &end);
	else if (n_digits == 4
	    && (sscanf(text, "%4d%1[-/.]%2d%1[-/.]%2d%n", &date.year, sign, &date.month, again, &date.day, &end) != 5
		|| sign[0] != again[0]))
		return false;
	return end > 0 && text[end] == '\0' && text[strspn(text, "0123456789-/.")] == '\0'
	    && date.year >= 1000 && date.month > 0 && date.day > 0 && day_of_date(date, ret);
}
