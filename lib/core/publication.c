/* Who may publish what. */
#include <string.h>

#include "core/publication.h"

static const char *const names[MATTER_N] = { "", "policy", "calendar", "units" };

const char *
matter_name(enum matter m)
{
	return m > MATTER_NONE && m < MATTER_N ? names[m] : "";
}

bool
matter_parse(const char *name, enum matter *ret)
{
	for (int m = MATTER_NONE + 1; m < MATTER_N; m++)
		if (strcmp(names[m], name) == 0) {
			*ret = (enum matter)m;
			return true;
		}
	return false;
}

enum verdict
publication_check(const struct publication *p, const struct registry *r)
{
	const struct unit *u = registry_find(r, p->unit);
	const bool is_ministry = u != NULL && u->level == LEVEL_MINISTRY;
	const bool is_province = u != NULL && u->level == LEVEL_PROVINCE && !u->is_void;
	if (!is_ministry && !(is_province && p->matter != MATTER_CALENDAR))
		return VERDICT_NOT_YOURS_TO_PUBLISH;
	return p->effective_at.ms < p->published_at.ms ? VERDICT_EFFECTIVE_TOO_EARLY : VERDICT_OK;
}
