/* What lies on the desk of a unit that has become void goes to whoever has taken its place. */
#include <criterion/criterion.h>
#include <string.h>

#include "office.h"

static struct office office;
static struct docket docket;
static struct live live;

static void
begin(void)
{
	office_begin(&office, LEVEL_COUNTY);
	docket = office_desk(FURONG, at("2026-01-05T09:00:00+08:00"), 10);
	live = office_live(&docket);
}

static void
end(void)
{
	office_end(&office);
}

TestSuite(follow, .init = begin, .fini = end, .timeout = 60);

/* The tree in which that unit is void, and TIANXIN in its place. */
static struct registry
without(struct unit_edition *edition, const char *void_unit)
{
	const struct unit_edition e = {
		.unit = *unit(void_unit),
		.successor = code(TIANXIN),
	};
	struct registry r = land;
	*edition = e;
	edition->unit.is_void = true;
	r.editions = edition;
	r.n_editions = 1;
	return r;
}

Test(follow, it_is_handed_over_with_the_void_units_stamp_and_keeps_its_term)
{
	struct unit_edition edition;
	const struct registry r = without(&edition, FURONG);
	const struct instant term = docket_term(&docket, &office_calendar);
	struct turn *t = office_turn(&office, at("2026-01-07T09:00:00+08:00"));
	struct live *l = LIST_ADD(t, t->lives);
	*l = live;
	turn_proceed(t, l);
	cr_expect_eq(l->n, 1, "as long as it is not void");
	office.law.registry = &r;
	turn_proceed(t, l);
	turn_stamp(t);
	cr_assert_eq(l->n, 2);
	cr_expect_str_eq(l->docket.holder.text, TIANXIN);
	cr_expect_str_eq(l->holders[1].text, FURONG);
	cr_expect_eq(keyring_check(office.keyring, code(FURONG), t->now, "entry", l->entries[1].body,
	    &l->entries[1].stamp), VERDICT_OK);
	cr_expect_eq(docket_term(&l->docket, &office_calendar).ms, term.ms);
	turn_proceed(t, l);
	cr_expect_eq(l->n, 2, "once");
}

Test(follow, without_its_key_it_stays_where_it_is)
{
	struct unit_edition edition;
	docket = office_desk(HETANG, at("2026-01-05T09:00:00+08:00"), 10);
	live = office_live(&docket);
	const struct registry r = without(&edition, HETANG);
	office.law.registry = &r;
	turn_proceed(office_turn(&office, at("2026-01-07T09:00:00+08:00")), &live);
	cr_expect_eq(live.n, 1);
	cr_expect_str_eq(live.docket.holder.text, HETANG);
}
