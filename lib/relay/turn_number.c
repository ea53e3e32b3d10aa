/*
 * Temporary numbers that are free (regulation §2): a kind, a division and a birth date have ten
 * thousand of them (L) or a thousand (J). A school gives one at once, of those that nobody on its
 * daemon has; its province, which knows all, gives another where two schools chose the same.
 */
#include <stdlib.h>
#include <string.h>

#include "relay/turn.h"

enum { PREFIX = 15, N_DIGITS_L = 4, N_DIGITS_J = 3 };	/* kind, division, birth date; then digits */

static bool
has_prefix(struct student_number number, struct student_number prefix)
{
	return strncmp(number.text, prefix.text, PREFIX) == 0;
}

void
turn_numbers_want(struct turn *t, struct student_number number)
{
	if (number.text[0] != 'L' && number.text[0] != 'J')
		return;
	for (size_t i = 0; i < t->prefixes.n; i++)
		if (has_prefix(number, t->prefixes.at[i]))
			return;
	memcpy(LIST_ADD(t, t->prefixes)->text, number.text, PREFIX);
}

enum store_result
turn_numbers_load(struct turn *t)
{
	struct student_number *numbers;
	size_t n;
	if (t->prefixes.n == 0)
		return STORE_OK;
	const enum store_result r =
	    store_numbers(t->store, t->arena, t->prefixes.at, t->prefixes.n, &numbers, &n);
	for (size_t i = 0; r == STORE_OK && i < n; i++)
		*LIST_ADD(t, t->taken) = numbers[i];
	return r;
}

static bool
is_taken(const struct turn *t, struct student_number number)
{
	for (size_t i = 0; i < t->taken.n; i++)
		if (student_number_equal(t->taken.at[i], number))
			return true;
	return false;
}

static struct student_number
nth(struct student_number of, int i)
{
	return number_temporary(of.text[0], of.text + 1, number_birth(of.text), i);
}

bool
turn_numbers_free(struct turn *t, struct student_number number, struct student_number *ret)
{
	const bool is_l = number.text[0] == 'L';
	const int most = is_l ? NUMBERS_L : NUMBERS_J;
	char digits[N_DIGITS_L + 1] = "";
	memcpy(digits, number.text + PREFIX, is_l ? N_DIGITS_L : N_DIGITS_J);
	const int first = atoi(digits);
	for (int i = 0; i < most; i++) {
		const struct student_number one = nth(number, (first + i) % most);
		if (is_taken(t, one))
			continue;
		*ret = *LIST_ADD(t, t->taken) = one;
		return true;
	}
	return false;
}

struct student_number
turn_numbers_first(const struct turn *t, const struct header *h)
{
	static const struct student_number none;
	const struct unit *school = registry_find(t->law->registry, h->receiving_school);
	const bool is_l = h->citizen_id.text[0] != '\0';
	unsigned spread = 0;	/* schools that file at the same moment begin at different numbers */
	if (school == NULL)
		return none;
	for (const char *p = h->id.text; *p != '\0'; p++)
		spread = spread * 31 + (unsigned char)*p;
	const struct unit_code division = registry_division(t->law->registry, school);
	return number_temporary(is_l ? 'L' : 'J', division.text, h->change.birth,
	    (int)(spread % (is_l ? NUMBERS_L : NUMBERS_J)));
}
