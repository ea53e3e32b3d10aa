/*
 * What an officer decides on the page of a docket. Done: the browser is sent to the page anew, so that
 * reloading it does nothing twice. Not done: the docket as it is now, and in the form what was typed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/table.h"
#include "core/rule.h"
#include "desk/subject.h"

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
	if (strcmp(verb, "withdraw") != 0)
		put_member(v, j, "code");
	if (strcmp(verb, "correct") == 0) {
		put_member(v, j, "name");
		put_member(v, j, "citizen_id");
	}
	const long seen = strtol(form_value(&v->form, "seen"), &end, 10);
	(void)json_object_set_new(j, "seen_n", json_integer(*end == '\0' ? seen : -1));
	console_set_body(v, j);
}

/* Of a correction, what is wrong with a name or ID stands at its field. */
static void
say_at_field(struct visit *v, const json_t *j, struct outcome *o)
{
	const enum verdict verdict = (enum verdict)ask_number(j, "number");
	const char *member = verdict == VERDICT_BAD_REQUEST ? console_text(v, json_object_get(j, "details"), "member")
	    : subject_member(verdict);
	const char *dot = strchr(member, '.');
	const char *field = dot == NULL ? member : dot + 1;
	const char *said = table_text(v, "%s%s%s", ask_sentence(v, j), v->lang == LANG_EN ? ". " : "。", ask_remedy(v, j));
	if (strcmp(field, "name") == 0)
		o->name_fault = said;
	if (strcmp(field, "citizen_id") == 0)
		o->id_fault = said;
}

/* What the form lacks, in the words of its labels and at once; else the sentence of the verdict. */
static void
say_trouble(struct visit *v, const char *verb, const json_t *j, struct outcome *o)
{
	const json_int_t verdict = json_integer_value(json_object_get(j, "number"));
	const bool lacks_ground = strcmp(verb, "refuse") == 0 && o->code[0] == '\0';
	if (verdict == VERDICT_REASON_MISSING)
		o->reason_fault = word(v->lang, WORD_lacks_words);
	if (o->code[0] != '\0' && strcmp(verb, "refuse") != 0 && verdict == VERDICT_BAD_REQUEST)
		o->code_fault = word(v->lang, WORD_ground_is_of_refusal);
	if ((verdict == VERDICT_REASON_MISSING || verdict == VERDICT_GROUND_MISSING) && lacks_ground)
		o->code_fault = word(v->lang, WORD_lacks_ground);
	if (strcmp(verb, "correct") == 0)
		say_at_field(v, j, o);
	if (o->reason_fault != NULL || o->code_fault != NULL || o->name_fault != NULL || o->id_fault != NULL)
		return;
	o->trouble = ask_sentence(v, j);
	o->remedy = ask_remedy(v, j);
}

static struct outcome
failed(struct visit *v, const char *verb)
{
	return (struct outcome){
		.has_failed = true,
		.trouble = "",
		.remedy = "",
		.reason = form_value(&v->form, "reason"),
		.code = form_value(&v->form, "code"),
		.name = form_value(&v->form, "name"),
		.citizen_id = form_value(&v->form, "citizen_id"),
		.is_withdrawal = strcmp(verb, "withdraw") == 0,
	};
}

/* A correction that neither says nor changes anything would send the docket on its way for nothing. It is
 * no rule of the law: a program may answer by sending it again as it was. */
static bool
says_nothing(const struct visit *v, const char *verb)
{
	return strcmp(verb, "correct") == 0 && !rule_has_words(form_value(&v->form, "reason"))
	    && form_value(&v->form, "name")[0] == '\0' && form_value(&v->form, "citizen_id")[0] == '\0';
}

static void
act(struct visit *v, const char *docket, const char *verb)
{
	char path[URL_MAX];
	struct door *d = v->door;
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
		struct outcome o = failed(v, verb);
		say_trouble(v, verb, j, &o);
		docket_open(v, docket, status, &o);
	}
	json_decref(j);
}

void
docket_act(struct visit *v)
{
	const char *docket = arena_text(v->door->arena, v->door->segments[0]);
	const char *verb = form_value(&v->form, "verb");
	if (!docket_is_verb(verb)) {
		console_notice(v, 400, WORD_bad_form);
	} else if (says_nothing(v, verb)) {
		struct outcome o = failed(v, verb);
		o.reason_fault = word(v->lang, WORD_lacks_answer);
		docket_open(v, docket, 400, &o);
	} else {
		act(v, docket, verb);
	}
}
