/* rules/no_child_in_it.c
 *
 * A complaint is about what schools and offices did (regulation §6). It passes desks that have
 * nothing to do with the child, so it names none; the docket it is about tells those who may see
 * that one. (The `names_no_child` column of business.def.)
 */
#include "core/rule.h"

enum verdict
rule_no_child_in_it(const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	(void)w;
	const struct header *f = &h->filing;
	const bool names_one = f->number.text[0] != '\0' || f->citizen_id.text[0] != '\0'
	    || f->name[0] != '\0' || f->grade != 0;
	return business_row(f->kind)->names_no_child && names_one ? VERDICT_CHILD_NAMED : VERDICT_OK;
}
