/* What was typed: which file, and what to do with it. */
#ifndef DAEMON_DAEMON_ARGS_H
#define DAEMON_DAEMON_ARGS_H

#include <stdbool.h>
#include <stdio.h>

#include "daemon/daemon.h"

/* CMakeLists.txt has the same; a test compares them. */
#define DAEMON_VERSION "0.1.0"

enum daemon_mode {
	DAEMON_SERVE,
	DAEMON_CHECK_CONFIG,
	DAEMON_PRINT_CONFIG,
	DAEMON_MIGRATE,
	DAEMON_HELP,
	DAEMON_SHOW_VERSION,
};

struct daemon_args {
	enum daemon_mode mode;
	const char *path;	/* of the settings; NULL with HELP and SHOW_VERSION only */
};

/* False: wrong usage; what is wrong was said on standard error. */
bool	daemon_args_take(const struct daemon_spec *, int argc, char **argv,
	    struct daemon_args *ret);
void	daemon_args_usage(const struct daemon_spec *, FILE *);

#endif
