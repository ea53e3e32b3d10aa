/* rules/right_filer.c
 *
 * Who may file is the unit of the route's first stop. A transfer is filed by the receiving school
 * only, after the child has really arrived:
 *
 *	"Who starts: only the receiving school"	(〔2025〕 Art. 15)
 *
 * so the sending school cannot push a child out, and no office can file for a school. A roll-back
 * is the operator's county's [FAQ-13], the removal of a formal record the province's [FAQ-8].
 * The answer to all others is the `not_filer` column of business.def.
 */
#include "core/rule.h"

enum verdict
rule_right_filer(const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	const struct registry *r = w->registry;
	const struct unit *filer = route_filer(h->filing.kind, r,
	    registry_find(r, h->filing.receiving_school),
	    registry_find(r, h->filing.sending_school));
	return filer == NULL || unit_code_equal(h->unit, filer->code)
	    ? VERDICT_OK : business_row(h->filing.kind)->not_filer;
}
