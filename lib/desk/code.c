/*
 * One-time codes. A code belongs to a key (who asked, and about what), is good once, for a while, and
 * for so many tries; a later one of the same key takes its place. There is a place for a bounded number:
 * where a set of places is full, the code that would be over first is forgotten, and whoever has it
 * asks again.
 *
 * Keys and codes are kept as hashes with a secret of this process, and nowhere else: a restart
 * forgets them all.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/log.h"
#include "desk/door.h"

enum { SETS = 1024, WAYS = 4, TRIES_MOST = 5, TEXT_MAX = 512 };

struct kept {
	uint8_t key[HASH_SIZE], code[HASH_SIZE];
	int64_t until_ms;	/* 0: nothing is here */
	int tries_left;
};

struct codes {
	pthread_mutex_t lock;
	char secret[37];
	struct kept places[SETS][WAYS];
};

void
codes_free(struct codes *c)
{
	if (c == NULL)
		return;
	(void)pthread_mutex_destroy(&c->lock);
	free(c);
}

struct codes *
codes_new(void)
{
	struct codes *c = calloc(1, sizeof(*c));
	if (c == NULL)
		log_panic("out of memory size=%zu", sizeof(*c));
	(void)pthread_mutex_init(&c->lock, NULL);
	clock_uuid7(c->secret);
	return c;
}

/* Numbers beyond the last whole million are drawn again, so that all codes are equally likely. */
void
code_make(char ret[CODE_MAX])
{
	static const uint32_t million = 1000000, fair = UINT32_MAX / million * million;
	uint32_t n;
	do {
		if (getrandom(&n, sizeof(n), 0) != (ssize_t)sizeof(n))
			log_panic("no randomness size=%zu", sizeof(n));
	} while (n >= fair);
	(void)snprintf(ret, CODE_MAX, "%06u", (unsigned)(n % million));
}

static void
hash_of(const struct codes *c, char what, const char *text, const uint8_t *key,
    uint8_t ret[HASH_SIZE])
{
	uint8_t all[1 + sizeof(c->secret) + HASH_SIZE + TEXT_MAX] = { (uint8_t)what };
	const size_t n = strnlen(text, TEXT_MAX);
	memcpy(all + 1, c->secret, sizeof(c->secret));
	if (key != NULL)
		memcpy(all + 1 + sizeof(c->secret), key, HASH_SIZE);
	memcpy(all + 1 + sizeof(c->secret) + HASH_SIZE, text, n);
	const struct bytes b = { all, 1 + sizeof(c->secret) + HASH_SIZE + n };
	wire_hash(b, ret);
}

/* The key's own place, or the one whose code is over first. All are looked at. */
static struct kept *
place_of(struct codes *c, const uint8_t key[HASH_SIZE])
{
	struct kept *set = c->places[((unsigned)key[0] << 8 | key[1]) % SETS], *own = NULL;
	struct kept *first = &set[0];
	for (size_t i = 0; i < WAYS; i++) {
		if (memcmp(set[i].key, key, HASH_SIZE) == 0)
			own = &set[i];
		if (set[i].until_ms < first->until_ms)
			first = &set[i];
	}
	return own == NULL ? first : own;
}

void
codes_put(struct codes *c, const char *key, const char *code, int64_t until_ms, bool is_kept)
{
	struct kept new = { .until_ms = until_ms, .tries_left = TRIES_MOST };
	hash_of(c, 'k', key, NULL, new.key);
	hash_of(c, 'c', code, new.key, new.code);
	(void)pthread_mutex_lock(&c->lock);
	struct kept *k = place_of(c, new.key);
	if (is_kept)
		*k = new;
	(void)pthread_mutex_unlock(&c->lock);
}

static bool
is_same(const uint8_t a[HASH_SIZE], const uint8_t b[HASH_SIZE])
{
	unsigned differs = 0;
	for (size_t i = 0; i < HASH_SIZE; i++)
		differs |= (unsigned)(a[i] ^ b[i]);
	return differs == 0;
}

bool
codes_take(struct codes *c, const char *key, const char *code, int64_t now_ms)
{
	struct kept tried;
	hash_of(c, 'k', key, NULL, tried.key);
	hash_of(c, 'c', code, tried.key, tried.code);
	(void)pthread_mutex_lock(&c->lock);
	struct kept *k = place_of(c, tried.key);
	const bool is_there = is_same(k->key, tried.key) && k->until_ms > now_ms;
	const bool is_right = is_there & is_same(k->code, tried.code);
	if (is_there && (--k->tries_left == 0 || is_right))
		k->until_ms = 0;
	(void)pthread_mutex_unlock(&c->lock);
	return is_right;
}
