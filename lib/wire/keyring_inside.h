/* The insides of a keyring, shared by keyring.c, keyring_make.c and wire_export.c. */
#ifndef WIRE_KEYRING_INSIDE_H
#define WIRE_KEYRING_INSIDE_H

#include <openssl/evp.h>

#include "wire/keyring.h"

struct key {
	char id[KEY_ID_MAX];
	struct unit_code unit, issuer;
	uint8_t raw[PUBLIC_KEY_SIZE];
	struct instant not_before, not_after;
	struct bytes grant;	/* the whole KeyGrant, for exports */
	struct bytes body;	/* what the issuer signed */
	struct stamp stamp;
	bool is_vouched;
	EVP_PKEY *public, *private;
};

struct keyring {
	struct key *keys;	/* sorted by id */
	size_t n;
	size_t *private_keys;	/* indices into keys */
	size_t n_private;
	struct arena *arena, *arena_of_file;
};

const struct key	*keyring_find(const struct keyring *, const char *id);
void		 keyring_id_of(const uint8_t public_key[PUBLIC_KEY_SIZE], char ret[KEY_ID_MAX]);
bool		 keyring_sign(EVP_PKEY *, const char *type, struct bytes body, struct stamp *ret);
EVP_PKEY	*keyring_read_pem(struct bytes);

#endif
