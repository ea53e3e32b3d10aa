/*
 * Using a keyring: which key stamps, which one checks. Nothing here allocates a key or
 * changes the keyring, so any number of threads may do it at once.
 */
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "wire/dsse.h"
#include "wire/keyring_inside.h"
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

enum verdict
keyring_stamp(const struct keyring *k, struct unit_code unit, struct instant at,
    const char *type, struct bytes body, struct stamp *ret)
{
	const struct key *key = private_key(k, unit, at);
	struct stamp s = { .algorithm = ALGORITHM_ED25519 };
	if (key == NULL)
		return VERDICT_UNKNOWN_KEY;
	memcpy(s.key_id, key->id, sizeof(s.key_id));
	if (!dsse_sign(key->private, type, body, &s))
		log_panic("unit=%s cannot sign", unit.text);
	*ret = s;
	return VERDICT_OK;
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
			return dsse_is_signed(key->public, type, body, stamp) ? VERDICT_OK
									     : VERDICT_BAD_STAMP;
		v = VERDICT_KEY_EXPIRED;
	}
	return v;
}
