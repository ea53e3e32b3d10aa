/* Doors to dockets: file, show, act, prove. */
#include <string.h>

#include "base/metric.h"
#include "base/text.h"
#include "desk/door.h"

/* -- showing -------------------------------------------------------------------------- */

static enum verdict
look_for_attachments(struct door *d, struct docket_view *v)
{
	const struct header *h = &v->docket.header;
	uint8_t digests[ATTACHMENTS_MAX][DIGEST_SIZE];
	if (h->n_attachments == 0)
		return VERDICT_OK;
	for (size_t i = 0; i < h->n_attachments; i++)
		memcpy(digests[i], h->attachments[i].digest, DIGEST_SIZE);
	return store_attachments_missing(desk_store(d), (const uint8_t (*)[DIGEST_SIZE])digests,
		   h->n_attachments, v->is_missing) == STORE_OK
	    ? VERDICT_OK : VERDICT_BUSY;
}

static const enum ground grounds[] = {
#define GROUND(name, ...) GROUND_##name,
#include "core/ground.def"
#undef GROUND
};

/* As the turn sees it, without records: none of what officers may do hangs on one. */
static bool
world_of(const struct door *d, const struct registry *tree, const struct header *h, struct world *ret)
{
	const struct relay_law *law = d->law;
	const struct unit *receiving = registry_find(tree, h->receiving_school);
	const struct unit *sending = registry_find(tree, h->sending_school);
	const struct unit *to = receiving == NULL ? NULL : registry_province(tree, receiving);
	const struct unit *from = sending == NULL ? NULL : registry_province(tree, sending);
	if (to == NULL || from == NULL)
		return false;
	const struct world w = {
		.registry = tree,
		.calendar = law->calendar,
		.divisions = law->divisions,
		.nation = law->policy(law->law, unit_code_ministry, h->filed_at, 0),
		.receiving = law->policy(law->law, to->code, h->filed_at, h->policy_receiving),
		.sending = law->policy(law->law, from->code, h->filed_at, h->policy_sending),
		.receiving_province = to->code,
		.sending_province = from->code,
	};
	*ret = w;
	if (w.receiving == NULL)
		ret->receiving = law->policy(law->law, to->code, h->filed_at, 0);
	if (w.sending == NULL)
		ret->sending = law->policy(law->law, from->code, h->filed_at, 0);
	return ret->receiving != NULL && ret->sending != NULL && w.nation != NULL;
}

/* What who looks may do with it now, asked of the function that will decide. */
static void
look_what_may_be_done(const struct door *d, struct docket_view *v)
{
	struct world w;
	const struct header *header = &v->docket.header;
	const struct relay_law *law = d->law;
	struct registry then = *law->registry;
	if (law->registry_at != NULL)
		then = law->registry_at(law->law, header->filed_at, header->registry);
	if (!world_of(d, &then, header, &w))
		return;
	struct happening h = { .at = d->now, .unit = d->as.unit, .role = d->as.role,
		.asked_n = v->docket.n };
	memcpy(h.officer, d->as.officer, sizeof(h.officer));
	memcpy(h.deputy_for, d->as.deputy_for, sizeof(h.deputy_for));
	for (int kind = 0; kind < HAPPENING_N; kind++) {
		h.kind = (enum happening_kind)kind;
		if (h.kind == HAPPENING_FILE || docket_may(&v->docket, &h, &w) != VERDICT_OK)
			continue;
		v->may |= 1u << kind;
		if (docket_step(&v->docket, &h, &w).verdict == VERDICT_REASON_MISSING)
			v->needs_words |= 1u << kind;
	}
	h.kind = HAPPENING_REFUSE;
	for (size_t i = 0; (v->may & 1u << HAPPENING_REFUSE) != 0 && i < sizeof(grounds) / sizeof(grounds[0]); i++) {
		h.ground = grounds[i];
		if (docket_may(&v->docket, &h, &w) == VERDICT_OK)
			v->grounds |= UINT64_C(1) << h.ground;
	}
}

static bool
is_served(const struct door *d, struct unit_code code)
{
	const struct unit *u = registry_find(d->law->registry, code);
	return u != NULL && relay_serves(d->relay, u);
}

/* Who has handed it on is told of the end, and of a ruling that sets its refusal aside, but of nothing else; holder, filer and provinces that are
 * heard are told of every step. */
bool
docket_is_current(const struct door *d, const struct docket *k)
{
	bool is = k->posture == POSTURE_CLOSED || is_served(d, k->holder) || is_served(d, docket_filer(k));
	for (size_t i = 0; i < k->n_heard && !is; i++)
		is = is_served(d, k->heard[i]);
	return is;
}

/* The docket as its entry n left it, if this unit has seen it: a unit that is served here but not
 * on the route must not even learn that it exists. */
static enum verdict
open_docket(struct door *d, const char *text, uint32_t n, struct docket_view *ret)
{
	struct docket_id id;
	struct stored_docket stored;
	const struct docket_view nothing = { .is_office = strlen(d->as.unit.text) == 6 };
	if (!docket_id_parse(text, &id))
		return VERDICT_UNKNOWN_DOCKET;
	if (store_dockets(desk_store(d), d->arena, &id, 1, &stored) != STORE_OK)
		return VERDICT_BUSY;
	const bool went_on = stored.folder.n > n;
	if (went_on)
		stored.folder.n = n;
	*ret = nothing;
	ret->folder = stored.folder;
	ret->entries = arena_array(d->arena, stored.folder.n + 1, sizeof(*ret->entries));
	if (stored.folder.header.size == 0
	    || wire_folder_open(&stored.folder, &ret->docket, ret->entries) != VERDICT_OK
	    || !docket_is_open_to(&ret->docket, d->law->registry, d->as.unit))
		return VERDICT_UNKNOWN_DOCKET;
	if (!went_on)
		docket_reach(&ret->docket, stored.reached);
	ret->is_current = docket_is_current(d, &ret->docket);
	ret->is_filer = unit_code_equal(docket_filer(&ret->docket), d->as.unit);
	if (store_redates(desk_store(d), d->arena, id, &ret->redates, &ret->n_redates) != STORE_OK)
		return VERDICT_BUSY;
	look_what_may_be_done(d, ret);
	return look_for_attachments(d, ret);
}

/* False: answered. */
bool
docket_find(struct door *d, struct docket_view *ret)
{
	const enum verdict v = open_docket(d, d->segments[0], ENTRIES_MAX, ret);
	if (v != VERDICT_OK)
		answer_verdict(d, v, NULL);
	return v == VERDICT_OK;
}

static json_t *
show(const struct door *d, const struct docket_view *o)
{
	return docket_json(o, d->law, d->now);
}

/* They were checked when they came; whoever looks wants to know how they stand now, by the keys of
 * today. */
static void
check_stamps(const struct door *d, struct docket_view *v)
{
	v->is_checked = true;
	for (size_t i = 0; i < v->folder.n && i < ENTRIES_MAX; i++)
		v->is_sound[i] = wire_entry_check(d->law->keyring, &v->folder.entries[i], &v->entries[i])
		    == VERDICT_OK;
}

static void
answer_view(struct door *d, struct docket_view *o)
{
	check_stamps(d, o);
	o->has_neighbours = docket_neighbours(d, o) == VERDICT_OK;
	if (o->has_neighbours)
		answer_json(d, 200, show(d, o));
	else
		answer_verdict(d, VERDICT_BUSY, NULL);
}

void
docket_answer(struct door *d)
{
	struct docket_view o;
	if (people_may(d, door_show_docket) && docket_find(d, &o))
		answer_view(d, &o);
}

void
enter_show_docket(struct door *d)
{
	struct docket_view o;
	if (docket_find(d, &o) && look_put(d, "docket", o.docket.header.id.text, "", 1))
		answer_view(d, &o);
}

void
enter_export_docket(struct door *d)
{
	struct docket_view o;
	struct bytes exported;
	if (!docket_find(d, &o) || !look_put(d, "export", o.docket.header.id.text, "", 1))
		return;
	const enum verdict v = wire_export(d->arena, d->law->keyring, &o.folder, &exported);
	if (v == VERDICT_OK)
		answer_bytes(d, "application/octet-stream", exported);
	else
		answer_verdict(d, v, NULL);
}

void
enter_show_forks(struct door *d)
{
	struct docket_view o;
	struct fork *forks;
	size_t n;
	if (!docket_find(d, &o)
	    || answer_weather(
		d, store_forks(desk_store(d), d->arena, o.docket.header.id, &forks, &n)))
		return;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list,
		    json_pack("{s:i, s:o, s:o, s:s, s:o}", "n", (int)forks[i].n, "ours",
			json_hash(forks[i].ours), "theirs", json_hash(forks[i].theirs.hash), "key_id",
			forks[i].theirs.stamp.key_id, "at", json_instant(forks[i].at)));
	answer_json(d, 200, list);
}

static const struct attachment *
attachment_of(const struct docket *k, const char *hex)
{
	uint8_t digest[DIGEST_SIZE];
	if (!text_unhex(hex, digest, sizeof(digest)))
		return NULL;
	for (size_t i = 0; i < k->header.n_attachments; i++)
		if (memcmp(k->header.attachments[i].digest, digest, DIGEST_SIZE) == 0)
			return &k->header.attachments[i];
	return NULL;
}

/* These are papers of a child: whoever may see the docket may see them, and nobody else, even if
 * the digest is known. */
void
enter_get_attachment(struct door *d)
{
	struct docket_view o;
	struct attachment kept;
	struct bytes data;
	if (!docket_find(d, &o))
		return;
	const struct attachment *a = attachment_of(&o.docket, d->segments[1]);
	if (a == NULL) {
		answer_verdict(d, VERDICT_ATTACHMENT_UNKNOWN, NULL);
		return;
	}
	if (answer_weather(
		d, store_attachment_get(desk_store(d), d->arena, a->digest, &kept, &data)))
		return;
	const char *type = kept.size == 0 ? NULL : request_sniff(data);
	if (type == NULL)
		answer_verdict(d, VERDICT_ATTACHMENT_NOT_HERE, NULL);
	else if (look_put(d, "scan", o.docket.header.id.text, "", 1))
		answer_bytes(d, type, data);
}

/* -- acting --------------------------------------------------------------------------- */

/* The docket as the action left it: another daemon may have gone on with it already, and who
 * agreed wants to see where it went. What is committed is done, whether or not it can be read
 * again: if the database goes away between the two, the answer is short. */
static json_t *
json_done(struct door *d, const struct docket_id *id, const struct relay_answer *a)
{
	struct docket_view o;
	json_t *j = open_docket(d, id->text, a->n, &o) == VERDICT_OK
	    ? show(d, &o) : json_pack("{s:s, s:i}", "docket", id->text, "n", (int)a->n);
	(void)json_object_set_new(j, "underway", json_boolean(a->is_underway));
	return j;
}

json_t *
docket_json_owner(const struct door *d, const struct header *filing)
{
	const struct registry *r = d->law->registry;
	const struct parties p = {
		.receiving = registry_find(r, filing->receiving_school),
		.sending = registry_find(r, filing->sending_school),
	};
	const struct unit *owner = p.receiving == NULL || p.sending == NULL ? NULL
	    : route_owner(BUSINESS_complaint, r, &p);
	if (owner == NULL)
		return json_null();
	return json_pack("{s:s, s:s, s:o}", "code", owner->code.text, "name", owner->name, "contact",
	    json_contact(d->law, owner->code));
}

static void
answer_action(struct door *d, const struct relay_action *action, unsigned status)
{
	const struct relay_answer a = desk_submit(d, action);
	if (a.verdict == VERDICT_OK) {
		answer_json(d, a.is_underway ? 202 : status, json_done(d, &action->docket, &a));
		return;
	}
	json_t *details = json_object();
	if (a.opens.ms != 0)
		(void)json_object_set_new(details, "opens", json_instant(a.opens));
	if (a.verdict == VERDICT_DUPLICATE_FILING && a.open.text[0] != '\0')
		(void)json_object_set_new(details, "docket", json_string(a.open.text));
	if (a.n != 0)
		(void)json_object_set_new(details, "n", json_integer(a.n));
	if (a.retry_after_s != 0)
		(void)json_object_set_new(details, "retry_after_seconds",
		    json_integer(a.retry_after_s));
	d->answer.retry_after_s = a.retry_after_s;
	if (a.verdict == VERDICT_TOO_LOW)
		(void)json_object_set_new(details, "owner",
		    docket_json_owner(d, &action->happening.filing));
	answer_verdict(d, a.verdict, details);
}

void
docket_begin_happening(const struct door *d, enum happening_kind kind, struct happening *h)
{
	h->kind = kind;
	h->unit = d->as.unit;
	h->role = d->as.role;
	memcpy(h->officer, d->as.officer, sizeof(h->officer));
	memcpy(h->deputy_for, d->as.deputy_for, sizeof(h->deputy_for));
}

enum { CROWDED_RETRY_S = 2 };

/* The places that are left are for those who decide. */
void
docket_put_off_filing(struct door *d)
{
	metric_add(METRIC_filings_put_off, 1);
	d->answer.retry_after_s = CROWDED_RETRY_S;
	answer_verdict(d, VERDICT_OVERLOADED,
	    json_pack("{s:i}", "retry_after_seconds", CROWDED_RETRY_S));
}

void
enter_file_docket(struct door *d)
{
	struct relay_action a = { .seen_n = 0 };
	if (d->is_crowded) {
		docket_put_off_filing(d);
		return;
	}
	json_t *body = request_object(d);
	if (body == NULL)
		return;
	docket_begin_happening(d, HAPPENING_FILE, &a.happening);
	const enum verdict v = request_filing(d, body, &a.happening);
	a.docket = a.happening.filing.id;
	json_decref(body);
	if (v == VERDICT_OK)
		answer_action(d, &a, 201);
	else
		answer_verdict(d, v, NULL);
}

/* proceed, expire, purge, settle and follow are the daemon's own; file has a door of its own. */
static bool
is_officers_verb(const char *verb, enum happening_kind *ret)
{
	return happening_parse(verb, ret) && *ret != HAPPENING_FILE && *ret != HAPPENING_PROCEED
	    && *ret != HAPPENING_EXPIRE && *ret != HAPPENING_PURGE
	    && *ret != HAPPENING_SETTLE && *ret != HAPPENING_FOLLOW;
}

void
enter_act_on_docket(struct door *d)
{
	enum happening_kind kind;
	struct relay_action a = { .seen_n = 0 };
	if (!is_officers_verb(d->segments[1], &kind)) {
		answer_bad_request(d, "no such verb");
		d->answer.status = 404;
		return;
	}
	if (!docket_id_parse(d->segments[0], &a.docket)) {
		answer_verdict(d, VERDICT_UNKNOWN_DOCKET, NULL);
		return;
	}
	json_t *body = request_object(d);
	if (body == NULL)
		return;
	docket_begin_happening(d, kind, &a.happening);
	const enum verdict v = request_action(d, body, &a);
	json_decref(body);
	if (v == VERDICT_OK)
		answer_action(d, &a, 200);
	else
		answer_verdict(d, v, NULL);
}

/* -- many at once --------------------------------------------------------------------- */

/* What is the same for all of them. */
static enum verdict
read_decision(struct door *d, json_t *body, struct relay_action *ret)
{
	const char *verb = json_string_value(json_object_get(body, "verb"));
	json_t *rest = json_copy(body);
	enum happening_kind kind;
	if (verb == NULL || !is_officers_verb(verb, &kind) || kind == HAPPENING_CORRECT) {
		json_decref(rest);
		d->fault = "verb";
		return VERDICT_BAD_REQUEST;
	}
	(void)json_object_del(rest, "verb");
	(void)json_object_del(rest, "dockets");
	docket_begin_happening(d, kind, &ret->happening);
	const enum verdict v = request_action(d, rest, ret);
	json_decref(rest);
	return v;
}

static enum verdict
read_decided(struct door *d, json_t *one, struct relay_action *ret)
{
	long seen = 0;
	const char *id = json_string_value(json_object_get(one, "docket"));
	d->fault = "dockets";
	if (id == NULL || !docket_id_parse(id, &ret->docket))
		return VERDICT_BAD_REQUEST;
	const enum verdict v = request_number(d, one, "seen_n", 1, INT32_MAX, &seen);
	if (v != VERDICT_OK || seen == 0)
		return VERDICT_BAD_REQUEST;
	ret->seen_n = (uint32_t)seen;
	d->fault = NULL;
	return VERDICT_OK;
}

static json_t *
json_decided(const struct relay_submission *s)
{
	const struct verdict_row *row = verdict_row(s->answer.verdict);
	return json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:s, s:i, s:b}", "docket", s->action.docket.text,
	    "verdict", row->name, "number", (int)row->verdict, "zh", row->zh, "en", row->en, "remedy_zh",
	    row->remedy_zh, "remedy_en", row->remedy_en, "n", (int)s->answer.n, "underway",
	    s->answer.is_underway);
}

static enum verdict
read_decisions(struct door *d, json_t *body, struct relay_submission *all, size_t n)
{
	size_t i;
	json_t *one;
	struct relay_action action = { .seen_n = 0 };
	enum verdict v = read_decision(d, body, &action);
	json_array_foreach(json_object_get(body, "dockets"), i, one)
	{
		if (v != VERDICT_OK || i >= n)
			break;
		all[i].action = action;
		v = read_decided(d, one, &all[i].action);
	}
	return v;
}

/* Each docket with the entry that was seen, so that a form which comes twice does nothing twice. */
void
enter_decide_many(struct door *d)
{
	json_t *body = request_object(d);
	if (body == NULL)
		return;
	const size_t n = json_array_size(json_object_get(body, "dockets"));
	if (n == 0 || n > PAGE_MAX) {
		json_decref(body);
		d->fault = "dockets";
		answer_bad_request(d, "from 1 to 200 dockets");
		return;
	}
	struct relay_submission *all = arena_array(d->arena, n, sizeof(*all));
	const enum verdict v = read_decisions(d, body, all, n);
	json_decref(body);
	if (v != VERDICT_OK) {
		answer_verdict(d, v, NULL);
		return;
	}
	desk_submit_all(d, all, n);
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list, json_decided(&all[i]));
	answer_json(d, 200, list);
}
