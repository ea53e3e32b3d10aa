/* rules/not_here_already.c
 *
 * Nobody comes to where he is: a child whose record the receiving school keeps itself is not asked of another one
 * (regulation §4: the record follows the child). Who left and comes back has one there that is not live. What
 * was found out of step is about just such a record, and is settled by it (in_step_again).
 */
#include "core/rule.h"

enum verdict
rule_not_here_already(const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	const struct record *r = w->record_there;
	const struct business_row *kind = business_row(h->filing.kind);
	return r != NULL && record_is_live(r->status) && !kind->is_finding && !kind->is_one_school
	    ? VERDICT_RECORD_HERE_ALREADY : VERDICT_OK;
}
