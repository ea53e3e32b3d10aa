/* See fail.h. */
#define _GNU_SOURCE
#include <execinfo.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fail.h"

enum { FRAMES_MAX = 32 };

const char *const family_names[] = {
#define FAMILY(name, ...) #name,
#include "family.def"
#undef FAMILY
};

const char *const how_names[] = {
#define HOW(name, ...) #name,
#include "family.def"
#undef HOW
};

static struct tally *tally;
static atomic_bool is_armed;
static enum family family;
static enum how how;
static unsigned nth;
static _Thread_local bool is_passing;

void
fail_begin(void)
{
	void *frames[1];
	(void)backtrace(frames, 1);	/* it loads a library the first time */
	tally = mmap(NULL, sizeof(*tally), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (tally == MAP_FAILED)
		abort();
}

void
fail_arm(enum family f, enum how h, unsigned n)
{
	memset(tally, 0, sizeof(*tally));
	family = f;
	how = h;
	nth = n;
	atomic_store(&is_armed, true);
}

void
fail_disarm(void)
{
	atomic_store(&is_armed, false);
}

void
fail_pass(bool passes)
{
	is_passing = passes;
}

const struct tally *
fail_tally(void)
{
	return tally;
}

static void
note(const char *call)
{
	void *frames[FRAMES_MAX];
	tally->has_failed = true;
	(void)snprintf(tally->call, sizeof(tally->call), "%s", call);
	if (getenv("NTH_SHOW") != NULL)
		backtrace_symbols_fd(frames, backtrace(frames, FRAMES_MAX), STDERR_FILENO);
}

bool
fail_now(enum family f, const char *call, enum how *ret)
{
	if (!atomic_load(&is_armed) || is_passing)
		return false;
	is_passing = true;	/* what we do here is not counted */
	const unsigned n = __atomic_add_fetch(&tally->n[f], 1, __ATOMIC_SEQ_CST);
	const bool is_it = f == family && n == nth;
	if (is_it)
		note(call);
	is_passing = false;
	*ret = how;
	return is_it;
}
