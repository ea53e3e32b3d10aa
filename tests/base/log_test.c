/* The log as a reader of the journal sees it: one event, one line. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"

/* Standard error into a file from here on. */
static FILE *
catch_log(void)
{
	FILE *f = tmpfile();
	cr_assert_not_null(f);
	cr_assert_eq(dup2(fileno(f), STDERR_FILENO), STDERR_FILENO);
	return f;
}

static size_t
read_log(FILE *f, char *ret, size_t size)
{
	rewind(f);
	const size_t n = fread(ret, 1, size - 1, f);
	ret[n] = '\0';
	return n;
}

/* "2026-09-01T01:02:03.004Z " */
static bool
has_time(const char *line)
{
	static const char like[] = "dddd-dd-ddTdd:dd:dd.dddZ ";
	for (size_t i = 0; like[i] != '\0'; i++)
		if (like[i] == 'd' ? line[i] < '0' || line[i] > '9' : line[i] != like[i])
			return false;
	return true;
}

Test(log, a_line_has_time_level_daemon_event_and_pairs)
{
	char text[4096];
	FILE *f = catch_log();
	log_open("countyd", LOG_INFO);
	log_line(LOG_WARN, "refused", " docket=%s n=%d", "0198", 3);
	(void)read_log(f, text, sizeof(text));
	cr_assert(has_time(text), "%s", text);
	cr_assert_str_eq(text + 25, "warn countyd: refused docket=0198 n=3\n");
}

Test(log, what_is_below_the_threshold_is_not_written)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };
	for (int least = LOG_DEBUG; least <= LOG_ERROR; least++) {
		char text[4096];
		FILE *f = catch_log();
		log_open("countyd", LOG_ERROR);
		log_least((enum log_level)least);
		for (int level = LOG_DEBUG; level <= LOG_ERROR; level++)
			log_line((enum log_level)level, "event", " level=%d.", level);
		(void)read_log(f, text, sizeof(text));
		for (int level = LOG_DEBUG; level <= LOG_ERROR; level++) {
			char wanted[64];
			(void)snprintf(wanted, sizeof(wanted), "%s countyd: event level=%d.\n",
			    names[level], level);
			cr_expect_eq(strstr(text, wanted) != NULL, level >= least,
			    "least %d, level %d:\n%s", least, level, text);
		}
		(void)fclose(f);
	}
}

Test(log, a_value_with_line_ends_cannot_forge_a_second_line)
{
	char text[4096];
	FILE *f = catch_log();
	log_line(LOG_ERROR, "desk", " why=\"%s\"", "x\n2026-09-01T00:00:00.000Z info forged\r\n");
	const size_t n = read_log(f, text, sizeof(text));
	cr_assert_eq(strchr(text, '\n'), text + n - 1, "%s", text);
	cr_assert_null(strchr(text, '\r'));
}

Test(log, a_line_too_long_is_cut_and_still_ends)
{
	static char value[10000];
	char text[20000];
	memset(value, 'v', sizeof(value) - 1);
	FILE *f = catch_log();
	log_line(LOG_ERROR, "long", " value=%s", value);
	log_line(LOG_ERROR, "next", " n=%d", 1);
	(void)read_log(f, text, sizeof(text));
	char *end = strchr(text, '\n');
	cr_assert_not_null(end);
	cr_assert_leq(end - text, 2048);
	cr_assert(has_time(end + 1));
	cr_assert_not_null(strstr(end, "next n=1\n"));
}

enum { THREADS = 4, EACH = 500 };

static void *
write_many(void *name)
{
	for (int i = 0; i < EACH; i++)
		log_line(LOG_INFO, "event", " thread=%s i=%03d end=yes", (const char *)name, i);
	return NULL;
}

Test(log, lines_of_several_threads_do_not_mix)
{
	static char names[THREADS][2] = { "a", "b", "c", "d" };
	static char text[THREADS * EACH * 100];
	pthread_t threads[THREADS];
	FILE *f = catch_log();
	log_open("schoold", LOG_INFO);
	for (int i = 0; i < THREADS; i++)
		cr_assert_eq(pthread_create(&threads[i], NULL, write_many, names[i]), 0);
	for (int i = 0; i < THREADS; i++)
		cr_assert_eq(pthread_join(threads[i], NULL), 0);
	(void)read_log(f, text, sizeof(text));
	size_t n = 0;
	for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"), n++) {
		int i = -1;
		char thread, end[4];
		cr_assert(has_time(line), "%s", line);
		cr_assert_eq(sscanf(line + 25, "info schoold: event thread=%c i=%d end=%3s", &thread,
				 &i, end), 3, "%s", line);
	}
	cr_assert_eq(n, THREADS * EACH);
}

Test(log, a_bug_stops_the_daemon_loudly)
{
	char text[4096];
	int status;
	FILE *f = catch_log();
	log_open("ministryd", LOG_ERROR);
	const pid_t child = fork();
	if (child == 0)
		log_panic("impossible state=%d", 7);
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	(void)read_log(f, text, sizeof(text));
	cr_assert_str_eq(text + 25, "panic ministryd: bug impossible state=7\n");
}
