/*
 * A daemon whose database is away: it lives, says so, waits, reads its files again when told
 * to and ends in order. What it does when all is well is for tests/stack.
 */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "office.h"

static struct office office;
static pid_t daemon_pid;

static void
begin(void)
{
	office_begin(&office);
	daemon_pid = office_start(&office);
	cr_assert(office_logs(&office, "database_away"));
}

static void
end(void)
{
	office_end(&office);
}

TestSuite(life, .init = begin, .fini = end, .timeout = 120);

/* A leak counts as a wrong exit status here, for the daemon runs under the sanitizers. */
static void
end_in_order(int signal)
{
	cr_assert_eq(kill(daemon_pid, signal), 0);
	const int status = office_wait(daemon_pid, 15);
	cr_expect_eq(status, 0, "exits %d", status);
	cr_expect(office_logs(&office, "stopped"));
	cr_expect_neq(access(office_path(&office, "desk.sock"), F_OK), 0, "the socket is left");
}

Test(life, without_a_database_a_daemon_lives_but_is_not_ready)
{
	char answer[4096];
	office_get(&office, "/livez", answer, sizeof(answer));
	cr_expect_not_null(strstr(answer, " 200 "), "%s", answer);
	cr_expect_not_null(strstr(answer, "countyd"), "%s", answer);
	office_get(&office, "/readyz", answer, sizeof(answer));
	cr_expect_not_null(strstr(answer, " 503 "), "%s", answer);
	cr_expect_not_null(strstr(answer, "schema not checked yet"), "%s", answer);
	end_in_order(SIGTERM);
}

static void *
sign_in(void *unused)
{
	char answer[4096];
	office_get(&office, "/console/sign-in/provider", answer, sizeof(answer));
	return unused;
}

/* An identity provider that takes questions and answers none. The log would have another reason if its time had
 * to run out first. */
Test(life, who_waits_for_the_identity_provider_does_not_hold_up_its_end)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);
	char more[512], asked[4096];
	pthread_t visitor;
	end_in_order(SIGTERM);
	const int listener = socket(AF_INET, SOCK_STREAM, 0);
	cr_assert_eq(bind(listener, (const struct sockaddr *)&at, sizeof(at)), 0);
	cr_assert_eq(getsockname(listener, (struct sockaddr *)&at, &size), 0);
	cr_assert_eq(listen(listener, 4), 0);
	(void)snprintf(more, sizeof(more), "desk:\n  console: 1\n  public_base: \"http://127.0.0.1:1\"\n  oidc_client: xueji\n"
	    "  oidc_issuer: \"http://127.0.0.1:%d\"\n", ntohs(at.sin_port));
	office_set(&office, "desk:\n", more);
	daemon_pid = office_start(&office);
	cr_assert(office_logs(&office, "database_away"));
	cr_assert_eq(pthread_create(&visitor, NULL, sign_in, NULL), 0);
	const int s = accept(listener, NULL, NULL);
	cr_assert_gt(read(s, asked, sizeof(asked)), 0);
	end_in_order(SIGTERM);
	cr_expect(office_logs(&office, "sign_in_not_taken why=away trouble=\"the daemon ends\""));
	(void)pthread_join(visitor, NULL);
	(void)close(s);
	(void)close(listener);
}

Test(life, sigint_ends_it_in_order_too)
{
	end_in_order(SIGINT);
}

/* 2 s between two looks: after 5 s there would be three lines. */
Test(life, bad_weather_is_said_once)
{
	static char text[OFFICE_TEXT_MAX];
	(void)sleep(5);
	office_read(&office, "log", text, sizeof(text));
	const char *first = strstr(text, "database_away");
	cr_assert_not_null(first);
	cr_expect_null(strstr(first + 1, "database_away"), "%s", text);
	end_in_order(SIGTERM);
}

Test(life, sighup_reads_sound_files_again)
{
	char answer[4096];
	office_set(&office, "keys:\n", "log:\n  level: debug\nkeys:\n");
	cr_assert_eq(kill(daemon_pid, SIGHUP), 0);
	cr_expect(office_logs(&office, "reloaded"));
	office_get(&office, "/livez", answer, sizeof(answer));
	cr_expect_not_null(strstr(answer, " 200 "), "%s", answer);
	end_in_order(SIGTERM);
}

struct row {
	const char *from, *to, *why;
};

static const struct row rows[] = {
	{ "keys:\n", "kees:\n", "unknown key" },
	{ "127.0.0.1:1", "127.0.0.1:2", "kafka.brokers needs a restart" },
};

Test(life, sighup_on_faulty_files_changes_nothing_and_says_why)
{
	const struct office sound = office;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		office = sound;
		office_set(&office, rows[i].from, rows[i].to);
		cr_assert_eq(kill(daemon_pid, SIGHUP), 0);
		cr_expect(office_logs(&office, rows[i].why));
	}
	office = sound;
	office_set(&office, "keys:\n", "keys:\n");
	cr_assert_eq(kill(daemon_pid, SIGHUP), 0);
	cr_expect(office_logs(&office, "reloaded"));
	end_in_order(SIGTERM);
}

/* A county is founded. Its letters would come on a topic that nobody reads. */
Test(life, a_unit_whose_topic_is_not_read_yet_needs_a_restart)
{
	static const char header[] = "code,parent,level,phase,void,name\n";
	char more[OFFICE_TEXT_MAX / 64], founded[512];
	end_in_order(SIGTERM);
	(void)snprintf(more, sizeof(more), "law:\n  schools: [\"%s\"]\n",
	    office_path(&office, "more.csv"));
	(void)snprintf(founded, sizeof(founded), "%s430101,430100,county,,0,新区\n", header);
	office_write(&office, "more.csv", header, 0644);
	office_set(&office, "law:\n", more);
	office_set(&office, "serves: [\"430102\"]", "serves: [\"430102\", \"430101\"]");
	office_set(&office, "topics: [", "topics: [\"county:430101=xueji.test.new\", ");
	daemon_pid = office_start(&office);
	cr_assert(office_logs(&office, "database_away"));
	office_write(&office, "more.csv", founded, 0644);
	cr_assert_eq(kill(daemon_pid, SIGHUP), 0);
	cr_expect(office_logs(&office, "reload_refused why=\"another set of topics to read"
	    " needs a restart\""));
	office_write(&office, "more.csv", header, 0644);
	cr_assert_eq(kill(daemon_pid, SIGHUP), 0);
	cr_expect(office_logs(&office, "reloaded"));
	end_in_order(SIGTERM);
}

Test(life, a_desk_that_cannot_be_opened_is_an_error_and_exits_1)
{
	static struct outcome outcome;
	const char *const args[] = { "-c", office.config, NULL };
	end_in_order(SIGTERM);
	office_set(&office, "/desk.sock", "/nowhere/desk.sock");
	office_run(&office, "countyd", args, &outcome);
	cr_expect_eq(outcome.status, 1, "%d", outcome.status);
	cr_expect_not_null(strstr(outcome.err, "error countyd: desk why="), "%s", outcome.err);
}
