/* rules/something_to_object_to.c
 *
 * After a refusal or a missed deadline the receiving school asks the lowest common level
 * (regulation §6). A return for correction or a failed check is no refusal. Each docket
 * has room for four coordinations.
 */
#include "core/rule.h"

enum verdict
rule_something_to_object_to(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	const bool has_travelled = !unit_code_equal(h->unit, d->holder);
	if (d->n_coordinators == COORDINATORS_MAX)
		return VERDICT_NOT_NOW;
	if (has_travelled && h->asked_n < d->since_n)
		return VERDICT_NOT_NOW;	/* it was about an earlier stop */
	if (d->posture == POSTURE_ANSWER)
		return d->is_refused ? VERDICT_OK : VERDICT_NOT_REFUSED;
	const struct instant term = docket_term(d, w->calendar);
	return h->at.ms >= term.ms ? VERDICT_OK : VERDICT_NOT_REFUSED;
}
