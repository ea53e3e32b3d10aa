/* The law as a whole: which policy is whose, what may lie in the folder of policies. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shelf.h"

TestSuite(law, .init = shelf_begin, .fini = shelf_end);

static const char *
policy_of(const struct law *law, const char *unit)
{
	return law_policy(law, shelf_code(unit))->province.text;
}

Test(law, a_unit_lives_by_the_policy_of_its_province)
{
	struct law *law = shelf_law();
	static const char *const in_hunan[] = { "430000", "430100", "430102",
		"2143000001", "2143000009" };
	for (size_t i = 0; i < sizeof(in_hunan) / sizeof(in_hunan[0]); i++)
		cr_expect_str_eq(
		    policy_of(law, in_hunan[i]), "430000", "%s", in_hunan[i]);
	cr_expect_eq(law_policy(law, shelf_code("430102"))->version, 7);
	cr_expect_eq(law_policy(law, shelf_code("430102"))->days[DAYS_SENDING_SCHOOL], 5);
	cr_expect_eq(
	    law_policy(law, shelf_code("430102"))->days[DAYS_SENDING_OFFICE], 10);
	law_free(law);
}

Test(law, a_unit_whose_province_has_no_policy_lives_by_the_nations)
{
	struct law *law = shelf_law();
	static const char *const others[] = { "000000", "110000", "110101", "2111000001",
		"441900", "2144000001", "999999" };
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		cr_expect_eq(law_policy(law, shelf_code(others[i])), law_nation(law),
		    "%s", others[i]);
	cr_expect_str_eq(law_nation(law)->province.text, "000000");
	cr_expect_eq(law_nation(law)->version, 3);
	law_free(law);
}

/* By the tree, not by the digits of the code. */
Test(law, a_city_of_bingtuan_does_not_live_by_the_policy_of_xinjiang)
{
	shelf_set("units.csv", "",
	    "650000,000000,province,,0,新疆维吾尔自治区教育厅\n"
	    "660000,000000,province,,0,新疆生产建设兵团教育局\n"
	    "659001,660000,county,,0,石河子市教育局\n");
	shelf_write("policy/650000.yaml", "version: 65\n");
	struct law *law = shelf_law();
	cr_expect_eq(law_policy(law, shelf_code("659001")), law_nation(law));
	law_free(law);
	shelf_write("policy/660000.yaml", "version: 66\n");
	law = shelf_law();
	cr_expect_eq(law_policy(law, shelf_code("659001"))->version, 66);
	law_free(law);
}

/* -- the folder of policies --------------------------------------------------------- */

#define NAME ":1:1: a policy is named after its province in the tree, PP0000.yaml"

/* It would be in force nowhere, and nobody would notice. */
Test(law, a_policy_of_nobody_is_refused)
{
	static const char *const names[] = { "430100.yaml", "990000.yaml", "43000.yaml",
		"4300000.yaml", "readme.yaml", "hunan.yaml", "湖南.yaml", "430102.yaml",
		"430000-draft.yaml", ".yaml" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char path[64], fault[256];
		(void)snprintf(path, sizeof(path), "policy/%s", names[i]);
		(void)snprintf(fault, sizeof(fault), "%s" NAME, path);
		shelf_write(path, "version: 1\n");
		shelf_expect_fault(fault);
		cr_assert_eq(unlink(shelf_path(path)), 0);
	}
	law_free(shelf_law());
}

Test(law, what_is_no_yaml_in_the_folder_is_left_alone)
{
	shelf_write("policy/430000.yaml.was", "nonsense: 1\n");
	shelf_write("policy/430000.yaml~", "nonsense: 1\n");
	shelf_write("policy/README.md", "nonsense\n");
	cr_assert_eq(mkdir(shelf_path("policy/old"), 0700), 0);
	law_free(shelf_law());
}

Test(law, a_fault_in_a_policy_is_said_with_its_file)
{
	static const struct spoilt rows[] = {
		{ "policy/430000.yaml", "sending_school: 5", "sending_school: 11",
		    "policy/430000.yaml:3:3: more working days than the nation grants"
		    " (〔2025〕 Art. 15)" },
		{ "policy/430000.yaml", "", "grounds: [NO_RECORD]\n",
		    "policy/430000.yaml:4:1: \"grounds\": that ground is never legal "
		    "(FAQ-2, 12)" },
		{ "policy/000000.yaml", "answer_days: 10\n", "",
		    "policy/000000.yaml:1:1: \"answer_days\" is missing" },
		{ "policy/000000.yaml", "grounds:", "ground:",
		    "policy/000000.yaml:13:1: unknown key \"ground\"; did you mean "
		    "\"grounds\"?" },
	};
	shelf_expect_faults(rows, sizeof(rows) / sizeof(rows[0]));
}

/* Narrower yesterday, wider today: a province is held against the nation as it is. */
Test(law, a_nation_that_becomes_stricter_finds_the_provinces_that_are_not)
{
	shelf_set("policy/000000.yaml", "sending_school: 10", "sending_school: 4");
	shelf_expect_fault(
	    "policy/430000.yaml:3:3: more working days than the nation grants"
	    " (〔2025〕 Art. 15)");
}

Test(law, without_a_policy_of_the_nation_there_is_no_law)
{
	cr_assert_eq(unlink(shelf_path("policy/000000.yaml")), 0);
	shelf_expect_fault("policy/000000.yaml: No such file or directory");
	strcpy(shelf_settings()->law_policies, shelf_path("units.csv"));
	shelf_expect_fault("units.csv/000000.yaml: Not a directory");
}

Test(law, a_folder_instead_of_a_policy_is_said)
{
	cr_assert_eq(mkdir(shelf_path("policy/440000.yaml"), 0700), 0);
	shelf_expect_fault("policy/440000.yaml: cannot be read");
}

Test(law, every_province_may_have_a_policy)
{
	for (int p = 45; p < 82; p++) {
		char path[32], row[64];
		(void)snprintf(
		    row, sizeof(row), "%d0000,000000,province,,0,某省教育厅\n", p);
		(void)snprintf(path, sizeof(path), "policy/%d0000.yaml", p);
		shelf_set("units.csv", "", row);
		shelf_write(path, "version: 9\n");
	}
	struct law *law = shelf_law(); /* 38 of them, and 32 are real */
	cr_expect_eq(law_policy(law, shelf_code("810000"))->version, 9);
	law_free(law);
}

Test(law, more_policies_than_there_can_be_provinces_are_said)
{
	for (int p = 45; p < 85; p++) {
		char path[32], row[64];
		(void)snprintf(
		    row, sizeof(row), "%d0000,000000,province,,0,某省教育厅\n", p);
		(void)snprintf(path, sizeof(path), "policy/%d0000.yaml", p);
		shelf_set("units.csv", "", row);
		shelf_write(path, "version: 9\n");
	}
	shelf_expect_fault("policy: more than 40 policies");
}

/* -- a draft --------------------------------------------------------------------------- */

static struct law *
drafted(const char *of, struct settings_fault *why)
{
	static const struct unit_code everybody;
	return law_load_draft(shelf_settings(), shelf_path("draft.yaml"),
	    of[0] == '\0' ? everybody : shelf_code(of), why);
}

static void
expect_days_of_draft(const char *of, int in_hunan, int in_beijing, int in_the_nation)
{
	struct settings_fault why = { "" };
	struct law *law = drafted(of, &why);
	cr_assert_not_null(law, "%s", why.text);
	cr_expect_eq(law_policy(law, shelf_code("2143000001"))->days[DAYS_SENDING_SCHOOL], in_hunan);
	cr_expect_eq(law_policy(law, shelf_code("110101"))->days[DAYS_SENDING_SCHOOL], in_beijing);
	cr_expect_eq(law_nation(law)->days[DAYS_SENDING_SCHOOL], in_the_nation);
	cr_expect_eq(law_policy(law, shelf_code("000000")), law_nation(law));
	law_free(law);
}

/* draft.yaml: the nation's policy with one line changed. */
static void
write_draft_of_nation(const char *from, const char *to)
{
	char text[SHELF_TEXT_MAX];
	shelf_set("policy/000000.yaml", from, to);
	FILE *f = fopen(shelf_path("policy/000000.yaml"), "rb");
	cr_assert_not_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	(void)fclose(f);
	shelf_write("draft.yaml", text);
	shelf_set("policy/000000.yaml", to, from);
}

Test(law, a_draft_stands_in_for_a_province_for_all_or_for_the_nation)
{
	shelf_write("draft.yaml", "version: 9\ndays:\n  sending_school: 3\n");
	expect_days_of_draft("430000", 3, 10, 10);
	expect_days_of_draft("110000", 5, 3, 10);	/* it has no file of its own so far */
	expect_days_of_draft("", 3, 3, 10);
	write_draft_of_nation("sending_school: 10", "sending_school: 9");
	expect_days_of_draft("000000", 5, 9, 9);
}

static void
expect_fault_of_draft(const char *of, const char *fault)
{
	struct settings_fault why = { "" };
	struct law *law = drafted(of, &why);
	cr_expect_null(law, "loads, although %s", fault);
	cr_expect_str_eq(why.text, shelf_path(fault));
	law_free(law);
}

Test(law, a_draft_is_held_to_the_law_as_any_policy)
{
	shelf_write("draft.yaml", "version: 9\nwindows:\n  transfer: [\"08-14..07-15\"]\n");
	static const char wider[] = "draft.yaml:3:3: the window is wider than the nation's (FAQ-9)";
	expect_fault_of_draft("430000", wider);
	expect_fault_of_draft("110000", wider);
	expect_fault_of_draft("", wider);
	expect_fault_of_draft("000000", "draft.yaml:1:1: \"days.receiving_school\" is missing");
	expect_fault_of_draft(
	    "430100", "draft.yaml: a policy is of a province in the tree, or of 000000");
	cr_assert_eq(unlink(shelf_path("draft.yaml")), 0);
	expect_fault_of_draft("430000", "draft.yaml: No such file or directory");
}

/* Provinces are held against the draft of the nation's. */
Test(law, a_draft_of_the_nation_finds_the_provinces_that_are_wider)
{
	write_draft_of_nation("sending_school: 10", "sending_school: 4");
	expect_fault_of_draft("000000",
	    "policy/430000.yaml:3:3: more working days than the nation grants (〔2025〕 Art. 15)");
}

Test(law, no_more_policies_than_there_can_be_provinces_in_a_draft)
{
	for (int p = 45; p < 84; p++) {
		char path[32], row[64];
		(void)snprintf(row, sizeof(row), "%d0000,000000,province,,0,某省教育厅\n", p);
		(void)snprintf(path, sizeof(path), "policy/%d0000.yaml", p);
		shelf_set("units.csv", "", row);
		shelf_write(path, "version: 9\n");
	}
	law_free(shelf_law());
	shelf_write("draft.yaml", "version: 9\n");
	expect_fault_of_draft("110000", "policy: more than 40 policies");
}

/* A path in the settings may be 255 bytes long; what is said of the file is all of it. */
Test(law, the_whole_path_is_said)
{
	char folder[SETTINGS_TEXT_MAX], *end;
	(void)snprintf(folder, sizeof(folder), "%s", shelf_path(""));
	while (strlen(folder) < 200) {
		end = folder + strlen(folder);
		(void)snprintf(
		    end, sizeof(folder) - strlen(folder), "a-folder-with-a-long-name/");
		cr_assert_eq(mkdir(folder, 0700), 0);
	}
	end = folder + strlen(folder);
	strcpy(end, "units.csv");
	FILE *f = fopen(folder, "wb");
	cr_assert_not_null(f);
	(void)fputs("code,parent,level,phase,void,name\n000000,,ministry,,5,教育部\n", f);
	(void)fclose(f);
	strcpy(shelf_settings()->law_units, folder);
	(void)snprintf(end, sizeof(folder) - (size_t)(end - folder),
	    "units.csv:2:1: void is 0 or 1");
	shelf_expect_fault(folder + strlen(shelf_path("")));
	strcpy(end, "nowhere.csv");
	strcpy(shelf_settings()->law_units, folder);
	strcat(end, ": No such file or directory");
	shelf_expect_fault(folder + strlen(shelf_path("")));
}

Test(law, nothing_is_freed_without_fault)
{
	law_free(NULL);
}
