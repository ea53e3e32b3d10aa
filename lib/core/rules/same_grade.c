/* rules/same_grade.c
 *
 * A transfer keeps the grade: no skip, no repeat. A graduate enters the first grade of the
 * next stage, one above the grade left, and a roll-back takes that step back (regulation §4; the
 * `grade_step` column of business.def).
 *
 * The filing's grade is that of the school year it was filed in. While a docket is open all may
 * be promoted, the record with them: that is neither a skip nor a repeat. So a record of a later
 * year may stand as many grades higher, or still there if nothing moved it: in a leaving
 * grade, or not in school. One that is behind, because its daemon was, is brought up first.
 */
#include "core/rule.h"

enum verdict
rule_same_grade(const struct docket *d, const struct happening *h, const struct world *w)
{
	if (!rule_sees_record(d, h, w))
		return VERDICT_OK;
	const struct header *subject = rule_subject(d, h);
	/* A filing tells of this very day, an older version's docket of no year. */
	const int year = h->kind == HAPPENING_FILE
	    ? policy_school_year(w->nation, instant_day(h->at)) : subject->school_year;
	struct record r = *w->record;
	(void)policy_promote(w->sending, year, &r);
	const int years = year == 0 || r.school_year < year ? 0 : r.school_year - year;
	const int moved = r.grade + business_row(subject->kind)->grade_step - subject->grade;
	const bool may_stay =
	    policy_is_leaving_grade(w->sending, r.grade) || r.status != STATUS_in_school;
	return moved == years || (moved == 0 && may_stay) ? VERDICT_OK : VERDICT_NOT_SAME_GRADE;
}
