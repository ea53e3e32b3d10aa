/* rules/scans_that_prove_it.c
 *
 * Some business is nothing without its proof: the household book for a key change [FAQ-7], the
 * province's proof for the removal of a formal record [FAQ-8]. How many scans at least is the
 * `scans` column of business.def; the offline procedure brings the two papers of a transfer, signed
 * and sealed by both schools [FAQ-3]. A transfer demands none: "nothing else may be demanded"
 * [FAQ-11].
 */
#include "core/rule.h"

enum verdict
rule_scans_that_prove_it(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	(void)w;
	return h->filing.n_attachments < business_row(h->filing.kind)->scans
	    ? VERDICT_EVIDENCE_MISSING : VERDICT_OK;
}
