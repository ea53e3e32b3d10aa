/* rules/crosses_provinces.c
 *
 * A graduate transfer goes on "in another province" (regulation §4), and so does what rolls it
 * back; inside a province the next school admits the graduate itself. Which kinds of business
 * are so limited is the `crosses` column of business.def.
 */
#include "core/rule.h"

enum verdict
rule_crosses_provinces(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	const struct registry *r = w->registry;
	const enum scope scope = route_scope(r, registry_find(r, h->filing.receiving_school),
	    registry_find(r, h->filing.sending_school));
	return business_row(h->filing.kind)->crosses && scope != SCOPE_inter_province
	    ? VERDICT_NOT_BETWEEN_PROVINCES : VERDICT_OK;
}
