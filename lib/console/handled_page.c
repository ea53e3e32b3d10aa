/* What the unit has filed and decided, and whose turn it is now: what GET /v1/handled answers, on a page and as a
 * file. */
#include <string.h>

#include "console/table.h"

enum { ROWS_MOST = 20000 };

static const char path[] = "/console/handled";
static const char *const filters[] = { "by", "state", "kind" };

enum { N_FILTERS = sizeof(filters) / sizeof(filters[0]) };

static const struct column columns[] = {
	{ WORD_docket, NULL, false }, { WORD_kind, NULL, false }, { WORD_student_number, NULL, false },
	{ WORD_handled_what, NULL, false }, { WORD_handled_at, NULL, false }, { WORD_handled_by, NULL, false },
	{ WORD_docket_state, NULL, false }, { WORD_handled_now, NULL, false }, { WORD_due, NULL, false },
	{ WORD_handled_days, NULL, true },
};

/* At whom it waits, and for what. Who has handed it on knows that of then. */
static const char *
waits_at(struct visit *v, const json_t *one)
{
	const char *unit = console_unit(v, console_text(v, one, "holder"));
	const char *stage = label_stage(v->lang, console_text(v, one, "stage"));
	if (strcmp(console_text(v, one, "state"), "open") != 0)
		return "";
	return json_is_true(json_object_get(one, "current")) ? table_text(v, "%s · %s", unit, stage)
	    : table_text(v, "%s %s · %s", word(v->lang, WORD_handled_on), unit, stage);
}

static void
put_row(struct visit *v, struct table_page *t, const json_t *one)
{
	struct table_cell *cells = table_add(v, t);
	const json_t *left = json_object_get(one, "working_days_left");
	cells[0].text = console_text(v, one, "docket");
	cells[0].href = table_text(v, "/console/dockets/%s", cells[0].text);
	cells[1].text = label_business(v->lang, console_text(v, one, "kind"));
	cells[2].text = look_masked(v, console_text(v, one, "student_number"));
	cells[3].text = label_action(v->lang, console_text(v, one, "action"));
	cells[4].text = table_time(v, console_text(v, one, "at"));
	cells[5].text = docket_officer(v, one);
	cells[6].text = label_state(v->lang, console_text(v, one, "state"));
	cells[7].text = waits_at(v, one);
	cells[8].text = console_text(v, one, "due");
	if (json_is_integer(left))
		table_number(v, &cells[9], json_integer_value(left));
}

static struct table_page
begin_table(struct visit *v)
{
	return table_new(v, word(v->lang, WORD_handled), columns, sizeof(columns) / sizeof(columns[0]));
}

/* -- what is asked for ---------------------------------------------------------------- */

static const char *
asked(const struct visit *v, const char *name)
{
	const char *value = v->door->query(v->door, name);
	return value == NULL ? "" : value;
}

static const struct choice_line *
by_of(struct visit *v, const char *chosen, size_t *ret_n)
{
	struct choice_line *lines = arena_array(v->door->arena, 2, sizeof(*lines));
	lines[0] = (struct choice_line){ "", word(v->lang, WORD_for_unit), chosen[0] == '\0' };
	lines[1] = (struct choice_line){ "me", word(v->lang, WORD_handled_by_me), strcmp(chosen, "me") == 0 };
	*ret_n = 2;
	return lines;
}

static const struct {
	const char *name;
	enum word word;
} states[] = {
	{ "", WORD_handled_any },
	{ "open", WORD_handled_open },
	{ "ended", WORD_handled_ended },
};

enum { N_STATES = sizeof(states) / sizeof(states[0]) };

static const struct choice_line *
states_of(struct visit *v, const char *chosen, size_t *ret_n)
{
	struct choice_line *lines = arena_array(v->door->arena, N_STATES, sizeof(*lines));
	for (size_t i = 0; i < N_STATES; i++)
		lines[i] = (struct choice_line){ states[i].name, word(v->lang, states[i].word),
			strcmp(states[i].name, chosen) == 0 };
	*ret_n = N_STATES;
	return lines;
}

static const char *
state_word(struct visit *v, const char *chosen)
{
	size_t i = 0;
	while (i + 1 < N_STATES && strcmp(states[i].name, chosen) != 0)
		i++;
	return word(v->lang, states[i].word);
}

bool
handled_takes(struct visit *v, const struct form *given, const char **ret_words)
{
	const char *by = form_value(given, "by"), *kind = form_value(given, "kind");
	if (!view_fits(v, handled_check, given))
		return false;
	*ret_words = table_text(v, "%s · %s · %s", word(v->lang, by[0] == '\0' ? WORD_for_unit : WORD_handled_by_me),
	    state_word(v, form_value(given, "state")),
	    kind[0] == '\0' ? word(v->lang, WORD_all_kinds) : label_business(v->lang, kind));
	return true;
}

/* The address of the same rows as files. */
static const char *
files_of(struct visit *v)
{
	const char *text = "/console/lists/handled?";
	for (size_t i = 0; i < N_FILTERS; i++)
		if (asked(v, filters[i])[0] != '\0')
			text = table_text(v, "%s%s=%s&", text, filters[i],
			    form_encode(v->door->arena, asked(v, filters[i])));
	return text;
}

/* -- the page ------------------------------------------------------------------------- */

static void
show(struct visit *v, const json_t *rows)
{
	static const char *const kept[] = { "by", "state", "kind", "limit", NULL };
	size_t i;
	const json_t *one;
	struct out out = { .size = 0 };
	struct handled_page p = {
		.frame = console_frame(v, word(v->lang, WORD_handled)),
		.saved = view_bar(v),
		.table = begin_table(v),
		.is_empty = json_array_size(rows) == 0,
		.pager = ask_pager(v, path, kept, rows, "cursor"),
	};
	p.by = by_of(v, asked(v, "by"), &p.n_by);
	p.states = states_of(v, asked(v, "state"), &p.n_states);
	p.kinds = inbox_kinds(v, asked(v, "kind"), &p.n_kinds);
	json_array_foreach(rows, i, one)
		put_row(v, &p.table, one);
	p.table.note = word(v->lang, WORD_handled_note);
	table_files(v, &p.table, files_of(v));
	choice_hide(v, &p.table, "handled", columns);
	page_handled(&out, &p);
	console_page(v, 200, &out);
}

void
handled_show(struct visit *v)
{
	json_t *rows = ask_door(v, door_handled, JSON_ARRAY);
	if (rows != NULL)
		show(v, rows);
	json_decref(rows);
}

/* -- the file ------------------------------------------------------------------------- */

/* NULL: the door has said why. */
static json_t *
ask_page(struct visit *v, const char *after)
{
	struct form query = { .names = { "after" }, .values = { after }, .n = 1 };
	for (size_t i = 0; i < N_FILTERS; i++) {
		query.names[query.n] = filters[i];
		query.values[query.n++] = asked(v, filters[i]);
	}
	console_call(v, door_handled, &query);
	return ask_taken(v, JSON_ARRAY);
}

static bool
gather(struct visit *v, struct table_page *t)
{
	size_t i, n;
	json_t *one;
	const char *after = "";
	do {
		json_t *page = ask_page(v, after);
		if (page == NULL)
			return false;
		n = json_array_size(page);
		json_array_foreach(page, i, one)
			put_row(v, t, one);
		after = n == 0 ? "" : console_text(v, json_array_get(page, n - 1), "cursor");
		json_decref(page);
		desk_pause(v->door, 0);	/* the law may be another now: nothing of it is kept */
	} while (n == PAGE_MAX && t->n_rows < ROWS_MOST);
	if (n == PAGE_MAX)
		table_add(v, t)[0].text = word(v->lang, WORD_file_cut);
	return true;
}

void
list_handled(struct visit *v)
{
	const char *as = v->door->query(v->door, "as");
	struct table_page t = begin_table(v);
	if (!table_is_file(as))
		console_notice(v, 404, WORD_not_found);
	else if (gather(v, &t))
		table_send(v, &t, as, v->door->query(v->door, "encoding"), "handled");
}
