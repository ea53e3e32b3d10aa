/*
 * How often somebody may ask. For each key one number is kept: the instant at which all it has
 * asked is paid off, every question costing period / most. A key that owes nothing needs no
 * place, so a full table only means that so many have asked just now; of those in one set
 * the one that owes least is then forgotten.
 *
 * Keys are hashed with a secret of this process: nobody can aim at another's place, and neither
 * addresses nor student numbers stay in memory.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "desk/door.h"

enum { SETS = 4096, WAYS = 4, KEY_TEXT_MAX = 128 };

struct debt {
	uint8_t key[HASH_SIZE];
	int64_t paid_ms;	/* when it owes nothing any more */
};

struct quota {
	pthread_mutex_t lock;
	int64_t period_ms, cost_ms;
	char secret[37];
	struct debt debts[SETS][WAYS];
};

void
quota_free(struct quota *q)
{
	if (q == NULL)
		return;
	(void)pthread_mutex_destroy(&q->lock);
	free(q);
}

struct quota *
quota_new(int most, int64_t period_ms)
{
	struct quota *q = calloc(1, sizeof(*q));
	if (q == NULL)
		log_panic("out of memory size=%zu", sizeof(*q));
	(void)pthread_mutex_init(&q->lock, NULL);
	q->period_ms = period_ms;
	q->cost_ms = most > 0 ? period_ms / most : period_ms;
	if (q->cost_ms == 0)
		q->cost_ms = 1;
	clock_uuid7(q->secret);
	return q;
}

static void
hash_key(const struct quota *q, const char *key, uint8_t ret[HASH_SIZE])
{
	char text[sizeof(q->secret) + KEY_TEXT_MAX];
	const int n = snprintf(text, sizeof(text), "%s%.*s", q->secret, KEY_TEXT_MAX - 1, key);
	const struct bytes b = { (const uint8_t *)text, (size_t)n };
	wire_hash(b, ret);
}

/* The key's own place, or the one whose owner owes least. */
static struct debt *
place_of(struct quota *q, const uint8_t key[HASH_SIZE])
{
	struct debt *set = q->debts[((unsigned)key[0] << 8 | key[1]) % SETS];
	struct debt *least = &set[0];
	for (size_t i = 0; i < WAYS; i++) {
		if (memcmp(set[i].key, key, HASH_SIZE) == 0)
			return &set[i];
		if (set[i].paid_ms < least->paid_ms)
			least = &set[i];
	}
	memcpy(least->key, key, HASH_SIZE);
	least->paid_ms = 0;
	return least;
}

int64_t
quota_take(struct quota *q, const char *key, int64_t now_ms)
{
	uint8_t hash[HASH_SIZE];
	hash_key(q, key, hash);
	(void)pthread_mutex_lock(&q->lock);
	struct debt *d = place_of(q, hash);
	if (d->paid_ms < now_ms || d->paid_ms > now_ms + q->period_ms)	/* or a clock put back */
		d->paid_ms = now_ms;
	const int64_t wait_ms = d->paid_ms + q->cost_ms - now_ms - q->period_ms;
	if (wait_ms <= 0)
		d->paid_ms += q->cost_ms;
	(void)pthread_mutex_unlock(&q->lock);
	return wait_ms <= 0 ? 0 : wait_ms;
}
