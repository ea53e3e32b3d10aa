/* rules/kind_of_number.c
 *
 * Formal records (G) and temporary ones (L, J) are removed, and given other numbers, by different
 * business with different stages (regulation §2, §5; FAQ-5, 6, 8; the `numbers` column of
 * business.def).
 */
#include <string.h>

#include "core/rule.h"

enum verdict
rule_kind_of_number(const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	(void)w;
	const char *numbers = business_row(h->filing.kind)->numbers;
	return numbers == NULL || strchr(numbers, h->filing.number.text[0]) != NULL
	    ? VERDICT_OK : VERDICT_WRONG_NUMBER_KIND;
}
