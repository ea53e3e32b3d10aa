/*
 * schoold keeps the records of its schools, files, corrects, releases and admits. A
 * daemon is a specification: what all five do is in lib/daemon, what a unit of this
 * level may do is in the tables of lib/core.
 */
#include "daemon/daemon.h"

int
main(int argc, char **argv)
{
	static const struct daemon_spec schoold = {
		.name = "schoold",
		.level = LEVEL_SCHOOL,
		.title = "the daemon of the schools",
	};

	return daemon_main(&schoold, argc, argv);
}
