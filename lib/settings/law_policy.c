/*
 * Policy files. Each key is a row: how it is taken into struct policy. A province's file
 * begins as a copy of the nation's, so what it leaves out is inherited; key by key it is
 * held against the nation's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "settings/flat.h"
#include "settings/law.h"

/* NULL, or what is wrong. */
typedef const char	*take_fn(struct policy *, const struct settings_list *);

static const char *
take_number(const struct settings_list *v, int least, int most, int *ret)
{
	char *end;
	const long n = strtol(v->item[0], &end, 10);
	if (v->n != 1 || v->item[0][0] == '\0' || *end != '\0')
		return "not a whole number";
	if (n < least || n > most)
		return "out of bounds";
	*ret = (int)n;
	return NULL;
}

static const char *
take_flag(const struct settings_list *v, bool *ret)
{
	if (v->n != 1 || (strcmp(v->item[0], "true") != 0 && strcmp(v->item[0], "false") != 0))
		return "neither true nor false";
	*ret = v->item[0][0] == 't';
	return NULL;
}

static bool
is_month_day(int month, int day)
{
	struct day d;
	const struct date date = { 2024, month, day };	/* a leap year: 29 February exists */
	return day_of_date(date, &d);
}

/* "08-10"; it has to be there every year. */
static const char *
take_month_day(const char *text, struct yearly *ret)
{
	int month, day, length = 0;
	struct day d;
	if (sscanf(text, "%2d-%2d%n", &month, &day, &length) != 2 || text[length] != '\0')
		return "not of the form MM-DD";
	const struct date date = { 2023, month, day };	/* no leap year */
	if (!day_of_date(date, &d))
		return "not a day of every year";
	ret->month = month;
	ret->day = day;
	return NULL;
}

static const char *
take_yearly(const struct settings_list *v, struct yearly *ret)
{
	return v->n == 1 ? take_month_day(v->item[0], ret) : "not of the form MM-DD";
}

static const char *
take_terms(struct policy *p, const struct settings_list *v)
{
	struct yearly terms[SCHOOL_TERMS_MAX];
	if (v->n < 1 || v->n > SCHOOL_TERMS_MAX)
		return "from one to four school terms";
	for (size_t i = 0; i < v->n; i++) {
		const char *wrong = take_month_day(v->item[i], &terms[i]);
		if (wrong != NULL)
			return wrong;
	}
	memcpy(p->terms, terms, v->n * sizeof(*terms));
	p->n_terms = (int)v->n;
	return NULL;
}

static const char *
take_promotion(struct policy *p, const struct settings_list *v)
{
	return take_yearly(v, &p->promotion);
}

static const char *
take_purge(struct policy *p, const struct settings_list *v)
{
	return take_yearly(v, &p->purge);
}

static const char *
take_purged(struct policy *p, const struct settings_list *v)
{
	uint64_t bits = 0;
	for (size_t i = 0; i < v->n; i++) {
		enum business kind;
		if (!business_parse(v->item[i], &kind))
			return "no such business";
		bits |= UINT64_C(1) << kind;
	}
	p->purged = bits;
	return NULL;
}

/* "08-15..07-15" */
static const char *
take_windows(const struct settings_list *v, struct windows *ret)
{
	struct windows w = { .n = 0 };
	if (v->n > WINDOWS_MAX)
		return "more than four windows";
	for (size_t i = 0; i < v->n; i++) {
		struct window *one = &w.open[w.n++];
		int length = 0;
		const int n = sscanf(v->item[i], "%2d-%2d..%2d-%2d%n", &one->from_month,
		    &one->from_day, &one->until_month, &one->until_day, &length);
		if (n != 4 || v->item[i][length] != '\0'
		    || !is_month_day(one->from_month, one->from_day)
		    || !is_month_day(one->until_month, one->until_day))
			return "not of the form MM-DD..MM-DD";
	}
	*ret = w;
	return NULL;
}

static const char *
take_statuses(const struct settings_list *v, uint32_t *ret)
{
	uint32_t bits = 0;
	for (size_t i = 0; i < v->n; i++) {
		enum status status;
		if (!status_parse(v->item[i], &status))
			return "no such status";
		bits |= 1u << status;
	}
	*ret = bits;
	return NULL;
}

static const char *
take_version(struct policy *p, const struct settings_list *v)
{
	int n;
	const char *wrong = take_number(v, 1, 1000000, &n);
	if (wrong == NULL)
		p->version = (uint32_t)n;
	return wrong;
}

/* Every kind of business may have its open periods. */
#define BUSINESS(name, ...)                                                                \
	static const char *take_window_##name(struct policy *p, const struct settings_list *v) \
	{                                                                                  \
		return business_periods_of(BUSINESS_##name) != BUSINESS_##name             \
		    ? "its open periods are those of the kind that it goes by"             \
		    : take_windows(v, &p->windows[BUSINESS_##name]);                       \
	}
#include "core/business.def"
#undef BUSINESS

#define TAKE_NUMBER(name, member, least, most)                                             \
	static const char *take_##name(struct policy *p, const struct settings_list *v)    \
	{                                                                                  \
		return take_number(v, least, most, &p->member);                            \
	}
TAKE_NUMBER(receiving_school, days[DAYS_RECEIVING_SCHOOL], 1, 60)
TAKE_NUMBER(receiving_office, days[DAYS_RECEIVING_OFFICE], 1, 60)
TAKE_NUMBER(sending_school, days[DAYS_SENDING_SCHOOL], 1, 60)
TAKE_NUMBER(sending_office, days[DAYS_SENDING_OFFICE], 1, 60)
TAKE_NUMBER(sheet, days[DAYS_SHEET], 1, 60)
TAKE_NUMBER(verification, days[DAYS_VERIFICATION], 1, 60)
TAKE_NUMBER(decision, days[DAYS_DECISION], 1, 60)
TAKE_NUMBER(statement, days[DAYS_STATEMENT], 1, 60)
TAKE_NUMBER(carrying_out, days[DAYS_CARRYING_OUT], 1, 60)
TAKE_NUMBER(answer_days, answer_days, 1, 60)
TAKE_NUMBER(reminder_day, reminder_day, 1, 60)
TAKE_NUMBER(primary_years, primary_years, 5, 6)
TAKE_NUMBER(suspension_months, suspension_months, 1, 60)
TAKE_NUMBER(unchanged_days, unchanged_days, 1, 3660)
TAKE_NUMBER(roll_back_months, roll_back_months, 1, 60)
TAKE_NUMBER(entry_age, entry_age, 5, 8)

/* "08-31" */
static const char *
take_entry_cut_off(struct policy *p, const struct settings_list *v)
{
	int month, day, length = 0;
	if (v->n != 1 || sscanf(v->item[0], "%2d-%2d%n", &month, &day, &length) != 2
	    || v->item[0][length] != '\0' || !is_month_day(month, day))
		return "not of the form MM-DD";
	p->entry_month = month;
	p->entry_day = day;
	return NULL;
}

static const char *
take_between(struct policy *p, const struct settings_list *v)
{
	return take_statuses(v, &p->between_provinces);
}

static const char *
take_within(struct policy *p, const struct settings_list *v)
{
	return take_statuses(v, &p->within_province);
}

static const char *
take_prefecture_stages(struct policy *p, const struct settings_list *v)
{
	static const char *const phases[] = { "none", "primary", "junior", "senior" };
	uint32_t bits = 0;
	for (size_t i = 0; i < v->n; i++) {
		unsigned phase = PHASE_PRIMARY;
		while (phase <= PHASE_SENIOR && strcmp(phases[phase], v->item[i]) != 0)
			phase++;
		if (phase > PHASE_SENIOR)
			return "no such school phase";
		bits |= 1u << phase;
	}
	p->prefecture_phases = bits;
	return NULL;
}

static const char *
take_rule_stages(struct policy *p, const struct settings_list *v)
{
	uint64_t bits = 0;
	for (size_t i = 0; i < v->n; i++) {
		enum stage stage;
		if (!stage_parse(v->item[i], &stage) || stage_row(stage)->how != STAGE_DESK)
			return "no such stage, or one that is automatic anyway";
		if (stage_row(stage)->side >= SIDE_OWNER)
			return "a complaint is never left to a rule (regulation §6)";
		bits |= UINT64_C(1) << stage;
	}
	p->rule_stages = bits;
	return NULL;
}

static const char *
take_grounds(struct policy *p, const struct settings_list *v)
{
	uint64_t bits = 0;
	for (size_t i = 0; i < v->n; i++) {
		enum ground ground;
		if (!ground_parse(v->item[i], &ground))
			return "no such ground";
		if (!ground_is_legal(ground))
			return "that ground is never legal (FAQ-2, 12)";
		bits |= UINT64_C(1) << ground;
	}
	p->grounds = bits;
	return NULL;
}

static const char *
take_entry_grade(struct policy *p, const struct settings_list *v)
{
	return take_flag(v, &p->entry_grade_first_term);
}

static const char *
take_leaving_grade(struct policy *p, const struct settings_list *v)
{
	return take_flag(v, &p->leaving_grade_last_term);
}

/* "Nothing else may be demanded" [FAQ-11]. */
static const char *
take_materials(struct policy *p, const struct settings_list *v)
{
	(void)p;
	for (size_t i = 0; i < v->n; i++)
		if (strcmp(v->item[i], "basic_information_sheet") != 0
		    && strcmp(v->item[i], "reason_statement") != 0)
			return "no paper but the basic information sheet and the reason statement"
			       " may be demanded (FAQ-11)";
	return NULL;
}

static const struct {
	const char *key;
	bool is_list;
	bool is_needed;	/* of the nation: without it all would be late, or refused */
	take_fn *take;
} rows[] = {
	{ "version", false, true, take_version },
#define BUSINESS(name, ...) { "windows." #name, true, false, take_window_##name },
#include "core/business.def"
#undef BUSINESS
	{ "days.receiving_school", false, true, take_receiving_school },
	{ "days.receiving_office", false, true, take_receiving_office },
	{ "days.sending_school", false, true, take_sending_school },
	{ "days.sending_office", false, true, take_sending_office },
	{ "days.sheet", false, false, take_sheet },
	{ "days.verification", false, false, take_verification },
	{ "days.decision", false, false, take_decision },
	{ "days.carrying_out", false, false, take_carrying_out },
	{ "days.statement", false, false, take_statement },
	{ "answer_days", false, true, take_answer_days },
	{ "reminder_day", false, false, take_reminder_day },
	{ "between_provinces", true, true, take_between },
	{ "within_province", true, true, take_within },
	{ "prefecture_stages", true, false, take_prefecture_stages },
	{ "rule_stages", true, false, take_rule_stages },
	{ "grounds", true, true, take_grounds },
	{ "entry_grade_first_term", false, false, take_entry_grade },
	{ "leaving_grade_last_term", false, false, take_leaving_grade },
	{ "materials", true, false, take_materials },
	{ "primary_years", false, false, take_primary_years },
	{ "suspension_months", false, false, take_suspension_months },
	{ "roll_back_months", false, false, take_roll_back_months },
	{ "promotion", false, false, take_promotion },
	{ "purge", false, false, take_purge },
	{ "purged", true, false, take_purged },
	{ "entry_age", false, false, take_entry_age },
	{ "entry_cut_off", false, false, take_entry_cut_off },
	{ "terms", true, false, take_terms },
	{ "unchanged_days", false, false, take_unchanged_days },
};

enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };

static const char *
known_key(size_t i)
{
	return i < N_ROWS ? rows[i].key : NULL;
}

static const char *
take_item(struct policy *p, const struct flat_item *item)
{
	for (size_t k = 0; k < N_ROWS; k++) {
		if (strcmp(rows[k].key, item->key) != 0)
			continue;
		if (rows[k].is_list != item->is_list)
			return rows[k].is_list ? "a list is expected" : "one value is expected";
		return rows[k].take(p, &item->values);
	}
	return "unknown key";
}

static bool
has_key(const struct flat *flat, const char *key)
{
	for (size_t i = 0; i < flat->n; i++)
		if (strcmp(flat->items[i].key, key) == 0)
			return true;
	return false;
}

/* Periods that the law itself names must be in the nation's file. */
static bool
lacks_no_season(const char *name, const struct flat *flat, struct settings_fault *reterr)
{
	for (int kind = 1; kind < BUSINESS_N; kind++) {
		char key[48];
		const struct business_row *row = business_row((enum business)kind);
		if (row == NULL)
			continue;
		(void)snprintf(key, sizeof(key), "windows.%s", row->name);
		if (row->has_season && !has_key(flat, key)) {
			flat_fault(reterr, name, 1, 1, "\"%s\" is missing", key);
			return false;
		}
	}
	return true;
}

static bool
lacks_nothing(const char *name, const struct flat *flat, struct settings_fault *reterr)
{
	for (size_t k = 0; k < N_ROWS; k++)
		if (rows[k].is_needed && !has_key(flat, rows[k].key)) {
			flat_fault(reterr, name, 1, 1, "\"%s\" is missing", rows[k].key);
			return false;
		}
	return lacks_no_season(name, flat, reterr);
}

/* Held against the nation's after every key: the first that makes it wider is guilty. */
static bool
take_all(const char *name, const struct flat *flat, const struct policy *nation,
    struct policy *p, struct settings_fault *reterr)
{
	for (size_t i = 0; i < flat->n; i++) {
		const struct flat_item *item = &flat->items[i];
		const char *wrong = take_item(p, item);
		if (wrong != NULL) {
			flat_fault(reterr, name, item->line, item->column, "\"%s\": %s",
			    item->key, wrong);
			return false;
		}
		const enum policy_fault fault =
		    nation == NULL ? POLICY_OK : policy_check(p, nation);
		if (fault != POLICY_OK) {
			flat_fault(reterr, name, item->line, item->column, "%s",
			    policy_fault_text(fault));
			return false;
		}
	}
	return nation != NULL || lacks_nothing(name, flat, reterr);
}

static void
open_all_year(struct policy *p)
{
	static const struct windows always = { .open = { { 1, 1, 1, 1 } }, .n = 1 };
	for (int kind = 1; kind < BUSINESS_N; kind++) {
		const struct business_row *row = business_row((enum business)kind);
		if (row != NULL && !row->has_season && !row->is_batch)
			p->windows[kind] = always;
	}
}

bool
law_parse_policy(const char *name, const char *text, size_t size, const struct policy *nation,
    struct policy *ret, struct settings_fault *reterr)
{
	static const struct policy none;
	struct policy p = nation == NULL ? none : *nation;
	struct flat *flat = malloc(sizeof(*flat));
	bool ok = flat != NULL;
	if (nation == NULL) {	/* nobody is stricter than the law unless a file says so */
		p.entry_grade_first_term = p.leaving_grade_last_term = true;
		p.reminder_day = 8;
		p.days[DAYS_SHEET] = 3;
		p.days[DAYS_VERIFICATION] = p.days[DAYS_DECISION] = p.days[DAYS_CARRYING_OUT] = 5;
		p.days[DAYS_STATEMENT] = 5;
		p.primary_years = 6;
		p.suspension_months = 12;
		p.roll_back_months = 6;
		p.promotion.month = 8;
		p.promotion.day = 10;
		p.purge.month = 7;	/* of nothing, unless a file says of what */
		p.purge.day = 15;
		p.entry_age = 6;
		p.entry_month = 8;
		p.entry_day = 31;
		p.terms[0].month = 9;
		p.terms[1].month = 3;
		p.terms[0].day = p.terms[1].day = 1;
		p.n_terms = 2;
		p.unchanged_days = 180;
		open_all_year(&p);
	}
	if (ok)
		ok = flat_parse(name, text, size, known_key, flat, reterr)
		    && take_all(name, flat, nation, &p, reterr);
	if (ok)
		*ret = p;
	free(flat);
	return ok;
}
