/* rules/confirmed_by_register.c
 *
 * Name and ID of a formal record change, and a formal number is given, only when the ministry has
 * found no other record with that ID and the population register has a person of that ID, name,
 * birth and sex (regulation §2, §5; FAQ-5, 6, 7). What was found came with the ministry's answer. A
 * child without an ID cannot be looked for, and nothing of it is confirmed.
 */
#include "core/rule.h"

enum verdict
rule_confirmed_by_register(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)w;
	if (docket_stage(d) != STAGE_register_check)
		return VERDICT_OK;
	return docket_sought_id(d).text[0] == '\0' ? VERDICT_NOT_IN_REGISTER : h->code;
}
