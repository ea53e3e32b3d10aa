/* A condition that does not hold leaves nothing of its batch behind. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "opened.h"
#include "rows.h"

static struct store *other;

static void
begin(void)
{
	opened_begin();
	other = store_open(base.conninfo, "other");
	rows_connect(store);
	rows_connect(other);
}

static void
end(void)
{
	store_close(other);
	opened_end();
}

TestSuite(conflict, .init = begin, .fini = end, .timeout = 60);

/* One row of every kind, none of which is there yet. */
struct everything {
	struct position_move position;
	struct docket_write dockets[2];
	struct record_write record;
	struct outgoing outgoing;
	struct dead_letter dead;
	struct fork fork;
	struct notice_write notice;
	struct batch batch;
};

static void
fill(struct everything *e, unsigned i)
{
	memset(e, 0, sizeof(*e));
	e->position = rows_position((int32_t)i, -1, 10);
	e->dockets[0] = rows_docket(arena, i * 10, 0, 2);
	e->dockets[1] = rows_docket(arena, i * 10 + 1, 0, 1);
	e->record = rows_record(i, 0);
	e->outgoing = rows_outgoing(arena, i, i * 10, 2);
	e->dead.value = rows_bytes(arena, i + 1, 20);
	rows_text(e->dead.topic, sizeof(e->dead.topic), TOPIC);
	e->fork.docket = e->notice.docket = rows_docket_id(i);
	rows_sealed(arena, i, 10, &e->fork.theirs);
	rows_text(e->notice.what, sizeof(e->notice.what), "fork");
	const struct batch b = {
		.positions = &e->position, .n_positions = 1, .dockets = e->dockets, .n_dockets = 2,
		.records = &e->record, .n_records = 1, .outgoing = &e->outgoing, .n_outgoing = 1,
		.dead = &e->dead, .n_dead = 1, .forks = &e->fork, .n_forks = 1,
		.notices = &e->notice, .n_notices = 1, .now = rows_at(0),
	};
	e->batch = b;
}

/* Commits, expects a conflict, and that the database is as before and the store of use. */
static void
expect_conflict(const struct batch *b, const char *why)
{
	const int64_t rows = eye_rows();
	cr_expect_eq(store_commit(store, b), STORE_CONFLICT, "%s: %s", why, store_trouble(store));
	cr_expect_eq(eye_rows(), rows, "%s left something behind", why);
	cr_expect(store_is_up(store), "%s: the connection was not to blame", why);
}

Test(conflict, a_whole_batch_is_there_or_none_of_it)
{
	struct everything e;
	fill(&e, 1);
	cr_assert_eq(store_commit(store, &e.batch), STORE_OK, "%s", store_trouble(store));
	cr_expect_eq(eye_rows(), 1 + 2 + 3 + 1 + 1 + 1 + 1 + 1 + 1);

	fill(&e, 2);
	e.position = rows_position(1, 9, 20);
	expect_conflict(&e.batch, "a position moved by somebody else");
	fill(&e, 2);
	e.position = rows_position(1, -1, 20);
	expect_conflict(&e.batch, "a position that is there already");
	fill(&e, 2);
	e.position = rows_position(5, 3, 20);
	expect_conflict(&e.batch, "a position that is not there");
	fill(&e, 2);
	e.dockets[1] = rows_docket(arena, 10, 0, 1);
	expect_conflict(&e.batch, "a new docket that is known");
	fill(&e, 2);
	e.dockets[1] = rows_docket(arena, 10, 1, 1);
	expect_conflict(&e.batch, "a docket with more entries");
	fill(&e, 2);
	e.dockets[1] = rows_docket(arena, 10, 3, 1);
	expect_conflict(&e.batch, "a docket with fewer entries");
	fill(&e, 2);
	e.dockets[1] = rows_docket(arena, 77, 2, 1);
	expect_conflict(&e.batch, "a docket that is not there");
	fill(&e, 2);
	e.record = rows_record(1, 0);
	expect_conflict(&e.batch, "a new record that is known");
	fill(&e, 2);
	e.record = rows_record(1, 2);
	expect_conflict(&e.batch, "a record of another version");
	fill(&e, 2);
	e.record = rows_record(6, 1);
	expect_conflict(&e.batch, "a record that is not there");

	fill(&e, 2);
	cr_expect_eq(store_commit(store, &e.batch), STORE_OK, "and the next good one goes in");
}

Test(conflict, a_conflict_costs_no_connection)
{
	cr_assert_eq(commit_position(store, rows_position(1, -1, 5)), STORE_OK);
	const int64_t pid = eye_int(
	    "select pid from pg_stat_activity where datname = current_database() and application_name = '" OPENED "'");
	for (int i = 0; i < 3; i++)
		cr_expect_eq(commit_position(store, rows_position(1, -1, 5)), STORE_CONFLICT);
	cr_expect_eq(commit_position(store, rows_position(1, 5, 6)), STORE_OK);
	cr_expect_eq(eye_int("select pid from pg_stat_activity where datname = current_database()"
			     " and application_name = '" OPENED "'"), pid);
	cr_expect_eq(eye_int("select count(*) from pg_stat_activity where datname = current_database()"
			     " and state like 'idle in transaction%%'"), 0);
}

Test(conflict, an_instance_that_lost_its_partition_writes_nothing)
{
	int64_t next;
	cr_assert_eq(store_position(store, TOPIC, 7, &next), STORE_OK);
	cr_expect_eq(next, -1);
	cr_assert_eq(commit_position(store, rows_position(7, -1, 100)), STORE_OK);
	cr_assert_eq(commit_position(other, rows_position(7, 100, 150)), STORE_OK);

	const struct position_move stale = rows_position(7, 100, 120);
	const struct docket_write w = rows_docket(arena, 1, 0, 1);
	const struct batch b = { .positions = &stale, .n_positions = 1, .dockets = &w, .n_dockets = 1,
		.now = rows_at(0) };
	expect_conflict(&b, "a stale position");
	cr_assert_eq(store_position(store, TOPIC, 7, &next), STORE_OK);
	cr_expect_eq(next, 150);
}

/* Two instances read the same due dockets at midnight; the notices of the second would be the
 * second ones. */
Test(conflict, who_looks_second_tells_nobody)
{
	struct notice_write told = { .docket = rows_docket_id(1), .told = rows_unit(DESK) };
	struct docket_write w = rows_docket(arena, 1, 0, 1);
	struct sweep_write looks[2] = { { w.id, 1, w.next_look, rows_at(1) },
		{ rows_docket_id(2), 1, w.next_look, rows_at(1) } };
	const struct batch b = { .sweeps = looks, .n_sweeps = 1, .notices = &told, .n_notices = 1,
		.now = rows_at(0) };
	cr_assert_eq(commit_docket(store, w), STORE_OK);
	cr_assert_eq(store_commit(other, &b), STORE_OK);
	told.at = rows_at(5);
	expect_conflict(&b, "looked at meanwhile");
	looks[0].before = looks[0].next;
	cr_expect_eq(store_commit(store, &b), STORE_OK, "%s", store_trouble(store));
	w = rows_docket(arena, 1, 1, 1);
	w.next_look = rows_at(1);
	cr_assert_eq(commit_docket(other, w), STORE_OK);
	told.at = rows_at(6);
	expect_conflict(&b, "moved meanwhile");
	looks[0].n = 2;
	const struct batch one_of_two = { .sweeps = looks, .n_sweeps = 2, .now = rows_at(0) };
	expect_conflict(&one_of_two, "one of them is not there");
}

/* -- at the same moment --------------------------------------------------------------- */

/* Both commit at once, while the eye holds a lock that stops them half way. */
static void
race(const struct batch *x, const struct batch *y, enum store_result ret[2])
{
	struct opened_commit c[2];
	eye_do("begin");
	eye_do("lock table entry");
	opened_commit_begin(&c[0], store, x);
	opened_commit_begin(&c[1], other, y);
	eye_wait(WAITING, 2);
	eye_do("commit");
	for (size_t i = 0; i < 2; i++)
		ret[i] = opened_commit_end(&c[i]);
}

Test(conflict, of_two_that_append_to_one_docket_at_once_exactly_one_succeeds)
{
	const struct docket_write first = rows_docket(arena, 1, 0, 1);
	const struct docket_write second = rows_docket(arena, 1, 1, 1);
	const struct docket_write *const tries[] = { &first, &second };
	for (size_t i = 0; i < 2; i++) {
		enum store_result results[2];
		const struct batch b = { .dockets = tries[i], .n_dockets = 1, .now = rows_at(0) };
		race(&b, &b, results);
		cr_expect((results[0] == STORE_OK) != (results[1] == STORE_OK));
		cr_expect((results[0] == STORE_CONFLICT) != (results[1] == STORE_CONFLICT));
		cr_expect_eq(eye_int("select count(*) from entry"), (int64_t)i + 1);
	}
}

/* A docket that SCHOOL filed for student 1; `i` makes it another one. */
static struct docket_write
filing(unsigned i)
{
	struct docket_write w = rows_docket(arena, i, 0, 1);
	struct docket *d = rows_fold(arena, &w);
	d->header.number = rows_number(1);
	w.docket = d;
	w.is_filed_here = true;
	return w;
}

Test(conflict, of_two_filings_for_one_child_at_once_exactly_one_succeeds)
{
	const struct docket_write w[] = { filing(1), filing(2) };
	const struct batch first = { .dockets = &w[0], .n_dockets = 1, .now = rows_at(0) };
	const struct batch second = { .dockets = &w[1], .n_dockets = 1, .now = rows_at(0) };
	const struct student_number number = rows_number(1);
	const struct unit_code school = rows_unit(SCHOOL);
	enum store_result results[2];
	const bool is_finding = false;
	struct docket_id open;
	race(&first, &second, results);
	cr_expect((results[0] == STORE_OK) != (results[1] == STORE_OK));
	cr_expect((results[0] == STORE_CONFLICT) != (results[1] == STORE_CONFLICT));
	cr_expect_eq(eye_int("select count(*) from docket"), 1);
	cr_assert_eq(store_open_filings(other, &number, &school, &is_finding, 1, &open), STORE_OK);
	cr_expect_str_neq(open.text, "", "the turn that is repeated sees why");
}

Test(conflict, a_child_may_be_filed_for_again_when_the_first_filing_is_closed)
{
	struct docket_write w = rows_docket(arena, 1, 1, 1);
	struct docket *d = rows_fold(arena, &w);
	cr_assert_eq(commit_docket(store, filing(1)), STORE_OK);
	cr_expect_eq(commit_docket(store, filing(2)), STORE_CONFLICT);
	d->state = DOCKET_WITHDRAWN;
	w.docket = d;
	cr_assert_eq(commit_docket(store, w), STORE_OK);
	cr_expect_eq(commit_docket(store, filing(2)), STORE_OK, "%s", store_trouble(store));
}

/* They name no child, so there is none to have been filed for already. */
Test(conflict, any_number_of_complaints_may_be_open_at_one_school)
{
	for (unsigned i = 1; i <= 2; i++) {
		static const struct student_number nobody;
		struct docket_write w = rows_docket(arena, i, 0, 1);
		struct docket *d = rows_fold(arena, &w);
		d->header.number = nobody;
		w.docket = d;
		w.is_filed_here = true;
		cr_expect_eq(commit_docket(store, w), STORE_OK, "%s", store_trouble(store));
	}
	cr_expect_eq(eye_int("select count(*) from docket"), 2);
}

/* The end of a filing elsewhere may come after the beginning of the next; and what a daemon
 * filed before its database came back from a back-up comes to it as a copy. */
Test(conflict, copies_are_not_held_to_one_filing)
{
	struct docket_write copies[2] = { filing(1), filing(2) };
	copies[0].is_filed_here = copies[1].is_filed_here = false;
	cr_assert_eq(commit_docket(store, filing(3)), STORE_OK);
	for (size_t i = 0; i < 2; i++)
		cr_expect_eq(commit_docket(store, copies[i]), STORE_OK, "%s", store_trouble(store));
}

Test(conflict, of_two_that_wait_for_each_other_one_is_told_to_try_again)
{
	struct docket_write w[2];
	for (unsigned i = 0; i < 2; i++) {
		w[i] = rows_docket(arena, i, 1, 1);
		cr_assert_eq(commit_docket(store, rows_docket(arena, i, 0, 1)), STORE_OK);
	}
	cr_assert_eq(commit_position(store, rows_position(1, -1, 1)), STORE_OK);
	const struct position_move p = rows_position(1, 1, 2);
	const struct batch b = { .positions = &p, .n_positions = 1, .dockets = w, .n_dockets = 2,
		.now = rows_at(0) };
	struct opened_commit c;

	/* The store has the position and waits for the dockets; the eye has the dockets, and
	 * is too patient to be the one that is told. */
	eye_do("set deadlock_timeout = '60s'");
	eye_do("begin");
	eye_do("lock table docket");
	opened_commit_begin(&c, store, &b);
	eye_wait(WAITING, 1);
	eye_do("update position set next_offset = 50");
	eye_do("rollback");
	cr_expect_eq(opened_commit_end(&c), STORE_AGAIN);
	cr_expect_not_null(strstr(store_trouble(store), "40P01"), "%s", store_trouble(store));
	cr_expect_eq(store_commit(store, &b), STORE_OK, "the same again, in better weather");
	cr_expect_eq(eye_int("select sum(n) from docket"), 4);
}

/* -- our own bugs --------------------------------------------------------------------- */

/* What a child that commits says on standard error, and how it ended. */
static int
commit_in_child(const struct batch *b, char *ret, size_t size)
{
	int ends[2], status;
	cr_assert_eq(pipe(ends), 0);
	const pid_t child = fork();
	if (child == 0) {
		(void)dup2(ends[1], STDERR_FILENO);
		struct store *s = store_open(base.conninfo, "child");
		_exit(store_commit(s, b) == STORE_OK ? 0 : 1);
	}
	(void)close(ends[1]);
	size_t n = 0;
	for (ssize_t more; n < size - 1 && (more = read(ends[0], ret + n, size - 1 - n)) > 0;)
		n += (size_t)more;
	ret[n] = '\0';
	(void)close(ends[0]);
	cr_assert_eq(waitpid(child, &status, 0), child);
	return status;
}

Test(conflict, text_that_is_none_is_loud_leaves_nothing_and_is_not_repeated_in_the_log)
{
	char said[4096];
	struct everything e;
	fill(&e, 1);
	rows_text(e.record.record.name, sizeof(e.record.record.name), "\xe7\x8e\x8b\xff\xfe");
	const int status = commit_in_child(&e.batch, said, sizeof(said));
	cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "status %d: %s", status, said);
	cr_expect_not_null(strstr(said, "22021"), "%s", said);
	cr_expect_null(strstr(said, "0xff"), "%s", said);
	cr_expect_eq(eye_rows(), 0);
}

Test(conflict, an_id_that_is_none_is_loud_and_not_repeated_in_the_log)
{
	char said[4096];
	struct everything e;
	fill(&e, 1);
	rows_text(e.dockets[1].id.text, sizeof(e.dockets[1].id.text), "wang-xiaoming");
	const int status = commit_in_child(&e.batch, said, sizeof(said));
	cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "status %d: %s", status, said);
	cr_expect_not_null(strstr(said, "22P02"), "%s", said);
	cr_expect_null(strstr(said, "xiaoming"), "%s", said);
	cr_expect_eq(eye_rows(), 0);
}
