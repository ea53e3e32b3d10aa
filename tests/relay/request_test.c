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

static enum letter_fate
take(const char *filer, const char *from)
{
	const struct letter letter = {
		.id = "0198c0de-0000-7000-8000-0000000000aa",
		.from = code(from),
		.to = code(FURONG),
		.docket = docket.header.id,
		.kind = LETTER_REQUEST,
		.request = {
			.docket = docket.header.id,
			.kind = HAPPENING_WITHDRAW,
			.unit = code(filer),
			.role = ROLE_REGISTRAR,
			.officer = "clerk",
			.at = turn->now,
			.seen = 1,
		},
	};
	enum verdict why;
	return turn_letter(turn, &letter, "xueji.v1.43.county", &why);
}

Test(request, it_is_passed_on_to_whoever_has_the_docket_now)
{
	cr_assert_eq(take(FURONG_SCHOOL, FURONG_SCHOOL), LETTER_APPLIED);
	cr_assert_eq(turn->outgoing.n, 1);
	cr_expect_str_eq(turn->outgoing.at[0].to.text, HUNAN);
	cr_expect_eq(turn->receipts.n, 1);
}

Test(request, it_does_not_go_back_to_whoever_sent_the_docket_here)
{
	cr_expect_eq(take(FURONG_SCHOOL, HUNAN), LETTER_EARLY);
	cr_expect_eq(turn->outgoing.n, 0, "it would come again at once");
	cr_expect_eq(turn->receipts.n, 0, "they keep it until the docket is here");
}

Test(request, our_own_that_comes_back_waits_for_the_docket)
{
	cr_expect_eq(take(FURONG, LIWAN), LETTER_EARLY);
	cr_expect_eq(turn->outgoing.n, 0);
	cr_expect_eq(turn->receipts.n, 0);
}
