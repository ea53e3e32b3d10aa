/*
 * Letters in. Applying one is idempotent: entry n+1 is taken, up to n is skipped, more than
 * n+1 waits for catch-up, another hash for a known number is a fork. A letter that nobody
 * can use is kept with its reason and never stops its neighbours.
 *
 * A receipt is given only for what was understood and proved: it makes the sender forget.
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "relay/turn.h"

enum { SKEW_MS = 10 * 60 * 1000 };	/* how far clocks of daemons may lie apart */

static enum letter_fate
dead(enum verdict v, enum verdict *ret_why)
{
	*ret_why = v;
	return LETTER_DEAD;
}

/* -- deliveries ----------------------------------------------------------------------- */

/* An extra stop of a newer law has to be somebody we know, above that side's school. */
static bool
is_known_office(const struct header *h, const struct world *w, const struct stop *stop)
{
	const struct stage_row *row = stage_row(stop->stage);
	const struct unit *school = registry_find(w->registry,
	    row->side == SIDE_RECEIVING ? h->receiving_school : h->sending_school);
	return row->level != LEVEL_PREFECTURE
	    || registry_answers_to(w->registry, school, stop->unit);
}

static bool
has_known_offices(const struct header *h, const struct world *w)
{
	for (size_t i = 0; i < h->route.n; i++)
		if (!is_known_office(h, w, &h->route.stops[i]))
			return false;
	return true;
}

static int
days_most(const struct policy *nation)
{
	int most = 0;
	for (int i = 0; i < TERMS_OF_DAYS; i++)
		if (nation->days[i] > most)
			most = nation->days[i];
	return most;
}

/* We must come to the same route: a school cannot leave out, or leave to a rule, the office
 * that would refuse it - not even by naming another version of the law. */
static bool
route_is_lawful(const struct header *h, const struct world *w)
{
	struct route ours;
	const struct unit *receiving = registry_find(w->registry, h->receiving_school);
	const struct unit *sending = registry_find(w->registry, h->sending_school);
	const bool is_same_law = h->registry == w->registry->version
	    && h->policy_receiving == w->receiving->version
	    && h->policy_sending == w->sending->version;
	const int most = days_most(w->nation);
	const struct parties parties = { receiving, sending,
		registry_find(w->registry, h->route.stops[0].unit) };
	if (parties.brought == NULL || route_scope(w->registry, receiving, sending) != h->scope
	    || route_make(h->kind, w->registry, &parties, w->receiving, w->sending, &ours)
		!= VERDICT_OK)
		return false;
	const bool is_answer_lawful = is_same_law ? h->answer_days == w->receiving->answer_days
						  : h->answer_days > 0 && h->answer_days <= most;
	return is_answer_lawful && route_agrees(&h->route, &ours, is_same_law, most)
	    && has_known_offices(h, w);
}

/* The school year that a filing's grade is of is that of its day. Daemons of unlike law may
 * disagree about the day on which it begins; an older version does not tell it. */
static bool
is_of_its_school_year(const struct header *h, const struct world *w)
{
	const int ours = policy_school_year(w->nation, instant_day(h->filed_at));
	const bool is_same_law = h->policy_receiving == w->receiving->version
	    && h->policy_sending == w->sending->version;
	const int apart = h->school_year > ours ? h->school_year - ours : ours - h->school_year;
	return h->school_year == 0 || apart <= (is_same_law ? 0 : 1);
}

static bool
has_schools(const struct header *h, const struct world *w)
{
	return registry_find(w->registry, h->receiving_school)->level == LEVEL_SCHOOL
	    && registry_find(w->registry, h->sending_school)->level == LEVEL_SCHOOL;
}

/* Filed under a policy that has been published but has not come here yet; it will. */
static bool
is_ahead(const struct turn *t, const struct header *h, struct unit_code province, uint32_t version)
{
	if (!t->law->is_ahead(t->law->law, province, version))
		return false;
	log_line(LOG_WARN, "law_ahead", " docket=%s province=%s version=%u", h->id.text,
	    province.text, version);
	return true;
}

static enum verdict
begin_from(struct turn *t, struct live *l, const struct letter *letter)
{
	struct header header;
	struct world w;
	const enum verdict v = wire_header_decode(letter->header, &header);
	if (v != VERDICT_OK)
		return v;
	if (!docket_id_equal(header.id, letter->docket))
		return VERDICT_BROKEN_CHAIN;
	if (!turn_world(t, &header, &w) || !has_schools(&header, &w))
		return VERDICT_UNKNOWN_UNIT;
	if (is_ahead(t, &header, w.receiving_province, header.policy_receiving)
	    || is_ahead(t, &header, w.sending_province, header.policy_sending))
		return VERDICT_NOT_YET;
	if (!route_is_lawful(&header, &w) || !is_of_its_school_year(&header, &w))
		return VERDICT_OUT_OF_RANGE;
	turn_begin(t, l, letter->header, &header);
	return VERDICT_OK;
}

static const uint8_t *
hash_before(const struct live *l, uint32_t n)
{
	return n == 1 ? l->header_hash : l->entries[n - 2].hash;
}

/* Another entry under a number we know: evidence, if it is really somebody's stamp. `unit`, to
 * whom it was sent, and its superior are told. */
static enum verdict
keep_fork(struct turn *t, const struct live *l, uint32_t n, const struct sealed *theirs,
    struct unit_code unit)
{
	struct entry e;
	enum verdict v = wire_entry_open(theirs->body, hash_before(l, n), &e);
	if (v == VERDICT_OK)
		v = wire_entry_check(t->law->keyring, theirs, &e);
	if (v != VERDICT_OK)
		return v;
	struct fork *f = LIST_ADD(t, t->forks);
	f->docket = l->id;
	f->n = n;
	memcpy(f->ours, l->entries[n - 1].hash, HASH_SIZE);
	f->theirs = *theirs;
	f->at = t->now;
	log_line(LOG_ERROR, "fork", " docket=%s n=%u unit=%s", l->id.text, n, e.holder.text);
	turn_tell(t, l->id, NOTICE_fork, e.holder, e.stage, unit);
	turn_tell_superior(t, l, NOTICE_fork, unit);
	return VERDICT_FORK;
}

/* Nobody chooses who takes its place. What has been published may not have come here yet. */
static enum verdict
recheck_heir(const struct turn *t, const struct entry *e)
{
	const struct unit *u = registry_find(t->law->registry, e->holder);
	if (u == NULL || !u->is_void)
		return VERDICT_NOT_YET;
	const struct unit_code heir = registry_heir(t->law->registry, e->holder);
	return unit_code_equal(heir, registry_heir(t->law->registry, e->coordinator))
	    ? VERDICT_OK : VERDICT_OUT_OF_RANGE;
}

/* The same law as at our own desk; the record is its own unit's. */
static enum verdict
recheck(struct turn *t, const struct live *l, const struct entry *e)
{
	struct world w;
	if (!turn_world(t, &l->docket.header, &w))
		return VERDICT_UNKNOWN_UNIT;
	w.record = NULL;
	if (e->action == ACTION_followed)
		return recheck_heir(t, e);
	return docket_recheck(&l->docket, e, &w);
}

/* NOT_YET, for an entry of the future: somebody's clock is wrong, and until it has come true
 * nobody's term may begin with it. */
static enum verdict
take_entry(struct turn *t, struct live *l, uint32_t n, const struct sealed *s)
{
	struct entry e;
	enum verdict v = wire_entry_open(s->body, hash_before(l, n), &e);
	if (v == VERDICT_OK && e.n != n)
		v = VERDICT_BROKEN_CHAIN;
	if (v == VERDICT_OK)
		v = wire_entry_check(t->law->keyring, s, &e);
	if (v == VERDICT_OK && e.at.ms > t->now.ms + SKEW_MS)
		return VERDICT_NOT_YET;
	if (v == VERDICT_OK)
		v = recheck(t, l, &e);
	return v == VERDICT_OK ? turn_append(t, l, &e, s) : v;
}

static enum verdict
take_entries(struct turn *t, struct live *l, const struct letter *letter)
{
	for (size_t i = 0; i < letter->n_entries; i++) {
		const uint32_t n = letter->first + (uint32_t)i;
		const struct sealed *s = &letter->entries[i];
		enum verdict v = VERDICT_OK;
		if (n > l->n)
			v = take_entry(t, l, n, s);
		else if (memcmp(l->entries[n - 1].hash, s->hash, HASH_SIZE) != 0)
			v = keep_fork(t, l, n, s, letter->to);
		if (v != VERDICT_OK)
			return v;
	}
	return VERDICT_OK;
}

static void
ask_for(struct turn *t, const struct letter *letter, uint32_t first)
{
	struct letter ask = {
		.from = letter->to,
		.to = letter->from,
		.docket = letter->docket,
		.kind = LETTER_CATCH_UP,
		.first = first,
	};
	char what[16];
	(void)snprintf(what, sizeof(what), "%u", first);
	(void)turn_send_once(t, &ask, what);	/* without a key: the letter comes again */
}

static void
forget(struct live *l)
{
	l->n = 0;
	l->is_begun = false;
	l->docket = docket_none();
}

/* The term of the unit that holds it now begins when it got here, however long it was under
 * way (regulation §4, Clock). */
static void
arrive(struct turn *t, struct live *l)
{
	const bool is_followed = l->docket.since_n < l->docket.n;	/* the desk's term goes on */
	if (l->docket.posture == POSTURE_CLOSED || is_followed
	    || !turn_serves(t, l->docket.holder))
		return;
	l->reached = t->now;
	docket_reach(&l->docket, l->reached);
}

static enum letter_fate
take_delivery(struct turn *t, const struct letter *letter, enum verdict *ret_why)
{
	struct live *l = turn_live(t, letter->docket);
	const size_t before = l->n, n_handled = t->handled.n;
	if (letter->first == 0 || letter->n_entries == 0)
		return dead(VERDICT_OUT_OF_RANGE, ret_why);
	if (letter->first > l->n + 1 || (!l->is_begun && letter->header.size == 0)) {
		ask_for(t, letter, (uint32_t)l->n + 1);
		return LETTER_EARLY;
	}
	enum verdict v = VERDICT_OK;
	if (!l->is_begun)
		v = begin_from(t, l, letter);
	if (v == VERDICT_OK)
		v = take_entries(t, l, letter);
	if (v == VERDICT_OK && !docket_is_open_to(&l->docket, t->law->registry, letter->to))
		v = VERDICT_WRONG_UNIT;
	if (v != VERDICT_OK && before == 0) {
		forget(l);
		t->handled.n = n_handled;
	}
	if (v == VERDICT_FORK) {
		turn_receipt(t, letter, 0);	/* told once is enough: the evidence is kept */
		return LETTER_FORKED;
	}
	if (v == VERDICT_NOT_YET)
		return LETTER_EARLY;
	if (v != VERDICT_OK)
		return dead(v, ret_why);
	if (l->n > before)
		arrive(t, l);
	turn_proceed(t, l);
	turn_receipt(t, letter, letter->first + (uint32_t)letter->n_entries - 1);
	return l->n > before ? LETTER_APPLIED : LETTER_KNOWN;
}

/* -- the others ----------------------------------------------------------------------- */

static enum letter_fate
take_receipts(struct turn *t, const struct letter *letter)
{
	for (size_t i = 0; i < letter->n_receipts; i++) {
		const struct receipt *r = &letter->receipts[i];
		struct outgoing_done *done = LIST_ADD(t, t->done);
		done->docket = r->docket;
		done->to = letter->receipts_unit;
		done->n = r->n;
		memcpy(done->letter, r->letter, sizeof(done->letter));
	}
	return LETTER_APPLIED;
}

/* "Send me from k": to units that stand on the route so far, and to nobody else. */
static enum letter_fate
take_catch_up(struct turn *t, const struct letter *letter)
{
	const struct live *l = turn_live(t, letter->docket);
	turn_receipt(t, letter, 0);
	if (!l->is_begun || letter->first == 0 || letter->first > l->n)
		return LETTER_KNOWN;
	if (docket_is_open_to(&l->docket, t->law->registry, letter->from))
		turn_send_entries(t, l, letter->to, letter->from, letter->first);
	return LETTER_APPLIED;
}

static struct happening
requested(const struct turn *t, const struct request *r)
{
	struct happening h = {
		.kind = r->kind,
		.at = t->now,
		.unit = r->unit,
		.role = r->role,
		.asked_n = r->seen,
		.code = r->code,
		.found = r->found,
	};
	memcpy(h.officer, r->officer, sizeof(h.officer));
	memcpy(h.deputy_for, r->deputy_for, sizeof(h.deputy_for));
	memcpy(h.reason, r->reason, sizeof(h.reason));
	return h;
}

/* An answer to a question that was asked at another place of the docket. */
static bool
is_stale(const struct live *l, const struct request *r)
{
	return r->kind == HAPPENING_PROCEED
	    && (r->seen != l->docket.n || !unit_code_equal(r->unit, docket_decider(&l->docket)));
}

/* Done already: the very slip is in the docket, or what it asks for has come about. */
static bool
is_granted(const struct live *l, const struct letter *letter)
{
	const enum happening_kind kind = letter->request.kind;
	return (kind == HAPPENING_OBJECT && l->docket.posture == POSTURE_COORDINATION)
	    || (kind == HAPPENING_WITHDRAW && l->docket.state == DOCKET_WITHDRAWN)
	    || is_stale(l, &letter->request) || wire_has_slip(l->entries, l->n, letter->slip);
}

static const char *
named(struct bytes slip, char ret[LETTER_ID_MAX])
{
	wire_id_of(slip, ret);
	return ret;
}

/* To whoever has it by our copy, which tells them how new that is. The same wish is one letter, however many
 * copies of it have waited here while we were away. */
static void
pass_on(struct turn *t, const struct letter *letter, const struct live *l)
{
	struct letter on = *letter;
	char name[LETTER_ID_MAX];
	on.from = letter->to;
	on.to = l->docket.holder;
	on.n = l->docket.n;
	(void)turn_send_once(t, &on, named(letter->slip, name));	/* stamped already */
}

/* Whoever sends it has seen more of the docket than we have, so it is under way to us. Passed on by our
 * older copy the wish would go round until that arrives, and multiply with every letter that is
 * sent again; passed on by newer ones only, it comes to an end. */
static bool
is_before_its_docket(const struct live *l, const struct letter *letter)
{
	return l->docket.n < letter->n || l->docket.n < letter->request.seen;
}

/* As of when it was asked for: copies of it that come later tell nothing new. */
static void
tell_refused(struct turn *t, const struct live *l, const struct letter *letter)
{
	struct notice_write n = {
		.docket = l->id,
		.unit = letter->to,
		.told = letter->request.unit,
		.stage = docket_stage(&l->docket),
		.at = letter->request.at,
	};
	(void)strncpy(n.what, notice_row(NOTICE_request_refused)->name, sizeof(n.what) - 1);
	turn_tell_of(t, &n);
}

/* The filer's withdrawal or objection, or a province's statement. It follows the docket: whoever handed it on knows to
 * whom. A refusal of the request is told to the filer; either way it is answered. */
static enum letter_fate
take_request(struct turn *t, const struct letter *letter)
{
	struct live *l = turn_live(t, letter->docket);
	const bool is_theirs =
	    l->docket.posture != POSTURE_CLOSED && !turn_serves(t, l->docket.holder);
	if (!l->is_begun
	    || (is_theirs && !is_granted(l, letter) && is_before_its_docket(l, letter)))
		return LETTER_EARLY;
	if (is_granted(l, letter)) {
		turn_receipt(t, letter, 0);
		return LETTER_KNOWN;
	}
	if (is_theirs) {
		turn_receipt(t, letter, 0);
		pass_on(t, letter, l);
		return LETTER_APPLIED;
	}
	const struct happening h = requested(t, &letter->request);
	const enum verdict v = turn_step(t, l, &h, letter->slip, false);
	if (v == VERDICT_UNKNOWN_KEY)	/* ours to stamp it with is missing, which is no answer */
		return LETTER_EARLY;
	turn_receipt(t, letter, 0);
	if (v == VERDICT_OK)
		return LETTER_APPLIED;
	log_line(LOG_INFO, "request_refused", " docket=%s unit=%s verb=%s verdict=%s", l->id.text,
	    h.unit.text, happening_verb(h.kind), verdict_name(v));
	if (h.kind != HAPPENING_PROCEED)	/* the ministry's answer: it will be asked again */
		tell_refused(t, l, letter);
	return LETTER_KNOWN;
}

/* Whoever stands on it may have had the docket before we hear of that. */
static bool
is_on_route(const struct header *h, struct unit_code unit)
{
	for (size_t i = 0; i < h->route.n; i++)
		if (unit_code_equal(h->route.stops[i].unit, unit))
			return true;
	return false;
}

/* Now, or before all changes of the tree that are known here: who wrote to its superior may not have heard that it
 * has another one by now. */
static bool
answers_to(struct turn *t, struct unit_code code, struct unit_code superior)
{
	static const struct instant before;
	const struct registry *trees[] = { t->law->registry, turn_registry(t, before, 0) };
	for (size_t i = 0; i < sizeof(trees) / sizeof(trees[0]); i++) {
		const struct unit *u = registry_find(trees[i], code);
		if (u != NULL && registry_answers_to(trees[i], u, superior))
			return true;
	}
	return false;
}

/* From below, or of a docket that both know: nobody is told stories by a stranger. Who wrote to a unit that has
 * become void has to hear that it was read. */
static bool
may_tell(struct turn *t, const struct letter *letter)
{
	const struct registry *all = t->law->registry;
	const struct unit *to = registry_find(all, letter->to);
	const struct live *l = turn_live(t, letter->docket);
	if (registry_find(all, letter->from) != NULL && to != NULL && to->is_void)
		return true;
	return answers_to(t, letter->from, letter->to)
	    || (l->is_begun && (is_on_route(&l->docket.header, letter->from)
		|| docket_is_open_to(&l->docket, all, letter->from)));
}

static enum letter_fate
take_notice(struct turn *t, const struct letter *letter, enum verdict *ret_why)
{
	if (!may_tell(t, letter))
		return dead(VERDICT_UNIT_NOT_ALLOWED, ret_why);
	struct notice_write *n = LIST_ADD(t, t->notices);
	n->docket = letter->notice.docket;
	memcpy(n->what, letter->notice.what, sizeof(n->what));
	n->unit = letter->notice.unit;
	n->told = letter->to;
	n->stage = letter->notice.stage;
	n->at = letter->notice.at;
	turn_receipt(t, letter, 0);
	return LETTER_APPLIED;
}

/* A unit tells of its own schools. */
static bool
are_all_below(const struct registry *r, const struct progress *p)
{
	for (size_t i = 0; i < p->schools_done; i++) {
		const struct unit *school = registry_find(r, p->done[i]);
		if (school == NULL || !registry_answers_to(r, school, p->unit))
			return false;
	}
	return true;
}

static enum letter_fate
take_progress(struct turn *t, const struct letter *letter, enum verdict *ret_why)
{
	const struct unit *from = registry_find(t->law->registry, letter->from);
	if (from == NULL || !registry_answers_to(t->law->registry, from, letter->to)
	    || !are_all_below(t->law->registry, &letter->progress))
		return dead(VERDICT_UNIT_NOT_ALLOWED, ret_why);
	struct progress_write *p = LIST_ADD(t, t->progress);
	p->progress = letter->progress;
	p->told = letter->to;
	turn_receipt(t, letter, 0);
	return LETTER_APPLIED;
}

enum letter_fate
turn_letter(struct turn *t, const struct letter *letter, const char *topic,
    enum verdict *ret_why)
{
	char expected[TOPIC_MAX];
	const struct unit *to = registry_find(t->law->registry, letter->to);
	if (to == NULL || !turn_serves(t, letter->to))
		return dead(VERDICT_WRONG_UNIT, ret_why);
	if (!relay_topic_of(t->options, t->law->registry, to, expected)
	    || strcmp(expected, topic) != 0)
		return dead(VERDICT_WRONG_TOPIC, ret_why);
	switch (letter->kind) {
	case LETTER_DELIVERY:
		return take_delivery(t, letter, ret_why);
	case LETTER_RECEIPTS:
		return take_receipts(t, letter);
	case LETTER_CATCH_UP:
		return take_catch_up(t, letter);
	case LETTER_REQUEST:
		return take_request(t, letter);
	case LETTER_NOTICE:
		return take_notice(t, letter, ret_why);
	case LETTER_ATTACHMENT_PART:
		return turn_take_part(t, letter, ret_why);
	case LETTER_PROGRESS:
		return take_progress(t, letter, ret_why);
	case LETTER_FETCH:
		return turn_take_fetch(t, letter, ret_why);
	case LETTER_INDEX:
		return turn_take_index(t, letter, ret_why);
	case LETTER_INQUIRY:
		break;
	}
	return turn_take_inquiry(t, letter, ret_why);
}
