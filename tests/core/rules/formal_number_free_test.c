/* The province's own index, before the ministry is asked. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/rule.h"
#include "core/paper.h"

static struct paper
checked(enum business kind)
{
	struct paper p;
	paper_begin_change(&p, kind, FURONG_SCHOOL);
	paper_to(&p, STAGE_province_check);
	return p;
}

Test(formal_number_free, nobody_else_of_the_province_has_id_or_number)
{
	const struct paper p = checked(BUSINESS_formal_number);
	cr_expect_eq(paper_entry(&p, HAPPENING_PROCEED).code, VERDICT_OK);
	cr_expect_str_eq(paper_entry(&p, HAPPENING_PROCEED).number.text, "");
}

Test(formal_number_free, another_record_with_the_id_is_named)
{
	struct paper p = checked(BUSINESS_number_change);
	p.index.has_other = true;
	p.index.other_unit = code(NINE_YEAR_SCHOOL);
	const struct entry e = paper_entry(&p, HAPPENING_PROCEED);
	cr_expect_eq(e.code, VERDICT_ID_TAKEN);
	cr_expect_str_eq(e.found.text, NINE_YEAR_SCHOOL);
}

Test(formal_number_free, a_number_made_of_an_id_that_changed_since_is_still_somebodys)
{
	struct paper p = checked(BUSINESS_formal_batch);
	p.index.is_number_taken = true;
	cr_expect_eq(paper_entry(&p, HAPPENING_PROCEED).code, VERDICT_NUMBER_TAKEN);
	p = checked(BUSINESS_enrolment);
	p.index.is_number_taken = true;
	cr_expect_eq(paper_entry(&p, HAPPENING_PROCEED).code, VERDICT_NO_NUMBER_LEFT, "a first record's rule");
}
