/* Names of the levels, as log lines and units.csv write them. */
#include <criterion/criterion.h>

#include "core/level.h"

Test(level, levels_are_named_from_the_school_up)
{
	static const char *const names[] = {
		"school", "county", "prefecture", "province", "ministry",
	};
	cr_assert_eq((int)LEVEL_N, 5);
	for (int i = 0; i < LEVEL_N; i++)
		cr_expect_str_eq(level_name((enum level)i), names[i]);
}
