/*
 * Keys: which unit signs with which key, from when until when, and the chain of superiors
 * that vouch for it up to the root (the ministry). Private keys are PEM files named after
 * their unit; public keys come as signed grants (proto/xueji/v1/registry.proto).
 *
 * A grant is good if its issuer is the unit's superior of some level (or the ministry
 * itself for the root), the issuer's key was good at the grant's not_before, and so on up.
 * Read-only once opened, so it may be shared by threads.
 */
#ifndef WIRE_KEYRING_H
#define WIRE_KEYRING_H

#include "base/sealed.h"
#include "core/unit.h"
#include "core/verdict.h"

struct keyring;

enum { PUBLIC_KEY_SIZE = 32 };

/*
 * grants: bytes of a KeyFile. Grants that do not hold are left out and counted in
 * *ret_refused. registry may be NULL (verification off line): then "superior" is judged by
 * the grants alone. NULL if the bytes are no KeyFile at all.
 */
void		 keyring_free(struct keyring *);
struct keyring	*keyring_open(struct bytes grants, const uint8_t root[PUBLIC_KEY_SIZE],
		    const struct registry *, size_t *ret_refused)
		    __attribute__((malloc, malloc(keyring_free, 1), warn_unused_result));
/* Adds the private key of a unit from PEM text. False if it is none, or no grant names its
 * public key for that unit. */
bool		 keyring_add_private(struct keyring *, struct unit_code, struct bytes pem);
bool		 keyring_can_sign(const struct keyring *, struct unit_code, struct instant);
/* Stamps `body` as `type` ("entry", "request", "receipts", "grant", "publication",
 * "news", "paper"). */
enum verdict	 keyring_stamp(const struct keyring *, struct unit_code, struct instant,
		    const char *type, struct bytes body, struct stamp *ret);
/* A body that waits for its stamp, of a unit that can sign at that time. */
struct unstamped {
	struct unit_code unit;
	struct instant at;
	struct bytes body;
	struct stamp *stamp;	/* where it goes */
};

/* Stamps all of them, those of one key with one signature (wire/tree.h). The order of `list` is
 * changed. */
void		 keyring_stamp_all(const struct keyring *, const char *type,
		    struct unstamped *list, size_t n);
/* OK, UNKNOWN_KEY, KEY_EXPIRED, BAD_STAMP (also: not this unit's key, unknown algorithm). */
enum verdict	 keyring_check(const struct keyring *, struct unit_code, struct instant,
		    const char *type, struct bytes body, const struct stamp *);

/* -- making keys (xueji registry key / grant; the demo and the tests use them) --------- */
/* A new Ed25519 key: PEM of the private half into the arena, raw public half. */
bool		 keyring_generate(struct arena *, struct bytes *ret_pem,
		    uint8_t ret_public[PUBLIC_KEY_SIZE]);
/* A stamped grant, ready for keyring_file. */
bool		 keyring_grant(struct arena *, struct unit_code unit,
		    const uint8_t public_key[PUBLIC_KEY_SIZE], struct instant not_before,
		    struct instant not_after, struct unit_code issuer, struct bytes issuer_pem,
		    struct bytes *ret_grant);
/* Grants concatenated into the bytes of a KeyFile. */
struct bytes	 keyring_file(struct arena *, const struct bytes *grants, size_t n);

#endif
