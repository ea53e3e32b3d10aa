/*
 * Routes: the stages a docket passes, computed once at filing from the tree of units and
 * the policies of both sides, and pinned in its header.
 */
#ifndef CORE_ROUTE_H
#define CORE_ROUTE_H

#include "core/unit.h"
#include "core/verdict.h"

enum business {
	BUSINESS_NONE,
#define BUSINESS(name, no, ...) BUSINESS_##name = (no),
#include "core/business.def"
#undef BUSINESS
	BUSINESS_N,
};

enum scope {
	SCOPE_NONE,
	SCOPE_within_county,
	SCOPE_between_counties,
	SCOPE_between_prefectures,
	SCOPE_inter_province,
};

enum stage {
	STAGE_NONE,
#define STAGE(name, no, ...) STAGE_##name = (no),
#include "core/stage.def"
#undef STAGE
};

enum side {
	SIDE_COMMON,
	SIDE_RECEIVING,
	SIDE_SENDING,
};

enum stage_how {
	STAGE_DESK,	/* an officer decides */
	STAGE_AUTO,	/* the daemon does it */
	STAGE_OFF,	/* not part of a route */
};

enum days {
	DAYS_NONE,
	DAYS_RECEIVING_SCHOOL,
	DAYS_RECEIVING_OFFICE,
	DAYS_SENDING_SCHOOL,
	DAYS_SENDING_OFFICE,
};

struct stage_row {
	enum stage stage;
	enum side side;
	enum level level;
	enum stage_how how;
	enum days days;
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

/* How far apart two schools are: the lowest common level decides. */
enum scope	route_scope(const struct registry *, const struct unit *receiving,
		    const struct unit *sending);
/*
 * The route of one docket. Both schools must be in the registry. *ret is untouched unless
 * VERDICT_OK is returned; the only other answer is NOT_BETWEEN_PROVINCES for a business
 * that has no rows for this scope.
 */
enum verdict	route_make(enum business, const struct registry *, const struct unit *receiving,
		    const struct unit *sending, const struct policy *of_receiving,
		    const struct policy *of_sending, struct route *ret);

const struct stage_row	*stage_row(enum stage);	/* NULL for a number that is none */
bool		 stage_parse(const char *name, enum stage *ret);
const char	*scope_name(enum scope);	/* "inter_province" */
const char	*business_name(enum business);	/* "transfer" */
const char	*business_label_zh(enum business);
bool		 business_parse(const char *name, enum business *ret);

#endif
