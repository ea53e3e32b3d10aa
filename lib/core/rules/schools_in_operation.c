/* rules/schools_in_operation.c
 *
 * Neither school has been closed. Asked at filing only: a docket that is under way when a
 * school closes goes on.
 *
 *	"Void codes are never used again."	(regulation §1)
 */
#include "core/rule.h"

static bool
is_void(const struct registry *r, struct unit_code code)
{
	return registry_find(r, code)->is_void;		/* known_schools has been asked */
}

enum verdict
rule_schools_in_operation(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	return is_void(w->registry, h->filing.receiving_school)
		|| is_void(w->registry, h->filing.sending_school)
	    ? VERDICT_UNIT_VOID : VERDICT_OK;
}
