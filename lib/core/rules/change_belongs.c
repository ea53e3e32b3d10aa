/* rules/change_belongs.c
 *
 * Only a complaint is about another docket. A filing says what is to be written into the record, and
 * nothing that needs other stages: no name is changed by an update of the address (regulation §5;
 * the `needs` and `may` columns of business.def). What is written into a problem record is what
 * its scan shows: with another name or ID it is filed anew, with another scan.
 */
#include "core/rule.h"

static bool
corrects_nothing(const struct correction *c)
{
	return c->name[0] == '\0' && c->citizen_id.text[0] == '\0';
}

enum verdict
rule_change_belongs(const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)w;
	const struct business_row *kind = business_row(rule_subject(d, h)->kind);
	const unsigned parts = change_parts(&h->filing.change);
	const bool is_about = h->filing.about.text[0] != '\0';
	if (h->kind == HAPPENING_CORRECT)
		return !kind->clears || corrects_nothing(&h->correction) ? VERDICT_OK
									   : VERDICT_CHANGE_NOT_ASKED;
	if ((parts & ~((unsigned)kind->needs | kind->may)) != 0
	    || (is_about && !kind->names_no_child))
		return VERDICT_CHANGE_NOT_ASKED;
	return (parts & kind->needs) == kind->needs ? VERDICT_OK : VERDICT_CHANGE_MISSING;
}
