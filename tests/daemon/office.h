/*
 * A county office on a scratch disk: settings, keys and a desk, for the real daemon to be
 * started on. Its law is that of config/; its database and its broker are away.
 */
#ifndef TESTS_DAEMON_OFFICE_H
#define TESTS_DAEMON_OFFICE_H

#include <stddef.h>
#include <sys/types.h>

enum { OFFICE_TEXT_MAX = 32768, OFFICE_PATH_MAX = 128 };

struct office {
	char dir[64];
	char config[OFFICE_PATH_MAX];	/* the settings file */
	char text[OFFICE_TEXT_MAX];	/* ... and what is in it */
};

struct outcome {
	int status;	/* of the exit; -1: a signal ended it, or it would not end */
	char out[OFFICE_TEXT_MAX], err[OFFICE_TEXT_MAX];
};

void	office_begin(struct office *);
void	office_end(struct office *);
/* "<dir>/<name>", valid until the next call. */
const char	*office_path(const struct office *, const char *name);
void	office_write(const struct office *, const char *name, const char *text, mode_t);
void	office_read(const struct office *, const char *name, char *ret, size_t size);
/* Puts `to` in the place of `from`, which must be there, and writes the settings again. */
void	office_set(struct office *, const char *from, const char *to);

/* Runs a daemon to its end. Arguments end with NULL. */
void	office_run(const struct office *, const char *daemon, const char *const *args,
	    struct outcome *ret);
/* Starts countyd on the settings; its log goes to "log". */
pid_t	office_start(const struct office *);
/* The exit status, as in an outcome; ends it the hard way after `seconds`. */
int	office_wait(pid_t, int seconds);
/* Waits until the log holds `words`; false after 10 s. */
_Bool	office_logs(const struct office *, const char *words);
/* The desk's whole answer to a GET, "" if nobody answers. */
void	office_get(const struct office *, const char *path, char *ret, size_t size);

#endif
