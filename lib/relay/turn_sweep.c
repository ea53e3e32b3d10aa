/*
 * Terms. Silence is never consent: what follows a missed deadline is a reminder, day by
 * day, and the superior is told; only a docket that waits for the receiving school's own
 * answer is closed (regulation §4, Clock).
 */
#include <string.h>

#include "base/log.h"
#include "relay/turn.h"

enum { DAY_MS = 86400000 };

static struct instant
next_midnight(struct instant now)
{
	struct day d = instant_day(now);
	d.n++;
	return instant_of_day(d);
}

/* The start of working day `n` of the term, when the n-th day's reminder is due. */
static struct instant
reminder(const struct turn *t, const struct docket *d)
{
	const int day = t->law->nation->reminder_day;
	const struct instant end = calendar_term(t->law->calendar, d->since, day);
	const struct instant start = { end.ms - DAY_MS };
	return start;
}

struct instant
turn_next_look(const struct turn *t, const struct docket *d)
{
	const struct instant term = docket_term(d, t->law->calendar);
	if (docket_is_automatic(d))
		return t->now;
	if (term.ms == 0 || d->posture == POSTURE_ANSWER)
		return term;
	const struct instant first = reminder(t, d);
	if (first.ms > t->now.ms && first.ms < term.ms)
		return first;
	if (term.ms > t->now.ms) {
		const struct instant tomorrow = next_midnight(t->now);
		return tomorrow.ms < term.ms ? tomorrow : term;
	}
	return next_midnight(t->now);
}

static void
look_again(struct turn *t, const struct live *l)
{
	struct sweep_write *s = LIST_ADD(t, t->sweeps);
	s->docket = l->id;
	s->n = (uint32_t)l->n;
	s->before = l->look;
	s->next = turn_next_look(t, &l->docket);
}

static void
remind(struct turn *t, const struct live *l)
{
	const struct docket *d = &l->docket;
	const struct instant term = docket_term(d, t->law->calendar);
	const bool is_overdue = t->now.ms >= term.ms;
	const bool is_working_day =
	    calendar_is_working_day(t->law->calendar, instant_day(t->now));
	if (t->now.ms >= reminder(t, d).ms && is_working_day) {
		const char *what = is_overdue ? "overdue" : "reminder";
		log_line(is_overdue ? LOG_WARN : LOG_INFO, what, " docket=%s unit=%s stage=%s",
		    l->id.text, d->holder.text, stage_row(docket_stage(d))->name);
		turn_tell(t, l->id, what, d->holder, docket_stage(d), d->holder);
		if (is_overdue)
			turn_tell_superior(t, l, what, d->holder);
	}
	look_again(t, l);
}

void
turn_sweep(struct turn *t, struct live *l)
{
	const struct docket *d = &l->docket;
	if (!l->is_begun || d->posture == POSTURE_CLOSED || !turn_serves(t, d->holder))
		return;
	if (docket_is_automatic(d)) {
		turn_proceed(t, l);
		return;
	}
	const struct instant term = docket_term(d, t->law->calendar);
	if (d->posture != POSTURE_ANSWER || t->now.ms < term.ms) {
		remind(t, l);
		return;
	}
	const struct happening h = {
		.kind = HAPPENING_EXPIRE,
		.at = t->now,
		.unit = d->holder,
		.role = ROLE_SYSTEM,
	};
	const struct bytes none = { 0 };
	const enum verdict v = turn_step(t, l, &h, none, false);
	if (v != VERDICT_OK)
		log_line(LOG_ERROR, "cannot_expire", " docket=%s verdict=%s", l->id.text,
		    verdict_name(v));
}
