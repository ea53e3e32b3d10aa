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

#include "desk/door.h"

/* What a filing has. */
enum {
	SENDING = 1,
	RECEIVING = 2,
	NUMBER = 4,
	NAME = 8,
	ID = 16,
	GRADE = 32,
	CHANGE = 64,
	SCANS = 128,
	REASON = 256,
	ARRIVED = 512,
	LINK = 1024,
	FIRST_GRADE = 2048,	/* of a first record, which is late with any other */
	SCHOOLS = SENDING | RECEIVING,
	RECORD = SCHOOLS | NUMBER | NAME | ID | GRADE | CHANGE,
};

static const struct {
	const char *outer, *name;	/* name NULL: any */
	unsigned what;
} members[] = {
	{ "", "sending_school", SENDING },
	{ "", "receiving_school", RECEIVING },
	{ "", "student", NUMBER | NAME | ID | GRADE },
	{ "", "change", CHANGE },
	{ "", "attachments", SCANS },
	{ "", "reason", REASON },
	{ "", "arrived_on", ARRIVED },
	{ "", "about", LINK },
	{ "", "follows", LINK },
	{ "student.", "number", NUMBER },
	{ "student.", "name", NAME },
	{ "student.", "citizen_id", ID },
	{ "student.", "grade", GRADE },
	{ "change.", NULL, CHANGE },
};

/* What an answer is about; of one that is not here, the record and the schools. */
static const struct {
	enum verdict verdict;
	unsigned what;
} subjects[] = {
	{ VERDICT_ROLE_NOT_ALLOWED, 0 },
	{ VERDICT_UNKNOWN_UNIT, SCHOOLS },
	{ VERDICT_UNIT_VOID, SCHOOLS },
	{ VERDICT_SAME_SCHOOL, SCHOOLS },
	{ VERDICT_ONE_SCHOOL_ONLY, SCHOOLS },
	{ VERDICT_NOT_BETWEEN_PROVINCES, SCHOOLS },
	{ VERDICT_NOT_RECEIVING_SCHOOL, SCHOOLS },
	{ VERDICT_NOT_THE_FILER, SCHOOLS },
	{ VERDICT_NOT_UNDER_YOU, SCHOOLS },
	{ VERDICT_TOO_LOW, SCHOOLS },
	{ VERDICT_CHILD_NAMED, 0 },
	{ VERDICT_BAD_NAME, NAME | CHANGE },
	{ VERDICT_BAD_STUDENT_NUMBER, NUMBER },
	{ VERDICT_WRONG_NUMBER_KIND, NUMBER },
	{ VERDICT_BAD_CITIZEN_ID, NUMBER | ID | CHANGE },
	{ VERDICT_BAD_BIRTH, ID | CHANGE },
	{ VERDICT_BAD_GRADE, RECEIVING | GRADE },
	{ VERDICT_NOT_THIS_GRADE_NOW, GRADE },
	{ VERDICT_TOO_YOUNG, GRADE | CHANGE },
	{ VERDICT_CHANGE_NOT_ASKED, CHANGE },
	{ VERDICT_CHANGE_MISSING, CHANGE },
	{ VERDICT_BAD_CONTACT, CHANGE },
	{ VERDICT_BAD_PERIOD, CHANGE | ARRIVED },
	{ VERDICT_EVIDENCE_MISSING, SCANS },
	{ VERDICT_NOT_ARRIVED, ARRIVED },
	{ VERDICT_NOTHING_TO_FOLLOW, LINK | RECORD },
	{ VERDICT_REASON_MISSING, REASON },
	{ VERDICT_REASON_TOO_LONG, REASON },
	{ VERDICT_WINDOW_CLOSED, ARRIVED | FIRST_GRADE },
	{ VERDICT_PROVINCE_WINDOW_CLOSED, RECEIVING | ARRIVED | FIRST_GRADE },
};

static unsigned
subject_of(enum verdict v)
{
	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++)
		if (subjects[i].verdict == v)
			return subjects[i].what;
	return RECORD;
}

static unsigned
part_of(const struct request_fault *f)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (strcmp(members[i].outer, f->outer) == 0
		    && (members[i].name == NULL || strcmp(members[i].name, f->name) == 0))
			return members[i].what;
	return 0;
}

static bool
is_of_one(const struct header *h)
{
	const struct business_row *kind = business_row(h->kind);
	return kind == NULL || kind->is_one_school || kind->names_no_child;
}

/* All that has something in its place. */
static unsigned
faulty(const struct request_faults *faults, const struct header *filing)
{
	unsigned all = 0;
	const struct business_row *kind = business_row(filing->kind);
	for (size_t i = 0; i < faults->n; i++)
		all |= part_of(&faults->list[i]);
	if ((all & SCHOOLS) != 0 && is_of_one(filing))
		all |= SCHOOLS;
	return (all & GRADE) != 0 && kind != NULL && kind->is_first ? all | FIRST_GRADE : all;
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
	const bool is_one = is_of_one(h);
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
	const bool is_one = is_of_one(h);
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

static json_t *
json_problem(const struct door *d, const struct relay_answer *a, enum verdict v, const struct header *filing)
{
	const struct verdict_row *row = verdict_row(v);
	json_t *j = json_pack("{s:s, s:i, s:s, s:s, s:s, s:s}", "verdict", row->name, "number", (int)v,
	    "zh", row->zh, "en", row->en, "remedy_zh", row->remedy_zh, "remedy_en", row->remedy_en);
	if (a->opens.ms != 0 && (v == VERDICT_WINDOW_CLOSED || v == VERDICT_PROVINCE_WINDOW_CLOSED))
		(void)json_object_set_new(j, "opens", json_instant(a->opens));
	if (v == VERDICT_TOO_LOW)
		(void)json_object_set_new(j, "owner", docket_json_owner(d, filing));
	return j;
}

static json_t *
json_fault(const struct door *d, const struct request_fault *f, const struct header *filing)
{
	enum { PATH_MAX_SHOWN = 96 };
	static const struct relay_answer nothing;
	char path[PATH_MAX_SHOWN];
	json_t *j = json_problem(d, &nothing, f->verdict, filing);
	(void)snprintf(path, sizeof(path), "%s%s", f->outer, f->name);
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
