/* Two records of one child: who marks, who confirms, whom the ministry asks and tells. */
#include <criterion/criterion.h>
#include <string.h>

#include "office.h"

#define NUMBER "L430102201605200001"

static struct office office;

static void
begin_at(enum level level)
{
	office_begin(&office, level);
	(void)office_turn(&office, at("2026-01-06T09:00:00+08:00"));
}

static void
end(void)
{
	office_end(&office);
}

/* -- at the school -------------------------------------------------------------------- */

static void
begin_school(void)
{
	begin_at(LEVEL_SCHOOL);
}

TestSuite(school, .init = begin_school, .fini = end, .timeout = 60);

static struct student_number
number_of(const char *text)
{
	struct student_number n = { "" };
	memcpy(n.text, text, strlen(text));
	return n;
}

static struct live_record *
kept(enum status status)
{
	struct turn *t = &office.turn;
	struct live_record *r = LIST_ADD(t, t->records);
	r->number = r->record.number = number_of(NUMBER);
	r->school = r->record.school = code(FURONG_SCHOOL);
	r->has = true;
	r->record.status = status;
	r->version_before = r->record.version = 3;
	r->before = r->record;
	return r;
}

static enum letter_fate
told(const char *from, const char *number, const char *other)
{
	struct index_news *n = arena_array(office.turn.arena, 1, sizeof(*n));
	struct letter letter = { .from = code(from), .to = code(FURONG_SCHOOL), .kind = LETTER_INDEX,
		.news = n, .n_news = 1 };
	enum verdict why;
	n->number = number_of(number);
	n->status = STATUS_in_school;
	n->version = 3;
	n->other = code(other);
	return turn_take_index(&office.turn, &letter, &why);
}

Test(school, a_record_with_a_double_in_its_province_is_marked_once)
{
	struct live_record *r = kept(STATUS_in_school);
	cr_expect_eq(told(HUNAN, NUMBER, TIANXIN_SCHOOL), LETTER_APPLIED);
	cr_expect(r->record.is_problem && r->is_changed);
	cr_expect_eq(r->record.version, 4);
	cr_expect_eq(r->why, RECORD_WHY_DOUBLE);
	cr_expect(unit_code_is_none(r->other), "its province knows that both are there");
	cr_expect_eq(told(HUNAN, NUMBER, TIANXIN_SCHOOL), LETTER_APPLIED);
	cr_expect_eq(r->record.version, 4);
	cr_expect_eq(office.turn.receipts.n, 1);
}

Test(school, a_double_in_another_province_is_confirmed_while_the_record_is_there)
{
	struct live_record *r = kept(STATUS_in_school);
	cr_expect_eq(told(HUNAN, NUMBER, GUANGDONG), LETTER_APPLIED);
	cr_expect_str_eq(r->other.text, GUANGDONG);
	turn_index_tell(&office.turn);
	cr_assert_eq(office.turn.index_letters.n, 1);
	cr_expect_str_eq(office.turn.index_letters.at[0].news[0].other.text, GUANGDONG);
	cr_expect_eq(office.turn.index_letters.at[0].news[0].version, 4);
}

Test(school, of_a_back_up_nothing_is_confirmed)
{
	struct live_record *r = kept(STATUS_transferred_out);
	cr_expect_eq(told(HUNAN, NUMBER, GUANGDONG), LETTER_APPLIED);
	cr_expect_not(r->record.is_problem || r->is_changed);
	cr_expect(unit_code_is_none(r->other));
	r->record.is_problem = true;	/* it was one before it left */
	cr_expect_eq(told(HUNAN, NUMBER, GUANGDONG), LETTER_APPLIED);
	cr_expect(unit_code_is_none(r->other));
}

Test(school, only_its_own_province_says_so_and_of_a_record_by_its_number)
{
	const struct live_record *r = kept(STATUS_in_school);
	cr_expect_eq(told(GUANGDONG, NUMBER, TIANXIN_SCHOOL), LETTER_DEAD);
	cr_expect_eq(told(FURONG, NUMBER, TIANXIN_SCHOOL), LETTER_DEAD);
	cr_expect_eq(told(HUNAN, "", TIANXIN_SCHOOL), LETTER_DEAD);
	cr_expect_eq(told(HUNAN, NUMBER, ""), LETTER_DEAD);
	cr_expect_not(r->record.is_problem);
	cr_expect_eq(told(HUNAN, "L430102201605200002", TIANXIN_SCHOOL), LETTER_APPLIED,
	    "one that is not kept here");
	cr_expect_not(r->record.is_problem);
}

/* -- at the ministry ------------------------------------------------------------------ */

static struct live_index row;

static void
begin_ministry(void)
{
	begin_at(LEVEL_MINISTRY);
	memset(&row, 0, sizeof(row));
	row.write.row.unit = code(HUNAN);
	row.write.row.status = STATUS_in_school;
	row.write.row.version = 5;
}

TestSuite(ministry, .init = begin_ministry, .fini = end, .timeout = 60);

static bool
news(const char *from, enum status status, uint32_t version, const char *other)
{
	const struct index_news n = { .key = { 7 }, .status = status, .version = version,
		.other = code(other) };
	office.turn.news.n = 0;
	return turn_take_double(&office.turn, &row, &n, code(from));
}

static void
expect_told(const char *unit, const char *other)
{
	cr_assert_eq(office.turn.news.n, 1);
	cr_expect_str_eq(office.turn.news.at[0].to.text, unit);
	cr_expect_str_eq(office.turn.news.at[0].news.other.text, other);
}

Test(ministry, whose_version_is_older_is_asked_for_its_news_may_be_late)
{
	cr_expect_not(news(GUANGDONG, STATUS_in_school, 9, ""), "it is taken as news");
	expect_told(HUNAN, GUANGDONG);
	cr_expect_not(news(GUANGDONG, STATUS_in_school, 5, ""));
	expect_told(GUANGDONG, HUNAN);
	cr_expect_not(row.write.row.is_double, "nobody has confirmed it");
}

Test(ministry, nobody_is_asked_where_there_is_nothing_to_ask)
{
	cr_expect_not(news(HUNAN, STATUS_suspended, 6, ""));
	cr_expect_eq(office.turn.news.n, 0);
	cr_expect_not(news(GUANGDONG, STATUS_transferred_out, 4, ""));
	cr_expect_eq(office.turn.news.n, 0);
	row.write.row.status = STATUS_transferred_out;
	cr_expect_not(news(GUANGDONG, STATUS_in_school, 9, ""), "a transfer");
	cr_expect_eq(office.turn.news.n, 0);
	row.write.row.status = STATUS_in_school;
	row.write.row.version = 0;
	cr_expect_not(news(GUANGDONG, STATUS_in_school, 1, ""), "an enrolment's claim");
	cr_expect_eq(office.turn.news.n, 0);
	cr_expect_not(turn_take_double(&office.turn, NULL, NULL, code(HUNAN)));
}

Test(ministry, what_one_has_confirmed_the_other_is_told_once)
{
	cr_expect(news(GUANGDONG, STATUS_in_school, 6, HUNAN));
	cr_expect(row.write.row.is_double && row.is_changed);
	cr_expect_str_eq(row.write.row.unit.text, HUNAN);
	cr_expect_str_eq(row.write.row.other.text, GUANGDONG);
	expect_told(HUNAN, GUANGDONG);
	cr_expect_not(news(HUNAN, STATUS_in_school, 6, GUANGDONG), "its own news is taken");
	cr_expect_eq(office.turn.news.n, 0);
	cr_expect(news(GUANGDONG, STATUS_in_school, 7, HUNAN));
	cr_expect_eq(office.turn.news.n, 0);
	cr_expect(news(HUBEI, STATUS_in_school, 9, ""), "and a third one");
	expect_told(HUBEI, HUNAN);
}

Test(ministry, the_one_that_was_asked_may_be_the_one_that_stands_there)
{
	cr_expect(news(HUNAN, STATUS_in_school, 6, GUANGDONG));
	cr_expect_str_eq(row.write.row.other.text, GUANGDONG);
	expect_told(GUANGDONG, HUNAN);
}

Test(ministry, nobody_confirms_what_is_not_between_those_two)
{
	cr_expect_not(news(GUANGDONG, STATUS_in_school, 6, HUBEI));
	cr_expect_not(news(HUNAN, STATUS_in_school, 6, HUNAN));
	cr_expect_not(row.write.row.is_double);
	cr_expect_eq(office.turn.news.n, 0);
}

Test(ministry, when_one_is_removed_the_other_is_the_childs)
{
	(void)news(GUANGDONG, STATUS_in_school, 6, HUNAN);
	cr_expect(news(HUBEI, STATUS_removed, 9, ""));
	cr_expect(news(HUNAN, STATUS_removed, 4, ""), "late");
	cr_expect(row.write.row.is_double);
	cr_expect(news(GUANGDONG, STATUS_removed, 8, ""));
	cr_expect_not(row.write.row.is_double);
	cr_expect_str_eq(row.write.row.unit.text, HUNAN);
	cr_expect(unit_code_is_none(row.write.row.other));
	(void)news(GUANGDONG, STATUS_in_school, 6, HUNAN);
	cr_expect(news(HUNAN, STATUS_removed, 7, ""));
	cr_expect_str_eq(row.write.row.unit.text, GUANGDONG);
	cr_expect_eq(row.write.row.version, 1, "its next news is newer");
	cr_expect_not(row.write.row.is_double);
}
