/* Doors to law that is published: what there is, and publishing. */
#include <string.h>

#include "base/text.h"
#include "desk/door.h"

/* -- what there is -------------------------------------------------------------------- */

/* Of its matter and publisher a later one is law already; but changes of units add up. */
static bool
is_followed(const struct door *d, const struct publication *p)
{
	struct relay_publication other;
	if (p->matter == MATTER_UNITS)
		return false;
	for (size_t i = 0; d->law->published(d->law->law, i, &other); i++) {
		const struct publication *o = other.publication;
		if (other.verdict == VERDICT_OK && o->matter == p->matter
		    && unit_code_equal(o->unit, p->unit) && o->version > p->version
		    && o->effective_at.ms <= d->now.ms)
			return true;
	}
	return false;
}

static const char *
state_of(const struct door *d, const struct relay_publication *r)
{
	if (r->verdict != VERDICT_OK)
		return "refused";
	if (r->publication->effective_at.ms > d->now.ms)
		return "to_come";
	return is_followed(d, r->publication) ? "followed" : "in_force";
}

static json_t *
publication_json(const struct publication *p)
{
	return json_pack("{s:s, s:s, s:I, s:s, s:o, s:s}", "matter", matter_name(p->matter), "unit",
	    p->unit.text, "version", (json_int_t)p->version, "file", p->file, "effective_at",
	    json_instant(p->effective_at), "officer", p->officer);
}

static json_t *
listed(const struct door *d, const struct relay_publication *r)
{
	json_t *j = publication_json(r->publication);
	const bool is_refused = r->verdict != VERDICT_OK;
	(void)json_object_set_new(j, "published_at", json_instant(r->publication->published_at));
	(void)json_object_set_new(j, "state", json_string(state_of(d, r)));
	(void)json_object_set_new(
	    j, "verdict", is_refused ? json_string(verdict_name(r->verdict)) : json_null());
	(void)json_object_set_new(j, "why", json_words(r->why));
	return j;
}

void
enter_publications(struct door *d)
{
	struct relay_publication r;
	json_t *list = json_array();
	for (size_t i = 0; d->law->published(d->law->law, i, &r); i++)
		(void)json_array_append_new(list, listed(d, &r));
	answer_json(d, 200, list);
}

/* -- publishing ----------------------------------------------------------------------- */

static enum verdict
take_times(struct door *d, const char *effective, struct publication *p)
{
	p->published_at = p->effective_at = d->now;
	if (effective[0] == '\0' || instant_parse(effective, &p->effective_at))
		return VERDICT_OK;
	d->fault = "effective_at";
	return VERDICT_BAD_REQUEST;
}

/* The text is kept in the request's arena. */
static enum verdict
take_publication(struct door *d, json_t *body, struct publication *p, bool *ret_is_at_once)
{
	char matter[16], effective[40];
	long version = 0;
	char *text = arena_alloc(d->arena, PUBLICATION_TEXT_MAX + 1);
	const struct member members[] = {
		{ "matter", matter, sizeof(matter), VERDICT_BAD_REQUEST },
		{ "file", p->file, sizeof(p->file), VERDICT_TOO_LARGE },
		{ "text", text, PUBLICATION_TEXT_MAX + 1, VERDICT_TOO_LARGE },
		{ "effective_at", effective, sizeof(effective), VERDICT_BAD_REQUEST },
		{ "version", NULL, 0, VERDICT_OK },
	};
	enum verdict v = request_members(d, body, members, sizeof(members) / sizeof(members[0]));
	if (v == VERDICT_OK)
		v = request_number(d, body, "version", 1, 1000000, &version);
	if (v == VERDICT_OK)
		v = take_times(d, effective, p);
	if (v != VERDICT_OK)
		return v;
	d->fault = !matter_parse(matter, &p->matter) ? "matter"
	    : p->file[0] == '\0'                     ? "file"
	    : text[0] == '\0'                        ? "text" : NULL;
	p->unit = d->as.unit;
	(void)text_copy(p->officer, sizeof(p->officer), d->as.officer);
	p->version = (uint32_t)version;
	p->text = text;
	p->size = strlen(text);
	*ret_is_at_once = effective[0] == '\0';
	return d->fault == NULL ? VERDICT_OK : VERDICT_BAD_REQUEST;
}

/* What it lacks is said before it is stamped: afterwards every daemon would refuse it. */
static enum verdict
publish(struct door *d, json_t *body, struct publication *p, char *ret_why, size_t size)
{
	bool is_at_once = false;
	ret_why[0] = '\0';
	enum verdict v = take_publication(d, body, p, &is_at_once);
	if (v == VERDICT_OK)
		v = d->law->judge(d->law->law, p, ret_why, size);
	if (v != VERDICT_OK)
		return v;
	struct publication asked = *p;
	if (is_at_once)
		asked.effective_at.ms = 0;	/* when it is stamped, which is a little later */
	const struct relay_action action = { .publish = &asked };
	return desk_submit(d, &action).verdict;
}

void
enter_publish(struct door *d)
{
	struct publication p = { .version = 0 };
	char why[512];
	if (!people_in_person(d))
		return;
	json_t *body = request_object(d);
	if (body == NULL)
		return;
	const enum verdict v = publish(d, body, &p, why, sizeof(why));
	if (v == VERDICT_OK)
		answer_json(d, 201, publication_json(&p));
	else
		answer_verdict(d, v, why[0] == '\0' ? NULL : json_pack("{s:s}", "fault", why));
	json_decref(body);
}
