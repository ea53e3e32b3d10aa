/* rules/kind_of_number.c
 *
 * Formal records (G) and temporary ones (L, J) are removed, and given other numbers, by different
 * business with different stages (regulation §2, §5; FAQ-5, 6, 8; the `numbers` column of
 * business.def). A formal record is still found by the temporary number it had, but it is a formal
 * one: what counts is the number in the record.
 */
#include <string.h>

#include "core/rule.h"

enum verdict
rule_kind_of_number(const struct docket *d, const struct happening *h, const struct world *w)
{
	const struct header *subject = rule_subject(d, h);
	const char *numbers = business_row(subject->kind)->numbers;
	if (numbers == NULL)
		return VERDICT_OK;
	const bool is_seen = rule_sees_record(d, h, w) && w->record != NULL;
	const bool is_named = strchr(numbers, subject->number.text[0]) != NULL;
	return is_named && (!is_seen || strchr(numbers, w->record->number.text[0]) != NULL)
	    ? VERDICT_OK : VERDICT_WRONG_NUMBER_KIND;
}
