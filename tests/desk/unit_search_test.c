/* Finding units by their names. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "desk/unit_search.h"

TestSuite(unit_search, .timeout = 60);

#define OFFICE(code, parent, level, name) { { code }, { parent }, LEVEL_##level, PHASE_NONE, false, name }
#define A_SCHOOL(code, parent, is_void, name) { { code }, { parent }, LEVEL_SCHOOL, PHASE_PRIMARY, is_void, name }

/* Sorted by code, as the registry is. */
static const struct unit units[] = {
	OFFICE("000000", "", MINISTRY, "教育部"),
	A_SCHOOL("2143000101", "430102", false, "实验小学"),
	A_SCHOOL("2143000102", "430103", false, "实验小学"),
	A_SCHOOL("2143000103", "430102", false, "实验小学分校"),
	A_SCHOOL("2143000104", "430102", false, "长沙市第一小学"),
	A_SCHOOL("2143000105", "430103", false, "长沙市第一小学东校区"),
	A_SCHOOL("2143000106", "430103", true, "长沙市第二小学"),
	A_SCHOOL("2143000107", "430103", false, "长沙市第二小学"),
	A_SCHOOL("2143000108", "430103", true, "古镇小学"),
	A_SCHOOL("2143000109", "430102", false, "𬭎𠮷小学"),		/* of extensions E and B: four bytes each */
	A_SCHOOL("2143000110", "430102", false, "St. Mary 国际学校"),
	A_SCHOOL("2143000111", "430103", false, "101中学"),
	OFFICE("430000", "000000", PROVINCE, "湖南省教育厅"),
	OFFICE("430100", "430000", PREFECTURE, "长沙市教育局"),
	OFFICE("430102", "430100", COUNTY, "长沙市芙蓉区教育局"),
	OFFICE("430103", "430100", COUNTY, "长沙市天心区教育局"),
};
enum { N_UNITS = sizeof(units) / sizeof(units[0]) };
static const struct registry registry = { .units = units, .n_units = N_UNITS, .version = 1 };

/* The codes that were found, the last three digits each, one behind the other. */
static const char *
found(const struct registry *r, const char *text, const struct unit_wanted *wanted, struct unit_found *ret)
{
	static char codes[256];
	codes[0] = '\0';
	cr_assert_eq(unit_search(r, text, wanted, ret), UNIT_ASKED_WELL, "%s", text);
	for (size_t i = 0; i < ret->n; i++) {
		strcat(codes, ret->at[i]->code.text + strlen(ret->at[i]->code.text) - 3);
		strcat(codes, " ");
	}
	return codes;
}

static const struct unit_wanted schools = { .is_school = true, .most = 20 }, all = { .most = 20 };

Test(unit_search, by_name_by_part_and_by_where_it_stands)
{
	static const struct {
		const char *text, *codes;
		bool is_exact, is_one;
	} rows[] = {
		{ "长沙市第一小学", "104 ", true, true },	/* a part of the name of another one */
		{ "第一小学", "104 105 ", false, false },
		{ "第一小学东", "105 ", false, true },
		{ "东校区", "105 ", false, true },
		{ "实验小学", "101 102 ", true, false },	/* two are called so, a third one longer */
		{ "芙蓉区 实验小学", "101 ", true, true },
		{ "实验小学 天心", "102 ", true, true },
		{ "天心区　实验小学", "102 ", true, true },	/* U+3000 between */
		{ "芙蓉区 实验", "101 103 ", false, false },
		{ "\t 分校 \r\n", "103 ", false, true },	/* as it was copied */
		{ "长沙市", "104 105 107 106 ", false, false },
		{ "小学 长沙市第一", "104 105 ", false, false },
		{ "小学", "101 102 103 104 105 107 109 106 108 ", false, false },
		{ "没有这所", "", false, false },
		{ "芙蓉区", "", false, false },			/* where it stands alone is no name */
		{ "芙蓉区 没有这所", "", false, false },
		{ "101中学", "111 ", true, true },
		{ "St. Mary 国际学校", "110 ", true, true },	/* a blank within the name */
		{ "Mary", "110 ", false, true },
		{ "一 二 三 四 五 六 七 八 九 十", "", false, false },
		{ "<script>alert(1)</script>", "", false, false },
		{ "%s%n", "", false, false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct unit_found f;
		cr_expect_str_eq(found(&registry, rows[i].text, &schools, &f), rows[i].codes, "%s: %s", rows[i].text,
		    found(&registry, rows[i].text, &schools, &f));
		cr_expect_eq(f.is_exact, rows[i].is_exact, "%s", rows[i].text);
		cr_expect_eq(unit_found_one(&f) != NULL, rows[i].is_one, "%s", rows[i].text);
	}
}

Test(unit_search, characters_of_gb_18030_beyond_the_first_plane_are_characters)
{
	struct unit_found f;
	cr_expect_str_eq(found(&registry, "𬭎𠮷小学", &schools, &f), "109 ");
	cr_expect(f.is_exact);
	cr_expect_str_eq(found(&registry, "𬭎𠮷", &schools, &f), "109 ");
	cr_expect_str_eq(found(&registry, "𠮷小", &schools, &f), "109 ");
	cr_expect_eq(unit_search(&registry, "𬭎", &schools, &f), UNIT_ASKED_SHORT, "one character of four bytes");
	cr_expect_str_eq(found(&registry, "𬭎𠮶", &schools, &f), "", "its neighbour in the table");
}

Test(unit_search, offices_are_found_where_not_only_schools_are_wanted)
{
	struct unit_found f;
	static const struct unit_wanted under = { .under = { "430103" }, .most = 20 };
	cr_expect_str_eq(found(&registry, "天心区教育局", &schools, &f), "");
	cr_expect_str_eq(found(&registry, "天心区教育局", &all, &f), "103 ");
	cr_expect_str_eq(found(&registry, "实验小学", &under, &f), "102 ");
	cr_expect_str_eq(found(&registry, "教育局", &under, &f), "103 ");
}

Test(unit_search, of_a_closed_school_and_its_heir_of_the_same_name_the_heir_is_meant)
{
	struct unit_found f;
	cr_expect_str_eq(found(&registry, "长沙市第二小学", &schools, &f), "107 106 ");
	cr_assert_not_null(unit_found_one(&f));
	cr_expect_str_eq(unit_found_one(&f)->code.text, "2143000107");
	cr_expect_str_eq(found(&registry, "古镇小学", &schools, &f), "108 ");
	cr_assert_not_null(unit_found_one(&f));
	cr_expect(unit_found_one(&f)->is_void, "the only one there is, and who asks is told that it is closed");
}

Test(unit_search, a_published_change_counts_from_its_day_and_the_old_name_no_longer)
{
	struct unit_found f;
	static const struct unit_edition editions[] = {
		{ A_SCHOOL("2143000101", "430102", false, "育才小学"), { 1000 }, { "" } },
		{ A_SCHOOL("2143000112", "430102", false, "新建小学"), { 1000 }, { "" } },
	};
	struct registry r = registry;
	r.editions = editions;
	r.n_editions = 2;
	r.at.ms = 999;
	cr_expect_str_eq(found(&r, "育才小学", &schools, &f), "");
	cr_expect_str_eq(found(&r, "实验小学", &schools, &f), "101 102 ");
	cr_expect_str_eq(found(&r, "新建小学", &schools, &f), "");
	r.at.ms = 1000;
	cr_expect_str_eq(found(&r, "育才小学", &schools, &f), "101 ");
	cr_expect_str_eq(found(&r, "实验小学", &schools, &f), "102 ");
	cr_expect_str_eq(found(&r, "新建小学", &schools, &f), "112 ");
}

Test(unit_search, of_more_than_there_is_room_for_the_best_are_shown_and_all_are_counted)
{
	struct unit_found f;
	static const struct unit_wanted three = { .is_school = true, .most = 3 }, one = { .most = 1 };
	cr_expect_str_eq(found(&registry, "小学", &three, &f), "101 102 103 ");
	cr_expect_eq(f.n_all, 9);
	cr_expect_eq(f.n_open, 7);
	cr_expect_null(unit_found_one(&f));
	cr_expect_str_eq(found(&registry, "第一", &one, &f), "104 ");
	cr_expect_null(unit_found_one(&f), "one is shown, two fit");
}

Test(unit_search, what_cannot_be_asked_is_said_by_its_kind)
{
	static const struct {
		const char *text;
		enum unit_asked is;
	} rows[] = {
		{ "", UNIT_ASKED_NOTHING }, { "  　 ", UNIT_ASKED_NOTHING }, { "校", UNIT_ASKED_SHORT },
		{ " 校 ", UNIT_ASKED_SHORT }, { "长沙\x01", UNIT_ASKED_UNREADABLE }, { "长沙\x7f", UNIT_ASKED_UNREADABLE },
		{ "长沙\xc2\x85", UNIT_ASKED_UNREADABLE }, { "长沙\xe9", UNIT_ASKED_UNREADABLE },
		{ "\xc0\x80小学", UNIT_ASKED_UNREADABLE }, { "\xed\xa0\x80小学", UNIT_ASKED_UNREADABLE },
	};
	struct unit_found f;
	char text[4 * 65 + 1] = "";
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cr_expect_eq(unit_search(&registry, rows[i].text, &schools, &f), rows[i].is, "%zu", i);
		cr_expect_eq(f.n, 0);
		cr_expect_null(unit_found_one(&f));
	}
	for (int i = 0; i < 64; i++)
		strcat(text, "𠮷");
	cr_expect_eq(unit_search(&registry, text, &schools, &f), UNIT_ASKED_WELL);
	strcat(text, "𠮷");
	cr_expect_eq(unit_search(&registry, text, &schools, &f), UNIT_ASKED_LONG);
}
