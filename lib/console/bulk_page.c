/*
 * Many dockets in one decision: first each of them as it is now, with what speaks for a second look; then
 * one stamp for each, and what became of it, failures first. A form that comes twice does nothing
 * twice: each docket goes with the entry that was seen.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/inside.h"

enum { MARKS_MAX = 256 };

/* "DOCKET:N", as the inbox writes it. */
static bool
take_choice(struct visit *v, const char *text, const char **ret_docket, long *ret_n)
{
	char *end;
	struct docket_id id;
	const char *colon = strchr(text, ':');
	if (colon == NULL || (size_t)(colon - text) != sizeof(id.text) - 1)
		return false;
	char *docket = arena_text(v->door->arena, text);
	docket[colon - text] = '\0';
	*ret_docket = docket;
	*ret_n = strtol(colon + 1, &end, 10);
	return docket_id_parse(docket, &id) && *end == '\0' && *ret_n > 0;
}

/* Others are served between two of them. */
static json_t *
look(struct visit *v, const char *docket)
{
	unsigned status;
	json_t *j = docket_look(v, docket, &status);
	desk_let_go_of_store(v->door);
	return j;
}

static bool
may(const json_t *j, const char *verb)
{
	size_t i;
	const json_t *one;
	json_array_foreach(json_object_get(j, "may"), i, one)
		if (strcmp(json_string_value(one), verb) == 0)
			return true;
	return false;
}

static void
add_mark(struct visit *v, char marks[MARKS_MAX], bool is_so, enum word what)
{
	const size_t n = strlen(marks);
	if (is_so)
		(void)snprintf(marks + n, MARKS_MAX - n, "%s%s", n == 0 ? "" : "; ", word(v->lang, what));
}

static bool
was_refused(const json_t *j)
{
	size_t i;
	const json_t *e;
	json_array_foreach(json_object_get(j, "entries"), i, e) {
		const char *action = json_string_value(json_object_get(e, "action"));
		if (action != NULL && (strcmp(action, "refused") == 0 || strcmp(action, "returned") == 0
			|| strcmp(action, "failed") == 0))
			return true;
	}
	return false;
}

static bool
lacks_scan(const json_t *j)
{
	size_t i;
	const json_t *a;
	json_array_foreach(json_object_get(j, "attachments"), i, a)
		if (!json_is_true(json_object_get(a, "here")))
			return true;
	return false;
}

/* What speaks for a second look, in words; NULL: nothing. */
static const char *
marks_of(struct visit *v, const json_t *j, long seen)
{
	char marks[MARKS_MAX] = "";
	const json_t *left = json_object_get(j, "working_days_left");
	add_mark(v, marks, json_integer_value(json_object_get(j, "n")) != seen, WORD_mark_moved);
	add_mark(v, marks, json_is_integer(left) && json_integer_value(left) < 0, WORD_mark_overdue);
	add_mark(v, marks, json_is_object(json_object_get(j, "before")), WORD_mark_key);
	add_mark(v, marks, was_refused(j), WORD_mark_refused);
	add_mark(v, marks, lacks_scan(j), WORD_mark_scan);
	return marks[0] == '\0' ? NULL : arena_text(v->door->arena, marks);
}

static struct bulk_line
line_of(struct visit *v, const char *docket, long seen, const char *verb)
{
	json_t *j = look(v, docket);
	const json_t *student = json_object_get(j, "student");
	const char *receiving = console_text(v, j, "receiving_school"), *sending = console_text(v, j, "sending_school");
	struct bulk_line line = {
		.docket = docket,
		.seen = seen,
		.is_ready = may(j, verb) && json_integer_value(json_object_get(j, "n")) == seen,
		.kind = label_business(v->lang, console_text(v, j, "kind")),
		.number = look_masked(v, console_text(v, student, "number")),
		.name = console_text(v, student, "name_masked"),
		.receiving = strcmp(receiving, sending) == 0 ? NULL : console_unit(v, receiving),
		.sending = console_unit(v, sending),
		.term = label_term(v, j),
		.marks = j == NULL ? word(v->lang, WORD_not_found) : marks_of(v, j, seen),
	};
	if (j != NULL && !line.is_ready && line.marks == NULL)
		line.marks = word(v->lang, WORD_mark_not_yours);
	json_decref(j);
	return line;
}

/* Every docket that was chosen, once. */
static size_t
take_choices(struct visit *v, struct bulk_line *lines, const char *verb)
{
	size_t n = 0;
	for (size_t i = 0; i < v->form.n && n < PAGE_MAX; i++) {
		const char *docket;
		long seen;
		bool is_there = false;
		if (strcmp(v->form.names[i], "docket") != 0
		    || !take_choice(v, v->form.values[i], &docket, &seen))
			continue;
		for (size_t k = 0; k < n; k++)
			is_there = is_there || strcmp(lines[k].docket, docket) == 0;
		if (!is_there)
			lines[n++] = line_of(v, docket, seen, verb);
	}
	return n;
}

static void
preview(struct visit *v, const struct bulk_line *lines, size_t n, bool lacks_choice)
{
	struct out out = { .size = 0 };
	struct bulk_page p = {
		.frame = console_frame(v, word(v->lang, WORD_bulk)),
		.lines = lines,
		.n_lines = n,
		.has_none = lacks_choice,
		.reason = form_value(&v->form, "reason"),
	};
	for (size_t i = 0; i < n; i++)
		p.n_ready += lines[i].is_ready;
	p.is_ready = p.n_ready > 0;
	page_bulk(&out, &p);
	console_page(v, lacks_choice ? 400 : 200, &out);
}

/* -- deciding ------------------------------------------------------------------------- */

static json_t *
decisions_of(struct visit *v, const struct bulk_line *lines, size_t n)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:I}", "docket", lines[i].docket, "seen_n", (json_int_t)lines[i].seen));
	return json_pack("{s:s, s:s, s:o}", "verb", "approve", "reason", form_value(&v->form, "reason"),
	    "dockets", list);
}

/* Did he do it before, with the same form? Its own entry tells. */
static bool
is_done_before(struct visit *v, const struct bulk_line *line)
{
	json_t *j = look(v, line->docket);
	const json_t *e = json_array_get(json_object_get(j, "entries"), (size_t)line->seen);
	const bool is = strcmp(console_text(v, e, "officer"), v->account.name) == 0
	    && strcmp(console_text(v, e, "unit"), v->account.unit.text) == 0
	    && strcmp(console_text(v, e, "action"), "approved") == 0;
	json_decref(j);
	return is;
}

static struct result_line
result_of(struct visit *v, const json_t *one, const struct bulk_line *line)
{
	const bool is_ok = json_integer_value(json_object_get(one, "number")) == VERDICT_OK;
	const bool is_before = !is_ok && is_done_before(v, line);
	return (struct result_line){
		.docket = line->docket,
		.number = line->number,
		.has_failed = !is_ok && !is_before,
		.text = is_ok ? word(v->lang, WORD_done) : is_before ? word(v->lang, WORD_done_before)
			: ask_sentence(v, one),
		.remedy = is_ok || is_before ? "" : ask_remedy(v, one),
	};
}

static void
show_results(struct visit *v, const json_t *answers, const struct bulk_line *lines, size_t n)
{
	struct out out = { .size = 0 };
	struct result_line *all = arena_array(v->door->arena, n + 1, sizeof(*all));
	struct result_line *sorted = arena_array(v->door->arena, n + 1, sizeof(*sorted));
	struct results_page p = { .frame = console_frame(v, word(v->lang, WORD_bulk_result)), .lines = sorted };
	for (size_t i = 0; i < n; i++) {
		all[i] = result_of(v, json_array_get(answers, i), &lines[i]);
		p.n_failed += all[i].has_failed;
	}
	for (int pass = 1; pass >= 0; pass--)
		for (size_t i = 0; i < n; i++)
			if (all[i].has_failed == (pass == 1))
				sorted[p.n_lines++] = all[i];
	p.n_done = (long long)n - p.n_failed;
	p.has_failed = p.n_failed > 0;
	page_results(&out, &p);
	console_page(v, 200, &out);
}

static void
decide(struct visit *v, const struct bulk_line *lines, size_t n)
{
	console_set_body(v, decisions_of(v, lines, n));
	v->door->fault = NULL;
	door_decide_many(v->door);
	const unsigned status = v->door->answer.status;
	json_t *answers = console_take_json(v);
	if (status == 200)
		show_results(v, answers, lines, n);
	else
		console_notice(v, status == 503 ? 503 : 400, status == 503 ? WORD_weather : WORD_bad_form);
	json_decref(answers);
}

void
bulk_act(struct visit *v)
{
	if (v->role != ROLE_HEAD) {
		console_notice(v, 403, WORD_not_found);
		return;
	}
	struct bulk_line *lines = arena_array(v->door->arena, PAGE_MAX, sizeof(*lines));
	const size_t n = take_choices(v, lines, "approve");
	if (n > 0 && strcmp(form_value(&v->form, "verb"), "approve") == 0)
		decide(v, lines, n);
	else
		preview(v, lines, n, n == 0);
}
