/*
 * Lives of dockets for the oracle: a small country made by chance, a child in it, and people who try
 * this and that with one docket until it is closed. What is tried and what lib/core answers is
 * told line by line, with everything the answer may depend on; oracle.py says it over again.
 */
#ifndef LIVES_H
#define LIVES_H

#include "core/docket.h"
#include "lib/chance.h"

enum {
	UNITS_MAX = 80,
	EDITIONS_MAX = 40,
	PROVINCES = 2,
	DAYS_MOST = 10,		/* what a term of another law may be */
	TRIES_MAX = 60,		/* of an ordinary life; some go on until there is no room left */
};

struct life {
	uint64_t seed, chance;
	struct unit units[UNITS_MAX];
	size_t n_units;
	struct unit_edition editions[EDITIONS_MAX];
	size_t n_editions;
	struct registry registry;
	const struct calendar *calendar;
	const struct division_codes *divisions;
	struct policy nation, province[PROVINCES];
	enum business kind;
	struct header filing;		/* as it should be filed */
	struct unit_code filer;
	struct instant now;
	struct docket docket;
	struct record here, there;	/* at the sending, at the receiving school */
	bool has_here, has_there;
	char filed_by[OFFICER_MAX];
	bool is_long;			/* goes back and forth until there is no room */
};

/* One attempt: what docket_step is asked, and when the docket came to the desk before. */
struct attempt {
	struct happening h;
	struct world w;
	struct record record, there;	/* what w points to */
	struct docket before;		/* ... too, if the filing follows one */
	struct instant reached;		/* zero: with the stamp before */
};

/* -- chance --------------------------------------------------------------------------- */

/* 0 .. n - 1 */
int	below(struct life *, int n);
/* In so many of a hundred cases. */
bool	percent(struct life *, int n);

/* Into a member of fixed size; the rest of it is zero. */
void	put_text(char *to, size_t size, const char *from);
#define COPY(to, from) put_text(to, sizeof(to), from)

/* -- country.c ------------------------------------------------------------------------ */

/* Tree, law of this life and the filing that begins it; `nation`: the shipped policy. */
void	life_begin(struct life *, uint64_t seed, const struct policy *nation);
/* Any school of that province (0, 1), or of both (-1); of a phase, if there is one. */
struct unit_code	any_school(struct life *, int province, enum phase);
struct unit_code	any_unit(struct life *);
/* The policy that counts for a school: of its province; the first one's if it lies nowhere. */
const struct policy	*policy_for(const struct life *, struct unit_code school);
/* A sound ID of a child born then. */
struct citizen_id	any_id(struct life *, struct day birth, char sex);
const char		*any_name(struct life *);
const char		*bad_text(struct life *);
const char		*any_number_near(struct life *, const char *number, char ret[STUDENT_NUMBER_MAX]);

/* -- attempt.c ------------------------------------------------------------------------ */

/* What is tried next: often what is right, often not. */
void	attempt_make(struct life *, struct attempt *ret);

/* -- letter.c ------------------------------------------------------------------------- */

/* The same entry as somebody else might have sent it: another unit, another time, another action ... */
void	letter_spoil(struct life *, const struct docket *, struct entry *);
/* ... and the same header: other stops, other schools, another scope. */
void	header_spoil(struct life *, struct header *);

/* -- tell.c --------------------------------------------------------------------------- */

void	tell_life(const struct life *);
void	tell_attempt(const struct life *, const struct attempt *, const struct decision *);
void	tell_docket(const struct life *, const struct docket *, enum verdict applied,
	    enum verdict recheck);
/* What docket_apply said of an entry from elsewhere; `after` the docket if it took it, `recheck` what
 * docket_recheck said then. */
void	tell_letter(const struct life *, const struct entry *, enum verdict applied,
	    const struct docket *after, enum verdict recheck);
/* What became of such a header: docket_apply of its first entry, and route_agrees with the route that we
 * would have made, under the same law and under another one. */
void	tell_route(const struct header *, enum verdict applied, bool is_same, bool is_near);
void	tell_effect(struct unit_code keeper, bool had, const struct record *before,
	    enum record_effect, const struct record *after);
void	tell_end(void);

#endif
