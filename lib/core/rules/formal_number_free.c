/* rules/formal_number_free.c
 *
 * Before the ministry is asked for the whole country, the province looks into its own index: another record
 * of its own with that citizen ID, or with the formal number that the ID makes - a record that
 * was given it by an ID that has been changed since still has it (regulation §2: old numbers resolve
 * for ever) - keeps the number from being given [FAQ-5, 6].
 */
#include "core/rule.h"

enum verdict
rule_formal_number_free(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	if (docket_stage(d) != STAGE_province_check
	    || !business_row(rule_subject(d, h)->kind)->renumbers)
		return VERDICT_OK;
	if (w->index.has_other)
		return VERDICT_ID_TAKEN;
	return w->index.is_number_taken ? VERDICT_NUMBER_TAKEN : VERDICT_OK;
}
