/* "X-Xueji-As: UNIT:ROLE:OFFICER", and of a deputy " for PRINCIPAL" behind it. */
#include <criterion/criterion.h>

#include "desk/door.h"

Test(people, unit_role_and_officer_are_told_apart)
{
	struct people p;
	cr_assert(people_parse("430102:head:sun.li", &p));
	cr_expect_str_eq(p.unit.text, "430102");
	cr_expect_eq(p.role, ROLE_HEAD);
	cr_expect_str_eq(p.officer, "sun.li");
	cr_assert(people_parse("2143000101:registrar:a:b@c", &p));
	cr_expect_str_eq(p.officer, "a:b@c", "an account may hold a colon");
}

Test(people, a_deputy_says_for_whom)
{
	struct people p;
	cr_assert(people_parse("430102:head:sun.li", &p));
	cr_expect_str_eq(p.deputy_for, "");
	cr_assert(people_parse("430102:head:zhao for sun:li", &p));
	cr_expect_eq(p.role, ROLE_HEAD);
	cr_expect_str_eq(p.officer, "zhao");
	cr_expect_str_eq(p.deputy_for, "sun:li");
}

Test(people, what_is_not_quite_right_is_nobody)
{
	static const char *const headers[] = { "", ":", "::", "430102", "430102:head", "430102:head:",
		"430102::sun", ":head:sun", "430102:king:sun", "430102:none:sun", "430102:Head:sun",
		"43010:head:sun", "4301022:head:sun", "43010a:head:sun", "21430001011:head:sun",
		"214300010111:head:sun", "430102:head:sun li", "430102:head:sun for", "430102:head:sun for ",
		"430102:head: for sun", "430102:head:sun for  li", "430102:head:sun for li for wu",
		"430102:head:sun for sun", "430102:head:sun for 李", "430102:head:sun For li", "430102:head:sun\t", "430102:head:孙",
		" 430102:head:sun", "430102: head:sun", "430102:registrarregistrar:sun" };
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		struct people p = { .officer = "untouched" };
		cr_expect_not(people_parse(headers[i], &p), "%s", headers[i]);
		cr_expect_str_eq(p.officer, "untouched");
	}
}

Test(people, nobody_is_the_daemon)
{
	struct people p;
	cr_expect_not(people_parse("430102:system:x", &p));
}

Test(people, an_account_has_at_most_64_characters)
{
	struct people p;
	char header[128] = "430102:head:";
	for (size_t i = strlen(header), n = 0; n < 64; n++)
		header[i + n] = 'x';
	cr_expect(people_parse(header, &p));
	strcat(header, "x");
	cr_expect_not(people_parse(header, &p));
	char deputy[128] = "430102:head:sun for ";
	for (size_t i = strlen(deputy), n = 0; n < 64; n++)
		deputy[i + n] = 'x';
	cr_expect(people_parse(deputy, &p));
	strcat(deputy, "x");
	cr_expect_not(people_parse(deputy, &p));
}
