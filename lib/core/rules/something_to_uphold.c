/* rules/something_to_uphold.c
 *
 * *Uphold* means that the refusal stands (regulation §6). After a mere missed deadline
 * nothing was refused: silence is never consent, but it is no refusal either.
 */
#include "core/rule.h"

enum verdict
rule_something_to_uphold(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)h;
	(void)w;
	if (d->posture == POSTURE_LEVEL)	/* there it is the level that stands */
		return VERDICT_OK;
	return d->is_refused ? VERDICT_OK : VERDICT_NOTHING_TO_UPHOLD;
}
