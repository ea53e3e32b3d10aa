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
 *
 * Two days of the nation's year are kept here as well: on one unfinished business of leaving grades
 * ends, on the other all records go into the new school year.
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

/* That of the unit's province then. */
static const struct policy *
policy_of(const struct turn *t, struct unit_code code, struct instant at)
{
	const struct relay_law *law = t->law;
	const struct unit *u = registry_find(law->registry, code);
	const struct unit *province = u == NULL ? NULL : registry_province(law->registry, u);
	return law->policy(law->law, province == NULL ? unit_code_ministry : province->code, at, 0);
}

static struct day
day_of_term(const struct turn *t, const struct docket *d, int n)
{
	return calendar_due_day(calendar_term(t->law->calendar, d->since, n));
}

static struct reminders
reminders_of(const struct turn *t, const struct docket *d)
{
	const int days = docket_days(d);
	const int first = policy_of(t, d->holder, d->header.filed_at)->reminder_day;
	const struct reminders r = {
		.first = day_of_term(t, d, first < days ? first : days),
		.last = day_of_term(t, d, days),
	};
	return r;
}

/* What is said on that day; NONE: nothing. */
static enum notice_kind
words_on(const struct turn *t, const struct reminders *r, struct day day)
{
	if (day.n <= r->last.n)
		return day.n == r->first.n || day.n == r->last.n ? NOTICE_reminder : NOTICE_NONE;
	return calendar_is_working_day(t->law->calendar, day) ? NOTICE_overdue : NOTICE_NONE;
}

/* When it ends unfinished, because the child is in a leaving grade; zero: not so. */
static struct instant
purge_of(const struct turn *t, const struct docket *d)
{
	const struct header *h = &d->header;
	return policy_purges(policy_of(t, unit_code_ministry, h->filed_at),
	    policy_of(t, h->sending_school, h->filed_at), h->kind, h->grade, h->filed_at);
}

static bool
is_to_be_purged(const struct turn *t, const struct docket *d)
{
	const struct instant day = purge_of(t, d);
	return day.ms != 0 && t->now.ms >= day.ms;
}

static bool
is_finding(const struct docket *d)
{
	return business_row(d->header.kind)->is_finding;
}

/* Asked of the core, which looks at the records that are kept here. */
static bool
is_in_step(struct turn *t, const struct docket *d)
{
	struct world w;
	const struct happening h = {
		.kind = HAPPENING_SETTLE,
		.at = t->now,
		.unit = d->holder,
		.role = ROLE_SYSTEM,
	};
	return is_finding(d) && turn_world(t, &d->header, &w)
	    && docket_step(d, &h, &w).verdict == VERDICT_OK;
}

static struct instant
next_day_of_term(const struct turn *t, const struct docket *d)
{
	const struct instant term = docket_term(d, t->law->calendar);
	struct day day = instant_day(t->now);
	if (d->posture == POSTURE_ANSWER && !is_finding(d))
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

struct instant
turn_next_look(const struct turn *t, const struct docket *d)
{
	const struct instant never = { 0 }, later = { t->now.ms + RETRY_MS };
	if (docket_is_automatic(d))	/* an answer that does not come is asked for again */
		return unit_code_equal(docket_decider(d), d->holder) ? t->now : later;
	if (d->posture == POSTURE_CLOSED || d->posture == POSTURE_NEW)
		return never;
	const struct instant next = next_day_of_term(t, d), purge = purge_of(t, d);
	if (purge.ms == 0 || purge.ms > next.ms)
		return next;
	return purge.ms > t->now.ms ? purge : t->now;
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
	const enum notice_kind what = words_on(t, &r, today);
	if (what != NOTICE_NONE) {
		log_line(is_overdue ? LOG_WARN : LOG_INFO, notice_row(what)->name, " docket=%s unit=%s stage=%s",
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
end_it(struct turn *t, struct live *l, enum happening_kind kind)
{
	const struct happening h = {
		.kind = kind,
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
	else if (is_to_be_purged(t, d))
		end_it(t, l, HAPPENING_PURGE);
	else if (is_in_step(t, d))
		end_it(t, l, HAPPENING_SETTLE);
	else if (d->posture != POSTURE_ANSWER || is_finding(d))
		remind(t, l);
	else if (t->now.ms >= docket_term(d, t->law->calendar).ms)
		end_it(t, l, HAPPENING_EXPIRE);
	else
		look_again(t, l, turn_next_look(t, d));
}

/* Whose term it is, and who filed, if they are served here: other daemons count for themselves. */
static void
tell_redated(struct turn *t, const struct live *l, struct instant before, struct instant term)
{
	const struct docket *d = &l->docket;
	const struct unit_code told[] = { d->holder, docket_filer(d) };
	const int32_t days = calendar_due_day(term).n - calendar_due_day(before).n;
	log_line(LOG_INFO, "redated", " docket=%s unit=%s days=%d", l->id.text, d->holder.text,
	    (int)days);
	for (size_t i = 0; i < (unit_code_equal(told[0], told[1]) ? 1u : 2u); i++)
		if (turn_serves(t, told[i]))
			turn_tell(t, l->id, NOTICE_redated, d->holder, docket_stage(d), told[i]);
}

static bool
is_swept(const struct turn *t, const struct live *l)
{
	for (size_t i = 0; i < t->sweeps.n; i++)
		if (docket_id_equal(t->sweeps.at[i].docket, l->id))
			return true;
	return false;
}

/* One that moves or was looked at in this turn is left to the next; and one that another instance has
 * moved since its term was read, for then this is not its term. */
void
turn_redate(struct turn *t, struct live *l, const struct misdated *m)
{
	const struct instant stored = m->term;
	if (!l->is_begun || l->n != m->n || l->n != l->n_before || is_swept(t, l))
		return;
	struct term_write *w = LIST_ADD(t, t->terms);
	w->docket = l->id;
	w->n = (uint32_t)l->n;
	w->before = stored;
	w->term = docket_term(&l->docket, t->law->calendar);
	w->next_look = turn_next_look(t, &l->docket);
	w->calendar = t->law->calendar->version;
	if (w->term.ms != stored.ms && stored.ms != 0)
		tell_redated(t, l, stored, w->term);
}

/* A while of promotion: how far it has come is told by the records themselves, so that it may be
 * broken off anywhere. One that something else has loaded in this turn is left to the next. */
void
turn_promote(struct turn *t, const struct record *records, size_t n)
{
	const int year = policy_school_year(t->law->nation, instant_day(t->now));
	size_t n_up = 0;
	for (size_t i = 0; i < n; i++) {
		struct record r = records[i];
		if (turn_record(t, r.number, r.school) != NULL
		    || !policy_promote(policy_of(t, r.school, t->now), year, &r))
			continue;
		struct record_write *w = LIST_ADD(t, t->promoted);
		w->version_before = records[i].version;
		w->number_before = r.number;
		w->record = r;
		w->why = RECORD_WHY_PROMOTION;
		w->at = t->now;
		n_up += r.grade > records[i].grade;
	}
	if (t->promoted.n > 0)
		log_line(LOG_INFO, "promoted", " school_year=%d records=%zu moved_up=%zu", year,
		    t->promoted.n, n_up);
}

/* Level by level up to the province; nothing of it concerns the ministry (regulation §4). One that
 * cannot be told stays due. */
void
turn_tell_progress(struct turn *t, const struct progress *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct unit *u = registry_find(t->law->registry, list[i].unit);
		const struct unit *above = u == NULL ? NULL : registry_office(t->law->registry, u);
		struct letter letter = { .kind = LETTER_PROGRESS, .from = list[i].unit,
			.progress = list[i] };
		letter.progress.at = t->now;
		if (above != NULL && above->level != LEVEL_MINISTRY) {
			letter.to = above->code;
			t->options->new_id(letter.docket.text);
			if (turn_send(t, &letter) != VERDICT_OK)
				continue;
		}
		*LIST_ADD(t, t->told) = list[i];
	}
}
