/* One docket: whose turn it is, its way, its stamps, and the decision of who looks. */
#include <stdlib.h>
#include <string.h>

#include "console/inside.h"

/* How the last decision went; what was typed stays where it was not done. */
struct outcome {
	bool is_done, has_failed;
	const char *trouble, *remedy, *reason, *code;
};

static const struct step_line *
steps_of(struct visit *v, const json_t *j, bool is_open, size_t *ret_n)
{
	const json_t *route = json_object_get(j, "route");
	const char *now = console_text(v, j, "stage");
	const size_t n = json_array_size(route);
	struct step_line *steps = arena_array(v->door->arena, n + 1, sizeof(*steps));
	bool is_ahead = !is_open;
	for (size_t i = 0; i < n; i++) {
		const json_t *stop = json_array_get(route, i);
		const char *stage = console_text(v, stop, "stage");
		const bool is_now = is_open && strcmp(stage, now) == 0;
		steps[i].is_now = is_now;
		steps[i].stage = label_stage(v->lang, stage);
		steps[i].unit = console_unit(v, console_text(v, stop, "unit"));
		is_ahead = is_ahead && is_open;
		steps[i].css = is_now ? "now" : is_ahead ? "ahead" : "done";
		steps[i].where = word(v->lang,
		    is_now ? WORD_step_now : is_ahead ? WORD_step_ahead : WORD_step_done);
		is_ahead = is_ahead || is_now;
	}
	*ret_n = n;
	return steps;
}

/* The latest first. */
static const struct stamp_line *
stamps_of(struct visit *v, const json_t *j, size_t *ret_n)
{
	const json_t *entries = json_object_get(j, "entries");
	const size_t n = json_array_size(entries);
	struct stamp_line *stamps = arena_array(v->door->arena, n + 1, sizeof(*stamps));
	for (size_t i = 0; i < n; i++) {
		const json_t *e = json_array_get(entries, n - 1 - i);
		stamps[i] = (struct stamp_line){
			.at = console_text(v, e, "at"),
			.unit = console_unit(v, console_text(v, e, "unit")),
			.officer = console_text(v, e, "officer"),
			.action = label_action(v->lang, console_text(v, e, "action")),
			.stage = label_stage(v->lang, console_text(v, e, "stage")),
			.code = label_code(v->lang, console_text(v, e, "code")),
			.reason = console_text(v, e, "reason"),
			.key = console_text(v, json_object_get(e, "stamp"), "key_id"),
		};
	}
	*ret_n = n;
	return stamps;
}

static const struct ground_line grounds_zh[] = {
#define GROUND(name, no, legal, side, of, zh, en) { #name, zh, false },
#include "core/ground.def"
#undef GROUND
};

/* Those that may be pleaded at all; whether here, the rules say. */
static const struct ground_line *
grounds_of(struct visit *v, const char *chosen, size_t *ret_n)
{
	const size_t n = sizeof(grounds_zh) / sizeof(grounds_zh[0]);
	struct ground_line *list = arena_array(v->door->arena, n, sizeof(*list));
	*ret_n = 0;
	for (size_t i = 0; i < n; i++) {
		enum ground g;
		if (!ground_parse(grounds_zh[i].name, &g) || !ground_is_legal(g))
			continue;
		struct ground_line *line = &list[(*ret_n)++];
		line->name = grounds_zh[i].name;
		line->label = label_code(v->lang, line->name);
		line->is_chosen = strcmp(line->name, chosen) == 0;
	}
	return list;
}

static const char *
sentence_of(struct visit *v, const json_t *j, bool is_open)
{
	const char *holder = console_unit(v, console_text(v, j, "holder"));
	const char *head = word(v->lang, is_open ? WORD_waits_for : WORD_is_closed);
	const char *tail = is_open ? holder : console_text(v, j, "state");
	const size_t size = strlen(head) + strlen(tail) + 2;
	char *text = arena_alloc(v->door->arena, size);
	(void)snprintf(text, size, "%s %s", head, tail);
	return text;
}

static void
show(struct visit *v, unsigned status, const json_t *j, const struct outcome *o)
{
	struct out out = { .size = 0 };
	const json_t *student = json_object_get(j, "student");
	const bool is_open = strcmp(console_text(v, j, "state"), "open") == 0;
	struct docket_page p = {
		.docket = console_text(v, j, "docket"),
		.kind = label_business(v->lang, console_text(v, j, "kind")),
		.number = console_text(v, student, "number"),
		.name = console_text(v, student, "name_masked"),
		.sentence = sentence_of(v, j, is_open),
		.is_open = is_open,
		.is_ours = is_open && strcmp(console_text(v, j, "holder"), v->account.unit.text) == 0,
		.is_done = o->is_done,
		.has_failed = o->has_failed,
		.trouble = o->trouble,
		.remedy = o->remedy,
		.term = label_term(v, j),
		.reason = o->reason,
		.n = json_integer_value(json_object_get(j, "n")),
	};
	p.frame = console_frame(v, p.kind);
	p.steps = steps_of(v, j, is_open, &p.n_steps);
	p.stamps = stamps_of(v, j, &p.n_stamps);
	p.grounds = grounds_of(v, o->code, &p.n_grounds);
	page_docket(&out, &p);
	console_page(v, status, &out);
}

static void
open_docket(struct visit *v, const char *docket, unsigned status, const struct outcome *o)
{
	struct door *d = v->door;
	(void)snprintf(d->segments[0], SEGMENT_MAX, "%s", docket);
	d->fault = NULL;
	door_show_docket(d);
	const unsigned answered = d->answer.status;
	json_t *j = console_take_json(v);
	if (answered == 200 && json_is_object(j))
		show(v, status, j, o);
	else
		console_notice(v, answered == 503 ? 503 : 404,
		    answered == 503 ? WORD_weather : WORD_not_found);
	json_decref(j);
}

void
docket_show(struct visit *v)
{
	const char *docket = arena_text(v->door->arena, v->door->segments[0]);
	const char *done = v->door->query(v->door, "done");
	const struct outcome o = { .is_done = done != NULL, .code = "", .reason = "" };
	open_docket(v, docket, 200, &o);
}

/* The form as the JSON that POST /v1/dockets/{}/{} takes. */
static void
write_body(struct visit *v, const char *verb)
{
	char *end;
	const char *reason = form_value(&v->form, "reason");
	json_t *j = json_pack("{s:s}", "reason", reason);
	if (strcmp(verb, "refuse") == 0)
		(void)json_object_set_new(j, "code", json_string(form_value(&v->form, "code")));
	const long seen = strtol(form_value(&v->form, "seen"), &end, 10);
	(void)json_object_set_new(j, "seen_n", json_integer(*end == '\0' ? seen : -1));
	char *text = json_dumps(j, JSON_COMPACT);
	const struct bytes body = { (const uint8_t *)text, text == NULL ? 0 : strlen(text) };
	v->door->body = arena_copy(v->door->arena, body);
	free(text);
	json_decref(j);
}

static bool
is_verb(const char *verb)
{
	return strcmp(verb, "approve") == 0 || strcmp(verb, "return") == 0
	    || strcmp(verb, "refuse") == 0;
}

/* Done: the browser is sent to the page anew, so that reloading it does nothing twice. Not done: the
 * docket as it is now, and in the form what was typed. */
void
docket_act(struct visit *v)
{
	char path[URL_MAX];
	struct door *d = v->door;
	const char *docket = arena_text(d->arena, d->segments[0]);
	const char *verb = form_value(&v->form, "verb");
	if (!is_verb(verb)) {
		console_notice(v, 400, WORD_bad_form);
		return;
	}
	(void)snprintf(d->segments[0], SEGMENT_MAX, "%s", docket);
	(void)snprintf(d->segments[1], SEGMENT_MAX, "%s", verb);
	write_body(v, verb);
	door_act_on_docket(d);
	const unsigned status = d->answer.status;
	json_t *j = console_take_json(v);
	if (status < 300) {
		(void)snprintf(path, sizeof(path), "/console/dockets/%s?done=1", docket);
		console_go(v, path);
	} else {
		const bool is_en = v->lang == LANG_EN;
		const struct outcome o = {
			.has_failed = true,
			.trouble = console_text(v, j, is_en ? "en" : "zh"),
			.remedy = console_text(v, j, is_en ? "remedy_en" : "remedy_zh"),
			.reason = form_value(&v->form, "reason"),
			.code = form_value(&v->form, "code"),
		};
		open_docket(v, docket, status, &o);
	}
	json_decref(j);
}
