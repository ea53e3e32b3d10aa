/* rules/ruling_in_words.c
 *
 * A ruling ends a quarrel of two offices, for good where it is about the level (regulation §6), and a case between
 * provinces has been through everybody else by then. The one that loses, the family and whoever inspects have to read
 * why: it is said in words, as a refusal is. An entry in a letter is not asked: rulings were made before this rule.
 */
#include "core/rule.h"

enum verdict
rule_ruling_in_words(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	(void)w;
	return rule_has_words(h->reason) ? VERDICT_OK : VERDICT_REASON_MISSING;
}
