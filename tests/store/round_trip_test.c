/* What was committed comes back, byte by byte, whatever the bytes are. */
#include <criterion/criterion.h>
#include <string.h>

#include "opened.h"
#include "rows.h"
#include "store/pg.h"
#include "wire/wire.h"

TestSuite(round_trip, .init = opened_begin, .fini = opened_end, .timeout = 60);

static void
expect_bytes(struct bytes got, struct bytes want, const char *what)
{
	cr_assert_eq(got.size, want.size, "%s: %zu bytes, not %zu", what, got.size, want.size);
	cr_assert(want.size == 0 || memcmp(got.data, want.data, want.size) == 0, "%s differs", what);
}

static void
expect_sealed(const struct sealed *got, const struct sealed *want)
{
	expect_bytes(got->body, want->body, "body");
	cr_assert_arr_eq(got->hash, want->hash, HASH_SIZE);
	cr_assert_eq(got->stamp.algorithm, want->stamp.algorithm);
	cr_assert_str_eq(got->stamp.key_id, want->stamp.key_id);
	cr_assert_eq(got->stamp.size, want->stamp.size);
	cr_assert_arr_eq(got->stamp.signature, want->stamp.signature, want->stamp.size);
}

static void
expect_folder(const struct folder *got, const struct docket_write *want)
{
	expect_bytes(got->header, want->header, "header");
	cr_assert_eq(got->n, want->n_entries);
	for (size_t k = 0; k < got->n; k++)
		expect_sealed(&got->entries[k], &want->entries[k]);
}

/* -- dockets -------------------------------------------------------------------------- */

Test(round_trip, dockets_come_back_in_the_order_asked_for)
{
	static const size_t counts[] = { 0, 1, 500 };
	unsigned next = 1;
	for (size_t c = 0; c < sizeof(counts) / sizeof(counts[0]); c++) {
		const size_t n = counts[c];
		struct docket_write *w = arena_array(arena, n + 1, sizeof(*w));
		struct docket_id *ids = arena_array(arena, n + 1, sizeof(*ids));
		struct stored_docket *got = arena_array(arena, n + 1, sizeof(*got));
		for (size_t i = 0; i < n; i++) {
			w[i] = rows_docket(arena, next++, 0, 1 + i % 3);
			ids[n - 1 - i] = w[i].id;
		}
		const struct batch b = { .dockets = w, .n_dockets = n, .now = rows_at(0) };
		cr_assert_eq(store_commit(store, &b), STORE_OK, "%s", store_trouble(store));
		cr_assert_eq(store_dockets(store, arena, ids, n, got), STORE_OK);
		for (size_t i = 0; i < n; i++) {
			cr_assert_str_eq(got[i].id.text, ids[i].text);
			expect_folder(&got[i].folder, &w[n - 1 - i]);
		}
	}
	cr_expect_eq(eye_int("select count(*) from docket"), 501);
}

Test(round_trip, an_unknown_docket_comes_back_empty_and_a_double_question_gets_two_answers)
{
	const struct docket_write w = rows_docket(arena, 1, 0, 2);
	const struct docket_id ids[] = { rows_docket_id(9), w.id, rows_docket_id(8), w.id };
	struct stored_docket got[4];
	cr_assert_eq(commit_docket(store, w), STORE_OK);
	cr_assert_eq(store_dockets(store, arena, ids, 4, got), STORE_OK);
	for (size_t i = 0; i < 4; i += 2) {
		cr_expect_str_eq(got[i].id.text, ids[i].text);
		cr_expect_eq(got[i].folder.n, 0);
		cr_expect_eq(got[i].folder.header.size, 0);
		expect_folder(&got[i + 1].folder, &w);
	}
}

Test(round_trip, entries_are_added_behind_those_that_are_there)
{
	struct stored_docket got;
	const struct docket_write first = rows_docket(arena, 1, 0, 2);
	const struct docket_write then = rows_docket(arena, 1, 2, 3);
	cr_assert_eq(commit_docket(store, first), STORE_OK);
	cr_assert_eq(commit_docket(store, then), STORE_OK);
	cr_assert_eq(store_dockets(store, arena, &first.id, 1, &got), STORE_OK);
	cr_assert_eq(got.folder.n, 5);
	expect_bytes(got.folder.header, first.header, "header");
	for (size_t k = 0; k < 5; k++)
		expect_sealed(&got.folder.entries[k],
		    k < 2 ? &first.entries[k] : &then.entries[k - 2]);
}

Test(round_trip, when_a_docket_came_to_its_holder_is_remembered_entry_by_entry)
{
	struct docket_write w[2] = { rows_docket(arena, 1, 0, 2), rows_docket(arena, 2, 0, 0) };
	const struct docket_id ids[] = { w[0].id, rows_docket_id(3), w[1].id };
	struct stored_docket got[3];
	w[0].reached = rows_at(172800000);
	const struct batch b = { .dockets = w, .n_dockets = 2, .now = rows_at(0) };
	cr_assert_eq(store_commit(store, &b), STORE_OK, "%s", store_trouble(store));
	cr_assert_eq(store_dockets(store, arena, ids, 3, got), STORE_OK);
	cr_expect_eq(got[0].reached.ms, rows_at(172800000).ms);
	cr_expect_eq(got[1].reached.ms, 0);
	cr_expect_eq(got[2].reached.ms, 0);
	w[0] = rows_docket(arena, 1, 2, 1);
	w[0].reached = rows_at(259200000);
	cr_assert_eq(commit_docket(store, w[0]), STORE_OK);
	cr_assert_eq(store_dockets(store, arena, ids, 1, got), STORE_OK);
	cr_expect_eq(got[0].reached.ms, rows_at(259200000).ms);
}

Test(round_trip, the_columns_people_search_by_follow_the_fold)
{
	struct docket_write w = rows_docket(arena, 1, 0, 1);
	cr_assert_eq(commit_docket(store, w), STORE_OK);
	cr_expect_str_eq(
	    eye_text("select concat_ws(' ', n, kind, scope, state, stage, holder, since, term, closed_at,"
		     " is_automatic, is_held_here, is_filed_here, student_number, receiving_school,"
		     " sending_school, filed_at) from docket"),
	    "1 1 4 0 2 430102 1788224400001 1789088400001 0 f t f L430102201501010001"
	    " 2143000101 2144000001 1788224399999");
	cr_expect_str_eq(eye_text("select concat_ws(' ', n, holder, term, next_look) from desk"),
	    "1 430102 1789088400001 1789088400001");
	w = rows_docket(arena, 1, 1, 1);
	struct docket *d = rows_fold(arena, &w);
	d->posture = POSTURE_AUTO;
	d->stop = 1;
	d->holder = rows_unit(SENDER);
	w.docket = d;
	w.term.ms = w.next_look.ms = 0;
	w.is_held_here = false;
	cr_assert_eq(commit_docket(store, w), STORE_OK);
	cr_expect_str_eq(eye_text("select concat_ws(' ', n, stage, holder, term, is_automatic, is_held_here)"
				  " from docket"),
	    "2 6 2144000001 0 t f");
	cr_expect_eq(eye_int("select count(*) from desk"), 0);
}

Test(round_trip, a_docket_that_comes_back_lies_on_the_desk_once_more)
{
	struct docket_write w = rows_docket(arena, 1, 0, 1);
	w.is_held_here = false;
	cr_assert_eq(commit_docket(store, w), STORE_OK);
	cr_expect_eq(eye_int("select count(*) from desk"), 0);
	w = rows_docket(arena, 1, 1, 1);
	cr_assert_eq(commit_docket(store, w), STORE_OK);
	w = rows_docket(arena, 1, 2, 1);
	cr_assert_eq(commit_docket(store, w), STORE_OK);
	cr_expect_eq(eye_int("select n from desk"), 3, "as the docket's");
	w = rows_docket(arena, 1, 3, 1);
	struct docket *d = rows_fold(arena, &w);
	d->posture = POSTURE_CLOSED;
	d->state = DOCKET_COMPLETED;
	w.docket = d;
	w.is_held_here = false;
	cr_assert_eq(commit_docket(store, w), STORE_OK);
	cr_expect_eq(eye_int("select count(*) from desk"), 0);
	cr_expect_eq(eye_int("select count(*) from docket where closed_at = since"), 1);
}

/* A row of the desk alone, as after a restore that somebody has mended by hand. */
Test(round_trip, what_lies_on_the_desk_of_a_lost_docket_does_not_keep_it_away)
{
	struct docket_write w = rows_docket(arena, 1, 0, 1);
	cr_assert_eq(commit_docket(store, w), STORE_OK);
	eye_do("delete from docket; delete from entry; update desk set n = 7, holder = '430000'");
	cr_assert_eq(commit_docket(store, w), STORE_OK);
	cr_expect_str_eq(eye_text("select concat_ws(' ', n, holder) from desk"), "1 430102");
}

/* -- records -------------------------------------------------------------------------- */

static void
expect_record(const struct record *got, const struct record *want)
{
	cr_assert_str_eq(got->number.text, want->number.text);
	cr_assert_str_eq(got->citizen_id.text, want->citizen_id.text);
	cr_assert_str_eq(got->name, want->name);
	cr_assert_eq(got->birth.n, want->birth.n);
	cr_assert_eq(got->sex, want->sex);
	cr_assert_str_eq(got->school.text, want->school.text);
	cr_assert_eq(got->status, want->status);
	cr_assert_eq(got->grade, want->grade);
	cr_assert_eq(got->is_problem, want->is_problem);
	cr_assert_str_eq(got->open_docket.text, want->open_docket.text);
	cr_assert_eq(got->version, want->version);
	cr_assert_eq(got->status_on.n, want->status_on.n);
	cr_assert_eq(got->status_until.n, want->status_until.n);
	cr_assert_eq(got->graduated_on.n, want->graduated_on.n);
	cr_assert_str_eq(got->graduated_from.text, want->graduated_from.text);
	cr_assert_str_eq(got->contact.address, want->contact.address);
	cr_assert_str_eq(got->contact.phone, want->contact.phone);
	cr_assert_str_eq(got->contact.guardian, want->contact.guardian);
	cr_assert_eq(got->n_former, want->n_former);
	for (size_t i = 0; i < got->n_former; i++)
		cr_assert_str_eq(got->former[i].text, want->former[i].text);
	cr_assert_eq(got->school_year, want->school_year);
	cr_assert_eq(got->told, want->told);
}

static struct record
load(unsigned i)
{
	struct stored_record got;
	const struct student_number number = rows_number(i);
	const struct unit_code school = rows_unit(SCHOOL);
	cr_assert_eq(store_records(store, &number, &school, 1, &got), STORE_OK);
	cr_assert(got.has);
	return got.record;
}

Test(round_trip, names_are_text_and_nothing_but_text)
{
	static const char *const names[] = {
		"𠮷野家𪚥䶮㐂𬺈",			/* beyond the basic plane */
		"阿依古丽·买买提",
		"O'Brien \"Bobby\"; drop table record;--",
		"back\\slash \\000 \\x41 {a,b} NULL",
		"NULL", "{}", "", " ", "a\tb\nc",
		"é e\xcc\x81 \xef\xbf\xbd \xef\xbb\xbf",	/* composed, decomposed, U+FFFD, U+FEFF */
	};
	enum { N = sizeof(names) / sizeof(names[0]) };
	struct record_write w[N];
	for (unsigned i = 0; i < N; i++) {
		w[i] = rows_record(i, 0);
		rows_text(w[i].record.name, sizeof(w[i].record.name), names[i]);
	}
	const struct batch b = { .records = w, .n_records = N, .now = rows_at(0) };
	cr_assert_eq(store_commit(store, &b), STORE_OK, "%s", store_trouble(store));
	for (unsigned i = 0; i < N; i++) {
		const struct record got = load(i);
		expect_record(&got, &w[i].record);
	}
	struct record longest = rows_record(N, 0).record;
	for (size_t i = 0; i + 3 < STUDENT_NAME_MAX; i += 3)
		memcpy(longest.name + i, "龘", 4);
	struct record_write last = rows_record(N, 0);
	last.record = longest;
	cr_assert_eq(commit_record(store, last), STORE_OK);
	const struct record got = load(N);
	expect_record(&got, &longest);
}

Test(round_trip, a_record_keeps_every_version_with_its_cause)
{
	struct record_write w[3] = { rows_record(1, 0), rows_record(1, 1), rows_record(1, 2) };
	w[1].record.open_docket = w[1].cause = rows_docket_id(7);
	w[2].cause = rows_docket_id(7);
	w[0].why = RECORD_WHY_PROMOTION;
	w[2].record.status = STATUS_transferred_out;
	w[2].record.is_problem = true;
	w[2].record.citizen_id.text[0] = '\0';
	w[2].evidence = (struct evidence){ rows_unit(SCHOOL), "clerk.wang", "" };
	memset(w[2].evidence.digests, 'a', sizeof(w[2].evidence.digests) - 1);
	for (size_t i = 0; i < 3; i++)
		cr_assert_eq(commit_record(store, w[i]), STORE_OK);
	const struct record now = load(1);
	expect_record(&now, &w[2].record);

	struct record_version *history;
	size_t n;
	cr_assert_eq(store_record_history(store, arena, rows_number(1), rows_unit(SCHOOL), &history, &n),
	    STORE_OK);
	cr_assert_eq(n, 3);
	for (size_t i = 0; i < 3; i++) {
		expect_record(&history[i].record, &w[i].record);
		cr_expect_str_eq(history[i].cause.text, w[i].cause.text);
		cr_expect_eq(history[i].at.ms, w[i].at.ms);
		cr_expect_eq(history[i].why, w[i].why);
		cr_expect_str_eq(history[i].evidence.unit.text, w[i].evidence.unit.text);
		cr_expect_str_eq(history[i].evidence.officer, w[i].evidence.officer);
		cr_expect_str_eq(history[i].evidence.digests, w[i].evidence.digests);
	}
}

/* Gives record 1 the number of rows_number(to). */
static void
renumber(struct record_write *w, uint32_t version_before, unsigned to)
{
	w->version_before = version_before;
	w->number_before = w->record.number;
	w->record.version = version_before + 1;
	record_renumber(&w->record, rows_number(to));
	cr_assert_eq(commit_record(store, *w), STORE_OK, "%s", store_trouble(store));
}

Test(round_trip, a_record_is_found_by_every_number_it_ever_had)
{
	struct record_write w = rows_record(1, 0);
	cr_assert_eq(commit_record(store, w), STORE_OK);
	renumber(&w, 1, 11);
	renumber(&w, 2, 12);
	const unsigned asked[] = { 1, 11, 12 };
	for (size_t i = 0; i < 3; i++) {
		struct record_version *history;
		size_t n;
		const struct record got = load(asked[i]);
		expect_record(&got, &w.record);
		cr_assert_eq(store_record_history(store, arena, rows_number(asked[i]), rows_unit(SCHOOL),
				 &history, &n), STORE_OK);
		cr_assert_eq(n, 3);
		for (size_t k = 0; k < 3; k++)
			cr_expect_str_eq(history[k].record.number.text, rows_number(asked[k]).text);
	}
	bool is_own = false;
	struct record got;
	cr_assert_eq(store_status_record(store, rows_number(11), &got, &is_own), STORE_OK);
	cr_expect(is_own);
	expect_record(&got, &w.record);
}

Test(round_trip, whose_number_it_is_now_comes_before_whose_it_was_once)
{
	struct record_write w = rows_record(1, 0);
	const struct record_write other = rows_record(1, 0);
	cr_assert_eq(commit_record(store, w), STORE_OK);
	renumber(&w, 1, 11);
	cr_assert_eq(commit_record(store, other), STORE_CONFLICT, "its first version has that number");
	struct record_write later = rows_record(1, 0);
	later.record.version = 9;
	cr_assert_eq(commit_record(store, later), STORE_OK);
	const struct record got = load(1);
	expect_record(&got, &later.record);
}

Test(round_trip, as_many_numbers_as_a_record_can_have_come_back_in_order)
{
	struct record_write w = rows_record(1, 0);
	cr_assert_eq(commit_record(store, w), STORE_OK);
	for (unsigned i = 0; i < FORMER_MAX; i++)
		renumber(&w, i + 1, 20 + i);
	const struct record got = load(1);
	expect_record(&got, &w.record);
}

Test(round_trip, a_record_is_found_only_at_the_school_that_keeps_it)
{
	const struct student_number numbers[] = { rows_number(2), rows_number(1), rows_number(1) };
	const struct unit_code schools[] = { rows_unit(SCHOOL), rows_unit(SENDER), rows_unit(SCHOOL) };
	struct stored_record got[3];
	cr_assert_eq(commit_record(store, rows_record(1, 0)), STORE_OK);
	cr_assert_eq(store_records(store, numbers, schools, 3, got), STORE_OK);
	cr_expect(!got[0].has && !got[1].has);
	cr_assert(got[2].has);
	cr_expect_str_eq(got[2].record.number.text, numbers[2].text);
}

/* -- what is kept aside --------------------------------------------------------------- */

Test(round_trip, dead_letters_are_listed_until_replayed_and_kept_after)
{
	struct dead_letter w[2] = {
		{ .partition = 3, .offset = INT64_C(9000000000), .reason = VERDICT_GARBLED,
		    .key = rows_bytes(arena, 1, 36), .value = rows_bytes(arena, 2, 70000), .at = rows_at(1) },
		{ .partition = 4, .offset = 0, .reason = VERDICT_UNKNOWN_KIND, .at = rows_at(2) },
	};
	rows_text(w[0].topic, sizeof(w[0].topic), TOPIC);
	rows_text(w[1].topic, sizeof(w[1].topic), TOPIC);
	const struct batch b = { .dead = w, .n_dead = 2, .now = rows_at(3) };
	struct dead_letter *got;
	size_t n;
	cr_assert_eq(store_commit(store, &b), STORE_OK);
	cr_assert_eq(store_dead_letters(store, arena, 0, 10, false, &got, &n), STORE_OK);
	cr_assert_eq(n, 2);
	for (size_t i = 0; i < 2; i++) {
		cr_expect_str_eq(got[i].topic, TOPIC);
		cr_expect_eq(got[i].partition, w[i].partition);
		cr_expect_eq(got[i].offset, w[i].offset);
		cr_expect_eq(got[i].reason, w[i].reason);
		expect_bytes(got[i].key, w[i].key, "key");
		expect_bytes(got[i].value, w[i].value, "value");
		cr_expect_eq(got[i].at.ms, w[i].at.ms);
		cr_expect_eq(got[i].replayed_at.ms, 0);
	}
	const int64_t first = got[0].id, second = got[1].id;
	const struct batch replay = { .replayed = &first, .n_replayed = 1, .now = rows_at(4) };
	cr_assert_eq(store_commit(store, &replay), STORE_OK);
	cr_assert_eq(store_dead_letters(store, arena, 0, 10, false, &got, &n), STORE_OK);
	cr_assert_eq(n, 1);
	cr_expect_eq(got[0].id, second);
	cr_assert_eq(store_dead_letters(store, arena, 0, 10, true, &got, &n), STORE_OK);
	cr_assert_eq(n, 2);
	cr_expect_eq(got[0].replayed_at.ms, rows_at(4).ms);
	cr_assert_eq(store_dead_letters(store, arena, first, 10, true, &got, &n), STORE_OK);
	cr_expect_eq(n, 1);
}

Test(round_trip, dead_letters_are_counted_and_listed_without_their_bytes)
{
	enum { N = 250, LARGE = 70000 };
	struct dead_letter w[N];
	for (unsigned i = 0; i < N; i++) {
		const struct dead_letter one = { .partition = 3, .offset = i, .reason = VERDICT_GARBLED,
			.value = rows_bytes(arena, i, i == 0 ? LARGE : 10 + i), .at = rows_at(i) };
		w[i] = one;
		rows_text(w[i].topic, sizeof(w[i].topic), TOPIC);
	}
	const struct batch b = { .dead = w, .n_dead = N, .now = rows_at(3) };
	struct dead_row *got;
	size_t n;
	int64_t count;
	cr_assert_eq(store_dead_count(store, &count), STORE_OK);
	cr_expect_eq(count, 0);
	cr_assert_eq(store_commit(store, &b), STORE_OK);
	cr_assert_eq(store_dead_count(store, &count), STORE_OK);
	cr_expect_eq(count, N);
	cr_assert_eq(store_dead_rows(store, arena, 0, 3, false, &got, &n), STORE_OK);
	cr_assert_eq(n, 3);
	cr_expect_str_eq(got[0].topic, TOPIC);
	cr_expect_eq(got[0].partition, 3);
	cr_expect_eq(got[2].offset, 2);
	cr_expect_eq(got[0].reason, VERDICT_GARBLED);
	cr_expect_eq(got[0].size, LARGE);
	cr_expect_eq(got[2].at.ms, rows_at(2).ms);

	const struct batch replay = { .replayed = &got[0].id, .n_replayed = 1, .now = rows_at(4) };
	const int64_t second = got[1].id;
	cr_assert_eq(store_commit(store, &replay), STORE_OK);
	cr_assert_eq(store_dead_count(store, &count), STORE_OK);
	cr_expect_eq(count, N - 1);
	cr_assert_eq(store_dead_rows(store, arena, 0, 1, false, &got, &n), STORE_OK);
	cr_expect_eq(got[0].id, second);
	cr_assert_eq(store_dead_rows(store, arena, 0, 1, true, &got, &n), STORE_OK);
	cr_expect_eq(got[0].replayed_at.ms, rows_at(4).ms);
}

/* The courier sends what got no receipt again, and again. */
Test(round_trip, a_dead_letter_that_comes_again_is_counted_and_not_kept_twice)
{
	struct dead_letter w[4];
	for (unsigned i = 0; i < 4; i++) {
		const struct dead_letter one = { .partition = 3, .offset = 10 + i,
			.reason = VERDICT_GARBLED, .value = rows_bytes(arena, i == 3 ? 7 : i, 70),
			.at = rows_at(i) };
		w[i] = one;
		rows_text(w[i].topic, sizeof(w[i].topic), TOPIC);
	}
	w[2].value = w[0].value;	/* twice in one turn */
	bool is_new[3] = { false, false, true };
	const struct batch first = { .dead = w, .n_dead = 3, .now = rows_at(5), .ret_dead_is_new = is_new };
	struct dead_row *got;
	size_t n;
	cr_assert_eq(store_commit(store, &first), STORE_OK, "%s", store_trouble(store));
	cr_expect(is_new[0] && is_new[1] && !is_new[2]);

	w[0].offset = 90;
	w[0].at = rows_at(90);
	rows_text(w[1].topic, sizeof(w[1].topic), "xueji.v1.44.county");
	w[2] = w[3];
	const struct position_move p = rows_position(1, -1, 1);
	const struct batch again = { .positions = &p, .n_positions = 1, .dead = w, .n_dead = 3,
		.now = rows_at(90), .ret_dead_is_new = is_new };
	cr_assert_eq(store_commit(store, &again), STORE_OK, "%s", store_trouble(store));
	cr_expect(!is_new[0], "resent");
	cr_expect(is_new[1], "on another topic");
	cr_expect(is_new[2], "other bytes");
	cr_assert_eq(store_dead_rows(store, arena, 0, 10, false, &got, &n), STORE_OK);
	cr_assert_eq(n, 4);
	cr_expect_eq(got[0].times, 3);
	cr_expect_eq(got[0].offset, 10, "where it came first");
	cr_expect_eq(got[0].at.ms, rows_at(0).ms);
	cr_expect_eq(got[1].times, 1);
	const struct batch unasked = { .dead = w, .n_dead = 3, .now = rows_at(95) };
	cr_expect_eq(store_commit(store, &unasked), STORE_OK);
}

Test(round_trip, a_fork_is_evidence_down_to_the_last_byte_of_its_stamp)
{
	struct fork w[2] = { { .docket = rows_docket_id(1), .n = 4, .at = rows_at(1) },
		{ .docket = rows_docket_id(1), .n = 2, .at = rows_at(2) } };
	for (unsigned i = 0; i < 2; i++) {
		memcpy(w[i].ours, rows_bytes(arena, i + 50, HASH_SIZE).data, HASH_SIZE);
		rows_sealed(arena, i + 60, 900, &w[i].theirs);
	}
	const struct batch b = { .forks = w, .n_forks = 2, .now = rows_at(3) };
	struct fork *got;
	size_t n;
	cr_assert_eq(store_commit(store, &b), STORE_OK);
	cr_assert_eq(store_commit(store, &b), STORE_OK, "the same evidence again is no trouble");
	cr_assert_eq(store_forks(store, arena, rows_docket_id(1), &got, &n), STORE_OK);
	cr_assert_eq(n, 2);
	for (size_t i = 0; i < 2; i++) {
		const struct fork *want = &w[1 - i];	/* by number */
		cr_expect_str_eq(got[i].docket.text, want->docket.text);
		cr_expect_eq(got[i].n, want->n);
		cr_expect_arr_eq(got[i].ours, want->ours, HASH_SIZE);
		expect_sealed(&got[i].theirs, &want->theirs);
		cr_expect_eq(got[i].at.ms, want->at.ms);
	}
	cr_assert_eq(store_forks(store, arena, rows_docket_id(2), &got, &n), STORE_OK);
	cr_expect_eq(n, 0);
}

Test(round_trip, a_notice_is_read_by_the_unit_that_was_told_newest_first)
{
	struct notice_write w[3];
	for (unsigned i = 0; i < 3; i++) {
		const struct notice_write one = { .docket = rows_docket_id(i), .unit = rows_unit(DESK),
			.told = rows_unit(i == 1 ? "440000" : "430000"),
			.stage = STAGE_receiving_county, .at = rows_at(i) };
		w[i] = one;
		rows_text(w[i].what, sizeof(w[i].what), "overdue");
	}
	const struct batch b = { .notices = w, .n_notices = 3, .now = rows_at(3) };
	struct notice_write *got;
	size_t n;
	cr_assert_eq(store_commit(store, &b), STORE_OK);
	cr_assert_eq(store_notices(store, arena, rows_unit("430000"), NULL, 10, &got, &n), STORE_OK);
	cr_assert_eq(n, 2);
	cr_expect_str_eq(got[0].docket.text, rows_docket_id(2).text);
	cr_expect_str_eq(got[1].docket.text, rows_docket_id(0).text);
	cr_expect_str_eq(got[0].what, "overdue");
	cr_expect_str_eq(got[0].unit.text, DESK);
	cr_expect_str_eq(got[0].told.text, "430000");
	cr_expect_eq(got[0].stage, STAGE_receiving_county);
	cr_expect_eq(got[0].at.ms, rows_at(2).ms);
	const struct notice_write last = got[0];
	cr_assert_eq(store_notices(store, arena, rows_unit("430000"), &last, 10, &got, &n), STORE_OK);
	cr_assert_eq(n, 1, "the page after the first row");
	cr_expect_str_eq(got[0].docket.text, rows_docket_id(0).text);
}

/* -- much at once --------------------------------------------------------------------- */

Test(round_trip, ten_thousand_dockets_go_in_one_batch_and_come_back_in_one)
{
	enum { N = 10000, BODY = 4096 };
	struct docket_write *w = arena_array(arena, N, sizeof(*w));
	struct docket_id *ids = arena_array(arena, N, sizeof(*ids));
	struct outgoing *o = arena_array(arena, N, sizeof(*o));
	struct stored_docket *got = arena_array(arena, N, sizeof(*got));
	const struct docket_write one = rows_docket(arena, 0, 0, 0);
	struct docket *d = rows_fold(arena, &one);
	d->n = 1;
	struct sealed *entries = arena_array(arena, N, sizeof(*entries));
	for (unsigned i = 0; i < N; i++) {
		rows_sealed(arena, i, BODY, &entries[i]);
		w[i] = one;
		w[i].docket = d;
		w[i].id = ids[i] = rows_docket_id(i);
		w[i].entries = &entries[i];
		w[i].n_entries = 1;
		o[i] = rows_outgoing(arena, i, i, 1);
	}
	const struct batch b = { .dockets = w, .n_dockets = N, .outgoing = o, .n_outgoing = N,
		.now = rows_at(0) };
	cr_assert_eq(store_commit(store, &b), STORE_OK, "%s", store_trouble(store));
	cr_assert_eq(store_dockets(store, arena, ids, N, got), STORE_OK);
	for (size_t i = 0; i < N; i++)
		expect_folder(&got[i].folder, &w[i]);
	cr_expect_eq(eye_int("select count(*) from outbox"), N);
}

/* More questions than fit into the buffers on the way there, more answers than fit into those
 * on the way back: were either side to write without reading, both would wait for ever. */
Test(round_trip, a_pipeline_fuller_than_every_buffer_runs_through)
{
	enum { CALLS = 20, KNOWN = 200, ASKED = 10000 };
	struct call calls[CALLS];
	PGresult *results[CALLS];
	struct column ids;
	for (unsigned i = 0; i < KNOWN; i++) {
		struct docket_write w = rows_docket(arena, i, 0, 1);
		struct sealed large;
		rows_sealed(arena, i, 4096, &large);
		w.entries = &large;
		cr_assert_eq(commit_docket(store, w), STORE_OK);
	}
	column_begin(&ids, store, TYPE_TEXT);
	for (unsigned i = 0; i < ASKED; i++)
		column_text(&ids, rows_docket_id(i).text);
	for (size_t i = 0; i < CALLS; i++) {
		call_begin(&calls[i], STATEMENT_load_dockets);
		call_array(&calls[i], &ids);
	}
	cr_assert_eq(store_pipeline(store, calls, CALLS, false, results), STORE_OK, "%s",
	    store_trouble(store));
	for (size_t i = 0; i < CALLS; i++) {
		cr_expect_eq(PQntuples(results[i]), KNOWN);
		PQclear(results[i]);
	}
}

/* -- what the ministry was asked ------------------------------------------------------ */

static struct question_write
question(unsigned i, uint32_t seen, enum question_state state)
{
	struct question_write w = { .is_first = true,
		.question = { .docket = rows_docket_id(i), .seen = seen, .unit = rows_unit("430000"),
			.key = { 7 }, .is_new = i % 2 == 0, .citizen_id = { "110105201605200011" },
			.name = "演示·甲", .state = state, .code = VERDICT_OK, .at = rows_at(i) } };
	return w;
}

static enum store_result
commit_questions(const struct question_write *w, size_t n)
{
	const struct batch b = { .questions = w, .n_questions = n, .now = rows_at(0) };
	return store_commit(store, &b);
}

Test(round_trip, a_question_waits_is_answered_once_and_keeps_no_person)
{
	struct question_write w[] = { question(1, 5, QUESTION_ASKED), question(2, 6, QUESTION_ASKED),
		question(3, 7, QUESTION_DONE) };
	struct question *got;
	size_t n;
	cr_assert_eq(commit_questions(w, 3), STORE_OK, "%s", store_trouble(store));
	cr_assert_eq(store_questions_in(store, arena, QUESTION_ASKED, 9, &got, &n), STORE_OK);
	cr_assert_eq(n, 2);
	cr_expect_str_eq(got[0].docket.text, rows_docket_id(1).text, "the one that waits longest");
	cr_expect_str_eq(got[0].name, "演示·甲");
	cr_expect_str_eq(got[0].citizen_id.text, "110105201605200011");
	cr_expect_str_eq(got[0].unit.text, "430000");
	cr_expect_arr_eq(got[0].key, w[0].question.key, STORE_INDEX_KEY);
	cr_expect_not(got[0].is_new);
	cr_expect(got[1].is_new);
	got[0].code = VERDICT_REGISTER_DIFFERS;
	got[1].seen = 99;	/* it was asked anew meanwhile */
	cr_assert_eq(store_questions_answer(store, got, 2), STORE_OK);
	cr_assert_eq(store_questions_in(store, arena, QUESTION_ANSWERED, 9, &got, &n), STORE_OK);
	cr_assert_eq(n, 1);
	cr_expect_eq(got[0].code, VERDICT_REGISTER_DIFFERS);
	got[0].code = VERDICT_OK;
	cr_assert_eq(store_questions_answer(store, got, 1), STORE_OK);
	const struct docket_id ids[] = { rows_docket_id(1), rows_docket_id(9) };
	cr_assert_eq(store_questions(store, arena, ids, 2, &got, &n), STORE_OK);
	cr_assert_eq(n, 1);
	cr_expect_eq(got[0].code, VERDICT_REGISTER_DIFFERS, "what was said stands");
}

Test(round_trip, a_question_changes_only_as_it_was_read)
{
	struct question_write w = question(1, 5, QUESTION_ASKED);
	cr_assert_eq(commit_questions(&w, 1), STORE_OK);
	cr_expect_eq(commit_questions(&w, 1), STORE_CONFLICT, "a docket has one");
	w.is_first = false;
	w.seen_before = 5;
	w.state_before = QUESTION_ANSWERED;
	w.question.state = QUESTION_DONE;
	w.question.found = rows_unit("440000");
	cr_expect_eq(commit_questions(&w, 1), STORE_CONFLICT);
	w.state_before = QUESTION_ASKED;
	w.seen_before = 4;
	cr_expect_eq(commit_questions(&w, 1), STORE_CONFLICT);
	w.seen_before = 5;
	cr_expect_eq(commit_questions(&w, 1), STORE_OK);
	cr_expect_str_eq(eye_text("select state || ' ' || found from register_question"), "2 440000");
}

/* -- records a batch asks about -------------------------------------------------------- */

static void
put_temporary(unsigned i, void (*spoil)(struct record *))
{
	struct record_write w = rows_record(i, 0);
	w.record.number.text[0] = 'L';
	w.record.status = STATUS_in_school;
	rows_text(w.record.citizen_id.text, sizeof(w.record.citizen_id.text), "110105201605200011");
	w.record.is_problem = false;
	w.record.open_docket.text[0] = '\0';
	if (spoil != NULL)
		spoil(&w.record);
	cr_assert_eq(commit_record(store, w), STORE_OK, "%s", store_trouble(store));
}

static void is_formal(struct record *r) { r->number.text[0] = 'G'; }
static void is_flagged(struct record *r) { r->is_problem = true; }
static void is_locked(struct record *r) { r->open_docket = rows_docket_id(9); }
static void has_no_id(struct record *r) { r->citizen_id.text[0] = '\0'; }
static void has_gone(struct record *r) { r->status = STATUS_transferred_out; }

Test(round_trip, a_batch_sees_temporary_records_that_nothing_stands_in_the_way_of_page_by_page)
{
	void (*const spoils[])(struct record *) = { is_formal, is_flagged, is_locked, has_no_id, has_gone };
	const struct temporary first = { { "" }, { "" } };
	struct temporary got[3];
	size_t n;
	for (unsigned i = 0; i < 5; i++)
		put_temporary(20 + i, spoils[i]);
	for (unsigned i = 1; i <= 4; i++)
		put_temporary(i, NULL);
	cr_assert_eq(store_temporary(store, &first, 3, got, &n), STORE_OK);
	cr_assert_eq(n, 3);
	const struct temporary last = got[2];
	cr_expect_eq(got[0].number.text[0], 'L');
	cr_assert_eq(store_temporary(store, &last, 3, got, &n), STORE_OK);
	cr_assert_eq(n, 1);
	cr_expect_gt(strcmp(got[0].number.text, last.number.text), 0);
	eye_do("insert into docket (id, n, kind, scope, state, stage, holder, since, term, is_automatic,"
	       " is_held_here, student_number, receiving_school, sending_school, filed_at, header, is_filed_here)"
	       " values ('0198c0de-0000-7000-8000-000000000001', 1, 3, 5, 0, 14, '', 0, 0, false, true, '%s', '%s',"
	       " '', 0, '', true)", got[0].number.text, got[0].school.text);
	cr_assert_eq(store_temporary(store, &last, 3, got, &n), STORE_OK);
	cr_expect_eq(n, 0, "its school has other business open with it");
}

/* -- the index ------------------------------------------------------------------------ */

static struct index_write
index_row(unsigned i, uint8_t key, enum status status)
{
	struct index_write w = { .is_new = true,
		.row = { .has_key = key != 0, .key = { key }, .unit = rows_unit(SCHOOL),
			.status = status, .version = i, .other = rows_unit("440000"),
			.other_version = i + 70, .is_asked = i == 2 } };
	rows_text(w.row.id, sizeof(w.row.id), rows_number(i).text);
	if (i == 2)
		w.row.became = rows_number(9);
	return w;
}

static enum store_result
commit_index(const struct index_write *w, size_t n)
{
	const struct batch b = { .index = w, .n_index = n, .now = rows_at(0) };
	return store_commit(store, &b);
}

Test(round_trip, the_index_is_found_by_number_and_by_key_each_row_once)
{
	const struct index_write w[] = { index_row(1, 7, STATUS_in_school),
		index_row(2, 7, STATUS_transferred_out), index_row(3, 0, STATUS_in_school) };
	const uint8_t keys[][STORE_INDEX_KEY] = { { 7 }, { 9 } };
	char ids[2][STORE_INDEX_ID_MAX];
	struct index_row *got;
	size_t n;
	cr_assert_eq(commit_index(w, 3), STORE_OK, "%s", store_trouble(store));
	rows_text(ids[0], sizeof(ids[0]), w[0].row.id);
	rows_text(ids[1], sizeof(ids[1]), w[2].row.id);
	cr_assert_eq(store_index(store, arena, (const char (*)[STORE_INDEX_ID_MAX])ids, 2, keys, 2,
			 &got, &n), STORE_OK);
	cr_assert_eq(n, 3);
	for (size_t i = 0; i < n; i++) {
		const struct index_row *want = &w[got[i].version - 1].row;
		cr_expect_str_eq(got[i].id, want->id);
		cr_expect_eq(got[i].has_key, want->has_key);
		cr_expect_arr_eq(got[i].key, want->key, STORE_INDEX_KEY);
		cr_expect_str_eq(got[i].unit.text, SCHOOL);
		cr_expect_str_eq(got[i].other.text, "440000");
		cr_expect_eq(got[i].other_version, want->other_version);
		cr_expect_eq(got[i].is_asked, want->is_asked);
		cr_expect_str_eq(got[i].became.text, want->became.text);
		cr_expect_eq(got[i].writes, 0);
		cr_expect_eq(got[i].status, want->status);
	}
}

Test(round_trip, one_child_is_in_the_index_once_unless_it_is_known_to_be_double)
{
	const struct index_write first = index_row(1, 7, STATUS_in_school);
	struct index_write second = index_row(2, 7, STATUS_suspended);
	cr_assert_eq(commit_index(&first, 1), STORE_OK);
	cr_expect_eq(commit_index(&second, 1), STORE_CONFLICT);
	second.row.is_double = true;
	cr_expect_eq(commit_index(&second, 1), STORE_OK);
}

Test(round_trip, an_index_row_changes_or_goes_only_as_it_was_read)
{
	struct index_write w = index_row(1, 7, STATUS_in_school);
	cr_assert_eq(commit_index(&w, 1), STORE_OK);
	w.is_new = false;
	rows_text(w.id_before, sizeof(w.id_before), w.row.id);
	w.row.writes = 9;
	cr_expect_eq(commit_index(&w, 1), STORE_CONFLICT);
	w.row.writes = 0;
	rows_text(w.row.id, sizeof(w.row.id), rows_number(5).text);
	w.row.is_asked = true;
	cr_expect_eq(commit_index(&w, 1), STORE_OK);
	rows_text(w.id_before, sizeof(w.id_before), w.row.id);
	cr_expect_eq(commit_index(&w, 1), STORE_CONFLICT, "somebody else has written, if not a newer version");
	w.is_gone = true;
	cr_expect_eq(commit_index(&w, 1), STORE_CONFLICT);
	w.row.writes = 1;
	cr_expect_eq(commit_index(&w, 1), STORE_OK);
	cr_expect_eq(eye_int("select count(*) from student_index"), 0);
}

Test(round_trip, the_numbers_that_are_not_free_are_those_of_records_and_of_the_index)
{
	struct student_number *got, prefix = rows_number(0);
	size_t n;
	const struct index_write indexed = index_row(2, 0, STATUS_in_school);
	cr_assert_eq(commit_record(store, rows_record(1, 0)), STORE_OK);
	cr_assert_eq(commit_index(&indexed, 1), STORE_OK);
	prefix.text[15] = '\0';
	cr_assert_eq(store_numbers(store, arena, &prefix, 1, &got, &n), STORE_OK);
	cr_assert_eq(n, 2);
	prefix.text[14] = '9';
	cr_assert_eq(store_numbers(store, arena, &prefix, 1, &got, &n), STORE_OK);
	cr_expect_eq(n, 0);
}
