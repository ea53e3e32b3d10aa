/* rules/sound_citizen_id.c
 *
 * The citizen ID passes GB 11643-1999. A child without one (J number, and L while the
 * papers are on their way) leaves it empty; a G number was issued from an ID, so there it
 * has to be given. It need not be the one inside the G number, which may be older [FAQ-6].
 * Where it is to become another one, that is the one that counts: a bad one has to be mended.
 */
#include "core/rule.h"

enum verdict
rule_sound_citizen_id(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	const bool is_correction = h->kind == HAPPENING_CORRECT;
	const struct citizen_id asked =
	    is_correction ? h->correction.citizen_id : header_sought_id(&h->filing);
	const char *id = asked.text;
	if (id[0] == '\0') {
		const bool may_be_empty =
		    is_correction || rule_subject(d, h)->number.text[0] != 'G';
		return may_be_empty ? VERDICT_OK : VERDICT_BAD_CITIZEN_ID;
	}
	return number_check_citizen_id(id, w->divisions, instant_day(h->at)) == NUMBER_OK
	    ? VERDICT_OK : VERDICT_BAD_CITIZEN_ID;
}
