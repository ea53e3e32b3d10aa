/* Names of the doors in the reader's language, by the tables of the core. */
#include <stdlib.h>
#include <string.h>

#include "console/inside.h"

struct label {
	const char *name, *zh, *en;
};

static const struct label stages[] = {
#define STAGE(name, no, side, level, how, days, done, zh, en) { #name, zh, en },
#include "core/stage.def"
#undef STAGE
};
static const struct label actions[] = {
#define ACTION(name, no, ends, zh, en) { #name, zh, en },
#include "core/action.def"
#undef ACTION
};

static const char *
find(const struct label *labels, size_t n, enum lang lang, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(labels[i].name, name) == 0)
			return lang == LANG_EN ? labels[i].en : labels[i].zh;
	return name;
}

const char *
label_stage(enum lang lang, const char *name)
{
	return find(stages, sizeof(stages) / sizeof(stages[0]), lang, name);
}

const char *
label_action(enum lang lang, const char *name)
{
	return find(actions, sizeof(actions) / sizeof(actions[0]), lang, name);
}

const char *
label_business(enum lang lang, const char *name)
{
	enum business b;
	return lang == LANG_ZH && business_parse(name, &b) ? business_label_zh(b) : name;
}

const char *
label_code(enum lang lang, const char *name)
{
	enum ground g;
	if (name[0] == '\0' || !ground_parse(name, &g))
		return name;
	return lang == LANG_EN ? ground_label_en(g) : ground_label_zh(g);
}

struct term
label_term(struct visit *v, const json_t *row)
{
	const json_t *left = json_object_get(row, "working_days_left");
	const long long days = json_integer_value(left);
	struct term t = { "-", "calm", word(v->lang, WORD_no_term), "", 0, false };
	if (!json_is_integer(left))
		return t;
	t.day = console_text(v, row, "due");
	t.days = llabs(days);
	t.has_days = days != 0;
	t.sign = days < 0 ? "▲" : days <= 3 ? "◆" : "●";
	t.css = days < 0 ? "over" : days <= 3 ? "soon" : "calm";
	t.text = word(v->lang, days < 0 ? WORD_days_over : days == 0 ? WORD_due_today : WORD_days_left);
	return t;
}
