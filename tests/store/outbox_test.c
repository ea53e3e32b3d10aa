/* A letter stays until its receipt, and is sent again meanwhile, less and less often. */
#include <criterion/criterion.h>
#include <string.h>

#include "opened.h"
#include "rows.h"

enum { AFTER_MS = 5000 };

TestSuite(outbox, .init = opened_begin, .fini = opened_end, .timeout = 60);

/* What is due at that time, put off by AFTER_MS. */
static size_t
resend(int64_t ms, size_t max, struct outgoing **ret)
{
	size_t n;
	cr_assert_eq(store_resend(store, arena, rows_at(ms), rows_at(ms + AFTER_MS), max, ret, &n),
	    STORE_OK);
	return n;
}

static size_t
resend_count(int64_t ms)
{
	struct outgoing *out;
	return resend(ms, 1000, &out);
}

static enum store_result
receipt(unsigned i, uint32_t n)
{
	const struct outgoing_done d = { .docket = rows_docket_id(i), .to = rows_unit(SENDER), .n = n };
	return commit_done(store, d);
}

Test(outbox, a_letter_is_sent_again_as_it_was_written)
{
	const struct outgoing w = rows_outgoing(arena, 1, 1, 3);
	struct outgoing *out;
	cr_assert_eq(commit_outgoing(store, w), STORE_OK);
	cr_expect_eq(resend(4999, 10, &out), 0, "too early");
	cr_assert_eq(resend(5000, 10, &out), 1);
	cr_expect_str_eq(out[0].letter, w.letter);
	cr_expect_str_eq(out[0].docket.text, w.docket.text);
	cr_expect_str_eq(out[0].from.text, w.from.text);
	cr_expect_str_eq(out[0].to.text, w.to.text);
	cr_expect_eq(out[0].upto, 3);
	cr_expect_str_eq(out[0].kind, "delivery");
	cr_expect_str_eq(out[0].topic, TOPIC);
	cr_assert_eq(out[0].value.size, w.value.size);
	cr_expect_arr_eq(out[0].value.data, w.value.data, w.value.size);
	cr_expect_eq(out[0].resend_at.ms, rows_at(10000).ms, "when it will be due again");
}

Test(outbox, of_a_delivery_it_is_kept_which_entries_it_has_and_not_their_bytes)
{
	struct outgoing w = rows_outgoing(arena, 1, 1, 3), *out;
	w.first = 2;
	w.sent_at = rows_at(17);
	cr_assert_eq(commit_outgoing(store, w), STORE_OK);
	cr_assert_eq(resend(5000, 10, &out), 1);
	cr_expect_eq(out[0].first, 2);
	cr_expect_eq(out[0].upto, 3);
	cr_expect_eq(out[0].sent_at.ms, w.sent_at.ms);
	cr_expect_eq(out[0].value.size, 0);
	w.sent_at = rows_at(18);
	cr_assert_eq(commit_outgoing(store, w), STORE_OK);
	cr_assert_eq(resend(5000, 10, &out), 1);
	cr_expect_eq(out[0].sent_at.ms, w.sent_at.ms, "what is said again takes the place of the first");
}

Test(outbox, the_pause_between_two_attempts_doubles_up_to_an_hour)
{
	static const int64_t pauses[] = { 5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600,
		3600, 3600 };
	int64_t at = AFTER_MS;
	cr_assert_eq(commit_outgoing(store, rows_outgoing(arena, 1, 1, 1)), STORE_OK);
	for (size_t i = 0; i < sizeof(pauses) / sizeof(pauses[0]); i++) {
		cr_expect_eq(resend_count(at), 1, "attempt %zu", i);
		cr_expect_eq(resend_count(at + pauses[i] * 1000 - 1), 0, "pause %zu is too short", i);
		at += pauses[i] * 1000;
	}
}

Test(outbox, a_pause_is_never_shorter_than_the_one_asked_for)
{
	enum { TWO_HOURS = 7200000 };
	struct outgoing *out;
	size_t n;
	cr_assert_eq(commit_outgoing(store, rows_outgoing(arena, 1, 1, 1)), STORE_OK);
	cr_assert_eq(store_resend(store, arena, rows_at(AFTER_MS), rows_at(AFTER_MS + TWO_HOURS), 10,
			 &out, &n), STORE_OK);
	cr_assert_eq(n, 1);
	cr_expect_eq(out[0].resend_at.ms, rows_at(AFTER_MS + TWO_HOURS).ms);
	cr_expect_eq(resend_count(AFTER_MS + TWO_HOURS - 1), 0);
}

/* In an order that neither index nor heap would give by itself. */
Test(outbox, the_oldest_goes_first_and_a_page_is_a_page)
{
	enum { N = 50 };
	for (unsigned i = 0; i < N; i++) {
		struct outgoing w = rows_outgoing(arena, i * 7 % N, i * 7 % N, 1);
		w.resend_at = rows_at((int64_t)(i * 7 % N));
		const struct batch b = { .outgoing = &w, .n_outgoing = 1, .now = w.resend_at };
		cr_assert_eq(store_commit(store, &b), STORE_OK);
	}
	unsigned next = 0;
	for (size_t n; next < N;) {
		struct outgoing *out;
		n = resend(AFTER_MS, 20, &out);
		cr_assert_eq(n, next < 40 ? 20 : 10);
		for (size_t i = 0; i < n; i++, next++) {
			char letter[STORE_LETTER_ID_MAX];
			rows_letter_id(next, letter);
			cr_assert_str_eq(out[i].letter, letter, "letter %u", next);
		}
	}
	cr_expect_eq(resend_count(AFTER_MS), 0);
}

Test(outbox, deliveries_of_one_docket_go_in_the_order_of_their_entries)
{
	struct outgoing w[20], *out;
	for (unsigned i = 0; i < 20; i++)
		w[i] = rows_outgoing(arena, 100 - i, 1, i + 1);
	const struct batch b = { .outgoing = w, .n_outgoing = 20, .now = rows_at(0) };
	cr_assert_eq(store_commit(store, &b), STORE_OK);
	cr_assert_eq(resend(AFTER_MS, 100, &out), 20);
	for (unsigned i = 0; i < 20; i++)
		cr_expect_eq(out[i].upto, i + 1);
}

Test(outbox, a_receipt_ends_all_deliveries_up_to_it_and_no_others)
{
	struct outgoing w[6];
	for (unsigned i = 0; i < 6; i++)
		w[i] = rows_outgoing(arena, i, 1, i + 1);
	w[3].to = rows_unit("430000");			/* another unit */
	w[4].docket = rows_docket_id(2);		/* another docket */
	w[5].upto = 0;
	rows_text(w[5].kind, sizeof(w[5].kind), "request");
	w[3].upto = w[4].upto = 1;
	const struct batch b = { .outgoing = w, .n_outgoing = 6, .now = rows_at(0) };
	cr_assert_eq(store_commit(store, &b), STORE_OK);
	cr_expect_eq(eye_int("select count(*) from outbox"), 6, "a newer delivery replaces no older one");
	cr_assert_eq(receipt(1, 2), STORE_OK);
	cr_expect_str_eq(eye_text("select string_agg(right(letter::text, 1), '' order by letter) from outbox"),
	    "2345");
	cr_assert_eq(receipt(1, 2), STORE_OK, "twice is once");
	cr_assert_eq(receipt(1, 9), STORE_OK);
	cr_expect_str_eq(eye_text("select string_agg(right(letter::text, 1), '' order by letter) from outbox"),
	    "345");
}

Test(outbox, a_receipt_of_one_letter_ends_that_letter_if_it_comes_from_its_receiver)
{
	struct outgoing w = rows_outgoing(arena, 1, 1, 0);
	struct outgoing_done d = { .docket = w.docket, .to = rows_unit("430000") };
	rows_text(w.kind, sizeof(w.kind), "notice");
	rows_text(d.letter, sizeof(d.letter), w.letter);
	cr_assert_eq(commit_outgoing(store, w), STORE_OK);
	cr_assert_eq(commit_done(store, d), STORE_OK);
	cr_expect_eq(eye_int("select count(*) from outbox"), 1, "somebody else's receipt");
	d.to = w.to;
	cr_assert_eq(commit_done(store, d), STORE_OK);
	cr_expect_eq(eye_int("select count(*) from outbox"), 0);
}

/* Receipts are written by other programs. What is no id of ours ends no letter of ours, and
 * certainly not the daemon. */
Test(outbox, a_receipt_for_a_letter_with_an_impossible_id_is_passed_over)
{
	static const char *const ids[] = { "x", "01990000-0000-7000-8000-00000000000G",
		"01990000-0000-7000-8000-00000000000", "'; drop table outbox; --" };
	cr_assert_eq(commit_outgoing(store, rows_outgoing(arena, 1, 1, 0)), STORE_OK);
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		struct outgoing_done d[2] = { { .docket = rows_docket_id(1), .to = rows_unit(SENDER) },
			{ .docket = rows_docket_id(1), .to = rows_unit(SENDER) } };
		rows_text(d[0].letter, sizeof(d[0].letter), ids[i]);
		rows_letter_id(2, d[1].letter);
		const struct batch b = { .done = d, .n_done = 2, .now = rows_at(0) };
		cr_expect_eq(store_commit(store, &b), STORE_OK, "%s", ids[i]);
	}
	cr_expect_eq(eye_int("select count(*) from outbox"), 1);
}

Test(outbox, what_is_said_again_takes_the_place_of_what_has_no_receipt)
{
	struct outgoing w = rows_outgoing(arena, 1, 1, 3), *out;
	int64_t age_ms;
	cr_assert_eq(commit_outgoing(store, w), STORE_OK);
	w.value = rows_bytes(arena, 2, 300);
	w.resend_at = rows_at(7000);
	cr_assert_eq(commit_outgoing(store, w), STORE_OK);
	cr_expect_eq(resend(6999, 10, &out), 0);
	cr_assert_eq(resend(7000, 10, &out), 1, "it is one letter");
	cr_assert_eq(out[0].value.size, 300);
	cr_expect_arr_eq(out[0].value.data, w.value.data, 300);
	cr_assert_eq(store_outbox_age(store, rows_at(100000), &age_ms), STORE_OK);
	cr_expect_gt(age_ms, 0, "and as old as the first");
}

Test(outbox, a_start_or_a_wiped_topic_makes_letters_due_at_once_and_often)
{
	struct outgoing w = rows_outgoing(arena, 1, 1, 1);
	cr_assert_eq(commit_outgoing(store, w), STORE_OK);
	w = rows_outgoing(arena, 2, 2, 1);
	rows_text(w.topic, sizeof(w.topic), "xueji.v1.44.county");
	cr_assert_eq(commit_outgoing(store, w), STORE_OK);

	cr_assert_eq(store_resend_now(store, "xueji.v1.44.county", rows_at(1)), STORE_OK);
	cr_expect_eq(resend_count(1), 1);
	cr_assert_eq(store_resend_now(store, NULL, rows_at(2)), STORE_OK);
	cr_expect_eq(resend_count(2), 2);

	/* After hours without an answer: as at the beginning. */
	for (int64_t hour = 1; hour < 12; hour++)
		cr_expect_eq(resend_count(hour * 3600000), 2);
	cr_assert_eq(store_resend_now(store, NULL, rows_at(43200000)), STORE_OK);
	cr_expect_eq(resend_count(43200000), 2);
	cr_expect_eq(resend_count(43200000 + AFTER_MS), 2);
}

Test(outbox, two_couriers_never_take_the_same_letter)
{
	for (unsigned i = 0; i < 10; i++)
		cr_assert_eq(commit_outgoing(store, rows_outgoing(arena, i, i, 1)), STORE_OK);
	/* The other courier is in the middle of it. */
	eye_do("begin");
	eye_do("select 1 from outbox where right(letter::text, 1) in ('3', '4') for update");
	cr_expect_eq(resend_count(AFTER_MS), 8);
	eye_do("commit");
	cr_expect_eq(resend_count(AFTER_MS), 2);
}

Test(outbox, its_age_is_that_of_the_oldest_letter)
{
	int64_t age = -1;
	cr_assert_eq(store_outbox_age(store, rows_at(0), &age), STORE_OK);
	cr_expect_eq(age, 0);
	cr_assert_eq(commit_outgoing(store, rows_outgoing(arena, 1, 1, 1)), STORE_OK);
	cr_assert_eq(store_outbox_age(store, rows_at(7000), &age), STORE_OK);
	cr_expect_eq(age, 7000);
	cr_assert_eq(receipt(1, 1), STORE_OK);
	cr_assert_eq(store_outbox_age(store, rows_at(8000), &age), STORE_OK);
	cr_expect_eq(age, 0);
}
