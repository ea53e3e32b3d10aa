/* Lists: their rows, their order, and which kind of file is asked for. See table.h. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "console/table.h"

const char *
table_text(struct visit *v, const char *format, ...)
{
	va_list given, again;
	va_start(given, format);
	va_copy(again, given);
	const int size = vsnprintf(NULL, 0, format, given);
	va_end(given);
	char *text = arena_alloc(v->door->arena, (size_t)size + 1);
	(void)vsnprintf(text, (size_t)size + 1, format, again);
	va_end(again);
	return text;
}

struct table_page
table_new(struct visit *v, const char *title, const struct column *columns, size_t n)
{
	struct table_column *list = arena_array(v->door->arena, n, sizeof(*list));
	const struct table_page t = { .title = title, .columns = list, .n_columns = n };
	for (size_t i = 0; i < n; i++) {
		list[i].name = word(v->lang, columns[i].name);
		list[i].is_number = columns[i].is_number;
	}
	return t;
}

struct table_cell *
table_add(struct visit *v, struct table_page *t)
{
	if (t->n_rows == t->capacity) {
		const size_t wider = t->capacity == 0 ? 64 : 2 * t->capacity;
		struct table_row *rows = arena_array(v->door->arena, wider, sizeof(*rows));
		if (t->n_rows > 0)
			memcpy(rows, t->rows, t->n_rows * sizeof(*rows));
		t->rows = rows;
		t->capacity = wider;
	}
	struct table_row *row = &t->rows[t->n_rows];
	row->cells = arena_array(v->door->arena, t->n_columns, sizeof(*row->cells));
	row->n_cells = t->n_columns;
	row->place = t->n_rows++;
	for (size_t i = 0; i < t->n_columns; i++) {
		row->cells[i].text = "";
		row->cells[i].is_number = t->columns[i].is_number;
	}
	return row->cells;
}

void
table_number(struct visit *v, struct table_cell *cell, long long n)
{
	cell->text = table_text(v, "%lld", n);
	cell->order = n;
}

const char *
table_time(struct visit *v, const char *at)
{
	return strlen(at) < sizeof("2026-09-01T09:30") - 1 ? at : table_text(v, "%.10s %.5s", at, at + 11);
}

/* -- order ---------------------------------------------------------------------------- */

/* qsort() tells its function nothing but two of these. */
struct sorted {
	struct table_row row;
	const char *text;	/* NULL: by number */
	long long order;
	int sign;
};

static int
compare(const void *pa, const void *pb)
{
	const struct sorted *a = pa, *b = pb;
	const int by_value = a->text != NULL ? strcmp(a->text, b->text)
					     : (a->order > b->order) - (a->order < b->order);
	if (by_value != 0)
		return by_value * a->sign;
	return (a->row.place > b->row.place) - (a->row.place < b->row.place);
}

static void
sort_by(struct visit *v, struct table_page *t, size_t column, int sign)
{
	struct sorted *list = arena_array(v->door->arena, t->n_rows + 1, sizeof(*list));
	for (size_t i = 0; i < t->n_rows; i++) {
		const struct table_cell *cell = &t->rows[i].cells[column];
		list[i] = (struct sorted){ t->rows[i], cell->is_number ? NULL : cell->text,
			cell->order, sign };
	}
	qsort(list, t->n_rows, sizeof(*list), compare);
	for (size_t i = 0; i < t->n_rows; i++)
		t->rows[i] = list[i].row;
}

void
table_sort(struct visit *v, struct table_page *t, const struct column *columns, const char *sort,
    const char *path)
{
	struct table_column *list = arena_array(v->door->arena, t->n_columns, sizeof(*list));
	const bool is_down = sort[0] == '-';
	for (size_t i = 0; i < t->n_columns; i++) {
		list[i] = t->columns[i];
		if (columns[i].sort == NULL)
			continue;
		const bool is_this = strcmp(sort + is_down, columns[i].sort) == 0;
		/* Numbers: the largest first, unless that is how it is. */
		const bool next_is_down = is_this ? !is_down : columns[i].is_number;
		list[i].href = table_text(v, "%s%s%s", path, next_is_down ? "-" : "", columns[i].sort);
		if (!is_this)
			continue;
		list[i].aria = is_down ? "descending" : "ascending";
		list[i].sign = is_down ? "▼" : "▲";
		if (t->n_rows > 1)
			sort_by(v, t, i, is_down ? -1 : 1);
	}
	t->columns = list;
}

/* -- files ---------------------------------------------------------------------------- */

static const struct kind {
	const char *as;
	enum word label;
} kinds[] = {
	{ "as=csv", WORD_file_csv },
	{ "as=csv&encoding=gb18030", WORD_file_gb18030 },
	{ "as=xlsx", WORD_file_xlsx },
};

void
table_files(struct visit *v, struct table_page *t, const char *path)
{
	enum { N = sizeof(kinds) / sizeof(kinds[0]) };
	struct file_line *files = arena_array(v->door->arena, N, sizeof(*files));
	for (size_t i = 0; i < N; i++) {
		files[i].href = table_text(v, "%s%s", path, kinds[i].as);
		files[i].label = word(v->lang, kinds[i].label);
	}
	t->files = files;
	t->n_files = N;
}

bool
table_is_file(const char *as)
{
	return as != NULL && (strcmp(as, "csv") == 0 || strcmp(as, "xlsx") == 0);
}

static const struct format {
	const char *type;
	enum word trouble;	/* where it cannot be written */
} formats[] = {
	{ "text/csv; charset=utf-8", WORD_weather },
	{ "text/csv; charset=GB18030", WORD_no_encoding },
	{ "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", WORD_weather },
};
enum { CSV, CSV_GB18030, XLSX };

static bool
write_gb18030(struct out *ret, const struct table_page *t)
{
	struct out utf8 = { .size = 0 };
	table_csv(&utf8, t);
	const bool is_written = table_gb18030(&utf8, ret);
	free(utf8.data);
	return is_written;
}

static bool
write_file(struct out *ret, const struct table_page *t, int format)
{
	if (format == XLSX)
		return table_xlsx(ret, t);
	if (format == CSV_GB18030)
		return write_gb18030(ret, t);
	table_csv(ret, t);
	return true;
}

/* Nothing of the law stands in the cells but copies, so that a long list, while it becomes a file, keeps
 * nobody from reading the law anew. */
void
table_send(struct visit *v, const struct table_page *t, const char *as, const char *encoding,
    const char *name)
{
	struct out out = { .size = 0 };
	struct answer *a = &v->door->answer;
	const bool is_gb18030 = encoding != NULL && strcmp(encoding, "gb18030") == 0;
	const int format = strcmp(as, "xlsx") == 0 ? XLSX : is_gb18030 ? CSV_GB18030 : CSV;
	desk_let_go_of_store(v->door);
	desk_let_go_of_law(v->door->desk);
	const bool is_written = write_file(&out, t, format);
	desk_hold_law(v->door->desk);
	if (!is_written) {
		console_notice(v, 503, formats[format].trouble);
		return;
	}
	console_page(v, 200, &out);
	a->type = formats[format].type;
	(void)snprintf(a->file, sizeof(a->file), "%s.%s", name, as);
}
