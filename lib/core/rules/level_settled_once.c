/* rules/level_settled_once.c
 *
 *	"A quarrel about the level is settled by the level above, once, finally."
 *						(regulation §6; 教基一厅函〔2014〕50号)
 *
 * The ministry has nobody above it; and a matter inside a province does not leave it, so there
 * the province's own word is the last.
 */
#include "core/rule.h"

enum verdict
rule_level_settled_once(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)h;
	if (d->is_level_settled)
		return VERDICT_LEVEL_SETTLED;
	return unit_code_is_none(docket_level_above(d, w->registry))
	    ? VERDICT_NO_LEVEL_ABOVE : VERDICT_OK;
}
