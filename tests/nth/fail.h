/*
 * Counts the calls of a family and lets the n-th fail, once, the way that call fails. What it
 * counted lies in memory that parent and child share, so that it outlives the child.
 */
#ifndef TESTS_NTH_FAIL_H
#define TESTS_NTH_FAIL_H

#include <stdbool.h>

enum family {
#define FAMILY(name, ...) FAMILY_##name,
#include "family.def"
#undef FAMILY
	FAMILY_N,
};

enum how {
#define HOW(name, ...) HOW_##name,
#include "family.def"
#undef HOW
	HOW_N,
};

struct tally {
	unsigned n[FAMILY_N];	/* calls that could have failed */
	bool has_failed;
	char call[64];		/* the one that failed */
};

extern const char *const family_names[], *const how_names[];

/* Before anything is forked. */
void	fail_begin(void);
/* From here on calls are counted; the n-th of that family fails. 0: none does. */
void	fail_arm(enum family, enum how, unsigned n);
/* No more, until it is armed again; what was counted stays. */
void	fail_disarm(void);
/* Calls of the thread that is in here are nobody's business: the test's own. */
void	fail_pass(bool);
const struct tally	*fail_tally(void);

/* For what is wrapped around a call: is it this one's turn? Then *ret says how. */
bool	fail_now(enum family, const char *call, enum how *ret);

/* A function that stands before another one of that name (the linker's --wrap). */
#define REAL(type, name, ...) \
	type __real_##name(__VA_ARGS__); \
	type __wrap_##name(__VA_ARGS__); \
	type __wrap_##name(__VA_ARGS__)

#endif
