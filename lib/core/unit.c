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

const struct unit *
registry_find(const struct registry *r, struct unit_code code)
{
	size_t low = 0, high = r->n_units;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const int order = strcmp(code.text, r->units[middle].code.text);
		if (order == 0)
			return &r->units[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
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
	for (int i = 0; i < UNIT_DEPTH_MAX && a != NULL; i++) {
		if (registry_answers_to(r, b, a->code))
			return a;
		a = registry_parent(r, a);
	}
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

const struct unit_contact *
unit_contact_find(const struct unit_contacts *c, struct unit_code code)
{
	size_t low = 0, high = c->n;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const int order = strcmp(code.text, c->at[middle].unit.text);
		if (order == 0)
			return &c->at[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}
