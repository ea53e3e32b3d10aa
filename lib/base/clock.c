/*
 * The clock and the random source are read here and nowhere else. Everything above takes
 * time and identity as arguments, so a test can live in any July.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/random.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"

static _Atomic int64_t shift_ms;

void
clock_shift(int64_t ms)
{
	atomic_store(&shift_ms, ms);
}

int64_t
clock_world_ms(void)
{
	struct timespec ts;
	(void)clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t
clock_now_ms(void)
{
	return clock_world_ms() + atomic_load(&shift_ms);
}

int64_t
clock_monotonic_us(void)
{
	struct timespec ts;
	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* Milliseconds and a 12-bit counter that never go back within a process (RFC 9562, §6.2,
 * method 1: a dedicated counter). */
static uint64_t
next_tick(void)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static uint64_t last;
	(void)pthread_mutex_lock(&lock);
	const uint64_t now = (uint64_t)clock_now_ms() << 12;
	last = now > last ? now : last + 1;
	const uint64_t tick = last;
	(void)pthread_mutex_unlock(&lock);
	return tick;
}

void
clock_uuid7(char ret[37])
{
	uint8_t r[8];
	if (getrandom(r, sizeof(r), 0) != (ssize_t)sizeof(r))
		log_panic("no random bytes");
	const uint64_t tick = next_tick();
	(void)snprintf(ret, 37, "%08x-%04x-7%03x-%02x%02x-%02x%02x%02x%02x%02x%02x",
	    (unsigned)(tick >> 28 & 0xffffffff), (unsigned)(tick >> 12 & 0xffff),
	    (unsigned)(tick & 0xfff), (r[0] & 0x3fu) | 0x80u, r[1], r[2], r[3], r[4], r[5],
	    r[6], r[7]);
}
