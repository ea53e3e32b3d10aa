/* rules/sound_name.c
 *
 * A name as the household book writes it: not empty, not blank, and without what cannot be
 * seen: controls, marks that turn the direction of reading, blanks without width. Rare
 * characters, the middle dot of minority names and Latin letters are all names. That it
 * is valid UTF-8 was checked where the bytes came in.
 */
#include "core/rule.h"

enum verdict
rule_sound_name(const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	(void)w;
	if (h->kind == HAPPENING_CORRECT && h->correction.name[0] == '\0')
		return VERDICT_OK;	/* not corrected */
	return rule_is_name(h->kind == HAPPENING_CORRECT ? h->correction.name : h->filing.name)
	    ? VERDICT_OK : VERDICT_BAD_NAME;
}
