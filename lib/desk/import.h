/*
 * Lists from a file (import_doors.c): its rows, and all that stands against them. What a list is for - first
 * records, class lists - is in a file of its own; what becomes of a row goes through the doors there are.
 */
#ifndef DESK_IMPORT_H
#define DESK_IMPORT_H

#include "desk/csv.h"
#include "desk/door.h"

enum {
	IMPORT_ROWS_MAX = 500,		/* a file, without its header */
	IMPORT_CHUNK = 50,		/* rows that are asked at once: others are served between */
	IMPORT_COLUMNS_MAX = 32,
	BATCH_MAX = DOCKET_ID_MAX,
};

enum import_list {
	IMPORT_enrolment,
	IMPORT_class_list,
	IMPORT_LIST_N,
};

enum import_column {
#define COLUMN(list, key, ...) IMPORT_COLUMN_##key,
#include "desk/import_column.def"
#undef COLUMN
	IMPORT_COLUMN_N,	/* none: the whole row */
};

enum import_fault {
#define FAULT(name, ...) IMPORT_FAULT_##name,
#include "desk/import_fault.def"
#undef FAULT
};

struct import_column_row {
	enum import_list list;
	const char *key, *zh, *en, *others;
	bool is_needed;
	const char *member;		/* of a filing; empty: it becomes none */
};
extern const struct import_column_row import_columns[IMPORT_COLUMN_N];
const char	*import_list_name(enum import_list);	/* "enrolment" */

struct import_problem {
	size_t row;			/* as a spreadsheet counts; 0: the whole file */
	enum import_column column;
	const char *header;		/* of a column that has no name here */
	const char *value;		/* as it was typed; NULL: none */
	enum verdict verdict;
	enum import_fault fault;	/* of LIST_MALFORMED */
	size_t other_row;		/* of ROW_TWICE: the first one; 0: none */
	struct instant opens;		/* of a closed window; zero: unknown */
};

struct import_result {
	size_t row;
	const char *docket, *class;	/* one of them; or NULL */
	enum verdict verdict;
	long long n;			/* children of a class */
	bool is_before;			/* it was filed by this form already */
};

/* A file while it is looked at. Everything is in the arena of the door. */
struct import {
	struct door *door;
	enum import_list list;
	enum csv_code code;		/* asked for, then what it is */
	char batch[BATCH_MAX], reason[REASON_MAX], arrived_on[DAY_TEXT_MAX];
	bool is_filing, is_all;
	struct csv csv;			/* rows[0] is the header */
	size_t place[IMPORT_COLUMN_N];	/* of a column among the cells; SIZE_MAX: it is not there */
	bool *is_wrong;			/* of csv.rows: something stands against it */
	struct import_problem *problems;
	size_t n_problems, capacity;
	struct import_result *results;
	size_t n_results;
	struct relay_submission *filings;	/* of first records: what each row would file, ... */
	size_t *rows;			/* ... and which of csv.rows it is */
	size_t n_filings;
	enum verdict weather;		/* not OK: it could not be looked at now */
	unsigned retry_after_s;
};

/* -- import_read.c -------------------------------------------------------------------- */
bool		 import_list_parse(const char *, enum import_list *ret);
/* Of LIST_MALFORMED its fault's words, of all others the verdict's own. */
struct import_words {
	const char *zh, *en, *remedy_zh, *remedy_en;
};
struct import_words	 import_words(enum verdict, enum import_fault);
/* Rows and header; false: problems say why there is nothing to go on with. */
bool		 import_read(struct import *, struct bytes);
/* The cell of that row, "" where the column is not there. */
const char	*import_cell(const struct import *, size_t i, enum import_column);
/* Adds one about row i of the csv, and its column (IMPORT_COLUMN_N: none); row 0 is the file. False: that row has it
 * already, or its column another. */
bool		 import_stand_against(struct import *, size_t i, enum import_column, enum verdict,
		    enum import_fault);
/* The same of a row that is the child of row `first`. */
void		 import_is_twice(struct import *, size_t i, enum import_column, size_t first);
/* Has the row as many cells as the header? If not, that stands against it. */
bool		 import_has_cells(struct import *, size_t i);
/* Does anything stand against that cell? */
bool		 import_is_faulty(const struct import *, size_t i, enum import_column);
/* "2019-05-20", "2019/5/20", "20190520"; false for anything else. */
bool		 import_birth(const char *, struct day *ret);

/* -- import_filing.c ------------------------------------------------------------------ */
/* Row i as the next of filings; or what cannot be read of it stands against it. */
void		 import_filing_read(struct import *, size_t i);

/* -- import_child.c ------------------------------------------------------------------- */
/* The column that says who the child of a filing is. */
enum import_column	import_child_key(const struct header *);
/* Puts against each child of filings that an earlier one is, too. */
void		 import_child_twice(struct import *);
/* Marks those of filings whose record the school has. False: weather. */
bool		 import_child_here(struct import *, bool *is_here);

/* -- import_enrolment.c, import_class_list.c ------------------------------------------- */
/* All that stands against each row; weather otherwise. */
void		 import_check_enrolment(struct import *);
void		 import_check_class_list(struct import *);
/* What is right, after that check. */
void		 import_file_enrolment(struct import *);
void		 import_file_class_list(struct import *);

#endif
