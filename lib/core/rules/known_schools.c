/* rules/known_schools.c
 *
 * Both sides are schools of the registry, and neither has been closed.
 *
 *	"10 digits: category(2) province(2) serial(6); it does not tell the county, so a
 *	 registry does."	(regulation §1)
 */
#include "core/rule.h"

static enum verdict
known(const struct registry *r, struct unit_code code)
{
	const struct unit *u = registry_find(r, code);
	if (u == NULL || u->level != LEVEL_SCHOOL)
		return VERDICT_UNKNOWN_UNIT;
	return u->is_void ? VERDICT_UNIT_VOID : VERDICT_OK;
}

enum verdict
rule_known_schools(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	const enum verdict v = known(w->registry, h->filing.receiving_school);
	return v != VERDICT_OK ? v : known(w->registry, h->filing.sending_school);
}
