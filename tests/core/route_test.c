/* Scopes and routes over every shape the tree has. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "core/land.h"

/* "receiving_school@2143000001 receiving_county@430102 ...", automatic ones with a star.
 */
static const char *
route_text(const struct route *r)
{
	static char text[1024];
	size_t n = 0;
	for (int i = 0; i < r->n; i++) {
		const struct stop *s = &r->stops[i];
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s%s@%s",
		    i > 0 ? " " : "", stage_row(s->stage)->name,
		    s->is_automatic ? "*" : "", s->unit.text);
		cr_assert_lt(n, sizeof(text));
	}
	return text;
}

static void
expect_route(const struct law *law, enum business kind, const char *receiving,
    const char *sending, const char *expected)
{
	struct route route;
	cr_assert_eq(route_make(kind, &land, unit(receiving), unit(sending),
			 &law->receiving, &law->sending, &route),
	    VERDICT_OK);
	cr_expect_str_eq(route_text(&route), expected, "\n     got %s\nexpected %s",
	    route_text(&route), expected);
	for (int i = 0; i < route.n; i++) {
		const bool is_desk = stage_row(route.stops[i].stage)->how == STAGE_DESK;
		cr_expect_eq(route.stops[i].days, is_desk ? 10 : 0);
	}
}

Test(route, the_scope_is_that_of_the_lowest_common_level)
{
	static const struct {
		const char *receiving, *sending;
		enum scope scope;
	} rows[] = {
		{ FURONG_SCHOOL, FURONG_OTHER, SCOPE_within_county },
		{ FURONG_SCHOOL, TIANXIN_SCHOOL, SCOPE_between_counties },
		{ FURONG_SCHOOL, CHANGSHA_SCHOOL, SCOPE_between_counties },
		{ FURONG_SCHOOL, HETANG_SCHOOL, SCOPE_between_prefectures },
		{ FURONG_SCHOOL, HUNAN_SCHOOL, SCOPE_between_prefectures },
		{ FURONG_SCHOOL, LIWAN_SCHOOL, SCOPE_inter_province },
		{ DONGCHENG_SCHOOL, DONGCHENG_OTHER, SCOPE_within_county },
		{ DONGCHENG_SCHOOL, XICHENG_SCHOOL, SCOPE_between_counties },
		{ DONGGUAN_SCHOOL, DONGGUAN_OTHER, SCOPE_within_county },
		{ DONGGUAN_SCHOOL, LIWAN_SCHOOL, SCOPE_between_prefectures },
		{ XIANTAO_SCHOOL, QIANJIANG_SCHOOL, SCOPE_between_counties },
		{ XIANTAO_SCHOOL, JIANGAN_SCHOOL, SCOPE_between_prefectures },
		{ BINGTUAN_SCHOOL, FURONG_SCHOOL, SCOPE_inter_province },
		{ BINGTUAN_SCHOOL, DONGCHENG_SCHOOL, SCOPE_inter_province },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct unit *a = unit(rows[i].receiving),
				  *b = unit(rows[i].sending);
		cr_expect_str_eq(scope_name(route_scope(&land, a, b)),
		    scope_name(rows[i].scope), "%s and %s", rows[i].receiving,
		    rows[i].sending);
		cr_expect_eq(
		    route_scope(&land, b, a), rows[i].scope, "the other way round");
	}
}

Test(route, within_one_county_the_county_decides_once)
{
	struct law law;
	law_between(&law, FURONG_SCHOOL, FURONG_OTHER);
	expect_route(&law, BUSINESS_transfer, FURONG_SCHOOL, FURONG_OTHER,
	    "receiving_school@2143000001 check*@2143000002 sending_school@2143000002"
	    " county@430102 release*@2143000002 admit*@2143000001");
}

Test(route, within_dongguan_the_prefecture_is_the_county)
{
	struct law law;
	law_between(&law, DONGGUAN_SCHOOL, DONGGUAN_OTHER);
	expect_route(&law, BUSINESS_transfer, DONGGUAN_SCHOOL, DONGGUAN_OTHER,
	    "receiving_school@2144000002 check*@2144000003 sending_school@2144000003"
	    " county@441900 release*@2144000003 admit*@2144000002");
}

Test(route, between_counties_both_offices_decide)
{
	struct law law;
	law_between(&law, FURONG_SCHOOL, TIANXIN_SCHOOL);
	expect_route(&law, BUSINESS_transfer, FURONG_SCHOOL, TIANXIN_SCHOOL,
	    "receiving_school@2143000001 receiving_county@430102 check*@2143000003"
	    " sending_school@2143000003 sending_county@430103"
	    " release*@2143000003 admit*@2143000001");
}

Test(route, between_districts_of_a_municipality_nobody_above_them_decides)
{
	struct law law;
	law_between(&law, DONGCHENG_SCHOOL, XICHENG_SCHOOL);
	law.receiving.prefecture_phases = law.sending.prefecture_phases =
	    1u << PHASE_PRIMARY;
	expect_route(&law, BUSINESS_transfer, DONGCHENG_SCHOOL, XICHENG_SCHOOL,
	    "receiving_school@2111000001 receiving_county@110101 check*@2111000003"
	    " sending_school@2111000003 sending_county@110102"
	    " release*@2111000003 admit*@2111000001");
}

Test(route, counties_directly_under_a_province_have_no_prefecture_stage)
{
	struct law law;
	law_between(&law, XIANTAO_SCHOOL, JIANGAN_SCHOOL);
	law.receiving.prefecture_phases = law.sending.prefecture_phases =
	    1u << PHASE_PRIMARY;
	expect_route(&law, BUSINESS_transfer, XIANTAO_SCHOOL, JIANGAN_SCHOOL,
	    "receiving_school@2142000002 receiving_county@429004 check*@2142000001"
	    " sending_school@2142000001 sending_county@420102 sending_prefecture@420100"
	    " release*@2142000001 admit*@2142000002");
}

Test(route, a_province_may_add_the_prefecture_for_a_phase)
{
	struct law law;
	law_between(&law, LIWAN_SENIOR, DONGGUAN_SENIOR);
	law.receiving.prefecture_phases = law.sending.prefecture_phases = 1u
									  << PHASE_SENIOR;
	/* In 东莞 the office that decided already is the prefecture's. */
	expect_route(&law, BUSINESS_transfer, LIWAN_SENIOR, DONGGUAN_SENIOR,
	    "receiving_school@3444000001 receiving_county@440103 "
	    "receiving_prefecture@440100"
	    " check*@3444000002 sending_school@3444000002 sending_county@441900"
	    " release*@3444000002 admit*@3444000001");
	/* Primary schools of the same province go on without it. */
	expect_route(&law, BUSINESS_transfer, LIWAN_SCHOOL, DONGGUAN_SCHOOL,
	    "receiving_school@2144000001 receiving_county@440103 check*@2144000002"
	    " sending_school@2144000002 sending_county@441900"
	    " release*@2144000002 admit*@2144000001");
}

Test(route, each_side_follows_its_own_policy)
{
	struct law law;
	law_between(&law, FURONG_SENIOR, LIWAN_SENIOR);
	law.sending.prefecture_phases = 1u << PHASE_SENIOR;
	law.sending.days[DAYS_SENDING_SCHOOL] = 5;
	law.receiving.days[DAYS_SENDING_SCHOOL] = 3;
	struct route route;
	cr_assert_eq(route_make(BUSINESS_transfer, &land, unit(FURONG_SENIOR),
			 unit(LIWAN_SENIOR), &law.receiving, &law.sending, &route),
	    VERDICT_OK);
	cr_expect_str_eq(route_text(&route),
	    "receiving_school@3443000001 receiving_county@430102 "
	    "receiving_province@430000"
	    " ministry*@000000 check*@3444000001 sending_school@3444000001"
	    " sending_county@440103 sending_prefecture@440100 sending_province@440000"
	    " release*@3444000001 admit*@3443000001");
	cr_expect_eq(route.stops[5].days, 5);
}

Test(route, between_provinces_everything_up_to_the_ministry_and_down_again)
{
	struct law law;
	law_between(&law, FURONG_SCHOOL, LIWAN_SCHOOL);
	expect_route(&law, BUSINESS_transfer, FURONG_SCHOOL, LIWAN_SCHOOL,
	    "receiving_school@2143000001 receiving_county@430102 "
	    "receiving_province@430000"
	    " ministry*@000000 check*@2144000001 sending_school@2144000001"
	    " sending_county@440103 sending_province@440000"
	    " release*@2144000001 admit*@2143000001");
}

Test(route, a_graduate_has_no_stage_for_the_sending_school)
{
	struct law law;
	law_between(&law, FURONG_JUNIOR, LIWAN_SCHOOL);
	expect_route(&law, BUSINESS_graduate_transfer, FURONG_JUNIOR, LIWAN_SCHOOL,
	    "receiving_school@3143000001 receiving_county@430102 "
	    "receiving_province@430000"
	    " ministry*@000000 check*@2144000001 sending_county@440103 "
	    "sending_province@440000"
	    " release*@2144000001 admit*@3143000001");
}

Test(route, where_school_and_province_meet_directly_one_office_decides_once)
{
	struct law law;
	law_between(&law, BINGTUAN_SCHOOL, HUNAN_SCHOOL);
	expect_route(&law, BUSINESS_transfer, BINGTUAN_SCHOOL, HUNAN_SCHOOL,
	    "receiving_school@2166000001 receiving_county@660000 ministry*@000000"
	    " check*@2143000006 sending_school@2143000006 sending_county@430000"
	    " release*@2143000006 admit*@2166000001");
}

Test(route, a_policy_may_let_a_rule_decide_and_the_term_stays_written)
{
	struct law law;
	law_between(&law, FURONG_SCHOOL, TIANXIN_SCHOOL);
	law.sending.rule_stages = 1u << STAGE_sending_county;
	expect_route(&law, BUSINESS_transfer, FURONG_SCHOOL, TIANXIN_SCHOOL,
	    "receiving_school@2143000001 receiving_county@430102 check*@2143000003"
	    " sending_school@2143000003 sending_county*@430103"
	    " release*@2143000003 admit*@2143000001");
}

Test(route, a_graduate_transfer_inside_a_province_has_no_route)
{
	struct law law;
	struct route route = { .n = 77 };
	law_between(&law, FURONG_JUNIOR, TIANXIN_SCHOOL);
	cr_expect_eq(route_make(BUSINESS_graduate_transfer, &land, unit(FURONG_JUNIOR),
			 unit(TIANXIN_SCHOOL), &law.receiving, &law.sending, &route),
	    VERDICT_NOT_BETWEEN_PROVINCES);
	cr_expect_eq(route.n, 77, "left alone");
}

Test(route,
    every_two_schools_of_the_land_have_a_route_that_ends_with_release_and_admission)
{
	for (size_t i = 0; i < land.n_units; i++)
		for (size_t k = 0; k < land.n_units; k++) {
			const struct unit *a = &land.units[i], *b = &land.units[k];
			if (a == b || a->level != LEVEL_SCHOOL ||
			    b->level != LEVEL_SCHOOL)
				continue;
			struct law law;
			struct route r;
			law_between(&law, a->code.text, b->code.text);
			law.receiving.prefecture_phases = law.sending.prefecture_phases =
			    0xf;
			cr_assert_eq(route_make(BUSINESS_transfer, &land, a, b,
					 &law.receiving, &law.sending, &r),
			    VERDICT_OK);
			cr_assert_geq(r.n, 5);
			cr_assert_leq((int)r.n, (int)ROUTE_MAX);
			cr_assert_eq(r.stops[0].stage, STAGE_receiving_school);
			cr_assert_eq(r.stops[r.n - 2].stage, STAGE_release);
			cr_assert_eq(r.stops[r.n - 1].stage, STAGE_admit);
			cr_assert(unit_code_equal(r.stops[r.n - 2].unit, b->code));
			cr_assert(unit_code_equal(r.stops[r.n - 1].unit, a->code));
			const enum scope scope = route_scope(&land, a, b);
			for (int s = 0; s < r.n; s++)
				cr_assert(
				    scope == SCOPE_inter_province ||
					!unit_code_equal(r.stops[s].unit, code(MINISTRY)),
				    "a case inside a province never reaches the "
				    "ministry");
		}
}

/* -- names ----------------------------------------------------------------------------
 */

Test(route, every_stage_has_a_number_of_its_own_and_is_known_by_its_name)
{
	static const enum stage all[] = {
#define STAGE(name, ...) STAGE_##name,
#include "core/stage.def"
#undef STAGE
	};
	enum { N = sizeof(all) / sizeof(all[0]) };
	cr_assert_eq((int)N, 15);
	for (int i = 0; i < N; i++) {
		enum stage s = STAGE_NONE;
		const struct stage_row *row = stage_row(all[i]);
		cr_assert_not_null(row);
		cr_expect(stage_parse(row->name, &s));
		cr_expect_eq(s, all[i]);
		cr_expect_gt(strlen(row->zh), 0);
		cr_expect_gt(strlen(row->en), 0);
		cr_expect_lt((int)all[i], 32, "stages are bits of 32");
		for (int k = 0; k < i; k++)
			cr_expect_neq(all[k], all[i], "%s", row->name);
	}
	enum stage s = STAGE_county;
	cr_expect_null(stage_row(STAGE_NONE));
	cr_expect_null(stage_row((enum stage)14));
	cr_expect_not(stage_parse("", &s));
	cr_expect_not(stage_parse("province", &s));
	cr_expect_eq(s, STAGE_county);
}

Test(route, scopes_are_named)
{
	cr_expect_str_eq(scope_name(SCOPE_NONE), "none");
	cr_expect_str_eq(scope_name(SCOPE_within_county), "within_county");
	cr_expect_str_eq(scope_name(SCOPE_between_counties), "between_counties");
	cr_expect_str_eq(scope_name(SCOPE_between_prefectures), "between_prefectures");
	cr_expect_str_eq(scope_name(SCOPE_inter_province), "inter_province");
}

Test(route, kinds_of_business_are_named_labelled_and_parsed)
{
	enum business b = BUSINESS_NONE;
	cr_expect_eq((int)BUSINESS_transfer, 1);
	cr_expect_eq((int)BUSINESS_graduate_transfer, 2);
	cr_expect_str_eq(business_name(BUSINESS_transfer), "transfer");
	cr_expect_str_eq(business_name(BUSINESS_graduate_transfer), "graduate_transfer");
	cr_expect_str_eq(business_name(BUSINESS_NONE), "none");
	cr_expect_str_eq(business_label_zh(BUSINESS_transfer), "转学");
	cr_expect_str_eq(business_label_zh(BUSINESS_graduate_transfer), "毕业后跨省就学");
	cr_expect_str_eq(business_label_zh(BUSINESS_N), "");
	cr_expect(business_parse("graduate_transfer", &b));
	cr_expect_eq(b, BUSINESS_graduate_transfer);
	cr_expect_not(business_parse("none", &b));
	cr_expect_not(business_parse("Transfer", &b));
	cr_expect_eq(b, BUSINESS_graduate_transfer);
}
