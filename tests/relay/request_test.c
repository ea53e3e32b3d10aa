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
static enum happening_kind wished = HAPPENING_WITHDRAW;

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
			.kind = wished,
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

/* -- an urging: the desk and the level above it are told, as on an overdue day ------------- */

static enum letter_fate
urge(const char *now)
{
	wished = HAPPENING_URGE;
	turn = office_turn(&office, at(now));
	docket = office_desk(FURONG, at("2026-01-05T09:00:00+08:00"), 10);
	struct route *r = &docket.header.route;
	r->stops[r->n++] = r->stops[0];
	r->stops[0].stage = STAGE_receiving_school;
	r->stops[0].unit = code(FURONG_SCHOOL);
	docket.stop = docket.furthest = 1;
	*LIST_ADD(turn, turn->lives) = office_live(&docket);
	return take(1, 1);
}

Test(request, of_an_urging_the_late_desk_and_the_level_above_it_are_told)
{
	struct letter told;
	cr_assert_eq(urge("2026-01-20T09:00:00+08:00"), LETTER_APPLIED);
	const struct live *l = &turn->lives.at[0];
	cr_expect_eq(l->n, docket.n + 1, "it stands in the docket");
	cr_expect_str_eq(l->docket.holder.text, FURONG, "which lies where it lay");
	cr_assert_eq(turn->notices.n, 1);
	cr_expect_str_eq(turn->notices.at[0].what, "urged");
	cr_expect_str_eq(turn->notices.at[0].told.text, FURONG);
	cr_assert_eq(turn->outgoing.n, 1);
	cr_expect_str_eq(turn->outgoing.at[0].to.text, CHANGSHA);
	cr_assert_eq(wire_letter_decode(turn->arena, turn->law->keyring, turn->outgoing.at[0].value, &told),
	    VERDICT_OK);
	cr_expect_eq(told.kind, LETTER_NOTICE);
	cr_expect_str_eq(told.notice.what, "urged");
	cr_expect_str_eq(told.notice.unit.text, FURONG, "who is late");
}

Test(request, an_urging_before_the_term_is_over_is_refused_and_no_superior_hears_of_it)
{
	struct letter told;
	cr_assert_eq(urge("2026-01-19T09:00:00+08:00"), LETTER_KNOWN);
	cr_expect_eq(turn->lives.at[0].n, docket.n);
	cr_expect_eq(turn->notices.n, 0);
	cr_assert_eq(turn->outgoing.n, 1);
	cr_expect_str_eq(turn->outgoing.at[0].to.text, FURONG_SCHOOL);
	cr_assert_eq(wire_letter_decode(turn->arena, turn->law->keyring, turn->outgoing.at[0].value, &told),
	    VERDICT_OK);
	cr_expect_str_eq(told.notice.what, "request_refused");
}
