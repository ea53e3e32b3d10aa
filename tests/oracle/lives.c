/*
 * Prints lives of dockets, one JSON line an attempt, for tests/oracle/oracle.py:
 *
 *	lives --seeds N [--from S] [--config DIR]
 *
 * A line holds everything that docket_step may look at, what it answered, what docket_apply made
 * of its entry and what docket_effect did to the records of both schools.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oracle/lives.h"
#include "settings/law.h"

static struct settings settings;

static struct law *
load(const char *config)
{
	struct settings_fault why;
	(void)snprintf(settings.law_units, sizeof(settings.law_units), "%s/units.csv", config);
	(void)snprintf(settings.law_divisions, sizeof(settings.law_divisions), "%s/divisions.csv", config);
	(void)snprintf(settings.law_calendar, sizeof(settings.law_calendar), "%s/calendar.csv", config);
	(void)snprintf(settings.law_policies, sizeof(settings.law_policies), "%s/policy", config);
	struct law *law = law_load(&settings, &why);
	if (law == NULL)
		(void)fprintf(stderr, "lives: %s\n", why.text);
	return law;
}

static bool
is_same(const struct unit_code a, const struct unit_code b)
{
	return strcmp(a.text, b.text) == 0;
}

/* At one keeper; what it keeps is changed. */
static void
take_effect(const struct docket *d, const struct entry *e, struct unit_code keeper, bool *has,
    struct record *r)
{
	const struct record before = *r;
	const bool had = *has;
	const enum record_effect effect = docket_effect(d, e, keeper, had, r);
	tell_effect(keeper, had, &before, effect, r);
	*has = had || effect == RECORD_CREATED;
}

static void
take_effects(struct life *l, const struct entry *e, struct attempt *a)
{
	const struct header *h = &l->docket.header;
	static const struct record none;
	/* The record that the step saw is the one that is kept, whatever had happened to it. */
	if (l->has_here && a->w.record != NULL)
		l->here = a->record;
	if (!l->has_here)
		l->here = none;
	take_effect(&l->docket, e, h->sending_school, &l->has_here, &l->here);
	if (!is_same(h->receiving_school, h->sending_school))
		take_effect(&l->docket, e, h->receiving_school, &l->has_there, &l->there);
	if (percent(l, 3)) {	/* somebody who has nothing to do with it */
		struct record r = l->here;
		bool has = true;
		take_effect(&l->docket, e, any_school(l, -1, PHASE_NONE), &has, &r);
	}
}

/* The entry once more, as it might have come from elsewhere. */
static void
try_letter(struct life *l, const struct docket *d, const struct entry *e, const struct world *w)
{
	struct entry other = *e;
	struct docket after = *d;
	for (int wrong = 1 + percent(l, 15); wrong > 0; wrong--)
		letter_spoil(l, d, &other);
	const enum verdict applied = docket_apply(&after, &other);
	const enum verdict recheck = applied == VERDICT_OK ? docket_recheck(d, &other, w) : applied;
	tell_letter(l, &other, applied, &after, recheck);
}

/* The filing once more, with a header that somebody else might have made. */
static void
try_route(struct life *l, const struct header *ours, const struct entry *e)
{
	struct header theirs = *ours;
	for (int wrong = below(l, 8) == 0 ? 0 : 1 + percent(l, 20); wrong > 0; wrong--)
		header_spoil(l, &theirs);
	struct docket d = docket_begin(&theirs);
	struct entry first = *e;
	first.stage = theirs.route.stops[0].stage;
	first.unit = first.holder = theirs.route.stops[0].unit;
	const bool is_same = route_agrees(&theirs.route, &ours->route, true, DAYS_MOST);
	const bool is_near = route_agrees(&theirs.route, &ours->route, false, DAYS_MOST);
	tell_route(&theirs, docket_apply(&d, &first), is_same, is_near);
}

/* True if something was appended. */
static bool
try_once(struct life *l)
{
	static struct attempt a;
	attempt_make(l, &a);
	docket_reach(&l->docket, a.reached);
	const struct decision decision = docket_step(&l->docket, &a.h, &a.w);
	tell_attempt(l, &a, &decision);
	if (decision.appends) {
		struct docket after = a.h.kind == HAPPENING_FILE ? docket_begin(&decision.header)
								 : l->docket;
		if (percent(l, 40))
			try_letter(l, &after, &decision.entry, &a.w);
		if (a.h.kind == HAPPENING_FILE)
			try_route(l, &decision.header, &decision.entry);
		const enum verdict recheck = docket_recheck(&after, &decision.entry, &a.w);
		const enum verdict applied = docket_apply(&after, &decision.entry);
		if (applied == VERDICT_OK)
			l->docket = after;
		tell_docket(l, &after, applied, recheck);
		if (applied == VERDICT_OK)
			take_effects(l, &decision.entry, &a);
		if (l->docket.filed_by[0] != '\0')
			memcpy(l->filed_by, l->docket.filed_by, sizeof(l->filed_by));
	}
	tell_end();
	return decision.appends;
}

static void
live(struct life *l, uint64_t seed, const struct policy *nation)
{
	life_begin(l, seed, nation);
	tell_life(l);
	const int most = l->is_long ? 4 * TRIES_MAX : TRIES_MAX;
	int unfiled = 0;
	for (int i = 0; i < most && l->docket.state == DOCKET_OPEN && unfiled < 12; i++) {
		const bool appended = try_once(l);
		unfiled += l->docket.n == 0 && !appended;
	}
	for (int i = 0; i < 2 && l->docket.state != DOCKET_OPEN; i++)
		(void)try_once(l);	/* whatever is tried then, it is closed */
}

static int
usage(void)
{
	(void)fputs("usage: lives [--seeds N] [--from S] [--config DIR]\n", stderr);
	return 2;
}

/* A whole number from 1 on; zero if it is none. */
static uint64_t
whole(const char *text)
{
	char *end;
	const uint64_t n = strtoull(text, &end, 10);
	return *text >= '0' && *text <= '9' && *end == '\0' ? n : 0;
}

int
main(int argc, char **argv)
{
	const char *config = "config";
	uint64_t n = 1, from = 1;
	for (int i = 1; i < argc; i += 2) {
		if (i + 1 == argc)
			return usage();
		if (strcmp(argv[i], "--seeds") == 0)
			n = whole(argv[i + 1]);
		else if (strcmp(argv[i], "--from") == 0)
			from = whole(argv[i + 1]);
		else if (strcmp(argv[i], "--config") == 0)
			config = argv[i + 1];
		else
			return usage();
	}
	if (n == 0 || from == 0)
		return usage();
	struct law *law = load(config);
	if (law == NULL)
		return 1;
	static struct life l;
	l.calendar = law_calendar(law);
	l.divisions = law_divisions(law);
	for (uint64_t seed = from; seed < from + n; seed++)
		live(&l, seed, law_nation(law));
	law_free(law);
	return fflush(stdout) != 0 || ferror(stdout);
}
