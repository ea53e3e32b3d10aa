/*
 * The law as data: units, divisions, calendar and policies, read from config/ and checked
 * as a whole. Everything handed out is a view into the law and lives as long as it.
 */
#ifndef SETTINGS_LAW_H
#define SETTINGS_LAW_H

#include "core/policy.h"
#include "core/calendar.h"
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
const struct unit_contacts	*law_contacts(const struct law *);
const struct division_codes	*law_divisions(const struct law *);
const struct calendar		*law_calendar(const struct law *);
const struct policy		*law_nation(const struct law *);
/* The policy of the province that unit lies in; the nation's where it has none of its own. */
const struct policy		*law_policy(const struct law *, struct unit_code);

/* One policy file from memory; for tests and fuzzing. `nation` NULL: it is the nation's. */
bool	law_parse_policy(const char *name, const char *text, size_t size,
	    const struct policy *nation, struct policy *ret, struct settings_fault *reterr);

#endif
