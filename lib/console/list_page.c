/* The inbox as a file: what GET /v1/inbox answers, page after page. */
#include <string.h>

#include "console/table.h"

enum { ROWS_MOST = 20000 };

static const struct column columns[] = {
	{ WORD_docket, NULL, false }, { WORD_kind, NULL, false }, { WORD_stage, NULL, false },
	{ WORD_student_number, NULL, false }, { WORD_due, NULL, false }, { WORD_days_left, NULL, true },
};

static void
put_row(struct visit *v, struct table_page *t, const json_t *one)
{
	struct table_cell *cells = table_add(v, t);
	const json_t *left = json_object_get(one, "working_days_left");
	cells[0].text = console_text(v, one, "docket");
	cells[1].text = label_business(v->lang, console_text(v, one, "kind"));
	cells[2].text = label_stage(v->lang, console_text(v, one, "stage"));
	cells[3].text = look_masked(v, console_text(v, one, "student_number"));
	cells[4].text = console_text(v, one, "due");
	if (json_is_integer(left))
		table_number(v, &cells[5], json_integer_value(left));
}

/* False: the door has said why. */
static bool
gather(struct visit *v, struct table_page *t)
{
	size_t i, n;
	json_t *one;
	const char *after = "";
	do {
		const struct form query = { .names = { "after" }, .values = { after }, .n = after[0] != '\0' };
		console_call(v, door_inbox, &query);
		json_t *page = v->door->answer.status == 200 ? console_take_json(v) : NULL;
		if (!json_is_array(page)) {
			json_decref(page);
			return false;
		}
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
list_inbox(struct visit *v)
{
	const char *as = v->door->query(v->door, "as");
	struct table_page t = table_new(
	    v, word(v->lang, WORD_inbox), columns, sizeof(columns) / sizeof(columns[0]));
	if (!table_is_file(as))
		console_notice(v, 404, WORD_not_found);
	else if (gather(v, &t))
		table_send(v, &t, as, v->door->query(v->door, "encoding"), "inbox");
	else
		console_notice(v, v->door->answer.status == 503 ? 503 : 404,
		    v->door->answer.status == 503 ? WORD_weather : WORD_not_found);
}
