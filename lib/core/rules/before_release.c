/* rules/before_release.c
 *
 * Withdrawal: by the receiving school only, any time before release (regulation §4). Once
 * the record is in the docket it has to be admitted.
 */
#include "core/rule.h"

enum verdict
rule_before_release(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)h;
	(void)w;
	return d->is_released ? VERDICT_TOO_LATE : VERDICT_OK;
}
