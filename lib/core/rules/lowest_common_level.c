/* rules/lowest_common_level.c
 *
 *	"The owner is the lowest common level: one school -> school or county; schools of one
 *	 county -> county; counties of one prefecture -> prefecture; prefectures of one province ->
 *	 province; two provinces -> ministry. (Where a level has no office, the next one above.)
 *	 Too high: handed down level by level. Too low: the answer names the owner and its contact."
 *								(regulation §6; FAQ-15)
 *
 * So whoever stands above the owner may take it, a unit below it learns whom to turn to, and one
 * beside it has no say. A supervision letter comes from above the school it is about.
 */
#include "core/rule.h"

enum verdict
rule_lowest_common_level(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	const struct registry *r = w->registry;
	const struct business_row *kind = business_row(h->filing.kind);
	const struct parties p = {
		.receiving = registry_find(r, h->filing.receiving_school),
		.sending = registry_find(r, h->filing.sending_school),
		.brought = registry_find(r, h->unit),
	};
	if (!kind->names_no_child)
		return VERDICT_OK;
	if (p.brought == NULL)
		return VERDICT_UNKNOWN_UNIT;
	const bool has_one = registry_answers_to(r, p.receiving, h->unit);
	const bool has_other = registry_answers_to(r, p.sending, h->unit);
	if (has_one && has_other && !(kind->owner_files && p.brought->level == LEVEL_SCHOOL))
		return VERDICT_OK;
	return has_one || has_other ? kind->not_filer : VERDICT_NOT_UNDER_YOU;
}
