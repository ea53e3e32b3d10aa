/* See cover.h. The sums of both sides are one equation; each covered number is an unknown with bounds. */
#include <stdint.h>

#include "console/cover.h"

enum { NO_BOUND = 1 << 30 };

struct range {
	int64_t least, most;
};

/* What everybody knows about it: one that is not small was covered because it is less than any shown. */
static struct range
known(const struct covered *c, int64_t least_shown)
{
	if (c->cover == COVER_NONE)
		return (struct range){ c->n, c->n };
	if (c->cover == COVER_SMALL)
		return (struct range){ 0, COVER_UNDER - 1 };
	return (struct range){ COVER_UNDER, least_shown - 1 };
}

static int64_t
smallest_shown(struct covered *const cells[], size_t n)
{
	int64_t least = NO_BOUND;
	for (size_t i = 0; i < n; i++)
		if (cells[i]->cover == COVER_NONE && cells[i]->n < least)
			least = cells[i]->n;
	return least;
}

/* Can each small one be zero, and the largest that is small? Then it can be all between. */
static bool
is_safe(struct covered *const cells[], size_t n)
{
	const int64_t shown = smallest_shown(cells, n);
	struct range all = { 0, 0 };	/* of one side less the other */
	for (size_t i = 0; i < n; i++) {
		const struct range r = known(cells[i], shown);
		all.least += cells[i]->is_other_side ? -r.most : r.least;
		all.most += cells[i]->is_other_side ? -r.least : r.most;
	}
	/* The rest has to make up for it: it spans the same less what this one spans. */
	for (size_t i = 0; i < n; i++)
		if (cells[i]->cover == COVER_SMALL
		    && (all.least + COVER_UNDER - 1 > 0 || all.most - (COVER_UNDER - 1) < 0))
			return false;
	return true;
}

void
cover_small(struct covered *const cells[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		cells[i]->cover = cells[i]->n < COVER_UNDER ? COVER_SMALL : COVER_NONE;
	while (!is_safe(cells, n)) {
		const int64_t next = smallest_shown(cells, n);
		if (next == NO_BOUND)
			return;
		for (size_t i = 0; i < n; i++)	/* equal ones too: otherwise their order would tell */
			if (cells[i]->cover == COVER_NONE && cells[i]->n == next)
				cells[i]->cover = COVER_MORE;
	}
}
