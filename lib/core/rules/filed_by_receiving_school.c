/* rules/filed_by_receiving_school.c
 *
 * Only the receiving school files, after the child has really arrived.
 *
 *	"Who starts: only the receiving school"	(〔2025〕 Art. 15)
 *
 * The sending school cannot push a child out, and no office can file for a school.
 */
#include "core/rule.h"

enum verdict
rule_filed_by_receiving_school(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	(void)w;
	return unit_code_equal(h->unit, h->filing.receiving_school)
	    ? VERDICT_OK : VERDICT_NOT_RECEIVING_SCHOOL;
}
