/* The student number passes GB 11643 or is an L number. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
file_as(const char *number)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	memcpy(h.filing.number.text, number, strlen(number) + 1);
	return paper_try(&p, &h).verdict;
}

Test(sound_student_number, all_three_kinds_may_transfer)
{
	cr_expect_eq(file_as("G430102201605200013"), VERDICT_OK);
	cr_expect_eq(file_as("L430102201605209999"), VERDICT_OK);
	cr_expect_eq(file_as("J430102201605200013"), VERDICT_OK);
}

static enum verdict
enrol(const char *birth, const char *number)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_enrolment, FURONG_SCHOOL);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	const struct world w = paper_world(&p);
	h.filing.change.birth = on(birth);
	memcpy(h.filing.number.text, number, strlen(number) + 1);
	return rule_sound_student_number(&p.docket, &h, &w);
}

Test(sound_student_number, of_a_first_record_born_in_the_future_the_date_is_what_is_wrong)
{
	cr_expect_eq(enrol("2016-05-20", "L430102201605209999"), VERDICT_OK);
	cr_expect_eq(enrol("2016-05-20", "L430102209901019999"), VERDICT_BAD_STUDENT_NUMBER);
	cr_expect_eq(enrol("2099-01-01", "L430102209901019999"), VERDICT_BAD_BIRTH);
}

Test(sound_student_number, a_number_with_a_wrong_digit_may_not)
{
	static const char *const wrong[] = {
		"", "G430102201605200014", "J430102201605200014", "G43010220160520001",
		"X430102201605200013", "G430199201605200013", "L430102201613209999",
		"G430102201605200013G",
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		cr_expect_eq(
		    file_as(wrong[i]), VERDICT_BAD_STUDENT_NUMBER, "%s", wrong[i]);
}
