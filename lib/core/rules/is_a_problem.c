/* rules/is_a_problem.c
 *
 * Only a problem record (问题学籍) is attested or corrected by that name (regulation §3, §5): what
 * is wrong in any other is changed by the business that its part of the record has.
 */
#include "core/rule.h"

enum verdict
rule_is_a_problem(const struct docket *d, const struct happening *h, const struct world *w)
{
	return business_row(rule_subject(d, h)->kind)->clears && rule_sees_record(d, h, w)
		&& !w->record->is_problem
	    ? VERDICT_NOT_A_PROBLEM : VERDICT_OK;
}
