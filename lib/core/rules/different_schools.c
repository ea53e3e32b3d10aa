/* rules/different_schools.c
 *
 * A transfer is between two schools (regulation §4). Moving a child to another class of
 * the same school is no business of this broker.
 */
#include "core/rule.h"

enum verdict
rule_different_schools(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	(void)w;
	return unit_code_equal(h->filing.receiving_school, h->filing.sending_school)
	    ? VERDICT_SAME_SCHOOL : VERDICT_OK;
}
