/* A province's index: news of a record whose number has changed, in whatever order it
 * comes. */
#include <criterion/criterion.h>
#include <string.h>

#include "office.h"

#define CHILD  "430102201605200018"
#define FIRST  "L430102201605200001"
#define SECOND "G430102201605200018"
#define THIRD  "G430102201605200026"

static struct office office;

static void
begin(void)
{
	office_begin(&office, LEVEL_PROVINCE);
	(void)office_turn(&office, at("2026-01-06T09:00:00+08:00"));
}

static void
end(void)
{
	office_end(&office);
}

TestSuite(index, .init = begin, .fini = end, .timeout = 60);

static struct student_number
number_of(const char *text)
{
	struct student_number n = { "" };
	memcpy(n.text, text, strlen(text));
	return n;
}

static struct citizen_id
id_of(const char *text)
{
	struct citizen_id id = { "" };
	memcpy(id.text, text, strlen(text));
	return id;
}

static void
take(const char *from, struct index_news n)
{
	const struct letter letter = { .from = code(from), .to = code(HUNAN), .kind = LETTER_INDEX,
		.news = &n, .n_news = 1 };
	enum verdict why;
	n.citizen_id = id_of(CHILD);
	cr_assert_eq(turn_take_index(&office.turn, &letter, &why), LETTER_APPLIED);
}

/* Of the one child; formers: oldest first, NULL: none. */
static void
news(const char *from, uint32_t version, enum status status, const char *number,
    const char *former, const char *later)
{
	struct index_news n = { .number = number_of(number), .status = status, .version = version };
	if (former != NULL)
		n.former[n.n_former++] = number_of(former);
	if (later != NULL)
		n.former[n.n_former++] = number_of(later);
	take(from, n);
}

static size_t
live_rows(void)
{
	size_t n = 0;
	for (size_t i = 0; i < office.turn.index.n; i++) {
		const struct index_write *w = &office.turn.index.at[i].write;
		n += !w->is_gone && record_is_live(w->row.status);
	}
	return n;
}

/* One record, with that number; nobody was told of a double. */
static void
expect_one(const char *number, const char *school, uint32_t version)
{
	const struct live_index *x = turn_index_of(&office.turn, number_of(number));
	cr_assert_neq(x, NULL, "%s", number);
	cr_expect_eq(live_rows(), 1);
	cr_expect_str_eq(x->write.row.unit.text, school);
	cr_expect_eq(x->write.row.version, version);
	cr_expect_not(x->write.row.is_double);
	for (size_t i = 0; i < office.turn.news.n; i++)
		cr_expect_str_eq(office.turn.news.at[i].to.text, MINISTRY);
}

Test(index, old_news_of_a_number_that_the_record_had_before_is_known)
{
	news(FURONG_SCHOOL, 3, STATUS_in_school, FIRST, NULL, NULL);
	news(FURONG_SCHOOL, 5, STATUS_in_school, SECOND, FIRST, NULL);
	news(FURONG_SCHOOL, 3, STATUS_in_school, FIRST, NULL, NULL);
	expect_one(SECOND, FURONG_SCHOOL, 5);
	cr_expect_eq(
	    turn_index_of(&office.turn, number_of(FIRST)), NULL, "it is no record's");
}

Test(index, of_a_record_that_has_moved_since_too)
{
	news(FURONG_SCHOOL, 3, STATUS_in_school, FIRST, NULL, NULL);
	news(TIANXIN_SCHOOL, 5, STATUS_in_school, FIRST, NULL, NULL);
	news(TIANXIN_SCHOOL, 7, STATUS_in_school, SECOND, FIRST, NULL);
	news(FURONG_SCHOOL, 3, STATUS_in_school, FIRST, NULL, NULL);
	news(FURONG_SCHOOL, 5, STATUS_transferred_out, FIRST, NULL, NULL);
	expect_one(SECOND, TIANXIN_SCHOOL, 7);
}

Test(index, of_a_number_in_between_that_was_never_heard_of)
{
	news(FURONG_SCHOOL, 3, STATUS_in_school, FIRST, NULL, NULL);
	news(FURONG_SCHOOL, 7, STATUS_in_school, THIRD, FIRST, SECOND);
	news(FURONG_SCHOOL, 5, STATUS_in_school, SECOND, FIRST, NULL);
	expect_one(THIRD, FURONG_SCHOOL, 7);
}

Test(index, of_a_record_that_came_with_former_numbers)
{
	news(FURONG_SCHOOL, 7, STATUS_in_school, SECOND, FIRST, NULL);
	news(FURONG_SCHOOL, 3, STATUS_in_school, FIRST, NULL, NULL);
	expect_one(SECOND, FURONG_SCHOOL, 7);
}

/* An ID was corrected by mistake, and corrected back. */
Test(index, a_record_may_come_back_to_a_number_that_it_had)
{
	news(FURONG_SCHOOL, 3, STATUS_in_school, SECOND, NULL, NULL);
	news(FURONG_SCHOOL, 5, STATUS_in_school, THIRD, SECOND, NULL);
	news(FURONG_SCHOOL, 7, STATUS_in_school, SECOND, SECOND, THIRD);
	expect_one(SECOND, FURONG_SCHOOL, 7);
	news(FURONG_SCHOOL, 5, STATUS_in_school, THIRD, SECOND, NULL);
	news(FURONG_SCHOOL, 3, STATUS_in_school, SECOND, NULL, NULL);
	expect_one(SECOND, FURONG_SCHOOL, 7);
}

/* -- enrolments ------------------------------------------------------------------------- */

#define ENROLMENT "0198c0de-0000-7000-8000-000000000002"
#define ANOTHER	  "0198c0de-0000-7000-8000-00000000000b"

static struct docket_id
docket_of(const char *text)
{
	struct docket_id id = { "" };
	cr_assert(docket_id_parse(text, &id));
	return id;
}

/* The province's check was passed by ENROLMENT of that school. */
static void
claim(void)
{
	struct docket d = { .header = { .kind = BUSINESS_enrolment, .id = docket_of(ENROLMENT),
				    .number = number_of(FIRST), .citizen_id = id_of(CHILD),
				    .receiving_school = code(FURONG_SCHOOL) } };
	turn_index_claim(&office.turn, &d);
}

static void
news_of(const char *docket, uint32_t version, enum status status, const char *number)
{
	struct index_news n = { .number = number_of(number), .status = status, .version = version };
	if (docket != NULL)
		n.docket = docket_of(docket);
	take(FURONG_SCHOOL, n);
}

Test(index, a_second_enrolment_that_is_given_up_leaves_the_first_ones_claim)
{
	claim();
	news_of(ANOTHER, 3, STATUS_removed, "L430102201605200042");
	cr_expect_eq(live_rows(), 1);
	cr_expect_eq(office.turn.news.n, 0, "the ministry would forget the child");
	news_of(ENROLMENT, 2, STATUS_in_school, FIRST);
	expect_one(FIRST, FURONG_SCHOOL, 2);
	news_of(ANOTHER, 3, STATUS_removed, "L430102201605200042");
	expect_one(FIRST, FURONG_SCHOOL, 2);
	cr_expect_eq(office.turn.news.n, 1);
}

Test(index, an_enrolment_that_is_given_up_takes_its_own_claim_along_whatever_its_number)
{
	claim();
	news_of(ENROLMENT, 3, STATUS_removed, "L430102201605200042");
	cr_expect_eq(live_rows(), 0);
	cr_assert_eq(office.turn.news.n, 1);
	cr_expect_eq(office.turn.news.at[0].news.status, STATUS_removed);
	claim();
	news_of(NULL, 3, STATUS_removed, "L430102201605200042");
	cr_expect_eq(live_rows(), 0, "a school of an older version does not say whose it was");
}

static struct index_view
seen(enum business kind, const char *number)
{
	struct docket d = { .header = {
				.kind = kind, .receiving_school = code(FURONG_SCHOOL) } };
	struct index_view ret;
	memcpy(d.header.id.text, "0198c0de-0000-7000-8000-000000000001", sizeof(d.header.id.text));
	d.header.number = number_of(number);
	d.header.citizen_id = id_of(CHILD);
	turn_index_want_formal(&office.turn, d.header.number, d.header.citizen_id);
	cr_assert(turn_index_view(&office.turn, &d, &ret));
	return ret;
}

/* Regulation §2: a number is one child's for ever. */
Test(index, a_former_number_is_not_free_but_for_its_record)
{
	news(FURONG_SCHOOL, 3, STATUS_in_school, SECOND, NULL, NULL);
	news(FURONG_SCHOOL, 5, STATUS_in_school, THIRD, SECOND, NULL);
	cr_expect_not(
	    seen(BUSINESS_number_change, THIRD).is_number_taken, "it was this record's");
	cr_expect(seen(BUSINESS_number_change, FIRST).is_number_taken);
	cr_expect(seen(BUSINESS_enrolment, SECOND).is_number_taken);
}
