/* An officer whose COMMIT got no answer asks again, and is told what became of the first time. */
#include <criterion/criterion.h>
#include <string.h>

#include "office.h"
#include "relay/relay_loop.h"

static struct office office;
static struct docket docket;
static struct live live;
static struct turn *turn;

/* Two heads of the county have each refused without a legal ground. */
static void
add_entry(uint32_t n, const char *officer)
{
	struct entry e = {
		.n = n,
		.docket = docket.header.id,
		.unit = code(FURONG),
		.holder = code(FURONG),
		.role = ROLE_HEAD,
		.action = ACTION_illegal_refusal,
		.stage = STAGE_receiving_county,
		.at = at("2026-01-06T09:00:00+08:00"),
		.reason = "no",
	};
	const struct bytes none = { 0 };
	(void)strcpy(e.officer, officer);
	cr_assert_eq(wire_entry_seal(office.arena, office.keyring, &e,
			 n == 1 ? live.header_hash : live.entries[n - 2].hash, none,
			 &live.entries[n - 1]), VERDICT_OK);
	live.n = n;
	live.n_before = n;
}

static void
begin(void)
{
	static struct sealed entries[2];
	office_begin(&office, LEVEL_COUNTY);
	docket = office_desk(FURONG, at("2026-01-05T09:00:00+08:00"), 10);
	turn = office_turn(&office, at("2026-01-07T09:00:00+08:00"));
	live = office_live(&docket);
	live.entries = entries;
	add_entry(1, "head-1");
	add_entry(2, "head-2");
	*LIST_ADD(turn, turn->lives) = live;
}

static void
end(void)
{
	office_end(&office);
}

TestSuite(doubt, .init = begin, .fini = end, .timeout = 60);

static enum verdict
ask_again(const char *officer, size_t n_tried)
{
	struct relay_action action = {
		.docket = docket.header.id,
		.seen_n = 1,
		.happening = { .kind = HAPPENING_REFUSE, .unit = code(FURONG), .role = ROLE_HEAD },
	};
	struct wish w = { .action = &action, .is_outcome_unknown = true, .n_tried = n_tried };
	struct wish *wishes[] = { &w };
	struct gathered g = { .wishes = wishes, .n_wishes = 1 };
	(void)strcpy(action.happening.officer, officer);
	g.arrivals = arena_array(turn->arena, 2, sizeof(*g.arrivals));
	cr_assert_eq(relay_decide(turn, &g), STORE_OK);
	return w.answer.verdict;
}

Test(doubt, what_was_done_is_known_by_its_entry_though_somebody_has_gone_on_since)
{
	cr_expect_eq(ask_again("head-2", 1), VERDICT_ILLEGAL_GROUND);
	cr_expect_eq(ask_again("head-1", 0), VERDICT_ILLEGAL_GROUND);
}

Test(doubt, what_was_done_before_is_not_taken_for_it)
{
	cr_expect_eq(ask_again("head-1", 1), VERDICT_CHANGED_MEANWHILE);
	cr_expect_eq(ask_again("head-3", 0), VERDICT_CHANGED_MEANWHILE);
}
