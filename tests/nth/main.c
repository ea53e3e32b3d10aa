/*
 * Every call of a family fails once: n = 1, 2, 3 ... until a life has gone by in which none was
 * left to fail. Each life is a process of its own on an empty database; after it the database has to
 * hold what it holds when nothing fails, row by row.
 */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <fcntl.h>

#include "fail.h"
#include "story.h"
#include "store/base.h"

enum { LIFE_MOST_S = 60, ROWS_SIZE = 65536, SAID_SIZE = 8192, TOLD_MAX = 20 };

static unsigned n_passed, n_failed;
static char rows_sql[4096], empty_sql[4096];
static char said_path[64];
bool plant_is_on;

/* -- the database --------------------------------------------------------------------- */

/* Numbers that are drawn, and how often something was sent, may differ; nothing else. */
static void
make_sql(void)
{
	(void)snprintf(rows_sql, sizeof(rows_sql), "%s", eye_text("select 'select coalesce(string_agg(x,"
	    " E''\\n'' order by x), '''') from (' || string_agg('select ''' || tablename || ' '' ||"
	    " (to_jsonb(t) - ''{' || case tablename when 'outbox' then 'letter,value,attempts,resend_at'"
	    " when 'dead_letter' then 'id' else '' end || '}''::text[])::text as x from ' || tablename || ' t',"
	    " ' union all ') || ') rows' from pg_tables where schemaname = 'public'"
	    " and tablename <> 'schema_version'"));
	(void)snprintf(empty_sql, sizeof(empty_sql), "%s", eye_text("select string_agg('delete from '"
	    " || tablename, ';') from pg_tables where schemaname = 'public'"
	    " and tablename <> 'schema_version'"));
}

/* A COMMIT whose answer was lost may still be under way. */
static void
wait_for_rest(void)
{
	eye_wait("select count(*) = 0 from pg_stat_activity where datname = current_database()"
		 " and pid <> pg_backend_pid() and backend_type = 'client backend'");
}

static const char *
read_rows(void)
{
	wait_for_rest();
	return eye_text("%s", rows_sql);
}

/* What stands in one and not in the other. */
static void
tell_difference(const char *what, const char *in, const char *not_in)
{
	char *lines = strdup(in), *save = NULL;
	for (char *line = strtok_r(lines, "\n", &save); line != NULL; line = strtok_r(NULL, "\n", &save))
		if (strstr(not_in, line) == NULL)
			printf("  %s %.300s\n", what, line);
	free(lines);
}

/* -- one life ------------------------------------------------------------------------- */

static int
live(enum story story, enum family family, enum how how, unsigned n, bool is_again)
{
	const pid_t child = fork();
	if (child == 0) {
		const int fd = open(said_path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
		const struct rlimit none = { 0, 0 };
		(void)dup2(fd, STDERR_FILENO);
		(void)close(fd);
		(void)setrlimit(RLIMIT_CORE, &none);
		(void)alarm(LIFE_MOST_S);
		fail_arm(family, how, n);
		const int status = story_live(story, is_again);
		fail_disarm();
		story_end();
		exit(status);
	}
	int status = -1;
	cr_assert(child > 0 && waitpid(child, &status, 0) == child);
	return status;
}

static const char *
said(void)
{
	static char text[SAID_SIZE];
	FILE *f = fopen(said_path, "r");
	text[0] = '\0';
	if (f == NULL)
		return text;
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	(void)fclose(f);
	return text;
}

/* Out of memory a daemon may end, if it says why; it is started again. */
static bool
is_loud_end(enum family family, int status)
{
	return family == FAMILY_memory && WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT
	    && strstr(said(), " panic ") != NULL;
}

static void
tell(enum story story, enum family family, enum how how, unsigned n, int status, const char *what)
{
	n_failed++;
	if (n_failed > TOLD_MAX)
		return;
	printf("FAILED %s %s %s %u (%s): %s, ", story_names[story], family_names[family], how_names[how],
	    n, fail_tally()->call, what);
	if (WIFSIGNALED(status))
		printf("signal %d\n", WTERMSIG(status));
	else
		printf("status %d\n", WEXITSTATUS(status));
	printf("%s", said());
}

/* False: there was none left to fail. */
static bool
check(enum story story, enum family family, enum how how, unsigned n, const char *rows)
{
	eye_do("%s", empty_sql);
	int status = live(story, family, how, n, false);
	const bool has_failed = fail_tally()->has_failed;
	const char *got;
	wait_for_rest();
	if (is_loud_end(family, status))
		status = live(story, FAMILY_N, HOW_refuse, 0, true);
	if (status != 0)
		tell(story, family, how, n, status, "it does not end well");
	else if (strcmp(got = read_rows(), rows) != 0) {
		tell(story, family, how, n, status, "the database differs");
		tell_difference("missing", rows, got);
		tell_difference("too much", got, rows);
	} else if (has_failed)
		n_passed++;
	return has_failed;
}

/* -- all ------------------------------------------------------------------------------ */

static void
fail_each(enum story story, enum family family, enum how how, const char *rows, unsigned first,
    unsigned last)
{
	unsigned n = first;
	const unsigned failed_before = n_failed;
	while (n <= last && (!plant_is_on || n_failed == 0) && check(story, family, how, n, rows))
		n++;
	printf("%s: %s %s, %u calls, %u failed\n", story_names[story], family_names[family],
	    how_names[how], n - first, n_failed - failed_before);
	if (n == first) {
		printf("FAILED %s: no call of it was made\n", family_names[family]);
		n_failed++;
	}
}

/* The rows of a life in which nothing fails. */
static void
live_in_peace(enum story story, char *ret)
{
	eye_do("%s", empty_sql);
	const int status = live(story, FAMILY_N, HOW_refuse, 0, false);
	if (status != 0) {
		printf("FAILED %s without a failure\n%s", story_names[story], said());
		exit(1);
	}
	(void)snprintf(ret, ROWS_SIZE, "%s", read_rows());
}

static int
usage(void)
{
	(void)fprintf(stderr, "usage: nth [--plant] FAMILY [STORY [HOW [N|FROM-[TO]]]]]\n");
	return 2;
}

static bool
is_asked(const char *name, const char *asked)
{
	return asked == NULL || strcmp(name, asked) == 0;
}

int
main(int argc, char **argv)
{
	static char rows[STORY_N][ROWS_SIZE];
	if (argc > 1 && strcmp(argv[1], "--plant") == 0) {
		plant_is_on = true;
		argv++, argc--;
	}
	if (argc < 2 || argc > 5 || !base_is_there())
		return usage();
	unsigned first = 1, last = 1000000;
	if (argc > 4 && sscanf(argv[4], "%u-%u", &first, &last) == 1 && strchr(argv[4], '-') == NULL)
		last = first;
	(void)snprintf(said_path, sizeof(said_path), "/tmp/xueji-nth-%ld", (long)getpid());
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	fail_begin();
	base_begin();
	make_sql();
	story_begin();
	live_in_peace(STORY_filing, rows[STORY_filing]);
	story_take_letters();
	live_in_peace(STORY_turn, rows[STORY_turn]);
	for (int family = 0; family < FAMILY_N; family++)
		for (int story = 0; story < STORY_N; story++)
			for (int how = 0; how < (family == FAMILY_memory ? 1 : HOW_N); how++)
				if (is_asked(family_names[family], argv[1])
				    && is_asked(story_names[story], argc > 2 ? argv[2] : NULL)
				    && is_asked(how_names[how], argc > 3 ? argv[3] : NULL))
					fail_each((enum story)story, (enum family)family, (enum how)how,
					    rows[story], first, last);
	story_end();
	base_end();
	(void)unlink(said_path);
	printf("%u passed, %u failed\n", n_passed, n_failed);
	return n_failed == 0 && n_passed > 0 ? 0 : 1;
}
