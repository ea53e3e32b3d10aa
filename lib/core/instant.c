/*
 * Civil time in Asia/Shanghai by arithmetic: no locale, no time zone files, the same
 * answer on every machine. The proleptic Gregorian conversion counts days from 1 March of
 * year 0, so that the leap day is the last day of a year.
 */
#include "core/instant.h"

enum {
	DAY_MS = 86400000,
	SHANGHAI_MS = 8 * 3600000,
	DAYS_TO_1970 = 719468,	/* from 0000-03-01 */
	DAYS_400_YEARS = 146097,
};

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a >= 0 ? a / b : -((b - 1 - a) / b);
}

bool
day_is_civil(struct day d)
{
	return d.n >= DAY_FIRST && d.n <= DAY_LAST;
}

bool
instant_is_civil(struct instant i)
{
	const struct day first = { DAY_FIRST }, after = { DAY_LAST + 1 };
	return i.ms >= instant_of_day(first).ms && i.ms < instant_of_day(after).ms;
}

struct day
instant_day(struct instant i)
{
	const struct day d = { (int32_t)floor_div(i.ms + SHANGHAI_MS, DAY_MS) };
	return d;
}

struct instant
instant_of_day(struct day d)
{
	const struct instant i = { (int64_t)d.n * DAY_MS - SHANGHAI_MS };
	return i;
}

struct date
day_date(struct day d)
{
	const int64_t z = (int64_t)d.n + DAYS_TO_1970;
	const int64_t era = floor_div(z, DAYS_400_YEARS);
	const int64_t doe = z - era * DAYS_400_YEARS;
	const int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	const int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	const int64_t mp = (5 * doy + 2) / 153;
	const int month = (int)(mp < 10 ? mp + 3 : mp - 9);
	const struct date date = {
		.year = (int)(yoe + era * 400 + (month <= 2)),
		.month = month,
		.day = (int)(doy - (153 * mp + 2) / 5 + 1),
	};
	return date;
}

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool
day_of_date(struct date date, struct day *ret)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	if (date.year < 1 || date.year > 9999 || date.month < 1 || date.month > 12)
		return false;
	const int most = days[date.month - 1] + (date.month == 2 && is_leap(date.year));
	if (date.day < 1 || date.day > most)
		return false;
	const int64_t y = date.year - (date.month <= 2);
	const int64_t era = floor_div(y, 400);
	const int64_t yoe = y - era * 400;
	const int64_t mp = (date.month + 9) % 12;
	const int64_t doy = (153 * mp + 2) / 5 + date.day - 1;
	const int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	ret->n = (int32_t)(era * DAYS_400_YEARS + doe - DAYS_TO_1970);
	return true;
}

struct day
day_after_months(struct day d, int months)
{
	struct date date = day_date(d);
	struct day ret = { DAY_LAST };
	const int month = date.month - 1 + months;
	date.year += month / 12;
	date.month = month % 12 + 1;
	if (date.year > 9999)
		return ret;
	while (!day_of_date(date, &ret))
		date.day--;
	return ret;
}

int
day_weekday(struct day d)
{
	const int64_t n = (int64_t)d.n + 3;	/* 1970-01-01 was a Thursday */
	return (int)(n - floor_div(n, 7) * 7);
}

/* -- text ----------------------------------------------------------------------------- */

static char *
put(char *p, int value, int width)
{
	for (int i = width - 1; i >= 0; i--) {
		p[i] = (char)('0' + value % 10);
		value /= 10;
	}
	return p + width;
}

void
day_text(struct day d, char ret[DAY_TEXT_MAX])
{
	const struct date date = day_date(d);
	char *p = put(ret, date.year, 4);
	*p++ = '-';
	p = put(p, date.month, 2);
	*p++ = '-';
	*put(p, date.day, 2) = '\0';
}

void
instant_text(struct instant i, char ret[INSTANT_TEXT_MAX])
{
	static const char zone[] = "+08:00";
	const struct day d = instant_day(i);
	const int s = (int)((i.ms - instant_of_day(d).ms) / 1000);
	day_text(d, ret);
	char *p = ret + DAY_TEXT_MAX - 1;
	*p++ = 'T';
	p = put(p, s / 3600, 2);
	*p++ = ':';
	p = put(p, s / 60 % 60, 2);
	*p++ = ':';
	p = put(p, s % 60, 2);
	for (size_t k = 0; k < sizeof(zone); k++)
		p[k] = zone[k];
}

/* Exactly `width` digits; -1 otherwise. */
static int
take(const char **p, int width)
{
	int value = 0;
	for (int i = 0; i < width; i++) {
		if (**p < '0' || **p > '9')
			return -1;
		value = value * 10 + (*(*p)++ - '0');
	}
	return value;
}

static bool
take_char(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

static bool
take_day(const char **p, struct day *ret)
{
	struct date date;
	date.year = take(p, 4);
	if (date.year < 0 || !take_char(p, '-'))
		return false;
	date.month = take(p, 2);
	if (date.month < 0 || !take_char(p, '-'))
		return false;
	date.day = take(p, 2);
	return day_of_date(date, ret);
}

bool
day_parse(const char *text, struct day *ret)
{
	struct day d;
	if (!take_day(&text, &d) || *text != '\0')
		return false;
	*ret = d;
	return true;
}

/* "HH:MM", or seconds too; in seconds, -1 if malformed. */
static int
take_time(const char **p, bool has_seconds)
{
	const int hour = take(p, 2);
	if (hour < 0 || hour > 23 || !take_char(p, ':'))
		return -1;
	const int minute = take(p, 2);
	if (minute < 0 || minute > 59)
		return -1;
	if (!has_seconds)
		return hour * 3600 + minute * 60;
	if (!take_char(p, ':'))
		return -1;
	const int second = take(p, 2);
	return second < 0 || second > 59 ? -1 : hour * 3600 + minute * 60 + second;
}

bool
instant_parse(const char *text, struct instant *ret)
{
	struct day d;
	if (!take_day(&text, &d) || !take_char(&text, 'T'))
		return false;
	const int time = take_time(&text, true);
	if (time < 0)
		return false;
	int zone = 0;
	if (!take_char(&text, 'Z')) {
		const int sign = *text == '-' ? -1 : 1;
		if (!take_char(&text, '+') && !take_char(&text, '-'))
			return false;
		zone = take_time(&text, false);
		if (zone < 0)
			return false;
		zone *= sign;
	}
	if (*text != '\0')
		return false;
	ret->ms = (int64_t)d.n * DAY_MS + (int64_t)(time - zone) * 1000;
	return true;
}
