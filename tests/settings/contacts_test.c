/* The file of contacts: whom to call, and what is wrong with a row. */
#include <criterion/criterion.h>
#include <string.h>

#include "shelf.h"

TestSuite(contacts, .init = shelf_begin, .fini = shelf_end);

#define PHONE	 "a telephone number is digits and + - ( ), at most 24 of them"
#define CHANNEL	 "the channel is too long or not clean UTF-8"
#define BOX	 "校门口意见箱"
#define BOX_10	 BOX BOX BOX BOX BOX BOX BOX BOX BOX BOX

Test(contacts, a_unit_is_found_with_what_it_publishes)
{
	struct law *law = shelf_law();
	const struct unit_contacts *c = law_contacts(law);
	cr_assert_eq(c->n, 3);
	cr_expect_str_eq(unit_contact_find(c, shelf_code("430102"))->phone, "+86 (000) 430102");
	cr_expect_str_eq(unit_contact_find(c, shelf_code("430102"))->channel, "");
	cr_expect_str_eq(unit_contact_find(c, shelf_code("2143000001"))->channel, BOX);
	cr_expect_null(unit_contact_find(c, shelf_code("430000")));
	law_free(law);
}

Test(contacts, units_of_another_tree_may_stand_in_the_file)
{
	shelf_set("contacts.csv", "430102,", "439999,");
	struct law *law = shelf_law();
	cr_expect_eq(law_contacts(law)->n, 3);
	law_free(law);
}

Test(contacts, without_a_file_there_are_none)
{
	shelf_settings()->law_contacts[0] = '\0';
	struct law *law = shelf_law();
	cr_expect_eq(law_contacts(law)->n, 0);
	law_free(law);
}

Test(contacts, a_fault_in_a_row_is_said_with_its_line)
{
	static const struct spoilt rows[] = {
		{ "contacts.csv", "unit,", "code,",
		    "contacts.csv:1:1: the first line has to be \"unit,phone,channel\"" },
		{ "contacts.csv", "430102,", "43010,",
		    "contacts.csv:4:1: the code is neither six nor ten digits" },
		{ "contacts.csv", "430102,", "000000,",
		    "contacts.csv:4:1: units have to be in ascending order, each once" },
		{ "contacts.csv", "430102,", "2143000001,",
		    "contacts.csv:4:1: units have to be in ascending order, each once" },
		{ "contacts.csv", "+86", "86/", "contacts.csv:4:1: " PHONE },
		{ "contacts.csv", "+86", "+86123456789", "contacts.csv:4:1: " PHONE },
		{ "contacts.csv", BOX, BOX_10 BOX, "contacts.csv:3:1: " CHANNEL },
		{ "contacts.csv", BOX, "\x1b", "contacts.csv:3:1: " CHANNEL },
		{ "contacts.csv", BOX, "\xb3\xa4", "contacts.csv:3:1: " CHANNEL },
		{ "contacts.csv", BOX, "", "contacts.csv:3:1: neither telephone nor channel" },
		{ "contacts.csv", BOX, "a,b", "contacts.csv:3:1: wrong number of fields" },
	};
	shelf_expect_faults(rows, sizeof(rows) / sizeof(rows[0]));
}

Test(contacts, what_fits_to_the_last_character_is_taken)
{
	shelf_set("contacts.csv", BOX, BOX_10 "1234567890/2");
	shelf_set("contacts.csv", "+86 (000) 430102", "012345678901234567890123");
	struct law *law = shelf_law();
	cr_expect_eq(strlen(unit_contact_find(law_contacts(law), shelf_code("430102"))->phone), 24);
	cr_expect_eq(strlen(unit_contact_find(law_contacts(law), shelf_code("2143000001"))->channel), 192);
	law_free(law);
}
