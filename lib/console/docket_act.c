/*
 * What an officer decides on the page of a docket. Done: the browser is sent to the page anew, so that
 * reloading it does nothing twice. Not done: the docket as it is now, and in the form what was typed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/inside.h"

/* The members that a verb takes beside the words. */
static void
put_member(struct visit *v, json_t *j, const char *name)
{
	const char *value = form_value(&v->form, name);
	if (value[0] != '\0')
		(void)json_object_set_new(j, name, json_string(value));
}

/* The form as the JSON that POST /v1/dockets/{}/{} takes. */
static void
write_body(struct visit *v, const char *verb)
{
	char *end;
	json_t *j = json_pack("{s:s}", "reason", form_value(&v->form, "reason"));
	if (strcmp(verb, "refuse") == 0)
		put_member(v, j, "code");
	if (strcmp(verb, "correct") == 0) {
		put_member(v, j, "name");
		put_member(v, j, "citizen_id");
	}
	const long seen = strtol(form_value(&v->form, "seen"), &end, 10);
	(void)json_object_set_new(j, "seen_n", json_integer(*end == '\0' ? seen : -1));
	console_set_body(v, j);
}

static void
show_trouble(struct visit *v, const char *docket, unsigned status, const json_t *j)
{
	const bool is_en = v->lang == LANG_EN;
	const struct outcome o = {
		.has_failed = true,
		.trouble = console_text(v, j, is_en ? "en" : "zh"),
		.remedy = console_text(v, j, is_en ? "remedy_en" : "remedy_zh"),
		.reason = form_value(&v->form, "reason"),
		.code = form_value(&v->form, "code"),
		.name = form_value(&v->form, "name"),
		.citizen_id = form_value(&v->form, "citizen_id"),
	};
	docket_open(v, docket, status, &o);
}

void
docket_act(struct visit *v)
{
	char path[URL_MAX];
	struct door *d = v->door;
	const char *docket = arena_text(d->arena, d->segments[0]);
	const char *verb = form_value(&v->form, "verb");
	if (!docket_is_verb(verb)) {
		console_notice(v, 400, WORD_bad_form);
		return;
	}
	(void)snprintf(d->segments[1], SEGMENT_MAX, "%s", verb);
	write_body(v, verb);
	door_act_on_docket(d);
	const unsigned status = d->answer.status;
	json_t *j = console_take_json(v);
	if (status < 300) {
		const bool is_underway = json_is_true(json_object_get(j, "underway"));
		(void)snprintf(path, sizeof(path), "/console/dockets/%s?%s=%lld", docket,
		    is_underway ? "underway" : "done",
		    (long long)json_integer_value(json_object_get(j, "n")));
		console_go(v, path);
	} else {
		show_trouble(v, docket, status, j);
	}
	json_decref(j);
}
