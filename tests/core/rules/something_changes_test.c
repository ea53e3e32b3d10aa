/* What is to become is not what is. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/rule.h"
#include "core/paper.h"

static enum verdict
file(const char *name, const char *id)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_key_change, FURONG_SCHOOL);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	memset(&h.filing.change, 0, sizeof(h.filing.change));
	memcpy(h.filing.change.name, name, strlen(name));
	memcpy(h.filing.change.citizen_id.text, id, strlen(id));
	return paper_try(&p, &h).verdict;
}

Test(something_changes, another_name_or_another_id_is_enough)
{
	cr_expect_eq(file(OTHER_NAME, ""), VERDICT_OK);
	cr_expect_eq(file("", OTHER_CHILD_ID), VERDICT_OK);
	cr_expect_eq(file(OTHER_NAME, CHILD_ID), VERDICT_OK);
	cr_expect_eq(file(CHILD_NAME, OTHER_CHILD_ID), VERDICT_OK);
}

Test(something_changes, what_the_record_says_already_is_nothing)
{
	cr_expect_eq(file(CHILD_NAME, ""), VERDICT_NOTHING_CHANGES);
	cr_expect_eq(file("", CHILD_ID), VERDICT_NOTHING_CHANGES);
	cr_expect_eq(file(CHILD_NAME, CHILD_ID), VERDICT_NOTHING_CHANGES);
	cr_expect_eq(file("", ""), VERDICT_CHANGE_MISSING);
}

Test(something_changes, the_household_book_is_scanned)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_key_change, FURONG_SCHOOL);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_OK);
	h.filing.n_attachments = 0;
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_EVIDENCE_MISSING);
}
