/* Who may change what in the tree of units. */
#include <assert.h>
#include <string.h>

#include "core/unit_change.h"

static const char *const names[UNIT_CHANGE_N] = { "add", "rename", "move", "merge", "contact" };

const char *
unit_change_name(enum unit_change_kind kind)
{
	return names[kind];
}

bool
unit_change_parse(const char *name, enum unit_change_kind *ret)
{
	for (int i = 0; i < UNIT_CHANGE_N; i++)
		if (strcmp(names[i], name) == 0) {
			*ret = (enum unit_change_kind)i;
			return true;
		}
	return false;
}

/* -- what lies ahead ------------------------------------------------------------------ */

/* Of what is to change some day only later days can be decided: what was published holds. */
static bool
has_later(const struct registry *r, struct unit_code code)
{
	for (size_t i = 0; i < r->n_editions; i++)
		if (r->editions[i].from.ms > r->at.ms
		    && unit_code_equal(r->editions[i].unit.code, code))
			return true;
	return false;
}

static bool
has_later_below(const struct registry *r, struct unit_code code)
{
	for (size_t i = 0; i < r->n_editions; i++)
		if (r->editions[i].from.ms > r->at.ms
		    && unit_code_equal(r->editions[i].unit.parent, code))
			return true;
	return false;
}

static const struct unit *
in_the_end(const struct registry *r, struct unit_code code)
{
	struct registry last = *r;
	last.at.ms = INT64_MAX;
	return registry_find(&last, code);
}

/* -- places --------------------------------------------------------------------------- */

/* A school's ten digits name its province and so do an office's six: proofs off line rely on it. */
static bool
is_of_its_province(const struct registry *r, struct unit_code code, const struct unit *to)
{
	const struct unit *province = registry_province(r, to);
	return province == NULL || unit_code_is_of(code, province->code);
}

static bool
is_province_code(struct unit_code code)
{
	return strlen(code.text) == 6 && strcmp(code.text + 2, "0000") == 0;
}

static const char *
place_fault(const struct registry *r, const struct unit *u, struct unit_code to)
{
	const struct unit *above = registry_find(r, to);
	struct unit there = *u;
	there.parent = to;
	const char *wrong = unit_place_fault(&there, above);
	if (wrong != NULL)
		return wrong;
	return is_of_its_province(r, u->code, above) ? NULL
	    : " has the digits of another province";
}

static const char *
add_fault(const struct unit_change *c, const struct registry *r)
{
	const struct unit *known = in_the_end(r, c->unit.code);
	if (known != NULL)
		return known->is_void ? " is void, and the code of a void unit is never used again"
				      : " is the code of another unit";
	if ((c->unit.level == LEVEL_PROVINCE) != is_province_code(c->unit.code))
		return ": a province's code, and no other, ends in 0000";
	return place_fault(r, &c->unit, c->to);
}

static const char *
move_fault(const struct unit_change *c, const struct registry *r, const struct unit *u)
{
	if (unit_code_equal(u->parent, c->to))
		return " answers to that unit already";
	if (u->level > LEVEL_PREFECTURE)
		return " answers to the ministry and stays there";
	return place_fault(r, u, c->to);
}

/* A school's records and a province's index lie where they are; only offices between hand over
 * everything they have with the dockets they hold. */
static const char *
merge_fault(const struct unit_change *c, const struct registry *r, const struct unit *u)
{
	const struct unit *into = registry_find(r, c->to);
	if (u->level != LEVEL_COUNTY && u->level != LEVEL_PREFECTURE)
		return ": only counties and prefectures are merged";
	if (into == NULL || into->is_void)
		return " is merged into a unit that is not there";
	if (into == u || into->level < u->level || into->level > LEVEL_PREFECTURE)
		return " is merged into itself or a unit of an unlike level";
	if (registry_province(r, into) != registry_province(r, u))
		return " is merged into a unit of another province";
	return has_later_below(r, u->code) ? " has units below it that change later" : NULL;
}

/* -- whose ---------------------------------------------------------------------------- */

/* What it is about, and where it goes, both have to be the publisher's. */
static bool
is_below(const struct registry *r, struct unit_code code, struct unit_code above)
{
	const struct unit *u = registry_find(r, code);
	return u != NULL && registry_answers_to(r, u, above);
}

static const char *
publisher_fault(const struct unit_change *c, const struct registry *r,
    struct unit_code publisher)
{
	const bool has_to = c->kind == UNIT_ADD || c->kind == UNIT_MOVE || c->kind == UNIT_MERGE;
	if (unit_code_equal(publisher, unit_code_ministry))
		return strlen(c->unit.code.text) == 10 ? " is a school, and its province's to change"
						       : NULL;
	if (unit_code_equal(c->unit.code, publisher)
	    || (c->kind != UNIT_ADD && !is_below(r, c->unit.code, publisher))
	    || (has_to && !is_below(r, c->to, publisher)))
		return " is not below the province that publishes";
	return NULL;
}

const char *
unit_change_fault(const struct unit_change *c, const struct registry *r,
    struct unit_code publisher)
{
	const struct unit *u = registry_find(r, c->unit.code);
	if (c->kind != UNIT_ADD && u == NULL)
		return " is unknown";
	const char *wrong = publisher_fault(c, r, publisher);
	if (wrong != NULL)
		return wrong;
	if (c->kind == UNIT_ADD)
		wrong = add_fault(c, r);
	else if (u->is_void)
		wrong = " is void, and a void unit stays as it is";
	else if (u->level == LEVEL_MINISTRY)
		wrong = " is the ministry and stays as it is";
	else if (c->kind == UNIT_MOVE)
		wrong = move_fault(c, r, u);
	else if (c->kind == UNIT_MERGE)
		wrong = merge_fault(c, r, u);
	if (wrong != NULL)
		return wrong;
	return has_later(r, c->unit.code) || has_later(r, c->to)
	    ? " changes later, as was published: decide for a day after that" : NULL;
}

struct unit_edition
unit_change_edition(const struct unit_change *c, const struct registry *r)
{
	struct unit_edition e = { .unit = c->unit, .from = r->at };
	e.unit.parent = c->to;
	if (c->kind == UNIT_ADD)
		return e;
	const struct unit *u = registry_find(r, c->unit.code);
	assert(u != NULL);
	e.unit = *u;
	if (c->kind == UNIT_MOVE)
		e.unit.parent = c->to;
	if (c->kind == UNIT_RENAME)
		memcpy(e.unit.name, c->unit.name, sizeof(e.unit.name));
	if (c->kind == UNIT_MERGE) {
		e.unit.is_void = true;
		e.successor = c->to;
	}
	return e;
}
