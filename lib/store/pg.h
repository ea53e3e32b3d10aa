/*
 * The insides of the PostgreSQL store: parameters out, results in, one connection.
 *
 * Results are text-free where it matters: all columns come in binary format.
 */
#ifndef STORE_PG_H
#define STORE_PG_H

#include <libpq-fe.h>

#include "store/store.h"

enum statement {
#define STATEMENT(name, ...) STATEMENT_##name,
#include "store/statement.def"
#undef STATEMENT
	STATEMENT_N,
};

struct statement_row {
	const char *name, *sql;
	int n_parameters;
};
extern const struct statement_row statements[];

enum { PARAMETERS_MAX = 40 };

struct store {
	PGconn *conn;
	char *conninfo;
	char name[64];
	bool is_up;
	int patience_ms;	/* how long the server may say nothing */
	char trouble[256];
	struct arena *arena;	/* parameters of the present call */
};

/* One parameter: a scalar or a one-dimensional array, in binary. */
struct column {
	struct store *store;
	uint32_t type;
	int32_t n;
	uint8_t *data;
	size_t size, capacity;
};

/* Parameters of one statement. */
struct call {
	enum statement statement;
	const char *values[PARAMETERS_MAX];
	int lengths[PARAMETERS_MAX];
	int formats[PARAMETERS_MAX];
	int n;
};

/* -- store_column.c ------------------------------------------------------------------- */
void	column_begin(struct column *, struct store *, uint32_t type);
void	column_text(struct column *, const char *);
void	column_bytes(struct column *, const void *, size_t);
void	column_int(struct column *, int64_t);
void	column_bool(struct column *, bool);
void	call_begin(struct call *, enum statement);
void	call_array(struct call *, struct column *);
void	call_text(struct call *, const char *);
void	call_bytes(struct call *, struct bytes);
void	call_int(struct call *, struct store *, int64_t);	/* as text: cast it in SQL */

enum { TYPE_TEXT = 25, TYPE_BYTEA = 17, TYPE_INT8 = 20, TYPE_BOOL = 16 };

/* -- store_pg.c ----------------------------------------------------------------------- */
/* Connects if need be. */
enum store_result	store_connect(struct store *);
/* For migrations: a connection without prepared statements, which the schema may not carry
 * yet. False: not reachable. */
bool			store_connect_bare(struct store *);
/* What a failed result means; remembers the trouble. A bug of ours (SQL or a value that
 * cannot be right) ends the program. */
enum store_result	store_triage(struct store *, const PGresult *);
void			store_lost(struct store *);
/* The same on purpose: the next call connects again. */
void			store_disconnect(struct store *);

/* -- store_pipeline.c ----------------------------------------------------------------- */
/* Runs one statement; *ret is to be cleared by the caller if STORE_OK. */
enum store_result	store_run(struct store *, const struct call *, PGresult **ret);
/* One of which only whether it answers with a row is asked: did it change any? */
enum store_result	store_run_any(struct store *, const struct call *, bool *ret_has_row);
/* One that answers with ids of dockets: at most as many as `ret` has room for. */
enum store_result	store_run_ids(struct store *, const struct call *, struct docket_id *ret, size_t *ret_n);
/* One that answers with places in its arrays, from 1 on: ret[place - 1] is set, the rest of the n is not. */
enum store_result	store_run_marks(struct store *, const struct call *, bool *ret, size_t n);
/* One that answers with records, all of RECORD_NAMES; *ret lives as long as the arena. */
enum store_result	store_run_records(struct store *, struct arena *, const struct call *, struct record **ret, size_t *ret_n);
/* Runs several in one pipeline; results[i] of calls[i], all to be cleared if STORE_OK.
 * With is_transaction they stand between begin and commit, and results may be NULL. */
enum store_result	store_pipeline(struct store *, const struct call *, size_t n,
			    bool is_transaction, PGresult **results);

/* -- reading a result: by row and column; the value must not be NULL ------------------ */
int64_t		 read_int(const PGresult *, int row, int column);
bool		 read_bool(const PGresult *, int row, int column);
struct bytes	 read_bytes(const PGresult *, struct arena *, int row, int column);
/* Copies text into a field of that size; a longer value is our own bug. */
void		 read_text(const PGresult *, int row, int column, char *ret, size_t size);
/* A record: the columns of record_columns.h from `column` on (store_read.c). */
void		 read_record(const PGresult *, int row, int column, struct record *ret);
/* The same for bytes; the number of them. */
size_t		 read_fixed(const PGresult *, int row, int column, uint8_t *ret, size_t size);

#endif
