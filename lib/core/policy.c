/*
 * Windows, and what a province may change. Windows have day granularity, so both questions
 * - is it open now, is it inside the nation's - are asked of the 366 days of a leap year.
 */
#include <assert.h>
#include <string.h>

#include "core/policy.h"

static bool
window_has(const struct window *w, int month, int day)
{
	const int from = w->from_month * 100 + w->from_day;
	const int until = w->until_month * 100 + w->until_day;
	const int now = month * 100 + day;
	if (from < until)
		return now >= from && now < until;
	return now >= from || now < until;	/* over New Year, or all the year */
}

static bool
windows_have(const struct windows *w, int month, int day)
{
	for (int i = 0; i < w->n; i++)
		if (window_has(&w->open[i], month, day))
			return true;
	return false;
}

bool
policy_is_open(const struct policy *p, enum business kind, struct instant now)
{
	const struct date date = day_date(instant_day(now));
	return windows_have(&p->windows[business_periods_of(kind)], date.month, date.day);
}

struct instant
policy_opens(const struct policy *p, enum business kind, struct instant now)
{
	const struct instant never = { 0 };
	struct day d = instant_day(now);
	bool was_open = policy_is_open(p, kind, now);
	for (int i = 0; i < 366; i++) {
		d.n++;
		const struct instant midnight = instant_of_day(d);
		const bool is_open = policy_is_open(p, kind, midnight);
		if (is_open && !was_open)
			return midnight;
		was_open = is_open;
	}
	return never;
}

static bool
is_wider(const struct windows *province, const struct windows *nation)
{
	struct day d;
	const struct date first = { 2024, 1, 1 };	/* any leap year */
	(void)day_of_date(first, &d);
	for (int i = 0; i < 366; i++, d.n++) {
		const struct date date = day_date(d);
		if (windows_have(province, date.month, date.day)
		    && !windows_have(nation, date.month, date.day))
			return true;
	}
	return false;
}

static bool
has_illegal_ground(const struct policy *p)
{
	for (unsigned g = 1; g < 64; g++)
		if ((p->grounds & UINT64_C(1) << g) != 0 && !ground_is_legal((enum ground)g))
			return true;
	return false;
}

static bool
is_same_day(struct yearly a, struct yearly b)
{
	return a.month == b.month && a.day == b.day;
}

static bool
has_same_terms(const struct policy *p, const struct policy *nation)
{
	for (int i = 0; i < nation->n_terms; i++)
		if (!is_same_day(p->terms[i], nation->terms[i]))
			return false;
	return p->n_terms == nation->n_terms;
}

enum policy_fault
policy_check(const struct policy *p, const struct policy *nation)
{
	for (int kind = 1; kind < BUSINESS_N; kind++)
		if (is_wider(&p->windows[kind], &nation->windows[kind]))
			return POLICY_WINDOW_TOO_WIDE;
	if (has_illegal_ground(p))
		return POLICY_ILLEGAL_GROUND;
	for (int i = 1; i < TERMS_OF_DAYS; i++)
		if (p->days[i] > nation->days[i])
			return POLICY_DAYS_TOO_LONG;
	if (p->roll_back_months > nation->roll_back_months
	    || p->suspension_months > nation->suspension_months)
		return POLICY_MONTHS_TOO_LONG;
	if (p->answer_days > nation->answer_days)
		return POLICY_DAYS_TOO_LONG;
	if (!is_same_day(p->promotion, nation->promotion) || !is_same_day(p->purge, nation->purge)
	    || p->purged != nation->purged || !has_same_terms(p, nation)
	    || p->unchanged_days != nation->unchanged_days)
		return POLICY_DATE_OF_NATION;
	if ((p->between_provinces & ~nation->between_provinces) != 0
	    || (p->within_province & ~nation->within_province) != 0)
		return POLICY_STATUS_TOO_WIDE;
	return POLICY_OK;
}

const char *
policy_fault_text(enum policy_fault fault)
{
	switch (fault) {
	case POLICY_OK:
		break;
	case POLICY_WINDOW_TOO_WIDE:
		return "the window is wider than the nation's (FAQ-9)";
	case POLICY_ILLEGAL_GROUND:
		return "that ground is never legal (FAQ-2, 12)";
	case POLICY_DAYS_TOO_LONG:
		return "more working days than the nation grants (〔2025〕 Art. 15)";
	case POLICY_MONTHS_TOO_LONG:
		return "more months than the nation grants (FAQ-13; regulation §5)";
	case POLICY_STATUS_TOO_WIDE:
		return "a status that may not begin a transfer nationally (FAQ-10)";
	case POLICY_DATE_OF_NATION:
		return "the days of the school year are the nation's (regulation §3, §5)";
	}
	return "";
}

bool
policy_allows_ground(const struct policy *p, enum ground g)
{
	return (p->grounds & UINT64_C(1) << g) != 0;
}

bool
policy_is_entry_grade(const struct policy *p, int grade)
{
	return grade == 1 || grade == p->primary_years + 1 || grade == COMPULSORY_YEARS + 1;
}

bool
policy_is_leaving_grade(const struct policy *p, int grade)
{
	return grade == p->primary_years || grade == COMPULSORY_YEARS || grade == GRADE_MAX;
}

/* -- the school year ------------------------------------------------------------------ */

static struct day
day_in(int year, struct yearly y)
{
	const struct date date = { year, y.month, y.day };
	struct day d = { 0 };
	const bool is_day = day_of_date(date, &d);
	assert(is_day);
	return d;
}

int
policy_school_year(const struct policy *nation, struct day day)
{
	const int year = day_date(day).year;
	return day.n >= day_in(year, nation->promotion).n ? year : year - 1;
}

struct day
policy_term(const struct policy *nation, struct day day)
{
	const int year = day_date(day).year;
	struct day began = { 0 };
	for (int y = year - 1; y <= year; y++)
		for (int i = 0; i < nation->n_terms; i++) {
			const struct day first = day_in(y, nation->terms[i]);
			if (first.n <= day.n && first.n > began.n)
				began = first;
		}
	return began;
}

/* Whoever sits in class moves up with it. Who is suspended, abroad or away does not: the child
 * comes back to the grade it left (our reading; regulation §3, §5). A year still begins for
 * them, so that they are not promoted afterwards for the time they were away. */
bool
policy_promote(const struct policy *province, int school_year, struct record *r)
{
	if (!record_is_of_this_year(r->status) || r->school_year >= school_year)
		return false;
	const int years = r->school_year == 0 ? 0 : school_year - r->school_year;
	for (int i = 0; i < years && r->status == STATUS_in_school
	     && !policy_is_leaving_grade(province, r->grade); i++)
		r->grade++;
	r->school_year = school_year;
	r->version++;
	return true;
}

struct instant
policy_purges(const struct policy *nation, const struct policy *province, enum business kind,
    int grade, struct instant filed_at)
{
	const struct instant never = { 0 };
	if ((nation->purged & UINT64_C(1) << kind) == 0 || !policy_is_leaving_grade(province, grade))
		return never;
	const int year = day_date(instant_day(filed_at)).year;
	const struct instant day = instant_of_day(day_in(year, nation->purge));
	return day.ms > filed_at.ms ? day : instant_of_day(day_in(year + 1, nation->purge));
}

/* -- grounds -------------------------------------------------------------------------- */

static const struct {
	enum ground ground;
	bool is_legal;
	enum side side;
	unsigned of;
	const char *name, *zh, *en;
} grounds[] = {
#define LEGAL		true
#define ILLEGAL		false
#define SIDE_ANY	SIDE_COMMON
#define MOVES		1u
#define CHANGES		2u
#define BOTH		3u
#define GROUND(name, no, legal, side, of, zh, en)                                          \
	{ GROUND_##name, legal, SIDE_##side, of, #name, zh, en },
#include "core/ground.def"
#undef GROUND
};

enum { N_GROUNDS = sizeof(grounds) / sizeof(grounds[0]) };

/* Row of a ground, -1 for GROUND_NONE and numbers that are none. */
static int
ground_row(enum ground g)
{
	for (int i = 0; i < N_GROUNDS; i++)
		if (grounds[i].ground == g)
			return i;
	return -1;
}

const char *
ground_name(enum ground g)
{
	const int i = ground_row(g);
	return i < 0 ? "" : grounds[i].name;
}

const char *
ground_label_zh(enum ground g)
{
	const int i = ground_row(g);
	return i < 0 ? "" : grounds[i].zh;
}

const char *
ground_label_en(enum ground g)
{
	const int i = ground_row(g);
	return i < 0 ? "" : grounds[i].en;
}

bool
ground_is_legal(enum ground g)
{
	const int i = ground_row(g);
	return i >= 0 && grounds[i].is_legal;
}

enum side
ground_side(enum ground g)
{
	const int i = ground_row(g);
	return i < 0 ? SIDE_COMMON : grounds[i].side;
}

bool
ground_is_of_moves(enum ground g)
{
	const int i = ground_row(g);
	return i >= 0 && (grounds[i].of & MOVES) != 0;
}

bool
ground_is_of_changes(enum ground g)
{
	const int i = ground_row(g);
	return i >= 0 && (grounds[i].of & CHANGES) != 0;
}

static bool
is_same_word(const char *name, const char *typed)
{
	for (; *name != '\0'; name++, typed++) {
		const bool is_lower = *typed >= 'a' && *typed <= 'z';
		if (*name != (is_lower ? (char)(*typed - 'a' + 'A') : *typed))
			return false;
	}
	return *typed == '\0';
}

bool
ground_parse(const char *typed, enum ground *ret)
{
	for (int i = 0; i < N_GROUNDS; i++)
		if (is_same_word(grounds[i].name, typed)) {
			*ret = grounds[i].ground;
			return true;
		}
	return false;
}
