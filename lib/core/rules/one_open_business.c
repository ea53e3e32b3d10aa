/* rules/one_open_business.c
 *
 * Check 2002: a student has at most one open business, over all kinds and levels. The
 * check stage takes the lock, so of two schools that file for one child at the same
 * moment exactly one goes on. At release the lock has to be this docket's own.
 */
#include "core/rule.h"

enum verdict
rule_one_open_business(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	if (!rule_sees_record(d, h, w) || business_row(rule_subject(d, h)->kind)->is_finding)
		return VERDICT_OK;
	const bool is_locked = record_is_locked(w->record);
	const bool is_ours =
	    is_locked && docket_id_equal(w->record->open_docket, rule_subject(d, h)->id);
	if (h->kind == HAPPENING_PROCEED && docket_stage(d) == STAGE_release)
		return is_ours ? VERDICT_OK : VERDICT_OPEN_BUSINESS;
	return !is_locked || is_ours ? VERDICT_OK : VERDICT_OPEN_BUSINESS;
}
