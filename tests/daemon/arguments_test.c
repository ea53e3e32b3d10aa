/* What an administrator may type, and what the exit status tells a script. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "office.h"

static struct office office;
static struct outcome outcome;

static void
begin(void)
{
	office_begin(&office);
}

static void
end(void)
{
	office_end(&office);
}

TestSuite(arguments, .init = begin, .fini = end, .timeout = 120);

Test(arguments, wrong_usage_exits_2_and_says_how_it_is_done)
{
	static const char *const wrong[][5] = {
		{ NULL },
		{ "-c", NULL },
		{ "--check-config", NULL },
		{ "-c", "FILE", "--check-confg", NULL },
		{ "-c", "FILE", "--check-config", "--migrate", NULL },
		{ "-c", "FILE", "--print-config", "--help", NULL },
		{ "--check-config", "FILE", NULL },
		{ "-c", "FILE", "start", NULL },
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		office_run(&office, "schoold", wrong[i], &outcome);
		cr_expect_eq(outcome.status, 2, "row %zu exits %d", i, outcome.status);
		cr_expect_str_eq(outcome.out, "", "row %zu", i);
		cr_expect_not_null(strstr(outcome.err, "usage: schoold -c FILE"), "row %zu: %s", i,
		    outcome.err);
	}
}

Test(arguments, every_daemon_tells_what_it_is)
{
	static const char *const daemons[][2] = {
		{ "schoold", "schools" },
		{ "countyd", "county" },
		{ "prefectured", "prefecture" },
		{ "provinced", "province" },
		{ "ministryd", "ministry" },
	};
	static const char *const help[] = { "--help", NULL };
	for (size_t i = 0; i < sizeof(daemons) / sizeof(daemons[0]); i++) {
		office_run(&office, daemons[i][0], help, &outcome);
		cr_expect_eq(outcome.status, 0);
		cr_expect_eq(strncmp(outcome.out, daemons[i][0], strlen(daemons[i][0])), 0);
		cr_expect_not_null(strstr(outcome.out, daemons[i][1]), "%s", outcome.out);
		cr_expect_not_null(strstr(outcome.out, "--migrate"), "%s", outcome.out);
		cr_expect_str_eq(outcome.err, "");
	}
}

/* "project(xueji VERSION 0.1.0 ..." */
Test(arguments, the_version_is_that_of_the_project)
{
	static const char *const version[] = { "--version", NULL };
	static char text[OFFICE_TEXT_MAX];
	char number[32], wanted[64];
	FILE *f = fopen(XUEJI_SOURCE_DIR "/CMakeLists.txt", "r");
	cr_assert_not_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	(void)fclose(f);
	const char *at = strstr(text, "project(xueji VERSION ");
	cr_assert_not_null(at);
	cr_assert_eq(sscanf(at, "project(xueji VERSION %31[0-9.]", number), 1);
	(void)snprintf(wanted, sizeof(wanted), "countyd %s\n", number);
	office_run(&office, "countyd", version, &outcome);
	cr_expect_eq(outcome.status, 0);
	cr_expect_str_eq(outcome.out, wanted);
}
