/*
 * A browser without a screen before the real desk, its pages and a real database: it keeps its
 * cookie, fills in the token of a form, and follows nothing. The desk serves schools, its clock is
 * the test's.
 */
#ifndef TESTS_ACCOUNTS_VISITOR_H
#define TESTS_ACCOUNTS_VISITOR_H

#include "desk/desk.h"
#include "store/base.h"

#define SCHOOL	"2143000101"
#define COUNTY	"430102"	/* above it; its daemon is another */
#define WORD_OF_MOUTH	"a long enough word"

enum { MINUTE_MS = 60 * 1000, SECOND_MS = 1000 };
#define DAY_MS	(INT64_C(24) * 60 * MINUTE_MS)

/* As desk_open() takes it; to be changed before house_begin(). */
extern struct desk_options house_options;
extern int64_t house_now_ms;

void	house_begin(void);
void	house_end(void);
/* Over the socket, as xueji account add does; the status. */
int	house_account(const char *as);
int	house_account_body(const char *as, const char *body);	/* with what it is to be */
int	house_account_with(const char *as, const char *more);	/* and with these lines of the head */

struct visitor {
	char cookie[160], csrf[80];
	const char *more;	/* further lines of the head, each with its CRLF; or NULL */
	int status;
	char head[4096], location[1024];
	char *page;		/* the last answer's; freed by the next one and visitor_leave() */
};

void	visitor_get(struct visitor *, const char *path);
/* A form without its token, which is put before it. */
void	visitor_post(struct visitor *, const char *path, const char *form);
void	visitor_leave(struct visitor *);
/* From the page for signing in on; the status of the answer. */
int	visitor_sign_in(struct visitor *, const char *name, const char *password);
bool	visitor_sees(const struct visitor *, const char *text);
/* Is somebody signed in there? */
bool	visitor_is_in(struct visitor *);

#endif
