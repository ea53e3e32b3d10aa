/* A ruling says why. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/paper.h"

Test(ruling_in_words, no_ruling_goes_without)
{
	static const enum happening_kind rulings[] = { HAPPENING_UPHOLD, HAPPENING_OVERRULE, HAPPENING_SEND_BACK };
	static const char *const silent[] = { "", " \t", "　　" };
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_sending_county);
	paper_do(&p, HAPPENING_REFUSE);
	paper_do(&p, HAPPENING_OBJECT);
	paper_hear(&p);
	for (size_t i = 0; i < 3; i++) {
		struct happening h = paper_ask(&p, rulings[i]);
		cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_OK);
		for (size_t k = 0; k < 3; k++) {
			memset(h.reason, 0, sizeof(h.reason));
			memcpy(h.reason, silent[k], strlen(silent[k]));
			cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_REASON_MISSING, "\"%s\"", silent[k]);
		}
	}
}

/* That a ruling comes first is no word of the one who has to wait for it. */
Test(ruling_in_words, who_may_not_rule_yet_is_told_that)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_sending_county);
	paper_do(&p, HAPPENING_REFUSE);
	paper_do(&p, HAPPENING_OBJECT);
	struct happening h = paper_ask(&p, HAPPENING_OVERRULE);
	memset(h.reason, 0, sizeof(h.reason));
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_NOT_HEARD_YET);
}
