/* rules/data_matches.c
 *
 * Check 2001: number, name and ID of the filing are those of the record. A record that is
 * not kept at the sending school at all is the same answer, so that nobody learns from it
 * where a child is. A number the child had before is its number too (FAQ-5).
 */
#include <string.h>

#include "core/rule.h"

enum verdict
rule_data_matches(const struct docket *d, const struct happening *h, const struct world *w)
{
	if (!rule_sees_record(d, h, w))
		return VERDICT_OK;
	const struct record *r = w->record;
	if (r == NULL || r->status == STATUS_transferred_out)
		return VERDICT_DATA_MISMATCH;
	const bool is_filing = h->kind == HAPPENING_FILE;
	const char *name = is_filing ? h->filing.name : docket_name(d);
	const struct citizen_id id =
	    is_filing ? h->filing.citizen_id : docket_citizen_id(d);
	const bool matches = record_has_number(r, rule_subject(d, h)->number)
	    && strcmp(name, r->name) == 0 && strcmp(id.text, r->citizen_id.text) == 0;
	return matches ? VERDICT_OK : VERDICT_DATA_MISMATCH;
}
