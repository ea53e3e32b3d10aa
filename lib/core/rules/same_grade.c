/* rules/same_grade.c
 *
 * A transfer keeps the grade: no skip, no repeat. A graduate enters the first grade of the
 * next stage, one above the grade left (regulation §4; the `grade` column of
 * business.def).
 */
#include "core/rule.h"

enum verdict
rule_same_grade(const struct docket *d, const struct happening *h, const struct world *w)
{
	enum { SAME = 0, NEXT_STAGE = 1 };
	static const int step[BUSINESS_N] = {
#define BUSINESS(name, no, student, grade, ...) [no] = grade,
#include "core/business.def"
#undef BUSINESS
	};
	if (!rule_sees_record(d, h, w))
		return VERDICT_OK;
	const struct header *subject = rule_subject(d, h);
	return subject->grade == w->record->grade + step[subject->kind]
	    ? VERDICT_OK : VERDICT_NOT_SAME_GRADE;
}
