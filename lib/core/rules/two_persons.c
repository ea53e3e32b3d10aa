/* rules/two_persons.c
 *
 * "The approval of the head of the school and of the county in the system is the stamp: a
 * clerk files, a head approves (two persons)." (FAQ-11, regulation §4.) Roles alone do not
 * do it: an account may hold both, so whoever filed or last corrected may not approve at
 * the unit that filed.
 *
 * A deputy's act is also that of whom he acts for. So a filing has one name or two, who made it
 * and for whom, and an approval as well; no name may stand on both sides. That is four
 * comparisons, and each keeps somebody from doing both:
 *	who filed approves, in his own name or as anybody's deputy;
 *	a deputy of who filed approves for him;
 *	for whom it was filed approves;
 *	two deputies file and approve for the same officer, who would then have done both.
 */
#include <string.h>

#include "core/rule.h"

static bool
is_person(const char *name, const char *other)
{
	return name[0] != '\0' && strcmp(name, other) == 0;
}

enum verdict
rule_two_persons(const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)w;
	const bool is_one = strcmp(d->filed_by, h->officer) == 0 || is_person(h->deputy_for, d->filed_by)
	    || is_person(d->filed_for, h->officer) || is_person(d->filed_for, h->deputy_for);
	return d->stop == 0 && is_one ? VERDICT_SAME_PERSON : VERDICT_OK;
}
