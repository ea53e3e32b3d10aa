/* Civil time in Asia/Shanghai, held against a calendar that counts one day after another.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "core/land.h"

static int
days_of(int year, int month)
{
	switch (month) {
	case 4:
	case 6:
	case 9:
	case 11:
		return 30;
	case 2:
		return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) ? 29 : 28;
	default:
		return 31;
	}
}

Test(instant, every_day_of_four_centuries_has_its_date_and_back)
{
	struct date date = { 1899, 12, 31 };
	struct day d = { -25568 };
	for (; date.year < 2300; d.n++) {
		const struct date found = day_date(d);
		struct day back = { 0 };
		cr_assert(found.year == date.year && found.month == date.month &&
			      found.day == date.day,
		    "day %d is %d-%d-%d, not %d-%d-%d", (int)d.n, date.year, date.month,
		    date.day, found.year, found.month, found.day);
		cr_assert(day_of_date(date, &back));
		cr_assert_eq(back.n, d.n);
		cr_assert_eq(day_weekday(d), (int)((d.n + 25568 + 6) % 7),
		    "weekday of day %d", (int)d.n); /* 1899-12-31 was a Sunday */
		if (++date.day > days_of(date.year, date.month)) {
			date.day = 1;
			date.month = date.month % 12 + 1;
			date.year += date.month == 1;
		}
	}
}

Test(instant, known_weekdays)
{
	cr_expect_eq(day_weekday(on("1970-01-01")), 3);
	cr_expect_eq(day_weekday(on("2026-09-01")), 1);
	cr_expect_eq(day_weekday(on("2026-10-10")), 5);
	cr_expect_eq(day_weekday(on("2000-02-29")), 1);
	cr_expect_eq(day_weekday(on("1899-12-31")), 6);
}

Test(instant, dates_before_the_year_400_and_before_the_common_era_are_counted_too)
{
	const struct day d = { -719468 - 1 };	/* 29 February of the year 0 */
	const struct date date = day_date(d);
	cr_expect_eq(date.year, 0);
	cr_expect_eq(date.month, 2);
	cr_expect_eq(date.day, 29);
	struct day first = { 0 };
	const struct date new_year = { 1, 1, 1 };
	cr_assert(day_of_date(new_year, &first));
	cr_expect_eq(first.n, -719162);
}

Test(instant, dates_that_do_not_exist_are_refused_and_leave_the_day_alone)
{
	static const struct date wrong[] = {
		{ 2026, 2, 29 }, { 1900, 2, 29 }, { 2100, 2, 29 }, { 2026, 4, 31 },
		{ 2026, 0, 1 }, { 2026, 13, 1 }, { 2026, 1, 0 }, { 2026, 1, 32 },
		{ 0, 12, 31 }, { 10000, 1, 1 }, { 2026, -1, 1 }, { 2026, 1, -1 },
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct day d = { 77 };
		cr_expect_not(day_of_date(wrong[i], &d), "%d-%d-%d", wrong[i].year,
		    wrong[i].month, wrong[i].day);
		cr_expect_eq(d.n, 77);
	}
	struct day d;
	const struct date leap = { 2000, 2, 29 }, last = { 9999, 12, 31 };
	cr_expect(day_of_date(leap, &d));
	cr_expect(day_of_date(last, &d));
}

Test(instant, the_day_changes_at_midnight_in_shanghai)
{
	const struct instant before = {
		1788191999999
	}; /* 2026-08-31T23:59:59.999+08:00 */
	const struct instant midnight = { 1788192000000 };
	cr_expect_eq(instant_day(before).n, on("2026-08-31").n);
	cr_expect_eq(instant_day(midnight).n, on("2026-09-01").n);
	cr_expect_eq(instant_of_day(on("2026-09-01")).ms, midnight.ms);
	const struct instant early = { -8 * 3600000 - 1 };
	cr_expect_eq(instant_day(early).n, -1, "before 1970 too");
}

Test(instant, instants_are_written_and_read_with_the_offset_of_shanghai)
{
	char text[INSTANT_TEXT_MAX];
	static const char *const same[] = {
		"2026-09-01T09:00:00+08:00",
		"2026-09-01T01:00:00Z",
		"2026-09-01T01:00:00+00:00",
		"2026-08-31T21:30:00-03:30",
		"2026-09-01T01:00:00-00:00",
	};
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		instant_text(at(same[i]), text);
		cr_expect_str_eq(text, same[0], "%s", same[i]);
	}
	instant_text(at("2026-12-31T23:59:59+08:00"), text);
	cr_expect_str_eq(text, "2026-12-31T23:59:59+08:00");
	cr_expect_eq(at("1970-01-01T00:00:00Z").ms, 0);
	char day[DAY_TEXT_MAX];
	day_text(on("0987-06-05"), day);
	cr_expect_str_eq(day, "0987-06-05");
}

Test(instant, malformed_instants_are_refused_and_leave_the_value_alone)
{
	static const char *const wrong[] = {
		"",
		"2026",
		"2026-",
		"2026-09",
		"2026-09-",
		"2026-09-01",
		"2026-9-01T09:00:00Z",
		"x026-09-01T09:00:00Z",
		"2026/09-01T09:00:00Z",
		"2026-0x-01T09:00:00Z",
		"2026-09/01T09:00:00Z",
		"2026-09-0xT09:00:00Z",
		"2026-02-30T09:00:00Z",
		"2026-09-01 09:00:00Z",
		"2026-09-01T",
		"2026-09-01T0x:00:00Z",
		"2026-09-01T24:00:00Z",
		"2026-09-01T09-00:00Z",
		"2026-09-01T09:6x:00Z",
		"2026-09-01T09:60:00Z",
		"2026-09-01T09:00-00Z",
		"2026-09-01T09:00:0xZ",
		"2026-09-01T09:00:60Z",
		"2026-09-01T09:00:00",
		"2026-09-01T09:00:00x08:00",
		"2026-09-01T09:00:00+0800",
		"2026-09-01T09:00:00+24:00",
		"2026-09-01T09:00:00+08:60",
		"2026-09-01T09:00:00+08:00 ",
		"2026-09-01T09:00:00Z ",
		"2026-09-01T09:00:00.5Z",
		"2026-09-01T09:00Z",
		"+026-09-01T09:00:00Z",
		"2026-09-01T09:00:00-",
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct instant t = { 77 };
		cr_expect_not(instant_parse(wrong[i], &t), "%s", wrong[i]);
		cr_expect_eq(t.ms, 77, "%s", wrong[i]);
	}
}

Test(instant, malformed_days_are_refused_and_leave_the_value_alone)
{
	static const char *const wrong[] = {
		"",
		"2026-09-01T",
		"2026-09-01 ",
		"2026-9-1",
		"20260901",
		"2026-09-31",
		"2026-09-1/",	/* the character below 0 */
		"2026-09-1:",	/* ... and above 9 */
		" 2026-09-01",
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct day d = { 77 };
		cr_expect_not(day_parse(wrong[i], &d), "%s", wrong[i]);
		cr_expect_eq(d.n, 77, "%s", wrong[i]);
	}
}

Test(instant, what_is_written_is_read_back)
{
	for (int64_t s = 1788192000 - 40 * 86400; s < 1788192000 + 40 * 86400;
	     s += 3607) {
		const struct instant t = { s * 1000 };
		char text[INSTANT_TEXT_MAX];
		instant_text(t, text);
		cr_assert_eq(strlen(text), (size_t)INSTANT_TEXT_MAX - 1);
		cr_assert_eq(at(text).ms, t.ms, "%s", text);
	}
}

Test(instant, months_later_is_the_same_day_or_the_months_last)
{
	static const struct {
		const char *from;
		int months;
		const char *to;
	} rows[] = {
		{ "2026-06-30", 6, "2026-12-30" }, { "2026-08-31", 6, "2027-02-28" },
		{ "2027-08-31", 6, "2028-02-29" }, { "2026-09-01", 12, "2027-09-01" },
		{ "2026-12-15", 1, "2027-01-15" }, { "2026-05-31", 0, "2026-05-31" },
		{ "9998-12-31", 12, "9999-12-31" }, { "9999-12-31", 1, "9999-12-31" },
		{ "9999-01-01", 12, "9999-12-31" }, { "0001-01-31", 1, "0001-02-28" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		cr_expect_eq(day_after_months(on(rows[i].from), rows[i].months).n,
		    on(rows[i].to).n, "%s + %d", rows[i].from, rows[i].months);
}

Test(instant, the_calendar_ends_where_its_texts_do)
{
	char text[INSTANT_TEXT_MAX];
	const struct day first = on("0001-01-01"), last = on("9999-12-31");
	const struct instant end = { instant_of_day(last).ms + 86400000 - 1 };
	cr_expect(day_is_civil(first) && day_is_civil(last));
	cr_expect(!day_is_civil((struct day){ first.n - 1 }));
	cr_expect(!day_is_civil((struct day){ last.n + 1 }));
	cr_expect(instant_is_civil(instant_of_day(first)) && instant_is_civil(end));
	cr_expect(!instant_is_civil((struct instant){ instant_of_day(first).ms - 1 }));
	cr_expect(!instant_is_civil((struct instant){ end.ms + 1 }));
	instant_text(end, text);
	cr_expect_str_eq(text, "9999-12-31T23:59:59+08:00");
}
