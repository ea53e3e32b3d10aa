/* The insides of the console: who looks, and what he sent. */
#ifndef CONSOLE_INSIDE_H
#define CONSOLE_INSIDE_H

#include "console/page.h"
#include "desk/door.h"

enum {
	FORM_MAX = 32 * 1024,	/* bytes of a form; what is more is no form of ours */
	FIELDS_MAX = 224,	/* a page of the inbox, each line chosen, and what goes with them */
	FILES_MAX = ATTACHMENTS_MAX,
	TOKEN_SIZE = 32,
	TOKEN_TEXT_MAX = 2 * TOKEN_SIZE + 1,
	PASSWORD_LEAST = 10,	/* characters */
	PASSWORD_MOST = 256,
};

/* What a browser sent. Everything lives as long as the request. */
struct form {
	const char *names[FIELDS_MAX], *values[FIELDS_MAX];
	size_t n;
	struct bytes files[FILES_MAX];	/* of multipart/form-data; one that was not chosen is empty */
	size_t n_files;
};

struct visit {
	struct door *door;
	const char *path;	/* without ?... */
	enum lang lang;
	bool is_large;		/* with larger letters */
	char token[TOKEN_TEXT_MAX];	/* what the browser shows, or was given now */
	char csrf[TOKEN_TEXT_MAX];	/* follows from the token: a form of another page cannot know it */
	struct account account;		/* the name is empty: not signed in */
	struct form form;
};

/* -- route.def, menu.def -------------------------------------------------------------- */
enum page_who {
	ANYBODY_LOOKS,
	SIGNED_IN,	/* who is not is asked to sign in */
};

struct page_row {
	const char *method, *path;
	void (*function)(struct visit *);
	enum page_who who;
};

#define PAGE(method, path, function, ...) void function(struct visit *);
#include "console/route.def"
#undef PAGE

/* -- console.c ------------------------------------------------------------------------ */
struct frame_page	console_frame(const struct visit *, const char *title);
/* Takes what was written. */
void	console_page(struct visit *, unsigned status, struct out *);
void	console_notice(struct visit *, unsigned status, enum word);
/* The browser asks for that path next; so reloading a page never sends a form twice. */
void	console_go(struct visit *, const char *path);
/* Set-Cookie; at most COOKIES_MAX an answer. */
void	console_cookie(struct visit *, const char *text);
/* What a door answered, which is not sent; NULL: no JSON. To be decref'd. */
json_t	*console_take_json(struct visit *);
/* The body that the next door is to read; stolen. */
void	console_set_body(struct visit *, json_t *);
/* A member as text that lives as long as the visit; "" if there is none. */
const char	*console_text(struct visit *, const json_t *, const char *name);
/* Asks a door as if a program had sent these parameters, and these alone. */
void	console_call(struct visit *, void (*door)(struct door *), const struct form *query);
/* The name of a unit, or its code. */
const char	*console_unit(struct visit *, const char *code);

/* -- form.c --------------------------------------------------------------------------- */
/* By its Content-Type (NULL: none): application/x-www-form-urlencoded or multipart/form-data (RFC 7578).
 * False: no form. */
bool		 form_parse(struct arena *, const char *type, struct bytes, struct form *ret);
const char	*form_value(const struct form *, const char *name);	/* "" if it is not there */

/* -- password.c ----------------------------------------------------------------------- */
/* False: no memory. */
bool	password_hash(const char *password, char *ret, size_t size);
/* An empty hash takes as long as any other and fits no password. */
bool	password_fits(const char *password, const char *hash);

/* -- session.c ------------------------------------------------------------------------ */
void	session_begin(struct visit *);		/* who it is, by the cookie */
/* Was the form sent by a page of ours to this browser? */
bool	session_is_own_form(const struct visit *);
void	session_need_token(struct visit *);	/* before a form is shown to who may have none */
void	session_ask(struct visit *, bool has_failed);	/* the page for signing in */
/* What POST /console/accounts does: by the Unix socket, without a form. */
void	session_put_account(struct visit *);

/* -- label.c -------------------------------------------------------------------------- */
/* The words for a name as the doors write it; the name itself if it is not known. */
const char	*label_stage(enum lang, const char *name);
const char	*label_action(enum lang, const char *name);
const char	*label_business(enum lang, const char *name);
const char	*label_code(enum lang, const char *name);	/* a ground or a verdict */
const char	*label_scope(enum lang, const char *name);
const char	*label_state(enum lang, const char *name);
/* "2026-09-01" as 2026年9月1日, "2026-09-01T09:30:00+08:00" as 2026年9月1日 09:30; other texts as they are. */
const char	*label_day(struct visit *, const char *);
const char	*label_time(struct visit *, const char *);
struct term	 label_term(struct visit *, const json_t *row);

/* -- docket_page.c -------------------------------------------------------------------- */
/* The page of that docket, with what became of the last decision. */
void	docket_open(struct visit *, const char *docket, unsigned status, const struct outcome *);
bool	docket_is_verb(const char *);	/* of those that a page offers */

#endif
