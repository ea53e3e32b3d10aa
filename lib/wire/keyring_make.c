/* Making keys and grants: what xueji registry, the demonstration and the tests need. */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <limits.h>
#include <string.h>

#include "wire/dsse.h"
#include "wire/keyring_inside.h"
#include "wire/wire_take.h"

/* Without this OpenSSL would ask the terminal, and a daemon would wait for ever. */
static int
no_password(char *buffer, int size, int is_writing, void *data)
{
	(void)buffer;
	(void)size;
	(void)is_writing;
	(void)data;
	return -1;
}

EVP_PKEY *
keyring_read_pem(struct bytes pem)
{
	if (pem.size == 0 || pem.size > INT_MAX)
		return NULL;
	BIO *bio = BIO_new_mem_buf(pem.data, (int)pem.size);
	EVP_PKEY *key =
	    bio == NULL ? NULL : PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL);
	BIO_free(bio);
	ERR_clear_error();
	if (key != NULL && EVP_PKEY_get_id(key) != EVP_PKEY_ED25519) {
		EVP_PKEY_free(key);
		return NULL;
	}
	return key;
}

static bool
write_pem(struct arena *arena, EVP_PKEY *key, struct bytes *ret)
{
	char *data = NULL;
	BIO *bio = BIO_new(BIO_s_mem());
	bool ok = bio != NULL
	    && PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1;
	if (ok) {
		const long n = BIO_get_mem_data(bio, &data);
		const struct bytes borrowed = { (const uint8_t *)data, (size_t)n };
		*ret = arena_copy(arena, borrowed);
	}
	BIO_free(bio);
	return ok;
}

bool
keyring_generate(
    struct arena *arena, struct bytes *ret_pem, uint8_t ret_public[PUBLIC_KEY_SIZE])
{
	size_t n = PUBLIC_KEY_SIZE;
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	const bool ok = key != NULL && EVP_PKEY_get_raw_public_key(key, ret_public, &n) == 1
	    && write_pem(arena, key, ret_pem);
	EVP_PKEY_free(key);
	return ok;
}

bool
keyring_grant(struct arena *arena, struct unit_code unit,
    const uint8_t public_key[PUBLIC_KEY_SIZE], struct instant not_before,
    struct instant not_after, struct unit_code issuer, struct bytes issuer_pem,
    struct bytes *ret)
{
	Xueji__V1__KeyGrantBody body = XUEJI__V1__KEY_GRANT_BODY__INIT;
	Xueji__V1__KeyGrant grant = XUEJI__V1__KEY_GRANT__INIT;
	struct stamp stamp = { .algorithm = ALGORITHM_ED25519 };
	uint8_t raw[PUBLIC_KEY_SIZE];
	size_t n = sizeof(raw);
	body.unit = give_text(unit.text);
	body.algorithm = XUEJI__V1__ALGORITHM__ALGORITHM_ED25519;
	body.public_key = give_bytes(public_key, PUBLIC_KEY_SIZE);
	body.not_before = not_before.ms;
	body.not_after = not_after.ms;
	body.issuer = give_text(issuer.text);
	const struct bytes packed = wire_pack(arena, &body.base);
	EVP_PKEY *key = keyring_read_pem(issuer_pem);
	const bool ok = key != NULL && EVP_PKEY_get_raw_public_key(key, raw, &n) == 1
	    && dsse_sign(key, "grant", packed, &stamp);
	EVP_PKEY_free(key);
	if (!ok)
		return false;
	keyring_id_of(raw, stamp.key_id);
	Xueji__V1__Stamp given = give_stamp(&stamp);
	grant.body = give_bytes(packed.data, packed.size);
	grant.stamp = &given;
	*ret = wire_pack(arena, &grant.base);
	return true;
}

struct bytes
keyring_file(struct arena *arena, const struct bytes *grants, size_t n)
{
	Xueji__V1__KeyFile file = XUEJI__V1__KEY_FILE__INIT;
	file.grants = arena_array(arena, n + 1, sizeof(Xueji__V1__KeyGrant *));
	for (size_t i = 0; i < n; i++) {
		struct wire_allowance allowance;
		wire_allowance_begin(&allowance, arena, grants[i].size);
		Xueji__V1__KeyGrant *m = wire_unpack(
		    &xueji__v1__key_grant__descriptor, &allowance.allocator, grants[i]);
		if (m != NULL)
			file.grants[file.n_grants++] = m;
	}
	return wire_pack(arena, &file.base);
}
