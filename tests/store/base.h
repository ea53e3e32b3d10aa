/*
 * A database of its own for every test, and an eye that looks at it past the store: what
 * a test claims about rows, it has read with its own SQL. The cluster is tests/store/pg's;
 * XUEJI_TEST_PG names the file with its conninfo.
 */
#ifndef BASE_H
#define BASE_H

#include "store/store.h"

struct base {
	char name[32];
	char dir[128];		/* of the cluster's socket */
	char conninfo[256];
};

extern struct base base;

bool	base_is_there(void);
/* An empty database; with a schema in the second case. */
void	base_begin_empty(void);
void	base_begin(void);
void	base_end(void);

/* What the eye sees. A failed statement fails the test. */
void	eye_do(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
int64_t	eye_int(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* In a static buffer; longer is a failure. */
const char	*eye_text(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Rows in all tables a batch writes. */
int64_t	eye_rows(void);
/* Waits up to ten seconds for the statement to say true. */
void	eye_wait(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* So many of this database's connections wait for another one; fresh even in a transaction. */
#define WAITING                                                                            \
	"select pg_stat_clear_snapshot(); select count(*) = %d from pg_stat_activity"      \
	" where datname = current_database() and wait_event_type = 'Lock'"

#endif
