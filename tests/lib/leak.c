/*
 * Criterion's runner forgets a block now and then when it runs tests in parallel. Leaks are
 * looked for in the workers only, where our code runs; the environment tells them apart. (A
 * suppression of the library would also hide ours: it called the test.)
 */
#include <stdlib.h>

int __lsan_is_turned_off(void);

int
__lsan_is_turned_off(void)
{
	return getenv("BXFI_MAP") == NULL;
}
