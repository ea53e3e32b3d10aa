/*
 * The loop around a turn: wait, gather letters, officers' actions and dockets whose term has
 * come; decide; commit; then send, give receipts and answer - in that order, so that
 * nobody is told of anything that might not have happened.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metric.h"
#include "base/text.h"
#include "relay/relay_loop.h"

enum {
	SWEEP_MAX = 200,	/* dockets a sweep looks at */
	ORPHANED_UNITS_MAX = 64,	/* void ones whose desks it looks at */
	REDATE_MAX = 200,	/* terms it counts again */
	ANSWERED_MAX = 500,	/* answers of the population register it passes on */
	PROGRESS_MAX = 100,	/* units whose offices it tells how far they have come */
	FORMAL_MAX = 200,	/* records it begins to give a formal number */
	PROMOTE_MAX = 500,	/* records it brings into the new school year */
	RESEND_MAX = 200,	/* letters sent again at once */
	RESEND_EVERY_US = 1000000,
	FULL_REST_US = 10000000,	/* while the bus takes no more letters */
};

/* -- construction --------------------------------------------------------------------- */

struct relay *
relay_new(const struct relay_options *o, const struct relay_law *law, struct store *store,
    struct bus *bus)
{
	struct relay *r = calloc(1, sizeof(*r));
	if (r == NULL || pipe(r->wake) != 0)
		log_panic("relay cannot begin errno=%d", errno);
	for (int i = 0; i < 2; i++)
		(void)fcntl(r->wake[i], F_SETFL, O_NONBLOCK);
	r->options = *o;
	r->law = *law;
	r->store = store;
	r->bus = bus;
	r->is_redating = true;	/* it may have been broken off */
	r->arena = arena_new();
	relay_queue_begin(r);
	return r;
}

void
relay_free(struct relay *r)
{
	if (r == NULL)
		return;
	arena_free(r->arena);
	(void)close(r->wake[0]);
	(void)close(r->wake[1]);
	relay_queue_end(r);
	free(r->partitions);
	free(r);
}

void
relay_set_bus(struct relay *r, struct bus *bus)
{
	r->bus = bus;
}

void
relay_set_law(struct relay *r, const struct relay_law *law)
{
	if (law->calendar->version != r->law.calendar->version) {
		r->is_redating = true;
		r->next_sweep_us = 0;
	}
	(void)pthread_mutex_lock(&r->lock);
	r->law = *law;
	(void)pthread_mutex_unlock(&r->lock);
}

void
relay_set_pace(struct relay *r, struct relay_pace pace)
{
	r->options.pace = pace;
	r->next_sweep_us = 0;	/* set by the old pace */
}

bool
relay_serves(struct relay *r, const struct unit *u)
{
	const struct turn t = { .options = &r->options, .law = &r->law };
	(void)pthread_mutex_lock(&r->lock);
	const bool serves = turn_serves(&t, u->code);
	(void)pthread_mutex_unlock(&r->lock);
	return serves;
}

/* -- gathering ------------------------------------------------------------------------ */

static void
make_room(struct relay *r)
{
	const size_t wider = 2 * r->partitions_capacity + 64;
	struct partition *grown = realloc(r->partitions, wider * sizeof(*grown));
	if (grown == NULL)
		log_panic("out of memory size=%zu", wider * sizeof(*grown));
	r->partitions = grown;
	r->partitions_capacity = wider;
}

/* Valid until the next new one. */
static struct partition *
partition_of(struct relay *r, const char *topic, int32_t partition)
{
	for (size_t i = 0; i < r->n_partitions; i++)
		if (r->partitions[i].partition == partition
		    && strcmp(r->partitions[i].topic, topic) == 0)
			return &r->partitions[i];
	if (r->n_partitions == r->partitions_capacity)
		make_room(r);
	struct partition *p = &r->partitions[r->n_partitions++];
	(void)snprintf(p->topic, sizeof(p->topic), "%s", topic);
	p->partition = partition;
	p->next = -1;
	return p;
}

int64_t
relay_position(void *relay, const char *topic, int32_t partition)
{
	struct relay *r = relay;
	int64_t next;
	if (store_position(r->store, topic, partition, &next) != STORE_OK)
		return -2;
	partition_of(r, topic, partition)->next = next;
	return next;
}

static void
decode_arrivals(struct relay *r, struct gathered *g)
{
	g->arrivals = arena_array(r->arena, g->n_events + g->n_wishes + 1, sizeof(*g->arrivals));
	for (size_t i = 0; i < g->n_events; i++) {
		if (g->events[i].kind != BUS_LETTER)
			continue;
		struct arrival *a = &g->arrivals[g->n_arrivals++];
		a->event = &g->events[i];
		relay_decode(r->arena, r->law.keyring, a);
	}
}

static enum store_result
gather_progress(struct relay *r, struct instant now, struct gathered *g)
{
	const struct policy *nation = r->law.nation;
	const struct instant cut = { now.ms - (int64_t)nation->unchanged_days * 24 * 3600 * 1000 };
	g->progress = arena_array(r->arena, PROGRESS_MAX, sizeof(*g->progress));
	return store_progress_due(r->store, r->arena, r->options.level == LEVEL_SCHOOL,
	    policy_term(nation, instant_day(now)), cut, now, PROGRESS_MAX, g->progress,
	    &g->n_progress);
}

/* Units of ours that are void and can still hand over what they hold. */
static size_t
voided(struct relay *r, struct instant now, struct unit_code ret[ORPHANED_UNITS_MAX])
{
	const struct registry *tree = r->law.registry;
	size_t n = 0;
	for (size_t i = 0; i < tree->n_editions && n < ORPHANED_UNITS_MAX; i++) {
		const struct unit_edition *e = &tree->editions[i];
		if (!unit_code_is_none(e->successor) && e->from.ms <= tree->at.ms
		    && relay_serves(r, &e->unit) && keyring_can_sign(r->law.keyring, e->unit.code, now))
			ret[n++] = e->unit.code;
	}
	return n;
}

static enum store_result
gather_orphaned(struct relay *r, struct instant now, struct gathered *g)
{
	struct unit_code units[ORPHANED_UNITS_MAX];
	const size_t n = voided(r, now, units);
	if (n == 0)
		return STORE_OK;
	g->orphaned = arena_array(r->arena, SWEEP_MAX, sizeof(*g->orphaned));
	return store_held_by(r->store, units, n, SWEEP_MAX, g->orphaned, &g->n_orphaned);
}

/* What the sweeper has to do: dockets that are due and those whose unit is void, terms that another calendar may change, and once
 * a year a while of promotion. */
static enum store_result
gather_sweep(struct relay *r, struct gathered *g)
{
	const struct instant now = { r->options.now_ms() };
	g->due = arena_array(r->arena, SWEEP_MAX, sizeof(*g->due));
	g->misdated = arena_array(r->arena, REDATE_MAX, sizeof(*g->misdated));
	enum store_result result = store_due(r->store, now, SWEEP_MAX, g->due, &g->n_due);
	if (result == STORE_OK && r->is_redating)
		result = store_misdated(r->store, r->law.calendar->version, REDATE_MAX, g->misdated,
		    &g->n_misdated);
	if (result == STORE_OK)
		result = gather_progress(r, now, g);
	if (result == STORE_OK)
		result = gather_orphaned(r, now, g);
	if (result == STORE_OK)
		result = turn_drop_unnamed(r->store, now, &g->is_more_unnamed);
	if (result != STORE_OK || r->options.level != LEVEL_SCHOOL)
		return result;
	g->unpromoted = arena_array(r->arena, PROMOTE_MAX, sizeof(*g->unpromoted));
	result = store_unpromoted(r->store, policy_school_year(r->law.nation, instant_day(now)),
	    PROMOTE_MAX, g->unpromoted, &g->n_unpromoted);
	if (result != STORE_OK || !policy_is_open(r->law.nation, BUSINESS_formal_batch, now))
		return result;
	g->temporary = arena_array(r->arena, FORMAL_MAX, sizeof(*g->temporary));
	return store_temporary(
	    r->store, &r->formal_after, FORMAL_MAX, g->temporary, &g->n_temporary);
}

static enum store_result
gather(struct relay *r, int wait_ms, struct gathered *g)
{
	const int64_t now_us = clock_monotonic_us();
	const bool is_sweep = now_us >= r->next_sweep_us;
	if (!is_sweep && !relay_has_wishes(r))
		relay_wait(r, wait_ms);
	relay_await_company(r);
	g->events = arena_array(r->arena, (size_t)r->options.pace.turn_letters, sizeof(*g->events));
	if (!r->is_solo)
		g->n_events = bus_poll(
		    r->bus, r->arena, g->events, (size_t)r->options.pace.turn_letters, 0);
	relay_take_wishes(r, g);
	relay_pace(r, g->n_events + g->n_wishes);
	decode_arrivals(r, g);
	const bool has_answers = relay_take_answers(r) || is_sweep;
	if (has_answers && r->options.level == LEVEL_MINISTRY) {
		const enum store_result result = store_questions_in(r->store, r->arena,
		    QUESTION_ANSWERED, ANSWERED_MAX, &g->answered, &g->n_answered);
		if (result != STORE_OK)
			return result;
	}
	if (!is_sweep)
		return STORE_OK;
	r->next_sweep_us = now_us + (int64_t)r->options.pace.sweep_every_s * 1000000;
	return gather_sweep(r, g);
}

/* -- committing ----------------------------------------------------------------------- */

/* Which of the new dockets were filed by officers here, and are no copies that came. */
static void
mark_filings(struct turn *t, const struct gathered *g)
{
	for (size_t i = 0; i < g->n_wishes; i++) {
		const struct relay_action *a = g->wishes[i]->action;
		if (a == NULL || a->replay != 0 || a->publish != NULL
		    || a->happening.kind != HAPPENING_FILE
		    || g->wishes[i]->answer.verdict != VERDICT_OK)
			continue;
		struct live *l = turn_live(t, a->docket);
		l->is_filed = turn_serves(t, docket_filer(&l->docket));
	}
}

static const struct docket_write *
write_dockets(struct turn *t, size_t *ret_n)
{
	struct docket_write *w = arena_array(t->arena, t->lives.n + 1, sizeof(*w));
	size_t n = 0;
	for (size_t i = 0; i < t->lives.n; i++) {
		const struct live *l = &t->lives.at[i];
		if (l->n == l->n_before)
			continue;
		w[n].id = l->id;
		w[n].n_before = l->n_before;
		w[n].header = l->header;
		w[n].entries = &l->entries[l->n_before];
		w[n].n_entries = l->n - l->n_before;
		w[n].docket = &l->docket;
		w[n].reached = l->reached;
		w[n].term = docket_term(&l->docket, t->law->calendar);
		w[n].calendar = t->law->calendar->version;
		w[n].is_held_here = l->docket.posture != POSTURE_CLOSED
		    && turn_serves(t, l->docket.holder);
		w[n].is_filed_here = l->n_before == 0 && l->is_filed;
		w[n].next_look = turn_next_look(t, &l->docket);
		n++;
	}
	*ret_n = n;
	return w;
}

/* Who filed the docket, and the scans in it (regulation §5: who, when, evidence). */
static struct evidence
evidence_of(struct turn *t, struct docket_id cause)
{
	struct evidence e = { .digests = "" };
	const struct live *l = cause.text[0] == '\0' ? NULL : turn_live(t, cause);
	if (l == NULL)
		return e;
	const struct header *h = &l->docket.header;
	size_t n = 0;
	e.unit = docket_filer(&l->docket);
	memcpy(e.officer, l->docket.filed_by, sizeof(e.officer));
	for (size_t i = 0; i < h->n_attachments; i++) {
		if (i > 0)
			e.digests[n++] = ' ';
		text_hex(h->attachments[i].digest, DIGEST_SIZE, e.digests + n);
		n += 2 * DIGEST_SIZE;
	}
	return e;
}

static const struct record_write *
write_records(struct turn *t, size_t *ret_n)
{
	struct record_write *w =
	    arena_array(t->arena, t->records.n + t->promoted.n + 1, sizeof(*w));
	size_t n = 0;
	for (size_t i = 0; i < t->records.n; i++) {
		const struct live_record *r = &t->records.at[i];
		if (!r->is_changed)
			continue;
		w[n].version_before = r->version_before;
		w[n].number_before = r->before.number;
		w[n].record = r->record;
		w[n].cause = r->cause;
		w[n].why = r->why;
		w[n].at = t->now;
		w[n].evidence = evidence_of(t, r->cause);
		n++;
	}
	for (size_t i = 0; i < t->promoted.n; i++)
		w[n++] = t->promoted.at[i];
	*ret_n = n;
	return w;
}

static const struct index_write *
write_index(struct turn *t, size_t *ret_n)
{
	struct index_write *w = arena_array(t->arena, t->index.n + 1, sizeof(*w));
	size_t n = 0;
	for (size_t i = 0; i < t->index.n; i++) {
		const struct live_index *x = &t->index.at[i];
		if (x->is_changed && !(x->write.is_new && x->write.is_gone))
			w[n++] = x->write;
	}
	*ret_n = n;
	return w;
}

static const struct question_write *
write_questions(struct turn *t, size_t *ret_n)
{
	struct question_write *w = arena_array(t->arena, t->questions.n + 1, sizeof(*w));
	size_t n = 0;
	for (size_t i = 0; i < t->questions.n; i++)
		if (t->questions.at[i].is_changed)
			w[n++] = t->questions.at[i].write;
	*ret_n = n;
	return w;
}

/* A docket that has moved in this turn gets its next look with that move. */
static const struct sweep_write *
write_looks(struct turn *t, size_t *ret_n)
{
	struct sweep_write *w = arena_array(t->arena, t->sweeps.n + 1, sizeof(*w));
	size_t n = 0;
	for (size_t i = 0; i < t->sweeps.n; i++) {
		const struct live *l = turn_live(t, t->sweeps.at[i].docket);
		if (l->n == l->n_before)
			w[n++] = t->sweeps.at[i];
	}
	*ret_n = n;
	return w;
}

static void
move_positions(struct relay *r, struct turn *t, const struct gathered *g)
{
	for (size_t i = 0; i < g->n_events; i++) {
		const struct bus_event *e = &g->events[i];
		const int64_t next = e->kind == BUS_LETTER ? e->offset + 1 : e->offset;
		struct position_move *m = NULL;
		for (size_t k = 0; k < t->positions.n && m == NULL; k++)
			if (t->positions.at[k].partition == e->partition
			    && strcmp(t->positions.at[k].topic, e->topic) == 0)
				m = &t->positions.at[k];
		if (m == NULL) {
			m = LIST_ADD(t, t->positions);
			memcpy(m->topic, e->topic, sizeof(m->topic));
			m->partition = e->partition;
			m->from = partition_of(r, e->topic, e->partition)->next;
		}
		m->to = next;
		if (e->kind == BUS_WIPED) {
			metric_add(METRIC_topics_wiped, 1);
			log_line(LOG_WARN, "topic_wiped", " topic=%s partition=%d offset=%lld", e->topic,
			    (int)e->partition, (long long)e->offset);
			relay_resend_now(r);	/* what we sent may be gone as well */
			if (strcmp(e->topic, RELAY_REGISTRY_TOPIC) == 0)
				r->is_to_republish = true;
		}
	}
}

static bool
is_empty(const struct batch *b)
{
	return b->n_positions + b->n_dockets + b->n_records + b->n_index + b->n_questions + b->n_outgoing + b->n_done
	    + b->n_dead + b->n_forks + b->n_notices + b->n_sweeps + b->n_parts + b->n_named + b->n_publications + b->n_terms
	    + b->n_replayed + b->n_progress + b->n_told == 0;
}

static enum store_result
commit(struct relay *r, struct turn *t, const struct gathered *g)
{
	if (t->to_stamp.n > 0)
		log_panic("entries=%zu without a stamp would be kept", t->to_stamp.n);
	move_positions(r, t, g);
	struct batch b = {
		.positions = t->positions.at, .n_positions = t->positions.n,
		.outgoing = t->outgoing.at, .n_outgoing = t->outgoing.n,
		.done = t->done.at, .n_done = t->done.n,
		.dead = t->dead.at, .n_dead = t->dead.n,
		.forks = t->forks.at, .n_forks = t->forks.n,
		.notices = t->notices.at, .n_notices = t->notices.n,
		.handled = t->handled.at, .n_handled = t->handled.n,
		.parts = t->parts.at, .n_parts = t->parts.n,
		.named = t->named.at, .n_named = t->named.n,
		.terms = t->terms.at, .n_terms = t->terms.n,
		.publications = t->publications.at, .n_publications = t->publications.n,
		.replayed = t->replayed.at, .n_replayed = t->replayed.n,
		.progress = t->progress.at, .n_progress = t->progress.n,
		.told = t->told.at, .n_told = t->told.n,
		.moved = t->moved.at, .n_moved = t->moved.n,
		.now = t->now,
	};
	mark_filings(t, g);
	b.dockets = write_dockets(t, &b.n_dockets);
	b.records = write_records(t, &b.n_records);
	b.index = write_index(t, &b.n_index);
	b.questions = write_questions(t, &b.n_questions);
	b.sweeps = write_looks(t, &b.n_sweeps);
	if (is_empty(&b))
		return STORE_OK;
	t->dead_is_new = b.ret_dead_is_new = arena_array(t->arena, t->dead.n + 1, sizeof(bool));
	r->is_committing = true;
	const enum store_result result = store_commit(t->store, &b);
	if (result == STORE_OK)
		metric_add(METRIC_turns, 1);
	return result;
}

/* -- after the commit ----------------------------------------------------------------- */

/* False: the bus did not take it. */
static bool
send_outgoing(struct relay *r, const struct outgoing *out, enum metric metric)
{
	char type[64], source[32];
	(void)snprintf(type, sizeof(type), "cn.xueji.letter.%s.v1", out->kind);
	(void)snprintf(source, sizeof(source), "/units/%s", out->from.text);
	const struct bus_letter letter = {
		.topic = out->topic,
		.key = out->docket.text[0] != '\0' ? out->docket.text : NULL,
		.value = out->value,
		.id = out->letter,
		.type = type,
		.source = source,
		.time_ms = r->options.now_ms(),
	};
	const bool is_sent = bus_send(r->bus, &letter);
	if (is_sent)
		metric_add(metric, 1);
	return is_sent;
}

static void
send_receipts(struct relay *r, struct turn *t)
{
	for (size_t i = 0; i < t->receipts.n; i++) {
		struct letter *letter = &t->receipts.at[i];
		struct outgoing out = { .from = letter->from, .to = letter->to };
		const struct unit *to = registry_find(t->law->registry, letter->to);
		r->options.new_id(letter->id);
		letter->sent_at = t->now;
		memcpy(out.letter, letter->id, sizeof(out.letter));
		(void)snprintf(out.kind, sizeof(out.kind), "%s", letter_kind_name(letter->kind));
		if (to == NULL
		    || !relay_topic_of(&r->options, t->law->registry, to, out.topic)
		    || wire_letter_encode(t->arena, t->law->keyring, letter, &out.value)
			!= VERDICT_OK)
			continue;
		(void)send_outgoing(r, &out, METRIC_letters_sent);
	}
}

/* A copy for whoever watches the topics of dead letters, once a letter however often it comes;
 * the table is what counts. */
static void
send_dead(struct relay *r, const struct dead_letter *d)
{
	char topic[TOPIC_MAX], id[TOPIC_MAX + 40], source[TOPIC_MAX + 8];
	(void)snprintf(topic, sizeof(topic), "xueji.v1.%.2s.dead", r->options.serves[0]);
	(void)snprintf(id, sizeof(id), "%s.%d.%lld", d->topic, (int)d->partition,
	    (long long)d->offset);
	(void)snprintf(source, sizeof(source), "/topics/%s", d->topic);
	const struct bus_letter letter = {
		.topic = topic,
		.value = d->value,
		.id = id,
		.type = "cn.xueji.dead_letter.v1",
		.source = source,
		.verdict = verdict_name(d->reason),
		.time_ms = d->at.ms,
	};
	(void)bus_send(r->bus, &letter);
}

static void
conclude(struct relay *r, struct turn *t)
{
	relay_tell_desks(r, t);
	for (size_t i = 0; i < t->positions.n; i++) {
		const struct position_move *m = &t->positions.at[i];
		partition_of(r, m->topic, m->partition)->next = m->to;
		bus_done(r->bus, m->topic, m->partition, m->to);
	}
	for (size_t i = 0; i < t->outgoing.n; i++)
		(void)send_outgoing(r, &t->outgoing.at[i], METRIC_letters_sent);
	send_receipts(r, t);
	for (size_t i = 0; i < t->dead.n; i++)
		if (t->dead_is_new[i])
			send_dead(r, &t->dead.at[i]);
}

/* From here on, until they are answered: one attempt may have been the one that counts. */
static void
doubt(const struct gathered *g)
{
	for (size_t i = 0; i < g->n_wishes; i++)
		g->wishes[i]->is_outcome_unknown = true;
}

/* Nothing happened, as far as we know: letters are read again, officers wait for the next turn,
 * unless they have lost the race too often. */
static void
undo(struct relay *r, const struct gathered *g, enum store_result why)
{
	metric_add(METRIC_turns_repeated, 1);
	if (why == STORE_AGAIN)
		metric_add(METRIC_store_away, 1);
	log_line(LOG_WARN, "turn_repeated", " why=%s letters=%zu actions=%zu trouble=\"%s\"",
	    why == STORE_CONFLICT ? "conflict" : "store", g->n_arrivals, g->n_wishes,
	    store_trouble(r->store));
	if (g->n_events > 0)
		bus_rewind(r->bus);
	if (why == STORE_AGAIN && r->is_committing)
		doubt(g);
	r->is_solo = why == STORE_CONFLICT && !r->is_solo;
	if (g->n_due + g->n_answered > 0)	/* what others have left of them is still due */
		r->next_sweep_us = 0;
	relay_wishes_again(r, g, why == STORE_CONFLICT);
}

void
relay_resend_now(struct relay *r)
{
	r->is_all_sent = false;
	r->next_resend_us = 0;
}

/* What was published must be there for whoever begins with an empty database. False: weather. */
static bool
republish(struct relay *r)
{
	const struct turn t = { .options = &r->options, .law = &r->law };
	const struct instant now = { r->options.now_ms() };
	const struct registry *all = r->law.registry;
	if (!r->is_to_republish)
		return true;
	struct unit_code *ours = arena_array(r->arena, all->n_units + 1, sizeof(*ours));
	size_t n = 0;
	for (size_t i = 0; i < all->n_units; i++)
		if (all->units[i].level >= LEVEL_PROVINCE && turn_serves(&t, all->units[i].code))
			ours[n++] = all->units[i].code;
	r->is_to_republish =
	    n > 0 && store_republish(r->store, ours, n, RELAY_REGISTRY_TOPIC, now) != STORE_OK;
	return !r->is_to_republish;
}

/* The courier: what got no receipt in time is sent again; after a start, everything. What the
 * bus did not take has not been sent, whatever its row says now, and need not wait an hour. */
static bool
send_again(struct relay *r, struct turn *t)
{
	bool is_full = false;
	const int64_t now_us = clock_monotonic_us();
	const struct instant now = { r->options.now_ms() };
	const struct instant next = { now.ms + (int64_t)r->options.pace.resend_after_s * 1000 };
	struct outgoing *out;
	size_t n;
	if (now_us < r->next_resend_us)
		return true;
	if (!republish(r))
		return false;
	if (!r->is_all_sent && store_resend_now(r->store, NULL, now) != STORE_OK)
		return false;
	r->is_all_sent = true;
	if (store_resend(r->store, r->arena, now, next, RESEND_MAX, &out, &n) != STORE_OK)
		return false;
	if (turn_write_again(t, out, n) != STORE_OK) {
		r->is_all_sent = false;
		return false;
	}
	for (size_t i = 0; i < n; i++)
		if (!send_outgoing(r, &out[i], METRIC_letters_sent_again))
			is_full = true;
	if (is_full) {
		r->is_all_sent = false;
		r->next_resend_us = now_us + FULL_REST_US;
	} else if (n < RESEND_MAX) {	/* a full page: look again at once */
		r->next_resend_us = now_us + RESEND_EVERY_US;
	}
	return true;
}

/* The next look goes on behind these, and begins again after the last: one whose school cannot stamp
 * now does not stand before all others. */
static void
note_batch(struct relay *r, const struct gathered *g)
{
	static const struct temporary first;
	if (g->temporary == NULL)
		return;
	if (g->n_temporary == FORMAL_MAX)
		r->next_sweep_us = 0;
	r->formal_after = g->n_temporary == FORMAL_MAX ? g->temporary[FORMAL_MAX - 1] : first;
}

/* Is there more of what a sweep does by and by? */
static void
note_sweep(struct relay *r, const struct turn *t, const struct gathered *g)
{
	if (g->n_unpromoted == PROMOTE_MAX || g->n_misdated == REDATE_MAX || g->is_more_unnamed)
		r->next_sweep_us = 0;
	if (g->n_answered == ANSWERED_MAX)
		relay_answered(r);
	note_batch(r, g);
	if (g->misdated != NULL && g->n_misdated < REDATE_MAX && t->terms.n == g->n_misdated)
		r->is_redating = false;
}

bool
relay_turn(struct relay *r, int wait_ms)
{
	struct gathered g = { 0 };
	arena_reset(r->arena);
	r->is_committing = false;
	enum store_result result = gather(r, wait_ms, &g);
	struct turn t = {
		.options = &r->options,
		.law = &r->law,
		.store = r->store,
		.arena = r->arena,
		.now = { r->options.now_ms() },
	};
	if (result == STORE_OK)
		result = relay_decide(&t, &g);
	if (result == STORE_OK)
		result = commit(r, &t, &g);
	if (result != STORE_OK) {
		undo(r, &g, result);
		return result == STORE_CONFLICT;
	}
	r->is_solo = false;
	note_sweep(r, &t, &g);
	conclude(r, &t);
	relay_answer_wishes(r, &g);
	return send_again(r, &t);
}
