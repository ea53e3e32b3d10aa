/*
 * The door to the year as a clerk has to know it: which weekdays are off and which days of a weekend
 * are worked, and from when until when the law keeps business closed - the nation's, and that of the
 * unit's province, which may be closed longer.
 */
#include <stdlib.h>
#include <string.h>

#include "desk/door.h"

static void
year_of(int year, struct day *ret_first, struct day *ret_end)
{
	const struct date first = { year, 1, 1 }, end = { year + 1, 1, 1 };
	(void)day_of_date(first, ret_first);
	(void)day_of_date(end, ret_end);
}

/* What a calendar on the wall would not show: a weekday that is off, a weekend's day that is not. */
static json_t *
odd_days(const struct calendar *c, int year, bool is_worked)
{
	struct day day, end;
	json_t *list = json_array();
	year_of(year, &day, &end);
	for (; day.n < end.n; day.n++) {
		const bool is_weekend = day_weekday(day) >= 5;
		if (is_weekend == is_worked && calendar_is_working_day(c, day) == is_worked)
			(void)json_array_append_new(list, json_day(day));
	}
	return list;
}

/* Each stretch of days on which nothing of that kind is filed; `until` is its last day. */
static void
add_closed(const struct policy *p, enum business kind, int year, json_t *list)
{
	struct day day, end, from = { 0 };
	bool was_open = true;
	year_of(year, &day, &end);
	for (; day.n <= end.n; day.n++) {
		const bool is_open = day.n == end.n || policy_is_open(p, kind, instant_of_day(day));
		if (was_open && !is_open)
			from = day;
		if (!was_open && is_open) {
			const struct day last = { day.n - 1 };
			(void)json_array_append_new(list,
			    json_pack("{s:s, s:s, s:o, s:o}", "kind", business_name(kind), "unit",
				p->province.text, "from", json_day(from), "until", json_day(last)));
		}
		was_open = is_open;
	}
}

static void
add_policy(const struct policy *p, int year, json_t *list)
{
	for (int k = 1; k < BUSINESS_N; k++)
		if (business_row((enum business)k) != NULL
		    && business_periods_of((enum business)k) == (enum business)k)
			add_closed(p, (enum business)k, year, list);
}

static json_t *
closed_json(const struct door *d, int year)
{
	json_t *list = json_array();
	const struct registry *r = d->law->registry;
	const struct unit *u = registry_find(r, d->as.unit);
	const struct unit *province = u == NULL ? NULL : registry_province(r, u);
	add_policy(d->law->nation, year, list);
	if (province != NULL) {
		const struct policy *p = d->law->policy(d->law->law, province->code, d->now, 0);
		if (p != NULL && p != d->law->nation)
			add_policy(p, year, list);
	}
	return list;
}

void
enter_calendar(struct door *d)
{
	struct day first, end;
	const char *text = d->query(d, "year");
	const int this_year = day_date(instant_day(d->now)).year;
	char *rest;
	const long asked = text == NULL ? this_year : strtol(text, &rest, 10);
	if (asked < CALENDAR_FIRST_YEAR || asked > CALENDAR_FIRST_YEAR + 95
	    || (text != NULL && (strlen(text) != 4 || *rest != '\0'))) {
		d->fault = "year";
		answer_bad_request(d, "a year, 2004 to 2099");
		return;
	}
	const int year = (int)asked;
	year_of(year, &first, &end);
	const struct day last = { end.n - 1 };
	answer_json(d, 200,
	    json_pack("{s:i, s:b, s:i, s:o, s:o, s:o}", "year", year, "known",
		calendar_knows(d->law->calendar, first) && calendar_knows(d->law->calendar, last),
		"version", (int)d->law->calendar->version, "days_off",
		odd_days(d->law->calendar, year, false), "days_worked",
		odd_days(d->law->calendar, year, true), "closed", closed_json(d, year)));
}
