/*
 * What the provider says about itself (OpenID Connect Discovery 1.0) and its keys, kept for a while, and one
 * sign-in from there to here. One thread asks for what is kept; those who need it meanwhile wait for that one
 * answer. The lock is never held while anybody is asked.
 */
#include <cjose/base64.h>
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "provider/provider_inside.h"
#include "wire/wire.h"

static const int64_t S_US = 1000000;
enum {
	KEEP_S = 3600,		/* what was answered */
	AWAY_S = 10,		/* that nothing was */
	NEW_KEYS_S = 60,	/* between two looks for a key that is not there */
	FORM_MAX = 8192,
	ASK_MAX = 4096,
};

/* Of what the provider says about itself. */
struct about {
	char authorization[PROVIDER_URL_MAX], token[PROVIDER_URL_MAX], keys[PROVIDER_URL_MAX];
	bool is_posted;		/* client and secret go into the form; else Basic */
	bool says_iss;		/* always, where the browser comes back (RFC 9207) */
};

struct provider {
	struct provider_options options;
	atomic_bool is_stopped;
	pthread_mutex_t fetching;	/* one at a time; taken before `lock` */
	pthread_mutex_t lock;	/* guards what follows */
	int n_at_once;
	struct about about;
	json_t *keys;		/* never changed, only replaced */
	int64_t about_us, keys_us, away_us;	/* when that was; 0: never */
	char why[PROVIDER_WHY_MAX];	/* of away_us */
};

const char *
provider_word(enum provider_trouble trouble)
{
	static const char *const words[] = {
#define TROUBLE(name, word) word,
#include "provider/trouble.def"
#undef TROUBLE
	};
	return words[trouble];
}

/* -- addresses ------------------------------------------------------------------------ */

/* Behind the scheme; NULL: it is none that may be used. Without TLS nothing leaves this machine. */
static const char *
host_of(const char *url)
{
	static const char *const own[] = { "127.0.0.1", "localhost", "[::1]" };
	if (strncmp(url, "https://", 8) == 0)
		return url + 8;
	for (size_t i = 0; strncmp(url, "http://", 7) == 0 && i < sizeof(own) / sizeof(own[0]); i++) {
		const size_t n = strlen(own[i]);
		if (strncmp(url + 7, own[i], n) == 0 && strchr(":/", url[7 + n]) != NULL)
			return url + 7;
	}
	return NULL;
}

bool
provider_is_address(const char *url)
{
	const char *host = host_of(url);
	return host != NULL && strcspn(host, "/") > 0 && text_is_ident(url) && strpbrk(url, "?#@\\\"'<>;,") == NULL
	    && strlen(url) < PROVIDER_URL_MAX / 2;
}

bool
provider_is_origin(const char *url)
{
	return provider_is_address(url) && strchr(host_of(url), '/') == NULL;
}

/* -- what is kept --------------------------------------------------------------------- */

static bool
take_url(const struct provider *p, const json_t *j, const char *name, char ret[PROVIDER_URL_MAX])
{
	const char *url = json_string_value(json_object_get(j, name));
	const bool is_tls = strncmp(p->options.issuer, "https://", 8) == 0;
	return url != NULL && host_of(url) != NULL && text_is_ident(url) && strchr(url, '#') == NULL
	    && (!is_tls || strncmp(url, "https://", 8) == 0) && text_copy(ret, PROVIDER_URL_MAX, url);
}

static bool
lists(const json_t *j, const char *name, const char *word)
{
	const json_t *list = json_object_get(j, name);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *one = json_string_value(json_array_get(list, i));
		if (one != NULL && strcmp(one, word) == 0)
			return true;
	}
	return false;
}

/* NULL, or what is wrong with it. */
static const char *
take_about(const struct provider *p, const json_t *j, struct about *ret)
{
	static const char methods[] = "token_endpoint_auth_methods_supported";
	const char *issuer = json_string_value(json_object_get(j, "issuer"));
	if (issuer == NULL || strcmp(issuer, p->options.issuer) != 0)
		return "it calls itself by another issuer than desk.oidc_issuer";
	if (!take_url(p, j, "authorization_endpoint", ret->authorization)
	    || !take_url(p, j, "token_endpoint", ret->token) || !take_url(p, j, "jwks_uri", ret->keys))
		return "it does not say where to ask, or by no TLS";
	/* "If omitted, the default is client_secret_basic" */
	ret->is_posted = json_object_get(j, methods) != NULL && !lists(j, methods, "client_secret_basic")
	    && lists(j, methods, "client_secret_post");
	ret->says_iss = json_is_true(json_object_get(j, "authorization_response_iss_parameter_supported"));
	return NULL;
}

/* The document under that URL, to be decref'd; NULL, and p->why says what there was in its place. */
static json_t *
ask(struct provider *p, const char *url)
{
	struct fetched got;
	const struct fetch f = { .url = url, .stop = &p->is_stopped };
	provider_fetch(&f, &got);
	const bool ok = got.status == 200 && json_is_object(got.json);
	(void)pthread_mutex_lock(&p->lock);
	(void)snprintf(p->why, sizeof(p->why), "%.120s%s", got.why, got.status == 200 ? ", and no JSON object" : "");
	(void)pthread_mutex_unlock(&p->lock);
	if (ok)
		return got.json;
	json_decref(got.json);
	return NULL;
}

/* False: nobody is to be asked now. */
static bool
may_ask(struct provider *p)
{
	(void)pthread_mutex_lock(&p->lock);
	const bool may = p->away_us == 0 || p->options.tick_us() - p->away_us >= AWAY_S * S_US;
	(void)pthread_mutex_unlock(&p->lock);
	return may;
}

static bool
is_fresh(const struct provider *p, int64_t then_us)
{
	return then_us != 0 && p->options.tick_us() - then_us < KEEP_S * S_US;
}

static void
keep_about(struct provider *p, const struct about *about, const char *fault)
{
	(void)pthread_mutex_lock(&p->lock);
	if (about != NULL)
		p->about = *about;
	if (fault != NULL)
		(void)snprintf(p->why, sizeof(p->why), "%s", fault);
	*(about != NULL ? &p->about_us : &p->away_us) = p->options.tick_us();
	(void)pthread_mutex_unlock(&p->lock);
}

/* With `fetching` held. */
static void
fetch_about(struct provider *p)
{
	char url[PROVIDER_URL_MAX];
	struct about about;
	const char *issuer = p->options.issuer;
	const size_t n = strlen(issuer) - (issuer[strlen(issuer) - 1] == '/');
	(void)snprintf(url, sizeof(url), "%.*s/.well-known/openid-configuration", (int)n, issuer);
	json_t *j = ask(p, url);
	const char *fault = j == NULL ? NULL : take_about(p, j, &about);
	keep_about(p, j == NULL || fault != NULL ? NULL : &about, fault);
	json_decref(j);
}

/* False: it is away, and why. */
static bool
learn_about(struct provider *p, struct about *ret, struct provider_answer *answer)
{
	(void)pthread_mutex_lock(&p->fetching);
	if (!is_fresh(p, p->about_us) && may_ask(p))
		fetch_about(p);
	(void)pthread_mutex_lock(&p->lock);
	const bool ok = is_fresh(p, p->about_us);
	*ret = p->about;
	if (!ok)
		memcpy(answer->why, p->why, sizeof(answer->why));
	(void)pthread_mutex_unlock(&p->lock);
	(void)pthread_mutex_unlock(&p->fetching);
	if (!ok)
		answer->trouble = PROVIDER_AWAY;
	return ok;
}

/* With `fetching` held. */
static void
fetch_keys(struct provider *p, const char *url)
{
	json_t *set = ask(p, url), *before = NULL;
	(void)pthread_mutex_lock(&p->lock);
	if (set != NULL) {
		before = p->keys;
		p->keys = set;
	}
	*(set != NULL ? &p->keys_us : &p->away_us) = p->options.tick_us();
	(void)pthread_mutex_unlock(&p->lock);
	json_decref(before);
}

/* The key of such a token, to be decref'd. NULL with the trouble: there is none, or the provider is away. */
static json_t *
find_key(struct provider *p, const char *url, const struct token_header *h, struct provider_answer *answer)
{
	(void)pthread_mutex_lock(&p->fetching);	/* who holds it may look at the keys without the lock */
	const bool is_kept = is_fresh(p, p->keys_us);
	const bool is_new = is_kept && p->options.tick_us() - p->keys_us < NEW_KEYS_S * S_US;
	if (!is_kept || (!is_new && token_key(p->keys, h) == NULL))
		if (may_ask(p))
			fetch_keys(p, url);
	const bool has_keys = is_fresh(p, p->keys_us);
	json_t *key = has_keys ? json_deep_copy(token_key(p->keys, h)) : NULL;
	if (!has_keys)
		memcpy(answer->why, p->why, sizeof(answer->why));
	(void)pthread_mutex_unlock(&p->fetching);
	if (key == NULL)
		answer->trouble = has_keys ? PROVIDER_KEY : PROVIDER_AWAY;
	return key;
}

/* -- opening and closing -------------------------------------------------------------- */

struct provider *
provider_open(const struct provider_options *o)
{
	struct provider *p = calloc(1, sizeof(*p));
	if (p == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		log_panic("out of memory size=%zu", sizeof(*p));
	p->options = *o;
	(void)pthread_mutex_init(&p->fetching, NULL);
	(void)pthread_mutex_init(&p->lock, NULL);
	return p;
}

void
provider_close(struct provider *p)
{
	if (p == NULL)
		return;
	json_decref(p->keys);
	(void)pthread_mutex_destroy(&p->fetching);
	(void)pthread_mutex_destroy(&p->lock);
	free(p);
}

void
provider_stop(struct provider *p)
{
	if (p != NULL)
		atomic_store(&p->is_stopped, true);
}

const char *
provider_issuer(const struct provider *p)
{
	return p->options.issuer;
}

const char *
provider_back(const struct provider *p)
{
	return p->options.back;
}

/* -- one sign-in ---------------------------------------------------------------------- */

/* False: so many wait that nobody else is to. */
static bool
enter(struct provider *p, struct provider_answer *ret)
{
	memset(ret, 0, sizeof(*ret));
	(void)pthread_mutex_lock(&p->lock);
	const bool may = p->n_at_once < PROVIDER_AT_ONCE_MAX;
	p->n_at_once += may;
	(void)pthread_mutex_unlock(&p->lock);
	if (!may)
		ret->trouble = PROVIDER_BUSY;
	return may;
}

static void
leave(struct provider *p)
{
	(void)pthread_mutex_lock(&p->lock);
	p->n_at_once--;
	(void)pthread_mutex_unlock(&p->lock);
}

struct field {
	const char *name, *value;
};

/* name=value&name=value at the end of what is there; a NULL value is left out. */
static bool
add_fields(char *text, size_t size, const struct field *fields, size_t n)
{
	bool ok = true;
	for (size_t i = 0; ok && i < n; i++) {
		const size_t at = strlen(text);
		if (fields[i].value == NULL)
			continue;
		const bool is_first = at == 0 || text[at - 1] == '?';
		const int m = snprintf(text + at, size - at, "%s%s=", is_first ? "" : "&", fields[i].name);
		ok = (size_t)m < size - at && provider_encode(text, size, fields[i].value);
	}
	return ok;
}

/* RFC 7636, §4.2; to be freed. */
static char *
challenge_of(const char *verifier)
{
	char *text;
	size_t n;
	cjose_err err;
	uint8_t hash[HASH_SIZE];
	const struct bytes b = { (const uint8_t *)verifier, strlen(verifier) };
	wire_hash(b, hash);
	if (!cjose_base64url_encode(hash, sizeof(hash), &text, &n, &err))
		log_panic("out of memory size=%zu", sizeof(hash));
	return text;
}

static const char *
address_of(struct provider *p, struct arena *arena, const struct about *about,
    const struct provider_attempt *attempt)
{
	char *challenge = challenge_of(attempt->verifier), *url = arena_alloc(arena, ASK_MAX);
	const struct field fields[] = {
		{ "response_type", "code" }, { "scope", "openid" }, { "client_id", p->options.client },
		{ "redirect_uri", p->options.back }, { "state", attempt->state }, { "nonce", attempt->nonce },
		{ "code_challenge", challenge }, { "code_challenge_method", "S256" },
	};
	(void)snprintf(url, ASK_MAX, "%s%s", about->authorization,
	    strchr(about->authorization, '?') == NULL ? "?" : "");
	const bool fits = add_fields(url, ASK_MAX, fields, sizeof(fields) / sizeof(fields[0]));
	free(challenge);
	return fits ? url : NULL;
}

const char *
provider_begin(struct provider *p, struct arena *arena, const struct provider_attempt *attempt,
    struct provider_answer *ret)
{
	struct about about;
	const char *url = NULL;
	if (!enter(p, ret))
		return NULL;
	if (learn_about(p, &about, ret))
		url = address_of(p, arena, &about, attempt);
	if (url == NULL && ret->trouble == PROVIDER_NONE)
		ret->trouble = PROVIDER_CLIENT;
	leave(p);
	return url;
}

/* What is not said by an error of RFC 6749, §5.2, is no answer. */
static void
judge_refusal(const struct fetched *got, struct provider_answer *ret)
{
	const char *error = json_string_value(json_object_get(got->json, "error"));
	const bool is_answer = error != NULL && got->status >= 400 && got->status < 500;
	ret->trouble = !is_answer ? PROVIDER_AWAY : strcmp(error, "invalid_grant") == 0 ? PROVIDER_CODE : PROVIDER_CLIENT;
	if (!is_answer)
		(void)snprintf(ret->why, sizeof(ret->why), "token_endpoint: %.120s", got->why);
	else if (text_is_ident(error))
		(void)snprintf(ret->why, sizeof(ret->why), "%.64s", error);
}

/* The token for a code, to be freed; NULL in trouble. */
static char *
redeem(struct provider *p, const struct about *about, const struct provider_attempt *attempt, const char *code,
    struct provider_answer *ret)
{
	char form[FORM_MAX] = "", user[PROVIDER_URL_MAX * 2] = "", password[PROVIDER_URL_MAX * 2] = "";
	struct fetched got = { .status = 0 };
	const struct provider_options *o = &p->options;
	const bool has_secret = o->secret[0] != '\0', is_basic = has_secret && !about->is_posted;
	const struct field fields[] = {
		{ "grant_type", "authorization_code" }, { "code", code }, { "redirect_uri", o->back },
		{ "code_verifier", attempt->verifier }, { "client_id", is_basic ? NULL : o->client },
		{ "client_secret", has_secret && !is_basic ? o->secret : NULL },
	};
	const struct fetch f = { about->token, form, is_basic ? user : NULL, password, &p->is_stopped };
	ret->trouble = PROVIDER_CODE;
	if (strlen(code) >= PROVIDER_CODE_MAX || !provider_encode(user, sizeof(user), o->client)
	    || !provider_encode(password, sizeof(password), o->secret)
	    || !add_fields(form, sizeof(form), fields, sizeof(fields) / sizeof(fields[0])))
		return NULL;
	provider_fetch(&f, &got);
	const char *token = json_string_value(json_object_get(got.json, "id_token"));
	char *copy = got.status == 200 && token != NULL ? strdup(token) : NULL;
	if (copy != NULL)
		ret->trouble = PROVIDER_NONE;
	else
		judge_refusal(&got, ret);
	json_decref(got.json);
	return copy;
}

static void
believe(struct provider *p, const struct about *about, const struct provider_attempt *attempt, const char *token,
    struct provider_answer *ret)
{
	struct token_header h;
	const struct token_expected e = { p->options.issuer, p->options.client, attempt->nonce, p->options.now_ms() };
	ret->trouble = token_header(token, &h);
	if (ret->trouble != PROVIDER_NONE)
		return;
	json_t *key = find_key(p, about->keys, &h, ret);
	if (key != NULL)
		ret->trouble = token_check(token, key, &e, ret->subject);
	json_decref(key);
}

/* Whoever mixes up two providers must not get the code of one by the other (RFC 9207). */
static bool
is_from_issuer(const struct provider *p, const struct about *about, const char *iss)
{
	return iss == NULL ? !about->says_iss : strcmp(iss, p->options.issuer) == 0;
}

void
provider_end(struct provider *p, const struct provider_attempt *attempt, const char *code, const char *iss,
    struct provider_answer *ret)
{
	struct about about;
	char *token = NULL;
	if (!enter(p, ret))
		return;
	if (learn_about(p, &about, ret) && !is_from_issuer(p, &about, iss))
		ret->trouble = PROVIDER_ISSUER;
	if (ret->trouble == PROVIDER_NONE)
		token = redeem(p, &about, attempt, code, ret);
	if (token != NULL)
		believe(p, &about, attempt, token, ret);
	free(token);
	leave(p);
}
