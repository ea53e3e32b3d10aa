/*
 * Policy files: a province may narrow what the nation grants and nothing else, and what
 * it may not is said with the line that asks for it.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "settings/law.h"

/* The lines of it are numbers in the faults below. */
static const char nation_text[] =
    "version: 3\n"
    "windows:\n"
    "  transfer: [\"08-15..07-15\"]\n"
    "  graduate_transfer: [\"08-15..12-15\", \"03-01..06-01\"]\n"
    "days:\n"
    "  receiving_school: 10\n"
    "  receiving_office: 9\n"
    "  sending_school: 8\n"
    "  sending_office: 7\n"
    "answer_days: 6\n"
    "between_provinces: [in_school, abroad, dropped_out]\n"
    "within_province: [in_school]\n"
    "grounds: [NO_SEAT, UNDER_SANCTION]\n";

static struct policy nation, province;
static struct settings_fault why;

static bool
parse(const char *text, const struct policy *over, struct policy *ret)
{
	memset(&why, 0, sizeof(why));
	return law_parse_policy("430000.yaml", text, strlen(text), over, ret, &why);
}

static void
begin(void)
{
	cr_assert(parse(nation_text, NULL, &nation), "%s", why.text);
}

TestSuite(policy_file, .init = begin);

static void
expect_taken(const char *text)
{
	cr_expect(parse(text, &nation, &province), "%s\n%s", why.text, text);
}

static void
expect_fault(const char *text, const char *fault)
{
	cr_expect_not(
	    parse(text, &nation, &province), "is taken, although %s\n%s", fault, text);
	cr_expect_str_eq(why.text, fault);
}

struct row {
	const char *text, *fault;
};

static void
expect_faults(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		expect_fault(rows[i].text, rows[i].fault);
}

#define EXPECT_FAULTS(rows) expect_faults(rows, sizeof(rows) / sizeof(rows[0]))

/* -- the nation's ------------------------------------------------------------------- */

Test(policy_file, every_key_is_read_into_its_member)
{
	const struct windows *w = nation.windows;
	cr_expect_eq(nation.version, 3);
	cr_expect_eq(w[BUSINESS_transfer].n, 1);
	cr_expect_eq(w[BUSINESS_graduate_transfer].n, 2);
	const struct window spring = w[BUSINESS_graduate_transfer].open[1];
	cr_expect(spring.from_month == 3 && spring.from_day == 1);
	cr_expect(spring.until_month == 6 && spring.until_day == 1);
	cr_expect_eq(nation.days[DAYS_RECEIVING_SCHOOL], 10);
	cr_expect_eq(nation.days[DAYS_RECEIVING_OFFICE], 9);
	cr_expect_eq(nation.days[DAYS_SENDING_SCHOOL], 8);
	cr_expect_eq(nation.days[DAYS_SENDING_OFFICE], 7);
	cr_expect_eq(nation.answer_days, 6);
	cr_expect_eq(nation.between_provinces,
	    1u << STATUS_in_school | 1u << STATUS_abroad | 1u << STATUS_dropped_out);
	cr_expect_eq(nation.within_province, 1u << STATUS_in_school);
	cr_expect(policy_allows_ground(&nation, GROUND_NO_SEAT));
	cr_expect(policy_allows_ground(&nation, GROUND_UNDER_SANCTION));
	cr_expect_not(policy_allows_ground(&nation, GROUND_NOT_SAME_GRADE));
}

/* Nobody is stricter than the law unless a file says so. */
Test(policy_file, what_the_nation_may_leave_out_is_the_mildest)
{
	cr_expect(nation.entry_grade_first_term);
	cr_expect(nation.leaving_grade_last_term);
	cr_expect_eq(nation.reminder_day, 8);
	cr_expect_eq(nation.prefecture_phases, 0);
	cr_expect_eq(nation.rule_stages, 0);
}

/* A term of no days would be over at once, a list of no grounds would allow none. */
Test(policy_file, what_the_nation_may_not_leave_out_is_missed)
{
	static const struct {
		const char *line, *key;
	} rows[] = {
		{ "version: 3\n", "version" },
		{ "  transfer: [\"08-15..07-15\"]\n", "windows.transfer" },
		{ "  graduate_transfer: [\"08-15..12-15\", \"03-01..06-01\"]\n",
		    "windows.graduate_transfer" },
		{ "  receiving_school: 10\n", "days.receiving_school" },
		{ "  receiving_office: 9\n", "days.receiving_office" },
		{ "  sending_school: 8\n", "days.sending_school" },
		{ "  sending_office: 7\n", "days.sending_office" },
		{ "answer_days: 6\n", "answer_days" },
		{ "between_provinces: [in_school, abroad, dropped_out]\n",
		    "between_provinces" },
		{ "within_province: [in_school]\n", "within_province" },
		{ "grounds: [NO_SEAT, UNDER_SANCTION]\n", "grounds" },
	};
	char text[sizeof(nation_text)], fault[128];
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *at = strstr(nation_text, rows[i].line);
		cr_assert_not_null(at, "%s", rows[i].line);
		(void)snprintf(text, sizeof(text), "%.*s%s", (int)(at - nation_text),
		    nation_text, at + strlen(rows[i].line));
		(void)snprintf(fault, sizeof(fault), "430000.yaml:1:1: \"%s\" is missing",
		    rows[i].key);
		cr_expect_not(
		    parse(text, NULL, &province), "%s may be left out", rows[i].key);
		cr_expect_str_eq(why.text, fault);
	}
}

Test(policy_file, even_the_nation_cannot_make_an_illegal_ground_legal)
{
	char text[sizeof(nation_text) + 64];
	(void)snprintf(text, sizeof(text), "%.*s, NO_RECORD]\n",
	    (int)(strrchr(nation_text, ']') - nation_text), nation_text);
	cr_expect_not(parse(text, NULL, &province));
	cr_expect_str_eq(why.text,
	    "430000.yaml:13:1: \"grounds\": that ground is never legal (FAQ-2, 12)");
}

/* -- inheritance -------------------------------------------------------------------- */

Test(policy_file, an_empty_file_is_the_nations)
{
	static const char *const empty[] = { "", "# as the nation's\n", "days: {}\n" };
	for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++) {
		memset(&province, 0xee, sizeof(province));
		expect_taken(empty[i]);
		cr_expect_eq(memcmp(&province, &nation, sizeof(nation)), 0);
	}
}

Test(policy_file, a_key_changes_what_it_names_and_the_rest_is_inherited)
{
	expect_taken("version: 12\ndays:\n  sending_school: 5\n");
	struct policy expected = nation;
	expected.version = 12;
	expected.days[DAYS_SENDING_SCHOOL] = 5;
	cr_expect_eq(memcmp(&province, &expected, sizeof(expected)), 0);
}

static const char narrower[] = "version: 2\n"
			       "windows:\n"
			       "  transfer: [\"09-01..12-31\", \"02-15..07-01\"]\n"
			       "  graduate_transfer: [\"09-01..12-01\"]\n"
			       "days: {receiving_school: 5, receiving_office: 9, "
			       "sending_school: 1, sending_office: 7}\n"
			       "answer_days: 3\n"
			       "reminder_day: 2\n"
			       "between_provinces: [in_school]\n"
			       "within_province: []\n"
			       "prefecture_stages: [junior, senior]\n"
			       "rule_stages: [receiving_province]\n"
			       "grounds: [no_seat]\n"
			       "entry_grade_first_term: false\n"
			       "leaving_grade_last_term: false\n"
			       "materials: [basic_information_sheet]\n";

Test(policy_file, a_narrower_policy_is_taken)
{
	cr_assert(parse(narrower, &nation, &province), "%s", why.text);
	cr_expect_eq(province.windows[BUSINESS_transfer].n, 2);
	cr_expect_eq(province.days[DAYS_SENDING_SCHOOL], 1);
	cr_expect_eq(province.answer_days, 3);
	cr_expect_eq(province.reminder_day, 2);
	cr_expect_eq(province.between_provinces, 1u << STATUS_in_school);
	cr_expect_eq(province.within_province, 0);
	cr_expect_eq(province.prefecture_phases, 1u << PHASE_JUNIOR | 1u << PHASE_SENIOR);
	cr_expect_eq(province.rule_stages, 1u << STAGE_receiving_province);
	cr_expect_eq(province.grounds, UINT64_C(1) << GROUND_NO_SEAT, "in any case");
	cr_expect_not(
	    province.entry_grade_first_term || province.leaving_grade_last_term);
}

/* -- what a province may not -------------------------------------------------------- */

#define WIDER   "the window is wider than the nation's (FAQ-9)"
#define LONGER  "more working days than the nation grants (〔2025〕 Art. 15)"
#define STATUS  "a status that may not begin a transfer nationally (FAQ-10)"
#define ILLEGAL "\"grounds\": that ground is never legal (FAQ-2, 12)"
#define PAPER                                                                            \
	"no paper but the basic information sheet and the reason statement"              \
	" may be demanded (FAQ-11)"

static const struct row wider[] = {
	{ "windows:\n  transfer: [\"08-14..07-15\"]\n", "430000.yaml:2:3: " WIDER },
	{ "windows:\n  transfer: [\"08-15..07-16\"]\n", "430000.yaml:2:3: " WIDER },
	{ "windows:\n  transfer: [\"01-01..01-01\"]\n", "430000.yaml:2:3: " WIDER },
	{ "windows:\n  transfer: [\"09-01..12-31\", \"07-20..07-21\"]\n",
	    "430000.yaml:2:3: " WIDER },
	{ "windows:\n  graduate_transfer: [\"08-15..06-01\"]\n",
	    "430000.yaml:2:3: " WIDER },
	{ "windows:\n  graduate_transfer: [\"02-29..03-01\"]\n",
	    "430000.yaml:2:3: " WIDER },
	{ "days:\n  receiving_school: 11\n", "430000.yaml:2:3: " LONGER },
	{ "days:\n  receiving_office: 10\n", "430000.yaml:2:3: " LONGER },
	{ "days:\n  sending_school: 9\n", "430000.yaml:2:3: " LONGER },
	{ "days:\n  sending_office: 60\n", "430000.yaml:2:3: " LONGER },
	{ "between_provinces: [in_school, suspended]\n", "430000.yaml:1:1: " STATUS },
	{ "between_provinces: [expelled]\n", "430000.yaml:1:1: " STATUS },
	{ "within_province: [in_school, abroad]\n", "430000.yaml:1:1: " STATUS },
	{ "grounds: [NO_SEAT, NO_RECORD]\n", "430000.yaml:1:1: " ILLEGAL },
	{ "grounds: [suspect_recruitment]\n", "430000.yaml:1:1: " ILLEGAL },
	{ "grounds:\n  - NO_SEAT\n  - SCORE_BELOW_LINE\n", "430000.yaml:1:1: " ILLEGAL },
	{ "materials: [reason_statement, household_book]\n",
	    "430000.yaml:1:1: \"materials\": " PAPER },
};

Test(policy_file, a_wider_policy_is_refused_with_place_and_reason)
{
	EXPECT_FAULTS(wider);
}

/* Among keys that are sound: the place is that of the one to blame. */
static const struct row blamed[] = {
	{ "version: 1\nwindows:\n  transfer: [\"08-14..07-15\"]\n"
	  "  graduate_transfer: [\"09-01..12-01\"]\n",
	    "430000.yaml:3:3: " WIDER },
	{ "windows:\n  graduate_transfer: [\"09-01..12-01\"]\n  transfer: "
	  "[\"08-14..07-15\"]\n",
	    "430000.yaml:3:3: " WIDER },
	{ "days:\n  sending_office: 5\n  sending_school: 9\n  receiving_school: "
	  "5\nversion: 2\n",
	    "430000.yaml:3:3: " LONGER },
	{ "between_provinces: [in_school]\nwithin_province: [abroad]\nversion: 2\n",
	    "430000.yaml:2:1: " STATUS },
	{ "within_province: [in_school]\nbetween_provinces: [missing]\n",
	    "430000.yaml:2:1: " STATUS },
};

Test(policy_file, the_line_to_blame_is_named_and_not_its_neighbour)
{
	EXPECT_FAULTS(blamed);
}

/* -- windows ------------------------------------------------------------------------ */

#define FORM "430000.yaml:1:1: \"windows.transfer\": not of the form MM-DD..MM-DD"

static const struct row windows[] = {
	{ "windows.transfer: [\"\"]\n", FORM },
	{ "windows.transfer: [all]\n", FORM },
	{ "windows.transfer: [\"09-01\"]\n", FORM },
	{ "windows.transfer: [\"09-01..\"]\n", FORM },
	{ "windows.transfer: [\"09-01-12-31\"]\n", FORM },
	{ "windows.transfer: [\"09-01...12-31\"]\n", FORM },
	{ "windows.transfer: [\"09-01..12-31 \"]\n", FORM },
	{ "windows.transfer: [\"09-01..12-031\"]\n", FORM },
	{ "windows.transfer: [\"2026-09-01..2026-12-31\"]\n", FORM },
	{ "windows.transfer: [\"09-31..12-31\"]\n", FORM },
	{ "windows.transfer: [\"00-01..12-31\"]\n", FORM },
	{ "windows.transfer: [\"09-00..12-31\"]\n", FORM },
	{ "windows.transfer: [\"09-01..13-01\"]\n", FORM },
	{ "windows.transfer: [\"09-01..02-30\"]\n", FORM },
	{ "windows.transfer: [\"09--1..12-31\"]\n", FORM },
	{ "windows.transfer: [\"09-01..10-01\", \"11-01..12-00\"]\n", FORM },
	{ "windows.transfer: \"09-01..12-31\"\n",
	    "430000.yaml:1:1: \"windows.transfer\": a list is expected" },
	{ "windows.transfer: [\"09-01..09-02\", \"09-03..09-04\", \"09-05..09-06\","
	  " \"09-07..09-08\", \"09-09..09-10\"]\n",
	    "430000.yaml:1:1: \"windows.transfer\": more than four windows" },
};

Test(policy_file, a_window_has_its_form)
{
	EXPECT_FAULTS(windows);
}

static bool
is_open(const char *date)
{
	struct day d;
	cr_assert(day_parse(date, &d), "%s", date);
	return policy_is_open(&province, BUSINESS_transfer, instant_of_day(d));
}

/* Half-open: the day behind ".." is closed. */
Test(policy_file, a_window_may_run_over_new_year)
{
	expect_taken("windows.transfer: [\"11-30..03-01\"]\n");
	static const char *const open[] = { "2026-11-30", "2026-12-31", "2027-01-01",
		"2027-02-28", "2028-02-29" };
	static const char *const closed[] = { "2026-11-29", "2027-03-01", "2028-03-01",
		"2026-08-20" };
	for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++)
		cr_expect(is_open(open[i]), "%s", open[i]);
	for (size_t i = 0; i < sizeof(closed) / sizeof(closed[0]); i++)
		cr_expect_not(is_open(closed[i]), "%s", closed[i]);
}

Test(policy_file, no_window_at_all_is_the_narrowest)
{
	expect_taken("windows.transfer: []\n");
	cr_expect_not(is_open("2026-09-01"));
}

Test(policy_file, the_29th_of_february_may_begin_or_end_a_window)
{
	expect_taken("windows.transfer: [\"02-29..03-02\"]\n");
	cr_expect(is_open("2028-02-29") && is_open("2028-03-01"));
	cr_expect_not(is_open("2027-02-28"));
	cr_expect(is_open("2027-03-01"));
}

/* -- values ------------------------------------------------------------------------- */

#define STAGE "\"rule_stages\": no such stage, or one that is automatic anyway"
#define WORD  ": not a whole number"
#define FLAG  "\"entry_grade_first_term\": neither true nor false"

static const struct row values[] = {
	{ "version: 0\n", "430000.yaml:1:1: \"version\": out of bounds" },
	{ "version: 1000001\n", "430000.yaml:1:1: \"version\": out of bounds" },
	{ "version: 99999999999999999999\n",
	    "430000.yaml:1:1: \"version\": out of bounds" },
	{ "version: two\n", "430000.yaml:1:1: \"version\"" WORD },
	{ "version: 1.5\n", "430000.yaml:1:1: \"version\"" WORD },
	{ "version:\n", "430000.yaml:1:1: \"version\"" WORD },
	{ "version: [1]\n", "430000.yaml:1:1: \"version\": one value is expected" },
	{ "days:\n  sending_school: 0\n",
	    "430000.yaml:2:3: \"days.sending_school\": out of bounds" },
	{ "days:\n  sending_school: -5\n",
	    "430000.yaml:2:3: \"days.sending_school\": out of bounds" },
	{ "days:\n  sending_school: ten\n",
	    "430000.yaml:2:3: \"days.sending_school\"" WORD },
	{ "answer_days: 61\n", "430000.yaml:1:1: \"answer_days\": out of bounds" },
	{ "reminder_day: 0\n", "430000.yaml:1:1: \"reminder_day\": out of bounds" },
	{ "between_provinces: [in_scool]\n",
	    "430000.yaml:1:1: \"between_provinces\": no such status" },
	{ "between_provinces: in_school\n",
	    "430000.yaml:1:1: \"between_provinces\": a list is expected" },
	{ "within_province: [在校]\n",
	    "430000.yaml:1:1: \"within_province\": no such status" },
	{ "prefecture_stages: [none]\n",
	    "430000.yaml:1:1: \"prefecture_stages\": no such school phase" },
	{ "prefecture_stages: [senior, tertiary]\n",
	    "430000.yaml:1:1: \"prefecture_stages\": no such school phase" },
	{ "rule_stages: [headmaster]\n", "430000.yaml:1:1: " STAGE },
	{ "rule_stages: [sending_school, ministry]\n", "430000.yaml:1:1: " STAGE },
	{ "rule_stages: [release]\n", "430000.yaml:1:1: " STAGE },
	{ "rule_stages: [answer]\n", "430000.yaml:1:1: " STAGE },
	{ "rule_stages: [decision]\n",
	    "430000.yaml:1:1: \"rule_stages\": a complaint is never left to a rule (regulation §6)" },
	{ "rule_stages: [coordination]\n", "430000.yaml:1:1: " STAGE },
	{ "grounds: [NO_SEATS]\n", "430000.yaml:1:1: \"grounds\": no such ground" },
	{ "entry_grade_first_term: no\n", "430000.yaml:1:1: " FLAG },
	{ "entry_grade_first_term: True\n", "430000.yaml:1:1: " FLAG },
	{ "entry_grade_first_term:\n", "430000.yaml:1:1: " FLAG },
	{ "leaving_grade_last_term: [true]\n",
	    "430000.yaml:1:1: \"leaving_grade_last_term\": one value is expected" },
	{ "materials: reason_statement\n",
	    "430000.yaml:1:1: \"materials\": a list is expected" },
};

Test(policy_file, a_value_that_makes_no_sense_is_refused)
{
	EXPECT_FAULTS(values);
}

static const struct row keys[] = {
	{ "verson: 1\n",
	    "430000.yaml:1:1: unknown key \"verson\"; did you mean \"version\"?" },
	{ "days:\n  sending_shool: 5\n",
	    "430000.yaml:2:3: unknown key \"days.sending_shool\"; did you mean"
	    " \"days.sending_school\"?" },
	{ "ground: [NO_SEAT]\n",
	    "430000.yaml:1:1: unknown key \"ground\"; did you mean \"grounds\"?" },
	{ "windows:\n  rumour: []\n",
	    "430000.yaml:2:3: unknown key \"windows.rumour\"" },
	{ "database: x\n", "430000.yaml:1:1: unknown key \"database\"" },
	{ "version: 1\nversion: 2\n",
	    "430000.yaml:2:1: duplicate key \"version\", first on line 1" },
	{ "days: 10\n",
	    "430000.yaml:1:1: \"days\" is a section: keys are expected below it" },
	{ "grounds: &g [NO_SEAT]\nmaterials: *g\n",
	    "430000.yaml:2:12: aliases are not allowed" },
	{ "version: 1\n---\nversion: 2\n", "430000.yaml:2:1: a second document" },
	{ "- version\n", "430000.yaml:1:1: keys and values are expected" },
};

Test(policy_file, keys_are_held_to_the_table_as_in_settings)
{
	EXPECT_FAULTS(keys);
}

Test(policy_file, a_fault_leaves_the_policy_as_it_was)
{
	struct policy before;
	memset(&before, 0xee, sizeof(before));
	memset(&province, 0xee, sizeof(province));
	expect_fault(
	    "version: 2\ndays:\n  sending_school: 9\n", "430000.yaml:3:3: " LONGER);
	expect_fault("version: 2\nversion: 3\n",
	    "430000.yaml:2:1: duplicate key \"version\", first on line 1");
	cr_expect_eq(memcmp(&province, &before, sizeof(before)), 0);
}

Test(policy_file, every_kind_may_have_open_periods_and_has_all_year_without)
{
	for (int k = 1; k < BUSINESS_N; k++) {
		const enum business kind = (enum business)k;
		if (business_row(kind) == NULL)
			continue;
		char text[96], fault[160];
		(void)snprintf(text, sizeof(text), "windows.%s: [\"09-01..09-02\"]\n", business_name(kind));
		if (business_periods_of(kind) != kind) {
			(void)snprintf(fault, sizeof(fault), "430000.yaml:1:1: \"windows.%s\": its open"
			    " periods are those of the kind that it goes by", business_name(kind));
			expect_fault(text, fault);
			continue;
		}
		const struct windows *w = &nation.windows[kind];
		cr_expect_eq(w->n == 0, business_row(kind)->is_batch, "%s", text);
		cr_expect(business_row(kind)->has_season || w->n == 0
		    || (w->n == 1 && w->open[0].from_month == w->open[0].until_month
			&& w->open[0].from_day == w->open[0].until_day), "%s", text);
		if (business_row(kind)->is_batch) {	/* the nation has none to narrow */
			(void)snprintf(fault, sizeof(fault), "430000.yaml:1:1: %s",
			    policy_fault_text(POLICY_WINDOW_TOO_WIDE));
			expect_fault(text, fault);
			continue;
		}
		expect_taken(text);
		cr_expect_eq(province.windows[kind].open[0].until_day, 2, "%s", text);
	}
}

Test(policy_file, stages_of_school_and_months_are_data)
{
	cr_expect_eq(nation.primary_years, 6, "where a file says nothing");
	cr_expect_eq(nation.suspension_months, 12);
	cr_expect_eq(nation.roll_back_months, 6);
	cr_expect_eq(nation.entry_age, 6);
	cr_expect(nation.entry_month == 8 && nation.entry_day == 31);
	expect_taken("entry_age: 7\nentry_cut_off: \"12-31\"\n");
	cr_expect_eq(province.entry_age, 7);
	cr_expect(province.entry_month == 12 && province.entry_day == 31);
	expect_fault("entry_cut_off: \"02-30\"\n",
	    "430000.yaml:1:1: \"entry_cut_off\": not of the form MM-DD");
	expect_fault("entry_cut_off: \"8-31 \"\n",
	    "430000.yaml:1:1: \"entry_cut_off\": not of the form MM-DD");
	expect_taken("primary_years: 5\nsuspension_months: 11\nroll_back_months: 5\n");
	cr_expect_eq(province.primary_years, 5);
	cr_expect_eq(province.suspension_months, 11);
	cr_expect_eq(province.roll_back_months, 5);
	expect_fault("primary_years: 7\n", "430000.yaml:1:1: \"primary_years\": out of bounds");
	expect_fault("primary_years: 4\n", "430000.yaml:1:1: \"primary_years\": out of bounds");
	expect_fault("suspension_months: 13\n",
	    "430000.yaml:1:1: more months than the nation grants (FAQ-13; regulation §5)");
	expect_fault("roll_back_months: 7\n",
	    "430000.yaml:1:1: more months than the nation grants (FAQ-13; regulation §5)");
}

Test(policy_file, the_nation_names_the_days_of_its_school_year)
{
	cr_expect_eq(nation.promotion.month, 8, "where a file says nothing");
	cr_expect_eq(nation.promotion.day, 10);
	cr_expect_eq(nation.purge.month, 7);
	cr_expect_eq(nation.purged, 0);
	expect_taken("promotion: \"08-10\"\n");
	expect_fault("promotion: \"08-11\"\n", "430000.yaml:1:1: the days of the school year are the nation's (regulation §3, §5)");
	expect_fault("purged: [transfer]\n", "430000.yaml:1:1: the days of the school year are the nation's (regulation §3, §5)");
	expect_fault("promotion: \"02-29\"\n", "430000.yaml:1:1: \"promotion\": not a day of every year");
	expect_fault("purge: \"13-01\"\n", "430000.yaml:1:1: \"purge\": not a day of every year");
	expect_fault("purge: \"soon\"\n", "430000.yaml:1:1: \"purge\": not of the form MM-DD");
	expect_fault("purge: \"07-15x\"\n", "430000.yaml:1:1: \"purge\": not of the form MM-DD");
	expect_fault("purged: [transfers]\n", "430000.yaml:1:1: \"purged\": no such business");
}

Test(policy_file, school_terms_are_days_of_every_year)
{
	cr_expect_eq(nation.n_terms, 2, "where a file says nothing");
	cr_expect_eq(nation.terms[0].month, 9);
	cr_expect_eq(nation.unchanged_days, 180);
	expect_taken("terms: [\"09-01\", \"03-01\"]\nunchanged_days: 180\n");
	expect_fault("terms: [\"09-02\", \"03-01\"]\n", "430000.yaml:1:1: the days of the school year are the nation's (regulation §3, §5)");
	expect_fault("terms: [\"02-30\"]\n", "430000.yaml:1:1: \"terms\": not a day of every year");
	expect_fault("terms: [\"x\"]\n", "430000.yaml:1:1: \"terms\": not of the form MM-DD");
	expect_fault("terms: [\"01-01\", \"02-01\", \"03-01\", \"04-01\", \"05-01\"]\n", "430000.yaml:1:1: \"terms\": from one to four school terms");
	expect_fault("unchanged_days: 0\n", "430000.yaml:1:1: \"unchanged_days\": out of bounds");
}
