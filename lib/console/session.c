/*
 * Who looks. The browser shows a random token in a cookie; the database knows its hash. Signing in
 * gives a new one, so that one set before by somebody else opens nothing. From the token follows
 * what each form has to carry. Whether he may act for somebody else still is found with him, on each request.
 *
 * Behind a proxy of ours that ends TLS (desk.behind_proxy, X-Forwarded-Proto: https) the cookie is
 * __Host-xueji and Secure; on plain loopback HTTP, where browsers do not take that name, it is
 * xueji_console_PORT.
 */
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/log.h"
#include "base/text.h"
#include "console/inside.h"

enum {
	SESSION_MS = 8 * 60 * 60 * 1000,
	CODE_MS = 5 * 60 * 1000,	/* so long the password is worth something without the code */
};

static bool
is_tls(const struct visit *v)
{
	const char *proto = v->door->options->is_behind_proxy
	    ? v->door->header(v->door, "X-Forwarded-Proto") : NULL;
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

void
session_hash(const char *what, const char *token, uint8_t ret[DIGEST_SIZE])
{
	char text[16 + TOKEN_TEXT_MAX + OFFICER_MAX];
	const int n = snprintf(text, sizeof(text), "%s:%s", what, token);
	const struct bytes b = { (const uint8_t *)text, (size_t)n };
	wire_hash(b, ret);
}

/* Of a form that was shown to him who acts for somebody: as long as he does, and to nobody else. A page that stayed
 * open does not stamp in another name. */
static void
follow_token(struct visit *v)
{
	uint8_t hash[DIGEST_SIZE];
	char text[TOKEN_TEXT_MAX + OFFICER_MAX];
	(void)snprintf(text, sizeof(text), "%s%s", v->token, v->acting.name);
	session_hash("form", text, hash);
	text_hex(hash, TOKEN_SIZE, v->csrf);
}

void
session_give_token(struct visit *v)
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
		session_give_token(v);
}

bool
session_cookie(const struct visit *v, const char *name, char ret[TOKEN_TEXT_MAX])
{
	uint8_t bytes[TOKEN_SIZE];
	const char *p = v->door->header(v->door, "Cookie");
	const size_t n = strlen(name);
	for (; p != NULL; p = strchr(p, ';')) {
		p += strspn(p, "; ");
		if (strncmp(p, name, n) != 0 || p[n] != '=')
			continue;
		const size_t size = strcspn(p + n + 1, ";");
		if (size != TOKEN_TEXT_MAX - 1)
			return false;
		memcpy(ret, p + n + 1, size);
		ret[size] = '\0';
		return text_unhex(ret, bytes, sizeof(bytes));
	}
	return false;
}

void
session_begin(struct visit *v)
{
	bool waits;
	uint8_t digest[DIGEST_SIZE];
	if (!session_cookie(v, cookie_name(v), v->token)) {
		v->token[0] = '\0';
		return;
	}
	session_hash("session", v->token, digest);
	v->weather = store_session(desk_store(v->door), digest, v->door->now, &v->account, &waits, &v->acting);
	if (v->weather != STORE_OK)
		v->account.name[0] = v->acting.name[0] = '\0';
	if (account_is_sealed(&v->acting, v->door->now) || account_is_sealed(&v->account, v->door->now))
		v->acting.name[0] = '\0';
	if (waits)
		v->waiting = v->account;
	if (waits)
		v->account.name[0] = v->acting.name[0] = '\0';
	follow_token(v);
	desk_let_go_of_store(v->door);
}

enum store_result
session_end(struct visit *v)
{
	uint8_t digest[DIGEST_SIZE];
	session_hash("session", v->token, digest);
	return store_session_end(desk_store(v->door), digest);
}

bool
session_open(struct visit *v, const char *name, bool waits)
{
	struct door *d = v->door;
	uint8_t digest[DIGEST_SIZE];
	enum store_result ended = STORE_OK;
	const struct instant until = { d->now.ms + (waits ? CODE_MS : SESSION_MS) };
	if (v->account.name[0] != '\0' || v->waiting.name[0] != '\0')
		ended = session_end(v);
	session_give_token(v);
	session_hash("session", v->token, digest);
	return ended == STORE_OK
	    && store_session_put(desk_store(d), digest, name, d->now, until, waits) == STORE_OK;
}

const char *
session_origin(const struct visit *v)
{
	const char *host = v->door->header(v->door, "Host");
	if (host == NULL)
		return "";
	const size_t size = sizeof("https://") + strlen(host);
	char *text = arena_alloc(v->door->arena, size);
	(void)snprintf(text, size, "%s%s", is_tls(v) ? "https://" : "http://", host);
	return text;
}

/* Behind the scheme, an origin is the host the browser asked. */
static bool
is_own_origin(const struct visit *v)
{
	const char *origin = v->door->header(v->door, "Origin"), *own = session_origin(v);
	return origin != NULL && own[0] != '\0' && strcmp(origin, own) == 0;
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
