/* Changes of units that are published: from when they hold, what they may not say, and that the tree
 * a docket was filed under is found again. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shelf.h"

TestSuite(unit_publication, .init = shelf_begin, .fini = shelf_end);

#define HEADER "change,code,to,level,phase,name,phone,channel\n"

static const struct unit_code ministry = { "000000" }, hunan = { "430000" };

static struct publication
units(struct unit_code unit, uint32_t version, const char *text, int64_t at_ms)
{
	const struct publication p = {
		.matter = MATTER_UNITS,
		.unit = unit,
		.version = version,
		.file = "units.csv",
		.published_at = { 1 },
		.effective_at = { at_ms },
		.text = text,
		.size = strlen(text),
	};
	return p;
}

static struct law *
amend(const struct law *base, const struct publication *list, size_t n, int64_t now_ms)
{
	const struct instant now = { now_ms };
	return law_amend(base, list, n, now);
}

static const char *
why(const struct law *law, size_t i)
{
	size_t n;
	const struct law_publication *list = law_publications(law, &n);
	cr_assert_lt(i, n);
	return list[i].verdict == VERDICT_OK ? "OK"
	    : list[i].verdict == VERDICT_PUBLICATION_FAULTY ? list[i].why.text
							     : verdict_name(list[i].verdict);
}

static const struct unit *
find(const struct law *law, const char *code)
{
	return registry_find(law_registry(law), shelf_code(code));
}

/* A new district takes the place of a county, with its schools (撤县设区). */
#define DISTRICT HEADER "add,430182,430100,county,,芙蓉新区教育局,+86 000,新区意见箱\n" \
		 "merge,430102,430182,,,,,\n"

Test(unit_publication, a_county_becomes_a_district_with_all_its_schools)
{
	struct law *base = shelf_law();
	const struct publication p = units(hunan, 1, DISTRICT, 1000);
	struct law *law = amend(base, &p, 1, 999);
	cr_expect_str_eq(why(law, 0), "OK");
	cr_expect_null(find(law, "430182"), "not yet");
	cr_expect_not(find(law, "430102")->is_void);
	cr_expect_null(unit_contact_find(law_contacts(law), shelf_code("430182")));
	cr_expect_eq(law_registry(law)->version, law_registry(base)->version);
	cr_expect_eq(law_next_change(law).ms, 1000);
	law_free(law);
	law = amend(base, &p, 1, 1000);
	cr_assert_not_null(find(law, "430182"));
	cr_expect_str_eq(find(law, "430182")->name, "芙蓉新区教育局");
	cr_expect(find(law, "430102")->is_void);
	cr_expect_str_eq(registry_heir(law_registry(law), shelf_code("430102")).text, "430182");
	cr_expect_str_eq(find(law, "2143000001")->parent.text, "430182", "the school's code is what it was");
	cr_expect_str_eq(find(law, "2144000001")->parent.text, "441900");
	cr_expect_str_eq(unit_contact_find(law_contacts(law), shelf_code("430182"))->channel, "新区意见箱");
	cr_expect_str_eq(unit_contact_find(law_contacts(law), shelf_code("000000"))->phone, "000-00000000");
	cr_expect_neq(law_registry(law)->version, law_registry(base)->version);
	law_free(law);
	law_free(base);
}

Test(unit_publication, a_docket_finds_the_tree_it_was_filed_under_for_ever)
{
	struct law *base = shelf_law();
	const struct publication list[] = {
		units(hunan, 1, HEADER "move,2143000001,430100,,,,,\n", 1000),
		units(hunan, 2, HEADER "move,2143000001,430102,,,,,\n", 2000),
	};
	struct law *law = amend(base, list, 2, 3000);
	static const struct {
		int64_t at;
		const char *parent;
	} rows[] = { { 999, "430102" }, { 1000, "430100" }, { 1999, "430100" }, { 2000, "430102" } };
	const struct instant end = { 9000 };
	for (size_t i = 0; i < 4; i++) {
		const struct instant at = { rows[i].at };
		const struct registry r = law_registry_at(law, at, 0);
		cr_expect_str_eq(registry_find(&r, shelf_code("2143000001"))->parent.text, rows[i].parent);
		const struct registry again = law_registry_at(law, end, r.version);
		cr_expect_eq(again.version, r.version);
		cr_expect_str_eq(registry_find(&again, shelf_code("2143000001"))->parent.text,
		    rows[i].parent, "by its version");
	}
	const struct registry unknown = law_registry_at(law, end, 1);
	cr_expect_eq(unknown.version, law_registry(law)->version, "what nobody knows: as of then");
	cr_expect_eq(law_registry_at(base, end, 1).version, law_registry(base)->version);
	cr_expect_eq(law_registry_at(base, end, 0).version, law_registry(base)->version);
	law_free(law);
	law_free(base);
}

static const struct {
	const char *text, *fault;
} faults[] = {
	{ "code,to\n", "units.csv:1:1: the first line has to be \"change,code,to,level,phase,name,phone,channel\"" },
	{ HEADER, "units.csv:1:1: changes nothing" },
	{ HEADER "split,430102,,,,,,\n", "units.csv:2:1: a change is add, rename, move, merge or contact" },
	{ HEADER "rename,43010,,,,a,,\n", "units.csv:2:1: the code is neither six nor ten digits" },
	{ HEADER "move,430102,43,,,,,\n", "units.csv:2:1: where to is neither six nor ten digits" },
	{ HEADER "add,430182,430100,district,,a,,\n", "units.csv:2:1: no such level" },
	{ HEADER "add,430182,430100,county,tertiary,a,,\n", "units.csv:2:1: no such phase" },
	{ HEADER "add,430182,430100,school,,a,,\n", "units.csv:2:1: ten digits are a school's, six an office's" },
	{ HEADER "add,430182,430100,county,,,,\n", "units.csv:2:1: the name is empty, too long or not UTF-8" },
	{ HEADER "add,430182,430100,county,,a,x,\n",
	    "units.csv:2:1: a telephone number is digits and + - ( ), at most 24 of them" },
	{ HEADER "contact,430102,,,,,,\n", "units.csv:2:1: neither telephone nor channel" },
	{ HEADER "rename,430102,430100,,,a,,\n",
	    "units.csv:2:1: that change says nothing in this column: leave it empty" },
	{ HEADER "rename,430102,,,,新名,,\nadd,430121,430100,county,,a,,\n",
	    "units.csv:3:1: 430121 is void, and the code of a void unit is never used again" },
	{ HEADER "add,430182,430100,county,,a,,\nadd,430182,430100,county,,b,,\n",
	    "units.csv:3:1: 430182 is the code of another unit" },
	{ HEADER "rename,441900,,,,a,,\n", "units.csv:2:1: 441900 is not below the province that publishes" },
	{ HEADER "move,430102,2143000001,,,,,\n",
	    "units.csv:2:1: 430102 has a parent that is not of a higher level" },
	{ HEADER "merge,430102,430121,,,,,\n", "units.csv:2:1: 430102 is merged into a unit that is not there" },
};

Test(unit_publication, what_cannot_be_is_told_with_its_line_and_changes_nothing)
{
	struct law *base = shelf_law();
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		const struct publication p = units(hunan, 1, faults[i].text, 1000);
		struct law *law = amend(base, &p, 1, 2000);
		cr_expect_str_eq(why(law, 0), faults[i].fault);
		cr_expect_eq(law_registry(law)->n_editions, 0, "not even the rows before it");
		law_free(law);
	}
	law_free(base);
}

Test(unit_publication, changes_add_up_and_a_number_is_used_once_but_may_be_said_again)
{
	struct law *base = shelf_law();
	const struct publication list[] = {
		units(hunan, 1, HEADER "rename,430102,,,,甲,,\n", 1000),
		units(hunan, 1, HEADER "rename,430102,,,,甲,,\n", 1500),
		units(hunan, 1, HEADER "rename,430102,,,,乙,,\n", 1500),
		units(ministry, 1, HEADER "rename,430100,,,,丙,,\ncontact,430100,,,,,000 1,\n"
				   "contact,430100,,,,,000 2,\nrename,430000,,,,丁,,\n", 1500),
		units(hunan, 3, HEADER "add,2143000777,430102,school,primary,新校,,\n", 3000),
		units(hunan, 2, HEADER "rename,430102,,,,戊,,\n", 3000),
		units(hunan, 4, HEADER "rename,430102,,,,己,,\n", 2500),
		units(hunan, 5, HEADER "merge,430102,430100,,,,,\n", 2500),
		units(hunan, 5, HEADER "add,2143000777,430102,school,primary,再来,,\n", 2500),
	};
	static const char *const states[] = { "OK", "OK", "VERSION_TAKEN", "OK", "OK", "VERSION_TOO_LOW", "OK",
		"units.csv:2:1: 430102 has units below it that change later",
		"units.csv:2:1: 2143000777 is the code of another unit" };
	struct law *law = amend(base, list, 9, 2600);
	for (size_t i = 0; i < 9; i++)
		cr_expect_str_eq(why(law, i), states[i], "%zu", i);
	cr_expect_str_eq(find(law, "430102")->name, "己");
	cr_expect_str_eq(find(law, "430100")->name, "丙");
	cr_expect_str_eq(find(law, "430000")->name, "丁");
	cr_expect_str_eq(unit_contact_find(law_contacts(law), shelf_code("430100"))->phone, "000 2");
	cr_expect_null(find(law, "2143000777"), "it comes at 3000");
	struct settings_fault fault;
	struct publication next = units(hunan, 0, HEADER "rename,2143000001,,,,新,,\n", 2600);
	cr_expect_eq(law_judge(law, &next, &fault), VERDICT_OK);
	cr_expect_eq(next.version, 5, "the next one");
	law_free(law);
	law = amend(base, list, 9, 3000);
	cr_assert_not_null(find(law, "2143000777"));
	cr_expect_str_eq(find(law, "2143000777")->parent.text, "430102");
	law_free(law);
	law_free(base);
}

Test(unit_publication, many_changes_stand_in_order)
{
	enum { N = 300 };
	static char text[N * 80];
	struct law *base = shelf_law();
	size_t n = (size_t)snprintf(text, sizeof(text), HEADER);
	for (int i = N; i > 0; i--)
		n += (size_t)snprintf(text + n, sizeof(text) - n,
		    "add,21430%05d,430102,school,primary,第%d小学,%d,\n", 20000 + i, i, i);
	const struct publication list[] = { units(hunan, 1, text, 1000),
		units(hunan, 2, HEADER "merge,430102,430100,,,,,\n", 2000) };
	struct law *law = amend(base, list, 2, 2000);
	const struct registry *r = law_registry(law);
	cr_expect_str_eq(why(law, 1), "OK");
	cr_expect_eq(r->n_editions, 2 * N + 2);
	for (int i = 1; i <= N; i++) {
		char code[24];
		(void)snprintf(code, sizeof(code), "21430%05d", 20000 + i);
		cr_assert_not_null(find(law, code));
		cr_expect_str_eq(find(law, code)->parent.text, "430100", "moved with its county");
		cr_expect_eq(atoi(unit_contact_find(law_contacts(law), shelf_code(code))->phone), i);
	}
	cr_expect_str_eq(find(law, "2143000001")->parent.text, "430100");
	cr_expect_str_eq(find(law, "2143000009")->parent.text, "430121", "what is void stays");
	law_free(law);
	law_free(base);
}
