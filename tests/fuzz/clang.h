/*
 * gcc's `malloc` attribute may name who frees; clang knows it without. Included before everything
 * else in the fuzz build: malloc(free, n) as an attribute becomes the plain one, and malloc(size)
 * stays a call.
 */
#ifndef TESTS_FUZZ_CLANG_H
#define TESTS_FUZZ_CLANG_H

#include <stdlib.h>

#define malloc(...)			CLANG_PICK(__VA_ARGS__, CLANG_OWNED, CLANG_CALL, )(__VA_ARGS__)
#define CLANG_PICK(a, b, name, ...)	name
#define CLANG_CALL(size)		(malloc)(size)
#define CLANG_OWNED(free, position)	__malloc__

#endif
