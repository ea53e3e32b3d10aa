/*
 * A daemon's turn without its daemon: the land of tests/core, keys for a few units, a
 * calendar with Spring Festival, and one docket on a desk.
 */
#ifndef TESTS_RELAY_OFFICE_H
#define TESTS_RELAY_OFFICE_H

#include "core/land.h"
#include "relay/turn.h"

struct office {
	struct arena *arena;
	struct keyring *keyring;
	struct relay_options options;
	struct relay_law law;
	struct turn turn;
};

/* January to March 2026: 15-23 February are Spring Festival; the Saturdays 14 and 28 February
 * and the Sunday 4 January are worked instead. */
extern const struct calendar office_calendar;
/* By hand, from the lists of 2026 and the weekday. */
bool	office_is_worked(struct day);

/* The provinces' policies, for a test to change; the nation's is not theirs. */
extern struct policy office_nation, office_hunan, office_guangdong;

/* Serves all units of a level in 湖南 and 广东; has the keys of FURONG, LIWAN, FURONG_SCHOOL and
 * HUNAN only. */
void	office_begin(struct office *, enum level);
void	office_end(struct office *);
/* An empty turn at that instant; what the last one held is gone. */
struct turn	*office_turn(struct office *, struct instant now);

/* A docket that `holder` has had on its desk since then, for a term of so many days. */
struct docket	office_desk(const char *holder, struct instant since, int days);
struct live	office_live(const struct docket *);

#endif
