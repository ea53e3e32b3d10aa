/* What a province asks the ministry about a child. */
#include <criterion/criterion.h>
#include <string.h>

#include "office.h"

static struct office office;

static void
begin(void)
{
	office_begin(&office, LEVEL_PROVINCE);
}

static void
end(void)
{
	office_end(&office);
}

TestSuite(question, .init = begin, .fini = end, .timeout = 60);

/* Each copy of what brought the docket here asks, and the ministry may be away for days. */
Test(question, however_often_it_is_asked_it_is_one_letter)
{
	struct docket d = office_desk(HUNAN, at("2026-01-05T09:00:00+08:00"), 10);
	char first[STORE_LETTER_ID_MAX];
	memcpy(d.header.citizen_id.text, "430102201605200018", sizeof("430102201605200018"));
	struct live l = office_live(&d);
	struct turn *t = office_turn(&office, at("2026-01-07T09:00:00+08:00"));
	turn_question_ask(t, &l);
	turn_question_ask(t, &l);
	cr_assert_eq(t->outgoing.n, 1);
	memcpy(first, t->outgoing.at[0].letter, sizeof(first));
	t = office_turn(&office, at("2026-01-07T10:00:00+08:00"));
	turn_question_ask(t, &l);
	cr_assert_eq(t->outgoing.n, 1);
	cr_expect_str_eq(t->outgoing.at[0].letter, first, "the outbox has it already");
	t = office_turn(&office, at("2026-01-07T11:00:00+08:00"));
	l.n++;
	turn_question_ask(t, &l);
	cr_assert_eq(t->outgoing.n, 1);
	cr_expect_str_neq(t->outgoing.at[0].letter, first, "the docket went back, and came again");
}
