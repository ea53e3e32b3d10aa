/* What a turn appends is stamped when all of it is there: once for each unit, before anything leaves. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "core/paper.h"
#include "office.h"

enum { N = 3 };

static struct office office;
static struct turn *turn;

static void
begin(void)
{
	office_begin(&office, LEVEL_SCHOOL);
	turn = office_turn(&office, at("2026-09-21T12:00:00+08:00"));
}

static void
end(void)
{
	office_end(&office);
}

TestSuite(stamp, .init = begin, .fini = end, .timeout = 60);

static void
step(struct live *l, const struct paper *p, enum happening_kind kind)
{
	struct happening h = paper_ask(p, kind);
	h.at = turn->now;
	h.filing.id = l->id;
	cr_assert_eq(turn_step(turn, l, &h, (struct bytes){ NULL, 0 }, false), VERDICT_OK);
}

/* FURONG's school files that many dockets, and its head approves each. */
static void
file(size_t n)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	for (size_t i = 0; i < n; i++) {
		struct live *l = LIST_ADD(turn, turn->lives);
		(void)snprintf(l->id.text, sizeof(l->id.text), "0198c0de-0000-7000-8000-%012u", (unsigned)i + 1);
		l->docket = docket_none();
		step(l, &p, HAPPENING_FILE);
		p.docket = l->docket;
		step(l, &p, HAPPENING_APPROVE);
		p.docket = docket_none();
	}
}

/* The entries as they lie in the letter that goes out. */
static void
expect_sound(const struct outgoing *o, enum algorithm want)
{
	struct letter letter;
	struct entry e;
	uint8_t hash[HASH_SIZE];
	cr_assert_eq(wire_letter_decode(turn->arena, office.keyring, o->value, &letter), VERDICT_OK);
	cr_assert_eq(letter.n_entries, 2);
	wire_hash(letter.header, hash);
	for (size_t i = 0; i < letter.n_entries; i++) {
		cr_assert_eq(wire_entry_open(letter.entries[i].body, hash, &e), VERDICT_OK);
		cr_expect_eq(letter.entries[i].stamp.algorithm, want);
		cr_expect_eq(wire_entry_check(office.keyring, &letter.entries[i], &e), VERDICT_OK);
		memcpy(hash, letter.entries[i].hash, HASH_SIZE);
	}
}

Test(stamp, all_entries_of_a_unit_share_one_signature)
{
	file(N);
	turn_stamp(turn);
	turn_deliver(turn);
	cr_assert_eq(turn->outgoing.n, N);
	for (size_t i = 0; i < N; i++) {
		expect_sound(&turn->outgoing.at[i], ALGORITHM_ED25519_TREE);
		cr_expect_arr_eq(turn->lives.at[i].entries[1].stamp.signature,
		    turn->lives.at[0].entries[0].stamp.signature, 64);
	}
	cr_expect_eq(turn->to_stamp.n, 0);
}

/* Another daemon asks for what was appended a moment ago in the same turn. */
Test(stamp, nothing_leaves_without_one)
{
	file(1);
	turn_send_entries(turn, &turn->lives.at[0], code(FURONG_SCHOOL), code(FURONG), 1);
	cr_assert_eq(turn->outgoing.n, 1);
	expect_sound(&turn->outgoing.at[0], ALGORITHM_ED25519_TREE);
}
