/* rules/eligible_status.c
 *
 * Which status a kind of business may begin with is the `from` column of business.def. For a
 * transfer [FAQ-10] it is data of the receiving province: within a province only those who are
 * in school; between provinces also those abroad, left, withdrawn, expelled, and by policy
 * dropped out; what to answer otherwise is the `otherwise` column of status.def.
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
	const struct business_row *kind = business_row(rule_subject(d, h)->kind);
	if (kind->from != 0)
		return (kind->from & 1u << status) != 0 ? VERDICT_OK : kind->otherwise;
	const bool crosses = !unit_code_equal(w->receiving_province, w->sending_province);
	const uint32_t eligible =
	    crosses ? w->receiving->between_provinces : w->receiving->within_province;
	if ((eligible & 1u << status) != 0)
		return VERDICT_OK;
	const enum verdict v = otherwise(status);
	return v != VERDICT_OK ? v : VERDICT_STATUS_NOT_ELIGIBLE;
}
