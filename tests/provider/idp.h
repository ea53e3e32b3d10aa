/* A provider on the loopback that says what the test wants, and counts what it was asked. */
#ifndef TESTS_PROVIDER_IDP_H
#define TESTS_PROVIDER_IDP_H

#include <stdbool.h>

enum idp_door {
	IDP_ABOUT,	/* /.well-known/openid-configuration */
	IDP_KEYS,	/* /keys */
	IDP_TOKEN,	/* /token */
	IDP_DOORS,
};

struct idp {
	char issuer[64];	/* http://127.0.0.1:PORT */
	struct {
		int status;		/* 0: the connection is closed without a word */
		char body[24 * 1024];
		int n_asked;
		char heard[4096];	/* the last request */
		int wait_ms;		/* before it answers */
	} doors[IDP_DOORS];
};
extern struct idp idp;

/* Begins to listen and to say what a provider would: itself, the keys of forge.h, and no token. */
void	idp_open(void);
/* Nobody listens any more. */
void	idp_close(void);
/* About itself; `more`: further members, each with its comma before it. */
void	idp_about(const char *issuer, const char *more);
/* The token endpoint answers 200 with that ID token. */
void	idp_token(const char *token);
/* All that was asked so far. */
int	idp_asked(void);

#endif
