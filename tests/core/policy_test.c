/* Windows to the second on every day of a year, and what a province may not do. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/land.h"

static bool
is_open(const struct policy *p, enum business kind, const char *when, int64_t plus_ms)
{
	const struct instant t = { at(when).ms + plus_ms };
	return policy_is_open(p, kind, t);
}

Test(policy, transfers_close_on_15_July_and_open_on_15_August_to_the_millisecond)
{
	const struct policy p = policy_of(MINISTRY);
	static const int years[] = { 2024, 2025, 2026, 2027 };
	for (size_t i = 0; i < 4; i++) {
		char eve[] = "2024-07-14T23:59:59+08:00",
		     end[] = "2024-08-14T23:59:59+08:00";
		eve[3] = end[3] = (char)('0' + years[i] % 10);
		cr_expect(is_open(&p, BUSINESS_transfer, eve, 999), "%s.999", eve);
		cr_expect_not(
		    is_open(&p, BUSINESS_transfer, eve, 1000), "a moment after %s", eve);
		cr_expect_not(is_open(&p, BUSINESS_transfer, end, 999), "%s.999", end);
		cr_expect(
		    is_open(&p, BUSINESS_transfer, end, 1000), "a moment after %s", end);
	}
}

/* Month and day as one number, without the code under test. */
static bool
should_be_open(enum business kind, int month, int day)
{
	const int md = month * 100 + day;
	if (kind == BUSINESS_transfer || kind == BUSINESS_offline_transfer)
		return md < 715 || md >= 815;
	if (kind != BUSINESS_graduate_transfer)
		return true;
	return (md >= 815 && md < 1215) || (md >= 301 && md < 601);
}

Test(policy, the_national_windows_on_every_day_of_a_common_and_a_leap_year_at_both_edges)
{
	const struct policy p = policy_of(MINISTRY);
	for (struct day d = on("2027-01-01"); d.n <= on("2028-12-31").n; d.n++) {
		const struct date date = day_date(d);
		const struct instant first = instant_of_day(d);
		const struct instant last = { first.ms + 86399999 };
		for (int k = BUSINESS_transfer; k < BUSINESS_N; k++) {
			const enum business kind = (enum business)k;
			if (business_row(kind) == NULL)
				continue;
			const bool open = should_be_open(kind, date.month, date.day);
			cr_assert_eq(policy_is_open(&p, kind, first), open, "%s %d-%d",
			    business_name(kind), date.month, date.day);
			cr_assert_eq(policy_is_open(&p, kind, last), open);
		}
	}
}

Test(policy, graduate_transfers_open_in_autumn_and_spring_only)
{
	const struct policy p = policy_of(MINISTRY);
	const enum business kind = BUSINESS_graduate_transfer;
	cr_expect_not(is_open(&p, kind, "2026-08-14T23:59:59+08:00", 999));
	cr_expect(is_open(&p, kind, "2026-08-15T00:00:00+08:00", 0));
	cr_expect(is_open(&p, kind, "2026-12-14T23:59:59+08:00", 999));
	cr_expect_not(is_open(&p, kind, "2026-12-15T00:00:00+08:00", 0));
	cr_expect_not(is_open(&p, kind, "2027-02-28T23:59:59+08:00", 999));
	cr_expect_not(is_open(&p, kind, "2028-02-29T23:59:59+08:00", 999));
	cr_expect(is_open(&p, kind, "2027-03-01T00:00:00+08:00", 0));
	cr_expect(is_open(&p, kind, "2027-05-31T23:59:59+08:00", 999));
	cr_expect_not(is_open(&p, kind, "2027-06-01T00:00:00+08:00", 0));
}

Test(policy, equal_dates_are_open_all_year_and_no_window_is_never)
{
	struct policy p = policy_of(MINISTRY);
	p.windows[BUSINESS_transfer].open[0].until_month = 8;
	p.windows[BUSINESS_transfer].open[0].until_day = 15;
	p.windows[BUSINESS_graduate_transfer].n = 0;
	for (struct day d = on("2026-01-01"); d.n < on("2027-01-01").n; d.n++) {
		cr_assert(policy_is_open(&p, BUSINESS_transfer, instant_of_day(d)));
		cr_assert_not(
		    policy_is_open(&p, BUSINESS_graduate_transfer, instant_of_day(d)));
	}
}

Test(policy, a_refused_school_learns_when_the_window_opens)
{
	const struct policy p = policy_of(MINISTRY);
	static const struct {
		enum business kind;
		const char *now, *opens;
	} rows[] = {
		{ BUSINESS_transfer, "2026-07-15T00:00:00+08:00",
		    "2026-08-15T00:00:00+08:00" },
		{ BUSINESS_transfer, "2026-08-14T23:59:59+08:00",
		    "2026-08-15T00:00:00+08:00" },
		{ BUSINESS_transfer, "2026-08-15T00:00:00+08:00",
		    "2027-08-15T00:00:00+08:00" },
		{ BUSINESS_transfer, "2026-05-01T09:00:00+08:00",
		    "2026-08-15T00:00:00+08:00" },
		{ BUSINESS_graduate_transfer, "2026-12-15T00:00:00+08:00",
		    "2027-03-01T00:00:00+08:00" },
		{ BUSINESS_graduate_transfer, "2026-07-01T09:00:00+08:00",
		    "2026-08-15T00:00:00+08:00" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		cr_expect_eq(policy_opens(&p, rows[i].kind, at(rows[i].now)).ms,
		    at(rows[i].opens).ms, "%s at %s", business_name(rows[i].kind),
		    rows[i].now);
}

Test(policy, a_window_that_never_opens_says_never)
{
	struct policy p = policy_of(MINISTRY);
	p.windows[BUSINESS_transfer].n = 0;
	cr_expect_eq(
	    policy_opens(&p, BUSINESS_transfer, at("2026-07-20T09:00:00+08:00")).ms, 0);
}

/* -- what a province may change -------------------------------------------------------
 */

Test(policy, a_province_may_narrow_a_window_by_any_day_and_widen_it_by_none)
{
	const struct policy nation = policy_of(MINISTRY);
	static const struct {
		struct window window;
		enum policy_fault fault;
	} rows[] = {
		{ { 8, 15, 7, 15 }, POLICY_OK },
		{ { 8, 16, 7, 15 }, POLICY_OK },
		{ { 8, 15, 7, 14 }, POLICY_OK },
		{ { 9, 1, 12, 31 }, POLICY_OK },
		{ { 3, 1, 7, 15 }, POLICY_OK },
		{ { 8, 14, 7, 15 }, POLICY_WINDOW_TOO_WIDE },
		{ { 8, 15, 7, 16 }, POLICY_WINDOW_TOO_WIDE },
		{ { 7, 31, 8, 1 }, POLICY_WINDOW_TOO_WIDE },
		{ { 1, 1, 1, 1 }, POLICY_WINDOW_TOO_WIDE },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct policy p = policy_of(HUNAN);
		p.windows[BUSINESS_transfer].open[0] = rows[i].window;
		cr_expect_eq(policy_check(&p, &nation), rows[i].fault, "row %zu", i);
	}
}

Test(policy, a_window_on_29_February_alone_is_noticed)
{
	struct policy nation = policy_of(MINISTRY), p = policy_of(HUNAN);
	const struct window leap_day = { 2, 29, 3, 1 };
	p.windows[BUSINESS_graduate_transfer].open[1] = leap_day;
	cr_expect_eq(policy_check(&p, &nation), POLICY_WINDOW_TOO_WIDE);
}

Test(policy, a_province_may_drop_grounds_and_not_add_illegal_ones)
{
	const struct policy nation = policy_of(MINISTRY);
	static const enum ground illegal[] = {
		GROUND_NO_RECORD, GROUND_SUSPECT_RECRUITMENT, GROUND_SCORE_BELOW_LINE,
		(enum ground)9, (enum ground)63,
	};
	struct policy p = policy_of(HUNAN);
	p.grounds = 0;
	cr_expect_eq(policy_check(&p, &nation), POLICY_OK);
	for (size_t i = 0; i < sizeof(illegal) / sizeof(illegal[0]); i++) {
		p.grounds = nation.grounds | UINT64_C(1) << illegal[i];
		cr_expect_eq(policy_check(&p, &nation), POLICY_ILLEGAL_GROUND,
		    "ground %d", (int)illegal[i]);
	}
}

Test(policy, a_province_may_shorten_a_term_and_not_lengthen_it)
{
	const struct policy nation = policy_of(MINISTRY);
	for (int i = 1; i < TERMS_OF_DAYS; i++) {
		struct policy p = policy_of(HUNAN);
		p.days[i] = nation.days[i] - 1;
		cr_expect_eq(policy_check(&p, &nation), POLICY_OK);
		p.days[i] = 11;
		cr_expect_eq(
		    policy_check(&p, &nation), POLICY_DAYS_TOO_LONG, "term %d", i);
	}
	struct policy p = policy_of(HUNAN);
	p.answer_days = nation.answer_days - 1;
	cr_expect_eq(policy_check(&p, &nation), POLICY_OK);
	p.answer_days = nation.answer_days + 1;
	cr_expect_eq(policy_check(&p, &nation), POLICY_DAYS_TOO_LONG, "the time to answer");
}

Test(policy, a_province_may_drop_a_status_and_not_add_one)
{
	const struct policy nation = policy_of(MINISTRY);
	struct policy p = policy_of(HUNAN);
	p.between_provinces &= ~(1u << STATUS_dropped_out);
	cr_expect_eq(policy_check(&p, &nation), POLICY_OK);
	p.between_provinces |= 1u << STATUS_suspended;
	cr_expect_eq(policy_check(&p, &nation), POLICY_STATUS_TOO_WIDE);
	p = policy_of(HUNAN);
	p.within_province |= 1u << STATUS_abroad;
	cr_expect_eq(policy_check(&p, &nation), POLICY_STATUS_TOO_WIDE);
}

Test(policy, every_fault_is_explained)
{
	cr_expect_str_eq(policy_fault_text(POLICY_OK), "");
	cr_expect_str_eq(policy_fault_text((enum policy_fault)99), "");
	for (int f = POLICY_WINDOW_TOO_WIDE; f <= POLICY_STATUS_TOO_WIDE; f++)
		for (int g = POLICY_OK; g < f; g++)
			cr_expect_str_neq(policy_fault_text((enum policy_fault)f),
			    policy_fault_text((enum policy_fault)g));
}

/* -- grounds --------------------------------------------------------------------------
 */

Test(policy, every_ground_has_a_number_of_its_own_a_name_and_two_labels)
{
	static const enum ground all[] = {
#define GROUND(name, ...) GROUND_##name,
#include "core/ground.def"
#undef GROUND
	};
	enum { N = sizeof(all) / sizeof(all[0]) };
	cr_assert_eq((int)N, 11);
	for (int i = 0; i < N; i++) {
		enum ground g = GROUND_NONE;
		cr_expect_gt(strlen(ground_label_zh(all[i])), 0);
		cr_expect_gt(strlen(ground_label_en(all[i])), 0);
		cr_expect(ground_parse(ground_name(all[i]), &g));
		cr_expect_eq(g, all[i]);
		cr_expect_lt((int)all[i], 64, "grounds are bits of 64");
		for (int k = 0; k < i; k++)
			cr_expect_neq(all[k], all[i], "%s", ground_name(all[i]));
	}
}

Test(policy, the_three_grounds_of_the_faq_are_never_legal)
{
	cr_expect_not(ground_is_legal(GROUND_NO_RECORD));
	cr_expect_not(ground_is_legal(GROUND_SUSPECT_RECRUITMENT));
	cr_expect_not(ground_is_legal(GROUND_SCORE_BELOW_LINE));
	cr_expect_not(ground_is_legal(GROUND_NONE));
	cr_expect_not(ground_is_legal((enum ground)40));
	for (int g = GROUND_NO_SEAT; g <= GROUND_NO_PROOF_OF_ARRIVAL; g++)
		cr_expect(
		    ground_is_legal((enum ground)g), "%s", ground_name((enum ground)g));
}

Test(policy, grounds_are_typed_in_any_case)
{
	enum ground g = GROUND_NONE;
	cr_expect(ground_parse("no_seat", &g));
	cr_expect_eq(g, GROUND_NO_SEAT);
	cr_expect(ground_parse("No_Record", &g));
	cr_expect_eq(g, GROUND_NO_RECORD);
	static const char *const wrong[] = { "", "no_sea", "no_seats", "no-seat", "seat",
		"no{seat" };
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		cr_expect_not(ground_parse(wrong[i], &g), "%s", wrong[i]);
	cr_expect_eq(g, GROUND_NO_RECORD, "left alone");
}

Test(policy, a_number_that_is_no_ground_has_no_name_and_no_side)
{
	cr_expect_str_eq(ground_name(GROUND_NONE), "");
	cr_expect_str_eq(ground_label_zh((enum ground)33), "");
	cr_expect_str_eq(ground_label_en((enum ground)33), "");
	cr_expect_eq(ground_side((enum ground)33), SIDE_COMMON);
}

Test(policy, a_ground_belongs_to_a_side_and_is_allowed_by_its_bit)
{
	struct policy p = policy_of(HUNAN);
	cr_expect_eq(ground_side(GROUND_NO_SEAT), SIDE_RECEIVING);
	cr_expect_eq(ground_side(GROUND_UNDER_SANCTION), SIDE_SENDING);
	cr_expect_eq(ground_side(GROUND_NOT_SAME_GRADE), SIDE_COMMON);
	cr_expect(policy_allows_ground(&p, GROUND_NO_SEAT));
	p.grounds &= ~(UINT64_C(1) << GROUND_NO_SEAT);
	cr_expect_not(policy_allows_ground(&p, GROUND_NO_SEAT));
	cr_expect_not(policy_allows_ground(&p, GROUND_SCORE_BELOW_LINE));
}

Test(policy, a_province_may_shorten_the_months_and_not_lengthen_them)
{
	const struct policy nation = policy_of(MINISTRY);
	struct policy p = policy_of(HUNAN);
	p.suspension_months = 11;
	p.roll_back_months = 5;
	cr_expect_eq(policy_check(&p, &nation), POLICY_OK);
	p.suspension_months = 13;
	cr_expect_eq(policy_check(&p, &nation), POLICY_MONTHS_TOO_LONG);
	p.suspension_months = 12;
	p.roll_back_months = 7;
	cr_expect_eq(policy_check(&p, &nation), POLICY_MONTHS_TOO_LONG);
	cr_expect_gt(strlen(policy_fault_text(POLICY_MONTHS_TOO_LONG)), 0);
}

Test(policy, stages_of_school_begin_and_end_where_the_province_says)
{
	struct policy p = policy_of(HUNAN);
	for (int six = 0; six < 2; six++) {
		p.primary_years = six ? 6 : 5;
		for (int g = 1; g <= GRADE_MAX; g++) {
			cr_expect_eq(policy_is_leaving_grade(&p, g),
			    g == p.primary_years || g == 9 || g == 12);
			cr_expect_eq(policy_is_entry_grade(&p, g),
			    g == 1 || g == p.primary_years + 1 || g == 10);
		}
	}
}

Test(policy, what_is_no_ground_is_of_nothing)
{
	cr_expect_not(ground_is_of_moves(GROUND_NONE));
	cr_expect_not(ground_is_of_changes(GROUND_NONE));
	cr_expect(ground_is_of_moves(GROUND_NO_SEAT));
	cr_expect_not(ground_is_of_changes(GROUND_NO_SEAT));
	cr_expect(ground_is_of_moves(GROUND_IDENTITY_NOT_PROVEN));
	cr_expect(ground_is_of_changes(GROUND_IDENTITY_NOT_PROVEN));
	cr_expect_not(ground_is_of_moves(GROUND_NOT_SUBSTANTIATED));
}

Test(policy, the_days_of_promotion_and_purge_are_the_nations)
{
	const struct policy nation = policy_of(MINISTRY);
	struct policy p = policy_of(HUNAN);
	cr_expect_eq(policy_check(&p, &nation), POLICY_OK);
	p.promotion.day++;
	cr_expect_eq(policy_check(&p, &nation), POLICY_DATE_OF_NATION);
	p = policy_of(HUNAN);
	p.purge.month++;
	cr_expect_eq(policy_check(&p, &nation), POLICY_DATE_OF_NATION);
	p = policy_of(HUNAN);
	p.purged = 0;
	cr_expect_eq(policy_check(&p, &nation), POLICY_DATE_OF_NATION);
	cr_expect_gt(strlen(policy_fault_text(POLICY_DATE_OF_NATION)), 0);
}

Test(policy, a_school_year_begins_on_the_day_of_promotion)
{
	const struct policy nation = policy_of(MINISTRY);
	cr_expect_eq(policy_school_year(&nation, on("2026-08-09")), 2025);
	cr_expect_eq(policy_school_year(&nation, on("2026-08-10")), 2026);
	cr_expect_eq(policy_school_year(&nation, on("2027-01-01")), 2026);
}

static struct record
child(enum status status, int grade, int school_year)
{
	const struct record r = {
		.status = status, .grade = grade, .school_year = school_year, .version = 4,
	};
	return r;
}

Test(policy, all_who_are_in_school_move_up_but_the_leaving_grades)
{
	struct policy p = policy_of(HUNAN);
	for (int six = 0; six < 2; six++) {
		p.primary_years = six ? 6 : 5;
		for (int g = 1; g <= GRADE_MAX; g++) {
			struct record r = child(STATUS_in_school, g, 2025);
			const bool is_leaving = g == p.primary_years || g == 9 || g == 12;
			cr_expect(policy_promote(&p, 2026, &r));
			cr_expect_eq(r.grade, is_leaving ? g : g + 1, "grade %d", g);
			cr_expect_eq(r.school_year, 2026);
			cr_expect_eq(r.version, 5);
			cr_expect_not(policy_promote(&p, 2026, &r), "a second time");
			cr_expect_eq(r.version, 5);
		}
	}
}

Test(policy, who_is_away_keeps_the_grade_and_who_is_gone_keeps_everything)
{
	const struct policy p = policy_of(HUNAN);
	for (int s = STATUS_in_school; s <= STATUS_removed; s++) {
		struct record r = child((enum status)s, 3, 2025);
		const bool may_come_back = s <= STATUS_withdrawn || s == STATUS_missing;
		cr_expect_eq(policy_promote(&p, 2026, &r), may_come_back, "%s", status_name(r.status));
		cr_expect_eq(r.grade, s == STATUS_in_school ? 4 : 3);
		cr_expect_eq(r.school_year, may_come_back ? 2026 : 2025);
	}
	struct record r = child(STATUS_NONE, 3, 2025);
	cr_expect_not(policy_promote(&p, 2026, &r));
}

Test(policy, a_record_that_was_left_behind_catches_up_to_the_leaving_grade_at_most)
{
	const struct policy p = policy_of(HUNAN);
	struct record r = child(STATUS_in_school, 3, 2023);
	cr_expect(policy_promote(&p, 2025, &r));
	cr_expect_eq(r.grade, 5);
	cr_expect_eq(r.version, 5, "one change");
	r.school_year = 2020;
	cr_expect(policy_promote(&p, 2026, &r));
	cr_expect_eq(r.grade, 6);
	r = child(STATUS_in_school, 3, 0);
	cr_expect(policy_promote(&p, 2026, &r));
	cr_expect_eq(r.grade, 3, "nobody knows of which year it was: it is taken for this one's");
	cr_expect_eq(r.school_year, 2026);
}

Test(policy, the_purge_is_of_leaving_grades_of_named_business_on_the_next_such_day)
{
	struct policy nation = policy_of(MINISTRY);
	const struct policy p = policy_of(HUNAN);
	const struct instant spring = at("2026-04-01T09:00:00+08:00");
	cr_expect_eq(policy_purges(&nation, &p, BUSINESS_transfer, 6, spring).ms,
	    at("2026-07-15T00:00:00+08:00").ms);
	cr_expect_eq(policy_purges(&nation, &p, BUSINESS_transfer, 6,
	    at("2026-07-15T00:00:00+08:00")).ms, at("2027-07-15T00:00:00+08:00").ms);
	cr_expect_eq(policy_purges(&nation, &p, BUSINESS_transfer, 5, spring).ms, 0);
	cr_expect_eq(policy_purges(&nation, &p, BUSINESS_graduation, 6, spring).ms, 0);
	nation.purged = 0;
	cr_expect_eq(policy_purges(&nation, &p, BUSINESS_transfer, 6, spring).ms, 0);
}

Test(policy, a_school_term_begins_on_its_first_day_and_lasts_until_the_next)
{
	struct policy nation = policy_of(MINISTRY);
	cr_expect_eq(policy_term(&nation, on("2026-09-01")).n, on("2026-09-01").n);
	cr_expect_eq(policy_term(&nation, on("2026-08-31")).n, on("2026-03-01").n);
	cr_expect_eq(policy_term(&nation, on("2027-02-28")).n, on("2026-09-01").n);
	cr_expect_eq(policy_term(&nation, on("2027-03-01")).n, on("2027-03-01").n);
	nation.n_terms = 0;
	cr_expect_eq(policy_term(&nation, on("2027-03-01")).n, 0, "where there are none");
}

Test(policy, school_terms_are_the_nations)
{
	const struct policy nation = policy_of(MINISTRY);
	struct policy p = policy_of(HUNAN);
	p.terms[1].day = 2;
	cr_expect_eq(policy_check(&p, &nation), POLICY_DATE_OF_NATION);
	p = policy_of(HUNAN);
	p.n_terms = 3;
	cr_expect_eq(policy_check(&p, &nation), POLICY_DATE_OF_NATION);
	p = policy_of(HUNAN);
	p.unchanged_days = 200;
	cr_expect_eq(policy_check(&p, &nation), POLICY_DATE_OF_NATION);
}
