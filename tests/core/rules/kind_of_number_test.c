/* Formal and temporary records have business of their own. */
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

Test(kind_of_number, a_formal_record_is_removed_by_the_province_a_temporary_one_by_its_school)
{
	struct paper g, l;
	paper_begin_change(&g, BUSINESS_removal_g, FURONG_SCHOOL);
	paper_begin_change(&l, BUSINESS_removal_l, FURONG_SCHOOL);
	cr_expect_eq(file(&g), VERDICT_OK);
	cr_expect_eq(file(&l), VERDICT_OK);
	const struct student_number formal = g.record.number;
	g.record.number = l.record.number;
	l.record.number = formal;
	cr_expect_eq(file(&g), VERDICT_WRONG_NUMBER_KIND);
	cr_expect_eq(file(&l), VERDICT_WRONG_NUMBER_KIND);
}

Test(kind_of_number, a_formal_record_is_no_temporary_one_by_a_number_it_had)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_removal_l, FURONG_SCHOOL);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	struct student_number formal = { CHILD_NUMBER };
	record_renumber(&p.record, formal);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_WRONG_NUMBER_KIND);
	p.record.number = h.filing.number;
	cr_expect_eq(paper_act(&p, &h), VERDICT_OK);
	paper_to(&p, STAGE_check);
	record_renumber(&p.record, formal);
	cr_expect_eq(paper_entry(&p, HAPPENING_PROCEED).code, VERDICT_WRONG_NUMBER_KIND,
	    "nor by one that it loses meanwhile");
}
