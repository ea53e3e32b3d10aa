/* Terms in working days, over the real autumn of 2026 with its make-up days. */
#include <criterion/criterion.h>

#include "core/land.h"

/* The same question, answered naively: is it listed, and if not, is it a weekday? */
static bool
is_worked(const char *day)
{
	static const char *const off[] = {
		"2026-09-25", "2026-09-26", "2026-09-27", "2026-10-01", "2026-10-02",
		"2026-10-03", "2026-10-04", "2026-10-05", "2026-10-06", "2026-10-07",
	};
	for (size_t i = 0; i < sizeof(off) / sizeof(off[0]); i++)
		if (on(off[i]).n == on(day).n)
			return false;
	if (on(day).n == on("2026-09-20").n || on(day).n == on("2026-10-10").n)
		return true;
	return (on(day).n + 3) % 7 < 5;
}

static struct instant
naive_term(struct instant arrival, int days)
{
	struct day d = { (int32_t)((arrival.ms + 8 * 3600000) / 86400000) };
	while (days > 0) {
		char text[DAY_TEXT_MAX];
		d.n++;
		day_text(d, text);
		days -= is_worked(text);
	}
	const struct instant end = { ((int64_t)d.n + 1) * 86400000 - 8 * 3600000 };
	return end;
}

static void
expect_due(const char *arrival, int days, const char *due)
{
	char text[DAY_TEXT_MAX];
	const struct instant end = calendar_term(&land_calendar, at(arrival), days);
	day_text(calendar_due_day(end), text);
	cr_expect_str_eq(text, due, "%d working days from %s", days, arrival);
	cr_expect_eq(end.ms, naive_term(at(arrival), days).ms, "%s + %d", arrival, days);
	cr_expect_not(calendar_guessed(&land_calendar, end));
}

Test(calendar, a_term_is_counted_from_the_day_after_arrival)
{
	expect_due("2026-09-01T00:00:00+08:00", 1, "2026-09-02");
	expect_due("2026-09-01T23:59:59+08:00", 1, "2026-09-02");
	expect_due("2026-09-01T09:00:00+08:00", 10, "2026-09-15");
}

Test(calendar, make_up_days_are_worked_and_holidays_are_not)
{
	expect_due("2026-09-18T10:00:00+08:00", 1, "2026-09-20"); /* a worked Sunday */
	expect_due("2026-09-24T10:00:00+08:00", 1, "2026-09-28");	/* mid-autumn */
	expect_due("2026-09-30T10:00:00+08:00", 1, "2026-10-08");	/* national day */
	expect_due("2026-10-09T10:00:00+08:00", 1, "2026-10-10"); /* a worked Saturday */
	expect_due("2026-10-09T10:00:00+08:00", 2, "2026-10-12");
	expect_due("2026-09-21T10:00:00+08:00", 10, "2026-10-12");
}

Test(calendar, a_docket_that_arrives_on_a_holiday_starts_with_the_next_working_day)
{
	expect_due("2026-10-03T10:00:00+08:00", 1, "2026-10-08");
	expect_due("2026-09-05T10:00:00+08:00", 10, "2026-09-18");
}

Test(calendar, the_term_ends_at_24_hours_and_that_instant_is_outside)
{
	const struct instant arrival = at("2026-09-01T09:00:00+08:00");
	const struct instant end = calendar_term(&land_calendar, arrival, 10);
	cr_expect_eq(end.ms, at("2026-09-16T00:00:00+08:00").ms);
}

Test(calendar, every_arrival_and_every_term_up_to_twenty_days_agrees_with_a_naive_count)
{
	for (struct day d = on("2026-09-01"); d.n <= on("2026-10-02").n; d.n++)
		for (int days = 1; days <= 15; days++) {
			const struct instant arrival = { instant_of_day(d).ms +
							 12345678 };
			const struct instant end =
			    calendar_term(&land_calendar, arrival, days);
			cr_assert_eq(end.ms, naive_term(arrival, days).ms, "day %d + %d",
			    (int)d.n, days);
			cr_assert_not(calendar_guessed(&land_calendar, end));
		}
}

Test(calendar, beyond_the_table_monday_to_friday_count_and_the_caller_is_told)
{
	const struct instant end =
	    calendar_term(&land_calendar, at("2026-10-29T09:00:00+08:00"), 2);
	cr_expect(calendar_guessed(&land_calendar, end));
	cr_expect_eq(calendar_due_day(end).n, on("2026-11-02").n);
	cr_expect(calendar_knows(&land_calendar, on("2026-09-01")));
	cr_expect(calendar_knows(&land_calendar, on("2026-10-31")));
	cr_expect_not(calendar_knows(&land_calendar, on("2026-08-31")));
	cr_expect_not(calendar_knows(&land_calendar, on("2026-11-01")));
	cr_expect(calendar_is_working_day(&land_calendar, on("2026-11-02")));
	cr_expect_not(calendar_is_working_day(&land_calendar, on("2026-11-01")));
}

Test(calendar, days_left_include_today_but_for_the_day_of_arrival_and_turn_negative_once_overdue)
{
	const struct instant arrival = at("2026-09-01T09:00:00+08:00");
	const struct instant end =
	    at("2026-09-16T00:00:00+08:00"); /* due Tuesday the 15th */
	static const struct {
		const char *now;
		int left;
	} rows[] = {
		{ "2026-09-01T09:00:00+08:00", 10 }, { "2026-09-01T23:59:59+08:00", 10 },
		{ "2026-09-02T08:00:00+08:00", 10 }, { "2026-09-03T08:00:00+08:00", 9 },
		{ "2026-09-12T08:00:00+08:00", 2 },
		{ "2026-09-14T08:00:00+08:00", 2 }, { "2026-09-15T23:59:59+08:00", 1 },
		{ "2026-09-16T00:00:00+08:00", -1 }, { "2026-09-17T12:00:00+08:00", -2 },
		{ "2026-09-20T12:00:00+08:00", -4 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		cr_expect_eq(calendar_days_left(&land_calendar, arrival, at(rows[i].now), end),
		    rows[i].left, "%s", rows[i].now);
}

Test(calendar, the_weekend_after_the_last_day_is_overdue)
{
	const struct instant arrival = at("2026-09-01T09:00:00+08:00");
	const struct instant end =
	    at("2026-09-12T00:00:00+08:00"); /* due Friday the 11th */
	cr_expect_eq(
	    calendar_days_left(&land_calendar, arrival, at("2026-09-12T09:00:00+08:00"), end), -1);
	cr_expect_eq(
	    calendar_days_left(&land_calendar, arrival, at("2026-09-13T09:00:00+08:00"), end), -1);
	cr_expect_eq(
	    calendar_days_left(&land_calendar, arrival, at("2026-09-14T09:00:00+08:00"), end), -1);
	cr_expect_eq(
	    calendar_days_left(&land_calendar, arrival, at("2026-09-15T09:00:00+08:00"), end), -2);
}

/* Two years by hand: weekends, a worked Sunday in every seventh week and the long holidays,
 * New Year's among them, which the term has to cross. */
static uint8_t
kind_by_hand(struct day d)
{
	const struct date date = day_date(d);
	const int at = date.month * 100 + date.day;
	const bool is_holiday = (at >= 1001 && at <= 1007) || at <= 103
	    || (at >= 215 && at <= 223) || (at >= 501 && at <= 505);
	const bool is_made_up = d.n % 49 == 3 && !is_holiday;
	return (uint8_t)(is_made_up || (!is_holiday && (d.n + 3) % 7 < 5));
}

/* Strikes the days off one by one, in milliseconds, without the calendar. */
static int64_t
struck_off(struct instant arrival, int days)
{
	int64_t midnight = (arrival.ms + 28800000) / 86400000 * 86400000 - 28800000;
	while (days > 0) {
		midnight += 86400000;
		const struct day d = { (int32_t)((midnight + 28800000) / 86400000) };
		if (kind_by_hand(d) == 1)
			days--;
	}
	return midnight + 86400000;
}

Test(calendar, ten_working_days_from_every_day_of_two_years_at_both_ends_of_the_day)
{
	static uint8_t kinds[730];
	const struct day first = on("2026-01-01");
	int n_made_up = 0;
	for (int i = 0; i < 730; i++) {
		const struct day d = { first.n + i };
		kinds[i] = kind_by_hand(d);
		n_made_up += kinds[i] == 1 && day_weekday(d) >= 5;
	}
	cr_assert_gt(n_made_up, 3, "some weekends are worked");
	const struct calendar c = { first, 730, kinds, 1 };
	for (int i = 0; i < 700; i++) {
		const struct day d = { first.n + i };
		const int64_t midnight = instant_of_day(d).ms;
		const int64_t edges[] = { midnight, midnight + 1, midnight + 86399999 };
		for (size_t k = 0; k < 3; k++) {
			const struct instant arrival = { edges[k] };
			const struct instant end =
			    calendar_term(&c, arrival, 10);
			cr_assert_eq(end.ms, struck_off(arrival, 10), "day %d", i);
			cr_assert_not(calendar_guessed(&c, end));
		}
	}
}
