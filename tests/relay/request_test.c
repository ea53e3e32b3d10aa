/* A filer's wish that travels after its docket: to whom it is passed on, and when it waits. */
#include <criterion/criterion.h>

#include "office.h"

static struct office office;
static struct docket docket;
static struct turn *turn;

static void
begin(void)
{
	office_begin(&office, LEVEL_COUNTY);
	docket = office_desk(HUNAN, at("2026-01-05T09:00:00+08:00"), 10);
	turn = office_turn(&office, at("2026-01-07T09:00:00+08:00"));
	*LIST_ADD(turn, turn->lives) = office_live(&docket);
}

static void
end(void)
{
	office_end(&office);
}

TestSuite(request, .init = begin, .fini = end, .timeout = 60);

static struct bytes slip;	/* the filer's, as it travels */

static struct letter
wish(uint32_t seen, uint32_t n)
{
	const struct letter letter = {
		.id = "0198c0de-0000-7000-8000-0000000000aa",
		.from = code(FURONG_SCHOOL),
		.to = code(FURONG),
		.docket = docket.header.id,
		.kind = LETTER_REQUEST,
		.n = n,
		.request = {
			.docket = docket.header.id,
			.kind = HAPPENING_WITHDRAW,
			.unit = code(FURONG_SCHOOL),
			.role = ROLE_REGISTRAR,
			.officer = "clerk",
			.at = at("2026-01-07T09:00:00+08:00"),
			.seen = seen,
		},
	};
	return letter;
}

static enum letter_fate
take(uint32_t seen, uint32_t n)
{
	struct letter letter = wish(seen, n);
	enum verdict why;
	cr_assert_eq(wire_request_seal(office.arena, office.keyring, &letter.request, &slip), VERDICT_OK);
	letter.slip = slip;
	return turn_letter(turn, &letter, "xueji.v1.43.county", &why);
}

Test(request, it_is_passed_on_to_whoever_has_the_docket_now)
{
	cr_assert_eq(take(1, 0), LETTER_APPLIED);
	cr_assert_eq(turn->outgoing.n, 1);
	cr_expect_str_eq(turn->outgoing.at[0].to.text, HUNAN);
	cr_expect_eq(turn->receipts.n, 1);
}

Test(request, whoever_gets_it_is_told_how_much_of_the_docket_we_have)
{
	struct letter on;
	cr_assert_eq(take(1, 1), LETTER_APPLIED);
	cr_assert_eq(turn->outgoing.n, 1);
	cr_assert_eq(wire_letter_decode(turn->arena, turn->law->keyring,
			 turn->outgoing.at[0].value, &on), VERDICT_OK);
	cr_expect_eq(on.n, docket.n);
}

static void
expect_waiting(enum letter_fate fate)
{
	cr_expect_eq(fate, LETTER_EARLY);
	cr_expect_eq(turn->outgoing.n, 0, "it would come again at once");
	cr_expect_eq(turn->receipts.n, 0, "they keep it until the docket is here");
}

Test(request, it_waits_where_its_docket_is_under_way_to)
{
	expect_waiting(take(1, docket.n + 1));
}

Test(request, it_waits_where_less_of_the_docket_is_than_the_filer_has_seen)
{
	expect_waiting(take(docket.n + 1, 0));
}

/* While we were away the filer's daemon has sent it again every hour. */
Test(request, its_copies_are_passed_on_as_one_letter)
{
	cr_assert_eq(take(1, 1), LETTER_APPLIED);
	cr_assert_eq(take(1, 1), LETTER_APPLIED);
	cr_assert_eq(turn->outgoing.n, 1);
	cr_expect_eq(turn->receipts.at[0].n_receipts, 2);
	const struct outgoing first = turn->outgoing.at[0];
	turn = office_turn(&office, at("2026-01-07T10:00:00+08:00"));
	*LIST_ADD(turn, turn->lives) = office_live(&docket);
	struct letter copy = wish(1, 1);
	enum verdict why;
	copy.slip = slip;
	cr_assert_eq(turn_letter(turn, &copy, "xueji.v1.43.county", &why), LETTER_APPLIED);
	cr_assert_eq(turn->outgoing.n, 1);
	cr_expect_str_eq(turn->outgoing.at[0].letter, first.letter, "the outbox has it already");
}

/* The county that has it has lost its key: that is no reason to refuse a family's wish. */
Test(request, it_waits_while_the_unit_that_has_the_docket_cannot_stamp)
{
	docket = office_desk(TIANXIN, at("2026-01-05T09:00:00+08:00"), 10);
	struct route *r = &docket.header.route;
	r->stops[r->n++] = r->stops[0];
	r->stops[0].stage = STAGE_receiving_school;
	r->stops[0].unit = code(FURONG_SCHOOL);
	docket.stop = 1;
	turn->lives.at[0] = office_live(&docket);
	cr_expect_eq(take(1, 1), LETTER_EARLY);
	cr_expect_eq(turn->receipts.n, 0);
	cr_expect_eq(turn->outgoing.n + turn->notices.n, 0, "nobody is told that it was refused");
}
