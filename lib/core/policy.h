/*
 * What varies by law or year, as a value. One struct policy per province, and one for the
 * nation (division 000000); read from config/policy/ by settings, never from code.
 * A province may narrow the national windows, not widen them, and may drop grounds, not
 * add illegal ones: policy_fault() says so when the file is loaded.
 */
#ifndef CORE_POLICY_H
#define CORE_POLICY_H

#include "core/record.h"
#include "core/route.h"

enum ground {
	GROUND_NONE,
#define GROUND(name, no, ...) GROUND_##name = (no),
#include "core/ground.def"
#undef GROUND
};

enum {
	WINDOWS_MAX = 4,
	TERMS_OF_DAYS = 10,
	SCHOOL_TERMS_MAX = 4,
	COMPULSORY_YEARS = 9,	/* grades 1-9, whichever school teaches them */
};

/*
 * An open period that comes every year, half-open and at day granularity in
 * Asia/Shanghai: open from `from` 00:00 until `until` 00:00. It may run over New Year
 * (from 08-15 until 07-15). from == until: open all year.
 */
struct window {
	int from_month, from_day;
	int until_month, until_day;
};

struct windows {
	struct window open[WINDOWS_MAX];
	int n;			/* 0: never open */
};

/* A day that comes every year; never 29 February. */
struct yearly {
	int month, day;
};

struct policy {
	struct unit_code province;	/* "000000": the nation's own */
	uint32_t version;
	struct windows windows[BUSINESS_N];	/* by kind */
	int days[TERMS_OF_DAYS];	/* working days, by enum days; [DAYS_NONE] unused */
	int answer_days;	/* working days to answer a refusal */
	int reminder_day;	/* first reminder, counted in working days used */
	uint32_t between_provinces;	/* bit STATUS_x: may begin an inter-province transfer */
	uint32_t within_province;	/* bit STATUS_x */
	uint32_t prefecture_phases;	/* bit PHASE_x: the prefecture stage is used for schools of it */
	uint64_t rule_stages;	/* bit STAGE_x: decided by rule, without an officer */
	uint64_t grounds;	/* bit GROUND_x: may be pleaded here */
	bool entry_grade_first_term;	/* transfers into it allowed */
	bool leaving_grade_last_term;
	int primary_years;	/* 6, or 5 where junior school takes four years */
	int suspension_months;	/* a suspension lasts at most */
	int roll_back_months;	/* after graduation */
	struct yearly promotion;	/* of the nation: all move up, and the school year begins */
	struct yearly purge;		/* of the nation: unfinished business of leaving grades ends */
	uint64_t purged;	/* bit BUSINESS_x: business that then ends */
	int entry_age;		/* years; reached on ... */
	int entry_month, entry_day;	/* ... this day of the year of entry */
	struct yearly terms[SCHOOL_TERMS_MAX];	/* of the nation: the first days of school terms */
	int n_terms;
	int unchanged_days;	/* of the nation: a record as old as that is to be looked at */
};

enum policy_fault {
	POLICY_OK,
	POLICY_WINDOW_TOO_WIDE,	/* opens on a day on which the nation's is closed */
	POLICY_ILLEGAL_GROUND,
	POLICY_DAYS_TOO_LONG,	/* more working days than the nation grants */
	POLICY_MONTHS_TOO_LONG,	/* a longer suspension, a later roll-back */
	POLICY_STATUS_TOO_WIDE,
	POLICY_DATE_OF_NATION,	/* other days of the school year, other business purged */
};

/* Is the window of that business open at that instant? */
bool	policy_is_open(const struct policy *, enum business, struct instant);
/* The first instant after `now` at which the window opens; zero ms: it never does. */
struct instant	policy_opens(const struct policy *, enum business, struct instant now);
/* What is wrong with a provincial policy, held against the nation's. */
enum policy_fault	policy_check(const struct policy *, const struct policy *nation);
const char	*policy_fault_text(enum policy_fault);
/* The first and the last grades of the stages of school there. */
bool		 policy_is_entry_grade(const struct policy *, int grade);
bool		 policy_is_leaving_grade(const struct policy *, int grade);
bool		 policy_allows_ground(const struct policy *, enum ground);
/* The school year of that day, named after the calendar year in which it begins. */
int		 policy_school_year(const struct policy *nation, struct day);
/* The first day of the school term in which that day is. */
struct day	 policy_term(const struct policy *nation, struct day);
/* Brings a record into that school year: whoever is in school and in no leaving grade of its
 * province moves up. False: it is there already, or of a status that no year changes. */
bool		 policy_promote(const struct policy *province, int school_year, struct record *);
/* When business of that kind, filed then for a child of that grade, ends unfinished; zero ms: not
 * by the purge. `province`: of the school that keeps the record. */
struct instant	 policy_purges(const struct policy *nation, const struct policy *province,
		    enum business, int grade, struct instant filed_at);

const char	*ground_name(enum ground);	/* "NO_SEAT" */
const char	*ground_label_zh(enum ground);
const char	*ground_label_en(enum ground);
bool		 ground_parse(const char *, enum ground *ret);	/* any case */
bool		 ground_is_legal(enum ground);
bool		 ground_is_of_moves(enum ground);	/* may be pleaded against a transfer */
bool		 ground_is_of_changes(enum ground);	/* ... against business of one school */
enum side	 ground_side(enum ground);	/* SIDE_COMMON: any */

#endif
