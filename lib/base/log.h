/*
 * The log: one line an event on standard error, logfmt: time, level, daemon, then
 * key=value. The object comes first (docket=...), and nothing that identifies a child ever
 * stands in it. Libraries do not log; relay, desk and daemon do.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level {
	LOG_DEBUG,
	LOG_INFO,
	LOG_WARN,	/* weather; the daemon goes on by itself */
	LOG_ERROR,	/* somebody must look */
};

void	log_open(const char *daemon, enum log_level least);
void	log_least(enum log_level);
/* `event` is one word; fmt gives " key=value ..." pairs. Values with blanks are the
 * caller's to quote: use \"%s\". Thread-safe, one write(2) a line. */
void	log_line(enum log_level, const char *event, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
/* Our own bug: logs, then abort(3). */
_Noreturn void	log_panic(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
