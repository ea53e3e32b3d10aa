/* rules/purge_is_due.c
 *
 * On one day of the year what is not finished about children of a leaving grade ends, so that
 * nothing stands in the way of their graduation (regulation §3; the nation's `purge`). Which
 * business that is, is data (`purged`): a graduation under way is not. The record is unlocked as
 * by any other end, and whoever has seen the docket is told.
 */
#include "core/rule.h"

enum verdict
rule_purge_is_due(const struct docket *d, const struct happening *h, const struct world *w)
{
	const struct header *k = &d->header;
	const struct instant day =
	    policy_purges(w->nation, w->sending, k->kind, k->grade, k->filed_at);
	return day.ms != 0 && h->at.ms >= day.ms ? VERDICT_OK : VERDICT_NOT_NOW;
}
