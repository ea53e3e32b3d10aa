/* Accounts of the console, and who is signed in. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <string.h>

#include "store/account.h"
#include "store/opened.h"

TestSuite(account, .init = opened_begin, .fini = opened_end, .timeout = 60);

static const struct account qian = {
	.name = "qian", .unit = { "2143000101" }, .role = ROLE_HEAD, .password = "$argon2id$x",
};
static const struct instant made = { 500 };
static const uint8_t digest[DIGEST_SIZE] = { 7 };

Test(account, is_there_as_it_was_made_and_no_other)
{
	struct account a;
	cr_assert_eq(store_account_put(store, &qian, made), STORE_OK);
	cr_assert_eq(store_account(store, "qian", &a), STORE_OK);
	cr_expect_str_eq(a.name, "qian");
	cr_expect_str_eq(a.unit.text, "2143000101");
	cr_expect_eq(a.role, ROLE_HEAD);
	cr_expect_str_eq(a.password, "$argon2id$x");
	cr_assert_eq(store_account(store, "nobody", &a), STORE_OK);
	cr_expect_str_eq(a.name, "");
}

Test(account, of_another_unit_or_role_is_not_taken_over)
{
	struct account other = qian;
	cr_assert_eq(store_account_put(store, &qian, made), STORE_OK);
	other.role = ROLE_REGISTRAR;
	cr_expect_eq(store_account_put(store, &other, made), STORE_CONFLICT);
}

Test(account, new_one_is_not_there_yet_or_nothing_is_changed)
{
	struct account a, other = qian;
	cr_assert_eq(store_account_new(store, &qian, made), STORE_OK);
	(void)strcpy(other.password, "$argon2id$y");
	cr_expect_eq(store_account_new(store, &other, made), STORE_CONFLICT);
	cr_assert_eq(store_account(store, "qian", &a), STORE_OK);
	cr_expect_str_eq(a.password, "$argon2id$x");
	cr_expect(a.role == ROLE_HEAD && a.alive.ms == 500);
}

static struct account_try
try_at(const char *name, int64_t now_ms)
{
	struct account_try try;
	const struct instant now = { now_ms };
	cr_assert_eq(store_account_try(store, name, now, &try), STORE_OK);
	return try;
}

Test(account, counts_a_try_as_failed_until_it_is_known_to_have_gone_well)
{
	static const int64_t waits_ms[] = { 0, 1000, 2000, 4000, 8000, 16000, 32000, 64000, 64000 };
	struct account a;
	int64_t now_ms = 1000;
	cr_assert_eq(store_account_put(store, &qian, made), STORE_OK);
	for (size_t i = 0; i < sizeof(waits_ms) / sizeof(waits_ms[0]); i++) {
		cr_expect(try_at("qian", now_ms).may, "%zu", i);
		cr_assert_eq(store_account(store, "qian", &a), STORE_OK);
		cr_expect_eq(a.failures, (int)i + 1);
		cr_expect_eq(a.not_before.ms, waits_ms[i] == 0 ? 0 : now_ms + waits_ms[i], "%zu", i);
		now_ms += waits_ms[i];
		if (waits_ms[i] > 0)
			cr_expect_not(try_at("qian", now_ms - 1).may, "%zu", i);
	}
	cr_assert_eq(store_account_went_well(store, "qian"), STORE_OK);
	cr_assert_eq(store_account(store, "qian", &a), STORE_OK);
	cr_expect(a.failures == 0 && a.not_before.ms == 0);
}

Test(account, try_that_is_given_back_was_none_and_takes_no_other_along)
{
	struct account a;
	cr_assert_eq(store_account_put(store, &qian, made), STORE_OK);
	(void)try_at("qian", 1000);
	const struct account_try second = try_at("qian", 1000);
	cr_assert_eq(store_account_give_back(store, "qian", &second), STORE_OK);
	cr_assert_eq(store_account(store, "qian", &a), STORE_OK);
	cr_expect(a.failures == 1 && a.not_before.ms == 0);
	const struct account_try slow = try_at("qian", 1000);
	cr_expect(try_at("qian", 2000).may);
	cr_assert_eq(store_account_give_back(store, "qian", &slow), STORE_OK);
	cr_assert_eq(store_account(store, "qian", &a), STORE_OK);
	cr_expect_eq(a.not_before.ms, 4000, "what came after it waits");
}

/* Each with a connection of its own, all at the same moment. */
enum { GUESSERS = 12 };

static void *
guess_once(void *context)
{
	struct account_try *try = context;
	const struct instant now = { 1000 };
	struct store *own = store_open(base.conninfo, "guesser");
	cr_assert_eq(store_account_try(own, "qian", now, try), STORE_OK);
	store_close(own);
	return NULL;
}

Test(account, many_tries_at_once_are_no_more_than_one_after_the_other)
{
	pthread_t threads[GUESSERS];
	struct account_try tries[GUESSERS];
	int n = 0;
	cr_assert_eq(store_account_put(store, &qian, made), STORE_OK);
	for (int i = 0; i < GUESSERS; i++)
		cr_assert_eq(pthread_create(&threads[i], NULL, guess_once, &tries[i]), 0);
	for (int i = 0; i < GUESSERS; i++) {
		cr_assert_eq(pthread_join(threads[i], NULL), 0);
		n += tries[i].may;
	}
	cr_expect_eq(n, 2, "%d", n);
	cr_expect_eq(eye_int("select failures from account where name = 'qian'"), 2);
}

/* Else the time that an answer takes would tell whose account there is. */
Test(account, one_row_is_written_for_a_name_that_is_there_and_for_one_that_is_not)
{
	static const char *const names[] = { "qian", "qian", "qian", "nobody", "" };
	cr_assert_eq(store_account_put(store, &qian, made), STORE_OK);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const int64_t before = eye_int("select sum(xmin::text::bigint) from account");
		cr_expect_eq(try_at(names[i], 1000).may, i < 2, "the third is too soon");
		cr_expect_neq(eye_int("select sum(xmin::text::bigint) from account"), before, "%zu %s", i,
		    names[i]);
	}
}

Test(account, that_stands_in_for_unknown_names_is_nobodys)
{
	struct account a, list[9];
	size_t n;
	cr_assert_eq(store_account(store, "", &a), STORE_OK);
	cr_expect_str_eq(a.name, "");
	cr_assert_eq(store_accounts(store, "", 9, list, &n), STORE_OK);
	cr_expect_eq(n, 0);
}

Test(account, is_linked_to_one_identity_and_that_to_no_other_account)
{
	struct account a, other = qian;
	bool waits;
	struct account for_whom;
	(void)strcpy(other.name, "zhao");
	cr_assert_eq(store_account_put(store, &qian, made), STORE_OK);
	cr_assert_eq(store_account_put(store, &other, made), STORE_OK);
	cr_assert_eq(store_session_put(store, digest, "qian", made, (struct instant){ 900 }, false), STORE_OK);
	cr_expect_eq(store_account_link(store, "qian", "https://id.example", "p-100"), STORE_OK);
	cr_assert_eq(store_session(store, digest, made, &a, &waits, &for_whom), STORE_OK);
	cr_expect_str_eq(a.name, "", "the session goes on");
	cr_expect_eq(store_account_link(store, "zhao", "https://id.example", "p-100"), STORE_CONFLICT);
	cr_expect_eq(store_account_link(store, "zhao", "https://other.example", "p-100"), STORE_OK);
	cr_assert_eq(store_account_of(store, "https://id.example", "p-100", &a), STORE_OK);
	cr_expect_str_eq(a.name, "qian");
	cr_expect_str_eq(a.subject, "p-100");
	cr_expect_str_eq(a.password, "");
	cr_expect(a.has_password);
	cr_assert_eq(store_account_of(store, "https://id.example", "P-100", &a), STORE_OK);
	cr_expect_str_eq(a.name, "");
	cr_expect_eq(store_account_link(store, "qian", "", ""), STORE_OK);
	cr_assert_eq(store_account_of(store, "https://id.example", "p-100", &a), STORE_OK);
	cr_expect_str_eq(a.name, "");
	cr_assert_eq(store_account_of(store, "", "", &a), STORE_OK);
	cr_expect_str_eq(a.name, "", "who is linked to nobody is found by nobody");
}

Test(account, list_is_by_name_and_goes_on_behind_the_last)
{
	struct account list[1], sun = qian;
	size_t n;
	(void)strcpy(sun.name, "sun");
	cr_assert_eq(store_account_put(store, &sun, made), STORE_OK);
	cr_assert_eq(store_account_put(store, &qian, made), STORE_OK);
	cr_assert_eq(store_accounts(store, "", 1, list, &n), STORE_OK);
	cr_expect_str_eq(list[0].name, "qian");
	cr_expect_str_eq(list[0].password, "");
	cr_assert_eq(store_accounts(store, "qian", 1, list, &n), STORE_OK);
	cr_expect_str_eq(list[0].name, "sun");
	cr_assert_eq(store_accounts(store, "sun", 1, list, &n), STORE_OK);
	cr_expect_eq(n, 0);
}

Test(account, lives_from_when_it_was_made_used_or_opened)
{
	struct account a;
	const struct instant now = { 1000 }, until = { 2000 }, later = { 3000 };
	cr_assert_eq(store_account_put(store, &qian, made), STORE_OK);
	cr_assert_eq(store_account(store, "qian", &a), STORE_OK);
	cr_expect(a.alive.ms == 500 && a.used.ms == 0);
	cr_assert_eq(store_session_put(store, digest, "qian", now, until, true), STORE_OK);
	cr_assert_eq(store_account(store, "qian", &a), STORE_OK);
	cr_expect(a.alive.ms == 500 && a.used.ms == 0, "a password alone is no use");
	cr_assert_eq(store_session_end(store, digest), STORE_OK);
	cr_assert_eq(store_session_put(store, digest, "qian", now, until, false), STORE_OK);
	cr_assert_eq(store_account(store, "qian", &a), STORE_OK);
	cr_expect(a.alive.ms == 1000 && a.used.ms == 1000);
	cr_assert_eq(store_account_open(store, "qian", later), STORE_OK);
	cr_assert_eq(store_account(store, "qian", &a), STORE_OK);
	cr_expect(a.alive.ms == 3000 && a.used.ms == 1000);
}

static bool
counts(int64_t step)
{
	bool ret;
	cr_assert_eq(store_account_code(store, "qian", step, &ret), STORE_OK);
	return ret;
}

Test(account, code_counts_once_and_none_before_it)
{
	struct account a;
	static const uint8_t secret[STORE_TOTP_SIZE] = { 9, 8, 7 };
	cr_assert_eq(store_account_put(store, &qian, made), STORE_OK);
	cr_assert_eq(store_account_totp(store, "qian", secret, 10, digest), STORE_OK);
	cr_assert_eq(store_account(store, "qian", &a), STORE_OK);
	cr_expect(a.has_totp && memcmp(a.totp, secret, sizeof(secret)) == 0);
	cr_expect_not(counts(10));
	cr_expect(counts(12));
	cr_expect_not(counts(12));
	cr_expect_not(counts(11));
	cr_expect(counts(13));
	cr_assert_eq(store_account_put(store, &qian, made), STORE_OK);
	cr_assert_eq(store_account(store, "qian", &a), STORE_OK);
	cr_expect_not(a.has_totp, "another password takes the codes away");
}

static const char *
who(int64_t now_ms)
{
	static struct account a;
	const struct instant now = { now_ms };
	bool waits;
	struct account for_whom;
	cr_assert_eq(store_session(store, digest, now, &a, &waits, &for_whom), STORE_OK);
	cr_expect_not(waits);
	return a.name;
}

Test(account, is_signed_in_until_the_session_ends_is_over_or_the_password_changes)
{
	const struct instant now = { 1000 }, until = { 2000 };
	cr_assert_eq(store_account_put(store, &qian, made), STORE_OK);
	cr_expect_str_eq(who(1000), "");
	cr_assert_eq(store_session_put(store, digest, "qian", now, until, false), STORE_OK);
	cr_expect_str_eq(who(1999), "qian");
	cr_expect_str_eq(who(2000), "");
	cr_assert_eq(store_session_end(store, digest), STORE_OK);
	cr_expect_str_eq(who(1999), "");
	cr_assert_eq(store_session_put(store, digest, "qian", now, until, false), STORE_OK);
	cr_assert_eq(store_account_put(store, &qian, made), STORE_OK);
	cr_expect_str_eq(who(1999), "");
}

Test(account, password_changed_by_its_owner_ends_all_sessions_but_his)
{
	struct account a;
	bool waits;
	struct account for_whom;
	const struct instant now = { 1000 }, until = { 2000 };
	static const uint8_t other[DIGEST_SIZE] = { 8 };
	cr_assert_eq(store_account_put(store, &qian, made), STORE_OK);
	cr_assert_eq(store_session_put(store, digest, "qian", now, until, false), STORE_OK);
	cr_assert_eq(store_session_put(store, other, "qian", now, until, true), STORE_OK);
	cr_assert_eq(store_session(store, other, now, &a, &waits, &for_whom), STORE_OK);
	cr_expect(waits);
	cr_assert_eq(store_account_password(store, "qian", "$argon2id$y", digest), STORE_OK);
	cr_expect_str_eq(who(1000), "qian");
	cr_assert_eq(store_session(store, other, now, &a, &waits, &for_whom), STORE_OK);
	cr_expect_str_eq(a.name, "");
	cr_assert_eq(store_account(store, "qian", &a), STORE_OK);
	cr_expect_str_eq(a.password, "$argon2id$y");
}
