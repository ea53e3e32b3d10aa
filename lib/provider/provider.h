/*
 * The identity provider of a province (OpenID Connect Core 1.0, authorization code flow with PKCE S256): where
 * a browser is sent, and who came back. It belongs to somebody else, may be slow, and may be away; who waits for
 * it holds nothing that others need, and no more than PROVIDER_AT_ONCE_MAX do.
 *
 * What the provider says about itself and its keys is kept for an hour, and its keys are asked for again when a
 * token names one that is not among them, at most once a minute. While it is away it is asked every ten
 * seconds at most. All functions may be called by any thread.
 */
#ifndef PROVIDER_PROVIDER_H
#define PROVIDER_PROVIDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

struct provider;

enum {
	PROVIDER_AT_ONCE_MAX = 8,
	PROVIDER_TIMEOUT_MS = 5000,	/* for one answer */
	PROVIDER_SUBJECT_MAX = 256,	/* OpenID Connect Core, §2: at most 255 ASCII characters */
	PROVIDER_CODE_MAX = 1024,
	PROVIDER_WHY_MAX = 160,
};

enum provider_trouble {
#define TROUBLE(name, word) PROVIDER_##name,
#include "provider/trouble.def"
#undef TROUBLE
};
const char	*provider_word(enum provider_trouble);

/* All texts stay the caller's, for as long as the provider is open. */
struct provider_options {
	const char *issuer;	/* provider_is_address() */
	const char *client;	/* as whom the provider knows us */
	const char *secret;	/* empty: we have none, and PKCE alone protects the code */
	const char *back;	/* the redirect_uri registered there */
	int64_t (*now_ms)(void);	/* since the epoch: the world's clock, never shifted */
	int64_t (*tick_us)(void);	/* for the age of what is kept */
};

/* Who came back. */
struct provider_answer {
	enum provider_trouble trouble;
	char why[PROVIDER_WHY_MAX];	/* of AWAY and CLIENT: one line for the log, nothing of any person */
	char subject[PROVIDER_SUBJECT_MAX];	/* the provider's own name of the person; empty in trouble */
};

void			 provider_close(struct provider *);
/* Nobody is asked any more: who waits is told AWAY within a second or so. For a daemon that ends. */
void			 provider_stop(struct provider *);
/* Reaches for nothing yet. To be called before there are threads (libcurl). */
struct provider		*provider_open(const struct provider_options *)
			    __attribute__((malloc, malloc(provider_close, 1), warn_unused_result));
/* https://HOST..., or http:// of this very machine, without query and fragment. */
bool			 provider_is_address(const char *);
/* The same without a path. */
bool			 provider_is_origin(const char *);
const char		*provider_issuer(const struct provider *);
const char		*provider_back(const struct provider *);

/* What one sign-in is recognized by. `state` and `nonce` are texts that nobody else can know, `verifier` has 43
 * to 128 of A-Z a-z 0-9 - . _ ~ (RFC 7636). */
struct provider_attempt {
	const char *state, *nonce, *verifier;
};
/* Where to send the browser, in the arena; NULL in trouble. May wait for the provider. */
const char		*provider_begin(struct provider *, struct arena *, const struct provider_attempt *,
			    struct provider_answer *ret);
/* What came back: the code, and `iss` (RFC 9207; NULL: there was none). Waits for the provider. */
void			 provider_end(struct provider *, const struct provider_attempt *, const char *code,
			    const char *iss, struct provider_answer *ret);

#endif
