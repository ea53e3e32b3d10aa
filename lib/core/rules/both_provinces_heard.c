/* rules/both_provinces_heard.c
 *
 *	"For two provinces that is the ministry, which hears both provinces first."
 *								(regulation §6)
 *
 * It may rule when both have stated, or when the days for it are over (the nation's
 * `days.statement`): who is silent forgoes being heard, and holds nobody up.
 */
#include "core/rule.h"

enum verdict
rule_both_provinces_heard(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	const struct instant term =
	    calendar_term(w->calendar, d->since, w->nation->days[DAYS_STATEMENT]);
	return docket_all_stated(d) || h->at.ms >= term.ms ? VERDICT_OK : VERDICT_NOT_HEARD_YET;
}
