/*
 * countyd decides at the county stages. A daemon is a specification: what all five do
 * is in lib/daemon, what a unit of this level may do is in the tables of lib/core.
 */
#include "daemon/daemon.h"

int
main(int argc, char **argv)
{
	static const struct daemon_spec countyd = {
		.name = "countyd",
		.level = LEVEL_COUNTY,
		.title = "the daemon of the county offices",
	};

	return daemon_main(&countyd, argc, argv);
}
