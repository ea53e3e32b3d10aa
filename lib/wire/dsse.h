/*
 * What a stamp signs: the DSSE pre-authentication encoding
 *
 *	"DSSEv1 <length of type> <type> <length of body> <body>"
 *
 * so that a signature made for one kind of message can never be shown as one for another.
 */
#ifndef WIRE_DSSE_H
#define WIRE_DSSE_H

#include <openssl/evp.h>
#include <stdbool.h>

#include "base/sealed.h"

enum { ED25519_SIZE = 64 };	/* of a signature (RFC 8032) */

/* malloc'ed; the caller frees it. */
uint8_t	*dsse_encode(const char *payload_type, struct bytes body, size_t *ret_size);
/* `type` is the short name: "entry" stands for "xueji.entry.v1". Fills in size and
 * signature, nothing else. */
bool	 dsse_sign(EVP_PKEY *private, const char *type, struct bytes body, struct stamp *ret);
bool	 dsse_is_signed(EVP_PKEY *public, const char *type, struct bytes body,
	    const struct stamp *);

#endif
