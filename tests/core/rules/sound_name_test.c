/* A name as the household book writes it. */
#include <criterion/criterion.h>
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

Test(sound_name, a_filing_has_a_name_and_a_correction_may_leave_it)
{
	cr_expect_eq(file_as(""), VERDICT_BAD_NAME);
	cr_expect_eq(correct_to(""), VERDICT_OK);
}
