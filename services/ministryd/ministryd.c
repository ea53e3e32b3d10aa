/*
 * ministryd relays and checks inter-province dockets and settles disputes. A daemon is
 * a specification: what all five do is in lib/daemon, what a unit of this level may do
 * is in the tables of lib/core.
 */
#include "daemon/daemon.h"

int
main(int argc, char **argv)
{
	static const struct daemon_spec ministryd = {
		.name = "ministryd",
		.level = LEVEL_MINISTRY,
		.title = "the daemon of the ministry",
	};

	return daemon_main(&ministryd, argc, argv);
}
