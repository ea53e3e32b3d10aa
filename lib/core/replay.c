/*
 * The recorded entries are folded twice, side by side: with the recorded route, whose days are
 * those of the law in force on one side, and of the draft on the other. Every entry becomes
 * again the happening it came from, and the rules are asked of it.
 */
#include <assert.h>

#include "core/move.h"
#include "core/replay.h"
#include "core/rule.h"

struct trial {
	const struct world *world;
	struct route route;	/* as this law would make it */
	struct docket docket;	/* as recorded, with the days of this law */
};

static const struct {
	const char *name, *zh, *en;
	bool ends;
} rows[] = {
	{ "none", "", "", false },
#define ON	false
#define ENDS	true
#define DIFFERENCE(name, ends, zh, en) { #name, zh, en, ends },
#include "core/difference.def"
#undef DIFFERENCE
};

static struct difference *
add(struct replayed *r, enum difference_kind kind, enum stage stage, struct unit_code unit)
{
	const struct difference d = {
		.kind = kind,
		.stage = stage,
		.unit = unit,
		.ends = rows[kind].ends,
	};
	assert(r->n < DIFFERENCES_MAX);
	r->differences[r->n] = d;
	return &r->differences[r->n++];
}

/* -- the route ------------------------------------------------------------------------ */

static const struct stop *
find_stop(const struct route *route, const struct stop *like)
{
	for (size_t i = 0; i < route->n; i++)
		if (route->stops[i].stage == like->stage
		    && unit_code_equal(route->stops[i].unit, like->unit))
			return &route->stops[i];
	return NULL;
}

static void
compare_routes(struct replayed *r, const struct route *now, const struct route *draft)
{
	for (size_t i = 0; i < now->n; i++) {
		const struct stop *was = &now->stops[i], *is = find_stop(draft, was);
		if (is == NULL)
			(void)add(r, DIFFERENCE_stage_gone, was->stage, was->unit);
		else if (is->is_automatic != was->is_automatic)
			(void)add(r, is->is_automatic ? DIFFERENCE_by_rule : DIFFERENCE_by_officer,
			    is->stage, is->unit);
	}
	for (size_t i = 0; i < draft->n; i++)
		if (find_stop(now, &draft->stops[i]) == NULL)
			(void)add(r, DIFFERENCE_stage_added, draft->stops[i].stage,
			    draft->stops[i].unit);
}

static enum verdict
begin(struct trial *s, const struct header *header, const struct world *w)
{
	const struct parties parties = {
		.receiving = registry_find(w->registry, header->receiving_school),
		.sending = registry_find(w->registry, header->sending_school),
		.brought = registry_find(w->registry, header->route.stops[0].unit),
	};
	if (parties.receiving == NULL || parties.sending == NULL || parties.brought == NULL)
		return VERDICT_UNKNOWN_UNIT;
	const enum verdict v = route_make(
	    header->kind, w->registry, &parties, w->receiving, w->sending, &s->route);
	if (v != VERDICT_OK)
		return v;
	s->world = w;
	s->docket = docket_begin(header);
	s->docket.header.answer_days = (uint8_t)w->receiving->answer_days;
	for (size_t i = 0; i < header->route.n; i++) {
		struct stop *stop = &s->docket.header.route.stops[i];
		const struct stop *ours = find_stop(&s->route, stop);
		if (ours != NULL)
			stop->days = ours->days;
	}
	return VERDICT_OK;
}

/* -- an entry ------------------------------------------------------------------------- */

/* What the rules say to what was done. That the record does not match says here that it is not
 * known: nothing is told about it. */
static enum verdict
answer(const struct trial *s, const struct entry *e, const struct record *released)
{
	const struct move *m = move_of_action(s->docket.posture, e->action);
	struct world w = *s->world;
	w.record = m == NULL ? released : NULL;
	struct happening h = docket_happening(
	    &s->docket, e, m == NULL ? HAPPENING_PROCEED : m->happening);
	h.filing.follows.text[0] = '\0';	/* looked at when it was filed; that docket is not here */
	const enum verdict v = rule_ask(&s->docket, &h, &w);
	return v == VERDICT_DATA_MISMATCH && w.record == NULL ? VERDICT_OK : v;
}

/* Was it for that unit to decide or to answer until a term? */
static bool
keeps_a_term(const struct docket *d, const struct entry *e)
{
	const struct move *m = move_of_action(d->posture, e->action);
	if (m == NULL || e->role == ROLE_SYSTEM || e->action == ACTION_illegal_refusal)
		return false;
	return d->posture == POSTURE_ANSWER || m->who == MOVE_HOLDER;
}

static enum difference_kind
kind_of_term(const struct docket *d, struct instant at, struct instant now, struct instant draft)
{
	const bool was_late = at.ms >= now.ms, is_late = at.ms >= draft.ms;
	if (was_late == is_late)
		return now.ms == draft.ms ? DIFFERENCE_NONE : DIFFERENCE_due;
	if (!is_late)
		return DIFFERENCE_on_time;
	return d->posture == POSTURE_ANSWER ? DIFFERENCE_unanswered : DIFFERENCE_late;
}

static void
compare_terms(struct replayed *r, const struct trial *now, const struct trial *draft,
    struct instant at, uint32_t n)
{
	const struct instant due_now = docket_term(&now->docket, now->world->calendar);
	const struct instant due_draft = docket_term(&draft->docket, draft->world->calendar);
	const enum difference_kind kind = kind_of_term(&now->docket, at, due_now, due_draft);
	if (kind == DIFFERENCE_NONE)
		return;
	struct difference *d = add(r, kind, docket_stage(&now->docket), now->docket.holder);
	d->n = n;
	d->due_now = due_now;
	d->due_draft = due_draft;
}

/* Had it ended before, because the child was in a leaving grade? */
static bool
is_purged(const struct trial *s, struct instant at)
{
	const struct header *h = &s->docket.header;
	const struct instant day = policy_purges(
	    s->world->nation, s->world->sending, h->kind, h->grade, h->filed_at);
	return day.ms != 0 && at.ms >= day.ms;
}

static void
compare(struct replayed *r, const struct trial *now, const struct trial *draft,
    const struct entry *e, const struct record *released)
{
	const enum verdict was = answer(now, e, released), is = answer(draft, e, released);
	if (is_purged(draft, e->at) && !is_purged(now, e->at))
		add(r, DIFFERENCE_purged, e->stage, e->unit)->n = e->n;
	else if (was != is) {
		struct difference *d = add(r, DIFFERENCE_answer, e->stage, e->unit);
		d->n = e->n;
		d->now = was;
		d->draft = is;
		d->ends = is != VERDICT_OK;
	} else if (keeps_a_term(&now->docket, e))
		compare_terms(r, now, draft, e->at, e->n);
}

/* -- the record ----------------------------------------------------------------------- */

static const struct record *
released_in(const struct entry *entries, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (entries[i].has_record)
			return &entries[i].record;
	return NULL;
}

static void
append(struct trial *s, const struct entry *e)
{
	const enum verdict v = docket_apply(&s->docket, e);
	assert(v == VERDICT_OK);
	(void)v;
}

static bool
is_over(const struct replayed *r)
{
	return r->n > 0 && r->differences[r->n - 1].ends;
}

enum verdict
replay(const struct header *header, const struct entry *entries, size_t n,
    const struct world *w_now, const struct world *w_draft, struct replayed *ret)
{
	struct trial now, draft;
	const struct instant not_yet = { 0 };
	const struct record *released = released_in(entries, n);
	enum verdict v = begin(&now, header, w_now);
	if (v == VERDICT_OK)
		v = begin(&draft, header, w_draft);
	if (v != VERDICT_OK)
		return v;
	ret->n = 0;
	for (size_t i = 0; i < n && !is_over(ret); i++) {
		docket_reach(&now.docket, entries[i].reached);
		docket_reach(&draft.docket, entries[i].reached);
		/* What was found elsewhere stays found; that somebody was urged changes nothing. */
		if (entries[i].action != ACTION_failed && entries[i].action != ACTION_urged)
			compare(ret, &now, &draft, &entries[i], released);
		append(&now, &entries[i]);
		append(&draft, &entries[i]);
		if (i == 0 && !is_over(ret))
			compare_routes(ret, &now.route, &draft.route);
	}
	if (!is_over(ret))
		compare_terms(ret, &now, &draft, not_yet, 0);
	return VERDICT_OK;
}

/* -- words ---------------------------------------------------------------------------- */

const char *
difference_name(enum difference_kind kind)
{
	return rows[kind].name;
}

const char *
difference_label_zh(enum difference_kind kind)
{
	return rows[kind].zh;
}

const char *
difference_label_en(enum difference_kind kind)
{
	return rows[kind].en;
}
