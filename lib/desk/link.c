/*
 * Links for parents. A school gives a guardian an address that ends with a random token; for a while, and so
 * many times, it opens what the school's record page stands for, without number and name. There is a place for a
 * bounded number: where a set of places is full, the link that would be over first is forgotten, and the
 * school gives another one.
 *
 * Of a token only the hash is kept, and whose record it opens is sealed with what follows from the token. So
 * neither tokens nor names lie in memory, and nothing is written anywhere: a restart forgets all links.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/log.h"
#include "base/text.h"
#include "desk/door.h"

enum {
	SETS = 1024,
	WAYS = 4,
	TOKEN_BYTES = (LINK_TOKEN_MAX - 1) / 2,
	BLOCKS = (sizeof(struct link_about) + HASH_SIZE - 1) / HASH_SIZE,
	SEALED_SIZE = BLOCKS * HASH_SIZE,
};

struct kept {
	uint8_t key[HASH_SIZE], sealed[SEALED_SIZE];
	int64_t until_ms;	/* 0: nothing is here */
	int left;		/* openings */
};

struct links {
	pthread_mutex_t lock;
	struct kept places[SETS][WAYS];
};

void
links_free(struct links *l)
{
	if (l == NULL)
		return;
	(void)pthread_mutex_destroy(&l->lock);
	free(l);
}

struct links *
links_new(void)
{
	struct links *l = calloc(1, sizeof(*l));
	if (l == NULL)
		log_panic("out of memory size=%zu", sizeof(*l));
	(void)pthread_mutex_init(&l->lock, NULL);
	return l;
}

/* What follows from a token, once for its place (0) and once for every block that is sealed. */
static void
hash_of(const char *token, size_t what, uint8_t ret[HASH_SIZE])
{
	uint8_t all[1 + SEGMENT_MAX] = { (uint8_t)what };
	const size_t n = strnlen(token, SEGMENT_MAX);
	memcpy(all + 1, token, n);
	const struct bytes b = { all, 1 + n };
	wire_hash(b, ret);
}

/* Either way. */
static void
cross(const char *token, uint8_t text[SEALED_SIZE])
{
	uint8_t stream[HASH_SIZE];
	for (size_t i = 0; i < BLOCKS; i++) {
		hash_of(token, i + 1, stream);
		for (size_t k = 0; k < HASH_SIZE; k++)
			text[i * HASH_SIZE + k] ^= stream[k];
	}
}

static struct kept *
set_of(struct links *l, const uint8_t key[HASH_SIZE])
{
	return l->places[((unsigned)key[0] << 8 | key[1]) % SETS];
}

/* NULL: it is not there. All places are looked at. */
static struct kept *
find(struct links *l, const uint8_t key[HASH_SIZE])
{
	struct kept *set = set_of(l, key), *own = NULL;
	for (size_t i = 0; i < WAYS; i++)
		if (memcmp(set[i].key, key, HASH_SIZE) == 0)
			own = &set[i];
	return own;
}

void
links_put(struct links *l, const struct link_about *about, int64_t until_ms,
    char ret_token[LINK_TOKEN_MAX])
{
	uint8_t random[TOKEN_BYTES];
	struct kept new = { .until_ms = until_ms, .left = LINK_OPENINGS };
	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		log_panic("no randomness size=%zu", sizeof(random));
	text_hex(random, sizeof(random), ret_token);
	hash_of(ret_token, 0, new.key);
	memcpy(new.sealed, about, sizeof(*about));
	cross(ret_token, new.sealed);
	(void)pthread_mutex_lock(&l->lock);
	struct kept *set = set_of(l, new.key), *first = &set[0];
	for (size_t i = 1; i < WAYS; i++)
		if (set[i].until_ms < first->until_ms)
			first = &set[i];
	*first = new;
	(void)pthread_mutex_unlock(&l->lock);
}

bool
links_open(struct links *l, const char *token, int64_t now_ms, struct link_about *ret)
{
	static const struct link_about nobody;
	uint8_t key[HASH_SIZE], text[SEALED_SIZE] = { 0 };
	hash_of(token, 0, key);
	(void)pthread_mutex_lock(&l->lock);
	struct kept *k = find(l, key);
	const bool is_good = k != NULL && k->until_ms > now_ms && k->left > 0;
	if (is_good) {
		memcpy(text, k->sealed, sizeof(text));
		k->left--;
	}
	(void)pthread_mutex_unlock(&l->lock);
	cross(token, text);
	*ret = nobody;
	if (is_good)
		memcpy(ret, text, sizeof(*ret));
	return is_good;
}

void
links_give_back(struct links *l, const char *token)
{
	uint8_t key[HASH_SIZE];
	hash_of(token, 0, key);
	(void)pthread_mutex_lock(&l->lock);
	struct kept *k = find(l, key);
	if (k != NULL && k->left < LINK_OPENINGS)
		k->left++;
	(void)pthread_mutex_unlock(&l->lock);
}
