/* What lies on the desk of the unit: what GET /v1/inbox answers, with its places of pages. */
#include "console/inside.h"

static struct inbox_line
line_of(struct visit *v, const json_t *row)
{
	return (struct inbox_line){
		.docket = console_text(v, row, "docket"),
		.kind = label_business(v->lang, console_text(v, row, "kind")),
		.stage = label_stage(v->lang, console_text(v, row, "stage")),
		.number = console_text(v, row, "student_number"),
		.term = label_term(v, row),
	};
}

void
inbox_show(struct visit *v)
{
	struct out out = { .size = 0 };
	struct door *d = v->door;
	door_inbox(d);
	const unsigned status = d->answer.status;
	json_t *rows = console_take_json(v);
	if (status != 200 || !json_is_array(rows)) {
		json_decref(rows);
		console_notice(v, status == 503 ? 503 : 404,
		    status == 503 ? WORD_weather : WORD_not_found);
		return;
	}
	const size_t n = json_array_size(rows);
	struct inbox_line *lines = arena_array(d->arena, n + 1, sizeof(*lines));
	for (size_t i = 0; i < n; i++)
		lines[i] = line_of(v, json_array_get(rows, i));
	const struct inbox_page p = {
		.frame = console_frame(v, word(v->lang, WORD_inbox)),
		.lines = lines,
		.n_lines = n,
		.is_later = d->query(d, "after") != NULL,
		.has_next = n == PAGE_MAX,
		.next = n == 0 ? "" : console_text(v, json_array_get(rows, n - 1), "cursor"),
	};
	json_decref(rows);
	page_inbox(&out, &p);
	console_page(v, 200, &out);
}
