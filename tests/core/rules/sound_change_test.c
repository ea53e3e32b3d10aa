/* What is to be written is sound. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
file(const struct paper *p)
{
	const struct happening h = paper_ask(p, HAPPENING_FILE);
	return paper_try(p, &h).verdict;
}

static enum verdict
sound(const struct change *c)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_ordinary_update, FURONG_SCHOOL);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	const struct world w = paper_world(&p);
	h.filing.change = *c;
	return rule_sound_change(&p.docket, &h, &w);
}

Test(sound_change, what_is_written_in_the_household_book_is_sound)
{
	struct change c = { .until = { 0 } };
	cr_expect_eq(sound(&c), VERDICT_OK);
	memcpy(c.name, "阿依·古丽", sizeof("阿依·古丽"));
	memcpy(c.citizen_id.text, CHILD_ID, sizeof(CHILD_ID));
	memcpy(c.contact.address, "测试路1号", sizeof("测试路1号"));
	cr_expect_eq(sound(&c), VERDICT_OK);
}

Test(sound_change, control_characters_are_not)
{
	struct change name = { .name = "a\x7f" }, address = { .contact = { .address = "a\n" } },
		      phone = { .contact = { .phone = "1\t" } },
		      guardian = { .contact = { .guardian = "\x01" } };
	cr_expect_eq(sound(&name), VERDICT_BAD_NAME);
	cr_expect_eq(sound(&address), VERDICT_BAD_CONTACT);
	cr_expect_eq(sound(&phone), VERDICT_BAD_CONTACT);
	cr_expect_eq(sound(&guardian), VERDICT_BAD_CONTACT);
}

Test(sound_change, a_citizen_id_with_a_wrong_check_digit_is_not)
{
	const struct change c = { .citizen_id = { "430102201605200014" } };
	cr_expect_eq(sound(&c), VERDICT_BAD_CITIZEN_ID);
}

static enum verdict
person(const char *birth, char sex, const char *id)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_enrolment, FURONG_SCHOOL);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	const struct world w = paper_world(&p);
	h.filing.change.birth = birth == NULL ? (struct day){ 0 } : on(birth);
	h.filing.change.sex = sex;
	memcpy(h.filing.citizen_id.text, id, strlen(id) + 1);
	return rule_sound_change(&p.docket, &h, &w);
}

Test(sound_change, a_first_record_tells_of_somebody_who_was_born)
{
	cr_expect_eq(person("2016-05-20", '1', ""), VERDICT_OK);
	cr_expect_eq(person("2016-05-20", '2', ""), VERDICT_OK);
	cr_expect_eq(person("2016-05-20", '3', ""), VERDICT_BAD_BIRTH);
	cr_expect_eq(person("2016-05-20", '\0', ""), VERDICT_BAD_BIRTH);
	cr_expect_eq(person(NULL, '1', ""), VERDICT_BAD_BIRTH);
	cr_expect_eq(person("2044-05-20", '1', ""), VERDICT_BAD_BIRTH);
}

Test(sound_change, birth_and_sex_are_those_of_the_citizen_id)
{
	cr_expect_eq(person("2016-05-20", '1', CHILD_ID), VERDICT_OK);
	cr_expect_eq(person("2016-05-20", '2', CHILD_ID), VERDICT_BAD_BIRTH);
	cr_expect_eq(person("2016-05-21", '1', CHILD_ID), VERDICT_BAD_BIRTH);
}

Test(sound_change, an_update_with_a_sound_phone_is_filed)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_ordinary_update, FURONG_SCHOOL);
	cr_expect_eq(file(&p), VERDICT_OK);
}
