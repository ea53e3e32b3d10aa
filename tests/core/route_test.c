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

/* As the docket of a child is made, whoever it was brought to. */
static enum verdict
make(enum business kind, const struct unit *receiving, const struct unit *sending,
    const struct policy *to, const struct policy *from, struct route *ret)
{
	const struct parties parties = { receiving, sending, NULL };
	return route_make(kind, &land, &parties, to, from, ret);
}

static void
expect_route(const struct law *law, enum business kind, const char *receiving,
    const char *sending, const char *expected)
{
	struct route route;
	cr_assert_eq(make(kind, unit(receiving), unit(sending),
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

Test(route, an_answer_and_a_ruling_are_nobodys_by_themselves)
{
	static const enum stage waits[] = { STAGE_answer, STAGE_coordination, STAGE_level_ruling };
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++)
		cr_expect_not(stage_is_automatic(stage_row(waits[i])), "%s", stage_row(waits[i])->name);
}

Test(route, within_one_county_the_county_decides_once)
{
	struct law law;
	law_between(&law, FURONG_SCHOOL, FURONG_OTHER);
	expect_route(&law, BUSINESS_transfer, FURONG_SCHOOL, FURONG_OTHER,
	    "receiving_school@2143000001 check*@2143000002 sending_school@2143000002"
	    " county@430102 release*@2143000002 admit*@2143000001");
}

Test(route, a_key_change_waits_at_the_province_while_the_ministry_is_asked)
{
	struct law law;
	law_between(&law, DONGGUAN_SCHOOL, DONGGUAN_SCHOOL);
	expect_route(&law, BUSINESS_key_change, DONGGUAN_SCHOOL, DONGGUAN_SCHOOL,
	    "school@2144000002 check*@2144000002 county@441900 register_check*@440000 apply*@2144000002");
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
	cr_assert_eq(make(BUSINESS_transfer, unit(FURONG_SENIOR),
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
	cr_expect_eq(make(BUSINESS_graduate_transfer, unit(FURONG_JUNIOR),
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
			cr_assert_eq(make(BUSINESS_transfer, a, b,
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
	cr_assert_eq((int)N, 45);
	for (int i = 0; i < N; i++) {
		enum stage s = STAGE_NONE;
		const struct stage_row *row = stage_row(all[i]);
		cr_assert_not_null(row);
		cr_expect(stage_parse(row->name, &s));
		cr_expect_eq(s, all[i]);
		cr_expect_gt(strlen(row->zh), 0);
		cr_expect_gt(strlen(row->en), 0);
		cr_expect_lt((int)all[i], 64, "stages are bits of 64");
		for (int k = 0; k < i; k++)
			cr_expect_neq(all[k], all[i], "%s", row->name);
	}
	enum stage s = STAGE_county;
	cr_expect_null(stage_row(STAGE_NONE));
	cr_expect_null(stage_row((enum stage)63));
	cr_expect_not(stage_parse("", &s));
	cr_expect_not(stage_parse("township", &s));
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

/* -- routes from elsewhere ------------------------------------------------------------ */

static const char *const pairs[][2] = {
	{ FURONG_SCHOOL, FURONG_OTHER }, { FURONG_SCHOOL, TIANXIN_SCHOOL },
	{ FURONG_SCHOOL, CHANGSHA_SCHOOL }, { FURONG_SCHOOL, HETANG_SCHOOL },
	{ FURONG_SCHOOL, HUNAN_SCHOOL }, { HUNAN_SCHOOL, LIWAN_SCHOOL },
	{ FURONG_SCHOOL, LIWAN_SCHOOL }, { DONGCHENG_SCHOOL, XICHENG_SCHOOL },
	{ DONGGUAN_SCHOOL, LIWAN_SCHOOL }, { DONGGUAN_SCHOOL, FURONG_SCHOOL },
	{ LIWAN_SCHOOL, HUNAN_SCHOOL }, { XIANTAO_SCHOOL, QIANJIANG_SCHOOL },
	{ BINGTUAN_SCHOOL, FURONG_SCHOOL },
};
enum { N_PAIRS = sizeof(pairs) / sizeof(pairs[0]) };

static bool
is_whole(const struct route *r, const char *const pair[2], enum scope scope)
{
	return route_is_whole(BUSINESS_transfer, scope, r, code(pair[0]), code(pair[1]));
}

static void
made(const char *const pair[2], uint32_t prefecture_phases, struct law *law, struct route *ret)
{
	law_between(law, pair[0], pair[1]);
	law->receiving.prefecture_phases = law->sending.prefecture_phases = prefecture_phases;
	cr_assert_eq(make(BUSINESS_transfer, unit(pair[0]), unit(pair[1]),
			 &law->receiving, &law->sending, ret), VERDICT_OK);
}

/* Everything that one hand could change in a stop. */
static void
expect_no_stop_can_be_changed(const struct route *r, const char *const pair[2], enum scope scope)
{
	for (int i = 0; i < r->n; i++) {
		struct route q = *r;
		q.stops[i].unit = code("999999999");
		cr_expect_not(is_whole(&q, pair, scope), "%s: another unit at %d", pair[0], i);
		q = *r;
		q.stops[i].stage = STAGE_answer;
		cr_expect_not(is_whole(&q, pair, scope), "%s: another stage at %d", pair[0], i);
		q = *r;
		q.stops[i].days = q.stops[i].days == 0 ? 10 : 0;
		cr_expect_not(is_whole(&q, pair, scope), "%s: another term at %d", pair[0], i);
		q = *r;
		q.stops[i].is_automatic = !q.stops[i].is_automatic;
		cr_expect_eq(is_whole(&q, pair, scope), q.stops[i].is_automatic,
		    "%s: %d is nobody's to decide", pair[0], i);
	}
}

static void
expect_no_stop_can_be_missing(const struct route *r, const char *const pair[2], enum scope scope)
{
	for (int i = 0; i < r->n; i++) {
		struct route q = *r;
		const enum stage stage = q.stops[i].stage;
		memmove(&q.stops[i], &q.stops[i + 1], (size_t)(q.n - i - 1) * sizeof(q.stops[0]));
		q.n--;
		cr_expect_eq(is_whole(&q, pair, scope), stage_row(stage)->level == LEVEL_PREFECTURE,
		    "%s: without %s", pair[0], stage_row(stage)->name);
	}
}

Test(route, every_route_that_is_made_is_whole_and_no_stop_of_it_can_be_changed_or_missing)
{
	for (size_t i = 0; i < N_PAIRS; i++)
		for (uint32_t phases = 0; phases < 2; phases++) {
			struct law law;
			struct route r;
			made(pairs[i], phases == 0 ? 0 : UINT32_MAX, &law, &r);
			const enum scope scope =
			    route_scope(&land, unit(pairs[i][0]), unit(pairs[i][1]));
			cr_expect(is_whole(&r, pairs[i], scope), "%s", route_text(&r));
			expect_no_stop_can_be_changed(&r, pairs[i], scope);
			if (strcmp(pairs[i][0], HUNAN_SCHOOL) != 0)
				expect_no_stop_can_be_missing(&r, pairs[i], scope);
		}
}

Test(route, one_with_more_stops_or_of_another_scope_is_not_whole)
{
	struct law law;
	struct route r;
	made(pairs[6], 0, &law, &r);
	cr_expect_not(is_whole(&r, pairs[6], SCOPE_within_county), "between provinces is not inside");
	cr_expect_not(is_whole(&r, pairs[0], SCOPE_between_counties));
	const char *const offices[] = { FURONG, LIWAN };
	cr_expect_not(is_whole(&r, offices, SCOPE_within_county), "no schools");
	const char *const half[] = { FURONG_SCHOOL, LIWAN };
	cr_expect_not(is_whole(&r, half, SCOPE_within_county), "one school");
	struct route q = r;
	q.stops[q.n] = q.stops[q.n - 1];
	q.n++;
	cr_expect_not(is_whole(&q, pairs[6], SCOPE_inter_province), "admitted twice");
	q = r;
	q.stops[3].unit = code(HUNAN);
	cr_expect_not(is_whole(&q, pairs[6], SCOPE_inter_province), "a ministry of a province");
	q = r;
	q.stops[2].unit = code(FURONG);
	cr_expect_not(is_whole(&q, pairs[6], SCOPE_inter_province), "a province of a county");
	q.stops[2].unit = code(MINISTRY);
	cr_expect_not(is_whole(&q, pairs[6], SCOPE_inter_province), "the ministry as a province");
	cr_expect_not(route_is_whole(BUSINESS_graduate_transfer, SCOPE_within_county, &r,
	    code(FURONG_SCHOOL), code(FURONG_OTHER)), "a business without such routes");
	q.n = 0;
	cr_expect_not(is_whole(&q, pairs[6], SCOPE_inter_province));
}

Test(route, a_province_is_missing_only_where_the_stop_before_is_that_side_s_province)
{
	static const char *const pair[] = { FURONG_SCHOOL, LIWAN_SCHOOL };
	struct law law;
	struct route r;
	made(pair, 0, &law, &r);
	cr_assert_eq(r.stops[1].stage, STAGE_receiving_county);
	r.stops[1].unit = code(HUNAN);
	cr_expect(is_whole(&r, pair, SCOPE_inter_province));
	memmove(&r.stops[2], &r.stops[3], (size_t)(r.n - 3) * sizeof(r.stops[0]));
	r.n--;
	cr_expect(is_whole(&r, pair, SCOPE_inter_province), "%s", route_text(&r));
	r.stops[1].unit = code(FURONG);
	cr_expect_not(is_whole(&r, pair, SCOPE_inter_province));
}

Test(route, under_one_law_routes_agree_only_if_they_are_the_same)
{
	struct law law;
	struct route ours;
	made(pairs[6], 0, &law, &ours);
	cr_expect(route_agrees(&ours, &ours, true, 10));
	for (int i = 0; i < ours.n; i++) {
		struct route theirs = ours;
		theirs.stops[i].days++;
		cr_expect_not(route_agrees(&theirs, &ours, true, 10));
		theirs = ours;
		theirs.stops[i].is_automatic = !theirs.stops[i].is_automatic;
		cr_expect_not(route_agrees(&theirs, &ours, true, 10));
		theirs = ours;
		theirs.stops[i].unit = code(DONGGUAN);
		cr_expect_not(route_agrees(&theirs, &ours, true, 10));
		theirs = ours;
		theirs.n = (uint8_t)i;
		cr_expect_not(route_agrees(&theirs, &ours, true, 10));
	}
}

Test(route, under_another_law_no_office_may_be_missing_or_replaced_by_a_rule)
{
	struct law law;
	struct route ours, more;
	made(pairs[6], 0, &law, &ours);
	made(pairs[6], UINT32_MAX, &law, &more);
	cr_assert_gt(more.n, ours.n);
	cr_expect(route_agrees(&ours, &ours, false, 10));
	cr_expect(route_agrees(&more, &ours, false, 10), "prefectures are a matter of policy");
	cr_expect_not(route_agrees(&more, &ours, true, 10));
	cr_expect_not(route_agrees(&ours, &more, false, 10), "but not ours to be left out");
	for (int i = 0; i < more.n; i++) {
		struct route theirs = more;
		const bool was_automatic = theirs.stops[i].is_automatic;
		theirs.stops[i].is_automatic = true;
		cr_expect_eq(route_agrees(&theirs, &ours, false, 10), was_automatic, "%d", i);
		theirs = more;
		theirs.stops[i].days = was_automatic ? 0 : 5;
		cr_expect(route_agrees(&theirs, &ours, false, 10), "a shorter term at %d", i);
		theirs.stops[i].days = 11;
		cr_expect_not(route_agrees(&theirs, &ours, false, 10), "a longer term at %d", i);
	}
}

Test(route, nothing_follows_the_last_stop_but_what_policy_may_add)
{
	struct law law;
	struct route ours, theirs;
	made(pairs[6], 0, &law, &ours);
	theirs = ours;
	theirs.stops[theirs.n++] = ours.stops[ours.n - 1];
	cr_expect_not(route_agrees(&theirs, &ours, false, 10));
	cr_expect_not(route_agrees(&theirs, &ours, true, 10));
}

Test(route, under_another_law_what_we_leave_to_a_rule_may_be_left_to_one)
{
	struct law law;
	struct route ours, theirs;
	made(pairs[6], 0, &law, &ours);
	theirs = ours;
	theirs.stops[1].is_automatic = true;
	cr_expect_not(route_agrees(&theirs, &ours, false, 10));
	cr_expect(route_agrees(&ours, &theirs, false, 10), "an officer may always decide");
}

Test(route, business_of_one_school_has_no_route_between_two_and_the_other_way_round)
{
	struct route r;
	const struct policy p = policy_of(HUNAN);
	const struct unit *a = unit(FURONG_SCHOOL), *b = unit(FURONG_OTHER);
	cr_expect_eq(make(BUSINESS_leave, a, b, &p, &p, &r), VERDICT_ONE_SCHOOL_ONLY);
	cr_expect_eq(make(BUSINESS_transfer, a, a, &p, &p, &r),
	    VERDICT_NOT_BETWEEN_PROVINCES);
	cr_assert_eq(make(BUSINESS_leave, a, a, &p, &p, &r), VERDICT_OK);
	cr_expect(route_is_whole(BUSINESS_leave, SCOPE_one_school, &r, a->code, a->code));
	cr_expect_not(route_is_whole(BUSINESS_leave, SCOPE_one_school, &r, a->code, b->code));
	cr_expect_not(route_is_whole(BUSINESS_leave, SCOPE_within_county, &r, a->code, a->code));
	cr_expect_null(route_filer(BUSINESS_leave, &land, a, b));
	cr_expect_str_eq(scope_name(SCOPE_one_school), "one_school");
}

Test(route, a_problem_record_is_checked_again_as_a_first_record_is_checked)
{
	struct law law;
	law_between(&law, FURONG_SCHOOL, FURONG_SCHOOL);
	expect_route(&law, BUSINESS_problem_record, FURONG_SCHOOL, FURONG_SCHOOL,
	    "school@2143000001 check*@2143000001 county@430102 province_check*@430000"
	    " national_check*@430000 apply*@2143000001");
	cr_expect(business_is_looked_up(BUSINESS_problem_record));
	cr_expect(business_is_looked_up(BUSINESS_enrolment));
	cr_expect_not(business_is_looked_up(BUSINESS_suspension));
	cr_expect_not(business_is_looked_up(BUSINESS_NONE));
}

Test(route, an_offline_transfer_takes_the_stages_of_a_transfer)
{
	struct route online, offline;
	const struct policy to = policy_of(HUNAN), from = policy_of(GUANGDONG);
	const struct unit *a = unit(FURONG_SCHOOL), *b = unit(LIWAN_SCHOOL);
	cr_assert_eq(make(BUSINESS_transfer, a, b, &to, &from, &online), VERDICT_OK);
	cr_assert_eq(make(BUSINESS_offline_transfer, a, b, &to, &from, &offline), VERDICT_OK);
	cr_expect(route_agrees(&offline, &online, true, 10));
	cr_expect_eq(business_stages_of(BUSINESS_offline_transfer), BUSINESS_transfer);
	cr_expect_eq(business_stages_of(BUSINESS_leave), BUSINESS_suspension);
	cr_expect_eq(business_stages_of(BUSINESS_NONE), BUSINESS_NONE);
	cr_expect_eq(business_periods_of(BUSINESS_offline_transfer), BUSINESS_transfer);
	cr_expect_eq(business_periods_of(BUSINESS_leave), BUSINESS_leave);
	cr_expect_eq(business_periods_of(BUSINESS_NONE), BUSINESS_NONE);
}

Test(route, business_begins_with_schools_with_the_county_or_the_province_or_wherever_it_is_brought)
{
	cr_expect(route_begins_at(BUSINESS_transfer, LEVEL_SCHOOL));
	cr_expect_not(route_begins_at(BUSINESS_transfer, LEVEL_COUNTY));
	cr_expect(route_begins_at(BUSINESS_ordinary_update, LEVEL_SCHOOL));
	cr_expect(route_begins_at(BUSINESS_offline_transfer, LEVEL_SCHOOL));
	cr_expect(route_begins_at(BUSINESS_roll_back, LEVEL_COUNTY));
	cr_expect_not(route_begins_at(BUSINESS_roll_back, LEVEL_SCHOOL));
	cr_expect(route_begins_at(BUSINESS_removal_g, LEVEL_PROVINCE));
	cr_expect_not(route_begins_at(BUSINESS_removal_g, LEVEL_COUNTY));
	cr_expect(route_begins_at(BUSINESS_complaint, LEVEL_MINISTRY));
	cr_expect(route_begins_at(BUSINESS_complaint, LEVEL_SCHOOL));
}
