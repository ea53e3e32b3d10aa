/* rules/same_grade.c
 *
 * A transfer keeps the grade: no skip, no repeat. A graduate enters the first grade of the
 * next stage, one above the grade left, and a roll-back takes that step back (regulation §4; the
 * `grade_step` column of business.def).
 */
#include "core/rule.h"

enum verdict
rule_same_grade(const struct docket *d, const struct happening *h, const struct world *w)
{
	if (!rule_sees_record(d, h, w))
		return VERDICT_OK;
	const struct header *subject = rule_subject(d, h);
	return subject->grade == w->record->grade + business_row(subject->kind)->grade_step
	    ? VERDICT_OK : VERDICT_NOT_SAME_GRADE;
}
