/* rules/number_of_the_id.c
 *
 * "G + the citizen ID at the time of issue" (regulation §2): whoever applies for a formal number names the
 * ID it is to be made of and changes nothing else with it; one that is in the number already makes no
 * other [FAQ-6]. A temporary number says when the child was born, and the record of which sex
 * it is: an ID that says otherwise is somebody else's, or wrong. Old numbers stay, so there
 * has to be room for one more.
 */
#include <string.h>

#include "core/rule.h"

static enum verdict
of_filing(const struct header *h)
{
	const struct citizen_id id = header_sought_id(h);
	if (h->change.name[0] != '\0')
		return VERDICT_CHANGE_NOT_ASKED;
	if (id.text[0] == '\0')
		return VERDICT_CHANGE_MISSING;
	return strcmp(h->number.text + 1, id.text) == 0 && h->number.text[0] == 'G'
	    ? VERDICT_NOTHING_CHANGES : VERDICT_OK;
}

static enum verdict
of_record(const struct record *r, struct citizen_id id)
{
	const bool is_temporary = r->number.text[0] != 'G';
	if (is_temporary && (number_birth(id.text).n != r->birth.n || number_sex(id.text) != r->sex))
		return VERDICT_BAD_BIRTH;
	return r->n_former < FORMER_MAX ? VERDICT_OK : VERDICT_TOO_MANY_NUMBERS;
}

enum verdict
rule_number_of_the_id(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	const struct header *subject = rule_subject(d, h);
	if (!business_row(subject->kind)->renumbers)
		return VERDICT_OK;
	const enum verdict v = of_filing(subject);
	const bool is_filing = h->kind == HAPPENING_FILE;
	if (v != VERDICT_OK || !rule_sees_record(d, h, w) || w->record == NULL)
		return v;
	return of_record(w->record, is_filing ? header_sought_id(subject) : docket_sought_id(d));
}
