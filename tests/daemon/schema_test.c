/*
 * A daemon and the schema of its database: it touches none that it does not know, and says
 * what to do. With a database of its own and no broker.
 */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office.h"

static struct office office;
static struct outcome outcome;

/* The conninfo that tests/store/pg wrote. */
static void
database(char *ret, size_t size)
{
	office_read(&office, "pg", ret, size);
	ret[strcspn(ret, "\n")] = '\0';
	cr_assert_neq(ret[0], '\0', "no database");
}

/* tests/store/pg start|stop; its conninfo goes to the office's file "pg". */
static int
cluster(const char *what)
{
	char command[1024];
	(void)snprintf(command, sizeof(command),
	    XUEJI_SOURCE_DIR "/tests/store/pg %s '%s' >/dev/null 2>&1", what,
	    office_path(&office, "pg"));
	return system(command);
}

static void
begin(void)
{
	char conninfo[512], old[256];
	office_begin(&office);
	cr_assert_eq(cluster("start"), 0);
	database(conninfo, sizeof(conninfo));
	(void)snprintf(old, sizeof(old), "host=%s/nowhere dbname=none connect_timeout=1", office.dir);
	office_set(&office, old, conninfo);
}

static void
end(void)
{
	(void)cluster("stop");
	office_end(&office);
}

TestSuite(schema, .init = begin, .fini = end, .timeout = 120);

static void
run(const char *mode)
{
	const char *const args[] = { "-c", office.config, mode, NULL };
	office_run(&office, "countyd", args, &outcome);
}

static void
set_version(int version)
{
	char conninfo[512], command[1024];
	database(conninfo, sizeof(conninfo));
	(void)snprintf(command, sizeof(command),
	    "psql -qX '%s' -c \"insert into schema_version (version, name) values (%d, 'later')\"",
	    conninfo, version);
	cr_assert_eq(system(command), 0);
}

Test(schema, a_database_without_schema_is_refused_and_the_remedy_named)
{
	run(NULL);
	cr_expect_eq(outcome.status, 1, "exits %d", outcome.status);
	cr_expect_not_null(strstr(outcome.err, "schema_old"), "%s", outcome.err);
	cr_expect_not_null(strstr(outcome.err, "--migrate"), "%s", outcome.err);
}

Test(schema, a_database_newer_than_the_daemon_is_left_alone)
{
	run("--migrate");
	set_version(999);
	run("--migrate");
	cr_expect_eq(outcome.status, 1, "exits %d", outcome.status);
	cr_expect_not_null(strstr(outcome.err, "999"), "%s", outcome.err);
	run(NULL);
	cr_expect_eq(outcome.status, 1, "exits %d", outcome.status);
	cr_expect_not_null(strstr(outcome.err, "schema_unknown"), "%s", outcome.err);
}

/* Kafka is away: it runs, says what is missing, and its end does not hang on the broker. */
Test(schema, migrated_twice_it_starts_and_lacks_nothing_but_kafka)
{
	char answer[4096];
	for (int i = 0; i < 2; i++) {
		run("--migrate");
		cr_expect_eq(outcome.status, 0, "%s", outcome.err);
	}
	const pid_t pid = office_start(&office);
	cr_assert(office_logs(&office, "started version="));
	for (int i = 0; i < 50; i++) {
		office_get(&office, "/readyz", answer, sizeof(answer));
		if (strstr(answer, "kafka not reachable") != NULL)
			break;
		cr_assert_eq(system("sleep 0.1"), 0);
	}
	cr_expect_not_null(strstr(answer, " 503 "), "%s", answer);
	cr_expect_not_null(strstr(answer, "kafka not reachable"), "%s", answer);
	cr_expect(office_logs(&office, "kafka_away brokers=127.0.0.1:1"));
	cr_assert_eq(kill(pid, SIGHUP), 0);
	cr_expect(office_logs(&office, "reloaded"));
	cr_assert_eq(kill(pid, SIGTERM), 0);
	const int status = office_wait(pid, 20);
	cr_expect_eq(status, 0, "exits %d", status);
}
