/*
 * Small numbers are covered: who counts few children can name them. And where a covered number could
 * be computed from those that are shown, more are covered until it cannot.
 *
 * What can be computed comes from one thing that is always known: every child who came to a province has
 * left another, so the numbers of one side add up to those of the other. Nothing else is told about
 * them: there are no totals.
 */
#ifndef CONSOLE_COVER_H
#define CONSOLE_COVER_H

#include <stdbool.h>
#include <stddef.h>

enum { COVER_UNDER = 5 };

enum cover {
	COVER_NONE,	/* shown */
	COVER_SMALL,	/* under COVER_UNDER, and said to be: zero too */
	COVER_MORE,	/* not small, but a small one could be computed from it */
};

struct covered {
	long long n;
	bool is_other_side;	/* the sums of the two sides are equal */
	enum cover cover;
};

/* After it each small number could be any small number, as far as whoever sees the rest can compute
 * from that equation, and from knowing that the smallest were covered; or nothing is shown at all. */
void	cover_small(struct covered *const cells[], size_t n);

#endif
