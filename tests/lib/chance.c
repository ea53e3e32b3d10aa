/* splitmix64 */
#include <stdlib.h>

#include "lib/chance.h"

uint64_t
chance_seed(void)
{
	const char *given = getenv("SEED");
	return given == NULL ? 1 : strtoull(given, NULL, 10);
}

uint64_t
chance_draw(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

size_t
chance_below(uint64_t *state, size_t n)
{
	return (size_t)(chance_draw(state) % n);
}
