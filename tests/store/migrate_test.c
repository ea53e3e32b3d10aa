/* The schema and its versions. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base.h"
#include "rows.h"

static struct store *store;

static void
begin(void)
{
	base_begin_empty();
	store = store_open(base.conninfo, "migrates");
}

static void
end(void)
{
	store_close(store);
	base_end();
}

TestSuite(migrate, .init = begin, .fini = end, .timeout = 60);

/* Everything there is, in words. */
#define SCHEMA                                                                             \
	"select string_agg(x, E'\\n' order by x) from (select table_name || '.' || column_name" \
	" || ' ' || data_type || ' ' || coalesce(collation_name, '') x from information_schema.columns" \
	" where table_schema = 'public' union all select indexdef from pg_indexes"         \
	" where schemaname = 'public' union all select version || ' ' || at from schema_version) s"

static void
expect_migrated(struct store *s)
{
	char why[256] = "";
	cr_assert(store_migrate(s, why, sizeof(why)), "%s", why);
	cr_expect_str_eq(why, "");
}

Test(migrate, an_empty_database_is_old_and_becomes_good)
{
	cr_expect_eq(store_schema(store), STORE_SCHEMA_OLD);
	expect_migrated(store);
	cr_expect_eq(store_schema(store), STORE_SCHEMA_OK);
	cr_expect_eq(eye_int("select max(version) from schema_version"), STORE_SCHEMA_VERSION);
	cr_expect_eq(commit_position(store, rows_position(1, -1, 1)), STORE_OK);
}

Test(migrate, migrating_twice_is_migrating_once)
{
	static char before[65536];
	expect_migrated(store);
	cr_assert_eq(commit_position(store, rows_position(1, -1, 1)), STORE_OK);
	(void)snprintf(before, sizeof(before), "%s", eye_text(SCHEMA));
	cr_expect_gt(strlen(before), 1000);
	expect_migrated(store);
	cr_expect_str_eq(eye_text(SCHEMA), before);
	cr_expect_eq(eye_int("select next_offset from position"), 1, "rows stay");
}

Test(migrate, a_newer_schema_is_refused_and_left_alone)
{
	char why[256] = "";
	expect_migrated(store);
	eye_do("insert into schema_version (version, name) values (%d, 'of tomorrow')",
	    STORE_SCHEMA_VERSION + 1);
	cr_expect_eq(store_schema(store), STORE_SCHEMA_UNKNOWN);
	cr_expect_not(store_migrate(store, why, sizeof(why)));
	cr_expect_not_null(strstr(why, "newer"), "%s", why);
	cr_expect_eq(eye_int("select max(version) from schema_version"), STORE_SCHEMA_VERSION + 1);
}

Test(migrate, a_migration_that_fails_leaves_nothing_and_says_why)
{
	char why[256] = "";
	eye_do("create table notice (x int)");	/* somebody else's, in our way */
	cr_expect_not(store_migrate(store, why, sizeof(why)));
	cr_expect_not_null(strstr(why, "notice"), "%s", why);
	cr_expect_eq(eye_int("select count(*) from pg_tables where tablename = 'docket'"), 0);
	cr_expect_eq(store_schema(store), STORE_SCHEMA_OLD);
	eye_do("drop table notice");
	expect_migrated(store);
	cr_expect_eq(store_schema(store), STORE_SCHEMA_OK);
}

Test(migrate, a_database_away_is_a_reason)
{
	char why[256] = "";
	struct store *away = store_open("host=/nowhere/at/all", "away");
	cr_expect_not(store_migrate(away, why, sizeof(why)));
	cr_expect_str_neq(why, "");
	store_close(away);
}

Test(migrate, a_database_that_cannot_hold_chinese_names_is_refused)
{
	char why[256] = "", conninfo[256];
	eye_do("create database %s_latin encoding 'LATIN1' locale 'C' template template0", base.name);
	(void)snprintf(conninfo, sizeof(conninfo), "host=%s dbname=%s_latin user=postgres", base.dir, base.name);
	struct store *latin = store_open(conninfo, "latin");
	cr_expect_not(store_migrate(latin, why, sizeof(why)));
	cr_expect_not_null(strstr(why, "UTF8"), "%s", why);
	store_close(latin);
	eye_do("drop database %s_latin with (force)", base.name);
}

static void *
migrate(void *context)
{
	char why[256] = "";
	struct store *s = store_open(base.conninfo, "migrates");
	*(bool *)context = store_migrate(s, why, sizeof(why));
	store_close(s);
	return NULL;
}

Test(migrate, programs_that_migrate_at_once_do_it_once)
{
	enum { N = 8 };
	pthread_t threads[N];
	bool ok[N];
	for (size_t i = 0; i < N; i++)
		cr_assert_eq(pthread_create(&threads[i], NULL, migrate, &ok[i]), 0);
	for (size_t i = 0; i < N; i++) {
		cr_assert_eq(pthread_join(threads[i], NULL), 0);
		cr_expect(ok[i], "program %zu", i);
	}
	cr_expect_eq(eye_int("select count(*) from schema_version"), STORE_SCHEMA_VERSION);
}
