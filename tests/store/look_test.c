/* Looks are a chain: it grows from both ends of the daemon at once, and what is done to it shows. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <string.h>

#include "store/opened.h"
#include "store/store.h"

TestSuite(look, .init = opened_begin, .fini = opened_end, .timeout = 60);

static const struct look qian = {
	.unit = { "2143000101" }, .account = "qian", .role = ROLE_HEAD, .at = { 1000 },
	.kind = "docket", .subject = "8f0e6a3e-0000-4000-8000-000000000001", .hits = 1,
};
static const struct unit_code school = { "2143000101" };

static void
put(int n)
{
	struct look l = qian;
	for (int i = 0; i < n; i++) {
		l.at.ms++;
		cr_assert_eq(store_look_put(store, &l), STORE_OK);
	}
}

static struct look_walk
walk(void)
{
	struct look_walk w = { .n = 0 };
	while (!w.is_done)
		cr_assert_eq(store_look_walk(store, 3, &w), STORE_OK);
	return w;
}

static struct look_row *
looks(const char *account, const char *subject, int64_t before, size_t max, size_t *ret_n)
{
	struct look_row *rows;
	cr_assert_eq(store_looks(store, arena, &school, 1, account, subject, before, max, &rows, ret_n),
	    STORE_OK);
	return rows;
}

Test(look, is_there_as_it_was_put_the_latest_first_and_by_pages)
{
	size_t n;
	struct look l = qian;
	(void)strcpy(l.purpose, "核对证件");
	put(2);
	cr_assert_eq(store_look_put(store, &l), STORE_OK);
	const struct look_row *rows = looks("", "", 0, 2, &n);
	cr_assert_eq(n, 2);
	cr_expect_eq(rows[0].n, 3);
	cr_expect_eq(memcmp(&rows[0].look, &l, sizeof(l)), 0);
	rows = looks("", "", rows[1].n, 2, &n);
	cr_assert_eq(n, 1);
	cr_expect_eq(rows[0].n, 1);
}

Test(look, is_found_by_account_subject_and_unit)
{
	size_t n;
	struct look sun = qian;
	(void)strcpy(sun.account, "sun");
	(void)strcpy(sun.unit.text, "430102");
	(void)strcpy(sun.subject, "other");
	put(1);
	cr_assert_eq(store_look_put(store, &sun), STORE_OK);
	(void)looks("", "", 0, 9, &n);
	cr_expect_eq(n, 1, "another unit's are not shown");
	(void)looks("qian", qian.subject, 0, 9, &n);
	cr_expect_eq(n, 1);
	(void)looks("sun", "", 0, 9, &n);
	cr_expect_eq(n, 0);
	(void)looks("", "other", 0, 9, &n);
	cr_expect_eq(n, 0);
}

Test(look, subject_of_a_text_is_not_the_text_and_always_the_same)
{
	char one[LOOK_SUBJECT_MAX], again[LOOK_SUBJECT_MAX], other[LOOK_SUBJECT_MAX];
	cr_assert_eq(store_look_subject(store, "张三", one), STORE_OK);
	cr_assert_eq(store_look_subject(store, "张三", again), STORE_OK);
	cr_assert_eq(store_look_subject(store, "张四", other), STORE_OK);
	cr_expect_str_eq(one, again);
	cr_expect_str_neq(one, other);
	cr_expect_eq(strlen(one), 32);
}

Test(look, chain_is_sound_from_nothing_to_many_slices)
{
	cr_expect_not(walk().is_broken);
	for (int i = 1; i < 8; i++) {
		put(1);
		const struct look_walk w = walk();
		cr_expect_not(w.is_broken);
		cr_expect_eq(w.n, i);
	}
}

static void
expect_broken(const char *sql, int64_t sound)
{
	put(7);
	eye_do("%s", sql);
	const struct look_walk w = walk();
	cr_expect(w.is_broken, "%s", sql);
	cr_expect_eq(w.n, sound, "%s: %lld", sql, (long long)w.n);
}

Test(look, changed_is_noticed)
{
	expect_broken("update look set account = 'sun' where n = 4", 3);
}

Test(look, with_a_text_moved_from_one_column_to_the_next_is_noticed)
{
	expect_broken("update look set kind = 'docke', subject = 't' || subject where n = 4", 3);
}

Test(look, taken_away_is_noticed)
{
	expect_broken("delete from look where n = 5", 4);
}

Test(look, taken_away_with_the_gap_closed_is_noticed)
{
	expect_broken("delete from look where n = 5; update look set n = n - 1 where n > 5", 4);
}

Test(look, last_taken_away_is_noticed)
{
	expect_broken("delete from look where n = 7", 6);
}

Test(look, last_taken_away_at_the_end_of_a_slice_is_noticed)
{
	expect_broken("delete from look where n > 6", 6);
}

Test(look, all_taken_away_is_noticed)
{
	expect_broken("delete from look", 0);
}

Test(look, put_in_behind_the_head_is_noticed)
{
	expect_broken("update look_head set (n, hash) = (select n, hash from look where n = 5)", 7);
}

Test(look, head_taken_away_is_noticed_and_nothing_more_is_recorded)
{
	expect_broken("delete from look_head", 7);
	cr_expect_eq(store_look_put(store, &qian), STORE_AGAIN);
}

enum { THREADS = 4, EACH = 25 };

static void *
append(void *context)
{
	struct store *s = store_open(base.conninfo, "look_test");
	(void)context;
	for (int i = 0; i < EACH; i++)
		cr_assert_eq(store_look_put(s, &qian), STORE_OK);
	store_close(s);
	return NULL;
}

Test(look, many_that_append_at_once_make_one_chain)
{
	pthread_t threads[THREADS];
	for (int i = 0; i < THREADS; i++)
		cr_assert_eq(pthread_create(&threads[i], NULL, append, NULL), 0);
	for (int i = 0; i < THREADS; i++)
		cr_assert_eq(pthread_join(threads[i], NULL), 0);
	const struct look_walk w = walk();
	cr_expect_not(w.is_broken);
	cr_expect_eq(w.n, THREADS * EACH);
}

/* Not by luck: the second waits for the first, which has not committed. */
Test(look, that_comes_while_another_is_not_written_yet_waits_for_it)
{
	pthread_t thread;
	put(1);
	eye_do("begin; update look_head set n = n");
	cr_assert_eq(pthread_create(&thread, NULL, append, NULL), 0);
	eye_wait(WAITING, 1);
	eye_do("commit");
	cr_assert_eq(pthread_join(thread, NULL), 0);
	cr_expect_not(walk().is_broken);
}
