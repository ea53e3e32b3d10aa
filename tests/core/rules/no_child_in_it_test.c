/* A complaint names no child. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/paper.h"

static enum verdict
file_with(char *(*member)(struct header *), const char *text)
{
	struct paper p;
	paper_begin_complaint(&p, BUSINESS_complaint, FURONG_SCHOOL, FURONG_SCHOOL, FURONG);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	memcpy(member(&h.filing), text, strlen(text) + 1);
	return paper_try(&p, &h).verdict;
}

static char *
number(struct header *h)
{
	return h->number.text;
}

static char *
citizen_id(struct header *h)
{
	return h->citizen_id.text;
}

static char *
name(struct header *h)
{
	return h->name;
}

Test(no_child_in_it, neither_number_nor_name_nor_id_nor_grade)
{
	cr_expect_eq(file_with(number, ""), VERDICT_OK);
	cr_expect_eq(file_with(number, CHILD_NUMBER), VERDICT_CHILD_NAMED);
	cr_expect_eq(file_with(citizen_id, CHILD_ID), VERDICT_CHILD_NAMED);
	cr_expect_eq(file_with(name, CHILD_NAME), VERDICT_CHILD_NAMED);
	struct paper p;
	paper_begin_complaint(&p, BUSINESS_supervision, FURONG_SCHOOL, FURONG_SCHOOL, FURONG);
	p.record.grade = 3;
	const struct happening h = paper_ask(&p, HAPPENING_FILE);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_CHILD_NAMED);
}

Test(no_child_in_it, a_transfer_names_one)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	const struct happening h = paper_ask(&p, HAPPENING_FILE);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_OK);
}
