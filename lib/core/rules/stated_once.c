/* rules/stated_once.c
 *
 * Each province states its view once before the ministry rules (regulation §6); what it has stated
 * stands in the docket and is not taken back.
 */
#include "core/rule.h"

enum verdict
rule_stated_once(const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)w;
	bool has_stated = false;
	(void)docket_hears(d, h->unit, &has_stated);
	return has_stated ? VERDICT_STATED_ALREADY : VERDICT_OK;
}
