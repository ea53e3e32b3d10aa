/*
 * What was gathered is decided here: letters first, in the order of their topics, then
 * officers' actions, then terms. Everything the core needs is loaded with one query a kind
 * before the first of them.
 */
#include <string.h>

#include "base/log.h"
#include "base/metric.h"
#include "core/move.h"
#include "relay/relay_loop.h"

enum { FETCHES_MAX = 4 };	/* attachments of up to 2 MiB that a turn sends */

void
relay_decode(struct arena *arena, const struct keyring *k, struct arrival *a)
{
	struct publication p;
	if (strcmp(a->event->topic, RELAY_REGISTRY_TOPIC) != 0) {
		a->verdict = wire_letter_decode(arena, k, a->event->value, &a->letter);
		return;
	}
	a->verdict = wire_publication_open(arena, k, a->event->value, &p);
	if (a->verdict != VERDICT_OK)
		return;
	struct publication *kept = arena_alloc(arena, sizeof(*kept));
	*kept = p;
	a->publication = kept;
}

/* -- loading what the turn needs ------------------------------------------------------ */

static bool
is_about_docket(const struct relay_action *a)
{
	return a->replay == 0 && a->publish == NULL;
}

static enum store_result
load_dockets(struct turn *t, const struct gathered *g)
{
	const size_t most = g->n_arrivals + 2 * g->n_wishes + g->n_due + g->n_misdated + g->n_orphaned + 1;
	struct docket_id *ids = arena_array(t->arena, most, sizeof(*ids));
	size_t n = 0;
	for (size_t i = 0; i < g->n_arrivals; i++)
		if (g->arrivals[i].verdict == VERDICT_OK && g->arrivals[i].publication == NULL
		    && g->arrivals[i].letter.docket.text[0] != '\0')
			ids[n++] = g->arrivals[i].letter.docket;
	for (size_t i = 0; i < g->n_wishes; i++) {
		const struct relay_action *a = g->wishes[i]->action;
		if (a == NULL || !is_about_docket(a))
			continue;
		ids[n++] = a->docket;
		if (a->happening.filing.follows.text[0] != '\0')
			ids[n++] = a->happening.filing.follows;
	}
	for (size_t i = 0; i < g->n_due; i++)
		ids[n++] = g->due[i].id;
	for (size_t i = 0; i < g->n_misdated; i++)
		ids[n++] = g->misdated[i].id;
	for (size_t i = 0; i < g->n_orphaned; i++)
		ids[n++] = g->orphaned[i];
	return turn_load(t, ids, n);
}

struct record_list {
	struct student_number *numbers;
	struct unit_code *schools;
	size_t n;
};

static void
add_header(struct record_list *list, const struct header *h)
{
	list->numbers[list->n] = list->numbers[list->n + 1] = h->number;
	list->schools[list->n] = h->sending_school;
	list->schools[list->n + 1] = h->receiving_school;
	list->n += 2;
}

/* A first record is filed without a number: the turn gives it one. */
static bool
wants_number(const struct wish *w)
{
	return w->action != NULL && is_about_docket(w->action)
	    && w->action->happening.kind == HAPPENING_FILE
	    && business_row(w->action->happening.filing.kind)->is_first;
}

static struct header
filing_of(const struct wish *w)
{
	struct header h = w->action->happening.filing;
	if (wants_number(w))
		h.number = w->number;
	return h;
}

static enum store_result
give_numbers(struct turn *t, const struct gathered *g)
{
	for (size_t i = 0; i < g->n_wishes; i++) {
		struct wish *w = g->wishes[i];
		if (!wants_number(w))
			continue;
		w->number = turn_numbers_first(t, &w->action->happening.filing);
		turn_numbers_want(t, w->number);
	}
	const enum store_result r = turn_numbers_load(t);
	for (size_t i = 0; r == STORE_OK && i < g->n_wishes; i++) {
		struct wish *w = g->wishes[i];
		const struct student_number first = w->number;
		if (wants_number(w) && !turn_numbers_free(t, first, &w->number))
			w->number.text[0] = '\0';
	}
	return r;
}

/* A school is told that some of its records are doubles. */
static void
add_doubles(const struct turn *t, struct record_list *list, const struct arrival *a)
{
	if (a->verdict != VERDICT_OK || t->options->level != LEVEL_SCHOOL)
		return;
	for (size_t k = 0; k < a->letter.n_news; k++) {
		list->numbers[list->n] = a->letter.news[k].number;
		list->schools[list->n++] = a->letter.to;
	}
}

static enum store_result
load_records(struct turn *t, const struct gathered *g)
{
	size_t most = 2 * (t->lives.n + g->n_arrivals + g->n_wishes) + 1;
	for (size_t i = 0; i < g->n_wishes; i++)
		most += g->wishes[i]->n_records;
	most += g->n_temporary;
	for (size_t i = 0; i < g->n_arrivals; i++)
		most += g->arrivals[i].verdict == VERDICT_OK ? g->arrivals[i].letter.n_news : 0;
	struct record_list list = {
		.numbers = arena_array(t->arena, most, sizeof(*list.numbers)),
		.schools = arena_array(t->arena, most, sizeof(*list.schools)),
	};
	struct header header;
	for (size_t i = 0; i < g->n_temporary; i++) {
		list.numbers[list.n] = g->temporary[i].number;
		list.schools[list.n++] = g->temporary[i].school;
	}
	for (size_t i = 0; i < t->lives.n; i++)
		if (t->lives.at[i].is_begun)
			add_header(&list, &t->lives.at[i].docket.header);
	for (size_t i = 0; i < g->n_arrivals; i++) {
		const struct arrival *a = &g->arrivals[i];
		add_doubles(t, &list, a);
		if (a->verdict == VERDICT_OK && a->letter.header.size > 0
		    && wire_header_decode(a->letter.header, &header) == VERDICT_OK)
			add_header(&list, &header);
	}
	for (size_t i = 0; i < g->n_wishes; i++) {
		const struct wish *w = g->wishes[i];
		if (w->action != NULL && is_about_docket(w->action)
		    && w->action->happening.kind == HAPPENING_FILE) {
			header = filing_of(w);
			add_header(&list, &header);
		}
		for (size_t k = 0; k < w->n_records; k++) {
			list.numbers[list.n] = w->records[k].number;
			list.schools[list.n++] = w->records[k].school;
		}
	}
	return turn_load_records(t, list.numbers, list.schools, list.n);
}

static bool
is_finding(enum business kind)
{
	const struct business_row *row = business_row(kind);
	return row != NULL && row->is_finding;
}

/* Which of the filings are second ones? Asked of the store at once, and of this very turn
 * when it comes to each. */
static enum store_result
load_open_filings(struct turn *t, const struct gathered *g, struct docket_id **ret)
{
	struct student_number *numbers = arena_array(t->arena, g->n_wishes + 1, sizeof(*numbers));
	struct unit_code *schools = arena_array(t->arena, g->n_wishes + 1, sizeof(*schools));
	bool *findings = arena_array(t->arena, g->n_wishes + 1, sizeof(*findings));
	size_t n = 0;
	for (size_t i = 0; i < g->n_wishes; i++) {
		const struct wish *w = g->wishes[i];
		if (w->action != NULL && is_about_docket(w->action)
		    && w->action->happening.kind == HAPPENING_FILE) {
			const struct header h = filing_of(w);
			findings[i] = is_finding(h.kind);
			numbers[i] = h.number;
			schools[i] = h.receiving_school;
			n++;
		}
	}
	*ret = arena_array(t->arena, g->n_wishes + 1, sizeof(**ret));
	return n == 0 ? STORE_OK
	    : store_open_filings(t->store, numbers, schools, findings, g->n_wishes, *ret);
}

static void
want_index(struct turn *t, enum business kind, struct student_number number, struct citizen_id id)
{
	if (business_row(kind)->renumbers)
		turn_index_want_formal(t, number, id);
	else
		turn_index_want(t, number, id);
}

/* The index rows of children whose docket comes to a check here, or of whom there is news. */
static enum store_result
load_index(struct turn *t, const struct gathered *g)
{
	struct header h;
	for (size_t i = 0; i < t->lives.n; i++) {
		const struct docket *d = &t->lives.at[i].docket;
		if (t->lives.at[i].is_begun && business_is_looked_up(d->header.kind))
			want_index(t, d->header.kind, docket_number(d), docket_sought_id(d));
	}
	for (size_t i = 0; i < g->n_arrivals; i++) {
		const struct arrival *a = &g->arrivals[i];
		if (a->verdict != VERDICT_OK)
			continue;
		turn_index_want_letter(t, &a->letter);
		if (a->letter.header.size > 0 && wire_header_decode(a->letter.header, &h) == VERDICT_OK
		    && business_is_looked_up(h.kind))
			want_index(t, h.kind, h.number, header_sought_id(&h));
	}
	for (size_t i = 0; i < g->n_answered; i++)
		turn_index_want_key(t, g->answered[i].key);
	const enum store_result r = turn_index_load(t);
	return r == STORE_OK && t->options->level == LEVEL_PROVINCE ? turn_numbers_load(t) : r;
}

/* What the ministry was asked before about the dockets it is asked about now. */
static enum store_result
load_questions(struct turn *t, const struct gathered *g)
{
	struct docket_id *ids = arena_array(t->arena, g->n_arrivals + 1, sizeof(*ids));
	struct question *known;
	size_t n = 0, n_known;
	for (size_t i = 0; i < g->n_answered; i++)
		turn_question_loaded(t, &g->answered[i]);
	for (size_t i = 0; i < g->n_arrivals; i++)
		if (g->arrivals[i].verdict == VERDICT_OK && g->arrivals[i].publication == NULL
		    && g->arrivals[i].letter.kind == LETTER_INQUIRY)
			ids[n++] = g->arrivals[i].letter.docket;
	if (n == 0 || t->options->level != LEVEL_MINISTRY)
		return STORE_OK;
	const enum store_result r = store_questions(t->store, t->arena, ids, n, &known, &n_known);
	for (size_t i = 0; r == STORE_OK && i < n_known; i++) {
		turn_question_loaded(t, &known[i]);
		turn_index_want_key(t, known[i].key);
	}
	return r;
}

static enum store_result
load_replays(struct turn *t, struct gathered *g)
{
	for (size_t i = 0; i < g->n_wishes; i++) {
		const struct relay_action *action = g->wishes[i]->action;
		struct dead_letter *letters;
		size_t n;
		if (action == NULL || action->replay == 0)
			continue;
		const enum store_result r = store_dead_letters(
		    t->store, t->arena, action->replay - 1, 1, true, &letters, &n);
		if (r != STORE_OK)
			return r;
		g->wishes[i]->answer.verdict = VERDICT_UNKNOWN_DOCKET;
		if (n == 0 || letters[0].id != action->replay)
			continue;
		struct bus_event *e = arena_alloc(t->arena, sizeof(*e));
		memcpy(e->topic, letters[0].topic, sizeof(e->topic));
		e->partition = -1;
		e->value = letters[0].value;
		struct arrival *a = &g->arrivals[g->n_arrivals++];
		a->event = e;
		a->wish = g->wishes[i];
		relay_decode(t->arena, t->law->keyring, a);
	}
	return STORE_OK;
}

/* The bytes that are asked for; a turn's memory is bounded, so the rest waits. */
static enum store_result
load_attachments(struct turn *t, struct gathered *g)
{
	size_t n = 0;
	for (size_t i = 0; i < g->n_arrivals; i++) {
		struct arrival *a = &g->arrivals[i];
		struct attachment unused;
		if (a->verdict != VERDICT_OK || a->letter.kind != LETTER_FETCH)
			continue;
		a->is_put_off = n++ >= FETCHES_MAX;
		if (a->is_put_off)
			continue;
		const enum store_result r = store_attachment_get(t->store, t->arena,
		    a->letter.part.digest, &unused, &a->letter.part.data);
		if (r != STORE_OK)
			return r;
	}
	return STORE_OK;
}

/* -- deciding ------------------------------------------------------------------------- */

static void
bury(struct turn *t, const struct bus_event *e, enum verdict why)
{
	metric_add(METRIC_letters_dead, 1);
	if (e->partition < 0)	/* a replay that failed again is in the table already */
		return;
	struct dead_letter *d = LIST_ADD(t, t->dead);
	memcpy(d->topic, e->topic, sizeof(d->topic));
	d->partition = e->partition;
	d->offset = e->offset;
	d->reason = why;
	d->key = e->key;
	d->value = e->value;
	d->at = t->now;
	log_line(LOG_ERROR, "dead_letter", " topic=%s partition=%d offset=%lld verdict=%s size=%zu",
	    e->topic, (int)e->partition, (long long)e->offset, verdict_name(why), e->value.size);
}

/* What became of a dead letter that was tried again. Only one that was of use is done with. */
static void
answer_replay(struct turn *t, struct wish *w, enum letter_fate fate, enum verdict why)
{
	switch (fate) {
	case LETTER_APPLIED:
	case LETTER_KNOWN:
		*LIST_ADD(t, t->replayed) = w->action->replay;
		w->answer.verdict = VERDICT_OK;
		return;
	case LETTER_EARLY:
		w->answer.verdict = VERDICT_NOT_NOW;
		return;
	case LETTER_FORKED:
		w->answer.verdict = VERDICT_FORK;
		return;
	case LETTER_DEAD:
		w->answer.verdict = why;
		return;
	}
}

static void
do_arrival(struct turn *t, const struct arrival *a)
{
	enum verdict why = a->verdict;
	enum letter_fate fate = LETTER_DEAD;
	if (a->is_put_off)
		fate = LETTER_EARLY;
	else if (a->publication != NULL)
		fate = turn_take_publication(t, a->publication, a->event->value, &why);
	else if (why == VERDICT_OK)
		fate = turn_letter(t, &a->letter, a->event->topic, &why);
	if (a->wish != NULL)
		answer_replay(t, a->wish, fate, why);
	switch (fate) {
	case LETTER_APPLIED:
		metric_add(a->publication == NULL && a->letter.kind == LETTER_RECEIPTS ? METRIC_letters_receipts
							     : METRIC_letters_applied, 1);
		return;
	case LETTER_KNOWN:
		metric_add(METRIC_letters_known, 1);
		return;
	case LETTER_EARLY:
		metric_add(METRIC_letters_early, 1);
		return;
	case LETTER_FORKED:
		metric_add(METRIC_letters_fork, 1);
		return;
	case LETTER_DEAD:
		bury(t, a->event, why);
		return;
	}
}

static struct docket_id
open_filing(const struct turn *t, const struct header *filing, struct docket_id stored)
{
	static const struct docket_id none;
	if (stored.text[0] != '\0')
		return stored;
	for (size_t i = 0; i < t->lives.n; i++) {
		const struct live *l = &t->lives.at[i];
		if (l->n_before == 0 && l->n > 0 && l->docket.state == DOCKET_OPEN
		    && student_number_equal(l->docket.header.number, filing->number)
		    && is_finding(l->docket.header.kind) == is_finding(filing->kind)
		    && unit_code_equal(l->docket.header.receiving_school, filing->receiving_school))
			return l->docket.header.id;
	}
	return none;
}

/* The same filing asked again (the client did not hear the answer): the same answer. */
static bool
is_same_filing(const struct live *l, const struct header *filing)
{
	const struct header *h = &l->docket.header;
	return h->kind == filing->kind
	    && (business_row(h->kind)->is_first || student_number_equal(h->number, filing->number))
	    && unit_code_equal(h->receiving_school, filing->receiving_school)
	    && unit_code_equal(h->sending_school, filing->sending_school);
}

/* The filer's wish about a docket that lies on somebody else's desk: it travels there. */
static enum verdict
send_request(struct turn *t, const struct live *l, const struct happening *h)
{
	struct letter letter = {
		.from = h->unit,
		.to = l->docket.holder,
		.docket = l->id,
		.kind = LETTER_REQUEST,
		.request = {
			.docket = l->id,
			.kind = h->kind,
			.unit = h->unit,
			.role = h->role,
			.at = t->now,
			.seen = (uint32_t)l->n,
		},
	};
	memcpy(letter.request.officer, h->officer, sizeof(letter.request.officer));
	memcpy(letter.request.deputy_for, h->deputy_for, sizeof(letter.request.deputy_for));
	memcpy(letter.request.reason, h->reason, sizeof(letter.request.reason));
	return turn_send(t, &letter);
}

/* Would it be refused even here? Then it need not travel. An objection to a missed deadline
 * and a withdrawal depend on what the holder knows, the rest the filer's copy tells. */
static bool
must_travel(struct turn *t, const struct live *l, const struct happening *h)
{
	bool has_stated;
	const bool is_theirs = h->kind == HAPPENING_STATE
	    ? docket_hears(&l->docket, h->unit, &has_stated)
	    : h->kind == HAPPENING_URGE ? docket_waits(&l->docket, h->unit)
	    : unit_code_equal(h->unit, docket_filer(&l->docket));
	return request_travels(h->kind) && l->docket.posture != POSTURE_CLOSED && is_theirs
	    && !turn_serves(t, l->docket.holder);
}

static enum verdict
do_travelling(struct turn *t, struct live *l, const struct happening *h,
    struct relay_answer *ret)
{
	struct world w;
	if (!turn_world(t, &l->docket.header, &w))
		return VERDICT_UNKNOWN_UNIT;
	const struct decision d = docket_step(&l->docket, h, &w);
	if (d.verdict != VERDICT_OK)
		return d.verdict;
	const enum verdict v = send_request(t, l, h);
	ret->is_underway = v == VERDICT_OK;
	return v;
}

/* Filer and holder on one daemon: the slip is made on the spot. */
static enum verdict
make_slip(struct turn *t, const struct live *l, const struct happening *h, struct bytes *ret)
{
	struct request r = {
		.docket = l->id,
		.kind = h->kind,
		.unit = h->unit,
		.role = h->role,
		.at = h->at,
		.seen = h->asked_n,
	};
	if (!request_travels(h->kind))
		return VERDICT_OK;
	if (unit_code_equal(h->unit, l->docket.holder))
		return VERDICT_OK;
	memcpy(r.officer, h->officer, sizeof(r.officer));
	memcpy(r.deputy_for, h->deputy_for, sizeof(r.deputy_for));
	memcpy(r.reason, h->reason, sizeof(r.reason));
	return wire_request_seal(t->arena, t->law->keyring, &r, ret);
}

static enum verdict
step(struct turn *t, struct live *l, const struct happening *h, struct docket_id open)
{
	struct bytes slip = { 0 };
	const enum verdict v = make_slip(t, l, h, &slip);
	return v != VERDICT_OK ? v
	    : turn_step(t, l, h, slip, open.text[0] != '\0');
}

/* A COMMIT got no answer and the turn was repeated: this very action may be one of the entries that the
 * docket has got since, by whomever it went on then. Its officer is told so, not that somebody was faster. */
static bool
is_done_already(const struct live *l, const struct wish *w, enum verdict *ret)
{
	const struct happening *h = &w->action->happening;
	struct entry e;
	if (!w->is_outcome_unknown || !l->is_begun)
		return false;
	for (size_t n = l->n; n > w->n_tried; n--)
		if (turn_entry(l, n, &e) && e.role != ROLE_SYSTEM && unit_code_equal(e.unit, h->unit)
		    && strcmp(e.officer, h->officer) == 0 && move_becomes(h->kind, e.action)) {
			*ret = e.action == ACTION_illegal_refusal ? VERDICT_ILLEGAL_GROUND : VERDICT_OK;
			return true;
		}
	return false;
}

/* From when on it may be filed, where a window is closed; zero: another answer, or nobody knows. */
static struct instant
opens(struct turn *t, const struct header *filing, enum verdict v)
{
	struct world w;
	const struct instant unknown = { 0 };
	if (v == VERDICT_WINDOW_CLOSED)
		return policy_opens(t->law->nation, filing->kind, t->now);
	if (v == VERDICT_PROVINCE_WINDOW_CLOSED && turn_world(t, filing, &w))
		return policy_opens(w.receiving, filing->kind, t->now);
	return unknown;
}

/* Asks all that the filing itself would be asked, of the same world. */
static enum verdict
try_filing(struct turn *t, const struct happening *h, struct relay_answer *ret)
{
	struct world w;
	if (!turn_world(t, &h->filing, &w)) {
		ret->found[0] = VERDICT_UNKNOWN_UNIT;
		ret->n_found = 1;
		return VERDICT_OK;
	}
	w.has_open_filing = ret->open.text[0] != '\0';
	ret->n_found = docket_try(h, &w, ret->found);
	for (size_t i = 0; i < ret->n_found && ret->opens.ms == 0; i++)
		ret->opens = opens(t, &h->filing, ret->found[i]);
	return VERDICT_OK;
}

static void
do_action(struct turn *t, const struct wish *wish, struct docket_id open, struct relay_answer *ret)
{
	const struct relay_action *action = wish->action;
	struct live *l = turn_live(t, action->docket);
	struct happening h = action->happening;
	h.at = t->now;
	h.asked_n = (uint32_t)l->n;
	if (h.kind == HAPPENING_FILE) {
		h.filing = filing_of(wish);
		ret->open = open_filing(t, &h.filing, open);
	}
	ret->verdict = VERDICT_OK;
	if (!turn_serves(t, h.unit))
		ret->verdict = VERDICT_NOT_SERVED;
	else if (registry_find(t->law->registry, h.unit)->is_void)
		ret->verdict = VERDICT_UNIT_VOID;
	else if (wants_number(wish) && wish->number.text[0] == '\0')
		ret->verdict = VERDICT_NO_NUMBER_LEFT;
	else if (h.kind == HAPPENING_FILE && l->is_begun)
		ret->verdict = is_same_filing(l, &h.filing) ? VERDICT_OK : VERDICT_BAD_REQUEST;
	else if (h.kind != HAPPENING_FILE
	    && (!l->is_begun || !docket_is_open_to(&l->docket, t->law->registry, h.unit)))
		ret->verdict = VERDICT_UNKNOWN_DOCKET;
	else if (is_done_already(l, wish, &ret->verdict))
		log_line(LOG_INFO, "done_already", " docket=%s", action->docket.text);
	else if (action->seen_n != 0 && action->seen_n != l->n)
		ret->verdict = VERDICT_CHANGED_MEANWHILE;
	else if (action->is_trial)
		ret->verdict = try_filing(t, &h, ret);
	else if (must_travel(t, l, &h))
		ret->verdict = do_travelling(t, l, &h, ret);
	else
		ret->verdict = step(t, l, &h, ret->open);
	ret->n = (uint32_t)l->n;
	if (ret->verdict != VERDICT_OK)
		ret->opens = opens(t, &h.filing, ret->verdict);
	metric_add(ret->verdict == VERDICT_OK ? METRIC_actions_done : METRIC_actions_refused, 1);
	if (ret->verdict != VERDICT_OK)
		log_line(LOG_INFO, "refused", " docket=%s unit=%s verb=%s verdict=%s",
		    action->docket.text, h.unit.text, happening_verb(h.kind),
		    verdict_name(ret->verdict));
}

static void
do_import(struct turn *t, const struct wish *w, struct relay_answer *ret)
{
	ret->verdict = VERDICT_OK;
	for (size_t i = 0; i < w->n_records; i++) {
		const struct record *r = &w->records[i];
		if (!turn_serves(t, r->school)) {
			ret->verdict = VERDICT_NOT_SERVED;
			return;
		}
	}
	for (size_t i = 0; i < w->n_records; i++) {
		struct live_record *l =
		    turn_record(t, w->records[i].number, w->records[i].school);
		if (l->has)
			continue;
		l->record = w->records[i];
		l->record.version = 1;
		l->record.school_year = policy_school_year(t->law->nation, instant_day(t->now));
		l->has = l->is_changed = true;
	}
}

enum store_result
relay_decide(struct turn *t, struct gathered *g)
{
	struct docket_id *open;
	enum store_result r = load_replays(t, g);
	if (r == STORE_OK)
		r = load_dockets(t, g);
	if (r == STORE_OK)
		r = give_numbers(t, g);
	if (r == STORE_OK)
		r = load_records(t, g);
	if (r == STORE_OK)
		r = load_questions(t, g);
	if (r == STORE_OK)
		r = load_index(t, g);
	if (r == STORE_OK)
		r = load_open_filings(t, g, &open);
	if (r == STORE_OK)
		r = load_attachments(t, g);
	if (r != STORE_OK)
		return r;
	for (size_t i = 0; i < g->n_arrivals; i++)
		do_arrival(t, &g->arrivals[i]);
	for (size_t i = 0; i < g->n_wishes; i++) {
		struct wish *w = g->wishes[i];
		if (w->action == NULL) {
			do_import(t, w, &w->answer);
		} else if (w->action->publish != NULL) {
			w->answer.verdict = turn_publish(t, w->action->publish);
		} else if (w->action->replay == 0) {
			if (!w->is_outcome_unknown)
				w->n_tried = turn_live(t, w->action->docket)->n;
			do_action(t, w, open[i], &w->answer);
		}
	}
	for (size_t i = 0; i < g->n_due; i++) {
		struct live *l = turn_live(t, g->due[i].id);
		l->look = g->due[i].look;
		l->is_asked |= g->due[i].is_asked;
		turn_sweep(t, l);
	}
	for (size_t i = 0; i < g->n_orphaned; i++)
		turn_proceed(t, turn_live(t, g->orphaned[i]));
	for (size_t i = 0; i < g->n_misdated; i++)
		turn_redate(t, turn_live(t, g->misdated[i].id), &g->misdated[i]);
	for (size_t i = 0; i < g->n_answered; i++)
		turn_question_answered(t, &g->answered[i]);
	turn_promote(t, g->unpromoted, g->n_unpromoted);
	turn_formal(t, g->temporary, g->n_temporary);
	turn_file_sheets(t);
	turn_question_give_up(t);
	turn_news_tell(t);
	turn_tell_progress(t, g->progress, g->n_progress);
	turn_stamp(t);
	turn_deliver(t);
	return turn_fetch(t);
}
