/*
 * The tree of units as it is shipped, its holes above all: what the regulation says of
 * it, asked of the registry that the loader makes (regulation §1).
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "settings/law.h"

#define CONFIG XUEJI_SOURCE_DIR "/config"

static struct law *law;
static const struct registry *tree;

static void
begin(void)
{
	static struct settings s;
	struct settings_fault why;
	strcpy(s.law_units, CONFIG "/units.csv");
	strcpy(s.law_divisions, CONFIG "/divisions.csv");
	strcpy(s.law_calendar, CONFIG "/calendar.csv");
	strcpy(s.law_policies, CONFIG "/policy");
	law = law_load(&s, &why);
	cr_assert_not_null(law, "%s", why.text);
	tree = law_registry(law);
}

static void
end(void)
{
	law_free(law);
}

TestSuite(tree, .init = begin, .fini = end);

static const struct unit *
unit(const char *text)
{
	struct unit_code code;
	cr_assert(unit_code_parse(text, &code));
	const struct unit *u = registry_find(tree, code);
	cr_assert_not_null(u, "%s is not in the tree", text);
	return u;
}

static int
count(enum level level)
{
	int n = 0;
	for (size_t i = 0; i < tree->n_units; i++)
		n += tree->units[i].level == level && !tree->units[i].is_void;
	return n;
}

/* Units of that level which answer to it, directly or not. */
static int
count_below(const struct unit *above, enum level level)
{
	int n = 0;
	for (size_t i = 0; i < tree->n_units; i++)
		n += tree->units[i].level == level &&
		     registry_answers_to(tree, &tree->units[i], above->code);
	return n;
}

Test(tree, one_ministry_32_provincial_units_and_333_prefectures)
{
	cr_expect_eq(count(LEVEL_MINISTRY), 1);
	cr_expect_eq(unit("000000")->level, LEVEL_MINISTRY);
	cr_expect_eq(count(LEVEL_PROVINCE), 32);
	cr_expect_eq(count(LEVEL_PREFECTURE), 333);
	cr_expect_eq(count(LEVEL_SCHOOL), 0, "schools are the provinces' own files");
}

/* 2,843 by the bulletin of 2024, and a few that are younger or not counted there. */
Test(tree, as_many_counties_as_there_are_within_a_handful)
{
	cr_expect_geq(count(LEVEL_COUNTY), 2843);
	cr_expect_lt(count(LEVEL_COUNTY), 2843 + 10);
}

Test(tree, every_unit_below_the_ministry_lies_in_exactly_one_province)
{
	int n = 0;
	for (size_t i = 0; i < tree->n_units; i++) {
		const struct unit *u = &tree->units[i], *p = registry_province(tree, u);
		cr_expect_eq(p == NULL, u->level == LEVEL_MINISTRY, "%s", u->code.text);
		cr_expect(registry_answers_to(tree, u, unit("000000")->code), "%s",
		    u->code.text);
	}
	for (size_t i = 0; i < tree->n_units; i++)
		if (tree->units[i].level == LEVEL_PROVINCE)
			n += 1 + count_below(&tree->units[i], LEVEL_PREFECTURE) +
			     count_below(&tree->units[i], LEVEL_COUNTY);
	cr_expect_eq((size_t)n, tree->n_units - 1);
}

Test(tree, the_four_municipalities_have_districts_and_no_prefecture)
{
	static const char *const codes[] = { "110000", "120000", "310000", "500000" };
	for (size_t i = 0; i < 4; i++) {
		const struct unit *m = unit(codes[i]);
		cr_expect_eq(m->level, LEVEL_PROVINCE);
		cr_expect_eq(count_below(m, LEVEL_PREFECTURE), 0, "%s", m->name);
		cr_expect_gt(count_below(m, LEVEL_COUNTY), 15, "%s", m->name);
	}
	cr_expect_null(registry_at_level(tree, unit("110101"), LEVEL_PREFECTURE));
	cr_expect_eq(registry_office(tree, unit("110101")), unit("110000"));
}

Test(tree, dongguan_and_zhongshan_and_three_more_have_no_county)
{
	static const char *const codes[] = { "441900", "442000", "460300", "460400",
		"620200" };
	int n = 0;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		const struct unit *u = unit(codes[i]);
		cr_expect_eq(u->level, LEVEL_PREFECTURE, "%s", u->name);
		cr_expect_eq(count_below(u, LEVEL_COUNTY), 0, "%s", u->name);
	}
	for (size_t i = 0; i < tree->n_units; i++)
		n += tree->units[i].level == LEVEL_PREFECTURE &&
		     count_below(&tree->units[i], LEVEL_COUNTY) == 0;
	cr_expect_eq(n, 5, "any other prefecture has counties");
}

Test(tree, bingtuan_is_a_provincial_unit_whose_cities_answer_to_it)
{
	const struct unit *b = unit("660000");
	cr_expect_eq(b->level, LEVEL_PROVINCE);
	cr_expect_eq(count_below(b, LEVEL_PREFECTURE), 0);
	cr_expect_eq(registry_province(tree, unit("659001")), b, "石河子 is not 新疆's");
	cr_expect_eq(count_below(b, LEVEL_COUNTY), 12);
	cr_expect_neq(registry_province(tree, unit("650102")), b);
}

Test(tree, counties_directly_under_a_province_have_no_prefecture)
{
	static const char *const codes[][2] = { { "419001", "410000" },
		{ "429004", "420000" }, { "429021", "420000" }, { "469001", "460000" },
		{ "469030", "460000" } };
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		const struct unit *u = unit(codes[i][0]);
		cr_expect_eq(u->level, LEVEL_COUNTY, "%s", u->name);
		cr_expect_eq(registry_office(tree, u), unit(codes[i][1]), "%s", u->name);
	}
}

/* 市辖区, 县 and 省直辖 are divisions on paper, not offices. */
Test(tree, pseudo_divisions_are_no_offices)
{
	static const char *const codes[] = { "110100", "110200", "310100", "430101",
		"429000" };
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		struct unit_code code;
		cr_assert(unit_code_parse(codes[i], &code));
		cr_expect_null(registry_find(tree, code), "%s", codes[i]);
	}
}

static bool
is_division(uint32_t code)
{
	const struct division_codes *d = law_divisions(law);
	for (size_t i = 0; i < d->n_codes; i++)
		if (d->codes[i] == code)
			return true;
	return false;
}

Test(tree, every_unit_but_the_ministry_has_a_division_of_its_code)
{
	for (size_t i = 0; i < tree->n_units; i++) {
		const struct unit *u = &tree->units[i];
		const uint32_t code = (uint32_t)strtoul(u->code.text, NULL, 10);
		cr_expect_eq(
		    is_division(code), u->level != LEVEL_MINISTRY, "%s", u->code.text);
	}
}

/* A citizen ID carries the code of the day it was issued. */
Test(tree, a_division_that_is_gone_is_still_known)
{
	static const struct {
		uint32_t code;
		bool has_office;
	} rows[] = {
		{ 540422, false }, /* 米林县, now 540481 */
		{ 540481, true },
		{ 110103, false }, /* 崇文区, joined to 东城区 in 2010 */
		{ 110104, false }, /* 宣武区, joined to 西城区 */
		{ 310119, false }, /* 南汇区, joined to 浦东新区 in 2009 */
		{ 430102, true },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[16];
		struct unit_code code;
		(void)snprintf(text, sizeof(text), "%u", rows[i].code);
		cr_assert(unit_code_parse(text, &code));
		cr_expect(is_division(rows[i].code), "%s", text);
		cr_expect_eq(
		    registry_find(tree, code) != NULL, rows[i].has_office, "%s", text);
	}
}

/* -- the calendar that goes with it ------------------------------------------------- */

static bool
is_worked(const char *date)
{
	struct day d;
	cr_assert(day_parse(date, &d));
	cr_assert(calendar_knows(law_calendar(law), d), "%s", date);
	return calendar_is_working_day(law_calendar(law), d);
}

/* The State Council's notice for 2026: every weekday that is free, every other day that
 * is worked, and not one more. */
Test(tree, the_working_days_of_2026_are_those_of_the_notice)
{
	static const char *const worked[] = {
		"2026-01-04",
		"2026-02-14",
		"2026-02-28",
		"2026-05-09",
		"2026-09-20",
		"2026-10-10",
	};
	static const char *const free_days[] = {
		"2026-01-01",
		"2026-01-02",
		"2026-02-16",
		"2026-02-17",
		"2026-02-18",
		"2026-02-19",
		"2026-02-20",
		"2026-02-23",
		"2026-04-06",
		"2026-05-01",
		"2026-05-04",
		"2026-05-05",
		"2026-06-19",
		"2026-09-25",
		"2026-10-01",
		"2026-10-02",
		"2026-10-05",
		"2026-10-06",
		"2026-10-07",
	};
	enum { N_WORKED = sizeof(worked) / sizeof(worked[0]) };
	enum { N_FREE = sizeof(free_days) / sizeof(free_days[0]) };
	for (size_t i = 0; i < N_WORKED; i++)
		cr_expect(is_worked(worked[i]), "%s", worked[i]);
	for (size_t i = 0; i < N_FREE; i++)
		cr_expect_not(is_worked(free_days[i]), "%s", free_days[i]);
	int n = 0;
	struct day d, end;
	cr_assert(day_parse("2026-01-01", &d) && day_parse("2027-01-01", &end));
	for (; d.n < end.n; d.n++)
		n += calendar_is_working_day(law_calendar(law), d);
	cr_expect_eq(n, 261 + (int)N_WORKED - (int)N_FREE, "261 weekdays");
}

Test(tree, the_calendar_is_known_from_2004_to_the_end_of_its_last_year)
{
	struct day d;
	const struct calendar *c = law_calendar(law);
	cr_assert(day_parse("2004-01-01", &d));
	cr_expect(calendar_knows(c, d));
	d.n--;
	cr_expect_not(calendar_knows(c, d));
	d.n = c->first.n + c->n_days - 1;
	const struct date last = day_date(d);
	cr_expect_geq(last.year, 2026);
	cr_expect(last.month == 12 && last.day == 31);
}

/* -- the policies that go with it --------------------------------------------------- */

Test(tree, guangdong_adds_the_prefecture_for_senior_high_and_is_otherwise_the_nations)
{
	const struct policy *p = law_policy(law, unit("441900")->code),
			    *n = law_nation(law);
	cr_expect_str_eq(p->province.text, "440000");
	cr_expect_eq(p->prefecture_phases, 1u << PHASE_SENIOR);
	cr_expect_eq(memcmp(p->windows, n->windows, sizeof(n->windows)), 0);
	cr_expect_eq(memcmp(p->days, n->days, sizeof(n->days)), 0);
	cr_expect_eq(p->grounds, n->grounds);
}
