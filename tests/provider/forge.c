/* See forge.h. */
#include <criterion/criterion.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <string.h>

#include "forge.h"

enum { PART_MAX = 8 * 1024 };

static EVP_PKEY *keys[FORGE_KEYS];

void
forge_begin(void)
{
	keys[FORGE_RSA] = EVP_RSA_gen(2048);
	keys[FORGE_RSA_OTHER] = EVP_RSA_gen(2048);
	keys[FORGE_RSA_SHORT] = EVP_RSA_gen(1024);
	keys[FORGE_EC] = EVP_EC_gen("P-256");
	keys[FORGE_EC_OTHER] = EVP_EC_gen("P-256");
	keys[FORGE_EC_384] = EVP_EC_gen("P-384");
	for (int i = 0; i < FORGE_KEYS; i++)
		cr_assert_not_null(keys[i]);
}

void
forge_end(void)
{
	for (int i = 0; i < FORGE_KEYS; i++)
		EVP_PKEY_free(keys[i]);
}

void
forge_base64url(const void *bytes, size_t n, char *ret)
{
	const int size = EVP_EncodeBlock((unsigned char *)ret, bytes, (int)n);
	for (int i = 0; i < size; i++)
		ret[i] = ret[i] == '+' ? '-' : ret[i] == '/' ? '_' : ret[i] == '=' ? '\0' : ret[i];
	ret[size] = '\0';
}

/* -- public halves -------------------------------------------------------------------- */

static void
number_of(enum forge_key k, const char *what, size_t size, char *ret)
{
	unsigned char bytes[512];
	BIGNUM *n = NULL;
	cr_assert_eq(EVP_PKEY_get_bn_param(keys[k], what, &n), 1, "%s", what);
	const int m = BN_bn2binpad(n, bytes, (int)(size == 0 ? (size_t)BN_num_bytes(n) : size));
	BN_free(n);
	forge_base64url(bytes, (size_t)m, ret);
}

void
forge_jwk(enum forge_key k, const char *kid, const char *more, char *ret, size_t size)
{
	char one[1024], two[1024];
	const bool is_rsa = k <= FORGE_RSA_SHORT, is_384 = k == FORGE_EC_384;
	number_of(k, is_rsa ? OSSL_PKEY_PARAM_RSA_N : OSSL_PKEY_PARAM_EC_PUB_X, is_rsa ? 0 : is_384 ? 48 : 32, one);
	number_of(k, is_rsa ? OSSL_PKEY_PARAM_RSA_E : OSSL_PKEY_PARAM_EC_PUB_Y, is_rsa ? 0 : is_384 ? 48 : 32, two);
	const int n = is_rsa
	    ? snprintf(ret, size, "{\"kty\":\"RSA\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"%s}", kid, one, two, more)
	    : snprintf(ret, size, "{\"kty\":\"EC\",\"kid\":\"%s\",\"crv\":\"%s\",\"x\":\"%s\",\"y\":\"%s\"%s}", kid,
		  is_384 ? "P-384" : "P-256", one, two, more);
	cr_assert_lt((size_t)n, size);
}

void
forge_set(char *ret, size_t size)
{
	char jwk[4][2048];
	forge_jwk(FORGE_RSA, "rsa", ",\"use\":\"sig\",\"alg\":\"RS256\"", jwk[0], sizeof(jwk[0]));
	forge_jwk(FORGE_EC, "ec", "", jwk[1], sizeof(jwk[1]));
	forge_jwk(FORGE_RSA_SHORT, "short", "", jwk[2], sizeof(jwk[2]));
	forge_jwk(FORGE_EC_384, "ec384", "", jwk[3], sizeof(jwk[3]));
	cr_assert_lt((size_t)snprintf(ret, size, "{\"keys\":[%s,%s,%s,%s]}", jwk[0], jwk[1], jwk[2], jwk[3]), size);
}

void
forge_pem(enum forge_key k, char *ret, size_t size)
{
	char *text;
	BIO *out = BIO_new(BIO_s_mem());
	cr_assert_eq(PEM_write_bio_PUBKEY(out, keys[k]), 1);
	const long n = BIO_get_mem_data(out, &text);
	cr_assert_lt((size_t)n, size);
	memcpy(ret, text, (size_t)n);
	ret[n] = '\0';
	BIO_free(out);
}

/* -- signatures ----------------------------------------------------------------------- */

void
forge_unsigned(const char *header, const char *claims, char ret[TOKEN_TEXT])
{
	char one[PART_MAX], two[2 * PART_MAX];
	forge_base64url(header, strlen(header), one);
	forge_base64url(claims, strlen(claims), two);
	cr_assert_lt(snprintf(ret, TOKEN_TEXT, "%s.%s.", one, two), TOKEN_TEXT);
}

/* r and s, each as long as the curve, in place of what OpenSSL wraps them in. */
static size_t
plain_ec(const unsigned char *der, size_t n, unsigned char *ret)
{
	const unsigned char *p = der;
	ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &p, (long)n);
	cr_assert_not_null(sig);
	(void)BN_bn2binpad(ECDSA_SIG_get0_r(sig), ret, 32);
	(void)BN_bn2binpad(ECDSA_SIG_get0_s(sig), ret + 32, 32);
	ECDSA_SIG_free(sig);
	return 64;
}

void
forge_token(enum forge_key k, const char *header, const char *claims, char ret[TOKEN_TEXT])
{
	unsigned char signature[1024], plain[64];
	size_t n = sizeof(signature);
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	forge_unsigned(header, claims, ret);
	cr_assert_eq(EVP_DigestSignInit(c, NULL, EVP_sha256(), NULL, keys[k]), 1);
	cr_assert_eq(EVP_DigestSign(c, signature, &n, (const unsigned char *)ret, strlen(ret) - 1), 1);
	EVP_MD_CTX_free(c);
	const bool is_ec = k == FORGE_EC || k == FORGE_EC_OTHER;
	if (is_ec)
		n = plain_ec(signature, n, plain);
	forge_base64url(is_ec ? plain : signature, n, ret + strlen(ret));
}

void
forge_hmac(const char *secret, const char *header, const char *claims, char ret[TOKEN_TEXT])
{
	unsigned char mac[32];
	unsigned n = sizeof(mac);
	forge_unsigned(header, claims, ret);
	cr_assert_not_null(HMAC(EVP_sha256(), secret, (int)strlen(secret), (const unsigned char *)ret,
	    strlen(ret) - 1, mac, &n));
	forge_base64url(mac, n, ret + strlen(ret));
}
