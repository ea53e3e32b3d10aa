/*
 * ID tokens as a provider makes them, and as nobody should: signed by OpenSSL, part by part, so that every part can
 * be wrong.
 */
#ifndef TESTS_PROVIDER_FORGE_H
#define TESTS_PROVIDER_FORGE_H

#include <stddef.h>

enum { TOKEN_TEXT = 24 * 1024, SET_TEXT = 16 * 1024 };

enum forge_key {
	FORGE_RSA,	/* 2048 bits, kid "rsa" */
	FORGE_RSA_OTHER,	/* as good, and not in the set */
	FORGE_RSA_SHORT,	/* 1024 bits, kid "short" */
	FORGE_EC,	/* P-256, kid "ec" */
	FORGE_EC_OTHER,
	FORGE_EC_384,	/* P-384, kid "ec384" */
	FORGE_KEYS,
};

void	forge_begin(void);	/* makes the keys, once a process */
void	forge_end(void);
/* The public half as a JWK; `more`: further members, each with its comma before it. */
void	forge_jwk(enum forge_key, const char *kid, const char *more, char *ret, size_t size);
/* {"keys":[...]} of RSA, EC, RSA_SHORT and EC_384. */
void	forge_set(char *ret, size_t size);
/* A token with this header and these claims, signed by that key over SHA-256 in the form of RFC 7518, §3.3, 3.4. */
void	forge_token(enum forge_key, const char *header, const char *claims, char ret[TOKEN_TEXT]);
/* The same by HMAC-SHA-256 with that secret (RFC 7518, §3.2). */
void	forge_hmac(const char *secret, const char *header, const char *claims, char ret[TOKEN_TEXT]);
/* Header and claims alone, "a.b."; what is to be the signature is added by the test. */
void	forge_unsigned(const char *header, const char *claims, char ret[TOKEN_TEXT]);
/* The public key as PEM, which algorithms are confused with. */
void	forge_pem(enum forge_key, char *ret, size_t size);
void	forge_base64url(const void *bytes, size_t n, char *ret);

#endif
