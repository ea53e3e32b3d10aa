/* What most tests begin with: a store before a database of its own, and an arena for what it reads. */
#ifndef OPENED_H
#define OPENED_H

#include <pthread.h>

#include "store/base.h"

#define OPENED	"opened"	/* what the store's session calls itself */

extern struct store *store;
extern struct arena *arena;

/* For TestSuite()'s .init and .fini. The store has not connected yet. */
void	opened_begin(void);
void	opened_end(void);

/* A commit in a thread of its own, so that something can happen meanwhile. */
struct opened_commit {
	struct store *store;
	const struct batch *batch;
	pthread_t thread;
	enum store_result result;
};
/* Both are borrowed until opened_commit_end(), which waits. */
void			opened_commit_begin(struct opened_commit *, struct store *, const struct batch *);
enum store_result	opened_commit_end(struct opened_commit *);

#endif
