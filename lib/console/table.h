/*
 * A list as people get it: on a page, as CSV, as a workbook. It is written once, as a struct table_page
 * (page.h); page_table() shows it, and the functions here make files of the same rows.
 */
#ifndef CONSOLE_TABLE_H
#define CONSOLE_TABLE_H

#include "console/inside.h"

/* A column as its page knows it. */
struct column {
	enum word name;
	const char *sort;	/* what ?sort= calls it; NULL: it is not sorted by */
	bool is_number;
};

struct table_page	table_new(struct visit *, const char *title, const struct column *, size_t n);
/* The cells of a new row, n_columns of them. */
struct table_cell	*table_add(struct visit *, struct table_page *);
/* A number as text, and what it is sorted by. */
void	table_number(struct visit *, struct table_cell *, long long);
/* By ?sort=NAME, or -NAME for the largest first; `path` ends where that value is to be put, with "sort=".
 * What it does not know sorts nothing. */
void	table_sort(struct visit *, struct table_page *, const struct column *, const char *sort,
	    const char *path);
/* An instant of the doors to the minute: as it is read, and as other programs take it. */
const char	*table_time(struct visit *, const char *);
/* The links to its files: `path` ends with ? or &. */
void	table_files(struct visit *, struct table_page *, const char *path);

/* Is a file asked for: as=csv or as=xlsx? */
bool	table_is_file(const char *as);
/* Answers with the table as a file; encoding "gb18030", or UTF-8. Meanwhile neither the connection nor the law
 * is held. */
void	table_send(struct visit *, const struct table_page *, const char *as, const char *encoding,
	    const char *name);

/* -- choice.c ------------------------------------------------------------------------- */
/* Takes out what who looks does not want to see of that list; for pages, not for files. */
void	choice_hide(struct visit *, struct table_page *, const char *list, const struct column *);

/* -- students_page.c ------------------------------------------------------------------ */
/* Records as GET /v1/students tells them. */
struct table_page	students_table(struct visit *, const json_t *list);
void	students_hide(struct visit *, struct table_page *);	/* choice_hide() of such a table */

/* -- table_csv.c ---------------------------------------------------------------------- */
/* RFC 4180, with a mark of UTF-8 in front. A text that a spreadsheet would take for a formula gets an
 * apostrophe before it. */
void	table_csv(struct out *, const struct table_page *);
/* The same text in GB 18030; what that has no place for is a question mark. False: no memory, or this host
 * does not know the code. */
bool	table_gb18030(const struct out *utf8, struct out *ret);

/* -- table_xlsx.c --------------------------------------------------------------------- */
/* False: it could not be written. */
bool	table_xlsx(struct out *, const struct table_page *);

/* -- text that is put together -------------------------------------------------------- */
const char	*table_text(struct visit *, const char *format, ...)
		    __attribute__((format(printf, 2, 3)));

#endif
