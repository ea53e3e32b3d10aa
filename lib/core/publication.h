/*
 * Law that is published: a policy, the calendar or changes of units as the text of a file, by the unit that is
 * entitled to it, from an instant on. Every daemon comes to the same law from the same
 * publications in the same order; who may publish what is said here, what is wrong with a text
 * is settings' business.
 */
#ifndef CORE_PUBLICATION_H
#define CORE_PUBLICATION_H

#include "core/docket.h"

enum {
	PUBLICATION_TEXT_MAX = 262144,	/* bytes of the text: with its stamp it fits into a letter */
	PUBLICATION_FILE_MAX = 65,
};

/* What is published; the numbers are those of the wire. */
enum matter {
	MATTER_NONE,
	MATTER_POLICY = 1,
	MATTER_CALENDAR = 2,
	MATTER_UNITS = 3,
	MATTER_N,
};

struct publication {
	enum matter matter;
	struct unit_code unit;		/* who publishes; a policy is its own */
	char officer[OFFICER_MAX];
	uint32_t version;		/* rises with every one of that matter and unit */
	struct instant published_at;	/* and stamped */
	struct instant effective_at;	/* in force from then on; not before published_at */
	char file[PUBLICATION_FILE_MAX];	/* what the text was called, for file:line */
	const char *text;		/* a view; NUL-terminated behind `size` bytes */
	size_t size;
};

const char	*matter_name(enum matter);	/* "policy" */
bool		 matter_parse(const char *, enum matter *ret);
/*
 * May that unit publish it at all? The ministry publishes the nation's policy and the calendar,
 * a province its own policy (regulation §4, Windows: "provincial window may only narrow the
 * national one"; within which bounds policy_check says); both change units (unit_change_fault). OK, NOT_YOURS_TO_PUBLISH,
 * EFFECTIVE_TOO_EARLY.
 */
enum verdict	 publication_check(const struct publication *, const struct registry *);

#endif
