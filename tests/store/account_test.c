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
static const uint8_t digest[DIGEST_SIZE] = { 7 };

Test(account, is_there_as_it_was_made_and_no_other)
{
	struct account a;
	cr_assert_eq(store_account_put(store, &qian), STORE_OK);
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
	cr_assert_eq(store_account_put(store, &qian), STORE_OK);
	other.role = ROLE_REGISTRAR;
	cr_expect_eq(store_account_put(store, &other), STORE_CONFLICT);
}

Test(account, counts_failures_until_it_goes_well)
{
	struct account a;
	const struct instant later = { 5000 }, never = { 0 };
	cr_assert_eq(store_account_put(store, &qian), STORE_OK);
	cr_assert_eq(store_account_tried(store, "qian", true, later), STORE_OK);
	cr_assert_eq(store_account_tried(store, "qian", true, later), STORE_OK);
	cr_assert_eq(store_account(store, "qian", &a), STORE_OK);
	cr_expect_eq(a.failures, 2);
	cr_expect_eq(a.not_before.ms, 5000);
	cr_assert_eq(store_account_tried(store, "qian", false, never), STORE_OK);
	cr_assert_eq(store_account(store, "qian", &a), STORE_OK);
	cr_expect_eq(a.failures, 0);
	cr_expect_eq(a.not_before.ms, 0);
}

static const char *
who(int64_t now_ms)
{
	static struct account a;
	const struct instant now = { now_ms };
	cr_assert_eq(store_session(store, digest, now, &a), STORE_OK);
	return a.name;
}

Test(account, is_signed_in_until_the_session_ends_is_over_or_the_password_changes)
{
	const struct instant now = { 1000 }, until = { 2000 };
	cr_assert_eq(store_account_put(store, &qian), STORE_OK);
	cr_expect_str_eq(who(1000), "");
	cr_assert_eq(store_session_put(store, digest, "qian", now, until), STORE_OK);
	cr_expect_str_eq(who(1999), "qian");
	cr_expect_str_eq(who(2000), "");
	cr_assert_eq(store_session_end(store, digest), STORE_OK);
	cr_expect_str_eq(who(1999), "");
	cr_assert_eq(store_session_put(store, digest, "qian", now, until), STORE_OK);
	cr_assert_eq(store_account_put(store, &qian), STORE_OK);
	cr_expect_str_eq(who(1999), "");
}
