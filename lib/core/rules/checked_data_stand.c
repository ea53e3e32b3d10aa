/* rules/checked_data_stand.c
 *
 * What the ministry and the population register are asked about is the child whose record was
 * compared with the filing (check 2001). Past that check a correction may not put another name or
 * ID in their place: the answer would be about somebody else [FAQ-7]. It may still be sent again as
 * it is, once the register was put right.
 */
#include "core/rule.h"

/* Does the route pass that stage before stop n? */
static bool
passes(const struct docket *d, enum stage stage, uint8_t n)
{
	for (uint8_t i = 0; i < n; i++)
		if (d->header.route.stops[i].stage == stage)
			return true;
	return false;
}

enum verdict
rule_checked_data_stand(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)w;
	const struct correction *c = &h->correction;
	const bool corrects = c->name[0] != '\0' || c->citizen_id.text[0] != '\0';
	const bool is_compared = passes(d, STAGE_check, d->furthest);
	return corrects && is_compared && passes(d, STAGE_register_check, d->header.route.n)
	    ? VERDICT_CHECKED_ALREADY : VERDICT_OK;
}
