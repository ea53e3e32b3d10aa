/*
 * provinced decides at the province stages of inter-province dockets and coordinates.
 * A daemon is a specification: what all five do is in lib/daemon, what a unit of this
 * level may do is in the tables of lib/core.
 */
#include "daemon/daemon.h"

int
main(int argc, char **argv)
{
	static const struct daemon_spec provinced = {
		.name = "provinced",
		.level = LEVEL_PROVINCE,
		.title = "the daemon of the province offices",
	};

	return daemon_main(&provinced, argc, argv);
}
