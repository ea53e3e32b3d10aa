/* What people send, turned into core values: every field bounded, every text UTF-8. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "desk/door.h"

bool
people_parse(const char *header, struct people *ret)
{
	struct people p = { .role = ROLE_NONE };
	char role[16], unit[16];
	const char *first = strchr(header, ':');
	const char *second = first == NULL ? NULL : strchr(first + 1, ':');
	if (second == NULL || (size_t)(first - header) >= sizeof(unit)
	    || (size_t)(second - first - 1) >= sizeof(role))
		return false;
	memcpy(unit, header, (size_t)(first - header));
	unit[first - header] = '\0';
	memcpy(role, first + 1, (size_t)(second - first - 1));
	role[second - first - 1] = '\0';
	if (!unit_code_parse(unit, &p.unit) || !role_parse(role, &p.role)
	    || p.role == ROLE_SYSTEM || !text_is_ident(second + 1)
	    || !text_copy(p.officer, sizeof(p.officer), second + 1))
		return false;
	*ret = p;
	return true;
}

json_t *
request_json(struct door *d)
{
	json_error_t wrong;
	json_t *body =
	    json_loadb((const char *)d->body.data, d->body.size, JSON_REJECT_DUPLICATES, &wrong);
	if (json_is_object(body))
		return body;
	json_decref(body);
	answer_verdict(d, VERDICT_BAD_REQUEST,
	    json_pack("{s:s}", "why", "the body is not a JSON object"));
	return NULL;
}

bool
request_text(const json_t *body, const char *name, char *ret, size_t size)
{
	const json_t *value = json_object_get(body, name);
	if (value == NULL || json_is_null(value)) {
		ret[0] = '\0';
		return true;
	}
	if (!json_is_string(value))
		return false;
	const char *text = json_string_value(value);
	const size_t n = json_string_length(value);
	return strlen(text) == n && text_is_utf8(text, n) && text_copy(ret, size, text);
}

/* -- filing --------------------------------------------------------------------------- */

static bool
take_day_member(const json_t *body, const char *name, struct day *ret)
{
	const json_t *value = json_object_get(body, name);
	if (value == NULL)
		return true;
	return json_is_string(value) && day_parse(json_string_value(value), ret);
}

static enum verdict
take_attachments(struct door *d, const json_t *list, struct header *h)
{
	size_t i;
	const json_t *one;
	if (list == NULL)
		return VERDICT_OK;
	if (!json_is_array(list) || json_array_size(list) > ATTACHMENTS_MAX)
		return VERDICT_BAD_REQUEST;
	json_array_foreach(list, i, one)
	{
		uint8_t digest[DIGEST_SIZE];
		struct bytes data;
		if (!json_is_string(one)
		    || !text_unhex(json_string_value(one), digest, sizeof(digest)))
			return VERDICT_BAD_REQUEST;
		if (store_attachment_get(
			desk_store(d), d->arena, digest, &h->attachments[i], &data)
		    != STORE_OK)
			return VERDICT_BUSY;
		if (h->attachments[i].size == 0)
			return VERDICT_ATTACHMENT_UNKNOWN;
		h->n_attachments++;
	}
	return VERDICT_OK;
}

static enum verdict
take_student(const json_t *student, struct header *h)
{
	const json_t *grade = json_object_get(student, "grade");
	if (!json_is_object(student) || !json_is_integer(grade)
	    || json_integer_value(grade) < 1 || json_integer_value(grade) > GRADE_MAX)
		return VERDICT_BAD_REQUEST;
	h->grade = (int)json_integer_value(grade);
	if (!request_text(student, "number", h->number.text, sizeof(h->number.text)))
		return VERDICT_BAD_STUDENT_NUMBER;
	if (!request_text(student, "citizen_id", h->citizen_id.text, sizeof(h->citizen_id.text)))
		return VERDICT_BAD_CITIZEN_ID;
	return request_text(student, "name", h->name, sizeof(h->name)) ? VERDICT_OK
								       : VERDICT_BAD_NAME;
}

enum verdict
request_filing(struct door *d, const json_t *body, struct header *ret)
{
	static const struct header none;
	struct header h = none;
	char kind[32], school[UNIT_CODE_MAX + 1], receiving[UNIT_CODE_MAX + 1];
	h.receiving_school = d->as.unit;
	h.arrived_on = instant_day(d->now);
	if (!request_text(body, "kind", kind, sizeof(kind)) || !business_parse(kind, &h.kind)
	    || !request_text(body, "sending_school", school, sizeof(school))
	    || !request_text(body, "receiving_school", receiving, sizeof(receiving))
	    || !take_day_member(body, "arrived_on", &h.arrived_on))
		return VERDICT_BAD_REQUEST;
	if (!unit_code_parse(school, &h.sending_school)
	    || (receiving[0] != '\0' && !unit_code_parse(receiving, &h.receiving_school)))
		return VERDICT_UNKNOWN_UNIT;
	const enum verdict v = take_student(json_object_get(body, "student"), &h);
	if (v != VERDICT_OK)
		return v;
	*ret = h;
	return take_attachments(d, json_object_get(body, "attachments"), ret);
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

bool
request_record(const json_t *one, struct unit_code school, struct record *ret)
{
	static const struct record none;
	struct record r = none;
	char birth[DAY_TEXT_MAX], sex[2], status[32];
	const json_t *grade = json_object_get(one, "grade");
	if (!request_text(one, "number", r.number.text, sizeof(r.number.text))
	    || !request_text(one, "citizen_id", r.citizen_id.text, sizeof(r.citizen_id.text))
	    || !request_text(one, "name", r.name, sizeof(r.name)) || r.name[0] == '\0'
	    || !request_text(one, "birth", birth, sizeof(birth)) || !day_parse(birth, &r.birth)
	    || !request_text(one, "sex", sex, sizeof(sex)) || (sex[0] != '1' && sex[0] != '2')
	    || !request_text(one, "status", status, sizeof(status))
	    || !status_parse(status, &r.status) || !json_is_integer(grade))
		return false;
	r.grade = (int)json_integer_value(grade);
	r.sex = sex[0];
	r.school = school;
	r.is_problem = json_is_true(json_object_get(one, "problem"));
	if (r.grade < 1 || r.grade > GRADE_MAX)
		return false;
	*ret = r;
	return true;
}
