/* Whoever sees what is shown, and knows that both sides add up to the same, learns no small number. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "console/cover.h"

enum { CELLS = 10, MOST = 60, SUMS = CELLS * MOST + 1 };

struct sheet {
	struct covered cells[CELLS];
	struct covered *at[CELLS];
	size_t n;
};

static void
put(struct sheet *s, long long n, bool is_other_side)
{
	s->cells[s->n] = (struct covered){ n, is_other_side, COVER_NONE };
	s->at[s->n] = &s->cells[s->n];
	s->n++;
}

static bool
may_be(const struct covered *c, int n)
{
	return c->cover == COVER_NONE ? n == c->n : c->cover == COVER_SMALL ? n < COVER_UNDER : n >= COVER_UNDER;
}

/* All differences of the two sides that are possible with cell `fixed` at `n`: is there none? By counting
 * them out, and not by the bounds that cover.c reckons with. */
static bool
could_be(const struct sheet *s, size_t fixed, int n)
{
	static bool now[2 * SUMS], next[2 * SUMS];
	for (size_t i = 0; i < 2 * SUMS; i++)
		now[i] = i == SUMS;
	for (size_t k = 0; k < s->n; k++) {
		for (size_t i = 0; i < 2 * SUMS; i++)
			next[i] = false;
		for (int x = 0; x < MOST; x++) {
			if (k == fixed ? x != n : !may_be(&s->cells[k], x))
				continue;
			const int step = s->cells[k].is_other_side ? -x : x;
			for (int i = 0; i < 2 * SUMS; i++)
				if (now[i] && i + step >= 0 && i + step < 2 * SUMS)
					next[i + step] = true;
		}
		for (size_t i = 0; i < 2 * SUMS; i++)
			now[i] = next[i];
	}
	return now[SUMS];
}

static bool
is_all_covered(const struct sheet *s)
{
	bool is = true;
	for (size_t i = 0; i < s->n; i++)
		is = is && s->cells[i].cover != COVER_NONE;
	return is;
}

Test(cover, one_small_number_is_not_what_the_sums_leave_over)
{
	struct sheet s = { .n = 0 };
	put(&s, 50, false);
	put(&s, 3, false);
	put(&s, 33, true);
	put(&s, 20, true);
	cover_small(s.at, s.n);
	cr_expect_eq(s.cells[1].cover, COVER_SMALL);
	cr_expect_eq(s.cells[3].cover, COVER_MORE, "53 less 50 would be the 3");
	for (int n = 0; n < COVER_UNDER; n++)
		cr_expect(could_be(&s, 1, n), "%d is impossible", n);
}

Test(cover, numbers_that_cannot_be_computed_stay)
{
	struct sheet s = { .n = 0 };
	put(&s, 50, false);
	put(&s, 2, true);
	put(&s, 1, true);
	put(&s, 4, true);
	put(&s, 43, true);
	cover_small(s.at, s.n);
	cr_expect_eq(s.cells[0].cover, COVER_NONE);
	cr_expect_eq(s.cells[4].cover, COVER_NONE);
	cr_expect(s.cells[1].cover == COVER_SMALL && s.cells[3].cover == COVER_SMALL);
}

Test(cover, no_small_number_can_be_computed_from_any_sheet)
{
	unsigned n_covered = 0, n_shown = 0;
	srand(20260901);
	for (int round = 0; round < 400; round++) {
		struct sheet s = { .n = 0 };
		long long left = 0;
		const int ones = 1 + rand() % 4;
		for (int i = 0; i < ones; i++) {
			const int n = rand() % 3 == 0 ? rand() % 5 : rand() % 30;
			put(&s, n, false);
			left += n;
		}
		for (int i = 0; i < 4; i++) {
			const long long n = i == 3 ? left : left == 0 ? 0 : rand() % (left + 1);
			if (n >= MOST)
				break;
			put(&s, n, true);
			left -= n;
		}
		if (left != 0)
			continue;
		cover_small(s.at, s.n);
		for (size_t i = 0; i < s.n; i++) {
			n_shown += s.cells[i].cover == COVER_NONE;
			n_covered += s.cells[i].cover == COVER_SMALL;
			cr_expect_eq(s.cells[i].cover == COVER_SMALL, s.cells[i].n < COVER_UNDER);
			for (int n = 0; s.cells[i].cover == COVER_SMALL && !is_all_covered(&s) && n < 5; n++)
				cr_expect(could_be(&s, i, n), "round %d: cell %zu is not %d", round, i, n);
		}
	}
	cr_expect_gt(n_covered, 200);
	cr_expect_gt(n_shown, 50, "not everything is covered");
}

Test(cover, nothing_at_all_is_covered_too)
{
	struct sheet s = { .n = 0 };
	put(&s, 0, false);
	put(&s, 0, true);
	cover_small(s.at, s.n);
	cr_expect(s.cells[0].cover == COVER_SMALL && s.cells[1].cover == COVER_SMALL);
	cover_small(s.at, 0);
}
