/*
 * Keys in an array sorted by key id. A grant is taken in once its issuer's key has been:
 * so the loop below descends from the root, and whatever is left over is vouched for by
 * nobody. OpenSSL objects are made once, here; stamping and checking only use them.
 */
#include <assert.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "wire/keyring.h"
#include "wire/keyring_inside.h"
#include "wire/wire_take.h"

/* -- DSSE ----------------------------------------------------------------------------- */

/* "DSSEv1 <len> <type> <len> <body>"; the caller frees it. */
static uint8_t *
pre_authentication(const char *type, struct bytes body, size_t *ret_size)
{
	char head[96];
	const int n = snprintf(head, sizeof(head), "DSSEv1 %zu xueji.%s.v1 %zu ",
	    strlen(type) + strlen("xueji..v1"), type, body.size);
	assert(n > 0 && (size_t)n < sizeof(head));
	uint8_t *pae = malloc((size_t)n + body.size);
	if (pae == NULL)
		log_panic("out of memory size=%zu", body.size);
	memcpy(pae, head, (size_t)n);
	if (body.size > 0)
		memcpy(pae + n, body.data, body.size);
	*ret_size = (size_t)n + body.size;
	return pae;
}

bool
keyring_sign(EVP_PKEY *private, const char *type, struct bytes body, struct stamp *ret)
{
	size_t size, n = SIGNATURE_MAX;
	uint8_t *pae = pre_authentication(type, body, &size);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	const bool ok = ctx != NULL && EVP_DigestSignInit(ctx, NULL, NULL, NULL, private) == 1
	    && EVP_DigestSign(ctx, ret->signature, &n, pae, size) == 1;
	EVP_MD_CTX_free(ctx);
	free(pae);
	ret->size = (uint8_t)n;
	return ok;
}

static bool
is_signed(EVP_PKEY *public, const char *type, struct bytes body, const struct stamp *stamp)
{
	size_t size;
	uint8_t *pae = pre_authentication(type, body, &size);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	const bool ok = ctx != NULL && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, public) == 1
	    && EVP_DigestVerify(ctx, stamp->signature, stamp->size, pae, size) == 1;
	EVP_MD_CTX_free(ctx);
	free(pae);
	return ok;
}

void
keyring_id_of(const uint8_t public_key[PUBLIC_KEY_SIZE], char ret[KEY_ID_MAX])
{
	uint8_t hash[HASH_SIZE];
	(void)SHA256(public_key, PUBLIC_KEY_SIZE, hash);
	text_hex(hash, (KEY_ID_MAX - 1) / 2, ret);
}

/* -- finding -------------------------------------------------------------------------- */

static int
by_id(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	return strcmp(x->id, y->id);
}

const struct key *
keyring_find(const struct keyring *k, const char *id)
{
	size_t low = 0, high = k->n;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const int order = strcmp(id, k->keys[middle].id);
		if (order == 0)
			return &k->keys[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static bool
is_good_at(const struct key *key, struct instant at)
{
	return at.ms >= key->not_before.ms && at.ms < key->not_after.ms;
}

/* The unit's private key that is good then; of several the one granted last. */
static const struct key *
private_key(const struct keyring *k, struct unit_code unit, struct instant at)
{
	const struct key *best = NULL;
	for (size_t i = 0; i < k->n_private; i++) {
		const struct key *key = &k->keys[k->private_keys[i]];
		if (unit_code_equal(key->unit, unit) && is_good_at(key, at)
		    && (best == NULL || key->not_before.ms > best->not_before.ms))
			best = key;
	}
	return best;
}

/* -- opening -------------------------------------------------------------------------- */

static bool
take_grant(const Xueji__V1__KeyGrant *m, struct key *ret)
{
	struct wire_scratch scratch;
	struct key key = { .is_vouched = false };
	const struct bytes body = { m->body.data, m->body.len };
	if (m->base.n_unknown_fields != 0 || body.size > WIRE_BODY_MAX)
		return false;
	wire_scratch_begin(&scratch);
	const Xueji__V1__KeyGrantBody *b =
	    wire_unpack(&xueji__v1__key_grant_body__descriptor, &scratch.allocator, body);
	if (b == NULL || !take_unit(b->unit, &key.unit) || !take_unit(b->issuer, &key.issuer)
	    || (int)b->algorithm != ALGORITHM_ED25519
	    || !take_bytes(b->public_key, key.raw, PUBLIC_KEY_SIZE)
	    || !take_stamp(m->stamp, &key.stamp))
		return false;
	key.not_before.ms = b->not_before;
	key.not_after.ms = b->not_after;
	key.body = body;
	keyring_id_of(key.raw, key.id);
	*ret = key;
	return true;
}

static bool
may_issue(const struct key *issuer, const struct key *key, const struct registry *r)
{
	if (!unit_code_equal(issuer->unit, key->issuer) || strcmp(issuer->id, key->stamp.key_id) != 0
	    || !is_good_at(issuer, key->not_before) || strlen(issuer->unit.text) != 6)
		return false;
	if (r == NULL)
		return !unit_code_equal(issuer->unit, key->unit);
	const struct unit *u = registry_find(r, key->unit);
	return u != NULL && !unit_code_equal(u->code, issuer->unit)
	    && registry_answers_to(r, u, issuer->unit);
}

static bool
is_root(const struct key *key, const uint8_t root[PUBLIC_KEY_SIZE])
{
	return memcmp(key->raw, root, PUBLIC_KEY_SIZE) == 0
	    && unit_code_equal(key->unit, key->issuer) && strcmp(key->unit.text, "000000") == 0;
}

static bool
vouch(struct keyring *k, struct key *key, const uint8_t root[PUBLIC_KEY_SIZE],
    const struct registry *r)
{
	const struct key *issuer = is_root(key, root) ? key : keyring_find(k, key->stamp.key_id);
	if (issuer == NULL || (issuer != key && (!issuer->is_vouched || !may_issue(issuer, key, r))))
		return false;
	return is_signed(issuer->public, "grant", key->body, &key->stamp);
}

/* Level by level from the root down; five rounds reach the schools. */
static size_t
vouch_all(struct keyring *k, const uint8_t root[PUBLIC_KEY_SIZE], const struct registry *r)
{
	size_t n_vouched = 0;
	for (size_t before = 1; before != n_vouched;) {
		before = n_vouched;
		for (size_t i = 0; i < k->n; i++) {
			struct key *key = &k->keys[i];
			if (key->is_vouched || !vouch(k, key, root, r))
				continue;
			key->is_vouched = true;
			n_vouched++;
		}
	}
	return n_vouched;
}

void
keyring_free(struct keyring *k)
{
	if (k == NULL)
		return;
	for (size_t i = 0; i < k->n; i++) {
		EVP_PKEY_free(k->keys[i].public);
		EVP_PKEY_free(k->keys[i].private);
	}
	free(k->private_keys);
	free(k->keys);
	arena_free(k->arena);
	arena_free(k->arena_of_file);
	free(k);
}

static struct keyring *
keyring_new(size_t n)
{
	struct keyring *k = calloc(1, sizeof(*k));
	if (k == NULL || (k->keys = calloc(n + 1, sizeof(*k->keys))) == NULL)
		log_panic("out of memory n=%zu", n);
	k->arena = arena_new();
	return k;
}

static void
take_grants(struct keyring *k, const Xueji__V1__KeyFile *file)
{
	for (size_t i = 0; i < file->n_grants; i++) {
		struct key *key = &k->keys[k->n];
		if (!take_grant(file->grants[i], key))
			continue;
		key->grant = wire_pack(k->arena, &file->grants[i]->base);
		key->public =
		    EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key->raw, PUBLIC_KEY_SIZE);
		if (key->public != NULL)
			k->n++;
	}
}

struct keyring *
keyring_open(struct bytes grants, const uint8_t root[PUBLIC_KEY_SIZE],
    const struct registry *r, size_t *ret_refused)
{
	struct arena *arena = arena_new();
	ProtobufCAllocator allocator = wire_arena_allocator(arena);
	const Xueji__V1__KeyFile *file = wire_unpack(&xueji__v1__key_file__descriptor, &allocator,
	    arena_copy(arena, grants));
	if (file == NULL) {
		arena_free(arena);
		return NULL;
	}
	struct keyring *k = keyring_new(file->n_grants);
	take_grants(k, file);
	qsort(k->keys, k->n, sizeof(*k->keys), by_id);
	*ret_refused = file->n_grants - vouch_all(k, root, r);
	k->arena_of_file = arena;	/* bodies point into it */
	return k;
}

bool
keyring_add_private(struct keyring *k, struct unit_code unit, struct bytes pem)
{
	uint8_t raw[PUBLIC_KEY_SIZE];
	size_t n = sizeof(raw);
	char id[KEY_ID_MAX];
	EVP_PKEY *private = keyring_read_pem(pem);
	if (private == NULL || EVP_PKEY_get_raw_public_key(private, raw, &n) != 1) {
		EVP_PKEY_free(private);
		return false;
	}
	keyring_id_of(raw, id);
	const struct key *found = keyring_find(k, id);
	if (found == NULL || !found->is_vouched || !unit_code_equal(found->unit, unit)
	    || found->private != NULL) {
		EVP_PKEY_free(private);
		return false;
	}
	const size_t i = (size_t)(found - k->keys);
	size_t *wider = realloc(k->private_keys, (k->n_private + 1) * sizeof(*wider));
	if (wider == NULL)
		log_panic("out of memory n=%zu", k->n_private);
	k->private_keys = wider;
	k->private_keys[k->n_private++] = i;
	k->keys[i].private = private;
	return true;
}

/* -- using ---------------------------------------------------------------------------- */

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
	if (!keyring_sign(key->private, type, body, &s))
		log_panic("unit=%s cannot sign", unit.text);
	*ret = s;
	return VERDICT_OK;
}

enum verdict
keyring_check(const struct keyring *k, struct unit_code unit, struct instant at,
    const char *type, struct bytes body, const struct stamp *stamp)
{
	const struct key *key = keyring_find(k, stamp->key_id);
	if (key == NULL || !key->is_vouched)
		return VERDICT_UNKNOWN_KEY;
	if (stamp->algorithm != ALGORITHM_ED25519 || !unit_code_equal(key->unit, unit))
		return VERDICT_BAD_STAMP;
	if (!is_good_at(key, at))
		return VERDICT_KEY_EXPIRED;
	return is_signed(key->public, type, body, stamp) ? VERDICT_OK : VERDICT_BAD_STAMP;
}
