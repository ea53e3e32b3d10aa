/* rules/follows_what_ended.c
 *
 * Who files anew may name the docket before, so that both are read together (practice: withdraw and file
 * anew; the regulation is silent). Our reading: it has ended without being completed, is about the same
 * child, and has reached the unit that files; whatever else is wrong with it is one answer, so that
 * nobody learns of dockets by naming them. The kind may be another one: what was refused as a
 * transfer is filed as a graduate transfer. Of a first record the number is new each time, so
 * the child is known by its citizen ID, or by name and birth date where it has none.
 */
#include <string.h>

#include "core/rule.h"

static bool
came_to_nothing(const struct docket *d)
{
	return d->posture == POSTURE_CLOSED && d->state != DOCKET_COMPLETED;
}

static bool
is_first_of_both(const struct header *a, const struct header *b)
{
	return business_row(a->kind)->is_first && business_row(b->kind)->is_first;
}

static bool
is_of_the_same_child(const struct docket *before, const struct header *filing)
{
	const struct citizen_id id = docket_citizen_id(before);
	if (student_number_equal(docket_number(before), filing->number))
		return true;
	if (id.text[0] != '\0' || filing->citizen_id.text[0] != '\0')
		return strcmp(id.text, filing->citizen_id.text) == 0;
	return is_first_of_both(&before->header, filing)
	    && strcmp(docket_name(before), filing->name) == 0
	    && before->header.change.birth.n == filing->change.birth.n;
}

enum verdict
rule_follows_what_ended(const struct docket *d, const struct happening *h, const struct world *w)
{
	const struct header *filing = &h->filing;
	(void)d;
	if (filing->follows.text[0] == '\0')
		return VERDICT_OK;
	if (business_row(filing->kind)->names_no_child || w->before == NULL)
		return VERDICT_NOTHING_TO_FOLLOW;
	return came_to_nothing(w->before) && is_of_the_same_child(w->before, filing)
		&& docket_is_open_to(w->before, w->registry, h->unit)
	    ? VERDICT_OK : VERDICT_NOTHING_TO_FOLLOW;
}
