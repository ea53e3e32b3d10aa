/* The catalogue of rules, and that each has its file and its test. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "core/rule.h"

static void
expect_file(const char *folder, const char *name, const char *suffix)
{
	char path[512];
	snprintf(
	    path, sizeof(path), "%s/%s/%s%s", XUEJI_SOURCE_DIR, folder, name, suffix);
	FILE *f = fopen(path, "r");
	cr_expect_not_null(f, "%s", path);
	if (f != NULL)
		fclose(f);
}

Test(rule, every_rule_has_a_name_a_source_a_file_and_a_test)
{
	int n = 0;
	for (; rule_name(n) != NULL; n++) {
		cr_expect_gt(strlen(rule_source(n)), 0, "%s", rule_name(n));
		expect_file("lib/core/rules", rule_name(n), ".c");
		expect_file("tests/core/rules", rule_name(n), "_test.c");
		for (int k = 0; k < n; k++)
			cr_expect_str_neq(rule_name(k), rule_name(n));
	}
	cr_expect_eq(n, 58);
	cr_expect_null(rule_source(n));
	cr_expect_null(rule_name(-1));
	cr_expect_null(rule_source(-1));
}
