/*
 * Signing in by the identity provider (lib/provider): away to it, and back from it.
 *
 * One random token, in a cookie of this browser for ten minutes, is all that is remembered. State, nonce and PKCE
 * verifier follow from it, each by a hash of its own, so that nothing of a sign-in that has begun lies here: nobody
 * can fill it up, and any instance of the daemon can end it. The token has the time of its beginning in it. Who
 * changes that has another nonce than the one that the provider signed.
 *
 * The cookie is SameSite=Lax, for the browser comes back from another site; the session's is Strict, and
 * would not be sent on to the next page by a redirect that began there. So a page of ours goes on to it by itself.
 */
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/log.h"
#include "base/metric.h"
#include "base/text.h"
#include "console/inside.h"
#include "provider/provider.h"

enum { ATTEMPT_S = 600, RANDOM_SIZE = TOKEN_SIZE - 8, AWAY_RETRY_S = 10, BUSY_RETRY_S = 2 };

struct attempt {
	char token[TOKEN_TEXT_MAX], state[TOKEN_TEXT_MAX], nonce[TOKEN_TEXT_MAX], verifier[TOKEN_TEXT_MAX];
	struct provider_attempt shown;	/* views of the above */
};

const char *
oidc_address(struct visit *v)
{
	const struct desk_options *o = v->door->options;
	if (o->provider == NULL)
		return NULL;
	const size_t size = strlen(o->public_base) + sizeof("/console/sign-in/provider");
	char *text = arena_alloc(v->door->arena, size);
	(void)snprintf(text, size, "%s/console/sign-in/provider", o->public_base);
	return text;
}

/* -- what a sign-in is recognized by -------------------------------------------------- */

static void
follow(const char *what, const char *token, char ret[TOKEN_TEXT_MAX])
{
	uint8_t hash[DIGEST_SIZE];
	session_hash(what, token, hash);
	text_hex(hash, TOKEN_SIZE, ret);
}

static void
follow_token(struct attempt *a)
{
	follow("oidc state", a->token, a->state);
	follow("oidc nonce", a->token, a->nonce);
	follow("oidc verifier", a->token, a->verifier);
	a->shown = (struct provider_attempt){ a->state, a->nonce, a->verifier };
}

static bool
is_tls(const struct visit *v)
{
	return strncmp(v->door->options->public_base, "https://", 8) == 0;
}

/* By the address that the browser comes back to, not by what it asked for. */
static const char *
cookie_name(const struct visit *v)
{
	const char *base = v->door->options->public_base, *colon = strrchr(base, ':');
	char *name = arena_alloc(v->door->arena, 32);
	if (is_tls(v))
		return "__Host-xueji_oidc";
	const bool has_port = colon != NULL && colon[1] >= '0' && colon[1] <= '9';
	(void)snprintf(name, 32, "xueji_oidc%s%.5s", has_port ? "_" : "", has_port ? colon + 1 : "");
	return name;
}

static void
give_cookie(struct visit *v, const char *token, int age_s)
{
	char text[ANSWER_COOKIE_MAX];
	(void)snprintf(text, sizeof(text), "%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%d%s", cookie_name(v),
	    token, age_s, is_tls(v) ? "; Secure" : "");
	console_cookie(v, text);
}

static void
begin_attempt(struct visit *v, struct attempt *ret)
{
	uint8_t bytes[TOKEN_SIZE];
	if (getrandom(bytes, RANDOM_SIZE, 0) != RANDOM_SIZE)
		log_panic("no randomness size=%d", RANDOM_SIZE);
	for (int i = 0; i < 8; i++)
		bytes[RANDOM_SIZE + i] = (uint8_t)((uint64_t)v->door->now.ms >> (56 - 8 * i));
	text_hex(bytes, sizeof(bytes), ret->token);
	follow_token(ret);
}

/* False: no sign-in was begun in this browser, or it is over, or what came back is of another. */
static bool
find_attempt(struct visit *v, struct attempt *ret)
{
	uint8_t bytes[TOKEN_SIZE];
	uint64_t begun = 0;
	unsigned differs = 0;
	const char *state = v->door->query(v->door, "state");
	if (state == NULL || strlen(state) != TOKEN_TEXT_MAX - 1 || !session_cookie(v, cookie_name(v), ret->token)
	    || !text_unhex(ret->token, bytes, sizeof(bytes)))
		return false;
	for (int i = 0; i < 8; i++)
		begun = begun << 8 | bytes[RANDOM_SIZE + i];
	follow_token(ret);
	for (size_t i = 0; i < TOKEN_TEXT_MAX - 1; i++)
		differs |= (unsigned)(state[i] ^ ret->state[i]);
	const uint64_t now = (uint64_t)v->door->now.ms;
	return !differs && begun <= now && now - begun < (uint64_t)ATTEMPT_S * 1000;
}

/* -- what becomes of it --------------------------------------------------------------- */

/* What people are told, by a name that an address may have; the log tells the others apart. */
static const struct reason {
	const char *name;
	enum provider_trouble trouble;
	enum word text, remedy;
	enum verdict verdict;	/* not OK: it has the words */
	unsigned retry_after_s;	/* 0: it is of no use to try the same again */
} reasons[] = {
	{ "busy", PROVIDER_BUSY, WORD_sign_in_busy, WORD_oidc_wait, VERDICT_OK, BUSY_RETRY_S },
	{ "away", PROVIDER_AWAY, WORD_oidc_refused, WORD_oidc_wait, VERDICT_PROVIDER_AWAY, AWAY_RETRY_S },
	{ "state", PROVIDER_STATE, WORD_oidc_state, WORD_oidc_again, VERDICT_OK, 0 },
	{ "denied", PROVIDER_DENIED, WORD_oidc_denied, WORD_oidc_again, VERDICT_OK, 0 },
	{ "unknown", PROVIDER_UNKNOWN, WORD_oidc_refused, WORD_oidc_again, VERDICT_IDENTITY_NOT_LINKED, 0 },
	/* All others: nothing that helps whoever forged it. */
	{ "refused", PROVIDER_NONE, WORD_oidc_refused, WORD_oidc_again, VERDICT_OK, 0 },
};

enum { N_REASONS = sizeof(reasons) / sizeof(reasons[0]) };

static const struct reason *
reason_of(enum provider_trouble t)
{
	size_t i = 0;
	while (i < N_REASONS - 1 && reasons[i].trouble != t)
		i++;
	return &reasons[i];
}

/* `again`: as in struct frame_page. */
static void
show(struct visit *v, unsigned status, struct oidc_page p, const char *again)
{
	struct out out = { .size = 0 };
	p.frame = console_frame(v, word(v->lang, WORD_sign_in));
	p.frame.again = again;
	p.path = p.is_done ? "/console/" : "/console/sign-in";
	p.go_on = word(v->lang, p.is_done ? WORD_inbox : WORD_sign_in);
	page_oidc(&out, &p);
	console_page(v, status, &out);
}

static struct oidc_page
verdict_page(const struct visit *v, enum verdict verdict)
{
	const struct verdict_row *row = verdict_row(verdict);
	const bool is_en = v->lang == LANG_EN;
	return (struct oidc_page){
		.text = is_en ? row->en : row->zh,
		.remedy = is_en ? row->remedy_en : row->remedy_zh,
	};
}

/* What was tried is used up, and its address good for nothing: who wants the page in the other language gets it
 * by the reason. */
static void
show_reason(struct visit *v, const struct reason *r)
{
	char again[sizeof("/console/sign-in/provider/failed?why=") + 16];
	const struct oidc_page said = { .text = word(v->lang, r->text), .remedy = word(v->lang, r->remedy) };
	(void)snprintf(again, sizeof(again), "/console/sign-in/provider/failed?why=%s", r->name);
	show(v, r->retry_after_s > 0 ? 503 : 403, r->verdict == VERDICT_OK ? said : verdict_page(v, r->verdict), again);
	v->door->answer.retry_after_s = r->retry_after_s;
}

static void
tell(struct visit *v, enum provider_trouble t)
{
	const struct reason *r = reason_of(t);
	metric_add(r->retry_after_s > 0 ? METRIC_provider_away : METRIC_provider_refused, 1);
	show_reason(v, r);
}

/* The log has why. */
static void
fail(struct visit *v, const struct provider_answer *a)
{
	log_line(LOG_WARN, "sign_in_not_taken", " why=%s trouble=\"%s\"", provider_word(a->trouble), a->why);
	tell(v, a->trouble);
}

static void
fail_here(struct visit *v, enum provider_trouble trouble)
{
	const struct provider_answer a = { .trouble = trouble };
	fail(v, &a);
}

/* There is no provider: no such page. */
static bool
is_closed(struct visit *v)
{
	if (v->door->options->provider == NULL)
		console_notice(v, 404, WORD_not_found);
	return v->door->options->provider == NULL;
}

void
oidc_show_reason(struct visit *v)
{
	const char *why = v->door->query(v->door, "why");
	if (is_closed(v))
		return;
	for (size_t i = 0; why != NULL && i < N_REASONS; i++)
		if (strcmp(reasons[i].name, why) == 0) {
			show_reason(v, &reasons[i]);
			return;
		}
	console_notice(v, 404, WORD_not_found);
}

/* -- away ----------------------------------------------------------------------------- */

void
oidc_go(struct visit *v)
{
	struct attempt a;
	struct provider_answer answer;
	struct door *d = v->door;
	if (is_closed(v))
		return;
	if (v->account.name[0] != '\0') {
		console_go(v, "/console/");
		return;
	}
	begin_attempt(v, &a);
	desk_let_go_of_store(d);
	desk_let_go_of_law(d->desk);
	const char *url = provider_begin(d->options->provider, d->arena, &a.shown, &answer);
	desk_hold_law(d->desk);
	if (url == NULL) {
		fail(v, &answer);
		return;
	}
	give_cookie(v, a.token, ATTEMPT_S);
	console_go(v, "");
	d->answer.away = url;
}

/* -- and back ------------------------------------------------------------------------- */

/* Everything but the provider is as with a password: sealed, not served here and nobody are one answer. */
static void
let_in(struct visit *v, const char *subject)
{
	bool is_above;
	struct account a;
	struct door *d = v->door;
	if (store_account_of(desk_store(d), provider_issuer(d->options->provider), subject, &a) != STORE_OK) {
		console_notice(v, 503, WORD_weather);
		return;
	}
	if (a.name[0] == '\0' || account_is_sealed(&a, d->now) || !account_belongs(v, &a, &is_above)) {
		fail_here(v, PROVIDER_UNKNOWN);
		return;
	}
	if (!session_open(v, a.name, false)) {
		console_notice(v, 503, WORD_weather);
		return;
	}
	metric_add(METRIC_provider_done, 1);
	const struct oidc_page p = { .is_done = true, .text = word(v->lang, WORD_oidc_done) };
	show(v, 200, p, NULL);
	(void)snprintf(d->answer.refresh, sizeof(d->answer.refresh), "0; url=/console/");
}

static void
take_code(struct visit *v, const struct attempt *a, const char *code)
{
	struct provider_answer answer;
	struct door *d = v->door;
	desk_let_go_of_store(d);
	desk_let_go_of_law(d->desk);
	provider_end(d->options->provider, &a->shown, code, d->query(d, "iss"), &answer);
	desk_hold_law(d->desk);
	if (answer.trouble == PROVIDER_NONE)
		let_in(v, answer.subject);
	else
		fail(v, &answer);
}

void
oidc_take(struct visit *v)
{
	unsigned wait_s;
	struct attempt a;
	struct door *d = v->door;
	const char *code = d->query(d, "code");
	if (is_closed(v))
		return;
	if (!desk_may_sign_in(d, &wait_s)) {	/* whoever asks all the time fills no log; his cookie stays */
		tell(v, PROVIDER_BUSY);
		d->answer.retry_after_s = wait_s;
		return;
	}
	if (!find_attempt(v, &a)) {
		fail_here(v, PROVIDER_STATE);
		return;
	}
	give_cookie(v, "", 0);	/* once */
	if (code == NULL || code[0] == '\0' || d->query(d, "error") != NULL)
		fail_here(v, PROVIDER_DENIED);
	else
		take_code(v, &a, code);
}
