/*
 * One event, one line, one write(2): lines of several threads and of several daemons that
 * share a file do not mix.
 */
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"

enum { LINE_MAX_BYTES = 2048 };

static const char *daemon_name = "xueji";
static _Atomic int least = LOG_INFO;

static const char *const level_names[] = { "debug", "info", "warn", "error" };

void
log_open(const char *daemon, enum log_level level)
{
	daemon_name = daemon;
	log_least(level);
}

void
log_least(enum log_level level)
{
	atomic_store(&least, (int)level);
}

/* The machine's own time: what operators compare with other logs, demonstrations or not. */
static int
print_head(char *line, const char *level, const char *event)
{
	struct timespec ts;
	struct tm tm;
	char date[24];
	(void)clock_gettime(CLOCK_REALTIME, &ts);
	(void)gmtime_r(&ts.tv_sec, &tm);
	(void)strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &tm);
	return snprintf(line, LINE_MAX_BYTES, "%s.%03ldZ %s %s: %s", date, ts.tv_nsec / 1000000,
	    level, daemon_name, event);
}

static void
print_line(const char *level, const char *event, const char *fmt, va_list ap)
{
	char line[LINE_MAX_BYTES + 1];
	int n = print_head(line, level, event);
	const int more = vsnprintf(line + n, (size_t)(LINE_MAX_BYTES - n), fmt, ap);
	n = more < LINE_MAX_BYTES - n ? n + more : LINE_MAX_BYTES - 1;
	for (int i = 0; i < n; i++)	/* one event, one line, whatever a value holds */
		if (line[i] == '\n' || line[i] == '\r')
			line[i] = ' ';
	line[n] = '\n';
	const ssize_t written = write(STDERR_FILENO, line, (size_t)n + 1);
	(void)written;	/* there is nowhere to say that the log is full */
}

void
log_line(enum log_level level, const char *event, const char *fmt, ...)
{
	if ((int)level < atomic_load(&least))
		return;
	va_list ap;
	va_start(ap, fmt);
	print_line(level_names[level], event, fmt, ap);
	va_end(ap);
}

void
log_panic(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	print_line("panic", "bug ", fmt, ap);
	va_end(ap);
	abort();
}
