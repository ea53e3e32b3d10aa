/* Letters nobody could use, for the heads of offices, who may have them tried again. */
#include <string.h>

#include "console/inside.h"

/* False: the page that says no is written. */
static bool
is_head_of_office(struct visit *v)
{
	if (v->role == ROLE_HEAD && strlen(v->account.unit.text) == 6)
		return true;
	answer_verdict(v->door, VERDICT_ROLE_NOT_ALLOWED, NULL);
	json_t *no = console_take_json(v);
	ask_refuse(v, 403, no);
	json_decref(no);
	return false;
}

static const char *
why(const struct visit *v, const char *code)
{
	const struct verdict_row *row;
	for (int i = 0; (row = verdict_at(i)) != NULL; i++)
		if (strcmp(row->name, code) == 0)
			return v->lang == LANG_EN ? row->en : row->zh;
	return "";
}

static struct letter_line
line_of(struct visit *v, const json_t *row)
{
	const char *code = console_text(v, row, "verdict");
	const bool is_waiting = json_is_null(json_object_get(row, "replayed_at"));
	return (struct letter_line){
		.topic = console_text(v, row, "topic"),
		.code = code,
		.why = why(v, code),
		.at = label_time(v, console_text(v, row, "at")),
		.id = ask_number(row, "id"),
		.size = ask_number(row, "size"),
		.times = ask_number(row, "times"),
		.badge = { is_waiting ? "◆" : "●", is_waiting ? "soon" : "calm",
			word(v->lang, is_waiting ? WORD_letters_waiting : WORD_letters_replayed) },
		.is_waiting = is_waiting,
	};
}

static void
show(struct visit *v, unsigned status, const json_t *refusal)
{
	static const char *const kept[] = { "all", "limit", NULL };
	struct out out = { .size = 0 };
	json_t *rows = ask_door(v, door_dead_letters, JSON_ARRAY);
	if (rows == NULL)
		return;
	const size_t n = json_array_size(rows);
	struct letter_line *lines = arena_array(v->door->arena, n + 1, sizeof(*lines));
	for (size_t i = 0; i < n; i++)
		lines[i] = line_of(v, json_array_get(rows, i));
	struct letters_page p = {
		.frame = console_frame(v, word(v->lang, WORD_letters)),
		.lines = lines,
		.n_lines = n,
		.pager = ask_pager(v, "/console/letters", kept, rows, "id"),
		.is_all = v->door->query(v->door, "all") != NULL,
		.is_done = v->door->query(v->door, "done") != NULL,
		.has_failed = refusal != NULL,
	};
	if (refusal != NULL) {
		p.trouble = ask_sentence(v, refusal);
		p.remedy = ask_remedy(v, refusal);
	}
	page_letters(&out, &p);
	console_page(v, status, &out);
	json_decref(rows);
}

void
letter_show(struct visit *v)
{
	if (is_head_of_office(v))
		show(v, 200, NULL);
}

void
letter_replay(struct visit *v)
{
	if (!is_head_of_office(v))
		return;
	door_replay(v->door);
	const unsigned status = v->door->answer.status;
	json_t *j = console_take_json(v);
	if (status == 200)
		console_go(v, "/console/letters?done=1");
	else
		show(v, status, j);
	json_decref(j);
}
