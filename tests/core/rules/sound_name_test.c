/* A name as the household book writes it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
file_as(const char *name)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	memcpy(h.filing.name, name, strlen(name) + 1);
	return paper_try(&p, &h).verdict;
}

static enum verdict
correct_to(const char *name)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_receiving_county);
	paper_do(&p, HAPPENING_RETURN);
	struct happening h = paper_ask(&p, HAPPENING_CORRECT);
	memcpy(h.correction.name, name, strlen(name) + 1);
	return paper_act(&p, &h);
}

Test(sound_name, rare_characters_dots_and_latin_letters_are_names)
{
	static const char *const names[] = {
		"王", "欧阳·阿依", "买买提·吐尔逊", "Li Wei", "𠮷田", "阿\xc2\xb7依",
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		cr_expect_eq(file_as(names[i]), VERDICT_OK, "%s", names[i]);
		cr_expect_eq(correct_to(names[i]), VERDICT_OK, "%s", names[i]);
	}
}

Test(sound_name, control_characters_are_not)
{
	static const char *const names[] = { "王\n", "\x01王", "王\x7f", "王\t明",
		"\x1f" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		cr_expect_eq(file_as(names[i]), VERDICT_BAD_NAME, "%zu", i);
		cr_expect_eq(correct_to(names[i]), VERDICT_BAD_NAME, "%zu", i);
	}
}

/* Bidi overrides, blanks without width, C1 controls, what no character stands for: the first and the
 * last of each span, and their neighbours, which are characters. */
Test(sound_name, what_cannot_be_seen_is_no_part_of_one)
{
	static const char *const unseen[] = { "\xc2\x80", "\xc2\x85", "\xc2\x9f", "\xc2\xad", "\xd8\x9c",
		"\xe2\x80\x8b", "\xe2\x80\x8f", "\xe2\x80\xa8", "\xe2\x80\xae", "\xe2\x81\xa0",
		"\xe2\x81\xaf", "\xef\xb7\x90", "\xef\xb7\xaf", "\xef\xbb\xbf", "\xef\xbf\xb9",
		"\xef\xbf\xbd", "\xef\xbf\xbf", "\xf0\x9f\xbf\xbe", "\xf3\xa0\x80\x80", "\xf3\xa0\x81\xbf",
		"\xf4\x8f\xbf\xbf" };
	static const char *const seen[] = { "\xc2\xac", "\xc2\xae", "\xd8\x9b", "\xd8\x9e", "\xe2\x80\x90",
		"\xe2\x80\xa7", "\xe2\x81\xb0", "\xef\xb7\x8f", "\xef\xb7\xb0", "\xef\xbb\xbc", "\xef\xbf\xae",
		"\xf3\xa0\x84\x80", "\xee\xa1\xa3", "\xef\xb8\x80", "\xf0\xb0\xbb\x9d" };
	char name[16];
	for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++) {
		(void)snprintf(name, sizeof(name), "王%s明", unseen[i]);
		cr_expect_eq(file_as(name), VERDICT_BAD_NAME, "%zu", i);
		cr_expect_eq(correct_to(name), VERDICT_BAD_NAME, "%zu", i);
	}
	for (size_t i = 0; i < sizeof(seen) / sizeof(seen[0]); i++) {
		(void)snprintf(name, sizeof(name), "王%s明", seen[i]);
		cr_expect_eq(file_as(name), VERDICT_OK, "%zu", i);
	}
}

Test(sound_name, blanks_alone_are_none)
{
	static const char *const names[] = { " ", "\xe3\x80\x80", "\xc2\xa0", "\xe2\x80\x80", "\xe2\x80\x8b" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		cr_expect_eq(file_as(names[i]), VERDICT_BAD_NAME, "%zu", i);
		cr_expect_eq(correct_to(names[i]), VERDICT_BAD_NAME, "%zu", i);
	}
	cr_expect_eq(file_as("\xe3\x80\x80王"), VERDICT_OK);
}

Test(sound_name, a_filing_has_a_name_and_a_correction_may_leave_it)
{
	cr_expect_eq(file_as(""), VERDICT_BAD_NAME);
	cr_expect_eq(correct_to(""), VERDICT_OK);
}
