/*
 * The protocol of a docket as a table, for the model in transfer.pml: every state that docket_step and
 * docket_apply lead to from a filing, and what can happen in it. Nothing of it is written by hand, so
 * what is proved of the model is proved of this code. It is written to build/tables.
 *
 * What the states leave out: time (a term may be over or not), names and IDs that are corrected, the
 * number of entries (a docket has room for a hundred), and a third objection.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/move.h"
#include "core/paper.h"

enum { STATES_MAX = 4000, UNITS_MAX = 16, OBJECTIONS_MAX = 2, LATE_DAYS = 60 };

/* A happening, but for PROCEED, which finds everything right or something wrong. */
enum event {
#define HAPPENING(name, verb, role) EVENT_##name,
#include "core/happening.def"
#undef HAPPENING
	EVENT_FAIL,
	EVENT_N,
};

static const char *const event_names[] = {
#define HAPPENING(name, verb, role) #name,
#include "core/happening.def"
#undef HAPPENING
	"FAIL",
};

/* What an entry does to the record. */
enum effect {
	EFFECT_LOCK = 1,
	EFFECT_UNLOCK = 2,
	EFFECT_OUT = 4,
	EFFECT_ADMIT = 8,
};

struct state {
	struct paper paper;
	int to[EVENT_N];		/* state; -1: may not happen */
	unsigned effect[EVENT_N];	/* enum effect */
	bool is_filers[EVENT_N];	/* asked by the unit that filed, wherever the docket lies */
	bool keeps_desk[EVENT_N];
};

static struct state *states;
static int n_states;
static struct unit_code units[UNITS_MAX];
static int n_units;

static int
unit_number(struct unit_code u)
{
	for (int i = 0; i < n_units; i++)
		if (unit_code_equal(units[i], u))
			return i;
	cr_assert_lt(n_units, UNITS_MAX);
	units[n_units] = u;
	return n_units++;
}

static bool
is_same(const struct docket *a, const struct docket *b)
{
	const bool is_same_place = a->state == b->state && a->posture == b->posture
	    && a->stop == b->stop && a->furthest == b->furthest && unit_code_equal(a->holder, b->holder);
	const bool is_same_course = a->disputed == b->disputed && a->is_refused == b->is_refused
	    && a->is_resuming == b->is_resuming && (!a->is_resuming || a->resume == b->resume)
	    && a->is_released == b->is_released && a->n_coordinators == b->n_coordinators;
	const bool is_same_hearing = a->is_hearing == b->is_hearing
	    && a->has_stated[0] == b->has_stated[0] && a->has_stated[1] == b->has_stated[1];
	return is_same_place && is_same_course && is_same_hearing;
}

static int
state_number(const struct paper *p)
{
	for (int i = 0; i < n_states; i++)
		if (is_same(&states[i].paper.docket, &p->docket))
			return i;
	cr_assert_lt(n_states, STATES_MAX);
	states[n_states].paper = *p;
	if (p->docket.posture != POSTURE_CLOSED)
		(void)unit_number(p->docket.holder);
	return n_states++;
}

/* In time, or when the term is over; with the record as it should be, or in other business. */
static bool
happens(struct paper *p, enum event event)
{
	const enum happening_kind kind =
	    event == EVENT_FAIL ? HAPPENING_PROCEED : (enum happening_kind)event;
	if (event == EVENT_FAIL)
		p->record.open_docket = paper_id(OTHER_ID);
	for (int late = 0; late < 2; late++) {
		p->now.ms += (int64_t)late * LATE_DAYS * 86400000;
		const struct happening h = paper_ask(p, kind);
		const struct decision yes = paper_try(p, &h);
		if (yes.verdict != VERDICT_OK)
			continue;
		if ((yes.entry.action == ACTION_failed) != (event == EVENT_FAIL))
			return false;
		return paper_act(p, &h) == VERDICT_OK;
	}
	return false;
}

static unsigned
effect_between(const struct paper *before, const struct paper *after)
{
	const struct docket_id ours = before->docket.header.id;
	const bool was = docket_id_equal(before->record.open_docket, ours);
	const bool is = docket_id_equal(after->record.open_docket, ours);
	const bool is_out = before->record.status != STATUS_transferred_out
	    && after->record.status == STATUS_transferred_out;
	const bool is_admitted = !before->has_admitted && after->has_admitted;
	return (!was && is ? EFFECT_LOCK : 0u) | (was && !is ? EFFECT_UNLOCK : 0u)
	    | (is_out ? EFFECT_OUT : 0u) | (is_admitted ? EFFECT_ADMIT : 0u);
}

/* Of what comes by itself once a year, or never, and of what changes nothing: not in the model. */
static bool
is_left_out(const struct docket *d, enum event event)
{
	return event == EVENT_URGE || event == EVENT_PURGE || event == EVENT_SETTLE || event == EVENT_FOLLOW
	    || (event == EVENT_OBJECT && d->n_coordinators == OBJECTIONS_MAX);
}

static void
explore(int i)
{
	for (int e = 0; e < EVENT_N; e++) {
		struct state *s = &states[i];
		struct paper p = s->paper;
		const enum happening_kind kind =
		    e == EVENT_FAIL ? HAPPENING_PROCEED : (enum happening_kind)e;
		const struct move *m = move_of(p.docket.posture, kind);
		s->to[e] = -1;
		if (m == NULL || is_left_out(&p.docket, (enum event)e))
			continue;
		if (!happens(&p, (enum event)e))
			continue;
		s->effect[e] = effect_between(&s->paper, &p);
		if (e == EVENT_FAIL)
			p.record = s->paper.record;
		s->is_filers[e] = m->who == MOVE_FILER;
		s->keeps_desk[e] = p.docket.since_n < p.docket.n;
		const int to = state_number(&p);
		states[i].to[e] = to;
	}
}

static void
walk(const char *receiving, const char *sending)
{
	struct paper p;
	n_states = n_units = 0;
	paper_begin(&p, receiving, sending);
	(void)unit_number(code(receiving));
	(void)unit_number(code(sending));
	paper_do(&p, HAPPENING_FILE);
	(void)state_number(&p);
	for (int i = 0; i < n_states; i++)
		explore(i);
}

/* -- the table ------------------------------------------------------------------------ */

static void
print_rows(FILE *f, const char *type, const char *name, int (*value)(const struct state *, int))
{
	fprintf(f, "static const %s %s[N_STATES][N_EVENTS] = {\n", type, name);
	for (int i = 0; i < n_states; i++) {
		fprintf(f, "\t{");
		for (int e = 0; e < EVENT_N; e++)
			fprintf(f, " %d,", value(&states[i], e));
		fprintf(f, " },\n");
	}
	fprintf(f, "};\n");
}

static void
print_column(FILE *f, const char *name, int (*value)(const struct state *))
{
	fprintf(f, "static const short %s[N_STATES] = {", name);
	for (int i = 0; i < n_states; i++)
		fprintf(f, "%s%d,", i % 20 == 0 ? "\n\t" : " ", value(&states[i]));
	fprintf(f, "\n};\n");
}

static int
to(const struct state *s, int e)
{
	return s->to[e];
}

static int
effect(const struct state *s, int e)
{
	return (int)s->effect[e];
}

static int
is_filers(const struct state *s, int e)
{
	return s->is_filers[e];
}

static int
keeps_desk(const struct state *s, int e)
{
	return s->keeps_desk[e];
}

static int
holder(const struct state *s)
{
	return s->paper.docket.posture == POSTURE_CLOSED ? -1 : unit_number(s->paper.docket.holder);
}

static int
is_under_way(const struct state *s)
{
	return s->paper.docket.is_released && s->paper.docket.state == DOCKET_OPEN;
}

/* A bit a unit that has a part in it, and gets the end. */
static int
seen(const struct state *s)
{
	int bits = 0;
	for (int i = 0; i < n_units; i++)
		bits |= docket_was_seen_by(&s->paper.docket, units[i]) ? 1 << i : 0;
	return bits;
}

static void
print(const char *name)
{
	char path[200];
	snprintf(path, sizeof(path), "%s/build/tables/model_%s.h", XUEJI_SOURCE_DIR, name);
	(void)mkdir(XUEJI_SOURCE_DIR "/build/tables", 0777);
	FILE *f = fopen(path, "w");
	cr_assert_not_null(f, "%s", path);
	fprintf(f, "/* Written by tests/model/table_test.c from lib/core. */\n");
	fprintf(f, "enum { N_STATES = %d, N_UNITS = %d };\n", n_states, n_units);
	fprintf(f, "enum {\n");
	for (int e = 0; e < EVENT_N; e++)
		fprintf(f, "\tEVENT_%s,\n", event_names[e]);
	fprintf(f, "\tN_EVENTS\n};\n");
	print_rows(f, "short", "to", to);
	print_rows(f, "char", "effect", effect);
	print_rows(f, "char", "is_filers", is_filers);
	print_rows(f, "char", "keeps_desk", keeps_desk);
	print_column(f, "holder", holder);
	print_column(f, "is_under_way", is_under_way);
	print_column(f, "seen", seen);
	fclose(f);
}

static void
expect_all_end(void)
{
	for (int i = 0; i < n_states; i++) {
		const struct docket *d = &states[i].paper.docket;
		int n = 0;
		for (int e = 0; e < EVENT_N; e++)
			n += states[i].to[e] >= 0;
		cr_expect_eq(n == 0, d->posture == POSTURE_CLOSED, "state %d: %d ways on", i, n);
	}
}

Test(model, the_protocol_of_a_docket_is_finite_and_written_down)
{
	static const struct {
		const char *name, *receiving, *sending;
	} cases[] = {
		{ "within_county", FURONG_SCHOOL, FURONG_OTHER },
		{ "between_counties", FURONG_SCHOOL, TIANXIN_SCHOOL },
		{ "inter_province", FURONG_SCHOOL, LIWAN_SCHOOL },
	};
	states = calloc(STATES_MAX, sizeof(*states));
	cr_assert_not_null(states);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		walk(cases[i].receiving, cases[i].sending);
		expect_all_end();
		print(cases[i].name);
		printf("%s: %d states, %d units\n", cases[i].name, n_states, n_units);
	}
	free(states);
}
