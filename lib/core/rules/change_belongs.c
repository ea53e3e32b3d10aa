/* rules/change_belongs.c
 *
 * Only a complaint is about another docket. A filing says what is to be written into the record, and nothing that needs other stages: no
 * name is changed by an update of the address (regulation §5; the `needs` column of
 * business.def).
 */
#include "core/rule.h"

enum verdict
rule_change_belongs(const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	(void)w;
	const unsigned needs = business_row(h->filing.kind)->needs;
	const unsigned parts = change_parts(&h->filing.change);
	const bool is_about = h->filing.about.text[0] != '\0';
	if ((parts & ~needs) != 0
	    || (is_about && !business_row(h->filing.kind)->names_no_child))
		return VERDICT_CHANGE_NOT_ASKED;
	return parts == needs ? VERDICT_OK : VERDICT_CHANGE_MISSING;
}
