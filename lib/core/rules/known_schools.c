/* rules/known_schools.c
 *
 * Both sides are schools of the registry.
 *
 *	"10 digits: category(2) province(2) serial(6); it does not tell the county, so a
 *	 registry does."	(regulation §1)
 */
#include "core/rule.h"

static bool
is_school(const struct registry *r, struct unit_code code)
{
	const struct unit *u = registry_find(r, code);
	return u != NULL && u->level == LEVEL_SCHOOL;
}

enum verdict
rule_known_schools(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	return is_school(w->registry, h->filing.receiving_school)
		&& is_school(w->registry, h->filing.sending_school)
	    ? VERDICT_OK : VERDICT_UNKNOWN_UNIT;
}
