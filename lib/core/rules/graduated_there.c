/* rules/graduated_there.c
 *
 * A roll-back "puts the graduate back to graduated at the graduating school" [FAQ-13]: at no
 * other school than the one the record says the child graduated from.
 */
#include "core/rule.h"

enum verdict
rule_graduated_there(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	const struct header *subject = rule_subject(d, h);
	if (!rule_sees_record(d, h, w) || subject->kind != BUSINESS_roll_back)
		return VERDICT_OK;
	return unit_code_equal(w->record->graduated_from, subject->receiving_school)
	    ? VERDICT_OK : VERDICT_DATA_MISMATCH;
}
