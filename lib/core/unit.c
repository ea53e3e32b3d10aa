/*
 * The tree of units over a sorted array: found by bisection, climbed by parent codes. The
 * climb is bounded by the number of levels, so a registry with a loop cannot hang anybody
 * (law_load refuses such a file in the first place).
 */
#include <string.h>

#include "core/unit.h"

const struct unit_code unit_code_ministry = { "000000" };

bool
unit_code_parse(const char *text, struct unit_code *ret)
{
	static const struct unit_code none;
	size_t n = 0;
	while (text[n] >= '0' && text[n] <= '9' && n < UNIT_CODE_MAX)
		n++;
	if (text[n] != '\0' || (n != 6 && n != 10))
		return false;
	*ret = none;
	memcpy(ret->text, text, n);
	return true;
}

bool
unit_code_equal(struct unit_code a, struct unit_code b)
{
	return strcmp(a.text, b.text) == 0;
}

bool
unit_code_is_none(struct unit_code code)
{
	return code.text[0] == '\0';
}

bool
unit_code_is_of(struct unit_code code, struct unit_code province)
{
	const char *digits = code.text + (strlen(code.text) == 10 ? 2 : 0);
	return strncmp(digits, province.text, 2) == 0
	    || (strncmp(province.text, "66", 2) == 0 && strncmp(digits, "65", 2) == 0);
}

/* -- finding -------------------------------------------------------------------------- */

/* How many units of the array have a lower code, or that very one if `with_it`. */
static size_t
units_before(const struct registry *r, struct unit_code code, bool with_it)
{
	size_t low = 0, high = r->n_units;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (strcmp(r->units[middle].code.text, code.text) < (with_it ? 1 : 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static size_t
editions_before(const struct registry *r, struct unit_code code, bool with_it)
{
	size_t low = 0, high = r->n_editions;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (strcmp(r->editions[middle].unit.code.text, code.text) < (with_it ? 1 : 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* NULL: none has begun. */
static const struct unit_edition *
edition_of(const struct registry *r, struct unit_code code)
{
	for (size_t i = editions_before(r, code, true); i > 0; i--) {
		const struct unit_edition *e = &r->editions[i - 1];
		if (!unit_code_equal(e->unit.code, code))
			break;
		if (e->from.ms <= r->at.ms)
			return e;
	}
	return NULL;
}

const struct unit *
registry_find(const struct registry *r, struct unit_code code)
{
	const struct unit_edition *e = edition_of(r, code);
	if (e != NULL)
		return &e->unit;
	const size_t i = units_before(r, code, false);
	return i < r->n_units && unit_code_equal(r->units[i].code, code) ? &r->units[i] : NULL;
}

const struct unit *
registry_next(const struct registry *r, struct unit_code after)
{
	for (;;) {
		const size_t i = units_before(r, after, true), k = editions_before(r, after, true);
		if (i == r->n_units && k == r->n_editions)
			return NULL;
		const bool is_edition = i == r->n_units || (k < r->n_editions
		    && strcmp(r->editions[k].unit.code.text, r->units[i].code.text) < 0);
		after = is_edition ? r->editions[k].unit.code : r->units[i].code;
		const struct unit *u = registry_find(r, after);
		if (u != NULL)
			return u;	/* otherwise it is not there yet */
	}
}

size_t
registry_place(const struct registry *r, const struct unit *u)
{
	const struct unit_edition *e = edition_of(r, u->code);
	return e != NULL ? r->n_units + (size_t)(e - r->editions) : (size_t)(u - r->units);
}

/* As many steps as there are editions would be a circle, which nobody can publish. */
struct unit_code
registry_heir(const struct registry *r, struct unit_code code)
{
	for (size_t i = 0; i < r->n_editions; i++) {
		const struct unit_edition *e = edition_of(r, code);
		if (e == NULL || unit_code_is_none(e->successor))
			break;
		code = e->successor;
	}
	return code;
}

const struct unit *
registry_parent(const struct registry *r, const struct unit *u)
{
	return unit_code_is_none(u->parent) ? NULL : registry_find(r, u->parent);
}

const struct unit *
registry_at_level(const struct registry *r, const struct unit *u, enum level level)
{
	for (int i = 0; i < UNIT_DEPTH_MAX && u != NULL && u->level < level; i++)
		u = registry_parent(r, u);
	return u != NULL && u->level == level ? u : NULL;
}

const struct unit *
registry_office(const struct registry *r, const struct unit *u)
{
	return registry_parent(r, u);
}

bool
registry_answers_to(
    const struct registry *r, const struct unit *u, struct unit_code above)
{
	for (int i = 0; i < UNIT_DEPTH_MAX && u != NULL; i++) {
		if (unit_code_equal(u->code, above))
			return true;
		u = registry_parent(r, u);
	}
	return false;
}

const struct unit *
registry_common(
    const struct registry *r, const struct unit *a, const struct unit *b)
{
	const struct unit *above[UNIT_DEPTH_MAX];	/* b and its superiors */
	int n = 0;
	for (; n < UNIT_DEPTH_MAX && b != NULL; b = registry_parent(r, b))
		above[n++] = b;
	for (int i = 0; i < UNIT_DEPTH_MAX && a != NULL; i++, a = registry_parent(r, a))
		for (int k = 0; k < n; k++)
			if (unit_code_equal(above[k]->code, a->code))
				return a;
	return NULL;
}

const struct unit *
registry_province(const struct registry *r, const struct unit *u)
{
	return registry_at_level(r, u, LEVEL_PROVINCE);
}

struct unit_code
registry_division(const struct registry *r, const struct unit *u)
{
	static const struct unit_code none;
	if (u->level != LEVEL_SCHOOL)
		return u->code;
	const struct unit *office = registry_parent(r, u);
	return office == NULL ? none : office->code;
}

const char *
unit_place_fault(const struct unit *u, const struct unit *parent)
{
	const bool is_ministry = u->level == LEVEL_MINISTRY;
	if (is_ministry != unit_code_equal(u->code, unit_code_ministry))
		return ": 000000, and nothing else, is the ministry";
	if (is_ministry && !unit_code_is_none(u->parent))
		return " is the ministry and has a parent";
	if (is_ministry)
		return NULL;
	if (parent == NULL)
		return " has no known parent";
	if (parent->level <= u->level)
		return " has a parent that is not of a higher level";
	if (parent->level == LEVEL_MINISTRY && u->level != LEVEL_PROVINCE)
		return " answers to the ministry, which only provinces do";
	return parent->is_void && !u->is_void ? " has a parent that is void" : NULL;
}

static const struct unit_contact *
find_contact(const struct unit_contact *at, size_t n, struct unit_code code)
{
	size_t low = 0, high = n;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const int order = strcmp(code.text, at[middle].unit.text);
		if (order == 0)
			return &at[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const struct unit_contact *
unit_contact_find(const struct unit_contacts *c, struct unit_code code)
{
	const struct unit_contact *newer = find_contact(c->newer, c->n_newer, code);
	return newer != NULL ? newer : find_contact(c->at, c->n, code);
}
