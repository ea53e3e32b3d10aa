/* rules/grade_of_school.c
 *
 * The receiving school teaches that grade, whatever its province says about where primary school
 * ends (6-3-3 or 5-4-3, see grade_of_province): primary 1-6, junior 6-9, senior 10-12. A
 * school without a phase in the registry (nine-year schools, special education) may
 * receive any grade from 1 to 12.
 */
#include "core/rule.h"

enum verdict
rule_grade_of_school(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	static const struct {
		int first, last;
	} grades[] = {
		[PHASE_NONE] = { 1, GRADE_MAX },
		[PHASE_PRIMARY] = { 1, 6 },
		[PHASE_JUNIOR] = { 6, COMPULSORY_YEARS },
		[PHASE_SENIOR] = { COMPULSORY_YEARS + 1, GRADE_MAX },
	};
	(void)d;
	const enum phase phase = registry_find(w->registry, h->filing.receiving_school)->phase;
	return h->filing.grade >= grades[phase].first && h->filing.grade <= grades[phase].last
	    ? VERDICT_OK : VERDICT_BAD_GRADE;
}
