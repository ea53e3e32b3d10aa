/* rules/not_enrolled_elsewhere.c
 *
 * The duplicate checks of an enrolment: a child has one record in the whole country, so one that
 * is found elsewhere is to be transferred, not made again (regulation §5; FAQ-3, 14). A child
 * without a citizen ID cannot be looked for; it is when it gets one [FAQ-5]. The province looks
 * into its own index; what the ministry found came with its answer.
 */
#include "core/rule.h"

enum verdict
rule_not_enrolled_elsewhere(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	const enum stage stage = docket_stage(d);
	if (!business_row(rule_subject(d, h)->kind)->is_first)
		return VERDICT_OK;
	if (stage == STAGE_national_check)
		return h->code;
	if (stage != STAGE_province_check)
		return VERDICT_OK;
	if (w->index.is_number_taken && w->index.free_number.text[0] == '\0')
		return VERDICT_NO_NUMBER_LEFT;
	return w->index.has_other ? VERDICT_ENROLLED_ELSEWHERE : VERDICT_OK;
}
