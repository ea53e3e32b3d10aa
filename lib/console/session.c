/*
 * Who looks. The browser shows a random token in a cookie; the database knows its hash. Signing in
 * gives a new one, so that one set before by somebody else opens nothing. From the token follows
 * what each form has to carry.
 *
 * Behind a proxy that ends TLS (X-Forwarded-Proto: https) the cookie is __Host-xueji and Secure; on
 * plain loopback HTTP, where browsers do not take that name, it is xueji_console_PORT.
 */
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/log.h"
#include "base/text.h"
#include "console/inside.h"

enum {
	SESSION_MS = 8 * 60 * 60 * 1000,
	WAIT_LEAST_MS = 1000,	/* after the third failure; doubles */
	FREE_FAILURES = 2,
	DOUBLINGS_MOST = 6,	/* a minute: who tries for others must not lock them out for long */
};

static bool
is_tls(const struct visit *v)
{
	const char *proto = v->door->header(v->door, "X-Forwarded-Proto");
	return proto != NULL && strcmp(proto, "https") == 0;
}

/* A browser sends the cookies of a host to every port of it; without the port in its name, whoever
 * signs in at one daemon of this machine would be signed out at the next. */
static const char *
cookie_name(const struct visit *v)
{
	const char *host = v->door->header(v->door, "Host");
	const char *colon = host == NULL ? NULL : strrchr(host, ':');
	const size_t n = colon == NULL ? 0 : strspn(colon + 1, "0123456789");
	if (is_tls(v))
		return "__Host-xueji";
	if (n == 0 || n > 5 || colon[1 + n] != '\0')
		return "xueji_console";
	char *name = arena_alloc(v->door->arena, sizeof("xueji_console_12345"));
	(void)snprintf(name, sizeof("xueji_console_12345"), "xueji_console_%s", colon + 1);
	return name;
}

/* -- the token ------------------------------------------------------------------------ */

static void
hash_of(const char *what, const char *token, uint8_t ret[DIGEST_SIZE])
{
	char text[16 + TOKEN_TEXT_MAX];
	const int n = snprintf(text, sizeof(text), "%s:%s", what, token);
	const struct bytes b = { (const uint8_t *)text, (size_t)n };
	wire_hash(b, ret);
}

static void
follow_token(struct visit *v)
{
	uint8_t hash[DIGEST_SIZE];
	hash_of("form", v->token, hash);
	text_hex(hash, TOKEN_SIZE, v->csrf);
}

static void
give_token(struct visit *v)
{
	uint8_t random[TOKEN_SIZE];
	if (getrandom(random, sizeof(random), 0) != sizeof(random))
		log_panic("no randomness size=%zu", sizeof(random));
	text_hex(random, sizeof(random), v->token);
	follow_token(v);
	char text[ANSWER_COOKIE_MAX];
	(void)snprintf(text, sizeof(text), "%s=%s; Path=/; HttpOnly; SameSite=Strict%s", cookie_name(v),
	    v->token, is_tls(v) ? "; Secure" : "");
	console_cookie(v, text);
}

void
session_need_token(struct visit *v)
{
	if (v->token[0] == '\0')
		give_token(v);
}

/* The value of the cookie of that name, if it looks like a token. */
static bool
find_token(struct visit *v)
{
	uint8_t bytes[TOKEN_SIZE];
	const char *name = cookie_name(v), *p = v->door->header(v->door, "Cookie");
	const size_t n = strlen(name);
	for (; p != NULL; p = strchr(p, ';')) {
		p += strspn(p, "; ");
		if (strncmp(p, name, n) != 0 || p[n] != '=')
			continue;
		const size_t size = strcspn(p + n + 1, ";");
		if (size != TOKEN_TEXT_MAX - 1)
			return false;
		memcpy(v->token, p + n + 1, size);
		v->token[size] = '\0';
		return text_unhex(v->token, bytes, sizeof(bytes));
	}
	return false;
}

void
session_begin(struct visit *v)
{
	uint8_t digest[DIGEST_SIZE];
	if (!find_token(v)) {
		v->token[0] = '\0';
		return;
	}
	follow_token(v);
	hash_of("session", v->token, digest);
	if (store_session(desk_store(v->door), digest, v->door->now, &v->account) != STORE_OK)
		v->account.name[0] = '\0';
	desk_let_go_of_store(v->door);
}

/* Behind the scheme, an origin is the host the browser asked. */
static bool
is_own_origin(const struct visit *v)
{
	const char *origin = v->door->header(v->door, "Origin");
	const char *host = v->door->header(v->door, "Host");
	const char *scheme = is_tls(v) ? "https://" : "http://";
	return origin != NULL && host != NULL && strncmp(origin, scheme, strlen(scheme)) == 0
	    && strcmp(origin + strlen(scheme), host) == 0;
}

bool
session_is_own_form(const struct visit *v)
{
	const char *sent = form_value(&v->form, "csrf");
	unsigned differs = v->token[0] == '\0' || strlen(sent) != TOKEN_TEXT_MAX - 1;
	for (size_t i = 0; !differs && i < TOKEN_TEXT_MAX - 1; i++)
		differs |= (unsigned)(sent[i] ^ v->csrf[i]);
	return !differs && is_own_origin(v);
}

/* -- in and out ----------------------------------------------------------------------- */

void
session_ask(struct visit *v, bool has_failed)
{
	struct out out = { .size = 0 };
	session_need_token(v);
	const struct sign_in_page p = {
		.frame = console_frame(v, word(v->lang, WORD_sign_in)),
		.name = form_value(&v->form, "name"),
		.has_failed = has_failed,
	};
	page_sign_in(&out, &p);
	console_page(v, has_failed ? 403 : 200, &out);
}

void
session_show_sign_in(struct visit *v)
{
	if (v->account.name[0] == '\0')
		session_ask(v, false);
	else
		console_go(v, "/console/");
}

static struct instant
wait_until(struct instant now, int failures)
{
	const int doublings = failures - FREE_FAILURES;
	if (doublings < 0)
		return (struct instant){ 0 };
	return (struct instant){ now.ms
		+ ((int64_t)WAIT_LEAST_MS << (doublings > DOUBLINGS_MOST ? DOUBLINGS_MOST : doublings)) };
}

static bool
fits(struct visit *v, const struct account *a)
{
	const char *password = form_value(&v->form, "password");
	if (strlen(password) > PASSWORD_MOST)
		return false;
	desk_let_go_of_store(v->door);
	desk_let_go_of_law(v->door->desk);
	const bool is_right = password_fits(password, a->password);
	desk_hold_law(v->door->desk);
	return is_right && a->not_before.ms <= v->door->now.ms;
}

/* The unit may have gone, or be another daemon's, since the account was made. */
static bool
is_served(const struct visit *v, const struct account *a)
{
	const struct unit *u = registry_find(v->door->law->registry, a->unit);
	return u != NULL && relay_serves(v->door->relay, u);
}

void
session_sign_in(struct visit *v)
{
	struct account a;
	struct door *d = v->door;
	uint8_t digest[DIGEST_SIZE];
	const char *name = form_value(&v->form, "name");
	const struct instant until = { d->now.ms + SESSION_MS };
	if (strlen(name) >= OFFICER_MAX || !text_is_ident(name))
		name = "";
	if (store_account(desk_store(d), name, &a) != STORE_OK) {
		console_notice(v, 503, WORD_weather);
		return;
	}
	const bool may = fits(v, &a) && is_served(v, &a);
	if (a.not_before.ms <= d->now.ms)
		(void)store_account_tried(desk_store(d), name, !may,
		    may ? (struct instant){ 0 } : wait_until(d->now, a.failures + 1));
	if (!may) {
		session_ask(v, true);
		return;
	}
	if (v->account.name[0] != '\0') {
		hash_of("session", v->token, digest);
		(void)store_session_end(desk_store(d), digest);
	}
	give_token(v);
	hash_of("session", v->token, digest);
	if (store_session_put(desk_store(d), digest, a.name, d->now, until) == STORE_OK)
		console_go(v, "/console/");
	else
		console_notice(v, 503, WORD_weather);
}

void
session_sign_out(struct visit *v)
{
	uint8_t digest[DIGEST_SIZE];
	hash_of("session", v->token, digest);
	if (store_session_end(desk_store(v->door), digest) != STORE_OK) {
		console_notice(v, 503, WORD_weather);
		return;
	}
	give_token(v);
	console_go(v, "/console/sign-in");
}

/* -- accounts ------------------------------------------------------------------------- */

/* By the Unix socket alone: whoever may connect there may speak for the unit anyhow. */
void
session_put_account(struct visit *v)
{
	struct door *d = v->door;
	const char *as = d->header(d, "X-Xueji-As");
	struct account a = { .failures = 0 };
	struct people p;
	if (d->is_tcp || as == NULL || !people_parse(as, &p)) {
		answer_verdict(d, VERDICT_ROLE_NOT_ALLOWED, NULL);
		return;
	}
	a.unit = p.unit;
	a.role = p.role;
	(void)text_copy(a.name, sizeof(a.name), p.officer);
	json_t *body = request_object(d);
	if (body == NULL)
		return;
	const char *password = json_string_value(json_object_get(body, "password"));
	const bool is_good = password != NULL && text_chars(password) >= PASSWORD_LEAST
	    && strlen(password) <= PASSWORD_MOST
	    && password_hash(password, a.password, sizeof(a.password));
	json_decref(body);
	if (!is_good) {
		answer_bad_request(d, "\"password\": 10 to 256 characters");
		return;
	}
	if (!is_served(v, &a)) {
		answer_verdict(d, VERDICT_NOT_SERVED, NULL);
		return;
	}
	const enum store_result result = store_account_put(desk_store(d), &a);
	if (result == STORE_CONFLICT)
		answer_bad_request(d, "an account of that name belongs to another unit or role");
	else if (!answer_weather(d, result))
		answer_json(d, 201, json_pack("{s:s, s:s, s:s}", "account", a.name, "unit",
		    a.unit.text, "role", role_name(a.role)));
}
