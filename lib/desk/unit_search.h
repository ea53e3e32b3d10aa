/*
 * Units by what people know of them: a name or a part of it, and where it stands. Words are parted by blanks; each has
 * to be in the name of the unit or in that of one above it, one of them at least in its own: of all that are called
 * 中心小学 the one that 芙蓉区 中心小学 means. A name in full beats a part of others.
 */
#ifndef DESK_UNIT_SEARCH_H
#define DESK_UNIT_SEARCH_H

#include "core/unit.h"

enum {
	UNIT_ASKED_LEAST = 2,	/* characters */
	UNIT_ASKED_MOST = 64,
	UNITS_FOUND_MAX = 200,
};

enum unit_asked {
	UNIT_ASKED_WELL,
	UNIT_ASKED_NOTHING,	/* or blanks */
	UNIT_ASKED_SHORT,	/* one character, which half the country has */
	UNIT_ASKED_LONG,
	UNIT_ASKED_UNREADABLE,	/* invalid UTF-8, control characters */
};

/* Which units; nothing: all. */
struct unit_wanted {
	bool is_school;
	struct unit_code under;		/* itself included; empty: anywhere */
	size_t most;			/* at most UNITS_FOUND_MAX */
};

/* The best first: those that are open, whose name begins so, by code. Views of the registry. */
struct unit_found {
	const struct unit *at[UNITS_FOUND_MAX];
	size_t n;
	size_t n_all;			/* that fit, shown or not */
	size_t n_open;			/* those of them that are not closed */
	bool is_exact;			/* by their full name; those that have it as a part are left out */
};

/* *ret is empty unless it was asked well. It looks at every name: a linear pass over the registry. */
enum unit_asked	 unit_search(const struct registry *, const char *text, const struct unit_wanted *,
		    struct unit_found *ret);
/* The one that is meant without a doubt: the only one that is open, or the only one at all. NULL: there is none. */
const struct unit	*unit_found_one(const struct unit_found *);

#endif
