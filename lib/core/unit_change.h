/*
 * A change of the tree of units, as a level above publishes it: units come, change their name, answer
 * to another office, or are merged into one that takes their place - a county that becomes a district
 * (撤县设区) is a new unit into which the old one is merged. What may be changed by whom is said here;
 * that a publication's rows are one change after another, at one instant, is settings' business.
 */
#ifndef CORE_UNIT_CHANGE_H
#define CORE_UNIT_CHANGE_H

#include "core/unit.h"

enum unit_change_kind {
	UNIT_ADD,
	UNIT_RENAME,
	UNIT_MOVE,
	UNIT_MERGE,
	UNIT_CONTACT,
	UNIT_CHANGE_N,
};

struct unit_change {
	enum unit_change_kind kind;
	struct unit unit;		/* add: all of it. Otherwise its code, and what is new */
	struct unit_code to;		/* move: its new superior; merge: whoever takes its place */
};

const char	*unit_change_name(enum unit_change_kind);	/* "add" */
bool		 unit_change_parse(const char *, enum unit_change_kind *ret);
/*
 * What is wrong with it, to be said behind the unit's code; NULL: nothing. The ministry changes
 * offices of every level, a province what is below itself; a code that was ever used is never used
 * again; nothing changes that is known to change later. `r` at the instant of the change.
 */
const char	*unit_change_fault(const struct unit_change *, const struct registry *,
		    struct unit_code publisher);
/* The unit as it is afterwards; it has no fault. */
struct unit_edition	 unit_change_edition(const struct unit_change *, const struct registry *);

#endif
