/* rules/entry_and_leaving_term.c
 *
 * Some provinces take no transfer in the first term of an entry grade or in the last term
 * of a leaving grade (regulation §4, Same grade: data). The first term runs from August to
 * January, the last from February to July. A graduate always goes to an entry grade, so
 * graduate transfers are not asked.
 */
#include "core/rule.h"

enum verdict
rule_entry_and_leaving_term(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	if (business_periods_of(h->filing.kind) != BUSINESS_transfer)
		return VERDICT_OK;
	const int grade = h->filing.grade;
	const int month = day_date(instant_day(rule_filing_day(h))).month;
	const bool is_first_term = month >= 8 || month == 1;
	const bool is_entry = policy_is_entry_grade(w->receiving, grade);
	const bool is_leaving = policy_is_leaving_grade(w->receiving, grade);
	if (is_first_term && is_entry && !w->receiving->entry_grade_first_term)
		return VERDICT_NOT_THIS_GRADE_NOW;
	if (!is_first_term && is_leaving && !w->receiving->leaving_grade_last_term)
		return VERDICT_NOT_THIS_GRADE_NOW;
	return VERDICT_OK;
}
