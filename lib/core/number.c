/* Student numbers and citizen IDs: shape, division, date, check digit (GB 11643-1999). */
#include <string.h>

#include "core/number.h"

enum { BODY = 18 };

char
number_check_digit(const char digits[17])
{
	static const int weights[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0;
	for (int i = 0; i < 17; i++)
		sum += (digits[i] - '0') * weights[i];
	return "10X98765432"[sum % 11];
}

static bool
are_digits(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return true;
}

static int
value(const char *digits, int n)
{
	int v = 0;
	for (int i = 0; i < n; i++)
		v = v * 10 + (digits[i] - '0');
	return v;
}

static bool
birth_of(const char *body, struct day *ret)
{
	const struct date date = { value(body + 6, 4), value(body + 10, 2), value(body + 12, 2) };
	return date.year >= 1900 && day_of_date(date, ret);
}

static bool
was_division(const struct division_codes *divisions, uint32_t code)
{
	size_t low = 0, high = divisions->n_codes;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (divisions->codes[middle] == code)
			return true;
		if (divisions->codes[middle] < code)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/* The 18 characters after the kind letter, or a citizen ID. */
static enum number_fault
check_body(const char *body, bool has_check_digit, const struct division_codes *divisions,
    struct day today)
{
	struct day birth;
	const bool may_be_x = has_check_digit && body[BODY - 1] == 'X';
	if (!are_digits(body, BODY - 1) || !(may_be_x || are_digits(body + BODY - 1, 1)))
		return NUMBER_CHARACTER;
	if (!birth_of(body, &birth) || birth.n > today.n)
		return NUMBER_DATE;
	if (has_check_digit && number_check_digit(body) != body[BODY - 1])
		return NUMBER_CHECK_DIGIT;
	return was_division(divisions, (uint32_t)value(body, 6)) ? NUMBER_OK : NUMBER_DIVISION;
}

enum number_fault
number_check_citizen_id(
    const char *id, const struct division_codes *divisions, struct day today)
{
	return strlen(id) == BODY ? check_body(id, true, divisions, today) : NUMBER_LENGTH;
}

bool
number_is_citizen_id(const char *id)
{
	struct day birth;
	return strlen(id) == BODY && are_digits(id, BODY - 1) && birth_of(id, &birth)
	    && number_check_digit(id) == id[BODY - 1];
}

enum number_fault
number_check_student(
    const char *number, const struct division_codes *divisions, struct day today)
{
	if (strlen(number) != BODY + 1)
		return NUMBER_LENGTH;
	if (number[0] != 'G' && number[0] != 'L' && number[0] != 'J')
		return NUMBER_KIND;
	return check_body(number + 1, number[0] != 'L', divisions, today);
}

bool
student_number_equal(struct student_number a, struct student_number b)
{
	return strcmp(a.text, b.text) == 0;
}

struct day
number_birth(const char *number)
{
	const bool has_kind = number[0] == 'G' || number[0] == 'L' || number[0] == 'J';
	struct day birth = { 0 };
	(void)birth_of(has_kind ? number + 1 : number, &birth);
	return birth;
}

char
number_sex(const char *citizen_id)
{
	return (citizen_id[16] - '0') % 2 == 1 ? '1' : '2';
}

static void
put_digits(char *at, int n, int value)
{
	for (int i = n - 1; i >= 0; i--, value /= 10)
		at[i] = (char)('0' + value % 10);
}

struct student_number
number_temporary(char kind, const char division[6], struct day birth, int i)
{
	const struct date date = day_date(birth);
	struct student_number n = { "" };
	n.text[0] = kind;
	memcpy(n.text + 1, division, 6);
	put_digits(n.text + 7, 4, date.year);
	put_digits(n.text + 11, 2, date.month);
	put_digits(n.text + 13, 2, date.day);
	if (kind == 'L') {
		put_digits(n.text + 15, 4, i);
		return n;
	}
	put_digits(n.text + 15, 3, i);
	n.text[18] = number_check_digit(n.text + 1);
	return n;
}

struct student_number
number_formal(struct citizen_id id)
{
	struct student_number n = { "G" };
	memcpy(n.text + 1, id.text, sizeof(id.text));
	return n;
}
