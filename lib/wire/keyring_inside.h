/* The insides of a keyring, shared by the keyring_*.c files and wire_export.c. */
#ifndef WIRE_KEYRING_INSIDE_H
#define WIRE_KEYRING_INSIDE_H

#include <openssl/evp.h>

#include "wire/keyring.h"

/* One grant. A public key may have several: renewed, or - by a mistake or in malice -
 * granted to another unit as well; so an id alone never says whose key it is. */
struct key {
	char id[KEY_ID_MAX];
	struct unit_code unit, issuer;
	uint8_t raw[PUBLIC_KEY_SIZE];
	struct instant not_before, not_after;	/* half-open */
	struct bytes grant;	/* the whole KeyGrant, for exports */
	struct bytes body;	/* what the issuer signed */
	struct stamp stamp;
	bool is_vouched;
	EVP_PKEY *public, *private;
};

struct keyring {
	struct key *keys;	/* sorted by id, then by unit and start */
	size_t n;
	size_t *private_keys;	/* indices into keys, sorted by unit */
	size_t n_private;
	struct arena *arena;
};

/* The first grant of that id, and in *ret_n how many there are. */
struct key	*keyring_range(const struct keyring *, const char *id, size_t *ret_n);
bool		 keyring_is_good_at(const struct key *, struct instant);
/* The vouched grant of that id to that unit which is good then; NULL if there is none. */
const struct key	*keyring_find(const struct keyring *, const char *id, struct unit_code,
			    struct instant);
void		 keyring_id_of(const uint8_t public_key[PUBLIC_KEY_SIZE], char ret[KEY_ID_MAX]);
/* Off line there is no tree: may `issuer` be above `unit` as far as their codes tell? */
bool		 keyring_codes_allow(struct unit_code issuer, struct unit_code unit);
EVP_PKEY	*keyring_read_pem(struct bytes);

#endif
