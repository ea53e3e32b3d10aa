/*
 * Letters in. Applying one is idempotent: entry n+1 is taken, up to n is skipped, more than
 * n+1 waits for catch-up, another hash for a known number is a fork. A letter that nobody
 * can use is kept with its reason and never stops its neighbours.
 *
 * A receipt is given only for what was understood and proved: it makes the sender forget.
 */
#include <string.h>

#include "base/log.h"
#include "relay/turn.h"

static enum letter_fate
dead(enum verdict v, enum verdict *ret_why)
{
	*ret_why = v;
	return LETTER_DEAD;
}

/* -- deliveries ----------------------------------------------------------------------- */

static bool
is_same_stop(const struct stop *a, const struct stop *b)
{
	return a->stage == b->stage && unit_code_equal(a->unit, b->unit)
	    && a->is_automatic == b->is_automatic && a->days == b->days;
}

static bool
has_stop(const struct route *route, const struct stop *s)
{
	for (size_t i = 0; i < route->n; i++)
		if (route->stops[i].stage == s->stage && unit_code_equal(route->stops[i].unit, s->unit))
			return true;
	return false;
}

/* We must come to the same route: a school cannot leave out the office that would refuse
 * it. If the header names other versions of the law than ours (one of us is newer), terms and
 * automatic stages may differ, but no office that our law asks for may be missing. */
static bool
route_is_lawful(const struct header *h, const struct world *w)
{
	struct route ours;
	const bool is_same_law = h->registry == w->registry->version
	    && h->policy_receiving == w->receiving->version
	    && h->policy_sending == w->sending->version;
	if (route_make(h->kind, w->registry, registry_find(w->registry, h->receiving_school),
		registry_find(w->registry, h->sending_school), w->receiving, w->sending, &ours)
	    != VERDICT_OK)
		return false;
	if (is_same_law && ours.n != h->route.n)
		return false;
	for (size_t i = 0; i < ours.n; i++)
		if (is_same_law ? !is_same_stop(&ours.stops[i], &h->route.stops[i])
				: !has_stop(&h->route, &ours.stops[i]))
			return false;
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
	if (!turn_world(t, &header, &w))
		return VERDICT_UNKNOWN_UNIT;
	if (!route_is_lawful(&header, &w))
		return VERDICT_OUT_OF_RANGE;
	turn_begin(t, l, letter->header, &header);
	return VERDICT_OK;
}

static const uint8_t *
hash_before(const struct live *l, uint32_t n)
{
	return n == 1 ? l->header_hash : l->entries[n - 2].hash;
}

/* Another entry under a number we know: evidence, if it is really somebody's stamp. */
static enum verdict
keep_fork(struct turn *t, const struct live *l, uint32_t n, const struct sealed *theirs)
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
	turn_tell_superior(t, l, "fork", e.holder);
	return VERDICT_FORK;
}

static enum verdict
take_entry(struct turn *t, struct live *l, uint32_t n, const struct sealed *s)
{
	struct entry e;
	enum verdict v = wire_entry_open(s->body, hash_before(l, n), &e);
	if (v == VERDICT_OK && e.n != n)
		v = VERDICT_BROKEN_CHAIN;
	if (v == VERDICT_OK)
		v = wire_entry_check(t->law->keyring, s, &e);
	if (v == VERDICT_OK && e.action == ACTION_objected
	    && !unit_code_equal(e.coordinator, docket_coordinator(&l->docket, t->law->registry)))
		v = VERDICT_OUT_OF_RANGE;	/* nobody chooses who rules */
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
			v = keep_fork(t, l, n, s);
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
	turn_send(t, &ask);
}

static void
forget(struct live *l)
{
	l->n = 0;
	l->is_begun = false;
	l->docket = docket_none();
}

static enum letter_fate
take_delivery(struct turn *t, const struct letter *letter, enum verdict *ret_why)
{
	struct live *l = turn_live(t, letter->docket);
	const size_t before = l->n;
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
	if (v == VERDICT_OK && !docket_was_seen_by(&l->docket, letter->to))
		v = VERDICT_WRONG_UNIT;
	if (v != VERDICT_OK && before == 0)
		forget(l);
	if (v == VERDICT_FORK)
		return LETTER_FORKED;
	if (v != VERDICT_OK)
		return dead(v, ret_why);
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
	if (docket_was_seen_by(&l->docket, letter->from))
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
	};
	memcpy(h.officer, r->officer, sizeof(h.officer));
	memcpy(h.reason, r->reason, sizeof(h.reason));
	return h;
}

/* The filer's withdrawal or objection. It follows the docket: whoever handed it on knows to
 * whom. A refusal of the request is told to the filer; either way it is answered. */
static enum letter_fate
take_request(struct turn *t, const struct letter *letter)
{
	struct live *l = turn_live(t, letter->docket);
	if (!l->is_begun)
		return LETTER_EARLY;
	turn_receipt(t, letter, 0);
	if (l->docket.posture != POSTURE_CLOSED && !turn_serves(t, l->docket.holder)) {
		struct letter on = *letter;
		on.from = letter->to;
		on.to = l->docket.holder;
		turn_send(t, &on);
		return LETTER_APPLIED;
	}
	const struct happening h = requested(t, &letter->request);
	const enum verdict v = turn_step(t, l, &h, letter->slip, false);
	if (v == VERDICT_OK)
		return LETTER_APPLIED;
	log_line(LOG_INFO, "request_refused", " docket=%s unit=%s verb=%s verdict=%s", l->id.text,
	    h.unit.text, happening_verb(h.kind), verdict_name(v));
	turn_tell(t, l->id, "request_refused", letter->to, docket_stage(&l->docket), h.unit);
	return LETTER_KNOWN;
}

static enum letter_fate
take_notice(struct turn *t, const struct letter *letter)
{
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
		return take_notice(t, letter);
	case LETTER_ATTACHMENT_PART:
		break;
	}
	return dead(VERDICT_UNKNOWN_KIND, ret_why);
}
