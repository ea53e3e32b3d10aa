/* What is asked of a provider, how often, and what becomes of a sign-in when it does not do as agreed. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "forge.h"
#include "idp.h"
#include "provider/provider.h"

#define NOW_S	1788224400
#define BACK	"https://xueji.example/console/sign-in/provider/back"

static const struct provider_attempt attempt = { "st ate&", "n1", "verifier-of-43-letters-0123456789-0123456789" };
static _Atomic int64_t tick_us;
static struct provider *provider;
static struct arena *arena;

static int64_t
now_ms(void)
{
	return INT64_C(1000) * NOW_S;
}

static int64_t
now_us(void)
{
	return tick_us;
}

static void
open_with(const char *issuer, const char *secret)
{
	const struct provider_options o = { .issuer = issuer, .client = "xueji 43", .secret = secret, .back = BACK,
		.now_ms = now_ms, .tick_us = now_us };
	provider_close(provider);
	provider = provider_open(&o);
}

static void
begin(void)
{
	tick_us = 1000000;
	arena = arena_new();
	idp_open();
	open_with(idp.issuer, "s:e c");
}

static void
end(void)
{
	provider_close(provider);
	idp_close();
	arena_free(arena);
}

TestSuite(provider, .init = begin, .fini = end, .timeout = 60);

static void
pass(int seconds)
{
	tick_us += INT64_C(1000000) * seconds;
}

/* The provider answers with a token of that subject, by that key under that name. */
static void
let(enum forge_key k, const char *header, const char *subject)
{
	static char token[TOKEN_TEXT];
	char claims[512];
	(void)snprintf(claims, sizeof(claims),
	    "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"xueji 43\",\"exp\":%d,\"iat\":%d,\"nonce\":\"n1\"}", idp.issuer,
	    subject, NOW_S + 300, NOW_S);
	forge_token(k, header, claims, token);
	idp_token(token);
}

#define BY_RSA	FORGE_RSA, "{\"alg\":\"RS256\",\"kid\":\"rsa\"}"

static struct provider_answer
come_back(const char *iss)
{
	struct provider_answer a;
	provider_end(provider, &attempt, "co/de", iss, &a);
	return a;
}

static const char *
go(struct provider_answer *ret)
{
	return provider_begin(provider, arena, &attempt, ret);
}

Test(provider, the_browser_is_sent_with_state_nonce_and_the_hash_of_the_verifier)
{
	char expected[1024];
	struct provider_answer a;
	const char *url = go(&a);
	(void)snprintf(expected, sizeof(expected), "%s/auth?response_type=code&scope=openid&client_id=xueji%%2043"
	    "&redirect_uri=https%%3A%%2F%%2Fxueji.example%%2Fconsole%%2Fsign-in%%2Fprovider%%2Fback&state=st%%20ate%%26"
	    "&nonce=n1&code_challenge=lXtIVR2_R8TKyYpbNccFIQ3HsVio8XIMnoFbJAZVQKk&code_challenge_method=S256",
	    idp.issuer);
	cr_assert_not_null(url);
	cr_expect_str_eq(url, expected);
	cr_expect_null(strstr(url, attempt.verifier));
}

Test(provider, who_comes_back_is_known_by_the_code_and_the_verifier)
{
	let(BY_RSA, "p-100");
	const struct provider_answer a = come_back(NULL);
	cr_assert_eq(a.trouble, PROVIDER_NONE, "%s %s", provider_word(a.trouble), a.why);
	cr_expect_str_eq(a.subject, "p-100");
	const char *heard = idp.doors[IDP_TOKEN].heard;
	cr_expect_not_null(strstr(heard, "POST /token "));
	/* "xueji%2043:s%3Ae%20c", RFC 6749, §2.3.1 */
	cr_expect_not_null(strstr(heard, "Authorization: Basic eHVlamklMjA0MzpzJTNBZSUyMGM="), "%s", heard);
	cr_expect_not_null(strstr(heard, "\r\n\r\ngrant_type=authorization_code&code=co%2Fde&redirect_uri=https%3A%2F%2Fxueji"));
	cr_expect_not_null(strstr(heard, "&code_verifier=verifier-of-43-letters-0123456789-0123456789"));
	cr_expect_null(strstr(heard, "client_secret"));
}

Test(provider, the_secret_goes_as_the_provider_says_it_may)
{
	idp_about(idp.issuer, ",\"token_endpoint_auth_methods_supported\":[\"private_key_jwt\",\"client_secret_post\"]");
	let(BY_RSA, "p-100");
	cr_expect_eq(come_back(NULL).trouble, PROVIDER_NONE);
	cr_expect_null(strstr(idp.doors[IDP_TOKEN].heard, "Authorization"));
	cr_expect_not_null(strstr(idp.doors[IDP_TOKEN].heard, "&client_id=xueji%2043&client_secret=s%3Ae%20c"));
	open_with(idp.issuer, "");
	cr_expect_eq(come_back(NULL).trouble, PROVIDER_NONE);
	cr_expect_not_null(strstr(idp.doors[IDP_TOKEN].heard, "&client_id=xueji%2043"));
	cr_expect_null(strstr(idp.doors[IDP_TOKEN].heard, "client_secret"));
}

/* -- how often it is asked ------------------------------------------------------------ */

Test(provider, what_it_says_of_itself_and_its_keys_are_asked_for_once_an_hour)
{
	struct provider_answer a;
	let(BY_RSA, "p-100");
	for (int i = 0; i < 5; i++) {
		cr_expect_not_null(go(&a));
		cr_expect_eq(come_back(NULL).trouble, PROVIDER_NONE);
		pass(700);
	}
	cr_expect_eq(idp.doors[IDP_ABOUT].n_asked, 1);
	cr_expect_eq(idp.doors[IDP_KEYS].n_asked, 1);
	pass(200);
	cr_expect_eq(come_back(NULL).trouble, PROVIDER_NONE);
	cr_expect_eq(idp.doors[IDP_ABOUT].n_asked, 2);
	cr_expect_eq(idp.doors[IDP_KEYS].n_asked, 2);
}

Test(provider, a_new_key_is_looked_for_and_at_most_once_a_minute)
{
	char jwk[2048];
	let(BY_RSA, "p-100");
	cr_expect_eq(come_back(NULL).trouble, PROVIDER_NONE);
	let(FORGE_RSA_OTHER, "{\"alg\":\"RS256\",\"kid\":\"new\"}", "p-200");
	for (int i = 0; i < 5; i++)
		cr_expect_eq(come_back(NULL).trouble, PROVIDER_KEY);
	cr_expect_eq(idp.doors[IDP_KEYS].n_asked, 1, "asked in the same minute");
	pass(60);
	cr_expect_eq(come_back(NULL).trouble, PROVIDER_KEY);
	cr_expect_eq(come_back(NULL).trouble, PROVIDER_KEY);
	cr_expect_eq(idp.doors[IDP_KEYS].n_asked, 2);
	forge_jwk(FORGE_RSA_OTHER, "new", "", jwk, sizeof(jwk));
	(void)snprintf(idp.doors[IDP_KEYS].body, sizeof(idp.doors[0].body), "{\"keys\":[%s]}", jwk);
	pass(60);
	const struct provider_answer a = come_back(NULL);
	cr_expect_eq(a.trouble, PROVIDER_NONE);
	cr_expect_str_eq(a.subject, "p-200");
	let(BY_RSA, "p-100");
	cr_expect_eq(come_back(NULL).trouble, PROVIDER_KEY, "a key that the provider has taken back");
}

Test(provider, while_it_is_away_it_is_asked_every_ten_seconds)
{
	struct provider_answer a;
	idp.doors[IDP_ABOUT].status = 503;
	for (int i = 0; i < 5; i++) {
		cr_expect_null(go(&a));
		cr_expect_eq(a.trouble, PROVIDER_AWAY);
		cr_expect_not_null(strstr(a.why, "HTTP status 503"), "%s", a.why);
	}
	cr_expect_eq(idp_asked(), 1);
	idp.doors[IDP_ABOUT].status = 200;
	pass(9);
	cr_expect_null(go(&a));
	pass(1);
	cr_expect_not_null(go(&a));
	idp_close();
	const struct provider_answer b = come_back(NULL);
	cr_expect_eq(b.trouble, PROVIDER_AWAY);
	cr_expect_gt(strlen(b.why), 0);
}

static _Atomic int n_busy, n_others;

static void *
go_there(void *unused)
{
	struct provider_answer a;
	struct arena *own = arena_new();
	(void)provider_begin(provider, own, &attempt, &a);
	n_busy += a.trouble == PROVIDER_BUSY;
	n_others += a.trouble == PROVIDER_NONE;
	arena_free(own);
	return unused;
}

Test(provider, who_would_be_the_ninth_to_wait_for_it_does_not_wait)
{
	enum { N = 12 };
	pthread_t threads[N];
	idp.doors[IDP_ABOUT].wait_ms = 1500;
	for (int i = 0; i < N; i++)
		cr_assert_eq(pthread_create(&threads[i], NULL, go_there, NULL), 0);
	for (int i = 0; i < N; i++)
		(void)pthread_join(threads[i], NULL);
	cr_expect_eq(n_busy, N - PROVIDER_AT_ONCE_MAX);
	cr_expect_eq(n_others, PROVIDER_AT_ONCE_MAX);
	cr_expect_eq(idp_asked(), 1, "one asked for all");
	struct provider_answer a;
	cr_expect_not_null(go(&a), "the places are free again");
}

Test(provider, one_that_does_not_answer_is_away_after_its_time)
{
	struct provider_answer a;
	idp.doors[IDP_ABOUT].wait_ms = PROVIDER_TIMEOUT_MS + 500;
	cr_expect_null(go(&a));
	cr_expect_eq(a.trouble, PROVIDER_AWAY);
}

static void *
come_back_there(void *ret)
{
	struct provider_answer *a = ret;
	provider_end(provider, &attempt, "co/de", NULL, a);
	return NULL;
}

/* At each of the three that it asks. They would answer in the end, and nobody would be away. */
Test(provider, who_waits_for_it_goes_when_the_daemon_ends)
{
	for (int door = 0; door < IDP_DOORS; door++) {
		struct provider_answer a;
		pthread_t waiting;
		const int before = idp.doors[door].n_asked;
		open_with(idp.issuer, "s:e c");
		let(BY_RSA, "p-100");
		idp.doors[door].wait_ms = PROVIDER_TIMEOUT_MS - 1500;
		cr_assert_eq(pthread_create(&waiting, NULL, come_back_there, &a), 0);
		while (*(volatile int *)&idp.doors[door].n_asked == before)
			(void)nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
		provider_stop(provider);
		(void)pthread_join(waiting, NULL);
		cr_expect_eq(a.trouble, PROVIDER_AWAY, "%d: %s", door, provider_word(a.trouble));
		cr_expect_not_null(strstr(a.why, "the daemon ends"), "%d: %s", door, a.why);
		idp.doors[door].wait_ms = 0;
	}
}

/* -- what is no answer ---------------------------------------------------------------- */

Test(provider, what_it_says_of_itself_has_to_be_its_own)
{
	static const char *const bodies[] = { "", "x", "[]", "{}", "{\"issuer\":1}" };
	struct provider_answer a;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		(void)strcpy(idp.doors[IDP_ABOUT].body, bodies[i]);
		cr_expect_null(go(&a), "%s", bodies[i]);
		cr_expect_eq(a.trouble, PROVIDER_AWAY);
		pass(10);
	}
	idp_about("https://evil.example", "");
	cr_expect_null(go(&a));
	cr_expect_not_null(strstr(a.why, "another issuer"), "%s", a.why);
	pass(10);
	idp.doors[IDP_ABOUT].status = 302;	/* to the keys, which would be JSON */
	cr_expect_null(go(&a));
	cr_expect_eq(idp.doors[IDP_KEYS].n_asked, 0, "followed a redirect");
	pass(10);
	idp.doors[IDP_ABOUT].status = 200;
	(void)snprintf(idp.doors[IDP_ABOUT].body, sizeof(idp.doors[0].body), "{\"issuer\":\"%s\","
	    "\"authorization_endpoint\":\"http://evil.example/auth\",\"token_endpoint\":\"%s/token\",\"jwks_uri\":\"%s/keys\"}",
	    idp.issuer, idp.issuer, idp.issuer);
	cr_expect_null(go(&a), "passwords would be typed without TLS");
}

static const struct {
	int status;
	const char *body;
	enum provider_trouble trouble;
} refusals[] = {
	{ 400, "{\"error\":\"invalid_grant\"}", PROVIDER_CODE },	/* used already, or of another */
	{ 401, "{\"error\":\"invalid_client\"}", PROVIDER_CLIENT },
	{ 400, "{\"error\":\"unauthorized_client\"}", PROVIDER_CLIENT },
	{ 400, "{}", PROVIDER_AWAY },
	{ 500, "{\"error\":\"invalid_grant\"}", PROVIDER_AWAY },
	{ 503, "", PROVIDER_AWAY },
	{ 0, "", PROVIDER_AWAY },
	{ 200, "{}", PROVIDER_AWAY },
	{ 200, "{\"id_token\":1}", PROVIDER_AWAY },
	{ 200, "<html>", PROVIDER_AWAY },
	{ 302, "{\"id_token\":\"a.b.c\"}", PROVIDER_AWAY },
	{ 200, "{\"id_token\":\"a.b.c\"}", PROVIDER_TOKEN },
	{ 200, "{\"id_token\":\"\"}", PROVIDER_TOKEN },
};

Test(provider, a_code_that_is_not_taken_lets_nobody_in)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		idp.doors[IDP_TOKEN].status = refusals[i].status;
		(void)strcpy(idp.doors[IDP_TOKEN].body, refusals[i].body);
		const struct provider_answer a = come_back(NULL);
		cr_expect_eq(a.trouble, refusals[i].trouble, "%zu %s: %s", i, refusals[i].body, provider_word(a.trouble));
		cr_expect_str_eq(a.subject, "");
		cr_expect_null(strstr(a.why, "co/de"));
	}
	char code[PROVIDER_CODE_MAX + 1];
	struct provider_answer a;
	memset(code, 'c', PROVIDER_CODE_MAX);
	code[PROVIDER_CODE_MAX] = '\0';
	const int before = idp.doors[IDP_TOKEN].n_asked;
	provider_end(provider, &attempt, code, NULL, &a);
	cr_expect_eq(a.trouble, PROVIDER_CODE);
	cr_expect_eq(idp.doors[IDP_TOKEN].n_asked, before);
}

Test(provider, keys_that_are_none_or_do_not_come_let_nobody_in)
{
	let(BY_RSA, "p-100");
	idp.doors[IDP_KEYS].status = 500;
	cr_expect_eq(come_back(NULL).trouble, PROVIDER_AWAY);
	pass(10);
	idp.doors[IDP_KEYS].status = 200;
	(void)strcpy(idp.doors[IDP_KEYS].body, "{\"keys\":[]}");
	cr_expect_eq(come_back(NULL).trouble, PROVIDER_KEY);
}

Test(provider, a_code_of_another_provider_is_not_taken_there)
{
	let(BY_RSA, "p-100");
	cr_expect_eq(come_back("https://evil.example").trouble, PROVIDER_ISSUER);
	cr_expect_eq(idp.doors[IDP_TOKEN].n_asked, 0, "the code went to somebody");
	cr_expect_eq(come_back(idp.issuer).trouble, PROVIDER_NONE);
	idp_about(idp.issuer, ",\"authorization_response_iss_parameter_supported\":true");
	pass(3600);
	cr_expect_eq(come_back(NULL).trouble, PROVIDER_ISSUER, "it always says who it is");
	cr_expect_eq(come_back(idp.issuer).trouble, PROVIDER_NONE);
}

/* -- addresses ------------------------------------------------------------------------ */

Test(addresses, only_tls_or_this_machine)
{
	static const struct {
		const char *text;
		bool is_address, is_origin;
	} rows[] = {
		{ "https://id.example", true, true }, { "https://id.example:8443", true, true },
		{ "https://id.example/realms/xueji", true, false }, { "https://id.example/", true, false },
		{ "http://127.0.0.1:18400", true, true }, { "http://localhost", true, true }, { "http://[::1]:80", true, true },
		{ "http://id.example", false, false }, { "http://127.0.0.1.example", false, false },
		{ "http://localhost.example", false, false }, { "https://", false, false }, { "https:///x", false, false },
		{ "https://id.example?x", false, false }, { "https://id.example/#x", false, false },
		{ "https://a@b", false, false }, { "https://id.example/ x", false, false }, { "ftp://id.example", false, false },
		{ "id.example", false, false }, { "", false, false }, { "https://id.example/\"><x", false, false },
		{ "http://localhost@evil.example", false, false }, { "https://id.example\r\nX: y", false, false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cr_expect_eq(provider_is_address(rows[i].text), rows[i].is_address, "%s", rows[i].text);
		cr_expect_eq(provider_is_origin(rows[i].text), rows[i].is_origin, "%s", rows[i].text);
	}
}
