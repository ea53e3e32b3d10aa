/* Doors to what is written down once for all: units, verdicts, grounds. */
#include "desk/door.h"

void
door_units(struct door *d)
{
	struct unit_code under = { "000000" };
	const char *text = d->query(d, "under");
	const struct registry *r = d->law->registry;
	if (text != NULL && (!unit_code_parse(text, &under) || registry_find(r, under) == NULL)) {
		answer_verdict(d, VERDICT_UNKNOWN_UNIT, NULL);
		return;
	}
	json_t *list = json_array();
	for (size_t i = 0; i < r->n_units; i++) {
		const struct unit *u = &r->units[i];
		if (!unit_code_equal(u->parent, under))
			continue;
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:s, s:b}", "code", u->code.text, "parent",
			u->parent.text, "level", level_name(u->level), "name", u->name, "void",
			u->is_void));
	}
	answer_json(d, 200, list);
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
door_verdicts(struct door *d)
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
door_grounds(struct door *d)
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
