/* What people and the sweeper look for. */
#include <criterion/criterion.h>
#include <string.h>

#include "opened.h"
#include "rows.h"

TestSuite(people, .init = opened_begin, .fini = opened_end, .timeout = 60);

static void
put(unsigned i, int64_t term)
{
	struct docket_write w = rows_docket(arena, i, 0, 1);
	w.term = w.next_look = rows_at(term);
	cr_assert_eq(commit_docket(store, w), STORE_OK);
}

static void
close_docket(unsigned i)
{
	struct docket_write w = rows_docket(arena, i, 1, 1);
	struct docket *d = rows_fold(arena, &w);
	d->posture = POSTURE_CLOSED;
	d->state = DOCKET_COMPLETED;
	d->holder.text[0] = '\0';
	w.docket = d;
	w.term.ms = w.next_look.ms = 0;
	w.is_held_here = false;
	cr_assert_eq(commit_docket(store, w), STORE_OK);
}

/* -- the inbox ------------------------------------------------------------------------ */

static enum store_result
inbox(const char *unit, const struct inbox_row *after, size_t max, struct inbox_row **ret, size_t *ret_n)
{
	const struct inbox_wanted w = { .unit = rows_unit(unit) };
	return store_inbox(store, arena, &w, after, max, ret, ret_n);
}

Test(people, the_inbox_shows_the_earliest_term_first_and_what_there_is_to_know)
{
	struct inbox_row *rows;
	size_t n;
	put(1, 3000);
	put(2, 1000);
	put(3, 2000);
	close_docket(3);
	cr_assert_eq(inbox(DESK, NULL, 10, &rows, &n), STORE_OK);
	cr_assert_eq(n, 2);
	cr_expect_str_eq(rows[0].id.text, rows_docket_id(2).text);
	cr_expect_str_eq(rows[1].id.text, rows_docket_id(1).text);
	cr_expect_eq(rows[0].kind, BUSINESS_transfer);
	cr_expect_eq(rows[0].scope, SCOPE_inter_province);
	cr_expect_eq(rows[0].stage, STAGE_receiving_county);
	cr_expect_str_eq(rows[0].number.text, rows_number(2).text);
	cr_expect_eq(rows[0].since.ms, rows_at(2).ms);
	cr_expect_eq(rows[0].term.ms, rows_at(1000).ms);
	cr_assert_eq(inbox(SENDER, NULL, 10, &rows, &n), STORE_OK);
	cr_expect_eq(n, 0);
}

/* Dockets that arrive while an officer turns pages neither hide nor repeat the others; a
 * third of them share one term, so that the id has to decide. */
Test(people, no_page_of_the_inbox_repeats_or_skips_a_row_while_others_arrive)
{
	enum { N = 100, PAGE = 7 };
	unsigned seen[2 * N] = { 0 }, arrived = N;
	struct inbox_row last;
	size_t n;
	for (unsigned i = 0; i < N; i++)
		put(i, i % 3 == 0 ? 500 : (int64_t)((i * 37 % N) * 10));
	for (const struct inbox_row *after = NULL;; after = &last) {
		struct inbox_row *rows;
		cr_assert_eq(inbox(DESK, after, PAGE, &rows, &n), STORE_OK);
		cr_assert_leq(n, PAGE);
		if (n == 0)
			break;
		for (size_t i = 0; i < n; i++)
			for (unsigned k = 0; k < arrived; k++)
				seen[k] += strcmp(rows[i].id.text, rows_docket_id(k).text) == 0;
		last = rows[n - 1];
		put(arrived, (int64_t)arrived * 31 % 1000);	/* before and behind where we are */
		arrived++;
	}
	for (unsigned i = 0; i < N; i++)
		cr_expect_eq(seen[i], 1, "docket %u was shown %u times", i, seen[i]);
	for (unsigned i = N; i < arrived; i++)
		cr_expect_leq(seen[i], 1, "docket %u was shown %u times", i, seen[i]);
}

Test(people, of_two_who_claim_a_docket_the_first_one_has_it_until_it_is_put_back)
{
	struct inbox_row *rows;
	char by[OFFICER_MAX];
	bool was_there;
	size_t n;
	put(1, 3000);
	put(2, 1000);
	cr_assert_eq(store_claim_put(store, rows_docket_id(1), rows_unit(DESK), "su", rows_at(5), by), STORE_OK);
	cr_expect_str_eq(by, "su");
	cr_assert_eq(store_claim_put(store, rows_docket_id(1), rows_unit(DESK), "wu", rows_at(6), by), STORE_OK);
	cr_expect_str_eq(by, "su");
	cr_assert_eq(store_claim_put(store, rows_docket_id(1), rows_unit(SENDER), "wu", rows_at(6), by), STORE_OK);
	cr_expect_str_eq(by, "", "it is not on that desk");
	cr_assert_eq(inbox(DESK, NULL, 10, &rows, &n), STORE_OK);
	cr_assert_eq(n, 2);
	cr_expect_str_eq(rows[0].claimed_by, "");
	cr_expect_str_eq(rows[1].claimed_by, "su");
	struct inbox_wanted w = { .unit = rows_unit(DESK), .claimed_by = "su" };
	cr_assert_eq(store_inbox(store, arena, &w, NULL, 10, &rows, &n), STORE_OK);
	cr_assert_eq(n, 1);
	cr_expect_str_eq(rows[0].id.text, rows_docket_id(1).text);
	cr_assert_eq(store_claim_end(store, rows_docket_id(1), rows_unit(DESK), "wu", false, &was_there), STORE_OK);
	cr_expect_not(was_there, "somebody else's");
	cr_assert_eq(store_claim_end(store, rows_docket_id(1), rows_unit(DESK), "wu", true, &was_there), STORE_OK);
	cr_expect(was_there, "a head puts back what somebody has left lying");
	cr_assert_eq(store_inbox(store, arena, &w, NULL, 10, &rows, &n), STORE_OK);
	cr_expect_eq(n, 0);
}

Test(people, a_docket_that_has_left_its_desk_leaves_no_claim_behind)
{
	char by[OFFICER_MAX];
	bool was_there;
	put(1, 3000);
	put(2, 1000);
	for (unsigned i = 1; i <= 2; i++)
		cr_assert_eq(store_claim_put(store, rows_docket_id(i), rows_unit(DESK), "su", rows_at(5), by), STORE_OK);
	close_docket(1);
	cr_assert_eq(store_claim_end(store, rows_docket_id(1), rows_unit(DESK), "su", true, &was_there), STORE_OK);
	cr_expect_not(was_there);
	cr_assert_eq(store_claim_end(store, rows_docket_id(2), rows_unit(DESK), "su", true, &was_there), STORE_OK);
	cr_expect(was_there, "the other one still lies there");
}

Test(people, a_role_sees_the_stages_that_wait_for_it_and_what_has_come_since)
{
	struct inbox_wanted w = { .unit = rows_unit(DESK), .stages = { STAGE_answer }, .n_stages = 1 };
	struct inbox_row *rows;
	int64_t news;
	size_t n;
	put(1, 3000);
	put(2, 1000);
	cr_assert_eq(store_inbox(store, arena, &w, NULL, 10, &rows, &n), STORE_OK);
	cr_expect_eq(n, 0);
	w.stages[0] = STAGE_receiving_county;
	cr_assert_eq(store_inbox(store, arena, &w, NULL, 10, &rows, &n), STORE_OK);
	cr_expect_eq(n, 2);
	cr_assert_eq(store_inbox_news(store, &w, rows_at(1), &news), STORE_OK);
	cr_expect_eq(news, 1, "number 2 came after the first");
	w.kind = BUSINESS_complaint;
	cr_assert_eq(store_inbox(store, arena, &w, NULL, 10, &rows, &n), STORE_OK);
	cr_expect_eq(n, 0);
	w.kind = BUSINESS_transfer;
	cr_assert_eq(store_inbox(store, arena, &w, NULL, 10, &rows, &n), STORE_OK);
	cr_expect_eq(n, 2);
}

/* -- the sweeper ---------------------------------------------------------------------- */

static size_t
due(int64_t ms, struct due *ret, size_t max)
{
	size_t n;
	cr_assert_eq(store_due(store, rows_at(ms), max, ret, &n), STORE_OK, "%s", store_trouble(store));
	return n;
}

Test(people, due_tells_whether_an_inquiry_about_it_has_no_receipt_yet)
{
	struct due found[10];
	struct outgoing question = rows_outgoing(arena, 1, 2, 0);
	const struct outgoing delivery = rows_outgoing(arena, 2, 1, 3);
	struct outgoing_done receipt = { .docket = rows_docket_id(2), .to = question.to };
	put(1, 1000);
	put(2, 1001);
	rows_text(question.kind, sizeof(question.kind), "inquiry");
	cr_assert_eq(commit_outgoing(store, question), STORE_OK);
	cr_assert_eq(commit_outgoing(store, delivery), STORE_OK);
	cr_assert_eq(due(2000, found, 10), 2);
	cr_expect(!found[0].is_asked, "a delivery is no question");
	cr_expect(found[1].is_asked);
	rows_letter_id(1, receipt.letter);
	cr_assert_eq(commit_done(store, receipt), STORE_OK);
	cr_assert_eq(due(2000, found, 10), 2);
	cr_expect(!found[1].is_asked, "it has come");
}

Test(people, due_is_what_is_open_held_here_and_past_its_time_oldest_first)
{
	struct due found[10];
	put(1, 3000);
	put(2, 1000);
	put(3, 2000);
	put(4, 1500);
	close_docket(4);
	struct docket_write w = rows_docket(arena, 5, 0, 1);	/* on another daemon's desk */
	w.term = w.next_look = rows_at(1);
	w.is_held_here = false;
	cr_assert_eq(commit_docket(store, w), STORE_OK);
	w = rows_docket(arena, 6, 0, 1);			/* without a term */
	w.term.ms = w.next_look.ms = 0;
	cr_assert_eq(commit_docket(store, w), STORE_OK);

	cr_expect_eq(due(999, found, 10), 0);
	cr_assert_eq(due(2000, found, 10), 2);
	cr_expect_str_eq(found[0].id.text, rows_docket_id(2).text);
	cr_expect_str_eq(found[1].id.text, rows_docket_id(3).text);
	cr_expect_eq(found[0].look.ms, rows_at(1000).ms);
	cr_expect_eq(found[1].look.ms, rows_at(2000).ms);
	cr_expect_eq(due(9000, found, 2), 2, "no more than asked for");
	cr_expect_eq(due(9000, found, 10), 3);
}

Test(people, an_automatic_docket_is_due_until_it_has_moved_on)
{
	struct due found;
	struct docket_write w = rows_docket(arena, 1, 0, 1);
	struct docket *d = rows_fold(arena, &w);
	d->posture = POSTURE_AUTO;
	d->stop = 1;
	w.docket = d;
	w.term.ms = 0;
	w.next_look = rows_at(0);
	cr_assert_eq(commit_docket(store, w), STORE_OK);
	cr_expect_eq(due(0, &found, 1), 1);
	cr_expect_eq(due(1, &found, 1), 1);
	cr_assert_eq(commit_docket(store, rows_docket(arena, 1, 1, 1)), STORE_OK);
	cr_expect_eq(due(1, &found, 1), 0);
}

Test(people, what_was_looked_at_rests)
{
	struct due found[2];
	put(1, 1000);
	put(2, 1000);
	const struct sweep_write sweeps[2] = {
		{ rows_docket_id(1), 1, rows_at(1000), rows_at(50000) },
		{ rows_docket_id(2), 1, rows_at(1000), rows_at(60000) } };
	const struct batch b = { .sweeps = sweeps, .n_sweeps = 2, .now = rows_at(2000) };
	cr_assert_eq(store_commit(store, &b), STORE_OK);
	cr_expect_eq(due(2000, found, 2), 0);
	cr_assert_eq(due(60000, found, 2), 2);
	cr_expect_eq(found[0].look.ms, rows_at(50000).ms);
	cr_expect_eq(eye_int("select count(*) from docket where term = %lld", (long long)rows_at(1000).ms),
	    2, "the term itself stays");
}

/* -- students and filings ------------------------------------------------------------- */

Test(people, students_come_by_number_page_by_page)
{
	enum { N = 25 };
	struct record_write w[N];
	for (unsigned i = 0; i < N; i++)
		w[i] = rows_record(i * 11 % N, 0);
	w[3].record.school = rows_unit(SENDER);
	const struct batch b = { .records = w, .n_records = N, .now = rows_at(0) };
	cr_assert_eq(store_commit(store, &b), STORE_OK);

	struct student_number last;
	size_t total = 0, n = 1;
	for (const struct student_number *after = NULL; n > 0; after = &last) {
		struct record *page;
		cr_assert_eq(store_students(store, arena, rows_unit(SCHOOL), after, 10, &page, &n), STORE_OK);
		for (size_t i = 0; i < n; i++, total++) {
			cr_expect(after == NULL && i == 0 ? true : strcmp(last.text, page[i].number.text) < 0);
			cr_expect_str_eq(page[i].school.text, SCHOOL);
			last = page[i].number;
		}
	}
	cr_expect_eq(total, N - 1);
}

Test(people, a_filing_is_open_for_its_student_and_school_until_it_is_closed)
{
	const struct student_number numbers[] = { rows_number(2), rows_number(1), rows_number(1), rows_number(3) };
	const struct unit_code schools[] = { rows_unit(SCHOOL), rows_unit(SENDER), rows_unit(SCHOOL), rows_unit(SCHOOL) };
	const bool findings[4] = { false, false, false, false }, others[4] = { true, true, true, true };
	struct docket_id got[4];
	put(1, 1000);
	put(3, 1000);
	close_docket(3);
	cr_assert_eq(store_open_filings(store, numbers, schools, findings, 4, got), STORE_OK);
	cr_expect_str_eq(got[2].text, rows_docket_id(1).text);
	cr_expect(got[0].text[0] == '\0' && got[1].text[0] == '\0' && got[3].text[0] == '\0');
	cr_assert_eq(store_open_filings(store, numbers, schools, others, 4, got), STORE_OK);
	cr_expect_str_empty(got[2].text, "no finding");
}

Test(people, the_census_counts_what_is_open_here_by_stage_and_what_is_late)
{
	struct census_row *rows;
	size_t n;
	cr_assert_eq(store_census(store, arena, rows_at(0), &rows, &n), STORE_OK);
	cr_expect_eq(n, 0);
	put(1, 1000);
	put(2, 2000);
	put(3, 3000);
	close_docket(3);
	struct docket_write w = rows_docket(arena, 4, 0, 1);
	struct docket *d = rows_fold(arena, &w);
	d->posture = POSTURE_ANSWER;
	w.docket = d;
	w.term.ms = 0;
	cr_assert_eq(commit_docket(store, w), STORE_OK);
	cr_assert_eq(store_census(store, arena, rows_at(1000), &rows, &n), STORE_OK);
	cr_assert_eq(n, 2);
	cr_expect_eq(rows[0].stage, STAGE_receiving_county);
	cr_expect_eq(rows[0].n_open, 2);
	cr_expect_eq(rows[0].n_overdue, 1, "the term is over when it is over, not a moment later");
	cr_expect_eq(rows[1].stage, STAGE_answer);
	cr_expect_eq(rows[1].n_open, 1);
	cr_expect_eq(rows[1].n_overdue, 0);
}

/* -- parents -------------------------------------------------------------------------- */

static void
put_record(unsigned i, const char *school, enum status status)
{
	struct record_write w = rows_record(i, 0);
	w.record.school = rows_unit(school);
	w.record.status = status;
	cr_assert_eq(commit_record(store, w), STORE_OK);
}

Test(people, a_number_alone_finds_the_live_record_before_a_back_up)
{
	struct record r;
	bool is_own;
	put_record(1, SCHOOL, STATUS_transferred_out);
	put_record(1, SENDER, STATUS_in_school);
	put_record(2, SCHOOL, STATUS_transferred_out);
	cr_assert_eq(store_status_record(store, rows_number(1), &r, &is_own), STORE_OK);
	cr_expect(is_own);
	cr_expect_str_eq(r.school.text, SENDER);
	cr_expect_str_eq(r.number.text, rows_number(1).text);
	cr_assert_eq(store_status_record(store, rows_number(2), &r, &is_own), STORE_OK);
	cr_expect(is_own);
	cr_expect_eq(r.status, STATUS_transferred_out);
}

Test(people, a_number_alone_finds_the_open_docket_before_a_later_one)
{
	struct docket_id id;
	bool is_own;
	put(1, 1000);
	close_docket(1);
	put(2, 1000);
	put(3, 1000);
	close_docket(3);
	eye_do("update docket set student_number = '%s', filed_at = n", rows_number(1).text);
	cr_assert_eq(store_status_docket(store, rows_number(1), &id, &is_own), STORE_OK);
	cr_expect(is_own);
	cr_expect_str_eq(id.text, rows_docket_id(2).text);
	close_docket(2);
	eye_do("update docket set filed_at = 9 where id = '%s'", rows_docket_id(1).text);
	cr_assert_eq(store_status_docket(store, rows_number(1), &id, &is_own), STORE_OK);
	cr_expect_str_eq(id.text, rows_docket_id(1).text, "of closed ones the latest");
}

/* So that the same is read, folded and compared whether or not a child is known. */
Test(people, for_an_unknown_number_something_else_stands_in)
{
	struct record r;
	struct docket_id id;
	bool is_own = true;
	cr_assert_eq(store_status_record(store, rows_number(9), &r, &is_own), STORE_OK);
	cr_expect_not(is_own);
	cr_expect_str_empty(r.number.text, "an empty store");
	is_own = true;
	cr_assert_eq(store_status_docket(store, rows_number(9), &id, &is_own), STORE_OK);
	cr_expect_not(is_own);
	put(1, 1000);
	put_record(1, SCHOOL, STATUS_in_school);
	cr_assert_eq(store_status_record(store, rows_number(9), &r, &is_own), STORE_OK);
	cr_expect_not(is_own);
	cr_expect_str_eq(r.number.text, rows_number(1).text);
	cr_assert_eq(store_status_docket(store, rows_number(9), &id, &is_own), STORE_OK);
	cr_expect_not(is_own);
	cr_expect_str_eq(id.text, rows_docket_id(1).text);
}

Test(people, a_case_is_found_by_its_own_number_whatever_came_later)
{
	struct docket_id id;
	struct student_number number;
	bool is_own = true;
	cr_assert_eq(store_status_case(store, rows_docket_id(1), &id, &number, &is_own), STORE_OK);
	cr_expect_not(is_own);
	cr_expect_str_empty(number.text, "an empty store");
	put(1, 1000);
	close_docket(1);
	put(2, 1000);
	eye_do("update docket set student_number = '%s'", rows_number(1).text);
	cr_assert_eq(store_status_case(store, rows_docket_id(1), &id, &number, &is_own), STORE_OK);
	cr_expect(is_own);
	cr_expect_str_eq(id.text, rows_docket_id(1).text);
	cr_expect_str_eq(number.text, rows_number(1).text);
	cr_assert_eq(store_status_case(store, rows_docket_id(9), &id, &number, &is_own), STORE_OK);
	cr_expect_not(is_own);
	cr_expect_str_eq(id.text, rows_docket_id(2).text, "nothing stands in");
}

/* -- promotion ------------------------------------------------------------------------ */

Test(people, who_is_not_in_the_school_year_yet_is_found_a_page_at_a_time_and_nobody_else)
{
	static const enum status gone[] = { STATUS_expelled, STATUS_deceased, STATUS_graduated,
		STATUS_completed_without_diploma, STATUS_left_uncompleted, STATUS_transferred_out,
		STATUS_removed };
	enum { N = 20, N_GONE = sizeof(gone) / sizeof(gone[0]) };
	struct record found[N];
	size_t n, n_of_year = 0;
	for (unsigned s = STATUS_in_school; s <= STATUS_removed; s++) {
		struct record_write w = rows_record(s, 0);
		w.record.status = (enum status)s;
		w.record.school_year = 2025;
		cr_assert_eq(commit_record(store, w), STORE_OK);
		n_of_year += record_is_of_this_year(w.record.status);
	}
	struct record_write w = rows_record(90, 0);	/* behind all others */
	w.record.school_year = 0;
	cr_assert_eq(commit_record(store, w), STORE_OK);
	cr_assert_eq(store_unpromoted(store, 2026, N, found, &n), STORE_OK);
	cr_assert_eq(n, n_of_year + 1, "the statuses of the statement are not those of the core");
	cr_expect_str_eq(found[0].number.text, rows_number(90).text);
	cr_expect_eq(found[0].school_year, 0);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < N_GONE; k++)
			cr_expect_neq(found[i].status, gone[k]);
	cr_assert_eq(store_unpromoted(store, 2026, 3, found, &n), STORE_OK);
	cr_expect_eq(n, 3);
	cr_assert_eq(store_unpromoted(store, 2025, N, found, &n), STORE_OK);
	cr_expect_eq(n, 1);
}

/* -- findings ------------------------------------------------------------------------- */

static struct docket_write
finding(unsigned i)
{
	struct docket_write w = rows_docket(arena, i, 0, 1);
	struct docket *d = rows_fold(arena, &w);
	d->header.kind = BUSINESS_sits_here;
	d->header.number = rows_number(1);
	w.docket = d;
	w.is_filed_here = true;
	return w;
}

Test(people, a_finding_stands_beside_other_business_and_is_listed_at_both_schools)
{
	const struct docket_id nil = { "00000000-0000-0000-0000-000000000000" };
	const char *const schools[] = { SCHOOL, SENDER };
	struct docket_id found[4];
	size_t n;
	struct docket_write other = finding(2);
	struct docket *d = rows_fold(arena, &other);
	d->header.kind = BUSINESS_transfer;
	other.docket = d;
	cr_assert_eq(commit_docket(store, other), STORE_OK);
	cr_assert_eq(commit_docket(store, finding(1)), STORE_OK, "%s", store_trouble(store));
	cr_expect_eq(commit_docket(store, finding(3)), STORE_CONFLICT, "found twice");
	for (size_t i = 0; i < 2; i++) {
		cr_assert_eq(store_findings(store, rows_unit(schools[i]), nil, 4, found, &n), STORE_OK);
		cr_assert_eq(n, 1);
		cr_expect_str_eq(found[0].text, rows_docket_id(1).text);
		cr_assert_eq(store_findings(store, rows_unit(schools[i]), found[0], 4, found, &n), STORE_OK);
		cr_expect_eq(n, 0, "the page after");
	}
	cr_assert_eq(store_findings(store, rows_unit(DESK), nil, 4, found, &n), STORE_OK);
	cr_assert_eq(n, 1, "an office: all that came to it");
	cr_expect_str_eq(found[0].text, rows_docket_id(1).text);
	cr_assert_eq(store_findings(store, rows_unit(DESK), found[0], 4, found, &n), STORE_OK);
	cr_expect_eq(n, 0);
}

Test(people, a_child_that_has_moved_brings_the_findings_about_it_to_the_sweeper)
{
	const struct student_number moved[] = { rows_number(5), rows_number(1) };
	const struct batch b = { .moved = moved, .n_moved = 2, .now = rows_at(100) };
	struct due found[4];
	cr_assert_eq(commit_docket(store, finding(1)), STORE_OK);
	put(5, 5000);	/* no finding */
	cr_expect_eq(due(100, found, 4), 0);
	cr_assert_eq(store_commit(store, &b), STORE_OK, "%s", store_trouble(store));
	cr_assert_eq(due(100, found, 4), 1);
	cr_expect_str_eq(found[0].id.text, rows_docket_id(1).text);
}

/* -- term verification ---------------------------------------------------------------- */

static const struct day term = { 20697 };

static struct class_row
only_class(void)
{
	struct class_row *rows;
	size_t n;
	cr_assert_eq(store_classes(store, arena, rows_unit(SCHOOL), term, &rows, &n), STORE_OK,
	    "%s", store_trouble(store));
	cr_assert_eq(n, 1);
	return rows[0];
}

static struct class_check
check_by(const char *officer)
{
	const struct class_row c = only_class();
	struct class_check k = { .school = rows_unit(SCHOOL), .term = term, .n_parents = 2,
		.at = rows_at(7) };
	rows_text(k.class, sizeof(k.class), c.class);
	rows_text(k.list, sizeof(k.list), c.list);
	rows_text(k.officer, sizeof(k.officer), officer);
	return k;
}

static void
put_class(const char *class, unsigned n)
{
	struct student_number numbers[4];
	for (unsigned i = 0; i < n; i++)
		numbers[i] = rows_number(i + 1);
	cr_assert_eq(store_class_put(store, rows_unit(SCHOOL), class, numbers, n, rows_at(3)), STORE_OK, "%s",
	    store_trouble(store));
}

Test(people, a_class_list_is_confirmed_by_its_teacher_then_by_the_registrar_as_it_is)
{
	bool is_done;
	for (unsigned i = 1; i <= 4; i++)
		cr_assert_eq(commit_record(store, rows_record(i, 0)), STORE_OK);
	put_class("三年级2班", 3);
	struct class_check k = check_by("zhao");
	cr_expect_eq(only_class().n_students, 3);
	cr_assert_eq(store_class_registrar(store, &k, &is_done), STORE_OK);
	cr_expect_not(is_done, "the teacher first");
	cr_assert_eq(store_class_teacher(store, &k, &is_done), STORE_OK);
	cr_expect(is_done);
	cr_assert_eq(store_class_registrar(store, &k, &is_done), STORE_OK);
	cr_expect_not(is_done, "one person");
	k = check_by("qian");
	cr_assert_eq(store_class_registrar(store, &k, &is_done), STORE_OK);
	cr_expect(is_done);
	cr_expect_str_eq(only_class().teacher, "zhao");
	cr_expect_str_eq(only_class().registrar, "qian");
	cr_expect_eq(only_class().n_parents, 2);
	put_class("三年级2班", 4);
	cr_expect_str_eq(only_class().registrar, "", "another list");
	cr_assert_eq(store_class_registrar(store, &k, &is_done), STORE_OK);
	struct class_check other = check_by("zhao");
	cr_assert_eq(store_class_teacher(store, &other, &is_done), STORE_OK);
	cr_expect_str_eq(only_class().registrar, "", "the registrar has not seen this one");
}

Test(people, a_child_sits_in_one_class_and_leaves_it_with_the_school)
{
	struct record *list;
	size_t n;
	for (unsigned i = 1; i <= 3; i++)
		cr_assert_eq(commit_record(store, rows_record(i, 0)), STORE_OK);
	put_class("一班", 3);
	put_class("二班", 3);
	cr_expect_str_eq(only_class().class, "二班");
	struct record_write w = rows_record(2, 1);
	w.record.status = STATUS_transferred_out;
	cr_assert_eq(commit_record(store, w), STORE_OK);
	w = rows_record(3, 1);
	record_renumber(&w.record, rows_number(30));
	cr_assert_eq(commit_record(store, w), STORE_OK);
	cr_assert_eq(store_class_list(store, arena, rows_unit(SCHOOL), "二班", &list, &n), STORE_OK);
	cr_assert_eq(n, 2);
	cr_expect_str_eq(list[0].number.text, rows_number(1).text);
	cr_expect_str_eq(list[1].number.text, rows_number(30).text, "an old number resolves");
}

Test(people, unchanged_is_what_nothing_but_a_new_school_year_has_touched)
{
	struct verification v;
	struct record *list;
	size_t n;
	for (unsigned i = 1; i <= 3; i++)
		cr_assert_eq(commit_record(store, rows_record(i, 0)), STORE_OK);
	struct record_write w = rows_record(1, 1);
	w.at = rows_at(1000);
	w.why = RECORD_WHY_PROMOTION;
	cr_assert_eq(commit_record(store, w), STORE_OK);
	w = rows_record(2, 1);
	w.at = rows_at(1000);
	cr_assert_eq(commit_record(store, w), STORE_OK);
	cr_assert_eq(store_unchanged(store, arena, rows_unit(SCHOOL), rows_at(500), rows_number(0), 9,
	    &list, &n), STORE_OK);
	cr_assert_eq(n, 2);
	cr_expect_str_eq(list[0].number.text, rows_number(1).text);
	cr_expect_str_eq(list[1].number.text, rows_number(3).text);
	cr_assert_eq(store_verification(store, rows_unit(SCHOOL), rows_at(500), &v), STORE_OK);
	cr_expect_eq(v.n_students, 3);
	cr_expect_eq(v.n_unchanged, 2);
}

static void
due_progress(bool is_schools, int64_t now, struct progress *ret, size_t n_wanted)
{
	size_t n;
	cr_assert_eq(store_progress_due(store, arena, is_schools, term, rows_at(500), rows_at(now), 4,
	    ret, &n), STORE_OK, "%s", store_trouble(store));
	cr_assert_eq(n, n_wanted);
}

Test(people, what_becomes_of_the_lists_is_told_once_to_the_office_above)
{
	struct progress p[4];
	bool is_done;
	for (unsigned i = 1; i <= 3; i++)
		cr_assert_eq(commit_record(store, rows_record(i, 0)), STORE_OK);
	due_progress(true, 9, p, 0);
	put_class("一班", 3);
	struct class_check k = check_by("zhao");
	cr_assert_eq(store_class_teacher(store, &k, &is_done), STORE_OK);
	k = check_by("qian");
	cr_assert_eq(store_class_registrar(store, &k, &is_done), STORE_OK);
	due_progress(true, 9, p, 1);
	cr_expect_str_eq(p[0].unit.text, SCHOOL);
	cr_expect_str_eq(p[0].done[0].text, SCHOOL);
	cr_expect(p[0].schools == 1 && p[0].schools_done == 1 && p[0].students == 3 && p[0].listed == 3
	    && p[0].confirmed == 3 && p[0].unchanged == 3);
	const struct batch told = { .told = p, .n_told = 1, .now = rows_at(9) };
	struct progress again[4];
	put_class("一班", 2);
	cr_assert_eq(store_commit(store, &told), STORE_OK);
	due_progress(true, 9, again, 1);
	cr_expect(again[0].listed == 2 && again[0].confirmed == 0, "it changed while it was told");
	const struct batch last = { .told = again, .n_told = 1, .now = rows_at(9) };
	cr_assert_eq(store_commit(store, &last), STORE_OK);
	due_progress(true, 9, again, 0);
	due_progress(true, 9 + 86400000 - 1, again, 0);
	due_progress(true, 9 + 86400000, again, 1);
	cr_expect_eq(again[0].schools_done, 0);
}

static void
hear(const char *unit, uint32_t confirmed, int64_t at)
{
	const struct unit_code done = rows_unit(unit);
	const struct progress_write w = {
		.progress = { .unit = done, .term = term, .schools = 1, .schools_done = confirmed > 4,
			.done = &done, .students = 10,
			.listed = 9, .confirmed = confirmed, .unchanged = 1, .at = rows_at(at) },
		.told = rows_unit(DESK),
	};
	const struct batch b = { .progress = &w, .n_progress = 1, .now = rows_at(at) };
	cr_assert_eq(store_commit(store, &b), STORE_OK, "%s", store_trouble(store));
}

Test(people, an_office_adds_up_the_newest_that_it_was_told_and_passes_it_on)
{
	struct progress p[4], *list;
	size_t n;
	hear(SCHOOL, 5, 100);
	hear(SENDER, 7, 100);
	hear(SCHOOL, 3, 50);	/* late */
	cr_assert_eq(store_progress(store, arena, rows_unit(DESK), term, &list, &n), STORE_OK);
	cr_assert_eq(n, 2);
	cr_expect_eq(list[0].confirmed + list[1].confirmed, 12);
	due_progress(false, 9, p, 1);
	cr_expect_str_eq(p[0].unit.text, DESK);
	cr_expect(p[0].schools == 2 && p[0].students == 20 && p[0].confirmed == 12);
	cr_assert_eq(p[0].schools_done, 2);
	cr_expect_str_eq(p[0].done[0].text, SCHOOL);
	cr_expect_str_eq(p[0].done[1].text, SENDER);
}

static struct docket_write
about(unsigned i, enum business kind, const char *number)
{
	struct docket_write w = finding(i);
	struct docket *d = rows_fold(arena, &w);
	d->header.kind = kind;
	rows_text(d->header.number.text, sizeof(d->header.number.text), number);
	d->header.filed_at = rows_at(i);
	w.docket = d;
	return w;
}

Test(people, complaints_are_found_by_naming_no_child_and_dockets_of_a_child_by_its_number)
{
	struct case_row got[4];
	size_t n;
	const struct case_query all = { .kind = BUSINESS_NONE };
	const struct case_query letters = { .kind = BUSINESS_supervision, .is_open_only = true };
	struct case_query child = { .number = rows_number(1) };
	cr_assert_eq(commit_docket(store, about(1, BUSINESS_complaint, "")), STORE_OK);
	cr_assert_eq(commit_docket(store, about(2, BUSINESS_supervision, "")), STORE_OK);
	cr_assert_eq(commit_docket(store, about(3, BUSINESS_transfer, rows_number(1).text)), STORE_OK);
	cr_assert_eq(store_cases(store, &all, 4, got, &n), STORE_OK);
	cr_assert_eq(n, 2);
	cr_expect_str_eq(got[0].id.text, rows_docket_id(2).text, "the latest first");
	const struct case_query rest = { .after = &got[0] };
	cr_assert_eq(store_cases(store, &rest, 4, &got[1], &n), STORE_OK);
	cr_assert_eq(n, 1, "the page after");
	cr_expect_str_eq(got[1].id.text, rows_docket_id(1).text);
	const struct unit_code receiving = about(1, BUSINESS_complaint, "").docket->header.receiving_school;
	const struct unit_code none = rows_unit("2199990199");
	const struct case_query of_a_school = { .schools = &receiving, .n_schools = 1 };
	const struct case_query of_another = { .schools = &none, .n_schools = 1 };
	cr_assert_eq(store_cases(store, &of_a_school, 4, got, &n), STORE_OK);
	cr_expect_eq(n, 2);
	cr_assert_eq(store_cases(store, &of_another, 4, got, &n), STORE_OK);
	cr_expect_eq(n, 0);
	cr_assert_eq(store_cases(store, &letters, 4, got, &n), STORE_OK);
	cr_assert_eq(n, 1);
	cr_expect_str_eq(got[0].id.text, rows_docket_id(2).text);
	cr_assert_eq(store_cases(store, &child, 4, got, &n), STORE_OK);
	cr_assert_eq(n, 1);
	cr_expect_str_eq(got[0].id.text, rows_docket_id(3).text);
}
