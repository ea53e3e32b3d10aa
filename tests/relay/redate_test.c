/* A corrected calendar: terms are counted again, and those concerned are told. */
#include <criterion/criterion.h>
#include <string.h>

#include "office.h"

enum { DAY_MS = 86400000 };

static struct office office;
static struct docket docket;
static struct live live;
static struct instant term;

static void
begin(void)
{
	office_begin(&office, LEVEL_COUNTY);
	docket = office_desk(FURONG, at("2026-01-05T09:00:00+08:00"), 10);
	live = office_live(&docket);
	term = docket_term(&docket, &office_calendar);
}

static void
end(void)
{
	office_end(&office);
}

TestSuite(redate, .init = begin, .fini = end, .timeout = 60);

static struct turn *
redated(struct instant stored)
{
	struct turn *t = office_turn(&office, at("2026-01-06T09:00:00+08:00"));
	const struct misdated m = { .id = live.id, .n = 1, .term = stored };
	turn_redate(t, &live, &m);
	return t;
}

Test(redate, a_term_that_stays_is_marked_and_nobody_is_told)
{
	const struct turn *t = redated(term);
	cr_assert_eq(t->terms.n, 1);
	cr_expect_eq(t->terms.at[0].before.ms, term.ms);
	cr_expect_eq(t->terms.at[0].term.ms, term.ms);
	cr_expect_eq(t->terms.at[0].calendar, office_calendar.version);
	cr_expect_eq(t->terms.at[0].n, 1);
	cr_expect_eq(t->notices.n, 0);
}

Test(redate, a_term_that_changes_is_told_to_whose_it_is)
{
	const struct instant stored = { term.ms - DAY_MS };
	const struct turn *t = redated(stored);
	cr_assert_eq(t->terms.n, 1);
	cr_expect_eq(t->terms.at[0].before.ms, stored.ms);
	cr_expect_eq(t->terms.at[0].term.ms, term.ms);
	cr_expect_eq(t->terms.at[0].next_look.ms, turn_next_look(t, &docket).ms);
	cr_assert_eq(t->notices.n, 1, "holder and filer are one here");
	cr_expect_str_eq(t->notices.at[0].what, "redated");
	cr_expect_str_eq(t->notices.at[0].told.text, FURONG);
	cr_expect_eq(t->outgoing.n, 0, "other daemons count for themselves");
}

Test(redate, a_docket_that_moves_or_was_looked_at_in_this_turn_is_left_to_the_next)
{
	struct turn *t = office_turn(&office, at("2026-01-06T09:00:00+08:00"));
	turn_sweep(t, &live);
	cr_assert_eq(t->sweeps.n, 1);
	const struct misdated m = { .id = live.id, .n = 1, .term = term };
	turn_redate(t, &live, &m);
	cr_expect_eq(t->terms.n, 0, "looked at");
	live.n_before = 0;
	cr_expect_eq(redated(term)->terms.n, 0, "moved");
}

Test(redate, a_docket_that_another_instance_moved_since_its_term_was_read_is_left_to_the_next)
{
	struct turn *t = office_turn(&office, at("2026-01-06T09:00:00+08:00"));
	const struct misdated m = { .id = live.id, .n = 2, .term = { term.ms - DAY_MS } };
	turn_redate(t, &live, &m);
	cr_expect_eq(t->terms.n, 0);
	cr_expect_eq(t->notices.n, 0, "nobody is told of a term that was another docket's");
}
