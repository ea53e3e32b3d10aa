/* A corpus of generated numbers, with an oracle that shares no line with ours: number_corpus.py. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/land.h"

enum { CORPUS = 20000, FAULTS = 7, LINE = 128 };

static const char *const faults[FAULTS] = {
	[NUMBER_OK] = "OK", [NUMBER_LENGTH] = "LENGTH", [NUMBER_KIND] = "KIND",
	[NUMBER_CHARACTER] = "CHARACTER", [NUMBER_DATE] = "DATE",
	[NUMBER_CHECK_DIGIT] = "CHECK_DIGIT", [NUMBER_DIVISION] = "DIVISION",
};

static FILE *
open_corpus(void)
{
	char command[512];
	int n = snprintf(command, sizeof(command), "python3 '%s/tests/core/number_corpus.py' %d",
	    XUEJI_SOURCE_DIR, (int)CORPUS);
	for (size_t i = 0; i < land_divisions.n_codes; i++)
		n += snprintf(command + n, sizeof(command) - (size_t)n, " %06u",
		    (unsigned)land_divisions.codes[i]);
	FILE *f = popen(command, "r");
	cr_assert_not_null(f);
	return f;
}

static void
expect_made(const char *line)
{
	char number[LINE], kind, division[LINE], birth[LINE];
	int i;
	cr_assert_eq(sscanf(line, "=\t%s\t%c\t%s\t%s\t%d", number, &kind, division, birth, &i), 5);
	cr_assert_str_eq(number_temporary(kind, division, on(birth), i).text, number, "%s", line);
}

static enum number_fault
expect_fault(const char *line)
{
	const char *number = strchr(line, '\t');
	cr_assert_not_null(number, "%s", line);
	const enum number_fault f =
	    number_check_student(number + 1, &land_divisions, on("2026-09-01"));
	cr_assert_eq(strlen(faults[f]), (size_t)(number - line), "%s: %s", line, faults[f]);
	cr_assert_eq(strncmp(line, faults[f], (size_t)(number - line)), 0, "%s: %s", line,
	    faults[f]);
	return f;
}

Test(number_corpus, an_independent_program_says_the_same_of_every_number)
{
	char line[LINE];
	size_t n_checked = 0, n_made = 0, seen[FAULTS] = { 0 };
	FILE *f = open_corpus();
	while (fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '=') {
			expect_made(line);
			n_made++;
			continue;
		}
		seen[expect_fault(line)]++;
		n_checked++;
	}
	cr_assert_eq(pclose(f), 0);
	cr_expect_eq(n_checked, CORPUS);
	cr_expect_eq(n_made, CORPUS / 10);
	for (size_t i = 0; i < FAULTS; i++)
		cr_expect_gt(seen[i], 100, "%s is hardly in it", faults[i]);
}
