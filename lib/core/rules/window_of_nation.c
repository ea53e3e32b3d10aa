/* rules/window_of_nation.c
 *
 * No new transfer from 15 July 00:00 until 15 August 00:00; new graduate transfers only
 * from 15 August until 15 December and from 1 March until 1 June [FAQ-9]. The dates are
 * data (config/policy/000000.yaml) and half-open.
 *
 * Only filing asks: "one filed before goes on". What was done on paper is held to the day on which
 * it was done [FAQ-3].
 */
#include "core/rule.h"

enum verdict
rule_window_of_nation(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	return rule_is_late(h) || policy_is_open(w->nation, h->filing.kind, rule_filing_day(h))
	    ? VERDICT_OK : VERDICT_WINDOW_CLOSED;
}
