/* Doors to dockets: file, show, act, prove. */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "desk/door.h"

/* -- showing -------------------------------------------------------------------------- */

static json_t *
json_action_code(const struct entry *e)
{
	if (e->ground != GROUND_NONE)
		return json_string(ground_name(e->ground));
	return e->code != VERDICT_OK ? json_string(verdict_name(e->code)) : json_null();
}

static json_t *
json_entry(const struct entry *e, const struct sealed *s)
{
	json_t *j = json_pack("{s:i, s:o, s:s, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:{s:s, s:s}}", "n",
	    (int)e->n, "at", json_instant(e->at), "unit", e->unit.text, "officer",
	    json_words(e->officer), "role", role_name(e->role), "action", action_name(e->action),
	    "stage", stage_row(e->stage)->name, "code", json_action_code(e), "reason",
	    json_words(e->reason), "hash", json_hash(s->hash), "stamp", "algorithm", "ed25519",
	    "key_id", s->stamp.key_id);
	if (!unit_code_equal(e->unit, e->holder))
		(void)json_object_set_new(j, "holder", json_string(e->holder.text));
	if (e->code != VERDICT_OK)
		(void)json_object_set_new(j, "code_number", json_integer(e->code));
	if (e->action == ACTION_objected)
		(void)json_object_set_new(j, "coordinator", json_string(e->coordinator.text));
	return j;
}

static json_t *
json_route(const struct route *route)
{
	json_t *list = json_array();
	for (size_t i = 0; i < route->n; i++) {
		const struct stop *s = &route->stops[i];
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:s, s:b, s:i}", "stage", stage_row(s->stage)->name, "unit",
			s->unit.text, "automatic", s->is_automatic, "days", (int)s->days));
	}
	return list;
}

static json_t *
json_docket(const struct door *d, const struct docket *k, const struct folder *f,
    const struct entry *entries)
{
	const struct header *h = &k->header;
	const struct instant term = docket_term(k, d->law->calendar);
	const enum stage stage = docket_stage(k);
	json_t *list = json_array();
	for (size_t i = 0; i < f->n; i++)
		(void)json_array_append_new(list, json_entry(&entries[i], &f->entries[i]));
	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:i,"
			 " s:{s:s, s:o, s:i}, s:s, s:s, s:o, s:o, s:o}",
	    "docket", h->id.text, "kind", business_name(h->kind), "scope", scope_name(h->scope),
	    "state", docket_state_name(k->state), "holder", json_code(k->holder), "stage",
	    stage == STAGE_NONE ? json_null() : json_string(stage_row(stage)->name), "due",
	    json_due(d, term), "working_days_left",
	    term.ms == 0 ? json_null()
			 : json_integer(calendar_days_left(d->law->calendar, d->now, term)),
	    "n", (int)k->n, "student", "number", h->number.text, "name_masked",
	    json_masked(docket_name(k)), "grade", h->grade, "receiving_school",
	    h->receiving_school.text, "sending_school", h->sending_school.text, "filed_at",
	    json_instant(h->filed_at), "route", json_route(&h->route), "entries", list);
}

struct opened {
	struct folder folder;
	struct docket docket;
	struct entry *entries;
};

/* The docket, if this unit has seen it; otherwise the answer is given. A unit that is
 * served here but not on the route must not even learn that the docket exists. */
static bool
open_docket(struct door *d, const char *text, struct opened *ret)
{
	struct docket_id id;
	struct stored_docket stored;
	if (!docket_id_parse(text, &id)) {
		answer_verdict(d, VERDICT_UNKNOWN_DOCKET, NULL);
		return false;
	}
	if (answer_weather(d, store_dockets(desk_store(d), d->arena, &id, 1, &stored)))
		return false;
	ret->folder = stored.folder;
	ret->entries = arena_array(d->arena, stored.folder.n + 1, sizeof(*ret->entries));
	if (stored.folder.header.size == 0
	    || wire_folder_open(&stored.folder, &ret->docket, ret->entries) != VERDICT_OK
	    || !docket_was_seen_by(&ret->docket, d->as.unit)) {
		answer_verdict(d, VERDICT_UNKNOWN_DOCKET, NULL);
		return false;
	}
	return true;
}

static void
show(struct door *d, const char *id, unsigned status, bool is_underway)
{
	struct opened o;
	if (!open_docket(d, id, &o))
		return;
	json_t *j = json_docket(d, &o.docket, &o.folder, o.entries);
	if (is_underway)
		(void)json_object_set_new(j, "underway", json_true());
	answer_json(d, status, j);
}

void
door_show_docket(struct door *d)
{
	show(d, d->segments[0], 200, false);
}

void
door_export_docket(struct door *d)
{
	struct opened o;
	struct bytes exported;
	if (!open_docket(d, d->segments[0], &o))
		return;
	const enum verdict v = wire_export(d->arena, d->law->keyring, &o.folder, &exported);
	if (v == VERDICT_OK)
		answer_bytes(d, "application/octet-stream", exported);
	else
		answer_verdict(d, v, NULL);
}

void
door_show_forks(struct door *d)
{
	struct opened o;
	struct fork *forks;
	size_t n;
	if (!open_docket(d, d->segments[0], &o)
	    || answer_weather(d,
		store_forks(desk_store(d), d->arena, o.docket.header.id, &forks, &n)))
		return;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list,
		    json_pack("{s:i, s:o, s:o, s:s, s:o}", "n", (int)forks[i].n, "ours",
			json_hash(forks[i].ours), "theirs", json_hash(forks[i].theirs.hash), "key_id",
			forks[i].theirs.stamp.key_id, "at", json_instant(forks[i].at)));
	answer_json(d, 200, list);
}

/* -- acting --------------------------------------------------------------------------- */

static void
answer_action(struct door *d, const struct relay_action *action, unsigned status)
{
	const struct relay_answer a = desk_submit(d, action);
	if (a.verdict == VERDICT_OK) {
		show(d, action->docket.text, a.is_underway ? 202 : status, a.is_underway);
		return;
	}
	json_t *details = json_object();
	if (a.opens.ms != 0)
		(void)json_object_set_new(details, "opens", json_instant(a.opens));
	if (a.n != 0)
		(void)json_object_set_new(details, "n", json_integer(a.n));
	answer_verdict(d, a.verdict, details);
}

static struct happening
begin_happening(const struct door *d, enum happening_kind kind)
{
	struct happening h = { .kind = kind, .unit = d->as.unit, .role = d->as.role };
	memcpy(h.officer, d->as.officer, sizeof(h.officer));
	return h;
}

static enum verdict
take_filing(struct door *d, const json_t *body, struct relay_action *a)
{
	char id[DOCKET_ID_MAX];
	if (!request_text(body, "docket", id, sizeof(id)))
		return VERDICT_BAD_REQUEST;
	if (id[0] == '\0')
		clock_uuid7(id);
	if (!docket_id_parse(id, &a->docket))
		return VERDICT_BAD_REQUEST;
	if (!request_text(body, "reason", a->happening.reason, REASON_MAX))
		return VERDICT_REASON_TOO_LONG;
	const enum verdict v = request_filing(d, body, &a->happening.filing);
	a->happening.filing.id = a->docket;
	return v;
}

void
door_file_docket(struct door *d)
{
	struct relay_action a = { .happening = begin_happening(d, HAPPENING_FILE) };
	json_t *body = request_json(d);
	if (body == NULL)
		return;
	const enum verdict v = take_filing(d, body, &a);
	json_decref(body);
	if (v == VERDICT_OK)
		answer_action(d, &a, 201);
	else
		answer_verdict(d, v, NULL);
}

static enum verdict
take_action(const json_t *body, struct relay_action *a)
{
	char ground[40];
	struct happening *h = &a->happening;
	const json_t *seen = json_object_get(body, "seen_n");
	if (seen != NULL && !json_is_integer(seen))
		return VERDICT_BAD_REQUEST;
	a->seen_n = (uint32_t)json_integer_value(seen);
	if (!request_text(body, "reason", h->reason, sizeof(h->reason)))
		return VERDICT_REASON_TOO_LONG;
	if (!request_text(body, "code", ground, sizeof(ground))
	    || (ground[0] != '\0' && !ground_parse(ground, &h->ground)))
		return VERDICT_UNKNOWN_GROUND;
	if (!request_text(body, "name", h->correction.name, sizeof(h->correction.name)))
		return VERDICT_BAD_NAME;
	return request_text(body, "citizen_id", h->correction.citizen_id.text, CITIZEN_ID_MAX)
	    ? VERDICT_OK : VERDICT_BAD_CITIZEN_ID;
}

/* proceed and expire are the daemon's own; file has a door of its own. */
static bool
is_officers_verb(const char *verb, enum happening_kind *ret)
{
	return happening_parse(verb, ret) && *ret != HAPPENING_FILE && *ret != HAPPENING_PROCEED
	    && *ret != HAPPENING_EXPIRE;
}

void
door_act_on_docket(struct door *d)
{
	enum happening_kind kind;
	if (!is_officers_verb(d->segments[1], &kind)) {
		answer_verdict(d, VERDICT_BAD_REQUEST, json_pack("{s:s}", "why", "no such verb"));
		return;
	}
	struct relay_action a = { .happening = begin_happening(d, kind) };
	if (!docket_id_parse(d->segments[0], &a.docket)) {
		answer_verdict(d, VERDICT_UNKNOWN_DOCKET, NULL);
		return;
	}
	json_t *body = request_json(d);
	if (body == NULL)
		return;
	const enum verdict v = take_action(body, &a);
	json_decref(body);
	if (v == VERDICT_OK)
		answer_action(d, &a, 200);
	else
		answer_verdict(d, v, NULL);
}

/* -- inbox ---------------------------------------------------------------------------- */

static json_t *
json_inbox_row(const struct door *d, const struct inbox_row *r)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:s, s:o}", "docket", r->id.text, "kind",
	    business_name(r->kind), "scope", scope_name(r->scope), "stage",
	    stage_row(r->stage)->name, "due", json_due(d, r->term), "working_days_left",
	    r->term.ms == 0 ? json_null()
			    : json_integer(calendar_days_left(d->law->calendar, d->now, r->term)),
	    "student_number", r->number.text, "since", json_instant(r->since));
}

/* "TERM.DOCKET": the last row of the page before. */
static bool
take_after(const char *text, struct inbox_row *ret)
{
	int64_t ms = 0;
	const char *p = text;
	for (; *p >= '0' && *p <= '9' && ms < INT64_MAX / 16; p++)
		ms = ms * 10 + (*p - '0');
	ret->term.ms = ms;
	return *p == '.' && docket_id_parse(p + 1, &ret->id);
}

void
door_inbox(struct door *d)
{
	struct inbox_row after, *rows;
	size_t n;
	const char *text = d->query(d, "after");
	if (text != NULL && !take_after(text, &after)) {
		answer_verdict(d, VERDICT_BAD_REQUEST, NULL);
		return;
	}
	if (answer_weather(d,
		store_inbox(desk_store(d), d->arena, d->as.unit, text == NULL ? NULL : &after,
		    PAGE_MAX, &rows, &n)))
		return;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list, json_inbox_row(d, &rows[i]));
	answer_json(d, 200, list);
}
