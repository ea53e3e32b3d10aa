/*
 * Cuts the life of a docket into spans and counts them. The fold of docket.c tells where it
 * lay; nothing is known here that header and entries do not say.
 */
#include <assert.h>
#include <limits.h>
#include <string.h>

#include "core/figure.h"

static const struct {
	const char *name, *zh, *en;
} delays[] = {
#define DELAY(name, zh, en) { #name, zh, en },
#include "core/delay.def"
#undef DELAY
};

/* -- spans ---------------------------------------------------------------------------- */

static enum delay
delay_of_stop(const struct stop *s)
{
	static const enum delay of_level[] = {
		[LEVEL_SCHOOL] = DELAY_school,
		[LEVEL_COUNTY] = DELAY_county,
		[LEVEL_PREFECTURE] = DELAY_county,
		[LEVEL_PROVINCE] = DELAY_province,
		[LEVEL_MINISTRY] = DELAY_ministry,
	};
	return s->is_automatic ? DELAY_automatic : of_level[stage_row(s->stage)->level];
}

/* A complaint's desks have no level of their own: the code of the unit tells. */
static enum delay
delay_of_unit(const char *code)
{
	if (strlen(code) == 10)
		return DELAY_school;
	if (strcmp(code, "000000") == 0)
		return DELAY_ministry;
	return strcmp(code + 2, "0000") == 0 ? DELAY_province : DELAY_county;
}

static enum delay
delay_of(const struct docket *d)
{
	if (d->posture == POSTURE_ANSWER)
		return DELAY_answer;
	if (d->posture == POSTURE_WORK)
		return delay_of_unit(d->holder.text);
	return d->posture == POSTURE_COORDINATION || d->posture == POSTURE_LEVEL
	    ? DELAY_coordination : delay_of_stop(docket_stop(d));
}

/* The stay of `d` at its holder, who had it from `reached` on, and the way there before. */
static size_t
cut(const struct docket *d, struct instant reached, const struct entry *end, uint16_t n_illegal,
    const struct calendar *calendar, struct span *ret)
{
	struct docket here = *d;
	size_t n = 0;
	const bool has_travelled = reached.ms > d->since.ms;
	if (has_travelled) {
		const struct span way = {
			.delay = DELAY_transport,
			.stage = docket_stage(d),
			.unit = d->holder,
			.from = d->since,
			.until = reached,
		};
		ret[n++] = way;
		docket_reach(&here, reached);
	}
	const struct span stay = {
		.delay = delay_of(d),
		.is_desk = d->posture == POSTURE_DESK || d->posture == POSTURE_WORK,
		.stage = docket_stage(d),
		.unit = d->holder,
		.from = here.since,
		.until = { end == NULL ? 0 : end->at.ms },
		.term = docket_term(&here, calendar),
		.end = end == NULL ? ACTION_NONE : end->action,
		.n_illegal = n_illegal,
	};
	ret[n++] = stay;
	return n;
}

size_t
figure_spans(const struct header *header, const struct entry *entries, size_t n,
    struct instant reached, const struct calendar *calendar, struct span ret[SPANS_MAX])
{
	struct docket d = docket_begin(header);
	const struct instant not_told = { 0 };
	struct instant came = not_told;	/* to the present holder, as its stamps say */
	uint16_t n_illegal = 0;
	size_t n_spans = 0;
	for (size_t i = 0; i < n; i++) {
		const struct docket before = d;
		const struct entry *e = &entries[i];
		if (docket_apply(&d, e) != VERDICT_OK)
			return n_spans;
		if (i == 0)
			continue;	/* filing ends nothing */
		if (came.ms == 0)
			came = e->reached.ms > before.since.ms ? e->reached : before.since;
		if (e->action == ACTION_illegal_refusal)
			n_illegal++;
		if (e->action == ACTION_followed)
			d.since = before.since;	/* when it was sent there; `came` tells the rest */
		if (docket_stays(e->action))
			continue;
		n_spans += cut(&before, came, e, n_illegal, calendar, &ret[n_spans]);
		came = not_told;
		n_illegal = 0;
	}
	if (d.n == 0 || d.posture == POSTURE_CLOSED)
		return n_spans;
	if (came.ms == 0)
		came = reached;
	return n_spans + cut(&d, came, NULL, n_illegal, calendar, &ret[n_spans]);
}

int
figure_days(const struct calendar *c, struct instant from, struct instant until)
{
	const struct day last = instant_day(until);
	int n = 0;
	for (struct day d = { instant_day(from).n + 1 }; d.n <= last.n; d.n++)
		n += calendar_is_working_day(c, d);
	return n;
}

/* -- counting ------------------------------------------------------------------------- */

static void
tally_open(struct tally *t, const struct span *s, struct instant until)
{
	t->open++;
	t->open_late += s->term.ms <= until.ms;
}

static void
tally_decided(struct tally *t, const struct span *s, const struct calendar *calendar)
{
	t->approved += s->end == ACTION_approved;
	const bool is_refused = s->end == ACTION_refused || s->end == ACTION_dismissed;
	t->refused += is_refused;
	t->returned += s->end == ACTION_returned;
	if (s->end != ACTION_approved && !is_refused && s->end != ACTION_returned) {
		t->undecided++;
		return;
	}
	t->on_time += s->until.ms < s->term.ms;
	t->late += s->until.ms >= s->term.ms;
	t->ms += s->until.ms - s->from.ms;
	const int days = figure_days(calendar, s->from, s->until);
	t->days += days;
	t->took[days > TOOK_MAX ? TOOK_MAX : days]++;
}

/* Did it lie there when the period ended? */
static bool
is_open_at(const struct span *s, struct instant until)
{
	return s->from.ms < until.ms && (s->until.ms == 0 || s->until.ms >= until.ms);
}

void
figure_tally(struct tally *t, const struct span *s, const struct calendar *calendar,
    struct instant from, struct instant until)
{
	const bool is_open = is_open_at(s, until);
	if (s->from.ms >= until.ms || (!is_open && s->until.ms < from.ms))
		return;
	if (s->is_desk) {
		t->illegal += s->n_illegal;
		if (is_open)
			tally_open(t, s, until);
		else
			tally_decided(t, s, calendar);
	}
	if (!is_open && (s->delay == DELAY_transport || s->delay == DELAY_automatic)) {
		t->technical++;
		t->technical_ms += s->until.ms - s->from.ms;
		t->technical_days += figure_days(calendar, s->from, s->until);
	}
}

void
figure_add(struct tally *t, const struct tally *more)
{
	t->on_time += more->on_time;
	t->late += more->late;
	t->approved += more->approved;
	t->refused += more->refused;
	t->returned += more->returned;
	t->undecided += more->undecided;
	t->open += more->open;
	t->open_late += more->open_late;
	t->illegal += more->illegal;
	t->ms += more->ms;
	t->days += more->days;
	for (int i = 0; i <= TOOK_MAX; i++)
		t->took[i] += more->took[i];
	t->technical += more->technical;
	t->technical_ms += more->technical_ms;
	t->technical_days += more->technical_days;
}

int
figure_median(const struct tally *t)
{
	const uint64_t n = (uint64_t)t->on_time + t->late;
	uint64_t so_far = t->took[0];
	int i = 0;
	if (n == 0)
		return -1;
	while (i < TOOK_MAX && 2 * so_far < n)
		so_far += t->took[++i];
	return i;
}

const int figure_ages[AGES_N] = { 2, 5, 10, 20, INT_MAX };

void
figure_backlog(
    struct backlog *b, const struct span *s, const struct calendar *calendar, struct instant until)
{
	int i = 0;
	if (!s->is_desk || !is_open_at(s, until))
		return;
	const int days = figure_days(calendar, s->from, until);
	while (days > figure_ages[i])
		i++;
	b->open[i]++;
	b->late[i] += s->term.ms <= until.ms;
}

void
figure_delays(struct delays *ret, const struct span *spans, size_t n,
    const struct calendar *calendar)
{
	for (size_t i = 0; i < n; i++) {
		assert(spans[i].until.ms != 0);
		ret->ms[spans[i].delay] += spans[i].until.ms - spans[i].from.ms;
		ret->days[spans[i].delay] += figure_days(calendar, spans[i].from, spans[i].until);
	}
}

/* -- words ---------------------------------------------------------------------------- */

const char *
delay_name(enum delay delay)
{
	return delays[delay].name;
}

const char *
delay_label_zh(enum delay delay)
{
	return delays[delay].zh;
}

const char *
delay_label_en(enum delay delay)
{
	return delays[delay].en;
}
