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
	r->version_before = r->record.version = r->record.told = 3;
	r->before = r->record;
	return r;
}

static enum letter_fate
told_of(uint32_t version, const char *from, const char *number, const char *other)
{
	struct index_news *n = arena_array(office.turn.arena, 1, sizeof(*n));
	struct letter letter = { .from = code(from), .to = code(FURONG_SCHOOL), .kind = LETTER_INDEX,
		.news = n, .n_news = 1 };
	enum verdict why;
	n->number = number_of(number);
	n->status = STATUS_in_school;
	n->version = version;
	n->other = code(other);
	return turn_take_index(&office.turn, &letter, &why);
}

static enum letter_fate
told(const char *from, const char *number, const char *other)
{
	return told_of(3, from, number, other);
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
	turn_news_tell(&office.turn);
	cr_assert_eq(office.turn.index_letters.n, 1);
	cr_expect_str_eq(office.turn.index_letters.at[0].news[0].other.text, GUANGDONG);
	cr_expect_eq(office.turn.index_letters.at[0].news[0].version, 4);
}

/* An offset reset, or a letter sent again because its receipt was lost. */
Test(school, word_of_before_the_record_was_cleared_does_not_mark_it_again)
{
	struct live_record *r = kept(STATUS_in_school);
	(void)told_of(3, HUNAN, NUMBER, TIANXIN_SCHOOL);
	turn_news_tell(&office.turn);
	cr_assert_eq(office.turn.index_letters.n, 1, "being marked is news");
	r->before = r->record;
	r->version_before = r->record.version;
	r->record.is_problem = false;
	r->record.version++;
	memset(&office.turn.index_letters, 0, sizeof(office.turn.index_letters));
	turn_news_tell(&office.turn);
	cr_assert_eq(office.turn.index_letters.n, 1, "and so is being cleared");
	cr_expect_eq(office.turn.index_letters.at[0].news[0].version, 5);
	(void)told_of(3, HUNAN, NUMBER, TIANXIN_SCHOOL);
	(void)told_of(4, HUNAN, NUMBER, TIANXIN_SCHOOL);
	(void)told_of(4, HUNAN, NUMBER, GUANGDONG);
	cr_expect_not(r->record.is_problem);
	cr_expect(unit_code_is_none(r->other));
	(void)told_of(5, HUNAN, NUMBER, TIANXIN_SCHOOL);
	cr_expect(r->record.is_problem, "a new one");
}

/* Business that locks a record raises its version, and its province hears nothing of that. */
Test(school, a_lock_does_not_make_word_of_a_double_late)
{
	struct live_record *r = kept(STATUS_in_school);
	r->record.version = 8;
	(void)told_of(3, HUNAN, NUMBER, TIANXIN_SCHOOL);
	cr_expect(r->record.is_problem);
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
expect_told(const char *unit, uint32_t version, const char *other)
{
	cr_assert_eq(office.turn.news.n, 1);
	cr_expect_str_eq(office.turn.news.at[0].to.text, unit);
	cr_expect_eq(office.turn.news.at[0].news.version, version);
	cr_expect_str_eq(office.turn.news.at[0].news.other.text, other);
}

static void
expect_row(const char *unit, uint32_t version, const char *other, uint32_t other_version)
{
	cr_expect_str_eq(row.write.row.unit.text, unit);
	cr_expect_eq(row.write.row.version, version);
	cr_expect_str_eq(row.write.row.other.text, other);
	cr_expect_eq(row.write.row.other_version, other_version);
}

/* What take_news_of_province does with news that is nothing else. */
static void
taken(const char *from, enum status status, uint32_t version)
{
	turn_remember_other(&row, code(from));
	row.write.row.unit = code(from);
	row.write.row.status = status;
	row.write.row.version = version;
}

Test(ministry, whose_version_is_older_is_asked_for_its_news_may_be_late)
{
	cr_expect_not(news(GUANGDONG, STATUS_in_school, 9, ""), "it is taken as news");
	expect_told(HUNAN, 5, GUANGDONG);
	taken(GUANGDONG, STATUS_in_school, 9);
	expect_row(GUANGDONG, 9, HUNAN, 5);
	cr_expect(row.write.row.is_asked);
	cr_expect_not(row.write.row.is_double, "nobody has confirmed it");
	cr_expect(news(HUNAN, STATUS_transferred_out, 8, ""), "it was late, and nothing more");
	cr_expect_not(row.write.row.is_asked);
	expect_row(GUANGDONG, 9, HUNAN, 8);
}

Test(ministry, of_one_version_who_comes_later_is_asked)
{
	cr_expect(news(GUANGDONG, STATUS_in_school, 5, ""));
	expect_told(GUANGDONG, 5, HUNAN);
	expect_row(HUNAN, 5, GUANGDONG, 5);
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
}

/* Guangdong has one too, of version 6, and was asked. */
static void
asked(void)
{
	row.write.row.version = 7;
	cr_assert(news(GUANGDONG, STATUS_in_school, 6, ""));
}

static void
confirmed(void)
{
	asked();
	cr_assert(news(GUANGDONG, STATUS_in_school, 7, HUNAN));
	cr_assert(row.write.row.is_double);
}

Test(ministry, what_one_has_confirmed_the_other_is_told_once)
{
	confirmed();
	expect_told(HUNAN, 7, GUANGDONG);
	expect_row(HUNAN, 7, GUANGDONG, 7);
	cr_expect(news(GUANGDONG, STATUS_in_school, 7, HUNAN));
	cr_expect(news(HUNAN, STATUS_in_school, 7, GUANGDONG));
	cr_expect_eq(office.turn.news.n, 0);
	cr_expect(news(HUBEI, STATUS_in_school, 9, ""), "and a third one");
	expect_told(HUBEI, 9, HUNAN);
}

/* Its school did not take what was said of an older version: it is told of this one. */
Test(ministry, with_each_version_the_two_are_told_again)
{
	asked();
	cr_expect(news(GUANGDONG, STATUS_in_school, 7, ""));
	expect_told(GUANGDONG, 7, HUNAN);
	cr_expect(news(GUANGDONG, STATUS_in_school, 7, HUNAN));
	cr_expect_not(news(HUNAN, STATUS_in_school, 8, ""), "its own news is taken");
	expect_told(HUNAN, 8, GUANGDONG);
	cr_expect(news(GUANGDONG, STATUS_in_school, 8, ""));
	expect_told(GUANGDONG, 8, HUNAN);
}

Test(ministry, nobody_confirms_what_was_not_asked)
{
	cr_expect(news(GUANGDONG, STATUS_in_school, 6, HUNAN));
	asked();
	cr_expect(news(HUBEI, STATUS_in_school, 9, HUNAN));
	cr_expect(news(HUNAN, STATUS_in_school, 9, GUANGDONG), "the other one was asked");
	cr_expect(news(GUANGDONG, STATUS_in_school, 5, HUNAN), "late");
	cr_expect_not(row.write.row.is_double);
	cr_expect_eq(office.turn.news.n, 0);
}

Test(ministry, when_the_other_is_removed_the_one_is_the_childs)
{
	confirmed();
	cr_expect(news(HUNAN, STATUS_removed, 6, ""), "late");
	cr_expect(news(GUANGDONG, STATUS_removed, 6, ""), "late");
	cr_expect(row.write.row.is_double);
	cr_expect(news(GUANGDONG, STATUS_removed, 8, ""));
	cr_expect_not(row.write.row.is_double);
	expect_row(HUNAN, 7, GUANGDONG, 8);
}

Test(ministry, when_the_one_is_removed_the_other_is_the_childs)
{
	confirmed();
	cr_expect(news(HUNAN, STATUS_removed, 9, ""));
	cr_expect_not(row.write.row.is_double);
	expect_row(GUANGDONG, 7, HUNAN, 9);
	cr_expect_not(news(GUANGDONG, STATUS_suspended, 8, ""), "its next news is newer");
}

Test(ministry, who_confirms_after_the_other_is_gone_has_the_child)
{
	asked();
	cr_expect_not(news(HUNAN, STATUS_removed, 9, ""));
	taken(HUNAN, STATUS_removed, 9);
	cr_expect(news(GUANGDONG, STATUS_in_school, 7, HUNAN));
	expect_row(GUANGDONG, 7, HUNAN, 9);
	cr_expect_eq(row.write.row.status, STATUS_in_school);
	cr_expect_not(row.write.row.is_double);
}

/* An offset reset: everything once more, in its order. */
Test(ministry, what_is_over_does_not_begin_again_by_old_letters)
{
	confirmed();
	cr_assert(news(GUANGDONG, STATUS_removed, 8, ""));
	const struct index_row before = row.write.row;
	row.is_changed = false;
	cr_expect(news(GUANGDONG, STATUS_in_school, 6, ""));
	cr_expect(news(GUANGDONG, STATUS_in_school, 7, HUNAN));
	cr_expect(news(HUNAN, STATUS_in_school, 7, GUANGDONG));
	cr_expect(news(HUNAN, STATUS_in_school, 7, ""));
	cr_expect(news(GUANGDONG, STATUS_removed, 8, ""));
	cr_expect_not(row.is_changed);
	cr_expect_arr_eq(&row.write.row, &before, sizeof(before));
	cr_expect_eq(office.turn.news.n, 0);
}

Test(ministry, late_news_of_where_the_record_was_before_is_known)
{
	cr_expect_not(news(HUNAN, STATUS_transferred_out, 6, ""));
	taken(HUNAN, STATUS_transferred_out, 6);
	cr_expect_not(news(GUANGDONG, STATUS_in_school, 7, ""));
	taken(GUANGDONG, STATUS_in_school, 7);
	expect_row(GUANGDONG, 7, HUNAN, 6);
	cr_expect(news(HUNAN, STATUS_in_school, 5, ""));
	cr_expect(news(HUNAN, STATUS_transferred_out, 6, ""));
	cr_expect_eq(office.turn.news.n, 0);
}
