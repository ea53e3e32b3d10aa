/* Terms that another calendar changes: which are to be counted again, and what stays of it. */
#include <criterion/criterion.h>
#include <string.h>

#include "opened.h"
#include "rows.h"

TestSuite(redate, .init = opened_begin, .fini = opened_end, .timeout = 60);

enum { CALENDAR = 7 };

static void
put(unsigned i, uint32_t n_before)
{
	struct docket_write w = rows_docket(arena, i, n_before, 1);
	w.term = rows_at(1000);
	w.next_look = rows_at(500);
	cr_assert_eq(commit_docket(store, w), STORE_OK);
}

static struct term_write
term_of(unsigned i, int64_t was, int64_t term)
{
	const struct term_write t = {
		.docket = rows_docket_id(i),
		.n = 1,
		.before = rows_at(was),
		.term = rows_at(term),
		.next_look = rows_at(term - 1),
		.calendar = CALENDAR,
	};
	return t;
}

static enum store_result
write(struct term_write t)
{
	const struct batch b = { .terms = &t, .n_terms = 1, .now = rows_at(33) };
	return store_commit(store, &b);
}

static size_t
n_misdated(uint32_t calendar)
{
	struct misdated found[8];
	size_t n;
	cr_assert_eq(store_misdated(store, calendar, 8, found, &n), STORE_OK);
	for (size_t i = 0; i < n; i++)
		cr_expect_eq(found[i].term.ms, rows_at(1000).ms);
	return n;
}

static int64_t
look_of(unsigned i)
{
	struct due due[8];
	size_t n;
	cr_assert_eq(store_due(store, rows_at(1000000), 8, due, &n), STORE_OK);
	for (size_t k = 0; k < n; k++)
		if (docket_id_equal(due[k].id, rows_docket_id(i)))
			return due[k].look.ms;
	return -1;
}

Test(redate, a_term_is_counted_again_once_a_calendar)
{
	struct redate *list;
	size_t n;
	put(1, 0);
	put(2, 0);
	cr_expect_eq(n_misdated(CALENDAR), 2);
	cr_assert_eq(write(term_of(1, 1000, 2000)), STORE_OK);
	cr_assert_eq(write(term_of(2, 1000, 1000)), STORE_OK);
	cr_expect_eq(n_misdated(CALENDAR), 0);
	cr_expect_eq(look_of(1), rows_at(1999).ms, "its reminders move with it");
	cr_expect_eq(look_of(2), rows_at(500).ms, "nothing changed, and it may be due");
	cr_assert_eq(store_redates(store, arena, rows_docket_id(1), &list, &n), STORE_OK);
	cr_assert_eq(n, 1);
	cr_expect_eq(list[0].at.ms, rows_at(33).ms);
	cr_expect_eq(list[0].before.ms, rows_at(1000).ms);
	cr_expect_eq(list[0].term.ms, rows_at(2000).ms);
	cr_assert_eq(store_redates(store, arena, rows_docket_id(2), &list, &n), STORE_OK);
	cr_expect_eq(n, 0);
}

Test(redate, what_lies_with_some_units_is_found)
{
	struct docket_id found[4];
	size_t n;
	put(1, 0);
	put(2, 0);
	const struct docket_write w = rows_docket(arena, 1, 0, 1);
	const struct unit_code units[] = { { "430199" }, w.docket->holder };
	cr_assert_eq(store_held_by(store, units, 1, 4, found, &n), STORE_OK);
	cr_expect_eq(n, 0);
	cr_assert_eq(store_held_by(store, units, 2, 4, found, &n), STORE_OK);
	cr_expect_eq(n, 2);
	cr_assert_eq(store_held_by(store, units, 2, 1, found, &n), STORE_OK);
	cr_assert_eq(n, 1);
	cr_expect(docket_id_equal(found[0], rows_docket_id(1))
	    || docket_id_equal(found[0], rows_docket_id(2)));
}

Test(redate, what_moved_meanwhile_is_not_overwritten)
{
	put(1, 0);
	put(1, 1);
	cr_expect_eq(write(term_of(1, 1000, 2000)), STORE_CONFLICT, "it has two entries now");
	struct term_write t = term_of(1, 999, 2000);
	t.n = 2;
	cr_expect_eq(write(t), STORE_CONFLICT, "another term");
	t.before = rows_at(1000);
	cr_expect_eq(write(t), STORE_OK);
}

Test(redate, what_moved_meanwhile_is_passed_over_if_nobody_is_told)
{
	put(1, 0);
	put(2, 0);
	put(1, 1);
	struct term_write t[] = { term_of(1, 1000, 1000), term_of(2, 1000, 1000) };
	const struct batch b = { .terms = t, .n_terms = 2, .now = rows_at(33) };
	cr_expect_eq(store_commit(store, &b), STORE_OK, "of the same term there is no news");
	cr_expect_eq(n_misdated(CALENDAR), 1, "it is looked at again");
}

Test(redate, a_term_that_was_just_counted_is_not_counted_again)
{
	struct docket_write w = rows_docket(arena, 1, 0, 1);
	w.term = rows_at(1000);
	w.calendar = CALENDAR;
	cr_assert_eq(commit_docket(store, w), STORE_OK);
	cr_expect_eq(n_misdated(CALENDAR), 0, "new");
	w = rows_docket(arena, 1, 1, 1);
	w.term = rows_at(1000);
	w.calendar = CALENDAR;
	cr_assert_eq(commit_docket(store, w), STORE_OK);
	cr_expect_eq(n_misdated(CALENDAR), 0, "moved");
	cr_expect_eq(n_misdated(CALENDAR + 1), 1, "by another calendar it is");
}

Test(redate, a_docket_that_moves_is_looked_at_again)
{
	put(1, 0);
	cr_assert_eq(write(term_of(1, 1000, 1000)), STORE_OK);
	cr_expect_eq(n_misdated(CALENDAR), 0);
	put(1, 1);
	cr_expect_eq(n_misdated(CALENDAR), 1);
	cr_expect_eq(n_misdated(0), 0, "0 is what it has");
}
