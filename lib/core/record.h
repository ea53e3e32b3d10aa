/*
 * A student's status record (学籍), as far as the rules look at it. It is kept by the
 * daemon of the school the student is registered at, carries a version, and a lock: at
 * most one open docket (regulation §4, "One open business per student").
 */
#ifndef CORE_RECORD_H
#define CORE_RECORD_H

#include "core/number.h"
#include "core/unit.h"

enum {
	DOCKET_ID_MAX = 37,	  /* a UUIDv7 in text (RFC 9562) and its NUL */
	STUDENT_NAME_MAX = 151,	  /* 50 characters of UTF-8 */
	GRADE_MAX = 12,		  /* 1..12; primary 1-6, junior 7-9, senior 10-12 */
	FORMER_MAX = 8,		  /* numbers a child had before: L or J, G, and what was changed */
	SCHOOL_YEAR_MAX = 9999,
	RECORD_VERSION_MAX = 1 << 30, /* more changes than any record sees */
	CONTACT_ADDRESS_MAX = 301,	 /* 100 characters */
	CONTACT_PHONE_MAX = 25,		 /* ITU-T E.164 with signs between */
};

struct docket_id {
	char text[DOCKET_ID_MAX];
};

enum status {
	STATUS_NONE,
#define STATUS(name, no, ...) STATUS_##name = (no),
#include "core/status.def"
#undef STATUS
};

/* What changes without anybody's approval (regulation §5, ordinary update). */
struct contact {
	char address[CONTACT_ADDRESS_MAX];	/* UTF-8 */
	char phone[CONTACT_PHONE_MAX];
	char guardian[STUDENT_NAME_MAX];
};

struct record {
	struct student_number number;
	struct citizen_id citizen_id;	/* empty: the child has none (a J number) */
	char name[STUDENT_NAME_MAX];	/* UTF-8, validated */
	struct day birth;
	char sex;			/* '1' male, '2' female (GB/T 2261.1) */
	struct unit_code school;	/* where the student is registered */
	enum status status;
	struct day status_on;		/* since when; 0: not known */
	struct day status_until;	/* of a suspension; 0: none */
	struct day graduated_on;	/* 0: never, or not known */
	struct unit_code graduated_from;
	struct contact contact;
	int grade;			/* 1..12 */
	int school_year;		/* in which it is in that grade: 2026 is 2026/27; 0: not known */
	bool is_problem;		/* 问题学籍 */
	struct docket_id open_docket;	/* the lock; empty text: none */
	uint32_t version;		/* of the record: 1, 2, 3 ... every change adds one */
	uint32_t told;			/* the version of which its province was told last; 0: none. Its
					 * school's own, and does not travel */
	struct student_number former[FORMER_MAX];	/* n_former of them, oldest first */
	uint8_t n_former;
};

/* How far term verification has come at a unit and those below it: counts and schools, no names. */
struct progress {
	struct unit_code unit;
	struct day term;	/* its first day */
	uint32_t schools, schools_done;	/* that tell of it; with every child confirmed */
	const struct unit_code *done;	/* these, schools_done of them; borrowed */
	uint32_t students, listed, confirmed, unchanged;
	struct instant at;
};

const char	*status_name(enum status);	/* "in_school" */
const char	*status_label_zh(enum status);	/* "在校" */
bool		 status_parse(const char *name, enum status *ret);
bool		 record_is_locked(const struct record *);
/* Is it a record of its school still? */
bool		 record_is_live(enum status);
/* Is it that number, or was it once? Old numbers resolve for ever (regulation §2). */
bool		 record_has_number(const struct record *, struct student_number);
/* Gives it another number; the present one becomes a former one. There must be room. */
void		 record_renumber(struct record *, struct student_number);
/* Makes it a problem record; false if it is one already, or is no record of its school any more. */
bool		 record_mark(struct record *);
/* A child who is here or may come back: its record goes into each new school year. */
bool		 record_is_of_this_year(enum status);

#endif
