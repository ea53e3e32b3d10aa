/* Signing in by an identity provider, before the real pages, a real database and a provider of the test's. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/metric.h"
#include "console/inside.h"
#include "provider/forge.h"
#include "provider/idp.h"
#include "provider/provider.h"
#include "visitor.h"

#define QIAN	SCHOOL ":head:qian"
#define BASE	"http://127.0.0.1:18400"
#define START	"/console/sign-in/provider"
#define BACK	START "/back"
#define WORLD_S	1800000000	/* of the provider's clock, which is not the desk's */
#define RS	"{\"alg\":\"RS256\",\"kid\":\"rsa\"}"
#define UNKNOWN	"没有与该身份关联的可用账号"
#define STATE	"不是在这个浏览器中开始的"
#define REFUSED	"未通过校验"
#define AWAY	"统一身份认证暂时无法使用"

static struct provider *provider;
static const char *base_address = BASE;

static int64_t
world_ms(void)
{
	return INT64_C(1000) * WORLD_S;
}

static void
begin(void)
{
	idp_open();
	const struct provider_options o = { .issuer = idp.issuer, .client = "xueji", .secret = "secret",
		.back = BASE BACK, .now_ms = world_ms, .tick_us = clock_monotonic_us };
	provider = provider_open(&o);
	house_options.provider = provider;
	house_options.public_base = base_address;
	house_begin();
}

static void
end(void)
{
	house_end();
	provider_close(provider);
	idp_close();
}

TestSuite(oidc, .init = begin, .fini = end, .timeout = 120);

static void
parameter(const struct visitor *v, const char *name, char *ret, size_t size)
{
	char key[32];
	(void)snprintf(key, sizeof(key), "&%s=", name);
	const char *p = strstr(v->location, key);
	cr_assert_not_null(p, "%s: %s", name, v->location);
	(void)snprintf(ret, size, "%.*s", (int)strcspn(p + strlen(key), "&"), p + strlen(key));
}

struct round {
	char state[80], nonce[80];
};

/* Away to the provider: what it was given. */
static struct round
go(struct visitor *v)
{
	struct round r;
	visitor_get(v, START);
	cr_assert_eq(v->status, 303, "%s", v->page);
	parameter(v, "state", r.state, sizeof(r.state));
	parameter(v, "nonce", r.nonce, sizeof(r.nonce));
	return r;
}

/* The provider would say that it is that person. */
static void
say(const char *subject, const char *nonce)
{
	static char token[TOKEN_TEXT];
	char claims[512];
	(void)snprintf(claims, sizeof(claims),
	    "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"xueji\",\"exp\":%d,\"iat\":%d,\"nonce\":\"%s\"}", idp.issuer, subject,
	    WORLD_S + 300, WORLD_S, nonce);
	forge_token(FORGE_RSA, RS, claims, token);
	idp_token(token);
}

/* Back from there; the session's cookie is kept as a browser would. */
static int
come_back(struct visitor *v, const char *state, const char *more)
{
	char path[512];
	(void)snprintf(path, sizeof(path), BACK "?state=%s%s", state, more);
	visitor_get(v, path);
	const char *session = strstr(v->head, "Set-Cookie: xueji_console=");
	if (session != NULL)
		(void)snprintf(v->cookie, sizeof(v->cookie), "%.*s", (int)strcspn(session + 12, ";"), session + 12);
	return v->status;
}

static int
sign_in_as(struct visitor *v, const char *subject)
{
	const struct round r = go(v);
	say(subject, r.nonce);
	return come_back(v, r.state, "&code=c1");
}

Test(oidc, who_is_linked_is_in_and_by_the_same_session_as_with_a_password)
{
	struct visitor v = { .status = 0 };
	cr_assert_eq(house_account_body(QIAN, "{\"password\":\"" WORD_OF_MOUTH "\",\"subject\":\"p-100\"}"), 201);
	visitor_get(&v, "/console/sign-in");
	cr_expect(visitor_sees(&v, "href=\"" BASE START "\""));
	const int64_t before = metric_get(METRIC_provider_done);
	cr_assert_eq(sign_in_as(&v, "p-100"), 200, "%s", v.page);
	/* By a page of ours: a redirect from another site would not bring the cookie with it. */
	cr_expect_not_null(strstr(v.head, "Refresh: 0; url=/console/\r\n"));
	cr_expect_not_null(strstr(v.head, "; Path=/; HttpOnly; SameSite=Strict\r\n"));
	cr_expect_not_null(strstr(v.head, "Set-Cookie: xueji_oidc_18400=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0\r\n"));
	cr_expect(visitor_is_in(&v));
	cr_expect_eq(metric_get(METRIC_provider_done), before + 1);
	cr_expect_eq(eye_int("select used_at from account where name = 'qian'"), house_now_ms);
	cr_expect_eq(eye_int("select count(*) from session where not waits"), 1);
	visitor_get(&v, START);
	cr_expect_str_eq(v.location, "/console/", "who is in need not go");
	house_now_ms += 8 * 60 * MINUTE_MS;
	cr_expect_not(visitor_is_in(&v), "eight hours");
	cr_expect_eq(visitor_sign_in(&v, "qian", WORD_OF_MOUTH), 303, "the password is as good as before");
	visitor_leave(&v);
}

static void
expect_refused(struct visitor *v, int status, int expected, const char *words)
{
	static const char *const names[] = { "qian", "p-100", "p-200", "secret", "nonce", "id_token", NULL };
	cr_expect_eq(status, expected, "%s", v->page);
	cr_expect(visitor_sees(v, words), "%s in %s", words, v->page);
	for (size_t i = 0; names[i] != NULL; i++)
		cr_expect_not(visitor_sees(v, names[i]), "%s on the page", names[i]);
	cr_expect_eq(eye_int("select count(*) from session"), 0);
}

/* What the page says between its own words. */
static char *
main_of(const struct visitor *v)
{
	const char *main = strstr(v->page, "<main");
	cr_assert_not_null(main);
	return strdup(main);
}

Test(oidc, unknown_sealed_and_served_elsewhere_are_one_page)
{
	struct visitor v = { .status = 0 };
	const int64_t before = metric_get(METRIC_provider_refused);
	expect_refused(&v, sign_in_as(&v, "p-200"), 403, UNKNOWN);
	char *unknown = main_of(&v);
	cr_assert_eq(house_account_body(QIAN, "{\"subject\":\"p-100\"}"), 201);
	house_now_ms += 90 * DAY_MS;
	expect_refused(&v, sign_in_as(&v, "p-100"), 403, UNKNOWN);
	char *sealed = main_of(&v);
	cr_expect_str_eq(sealed, unknown);
	eye_do("update account set unit = '2144000101', alive_at = alive_at + 90::bigint * 86400000");
	expect_refused(&v, sign_in_as(&v, "p-100"), 403, UNKNOWN);
	char *elsewhere = main_of(&v);
	cr_expect_str_eq(elsewhere, unknown);
	cr_expect_eq(metric_get(METRIC_provider_refused), before + 3);
	eye_do("update account set unit = '" SCHOOL "'");
	cr_expect_eq(sign_in_as(&v, "p-100"), 200, "nothing else stood against it");
	free(unknown);
	free(sealed);
	free(elsewhere);
	visitor_leave(&v);
}

Test(oidc, the_same_name_at_another_provider_is_another_person)
{
	struct visitor v = { .status = 0 };
	cr_assert_eq(house_account_body(QIAN, "{\"subject\":\"p-100\"}"), 201);
	eye_do("update account set issuer = 'https://before.example' where name = 'qian'");
	expect_refused(&v, sign_in_as(&v, "p-100"), 403, UNKNOWN);
	visitor_leave(&v);
}

Test(oidc, what_was_begun_in_another_browser_or_never_or_long_ago_is_refused)
{
	struct visitor v = { .status = 0 }, other = { .status = 0 };
	cr_assert_eq(house_account_body(QIAN, "{\"subject\":\"p-100\"}"), 201);
	const struct round r = go(&v), s = go(&other);
	say("p-100", s.nonce);
	expect_refused(&v, come_back(&v, s.state, "&code=c1"), 403, STATE);
	visitor_get(&v, BACK);
	expect_refused(&v, v.status, 403, STATE);
	expect_refused(&v, come_back(&v, "", "&code=c1"), 403, STATE);
	char forged[80];
	memcpy(forged, r.state, sizeof(forged));
	forged[63] = forged[63] == '0' ? '1' : '0';
	expect_refused(&v, come_back(&v, forged, "&code=c1"), 403, STATE);
	struct visitor nobody = { .status = 0 };
	expect_refused(&nobody, come_back(&nobody, s.state, "&code=c1"), 403, STATE);
	cr_expect_eq(idp.doors[IDP_TOKEN].n_asked, 0, "a code was redeemed");
	house_now_ms += 10 * MINUTE_MS;
	expect_refused(&other, come_back(&other, s.state, "&code=c1"), 403, STATE);
	house_now_ms -= 1;
	cr_expect_eq(come_back(&other, s.state, "&code=c1"), 200);
	visitor_leave(&v);
	visitor_leave(&other);
	visitor_leave(&nobody);
}

/* The time of its beginning stands in the cookie; whoever makes it later has another state and another nonce. */
Test(oidc, a_sign_in_cannot_be_made_younger)
{
	struct visitor v = { .status = 0 };
	cr_assert_eq(house_account_body(QIAN, "{\"subject\":\"p-100\"}"), 201);
	const struct round r = go(&v);
	say("p-100", r.nonce);
	house_now_ms += 11 * MINUTE_MS;
	char *end = v.cookie + strlen(v.cookie);
	(void)snprintf(end - 16, 17, "%016llx", (unsigned long long)house_now_ms);
	expect_refused(&v, come_back(&v, r.state, "&code=c1"), 403, STATE);
	visitor_leave(&v);
}

Test(oidc, it_is_taken_once)
{
	struct visitor v = { .status = 0 };
	cr_assert_eq(house_account_body(QIAN, "{\"subject\":\"p-100\"}"), 201);
	const struct round r = go(&v);
	const struct visitor copied = v;	/* with its cookie, as one who looks over a shoulder */
	say("p-100", r.nonce);
	cr_assert_eq(come_back(&v, r.state, "&code=c1"), 200);
	cr_expect_eq(come_back(&v, r.state, "&code=c1"), 403, "by the same browser");
	cr_expect(visitor_sees(&v, STATE));
	eye_do("delete from session");
	struct visitor thief = { .status = 0 };
	memcpy(thief.cookie, copied.cookie, sizeof(thief.cookie));
	idp.doors[IDP_TOKEN].status = 400;	/* the code is used */
	(void)strcpy(idp.doors[IDP_TOKEN].body, "{\"error\":\"invalid_grant\"}");
	expect_refused(&thief, come_back(&thief, r.state, "&code=c1"), 403, REFUSED);
	visitor_leave(&v);
	visitor_leave(&thief);
}

Test(oidc, a_token_of_another_sign_in_is_refused)
{
	struct visitor v = { .status = 0 };
	cr_assert_eq(house_account_body(QIAN, "{\"subject\":\"p-100\"}"), 201);
	const struct round first = go(&v), r = go(&v);
	say("p-100", first.nonce);
	expect_refused(&v, come_back(&v, r.state, "&code=c1"), 403, REFUSED);
	visitor_leave(&v);
}

Test(oidc, a_provider_that_says_no_or_is_away_has_a_page)
{
	struct visitor v = { .status = 0 };
	cr_assert_eq(house_account_body(QIAN, "{\"password\":\"" WORD_OF_MOUTH "\",\"subject\":\"p-100\"}"), 201);
	struct round r = go(&v);
	expect_refused(&v, come_back(&v, r.state, "&error=access_denied&error_description=words-of-theirs"), 403, "未完成登录");
	cr_expect_not(visitor_sees(&v, "words-of-theirs"));
	const int64_t before = metric_get(METRIC_provider_away);
	r = go(&v);
	idp.doors[IDP_TOKEN].status = 500;
	expect_refused(&v, come_back(&v, r.state, "&code=c1"), 503, AWAY);
	cr_expect_not_null(strstr(v.head, "Retry-After: 10\r\n"));
	cr_expect_eq(metric_get(METRIC_provider_away), before + 1);
	cr_expect_eq(visitor_sign_in(&v, "qian", WORD_OF_MOUTH), 303, "with the password");
	visitor_leave(&v);
}

/* As the browser follows the link from a page whose address is used up. */
static void
choose(struct visitor *v, const char *choice, const char *from)
{
	char link[160], referer[320];
	(void)snprintf(link, sizeof(link), "href=\"" START "/failed?why=denied&amp;%s\"", choice);
	cr_assert(visitor_sees(v, link), "no %s in %s", link, v->page);
	(void)snprintf(link, sizeof(link), START "/failed?why=denied&%s", choice);
	(void)snprintf(referer, sizeof(referer), "Referer: http://desk%s\r\n", from);
	v->more = referer;
	visitor_get(v, link);
	v->more = NULL;
}

Test(oidc, why_it_came_to_nothing_is_told_in_either_language_and_size)
{
	char from[160];
	struct visitor v = { .status = 0 };
	const struct round r = go(&v);
	(void)snprintf(from, sizeof(from), BACK "?state=%s&error=x", r.state);
	expect_refused(&v, come_back(&v, r.state, "&error=x"), 403, "未完成登录");
	const int64_t before = metric_get(METRIC_provider_refused);
	choose(&v, "lang=en", from);
	expect_refused(&v, v.status, 403, "The identity provider did not complete the sign-in.");
	choose(&v, "large=1", START "/failed?why=denied&lang=en");
	expect_refused(&v, v.status, 403, "did not complete");
	cr_expect(visitor_sees(&v, "class=\"large\""));
	cr_expect_eq(metric_get(METRIC_provider_refused), before, "counted as another one");
	visitor_get(&v, START "/failed?why=none");
	cr_expect_eq(v.status, 404);
	visitor_leave(&v);
}

static void
begin_behind_proxy(void)
{
	house_options.is_behind_proxy = true;
	house_options.sign_ins_per_address = 3;
	begin();
}

Test(behind_proxy, one_address_tries_so_often_a_minute_and_may_go_on_after_it, .init = begin_behind_proxy, .fini = end,
    .timeout = 60)
{
	struct visitor v = { .status = 0, .more = "X-Forwarded-For: 192.0.2.7\r\n" };
	cr_assert_eq(house_account_body(QIAN, "{\"subject\":\"p-100\"}"), 201);
	for (int i = 0; i < 3; i++) {
		visitor_get(&v, BACK);
		cr_expect_eq(v.status, 403);
	}
	const struct round r = go(&v);
	say("p-100", r.nonce);
	expect_refused(&v, come_back(&v, r.state, "&code=c1"), 503, "登录人数较多");
	cr_expect_not_null(strstr(v.head, "Retry-After: "));
	cr_expect_eq(idp.doors[IDP_TOKEN].n_asked, 0);
	house_now_ms += MINUTE_MS;
	cr_expect_eq(come_back(&v, r.state, "&code=c1"), 200);
	visitor_leave(&v);
}

/* -- who may be linked ---------------------------------------------------------------- */

static void
expect_accounts(const char *as, const char *body, int status)
{
	cr_expect_eq(house_account_body(as, body), status, "%s %s", as, body);
}

Test(oidc, an_account_is_linked_over_the_socket_and_one_person_has_one_account)
{
	struct visitor v = { .status = 0 };
	expect_accounts(QIAN, "{\"subject\":null}", 400);	/* there is none, and nobody could use it */
	expect_accounts(QIAN, "{}", 400);
	expect_accounts(QIAN, "{\"subject\":1}", 400);
	expect_accounts(QIAN, "{\"subject\":\"张三\"}", 400);
	expect_accounts(QIAN, "{\"subject\":\"p-100\",\"password\":\"short\"}", 400);
	expect_accounts(QIAN, "{\"subject\":\"p-100\",\"password\":null}", 400);
	expect_accounts(QIAN, "{\"subject\":\"p-100\",\"issuer\":\"x\"}", 400);
	cr_expect_eq(eye_int("select count(*) from account where name <> ''"), 0);
	expect_accounts(QIAN, "{\"subject\":\"p-100\"}", 201);
	expect_accounts(SCHOOL ":clerk:qian", "{\"subject\":\"p-100\"}", 400);	/* another role */
	expect_accounts(SCHOOL ":registrar:zhao", "{\"password\":\"" WORD_OF_MOUTH "\",\"subject\":\"p-100\"}", 400);
	cr_expect_eq(eye_int("select count(*) from account where name = 'zhao'"), 0, "made half");
	cr_expect_eq(visitor_sign_in(&v, "qian", ""), 403, "no password is none that fits");
	cr_assert_eq(sign_in_as(&v, "p-100"), 200);
	cr_expect(visitor_is_in(&v));
	cr_expect(visitor_sees(&v, "没有本地密码"));
	expect_accounts(QIAN, "{\"password\":\"" WORD_OF_MOUTH "\"}", 201);
	cr_expect_eq(eye_int("select count(*) from account where subject = 'p-100'"), 1, "another password ended the link");
	cr_assert_eq(sign_in_as(&v, "p-100"), 200);
	expect_accounts(QIAN, "{\"subject\":null}", 201);
	cr_expect_not(visitor_is_in(&v), "the session outlives the link");
	expect_refused(&v, sign_in_as(&v, "p-100"), 403, UNKNOWN);
	cr_expect_eq(visitor_sign_in(&v, "qian", WORD_OF_MOUTH), 303, "the password stayed");
	visitor_leave(&v);
}

Test(oidc, the_office_above_links_accounts_below_and_none_of_its_own)
{
	struct visitor v = { .status = 0 }, head = { .status = 0 };
	cr_assert_eq(house_account(COUNTY ":head:sun"), 201);
	cr_assert_eq(house_account(QIAN), 201);
	cr_assert_eq(visitor_sign_in(&head, "sun", WORD_OF_MOUTH), 303);
	visitor_get(&head, "/console/accounts");
	cr_expect(visitor_sees(&head, "未关联"));
	visitor_post(&head, "/console/accounts/link", "name=qian&subject=p-100");
	cr_expect_str_eq(head.location, "/console/accounts?done=link");
	visitor_get(&head, head.location);
	cr_expect(visitor_sees(&head, "关联已更改") && visitor_sees(&head, "p-100"));
	cr_expect_eq(eye_int("select count(*) from look where kind = 'account_link' and subject = 'qian'"), 1);
	cr_assert_eq(sign_in_as(&v, "p-100"), 200);
	cr_expect(visitor_is_in(&v));
	visitor_post(&head, "/console/accounts/link", "name=sun&subject=p-300");
	cr_expect_eq(head.status, 404, "his own");
	visitor_post(&head, "/console/accounts/add", "name=tao&unit=" SCHOOL "&role=clerk&subject=p-100&password=");
	cr_expect_eq(head.status, 409);
	cr_expect_eq(eye_int("select count(*) from account where name = 'tao'"), 0, "made half");
	visitor_post(&head, "/console/accounts/add", "name=tao&unit=" SCHOOL "&role=clerk&subject=p-200&password=");
	cr_expect_eq(head.status, 303);
	visitor_post(&head, "/console/accounts/link", "name=tao&subject=p-100");
	cr_expect_eq(head.status, 409);
	visitor_post(&head, "/console/accounts/link", "name=qian&subject=");
	cr_expect_eq(head.status, 303);
	cr_expect_not(visitor_is_in(&v));
	cr_assert_eq(sign_in_as(&v, "p-200"), 200);
	visitor_leave(&v);
	visitor_leave(&head);
}

Test(oidc, an_office_above_comes_in_by_it_and_one_time_codes_are_the_providers_business)
{
	struct visitor v = { .status = 0 };
	cr_assert_eq(house_account_body(COUNTY ":head:sun", "{\"password\":\"" WORD_OF_MOUTH "\",\"subject\":\"p-300\"}"), 201);
	eye_do("update account set totp = '\\x0000000000000000000000000000000000000000' where name = 'sun'");
	cr_assert_eq(sign_in_as(&v, "p-300"), 200);
	visitor_get(&v, "/console/");
	cr_expect_str_eq(v.location, "/console/accounts");
	cr_expect_eq(visitor_sign_in(&v, "sun", WORD_OF_MOUTH), 303);
	cr_expect_str_eq(v.location, "/console/sign-in/code", "with a password they are asked for");
	visitor_leave(&v);
}

/* -- where there is none, and where there is TLS --------------------------------------- */

static void
begin_without(void)
{
	house_begin();
}

Test(without_provider, there_is_no_such_page_and_no_such_link, .init = begin_without, .fini = house_end, .timeout = 60)
{
	struct visitor v = { .status = 0 }, head = { .status = 0 };
	visitor_get(&v, "/console/sign-in");
	cr_expect_not(visitor_sees(&v, START));
	visitor_get(&v, START);
	cr_expect_eq(v.status, 404);
	visitor_get(&v, BACK "?state=x&code=y");
	cr_expect_eq(v.status, 404);
	cr_expect_eq(house_account_body(QIAN, "{\"password\":\"" WORD_OF_MOUTH "\",\"subject\":\"p-100\"}"), 400);
	cr_assert_eq(house_account(COUNTY ":head:sun"), 201);
	cr_assert_eq(house_account(QIAN), 201);
	cr_assert_eq(visitor_sign_in(&head, "sun", WORD_OF_MOUTH), 303);
	visitor_get(&head, "/console/accounts");
	cr_expect_not(visitor_sees(&head, "统一身份"));
	visitor_post(&head, "/console/accounts/link", "name=qian&subject=p-100");
	cr_expect_eq(head.status, 404);
	visitor_post(&head, "/console/accounts/add", "name=tao&unit=" SCHOOL "&role=clerk&subject=p-200&password=");
	cr_expect_eq(head.status, 400);
	visitor_leave(&v);
	visitor_leave(&head);
}

static void
begin_with_tls(void)
{
	base_address = "https://xueji.example";
	begin();
}

Test(with_tls, its_cookie_is_this_hosts_alone, .init = begin_with_tls, .fini = end, .timeout = 60)
{
	struct visitor v = { .status = 0 };
	(void)go(&v);
	cr_expect_eq(strncmp(v.cookie, "__Host-xueji_oidc=", 18), 0, "%s", v.cookie);
	cr_expect_not_null(strstr(v.head, "; Path=/; HttpOnly; SameSite=Lax; Max-Age=600; Secure\r\n"));
	visitor_leave(&v);
}
