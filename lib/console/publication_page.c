/* Law that was published and what became of it, the latest first; and publishing. */
#include <string.h>

#include "console/inside.h"

static const struct state_row {
	const char *name, *sign, *css;
	enum word word;
} states[] = {
	{ "in_force", "●", "calm", WORD_publications_in_force },
	{ "to_come", "◆", "soon", WORD_publications_to_come },
	{ "followed", "○", "plain", WORD_publications_followed },
	{ "refused", "▲", "over", WORD_publications_refused },
};

static const struct matter_row {
	const char *name;
	enum word word;
} matters[] = {
	{ "policy", WORD_publications_policy },
	{ "calendar", WORD_publications_calendar },
	{ "units", WORD_publications_units },
};

enum { N_STATES = sizeof(states) / sizeof(states[0]), N_MATTERS = sizeof(matters) / sizeof(matters[0]) };

static struct publication_line
line_of(struct visit *v, const json_t *row)
{
	const char *matter = console_text(v, row, "matter"), *state = console_text(v, row, "state");
	const char *code = console_text(v, row, "verdict");
	struct publication_line line = {
		.matter = matter,
		.unit = console_unit(v, console_text(v, row, "unit")),
		.file = console_text(v, row, "file"),
		.officer = console_text(v, row, "officer"),
		.published_at = label_time(v, console_text(v, row, "published_at")),
		.effective_at = label_time(v, console_text(v, row, "effective_at")),
		.code = code[0] == '\0' ? NULL : code,
		.why = console_text(v, row, "why"),
		.version = ask_number(row, "version"),
		.badge = { "○", "plain", state },
	};
	for (size_t i = 0; i < N_STATES; i++)
		if (strcmp(states[i].name, state) == 0)
			line.badge = (struct badge){ states[i].sign, states[i].css,
				word(v->lang, states[i].word) };
	for (size_t i = 0; i < N_MATTERS; i++)
		if (strcmp(matters[i].name, matter) == 0)
			line.matter = word(v->lang, matters[i].word);
	return line;
}

/* A province publishes its policy and changes of units, the ministry all three. */
static bool
may_publish(const struct visit *v)
{
	const struct unit *u = registry_find(v->door->law->registry, v->account.unit);
	return v->role == ROLE_HEAD && u != NULL
	    && (u->level == LEVEL_PROVINCE || u->level == LEVEL_MINISTRY);
}

static const struct choice_line *
choices_of(struct visit *v)
{
	const char *chosen = form_value(&v->form, "matter");
	struct choice_line *list = arena_array(v->door->arena, N_MATTERS, sizeof(*list));
	for (size_t i = 0; i < N_MATTERS; i++)
		list[i] = (struct choice_line){ matters[i].name, word(v->lang, matters[i].word),
			strcmp(matters[i].name, chosen) == 0 };
	return list;
}

/* What was typed stays where it was not published. */
static void
show(struct visit *v, unsigned status, const json_t *refusal)
{
	struct out out = { .size = 0 };
	json_t *rows = ask_door(v, door_publications, JSON_ARRAY);
	if (rows == NULL)
		return;
	const size_t n = json_array_size(rows);
	struct publication_line *lines = arena_array(v->door->arena, n + 1, sizeof(*lines));
	for (size_t i = 0; i < n; i++)
		lines[i] = line_of(v, json_array_get(rows, n - 1 - i));
	struct publications_page p = {
		.frame = console_frame(v, word(v->lang, WORD_publications)),
		.lines = lines,
		.n_lines = n,
		.may_publish = may_publish(v),
		.is_done = v->door->query(v->door, "done") != NULL,
		.has_failed = refusal != NULL,
		.file = form_value(&v->form, "file"),
		.text = form_value(&v->form, "text"),
		.effective_at = form_value(&v->form, "effective_at"),
		.matters = choices_of(v),
		.n_matters = N_MATTERS,
	};
	if (refusal != NULL) {
		p.trouble = ask_sentence(v, refusal);
		p.remedy = ask_remedy(v, refusal);
		p.why = console_text(v, json_object_get(refusal, "details"), "fault");
	}
	page_publications(&out, &p);
	console_page(v, status, &out);
	json_decref(rows);
}

void
publication_show(struct visit *v)
{
	show(v, 200, NULL);
}

/* A browser ends lines with CR LF; a file of ours does not. */
static const char *
lines_of(struct visit *v, const char *text)
{
	char *ret = arena_text(v->door->arena, text), *to = ret;
	for (const char *p = ret; *p != '\0'; p++)
		if (p[0] != '\r' || p[1] != '\n')
			*to++ = *p;
	*to = '\0';
	return ret;
}

void
publication_publish(struct visit *v)
{
	unsigned status;
	const char *effective_at = form_value(&v->form, "effective_at");
	json_t *body = json_pack("{s:s, s:s, s:s}", "matter", form_value(&v->form, "matter"), "file",
	    form_value(&v->form, "file"), "text", lines_of(v, form_value(&v->form, "text")));
	if (effective_at[0] != '\0')
		(void)json_object_set_new(body, "effective_at", json_string(effective_at));
	json_t *j = ask_with(v, door_publish, body, &status);
	if (status == 201)
		console_go(v, "/console/publications?done=1");
	else
		show(v, status, j);
	json_decref(j);
}
