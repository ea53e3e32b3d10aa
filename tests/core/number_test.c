/* Student numbers and citizen IDs, against published examples and every single error. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/land.h"

#define TODAY on("2026-09-01")

static enum number_fault
id_fault(const char *id)
{
	return number_check_citizen_id(id, &land_divisions, TODAY);
}

static enum number_fault
student_fault(const char *number)
{
	return number_check_student(number, &land_divisions, TODAY);
}

Test(number, check_digits_are_those_of_the_published_examples)
{
	static const char *const published[] = {
		"11010519491231002X", "440524188001010014",	/* GB 11643-1999, annex */
	};
	for (size_t i = 0; i < 2; i++)
		cr_expect_eq(number_check_digit(published[i]), published[i][17], "%s",
		    published[i]);
}

/* ISO 7064 defines MOD 11-2 as: sum of a_i * 2^(18-i) over all 18 = 1 (mod 11). */
Test(number, check_digits_satisfy_the_definition_of_the_standard)
{
	for (int k = 0; k < 2000; k++) {
		char digits[18];
		int n = k * 7919 + 13, sum = 0, power = 1;
		for (int i = 0; i < 17; i++, n = n / 10 + (n % 10) * 100003)
			digits[i] = (char)('0' + n % 10);
		digits[17] = number_check_digit(digits);
		for (int i = 17; i >= 0; i--, power = power * 2 % 11)
			sum += (digits[i] == 'X' ? 10 : digits[i] - '0') * power;
		cr_assert_eq(sum % 11, 1, "%.18s", digits);
	}
}

Test(number, a_sound_citizen_id_passes)
{
	cr_expect_eq(id_fault("11010519491231002X"), NUMBER_OK);
	cr_expect_eq(id_fault("430102201605200013"), NUMBER_OK);
	cr_expect_eq(id_fault("430102201605200021"), NUMBER_OK);
}

Test(number, every_wrong_digit_of_a_citizen_id_is_noticed)
{
	const char *sound = "11010519491231002X";
	for (size_t i = 0; i < 18; i++)
		for (const char *c = "0123456789X"; *c != '\0'; c++) {
			char id[19];
			memcpy(id, sound, sizeof(id));
			id[i] = *c;
			if (*c != sound[i])
				cr_expect_neq(id_fault(id), NUMBER_OK, "%s", id);
		}
}

Test(number, every_swap_of_neighbours_is_noticed)
{
	char id[19];
	for (size_t i = 0; i < 16; i++) {
		memcpy(id, "430102201605200013", sizeof(id));
		if (id[i] == id[i + 1])
			continue;
		const char c = id[i];
		id[i] = id[i + 1];
		id[i + 1] = c;
		cr_expect_neq(id_fault(id), NUMBER_OK, "%s", id);
	}
}

Test(number, each_fault_of_a_citizen_id_has_its_name)
{
	static const struct {
		const char *id;
		enum number_fault fault;
	} rows[] = {
		{ "", NUMBER_LENGTH },
		{ "11010519491231002", NUMBER_LENGTH },
		{ "11010519491231002XX", NUMBER_LENGTH },
		{ "110105491231002", NUMBER_LENGTH },
		{ "11010519491231002x", NUMBER_CHARACTER },
		{ "1101051949123100AX", NUMBER_CHARACTER },
		{ "X1010519491231002X", NUMBER_CHARACTER },
		{ "11010519491231002/", NUMBER_CHARACTER },
		{ "11010519491231002:", NUMBER_CHARACTER },
		{ "110105194902300021", NUMBER_DATE }, /* 30 February */
		{ "440524188001010014", NUMBER_DATE }, /* nobody of 1880 goes to school */
		{ "430102202609020010", NUMBER_DATE }, /* born tomorrow */
		{ "110105194912310021", NUMBER_CHECK_DIGIT },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		cr_expect_eq(id_fault(rows[i].id), rows[i].fault, "%s", rows[i].id);
}

static void
complete(char id[19])
{
	id[17] = number_check_digit(id);
	id[18] = '\0';
}

Test(number, a_child_may_be_born_today_but_not_tomorrow)
{
	char today[19] = "43010220260901001", tomorrow[19] = "43010220260902001";
	complete(today);
	complete(tomorrow);
	cr_expect_eq(id_fault(today), NUMBER_OK);
	cr_expect_eq(id_fault(tomorrow), NUMBER_DATE);
}

Test(number, the_division_has_to_have_existed)
{
	static const char *const divisions[] = { "110101", "110105", "430102", "430103",
		"440103", "440524" };
	for (size_t i = 0; i < 6; i++) {
		char id[19] = "xxxxxx20160520001";
		memcpy(id, divisions[i], 6);
		complete(id);
		cr_expect_eq(id_fault(id), NUMBER_OK, "%s", id);
	}
	static const char *const unknown[] = { "000000", "110100", "430199", "999999" };
	for (size_t i = 0; i < 4; i++) {
		char id[19] = "xxxxxx20160520001";
		memcpy(id, unknown[i], 6);
		complete(id);
		cr_expect_eq(id_fault(id), NUMBER_DIVISION, "%s", id);
	}
	const struct division_codes none = { NULL, 0 };
	cr_expect_eq(number_check_citizen_id("430102201605200013", &none, TODAY),
	    NUMBER_DIVISION);
}

Test(number, a_student_number_is_a_letter_and_eighteen_characters)
{
	cr_expect_eq(student_fault("G430102201605200013"), NUMBER_OK);
	cr_expect_eq(student_fault("J430102201605200013"), NUMBER_OK);
	cr_expect_eq(student_fault("L430102201605200013"), NUMBER_OK);
	cr_expect_eq(student_fault("G43010220160520001"), NUMBER_LENGTH);
	cr_expect_eq(student_fault("G4301022016052000133"), NUMBER_LENGTH);
	cr_expect_eq(student_fault(""), NUMBER_LENGTH);
	cr_expect_eq(student_fault("g430102201605200013"), NUMBER_KIND);
	cr_expect_eq(student_fault("A430102201605200013"), NUMBER_KIND);
	cr_expect_eq(student_fault("4430102201605200013"), NUMBER_KIND);
}

Test(number, an_L_number_ends_in_four_digits_without_meaning)
{
	cr_expect_eq(student_fault("L430102201605200014"), NUMBER_OK);
	cr_expect_eq(student_fault("G430102201605200014"), NUMBER_CHECK_DIGIT);
	cr_expect_eq(student_fault("J430102201605200014"), NUMBER_CHECK_DIGIT);
	cr_expect_eq(student_fault("L43010220160520001X"), NUMBER_CHARACTER);
	cr_expect_eq(student_fault("G11010519491231002X"), NUMBER_OK);
	cr_expect_eq(student_fault("L430199201605200014"), NUMBER_DIVISION);
	cr_expect_eq(student_fault("L430102201613200014"), NUMBER_DATE);
}

Test(number, a_citizen_id_has_its_shape_wherever_it_was_issued)
{
	cr_expect(number_is_citizen_id("11010519491231002X"));
	cr_expect(number_is_citizen_id("440524188001010014") == false, "nobody lives that long");
	cr_expect_not(number_is_citizen_id(""));
	cr_expect_not(number_is_citizen_id("11010519491231002x"));
	cr_expect_not(number_is_citizen_id("110105194912310021"));
	cr_expect_not(number_is_citizen_id("1101051949123100X2"));
	cr_expect_not(number_is_citizen_id("11010519491331002X"));
	cr_expect_not(number_is_citizen_id("G11010519491231002X"));
}

Test(number, a_formal_number_is_g_and_the_citizen_id)
{
	const struct citizen_id id = { "11010519491231002X" };
	cr_expect_str_eq(number_formal(id).text, "G11010519491231002X");
}

Test(number, numbers_are_compared_as_a_whole)
{
	const struct student_number a = { "G430102201605200013" },
				    b = { "L430102201605200013" };
	cr_expect(student_number_equal(a, a));
	cr_expect_not(student_number_equal(a, b));
}

Test(number, the_birth_date_is_read_from_every_kind)
{
	const int32_t born = on("2016-05-20").n;
	cr_expect_eq(number_birth("430102201605200013").n, born);
	cr_expect_eq(number_birth("G430102201605200013").n, born);
	cr_expect_eq(number_birth("L430102201605200014").n, born);
	cr_expect_eq(number_birth("J430102201605200013").n, born);
	cr_expect_eq(number_birth("G430102201613200013").n, 0, "of a day that is none");
}

Test(number, sex_is_read_from_a_citizen_id)
{
	cr_expect_eq(number_sex("430102201605200013"), '1');
	cr_expect_eq(number_sex("11010519491231002X"), '2');
}

Test(number, every_temporary_number_there_is_is_sound_and_there_are_no_two_alike)
{
	static struct student_number all[NUMBERS_L];
	const struct day born = on("2016-05-20");
	for (int i = 0; i < NUMBERS_L; i++) {
		all[i] = number_temporary('L', "430102", born, i);
		cr_assert_eq(student_fault(all[i].text), NUMBER_OK, "%s", all[i].text);
		cr_assert(i == 0 || strcmp(all[i - 1].text, all[i].text) < 0);
	}
	cr_expect_str_eq(all[42].text, "L430102201605200042");
	for (int i = 0; i < NUMBERS_J; i++) {
		const struct student_number j = number_temporary('J', "430102", born, i);
		cr_assert_eq(student_fault(j.text), NUMBER_OK, "%s", j.text);
		cr_assert_eq(number_birth(j.text).n, born.n);
	}
	cr_expect_str_eq(number_temporary('J', "430102", born, 1).text, "J430102201605200013");
}
