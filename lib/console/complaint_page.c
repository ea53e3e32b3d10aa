/* Complaints, supervision letters and verification sheets of the unit; and all dockets of a child. */
#include <stdio.h>
#include <string.h>

#include "console/inside.h"

static const struct state_row {
	const char *name, *sign, *css;
	enum word word;
} states[] = {
	{ "open", "◆", "soon", WORD_cases_open },
	{ "completed", "●", "calm", WORD_cases_completed },
	{ "refused", "▲", "over", WORD_cases_refused },
	{ "withdrawn", "○", "plain", WORD_cases_withdrawn },
	{ "expired", "○", "plain", WORD_cases_expired },
};

static struct badge
badge_of(struct visit *v, const char *state)
{
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (strcmp(states[i].name, state) == 0)
			return (struct badge){ states[i].sign, states[i].css,
				word(v->lang, states[i].word) };
	return (struct badge){ "○", "plain", state };
}

static const char *
unit_of(struct visit *v, const json_t *row, const char *name)
{
	const char *code = console_text(v, row, name);
	return code[0] == '\0' ? "" : console_unit(v, code);
}

static struct case_line
line_of(struct visit *v, const json_t *row)
{
	const char *about = console_text(v, row, "about");
	return (struct case_line){
		.docket = console_text(v, row, "docket"),
		.kind = label_business(v->lang, console_text(v, row, "kind")),
		.stage = label_stage(v->lang, console_text(v, row, "stage")),
		.holder = unit_of(v, row, "holder"),
		.owner = unit_of(v, row, "owner"),
		.answers = unit_of(v, row, "sending_school"),
		.about = about[0] == '\0' ? NULL : about,
		.filed_at = label_time(v, console_text(v, row, "filed_at")),
		.term = label_term(v, row),
		.badge = badge_of(v, console_text(v, row, "state")),
		.is_ours = strcmp(console_text(v, row, "owner"), v->account.unit.text) == 0,
	};
}

/* -- of the unit ---------------------------------------------------------------------- */

static const enum business kinds[] = { BUSINESS_complaint, BUSINESS_supervision, BUSINESS_problem_sheet };
enum { N_KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static const struct choice_line *
choices_of(struct visit *v, const char *chosen)
{
	struct choice_line *list = arena_array(v->door->arena, N_KINDS + 1, sizeof(*list));
	list[0] = (struct choice_line){ "", word(v->lang, WORD_ask_every), chosen == NULL };
	for (size_t i = 0; i < N_KINDS; i++) {
		const char *name = business_name(kinds[i]);
		list[i + 1] = (struct choice_line){ name, label_business(v->lang, name),
			chosen != NULL && strcmp(chosen, name) == 0 };
	}
	return list;
}

/* Who comes by the menu sees what is open; the form says itself what it wants. */
void
complaint_show(struct visit *v)
{
	static const char *const kept[] = { "kind", "open", "limit", NULL };
	struct out out = { .size = 0 };
	struct door *d = v->door;
	const char *kind = d->query(d, "kind"), *open = d->query(d, "open");
	if (kind == NULL && open == NULL) {
		console_go(v, "/console/complaints?open=1");
		return;
	}
	json_t *rows = ask_door(v, door_cases, JSON_ARRAY);
	if (rows == NULL)
		return;
	const size_t n = json_array_size(rows);
	struct case_line *lines = arena_array(d->arena, n + 1, sizeof(*lines));
	for (size_t i = 0; i < n; i++)
		lines[i] = line_of(v, json_array_get(rows, i));
	const struct complaints_page p = {
		.frame = console_frame(v, word(v->lang, WORD_complaints)),
		.kinds = choices_of(v, kind == NULL || kind[0] == '\0' ? NULL : kind),
		.n_kinds = N_KINDS + 1,
		.lines = lines,
		.n_lines = n,
		.pager = ask_pager(v, "/console/complaints", kept, rows, "cursor"),
		.is_open_only = open != NULL && open[0] != '\0',
		.is_office = strlen(v->account.unit.text) == 6,
	};
	page_complaints(&out, &p);
	console_page(v, 200, &out);
	json_decref(rows);
}

/* -- of a child ----------------------------------------------------------------------- */

enum { CASES_MAX = 12 };

/* The latest first. */
static const struct stamp_line *
stamps_of(struct visit *v, const char *docket, size_t *ret_n)
{
	struct door *d = v->door;
	(void)snprintf(d->segments[0], SEGMENT_MAX, "%s", docket);
	door_show_docket(d);
	json_t *j = console_take_json(v);
	const json_t *entries = json_object_get(j, "entries");
	const size_t n = json_array_size(entries);
	struct stamp_line *stamps = arena_array(d->arena, n + 1, sizeof(*stamps));
	for (size_t i = 0; i < n; i++)
		stamps[i] = docket_stamp(v, json_array_get(entries, n - 1 - i));
	json_decref(j);
	*ret_n = n;
	return stamps;
}

/* A student number stands in no address: it comes by a form, or is that of a docket. */
static void
show_cases(struct visit *v, const char *number)
{
	struct out out = { .size = 0 };
	struct form f = { .names = { "number" }, .values = { number }, .n = 1 };
	struct cases_page p = {
		.frame = console_frame(v, word(v->lang, WORD_cases)),
		.number = number,
		.is_asked = number[0] != '\0',
	};
	if (p.is_asked)
		console_call(v, door_cases, &f);
	json_t *rows = p.is_asked ? ask_taken(v, JSON_ARRAY) : json_array();
	if (rows == NULL)
		return;
	const size_t n = json_array_size(rows) < CASES_MAX ? json_array_size(rows) : CASES_MAX;
	struct case_line *lines = arena_array(v->door->arena, n + 1, sizeof(*lines));
	for (size_t i = 0; i < n; i++) {
		lines[i] = line_of(v, json_array_get(rows, i));
		lines[i].stamps = stamps_of(v, lines[i].docket, &lines[i].n_stamps);
	}
	p.lines = lines;
	p.n_lines = n;
	page_cases(&out, &p);
	console_page(v, 200, &out);
	json_decref(rows);
}

void
case_show(struct visit *v)
{
	show_cases(v, "");
}

void
case_find(struct visit *v)
{
	show_cases(v, form_value(&v->form, "number"));
}

void
case_of_docket(struct visit *v)
{
	json_t *j = ask_door(v, door_show_docket, JSON_OBJECT);
	if (j != NULL)
		show_cases(v, console_text(v, json_object_get(j, "student"), "number"));
	json_decref(j);
}
