/* The calendar of working days and the list of divisions, as files. */
#include <criterion/criterion.h>
#include <string.h>

#include "shelf.h"

TestSuite(calendar_file, .init = shelf_begin, .fini = shelf_end);
TestSuite(divisions_file, .init = shelf_begin, .fini = shelf_end);

static struct day
on(const char *date)
{
	struct day d;
	cr_assert(day_parse(date, &d), "%s", date);
	return d;
}

/* -- the calendar ------------------------------------------------------------------- */

#define KIND  ":3:1: neither holiday nor workday"
#define DATE  ":3:1: not a date"
#define YEARS "outside the years of the table"
#define ORDER ":4:1: dates have to be in ascending order, each once"
#define FIRST ":1:1: the first line has to be \"date,kind\""

static const struct spoilt calendars[] = {
	{ "calendar.csv", "14,workday", "14,work", "calendar.csv" KIND },
	{ "calendar.csv", "14,workday", "14,Workday", "calendar.csv" KIND },
	{ "calendar.csv", "14,workday", "14,workday ", "calendar.csv" KIND },
	{ "calendar.csv", "14,workday", "14,", "calendar.csv" KIND },
	{ "calendar.csv", "14,workday", "14",
	    "calendar.csv:3:1: wrong number of fields" },
	{ "calendar.csv", "14,workday", "14,workday,调休",
	    "calendar.csv:3:1: wrong number of fields" },
	{ "calendar.csv", "2026-02-14", "2026-02-30", "calendar.csv" DATE },
	{ "calendar.csv", "2026-02-14", "2026-02-29", "calendar.csv" DATE },
	{ "calendar.csv", "2026-02-14", "2026-13-01", "calendar.csv" DATE },
	{ "calendar.csv", "2026-02-14", "2026-2-14", "calendar.csv" DATE },
	{ "calendar.csv", "2026-02-14", "2026/02/14", "calendar.csv" DATE },
	{ "calendar.csv", "2026-02-14", "", "calendar.csv" DATE },
	{ "calendar.csv", "2025-12-31", "2003-12-31", "calendar.csv:2:1: " YEARS },
	{ "calendar.csv", "2026-02-16", "2044-01-01", "calendar.csv:4:1: " YEARS },
	{ "calendar.csv", "2026-02-16", "9999-12-31", "calendar.csv:4:1: " YEARS },
	/* The same day twice, or two opinions of one day. */
	{ "calendar.csv", "2026-02-16", "2026-02-14", "calendar.csv" ORDER },
	{ "calendar.csv", "2026-02-16,holiday", "2026-02-14,workday",
	    "calendar.csv" ORDER },
	{ "calendar.csv", "2026-02-16", "2026-01-01", "calendar.csv" ORDER },
	{ "calendar.csv", "2026-02-16", "2024-02-16", "calendar.csv" ORDER },
	{ "calendar.csv", "date,kind\n", "", "calendar.csv" FIRST },
	{ "calendar.csv", "date,kind", "kind,date", "calendar.csv" FIRST },
};

Test(calendar_file, a_fault_is_said_with_its_line)
{
	shelf_expect_faults(calendars, sizeof(calendars) / sizeof(calendars[0]));
}

Test(calendar_file, days_are_what_the_file_says_and_else_monday_to_friday)
{
	static const struct {
		const char *date;
		bool is_worked;
	} rows[] = {
		{ "2025-12-31", false }, /* Wednesday, a holiday in the file */
		{ "2026-01-01", true },  /* Thursday, and the file says nothing */
		{ "2026-02-13", true },  /* Friday */
		{ "2026-02-14", true },  /* Saturday, a working day in the file */
		{ "2026-02-15", false }, /* Sunday */
		{ "2026-02-16", false }, /* Monday, a holiday in the file */
		{ "2026-02-17", true },
		{ "2026-12-31", true },
		{ "2027-01-01", true }, /* Friday, beyond the table */
		{ "2027-01-02", false },
	};
	struct law *law = shelf_law();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		cr_expect_eq(calendar_is_working_day(law_calendar(law), on(rows[i].date)),
		    rows[i].is_worked, "%s", rows[i].date);
	law_free(law);
}

Test(calendar_file, a_year_is_known_as_a_whole_once_it_has_a_day_in_the_file)
{
	struct law *law = shelf_law();
	const struct calendar *c = law_calendar(law);
	cr_expect(calendar_knows(c, on("2004-01-01")));
	cr_expect(calendar_knows(c, on("2026-12-31")));
	cr_expect_not(calendar_knows(c, on("2027-01-01")));
	cr_expect_not(calendar_knows(c, on("2003-12-31")));
	law_free(law);
}

Test(calendar_file, a_file_of_nothing_but_its_header_knows_no_day)
{
	shelf_write("calendar.csv", "date,kind\n");
	struct law *law = shelf_law();
	cr_expect_not(calendar_knows(law_calendar(law), on("2026-01-01")));
	cr_expect(
	    calendar_is_working_day(law_calendar(law), on("2026-01-01")), "a Thursday");
	law_free(law);
}

/* To the first day of the table and to the last that it has room for. */
Test(calendar_file, the_table_reaches_from_2004_to_2043)
{
	shelf_write(
	    "calendar.csv", "date,kind\n2004-01-01,holiday\n2043-12-31,holiday\n");
	struct law *law = shelf_law();
	const struct calendar *c = law_calendar(law);
	cr_expect_not(calendar_is_working_day(c, on("2004-01-01")), "a Thursday");
	cr_expect_not(calendar_is_working_day(c, on("2043-12-31")), "a Thursday");
	cr_expect(calendar_is_working_day(c, on("2043-12-30")));
	cr_expect_not(calendar_knows(c, on("2044-01-01")));
	law_free(law);
}

Test(calendar_file, calendars_that_differ_have_different_versions)
{
	static const char *const changes[][2] = {
		{ "2026-02-14,workday", "2026-02-14,holiday" },
		{ "2026-02-14,workday", "2026-02-15,workday" },
		{ "2026-02-16", "2026-02-17" },
		{ "", "2027-01-02,workday\n" },
	};
	enum { N = sizeof(changes) / sizeof(changes[0]) };
	uint32_t versions[N + 1];
	for (size_t i = 0; i <= N; i++) {
		shelf_fill();
		if (i < N)
			shelf_set("calendar.csv", changes[i][0], changes[i][1]);
		struct law *law = shelf_law();
		versions[i] = law_calendar(law)->version;
		law_free(law);
		/* A Saturday that is no working day is no news. */
		for (size_t k = 0; k < i; k++)
			cr_expect_neq(versions[k], versions[i], "rows %zu and %zu", k, i);
	}
}

Test(calendar_file, carriage_returns_are_no_fault)
{
	shelf_write(
	    "calendar.csv", "date,kind\r\n2026-02-14,workday\r\n2026-02-16,holiday\r\n");
	struct law *law = shelf_law();
	cr_expect(calendar_is_working_day(law_calendar(law), on("2026-02-14")));
	cr_expect_not(calendar_is_working_day(law_calendar(law), on("2026-02-16")));
	law_free(law);
}

Test(calendar_file, a_zero_byte_does_not_cut_it_short)
{
	static const char text[] =
	    "date,kind\n2026-02-14,workday\n2026-02-16,holi\0day\n";
	shelf_write_bytes("calendar.csv", text, sizeof(text) - 1);
	shelf_expect_fault("calendar.csv:3:1: a NUL byte");
}

/* -- divisions ---------------------------------------------------------------------- */

#define NO_DIVISION ":4:1: not a division code"
#define ASCENDING   "codes have to be in ascending order, each once"

static const struct spoilt divisions[] = {
	{ "divisions.csv", "430000", "43000", "divisions.csv" NO_DIVISION },
	{ "divisions.csv", "430000", "43000O", "divisions.csv" NO_DIVISION },
	{ "divisions.csv", "430000", "2143000001", "divisions.csv" NO_DIVISION },
	{ "divisions.csv", "430000", " 430000", "divisions.csv" NO_DIVISION },
	{ "divisions.csv", "430000", "430000,湖南",
	    "divisions.csv:4:1: wrong number of fields" },
	{ "divisions.csv", "430000", "110101", "divisions.csv:4:1: " ASCENDING },
	{ "divisions.csv", "430000", "430100", "divisions.csv:5:1: " ASCENDING },
	{ "divisions.csv", "430000", "990000", "divisions.csv:5:1: " ASCENDING },
	{ "divisions.csv", "", "110000\n", "divisions.csv:9:1: " ASCENDING },
	{ "divisions.csv", "code\n", "",
	    "divisions.csv:1:1: the first line has to be \"code\"" },
};

Test(divisions_file, a_fault_is_said_with_its_line)
{
	shelf_expect_faults(divisions, sizeof(divisions) / sizeof(divisions[0]));
}

Test(divisions_file, codes_are_numbers_in_the_order_of_the_file)
{
	static const uint32_t codes[] = { 110000, 110101, 430000, 430100, 430102, 440000,
		441900 };
	struct law *law = shelf_law();
	const struct division_codes *d = law_divisions(law);
	cr_assert_eq(d->n_codes, sizeof(codes) / sizeof(codes[0]));
	for (size_t i = 0; i < d->n_codes; i++)
		cr_expect_eq(d->codes[i], codes[i]);
	law_free(law);
}
