/* Who acts in whose place, and for whom a session acts. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "store/account.h"
#include "store/opened.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

static struct account wu = { .name = "wu", .unit = { "440103" }, .role = ROLE_HEAD };
static struct account zhao = { .name = "zhao", .unit = { "440103" }, .role = ROLE_CLERK };
static struct account lin = { .name = "lin", .unit = { "440103" }, .role = ROLE_CLERK };
static struct account he = { .name = "he", .unit = { "440100" }, .role = ROLE_HEAD };
static const uint8_t digest[DIGEST_SIZE] = { 7 };
static const struct day today = { 20697 };
static struct deputy found[STORE_DEPUTIES_LIST_MAX];

static void
begin(void)
{
	const struct instant made = { 500 }, until = { INT64_MAX };
	struct account *const all[] = { &wu, &zhao, &lin, &he };
	opened_begin();
	for (size_t i = 0; i < 4; i++)
		cr_assert_eq(store_account_put(store, all[i], made), STORE_OK);
	cr_assert_eq(store_session_put(store, digest, "zhao", made, until, false), STORE_OK);
}

TestSuite(deputy, .init = begin, .fini = opened_end, .timeout = 60);

static struct deputy
deputy(const char *principal, const char *name, int first, int last)
{
	struct deputy d = { .appointed_by = "wu", .first = { today.n + first }, .last = { today.n + last } };
	(void)strcpy(d.principal, principal);
	(void)strcpy(d.deputy, name);
	return d;
}

static enum store_deputy_put
put(const char *principal, const char *name, int first, int last)
{
	enum store_deputy_put ret;
	const struct deputy d = deputy(principal, name, first, last);
	cr_assert_eq(store_deputy_put(store, &d, today, &ret), STORE_OK);
	return ret;
}

static const char *
seen(struct account *by, const char *name, int day)
{
	static char told[1024];
	size_t n, used = 0;
	cr_assert_eq(store_deputies(store, by->unit, name, (struct day){ today.n + day }, found, &n), STORE_OK);
	told[0] = '\0';
	for (size_t i = 0; i < n && used < sizeof(told); i++)
		used += (size_t)snprintf(told + used, sizeof(told) - used, "%s%s>%s:%d-%d", i == 0 ? "" : " ",
		    found[i].deputy, found[i].principal, found[i].first.n - today.n, found[i].last.n - today.n);
	return told;
}

/* For whom the session acts so many days later, at the day's first moment or its last. */
static const char *
acts_for(int day, bool is_last_moment)
{
	static struct account a, principal;
	bool waits;
	const struct instant at = { instant_of_day((struct day){ today.n + day }).ms + (is_last_moment ? DAY_MS - 1 : 0) };
	cr_assert_eq(store_session(store, digest, at, &a, &waits, &principal), STORE_OK);
	cr_expect_str_eq(a.name, "zhao");
	cr_expect_eq(a.role, ROLE_CLERK);
	if (principal.name[0] != '\0')
		cr_expect_eq(principal.role, ROLE_HEAD);
	return principal.name;
}

static bool
act(const char *principal, int day)
{
	bool may;
	cr_assert_eq(store_session_act(store, digest, principal, (struct day){ today.n + day }, &may), STORE_OK);
	return may;
}

Test(deputy, acts_from_the_first_moment_of_the_first_day_to_the_last_of_the_last)
{
	cr_assert_eq(put("wu", "zhao", 1, 2), STORE_DEPUTY_KEPT);
	cr_expect_not(act("wu", 0), "a day early");
	cr_expect(act("wu", 1));
	cr_expect_str_eq(acts_for(0, true), "");
	cr_expect_str_eq(acts_for(1, false), "wu");
	cr_expect_str_eq(acts_for(2, true), "wu");
	cr_expect_str_eq(acts_for(3, false), "", "the day after");
	cr_expect_not(act("wu", 3));
	cr_expect_str_eq(acts_for(2, false), "wu", "what was refused changes nothing");
	cr_expect(act("", 3));
	cr_expect_str_eq(acts_for(2, false), "", "for himself again");
}

Test(deputy, acts_no_longer_once_it_is_ended)
{
	bool was_there;
	const struct deputy d = deputy("wu", "zhao", 0, 5);
	cr_assert_eq(put("wu", "zhao", 0, 5), STORE_DEPUTY_KEPT);
	cr_expect(act("wu", 0));
	cr_expect_not(act("lin", 0), "whom he was not appointed for");
	cr_expect_str_eq(acts_for(0, false), "wu");
	cr_assert_eq(store_deputy_end(store, he.unit, &d, &was_there), STORE_OK);
	cr_expect_not(was_there, "another unit ends it");
	cr_assert_eq(store_deputy_end(store, wu.unit, &d, &was_there), STORE_OK);
	cr_expect(was_there);
	cr_expect_str_eq(acts_for(0, false), "");
	cr_assert_eq(store_deputy_end(store, wu.unit, &d, &was_there), STORE_OK);
	cr_expect_not(was_there);
}

Test(deputy, is_another_account_of_the_same_unit)
{
	cr_expect_eq(put("wu", "he", 0, 1), STORE_DEPUTY_UNKNOWN);
	cr_expect_eq(put("wu", "wu", 0, 1), STORE_DEPUTY_UNKNOWN);
	cr_expect_eq(put("wu", "nobody", 0, 1), STORE_DEPUTY_UNKNOWN);
	cr_expect_eq(put("", "zhao", 0, 1), STORE_DEPUTY_UNKNOWN);
	cr_expect_str_eq(seen(&wu, "", 0), "");
}

Test(deputy, of_an_account_there_are_four_and_those_that_are_over_make_room)
{
	for (int i = 0; i < STORE_DEPUTIES_MAX; i++)
		cr_expect_eq(put("wu", "zhao", i, i), STORE_DEPUTY_KEPT);
	cr_expect_eq(put("wu", "lin", 9, 9), STORE_DEPUTY_TOO_MANY);
	cr_expect_eq(put("wu", "zhao", 2, 2), STORE_DEPUTY_KEPT, "a form that is sent twice");
	cr_expect_str_eq(seen(&wu, "", 0), "zhao>wu:0-0 zhao>wu:1-1 zhao>wu:2-2 zhao>wu:3-3");
	cr_expect_eq(put("lin", "zhao", 0, 0), STORE_DEPUTY_KEPT, "of another there are none yet");
	enum store_deputy_put late;
	const struct deputy d = deputy("wu", "lin", 9, 9);
	cr_assert_eq(store_deputy_put(store, &d, (struct day){ today.n + 2 }, &late), STORE_OK);
	cr_expect_eq(late, STORE_DEPUTY_KEPT);
	cr_expect_str_eq(seen(&wu, "", 2), "zhao>wu:2-2 zhao>wu:3-3 lin>wu:9-9");
	cr_expect_eq(eye_int("select count(*) from deputy where principal = 'wu'"), STORE_DEPUTIES_MAX);
}

Test(deputy, is_seen_by_both_and_in_the_unit)
{
	cr_assert_eq(put("wu", "zhao", 0, 0), STORE_DEPUTY_KEPT);
	cr_assert_eq(put("zhao", "lin", 1, 1), STORE_DEPUTY_KEPT);
	cr_expect_str_eq(seen(&wu, "wu", 0), "zhao>wu:0-0");
	cr_expect_str_eq(seen(&wu, "zhao", 0), "zhao>wu:0-0 lin>zhao:1-1");
	cr_expect_str_eq(seen(&wu, "", 1), "lin>zhao:1-1");
	cr_expect_str_eq(seen(&he, "", 0), "");
	(void)seen(&wu, "wu", 0);
	cr_expect_eq(found[0].role, ROLE_HEAD, "the principal's");
	cr_expect_str_eq(found[0].appointed_by, "wu");
}

Test(deputy, may_be_any_colleague)
{
	static struct account list[STORE_COLLEAGUES_MAX];
	size_t n;
	cr_assert_eq(store_colleagues(store, wu.unit, list, &n), STORE_OK);
	cr_assert_eq(n, 3);
	cr_expect_str_eq(list[0].name, "lin");
	cr_expect_str_eq(list[1].name, "wu");
	cr_expect_str_eq(list[2].name, "zhao");
	cr_expect_str_eq(list[0].password, "");
}
