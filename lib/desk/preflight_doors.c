/*
 * All that stands against a filing, at once, and nothing is filed. What cannot be read, and a school that nobody knows,
 * is asked about with something in its place (request.c), as a row of a list is (import_filing.c); what the rules then
 * say about that, and not about what was sent, is left out.
 *
 * Whether the citizen ID is the one inside a G number is not asked: it is the ID "at the time of issue" (regulation
 * §2), and may have been changed since. The record knows; the check of its school compares the two.
 */
#include <stdio.h>
#include <string.h>

#include "core/rule.h"
#include "desk/door.h"
#include "desk/subject.h"

enum { PATH_SHOWN = 96 };

static void
path_of(const struct request_fault *f, char ret[PATH_SHOWN])
{
	(void)snprintf(ret, PATH_SHOWN, "%s%s", f->outer, f->name);
}

/* All that has something in its place. A member of what is a list, or that no filing has, is none. */
static unsigned
faulty(const struct request_faults *faults, const struct header *filing)
{
	unsigned all = 0;
	for (size_t i = 0; i < faults->n; i++) {
		char path[PATH_SHOWN];
		path_of(&faults->list[i], path);
		all |= subject_part(path);
	}
	return subject_with_those(all, business_row(filing->kind));
}

/* -- a school that is none -------------------------------------------------------------- */

static bool
is_school(const struct registry *r, struct unit_code code)
{
	const struct unit *u = registry_find(r, code);
	return u != NULL && u->level == LEVEL_SCHOOL;
}

/* Would such business of that school get as far as the child? */
static bool
does_instead(const struct door *d, const struct header *h, const struct unit *receiving, const struct unit *sending)
{
	const struct registry *r = d->law->registry;
	const struct business_row *kind = business_row(h->kind);
	const bool is_one = receiving == sending;
	const struct unit *filer = receiving == NULL || sending == NULL ? NULL
	    : route_filer(h->kind, r, receiving, sending);
	return filer != NULL && !receiving->is_void && !sending->is_void && is_one == kind->is_one_school
	    && unit_code_equal(filer->code, d->as.unit)
	    && (!kind->crosses || route_scope(r, receiving, sending) == SCOPE_inter_province);
}

static void
stand_in(const struct door *d, struct header *h, bool has_sending, bool has_receiving)
{
	const struct registry *r = d->law->registry;
	const bool is_one = subject_is_of_one(business_row(h->kind));
	for (const struct unit *u = registry_next(r, (struct unit_code){ "" }); u != NULL; u = registry_next(r, u->code)) {
		const struct unit *to = is_one || !has_receiving ? u : registry_find(r, h->receiving_school);
		const struct unit *from = is_one || !has_sending ? u : registry_find(r, h->sending_school);
		if (u->level != LEVEL_SCHOOL || !does_instead(d, h, to, from))
			continue;
		h->receiving_school = to->code;
		h->sending_school = from->code;
		return;
	}
}

static bool
is_said(const struct request_faults *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->list[i].outer[0] == '\0' && strcmp(f->list[i].name, name) == 0)
			return true;
	return false;
}

/* A school that was left out, and one that is none, is asked about as another one. */
static void
look_for_schools(const struct door *d, struct header *h, struct request_faults *f)
{
	const struct registry *r = d->law->registry;
	const bool is_one = subject_is_of_one(business_row(h->kind));
	bool has_sending = !is_said(f, "sending_school"), has_receiving = !is_said(f, "receiving_school");
	if (has_sending && !is_school(r, h->sending_school) && f->n < REQUEST_FAULTS_MAX) {
		f->list[f->n++] = (struct request_fault){ VERDICT_UNKNOWN_UNIT, "", "sending_school" };
		has_sending = false;
	}
	if (has_receiving && !is_one && !is_school(r, h->receiving_school) && f->n < REQUEST_FAULTS_MAX) {
		f->list[f->n++] = (struct request_fault){ VERDICT_UNKNOWN_UNIT, "", "receiving_school" };
		has_receiving = false;
	}
	if (!has_sending || !has_receiving)
		stand_in(d, h, has_sending, has_receiving);
}

/* -- answering -------------------------------------------------------------------------- */

/* The ID that is sought is the new one, where there is one; and a new name is asked after the old. */
static const char *
member_of(enum verdict v, const struct header *h)
{
	if (v == VERDICT_BAD_CITIZEN_ID && h->change.citizen_id.text[0] != '\0')
		return "change.citizen_id";
	return v == VERDICT_BAD_NAME && h->change.name[0] != '\0' && rule_is_name(h->name)
	    ? "change.name" : subject_member(v);
}

static json_t *
json_problem(const struct door *d, const struct relay_answer *a, enum verdict v, const struct header *filing)
{
	const struct verdict_row *row = verdict_row(v);
	json_t *j = json_pack("{s:s, s:i, s:s, s:s, s:s, s:s}", "verdict", row->name, "number", (int)v,
	    "zh", row->zh, "en", row->en, "remedy_zh", row->remedy_zh, "remedy_en", row->remedy_en);
	if (a->opens.ms != 0 && (v == VERDICT_WINDOW_CLOSED || v == VERDICT_PROVINCE_WINDOW_CLOSED))
		(void)json_object_set_new(j, "opens", json_instant(a->opens));
	if (v == VERDICT_DUPLICATE_FILING && a->open.text[0] != '\0')
		(void)json_object_set_new(j, "docket", json_string(a->open.text));
	if (member_of(v, filing)[0] != '\0')
		(void)json_object_set_new(j, "member", json_string(member_of(v, filing)));
	if (v == VERDICT_TOO_LOW)
		(void)json_object_set_new(j, "owner", docket_json_owner(d, filing));
	return j;
}

static json_t *
json_fault(const struct door *d, const struct request_fault *f, const struct header *filing)
{
	static const struct relay_answer nothing;
	char path[PATH_SHOWN];
	json_t *j = json_problem(d, &nothing, f->verdict, filing);
	path_of(f, path);
	(void)json_object_set_new(j, "member", json_string(path));
	return j;
}

static void
answer_all(struct door *d, const struct request_faults *faults, const struct relay_answer *found,
    const struct header *filing)
{
	const unsigned all = faulty(faults, filing);
	json_t *list = json_array();
	for (size_t i = 0; i < faults->n; i++)
		(void)json_array_append_new(list, json_fault(d, &faults->list[i], filing));
	for (size_t i = 0; i < found->n_found; i++)
		if ((subject_of(found->found[i]) & all) == 0)
			(void)json_array_append_new(list, json_problem(d, found, found->found[i], filing));
	answer_json(d, 200, json_pack("{s:o}", "problems", list));
}

/* Weather while the scans were looked for. */
static bool
is_weather(const struct request_faults *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (verdict_row(f->list[i].verdict)->class == VERDICT_WEATHER)
			return true;
	return false;
}

/* A kind that is none has no rules. */
static void
ask(struct door *d, struct relay_action *a, struct request_faults *faults)
{
	struct relay_answer found = { .verdict = VERDICT_OK };
	struct header *h = &a->happening.filing;
	if (is_weather(faults)) {
		answer_verdict(d, VERDICT_BUSY, NULL);
		return;
	}
	if (business_row(h->kind) != NULL) {
		look_for_schools(d, h, faults);
		found = desk_submit(d, a);
	}
	if (found.verdict != VERDICT_OK) {
		d->answer.retry_after_s = found.retry_after_s;
		answer_verdict(d, found.verdict, NULL);
		return;
	}
	answer_all(d, faults, &found, h);
}

void
enter_preflight(struct door *d)
{
	struct relay_action a = { .is_trial = true };
	struct request_faults faults;
	if (d->is_crowded) {
		docket_put_off_filing(d);
		return;
	}
	json_t *body = request_object(d);
	if (body == NULL)
		return;
	docket_begin_happening(d, HAPPENING_FILE, &a.happening);
	request_filing_all(d, body, &a.happening, &faults);
	a.docket = a.happening.filing.id;
	json_decref(body);
	ask(d, &a, &faults);
}
