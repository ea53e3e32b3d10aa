/*
 * Using a keyring: which key stamps, which one checks. Nothing here allocates a key or
 * changes the keyring, so any number of threads may do it at once.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "wire/dsse.h"
#include "wire/keyring_inside.h"
#include "wire/tree.h"
#include "wire/wire.h"

void
keyring_id_of(const uint8_t public_key[PUBLIC_KEY_SIZE], char ret[KEY_ID_MAX])
{
	uint8_t hash[HASH_SIZE];
	const struct bytes key = { public_key, PUBLIC_KEY_SIZE };
	wire_hash(key, hash);
	text_hex(hash, (KEY_ID_MAX - 1) / 2, ret);
}

bool
keyring_is_good_at(const struct key *key, struct instant at)
{
	return at.ms >= key->not_before.ms && at.ms < key->not_after.ms;
}

struct key *
keyring_range(const struct keyring *k, const char *id, size_t *ret_n)
{
	size_t low = 0, high = k->n;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (strcmp(k->keys[middle].id, id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	size_t n = 0;
	while (low + n < k->n && strcmp(k->keys[low + n].id, id) == 0)
		n++;
	*ret_n = n;
	return k->keys + low;
}

const struct key *
keyring_find(
    const struct keyring *k, const char *id, struct unit_code unit, struct instant at)
{
	size_t n;
	const struct key *keys = keyring_range(k, id, &n);
	for (size_t i = 0; i < n; i++)
		if (keys[i].is_vouched && unit_code_equal(keys[i].unit, unit)
		    && keyring_is_good_at(&keys[i], at))
			return &keys[i];
	return NULL;
}

/* The unit's private key that is good then; of several the one granted last. */
static const struct key *
private_key(const struct keyring *k, struct unit_code unit, struct instant at)
{
	const struct key *best = NULL;
	size_t low = 0, high = k->n_private;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (strcmp(k->keys[k->private_keys[middle]].unit.text, unit.text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (size_t i = low; i < k->n_private; i++) {
		const struct key *key = &k->keys[k->private_keys[i]];
		if (!unit_code_equal(key->unit, unit))
			break;
		if (keyring_is_good_at(key, at)
		    && (best == NULL || key->not_before.ms > best->not_before.ms))
			best = key;
	}
	return best;
}

bool
keyring_can_sign(const struct keyring *k, struct unit_code unit, struct instant at)
{
	return private_key(k, unit, at) != NULL;
}

static void
stamp_alone(const struct key *key, const char *type, struct bytes body, struct stamp *ret)
{
	struct stamp s = { .algorithm = ALGORITHM_ED25519 };
	memcpy(s.key_id, key->id, sizeof(s.key_id));
	if (!dsse_sign(key->private, type, body, &s))
		log_panic("unit=%s cannot sign", key->unit.text);
	*ret = s;
}

enum verdict
keyring_stamp(const struct keyring *k, struct unit_code unit, struct instant at,
    const char *type, struct bytes body, struct stamp *ret)
{
	const struct key *key = private_key(k, unit, at);
	if (key == NULL)
		return VERDICT_UNKNOWN_KEY;
	stamp_alone(key, type, body, ret);
	return VERDICT_OK;
}

/* By what is stamped, so that the same turn always makes the same trees. */
static int
by_unit(const void *a, const void *b)
{
	const struct unstamped *x = a, *y = b;
	int order = strcmp(x->unit.text, y->unit.text);
	if (order != 0)
		return order;
	if (x->at.ms != y->at.ms)
		return x->at.ms < y->at.ms ? -1 : 1;
	const size_t shorter = x->body.size < y->body.size ? x->body.size : y->body.size;
	order = shorter == 0 ? 0 : memcmp(x->body.data, y->body.data, shorter);
	return order != 0 ? order : (x->body.size > y->body.size) - (x->body.size < y->body.size);
}

static void
stamp_tree(const struct key *key, const char *type, const struct unstamped *list, size_t n)
{
	struct bytes bodies[TREE_LEAVES_MAX];
	struct stamp *stamps[TREE_LEAVES_MAX];
	for (size_t i = 0; i < n; i++) {
		bodies[i] = list[i].body;
		stamps[i] = list[i].stamp;
		memcpy(stamps[i]->key_id, key->id, sizeof(stamps[i]->key_id));
	}
	if (!tree_sign(key->private, type, bodies, n, stamps))
		log_panic("unit=%s cannot sign", key->unit.text);
}

void
keyring_stamp_all(const struct keyring *k, const char *type, struct unstamped *list, size_t n)
{
	qsort(list, n, sizeof(*list), by_unit);
	for (size_t i = 0, end; i < n; i = end) {
		const struct key *key = private_key(k, list[i].unit, list[i].at);
		if (key == NULL)
			log_panic("unit=%s has no key any more", list[i].unit.text);
		end = i + 1;
		while (end < n && end - i < TREE_LEAVES_MAX && unit_code_equal(list[end].unit, key->unit)
		    && private_key(k, list[end].unit, list[end].at) == key)
			end++;
		if (end - i == 1)
			stamp_alone(key, type, list[i].body, list[i].stamp);
		else
			stamp_tree(key, type, &list[i], end - i);
	}
}

static bool
is_stamped(const struct key *key, const char *type, struct bytes body, const struct stamp *s)
{
	return s->algorithm == ALGORITHM_ED25519_TREE
	    ? tree_is_signed(key->public, key->raw, type, body, s)
	    : dsse_is_signed(key->public, type, body, s);
}

/* The signature is tried last, and only with keys that could have made it: not vouched for,
 * not this unit's, not valid then are each an answer of their own. */
enum verdict
keyring_check(const struct keyring *k, struct unit_code unit, struct instant at,
    const char *type, struct bytes body, const struct stamp *stamp)
{
	enum verdict v = VERDICT_UNKNOWN_KEY;
	size_t n;
	const struct key *keys = keyring_range(k, stamp->key_id, &n);
	for (size_t i = 0; i < n; i++) {
		const struct key *key = &keys[i];
		if (!key->is_vouched)
			continue;
		if (v == VERDICT_UNKNOWN_KEY)
			v = VERDICT_BAD_STAMP;
		if (!unit_code_equal(key->unit, unit))
			continue;
		if (keyring_is_good_at(key, at))
			return is_stamped(key, type, body, stamp) ? VERDICT_OK : VERDICT_BAD_STAMP;
		v = VERDICT_KEY_EXPIRED;
	}
	return v;
}
