/*
 * What if: a recorded case, asked again under another policy. Both laws are asked, the one in
 * force and the draft, so that what has changed since the case was filed is not blamed on the
 * draft.
 *
 * Of the child's record only what stands in the docket is known: once released, the record is
 * there, and the check is asked with it. What is about records elsewhere stays as recorded.
 */
#ifndef CORE_REPLAY_H
#define CORE_REPLAY_H

#include "core/docket.h"

enum difference_kind {
	DIFFERENCE_NONE,
#define DIFFERENCE(name, ...) DIFFERENCE_##name,
#include "core/difference.def"
#undef DIFFERENCE
	DIFFERENCE_N,
};

struct difference {
	enum difference_kind kind;
	uint32_t n;			/* the entry; 0: of the route, or of a desk where it lies now */
	enum stage stage;
	struct unit_code unit;		/* who decided, holds it, or would have to decide */
	enum verdict now, draft;	/* of answer */
	struct instant due_now, due_draft;	/* of unanswered, late, on_time, due: end of the term */
	bool ends;			/* the rest of the record would not have come about */
};

/* An answer or a term for every entry, stages that come and go, the desk it lies on. */
enum { DIFFERENCES_MAX = ENTRIES_MAX + 2 * ROUTE_MAX + 1 };

struct replayed {
	struct difference differences[DIFFERENCES_MAX];
	size_t n;
};

/*
 * Header and entries of a docket that folds (as wire_verify() proves), under the law in force and
 * the draft; of both worlds, record is NULL and has_open_filing false. Differences in the order
 * of the record, those of the route behind the filing. UNKNOWN_UNIT if a school is not in
 * the tree, or route_make()'s answer; *ret is untouched then.
 */
enum verdict	replay(const struct header *, const struct entry *, size_t n,
		    const struct world *now, const struct world *draft, struct replayed *ret);

const char	*difference_name(enum difference_kind);	/* "stage_added" */
const char	*difference_label_zh(enum difference_kind);
const char	*difference_label_en(enum difference_kind);

#endif
