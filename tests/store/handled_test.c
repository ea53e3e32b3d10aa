/* What officers of a unit have put their stamps under. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "opened.h"
#include "rows.h"

TestSuite(handled, .init = opened_begin, .fini = opened_end, .timeout = 120);

enum { MOST = 200 };
static struct handled_row found[MOST];

/* Entry n of docket i is of that officer of that unit, as of so many ms after now. */
static struct handled_write
stamp(unsigned i, uint32_t n, const char *unit, const char *officer, int64_t ms)
{
	struct handled_write h = { .docket = rows_docket_id(i), .unit = rows_unit(unit), .n = n, .at = rows_at(ms) };
	rows_text(h.officer, sizeof(h.officer), officer);
	return h;
}

static void
commit(struct docket_write w, const struct handled_write *stamps, size_t n)
{
	const struct batch b = { .dockets = &w, .n_dockets = 1, .handled = stamps, .n_handled = n, .now = rows_at(0) };
	cr_assert_eq(store_commit(store, &b), STORE_OK, "%s", store_trouble(store));
}

static void
file(unsigned i, enum business kind, const char *unit, const char *officer, int64_t ms)
{
	struct docket_write w = rows_docket(arena, i, 0, 1);
	struct docket *d = rows_fold(arena, &w);
	const struct handled_write h = stamp(i, 1, unit, officer, ms);
	d->header.kind = kind;
	w.docket = d;
	commit(w, &h, 1);
}

/* Its second entry, with which it ends; of nobody of ours. */
static void
end_docket(unsigned i)
{
	struct docket_write w = rows_docket(arena, i, 1, 1);
	struct docket *d = rows_fold(arena, &w);
	d->posture = POSTURE_CLOSED;
	d->state = DOCKET_WITHDRAWN;
	d->holder.text[0] = '\0';
	w.docket = d;
	w.term.ms = w.next_look.ms = 0;
	w.is_held_here = false;
	commit(w, NULL, 0);
}

static struct handled_wanted
wanted(const char *unit, const char *officer)
{
	struct handled_wanted w = { .unit = rows_unit(unit) };
	rows_text(w.officer, sizeof(w.officer), officer);
	return w;
}

static size_t
look(const struct handled_wanted *w, const struct handled_row *after, size_t max)
{
	size_t n;
	cr_assert_eq(store_handled(store, w, after, max, found, &n), STORE_OK, "%s", store_trouble(store));
	return n;
}

/* Exactly these, in that order; ended by -1. */
static void
expect(const struct handled_wanted *w, const int *dockets)
{
	const size_t n = look(w, NULL, MOST);
	size_t i = 0;
	for (; dockets[i] >= 0 && i < n; i++)
		cr_expect_str_eq(found[i].id.text, rows_docket_id((unsigned)dockets[i]).text, "row %zu", i);
	cr_expect(i == n && dockets[i] < 0, "%zu rows", n);
}

#define THESE(...) (const int[]) { __VA_ARGS__, -1 }
#define NONE (const int[]) { -1 }

Test(handled, the_last_stamp_of_a_unit_counts_and_of_each_officer_his_own)
{
	struct handled_wanted unit = wanted(DESK, ""), su = wanted(DESK, "su"), wu = wanted(DESK, "wu");
	file(1, BUSINESS_transfer, DESK, "su", 100);
	file(2, BUSINESS_transfer, DESK, "su", 200);
	const struct handled_write h = stamp(1, 2, DESK, "wu", 300);
	commit(rows_docket(arena, 1, 1, 1), &h, 1);
	expect(&unit, THESE(1, 2));
	cr_expect_eq(found[0].n, 2, "what wu did");
	cr_expect_eq(found[0].at.ms, rows_at(300).ms);
	expect(&su, THESE(2, 1));
	cr_expect_eq(found[1].n, 1, "what su did, though wu has gone on since");
	expect(&wu, THESE(1));
}

Test(handled, another_unit_sees_nothing_of_it)
{
	struct handled_wanted theirs = wanted(SENDER, ""), of_his_name = wanted(SENDER, "su");
	file(1, BUSINESS_transfer, DESK, "su", 100);
	expect(&theirs, NONE);
	expect(&of_his_name, NONE);
}

Test(handled, stamps_of_one_turn_are_one_row)
{
	struct handled_wanted unit = wanted(DESK, ""), su = wanted(DESK, "su");
	const struct handled_write two[] = { stamp(1, 1, DESK, "su", 100), stamp(1, 2, DESK, "su", 200) };
	commit(rows_docket(arena, 1, 0, 2), two, 2);
	expect(&unit, THESE(1));
	expect(&su, THESE(1));
	cr_expect_eq(found[0].n, 2);
	cr_expect_eq(eye_int("select count(*) from handled"), 2, "one for him and one for the unit");
}

Test(handled, what_is_under_way_and_what_has_ended_are_told_apart)
{
	struct handled_wanted w = wanted(DESK, "");
	for (unsigned i = 1; i <= 4; i++)
		file(i, BUSINESS_transfer, DESK, i % 2 == 0 ? "su" : "wu", i * 100);
	end_docket(2);
	end_docket(3);
	w.state = HANDLED_OPEN;
	expect(&w, THESE(4, 1));
	w.state = HANDLED_ENDED;
	expect(&w, THESE(3, 2));
	rows_text(w.officer, sizeof(w.officer), "su");
	expect(&w, THESE(2));
	w.state = HANDLED_OPEN;
	expect(&w, THESE(4));
}

/* Who ends it stamps in the same turn in which it ends. */
Test(handled, who_ends_a_docket_finds_it_among_what_has_ended)
{
	struct handled_wanted w = wanted(DESK, "su");
	struct docket_write end = rows_docket(arena, 1, 1, 1);
	struct docket *d = rows_fold(arena, &end);
	const struct handled_write h = stamp(1, 2, DESK, "su", 500);
	file(1, BUSINESS_transfer, DESK, "su", 100);
	d->posture = POSTURE_CLOSED;
	d->state = DOCKET_WITHDRAWN;
	end.docket = d;
	end.is_held_here = false;
	commit(end, &h, 1);
	w.state = HANDLED_OPEN;
	expect(&w, NONE);
	w.state = HANDLED_ENDED;
	expect(&w, THESE(1));
	cr_expect_eq(found[0].n, 2);
}

Test(handled, a_kind_is_told_from_others_whatever_has_become_of_it)
{
	struct handled_wanted w = wanted(DESK, "");
	file(1, BUSINESS_transfer, DESK, "su", 100);
	file(2, BUSINESS_suspension, DESK, "su", 200);
	file(3, BUSINESS_transfer, DESK, "su", 300);
	file(4, BUSINESS_formal_number, DESK, "su", 400);
	end_docket(1);
	w.kind = BUSINESS_transfer;
	expect(&w, THESE(3, 1));
	w.kind = BUSINESS_suspension;
	expect(&w, THESE(2));
	w.state = HANDLED_ENDED;
	expect(&w, NONE);
	w.kind = BUSINESS_NONE;
	expect(&w, THESE(1));
	w.state = HANDLED_OPEN;
	expect(&w, THESE(4, 3, 2));
}

/* A third of them were stamped in the same millisecond, so that the id has to decide. */
static void
expect_each_once(const struct handled_wanted *w, unsigned n_dockets)
{
	enum { PAGE = 7 };
	unsigned seen[100] = { 0 };
	struct handled_row last;
	size_t n;
	for (const struct handled_row *after = NULL; (n = look(w, after, PAGE)) > 0; after = &last) {
		cr_assert_leq(n, PAGE);
		for (size_t i = 0; i < n; i++)
			for (unsigned k = 0; k < n_dockets; k++)
				seen[k] += strcmp(found[i].id.text, rows_docket_id(k).text) == 0;
		for (size_t i = 1; i < n; i++)
			cr_expect_geq(found[i - 1].at.ms, found[i].at.ms);
		last = found[n - 1];
	}
	for (unsigned k = 0; k < n_dockets; k++)
		cr_expect_eq(seen[k], 1, "docket %u was shown %u times", k, seen[k]);
}

Test(handled, no_page_repeats_or_skips_a_row)
{
	enum { N = 60 };
	struct handled_wanted w = wanted(DESK, "");
	for (unsigned i = 0; i < N; i++)
		file(i, i % 2 == 0 ? BUSINESS_transfer : BUSINESS_suspension, DESK, "su", i % 3 == 0 ? 500 : i * 37 % N * 10);
	expect_each_once(&w, N);
	w.state = HANDLED_OPEN;
	expect_each_once(&w, N);
}

/* -- by hundred thousands ------------------------------------------------------------- */

Test(handled, what_was_handled_long_ago_costs_nothing)
{
	struct handled_wanted w = wanted(DESK, "su");
	eye_do("insert into handled select ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, '" DESK
	       "', o, 1, 1, true, i from generate_series(1, 100000) i cross join (values (''), ('su')) o(o)");
	file(1, BUSINESS_transfer, DESK, "su", 100);
	file(2, BUSINESS_suspension, DESK, "su", 200);
	w.state = HANDLED_OPEN;
	expect(&w, THESE(2, 1));
	w.kind = BUSINESS_suspension;
	expect(&w, THESE(2));
}

/* -- what was there before the table ------------------------------------------------------ */

static void
put_bytes(char **at, unsigned tag, const char *text)
{
	*at += sprintf(*at, "%02x%02x", tag, (unsigned)strlen(text));
	for (; *text != '\0'; text++)
		*at += sprintf(*at, "%02x", (unsigned)(unsigned char)*text);
}

static void
put_number(char **at, unsigned tag, uint64_t n)
{
	*at += sprintf(*at, "%02x", tag);
	for (; n >= 128; n >>= 7)
		*at += sprintf(*at, "%02x", (unsigned)(n & 127) | 128);
	*at += sprintf(*at, "%02x", (unsigned)n);
}

/* Entry n of docket i, whose body is as EntryBody is written (proto/xueji/v1/docket.proto). */
static void
put_entry(unsigned i, uint32_t n, const char *unit, const char *holder, const char *officer, int64_t ms)
{
	char hex[1024], *at = hex;
	put_bytes(&at, 0x0a, rows_docket_id(i).text);
	put_number(&at, 0x10, n);
	put_bytes(&at, 0x1a, "0123456789abcdef0123456789abcdef");
	put_number(&at, 0x20, (uint64_t)rows_at(ms).ms);
	put_bytes(&at, 0x2a, unit);
	if (holder[0] != '\0')
		put_bytes(&at, 0x32, holder);
	if (officer[0] != '\0')
		put_bytes(&at, 0x3a, officer);
	put_number(&at, 0x40, officer[0] == '\0' ? 4 : 2);
	put_number(&at, 0x48, 2);
	put_bytes(&at, 0x6a, "同意");
	eye_do("update entry set body = '\\x%s' where docket = '%s' and n = %u", hex, rows_docket_id(i).text, n);
}

static void
go_back_before_the_table(void)
{
	eye_do("drop table handled");
	eye_do("delete from schema_version where version >= 31");
}

Test(handled, what_was_stamped_before_there_was_a_table_stands_in_it)
{
	char why[256] = "";
	struct handled_wanted w = wanted(DESK, "");
	commit(rows_docket(arena, 1, 0, 1), NULL, 0);
	commit(rows_docket(arena, 1, 1, 3), NULL, 0);
	put_entry(1, 1, SCHOOL, "", "zhao", 100);
	put_entry(1, 2, DESK, "", "su", 200);
	put_entry(1, 3, DESK, "", "", 300);
	put_entry(1, 4, DESK, SENDER, "wu", 400);
	commit(rows_docket(arena, 2, 0, 1), NULL, 0);
	put_entry(2, 1, DESK, "", "su", 500);
	end_docket(2);
	put_entry(2, 2, SENDER, "", "he", 600);
	go_back_before_the_table();
	cr_assert(store_migrate(store, why, sizeof(why)), "%s", why);
	expect(&w, THESE(2, 1));
	cr_expect_eq(found[1].n, 4, "a wish that travelled is what the unit did");
	cr_expect_eq(found[1].at.ms, rows_at(400).ms);
	w = wanted(DESK, "su");
	expect(&w, THESE(2, 1));
	cr_expect_eq(found[1].n, 2);
	w.state = HANDLED_ENDED;
	w.kind = BUSINESS_transfer;
	expect(&w, THESE(2));
	w = wanted(SCHOOL, "");
	expect(&w, NONE);	/* the desk is a county's, and so is the database */
}
