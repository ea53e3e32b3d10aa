/*
 * Student numbers and citizen IDs (regulation §2; FAQ-5, 6; GB 11643-1999).
 *
 * A student number is G, L or J and 18 characters. G carries the citizen ID at the time
 * of issue, J a check digit of its own; L ends in four digits without meaning, so no
 * check digit is enforced on it.
 */
#ifndef CORE_NUMBER_H
#define CORE_NUMBER_H

#include "core/instant.h"

enum {
	STUDENT_NUMBER_MAX = 20, /* 19 and the NUL */
	CITIZEN_ID_MAX = 19,	 /* 18 and the NUL */
};

struct student_number {
	char text[STUDENT_NUMBER_MAX];
};

struct citizen_id {
	char text[CITIZEN_ID_MAX];
};

enum number_fault {
	NUMBER_OK,
	NUMBER_LENGTH,		/* not 19 (18) characters */
	NUMBER_KIND,		/* does not begin with G, L or J */
	NUMBER_CHARACTER,	/* a character that cannot stand there; "x" is one: X is upper-case */
	NUMBER_DATE,		/* the birth date does not exist, or lies after `today` */
	NUMBER_CHECK_DIGIT,
	NUMBER_DIVISION,	/* no such division code, now or ever */
};

/* Was this six-digit division code ever in GB/T 2260? A view over a sorted array. */
struct division_codes {
	const uint32_t *codes;
	size_t n_codes;
};

/* ISO 7064 MOD 11-2 over 17 digits: '0'..'9' or 'X'. */
char	number_check_digit(const char digits[17]);
enum number_fault	number_check_citizen_id(const char *, const struct division_codes *,
			    struct day today);
/* Has it the shape of one: digits, a real birth date, the check digit? Whether its division ever was
 * one is not asked. */
bool	number_is_citizen_id(const char *);
enum number_fault	number_check_student(const char *, const struct division_codes *,
			    struct day today);
/* The i-th number of that kind ('L' or 'J') for a division and a birth date (regulation §2): `i`
 * from 0 to NUMBERS_L - 1 or NUMBERS_J - 1. Division: six digits. */
enum { NUMBERS_L = 10000, NUMBERS_J = 1000 };
struct student_number	number_temporary(char kind, const char division[6], struct day birth, int i);
/* G and a sound citizen ID. */
struct student_number	number_formal(struct citizen_id);
bool	student_number_equal(struct student_number, struct student_number);
/* Sex as a citizen ID tells it: '1' or '2'; the ID must be sound. */
char	number_sex(const char *citizen_id);
/* The birth date the number carries; the number must be sound. */
struct day	number_birth(const char *citizen_id_or_body);

#endif
