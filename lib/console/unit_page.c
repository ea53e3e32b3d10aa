/* Units and how they are reached: where one stands, and what is directly under it. */
#include <stdio.h>
#include <string.h>

#include "console/inside.h"

static struct unit_line
line_of(struct visit *v, const json_t *j)
{
	const json_t *contact = json_object_get(j, "contact");
	const bool is_void = json_is_true(json_object_get(j, "void"));
	const char *successor = console_text(v, j, "successor");
	const char *level = console_text(v, j, "level");
	return (struct unit_line){
		.code = console_text(v, j, "code"),
		.name = console_text(v, j, "name"),
		.level = label_level(v->lang, level),
		.phone = console_text(v, contact, "phone"),
		.channel = console_text(v, contact, "channel"),
		.successor = successor[0] == '\0' ? "" : console_unit(v, successor),
		.badge = { is_void ? "○" : "●", is_void ? "plain" : "calm",
			word(v->lang, is_void ? WORD_units_void : WORD_units_valid) },
		.is_office = strcmp(level, "school") != 0,
		.has_contact = json_is_object(contact),
	};
}

/* Without a code: the unit itself, or of a school the office it answers to. */
static void
go_home(struct visit *v)
{
	char path[URL_MAX];
	const struct registry *r = v->door->law->registry;
	const struct unit *u = registry_find(r, v->account.unit);
	if (u != NULL && u->level == LEVEL_SCHOOL)
		u = registry_office(r, u);
	(void)snprintf(path, sizeof(path), "/console/units?under=%s",
	    u == NULL ? unit_code_ministry.text : u->code.text);
	console_go(v, path);
}

static void
show(struct visit *v, const json_t *unit, const json_t *rows)
{
	static const char *const kept[] = { "under", "without_contact", "limit", NULL };
	struct out out = { .size = 0 };
	const json_t *path = json_object_get(unit, "path");
	const size_t n = json_array_size(rows), n_path = json_array_size(path);
	struct unit_line *lines = arena_array(v->door->arena, n + 1, sizeof(*lines));
	struct place_line *places = arena_array(v->door->arena, n_path + 1, sizeof(*places));
	for (size_t i = 0; i < n; i++)
		lines[i] = line_of(v, json_array_get(rows, i));
	for (size_t i = 0; i < n_path; i++) {
		places[i].code = console_text(v, json_array_get(path, i), "code");
		places[i].name = console_text(v, json_array_get(path, i), "name");
	}
	struct units_page p = {
		.frame = console_frame(v, word(v->lang, WORD_units)),
		.unit = line_of(v, unit),
		.path = places,
		.n_path = n_path,
		.lines = lines,
		.n_lines = n,
		.is_without = v->door->query(v->door, "without_contact") != NULL,
	};
	if (p.is_without)	/* the others come all at once */
		p.pager = ask_pager(v, "/console/units", kept, rows, "code");
	page_units(&out, &p);
	console_page(v, 200, &out);
}

void
unit_show(struct visit *v)
{
	struct door *d = v->door;
	const char *under = d->query(d, "under");
	if (under == NULL || under[0] == '\0') {
		go_home(v);
		return;
	}
	(void)snprintf(d->segments[0], SEGMENT_MAX, "%.10s", strlen(under) > 10 ? "?" : under);
	json_t *unit = ask_door(v, door_unit, JSON_OBJECT);
	json_t *rows = unit == NULL ? NULL : ask_door(v, door_units, JSON_ARRAY);
	if (rows != NULL)
		show(v, unit, rows);
	json_decref(rows);
	json_decref(unit);
}
