/* Doors to what is written down once for all: units, verdicts, grounds. */
#include <stdint.h>
#include <string.h>

#include "desk/door.h"
#include "desk/unit_search.h"

/* Which units are asked for. */
struct wanted {
	struct unit_code under, after;
	bool is_without_contact;	/* of all levels; otherwise those directly under it */
	size_t limit;
};

static bool
has_contact(const struct door *d, const struct unit *u)
{
	return d->law->contacts != NULL && unit_contact_find(d->law->contacts, u->code) != NULL;
}

static bool
is_wanted(const struct door *d, const struct wanted *w, const struct unit *u)
{
	if (!w->is_without_contact)
		return unit_code_equal(u->parent, w->under);
	return strcmp(u->code.text, w->after.text) > 0 && !u->is_void && !has_contact(d, u)
	    && registry_answers_to(d->law->registry, u, w->under);
}

/* False: answered. */
static bool
read_wanted(struct door *d, struct wanted *ret)
{
	const char *under = d->query(d, "under"), *after = d->query(d, "after");
	const char *without = d->query(d, "without_contact"), *name = d->query(d, "name");
	struct wanted w = { .under = { "000000" }, .limit = SIZE_MAX };
	if (under != NULL
	    && (!unit_code_parse(under, &w.under) || registry_find(d->law->registry, w.under) == NULL)) {
		answer_verdict(d, VERDICT_UNKNOWN_UNIT, NULL);
		return false;
	}
	w.is_without_contact = without != NULL;
	if (after != NULL && !unit_code_parse(after, &w.after))
		d->fault = "after";
	else if (without != NULL && (strcmp(without, "1") != 0 || name != NULL))
		d->fault = "without_contact";
	if (d->fault != NULL) {
		answer_bad_request(d, "after is the code of a unit, without_contact is 1 and not asked with a name");
		return false;
	}
	*ret = w;
	return (!w.is_without_contact && name == NULL) || request_limit(d, &ret->limit);
}

static json_t *
unit_json(const struct door *d, const struct unit *u)
{
	const struct unit_code heir = registry_heir(d->law->registry, u->code);
	return json_pack("{s:s, s:s, s:s, s:s, s:b, s:o, s:o}", "code", u->code.text, "parent",
	    u->parent.text, "level", level_name(u->level), "name", u->name, "void", u->is_void,
	    "successor", unit_code_equal(heir, u->code) ? json_null() : json_code(heir), "contact",
	    json_contact(d->law, u->code));
}

/* Who is above it, the ministry first. */
static json_t *
path_json(const struct registry *r, const struct unit *u)
{
	json_t *list = json_array();
	for (const struct unit *p = registry_parent(r, u); p != NULL; p = registry_parent(r, p))
		(void)json_array_insert_new(
		    list, 0, json_pack("{s:s, s:s}", "code", p->code.text, "name", p->name));
	return list;
}

static json_t *
unit_in_tree_json(const struct door *d, const struct unit *u)
{
	json_t *j = unit_json(d, u);
	(void)json_object_set_new(j, "path", path_json(d->law->registry, u));
	return j;
}

/* The best first, each with those above it: of schools that are called alike nothing else tells which it is. */
static void
answer_named(struct door *d, const struct wanted *w, const char *name)
{
	struct unit_found found;
	const struct unit_wanted wanted = { .under = w->under, .most = w->limit };
	if (unit_search(d->law->registry, name, &wanted, &found) != UNIT_ASKED_WELL) {
		d->fault = "name";
		answer_bad_request(d, "from 2 to 64 characters, without control characters");
		return;
	}
	json_t *list = json_array();
	for (size_t i = 0; i < found.n; i++)
		(void)json_array_append_new(list, unit_in_tree_json(d, found.at[i]));
	answer_json(d, 200, list);
}

/* "Every unit publishes its contact and channel; missing ones are listed." (regulation §6) */
void
enter_units(struct door *d)
{
	struct wanted w;
	const struct registry *r = d->law->registry;
	const char *name = d->query(d, "name");
	if (!read_wanted(d, &w))
		return;
	if (name != NULL) {
		answer_named(d, &w, name);
		return;
	}
	json_t *list = json_array();
	const struct unit_code before_all = { "" };
	for (const struct unit *u = registry_next(r, before_all);
	    u != NULL && json_array_size(list) < w.limit; u = registry_next(r, u->code))
		if (is_wanted(d, &w, u))
			(void)json_array_append_new(list, unit_json(d, u));
	answer_json(d, 200, list);
}

void
enter_unit(struct door *d)
{
	struct unit_code code;
	const struct unit *u = unit_code_parse(d->segments[0], &code)
	    ? registry_find(d->law->registry, code) : NULL;
	if (u == NULL) {
		answer_verdict(d, VERDICT_UNKNOWN_UNIT, NULL);
		return;
	}
	answer_json(d, 200, unit_in_tree_json(d, u));
}

static const char *
class_name(enum verdict_class class)
{
	switch (class) {
	case VERDICT_DONE:
		return "done";
	case VERDICT_REFUSED:
		return "refused";
	case VERDICT_NOT_FOUND:
		return "not_found";
	case VERDICT_NOT_ALLOWED:
		return "not_allowed";
	case VERDICT_BROKEN:
		return "broken";
	case VERDICT_LIMITED:
		return "limited";
	case VERDICT_WEATHER:
		break;
	}
	return "weather";
}

void
enter_verdicts(struct door *d)
{
	json_t *list = json_array();
	const struct verdict_row *row;
	for (int i = 0; (row = verdict_at(i)) != NULL; i++)
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:i, s:s, s:s, s:s, s:s, s:s, s:b}", "verdict", row->name,
			"number", (int)row->verdict, "class", class_name(row->class), "zh", row->zh,
			"en", row->en, "remedy_zh", row->remedy_zh, "remedy_en", row->remedy_en,
			"retry", row->later));
	answer_json(d, 200, list);
}

void
enter_grounds(struct door *d)
{
	static const enum ground grounds[] = {
#define GROUND(name, ...) GROUND_##name,
#include "core/ground.def"
#undef GROUND
	};
	json_t *list = json_array();
	for (size_t i = 0; i < sizeof(grounds) / sizeof(grounds[0]); i++)
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:b, s:s, s:s}", "code", ground_name(grounds[i]), "legal",
			ground_is_legal(grounds[i]), "zh", ground_label_zh(grounds[i]), "en",
			ground_label_en(grounds[i])));
	answer_json(d, 200, list);
}
