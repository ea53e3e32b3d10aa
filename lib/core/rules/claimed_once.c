/* rules/claimed_once.c
 *
 * "School (delete L / attest / correct) · county · re-check" (regulation §5): the flag of a problem
 * record is taken off when no other record claims the same child. The province looks into its
 * own index; what the ministry found came with its answer. As for a first record
 * (not_enrolled_elsewhere), a child without a citizen ID cannot be looked for.
 */
#include "core/rule.h"

enum verdict
rule_claimed_once(const struct docket *d, const struct happening *h, const struct world *w)
{
	const enum stage stage = docket_stage(d);
	if (!business_row(rule_subject(d, h)->kind)->clears)
		return VERDICT_OK;
	if (stage == STAGE_national_check)
		return h->code;
	return stage == STAGE_province_check && w->index.has_other ? VERDICT_CLAIMED_ELSEWHERE
								   : VERDICT_OK;
}
