/* rules/no_problem_record.c
 *
 * Check 2003: a problem record (问题学籍: duplicate ID, bad ID, name mismatch) does not
 * move until the sending school has cleared it. At its school it may be mended and removed.
 */
#include "core/rule.h"

enum verdict
rule_no_problem_record(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	const struct business_row *kind = business_row(rule_subject(d, h)->kind);
	return rule_sees_record(d, h, w) && w->record->is_problem && !kind->is_one_school
		&& !kind->is_finding
	    ? VERDICT_PROBLEM_RECORD : VERDICT_OK;
}
