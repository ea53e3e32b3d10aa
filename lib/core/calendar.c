/* Working days by table; Monday to Friday beyond it. */
#include "core/calendar.h"

bool
calendar_knows(const struct calendar *c, struct day d)
{
	return d.n >= c->first.n && d.n - c->first.n < c->n_days;
}

bool
calendar_is_working_day(const struct calendar *c, struct day d)
{
	if (!calendar_knows(c, d))
		return day_weekday(d) < 5;
	return c->kind[d.n - c->first.n] == 1;
}

struct instant
calendar_term(const struct calendar *c, struct instant arrival, int days)
{
	struct day d = instant_day(arrival);
	for (int counted = 0; counted < days;) {
		d.n++;
		counted += calendar_is_working_day(c, d);
	}
	d.n++;	/* 24:00 of the last day is 00:00 of the next */
	return instant_of_day(d);
}

bool
calendar_guessed(const struct calendar *c, struct instant term_end)
{
	return !calendar_knows(c, calendar_due_day(term_end));
}

struct day
calendar_due_day(struct instant term_end)
{
	struct day d = instant_day(term_end);
	d.n--;
	return d;
}

static int
working_days(const struct calendar *c, struct day from, struct day until)
{
	int n = 0;
	for (struct day d = from; d.n < until.n; d.n++)
		n += calendar_is_working_day(c, d);
	return n;
}

int
calendar_days_left(const struct calendar *c, struct instant arrival, struct instant now,
    struct instant term_end)
{
	const struct day today = instant_day(now);
	const struct day first = { instant_day(arrival).n + 1 };
	const struct day end = instant_day(term_end);
	if (today.n < end.n)
		return working_days(c, today.n > first.n ? today : first, end);
	const struct day tomorrow = { today.n + 1 };
	const int over = working_days(c, end, tomorrow);
	return over > 0 ? -over : -1;	/* a weekend after the last day is overdue already */
}
