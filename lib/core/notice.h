/* What a unit is told beside its inbox; notice.def is the table. */
#ifndef CORE_NOTICE_H
#define CORE_NOTICE_H

#include "core/docket.h"

enum notice_kind {
	NOTICE_NONE,
#define NOTICE(name, no, ...) NOTICE_##name = (no),
#include "core/notice.def"
#undef NOTICE
};

enum notice_asks {
	NOTICE_ASKS_NOTHING,
	NOTICE_ASKS_ANSWER,	/* of who filed */
	NOTICE_ASKS_STATEMENT,	/* of a province that is heard */
	NOTICE_ASKS_DECISION,	/* of who has the docket */
};

struct notice_row {
	enum notice_kind kind;
	enum notice_asks asks;
	const char *name, *zh, *en;
};

/* Of NOTICE_NONE it has no name. */
const struct notice_row	*notice_row(enum notice_kind);
/* NULL: none is called so, by this version. */
const struct notice_row	*notice_find(const char *name);
/* What stands in one of them. */
struct notice_told {
	enum notice_kind kind;
	struct instant at;
	struct unit_code told, unit;	/* who was told, and whose desk it is about */
	enum stage stage;
};
/* Does it still wait for what it asks, as far as that copy of the docket tells? Not once it has moved since, though
 * it may have come back. */
bool	notice_is_pending(const struct notice_told *, const struct docket *);

#endif
