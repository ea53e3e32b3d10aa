/*
 * Random lives. Officers and machines do what comes to their mind, lawful or not, over
 * all shapes of the tree; whatever happens, a docket ends at most once, has one holder
 * while it is open, and the child is in exactly one place. SEED=n replays one walk.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/move.h"
#include "core/paper.h"
#include "lib/chance.h"

enum { WALKS = 20000, STEPS = 80 };

static int
below(uint64_t *state, int n)
{
	return (int)chance_below(state, (size_t)n);
}

struct walk {
	struct paper p;
	struct docket copy;	/* at somebody else's: header and entries, nothing more */
	int n_ends;
	uint64_t state;
	unsigned seed;
};

/* Whoever gets header and entries comes to the same docket, entry by entry. */
static void
expect_same_fold(struct walk *w, const struct entry *e)
{
	const struct docket *d = &w->p.docket, *c = &w->copy;
	cr_assert_eq(docket_apply(&w->copy, e), VERDICT_OK, "SEED=%u", w->seed);
	const bool is_same_place = c->n == d->n && c->state == d->state
	    && c->posture == d->posture && c->stop == d->stop && c->since.ms == d->since.ms
	    && c->furthest == d->furthest && unit_code_equal(c->holder, d->holder);
	cr_assert(is_same_place, "SEED=%u: another place after entry %u", w->seed, e->n);
	const bool is_same_course = c->disputed == d->disputed
	    && c->is_refused == d->is_refused && c->is_resuming == d->is_resuming
	    && c->resume == d->resume && c->is_changed == d->is_changed
	    && c->is_released == d->is_released
	    && c->n_coordinators == d->n_coordinators && c->ground == d->ground
	    && c->code == d->code;
	cr_assert(is_same_course, "SEED=%u: another course after entry %u", w->seed, e->n);
	cr_assert_eq(docket_stage(c), docket_stage(d), "SEED=%u", w->seed);
	cr_assert_str_eq(docket_name(c), docket_name(d), "SEED=%u", w->seed);
	cr_assert_str_eq(c->filed_by, d->filed_by, "SEED=%u", w->seed);
	cr_assert_str_eq(c->filed_for, d->filed_for, "SEED=%u", w->seed);
	cr_assert_eq(c->record.version, d->record.version, "SEED=%u", w->seed);
}

static void
begin_walk(struct walk *w, unsigned seed)
{
	static const char *const pairs[][2] = {
		{ FURONG_SCHOOL, LIWAN_SCHOOL }, { FURONG_SCHOOL, FURONG_OTHER },
		{ FURONG_SCHOOL, TIANXIN_SCHOOL }, { FURONG_SCHOOL, HETANG_SCHOOL },
		{ DONGCHENG_SCHOOL, XICHENG_SCHOOL }, { DONGGUAN_SCHOOL, LIWAN_SCHOOL },
		{ XIANTAO_SCHOOL, JIANGAN_SCHOOL }, { BINGTUAN_SCHOOL, HUNAN_SCHOOL },
		{ NINE_YEAR_SCHOOL, DONGGUAN_SCHOOL },
	};
	memset(w, 0, sizeof(*w));
	w->seed = seed;
	w->state = seed;
	const int i = below(&w->state, (int)(sizeof(pairs) / sizeof(pairs[0])));
	paper_begin(&w->p, pairs[i][0], pairs[i][1]);
	w->p.law.receiving.prefecture_phases = (uint32_t)below(&w->state, 16);
	w->p.law.sending.prefecture_phases = (uint32_t)below(&w->state, 16);
	if (below(&w->state, 4) == 0)
		w->p.law.receiving.rule_stages = (uint32_t)chance_draw(&w->state);
	if (below(&w->state, 4) == 0)
		w->p.law.sending.rule_stages = (uint32_t)chance_draw(&w->state);
	const struct entry filed = paper_entry(&w->p, HAPPENING_FILE);
	paper_do(&w->p, HAPPENING_FILE);
	w->copy = docket_begin(&w->p.docket.header);
	expect_same_fold(w, &filed);
}

/* Mostly what somebody may do here; now and then anything by anybody. */
static struct happening
something(struct walk *w)
{
	struct paper *p = &w->p;
	enum happening_kind kind = (enum happening_kind)below(&w->state, HAPPENING_N);
	const bool is_lawful = below(&w->state, 10) != 0;
	for (int i = 0; is_lawful && i < 8 && move_of(p->docket.posture, kind) == NULL;
	     i++)
		kind = (enum happening_kind)below(&w->state, HAPPENING_N);
	if (kind == HAPPENING_WITHDRAW && below(&w->state, 8) != 0)
		kind = HAPPENING_APPROVE;
	struct happening h = paper_ask(p, kind);
	if (!is_lawful) {
		h.unit = land.units[below(&w->state, (int)land.n_units)].code;
		h.role = (enum role)below(&w->state, ROLE_SYSTEM + 1);
	}
	if (below(&w->state, 6) == 0)
		h.ground = (enum ground)below(&w->state, 60);
	if (below(&w->state, 6) == 0)
		memcpy(h.correction.name, "欧阳", sizeof("欧阳"));
	return h;
}

/* The world outside the docket turns too. */
static void
let_time_pass(struct walk *w)
{
	struct record *r = &w->p.record;
	w->p.now.ms += (int64_t)below(&w->state, 4) * 86400000 * below(&w->state, 6);
	if (below(&w->state, 12) == 0)
		r->is_problem = !r->is_problem;
	if (below(&w->state, 12) == 0 && r->status != STATUS_transferred_out)
		r->status =
		    r->status == STATUS_in_school ? STATUS_suspended : STATUS_in_school;
	if (below(&w->state, 12) == 0 && !record_is_locked(r))
		r->open_docket = paper_id(OTHER_ID);
	else if (docket_id_equal(r->open_docket, paper_id(OTHER_ID)))
		r->open_docket.text[0] = '\0';
}

/* At a school, or in the docket between release and admission: once, never twice. */
static int
places_of_the_child(const struct paper *p)
{
	const bool is_under_way = p->docket.is_released && p->docket.state == DOCKET_OPEN;
	return (p->record.status != STATUS_transferred_out) + is_under_way +
	       p->has_admitted;
}

static void
expect_sound(const struct walk *w)
{
	const struct docket *d = &w->p.docket;
	const bool is_open = d->state == DOCKET_OPEN;
	cr_assert_eq(places_of_the_child(&w->p), 1, "SEED=%u", w->seed);
	cr_assert_eq(is_open, d->posture != POSTURE_CLOSED, "SEED=%u", w->seed);
	cr_assert_eq(is_open, !unit_code_is_none(d->holder), "SEED=%u", w->seed);
	cr_assert_leq(w->n_ends, 1, "SEED=%u ended twice", w->seed);
	cr_assert(!is_open || docket_was_seen_by(d, d->holder), "SEED=%u", w->seed);
	cr_assert_eq(w->p.has_admitted, d->state == DOCKET_COMPLETED, "SEED=%u", w->seed);
	cr_assert(!d->is_refused || (d->posture != POSTURE_DESK && d->posture != POSTURE_AUTO),
	    "SEED=%u: a refusal outlives its answer", w->seed);
	if (!is_open)
		cr_assert_not(docket_id_equal(w->p.record.open_docket, d->header.id),
		    "SEED=%u: a lock outlives its business", w->seed);
}

static void
step(struct walk *w)
{
	struct paper *p = &w->p;
	const bool was_open = p->docket.state == DOCKET_OPEN;
	const uint32_t before = p->docket.n;
	const struct happening h = something(w);
	const struct decision yes = paper_try(p, &h);
	const enum verdict v = paper_act(p, &h);
	cr_assert_eq(v, yes.verdict, "SEED=%u", w->seed);
	cr_assert_eq(p->docket.n, before + yes.appends, "SEED=%u", w->seed);
	if (!was_open)
		cr_assert(v == VERDICT_CLOSED || v == VERDICT_ROLE_NOT_ALLOWED, "SEED=%u",
		    w->seed);
	if (yes.appends)
		expect_same_fold(w, &yes.entry);
	w->n_ends += was_open && p->docket.state != DOCKET_OPEN;
}

static enum docket_state
walk(unsigned seed)
{
	static struct walk w;
	begin_walk(&w, seed);
	for (int i = 0; i < STEPS; i++) {
		let_time_pass(&w);
		step(&w);
		expect_sound(&w);
	}
	return w.p.docket.state;
}

Test(docket_walk, whatever_officers_do_a_child_is_in_one_place_and_a_docket_ends_once)
{
	const char *seed = getenv("SEED");
	int n[DOCKET_EXPIRED + 1] = { 0 };
	if (seed != NULL) {
		(void)walk((unsigned)strtoul(seed, NULL, 10));
		return;
	}
	for (unsigned i = 0; i < WALKS; i++)
		n[walk(i)]++;
	for (int s = DOCKET_COMPLETED; s <= DOCKET_EXPIRED; s++)
		cr_expect_gt(n[s], 20, "the walks hardly ever end %s: %d of %d",
		    docket_state_name((enum docket_state)s), n[s], WALKS);
}
