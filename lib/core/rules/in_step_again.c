/* rules/in_step_again.c
 *
 * A finding that a child and its record are not at one school (人籍分离) stays open at both until it
 * is resolved (regulation §5, term verification): both schools confirm what they found, or the
 * child is in step again. That shows in the records: the one in question has left its school,
 * by transfer or otherwise, or the school where the child sits has one now.
 */
#include "core/rule.h"

enum verdict
rule_in_step_again(const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)h;
	const bool has_left = w->record != NULL && !record_is_of_this_year(w->record->status);
	const bool has_come = w->record_there != NULL
	    && w->record_there->status == STATUS_in_school;
	return business_row(d->header.kind)->is_finding && (has_left || has_come)
	    ? VERDICT_OK : VERDICT_NOT_NOW;
}
