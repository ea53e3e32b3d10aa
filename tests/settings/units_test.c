/* Files of units: what is wrong with a tree is said with the line it stands on. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "shelf.h"

TestSuite(units, .init = shelf_begin, .fini = shelf_end);

#define EXPECT_FAULTS(rows) shelf_expect_faults(rows, sizeof(rows) / sizeof(rows[0]))

/* -- one row ------------------------------------------------------------------------ */

#define HUNAN     "430000,000000,province,,0,湖南省教育厅"
#define FURONG    "430102,430100,county,,0,长沙市芙蓉区教育局"
#define SCHOOL    "2143000001,430102,school,primary,0,芙蓉小学"

#define NO_CODE   ":7:1: the code is neither six nor ten digits"
#define NO_PARENT ":7:1: the parent's code is neither six nor ten digits"
#define NO_NAME   ":7:1: the name is empty, too long or not UTF-8"

/* 32 characters fit, as core/unit.h says. */
#define NAME_32 "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二"

static const struct spoilt in_a_row[] = {
	{ "units.csv", "430102,", "43010,", "units.csv" NO_CODE },
	{ "units.csv", "430102,", "4301020,", "units.csv" NO_CODE },
	{ "units.csv", "430102,", "43010２,", "units.csv" NO_CODE },
	{ "units.csv", "430102,", " 430102,", "units.csv" NO_CODE },
	{ "units.csv", "430102,", ",", "units.csv" NO_CODE },
	{ "units.csv", "430102,430100", "430102,43O100", "units.csv" NO_PARENT },
	{ "units.csv", "430102,430100", "430102,4301", "units.csv" NO_PARENT },
	{ "units.csv", "430100,county", "430100,district",
	    "units.csv:7:1: no such level" },
	{ "units.csv", "430100,county", "430100,County", "units.csv:7:1: no such level" },
	{ "units.csv", "430100,county", "430100,", "units.csv:7:1: no such level" },
	{ "units.csv", "430100,county,", "430100,county,tertiary",
	    "units.csv:7:1: no such phase" },
	{ "units.csv", "430100,county", "430100,school",
	    "units.csv:7:1: ten digits are a school's, six an office's" },
	{ "schools.csv", "430102,school", "430102,county",
	    "schools.csv:2:1: ten digits are a school's, six an office's" },
	{ "units.csv", "county,,0,长沙市芙", "county,,2,长沙市芙",
	    "units.csv:7:1: void is 0 or 1" },
	{ "units.csv", "county,,0,长沙市芙", "county,,yes,长沙市芙",
	    "units.csv:7:1: void is 0 or 1" },
	{ "units.csv", "county,,0,长沙市芙", "county,,,长沙市芙",
	    "units.csv:7:1: void is 0 or 1" },
	{ "units.csv", "长沙市芙蓉区教育局", "", "units.csv" NO_NAME },
	{ "units.csv", "长沙市芙蓉区教育局", NAME_32 "三", "units.csv" NO_NAME },
	{ "units.csv", "长沙市芙蓉区教育局", "\xb3\xa4\xc9\xb3", "units.csv" NO_NAME },
	{ "units.csv", "长沙市芙蓉区教育局", "\xed\xa0\x80", "units.csv" NO_NAME },
	{ "units.csv", "长沙市芙蓉", "长沙市\t芙蓉",
	    "units.csv:7:1: a control character in the name" },
	{ "units.csv", "长沙市芙蓉", "长沙市,芙蓉",
	    "units.csv:7:1: wrong number of fields" },
	{ "units.csv", ",长沙市芙蓉区教育局", "",
	    "units.csv:7:1: wrong number of fields" },
	{ "units.csv", FURONG, ",,,,,,,,,,,,", "units.csv:7:1: wrong number of fields" },
	{ "units.csv", FURONG, "430102;430100;county;;0;芙蓉",
	    "units.csv:7:1: wrong number of fields" },
};

Test(units, a_fault_in_a_row_is_said_with_its_line)
{
	EXPECT_FAULTS(in_a_row);
}

Test(units, a_name_of_32_characters_fits)
{
	shelf_set("units.csv", "长沙市芙蓉区教育局", NAME_32);
	struct law *law = shelf_law();
	cr_expect_str_eq(
	    registry_find(law_registry(law), shelf_code("430102"))->name, NAME_32);
	law_free(law);
}

/* -- the tree ----------------------------------------------------------------------- */

#define TWICE      " stands twice"
#define NO_KNOWN   " has no known parent"
#define NOT_HIGHER " has a parent that is not of a higher level"
#define MINISTRY   ": 000000, and nothing else, is the ministry"
#define VOID       " has a parent that is void"

static const struct spoilt in_the_tree[] = {
	{ "units.csv", "430102,430100", "430102,430200",
	    "units.csv:7:1: 430102" NO_KNOWN },
	{ "units.csv", "430102,430100", "430102,", "units.csv:7:1: 430102" NO_KNOWN },
	{ "schools.csv", "2143000001,430102", "2143000001,430103",
	    "schools.csv:2:1: 2143000001" NO_KNOWN },
	{ "units.csv", "", HUNAN "\n", "units.csv:11:1: 430000" TWICE },
	{ "units.csv", "", "430102,430000,county,,1,别的名字\n",
	    "units.csv:11:1: 430102" TWICE },
	{ "schools.csv", "", FURONG "\n", "schools.csv:6:1: 430102" TWICE },
	{ "schools.csv", "", SCHOOL "\n", "schools.csv:6:1: 2143000001" TWICE },
	/* Loops: with itself, of two, by a school. */
	{ "units.csv", "430100,430000", "430100,430100",
	    "units.csv:6:1: 430100" NOT_HIGHER },
	{ "units.csv", "430100,430000,prefecture", "430100,430102,prefecture",
	    "units.csv:6:1: 430100" NOT_HIGHER },
	{ "units.csv", "430102,430100", "430102,2143000001",
	    "units.csv:7:1: 430102" NOT_HIGHER },
	{ "schools.csv", "2143000001,430102", "2143000001,2144000001",
	    "schools.csv:2:1: 2143000001" NOT_HIGHER },
	/* The wrong order of levels. */
	{ "units.csv", "430102,430100,county", "430102,430100,prefecture",
	    "units.csv:7:1: 430102" NOT_HIGHER },
	{ "units.csv", "430102,430100,county", "430102,430100,province",
	    "units.csv:7:1: 430102" NOT_HIGHER },
	{ "units.csv", "430000,000000,province", "430000,110000,province",
	    "units.csv:5:1: 430000" NOT_HIGHER },
	/* The top of it. */
	{ "units.csv", "430000,000000,province", "430000,,ministry",
	    "units.csv:5:1: 430000" MINISTRY },
	{ "units.csv", "000000,,ministry", "000000,,province",
	    "units.csv:2:1: 000000" MINISTRY },
	{ "units.csv", "000000,,", "000000,999999,",
	    "units.csv:2:1: 000000 is the ministry and has"
	    " a parent" },
	{ "units.csv", "000000,,", "000000,430000,",
	    "units.csv:2:1: 000000 is the ministry and has"
	    " a parent" },
	{ "units.csv", "110101,110000", "110101,000000",
	    "units.csv:4:1: 110101 answers to the ministry, which only provinces do" },
	{ "schools.csv", "2143000001,430102", "2143000001,000000",
	    "schools.csv:2:1: 2143000001 answers to the ministry, which only provinces "
	    "do" },
	/* Nobody would take what is sent to a closed office. */
	{ "units.csv", "430100,430000,prefecture,,0", "430100,430000,prefecture,,1",
	    "units.csv:7:1: 430102" VOID },
	{ "schools.csv", "2143000001,430102", "2143000001,430121",
	    "schools.csv:2:1: 2143000001" VOID },
};

Test(units, a_fault_in_the_tree_is_said_with_its_line)
{
	EXPECT_FAULTS(in_the_tree);
}

Test(units, what_is_void_stays_known_below_what_is_void)
{
	struct law *law = shelf_law();
	const struct registry *r = law_registry(law);
	const struct unit *school = registry_find(r, shelf_code("2143000009"));
	cr_assert_not_null(school);
	cr_expect(school->is_void);
	cr_expect(registry_parent(r, school)->is_void);
	cr_expect_not(registry_find(r, shelf_code("430102"))->is_void);
	law_free(law);
}

Test(units, the_holes_of_the_tree_are_no_faults)
{
	struct law *law = shelf_law();
	const struct registry *r = law_registry(law);
	const struct unit *school = registry_find(r, shelf_code("2144000001"));
	cr_expect_str_eq(registry_office(r, school)->code.text, "441900", "东莞");
	cr_expect_null(registry_at_level(r, school, LEVEL_COUNTY));
	const struct unit *district = registry_find(r, shelf_code("110101"));
	cr_expect_null(registry_at_level(r, district, LEVEL_PREFECTURE), "北京");
	law_free(law);
	shelf_set("schools.csv", "", "2143000002,430000,school,senior,0,省直属中学\n");
	law_free(shelf_law());
}

Test(units, a_unit_is_read_as_it_is_written)
{
	struct law *law = shelf_law();
	const struct unit *u = registry_find(law_registry(law), shelf_code("2144000001"));
	cr_assert_not_null(u);
	cr_expect_str_eq(u->code.text, "2144000001");
	cr_expect_str_eq(u->parent.text, "441900");
	cr_expect_eq(u->level, LEVEL_SCHOOL);
	cr_expect_eq(u->phase, PHASE_JUNIOR);
	cr_expect_str_eq(u->name, "东莞初级中学");
	u = registry_find(law_registry(law), shelf_code("2111000001"));
	cr_expect_eq(u->phase, PHASE_NONE, "a nine-year school has no single phase");
	law_free(law);
}

/* The order of rows and files says nothing. */
Test(units, the_registry_is_sorted_by_code_however_the_files_are)
{
	struct law *law = shelf_law();
	const struct registry *r = law_registry(law);
	cr_expect_eq(r->n_units, 13);
	for (size_t i = 1; i < r->n_units; i++)
		cr_expect_lt(strcmp(r->units[i - 1].code.text, r->units[i].code.text), 0);
	const uint32_t version = r->version;
	law_free(law);
	char units[sizeof(shelf_settings()->law_units)];
	strcpy(units, shelf_settings()->law_units);
	strcpy(shelf_settings()->law_units, shelf_settings()->law_schools.item[0]);
	strcpy(shelf_settings()->law_schools.item[0], units);
	law = shelf_law();
	cr_expect_eq(law_registry(law)->version, version);
	law_free(law);
}

Test(units, trees_that_differ_have_different_versions)
{
	static const char *const changes[][2] = {
		{ "430102,430100", "430102,430000" },
		{ "430102,430100", "430103,430100" },
		{ "441900,440000,prefecture", "441900,440000,county" },
		{ "441900,440000,prefecture,,0", "441900,440000,prefecture,,1" },
		{ FURONG "\n", "" },
	};
	enum { N = sizeof(changes) / sizeof(changes[0]) };
	uint32_t versions[N + 1];
	shelf_settings()->law_schools.n = 0;
	for (size_t i = 0; i <= N; i++) {
		shelf_fill();
		if (i < N)
			shelf_set("units.csv", changes[i][0], changes[i][1]);
		struct law *law = shelf_law();
		versions[i] = law_registry(law)->version;
		law_free(law);
		for (size_t k = 0; k < i; k++)
			cr_expect_neq(versions[k], versions[i], "rows %zu and %zu", k, i);
	}
}

/* The phase of a school decides whether its prefecture is asked. */
Test(units, schools_of_another_phase_are_another_tree)
{
	struct law *law = shelf_law();
	const uint32_t before = law_registry(law)->version;
	law_free(law);
	shelf_set("schools.csv", "school,junior", "school,senior");
	law = shelf_law();
	cr_expect_neq(law_registry(law)->version, before);
	law_free(law);
}

/* A name may be corrected without anybody's route becoming another one. */
Test(units, a_name_is_no_part_of_the_version)
{
	struct law *law = shelf_law();
	const uint32_t before = law_registry(law)->version;
	law_free(law);
	shelf_set("units.csv", "芙蓉区教育局", "芙蓉区教育和体育局");
	law = shelf_law();
	cr_expect_eq(law_registry(law)->version, before);
	law_free(law);
}

/* -- the files ---------------------------------------------------------------------- */

#define HEADER   "code,parent,level,phase,void,name"
#define FIRST(f) f ":1:1: the first line has to be \"" HEADER "\""

static const struct spoilt headers[] = {
	{ "units.csv", HEADER "\n", "", FIRST("units.csv") },
	{ "units.csv", HEADER, "code,parent,level,phase,name,void", FIRST("units.csv") },
	{ "units.csv", HEADER, "", FIRST("units.csv") },
	{ "schools.csv", HEADER "\n", "", FIRST("schools.csv") },
};

/* Without its header a file would silently lose its first unit. */
Test(units, the_first_line_is_the_header)
{
	EXPECT_FAULTS(headers);
	shelf_fill();
	shelf_write("units.csv", "");
	shelf_expect_fault(FIRST("units.csv"));
}

Test(units, a_file_without_the_ministry_is_no_tree)
{
	shelf_settings()->law_schools.n = 0;
	shelf_write("units.csv", HEADER "\n");
	shelf_expect_fault("units.csv:1:1: no ministry, 000000");
}

Test(units, a_zero_byte_does_not_cut_a_file_short)
{
	static const char text[] = HEADER "\n000000,,ministry,,0,教育部\n\0"
					  "430000,000000,province,,0,湖南\n";
	shelf_settings()->law_schools.n = 0;
	shelf_write_bytes("units.csv", text, sizeof(text) - 1);
	shelf_expect_fault("units.csv:3:1: a NUL byte");
}

/* What spreadsheets save. */
Test(units, a_byte_order_mark_carriage_returns_and_blank_lines_are_no_faults)
{
	shelf_settings()->law_schools.n = 0;
	shelf_write("units.csv", "\xef\xbb\xbf" HEADER "\r\n"
				 "000000,,ministry,,0,教育部\r\n"
				 "\r\n"
				 "430000,000000,province,,0,湖南省教育厅\r\n"
				 "\n"
				 "440000,000000,province,,0,广东省教育厅");
	struct law *law = shelf_law();
	const struct registry *r = law_registry(law);
	cr_assert_eq(r->n_units, 3);
	cr_expect_str_eq(r->units[1].name, "湖南省教育厅");
	cr_expect_str_eq(r->units[2].name, "广东省教育厅");
	law_free(law);
	shelf_set("units.csv", "province,,0,广东", "province,,0,");
	shelf_set("units.csv", "440000,000000", "440000,430000");
	shelf_expect_fault("units.csv:6:1: 440000" NOT_HIGHER);
}

Test(units, a_line_without_end_has_the_wrong_number_of_fields)
{
	static char line[1 << 20];
	memset(line, 'x', sizeof(line) - 1);
	shelf_settings()->law_schools.n = 0;
	shelf_write("units.csv", HEADER "\n");
	FILE *f = fopen(shelf_path("units.csv"), "ab");
	cr_assert_not_null(f);
	(void)fputs(line, f);
	(void)fclose(f);
	shelf_expect_fault("units.csv:2:1: wrong number of fields");
	memset(line, ',', sizeof(line) - 1);
	shelf_write("units.csv", HEADER "\n");
	f = fopen(shelf_path("units.csv"), "ab");
	cr_assert_not_null(f);
	(void)fputs(line, f);
	(void)fclose(f);
	shelf_expect_fault("units.csv:2:1: wrong number of fields");
}

Test(units, a_file_that_is_not_there_is_named)
{
	strcpy(shelf_settings()->law_schools.item[0], shelf_path("nowhere.csv"));
	shelf_expect_fault("nowhere.csv: No such file or directory");
	strcpy(shelf_settings()->law_schools.item[0], shelf_path("policy"));
	shelf_expect_fault("policy: cannot be read");
}

/* The whole country: as many schools as there are. */
Test(units, two_hundred_thousand_schools_are_read, .timeout = 60)
{
	enum { N = 206600 };
	FILE *f = fopen(shelf_path("schools.csv"), "wb");
	cr_assert_not_null(f);
	(void)fputs(HEADER "\n", f);
	for (int i = N; i > 0; i--)
		(void)fprintf(f, "2143%06d,430102,school,primary,0,第%d小学\n", i, i);
	(void)fclose(f);
	struct law *law = shelf_law();
	const struct registry *r = law_registry(law);
	cr_expect_eq(r->n_units, N + 9);
	cr_expect_str_eq(registry_find(r, shelf_code("2143000042"))->name, "第42小学");
	law_free(law);
	shelf_set("units.csv", "430102,430100", "430103,430100");
	shelf_expect_fault("schools.csv:206601:1: 2143000001" NO_KNOWN);
}
