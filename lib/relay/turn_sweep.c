/*
 * Terms. Silence is never consent: what follows a missed deadline is a reminder, day by
 * day, and the superior is told; only a docket that waits for the filer's own
 * answer is closed.
 *
 *	"reminder on day 8 and day 10, then daily, the superior is told"
 *							(regulation §4, Clock)
 *
 * Day 8 is the reminder_day of the holder's province, day 10 the last one of the term that
 * is pinned in the route; both may be shorter. "Daily" is every working day. Everything is
 * said at 00:00 of its day, and a look that was taken puts the next one off to a later day,
 * so that nothing is said twice.
 */
#include <string.h>

#include "base/log.h"
#include "relay/turn.h"

/* What cannot be done now is tried again after this long: a sweep takes the dockets that have
 * waited longest, and those that cannot move must not stand before all others for ever. */
enum { RETRY_MS = 5 * 60 * 1000 };

/* The days on which the holder is reminded; after the last it is late. */
struct reminders {
	struct day first, last;
};

static const struct policy *
policy_of_holder(const struct turn *t, const struct docket *d)
{
	const struct relay_law *law = t->law;
	const struct unit *holder = registry_find(law->registry, d->holder);
	const struct unit *province =
	    holder == NULL ? NULL : registry_province(law->registry, holder);
	return province == NULL ? law->nation : law->policy(law->law, province->code);
}

static struct day
day_of_term(const struct turn *t, const struct docket *d, int n)
{
	return calendar_due_day(calendar_term(t->law->calendar, d->since, n));
}

static struct reminders
reminders_of(const struct turn *t, const struct docket *d)
{
	const struct stop *stop = docket_stop(d);
	const int days = stop != NULL ? stop->days : d->header.answer_days;
	const int first = policy_of_holder(t, d)->reminder_day;
	const struct reminders r = {
		.first = day_of_term(t, d, first < days ? first : days),
		.last = day_of_term(t, d, days),
	};
	return r;
}

/* What is said on that day; NULL: nothing. */
static const char *
words_on(const struct turn *t, const struct reminders *r, struct day day)
{
	if (day.n <= r->last.n)
		return day.n == r->first.n || day.n == r->last.n ? "reminder" : NULL;
	return calendar_is_working_day(t->law->calendar, day) ? "overdue" : NULL;
}

struct instant
turn_next_look(const struct turn *t, const struct docket *d)
{
	const struct instant term = docket_term(d, t->law->calendar);
	struct day day = instant_day(t->now);
	if (docket_is_automatic(d))
		return t->now;
	if (term.ms == 0)
		return term;
	if (d->posture == POSTURE_ANSWER)
		return term.ms > t->now.ms ? term : t->now;
	const struct reminders r = reminders_of(t, d);
	day.n++;
	if (day.n <= r.first.n)
		return instant_of_day(r.first);
	if (day.n <= r.last.n)
		return instant_of_day(r.last);
	while (!calendar_is_working_day(t->law->calendar, day))
		day.n++;
	return instant_of_day(day);
}

static void
look_again(struct turn *t, const struct live *l, struct instant next)
{
	struct sweep_write *s = LIST_ADD(t, t->sweeps);
	s->docket = l->id;
	s->n = (uint32_t)l->n;
	s->before = l->look;
	s->next = next;
}

static void
retry(struct turn *t, const struct live *l)
{
	const struct instant next = { t->now.ms + RETRY_MS };
	look_again(t, l, next);
}

static void
remind(struct turn *t, const struct live *l)
{
	const struct docket *d = &l->docket;
	const struct reminders r = reminders_of(t, d);
	const struct day today = instant_day(t->now);
	const bool is_overdue = today.n > r.last.n;
	const char *what = words_on(t, &r, today);
	if (what != NULL) {
		log_line(is_overdue ? LOG_WARN : LOG_INFO, what, " docket=%s unit=%s stage=%s",
		    l->id.text, d->holder.text, stage_row(docket_stage(d))->name);
		turn_tell(t, l->id, what, d->holder, docket_stage(d), d->holder);
		if (is_overdue)
			turn_tell_superior(t, l, what, d->holder);
	}
	look_again(t, l, turn_next_look(t, d));
}

/* No key, as a rule: whoever takes the docket further has to stamp it. */
static void
proceed(struct turn *t, struct live *l)
{
	turn_proceed(t, l);
	if (docket_is_automatic(&l->docket) && turn_serves(t, l->docket.holder))
		retry(t, l);
}

static void
expire(struct turn *t, struct live *l)
{
	const struct happening h = {
		.kind = HAPPENING_EXPIRE,
		.at = t->now,
		.unit = l->docket.holder,
		.role = ROLE_SYSTEM,
	};
	const struct bytes none = { 0 };
	const enum verdict v = turn_step(t, l, &h, none, false);
	if (v == VERDICT_OK)
		return;
	log_line(LOG_ERROR, "cannot_expire", " docket=%s verdict=%s", l->id.text, verdict_name(v));
	retry(t, l);
}

void
turn_sweep(struct turn *t, struct live *l)
{
	const struct docket *d = &l->docket;
	if (!l->is_begun || d->posture == POSTURE_CLOSED)
		return;
	if (!turn_serves(t, d->holder)) {	/* served once: the unit may come back */
		retry(t, l);
		return;
	}
	if (docket_is_automatic(d))
		proceed(t, l);
	else if (d->posture != POSTURE_ANSWER)
		remind(t, l);
	else if (t->now.ms >= docket_term(d, t->law->calendar).ms)
		expire(t, l);
	else
		look_again(t, l, turn_next_look(t, d));
}
