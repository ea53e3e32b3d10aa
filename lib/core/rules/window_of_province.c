/* rules/window_of_province.c
 *
 * A province may narrow the national window; the receiving province's counts for filing,
 * the sending province's is only shown (regulation §4, Windows). A wider one was rejected
 * when the policy was loaded.
 */
#include "core/rule.h"

enum verdict
rule_window_of_province(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	return rule_is_late(h) || policy_is_open(w->receiving, h->filing.kind, rule_filing_day(h))
	    ? VERDICT_OK : VERDICT_PROVINCE_WINDOW_CLOSED;
}
