/* Who filed is told what came of it, by its own daemon, when the entry comes there. */
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

TestSuite(filer, .init = begin, .fini = end, .timeout = 60);

static struct turn *
appended_at(enum stage stage, enum action action)
{
	static const struct sealed sealed;
	struct turn *t = office_turn(&office, at("2026-01-06T09:00:00+08:00"));
	const struct entry e = {
		.docket = docket.header.id, .n = 2, .at = t->now, .unit = docket.holder, .holder = docket.holder,
		.officer = "sun", .role = action == ACTION_failed ? ROLE_SYSTEM : ROLE_HEAD, .action = action, .stage = stage,
		.code = action == ACTION_failed ? VERDICT_DATA_MISMATCH : VERDICT_OK,
		.ground = action == ACTION_refused ? GROUND_NO_SEAT : GROUND_NONE, .reason = "请核对",
	};
	live = office_live(&docket);
	cr_assert_eq(turn_append(t, &live, &e, &sealed), VERDICT_OK);
	return t;
}

static struct turn *
appended(enum action action)
{
	return appended_at(STAGE_receiving_county, action);
}

Test(filer, is_told_once_that_its_filing_came_back_and_by_no_letter)
{
	static const struct {
		enum action action;
		const char *what;
	} rows[] = { { ACTION_returned, "filing_returned" }, { ACTION_refused, "filing_refused" } };
	for (size_t i = 0; i < 2; i++) {
		const struct turn *t = appended(rows[i].action);
		cr_assert_eq(t->notices.n, 1, "%s", rows[i].what);
		cr_expect_str_eq(t->notices.at[0].what, rows[i].what);
		cr_expect_str_eq(t->notices.at[0].told.text, FURONG);
		cr_expect_eq(t->notices.at[0].at.ms, t->now.ms);
		cr_expect_eq(t->outgoing.n, 0);
	}
}

Test(filer, is_told_that_a_check_failed)
{
	docket.posture = POSTURE_AUTO;
	docket.header.route.stops[0] = (struct stop){ STAGE_check, code(FURONG), true, 0 };
	const struct turn *t = appended_at(STAGE_check, ACTION_failed);
	cr_assert_eq(t->notices.n, 1);
	cr_expect_str_eq(t->notices.at[0].what, "filing_failed");
}

Test(filer, that_is_served_elsewhere_is_told_there)
{
	docket.header.route.stops[0].unit = code(FURONG_SCHOOL);
	cr_expect_eq(appended(ACTION_returned)->notices.n, 0);
}

/* The docket lies with whoever rules, and goes on behind the stop that refused. */
Test(filer, whose_refusal_is_overruled_is_told_so)
{
	docket.header.route.stops[docket.header.route.n++] = (struct stop){ STAGE_sending_county, code(TIANXIN), false, 10 };
	docket.posture = POSTURE_COORDINATION;
	docket.holder = code(HUNAN);
	const struct turn *t = appended_at(STAGE_coordination, ACTION_ruled_overrule);
	cr_assert_eq(t->notices.n, 1);
	cr_expect_str_eq(t->notices.at[0].what, "refusal_overruled");
	cr_expect_str_eq(t->notices.at[0].told.text, FURONG);
	cr_expect_str_eq(t->notices.at[0].unit.text, HUNAN, "by whom");
	cr_expect_str_eq(live.overruled.text, FURONG);
	docket.header.route.stops[0].unit = code(FURONG_SCHOOL);
	docket.header.route.stops[0].stage = STAGE_receiving_school;
	cr_expect_eq(appended_at(STAGE_coordination, ACTION_ruled_overrule)->notices.n, 0, "is served elsewhere, and told there");
	cr_expect_str_eq(live.overruled.text, FURONG_SCHOOL, "by the letter");
}

Test(filer, is_not_told_of_a_step_that_went_on_and_nobody_is_of_what_a_daemon_files)
{
	docket.header.route.stops[docket.header.route.n++] = (struct stop){ STAGE_sending_county, code(TIANXIN), false, 10 };
	cr_expect_eq(appended(ACTION_approved)->notices.n, 0);
	docket.header.kind = BUSINESS_formal_batch;
	cr_expect_eq(appended(ACTION_returned)->notices.n, 0);
}
