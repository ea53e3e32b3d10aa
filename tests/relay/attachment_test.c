/* Which scans a turn says are named by a docket, so that no sweep takes them. */
#include <criterion/criterion.h>
#include <string.h>

#include "office.h"
#include "ports.h"

enum { SCAN = 9 };

static struct office office;
static struct docket docket;
static struct turn *turn;

static void
begin(void)
{
	memset(&ports, 0, sizeof(ports));
	ports.is_empty = true;
	office_begin(&office, LEVEL_COUNTY);
	docket = office_desk(FURONG, at("2026-01-05T09:00:00+08:00"), 10);
	docket.header.route.stops[1] = docket.header.route.stops[0];
	docket.header.route.stops[0] = (struct stop){ STAGE_receiving_school, code(FURONG_SCHOOL), false, 10 };
	docket.header.route.n = 2;
	docket.stop = 1;
	docket.header.n_attachments = 2;
	for (uint8_t i = 0; i < 2; i++) {
		docket.header.attachments[i].size = SCAN;
		memset(docket.header.attachments[i].digest, 7 + i, DIGEST_SIZE);
	}
	turn = office_turn(&office, at("2026-01-05T09:00:00+08:00"));
}

static void
end(void)
{
	office_end(&office);
}

TestSuite(attachment, .init = begin, .fini = end, .timeout = 60);

static void
fetch(uint32_t n_before)
{
	struct live l = office_live(&docket);
	l.n_before = n_before;
	*LIST_ADD(turn, turn->lives) = l;
	cr_assert_eq(turn_fetch(turn), STORE_OK);
}

static void
expect_named(void)
{
	cr_assert_eq(turn->named.n, 2);
	for (size_t i = 0; i < 2; i++)
		cr_expect_arr_eq(turn->named.at[i].digest, docket.header.attachments[i].digest, DIGEST_SIZE);
}

Test(attachment, those_of_what_is_filed_here_are_named_once)
{
	office.options.level = LEVEL_SCHOOL;
	fetch(0);
	expect_named();
	turn = office_turn(&office, at("2026-01-06T09:00:00+08:00"));
	fetch(1);
	cr_expect_eq(turn->named.n, 0);
}

Test(attachment, what_a_desk_has_to_see_and_somebody_had_sent_here_is_named_and_not_asked_for)
{
	fetch(0);
	expect_named();
	cr_expect_eq(turn->outgoing.n, 0);
}

Test(attachment, what_is_not_here_is_asked_for_and_named_when_it_comes)
{
	struct letter letter = {
		.id = "0198c0de-0000-7000-8000-0000000000aa",
		.kind = LETTER_ATTACHMENT_PART,
		.from = code(FURONG_SCHOOL),
		.to = code(FURONG),
		.docket = docket.header.id,
		.part.data = { (const uint8_t *)"123456789", SCAN },
	};
	enum verdict why;
	ports.are_scans_away = true;
	fetch(0);
	cr_expect_eq(turn->outgoing.n, 2);
	cr_expect_eq(turn->named.n, 0);
	for (size_t i = 0; i < 2; i++) {
		memcpy(letter.part.digest, docket.header.attachments[i].digest, DIGEST_SIZE);
		cr_expect_eq(turn_take_part(turn, &letter, &why), LETTER_APPLIED);
	}
	expect_named();
}
