/*
 * The allocator's own doors, in front of those of the C library or of the sanitizers: the program's
 * come first for every library it is linked with.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"

static void *
real(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

static bool
has_none(const char *call)
{
	enum how how;
	if (!fail_now(FAMILY_memory, call, &how))
		return false;
	errno = ENOMEM;
	return true;
}

void *
malloc(size_t size)
{
	static void *(*next)(size_t);
	if (next == NULL)
		*(void **)&next = real("malloc");
	return has_none("malloc") ? NULL : next(size);
}

void *
calloc(size_t n, size_t size)
{
	static void *(*next)(size_t, size_t);
	if (next == NULL)
		*(void **)&next = real("calloc");
	return has_none("calloc") ? NULL : next(n, size);
}

void *
realloc(void *old, size_t size)
{
	static void *(*next)(void *, size_t);
	if (next == NULL)
		*(void **)&next = real("realloc");
	return has_none("realloc") ? NULL : next(old, size);
}

char *
strdup(const char *text)
{
	const size_t size = strlen(text) + 1;
	char *copy = malloc(size);
	return copy == NULL ? NULL : memcpy(copy, text, size);
}
