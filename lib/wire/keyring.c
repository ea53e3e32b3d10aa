/*
 * Opening a keyring. A grant is taken in once its issuer's key has been: so the loop below
 * descends from the root, whatever the order in the file, and what is left over is vouched
 * for by nobody. OpenSSL objects are made once, here; stamping and checking only use them.
 *
 * A grant is believed for three reasons together: its stamp is its issuer's, the issuer's
 * key was good when the grant begins, and the issuer stands above the unit - in the tree of
 * units where there is one, by the codes where there is none (keyring_codes_allow).
 */
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "wire/dsse.h"
#include "wire/keyring_inside.h"
#include "wire/wire_take.h"


/* -- one grant ------------------------------------------------------------------------ */

static bool
take_body(struct bytes body, struct key *key)
{
	struct wire_scratch scratch;
	wire_scratch_begin(&scratch);
	const Xueji__V1__KeyGrantBody *b =
	    wire_unpack(&xueji__v1__key_grant_body__descriptor, &scratch.allocator, body);
	if (b == NULL || !take_unit(b->unit, &key->unit) || !take_unit(b->issuer, &key->issuer)
	    || (int)b->algorithm != ALGORITHM_ED25519
	    || !take_bytes(b->public_key, key->raw, PUBLIC_KEY_SIZE)
	    || b->not_before >= b->not_after)
		return false;
	key->not_before.ms = b->not_before;
	key->not_after.ms = b->not_after;
	key->body = body;
	return true;
}

static bool
take_grant(struct arena *arena, const Xueji__V1__KeyGrant *m, struct key *ret)
{
	struct key key = { .is_vouched = false };
	const struct bytes body = { m->body.data, m->body.len };
	if (m->base.n_unknown_fields != 0 || body.size > WIRE_BODY_MAX || !take_body(body, &key)
	    || take_stamp(m->stamp, &key.stamp) != VERDICT_OK)
		return false;
	key.public =
	    EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key.raw, PUBLIC_KEY_SIZE);
	if (key.public == NULL)
		return false;
	keyring_id_of(key.raw, key.id);
	key.grant = wire_pack(arena, &m->base);
	*ret = key;
	return true;
}

/* -- who vouches ---------------------------------------------------------------------- */

/* Height as far as a code tells: school, county, prefecture, province, ministry. */
static int
height(struct unit_code unit)
{
	if (strlen(unit.text) != 6)
		return 0;
	if (unit_code_equal(unit, unit_code_ministry))
		return 4;
	if (strcmp(unit.text + 2, "0000") == 0)
		return 3;
	return strcmp(unit.text + 4, "00") == 0 ? 2 : 1;
}

/* A prefecture's counties begin with its four digits; a school's code tells only the province. */
bool
keyring_codes_allow(struct unit_code issuer, struct unit_code unit)
{
	if (height(issuer) <= height(unit))
		return false;
	if (height(issuer) == 2 && height(unit) == 1)
		return strncmp(issuer.text, unit.text, 4) == 0;
	return unit_code_equal(issuer, unit_code_ministry) || unit_code_is_of(unit, issuer);
}

/* In the tree of that instant. */
static bool
stands_above(const struct registry *r, struct instant at, struct unit_code issuer,
    struct unit_code unit)
{
	struct registry then = *r;
	then.at = at;
	const struct unit *u = registry_find(&then, unit);
	return u != NULL && !unit_code_equal(u->code, issuer)
	    && registry_answers_to(&then, u, issuer);
}

/* Units move: whoever stood above when the grant begins may have made it, and whoever will stand
 * above in the end may make it before that. */
static bool
may_issue(const struct key *issuer, const struct key *key, const struct registry *r)
{
	if (!issuer->is_vouched || !unit_code_equal(issuer->unit, key->issuer)
	    || !keyring_is_good_at(issuer, key->not_before) || strlen(issuer->unit.text) != 6)
		return false;
	if (r == NULL)
		return keyring_codes_allow(issuer->unit, key->unit);
	const struct instant end = { INT64_MAX };
	return stands_above(r, key->not_before, issuer->unit, key->unit)
	    || stands_above(r, end, issuer->unit, key->unit);
}

static bool
is_root(const struct key *key, const uint8_t root[PUBLIC_KEY_SIZE])
{
	return memcmp(key->raw, root, PUBLIC_KEY_SIZE) == 0
	    && unit_code_equal(key->unit, unit_code_ministry) && unit_code_equal(key->issuer, unit_code_ministry)
	    && strcmp(key->stamp.key_id, key->id) == 0;
}

static bool
vouch(const struct keyring *k, const struct key *key, const uint8_t root[PUBLIC_KEY_SIZE],
    const struct registry *r)
{
	size_t n;
	if (is_root(key, root))
		return dsse_is_signed(key->public, "grant", key->body, &key->stamp);
	const struct key *issuers = keyring_range(k, key->stamp.key_id, &n);
	for (size_t i = 0; i < n; i++)
		if (may_issue(&issuers[i], key, r))
			return dsse_is_signed(
			    issuers[i].public, "grant", key->body, &key->stamp);
	return false;
}

/* Level by level from the root down; as every issuer stands above its unit, a handful of
 * rounds reach everybody. */
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

/* -- the whole ------------------------------------------------------------------------ */

/* Total, so that the order of grants in the file decides nothing. */
static int
by_id(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	int order = strcmp(x->id, y->id);
	if (order == 0)
		order = strcmp(x->unit.text, y->unit.text);
	if (order == 0 && x->not_before.ms != y->not_before.ms)
		order = x->not_before.ms < y->not_before.ms ? -1 : 1;
	if (order == 0 && x->grant.size != y->grant.size)
		order = x->grant.size < y->grant.size ? -1 : 1;
	return order != 0 ? order : memcmp(x->grant.data, y->grant.data, x->grant.size);
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
	free(k);
}

struct keyring *
keyring_open(struct bytes grants, const uint8_t root[PUBLIC_KEY_SIZE],
    const struct registry *r, size_t *ret_refused)
{
	struct wire_allowance allowance;
	struct arena *arena = arena_new();
	wire_allowance_begin(&allowance, arena, grants.size);
	const Xueji__V1__KeyFile *file =
	    wire_unpack(&xueji__v1__key_file__descriptor, &allowance.allocator, grants);
	if (file == NULL) {
		arena_free(arena);
		return NULL;
	}
	struct keyring *k = calloc(1, sizeof(*k));
	if (k == NULL || (k->keys = calloc(file->n_grants + 1, sizeof(*k->keys))) == NULL)
		log_panic("out of memory n=%zu", file->n_grants);
	k->arena = arena;	/* bodies point into it */
	for (size_t i = 0; i < file->n_grants; i++)
		k->n += take_grant(arena, file->grants[i], &k->keys[k->n]);
	qsort(k->keys, k->n, sizeof(*k->keys), by_id);
	*ret_refused = file->n_grants - vouch_all(k, root, r);
	return k;
}

/* -- private keys --------------------------------------------------------------------- */

static void
add_index(struct keyring *k, size_t index)
{
	size_t *wider = realloc(k->private_keys, (k->n_private + 1) * sizeof(*wider));
	if (wider == NULL)
		log_panic("out of memory n=%zu", k->n_private);
	size_t at = k->n_private;
	while (at > 0
	    && strcmp(k->keys[wider[at - 1]].unit.text, k->keys[index].unit.text) > 0) {
		wider[at] = wider[at - 1];
		at--;
	}
	wider[at] = index;
	k->private_keys = wider;
	k->n_private++;
}

/* A renewed key has several grants: it stamps under each while that one is good. */
bool
keyring_add_private(struct keyring *k, struct unit_code unit, struct bytes pem)
{
	uint8_t raw[PUBLIC_KEY_SIZE];
	size_t size = sizeof(raw), n = 0;
	char id[KEY_ID_MAX];
	bool is_named = false;
	EVP_PKEY *private = keyring_read_pem(pem);
	if (private == NULL || EVP_PKEY_get_raw_public_key(private, raw, &size) != 1) {
		EVP_PKEY_free(private);
		return false;
	}
	keyring_id_of(raw, id);
	struct key *keys = keyring_range(k, id, &n);
	for (size_t i = 0; i < n; i++) {
		struct key *key = &keys[i];
		if (!key->is_vouched || !unit_code_equal(key->unit, unit)
		    || memcmp(key->raw, raw, sizeof(raw)) != 0)
			continue;
		is_named = true;
		if (key->private != NULL || EVP_PKEY_up_ref(private) != 1)
			continue;
		key->private = private;
		add_index(k, (size_t)(key - k->keys));
	}
	EVP_PKEY_free(private);
	return is_named;
}
