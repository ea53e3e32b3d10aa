/* What the unit was told: that a term runs out or has, that somebody refused for no legal reason, what came of
 * its own filings; and whether that still waits for somebody. The kinds are in core/notice.def. */
#include <string.h>

#include "console/inside.h"
#include "core/notice.h"

/* By what it asks; of what asks for nothing only an alarm is marked. */
static struct badge
badge_of(struct visit *v, const struct notice_row *row, bool is_pending)
{
	const char *text = v->lang == LANG_EN ? row->en : row->zh;
	const bool is_alarm = row->kind == NOTICE_illegal_refusal || row->kind == NOTICE_fork;
	const bool is_late = row->kind == NOTICE_overdue || row->kind == NOTICE_urged
	    || row->kind == NOTICE_filing_refused || row->kind == NOTICE_filing_failed;
	if (is_alarm || (is_late && is_pending))
		return (struct badge){ "▲", "over", text };
	if (is_pending)
		return (struct badge){ "◆", "soon", text };
	return (struct badge){ row->asks == NOTICE_ASKS_NOTHING ? "●" : "○", "plain", text };
}

static enum word
word_of_asks(enum notice_asks asks)
{
	return asks == NOTICE_ASKS_ANSWER    ? WORD_told_answer
	    : asks == NOTICE_ASKS_STATEMENT ? WORD_told_statement : WORD_told_decision;
}

/* A superior who has not the docket cannot tell; what he is told of is taken to be so still. */
static void
add_kind(struct visit *v, const json_t *row, struct told_line *line)
{
	const struct notice_row *kind = notice_find(console_text(v, row, "what"));
	const char *state = console_text(v, row, "state");
	const bool is_pending = !json_is_false(json_object_get(row, "pending"))
	    && (state[0] == '\0' || strcmp(state, "open") == 0);
	line->now = state[0] == '\0' ? "" : label_state(v->lang, state);
	line->is_open_to_us = state[0] != '\0';
	if (kind == NULL) {
		line->badge = (struct badge){ "○", "plain", word(v->lang, WORD_told_other) };
		return;
	}
	line->badge = badge_of(v, kind, is_pending && kind->asks != NOTICE_ASKS_NOTHING);
	if (kind->asks != NOTICE_ASKS_NOTHING && state[0] != '\0' && is_pending)
		line->now = word(v->lang, word_of_asks(kind->asks));
}

static struct told_line
line_of(struct visit *v, const json_t *row)
{
	const char *what = console_text(v, row, "what"), *unit = console_text(v, row, "unit");
	struct told_line line = {
		.docket = console_text(v, row, "docket"),
		.kind = label_business(v->lang, console_text(v, row, "kind")),
		.number = look_masked(v, console_text(v, row, "student_number")),
		.unit = console_unit(v, unit),
		.stage = label_stage(v->lang, console_text(v, row, "stage")),
		.at = label_time(v, console_text(v, row, "at")),
	};
	add_kind(v, row, &line);
	line.may_supervise = strcmp(unit, v->account.unit.text) != 0
	    && file_may_begin(v, BUSINESS_supervision)
	    && (strcmp(what, "overdue") == 0 || strcmp(what, "urged") == 0
		|| strcmp(what, "illegal_refusal") == 0);
	return line;
}

void
told_show(struct visit *v)
{
	static const char *const kept[] = { "limit", NULL };
	struct out out = { .size = 0 };
	json_t *rows = ask_door(v, door_notices, JSON_ARRAY);
	if (rows == NULL)
		return;
	const size_t n = json_array_size(rows);
	struct told_line *lines = arena_array(v->door->arena, n + 1, sizeof(*lines));
	struct told_page p = {
		.frame = console_frame(v, word(v->lang, WORD_told)),
		.lines = lines,
		.n_lines = n,
		.pager = ask_pager(v, "/console/notices", kept, rows, "cursor"),
	};
	for (size_t i = 0; i < n; i++) {
		lines[i] = line_of(v, json_array_get(rows, i));
		p.may_supervise = p.may_supervise || lines[i].may_supervise;
	}
	page_told(&out, &p);
	console_page(v, 200, &out);
	json_decref(rows);
}
