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
	const struct registry empty = { NULL, 0, 0 };
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
	const struct registry r = { loop, 4, 1 };
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
	const struct unit_contacts three = { rows, 3 }, none = { NULL, 0 };
	for (size_t i = 0; i < 3; i++)
		cr_expect_eq(unit_contact_find(&three, rows[i].unit), &rows[i]);
	const struct unit_code unknown[] = { { "" }, { "430101" }, { "430103" }, { "990000" } };
	for (size_t i = 0; i < 4; i++)
		cr_expect_null(unit_contact_find(&three, unknown[i]), "%s", unknown[i].text);
	cr_expect_null(unit_contact_find(&none, rows[0].unit));
}
