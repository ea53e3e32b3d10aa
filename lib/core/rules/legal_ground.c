/* rules/legal_ground.c
 *
 * A refusal carries a ground that the law knows for such business, that the side may plead and
 * that the province's policy lists. Never legal: no record or record not yet arrived, suspicion of
 * irregular recruitment, marks below a line [FAQ-2, 12]; such a refusal is void, the clock
 * goes on, the attempt is put on record and the level above is told.
 */
#include "core/rule.h"

enum verdict
rule_legal_ground(const struct docket *d, const struct happening *h, const struct world *w)
{
	if (h->ground == GROUND_NONE)
		return VERDICT_GROUND_MISSING;
	if (!ground_is_legal(h->ground))
		return VERDICT_ILLEGAL_GROUND;
	const enum side ours = stage_row(docket_stage(d))->side;
	const enum side pleaded = ground_side(h->ground);
	const struct business_row *kind = business_row(d->header.kind);
	if (kind->is_one_school || kind->is_finding ? !ground_is_of_changes(h->ground)
							: !ground_is_of_moves(h->ground))
		return VERDICT_GROUND_NOT_YOURS;
	if (ours != SIDE_COMMON && pleaded != SIDE_COMMON && ours != pleaded)
		return VERDICT_GROUND_NOT_YOURS;
	const struct policy *p = ours == SIDE_RECEIVING ? w->receiving : w->sending;
	return policy_allows_ground(p, h->ground) ? VERDICT_OK : VERDICT_GROUND_NOT_YOURS;
}
