/* What may be changed in the tree of units, by whom. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/land.h"
#include "core/unit_change.h"

/* TIANXIN changes at 90; a school comes under HETANG at 90. */
static const struct unit_edition later[] = {
	{ .unit = { { "2143000666" }, { HETANG }, LEVEL_SCHOOL, PHASE_PRIMARY, false, "later" }, .from = { 90 } },
	{ .unit = { { TIANXIN }, { CHANGSHA }, LEVEL_COUNTY, PHASE_NONE, false, "later" }, .from = { 90 } },
	{ .unit = { { "430111" }, { CHANGSHA }, LEVEL_COUNTY, PHASE_NONE, true, "was" }, .from = { 10 },
	    .successor = { FURONG } },
};

static struct registry
tree(void)
{
	struct registry r = land;
	r.editions = later;
	r.n_editions = sizeof(later) / sizeof(later[0]);
	r.at.ms = 50;
	return r;
}

struct row {
	const char *who;
	enum unit_change_kind kind;
	const char *code, *to;
	enum level level;
	const char *fault;	/* NULL: none */
};

static void
expect(const struct row *rows, size_t n)
{
	const struct registry r = tree();
	for (size_t i = 0; i < n; i++) {
		const struct unit_change c = { .kind = rows[i].kind,
			.unit = { .code = code(rows[i].code), .level = rows[i].level }, .to = code(rows[i].to) };
		const char *fault = unit_change_fault(&c, &r, code(rows[i].who));
		cr_expect_str_eq(fault == NULL ? "" : fault, rows[i].fault == NULL ? "" : rows[i].fault,
		    "row %zu: %s", i, rows[i].code);
	}
}

#define EXPECT(rows) expect(rows, sizeof(rows) / sizeof(rows[0]))
#define NOT_BELOW " is not below the province that publishes"
#define USED	  " is void, and the code of a void unit is never used again"
#define LATER	  " changes later, as was published: decide for a day after that"

Test(unit_change, the_code_of_a_unit_that_ever_was_is_never_used_again)
{
	static const struct row rows[] = {
		{ HUNAN, UNIT_ADD, "430182", CHANGSHA, LEVEL_COUNTY, NULL },
		{ HUNAN, UNIT_ADD, CLOSED_SCHOOL, FURONG, LEVEL_SCHOOL, USED },
		{ HUNAN, UNIT_ADD, "430111", CHANGSHA, LEVEL_COUNTY, USED },
		{ HUNAN, UNIT_ADD, TIANXIN, CHANGSHA, LEVEL_COUNTY, " is the code of another unit" },
		{ HUNAN, UNIT_ADD, "2143000666", FURONG, LEVEL_SCHOOL, " is the code of another unit" },
		{ HUNAN, UNIT_RENAME, CLOSED_SCHOOL, "", 0, " is void, and a void unit stays as it is" },
		{ HUNAN, UNIT_MOVE, "430111", ZHUZHOU, 0, " is void, and a void unit stays as it is" },
		{ HUNAN, UNIT_MERGE, FURONG, "430111", 0, " is merged into a unit that is not there" },
		{ HUNAN, UNIT_MERGE, FURONG, "430199", 0, NOT_BELOW },
		{ MINISTRY, UNIT_MERGE, FURONG, "430199", 0, " is merged into a unit that is not there" },
	};
	EXPECT(rows);
}

Test(unit_change, a_province_changes_what_is_below_it_and_the_ministry_offices)
{
	static const struct row rows[] = {
		{ HUNAN, UNIT_RENAME, FURONG_SCHOOL, "", 0, NULL },
		{ HUNAN, UNIT_RENAME, LIWAN_SCHOOL, "", 0, NOT_BELOW },
		{ HUNAN, UNIT_RENAME, HUNAN, "", 0, NOT_BELOW },
		{ HUNAN, UNIT_RENAME, MINISTRY, "", 0, NOT_BELOW },
		{ HUNAN, UNIT_CONTACT, FURONG, "", 0, NULL },
		{ HUNAN, UNIT_ADD, "440182", GUANGZHOU, LEVEL_COUNTY, NOT_BELOW },
		{ HUNAN, UNIT_ADD, HUNAN, HUNAN, LEVEL_COUNTY, NOT_BELOW },
		{ HUNAN, UNIT_ADD, "430182", HUNAN, LEVEL_COUNTY, NULL },
		{ HUNAN, UNIT_MOVE, FURONG_SCHOOL, LIWAN, 0, NOT_BELOW },
		{ HUNAN, UNIT_RENAME, "430199", "", 0, " is unknown" },
		{ MINISTRY, UNIT_RENAME, HUNAN, "", 0, NULL },
		{ MINISTRY, UNIT_RENAME, FURONG, "", 0, NULL },
		{ MINISTRY, UNIT_RENAME, MINISTRY, "", 0, " is the ministry and stays as it is" },
		{ MINISTRY, UNIT_RENAME, FURONG_SCHOOL, "", 0, " is a school, and its province's to change" },
		{ MINISTRY, UNIT_ADD, "990000", MINISTRY, LEVEL_PROVINCE, NULL },
		{ MINISTRY, UNIT_ADD, "990100", MINISTRY, LEVEL_PROVINCE,
		    ": a province's code, and no other, ends in 0000" },
		{ MINISTRY, UNIT_ADD, "990000", HUNAN, LEVEL_COUNTY,
		    ": a province's code, and no other, ends in 0000" },
	};
	EXPECT(rows);
}

Test(unit_change, a_unit_moves_within_its_province_to_a_higher_level)
{
	static const struct row rows[] = {
		{ HUNAN, UNIT_MOVE, FURONG_SCHOOL, HETANG, 0, NULL },
		{ HUNAN, UNIT_MOVE, FURONG_SCHOOL, FURONG, 0, " answers to that unit already" },
		{ HUNAN, UNIT_MOVE, FURONG, ZHUZHOU, 0, NULL },
		{ HUNAN, UNIT_MOVE, FURONG, HETANG, 0, " has a parent that is not of a higher level" },
		{ MINISTRY, UNIT_MOVE, FURONG, "430199", 0, " has no known parent" },
		{ MINISTRY, UNIT_MOVE, HUNAN, GUANGDONG, 0, " answers to the ministry and stays there" },
		{ MINISTRY, UNIT_MOVE, FURONG, GUANGZHOU, 0, " has the digits of another province" },
		{ HUNAN, UNIT_ADD, "440182", CHANGSHA, LEVEL_COUNTY, " has the digits of another province" },
		{ HUNAN, UNIT_ADD, "2144000999", FURONG, LEVEL_SCHOOL, " has the digits of another province" },
		{ HUNAN, UNIT_MOVE, FURONG_SCHOOL, TIANXIN, 0, LATER },
		{ HUNAN, UNIT_RENAME, TIANXIN, "", 0, LATER },
	};
	EXPECT(rows);
}

Test(unit_change, offices_between_merge_and_no_others)
{
	static const struct row rows[] = {
		{ HUNAN, UNIT_MERGE, FURONG, CHANGSHA, 0, NULL },
		{ HUNAN, UNIT_MERGE, ZHUZHOU, CHANGSHA, 0, NULL },
		{ HUNAN, UNIT_MERGE, HETANG, FURONG, 0, " has units below it that change later" },
		{ HUNAN, UNIT_MERGE, CHANGSHA, ZHUZHOU, 0, " has units below it that change later" },
		{ HUNAN, UNIT_MERGE, FURONG, HETANG, 0, NULL },
		{ HUNAN, UNIT_MERGE, FURONG, FURONG, 0, " is merged into itself or a unit of an unlike level" },
		{ HUNAN, UNIT_MERGE, CHANGSHA, HETANG, 0, " is merged into itself or a unit of an unlike level" },
		{ HUNAN, UNIT_MERGE, FURONG, HUNAN, 0, " is merged into itself or a unit of an unlike level" },
		{ HUNAN, UNIT_MERGE, FURONG_SCHOOL, FURONG_OTHER, 0, ": only counties and prefectures are merged" },
		{ MINISTRY, UNIT_MERGE, HUNAN, GUANGDONG, 0, ": only counties and prefectures are merged" },
		{ MINISTRY, UNIT_MERGE, FURONG, LIWAN, 0, " is merged into a unit of another province" },
		{ HUNAN, UNIT_MERGE, FURONG, TIANXIN, 0, LATER },
		{ HUNAN, UNIT_MERGE, TIANXIN, FURONG, 0, LATER },
	};
	EXPECT(rows);
}

Test(unit_change, what_becomes_of_a_unit_is_told_with_all_it_had)
{
	const struct registry r = tree();
	struct unit_change c = { .kind = UNIT_RENAME, .unit = { .code = code(FURONG), .name = "new" } };
	struct unit_edition e = unit_change_edition(&c, &r);
	cr_expect_str_eq(e.unit.name, "new");
	cr_expect_str_eq(e.unit.parent.text, CHANGSHA);
	cr_expect_eq(e.from.ms, 50);
	c.kind = UNIT_MOVE;
	c.to = code(ZHUZHOU);
	e = unit_change_edition(&c, &r);
	cr_expect_str_eq(e.unit.name, "office " FURONG);
	cr_expect_str_eq(e.unit.parent.text, ZHUZHOU);
	cr_expect(unit_code_is_none(e.successor));
	c.kind = UNIT_MERGE;
	e = unit_change_edition(&c, &r);
	cr_expect(e.unit.is_void);
	cr_expect_str_eq(e.unit.parent.text, CHANGSHA);
	cr_expect_str_eq(e.successor.text, ZHUZHOU);
	c.kind = UNIT_CONTACT;
	e = unit_change_edition(&c, &r);
	cr_expect_str_eq(e.unit.name, "office " FURONG);
	c.kind = UNIT_ADD;
	c.unit.level = LEVEL_COUNTY;
	c.unit.code = code("430182");
	e = unit_change_edition(&c, &r);
	cr_expect_str_eq(e.unit.parent.text, ZHUZHOU);
	cr_expect_eq(e.unit.level, LEVEL_COUNTY);
	cr_expect_str_eq(e.unit.name, "new");
}

Test(unit_change, every_kind_has_a_name)
{
	enum unit_change_kind k = UNIT_ADD;
	for (int i = 0; i < UNIT_CHANGE_N; i++) {
		cr_expect(unit_change_parse(unit_change_name((enum unit_change_kind)i), &k));
		cr_expect_eq((int)k, i);
	}
	cr_expect_not(unit_change_parse("split", &k));
}
