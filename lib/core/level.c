/* Names of the five levels. */
#include "core/level.h"

const char *
level_name(enum level level)
{
	static const char *const names[LEVEL_N] = {
		"school", "county", "prefecture", "province", "ministry",
	};
	return names[level];
}
