/*
 * DSSE over Ed25519 (RFC 8032). An EVP_PKEY may be shared by threads, a context may not: so
 * each call makes one of its own, which costs a hundredth of the signature.
 */
#include <assert.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "wire/dsse.h"

enum { PAYLOAD_TYPE_MAX = 64 };

uint8_t *
dsse_encode(const char *payload_type, struct bytes body, size_t *ret_size)
{
	char head[PAYLOAD_TYPE_MAX + 64];
	const int n = snprintf(head, sizeof(head), "DSSEv1 %zu %s %zu ", strlen(payload_type),
	    payload_type, body.size);
	assert(n > 0 && (size_t)n < sizeof(head));
	uint8_t *encoded = malloc((size_t)n + body.size);
	if (encoded == NULL)
		log_panic("out of memory size=%zu", body.size);
	memcpy(encoded, head, (size_t)n);
	if (body.size > 0)
		memcpy(encoded + n, body.data, body.size);
	*ret_size = (size_t)n + body.size;
	return encoded;
}

static uint8_t *
encode_ours(const char *type, struct bytes body, size_t *ret_size)
{
	char payload_type[PAYLOAD_TYPE_MAX];
	const int n = snprintf(payload_type, sizeof(payload_type), "xueji.%s.v1", type);
	assert(n > 0 && n < PAYLOAD_TYPE_MAX);
	return dsse_encode(payload_type, body, ret_size);
}

bool
dsse_sign(EVP_PKEY *private, const char *type, struct bytes body, struct stamp *ret)
{
	size_t size, n = sizeof(ret->signature);
	uint8_t *encoded = encode_ours(type, body, &size);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	const bool ok = ctx != NULL && EVP_DigestSignInit(ctx, NULL, NULL, NULL, private) == 1
	    && EVP_DigestSign(ctx, ret->signature, &n, encoded, size) == 1
	    && n == ED25519_SIZE;
	EVP_MD_CTX_free(ctx);
	free(encoded);
	ret->size = (uint16_t)(ok ? n : 0);
	return ok;
}

/* A key that was read in can only be without a context if there is no memory. */
static bool
is_signed(EVP_PKEY *public, const uint8_t *encoded, size_t size, const struct stamp *s)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	if (ctx == NULL || EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, public) != 1)
		log_panic("out of memory: no stamp can be checked");
	const bool ok = EVP_DigestVerify(ctx, s->signature, s->size, encoded, size) == 1;
	if (!ok)
		ERR_clear_error();	/* a bad signature is an answer here, not an error */
	EVP_MD_CTX_free(ctx);
	return ok;
}

/* OpenSSL gives the same answer if the signature is bad and if it got no memory, and a sound letter
 * must not be buried for that; so a bad one is asked about again. */
bool
dsse_is_signed(EVP_PKEY *public, const char *type, struct bytes body, const struct stamp *s)
{
	size_t size;
	if (s->algorithm != ALGORITHM_ED25519 || s->size != ED25519_SIZE)
		return false;
	uint8_t *encoded = encode_ours(type, body, &size);
	const bool ok = is_signed(public, encoded, size, s) || is_signed(public, encoded, size, s);
	free(encoded);
	return ok;
}
