/* rules/sound_change.c
 *
 * What is to be written is sound: a name as in the household book, a citizen ID that passes
 * GB 11643-1999, an address, phone and guardian without control characters. Whether it is true is
 * for the offices to see.
 */
#include "core/rule.h"

enum verdict
rule_sound_change(const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	const struct change *c = &h->filing.change;
	if (!rule_is_clean_text(c->name))
		return VERDICT_BAD_NAME;
	if (!rule_is_clean_text(c->contact.address) || !rule_is_clean_text(c->contact.phone)
	    || !rule_is_clean_text(c->contact.guardian))
		return VERDICT_BAD_CONTACT;
	const char *id = c->citizen_id.text;
	return id[0] == '\0'
		|| number_check_citizen_id(id, w->divisions, instant_day(h->at)) == NUMBER_OK
	    ? VERDICT_OK : VERDICT_BAD_CITIZEN_ID;
}
