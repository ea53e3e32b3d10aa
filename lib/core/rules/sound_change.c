/* rules/sound_change.c
 *
 * What is to be written is sound: a name as in the household book, a citizen ID that passes
 * GB 11643-1999, an address, phone and guardian without what cannot be seen. Whether it is true is
 * for the offices to see.
 */
#include "core/rule.h"

/* Born, of a sex, and as the citizen ID says, if there is a sound one. */
static bool
is_person(const struct header *h, struct day today)
{
	const struct change *c = &h->change;
	const struct citizen_id sought = header_sought_id(h);
	const char *id = sought.text;
	if (c->birth.n == 0 || c->birth.n > today.n || (c->sex != '1' && c->sex != '2'))
		return false;
	return id[0] == '\0'
	    || (number_birth(id).n == c->birth.n && number_sex(id) == c->sex);
}

enum verdict
rule_sound_change(const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	const struct change *c = &h->filing.change;
	if (c->name[0] != '\0' && !rule_is_name(c->name))
		return VERDICT_BAD_NAME;
	if (!rule_is_clean_text(c->contact.address) || !rule_is_clean_text(c->contact.phone)
	    || !rule_is_clean_text(c->contact.guardian))
		return VERDICT_BAD_CONTACT;
	const char *id = c->citizen_id.text;
	if (id[0] != '\0'
	    && number_check_citizen_id(id, w->divisions, instant_day(h->at)) != NUMBER_OK)
		return VERDICT_BAD_CITIZEN_ID;
	return (change_parts(c) & CHANGE_PERSON) != 0 && !is_person(&h->filing, instant_day(h->at))
	    ? VERDICT_BAD_BIRTH : VERDICT_OK;
}
