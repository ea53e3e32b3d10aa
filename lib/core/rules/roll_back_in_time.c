/* rules/roll_back_in_time.c
 *
 * A wrong graduate transfer is rolled back "within six months of graduation (data). Later:
 * TOO_LATE" [FAQ-13]. It is the filing that has to be in time, by the end of the last day, not
 * the step at which it is found out; how many months is data (`roll_back_months`).
 */
#include "core/rule.h"

enum verdict
rule_roll_back_in_time(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	const struct header *subject = rule_subject(d, h);
	if (!rule_sees_record(d, h, w) || subject->kind != BUSINESS_roll_back)
		return VERDICT_OK;
	const struct instant filed = h->kind == HAPPENING_FILE ? h->at : subject->filed_at;
	const struct day last =
	    day_after_months(w->record->graduated_on, w->sending->roll_back_months);
	return instant_day(filed).n <= last.n ? VERDICT_OK : VERDICT_TOO_LATE;
}
