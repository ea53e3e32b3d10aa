/*
 * Chance, time, words, and what stands in for lib/base/clock.c, lib/base/log.c and
 * lib/wire/dsse.c: virtual clocks, the transcript, and stamps that cost little. A stamp here is a hash
 * over the public key, which anybody could make; nobody in this country forges any.
 */
#include <openssl/sha.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "lib/chance.h"
#include "sim/sim.h"
#include "wire/dsse.h"

struct sim sim;

/* -- chance ---------------------------------------------------------------------------- */

uint64_t
sim_random(void)
{
	return chance_draw(&sim.state);
}

int64_t
sim_below(int64_t n)
{
	return n <= 0 ? 0 : (int64_t)(sim_random() % (uint64_t)n);
}

bool
sim_chance(int64_t one_in)
{
	return sim_below(one_in) == 0;
}

bool
fault_is_on(enum fault f)
{
	return !sim.is_calm && (sim.faults >> f & 1) != 0;
}

bool
strike(enum fault f)
{
	static const int odds[FAULT_N] = {
#define FAULT(name, per_thousand, ...) [FAULT_##name] = (per_thousand),
#include "sim/fault.def"
#undef FAULT
	};
	if (!fault_is_on(f) || sim_below(1000) >= odds[f])
		return false;
	sim.n_struck[f]++;
	return true;
}

void
sim_id(char ret[37])
{
	const uint64_t ms = (uint64_t)sim.now_ms;
	(void)snprintf(ret, 37, "%08x-%04x-7000-8000-%012x", (unsigned)(ms >> 16 & 0xffffffff),
	    (unsigned)(ms & 0xffff), ++sim.n_ids);
}

/* -- words ----------------------------------------------------------------------------- */

static void
say_head(void)
{
	char text[64];
	instant_text((struct instant){ sim.now_ms }, text);
	(void)printf("%.19s %-14s", text, sim.current == NULL ? "" : sim.current->daemon->name);
	(void)printf("%c ", sim.current == NULL ? ' ' : '1' + sim.current->no);
}

void
sim_say(const char *fmt, ...)
{
	va_list ap;
	if (!sim.is_loud)
		return;
	say_head();
	va_start(ap, fmt);
	(void)vprintf(fmt, ap);
	va_end(ap);
	(void)putchar('\n');
}

void
sim_violation(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(sim.violation, sizeof(sim.violation), fmt, ap);
	va_end(ap);
	sim_say("VIOLATION %s", sim.violation);
	longjmp(sim.end, 1);
}

/* -- lib/base/log.c ---------------------------------------------------------------------- */

void
log_open(const char *daemon, enum log_level level)
{
	(void)daemon, (void)level;
}

void
log_least(enum log_level level)
{
	(void)level;
}

void
log_line(enum log_level level, const char *event, const char *fmt, ...)
{
	va_list ap;
	(void)level;
	if (!sim.is_loud)
		return;
	say_head();
	(void)printf("%s", event);
	va_start(ap, fmt);
	(void)vprintf(fmt, ap);
	va_end(ap);
	(void)putchar('\n');
}

void
log_panic(const char *fmt, ...)
{
	char text[300];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	sim_violation("a daemon found a bug in itself: %s", text);
}

/* -- lib/base/clock.c -------------------------------------------------------------------- */

void
clock_shift(int64_t ms)
{
	(void)ms;
}

int64_t
clock_now_ms(void)
{
	return sim.now_ms + (sim.current == NULL ? 0 : sim.current->skew_ms);
}

int64_t
clock_monotonic_us(void)
{
	return sim.now_ms * 1000;
}

void
clock_uuid7(char ret[37])
{
	sim_id(ret);
}

/* -- lib/wire/dsse.c --------------------------------------------------------------------- */

enum { SIGNATURE_SIZE = 64 };

static bool
hash_of(EVP_PKEY *key, const char *type, struct bytes body, uint8_t ret[SIGNATURE_SIZE])
{
	uint8_t raw[PUBLIC_KEY_SIZE];
	size_t n = sizeof(raw);
	static uint8_t signed_bytes[PUBLIC_KEY_SIZE + 32 + LETTER_BYTES_MAX];
	if (EVP_PKEY_get_raw_public_key(key, raw, &n) != 1 || body.size > LETTER_BYTES_MAX)
		return false;
	memset(signed_bytes, 0, PUBLIC_KEY_SIZE + 32);
	memcpy(signed_bytes, raw, n);
	(void)strncpy((char *)signed_bytes + PUBLIC_KEY_SIZE, type, 31);
	if (body.size > 0)
		memcpy(signed_bytes + PUBLIC_KEY_SIZE + 32, body.data, body.size);
	(void)SHA512(signed_bytes, PUBLIC_KEY_SIZE + 32 + body.size, ret);
	return true;
}

/* What off-line verification signs; nobody verifies off line here. */
uint8_t *
dsse_encode(const char *payload_type, struct bytes body, size_t *ret_size)
{
	(void)payload_type, (void)body, (void)ret_size;
	abort();
}

bool
dsse_sign(EVP_PKEY *private, const char *type, struct bytes body, struct stamp *ret)
{
	ret->size = SIGNATURE_SIZE;
	return hash_of(private, type, body, ret->signature);
}

bool
dsse_is_signed(EVP_PKEY *public, const char *type, struct bytes body, const struct stamp *s)
{
	uint8_t hash[SIGNATURE_SIZE];
	return s->algorithm == ALGORITHM_ED25519 && s->size == SIGNATURE_SIZE
	    && hash_of(public, type, body, hash)
	    && memcmp(hash, s->signature, SIGNATURE_SIZE) == 0;
}
