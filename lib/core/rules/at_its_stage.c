/* rules/at_its_stage.c
 *
 * Whose a complaint is is settled before its sheet is issued, and whether it is founded once it
 * has been verified (regulation §6: "sheet issued 3, verified 5, decided 5, carried out 5").
 */
#include "core/rule.h"

enum verdict
rule_at_its_stage(const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)w;
	const enum stage stage =
	    h->kind == HAPPENING_DISMISS ? STAGE_decision : STAGE_sheet;
	return docket_stage(d) == stage ? VERDICT_OK : VERDICT_NOT_NOW;
}
