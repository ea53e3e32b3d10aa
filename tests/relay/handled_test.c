/* What an officer of ours stamps is written down for whoever looks for it again; and nothing else is. */
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
}

static void
end(void)
{
	office_end(&office);
}

TestSuite(handled, .init = begin, .fini = end, .timeout = 60);

static struct turn *
returned_by(const char *officer)
{
	static const struct sealed sealed;
	struct turn *t = office_turn(&office, at("2026-01-06T09:00:00+08:00"));
	struct entry e = {
		.docket = docket.header.id, .n = 2, .at = t->now, .unit = docket.holder, .holder = docket.holder,
		.role = officer[0] == '\0' ? ROLE_SYSTEM : ROLE_HEAD, .action = ACTION_returned,
		.stage = STAGE_receiving_county, .reason = "请核对",
	};
	(void)strcpy(e.officer, officer);
	live = office_live(&docket);
	live.id = docket.header.id;
	cr_assert_eq(turn_append(t, &live, &e, &sealed), VERDICT_OK);
	return t;
}

Test(handled, is_what_an_officer_of_ours_has_stamped)
{
	const struct turn *t = returned_by("sun");
	cr_assert_eq(t->handled.n, 1);
	const struct handled_write *h = &t->handled.at[0];
	cr_expect_str_eq(h->docket.text, docket.header.id.text);
	cr_expect_str_eq(h->unit.text, FURONG);
	cr_expect_str_eq(h->officer, "sun");
	cr_expect_eq(h->n, 2);
	cr_expect_eq(h->at.ms, t->now.ms);
}

Test(handled, is_not_what_comes_from_a_unit_that_is_served_elsewhere)
{
	docket.holder = code(HUNAN);
	docket.header.route.stops[docket.stop].unit = docket.holder;
	cr_expect_eq(returned_by("li")->handled.n, 0);
}
