/*
 * Tables as a workbook; only here: xlsxwriter.h. It writes files alone, so it is given one without a
 * name, which is gone when it is closed. Texts are written as texts: none becomes a formula.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xlsxwriter.h>

#include "console/table.h"

/* False: not a whole or decimal number, so it is written as text. */
static bool
is_plain_number(const char *text, double *ret)
{
	char *end;
	*ret = strtod(text, &end);
	return text[0] != '\0' && text[strspn(text, "0123456789.-")] == '\0' && *end == '\0';
}

static void
put_rows(lxw_worksheet *sheet, const struct table_page *t)
{
	double n;
	for (size_t k = 0; k < t->n_rows; k++)
		for (size_t i = 0; i < t->n_columns; i++) {
			const struct table_cell *cell = &t->rows[k].cells[i];
			const lxw_row_t row = (lxw_row_t)(k + 1);
			const lxw_col_t column = (lxw_col_t)i;
			if (cell->is_number && is_plain_number(cell->text, &n))
				(void)worksheet_write_number(sheet, row, column, n, NULL);
			else
				(void)worksheet_write_string(sheet, row, column, cell->text, NULL);
		}
}

static bool
write_book(const char *path, const struct table_page *t)
{
	lxw_workbook_options options = { .constant_memory = LXW_FALSE };
	lxw_workbook *book = workbook_new_opt(path, &options);
	if (book == NULL)
		return false;
	lxw_worksheet *sheet = workbook_add_worksheet(book, NULL);
	lxw_format *bold = workbook_add_format(book);
	lxw_format *typed = t->is_form ? workbook_add_format(book) : NULL;
	if (typed != NULL)
		format_set_num_format(typed, "@");	/* text: no digit of an ID is lost */
	if (sheet != NULL && bold != NULL) {
		format_set_bold(bold);
		for (size_t i = 0; i < t->n_columns; i++)
			(void)worksheet_write_string(sheet, 0, (lxw_col_t)i, t->columns[i].name, bold);
		(void)worksheet_set_column(
		    sheet, 0, (lxw_col_t)(t->n_columns - 1), 18, typed);
		worksheet_freeze_panes(sheet, 1, 0);
		put_rows(sheet, t);
	}
	return workbook_close(book) == LXW_NO_ERROR && sheet != NULL && bold != NULL;
}

static bool
read_all(struct out *o, FILE *f)
{
	char part[8192];
	size_t n;
	rewind(f);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		out_raw(o, part, n);
	return ferror(f) == 0 && o->size > 0;
}

bool
table_xlsx(struct out *o, const struct table_page *t)
{
	char path[32];
	FILE *f = tmpfile();
	if (f == NULL)
		return false;
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fileno(f));
	const bool is_done = write_book(path, t) && read_all(o, f);
	(void)fclose(f);
	return is_done;
}
