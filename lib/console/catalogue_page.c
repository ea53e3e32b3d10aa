/*
 * Every answer there is with its remedy, and every ground of a refusal; each has an anchor. What an officer can be
 * told comes first; what is wrong with letters between machines, whoever runs them reads at the end.
 */
#include <string.h>

#include "console/inside.h"

static const struct class_word {
	const char *name, *sign, *css;
	enum word word;
} classes[] = {
	{ "done", "●", "calm", WORD_catalogue_done },
	{ "refused", "▲", "over", WORD_catalogue_refused },
	{ "not_found", "○", "plain", WORD_catalogue_not_found },
	{ "not_allowed", "▲", "over", WORD_catalogue_not_allowed },
	{ "broken", "▲", "over", WORD_catalogue_broken },
	{ "limited", "◆", "soon", WORD_catalogue_limited },
	{ "weather", "◆", "soon", WORD_catalogue_weather },
};

static struct badge
badge_of(const struct visit *v, const char *class)
{
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (strcmp(classes[i].name, class) == 0)
			return (struct badge){ classes[i].sign, classes[i].css,
				word(v->lang, classes[i].word) };
	return (struct badge){ "○", "plain", class };
}

static const struct verdict_line *
verdicts_of(struct visit *v, const json_t *rows, bool is_of_machines, size_t *ret_n)
{
	size_t n = 0;
	struct verdict_line *lines = arena_array(v->door->arena, json_array_size(rows) + 1, sizeof(*lines));
	for (size_t i = 0; i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);
		if ((strcmp(console_text(v, row, "class"), "broken") == 0) != is_of_machines)
			continue;
		lines[n++] = (struct verdict_line){
			.name = console_text(v, row, "verdict"),
			.zh = console_text(v, row, "zh"),
			.en = console_text(v, row, "en"),
			.remedy_zh = console_text(v, row, "remedy_zh"),
			.remedy_en = console_text(v, row, "remedy_en"),
			.number = ask_number(row, "number"),
			.is_later = json_is_true(json_object_get(row, "retry")),
			.badge = badge_of(v, console_text(v, row, "class")),
		};
	}
	*ret_n = n;
	return lines;
}

static const struct verdict_line *
grounds_of(struct visit *v, const json_t *rows, size_t *ret_n)
{
	const size_t n = json_array_size(rows);
	struct verdict_line *lines = arena_array(v->door->arena, n + 1, sizeof(*lines));
	for (size_t i = 0; i < n; i++) {
		const json_t *row = json_array_get(rows, i);
		const bool is_legal = json_is_true(json_object_get(row, "legal"));
		lines[i] = (struct verdict_line){
			.name = console_text(v, row, "code"),
			.zh = console_text(v, row, "zh"),
			.en = console_text(v, row, "en"),
			.badge = { is_legal ? "●" : "▲", is_legal ? "calm" : "over",
				word(v->lang, is_legal ? WORD_catalogue_legal : WORD_catalogue_illegal) },
		};
	}
	*ret_n = n;
	return lines;
}

void
catalogue_show(struct visit *v)
{
	struct out out = { .size = 0 };
	struct catalogue_page p = { .frame = console_frame(v, word(v->lang, WORD_catalogue)) };
	json_t *verdicts = ask_door(v, door_verdicts, JSON_ARRAY);
	json_t *grounds = verdicts == NULL ? NULL : ask_door(v, door_grounds, JSON_ARRAY);
	if (grounds != NULL) {
		p.officers = (struct verdicts_page){ .frame = p.frame, .id = "verdicts",
			.title = word(v->lang, WORD_catalogue_verdicts) };
		p.officers.lines = verdicts_of(v, verdicts, false, &p.officers.n_lines);
		p.machines = (struct verdicts_page){ .frame = p.frame, .id = "machines",
			.title = word(v->lang, WORD_catalogue_machines),
			.hint = word(v->lang, WORD_catalogue_machines_hint) };
		p.machines.lines = verdicts_of(v, verdicts, true, &p.machines.n_lines);
		p.grounds = grounds_of(v, grounds, &p.n_grounds);
		page_catalogue(&out, &p);
		console_page(v, 200, &out);
	}
	json_decref(grounds);
	json_decref(verdicts);
}
