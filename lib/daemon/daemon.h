/*
 * A daemon is a specification, not a program: arguments, settings, signals, the loop,
 * readiness and an orderly exit are the same for all five.
 *
 *	countyd -c FILE [--check-config | --print-config | --migrate]
 *	countyd --help | --version
 *
 * Exit: 0 orderly, 1 wrong settings or schema or an exit cut short, 2 wrong usage. SIGHUP
 * reads settings, law and keys again, SIGTERM drains and ends.
 */
#ifndef DAEMON_DAEMON_H
#define DAEMON_DAEMON_H

#include "core/level.h"

struct daemon_spec {
	const char *name;	/* "countyd" */
	enum level level;	/* whose units it serves */
	const char *title;	/* one sentence for --help */
};

int	daemon_main(const struct daemon_spec *, int argc, char **argv);

#endif
