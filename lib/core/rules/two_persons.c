/* rules/two_persons.c
 *
 * "The approval of the head of the school and of the county in the system is the stamp: a
 * clerk files, a head approves (two persons)." (FAQ-11, regulation §4.) Roles alone do not
 * do it: an account may hold both, so whoever filed or last corrected may not approve at
 * the unit that filed.
 */
#include <string.h>

#include "core/rule.h"

enum verdict
rule_two_persons(const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)w;
	return d->stop == 0 && strcmp(d->filed_by, h->officer) == 0
	    ? VERDICT_SAME_PERSON : VERDICT_OK;
}
