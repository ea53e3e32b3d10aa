/* What the unit was told: that a term runs out or has, that somebody refused for no legal reason, what came of
 * its own filings. */
#include <string.h>

#include "console/inside.h"

static const struct what_row {
	const char *name, *sign, *css;
	enum word word;
} whats[] = {
	{ "reminder", "◆", "soon", WORD_told_reminder },
	{ "overdue", "▲", "over", WORD_told_overdue },
	{ "urged", "▲", "over", WORD_told_urged },
	{ "illegal_refusal", "▲", "over", WORD_told_illegal },
	{ "fork", "▲", "over", WORD_told_fork },
	{ "request_refused", "◆", "soon", WORD_told_request },
	{ "filing_refused", "▲", "over", WORD_told_refused },
	{ "filing_returned", "◆", "soon", WORD_told_returned },
	{ "filing_completed", "●", "on-time", WORD_told_completed },
};

static struct told_line
line_of(struct visit *v, const json_t *row)
{
	const char *what = console_text(v, row, "what"), *unit = console_text(v, row, "unit");
	struct told_line line = {
		.docket = console_text(v, row, "docket"),
		.unit = console_unit(v, unit),
		.stage = label_stage(v->lang, console_text(v, row, "stage")),
		.at = label_time(v, console_text(v, row, "at")),
		.badge = { "○", "plain", what },
	};
	for (size_t i = 0; i < sizeof(whats) / sizeof(whats[0]); i++)
		if (strcmp(whats[i].name, what) == 0)
			line.badge = (struct badge){ whats[i].sign, whats[i].css,
				word(v->lang, whats[i].word) };
	line.may_supervise = strlen(v->account.unit.text) == 6 && strcmp(unit, v->account.unit.text) != 0
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
	for (size_t i = 0; i < n; i++)
		lines[i] = line_of(v, json_array_get(rows, i));
	const struct told_page p = {
		.frame = console_frame(v, word(v->lang, WORD_told)),
		.lines = lines,
		.n_lines = n,
		.pager = ask_pager(v, "/console/notices", kept, rows, "cursor"),
	};
	page_told(&out, &p);
	console_page(v, 200, &out);
	json_decref(rows);
}
