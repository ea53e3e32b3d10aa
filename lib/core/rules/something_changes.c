/* rules/something_changes.c
 *
 * A key change is for a name or an ID that is to become another one [FAQ-7]: an application for what
 * the record says already would send a question to the ministry for nothing.
 */
#include <string.h>

#include "core/rule.h"

enum verdict
rule_something_changes(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	(void)w;
	const struct header *f = &h->filing;
	const struct change *c = &f->change;
	if ((business_row(f->kind)->needs & CHANGE_KEY) == 0)
		return VERDICT_OK;
	const bool is_other_name = c->name[0] != '\0' && strcmp(c->name, f->name) != 0;
	const bool is_other_id =
	    c->citizen_id.text[0] != '\0' && strcmp(c->citizen_id.text, f->citizen_id.text) != 0;
	return is_other_name || is_other_id ? VERDICT_OK : VERDICT_NOTHING_CHANGES;
}
