/*
 * Student numbers and citizen IDs against a second reading of GB 11643-1999: the check digit by the
 * recursion of ISO 7064 (ours adds weights), dates by counting the days of each month.
 */
#include <string.h>

#include "core/number.h"
#include "fuzz.h"

static const uint32_t codes[] = { 110101, 110105, 430102, 430103, 440103, 440524 };
static const struct division_codes divisions = { codes, sizeof(codes) / sizeof(codes[0]) };

enum { TODAY = 20260901, TODAY_DAYS = 20697, TEXT_MAX = 64 };

static int
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char
recursion(const char *digits)
{
	int p = 0;
	for (int i = 0; i < 17; i++)
		p = (p + digits[i] - '0') * 2 % 11;
	const int check = (12 - p) % 11;
	return (char)(check == 10 ? 'X' : '0' + check);
}

static int
is_date(int yyyymmdd)
{
	static const int days[] = { 0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	const int year = yyyymmdd / 10000, month = yyyymmdd / 100 % 100, day = yyyymmdd % 100;
	const int leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
	if (year < 1900 || month < 1 || month > 12 || day < 1)
		return 0;
	return day <= days[month] + (month == 2 && leap);
}

static int
number_of(const char *text, size_t n)
{
	int v = 0;
	for (size_t i = 0; i < n; i++)
		v = 10 * v + text[i] - '0';
	return v;
}

/* The first of what is wrong, in the order of number.h. */
static enum number_fault
second_reading(const char *text, int is_student)
{
	const size_t length = is_student ? 19 : 18;
	int is_l = 0, is_known = 0;
	if (strlen(text) != length)
		return NUMBER_LENGTH;
	if (is_student) {
		if (strchr("GLJ", text[0]) == NULL)
			return NUMBER_KIND;
		is_l = *text++ == 'L';
	}
	for (int i = 0; i < 17; i++)
		if (!is_digit(text[i]))
			return NUMBER_CHARACTER;
	if (!is_digit(text[17]) && (is_l || text[17] != 'X'))
		return NUMBER_CHARACTER;
	const int date = number_of(text + 6, 8);
	if (!is_date(date) || date > TODAY)
		return NUMBER_DATE;
	if (!is_l && recursion(text) != text[17])
		return NUMBER_CHECK_DIGIT;
	for (size_t i = 0; i < divisions.n_codes; i++)
		is_known |= (int)codes[i] == number_of(text, 6);
	return is_known ? NUMBER_OK : NUMBER_DIVISION;
}

/* Mends the check digit now and then, so that what lies behind it is reached. */
static void
mend(char *text, size_t n)
{
	const size_t skip = n == 19 ? 1 : 0;
	for (size_t i = skip; i < skip + 17; i++)
		if (!is_digit(text[i]))
			return;
	text[skip + 17] = recursion(text + skip);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct day today = { TODAY_DAYS };
	if (size == 0 || size > TEXT_MAX)
		return 0;
	char text[TEXT_MAX + 1];
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	const size_t n = strlen(text);
	if (data[0] % 2 == 0 && (n == 18 || n == 19))
		mend(text, n);
	const enum number_fault student = number_check_student(text, &divisions, today);
	MUST(student == second_reading(text, 1), "student number %s: %d", text, (int)student);
	const enum number_fault id = number_check_citizen_id(text, &divisions, today);
	MUST(id == second_reading(text, 0), "citizen ID %s: %d", text, (int)id);
	MUST(number_is_citizen_id(text) || id != NUMBER_OK, "%s has no shape of one", text);
	if (student == NUMBER_OK) {
		const struct date born = day_date(number_birth(text));
		MUST(born.year * 10000 + born.month * 100 + born.day == number_of(text + 7, 8), "%s", text);
	}
	if (id == NUMBER_OK) {
		struct citizen_id c;
		memcpy(c.text, text, sizeof(c.text));
		MUST(number_check_student(number_formal(c).text, &divisions, today) == NUMBER_OK, "%s", text);
	}
	return 0;
}

size_t
fuzz_seed(size_t i, uint8_t ret[FUZZ_SEED_MAX], const char **ret_name)
{
	static const struct {
		const char *name, *text;
	} seeds[] = {
		{ "g", "G430102201605200013" }, { "l", "L430102201605200001" },
		{ "j", "J430102201605200013" }, { "id", "430102201605200013" },
		{ "x", "11010519491231002X" }, { "leap", "G430102201602290018" },
	};
	if (i >= sizeof(seeds) / sizeof(seeds[0]))
		return 0;
	*ret_name = seeds[i].name;
	ret[0] = (uint8_t)(i % 2);
	memcpy(ret + 1, seeds[i].text, strlen(seeds[i].text));
	return strlen(seeds[i].text) + 1;
}
