/*
 * What people send, turned into core values: every member known, every field bounded, every
 * text UTF-8. What cannot be understood is BAD_REQUEST with the member's name; what is
 * understood but not sound has a verdict of its own, most of them given by the core.
 */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "core/rule.h"
#include "desk/door.h"

#define N_OF(list) (sizeof(list) / sizeof((list)[0]))

/* -- JSON ----------------------------------------------------------------------------- */

json_t *
request_json(struct door *d)
{
	json_error_t wrong;
	if (d->is_too_large) {
		answer_verdict(d, VERDICT_TOO_LARGE, NULL);
		return NULL;
	}
	json_t *body =
	    json_loadb((const char *)d->body.data, d->body.size, JSON_REJECT_DUPLICATES, &wrong);
	if (body == NULL)
		answer_bad_request(d, "the body is not JSON");
	return body;
}

json_t *
request_object(struct door *d)
{
	json_t *body = request_json(d);
	if (body == NULL || json_is_object(body))
		return body;
	json_decref(body);
	answer_bad_request(d, "the body is not a JSON object");
	return NULL;
}

/* The name is copied: it may belong to the body, which goes before the answer is written. */
static enum verdict
bad_member(struct door *d, const char *name)
{
	enum { NAME_MAX_SHOWN = 64 };
	d->fault = strlen(name) > NAME_MAX_SHOWN ? "..." : arena_text(d->arena, name);
	return VERDICT_BAD_REQUEST;
}

static enum verdict
take_text(struct door *d, const json_t *value, const struct member *m)
{
	m->text[0] = '\0';
	if (value == NULL || json_is_null(value))
		return VERDICT_OK;
	const char *text = json_string_value(value);
	if (text == NULL || !text_is_utf8(text, json_string_length(value)))
		return bad_member(d, m->name);
	if (text_copy(m->text, m->size, text))
		return VERDICT_OK;
	d->fault = m->name;
	return m->too_long;
}

static bool
is_listed(const char *name, const struct member *members, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(members[i].name, name) == 0)
			return true;
	return false;
}

/* What the list has no name for is refused by name: a slip in "reason" must not be taken for a
 * filing without one. */
static const char *
first_unlisted(json_t *object, const struct member *members, size_t n)
{
	for (void *i = json_object_iter(object); i != NULL; i = json_object_iter_next(object, i))
		if (!is_listed(json_object_iter_key(i), members, n))
			return json_object_iter_key(i);
	return NULL;
}

enum verdict
request_members(struct door *d, json_t *object, const struct member *members, size_t n)
{
	const char *unlisted = first_unlisted(object, members, n);
	if (unlisted != NULL)
		return bad_member(d, unlisted);
	for (size_t i = 0; i < n; i++) {
		if (members[i].text == NULL)
			continue;
		const enum verdict v =
		    take_text(d, json_object_get(object, members[i].name), &members[i]);
		if (v != VERDICT_OK)
			return v;
	}
	return VERDICT_OK;
}

enum verdict
request_number(struct door *d, const json_t *object, const char *name, long least, long most,
    long *ret)
{
	const json_t *value = json_object_get(object, name);
	if (value == NULL || json_is_null(value))
		return VERDICT_OK;
	if (!json_is_integer(value) || json_integer_value(value) < least
	    || json_integer_value(value) > most)
		return bad_member(d, name);
	*ret = (long)json_integer_value(value);
	return VERDICT_OK;
}

/* -- filing --------------------------------------------------------------------------- */

/* Where members are read of which each has to be said: what is wrong is noted, and something that can be read
 * stands in its place, so that all the rest is read and asked too. */
struct reading {
	struct door *d;
	const char *outer;	/* the member that they are members of; "": the body */
	struct request_faults *faults;
};

static void
note(struct reading *r, enum verdict v, const char *name)
{
	struct request_faults *f = r->faults;
	if (f->n == REQUEST_FAULTS_MAX)
		return;
	(void)bad_member(r->d, name);
	f->list[f->n++] = (struct request_fault){ v, r->outer, r->d->fault };
	r->d->fault = NULL;
}

/* The text of one that is not as it should be is empty. */
static void
take_members(struct reading *r, json_t *object, const struct member *members, size_t n)
{
	for (void *i = json_object_iter(object); i != NULL; i = json_object_iter_next(object, i))
		if (!is_listed(json_object_iter_key(i), members, n))
			note(r, VERDICT_BAD_REQUEST, json_object_iter_key(i));
	for (size_t i = 0; i < n; i++) {
		const enum verdict v = members[i].text == NULL ? VERDICT_OK
		    : take_text(r->d, json_object_get(object, members[i].name), &members[i]);
		if (v == VERDICT_OK)
			continue;
		members[i].text[0] = '\0';
		note(r, v, members[i].name);
	}
}

static enum verdict
take_attachment(struct door *d, const json_t *digest, struct attachment *ret)
{
	uint8_t bytes[DIGEST_SIZE];
	if (!json_is_string(digest) || !text_unhex(json_string_value(digest), bytes, sizeof(bytes)))
		return VERDICT_BAD_REQUEST;
	if (store_attachment_renew(desk_store(d), bytes, d->now, ret) != STORE_OK)
		return VERDICT_BUSY;
	return ret->size == 0 ? VERDICT_ATTACHMENT_UNKNOWN : VERDICT_OK;
}

static void
take_attachments(struct reading *r, const json_t *list, struct header *h)
{
	size_t i;
	const json_t *one;
	if (list == NULL || json_is_null(list))
		return;
	if (!json_is_array(list) || json_array_size(list) > ATTACHMENTS_MAX) {
		note(r, VERDICT_BAD_REQUEST, "attachments");
		return;
	}
	json_array_foreach(list, i, one)
	{
		const enum verdict v = take_attachment(r->d, one, &h->attachments[h->n_attachments]);
		if (v == VERDICT_OK)
			h->n_attachments++;
		else
			note(r, v, "attachments");
	}
}

/* A grade that the record says may be left out. */
static void
take_grade(struct reading *r, const json_t *student, struct header *h)
{
	const struct business_row *kind = business_row(h->kind);
	const json_t *value = json_object_get(student, "grade");
	const bool is_known = value == NULL
	    && (kind == NULL || kind->names_no_child || (kind->is_one_school && !kind->is_first));
	long grade = 0;
	enum verdict v = request_number(r->d, student, "grade", INT16_MIN, INT16_MAX, &grade);
	if (v == VERDICT_OK && !is_known && (grade < 1 || grade > GRADE_MAX))
		v = VERDICT_BAD_GRADE;
	h->grade = v == VERDICT_OK ? (int)grade : 1;
	if (v != VERDICT_OK)
		note(r, v, "grade");
}

static void
take_student(struct reading *r, json_t *student, struct header *h)
{
	const struct member members[] = {
		{ "number", h->number.text, sizeof(h->number.text), VERDICT_BAD_STUDENT_NUMBER },
		{ "citizen_id", h->citizen_id.text, sizeof(h->citizen_id.text), VERDICT_BAD_CITIZEN_ID },
		{ "name", h->name, sizeof(h->name), VERDICT_BAD_NAME },
		{ "grade", NULL, 0, VERDICT_OK },
	};
	struct reading inside = { r->d, "student.", r->faults };
	const struct business_row *kind = business_row(h->kind);
	if (student == NULL && kind != NULL && kind->names_no_child)
		return;
	if (!json_is_object(student)) {
		h->grade = 1;
		note(r, VERDICT_BAD_REQUEST, "student");
		return;
	}
	take_members(&inside, student, members, N_OF(members));
	take_grade(&inside, student, h);
}

static void
take_change(struct reading *r, json_t *change, struct change *c)
{
	char until[DAY_TEXT_MAX], birth[DAY_TEXT_MAX], sex[2];
	const struct member members[] = {
		{ "until", until, sizeof(until), VERDICT_BAD_PERIOD },
		{ "name", c->name, sizeof(c->name), VERDICT_BAD_NAME },
		{ "citizen_id", c->citizen_id.text, sizeof(c->citizen_id.text), VERDICT_BAD_CITIZEN_ID },
		{ "address", c->contact.address, sizeof(c->contact.address), VERDICT_BAD_CONTACT },
		{ "phone", c->contact.phone, sizeof(c->contact.phone), VERDICT_BAD_CONTACT },
		{ "guardian", c->contact.guardian, sizeof(c->contact.guardian), VERDICT_BAD_CONTACT },
		{ "birth", birth, sizeof(birth), VERDICT_BAD_BIRTH },
		{ "sex", sex, sizeof(sex), VERDICT_BAD_BIRTH },
	};
	struct reading inside = { r->d, "change.", r->faults };
	if (change == NULL)
		return;
	if (!json_is_object(change)) {
		note(r, VERDICT_BAD_REQUEST, "change");
		return;
	}
	take_members(&inside, change, members, N_OF(members));
	if (until[0] != '\0' && !day_parse(until, &c->until))
		note(&inside, VERDICT_BAD_PERIOD, "until");
	if (birth[0] != '\0' && !day_parse(birth, &c->birth))
		note(&inside, VERDICT_BAD_BIRTH, "birth");
	c->sex = sex[0];
}

/* The texts that stand beside the student. */
struct paper {
	char docket[DOCKET_ID_MAX], kind[32], arrived_on[DAY_TEXT_MAX];
	char sending[UNIT_CODE_MAX], receiving[UNIT_CODE_MAX], about[DOCKET_ID_MAX];
	char follows[DOCKET_ID_MAX];
};

static bool
has_fault(const struct reading *r, const char *name)
{
	for (size_t i = 0; i < r->faults->n; i++)
		if (strcmp(r->faults->list[i].outer, r->outer) == 0
		    && strcmp(r->faults->list[i].name, name) == 0)
			return true;
	return false;
}

/* Business of one school is about the clerk's own, or the one that an office names; a complaint
 * about the one that has to answer, and another if there is one. */
static void
read_schools(struct reading *r, const struct paper *p, struct header *h)
{
	const struct business_row *kind = business_row(h->kind);
	const bool is_one = kind == NULL || kind->is_one_school || kind->names_no_child;
	h->sending_school = r->d->as.unit;
	if (p->sending[0] == '\0' && !is_one && !has_fault(r, "sending_school"))
		note(r, VERDICT_BAD_REQUEST, "sending_school");
	if (p->sending[0] != '\0' && !unit_code_parse(p->sending, &h->sending_school))
		note(r, VERDICT_UNKNOWN_UNIT, "sending_school");
	h->receiving_school = is_one ? h->sending_school : r->d->as.unit;
	if (p->receiving[0] != '\0' && !unit_code_parse(p->receiving, &h->receiving_school))
		note(r, VERDICT_UNKNOWN_UNIT, "receiving_school");
}

static void
read_paper(struct reading *r, const struct paper *p, struct header *h)
{
	if (!business_parse(p->kind, &h->kind) && !has_fault(r, "kind"))
		note(r, VERDICT_BAD_REQUEST, "kind");
	if (p->arrived_on[0] != '\0' && !day_parse(p->arrived_on, &h->arrived_on))
		note(r, VERDICT_BAD_REQUEST, "arrived_on");
	read_schools(r, p, h);
	if (p->about[0] != '\0' && !docket_id_parse(p->about, &h->about))
		note(r, VERDICT_BAD_REQUEST, "about");
	if (p->follows[0] != '\0' && !docket_id_parse(p->follows, &h->follows))
		note(r, VERDICT_BAD_REQUEST, "follows");
	if (p->docket[0] != '\0' && docket_id_parse(p->docket, &h->id))
		return;
	clock_uuid7(h->id.text);
	if (p->docket[0] != '\0')
		note(r, VERDICT_BAD_REQUEST, "docket");
}

void
request_filing_all(struct door *d, json_t *body, struct happening *ret, struct request_faults *ret_faults)
{
	struct paper p;
	struct header *h = &ret->filing;
	struct reading r = { d, "", ret_faults };
	const struct member members[] = {
		{ "docket", p.docket, sizeof(p.docket), VERDICT_BAD_REQUEST },
		{ "kind", p.kind, sizeof(p.kind), VERDICT_BAD_REQUEST },
		{ "sending_school", p.sending, sizeof(p.sending), VERDICT_UNKNOWN_UNIT },
		{ "receiving_school", p.receiving, sizeof(p.receiving), VERDICT_UNKNOWN_UNIT },
		{ "arrived_on", p.arrived_on, sizeof(p.arrived_on), VERDICT_BAD_REQUEST },
		{ "about", p.about, sizeof(p.about), VERDICT_BAD_REQUEST },
		{ "follows", p.follows, sizeof(p.follows), VERDICT_BAD_REQUEST },
		{ "reason", ret->reason, sizeof(ret->reason), VERDICT_REASON_TOO_LONG },
		{ "student", NULL, 0, VERDICT_OK },
		{ "attachments", NULL, 0, VERDICT_OK },
		{ "change", NULL, 0, VERDICT_OK },
	};
	ret_faults->n = 0;
	h->arrived_on = instant_day(d->now);
	take_members(&r, body, members, N_OF(members));
	read_paper(&r, &p, h);
	take_student(&r, json_object_get(body, "student"), h);
	take_change(&r, json_object_get(body, "change"), &h->change);
	take_attachments(&r, json_object_get(body, "attachments"), h);
}

enum verdict
request_filing(struct door *d, json_t *body, struct happening *ret)
{
	struct request_faults f;
	request_filing_all(d, body, ret, &f);
	if (f.n == 0)
		return VERDICT_OK;
	d->fault = f.list[0].name;
	return f.list[0].verdict;
}

/* -- the other actions ---------------------------------------------------------------- */

enum verdict
request_action(struct door *d, json_t *body, struct relay_action *ret)
{
	char ground[40];
	long seen = 0;
	struct happening *h = &ret->happening;
	struct correction *c = &h->correction;
	const struct member members[] = {
		{ "code", ground, sizeof(ground), VERDICT_UNKNOWN_GROUND },
		{ "reason", h->reason, sizeof(h->reason), VERDICT_REASON_TOO_LONG },
		{ "name", c->name, sizeof(c->name), VERDICT_BAD_NAME },
		{ "citizen_id", c->citizen_id.text, sizeof(c->citizen_id.text), VERDICT_BAD_CITIZEN_ID },
		{ "seen_n", NULL, 0, VERDICT_OK },
	};
	enum verdict v = request_members(d, body, members, N_OF(members));
	if (v == VERDICT_OK)
		v = request_number(d, body, "seen_n", 0, INT32_MAX, &seen);
	if (v == VERDICT_OK && ground[0] != '\0' && h->kind != HAPPENING_REFUSE)
		v = bad_member(d, "code");	/* whoever gives one does not mean to approve */
	if (v == VERDICT_OK && ground[0] != '\0' && !ground_parse(ground, &h->ground))
		v = VERDICT_UNKNOWN_GROUND;
	ret->seen_n = (uint32_t)seen;
	return v;
}

/* -- records -------------------------------------------------------------------------- */

static enum verdict
read_record(struct door *d, const json_t *one, struct record *r, const char *birth,
    const char *sex, const char *status, const char *graduated_on)
{
	const json_t *problem = json_object_get(one, "problem");
	long grade = 0;
	if (number_check_student(r->number.text, d->law->divisions, instant_day(d->now)) != NUMBER_OK)
		return VERDICT_BAD_STUDENT_NUMBER;
	if (!rule_is_name(r->name))
		return VERDICT_BAD_NAME;
	if (!day_parse(birth, &r->birth))
		return bad_member(d, "birth");
	if (strcmp(sex, "1") != 0 && strcmp(sex, "2") != 0)
		return bad_member(d, "sex");
	if (!status_parse(status, &r->status))
		return bad_member(d, "status");
	if (graduated_on[0] != '\0' && !day_parse(graduated_on, &r->graduated_on))
		return bad_member(d, "graduated_on");
	if (r->status == STATUS_graduated)
		r->graduated_from = d->as.unit;
	if (problem != NULL && !json_is_boolean(problem))
		return bad_member(d, "problem");
	const enum verdict v = request_number(d, one, "grade", INT16_MIN, INT16_MAX, &grade);
	if (v != VERDICT_OK)
		return v;
	r->sex = sex[0];
	r->is_problem = json_is_true(problem);
	r->grade = (int)grade;
	return grade < 1 || grade > GRADE_MAX ? VERDICT_BAD_GRADE : VERDICT_OK;
}

enum verdict
request_record(struct door *d, json_t *one, struct record *ret)
{
	static const struct record none;
	struct record r = none;
	char birth[DAY_TEXT_MAX], sex[2], status[32], graduated_on[DAY_TEXT_MAX];
	const struct member members[] = {
		{ "graduated_on", graduated_on, sizeof(graduated_on), VERDICT_BAD_REQUEST },
		{ "number", r.number.text, sizeof(r.number.text), VERDICT_BAD_STUDENT_NUMBER },
		{ "citizen_id", r.citizen_id.text, sizeof(r.citizen_id.text), VERDICT_BAD_CITIZEN_ID },
		{ "name", r.name, sizeof(r.name), VERDICT_BAD_NAME },
		{ "birth", birth, sizeof(birth), VERDICT_BAD_REQUEST },
		{ "sex", sex, sizeof(sex), VERDICT_BAD_REQUEST },
		{ "status", status, sizeof(status), VERDICT_BAD_REQUEST },
		{ "grade", NULL, 0, VERDICT_OK },
		{ "problem", NULL, 0, VERDICT_OK },
	};
	if (!json_is_object(one))
		return VERDICT_BAD_REQUEST;
	enum verdict v = request_members(d, one, members, N_OF(members));
	if (v == VERDICT_OK)
		v = read_record(d, one, &r, birth, sex, status, graduated_on);
	if (v != VERDICT_OK)
		return v;
	r.school = d->as.unit;
	*ret = r;
	return VERDICT_OK;
}

/* -- parameters ----------------------------------------------------------------------- */

bool
request_id(const char *text, int64_t *ret)
{
	int64_t n = 0;
	const char *p = text;
	for (; *p >= '0' && *p <= '9' && n < INT64_MAX / 20; p++)
		n = n * 10 + (*p - '0');
	if (*p != '\0' || n == 0)
		return false;
	*ret = n;
	return true;
}

bool
request_after(struct door *d, struct student_number *ret)
{
	static const struct student_number none;
	const char *text = d->query(d, "after");
	*ret = none;
	if (text == NULL || (text_is_ident(text) && text_copy(ret->text, sizeof(ret->text), text)))
		return true;
	d->fault = "after";
	answer_bad_request(d, "a student number");
	return false;
}

bool
request_limit(struct door *d, size_t *ret)
{
	const char *text = d->query(d, "limit");
	int64_t n = PAGE_MAX;
	if (text != NULL && (!request_id(text, &n) || n > PAGE_MAX)) {
		d->fault = "limit";
		answer_bad_request(d, "from 1 to 200");
		return false;
	}
	*ret = (size_t)n;
	return true;
}

const char *
request_sniff(struct bytes b)
{
	static const uint8_t jpeg[] = { 0xff, 0xd8, 0xff };
	static const uint8_t png[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
	if (b.size >= sizeof(jpeg) && memcmp(b.data, jpeg, sizeof(jpeg)) == 0)
		return "image/jpeg";
	if (b.size >= sizeof(png) && memcmp(b.data, png, sizeof(png)) == 0)
		return "image/png";
	return NULL;
}
