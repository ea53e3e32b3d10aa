/* What the files of this folder share: asking, and judging what was answered. */
#ifndef PROVIDER_PROVIDER_INSIDE_H
#define PROVIDER_PROVIDER_INSIDE_H

#include <jansson.h>
#include <stdatomic.h>

#include "provider/provider.h"

enum { PROVIDER_REPLY_MAX = 256 * 1024, PROVIDER_TOKEN_MAX = 16 * 1024, PROVIDER_URL_MAX = 512 };

/* -- provider_fetch.c ----------------------------------------------------------------- */
struct fetch {
	const char *url;
	const char *form;	/* posted; NULL: GET */
	const char *user, *password;	/* Basic; NULL: none */
	atomic_bool *stop;	/* true: nobody is to wait any more */
};

struct fetched {
	long status;		/* of HTTP; 0: nobody answered */
	json_t *json;		/* NULL: it was none. To be decref'd */
	char why[PROVIDER_WHY_MAX];	/* where there is no JSON */
};

void	provider_fetch(const struct fetch *, struct fetched *ret);
/* As the value of a query or a form, at the end of what is there. False: it does not fit. */
bool	provider_encode(char *text, size_t size, const char *value);

/* -- provider_token.c ----------------------------------------------------------------- */
/* What an ID token is held to. */
struct token_expected {
	const char *issuer, *client, *nonce;
	int64_t now_ms;
};

/* The header of a token. */
struct token_header {
	char alg[8];
	char kid[PROVIDER_SUBJECT_MAX];	/* empty: it names none */
};

/* NONE, or TOKEN, ALG. */
enum provider_trouble	token_header(const char *token, struct token_header *ret);
/* The key of the set (RFC 7517) that such a token is signed with; NULL: none, or it does not say which of
 * several. Borrowed. */
const json_t		*token_key(const json_t *set, const struct token_header *);
/* By that key. */
enum provider_trouble	token_check(const char *token, const json_t *key, const struct token_expected *,
			    char ret_subject[PROVIDER_SUBJECT_MAX]);

#endif
