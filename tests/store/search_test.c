/* What officers search for. */
#include <criterion/criterion.h>
#include <string.h>

#include "opened.h"
#include "rows.h"

TestSuite(search, .init = opened_begin, .fini = opened_end, .timeout = 60);

static void
put(unsigned i, const char *number, const char *receiving, const char *sending, bool is_open)
{
	struct docket_write w = rows_docket(arena, i, 0, 1);
	struct docket *d = rows_fold(arena, &w);
	rows_text(d->header.number.text, sizeof(d->header.number.text), number);
	d->header.receiving_school = rows_unit(receiving);
	d->header.sending_school = rows_unit(sending);
	if (!is_open) {
		d->posture = POSTURE_CLOSED;
		d->state = DOCKET_COMPLETED;
		d->holder.text[0] = '\0';
		w.is_held_here = false;
		w.next_look.ms = 0;
	}
	w.docket = d;
	cr_assert_eq(commit_docket(store, w), STORE_OK, "%s", store_trouble(store));
}

static void
expect_ids(const struct docket_id *ids, size_t n, const unsigned *wanted, size_t n_wanted)
{
	cr_assert_eq(n, n_wanted);
	for (size_t i = 0; i < n; i++)
		cr_expect_str_eq(ids[i].text, rows_docket_id(wanted[i]).text, "place %zu", i);
}

Test(search, dockets_are_found_by_the_day_in_their_numbers_and_by_school)
{
	struct docket_id ids[10];
	size_t n;
	put(4, "G430102201503071234", SCHOOL, SENDER, true);
	put(3, "L430102201503070001", SCHOOL, SCHOOL, false);
	put(2, "G430102201503085678", "2143000102", SCHOOL, true);
	put(1, "J440103201503070003", "2143000102", SENDER, true);
	const struct day birth = number_birth("430102201503071234"), other = { birth.n + 2 };
	cr_assert_eq(store_search_born(store, birth, (struct docket_id){ "" }, 10, ids, &n), STORE_OK);
	expect_ids(ids, n, (const unsigned[]){ 4, 3, 1 }, 3);
	cr_assert_eq(store_search_born(store, birth, ids[0], 1, ids, &n), STORE_OK);
	expect_ids(ids, n, (const unsigned[]){ 3 }, 1);
	cr_assert_eq(store_search_born(store, other, (struct docket_id){ "" }, 10, ids, &n), STORE_OK);
	cr_expect_eq(n, 0);
	cr_assert_eq(store_search_school(store, rows_unit(SCHOOL), 10, ids, &n), STORE_OK);
	expect_ids(ids, n, (const unsigned[]){ 4, 2 }, 2);	/* the closed one is not there */
	cr_assert_eq(store_search_school(store, rows_unit(SENDER), 1, ids, &n), STORE_OK);
	expect_ids(ids, n, (const unsigned[]){ 4 }, 1);
}

Test(search, records_are_found_by_any_of_many_births_in_one_school)
{
	struct record *list;
	size_t n;
	const struct day births[] = { { 16436 }, { 16438 }, { 16436 }, { 9 } };
	for (unsigned i = 0; i < 4; i++) {
		struct record_write w = rows_record(i, 0);
		w.record.birth.n = 16436 + (int)i;
		cr_assert_eq(commit_record(store, w), STORE_OK);
	}
	cr_assert_eq(store_records_born(store, arena, rows_unit(SCHOOL), births, 4, &list, &n), STORE_OK);
	cr_assert_eq(n, 2);
	cr_expect_eq(list[0].birth.n + list[1].birth.n, 16436 + 16438);
	cr_assert_eq(store_records_born(store, arena, rows_unit(SCHOOL), births, 0, &list, &n), STORE_OK);
	cr_expect_eq(n, 0);
	cr_assert_eq(store_records_born(store, arena, rows_unit(SENDER), births, 4, &list, &n), STORE_OK);
	cr_expect_eq(n, 0);
}

Test(search, records_are_found_by_birth_with_name_or_citizen_id_in_one_school)
{
	struct record *list;
	size_t n;
	const struct citizen_id none = { "" }, id = { "43010220150101002X" }, wrong = { "430102201501010038" };
	for (unsigned i = 0; i < 4; i++) {
		struct record_write w = rows_record(i, 0);
		w.record.birth.n = i < 3 ? 16436 : 16437;
		if (i == 2)
			rows_text(w.record.name, sizeof(w.record.name), "张三");
		cr_assert_eq(commit_record(store, w), STORE_OK);
	}
	const struct day birth = { 16436 };
	cr_assert_eq(store_search_records(store, arena, rows_unit(SCHOOL), birth, "王小明", none, 10, &list, &n),
	    STORE_OK);
	cr_expect_eq(n, 2);
	cr_assert_eq(store_search_records(store, arena, rows_unit(SCHOOL), birth, "", id, 10, &list, &n), STORE_OK);
	cr_expect_eq(n, 3);
	cr_assert_eq(store_search_records(store, arena, rows_unit(SCHOOL), birth, "", wrong, 10, &list, &n), STORE_OK);
	cr_expect_eq(n, 0);
	cr_assert_eq(store_search_records(store, arena, rows_unit(SCHOOL), birth, "", none, 10, &list, &n), STORE_OK);
	cr_expect_eq(n, 0, "nothing was asked for");
	cr_assert_eq(store_search_records(store, arena, rows_unit(SENDER), birth, "王小明", id, 10, &list, &n), STORE_OK);
	cr_expect_eq(n, 0);
}
