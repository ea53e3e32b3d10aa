/*
 * The child of a docket: masked, and for a purpose shown for a minute. htmx puts what it gets in place of
 * the section and fetches the masked one again after 60 seconds; without a script the browser
 * goes back to the docket by itself. What is masked is masked here; no page carries what it hides.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/inside.h"

struct student_page
unmask_section(struct visit *v, const json_t *docket)
{
	const json_t *student = json_object_get(docket, "student");
	const enum role role = v->role;
	return (struct student_page){
		.frame = console_frame(v, word(v->lang, WORD_student_of)),
		.docket = console_text(v, docket, "docket"),
		.number = look_masked(v, console_text(v, student, "number")),
		.name = console_text(v, student, "name_masked"),
		.citizen_id = "",
		.may_show = role == ROLE_REGISTRAR || role == ROLE_HEAD || role == ROLE_CLERK,
		.purpose = form_value(&v->form, "purpose"),
	};
}

/* To htmx the section alone; to a browser without it a page, which does not stay. */
static void
send(struct visit *v, unsigned status, const struct student_page *s)
{
	struct out out = { .size = 0 };
	struct answer *a = &v->door->answer;
	const bool is_htmx = v->door->header(v->door, "HX-Request") != NULL;
	const struct unmask_page p = { .frame = s->frame, .student = *s, .docket = s->docket };
	if (is_htmx)
		page_student(&out, s);
	else
		page_unmask(&out, &p);
	console_page(v, is_htmx ? 200 : status, &out);
	if (!is_htmx && s->is_shown)
		(void)snprintf(a->refresh, sizeof(a->refresh), "60; url=/console/dockets/%s", s->docket);
}

/* NULL: answered. To be decref'd. */
static json_t *
ask_docket(struct visit *v, const char *docket)
{
	unsigned status;
	json_t *j = docket_look(v, docket, &status);
	if (j == NULL)
		console_notice(v, status == 503 ? 503 : 404,
		    status == 503 ? WORD_weather : WORD_not_found);
	return j;
}

void
unmask_hide(struct visit *v)
{
	const char *docket = arena_text(v->door->arena, v->door->segments[0]);
	json_t *j = ask_docket(v, docket);
	if (j != NULL && look_record(v, "docket", docket)) {
		const struct student_page s = unmask_section(v, j);
		send(v, 200, &s);
	}
	json_decref(j);
}

/* Not for this purpose, or not for him: the masked section with a word. */
static void
refuse(struct visit *v, const char *docket, unsigned status)
{
	json_t *j = status == 503 ? NULL : ask_docket(v, docket);
	if (status == 503)
		console_notice(v, 503, WORD_weather);
	if (j != NULL) {
		struct student_page s = unmask_section(v, j);
		s.has_trouble = true;
		send(v, status, &s);
	}
	json_decref(j);
}

void
unmask_show(struct visit *v)
{
	struct door *d = v->door;
	const char *docket = arena_text(d->arena, d->segments[0]);
	console_set_body(v, json_pack("{s:s}", "purpose", form_value(&v->form, "purpose")));
	door_unmask_docket(d);
	const unsigned status = d->answer.status;
	json_t *j = console_take_json(v);
	if (status == 200 && json_is_object(j)) {
		const struct student_page s = {
			.frame = console_frame(v, word(v->lang, WORD_student_of)),
			.docket = console_text(v, j, "docket"),
			.number = console_text(v, j, "number"),
			.name = console_text(v, j, "name"),
			.citizen_id = console_text(v, j, "citizen_id"),
			.is_shown = true,
		};
		send(v, 200, &s);
	} else
		refuse(v, docket, status);
	json_decref(j);
}
