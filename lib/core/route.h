/*
 * Routes: the stages a docket passes, computed once at filing from the tree of units and
 * the policies of both sides, and pinned in its header.
 */
#ifndef CORE_ROUTE_H
#define CORE_ROUTE_H

#include "core/business.h"
#include "core/unit.h"

enum scope {
	SCOPE_NONE,
	SCOPE_within_county,
	SCOPE_between_counties,
	SCOPE_between_prefectures,
	SCOPE_inter_province,
	SCOPE_one_school,	/* business of a single school: no distance at all */
	SCOPE_N,
	SCOPE_any = SCOPE_N,	/* in route.def: whatever the distance */
};

enum stage {
	STAGE_NONE,
#define STAGE(name, no, ...) STAGE_##name = (no),
#include "core/stage.def"
#undef STAGE
};

/* What an entry can say. */
enum action {
	ACTION_NONE,
#define ACTION(name, no, ...) ACTION_##name = (no),
#include "core/action.def"
#undef ACTION
	ACTION_N,
};

enum side {
	SIDE_COMMON,
	SIDE_RECEIVING,
	SIDE_SENDING,
	SIDE_OWNER,		/* of business that names no child: whose it is, */
	SIDE_ANSWERING,		/* ... who answers, */
	SIDE_ABOVE,		/* ... who stands above its owner, */
	SIDE_BETWEEN,		/* ... and between the two */
};

enum stage_how {
	STAGE_DESK,	/* an officer decides */
	STAGE_AUTO,	/* the daemon does it */
	STAGE_ASKS,	/* the daemon does it, once the ministry has answered */
	STAGE_OFF,	/* not part of a route */
};

enum days {
	DAYS_NONE,
	DAYS_RECEIVING_SCHOOL,
	DAYS_RECEIVING_OFFICE,
	DAYS_SENDING_SCHOOL,
	DAYS_SENDING_OFFICE,
	DAYS_SHEET,
	DAYS_VERIFICATION,
	DAYS_DECISION,
	DAYS_CARRYING_OUT,
	DAYS_STATEMENT,
};

struct stage_row {
	enum stage stage;
	enum side side;
	enum level level;
	enum stage_how how;
	enum days days;
	enum action done;	/* what its automatic step becomes; ACTION_NONE: never a step */
	const char *name, *zh, *en;
};

enum { ROUTE_MAX = 16 };

/* One stop of a route. */
struct stop {
	enum stage stage;
	struct unit_code unit;
	bool is_automatic;	/* by nature, or because the policy lets a rule decide */
	uint8_t days;		/* working days; 0 where automatic by nature */
};

struct route {
	struct stop stops[ROUTE_MAX];
	uint8_t n;
};

struct policy;

/* How far apart two schools are: the lowest common level decides; one_school if they are one. */
enum scope	route_scope(const struct registry *, const struct unit *receiving,
		    const struct unit *sending);
/* Where business starts from: the schools it is about, both in the registry, and the unit it was
 * brought to, which only business that names no child asks for. */
struct parties {
	const struct unit *receiving, *sending, *brought;
};

/*
 * The route of one docket. *ret is untouched unless VERDICT_OK is returned; the only other answer
 * is NOT_BETWEEN_PROVINCES for a business that has no rows for this scope.
 */
enum verdict	route_make(enum business, const struct registry *, const struct parties *,
		    const struct policy *of_receiving, const struct policy *of_sending,
		    struct route *ret);
/*
 * Whose business it is that names no child: the lowest level that both schools have in common, of
 * one school the school itself if it was brought there, otherwise its office (regulation §6); of a
 * supervision letter whoever issues it. `brought` NULL: wherever it is brought; never NULL else.
 */
const struct unit	*route_owner(enum business, const struct registry *,
			    const struct parties *);

/* Who files: the unit of the first stop. Both schools must be in the registry; NULL if the
 * business has no rows for this scope, or may be brought to many. */
const struct unit	*route_filer(enum business, const struct registry *,
			    const struct unit *receiving, const struct unit *sending);

/* Does business of that kind begin with units of that level? For forms, before any school is named. */
bool		 route_begins_at(enum business, enum level);

/*
 * Is that a route of route.def at all: its stages in their order, each at a unit of the right
 * height, automatic where the stage is? Told from codes alone, without a tree, so that it can be
 * asked off line; prefectures may be there or not, and an office that would stand twice in a
 * row stands once.
 */
bool		 route_is_whole(enum business, enum scope, const struct route *,
		    struct unit_code receiving, struct unit_code sending);
/*
 * Is the route of a docket from elsewhere the one that we would have made? Under the same
 * versions of the law: exactly. Where one of us has newer ones: every office that our law asks
 * for, in our order, none left to a rule that our law leaves to an officer; terms may differ
 * within `days_most`, and prefectures, whose stage is a matter of policy, may be more.
 */
bool		 route_agrees(const struct route *theirs, const struct route *ours,
		    bool is_same_law, int days_most);

const struct stage_row	*stage_row(enum stage);	/* NULL for a number that is none */
bool		 stage_is_automatic(const struct stage_row *);
bool		 stage_parse(const char *name, enum stage *ret);
const char	*scope_name(enum scope);	/* "inter_province" */

#endif
