/* The tree of units and its holes. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/land.h"

static const char *
text_of(const struct unit *u)
{
	return u == NULL ? "none" : u->code.text;
}

Test(unit, codes_have_six_or_ten_digits)
{
	static const char *const wrong[] = {
		"",
		"4",
		"43010",
		"4301022",
		"430102222",
		"43010222222",
		"430102222222222",
		"43010x",
		"430102000x",
		" 430102",
		"430102 ",
		"-30102",
	};
	struct unit_code c = { "430102" };
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		cr_expect_not(unit_code_parse(wrong[i], &c), "\"%s\"", wrong[i]);
	cr_expect_str_eq(c.text, "430102", "left alone");
	cr_expect(unit_code_parse("2143000001", &c));
	cr_expect(unit_code_equal(c, code("2143000001")));
	cr_expect(unit_code_parse("440103", &c));
	cr_expect(unit_code_equal(c, code("440103")));
	cr_expect_not(unit_code_equal(c, code("440104")));
	cr_expect_not(unit_code_is_none(c));
	cr_expect(unit_code_is_none(code("")));
}

Test(unit, every_unit_is_found_by_its_code_and_no_other_is)
{
	for (size_t i = 0; i < land.n_units; i++) {
		cr_expect_eq(registry_find(&land, land.units[i].code), &land.units[i]);
		if (i > 0)
			cr_assert_lt(
			    strcmp(land.units[i - 1].code.text, land.units[i].code.text),
			    0, "the table of the tests is sorted");
	}
	static const char *const unknown[] = { "", "000001", "430101", "2143000008",
		"999999" };
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		cr_expect_null(registry_find(&land, code(unknown[i])), "%s", unknown[i]);
	const struct registry empty = { .n_units = 0 };
	cr_expect_null(registry_find(&empty, code(MINISTRY)));
}

Test(unit, superiors_are_found_level_by_level_and_holes_are_holes)
{
	static const struct {
		const char *unit, *county, *prefecture, *province, *office;
	} rows[] = {
		{ FURONG_SCHOOL, FURONG, CHANGSHA, HUNAN, FURONG },
		{ DONGCHENG_SCHOOL, DONGCHENG, "none", BEIJING, DONGCHENG },
		{ DONGGUAN_SCHOOL, "none", DONGGUAN, GUANGDONG, DONGGUAN },
		{ XIANTAO_SCHOOL, XIANTAO, "none", HUBEI, XIANTAO },
		{ BINGTUAN_SCHOOL, "none", "none", BINGTUAN, BINGTUAN },
		{ CHANGSHA_SCHOOL, "none", CHANGSHA, HUNAN, CHANGSHA },
		{ HUNAN_SCHOOL, "none", "none", HUNAN, HUNAN },
		{ FURONG, FURONG, CHANGSHA, HUNAN, CHANGSHA },
		{ HUNAN, "none", "none", HUNAN, MINISTRY },
		{ MINISTRY, "none", "none", "none", "none" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct unit *u = unit(rows[i].unit);
		cr_expect_str_eq(text_of(registry_at_level(&land, u, LEVEL_COUNTY)),
		    rows[i].county, "county of %s", rows[i].unit);
		cr_expect_str_eq(text_of(registry_at_level(&land, u, LEVEL_PREFECTURE)),
		    rows[i].prefecture, "prefecture of %s", rows[i].unit);
		cr_expect_str_eq(text_of(registry_province(&land, u)), rows[i].province,
		    "province of %s", rows[i].unit);
		cr_expect_str_eq(text_of(registry_office(&land, u)), rows[i].office,
		    "office of %s", rows[i].unit);
		cr_expect_str_eq(
		    text_of(registry_at_level(&land, u, LEVEL_MINISTRY)), MINISTRY);
	}
}

Test(unit, the_lowest_common_superior_of_two_units)
{
	static const struct {
		const char *a, *b, *common;
	} rows[] = {
		{ FURONG_SCHOOL, FURONG_OTHER, FURONG },
		{ FURONG_SCHOOL, FURONG_SCHOOL, FURONG_SCHOOL },
		{ FURONG_SCHOOL, FURONG, FURONG },
		{ FURONG_SCHOOL, TIANXIN_SCHOOL, CHANGSHA },
		{ FURONG_SCHOOL, CHANGSHA_SCHOOL, CHANGSHA },
		{ FURONG_SCHOOL, HETANG_SCHOOL, HUNAN },
		{ FURONG_SCHOOL, LIWAN_SCHOOL, MINISTRY },
		{ DONGCHENG_SCHOOL, XICHENG_SCHOOL, BEIJING },
		{ DONGGUAN_SCHOOL, DONGGUAN_OTHER, DONGGUAN },
		{ DONGGUAN_SCHOOL, LIWAN_SCHOOL, GUANGDONG },
		{ BINGTUAN_SCHOOL, FURONG_SCHOOL, MINISTRY },
		{ HUNAN, HUNAN_SCHOOL, HUNAN },
		{ MINISTRY, FURONG_SCHOOL, MINISTRY },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct unit *a = unit(rows[i].a), *b = unit(rows[i].b);
		cr_expect_str_eq(text_of(registry_common(&land, a, b)), rows[i].common);
		cr_expect_str_eq(text_of(registry_common(&land, b, a)), rows[i].common);
	}
}

Test(unit, who_answers_to_whom)
{
	const struct unit *school = unit(FURONG_SCHOOL);
	static const char *const above[] = { FURONG_SCHOOL, FURONG, CHANGSHA, HUNAN,
		MINISTRY };
	for (size_t i = 0; i < sizeof(above) / sizeof(above[0]); i++)
		cr_expect(
		    registry_answers_to(&land, school, code(above[i])), "%s", above[i]);
	static const char *const others[] = { FURONG_OTHER, TIANXIN, ZHUZHOU, GUANGDONG,
		"" };
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		cr_expect_not(
		    registry_answers_to(&land, school, code(others[i])), "%s", others[i]);
	cr_expect_not(registry_answers_to(&land, unit(HUNAN), code(FURONG)));
}

Test(unit, the_division_of_a_school_is_its_offices)
{
	cr_expect_str_eq(registry_division(&land, unit(FURONG_SCHOOL)).text, FURONG);
	cr_expect_str_eq(registry_division(&land, unit(DONGGUAN_SCHOOL)).text, DONGGUAN);
	cr_expect_str_eq(registry_division(&land, unit(CHANGSHA)).text, CHANGSHA);
}

Test(unit, a_school_whose_office_is_not_in_the_registry_has_no_superiors)
{
	const struct unit lost = { .code = code("2143000099"), .parent = code("999999") };
	cr_expect_str_eq(registry_division(&land, &lost).text, "");
	cr_expect_null(registry_office(&land, &lost));
	cr_expect_null(registry_province(&land, &lost));
	cr_expect_null(registry_common(&land, &lost, unit(FURONG_SCHOOL)));
	cr_expect_not(registry_answers_to(&land, &lost, code(HUNAN)));
}

Test(unit, a_registry_with_a_loop_hangs_nobody)
{
	const struct unit loop[] = {
		{ .code = code("100000"),
		    .parent = code("200000"),
		    .level = LEVEL_COUNTY },
		{ .code = code("200000"),
		    .parent = code("100000"),
		    .level = LEVEL_COUNTY },
		{ .code = code("300000"),
		    .parent = code("400000"),
		    .level = LEVEL_COUNTY },
		{ .code = code("400000"),
		    .parent = code("300000"),
		    .level = LEVEL_COUNTY },
	};
	const struct registry r = { .units = loop, .n_units = 4 };
	cr_expect_null(registry_at_level(&r, &loop[0], LEVEL_MINISTRY));
	cr_expect_not(registry_answers_to(&r, &loop[0], code("300000")));
	cr_expect_null(registry_common(&r, &loop[0], &loop[2]));
}

Test(unit, a_contact_is_found_by_its_unit_and_none_is_made_up)
{
	static const struct unit_contact rows[] = {
		{ { "000000" }, "000-0", "" },
		{ { "430102" }, "000-1", "https://c430102.example" },
		{ { "440000" }, "", "https://c440000.example" },
	};
	const struct unit_contacts three = { .at = rows, .n = 3 }, none = { .n = 0 };
	for (size_t i = 0; i < 3; i++)
		cr_expect_eq(unit_contact_find(&three, rows[i].unit), &rows[i]);
	const struct unit_code unknown[] = { { "" }, { "430101" }, { "430103" }, { "990000" } };
	for (size_t i = 0; i < 4; i++)
		cr_expect_null(unit_contact_find(&three, unknown[i]), "%s", unknown[i].text);
	cr_expect_null(unit_contact_find(&none, rows[0].unit));
}

Test(unit, a_newer_contact_counts)
{
	const struct unit_contact old[] = { { .unit = { FURONG }, .phone = "1" },
		{ .unit = { TIANXIN }, .phone = "2" } };
	const struct unit_contact newer = { .unit = { TIANXIN }, .phone = "3" };
	const struct unit_contacts c = { .at = old, .n = 2, .newer = &newer, .n_newer = 1 };
	cr_expect_str_eq(unit_contact_find(&c, code(FURONG))->phone, "1");
	cr_expect_str_eq(unit_contact_find(&c, code(TIANXIN))->phone, "3");
}

/* -- editions ------------------------------------------------------------------------- */

/* FURONG gets another name at 10, is void from 20 on, and 430182 takes its place, which is void from
 * 30 on in favour of TIANXIN. */
static const struct unit_edition editions[] = {
	{ .unit = { { FURONG }, { CHANGSHA }, LEVEL_COUNTY, PHASE_NONE, false, "renamed" }, .from = { 10 } },
	{ .unit = { { FURONG }, { CHANGSHA }, LEVEL_COUNTY, PHASE_NONE, true, "renamed" }, .from = { 20 },
	    .successor = { "430182" } },
	{ .unit = { { "430182" }, { CHANGSHA }, LEVEL_COUNTY, PHASE_NONE, false, "new" }, .from = { 20 } },
	{ .unit = { { "430182" }, { CHANGSHA }, LEVEL_COUNTY, PHASE_NONE, true, "new" }, .from = { 30 },
	    .successor = { TIANXIN } },
	{ .unit = { { "990000" }, { MINISTRY }, LEVEL_PROVINCE, PHASE_NONE, false, "last" }, .from = { 30 } },
};

static struct registry
land_at(int64_t ms)
{
	struct registry r = land;
	r.editions = editions;
	r.n_editions = sizeof(editions) / sizeof(editions[0]);
	r.at.ms = ms;
	return r;
}

Test(unit, the_tree_of_any_day_is_told_from_one_list)
{
	static const struct {
		int64_t at;
		const char *name;
		bool is_void, has_new;
	} rows[] = {
		{ 0, "office " FURONG, false, false },
		{ 9, "office " FURONG, false, false },
		{ 10, "renamed", false, false },
		{ 19, "renamed", false, false },
		{ 20, "renamed", true, true },
		{ 99, "renamed", true, true },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct registry r = land_at(rows[i].at);
		const struct unit *u = registry_find(&r, code(FURONG));
		cr_expect_str_eq(u->name, rows[i].name, "%zu", i);
		cr_expect_eq(u->is_void, rows[i].is_void, "%zu", i);
		cr_expect_eq(registry_find(&r, code("430182")) != NULL, rows[i].has_new, "%zu", i);
		cr_expect_eq(registry_find(&r, code(TIANXIN)), unit(TIANXIN), "as in the files");
	}
}

Test(unit, who_acts_for_a_void_unit_is_followed_to_the_last)
{
	static const struct {
		int64_t at;
		const char *of, *heir;
	} rows[] = {
		{ 19, FURONG, FURONG },
		{ 20, FURONG, "430182" },
		{ 30, FURONG, TIANXIN },
		{ 30, "430182", TIANXIN },
		{ 30, TIANXIN, TIANXIN },
		{ 30, CLOSED_SCHOOL, CLOSED_SCHOOL },
		{ 30, "999999", "999999" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct registry r = land_at(rows[i].at);
		cr_expect_str_eq(registry_heir(&r, code(rows[i].of)).text, rows[i].heir, "%zu", i);
	}
	cr_expect_str_eq(registry_heir(&land, code(FURONG)).text, FURONG);
	struct registry r = land_at(20);
	r.editions = &editions[1];
	r.n_editions = 1;
	cr_expect_str_eq(registry_heir(&r, code(FURONG)).text, "430182", "one step is all there is");
}

/* Each unit once, in order, with a place of its own. */
static size_t
count_units(const struct registry *r)
{
	static bool is_taken[256];
	size_t n = 0;
	memset(is_taken, 0, sizeof(is_taken));
	struct unit_code last = code("");
	for (const struct unit *u = registry_next(r, last); u != NULL;
	    u = registry_next(r, u->code)) {
		const size_t place = registry_place(r, u);
		cr_assert_lt(place, r->n_units + r->n_editions);
		cr_expect_not(is_taken[place], "%s", u->code.text);
		is_taken[place] = true;
		cr_expect_lt(strcmp(last.text, u->code.text), 0);
		cr_expect_eq(registry_find(r, u->code), u);
		last = u->code;
		n++;
	}
	return n;
}

Test(unit, all_units_of_a_day_are_told_in_order_each_once)
{
	cr_expect_eq(count_units(&land), land.n_units);
	struct registry r = land_at(0);
	cr_expect_eq(count_units(&r), land.n_units);
	r = land_at(20);
	cr_expect_eq(count_units(&r), land.n_units + 1);
	r = land_at(30);
	cr_expect_eq(count_units(&r), land.n_units + 2);
	const struct registry empty = { .n_units = 0 };
	cr_expect_eq(count_units(&empty), 0);
}

Test(unit, the_digits_of_a_code_tell_its_province)
{
	cr_expect(unit_code_is_of(code(FURONG), code(HUNAN)));
	cr_expect(unit_code_is_of(code(FURONG_SCHOOL), code(HUNAN)));
	cr_expect_not(unit_code_is_of(code(FURONG_SCHOOL), code(GUANGDONG)));
	cr_expect(unit_code_is_of(code("659001"), code("660000")), "the corps' cities");
	cr_expect(unit_code_is_of(code("660000"), code("660000")));
	cr_expect_not(unit_code_is_of(code(FURONG), code("660000")));
}

Test(unit, a_place_is_under_a_known_office_of_a_higher_level)
{
	static const struct {
		const char *code, *parent, *fault;
		enum level level;
		bool is_void;
	} rows[] = {
		{ MINISTRY, "", NULL, LEVEL_MINISTRY, false },
		{ MINISTRY, HUNAN, " is the ministry and has a parent", LEVEL_MINISTRY, false },
		{ "430182", HUNAN, ": 000000, and nothing else, is the ministry", LEVEL_MINISTRY, false },
		{ MINISTRY, "", ": 000000, and nothing else, is the ministry", LEVEL_COUNTY, false },
		{ "430182", "999999", " has no known parent", LEVEL_COUNTY, false },
		{ "430182", FURONG, " has a parent that is not of a higher level", LEVEL_COUNTY, false },
		{ "430182", MINISTRY, " answers to the ministry, which only provinces do", LEVEL_COUNTY, false },
		{ "990000", MINISTRY, NULL, LEVEL_PROVINCE, false },
		{ "2143000777", CLOSED_SCHOOL, " has a parent that is not of a higher level", LEVEL_SCHOOL, false },
		{ "430182", CHANGSHA, NULL, LEVEL_COUNTY, false },
		{ "2143000777", FURONG, " has a parent that is void", LEVEL_SCHOOL, false },
		{ "2143000777", FURONG, NULL, LEVEL_SCHOOL, true },
	};
	const struct registry r = land_at(20);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct unit u = { .code = code(rows[i].code), .parent = code(rows[i].parent),
			.level = rows[i].level, .is_void = rows[i].is_void };
		const char *fault = unit_place_fault(&u, registry_parent(&r, &u));
		cr_expect_str_eq(fault == NULL ? "" : fault, rows[i].fault == NULL ? "" : rows[i].fault,
		    "%zu", i);
	}
}
