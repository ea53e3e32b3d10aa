/* Units and how they are reached: where one stands, and what is directly under it. */
#include <stdio.h>
#include <string.h>

#include "console/table.h"

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

/* The unit itself, or of a school the office it answers to. */
static const char *
home_of(struct visit *v)
{
	const struct registry *r = v->door->law->registry;
	const struct unit *u = registry_find(r, v->account.unit);
	if (u != NULL && u->level == LEVEL_SCHOOL)
		u = registry_office(r, u);
	return arena_text(v->door->arena, u == NULL ? unit_code_ministry.text : u->code.text);
}

static void
go_to(struct visit *v, const char *code)
{
	console_go(v, table_text(v, "/console/units?under=%s", code));
}

static void
show(struct visit *v, const json_t *unit, const json_t *rows, const struct unit_typed *asked)
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
		.under = asked->page,
		.path = places,
		.n_path = n_path,
		.lines = lines,
		.n_lines = n,
		.is_without = v->door->query(v->door, "without_contact") != NULL,
	};
	if (p.is_without)	/* the others come all at once */
		p.pager = ask_pager(v, "/console/units", kept, rows, "code");
	page_units(&out, &p);
	console_page(v, asked->how == UNIT_UNSETTLED ? 409 : 200, &out);
}

/* That unit, as the address asks for it; `asked` is what stands in the field. */
static void
open_unit(struct visit *v, const char *code, const struct unit_typed *asked)
{
	struct door *d = v->door;
	(void)snprintf(d->segments[0], SEGMENT_MAX, "%.10s", strlen(code) > 10 ? "?" : code);
	json_t *unit = ask_door(v, door_unit, JSON_OBJECT);
	json_t *rows = unit == NULL ? NULL : ask_door(v, door_units, JSON_ARRAY);
	if (rows != NULL)
		show(v, unit, rows, asked);
	json_decref(rows);
	json_decref(unit);
}

void
unit_show(struct visit *v)
{
	const char *under = v->door->query(v->door, "under");
	if (under == NULL || under[0] == '\0') {
		go_to(v, home_of(v));
		return;
	}
	v->form.names[0] = "under";
	v->form.values[0] = arena_text(v->door->arena, under);
	v->form.n = 1;
	struct unit_typed asked = unit_take(v, "under", true);
	asked.page.found.said = "";	/* all the page says it */
	open_unit(v, under, &asked);
}

/* No one unit is meant: what was typed, beside the page of his own. */
static void
show_unsettled(struct visit *v, const struct unit_typed *asked)
{
	struct form query = { .n = 1 };
	query.names[0] = "under";
	query.values[0] = home_of(v);
	(void)snprintf(v->door->segments[0], SEGMENT_MAX, "%s", query.values[0]);
	json_t *unit = ask_door(v, door_unit, JSON_OBJECT);
	if (unit == NULL)
		return;
	console_call(v, door_units, &query);
	json_t *rows = ask_taken(v, JSON_ARRAY);
	if (rows != NULL)
		show(v, unit, rows, asked);
	json_decref(rows);
	json_decref(unit);
}

/* From what was typed, which stands in no address, to the page of the unit that it means. */
void
unit_go(struct visit *v)
{
	const struct unit_typed asked = unit_take(v, "under", true);
	if (asked.how == UNIT_LEFT_EMPTY)
		go_to(v, home_of(v));
	else if (asked.how == UNIT_UNSETTLED)
		show_unsettled(v, &asked);
	else
		go_to(v, asked.code);
}
