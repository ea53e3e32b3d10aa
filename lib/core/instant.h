/*
 * Points in time. Two one-member structs, so that milliseconds and days cannot be
 * mixed up. Civil dates are those of Asia/Shanghai, UTC+8 without summer time (none
 * since 1991, and no docket is older than 2004).
 */
#ifndef CORE_INSTANT_H
#define CORE_INSTANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Milliseconds since 1970-01-01T00:00:00Z. Zero means "never" where a field may be unset. */
struct instant {
	int64_t ms;
};

/* A civil day in Asia/Shanghai: days since 1970-01-01. */
struct day {
	int32_t n;
};

struct date {
	int year;
	int month; /* 1..12 */
	int day;   /* 1..31 */
};

enum {
	INSTANT_TEXT_MAX = 26, /* "2026-09-01T09:00:00+08:00" and its NUL */
	DAY_TEXT_MAX = 11,     /* "2026-09-01" and its NUL */
	DAY_FIRST = -719162,   /* 0001-01-01, the first that a text of this kind can say */
	DAY_LAST = 2932896,    /* 9999-12-31, the last */
};

/* Within those. All that comes from outside is; sums of such are small numbers still. */
bool		 day_is_civil(struct day);
bool		 instant_is_civil(struct instant);

struct day	 instant_day(struct instant);		/* the civil day it falls on */
struct instant	 instant_of_day(struct day);		/* that day's 00:00 */
struct date	 day_date(struct day);
/* False where the date does not exist (29 February of a common year); *ret untouched. */
bool		 day_of_date(struct date, struct day *ret);
/* The same day so many months later; the month's last where it has no such day, DAY_LAST where
 * there is none any more. Of a civil day and months >= 0. */
struct day	 day_after_months(struct day, int months);
/* 0 = Monday .. 6 = Sunday */
int		 day_weekday(struct day);
void		 instant_text(struct instant, char ret[INSTANT_TEXT_MAX]);
void		 day_text(struct day, char ret[DAY_TEXT_MAX]);
/* RFC 3339 with seconds, "Z" or an offset; false and *ret untouched if malformed. */
bool		 instant_parse(const char *, struct instant *ret);
/* "YYYY-MM-DD" */
bool		 day_parse(const char *, struct day *ret);

#endif
