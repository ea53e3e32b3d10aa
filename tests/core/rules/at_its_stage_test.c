/* The level is disputed before the sheet, the complaint dismissed when it is decided. */
#include <criterion/criterion.h>

#include "core/paper.h"

static enum verdict
asked(const struct paper *p, enum happening_kind kind)
{
	const struct happening h = paper_ask(p, kind);
	return paper_try(p, &h).verdict;
}

Test(at_its_stage, each_has_its_own)
{
	static const enum stage stages[] = {
		STAGE_sheet, STAGE_verification, STAGE_decision, STAGE_carrying_out,
	};
	struct paper p;
	paper_begin_complaint(&p, BUSINESS_complaint, FURONG_SCHOOL, FURONG_OTHER, FURONG);
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
		paper_to(&p, stages[i]);
		cr_expect_eq(asked(&p, HAPPENING_DISPUTE_LEVEL),
		    stages[i] == STAGE_sheet ? VERDICT_OK : VERDICT_NOT_NOW);
		cr_expect_eq(asked(&p, HAPPENING_DISMISS),
		    stages[i] == STAGE_decision ? VERDICT_OK : VERDICT_NOT_NOW);
	}
}
