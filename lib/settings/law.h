/*
 * The law as data: units, divisions, calendar and policies, read from config/ and checked
 * as a whole; and what was published, on top of them. Everything handed out is a view into the
 * law and lives as long as it.
 */
#ifndef SETTINGS_LAW_H
#define SETTINGS_LAW_H

#include "core/calendar.h"
#include "core/publication.h"
#include "settings/settings.h"

struct law;

void		 law_free(struct law *);
/* NULL with file:line and the reason: an unknown parent, a duplicate code, a window wider
 * than the nation's, an illegal ground ... */
struct law	*law_load(const struct settings *, struct settings_fault *reterr)
		    __attribute__((malloc, malloc(law_free, 1), warn_unused_result));
/* The same law with one policy file in draft, as it would be once that file is in force: of the
 * ministry (000000) the nation's, which all provinces are held against; of a province its own; of
 * no unit that of every province. */
struct law	*law_load_draft(const struct settings *, const char *path, struct unit_code of,
		    struct settings_fault *reterr)
		    __attribute__((malloc, malloc(law_free, 1), warn_unused_result));
const struct registry		*law_registry(const struct law *);
/* The tree as it was or will be at `at`. With a version, the one of that number, whenever it holds, if
 * there is one. */
struct registry			 law_registry_at(const struct law *, struct instant at,
				    uint32_t version);
const struct unit_contacts	*law_contacts(const struct law *);
const struct division_codes	*law_divisions(const struct law *);
const struct calendar		*law_calendar(const struct law *);
const struct policy		*law_nation(const struct law *);
/* The policy of the province that unit lies in; the nation's where it has none of its own. */
const struct policy		*law_policy(const struct law *, struct unit_code);
/* The same as it was or will be at `at`. With a version, the one of that number, whenever it
 * holds; NULL if there is none. */
const struct policy		*law_policy_at(const struct law *, struct unit_code,
				    struct instant at, uint32_t version);
/* Is that version one of its province, or of the nation, that has not come here yet? */
bool	law_is_ahead(const struct law *, struct unit_code, uint32_t version);

/* -- what was published ---------------------------------------------------------------- */
struct law_publication {
	struct publication publication;
	enum verdict verdict;		/* OK: law from effective_at on, until a later one is */
	struct settings_fault why;	/* of PUBLICATION_FAULTY: file:line:column and the reason */
};

/*
 * The law of `base`, which has to outlive it, and of those publications, in the order in which they
 * came, as it is at `now`. It cannot fail: what cannot be law is left out, with its reason.
 */
struct law	*law_amend(const struct law *base, const struct publication *, size_t n,
		    struct instant now)
		    __attribute__((malloc, malloc(law_free, 1), warn_unused_result));
const struct law_publication	*law_publications(const struct law *, size_t *ret_n);
/* When the next one takes effect and the law has to be made again; zero: never. */
struct instant	law_next_change(const struct law *);
/* Could it be published on top of that law? Version 0 becomes that of the policy's text, or the next
 * one of the calendar. Otherwise a verdict, and with PUBLICATION_FAULTY file:line and reason. */
enum verdict	law_judge(const struct law *, struct publication *, struct settings_fault *ret_why);

/* One policy file from memory; for tests and fuzzing. `nation` NULL: it is the nation's. */
bool	law_parse_policy(const char *name, const char *text, size_t size,
	    const struct policy *nation, struct policy *ret, struct settings_fault *reterr);

#endif
