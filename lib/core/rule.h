/*
 * A rule looks at a docket, a happening and the world and answers OK or its verdict. One
 * rule, one file in rules/; rules/rules.def is the table of contents.
 */
#ifndef CORE_RULE_H
#define CORE_RULE_H

#include "core/docket.h"

#define ASK(happening) (1u << HAPPENING_##happening)
/* Is the rule also asked of what was decided elsewhere? */
#define AGAIN		(1u << HAPPENING_N)
#define ONCE		0u
/* Only of business that is about a child. */
#define CHILD		(2u << HAPPENING_N)
/* Where it refuses, the rows below it have nothing to look at. */
#define ALONE		(4u << HAPPENING_N)

#define RULE(name, ...)                                                                    \
	enum verdict rule_##name(                                                          \
	    const struct docket *, const struct happening *, const struct world *);
#include "core/rules/rules.def"
#undef RULE

_Static_assert(HAPPENING_N < 29, "bits of a row");

/* Text that people wrote, without what cannot be seen: controls, marks that turn the direction of
 * reading, blanks without width, what no character stands for. */
bool		rule_is_clean_text(const char *);
/* Is there anything in it but blanks of any width, and what cannot be seen? */
bool		rule_has_words(const char *);
/* Both: a name as the household book can have it. */
bool		rule_is_name(const char *);
/* The instant whose law counts for a filing: now, or the day of what was done on paper. */
struct instant	rule_filing_day(const struct happening *);
/* A record made late, above grade one, waits for no admission period (regulation §5). */
bool		rule_is_late(const struct happening *);
/* All rules asked on that happening, in order; the first answer that is not OK, or OK. */
enum verdict	rule_ask(const struct docket *, const struct happening *, const struct world *);
/* The same of a happening elsewhere, as its entry tells of it: only rules marked AGAIN. */
enum verdict	rule_ask_again(const struct docket *, const struct happening *,
		    const struct world *);
/* Every answer that is not OK, in order and each once, so that whoever fills in a form learns of all that
 * is wrong at once; the first of them is rule_ask()'s. Behind one of an ALONE row nothing more. */
size_t		rule_ask_all(const struct docket *, const struct happening *, const struct world *,
		    enum verdict ret[TRIED_MAX]);
/* For catalogues and tests: the i-th rule's name and source; NULL past the end. */
const char	*rule_name(int i);
const char	*rule_source(int i);

/* For the rules themselves: the header in question - the filing, or the docket's own ... */
const struct header	*rule_subject(const struct docket *, const struct happening *);
/* ... and whether the student's record has to be looked at: at the check and release stages
 * always (w->record is NULL if there is none), at filing only if it is known here; never where
 * the business is to make it. */
bool		 rule_sees_record(const struct docket *, const struct happening *,
		    const struct world *);

#endif
