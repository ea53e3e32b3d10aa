/* rules/removable.c
 *
 * A temporary record is removed "only while it is a problem record or was entered by mistake"
 * (regulation §5, removal of an L record). The problem flag is in the record; a mistake is shown
 * by a scan.
 */
#include "core/rule.h"

enum verdict
rule_removable(const struct docket *d, const struct happening *h, const struct world *w)
{
	const struct header *subject = rule_subject(d, h);
	if (!rule_sees_record(d, h, w) || subject->kind != BUSINESS_removal_l)
		return VERDICT_OK;
	return w->record->is_problem || subject->n_attachments > 0
	    ? VERDICT_OK : VERDICT_NOT_REMOVABLE;
}
