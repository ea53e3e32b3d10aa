/* Scans: whole, in parts, and how long those stay that no docket names. */
#include <criterion/criterion.h>
#include <string.h>

#include "opened.h"
#include "rows.h"
#include "wire/wire.h"

TestSuite(attachment, .init = opened_begin, .fini = opened_end, .timeout = 60);

Test(attachment, an_attachment_of_the_largest_size_may_be_stored_twice)
{
	const struct bytes data = rows_bytes(arena, 3, ATTACHMENT_BYTES);
	struct attachment a = { .size = ATTACHMENT_BYTES, .type = "image/jpeg" }, got;
	struct bytes back = { 0 };
	memcpy(a.digest, rows_bytes(arena, 9, DIGEST_SIZE).data, DIGEST_SIZE);
	cr_assert_eq(store_attachment_get(store, arena, a.digest, &got, &back), STORE_OK);
	cr_expect_eq(got.size, 0);
	cr_assert_eq(store_attachment_put(store, &a, data, rows_at(0)), STORE_OK);
	cr_assert_eq(store_attachment_put(store, &a, data, rows_at(1)), STORE_OK);
	cr_assert_eq(store_attachment_get(store, arena, a.digest, &got, &back), STORE_OK);
	cr_expect_eq(got.size, ATTACHMENT_BYTES);
	cr_expect_str_eq(got.type, "image/jpeg");
	cr_expect_arr_eq(got.digest, a.digest, DIGEST_SIZE);
	cr_assert_eq(back.size, data.size);
	cr_expect_arr_eq(back.data, data.data, data.size);
	cr_expect_eq(eye_int("select count(*) from attachment"), 1);
}

/* -- attachments that come in parts ------------------------------------------------------ */

enum { PART = 262144, SCAN = 2 * PART + 1000 };

static void
scan(uint8_t *data, struct attachment *ret)
{
	static const struct attachment jpeg = { .size = SCAN, .type = "image/jpeg" };
	for (size_t i = 0; i < SCAN; i++)
		data[i] = (uint8_t)(i * 7 + i / 251);
	*ret = jpeg;
	wire_hash((struct bytes){ data, SCAN }, ret->digest);
}

static void
commit_part(const struct attachment *a, const uint8_t *data, uint32_t index)
{
	const size_t at = (size_t)index * PART;
	const struct part_write parts[] = {
		{ *a, index, { data + at, SCAN - at < PART ? SCAN - at : PART } },
		{ *a, index, { data + at, SCAN - at < PART ? SCAN - at : PART } },	/* twice */
	};
	const struct batch b = { .parts = parts, .n_parts = 2, .now = rows_at(0) };
	cr_assert_eq(store_commit(store, &b), STORE_OK, "%s", store_trouble(store));
}

static bool
is_missing(const struct attachment *a)
{
	bool missing[2];
	uint8_t digests[2][DIGEST_SIZE] = { { 0 } };
	memcpy(digests[1], a->digest, DIGEST_SIZE);
	cr_assert_eq(store_attachments_missing(
	    store, (const uint8_t (*)[DIGEST_SIZE])digests, 2, missing), STORE_OK);
	cr_expect(missing[0], "one that nobody ever saw");
	return missing[1];
}

Test(attachment, parts_in_any_order_and_more_than_once_become_the_attachment)
{
	static uint8_t data[SCAN];
	static const uint32_t order[] = { 2, 0, 2, 1 };
	struct attachment a, got;
	struct bytes back;
	scan(data, &a);
	for (size_t i = 0; i < 4; i++) {
		cr_expect(is_missing(&a));
		commit_part(&a, data, order[i]);
	}
	cr_expect_not(is_missing(&a));
	cr_assert_eq(store_attachment_get(store, arena, a.digest, &got, &back), STORE_OK);
	cr_expect_eq(got.size, SCAN);
	cr_expect_str_eq(got.type, "image/jpeg");
	cr_assert_eq(back.size, SCAN);
	cr_expect_arr_eq(back.data, data, SCAN);
	cr_expect_eq(eye_int("select count(*) from attachment_part"), 0);
}

/* Its receipt was lost, so it was sent again. */
Test(attachment, a_part_of_what_is_whole_already_leaves_nothing)
{
	static uint8_t data[SCAN];
	struct attachment a;
	scan(data, &a);
	for (uint32_t i = 0; i < 3; i++)
		commit_part(&a, data, i);
	commit_part(&a, data, 1);
	cr_expect_not(is_missing(&a));
	cr_expect_eq(eye_int("select count(*) from attachment_part"), 0);
}

Test(attachment, parts_that_are_not_what_the_digest_says_are_thrown_away)
{
	static uint8_t data[SCAN];
	struct attachment a;
	scan(data, &a);
	data[PART + 5] ^= 1;
	for (uint32_t i = 0; i < 3; i++)
		commit_part(&a, data, i);
	cr_expect(is_missing(&a));
	cr_expect_eq(eye_int("select count(*) from attachment_part"), 0, "to be sent anew");
	data[PART + 5] ^= 1;
	for (uint32_t i = 0; i < 3; i++)
		commit_part(&a, data, i);
	cr_expect_not(is_missing(&a));
}

/* -- how long they stay -------------------------------------------------------------------- */

enum { DAY_MS = 24 * 3600 * 1000 };

/* Sent to be filed; which one it is, its digest says. */
static struct attachment
put(unsigned i, int64_t ms)
{
	struct attachment a = { .size = 9, .type = "image/png" };
	memcpy(a.digest, rows_bytes(arena, 100 + i, DIGEST_SIZE).data, DIGEST_SIZE);
	cr_assert_eq(store_attachment_put(store, &a, rows_bytes(arena, i, 9), rows_at(ms)), STORE_OK);
	return a;
}

static void
commit_named(const struct attachment *a)
{
	struct named named[2];
	memcpy(named[0].digest, a->digest, DIGEST_SIZE);
	memcpy(named[1].digest, rows_bytes(arena, 99, DIGEST_SIZE).data, DIGEST_SIZE);	/* not here */
	const struct batch b = { .named = named, .n_named = 2, .now = rows_at(0) };
	cr_assert_eq(store_commit(store, &b), STORE_OK, "%s", store_trouble(store));
}

static size_t
drop(int64_t before_ms, size_t max)
{
	size_t n;
	cr_assert_eq(store_attachments_drop(store, rows_at(before_ms), max, &n), STORE_OK);
	return n;
}

Test(attachment, one_that_no_docket_names_goes_when_its_time_is_over_and_not_before)
{
	const struct attachment a = put(1, 0);
	cr_expect_eq(drop(0, 10), 0);
	cr_expect_not(is_missing(&a));
	cr_expect_eq(drop(1, 10), 1);
	cr_expect(is_missing(&a));
	cr_expect_eq(drop(1, 10), 0);
}

Test(attachment, one_that_a_docket_names_stays_and_so_does_one_that_came_in_parts)
{
	static uint8_t data[SCAN];
	struct attachment came;
	const struct attachment filed = put(1, 0);
	commit_named(&filed);
	scan(data, &came);
	for (uint32_t i = 0; i < 3; i++)
		commit_part(&came, data, i);
	cr_expect_eq(drop(INT64_C(1000) * DAY_MS, 10), 0);
	cr_expect_not(is_missing(&filed));
	cr_expect_not(is_missing(&came));
	(void)put(1, DAY_MS);
	cr_expect_eq(drop(INT64_C(1000) * DAY_MS, 10), 0, "sent again it is still named");
}

Test(attachment, its_day_begins_anew_when_it_is_sent_again_or_is_about_to_be_filed)
{
	const struct attachment sent = put(1, 0), asked = put(2, 0), left = put(3, 0);
	struct attachment got;
	(void)put(1, DAY_MS);
	cr_assert_eq(store_attachment_renew(store, asked.digest, rows_at(DAY_MS), &got), STORE_OK);
	cr_expect_eq(got.size, 9);
	cr_expect_str_eq(got.type, "image/png");
	cr_expect_arr_eq(got.digest, asked.digest, DIGEST_SIZE);
	cr_expect_eq(drop(DAY_MS, 10), 1);
	cr_expect(is_missing(&left));
	cr_expect_not(is_missing(&sent));
	cr_expect_not(is_missing(&asked));
	cr_expect_eq(drop(DAY_MS + 1, 10), 2);
	cr_assert_eq(store_attachment_renew(store, asked.digest, rows_at(DAY_MS), &got), STORE_OK);
	cr_expect_eq(got.size, 0, "it is here no more, and no filing may name it");
}

Test(attachment, when_it_came_is_no_later_by_a_clock_that_went_back)
{
	struct attachment got;
	const struct attachment a = put(1, DAY_MS);
	(void)put(1, 0);
	cr_assert_eq(store_attachment_renew(store, a.digest, rows_at(0), &got), STORE_OK);
	cr_expect_eq(drop(DAY_MS, 10), 0);
}

Test(attachment, so_many_go_at_once_and_the_oldest_first)
{
	struct attachment a[5];
	for (unsigned i = 0; i < 5; i++)
		a[i] = put(i, 4 - (int64_t)i);
	cr_expect_eq(drop(DAY_MS, 2), 2);
	for (unsigned i = 0; i < 5; i++)
		cr_expect_eq(is_missing(&a[i]), i >= 3, "attachment %u", i);
	cr_expect_eq(drop(DAY_MS, 2), 2);
	cr_expect_eq(drop(DAY_MS, 2), 1);
}

/* Two instances sweep, and a filing comes: whoever has a row first has it, and nobody waits for a sweep. */
Test(attachment, one_that_is_being_named_is_passed_over_by_the_sweep)
{
	const struct attachment a = put(1, 0), other = put(2, 1);
	(void)drop(0, 1);	/* connects */
	eye_do("begin");
	eye_do("update attachment set is_named = true where at = %lld", (long long)rows_at(0).ms);
	cr_expect_eq(drop(DAY_MS, 10), 1);
	cr_expect(is_missing(&other));
	eye_do("commit");
	cr_expect_eq(drop(DAY_MS, 10), 0);
	cr_expect_not(is_missing(&a));
}
