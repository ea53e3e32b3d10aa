/* Who may publish what. */
#include <criterion/criterion.h>

#include "core/land.h"
#include "core/publication.h"

static enum verdict
publish(const char *who, enum matter matter)
{
	const struct publication p = {
		.matter = matter,
		.unit = code(who),
		.published_at = at("2026-09-01T09:00:00+08:00"),
		.effective_at = at("2026-09-01T09:00:00+08:00"),
	};
	return publication_check(&p, &land);
}

Test(publication, the_ministry_publishes_all_and_a_province_its_policy_and_units)
{
	cr_expect_eq(publish(MINISTRY, MATTER_POLICY), VERDICT_OK);
	cr_expect_eq(publish(MINISTRY, MATTER_CALENDAR), VERDICT_OK);
	cr_expect_eq(publish(MINISTRY, MATTER_UNITS), VERDICT_OK);
	cr_expect_eq(publish(HUNAN, MATTER_POLICY), VERDICT_OK);
	cr_expect_eq(publish(HUNAN, MATTER_UNITS), VERDICT_OK);
	cr_expect_eq(publish(HUNAN, MATTER_CALENDAR), VERDICT_NOT_YOURS_TO_PUBLISH);
}

Test(publication, nobody_else_publishes_anything)
{
	static const char *const others[] = { CHANGSHA, FURONG, FURONG_SCHOOL, "999999", "" };
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		for (int m = MATTER_POLICY; m < MATTER_N; m++)
			cr_expect_eq(publish(others[i], (enum matter)m),
			    VERDICT_NOT_YOURS_TO_PUBLISH, "%s", others[i]);
}

Test(publication, a_province_that_is_no_more_publishes_nothing)
{
	struct unit units[] = { *unit(MINISTRY), *unit(HUNAN) };
	const struct registry r = { .units = units, .n_units = 2 };
	const struct publication p = { .matter = MATTER_POLICY, .unit = code(HUNAN) };
	cr_expect_eq(publication_check(&p, &r), VERDICT_OK);
	units[1].is_void = true;
	cr_expect_eq(publication_check(&p, &r), VERDICT_NOT_YOURS_TO_PUBLISH);
}

Test(publication, nothing_takes_effect_before_it_was_published)
{
	struct publication p = {
		.matter = MATTER_CALENDAR,
		.unit = code(MINISTRY),
		.published_at = { 1000 },
		.effective_at = { 1000 },
	};
	cr_expect_eq(publication_check(&p, &land), VERDICT_OK, "at once");
	p.effective_at.ms--;
	cr_expect_eq(publication_check(&p, &land), VERDICT_EFFECTIVE_TOO_EARLY);
}

Test(publication, every_matter_has_a_name)
{
	enum matter m = MATTER_NONE;
	for (int i = MATTER_NONE + 1; i < MATTER_N; i++) {
		cr_expect(matter_parse(matter_name((enum matter)i), &m));
		cr_expect_eq((int)m, i);
	}
	cr_expect_not(matter_parse("law", &m));
	cr_expect_not(matter_parse("", &m), "what is none has no name");
	cr_expect_str_eq(matter_name(MATTER_NONE), "");
	cr_expect_str_eq(matter_name(MATTER_N), "");
}
