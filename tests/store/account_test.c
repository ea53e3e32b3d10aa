/* Accounts of the console, and who is signed in. */
#include <criterion/criterion.h>
#include <string.h>

#include "store/base.h"
#include "store/store.h"

static struct store *store;

static void
begin(void)
{
	base_begin();
	store = store_open(base.conninfo, "account_test");
}

static void
end(void)
{
	store_close(store);
	base_end();
}

TestSuite(account, .init = begin, .fini = end, .timeout = 60);

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

Test(account, counts_failures_until_it_goes_well)
{
	struct account a;
	const struct instant later = { 5000 }, never = { 0 };
	cr_assert_eq(store_account_put(store, &qian, made), STORE_OK);
	cr_assert_eq(store_account_tried(store, "qian", TRY_FAILED, later), STORE_OK);
	cr_assert_eq(store_account_tried(store, "qian", TRY_FAILED, later), STORE_OK);
	cr_assert_eq(store_account_tried(store, "qian", TRY_UNCOUNTED, never), STORE_OK);
	cr_assert_eq(store_account(store, "qian", &a), STORE_OK);
	cr_expect_eq(a.failures, 2);
	cr_expect_eq(a.not_before.ms, 5000);
	cr_assert_eq(store_account_tried(store, "qian", TRY_WENT_WELL, never), STORE_OK);
	cr_assert_eq(store_account(store, "qian", &a), STORE_OK);
	cr_expect_eq(a.failures, 0);
	cr_expect_eq(a.not_before.ms, 0);
}

/* Else the time that an answer takes would tell whose account there is. */
Test(account, one_row_is_written_for_a_name_that_is_there_and_for_one_that_is_not)
{
	static const char *const names[] = { "qian", "nobody", "" };
	cr_assert_eq(store_account_put(store, &qian, made), STORE_OK);
	for (int what = TRY_WENT_WELL; what <= TRY_UNCOUNTED; what++)
		for (size_t i = 0; i < 3; i++) {
			const int64_t before = eye_int("select sum(xmin::text::bigint) from account");
			cr_assert_eq(store_account_tried(store, names[i], (enum account_try)what, made), STORE_OK);
			cr_expect_neq(eye_int("select sum(xmin::text::bigint) from account"), before, "%s %d",
			    names[i], what);
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
	cr_assert_eq(store_account_totp(store, "qian", secret, 10), STORE_OK);
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
	cr_assert_eq(store_session(store, digest, now, &a, &waits), STORE_OK);
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
	const struct instant now = { 1000 }, until = { 2000 };
	static const uint8_t other[DIGEST_SIZE] = { 8 };
	cr_assert_eq(store_account_put(store, &qian, made), STORE_OK);
	cr_assert_eq(store_session_put(store, digest, "qian", now, until, false), STORE_OK);
	cr_assert_eq(store_session_put(store, other, "qian", now, until, true), STORE_OK);
	cr_assert_eq(store_session(store, other, now, &a, &waits), STORE_OK);
	cr_expect(waits);
	cr_assert_eq(store_account_password(store, "qian", "$argon2id$y", digest), STORE_OK);
	cr_expect_str_eq(who(1000), "qian");
	cr_assert_eq(store_session(store, other, now, &a, &waits), STORE_OK);
	cr_expect_str_eq(a.name, "");
	cr_assert_eq(store_account(store, "qian", &a), STORE_OK);
	cr_expect_str_eq(a.password, "$argon2id$y");
}
