/* Kinds of business: the rows of business.def. */
#ifndef CORE_BUSINESS_H
#define CORE_BUSINESS_H

#include "core/record.h"
#include "core/verdict.h"

enum business {
	BUSINESS_NONE,
#define BUSINESS(name, no, ...) BUSINESS_##name = (no),
#include "core/business.def"
#undef BUSINESS
	BUSINESS_N,
};

/* Parts of a filing's change (struct change), as bits. */
enum change_part {
	CHANGE_UNTIL = 1,	/* the last day of a suspension */
	CHANGE_KEY = 2,		/* a name or a citizen ID */
	CHANGE_CONTACT = 4,	/* address, phone, guardian */
	CHANGE_PERSON = 8,	/* birth and sex, of a first record */
};

struct business_row {
	enum business business;
	const char *name, *zh, *en;
	bool is_one_school, crosses, has_season, is_leaving, is_senior_only, is_afterwards;
	bool names_no_child, owner_files, is_found, is_first, clears, is_finding, renumbers, is_batch;
	enum business stages_of, periods_of;	/* NONE: its own */
	enum verdict not_filer, otherwise;
	uint32_t from;		/* bit STATUS_x; 0: the policy's lists */
	enum status becomes;	/* STATUS_NONE: stays */
	int grade_step;
	const char *numbers;	/* first letters; NULL: all */
	uint8_t scans;
	uint8_t needs, may;	/* enum change_part */
};

/* NULL for a number that is none. */
const struct business_row	*business_row(enum business);
/* The kind whose rows of route.def, and whose open periods, it goes by: itself if it names none. */
enum business	business_stages_of(enum business);
enum business	business_periods_of(enum business);
/* Do province and ministry look whether the child has another record? */
bool		 business_is_looked_up(enum business);
const char	*business_name(enum business);	/* "transfer" */
const char	*business_label_zh(enum business);
bool		 business_parse(const char *name, enum business *ret);

#endif
