/* rules/late_and_not_urged.c
 *
 * "What follows a missed deadline: ... the superior is told" (regulation §4, Clock). That the sweep does by
 * itself; who waits may ask for it too, and it stands in the docket that he did. Not before the term is
 * over, and once in as many working days as the desk had: a docket is no place to quarrel in, and
 * its room is for what leads to an end.
 */
#include "core/rule.h"

enum verdict
rule_late_and_not_urged(const struct docket *d, const struct happening *h, const struct world *w)
{
	const struct instant term = docket_term(d, w->calendar);
	const struct instant again = d->urged.ms == 0
	    ? term : calendar_term(w->calendar, d->urged, docket_days(d));
	return h->at.ms >= again.ms ? VERDICT_OK : VERDICT_NOT_NOW;
}
