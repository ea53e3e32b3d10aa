/* The country of land.h, as tables. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/land.h"

#define OFFICE(code, parent, level) \
	{ { code }, { parent }, LEVEL_##level, PHASE_NONE, false, "office " code }
#define SCHOOL(code, parent, phase) \
	{ { code }, { parent }, LEVEL_SCHOOL, PHASE_##phase, false, "school " code }

static const struct unit units[] = {
	OFFICE(MINISTRY, "", MINISTRY),
	OFFICE(BEIJING, MINISTRY, PROVINCE),
	OFFICE(DONGCHENG, BEIJING, COUNTY),
	OFFICE(XICHENG, BEIJING, COUNTY),
	SCHOOL(DONGCHENG_SCHOOL, DONGCHENG, PRIMARY),
	SCHOOL(DONGCHENG_OTHER, DONGCHENG, PRIMARY),
	SCHOOL(XICHENG_SCHOOL, XICHENG, PRIMARY),
	SCHOOL(JIANGAN_SCHOOL, "420102", PRIMARY),
	SCHOOL(XIANTAO_SCHOOL, XIANTAO, PRIMARY),
	SCHOOL(QIANJIANG_SCHOOL, QIANJIANG, PRIMARY),
	SCHOOL(FURONG_SCHOOL, FURONG, PRIMARY),
	SCHOOL(FURONG_OTHER, FURONG, PRIMARY),
	SCHOOL(TIANXIN_SCHOOL, TIANXIN, PRIMARY),
	SCHOOL(HETANG_SCHOOL, HETANG, PRIMARY),
	SCHOOL(CHANGSHA_SCHOOL, CHANGSHA, PRIMARY),
	SCHOOL(HUNAN_SCHOOL, HUNAN, PRIMARY),
	{ { CLOSED_SCHOOL }, { FURONG }, LEVEL_SCHOOL, PHASE_PRIMARY, true, "closed" },
	SCHOOL(LIWAN_SCHOOL, LIWAN, PRIMARY),
	SCHOOL(DONGGUAN_SCHOOL, DONGGUAN, PRIMARY),
	SCHOOL(DONGGUAN_OTHER, DONGGUAN, PRIMARY),
	SCHOOL(BINGTUAN_SCHOOL, BINGTUAN, PRIMARY),
	SCHOOL(FURONG_JUNIOR, FURONG, JUNIOR),
	SCHOOL(FURONG_SENIOR, FURONG, SENIOR),
	SCHOOL(LIWAN_SENIOR, LIWAN, SENIOR),
	SCHOOL(DONGGUAN_SENIOR, DONGGUAN, SENIOR),
	OFFICE(HUBEI, MINISTRY, PROVINCE),
	OFFICE(WUHAN, HUBEI, PREFECTURE),
	OFFICE("420102", WUHAN, COUNTY),
	OFFICE(XIANTAO, HUBEI, COUNTY),
	OFFICE(QIANJIANG, HUBEI, COUNTY),
	OFFICE(HUNAN, MINISTRY, PROVINCE),
	OFFICE(CHANGSHA, HUNAN, PREFECTURE),
	OFFICE(FURONG, CHANGSHA, COUNTY),
	OFFICE(TIANXIN, CHANGSHA, COUNTY),
	OFFICE(ZHUZHOU, HUNAN, PREFECTURE),
	OFFICE(HETANG, ZHUZHOU, COUNTY),
	OFFICE(GUANGDONG, MINISTRY, PROVINCE),
	OFFICE(GUANGZHOU, GUANGDONG, PREFECTURE),
	OFFICE(LIWAN, GUANGZHOU, COUNTY),
	OFFICE(DONGGUAN, GUANGDONG, PREFECTURE),
	SCHOOL(NINE_YEAR_SCHOOL, FURONG, NONE),
	OFFICE(BINGTUAN, MINISTRY, PROVINCE),
};

const struct registry land = {
	.units = units,
	.n_units = sizeof(units) / sizeof(units[0]),
	.version = 7,
};

static const uint32_t codes[] = { 110101, 110105, 430102, 430103, 440103, 440524 };

const struct division_codes land_divisions = { codes, sizeof(codes) / sizeof(codes[0]) };

/* One line a week, Monday first; 2026-09-01 was a Tuesday. */
static const uint8_t kinds[] = {
	   1, 1, 1, 1, 0, 0,	/* from 1 September */
	1, 1, 1, 1, 1, 0, 0,
	1, 1, 1, 1, 1, 0, 1,	/* 20 September, a Sunday, is worked */
	1, 1, 1, 1, 0, 0, 0,	/* 25-27 September: mid-autumn */
	1, 1, 1, 0, 0, 0, 0,	/* from 1 October: national day */
	0, 0, 0, 1, 1, 1, 0,	/* 10 October, a Saturday, is worked */
	1, 1, 1, 1, 1, 0, 0,
	1, 1, 1, 1, 1, 0, 0,
	1, 1, 1, 1, 1, 0,	/* to 31 October */
};

enum { DAYS_TO_2026_09_01 = 20697 };

const struct calendar land_calendar = { { DAYS_TO_2026_09_01 }, sizeof(kinds), kinds, 3 };

struct unit_code
code(const char *text)
{
	struct unit_code c = { "" };
	cr_assert(strlen(text) < sizeof(c.text));
	memcpy(c.text, text, strlen(text));
	return c;
}

const struct unit *
unit(const char *text)
{
	const struct unit *u = registry_find(&land, code(text));
	cr_assert(u != NULL, "no unit %s", text);
	return u;
}

struct instant
at(const char *text)
{
	struct instant i = { 0 };
	cr_assert(instant_parse(text, &i), "not an instant: %s", text);
	return i;
}

struct day
on(const char *text)
{
	struct day d = { 0 };
	cr_assert(day_parse(text, &d), "not a day: %s", text);
	return d;
}

static uint64_t
legal_grounds(void)
{
	uint64_t bits = 0;
	for (int g = GROUND_NO_SEAT; g <= GROUND_NOT_SUBSTANTIATED; g++)
		bits |= UINT64_C(1) << g;
	return bits;
}

struct policy
policy_of(const char *province)
{
	struct policy p = {
		.province = code(province),
		.version = 1,
		.windows = {
			[BUSINESS_transfer] = { .open = { { 8, 15, 7, 15 } }, .n = 1 },
			[BUSINESS_graduate_transfer] = {
				.open = { { 8, 15, 12, 15 }, { 3, 1, 6, 1 } }, .n = 2,
			},
		},
		.days = { 0, 10, 10, 10, 10, 3, 5, 5, 5, 5 },
		.answer_days = 10,
		.reminder_day = 8,
		.between_provinces = 1u << STATUS_in_school | 1u << STATUS_abroad
		    | 1u << STATUS_left_other | 1u << STATUS_withdrawn
		    | 1u << STATUS_expelled | 1u << STATUS_dropped_out,
		.within_province = 1u << STATUS_in_school,
		.grounds = legal_grounds(),
		.entry_grade_first_term = true,
		.leaving_grade_last_term = true,
		.primary_years = 6,
		.suspension_months = 12,
		.roll_back_months = 6,
		.promotion = { 8, 10 },
		.purge = { 7, 15 },
		.terms = { { 9, 1 }, { 3, 1 } },
		.n_terms = 2,
		.unchanged_days = 180,
		.purged = UINT64_C(1) << BUSINESS_transfer | UINT64_C(1) << BUSINESS_suspension,
		.entry_age = 6,
		.entry_month = 8,
		.entry_day = 31,
	};
	static const struct windows always = { .open = { { 1, 1, 1, 1 } }, .n = 1 };
	for (int kind = 1; kind < BUSINESS_N; kind++) {
		const struct business_row *row = business_row((enum business)kind);
		if (row != NULL && !row->has_season)
			p.windows[kind] = always;
	}
	return p;
}

void
law_between(struct law *law, const char *receiving, const char *sending)
{
	const struct unit *to = registry_province(&land, unit(receiving));
	const struct unit *from = registry_province(&land, unit(sending));
	law->nation = policy_of(MINISTRY);
	law->receiving = policy_of(to->code.text);
	law->sending = policy_of(from->code.text);
	const struct world world = {
		.registry = &land,
		.calendar = &land_calendar,
		.divisions = &land_divisions,
		.nation = &law->nation,
		.receiving = &law->receiving,
		.sending = &law->sending,
		.receiving_province = to->code,
		.sending_province = from->code,
	};
	law->world = world;
}
