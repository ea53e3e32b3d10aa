/*
 * Working days. The State Council publishes each year which weekdays are holidays and
 * which Saturdays and Sundays are worked instead (调休); config/calendar.csv carries the
 * lists. A day outside the table counts Monday to Friday, and the caller is told.
 */
#ifndef CORE_CALENDAR_H
#define CORE_CALENDAR_H

#include "core/instant.h"

enum {
	CALENDAR_FIRST_YEAR = 2004,
	CALENDAR_DAYS_MAX = 366 * 40, /* forty years of table */
};

/*
 * A view; the bytes belong to whoever loaded them (settings) and outlive the view.
 * kind[i] describes day first.n + i: 0 not a working day, 1 a working day.
 */
struct calendar {
	struct day first;
	int32_t n_days;
	const uint8_t *kind;
	uint32_t version;
};

bool	calendar_is_working_day(const struct calendar *, struct day);
/* True if the day is inside the table; outside, Monday to Friday is only a guess. */
bool	calendar_knows(const struct calendar *, struct day);
/*
 * The end of a term of `days` working days for something that arrived at `arrival`:
 * counted from the day after, until 24:00 of the last one (regulation §4, Clock; 〔2025〕
 * Art. 15). The instant returned is exclusive: at that instant the term is over.
 */
struct instant	calendar_term(const struct calendar *, struct instant arrival, int days);
/* The table ends before that term does: Monday to Friday were counted, and people are told. */
bool	calendar_guessed(const struct calendar *, struct instant term_end);
/* The last day of that term, as people write it ("due 2026-09-15"). */
struct day	calendar_due_day(struct instant term_end);
/* Working days left including today, but for the day of arrival, which does not count; negative
 * once overdue. For people, not for law. */
int	calendar_days_left(const struct calendar *, struct instant arrival, struct instant now,
	    struct instant term_end);

#endif
