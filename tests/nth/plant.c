/*
 * The fault that --plant builds in: who commits does not look at what the store says of it. It has
 * to be found, or nothing is.
 */
#include <stdbool.h>

#include "store/store.h"

extern bool plant_is_on;

enum store_result	__real_store_commit(struct store *, const struct batch *);
enum store_result	__wrap_store_commit(struct store *, const struct batch *);

enum store_result
__wrap_store_commit(struct store *s, const struct batch *b)
{
	const enum store_result result = __real_store_commit(s, b);
	return plant_is_on ? STORE_OK : result;
}
