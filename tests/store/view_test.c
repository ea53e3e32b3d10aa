/* Filters that officers have saved. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "store/account.h"
#include "store/opened.h"

static struct account qian = { .name = "qian", .unit = { "2143000101" }, .role = ROLE_HEAD };
static struct account zhao = { .name = "zhao", .unit = { "2143000101" }, .role = ROLE_REGISTRAR };
static struct account other = { .name = "other", .unit = { "2143000102" }, .role = ROLE_HEAD };
static struct saved_view views[STORE_VIEWS_MAX + STORE_VIEWS_SHARED_MAX];
static char told[4096];

static void
begin(void)
{
	const struct instant made = { 500 };
	opened_begin();
	cr_assert_eq(store_account_put(store, &qian, made), STORE_OK);
	cr_assert_eq(store_account_put(store, &zhao, made), STORE_OK);
	cr_assert_eq(store_account_put(store, &other, made), STORE_OK);
}

TestSuite(view, .init = begin, .fini = opened_end, .timeout = 60);

static enum store_view_put
put(const struct account *a, const char *name, const char *query, bool is_shared)
{
	enum store_view_put ret;
	struct saved_view view = { .is_shared = is_shared };
	(void)strcpy(view.account, a->name);
	(void)snprintf(view.name, sizeof(view.name), "%s", name);
	(void)snprintf(view.query, sizeof(view.query), "%s", query);
	cr_assert_eq(store_view_put(store, "inbox", &view, &ret), STORE_OK);
	return ret;
}

static const char *
seen_by(const struct account *a, const char *list)
{
	size_t n;
	cr_assert_eq(store_views(store, a, list, views, &n), STORE_OK);
	told[0] = '\0';
	for (size_t i = 0; i < n; i++) {
		const size_t at = strlen(told);
		const int more = snprintf(told + at, sizeof(told) - at, "%s%s:%s=%s%s", i == 0 ? "" : " ",
		    views[i].account, views[i].name, views[i].query, views[i].is_shared ? "+" : "");
		cr_assert_lt((size_t)more, sizeof(told) - at);
	}
	return told;
}

Test(view, is_its_owners_and_shared_one_is_his_units_and_nobody_elses)
{
	cr_expect_eq(put(&qian, "b", "1", false), STORE_VIEW_KEPT);
	cr_expect_eq(put(&qian, "a", "2", true), STORE_VIEW_KEPT);
	cr_expect_eq(put(&zhao, "A", "3", true), STORE_VIEW_KEPT);
	cr_expect_str_eq(seen_by(&qian, "inbox"), "qian:a=2+ qian:b=1 zhao:A=3+");
	cr_expect_str_eq(seen_by(&zhao, "inbox"), "zhao:A=3+ qian:a=2+");
	cr_expect_str_eq(seen_by(&other, "inbox"), "");
	cr_expect_str_eq(seen_by(&qian, "complaints"), "", "of another list");
}

Test(view, has_one_name_a_filter_and_one_filter_a_name)
{
	(void)put(&qian, "a", "1", false);
	(void)put(&qian, "b", "1", true);
	cr_expect_str_eq(seen_by(&qian, "inbox"), "qian:b=1+", "a new name");
	(void)put(&qian, "b", "2", false);
	cr_expect_str_eq(seen_by(&qian, "inbox"), "qian:b=2", "another filter, and shared no more");
	(void)put(&qian, "c", "3", false);
	(void)put(&qian, "b", "3", false);
	cr_expect_str_eq(seen_by(&qian, "inbox"), "qian:b=3", "the name of one, the filter of the other");
	(void)put(&zhao, "b", "3", false);
	cr_expect_str_eq(seen_by(&qian, "inbox"), "qian:b=3", "somebody else's is another");
}

Test(view, is_one_of_at_most_twenty_and_one_that_is_there_can_still_be_saved)
{
	char text[16];
	for (int i = 0; i < STORE_VIEWS_MAX; i++) {
		(void)snprintf(text, sizeof(text), "%d", i);
		cr_expect_eq(put(&qian, text, text, false), STORE_VIEW_KEPT, "%d", i);
	}
	cr_expect_eq(put(&qian, "more", "more", false), STORE_VIEW_TOO_MANY);
	cr_expect_eq(put(&qian, "7", "more", false), STORE_VIEW_KEPT);
	cr_expect_eq(eye_int("select count(*) from saved_view"), STORE_VIEWS_MAX);
	cr_expect_eq(put(&zhao, "more", "more", false), STORE_VIEW_KEPT, "somebody else's are counted apart");
	cr_assert_eq(store_view_end(store, &qian, "inbox", "qian", "3"), STORE_OK);
	cr_expect_eq(put(&qian, "again", "again", false), STORE_VIEW_KEPT);
}

Test(view, that_is_shared_is_one_of_at_most_forty_of_the_unit)
{
	(void)put(&zhao, "own", "own", false);
	eye_do("insert into account (name, unit, role, password, alive_at)"
	       " select 'many' || i, '2143000101', 2, '', 0 from generate_series(1, 3) i");
	eye_do("insert into saved_view select 'many' || i, s, '2143000101', 'inbox', s, s, true"
	       " from generate_series(1, 3) i, generate_series(1, 20) s where i * 20 + s <= 60");
	cr_expect_eq(eye_int("select count(*) from saved_view where shared"), STORE_VIEWS_SHARED_MAX);
	cr_expect_eq(put(&zhao, "own", "2", true), STORE_VIEW_TOO_MANY_SHARED);
	cr_expect_eq(eye_int("select count(*) from saved_view where account = 'zhao' and query = 'own'"), 1,
	    "what there was has gone");
	cr_expect_eq(put(&zhao, "own", "2", false), STORE_VIEW_KEPT);
	cr_expect_eq(put(&other, "own", "2", true), STORE_VIEW_KEPT, "another unit's are counted apart");
}

Test(view, is_ended_by_its_owner_or_where_it_is_shared_by_a_head_of_his_unit)
{
	(void)put(&zhao, "mine", "1", false);
	(void)put(&zhao, "ours", "2", true);
	(void)put(&qian, "his", "3", true);
	cr_assert_eq(store_view_end(store, &zhao, "inbox", "qian", "his"), STORE_OK);
	cr_assert_eq(store_view_end(store, &other, "inbox", "zhao", "ours"), STORE_OK);
	cr_assert_eq(store_view_end(store, &qian, "inbox", "zhao", "mine"), STORE_OK);
	cr_assert_eq(store_view_end(store, &zhao, "complaints", "zhao", "mine"), STORE_OK);
	cr_expect_eq(eye_int("select count(*) from saved_view"), 3, "by somebody who may not");
	cr_assert_eq(store_view_end(store, &qian, "inbox", "zhao", "ours"), STORE_OK);
	cr_expect_str_eq(eye_text("select string_agg(name, ' ' order by name) from saved_view"), "his mine");
	cr_assert_eq(store_view_end(store, &zhao, "inbox", "zhao", "mine"), STORE_OK);
	cr_expect_str_eq(eye_text("select string_agg(name, ' ' order by name) from saved_view"), "his");
}

struct browser {
	struct store *store;
	enum store_result result;
	enum store_view_put put;
};

static void *
put_a(void *context)
{
	struct browser *b = context;
	const struct saved_view view = { .account = "qian", .name = "a", .query = "1" };
	b->result = store_view_put(b->store, "inbox", &view, &b->put);
	return NULL;
}

/* Another browser of the account has saved that, and is not done yet, when "a" is saved. */
static struct browser
put_a_behind(const char *name, const char *query)
{
	pthread_t thread;
	struct browser b = { .store = store_open(base.conninfo, "another browser") };
	eye_do("begin");
	eye_do("insert into saved_view select 'qian', min(s), '2143000101', 'inbox', '%s', '%s', false"
	       " from generate_series(1, 20) s where not exists (select from saved_view where slot = s)", name, query);
	cr_assert_eq(pthread_create(&thread, NULL, put_a, &b), 0);
	eye_wait(WAITING, 1);
	eye_do("commit");
	(void)pthread_join(thread, NULL);
	store_close(b.store);
	cr_expect_eq(b.result, STORE_OK);
	return b;
}

Test(view, of_two_browsers_at_once_are_not_more_than_of_one)
{
	eye_do("insert into saved_view select 'qian', s, '2143000101', 'inbox', s, 'q' || s, false"
	       " from generate_series(1, 19) s");
	cr_expect_eq(put_a_behind("b", "2").put, STORE_VIEW_TOO_MANY);
	cr_expect_eq(eye_int("select count(*) from saved_view"), STORE_VIEWS_MAX);
}

Test(view, saved_twice_at_once_is_saved_once)
{
	cr_expect_eq(put_a_behind("a", "1").put, STORE_VIEW_KEPT);
	cr_expect_str_eq(seen_by(&qian, "inbox"), "qian:a=1");
}

Test(view, of_the_same_filter_from_two_browsers_has_the_later_name_and_another_stays)
{
	(void)put(&qian, "other", "2", false);
	cr_expect_eq(put_a_behind("b", "1").put, STORE_VIEW_KEPT);
	cr_expect_str_eq(seen_by(&qian, "inbox"), "qian:a=1 qian:other=2");
}
