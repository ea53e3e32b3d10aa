/* rules/grade_of_province.c
 *
 * Where primary school ends is data of the receiving province (`primary_years`): grade six belongs
 * to primary school in most of the country, and to junior school where that takes four years.
 */
#include "core/rule.h"

enum verdict
rule_grade_of_province(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	const enum phase phase = registry_find(w->registry, h->filing.receiving_school)->phase;
	const bool is_primary_grade = h->filing.grade <= w->receiving->primary_years;
	if (phase != PHASE_PRIMARY && phase != PHASE_JUNIOR)
		return VERDICT_OK;
	return is_primary_grade == (phase == PHASE_PRIMARY) ? VERDICT_OK : VERDICT_BAD_GRADE;
}
