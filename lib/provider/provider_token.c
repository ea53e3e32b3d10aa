/*
 * An ID token: whose signature it bears, and what it says.
 *
 *	"Clients MUST validate the ID Token in the Token Response"	(OpenID Connect Core 1.0, §3.1.3.7)
 *
 * Which algorithms there are is our list and not the token's: RS256 and ES256, with the provider's public keys,
 * so that a token can neither go without a signature nor make a public key a shared secret. A token
 * that is for anybody beside us is for somebody we do not trust, and refused. JOSE itself is cjose's; only here:
 * cjose/.
 */
#include <cjose/cjose.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "provider/provider_inside.h"

enum {
	SKEW_S = 60,		/* the clocks of two houses */
	AGE_MAX_S = 600,	/* as long as a sign-in may take */
	RSA_BITS_MIN = 2048,
};

/* -- which key ------------------------------------------------------------------------ */

static const struct alg_row {
	const char *alg, *kty, *crv;	/* crv NULL: it has none */
} algs[] = {
	{ "RS256", "RSA", NULL },
	{ "ES256", "EC", "P-256" },
};

static const struct alg_row *
alg_of(const char *alg)
{
	for (size_t i = 0; i < sizeof(algs) / sizeof(algs[0]); i++)
		if (strcmp(algs[i].alg, alg) == 0)
			return &algs[i];
	return NULL;
}

static const char *
text_of(const json_t *j, const char *name)
{
	const char *text = json_string_value(json_object_get(j, name));
	return text == NULL ? "" : text;
}

/* One part of a token as JSON; NULL: it is none. To be decref'd. */
static json_t *
part_of(const char *text, size_t n)
{
	uint8_t *bytes = NULL;
	size_t size = 0;
	cjose_err err;
	if (!cjose_base64url_decode(text, n, &bytes, &size, &err))
		return NULL;
	json_t *j = json_loadb((const char *)bytes, size, JSON_REJECT_DUPLICATES, NULL);
	free(bytes);
	return j;
}

static enum provider_trouble
take_header(const json_t *j, struct token_header *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (!json_is_object(j) || json_object_get(j, "crit") != NULL || json_object_get(j, "b64") != NULL)
		return PROVIDER_TOKEN;	/* what has to be understood is not understood here */
	if (!text_copy(ret->alg, sizeof(ret->alg), text_of(j, "alg")) || alg_of(ret->alg) == NULL)
		return PROVIDER_ALG;
	return text_copy(ret->kid, sizeof(ret->kid), text_of(j, "kid")) ? PROVIDER_NONE : PROVIDER_KEY;
}

enum provider_trouble
token_header(const char *token, struct token_header *ret)
{
	const char *dot = strchr(token, '.');
	if (dot == NULL || dot == token || strlen(token) > PROVIDER_TOKEN_MAX)
		return PROVIDER_TOKEN;
	json_t *j = part_of(token, (size_t)(dot - token));
	const enum provider_trouble trouble = take_header(j, ret);
	json_decref(j);
	return trouble;
}

/* Is it a key that may sign by that algorithm? What it does not say, it does not forbid. */
static bool
key_fits(const json_t *key, const struct alg_row *row)
{
	const char *use = text_of(key, "use"), *alg = text_of(key, "alg");
	return strcmp(text_of(key, "kty"), row->kty) == 0 && (use[0] == '\0' || strcmp(use, "sig") == 0)
	    && (alg[0] == '\0' || strcmp(alg, row->alg) == 0)
	    && (row->crv == NULL || strcmp(text_of(key, "crv"), row->crv) == 0);
}

const json_t *
token_key(const json_t *set, const struct token_header *h)
{
	const json_t *keys = json_object_get(set, "keys"), *found = NULL;
	for (size_t i = 0; i < json_array_size(keys); i++) {
		const json_t *key = json_array_get(keys, i);
		if (!key_fits(key, alg_of(h->alg)) || (h->kid[0] != '\0' && strcmp(text_of(key, "kid"), h->kid) != 0))
			continue;
		if (found != NULL)
			return NULL;
		found = key;
	}
	return found;
}

/* -- its signature -------------------------------------------------------------------- */

static cjose_jwk_t *
import_key(const json_t *key)
{
	cjose_err err;
	char *text = json_dumps(key, JSON_COMPACT);
	cjose_jwk_t *jwk = text == NULL ? NULL : cjose_jwk_import(text, strlen(text), &err);
	free(text);
	if (jwk != NULL && cjose_jwk_get_kty(jwk, &err) == CJOSE_JWK_KTY_RSA
	    && cjose_jwk_get_keysize(jwk, &err) < RSA_BITS_MIN) {
		(void)cjose_jwk_release(jwk);
		return NULL;
	}
	return jwk;
}

/* The claims of a token that bears that key's signature; NULL: it does not. To be decref'd. */
static json_t *
claims_of(cjose_jws_t *jws, const cjose_jwk_t *jwk)
{
	uint8_t *text;
	size_t n;
	cjose_err err;
	if (!cjose_jws_verify(jws, jwk, &err) || !cjose_jws_get_plaintext(jws, &text, &n, &err))
		return NULL;
	return json_loadb((const char *)text, n, JSON_REJECT_DUPLICATES, NULL);
}

/* -- what it says --------------------------------------------------------------------- */

/* To us, and to nobody else: a text, or a list of nobody but us. */
static bool
is_for_us(const json_t *claims, const char *client)
{
	const json_t *aud = json_object_get(claims, "aud"), *azp = json_object_get(claims, "azp");
	const bool is_list = json_is_array(aud) && json_array_size(aud) > 0;
	bool is = is_list || (json_is_string(aud) && strcmp(json_string_value(aud), client) == 0);
	for (size_t i = 0; is && is_list && i < json_array_size(aud); i++) {
		const char *one = json_string_value(json_array_get(aud, i));
		is = one != NULL && strcmp(one, client) == 0;
	}
	return is && (azp == NULL || (json_is_string(azp) && strcmp(json_string_value(azp), client) == 0));
}

/* Seconds since the epoch; false: it is none, or far from any time. */
static bool
take_time(const json_t *claims, const char *name, double *ret)
{
	const json_t *j = json_object_get(claims, name);
	*ret = json_is_number(j) ? json_number_value(j) : 0;
	return *ret > 0 && *ret < 1e11;
}

static enum provider_trouble
check_times(const json_t *claims, int64_t now_ms)
{
	const double now = (double)now_ms / 1000;
	double exp, iat, nbf;
	if (!take_time(claims, "exp", &exp) || exp <= now - SKEW_S)
		return PROVIDER_EXPIRED;
	if (!take_time(claims, "iat", &iat) || iat > now + SKEW_S || iat < now - AGE_MAX_S - SKEW_S)
		return PROVIDER_ISSUED;
	if (json_object_get(claims, "nbf") != NULL && (!take_time(claims, "nbf", &nbf) || nbf > now + SKEW_S))
		return PROVIDER_ISSUED;
	return PROVIDER_NONE;
}

static bool
take_subject(const json_t *claims, char ret[PROVIDER_SUBJECT_MAX])
{
	const json_t *sub = json_object_get(claims, "sub");
	const char *text = json_string_value(sub);
	const size_t n = text == NULL ? 0 : json_string_length(sub);
	bool ok = n > 0 && n < PROVIDER_SUBJECT_MAX && strlen(text) == n;
	for (size_t i = 0; ok && i < n; i++)
		ok = text[i] >= ' ' && text[i] <= '~';
	if (ok)
		memcpy(ret, text, n + 1);
	return ok;
}

static enum provider_trouble
check_claims(const json_t *claims, const struct token_expected *e, char ret_subject[PROVIDER_SUBJECT_MAX])
{
	if (strcmp(text_of(claims, "iss"), e->issuer) != 0)
		return PROVIDER_ISSUER;
	if (!is_for_us(claims, e->client))
		return PROVIDER_AUDIENCE;
	const enum provider_trouble trouble = check_times(claims, e->now_ms);
	if (trouble != PROVIDER_NONE)
		return trouble;
	if (e->nonce[0] == '\0' || strcmp(text_of(claims, "nonce"), e->nonce) != 0)
		return PROVIDER_NONCE;
	return take_subject(claims, ret_subject) ? PROVIDER_NONE : PROVIDER_SUBJECT;
}

enum provider_trouble
token_check(const char *token, const json_t *key, const struct token_expected *e,
    char ret_subject[PROVIDER_SUBJECT_MAX])
{
	struct token_header h;
	cjose_err err;
	enum provider_trouble trouble = token_header(token, &h);
	if (trouble != PROVIDER_NONE)
		return trouble;
	if (!key_fits(key, alg_of(h.alg)))
		return PROVIDER_KEY;
	cjose_jwk_t *jwk = import_key(key);
	cjose_jws_t *jws = cjose_jws_import(token, strlen(token), &err);
	json_t *claims = jwk == NULL || jws == NULL ? NULL : claims_of(jws, jwk);
	trouble = jwk == NULL ? PROVIDER_KEY : jws == NULL ? PROVIDER_TOKEN : claims == NULL ? PROVIDER_SIGNATURE
	    : check_claims(claims, e, ret_subject);
	json_decref(claims);
	cjose_jws_release(jws);
	(void)cjose_jwk_release(jwk);
	return trouble;
}
