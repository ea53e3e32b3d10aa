/*
 * What every fuzz target is made of. One file a target: LLVMFuzzerTestOneInput() says what has to
 * hold for any bytes, fuzz_seed() what honest ones look like. clang links libFuzzer to it; every
 * other compiler replay.c, which runs the corpus as an ordinary test.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { FUZZ_SEED_MAX = 1 << 16 };

/* A property that does not hold is a crash, which both drivers know how to report. */
#define MUST(condition, ...)                                                             \
	do {                                                                             \
		if (!(condition)) {                                                      \
			fprintf(stderr, "%s:%d: does not hold: %s: ", __FILE__, __LINE__, \
			    #condition);                                                 \
			fprintf(stderr, __VA_ARGS__);                                    \
			fputc('\n', stderr);                                             \
			abort();                                                         \
		}                                                                        \
	} while (0)

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);
/* The i-th honest input, its name in *ret_name; 0: there is none any more. */
size_t	fuzz_seed(size_t i, uint8_t ret[FUZZ_SEED_MAX], const char **ret_name);

/* Bytes as a stream of choices; where it has run dry, everything is 0. */
struct choices {
	const uint8_t *data;
	size_t size;
};

static inline uint64_t
choose_number(struct choices *c, size_t bytes)
{
	uint64_t n = 0;
	for (; bytes > 0 && c->size > 0; bytes--, c->size--)
		n = n << 8 | *c->data++;
	return n;
}

/* 0 .. n - 1, from one byte, or two if n is larger. */
static inline size_t
choose(struct choices *c, size_t n)
{
	return (size_t)choose_number(c, n > 256 ? 2 : 1) % n;
}

#endif
