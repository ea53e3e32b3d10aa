/* rules/one_school_or_two.c
 *
 * A transfer is between two schools (regulation §4): moving a child to another class of the same
 * school is no business of this broker. What happens to a child where it is concerns one school
 * only (the `is_one_school` column of business.def).
 */
#include "core/rule.h"

enum verdict
rule_one_school_or_two(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	(void)w;
	const bool is_one =
	    unit_code_equal(h->filing.receiving_school, h->filing.sending_school);
	if (is_one == business_row(h->filing.kind)->is_one_school)
		return VERDICT_OK;
	return is_one ? VERDICT_SAME_SCHOOL : VERDICT_ONE_SCHOOL_ONLY;
}
