/* What officers have chosen, and who is to be told what in the morning. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "store/account.h"
#include "store/opened.h"

#define UNIT	"2143000101"

static const struct account qian = { .name = "qian", .unit = { UNIT }, .role = ROLE_HEAD };
static const struct account zhao = { .name = "zhao", .unit = { UNIT }, .role = ROLE_REGISTRAR };
static const struct account other = { .name = "other", .unit = { "2143000102" }, .role = ROLE_HEAD };
static const struct digest_day today = {
	.day = { 100 }, .ends = { { 1000 }, { 2000 }, { 3000 }, { 4000 } }, .alive_after = { 100 },
};
static const uint8_t digest[DIGEST_SIZE] = { 7 };

static void
begin(void)
{
	const struct instant made = { 500 };
	opened_begin();
	cr_assert_eq(store_account_put(store, &qian, made), STORE_OK);
	cr_assert_eq(store_account_put(store, &zhao, made), STORE_OK);
	cr_assert_eq(store_account_put(store, &other, made), STORE_OK);
}

TestSuite(choice, .init = begin, .fini = opened_end, .timeout = 60);

static void
put(const char *account, const char *name, const char *value, const char *phone)
{
	cr_assert_eq(store_choices_put(store, account, &name, &value, name == NULL ? 0 : 1, phone), STORE_OK);
}

static struct account
session_of(const char *name)
{
	bool waits;
	struct account a, for_whom;
	const struct instant now = { 600 }, until = { 9000 };
	cr_assert_eq(store_session_end(store, digest), STORE_OK);
	cr_assert_eq(store_session_put(store, digest, name, now, until, false), STORE_OK);
	cr_assert_eq(store_session(store, digest, now, &a, &waits, &for_whom), STORE_OK);
	cr_assert_str_eq(a.name, name);
	return a;
}

Test(choice, comes_with_the_session_of_its_account_and_of_no_other)
{
	put("qian", "density", "compact", "13800000000");
	cr_expect_str_eq(session_of("qian").choices, "density=compact");
	cr_expect_str_eq(session_of("qian").phone, "13800000000");
	cr_expect_str_eq(session_of("zhao").choices, "");
	cr_expect_str_eq(session_of("zhao").phone, "");
}

Test(choice, takes_the_place_of_all_before_and_leaves_a_telephone_that_is_not_given)
{
	static const char *const names[] = { "density", "inbox_stage" }, *const values[] = { "compact", "hidden" };
	put("zhao", "density", "compact", NULL);
	cr_assert_eq(store_choices_put(store, "qian", names, values, 2, "13800000000"), STORE_OK);
	put("qian", "inbox_stage", "shown", NULL);
	cr_expect_str_eq(session_of("qian").choices, "inbox_stage=shown");
	cr_expect_str_eq(session_of("qian").phone, "13800000000");
	put("qian", NULL, NULL, "");
	cr_expect_str_eq(session_of("qian").choices, "");
	cr_expect_str_eq(session_of("qian").phone, "");
	cr_expect_str_eq(session_of("zhao").choices, "density=compact", "somebody else's are gone");
	put("nobody", "density", "compact", "13800000000");
	cr_expect_eq(eye_int("select count(*) from account_choice"), 1);
}

Test(choice, has_at_most_one_row_a_name_and_none_of_an_account_that_is_gone)
{
	put("qian", "density", "compact", NULL);
	put("qian", "density", "roomy", NULL);
	cr_expect_str_eq(eye_text("select string_agg(value, ' ') from account_choice"), "roomy");
	eye_do("delete from account where name = 'qian'");
	cr_expect_eq(eye_int("select count(*) from account_choice"), 0);
}

/* -- the message of a day -------------------------------------------------------------- */

static struct digest_account some[10];

static const char *
told_today(const char *after, size_t max)
{
	static char text[8192];
	size_t n;
	cr_assert_eq(store_digest_accounts(store, &today, "digest", after, max, some, &n), STORE_OK);
	text[0] = '\0';
	for (size_t i = 0; i < n; i++)
		(void)snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s:%s:%s ", some[i].name,
		    some[i].phone, some[i].wish);
	return text;
}

Test(digest, is_for_who_has_a_telephone_is_not_sealed_and_was_not_told, .init = begin, .fini = opened_end)
{
	put("qian", "digest", "off", "13800000000");
	put("zhao", NULL, NULL, "13900000000");
	cr_expect_str_eq(told_today("", 10), "qian:13800000000:off zhao:13900000000: ");
	cr_expect_str_eq(told_today("qian", 10), "zhao:13900000000: ");
	cr_expect_str_eq(told_today("", 1), "qian:13800000000:off ");
	eye_do("update account set alive_at = 100 where name = 'qian'");
	cr_expect_str_eq(told_today("", 10), "zhao:13900000000: ", "who is sealed");
	eye_do("update account set digest_day = 100 where name = 'zhao'");
	cr_expect_str_eq(told_today("", 10), "", "who was told");
}

Test(digest, is_one_for_an_account_and_a_day_whoever_asks, .init = begin, .fini = opened_end)
{
	bool is_mine;
	put("qian", NULL, NULL, "13800000000");
	(void)told_today("", 10);
	struct store *second = store_open(base.conninfo, "second");
	cr_assert_eq(store_digest_take(store, &today, &some[0], &is_mine), STORE_OK);
	cr_expect(is_mine);
	cr_assert_eq(store_digest_take(second, &today, &some[0], &is_mine), STORE_OK);
	cr_expect_not(is_mine, "two instances have told it");
	cr_assert_eq(store_digest_give_back(second, &today, "qian"), STORE_OK);
	cr_assert_eq(store_digest_take(second, &today, &some[0], &is_mine), STORE_OK);
	cr_expect(is_mine, "what was taken back is not tried again");
	const struct digest_day tomorrow = { .day = { 101 } };
	cr_assert_eq(store_digest_take(store, &tomorrow, &some[0], &is_mine), STORE_OK);
	cr_expect(is_mine);
	cr_assert_eq(store_digest_take(store, &today, &some[0], &is_mine), STORE_OK);
	cr_expect_not(is_mine, "an instance whose clock is behind");
	put("qian", NULL, NULL, "13900000000");
	const struct digest_day later = { .day = { 102 } };
	cr_assert_eq(store_digest_take(store, &later, &some[0], &is_mine), STORE_OK);
	cr_expect_not(is_mine, "to a telephone that is no longer his");
	store_close(second);
}

static void
lay(int i, const char *holder, int stage, int64_t term)
{
	eye_do("insert into desk (docket, n, holder, term, next_look, stage, since) values"
	       " ('00000000-0000-7000-8000-%012d', 1, '%s', %lld, 0, %d, 1)", i, holder, (long long)term, stage);
}

Test(digest, counts_by_unit_stage_and_term_on_the_desks_of_those_it_is_for, .init = begin, .fini = opened_end)
{
	static const int64_t terms[] = { 999, 1000, 1001, 2000, 2001, 3001, 4000, 4001, 0 };
	struct digest_count *counts;
	struct digest_docket found[2];
	size_t n;
	for (int i = 0; i < 9; i++)
		lay(i, UNIT, STAGE_school, terms[i]);
	lay(20, UNIT, STAGE_answer, 3000);
	lay(21, UNIT, STAGE_answer, 5000);
	lay(22, UNIT, STAGE_answer, 5000);
	lay(30, "2143000102", STAGE_answer, 5000);
	put("qian", NULL, NULL, "13800000000");
	put("zhao", NULL, NULL, "13900000000");
	cr_assert_eq(store_digest_counts(store, arena, &today, &counts, &n), STORE_OK);
	cr_assert_eq(n, 2, "%zu", n);
	const struct digest_count *c = counts[0].stage == STAGE_school ? &counts[0] : &counts[1];
	static const int64_t expected[STORE_UNTIL_N] = { 2, 2, 1, 2, 2 };
	static const enum store_until until[] = { STORE_UNTIL_NOW, STORE_UNTIL_NOW, STORE_UNTIL_TODAY, STORE_UNTIL_TODAY,
		STORE_UNTIL_NEXT, STORE_UNTIL_THIRD, STORE_UNTIL_THIRD, STORE_UNTIL_LATER, STORE_UNTIL_LATER };
	for (int i = 0; i < STORE_UNTIL_N; i++)
		cr_expect_eq(c->n[i], expected[i], "%d: %lld", i, (long long)c->n[i]);
	for (int i = 0; i < 9; i++) {
		const struct instant term = { terms[i] };
		cr_expect_eq(store_until(&today, term), until[i], "%d", i);
	}
	const struct docket_id first = { "" };
	cr_assert_eq(store_digest_dockets(store, &today, STAGE_answer, first, 2, found, &n), STORE_OK);
	cr_assert_eq(n, 2);
	cr_expect_eq(found[0].term.ms, 3000);
	cr_assert_eq(store_digest_dockets(store, &today, STAGE_answer, found[1].id, 2, found, &n), STORE_OK);
	cr_assert_eq(n, 1);
	cr_expect_str_eq(found[0].holder.text, UNIT);
}
