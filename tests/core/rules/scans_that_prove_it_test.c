/* What has to be proved needs its scan; a transfer needs none. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
file(const struct paper *p)
{
	const struct happening h = paper_ask(p, HAPPENING_FILE);
	return paper_try(p, &h).verdict;
}

Test(scans_that_prove_it, a_formal_record_is_removed_with_proof_only)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_removal_g, FURONG_SCHOOL);
	cr_expect_eq(file(&p), VERDICT_OK);
	p.scans = 0;
	cr_expect_eq(file(&p), VERDICT_EVIDENCE_MISSING);
}

Test(scans_that_prove_it, nothing_may_be_demanded_for_a_transfer)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	cr_expect_eq(file(&p), VERDICT_OK);
}

Test(scans_that_prove_it, an_offline_transfer_brings_both_papers)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.kind = BUSINESS_offline_transfer;
	p.scans = 1;
	cr_expect_eq(file(&p), VERDICT_EVIDENCE_MISSING);
	p.scans = 2;
	cr_expect_eq(file(&p), VERDICT_OK);
}
