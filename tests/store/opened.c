/* See opened.h. */
#include <criterion/criterion.h>

#include "opened.h"

struct store *store;
struct arena *arena;

void
opened_begin(void)
{
	base_begin();
	store = store_open(base.conninfo, OPENED);
	arena = arena_new();
}

void
opened_end(void)
{
	arena_free(arena);
	store_close(store);
	base_end();
}

static void *
commit(void *context)
{
	struct opened_commit *c = context;
	c->result = store_commit(c->store, c->batch);
	return NULL;
}

void
opened_commit_begin(struct opened_commit *c, struct store *s, const struct batch *b)
{
	c->store = s;
	c->batch = b;
	cr_assert_eq(pthread_create(&c->thread, NULL, commit, c), 0);
}

enum store_result
opened_commit_end(struct opened_commit *c)
{
	cr_assert_eq(pthread_join(c->thread, NULL), 0);
	return c->result;
}
