/*
 * A docket as JSON: the shape `show` that other programs rely on; members may be added, never
 * renamed. Of the child only the number, the grade and a masked name stand in it.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "desk/door.h"

/* Why it was refused, or what the check found; null with everything else. */
static json_t *
code_json(const struct entry *e)
{
	if (e->ground != GROUND_NONE)
		return json_string(ground_name(e->ground));
	return e->code != VERDICT_OK ? json_string(verdict_name(e->code)) : json_null();
}

static const char *
algorithm_name(enum algorithm a)
{
	switch (a) {
	case ALGORITHM_ED25519:
		return "ed25519";
	case ALGORITHM_SM2_SM3:
		return "sm2_sm3";
	case ALGORITHM_ED25519_TREE:
		return "ed25519_tree";
	case ALGORITHM_NONE:
	case ALGORITHM_N:
		break;
	}
	return "none";
}

/* What of the child, not to what: that is shown by unmasking, for a purpose. */
static json_t *
corrected_json(const struct correction *c)
{
	json_t *list = json_array();
	if (c->name[0] != '\0')
		(void)json_array_append_new(list, json_string("name"));
	if (c->citizen_id.text[0] != '\0')
		(void)json_array_append_new(list, json_string("citizen_id"));
	return list;
}

static json_t *
entry_json(const struct entry *e, const struct sealed *s)
{
	json_t *j = json_pack("{s:i, s:o, s:s, s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:{s:s, s:s}}", "n",
	    (int)e->n, "at", json_instant(e->at), "unit", e->unit.text, "officer",
	    json_words(e->officer), "role", role_name(e->role), "action", action_name(e->action),
	    "stage", json_stage(e->stage), "code", code_json(e), "reason", json_words(e->reason),
	    "hash", json_hash(s->hash), "stamp", "algorithm", algorithm_name(s->stamp.algorithm),
	    "key_id", s->stamp.key_id);
	if (!unit_code_equal(e->unit, e->holder))
		(void)json_object_set_new(j, "holder", json_string(e->holder.text));
	if (e->deputy_for[0] != '\0')
		(void)json_object_set_new(j, "deputy_for", json_string(e->deputy_for));
	if (e->code != VERDICT_OK)
		(void)json_object_set_new(j, "code_number", json_integer(e->code));
	if (!unit_code_is_none(e->found))
		(void)json_object_set_new(j, "found", json_string(e->found.text));
	if (e->number.text[0] != '\0')
		(void)json_object_set_new(j, "number", json_string(e->number.text));
	if (e->action == ACTION_corrected)
		(void)json_object_set_new(j, "corrected", corrected_json(&e->correction));
	if (e->action == ACTION_followed)
		(void)json_object_set_new(j, "successor", json_string(e->coordinator.text));
	if (e->action == ACTION_objected || e->action == ACTION_level_disputed)
		(void)json_object_set_new(j, "coordinator", json_string(e->coordinator.text));
	return j;
}

static json_t *
route_json(const struct docket *k)
{
	const struct route *route = &k->header.route;
	json_t *list = json_array();
	for (size_t i = 0; i < route->n; i++) {
		const struct stop *s = &route->stops[i];
		(void)json_array_append_new(list,
		    json_pack("{s:o, s:s, s:b, s:i, s:b}", "stage", json_stage(s->stage), "unit",
			s->unit.text, "automatic", s->is_automatic, "days", (int)s->days, "passed",
			docket_has_passed(k, (uint8_t)i)));
	}
	return list;
}

/* One that is not here is shown all the same: it may be under way, or only the filer has it. */
static json_t *
attachments_json(const struct docket_view *v)
{
	const struct header *h = &v->docket.header;
	json_t *list = json_array();
	for (size_t i = 0; i < h->n_attachments; i++) {
		const struct attachment *a = &h->attachments[i];
		(void)json_array_append_new(list,
		    json_pack("{s:o, s:i, s:s, s:b}", "digest", json_hash(a->digest), "size",
			(int)a->size, "media_type", a->type, "here", !v->is_missing[i]));
	}
	return list;
}

static json_t *
entries_json(const struct docket_view *v)
{
	json_t *list = json_array();
	for (size_t i = 0; i < v->folder.n; i++) {
		const struct entry *e = &v->entries[i];
		json_t *j = entry_json(e, &v->folder.entries[i]);
		if (v->is_checked && i < ENTRIES_MAX)
			(void)json_object_set_new(json_object_get(j, "stamp"), "sound",
			    json_boolean(v->is_sound[i]));
		/* "With a pointer that only offices (not schools) may resolve" (regulation §4). */
		if (e->other.text[0] != '\0' && v->is_office)
			(void)json_object_set_new(j, "other_docket", json_string(e->other.text));
		(void)json_array_append_new(list, j);
	}
	return list;
}

/* What is asked to be written. Offices that decide about a name have to see it, so it is not
 * masked; the contact is the school's own affair and only said to be there. */
static json_t *
change_json(const struct header *h)
{
	const struct change *c = &h->change;
	const unsigned parts = change_parts(c);
	if (parts == 0)
		return json_null();
	const char sex[2] = { c->sex, '\0' };
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:b}", "until",
	    c->until.n == 0 ? json_null() : json_day(c->until), "name", json_words(c->name),
	    "citizen_id", json_words(c->citizen_id.text), "birth",
	    c->birth.n == 0 ? json_null() : json_day(c->birth), "sex", json_words(sex), "contact",
	    (parts & CHANGE_CONTACT) != 0);
}

/* What it is to take the place of; null where nothing that was checked before it is changed. */
static json_t *
before_json(const struct header *h)
{
	if ((change_parts(&h->change) & CHANGE_KEY) == 0)
		return json_null();
	return json_pack("{s:o, s:o}", "name", json_words(h->name), "citizen_id",
	    json_words(h->citizen_id.text));
}

/* What the school does about its problem record; null of all other business. */
static json_t *
remedy_json(const struct header *h)
{
	if (!business_row(h->kind)->clears)
		return json_null();
	return json_string(change_parts(&h->change) == 0 ? "attest" : "correct");
}

/* Null in a complaint, which names none. */
static json_t *
student_of_docket(const struct docket *k)
{
	const struct header *h = &k->header;
	if (business_row(h->kind)->names_no_child)
		return json_null();
	return json_pack("{s:s, s:o, s:i}", "number", docket_number(k).text, "name_masked",
	    json_masked(docket_name(k)), "grade", h->grade);
}

static json_t *
redates_json(const struct docket_view *v)
{
	json_t *list = json_array();
	for (size_t i = 0; i < v->n_redates; i++)
		(void)json_array_append_new(list,
		    json_pack("{s:o, s:o, s:o}", "at", json_instant(v->redates[i].at), "due_before",
			json_due(v->redates[i].before), "due", json_due(v->redates[i].term)));
	return list;
}

/* The provinces that are heard before the ministry rules. */
static json_t *
heard_json(const struct docket *k)
{
	json_t *list = json_array();
	for (size_t i = 0; i < k->n_heard; i++)
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:b}", "unit", k->heard[i].text, "stated", k->has_stated[i]));
	return list;
}

static json_t *
verbs_json(unsigned kinds)
{
	json_t *list = json_array();
	for (int kind = 0; kind < HAPPENING_N; kind++)
		if ((kinds & 1u << kind) != 0)
			(void)json_array_append_new(list,
			    json_string(happening_verb((enum happening_kind)kind)));
	return list;
}

static json_t *
grounds_json(const struct docket_view *v)
{
	json_t *list = json_array();
	for (int g = 0; g < 64; g++)
		if ((v->grounds & UINT64_C(1) << g) != 0)
			(void)json_array_append_new(list, json_string(ground_name((enum ground)g)));
	return list;
}

static json_t *
paper_json(const struct docket_view *v)
{
	const struct paper_form_row *row = paper_form_row(paper_of(v));
	return row == NULL ? json_null() : json_string(row->name);
}

/* Corrected, it goes to its first stop and from there to this one, past all that have approved in between
 * (lib/core/docket.c); null where nothing asks for a correction, and none is under way. */
static json_t *
resumes_json(const struct docket *k)
{
	if (k->posture != POSTURE_ANSWER && !k->is_resuming)
		return json_null();
	return json_stage(k->header.route.stops[k->is_resuming ? k->resume : k->disputed].stage);
}

/* The entry that sent it back to who filed it, by its number. */
static json_t *
back_json(const struct docket *k)
{
	return k->posture != POSTURE_ANSWER ? json_null() : json_integer(k->since_n);
}

/* Only where they were looked for. */
static json_t *
with_neighbours(json_t *j, const struct docket_view *v)
{
	if (!v->has_neighbours)
		return j;
	json_t *list = json_array();
	for (size_t i = 0; i < v->n_followed_by; i++)
		(void)json_array_append_new(list, json_string(v->followed_by[i].text));
	(void)json_object_set_new(j, "follows_here", json_boolean(v->follows_here));
	(void)json_object_set_new(j, "followed_by", list);
	return j;
}

json_t *
docket_json(const struct docket_view *v, const struct relay_law *law, struct instant now)
{
	const struct docket *k = &v->docket;
	const struct header *h = &k->header;
	const struct calendar *calendar = law->calendar;
	const struct instant term = docket_term(k, calendar);
	json_t *j = json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:i, s:o,"
			 " s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b}",
	    "docket", h->id.text, "kind", business_name(h->kind), "scope", scope_name(h->scope),
	    "state", docket_state_name(k->state), "holder", json_code(k->holder), "stage",
	    json_stage(docket_stage(k)), "due", json_due(term), "due_is_guess",
	    json_due_is_guess(calendar, term), "working_days_left",
	    json_days_left(calendar, k->since, now, term), "n", (int)k->n, "student",
	    student_of_docket(k), "paper", paper_json(v),
	    "receiving_school", h->receiving_school.text, "sending_school", h->sending_school.text,
	    "heard", heard_json(k), "about", json_words(h->about.text), "arrived_on", json_day(h->arrived_on), "change", change_json(h),
	    "remedy", remedy_json(h), "filed_at", json_instant(h->filed_at),
	    "holder_contact", json_contact(law, k->holder), "attachments", attachments_json(v), "route",
	    route_json(k), "entries", entries_json(v), "redated", redates_json(v),
	    "may", verbs_json(v->may), "grounds", grounds_json(v), "days",
	    term.ms == 0 ? json_null() : json_integer(docket_days(k)), "before", before_json(h),
	    "follows", json_words(h->follows.text), "current", v->is_current);
	(void)json_object_set_new(j, "needs_words", verbs_json(v->needs_words));
	(void)json_object_set_new(j, "back", back_json(k));
	(void)json_object_set_new(j, "resumes", resumes_json(k));
	return with_neighbours(j, v);
}

/* -- inbox ---------------------------------------------------------------------------- */

json_t *
docket_json_inbox(const struct inbox_row *r, enum action back, const struct calendar *calendar,
    struct instant now)
{
	char cursor[CURSOR_MAX];
	(void)snprintf(cursor, sizeof(cursor), "%lld.%s", (long long)r->term.ms, r->id.text);
	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:s, s:s, s:i, s:o}", "docket", r->id.text,
	    "kind", business_name(r->kind), "scope", scope_name(r->scope), "stage",
	    json_stage(r->stage), "due", json_due(r->term), "due_is_guess",
	    json_due_is_guess(calendar, r->term), "working_days_left",
	    json_days_left(calendar, r->since, now, r->term), "student_number", json_words(r->number.text), "since",
	    json_instant(r->since), "cursor", cursor, "claimed_by", json_words(r->claimed_by),
	    "receiving_school", r->receiving_school.text, "sending_school", r->sending_school.text, "n",
	    (int)r->n, "back", back == ACTION_NONE ? json_null() : json_string(action_name(back)));
}

bool
docket_cursor_parse(const char *text, struct inbox_row *ret)
{
	struct inbox_row row = { .kind = BUSINESS_NONE };
	const char *p = text;
	for (; *p >= '0' && *p <= '9' && row.term.ms < INT64_MAX / 16; p++)
		row.term.ms = row.term.ms * 10 + (*p - '0');
	if (p == text || *p != '.' || !docket_id_parse(p + 1, &row.id))
		return false;
	*ret = row;
	return true;
}
