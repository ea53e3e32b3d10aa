/* tests/core/land.c is written for Criterion; here a country that is wrong ends the program. */
#ifndef SIM_SHIM_CRITERION_H
#define SIM_SHIM_CRITERION_H

#include <stdio.h>
#include <stdlib.h>

#define FIRST_OF(first, ...) (first)

#define cr_assert(...)                                                                     \
	do {                                                                               \
		if (!FIRST_OF(__VA_ARGS__, 0)) {                                           \
			(void)fprintf(stderr, "land: %s\n", #__VA_ARGS__);                 \
			exit(2);                                                           \
		}                                                                          \
	} while (0)

#endif
