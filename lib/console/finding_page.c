/* Children and records that are out of step; and what was done on paper and is recorded afterwards. */
#include <string.h>

#include "console/inside.h"

static struct finding_line
line_of(struct visit *v, const json_t *row)
{
	const char *sits = console_text(v, row, "receiving_school");
	return (struct finding_line){
		.docket = console_text(v, row, "docket"),
		.kind = label_business(v->lang, console_text(v, row, "kind")),
		.stage = label_stage(v->lang, console_text(v, row, "stage")),
		.holder = console_unit(v, console_text(v, row, "holder")),
		.sits = console_unit(v, sits),
		.keeps = console_unit(v, console_text(v, row, "sending_school")),
		.number = look_masked(v, console_text(v, row, "student_number")),
		.since = label_time(v, console_text(v, row, "since")),
		.is_ours = strcmp(sits, v->account.unit.text) == 0 && file_may_begin(v, BUSINESS_transfer),
	};
}

void
finding_show(struct visit *v)
{
	static const char *const kept[] = { "limit", NULL };
	struct out out = { .size = 0 };
	json_t *rows = ask_door(v, door_findings, JSON_ARRAY);
	if (rows == NULL)
		return;
	const size_t n = json_array_size(rows);
	struct finding_line *lines = arena_array(v->door->arena, n + 1, sizeof(*lines));
	for (size_t i = 0; i < n; i++)
		lines[i] = line_of(v, json_array_get(rows, i));
	const struct findings_page p = {
		.frame = console_frame(v, word(v->lang, WORD_findings)),
		.lines = lines,
		.n_lines = n,
		.pager = ask_pager(v, "/console/findings", kept, rows, "docket"),
		.may_report = strlen(v->account.unit.text) == 10 && file_may_begin(v, BUSINESS_sits_here),
	};
	page_findings(&out, &p);
	console_page(v, 200, &out);
	json_decref(rows);
}

void
finding_show_offline(struct visit *v)
{
	struct out out = { .size = 0 };
	const struct offline_page p = {
		.frame = console_frame(v, word(v->lang, WORD_offline)),
		.may_file = file_may_begin(v, BUSINESS_offline_transfer),
	};
	page_offline(&out, &p);
	console_page(v, 200, &out);
}
