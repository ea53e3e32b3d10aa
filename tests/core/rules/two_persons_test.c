/* A clerk files, a head approves, and they are two. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/rule.h"
#include "core/paper.h"

static void
sign(struct happening *h, const char *officer, const char *deputy_for)
{
	memset(h->officer, 0, sizeof(h->officer));
	memset(h->deputy_for, 0, sizeof(h->deputy_for));
	memcpy(h->officer, officer, strlen(officer));
	memcpy(h->deputy_for, deputy_for, strlen(deputy_for));
}

static enum verdict
approve_for(struct paper *p, const char *officer, const char *deputy_for)
{
	struct happening h = paper_ask(p, HAPPENING_APPROVE);
	sign(&h, officer, deputy_for);
	return paper_act(p, &h);
}

static enum verdict
approve_as(struct paper *p, const char *officer)
{
	return approve_for(p, officer, "");
}

Test(two_persons, whoever_filed_may_not_approve_at_the_receiving_school)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_receiving_school);
	cr_expect_eq(approve_as(&p, CLERK), VERDICT_SAME_PERSON);
	cr_expect_eq(approve_as(&p, HEAD), VERDICT_OK);
}

Test(two_persons, an_officer_of_the_same_name_elsewhere_is_another_person)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_receiving_county);
	cr_expect_eq(approve_as(&p, CLERK), VERDICT_OK);
}

Test(two_persons, whoever_corrected_may_not_approve_the_correction)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_receiving_county);
	paper_do(&p, HAPPENING_RETURN);
	struct happening h = paper_ask(&p, HAPPENING_CORRECT);
	memcpy(h.officer, "clerk.zhao", sizeof("clerk.zhao"));
	cr_assert_eq(paper_act(&p, &h), VERDICT_OK);
	cr_expect_eq(approve_as(&p, "clerk.zhao"), VERDICT_SAME_PERSON);
	cr_expect_eq(approve_as(&p, HEAD), VERDICT_OK);
}

/* -- deputies ------------------------------------------------------------------------- */

static void
file_for(struct paper *p, const char *officer, const char *deputy_for)
{
	paper_begin(p, FURONG_SCHOOL, LIWAN_SCHOOL);
	struct happening h = paper_ask(p, HAPPENING_FILE);
	sign(&h, officer, deputy_for);
	cr_assert_eq(paper_act(p, &h), VERDICT_OK);
}

Test(two_persons, whoever_filed_does_not_approve_as_a_deputy_either)
{
	struct paper p;
	file_for(&p, CLERK, "");
	cr_expect_eq(approve_for(&p, CLERK, HEAD), VERDICT_SAME_PERSON);
	cr_expect_eq(approve_for(&p, "qiu", HEAD), VERDICT_OK);
}

Test(two_persons, a_deputy_of_who_filed_does_not_approve_for_him)
{
	struct paper p;
	file_for(&p, CLERK, "");
	cr_expect_eq(approve_for(&p, HEAD, CLERK), VERDICT_SAME_PERSON);
	cr_expect_eq(approve_as(&p, HEAD), VERDICT_OK, "in his own name he does");
}

Test(two_persons, for_whom_it_was_filed_does_not_approve)
{
	struct paper p;
	file_for(&p, CLERK, HEAD);
	cr_expect_eq(approve_as(&p, HEAD), VERDICT_SAME_PERSON);
	cr_expect_eq(approve_for(&p, "qiu", HEAD), VERDICT_SAME_PERSON, "nor anybody for him");
	cr_expect_eq(approve_as(&p, "qiu"), VERDICT_OK);
}

Test(two_persons, whoever_corrected_and_for_whom_take_the_place_of_whoever_filed)
{
	struct paper p;
	file_for(&p, CLERK, "lin");
	cr_assert_eq(approve_as(&p, HEAD), VERDICT_OK);
	paper_do(&p, HAPPENING_RETURN);
	struct happening h = paper_ask(&p, HAPPENING_CORRECT);
	sign(&h, "zhao", "qiu");
	cr_assert_eq(paper_act(&p, &h), VERDICT_OK);
	cr_expect_eq(approve_as(&p, "zhao"), VERDICT_SAME_PERSON);
	cr_expect_eq(approve_as(&p, "qiu"), VERDICT_SAME_PERSON);
	cr_expect_eq(approve_for(&p, CLERK, "lin"), VERDICT_OK);
}

/* The last name is nobody's: they act for themselves. */
static const char *const names[] = { "a", "b", "c", "" };
enum { PERSONS = 3 };

static bool
is_on_both_sides(int filed, int filed_for, int approves, int approves_for)
{
	const unsigned one = (1u << filed | 1u << filed_for) & ~(1u << PERSONS);
	const unsigned other = (1u << approves | 1u << approves_for) & ~(1u << PERSONS);
	return (one & other) != 0;
}

Test(two_persons, no_name_stands_on_both_sides_whoever_they_are)
{
	const struct world w = { .registry = NULL };
	int n_refused = 0;
	for (int i = 0; i < 2 * 3 * 4 * 3 * 4; i++) {
		const int stop = i % 2, filed = i / 2 % 3, filed_for = i / 6 % 4, approves = i / 24 % 3, approves_for = i / 72;
		struct docket d = docket_none();
		struct happening h = { .kind = HAPPENING_APPROVE };
		d.stop = (uint8_t)stop;
		(void)strcpy(d.filed_by, names[filed]);
		(void)strcpy(d.filed_for, names[filed_for]);
		sign(&h, names[approves], names[approves_for]);
		const bool is_refused = rule_two_persons(&d, &h, &w) == VERDICT_SAME_PERSON;
		n_refused += is_refused;
		cr_expect_eq(is_refused, stop == 0 && is_on_both_sides(filed, filed_for, approves, approves_for),
		    "stop %d, filed by %s for '%s', approved by %s for '%s'", stop, names[filed], names[filed_for],
		    names[approves], names[approves_for]);
	}
	cr_expect_eq(n_refused, 96);
}

Test(two_persons, an_entry_from_elsewhere_is_held_to_the_same)
{
	struct paper p;
	file_for(&p, CLERK, "");
	const struct world w = paper_world(&p);
	struct entry e = paper_entry(&p, HAPPENING_APPROVE);
	cr_expect_eq(docket_recheck(&p.docket, &e, &w), VERDICT_OK);
	(void)strcpy(e.deputy_for, CLERK);
	cr_expect_eq(docket_recheck(&p.docket, &e, &w), VERDICT_SAME_PERSON);
}
