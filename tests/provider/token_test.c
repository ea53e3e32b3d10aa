/* A good token says who it is; each way in which it may be bad is refused, for its own reason. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "forge.h"
#include "provider/provider_inside.h"

#define ISSUER	"https://id.example"
#define NOW_S	1788224400
#define RS	"{\"alg\":\"RS256\",\"kid\":\"rsa\"}"
#define ES	"{\"alg\":\"ES256\",\"kid\":\"ec\"}"
/* All that a token says, in the order iss, sub, aud, exp, iat, nonce. */
#define SAYS(iss, sub, aud, exp, iat, nonce)                                                             \
	"{\"iss\":" iss ",\"sub\":" sub ",\"aud\":" aud ",\"exp\":" exp ",\"iat\":" iat ",\"nonce\":" nonce "}"
#define IS	"\"" ISSUER "\""
#define SUB	"\"p-100\""
#define AUD	"\"xueji\""
#define EXP	"1788224700"
#define IAT	"1788224400"
#define NONCE	"\"n1\""
#define GOOD	SAYS(IS, SUB, AUD, EXP, IAT, NONCE)

static const struct token_expected expected = { ISSUER, "xueji", "n1", INT64_C(1000) * NOW_S };

TestSuite(token, .init = forge_begin, .fini = forge_end, .timeout = 120);

/* As provider.c asks: the header, the key of the set, all the rest. */
static enum provider_trouble
judge(const char *token, const char *set_text, const struct token_expected *e, char ret[PROVIDER_SUBJECT_MAX])
{
	struct token_header h;
	ret[0] = '\0';
	enum provider_trouble trouble = token_header(token, &h);
	if (trouble != PROVIDER_NONE)
		return trouble;
	json_t *set = json_loads(set_text, 0, NULL);
	cr_assert_not_null(set);
	const json_t *key = token_key(set, &h);
	trouble = key == NULL ? PROVIDER_KEY : token_check(token, key, e, ret);
	json_decref(set);
	return trouble;
}

static enum provider_trouble
judge_one(enum forge_key k, const char *header, const char *claims, char ret[PROVIDER_SUBJECT_MAX])
{
	static char token[TOKEN_TEXT], set[SET_TEXT];
	forge_set(set, sizeof(set));
	forge_token(k, header, claims, token);
	return judge(token, set, &expected, ret);
}

static void
expect_who(enum forge_key k, const char *header, const char *claims)
{
	char subject[PROVIDER_SUBJECT_MAX];
	cr_expect_eq(judge_one(k, header, claims, subject), PROVIDER_NONE, "%s %s", header, claims);
	cr_expect_str_eq(subject, "p-100", "%s %s", header, claims);
}

Test(token, a_good_one_says_who_it_is)
{
	expect_who(FORGE_RSA, RS, GOOD);
	expect_who(FORGE_EC, ES, GOOD);
	expect_who(FORGE_RSA, "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"typ\":\"JWT\"}", GOOD);
	expect_who(FORGE_RSA, RS, SAYS(IS, SUB, "[\"xueji\"]", EXP, IAT, NONCE));
	expect_who(FORGE_RSA, RS, SAYS(IS, SUB, AUD, EXP, IAT, NONCE ",\"azp\":\"xueji\",\"more\":[1]"));
	expect_who(FORGE_RSA, RS, SAYS(IS, SUB, AUD, "1788224341", IAT, NONCE));	/* clocks of two houses differ */
	expect_who(FORGE_RSA, RS, SAYS(IS, SUB, AUD, EXP, "1788224459.5", NONCE));
	expect_who(FORGE_RSA, RS, SAYS(IS, SUB, AUD, EXP, "1788223741", NONCE));
}

/* Every claim of a token that is signed as it should be. */
static const struct {
	enum provider_trouble trouble;
	const char *what, *claims;
} bad_claims[] = {
	{ PROVIDER_ISSUER, "another issuer", SAYS("\"https://evil.example\"", SUB, AUD, EXP, IAT, NONCE) },
	{ PROVIDER_ISSUER, "almost ours", SAYS("\"" ISSUER "/\"", SUB, AUD, EXP, IAT, NONCE) },
	{ PROVIDER_ISSUER, "no text", SAYS("1", SUB, AUD, EXP, IAT, NONCE) },
	{ PROVIDER_ISSUER, "without", "{\"sub\":" SUB ",\"aud\":" AUD ",\"exp\":" EXP ",\"iat\":" IAT ",\"nonce\":" NONCE "}" },
	{ PROVIDER_AUDIENCE, "for another", SAYS(IS, SUB, "\"other\"", EXP, IAT, NONCE) },
	{ PROVIDER_AUDIENCE, "for another in a list", SAYS(IS, SUB, "[\"other\"]", EXP, IAT, NONCE) },
	{ PROVIDER_AUDIENCE, "for us and another", SAYS(IS, SUB, "[\"xueji\",\"other\"]", EXP, IAT, NONCE) },
	{ PROVIDER_AUDIENCE, "for us and another, azp us",
	    SAYS(IS, SUB, "[\"xueji\",\"other\"]", EXP, IAT, NONCE ",\"azp\":\"xueji\"") },
	{ PROVIDER_AUDIENCE, "for us and no text", SAYS(IS, SUB, "[\"xueji\",1]", EXP, IAT, NONCE) },
	{ PROVIDER_AUDIENCE, "for nobody", SAYS(IS, SUB, "[]", EXP, IAT, NONCE) },
	{ PROVIDER_AUDIENCE, "null", SAYS(IS, SUB, "null", EXP, IAT, NONCE) },
	{ PROVIDER_AUDIENCE, "an object", SAYS(IS, SUB, "{\"xueji\":1}", EXP, IAT, NONCE) },
	{ PROVIDER_AUDIENCE, "empty", SAYS(IS, SUB, "\"\"", EXP, IAT, NONCE) },
	{ PROVIDER_AUDIENCE, "asked for by another", SAYS(IS, SUB, AUD, EXP, IAT, NONCE ",\"azp\":\"other\"") },
	{ PROVIDER_AUDIENCE, "asked for by no text", SAYS(IS, SUB, AUD, EXP, IAT, NONCE ",\"azp\":null") },
	{ PROVIDER_EXPIRED, "over", SAYS(IS, SUB, AUD, "1788224340", IAT, NONCE) },
	{ PROVIDER_EXPIRED, "over long ago", SAYS(IS, SUB, AUD, "1", "1", NONCE) },
	{ PROVIDER_EXPIRED, "no number", SAYS(IS, SUB, AUD, "\"" EXP "\"", IAT, NONCE) },
	{ PROVIDER_EXPIRED, "in milliseconds", SAYS(IS, SUB, AUD, EXP "000", IAT, NONCE) },
	{ PROVIDER_EXPIRED, "negative", SAYS(IS, SUB, AUD, "-1", IAT, NONCE) },
	{ PROVIDER_EXPIRED, "never", SAYS(IS, SUB, AUD, "null", IAT, NONCE) },
	{ PROVIDER_EXPIRED, "1e300", SAYS(IS, SUB, AUD, "1e300", IAT, NONCE) },
	{ PROVIDER_ISSUED, "in the future", SAYS(IS, SUB, AUD, EXP, "1788224461", NONCE) },
	{ PROVIDER_ISSUED, "long ago", SAYS(IS, SUB, AUD, EXP, "1788223739", NONCE) },
	{ PROVIDER_ISSUED, "no number", SAYS(IS, SUB, AUD, EXP, "\"" IAT "\"", NONCE) },
	{ PROVIDER_ISSUED, "never", SAYS(IS, SUB, AUD, EXP, "null", NONCE) },
	{ PROVIDER_ISSUED, "not valid yet", SAYS(IS, SUB, AUD, EXP, IAT, NONCE ",\"nbf\":1788224461") },
	{ PROVIDER_ISSUED, "valid from no number", SAYS(IS, SUB, AUD, EXP, IAT, NONCE ",\"nbf\":\"x\"") },
	{ PROVIDER_NONCE, "of another sign-in", SAYS(IS, SUB, AUD, EXP, IAT, "\"n2\"") },
	{ PROVIDER_NONCE, "longer", SAYS(IS, SUB, AUD, EXP, IAT, "\"n1x\"") },
	{ PROVIDER_NONCE, "empty", SAYS(IS, SUB, AUD, EXP, IAT, "\"\"") },
	{ PROVIDER_NONCE, "no text", SAYS(IS, SUB, AUD, EXP, IAT, "[\"n1\"]") },
	{ PROVIDER_SUBJECT, "empty", SAYS(IS, "\"\"", AUD, EXP, IAT, NONCE) },
	{ PROVIDER_SUBJECT, "no text", SAYS(IS, "100", AUD, EXP, IAT, NONCE) },
	{ PROVIDER_SUBJECT, "no ASCII", SAYS(IS, "\"张三\"", AUD, EXP, IAT, NONCE) },
	{ PROVIDER_SUBJECT, "a line end", SAYS(IS, "\"p-100\\n\"", AUD, EXP, IAT, NONCE) },
	{ PROVIDER_SIGNATURE, "a NUL", SAYS(IS, "\"p-100\\u0000x\"", AUD, EXP, IAT, NONCE) },
	{ PROVIDER_SIGNATURE, "said twice", SAYS(IS, SUB, AUD, EXP, IAT, NONCE ",\"sub\":\"p-200\"") },
	{ PROVIDER_SIGNATURE, "no JSON", "x" },
	{ PROVIDER_SIGNATURE, "nothing", "" },
	{ PROVIDER_ISSUER, "no object", "[]" },
};

Test(token, each_claim_that_is_wrong_is_refused)
{
	char subject[PROVIDER_SUBJECT_MAX];
	for (size_t i = 0; i < sizeof(bad_claims) / sizeof(bad_claims[0]); i++) {
		cr_expect_eq(judge_one(FORGE_RSA, RS, bad_claims[i].claims, subject), bad_claims[i].trouble, "%zu %s", i,
		    bad_claims[i].what);
		cr_expect_str_eq(subject, "", "%zu %s", i, bad_claims[i].what);
	}
	char claims[1024], sub[300];
	memset(sub, 'a', 256);
	sub[256] = '\0';
	(void)snprintf(claims, sizeof(claims), SAYS(IS, "\"%s\"", AUD, EXP, IAT, NONCE), sub);
	cr_expect_eq(judge_one(FORGE_RSA, RS, claims, subject), PROVIDER_SUBJECT, "longer than a subject may be");
}

/* Every header over good claims, signed by that key. */
static const struct {
	enum provider_trouble trouble;
	enum forge_key key;
	const char *header;
} bad_headers[] = {
	{ PROVIDER_ALG, FORGE_RSA, "{\"alg\":\"none\"}" },
	{ PROVIDER_ALG, FORGE_RSA, "{\"alg\":\"None\",\"kid\":\"rsa\"}" },
	{ PROVIDER_ALG, FORGE_RSA, "{\"alg\":\"HS256\",\"kid\":\"rsa\"}" },
	{ PROVIDER_ALG, FORGE_RSA, "{\"alg\":\"HS512\",\"kid\":\"rsa\"}" },
	{ PROVIDER_ALG, FORGE_RSA, "{\"alg\":\"RS384\",\"kid\":\"rsa\"}" },
	{ PROVIDER_ALG, FORGE_RSA, "{\"alg\":\"PS256\",\"kid\":\"rsa\"}" },
	{ PROVIDER_ALG, FORGE_RSA, "{\"alg\":\"rs256\",\"kid\":\"rsa\"}" },
	{ PROVIDER_ALG, FORGE_RSA, "{\"alg\":\"RS256 \",\"kid\":\"rsa\"}" },
	{ PROVIDER_ALG, FORGE_RSA, "{\"alg\":[\"RS256\"],\"kid\":\"rsa\"}" },
	{ PROVIDER_ALG, FORGE_RSA, "{\"kid\":\"rsa\"}" },
	{ PROVIDER_ALG, FORGE_RSA, "{\"alg\":\"\",\"kid\":\"rsa\"}" },
	{ PROVIDER_TOKEN, FORGE_RSA, "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"crit\":[\"x\"]}" },
	{ PROVIDER_TOKEN, FORGE_RSA, "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"b64\":false}" },
	{ PROVIDER_TOKEN, FORGE_RSA, "{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"rsa\"}" },
	{ PROVIDER_TOKEN, FORGE_RSA, "[]" },
	{ PROVIDER_TOKEN, FORGE_RSA, "x" },
	{ PROVIDER_TOKEN, FORGE_RSA, "" },
	{ PROVIDER_KEY, FORGE_RSA, "{\"alg\":\"RS256\",\"kid\":\"gone\"}" },
	{ PROVIDER_KEY, FORGE_RSA, "{\"alg\":\"RS256\"}" },	/* two RSA keys: it has to say which */
	{ PROVIDER_KEY, FORGE_RSA, "{\"alg\":\"RS256\",\"kid\":\"ec\"}" },
	{ PROVIDER_KEY, FORGE_RSA, "{\"alg\":\"ES256\",\"kid\":\"rsa\"}" },
	{ PROVIDER_KEY, FORGE_EC_384, "{\"alg\":\"ES256\",\"kid\":\"ec384\"}" },	/* another curve */
	{ PROVIDER_KEY, FORGE_RSA_SHORT, "{\"alg\":\"RS256\",\"kid\":\"short\"}" },
	{ PROVIDER_SIGNATURE, FORGE_RSA_OTHER, RS },
	{ PROVIDER_SIGNATURE, FORGE_EC_OTHER, ES },
	{ PROVIDER_SIGNATURE, FORGE_EC, RS },
	{ PROVIDER_SIGNATURE, FORGE_RSA, ES },
	/* A key that the token brings with it is nobody's. */
	{ PROVIDER_SIGNATURE, FORGE_RSA_OTHER, "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"jku\":\"https://evil.example/\"}" },
};

Test(token, each_header_that_is_wrong_is_refused)
{
	char subject[PROVIDER_SUBJECT_MAX];
	for (size_t i = 0; i < sizeof(bad_headers) / sizeof(bad_headers[0]); i++) {
		cr_expect_eq(judge_one(bad_headers[i].key, bad_headers[i].header, GOOD, subject), bad_headers[i].trouble,
		    "%zu %s", i, bad_headers[i].header);
		cr_expect_str_eq(subject, "");
	}
	expect_who(FORGE_EC, "{\"alg\":\"ES256\"}", GOOD);	/* one key of P-256: there is nothing to say */
}

Test(token, a_public_key_is_no_shared_secret)
{
	static char token[TOKEN_TEXT], set[SET_TEXT], pem[2048];
	char subject[PROVIDER_SUBJECT_MAX];
	forge_set(set, sizeof(set));
	forge_pem(FORGE_RSA, pem, sizeof(pem));
	forge_hmac(pem, "{\"alg\":\"HS256\",\"kid\":\"rsa\"}", GOOD, token);
	cr_expect_eq(judge(token, set, &expected, subject), PROVIDER_ALG);
	forge_hmac(pem, RS, GOOD, token);
	cr_expect_eq(judge(token, set, &expected, subject), PROVIDER_SIGNATURE);
	/* Not even if the provider had such a key among its own. */
	(void)snprintf(set, sizeof(set), "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"rsa\",\"k\":\"c2VjcmV0\"}]}");
	forge_hmac("secret", "{\"alg\":\"HS256\",\"kid\":\"rsa\"}", GOOD, token);
	cr_expect_eq(judge(token, set, &expected, subject), PROVIDER_ALG);
	forge_hmac("secret", RS, GOOD, token);
	cr_expect_eq(judge(token, set, &expected, subject), PROVIDER_KEY);
}

Test(token, a_key_for_something_else_signs_nothing)
{
	static const char *const more[] = { ",\"use\":\"enc\"", ",\"alg\":\"RS512\"", ",\"alg\":\"PS256\"" };
	static char token[TOKEN_TEXT], set[SET_TEXT];
	char jwk[2048], subject[PROVIDER_SUBJECT_MAX];
	forge_token(FORGE_RSA, RS, GOOD, token);
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		forge_jwk(FORGE_RSA, "rsa", more[i], jwk, sizeof(jwk));
		(void)snprintf(set, sizeof(set), "{\"keys\":[%s]}", jwk);
		cr_expect_eq(judge(token, set, &expected, subject), PROVIDER_KEY, "%s", more[i]);
	}
	forge_jwk(FORGE_RSA, "rsa", "", jwk, sizeof(jwk));
	(void)snprintf(set, sizeof(set), "{\"keys\":[%s,%s]}", jwk, jwk);
	cr_expect_eq(judge(token, set, &expected, subject), PROVIDER_KEY, "two of one name");
	static const char *const sets[] = { "{}", "{\"keys\":{}}", "{\"keys\":[]}", "{\"keys\":[1,null,\"x\",[]]}",
		"{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"rsa\"}]}", "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"rsa\",\"n\":\"?\",\"e\":\"?\"}]}" };
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		cr_expect_eq(judge(token, sets[i], &expected, subject), PROVIDER_KEY, "%s", sets[i]);
}

/* Whichever letter is another one: nobody is let in. Letters whose last bits mean nothing would be the same token. */
Test(token, no_letter_of_it_can_be_changed)
{
	static char token[TOKEN_TEXT], set[SET_TEXT];
	char subject[PROVIDER_SUBJECT_MAX];
	size_t n_let_in = 0;
	forge_set(set, sizeof(set));
	forge_token(FORGE_EC, ES, GOOD, token);
	const size_t n = strlen(token);
	for (size_t i = 0; i < n; i++) {
		const char was = token[i];
		token[i] = was == 'A' ? 'Q' : 'A';
		n_let_in += judge(token, set, &expected, subject) == PROVIDER_NONE;
		token[i] = was;
	}
	cr_expect_eq(n_let_in, 0);
	for (size_t i = 0; i < n; i++) {
		const char was = token[i];
		token[i] = '\0';
		cr_expect_neq(judge(token, set, &expected, subject), PROVIDER_NONE, "cut off at %zu", i);
		token[i] = was;
	}
	cr_expect_eq(judge(token, set, &expected, subject), PROVIDER_NONE);
}

Test(token, what_has_no_signature_or_not_three_parts_is_none)
{
	static char token[TOKEN_TEXT], other[TOKEN_TEXT + 8], set[SET_TEXT];
	char subject[PROVIDER_SUBJECT_MAX];
	forge_set(set, sizeof(set));
	forge_unsigned(RS, GOOD, token);
	cr_expect_neq(judge(token, set, &expected, subject), PROVIDER_NONE);
	forge_unsigned("{\"alg\":\"none\"}", GOOD, token);
	cr_expect_eq(judge(token, set, &expected, subject), PROVIDER_ALG);
	forge_token(FORGE_RSA, RS, GOOD, token);
	(void)snprintf(other, sizeof(other), "%s.AAAA", token);
	cr_expect_neq(judge(other, set, &expected, subject), PROVIDER_NONE);
	(void)snprintf(other, sizeof(other), ".%s", token);
	cr_expect_eq(judge(other, set, &expected, subject), PROVIDER_TOKEN);
	static const char *const odd[] = { "", ".", "..", "...", "x", "a.b.c", "e30.e30.", "e30.e30.e30", "{}.{}.{}" };
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		cr_expect_neq(judge(odd[i], set, &expected, subject), PROVIDER_NONE, "%s", odd[i]);
	memset(other, 'A', PROVIDER_TOKEN_MAX + 1);
	other[10] = '.';
	other[PROVIDER_TOKEN_MAX + 1] = '\0';
	cr_expect_eq(judge(other, set, &expected, subject), PROVIDER_TOKEN, "too long");
}

Test(token, without_a_nonce_of_ours_no_nonce_fits)
{
	static char token[TOKEN_TEXT], set[SET_TEXT];
	char subject[PROVIDER_SUBJECT_MAX];
	struct token_expected e = expected;
	e.nonce = "";
	forge_set(set, sizeof(set));
	forge_token(FORGE_RSA, RS, SAYS(IS, SUB, AUD, EXP, IAT, "\"\""), token);
	cr_expect_eq(judge(token, set, &e, subject), PROVIDER_NONCE);
}
