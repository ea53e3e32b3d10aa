/* rules/not_in_compulsory.c
 *
 * "开除 expelled (never in compulsory school)" (regulation §3). Compulsory are the first nine
 * grades, whichever school teaches them; the `is_senior_only` column of business.def.
 */
#include "core/rule.h"

enum verdict
rule_not_in_compulsory(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	(void)w;
	return business_row(h->filing.kind)->is_senior_only && h->filing.grade <= COMPULSORY_YEARS
	    ? VERDICT_NOT_IN_COMPULSORY : VERDICT_OK;
}
