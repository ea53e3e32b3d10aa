/* rules/one_docket_per_school.c
 *
 * The receiving school's own daemon refuses a second filing for the same student while the
 * first is open (regulation §4, "One open business per student"). Two different schools
 * are told apart later, by the lock at the check stage.
 */
#include "core/rule.h"

enum verdict
rule_one_docket_per_school(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	(void)h;
	return w->has_open_filing ? VERDICT_DUPLICATE_FILING : VERDICT_OK;
}
