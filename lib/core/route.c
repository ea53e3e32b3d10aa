/*
 * Routes from the tree of units. route.def lists the stages of each business and scope; each
 * is resolved by climbing from its side's school, and falls away where the tree has a hole
 * or where one office would stand twice in a row.
 */
#include <assert.h>
#include <string.h>

#include "core/policy.h"
#include "core/route.h"

/* -- names ---------------------------------------------------------------------------- */

static const struct stage_row stages[] = {
#define STAGE(name, no, side, level, how, days, done, zh, en)                              \
	{ STAGE_##name, SIDE_##side, LEVEL_##level, STAGE_##how, DAYS_##days, ACTION_##done,  \
	    #name, zh, en },
#include "core/stage.def"
#undef STAGE
};

enum { N_STAGES = sizeof(stages) / sizeof(stages[0]) };

const struct stage_row *
stage_row(enum stage stage)
{
	for (size_t i = 0; i < N_STAGES; i++)
		if (stages[i].stage == stage)
			return &stages[i];
	return NULL;
}

bool
stage_is_automatic(const struct stage_row *s)
{
	return s->how == STAGE_AUTO || s->how == STAGE_ASKS;
}

bool
stage_parse(const char *name, enum stage *ret)
{
	for (size_t i = 0; i < N_STAGES; i++)
		if (strcmp(stages[i].name, name) == 0) {
			*ret = stages[i].stage;
			return true;
		}
	return false;
}

const char *
scope_name(enum scope scope)
{
	static const char *const names[] = {
		"none", "within_county", "between_counties", "between_prefectures",
		"inter_province", "one_school",
	};
	return names[scope];
}

/* -- scope ---------------------------------------------------------------------------- */

static bool
has_prefecture(const struct registry *r, const struct unit *u)
{
	return registry_at_level(r, u, LEVEL_PREFECTURE) != NULL;
}

enum scope
route_scope(const struct registry *r, const struct unit *receiving, const struct unit *sending)
{
	if (receiving == sending)
		return SCOPE_one_school;
	if (registry_office(r, receiving) == registry_office(r, sending))
		return SCOPE_within_county;
	const struct unit *common = registry_common(r, receiving, sending);
	if (common->level == LEVEL_MINISTRY)
		return SCOPE_inter_province;
	if (common->level != LEVEL_PROVINCE)
		return SCOPE_between_counties;
	/* Two districts of a municipality have no prefecture between them and the province. */
	return has_prefecture(r, receiving) || has_prefecture(r, sending)
	    ? SCOPE_between_prefectures : SCOPE_between_counties;
}

/* -- route ---------------------------------------------------------------------------- */

static const struct {
	enum business business;
	enum scope scope;
	enum stage stage;
} rows[] = {
#define ROUTE(business, scope, stage) { BUSINESS_##business, SCOPE_##scope, STAGE_##stage },
#include "core/route.def"
#undef ROUTE
};

enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };

/* The stage of row i if it is one of that business and scope, otherwise NULL. */
static const struct stage_row *
stage_of(size_t i, enum business kind, enum scope scope)
{
	return rows[i].business == business_stages_of(kind)
		&& (rows[i].scope == scope || rows[i].scope == SCOPE_any)
	    ? stage_row(rows[i].stage) : NULL;
}

const struct unit *
route_owner(enum business kind, const struct registry *r, const struct parties *p)
{
	if (business_row(kind)->owner_files)
		return p->brought;
	if (p->receiving != p->sending)
		return registry_common(r, p->receiving, p->sending);
	return p->brought == p->sending ? p->sending : registry_office(r, p->sending);
}

static bool
is_below(const struct registry *r, const struct unit *u, const struct unit *above)
{
	return u != above && registry_answers_to(r, u, above->code);
}

/* A sheet asks the office about its school, and the school itself only where the office asks. */
static const struct unit *
answering(const struct registry *r, const struct unit *school, const struct unit *owner)
{
	const struct unit *office = registry_office(r, school);
	return is_below(r, office, owner) ? office : school;
}

/* The unit of a stage of business that names no child; NULL where the tree has none there. */
static const struct unit *
unit_on_the_way(enum business kind, const struct registry *r, const struct stage_row *s,
    const struct parties *p)
{
	const struct unit *owner = route_owner(kind, r, p);
	const struct unit *answers = answering(r, p->sending, owner);
	if (s->side == SIDE_OWNER)
		return owner;
	if (s->side == SIDE_ANSWERING)
		return answers;
	const struct unit *from = s->side == SIDE_ABOVE ? owner : answers;
	const struct unit *to = s->side == SIDE_ABOVE ? p->brought : owner;
	const struct unit *u = registry_at_level(r, from, s->level);
	if (u == NULL || u == from)
		return NULL;
	const bool is_on_the_way =
	    s->side == SIDE_ABOVE ? registry_answers_to(r, u, to->code) : is_below(r, u, to);
	return is_on_the_way ? u : NULL;
}

static const struct unit *
unit_of_stage(const struct registry *r, const struct stage_row *s, const struct unit *school,
    const struct policy *p)
{
	if (s->level == LEVEL_SCHOOL)
		return school;
	if (s->level == LEVEL_COUNTY)	/* whatever office the school answers to */
		return registry_office(r, school);
	if (s->level == LEVEL_PREFECTURE && (p->prefecture_phases & 1u << school->phase) == 0)
		return NULL;
	return registry_at_level(r, school, s->level);
}

/* One office does not decide twice in a row on one side: in 东莞 the prefecture's office is
 * the county's too. The school's own automatic stages are different in kind. */
static bool
stands_already(const struct route *route, const struct stage_row *s, const struct unit *u)
{
	if (route->n == 0 || s->how != STAGE_DESK)
		return false;
	const struct stop *last = &route->stops[route->n - 1];
	const struct stage_row *before = stage_row(last->stage);
	assert(before != NULL);
	return before->how == STAGE_DESK && before->side == s->side
	    && unit_code_equal(last->unit, u->code);
}

const struct unit *
route_filer(enum business kind, const struct registry *r, const struct unit *receiving,
    const struct unit *sending)
{
	static const struct policy no_prefecture;	/* whose stage is never the first */
	const enum scope scope = route_scope(r, receiving, sending);
	for (size_t i = 0; i < N_ROWS && !business_row(kind)->names_no_child; i++) {
		const struct stage_row *s = stage_of(i, kind, scope);
		if (s != NULL)
			return unit_of_stage(
			    r, s, s->side == SIDE_RECEIVING ? receiving : sending, &no_prefecture);
	}
	return NULL;
}

bool
route_begins_at(enum business kind, enum level level)
{
	if (business_row(kind)->names_no_child)
		return true;
	for (int scope = SCOPE_NONE + 1; scope < SCOPE_N; scope++)
		for (size_t i = 0; i < N_ROWS; i++) {
			const struct stage_row *s = stage_of(i, kind, (enum scope)scope);
			if (s != NULL && s->level == level)
				return true;
			if (s != NULL)
				break;
		}
	return false;
}

enum verdict
route_make(enum business kind, const struct registry *r, const struct parties *parties,
    const struct policy *of_receiving, const struct policy *of_sending, struct route *ret)
{
	struct route route = { .n = 0 };
	const enum scope scope = route_scope(r, parties->receiving, parties->sending);
	const bool names_no_child = business_row(kind)->names_no_child;
	for (size_t i = 0; i < N_ROWS; i++) {
		const struct stage_row *s = stage_of(i, kind, scope);
		if (s == NULL)
			continue;
		const bool is_receiving = s->side == SIDE_RECEIVING;
		const struct policy *p = is_receiving ? of_receiving : of_sending;
		const struct unit *u = names_no_child ? unit_on_the_way(kind, r, s, parties)
		    : unit_of_stage(r, s, is_receiving ? parties->receiving : parties->sending, p);
		if (u == NULL || stands_already(&route, s, u))
			continue;
		struct stop *stop = &route.stops[route.n++];
		stop->stage = s->stage;
		stop->unit = u->code;
		stop->is_automatic =
		    stage_is_automatic(s) || (p->rule_stages & UINT64_C(1) << s->stage) != 0;
		stop->days = (uint8_t)p->days[s->days];
	}
	if (route.n == 0)
		return business_row(kind)->is_one_school ? VERDICT_ONE_SCHOOL_ONLY
							 : VERDICT_NOT_BETWEEN_PROVINCES;
	*ret = route;
	return VERDICT_OK;
}

/* -- routes from elsewhere ------------------------------------------------------------ */

static bool
is_office(struct unit_code c)
{
	return strlen(c.text) == 6 && !unit_code_equal(c, unit_code_ministry);
}

static bool
is_province(struct unit_code c)
{
	return is_office(c) && strcmp(c.text + 2, "0000") == 0;
}

static bool
is_ministry(struct unit_code c)
{
	return unit_code_equal(c, unit_code_ministry);
}

/* Without a tree it can only be told what an owner cannot be. */
static bool
may_own(enum business kind, enum scope scope, struct unit_code unit, struct unit_code school)
{
	if (business_row(kind)->owner_files)
		return is_office(unit) || is_ministry(unit);
	if (scope == SCOPE_inter_province)
		return is_ministry(unit);
	return is_office(unit) || (scope == SCOPE_one_school && unit_code_equal(unit, school));
}

static bool
is_of_height(const struct stage_row *s, struct unit_code unit, struct unit_code school)
{
	if (s->side == SIDE_ANSWERING)
		return is_office(unit) || unit_code_equal(unit, school);
	switch (s->level) {
	case LEVEL_SCHOOL:
		return unit_code_equal(unit, school);
	case LEVEL_COUNTY:	/* or whatever office the school answers to */
	case LEVEL_PREFECTURE:
		return is_office(unit);
	case LEVEL_PROVINCE:
		return is_province(unit);
	case LEVEL_MINISTRY:
	case LEVEL_N:
		break;
	}
	return is_ministry(unit);
}

static bool
fits(const struct stop *stop, const struct stage_row *s, struct unit_code school)
{
	const bool is_auto = stage_is_automatic(s);
	const bool is_owners = s->side == SIDE_OWNER;	/* asked by has_one_owner */
	return stop->stage == s->stage && (is_owners || is_of_height(s, stop->unit, school))
	    && (!is_auto || stop->is_automatic) && (is_auto ? stop->days == 0 : stop->days > 0);
}

/* May that stage be missing after `last`, the stop before it? */
static bool
may_fall_away(const struct stage_row *s, const struct stop *last)
{
	if (s->level == LEVEL_PREFECTURE || s->side == SIDE_ABOVE || s->side == SIDE_BETWEEN)
		return true;
	return s->level == LEVEL_PROVINCE && s->how == STAGE_DESK && is_province(last->unit);
}

/* The third and fourth digit of a school's code are its province's (regulation §1). */
static bool
is_same_province(struct unit_code a, struct unit_code b)
{
	return strlen(a.text) == 10 && strlen(b.text) == 10
	    && memcmp(a.text + 2, b.text + 2, 2) == 0;
}

/* Business that names no child has one owner and one unit that answers, all the way. */
static bool
has_one_owner(enum business kind, enum scope scope, const struct route *route,
    struct unit_code school)
{
	const struct stop *of_side[SIDE_BETWEEN + 1] = { NULL };
	for (size_t i = 0; i < route->n; i++) {
		const struct stop *stop = &route->stops[i];
		const struct stage_row *row = stage_row(stop->stage);
		assert(row != NULL);
		const enum side side = row->side;
		if (side != SIDE_OWNER && side != SIDE_ANSWERING)
			continue;
		if (of_side[side] != NULL && !unit_code_equal(of_side[side]->unit, stop->unit))
			return false;
		of_side[side] = stop;
		if (side == SIDE_OWNER && !may_own(kind, scope, stop->unit, school))
			return false;
	}
	return true;
}

bool
route_is_whole(enum business kind, enum scope scope, const struct route *route,
    struct unit_code receiving, struct unit_code sending)
{
	size_t n = 0;
	if (scope != SCOPE_inter_province && !is_same_province(receiving, sending))
		return false;
	if ((scope == SCOPE_one_school) != unit_code_equal(receiving, sending))
		return false;
	for (size_t i = 0; i < N_ROWS; i++) {
		const struct stage_row *s = stage_of(i, kind, scope);
		if (s == NULL)
			continue;
		const struct unit_code school = s->side == SIDE_RECEIVING ? receiving : sending;
		if (n < route->n && fits(&route->stops[n], s, school))
			n++;
		else if (!may_fall_away(s, &route->stops[n > 0 ? n - 1 : 0]))
			return false;
	}
	return n > 0 && n == route->n && has_one_owner(kind, scope, route, sending);
}

static bool
agrees(const struct stop *theirs, const struct stop *ours, bool is_same_law, int days_most)
{
	if (theirs->stage != ours->stage || !unit_code_equal(theirs->unit, ours->unit))
		return false;
	if (is_same_law)
		return theirs->is_automatic == ours->is_automatic && theirs->days == ours->days;
	return (!theirs->is_automatic || ours->is_automatic) && theirs->days <= days_most;
}

static bool
is_prefecture_stage(enum stage stage)
{
	return stage == STAGE_receiving_prefecture || stage == STAGE_sending_prefecture;
}

bool
route_agrees(
    const struct route *theirs, const struct route *ours, bool is_same_law, int days_most)
{
	size_t n = 0;
	for (size_t i = 0; i < theirs->n; i++) {
		const struct stop *stop = &theirs->stops[i];
		if (n < ours->n && agrees(stop, &ours->stops[n], is_same_law, days_most))
			n++;
		else if (is_same_law || !is_prefecture_stage(stop->stage)
		    || stop->is_automatic || stop->days > days_most)
			return false;
	}
	return n == ours->n;
}
