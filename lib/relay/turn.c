/*
 * The working set of a turn: dockets and records loaded with a few queries, changed in
 * memory by the core, written back in one batch.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/metric.h"
#include "relay/turn.h"

void *
list_grow(struct arena *arena, void *at, size_t n, size_t *capacity, size_t size)
{
	if (n < *capacity)
		return at;
	const size_t wider = *capacity == 0 ? 16 : *capacity * 2;
	void *grown = arena_array(arena, wider, size);
	if (n > 0)
		memcpy(grown, at, n * size);
	*capacity = wider;
	return grown;
}

bool
turn_serves(const struct turn *t, struct unit_code code)
{
	const struct unit *u = registry_find(t->law->registry, code);
	if (u == NULL || u->level != t->options->level)
		return false;
	const struct unit_code division = registry_division(t->law->registry, u);
	for (size_t i = 0; i < t->options->n_serves; i++) {
		const char *prefix = t->options->serves[i];
		if (strncmp(division.text, prefix, strlen(prefix)) == 0)
			return true;
	}
	return false;
}

struct live *
turn_live(struct turn *t, struct docket_id id)
{
	struct places *p = &t->live_places;
	place_begin(t->arena, p, t->lives.n);
	while (p->n < t->lives.n)
		place_add(t->arena, p, place_hash(t->lives.at[p->n].id.text));
	for (uint32_t i = place_first(p, place_hash(id.text)); i != 0; i = p->next[i - 1])
		if (docket_id_equal(t->lives.at[i - 1].id, id))
			return &t->lives.at[i - 1];
	return NULL;
}

static void
make_room(struct turn *t, struct live *l, size_t n)
{
	if (n <= l->capacity)
		return;
	const size_t wider = n + 8;
	struct sealed *entries = arena_array(t->arena, wider, sizeof(*entries));
	struct unit_code *holders = arena_array(t->arena, wider, sizeof(*holders));
	if (l->n > 0) {
		memcpy(entries, l->entries, l->n * sizeof(*entries));
		memcpy(holders, l->holders, l->n * sizeof(*holders));
	}
	l->entries = entries;
	l->holders = holders;
	l->capacity = wider;
}

static const uint8_t *
last_hash(const struct live *l)
{
	return l->n == 0 ? l->header_hash : l->entries[l->n - 1].hash;
}

void
turn_begin(struct turn *t, struct live *l, struct bytes bytes, const struct header *header)
{
	(void)t;
	l->header = bytes;
	wire_hash(bytes, l->header_hash);
	l->docket = docket_begin(header);
	l->is_begun = true;
}

/* What is in our own store was checked on its way in; if it does not fold, the store was
 * changed behind our back, and going on would make it worse. */
static void
fold_stored(struct turn *t, struct live *l, const struct folder *f)
{
	struct header header;
	if (wire_header_decode(f->header, &header) != VERDICT_OK)
		log_panic("docket=%s stored header cannot be decoded", l->id.text);
	turn_begin(t, l, f->header, &header);
	make_room(t, l, f->n + 4);
	for (size_t i = 0; i < f->n; i++) {
		struct entry e;
		enum verdict v = wire_entry_open(f->entries[i].body, last_hash(l), &e);
		if (v == VERDICT_OK)
			v = docket_apply(&l->docket, &e);
		if (v != VERDICT_OK)
			log_panic("docket=%s entry=%zu stored entry does not fold verdict=%s",
			    l->id.text, i + 1, verdict_name(v));
		l->entries[i] = f->entries[i];
		l->holders[i] = e.holder;
		l->n = i + 1;
	}
	l->n_before = (uint32_t)l->n;
	docket_reach(&l->docket, l->reached);
}

enum store_result
turn_load(struct turn *t, const struct docket_id *ids, size_t n)
{
	struct docket_id *missing = arena_array(t->arena, n + 1, sizeof(*missing));
	size_t n_missing = 0;
	for (size_t i = 0; i < n; i++) {
		if (turn_live(t, ids[i]) != NULL)
			continue;
		struct live *l = LIST_ADD(t, t->lives);
		l->id = ids[i];
		l->docket = docket_none();
		missing[n_missing++] = ids[i];
	}
	if (n_missing == 0)
		return STORE_OK;
	struct stored_docket *stored = arena_array(t->arena, n_missing, sizeof(*stored));
	const enum store_result r = store_dockets(t->store, t->arena, missing, n_missing, stored);
	if (r != STORE_OK)
		return r;
	struct live *first = &t->lives.at[t->lives.n - n_missing];
	for (size_t i = 0; i < n_missing; i++) {
		first[i].reached = stored[i].reached;
		if (stored[i].folder.header.size > 0)
			fold_stored(t, &first[i], &stored[i].folder);
	}
	return STORE_OK;
}

static struct live_record *
asked_for(struct turn *t, struct student_number number, struct unit_code school)
{
	struct places *p = &t->asked_places;
	place_begin(t->arena, p, t->records.n);
	while (p->n < t->records.n)
		place_add(t->arena, p, place_hash(t->records.at[p->n].number.text));
	for (uint32_t i = place_first(p, place_hash(number.text)); i != 0; i = p->next[i - 1]) {
		struct live_record *r = &t->records.at[i - 1];
		if (student_number_equal(r->number, number) && unit_code_equal(r->school, school))
			return r;
	}
	return NULL;
}

/* Of those asked for by several numbers, the first: the one that is changed. */
static struct live_record *
first_of(struct turn *t, struct live_record *r)
{
	struct places *p = &t->kept_places;
	place_begin(t->arena, p, t->records.n);
	while (p->n < t->records.n)
		place_add(t->arena, p, place_hash(t->records.at[p->n].before.number.text));
	for (uint32_t i = place_first(p, place_hash(r->before.number.text)); i != 0; i = p->next[i - 1]) {
		struct live_record *other = &t->records.at[i - 1];
		if (other < r && other->version_before > 0 && unit_code_equal(other->school, r->school)
		    && student_number_equal(other->before.number, r->before.number))
			r = other;
	}
	return r;
}

struct live_record *
turn_record(struct turn *t, struct student_number number, struct unit_code school)
{
	struct live_record *r = asked_for(t, number, school);
	return r == NULL || r->version_before == 0 ? r : first_of(t, r);
}

enum store_result
turn_load_records(struct turn *t, const struct student_number *numbers,
    const struct unit_code *schools, size_t n)
{
	struct student_number *ask = arena_array(t->arena, n + 1, sizeof(*ask));
	struct unit_code *of = arena_array(t->arena, n + 1, sizeof(*of));
	size_t n_ask = 0;
	for (size_t i = 0; i < n; i++) {
		if (!turn_serves(t, schools[i]) || asked_for(t, numbers[i], schools[i]) != NULL)
			continue;
		struct live_record *r = LIST_ADD(t, t->records);
		r->number = ask[n_ask] = numbers[i];
		r->school = of[n_ask] = schools[i];
		n_ask++;
	}
	if (n_ask == 0)
		return STORE_OK;
	struct stored_record *stored = arena_array(t->arena, n_ask, sizeof(*stored));
	const enum store_result result = store_records(t->store, ask, of, n_ask, stored);
	if (result != STORE_OK)
		return result;
	struct live_record *first = &t->records.at[t->records.n - n_ask];
	for (size_t i = 0; i < n_ask; i++) {
		first[i].has = stored[i].has;
		first[i].record = stored[i].record;
		first[i].version_before = stored[i].has ? stored[i].record.version : 0;
		first[i].before = stored[i].record;
	}
	return STORE_OK;
}

/* The law it was filed under. A version that nobody has published (it stood in a file that is no
 * more, or is none): what was in force then. */
static const struct policy *
policy_of(const struct relay_law *law, struct unit_code province, struct instant at,
    uint32_t version)
{
	const struct policy *p = law->policy(law->law, province, at, version);
	return p != NULL ? p : law->policy(law->law, province, at, 0);
}

/* The tree it was filed under: its route and whoever rules on it are told from that, whatever units
 * become meanwhile. */
const struct registry *
turn_registry(struct turn *t, struct instant at, uint32_t version)
{
	if (t->law->registry_at == NULL)
		return t->law->registry;
	struct registry *then = arena_alloc(t->arena, sizeof(*then));
	*then = t->law->registry_at(t->law->law, at, version);
	return then;
}

/* The docket that a filing says it follows; it was loaded with the wish to file. NULL: none, or not here. */
static const struct docket *
docket_before(struct turn *t, const struct header *header)
{
	const struct live *l =
	    header->follows.text[0] == '\0' ? NULL : turn_live(t, header->follows);
	return l != NULL && l->is_begun ? &l->docket : NULL;
}

bool
turn_world(struct turn *t, const struct header *header, struct world *ret)
{
	const struct relay_law *law = t->law;
	const struct instant at = header->filed_at.ms == 0 ? t->now : header->filed_at;
	const struct registry *tree = turn_registry(t, at, header->registry);
	const struct unit *receiving = registry_find(tree, header->receiving_school);
	const struct unit *sending = registry_find(tree, header->sending_school);
	if (receiving == NULL || sending == NULL)
		return false;
	const struct unit *to = registry_province(tree, receiving);
	const struct unit *from = registry_province(tree, sending);
	if (to == NULL || from == NULL)
		return false;
	const struct live_record *r = turn_record(t, header->number, header->sending_school);
	const struct live_record *there =
	    turn_record(t, header->number, header->receiving_school);
	const struct world world = {
		.registry = tree,
		.calendar = law->calendar,
		.divisions = law->divisions,
		.nation = law->policy(law->law, unit_code_ministry, at, 0),
		.receiving = policy_of(law, to->code, at, header->policy_receiving),
		.sending = policy_of(law, from->code, at, header->policy_sending),
		.receiving_province = to->code,
		.sending_province = from->code,
		.record = r != NULL && r->has ? &r->record : NULL,
		.record_there = there != NULL && there != r && there->has ? &there->record : NULL,
		.before = docket_before(t, header),
	};
	*ret = world;
	return true;
}

static void
act_on_record(struct turn *t, const struct live *l, const struct entry *e,
    struct unit_code keeper)
{
	struct live_record *r = turn_record(t, l->docket.header.number, keeper);
	if (r == NULL)
		return;
	if (docket_effect(&l->docket, e, keeper, r->has, &r->record) == RECORD_UNTOUCHED)
		return;
	r->has = r->is_changed = true;
	r->cause = l->id;
	r->why = RECORD_WHY_DOCKET;
	if (e->action == ACTION_released || e->action == ACTION_admitted
	    || e->action == ACTION_applied)	/* a finding about the child may be settled by it */
		*LIST_ADD(t, t->moved) = l->docket.header.number;
}

/* The provinces of ours that are heard are told so: the docket does not come to their desks. */
static void
ask_for_statements(struct turn *t, const struct live *l)
{
	const struct docket *d = &l->docket;
	for (size_t i = 0; d->is_hearing && i < d->n_heard; i++)
		if (turn_serves(t, d->heard[i]))
			turn_tell(t, l->id, NOTICE_statement_wanted, d->holder, docket_stage(d), d->heard[i]);
}

/* Who filed looks for what came of it: told by its own daemon, when the entry comes there, so by no letter. What a
 * daemon files by itself nobody waits for. */
static void
tell_filer(struct turn *t, const struct live *l, const struct entry *e)
{
	const struct business_row *kind = business_row(l->docket.header.kind);
	const enum notice_kind what = e->action == ACTION_refused ? NOTICE_filing_refused
	    : e->action == ACTION_returned			   ? NOTICE_filing_returned
	    : e->action == ACTION_failed			   ? NOTICE_filing_failed
	    : l->docket.state == DOCKET_COMPLETED		   ? NOTICE_filing_completed : NOTICE_NONE;
	struct notice_write n = { .docket = l->id, .unit = e->holder, .told = docket_filer(&l->docket),
		.stage = e->stage, .at = e->at };
	if (what == NOTICE_NONE || kind->is_batch || kind->is_found || !turn_serves(t, n.told))
		return;
	(void)strncpy(n.what, notice_row(what)->name, sizeof(n.what) - 1);
	turn_tell_of(t, &n);
}

/* What an officer of ours did, wherever it was stamped: a wish of his travels to who holds the docket, and the stamp
 * comes back by letter. */
static void
add_handled(struct turn *t, const struct live *l, const struct entry *e)
{
	if (e->officer[0] == '\0' || !turn_serves(t, e->unit))
		return;
	struct handled_write *h = LIST_ADD(t, t->handled);
	h->docket = l->id;
	h->unit = e->unit;
	h->n = e->n;
	h->at = e->at;
	memcpy(h->officer, e->officer, sizeof(h->officer));
}

/* So does whose refusal or silence a ruling has set aside; whoever ruled sends it there (turn_courier.c). */
static void
tell_overruled(struct turn *t, struct live *l, const struct entry *e)
{
	const struct docket *d = &l->docket;
	struct notice_write n = { .docket = l->id, .unit = e->holder, .stage = e->stage, .at = e->at,
		.told = docket_successor(d, d->header.route.stops[d->disputed].unit) };
	(void)strncpy(n.what, notice_row(NOTICE_refusal_overruled)->name, sizeof(n.what) - 1);
	l->overruled = n.told;
	if (turn_serves(t, n.told))
		turn_tell_of(t, &n);
}

enum verdict
turn_append(struct turn *t, struct live *l, const struct entry *e, const struct sealed *s)
{
	const struct header *h = &l->docket.header;
	const bool was_open = l->docket.state == DOCKET_OPEN;
	const enum verdict v = docket_apply(&l->docket, e);
	if (v != VERDICT_OK)
		return v;
	make_room(t, l, l->n + 1);
	l->entries[l->n] = *s;
	l->holders[l->n] = e->holder;
	l->n++;
	l->reached.ms = 0;
	add_handled(t, l, e);
	if (was_open)
		tell_filer(t, l, e);
	if (e->action == ACTION_objected)
		ask_for_statements(t, l);
	if (e->action == ACTION_ruled_overrule)
		tell_overruled(t, l, e);
	act_on_record(t, l, e, h->sending_school);
	if (!unit_code_equal(h->sending_school, h->receiving_school))
		act_on_record(t, l, e, h->receiving_school);
	return VERDICT_OK;
}

bool
turn_entry(const struct live *l, size_t n, struct entry *ret)
{
	const uint8_t *before = n == 1 ? l->header_hash : l->entries[n - 2].hash;
	return wire_entry_open(l->entries[n - 1].body, before, ret) == VERDICT_OK;
}

/* Only now are all entries of the turn there, and their addresses stay. */
void
turn_stamp(struct turn *t)
{
	const size_t n = t->to_stamp.n;
	if (n == 0)
		return;
	struct unstamped *list = arena_array(t->arena, n, sizeof(*list));
	for (size_t i = 0; i < n; i++) {
		const struct to_stamp *s = &t->to_stamp.at[i];
		const struct live *l = &t->lives.at[s->live];
		struct sealed *sealed = &l->entries[s->entry];
		list[i] = (struct unstamped){ l->holders[s->entry], s->at, sealed->body, &sealed->stamp };
	}
	keyring_stamp_all(t->law->keyring, "entry", list, n);
	t->to_stamp.n = 0;
}

/* Appends the decision's entry; turn_stamp() stamps it. */
static enum verdict
append_own(struct turn *t, struct live *l, const struct decision *yes, struct bytes slip)
{
	struct sealed s;
	if (!l->is_begun)
		turn_begin(t, l, wire_header_encode(t->arena, &yes->header), &yes->header);
	const enum verdict v =
	    wire_entry_write(t->arena, t->law->keyring, &yes->entry, last_hash(l), slip, &s);
	if (v != VERDICT_OK)
		return v;
	if (turn_append(t, l, &yes->entry, &s) != VERDICT_OK)
		log_panic("docket=%s our own entry does not fold action=%s", l->id.text,
		    action_name(yes->entry.action));
	assert(l >= t->lives.at && l < t->lives.at + t->lives.n);
	*LIST_ADD(t, t->to_stamp) = (struct to_stamp){ (size_t)(l - t->lives.at), l->n - 1, yes->entry.at };
	metric_add(METRIC_entries, 1);
	log_line(LOG_INFO, "stamped", " docket=%s n=%zu unit=%s action=%s stage=%s code=%s", l->id.text,
	    l->n, yes->entry.unit.text, action_name(yes->entry.action),
	    stage_row(yes->entry.stage)->name, verdict_name(yes->entry.code));
	return VERDICT_OK;
}

enum verdict
turn_step(struct turn *t, struct live *l, const struct happening *h, struct bytes slip,
    bool has_open_filing)
{
	struct world w;
	const bool is_filing = h->kind == HAPPENING_FILE;
	if (!is_filing && !l->is_begun)
		return VERDICT_UNKNOWN_DOCKET;
	if (!turn_world(t, is_filing ? &h->filing : &l->docket.header, &w))
		return VERDICT_UNKNOWN_UNIT;
	w.has_open_filing = has_open_filing;
	const struct decision d = docket_step(&l->docket, h, &w);
	if (!d.appends)
		return d.verdict;
	const enum verdict v = append_own(t, l, &d, slip);
	if (v != VERDICT_OK)
		return v;
	if (d.tells_superior)
		turn_tell_superior(t, l, d.entry.action == ACTION_urged ? NOTICE_urged : NOTICE_illegal_refusal,
		    d.entry.holder);
	if (d.entry.action == ACTION_urged)
		turn_tell(t, l->id, NOTICE_urged, d.entry.holder, d.entry.stage, d.entry.holder);
	if (d.entry.code == VERDICT_CLAIMED_ELSEWHERE)	/* it coordinates two provinces */
		turn_tell(t, l->id, NOTICE_claimed_elsewhere, d.entry.holder, d.entry.stage,
		    unit_code_ministry);
	turn_proceed(t, l);
	return d.verdict;
}

/* The ministry's answer comes as a letter, and the docket goes on with that. A question that is still
 * in the outbox is sent again by the courier, and not asked a second time. */
static void
ask_ministry(struct turn *t, struct live *l)
{
	if (!l->is_asked)
		turn_question_ask(t, l);
	l->is_asked = true;
}

/* A unit that is void hands over what lies on its desk, with its last stamp. True: it has. */
static bool
follow(struct turn *t, struct live *l)
{
	struct world w;
	const struct bytes none = { 0 };
	const struct unit_code holder = l->docket.holder;
	const struct happening h = {
		.kind = HAPPENING_FOLLOW,
		.at = t->now,
		.unit = holder,
		.role = ROLE_SYSTEM,
		.found = registry_heir(t->law->registry, holder),
	};
	if (!l->is_begun || l->docket.posture == POSTURE_CLOSED || !turn_serves(t, holder)
	    || unit_code_equal(h.found, holder) || !turn_world(t, &l->docket.header, &w))
		return false;
	const struct decision d = docket_step(&l->docket, &h, &w);
	const enum verdict v = d.appends ? append_own(t, l, &d, none) : d.verdict;
	if (v != VERDICT_OK)
		log_line(LOG_ERROR, "cannot_stamp", " docket=%s unit=%s verdict=%s", l->id.text,
		    holder.text, verdict_name(v));
	return v == VERDICT_OK;
}

/* Is it for us to take a step? Whoever is void has handed over before. */
static bool
is_ours(struct turn *t, struct live *l)
{
	(void)follow(t, l);
	return docket_is_automatic(&l->docket) && turn_serves(t, l->docket.holder);
}

void
turn_proceed(struct turn *t, struct live *l)
{
	while (is_ours(t, l)) {
		struct world w;
		const enum stage stage = docket_stage(&l->docket);
		const struct happening h = {
			.kind = HAPPENING_PROCEED,
			.at = t->now,
			.unit = l->docket.holder,
			.role = ROLE_SYSTEM,
		};
		if (!unit_code_equal(docket_decider(&l->docket), l->docket.holder)) {
			ask_ministry(t, l);
			return;
		}
		if (!turn_world(t, &l->docket.header, &w)
		    || (stage == STAGE_province_check && !turn_index_view(t, &l->docket, &w.index)))
			return;
		const struct decision d = docket_step(&l->docket, &h, &w);
		const struct bytes none = { 0 };
		assert(d.verdict == VERDICT_OK && d.appends);
		const enum verdict v = append_own(t, l, &d, none);
		if (v == VERDICT_OK && stage == STAGE_province_check
		    && d.entry.action == ACTION_passed
		    && business_row(l->docket.header.kind)->is_first)
			turn_index_claim(t, &l->docket);
		if (v == VERDICT_OK && stage == STAGE_province_check
		    && d.entry.code == VERDICT_CLAIMED_ELSEWHERE)
			turn_sheet_want(t, &l->docket, &d.entry);
		if (v == VERDICT_OK)
			continue;
		log_line(LOG_ERROR, "cannot_stamp", " docket=%s unit=%s verdict=%s", l->id.text,
		    l->docket.holder.text, verdict_name(v));
		return;
	}
}

void
turn_tell_of(struct turn *t, const struct notice_write *n)
{
	char name[80];
	if (turn_serves(t, n->told)) {
		*LIST_ADD(t, t->notices) = *n;
		return;
	}
	struct letter letter = {
		.from = n->unit,
		.to = n->told,
		.docket = n->docket,
		.kind = LETTER_NOTICE,
		.notice = { .docket = n->docket, .unit = n->unit, .stage = n->stage, .at = n->at },
	};
	memcpy(letter.notice.what, n->what, sizeof(letter.notice.what));
	(void)snprintf(name, sizeof(name), "%s %lld", n->what, (long long)n->at.ms);
	(void)turn_send_once(t, &letter, name);	/* without a key it cannot be told; that is logged */
}

void
turn_tell(struct turn *t, struct docket_id id, enum notice_kind what, struct unit_code by,
    enum stage stage, struct unit_code told)
{
	struct notice_write n = {
		.docket = id, .unit = by, .told = told, .stage = stage, .at = t->now };
	(void)strncpy(n.what, notice_row(what)->name, sizeof(n.what) - 1);
	turn_tell_of(t, &n);
}

/* The level above, except that nothing of a case inside a province reaches the ministry in
 * any form (regulation §4). */
void
turn_tell_superior(struct turn *t, const struct live *l, enum notice_kind what, struct unit_code by)
{
	const struct unit *u = registry_find(t->law->registry, by);
	const struct unit *above = u == NULL ? NULL : registry_office(t->law->registry, u);
	if (above == NULL)
		return;
	if (above->level == LEVEL_MINISTRY && l->docket.header.scope != SCOPE_inter_province)
		return;
	turn_tell(t, l->id, what, by, docket_stage(&l->docket), above->code);
}
