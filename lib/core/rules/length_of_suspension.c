/* rules/length_of_suspension.c
 *
 * "Suspension ≤ 1 school year, resumption at the same school" (regulation §5, status change).
 * It has a last day, not before its first; how many months it may last is data
 * (`suspension_months`). A child that needs longer is suspended anew.
 */
#include "core/rule.h"

enum verdict
rule_length_of_suspension(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	const struct day from = h->filing.arrived_on, until = h->filing.change.until;
	if (until.n == 0)
		return VERDICT_OK;
	const struct day last = day_after_months(from, w->receiving->suspension_months);
	return until.n >= from.n && until.n < last.n ? VERDICT_OK : VERDICT_BAD_PERIOD;
}
