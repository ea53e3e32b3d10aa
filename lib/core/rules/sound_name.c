/* rules/sound_name.c
 *
 * A name as the household book writes it: not empty and without control characters. Rare
 * characters, the middle dot of minority names and Latin letters are all names. That it
 * is valid UTF-8 was checked where the bytes came in.
 */
#include "core/rule.h"

enum verdict
rule_sound_name(const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	(void)w;
	if (h->kind == HAPPENING_CORRECT)	/* empty: not corrected */
		return rule_is_clean_text(h->correction.name) ? VERDICT_OK : VERDICT_BAD_NAME;
	return h->filing.name[0] != '\0' && rule_is_clean_text(h->filing.name)
	    ? VERDICT_OK : VERDICT_BAD_NAME;
}
