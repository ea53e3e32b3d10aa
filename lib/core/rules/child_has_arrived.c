/* rules/child_has_arrived.c
 *
 * The receiving school files after the child has really arrived (〔2025〕 Art. 15): the day
 * of arrival is stated and is not in the future. For other business it is the day from which
 * the change holds.
 */
#include "core/rule.h"

enum verdict
rule_child_has_arrived(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)w;
	(void)d;
	return h->filing.arrived_on.n > 0 && h->filing.arrived_on.n <= instant_day(h->at).n
	    ? VERDICT_OK : VERDICT_NOT_ARRIVED;
}
