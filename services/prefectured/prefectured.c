/*
 * prefectured decides at the prefecture stages, for 东莞 and 中山 at the county stages
 * too, and coordinates. A daemon is a specification: what all five do is in
 * lib/daemon, what a unit of this level may do is in the tables of lib/core.
 */
#include "daemon/daemon.h"

int
main(int argc, char **argv)
{
	static const struct daemon_spec prefectured = {
		.name = "prefectured",
		.level = LEVEL_PREFECTURE,
		.title = "the daemon of the prefecture offices",
	};

	return daemon_main(&prefectured, argc, argv);
}
