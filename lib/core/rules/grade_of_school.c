/* rules/grade_of_school.c
 *
 * The receiving school teaches that grade. Where primary school ends is data of its province
 * (6-3-3 or 5-4-3); junior school goes on to grade nine, senior school to grade twelve. A
 * school without a phase in the registry (nine-year schools, special education) may
 * receive any grade from 1 to 12.
 */
#include "core/rule.h"

enum verdict
rule_grade_of_school(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	const int primary = w->receiving->primary_years;
	const struct {
		int first, last;
	} grades[] = {
		[PHASE_NONE] = { 1, GRADE_MAX },
		[PHASE_PRIMARY] = { 1, primary },
		[PHASE_JUNIOR] = { primary + 1, COMPULSORY_YEARS },
		[PHASE_SENIOR] = { COMPULSORY_YEARS + 1, GRADE_MAX },
	};
	(void)d;
	const enum phase phase = registry_find(w->registry, h->filing.receiving_school)->phase;
	return h->filing.grade >= grades[phase].first && h->filing.grade <= grades[phase].last
	    ? VERDICT_OK : VERDICT_BAD_GRADE;
}
