/* rules/answer_term_over.c
 *
 * A docket that waits for the receiving school's answer is closed once the policy's days
 * for it are over, so that no lock outlives its business. Nothing else ever ends by
 * silence; a finding, which locks nothing, does not either.
 */
#include "core/rule.h"

enum verdict
rule_answer_term_over(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	if (business_row(d->header.kind)->is_finding)
		return VERDICT_NOT_NOW;
	return h->at.ms >= docket_term(d, w->calendar).ms ? VERDICT_OK : VERDICT_NOT_NOW;
}
