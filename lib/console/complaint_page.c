/* Complaints, supervision letters and verification sheets of the unit; and all dockets of a child. */
#include <stdio.h>
#include <string.h>

#include "console/table.h"

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

/* The door says where it goes on: it may have looked far behind the last row, or found none yet. */
static void
go_on(struct visit *v, struct pager *p)
{
	char *next = v->door->answer.next;
	p->has_next = next[0] != '\0';
	if (p->has_next)
		p->next = table_text(v, "%s%cafter=%s", p->first, strchr(p->first, '?') == NULL ? '?' : '&', next);
	next[0] = '\0';
}

bool
complaint_takes(struct visit *v, const struct form *given, const char **ret_words)
{
	const char *kind = form_value(given, "kind");
	const bool is_open = form_value(given, "open")[0] != '\0';
	if (!view_fits(v, cases_check, given))
		return false;
	*ret_words = table_text(v, "%s%s%s", kind[0] == '\0' ? word(v->lang, WORD_ask_every) : label_business(v->lang, kind),
	    is_open ? " · " : "", is_open ? word(v->lang, WORD_complaints_open) : "");
	return true;
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
	struct pager pager = ask_pager(v, "/console/complaints", kept, rows, "cursor");
	go_on(v, &pager);
	struct case_line *lines = arena_array(d->arena, n + 1, sizeof(*lines));
	for (size_t i = 0; i < n; i++)
		lines[i] = line_of(v, json_array_get(rows, i));
	const struct complaints_page p = {
		.frame = console_frame(v, word(v->lang, WORD_complaints)),
		.saved = view_bar(v),
		.kinds = choices_of(v, kind == NULL || kind[0] == '\0' ? NULL : kind),
		.n_kinds = N_KINDS + 1,
		.lines = lines,
		.n_lines = n,
		.pager = pager,
		.is_open_only = open != NULL && open[0] != '\0',
		.may_complain = file_may_begin(v, BUSINESS_complaint),
		.may_supervise = file_may_begin(v, BUSINESS_supervision),
	};
	page_complaints(&out, &p);
	console_page(v, 200, &out);
	json_decref(rows);
}

/* -- of a child ----------------------------------------------------------------------- */

enum { CASES_MAX = 12 };	/* as WORD_cases_cut says */

/* The latest first. False: the page says why there are none. */
static bool
take_stamps(struct visit *v, struct case_line *line)
{
	struct door *d = v->door;
	(void)snprintf(d->segments[0], SEGMENT_MAX, "%s", line->docket);
	json_t *j = ask_door(v, docket_answer, JSON_OBJECT);
	if (j == NULL)
		return false;
	const json_t *entries = json_object_get(j, "entries");
	const size_t n = json_array_size(entries);
	struct stamp_line *stamps = arena_array(d->arena, n + 1, sizeof(*stamps));
	for (size_t i = 0; i < n; i++)
		stamps[i] = docket_stamp(v, json_array_get(entries, n - 1 - i));
	json_decref(j);
	line->stamps = stamps;
	line->n_stamps = n;
	return true;
}

static void
show_cases(struct visit *v, struct cases_page *p)
{
	struct out out = { .size = 0 };
	p->frame = console_frame(v, word(v->lang, WORD_cases));
	page_cases(&out, p);
	console_page(v, 200, &out);
}

static bool
take_lines(struct visit *v, const json_t *rows, struct cases_page *p)
{
	const size_t n = json_array_size(rows) < CASES_MAX ? json_array_size(rows) : CASES_MAX;
	struct case_line *lines = arena_array(v->door->arena, n + 1, sizeof(*lines));
	for (size_t i = 0; i < n; i++) {
		lines[i] = line_of(v, json_array_get(rows, i));
		if (!take_stamps(v, &lines[i]))
			return false;
	}
	p->lines = lines;
	p->n_lines = n;
	return true;
}

/* A student number stands in no address: it comes by a form, or is that of a docket or a record. It
 * is a search, and recorded as one. What was not typed is not shown. */
static void
find_cases(struct visit *v, const char *number, const char *typed)
{
	char limit[8];
	(void)snprintf(limit, sizeof(limit), "%d", CASES_MAX + 1);
	const struct form f = { .names = { "number", "limit" }, .values = { number, limit }, .n = 2 };
	struct cases_page p = { .number = typed, .is_asked = true };
	console_call(v, cases_answer, &f);
	json_t *rows = ask_taken(v, JSON_ARRAY);
	if (rows == NULL)
		return;
	p.is_cut = json_array_size(rows) > CASES_MAX || v->door->answer.next[0] != '\0';
	v->door->answer.next[0] = '\0';
	if (look_record_found(v, "search", number, (int64_t)json_array_size(rows))
	    && take_lines(v, rows, &p))
		show_cases(v, &p);
	json_decref(rows);
}

void
case_show(struct visit *v)
{
	struct cases_page p = { .number = "" };
	show_cases(v, &p);
}

void
case_find(struct visit *v)
{
	const char *number = form_value(&v->form, "number");
	if (number[0] == '\0')
		case_show(v);
	else
		find_cases(v, number, number);
}

/* Of business that names no child there is none to search for. */
void
case_of_docket(struct visit *v)
{
	json_t *j = ask_door(v, docket_answer, JSON_OBJECT);
	const char *number = console_text(v, json_object_get(j, "student"), "number");
	if (j != NULL && number[0] != '\0')
		find_cases(v, number, "");
	else if (j != NULL)
		case_show(v);
	json_decref(j);
}

void
case_of_student(struct visit *v)
{
	char number[STUDENT_NUMBER_MAX];
	if (ref_open(v, v->door->segments[0], number) && number[0] != '\0')
		find_cases(v, number, "");
	else
		console_notice(v, 404, WORD_not_found);
}
