/* rules/eligible_status.c
 *
 * Which status may begin a transfer [FAQ-10]: within a province only those who are in
 * school; between provinces also those abroad, left, withdrawn, expelled, and by policy
 * dropped out. The lists are data of the receiving province; what to answer otherwise is
 * the `otherwise` column of status.def. A graduate transfer needs a graduate.
 */
#include "core/rule.h"

static enum verdict
otherwise(enum status status)
{
	switch (status) {
	case STATUS_NONE:
		break;
#define STATUS(name, no, between, within, answer, ...)                                     \
	case STATUS_##name:                                                                \
		return VERDICT_##answer;
#include "core/status.def"
#undef STATUS
	}
	return VERDICT_STATUS_NOT_ELIGIBLE;
}

enum verdict
rule_eligible_status(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	if (!rule_sees_record(d, h, w))
		return VERDICT_OK;
	const enum status status = w->record->status;
	const struct header *subject = rule_subject(d, h);
	if (subject->kind == BUSINESS_graduate_transfer)
		return status == STATUS_graduated ? VERDICT_OK : VERDICT_NOT_GRADUATED;
	const bool crosses = !unit_code_equal(w->receiving_province, w->sending_province);
	const uint32_t eligible =
	    crosses ? w->receiving->between_provinces : w->receiving->within_province;
	if ((eligible & 1u << status) != 0)
		return VERDICT_OK;
	const enum verdict v = otherwise(status);
	return v != VERDICT_OK ? v : VERDICT_STATUS_NOT_ELIGIBLE;
}
