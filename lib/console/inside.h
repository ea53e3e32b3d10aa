/* The insides of the console: who looks, and what he sent. */
#ifndef CONSOLE_INSIDE_H
#define CONSOLE_INSIDE_H

#include "console/page.h"
#include "desk/door.h"
#include "store/account.h"

enum {
	FIELDS_MAX = 224,	/* a page of the inbox, each line chosen, and what goes with them */
	FILES_MAX = ATTACHMENTS_MAX,
	FIELD_MAX = 2 * IMPORT_FILE_MAX,	/* bytes of a field beside files: a list that goes with its page, as Base64 */
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
	bool has_keys;		/* lists are gone through by keys */
	char token[TOKEN_TEXT_MAX];	/* what the browser shows, or was given now */
	char csrf[TOKEN_TEXT_MAX];	/* follows from the token: a form of another page cannot know it */
	struct account account;		/* the name is empty: not signed in */
	struct account acting;		/* in whose place he acts now; empty: for himself */
	enum role role;			/* in which he acts: that account's, or his own */
	enum store_result weather;	/* of asking who it is: if it is not STORE_OK, nobody knows */
	struct account waiting;		/* the password was right, a code is awaited; or empty */
	bool is_above;			/* of an office above who is served here: sees accounts and looks */
	struct form form;
};

/* -- route.def, menu.def -------------------------------------------------------------- */
enum page_who {
	ANYBODY_LOOKS,
	SIGNED_IN,	/* who is not is asked to sign in */
	ALSO_FROM_ABOVE,	/* so is; and officers of an office above who is served here may */
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
enum word	console_role(enum role);
/* Does the menu of who looks lead there? */
bool	console_offers(const struct visit *, const char *path);
/* Takes what was written. */
void	console_page(struct visit *, unsigned status, struct out *);
void	console_notice(struct visit *, unsigned status, enum word);
/* The browser asks for that path next; so reloading a page never sends a form twice. */
void	console_go(struct visit *, const char *path);
/* ... or for the page of ours that it came from, as it was asked for; unknown: for `fallback`. */
void	console_back(struct visit *, const char *fallback);
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
/* As the value of a query: %XX for all but letters, digits and -._~ */
const char	*form_encode(struct arena *, const char *);

/* -- ask.c ---------------------------------------------------------------------------- */
/* What the door answers, an array or an object as `type` says, to be decref'd. NULL: it said no or
 * could not, and the page that says so is written. */
json_t	*ask_taken(struct visit *, json_type);	/* the same of one that was asked already */
json_t	*ask_door(struct visit *, void (*door)(struct door *), json_type type);
/* The same of a door that takes a body, whatever it answers; NULL: no JSON. */
json_t	*ask_with(struct visit *, void (*door)(struct door *), json_t *stolen, unsigned *ret_status);
/* The page for what a door refused; NULL: the weather. */
void	ask_refuse(struct visit *, unsigned status, const json_t *verdict);
/* What is to be written into that field of field.def; empty: it is none. */
const char	*ask_hint(struct visit *, const char *member);
/* Of a verdict, in the reader's language; of what could not be read by the field in which it lies. */
const char	*ask_sentence(struct visit *, const json_t *verdict);
const char	*ask_remedy(struct visit *, const json_t *verdict);
long long	 ask_number(const json_t *, const char *name);
/* Where these rows go on. `kept`: what else of the query stays, ended by NULL; `key`: the member of a
 * row by which the door goes on. */
struct pager	 ask_pager(struct visit *, const char *path, const char *const *kept, const json_t *rows,
		    const char *key);

/* -- password.c ----------------------------------------------------------------------- */
enum password_result {
	PASSWORD_DIFFERS,
	PASSWORD_FITS,
	PASSWORD_BUSY,	/* too many wait: nothing was compared */
};
enum { PASSWORDS_WAITING_MAX = 8 };
/* False: no memory. */
bool	password_hash(const char *password, char *ret, size_t size);
/* An empty hash takes as long as any other and fits no password. */
enum password_result	password_fits(const char *password, const char *hash);

/* -- session.c ------------------------------------------------------------------------ */
void	session_begin(struct visit *);		/* who it is, by the cookie; v->weather: could it be said? */
/* Was the form sent by a page of ours to this browser? */
bool	session_is_own_form(const struct visit *);
void	session_need_token(struct visit *);	/* before a form is shown to who may have none */
/* Hash of a text that begins with a word of ours, so that one token serves several ends. */
void	session_hash(const char *what, const char *token, uint8_t ret[DIGEST_SIZE]);
void	session_give_token(struct visit *);
enum store_result	session_end(struct visit *);
/* In place of the session there was, if any, under a new token. */
bool	session_open(struct visit *, const char *name, bool waits);

/* The value of the cookie of that name; false: there is none that looks like a token. */
bool	session_cookie(const struct visit *, const char *name, char ret[TOKEN_TEXT_MAX]);
/* Scheme and host, as the browser asked for them; "" without a host. */
const char	*session_origin(const struct visit *);

/* -- parents_page.c ------------------------------------------------------------------- */
/* The page for what a door of lib/desk/status_doors.c answered, or that there was no answer. False: it was
 * NO_MATCH, and no page is written. */
bool	parents_answer(struct visit *, const struct status_asked *);

/* -- sign_in.c ------------------------------------------------------------------------ */
enum sign_in_trouble {
	SIGN_IN_ASKED,
	SIGN_IN_FAILED,
	SIGN_IN_BUSY,
};
void	sign_in_ask(struct visit *, enum sign_in_trouble);	/* the page for signing in */
/* Compares while neither store nor law is held. */
enum password_result	sign_in_compare(struct visit *, const char *password, const struct account *);
bool	account_is_sealed(const struct account *, struct instant now);
/* Is the unit of that account served here, or an office above one that is? */
bool	account_belongs(const struct visit *, const struct account *, bool *ret_is_above);

/* -- oidc_page.c ---------------------------------------------------------------------- */
/* Where signing in by the identity provider begins; NULL: there is none. */
const char	*oidc_address(struct visit *);

/* -- totp.c --------------------------------------------------------------------------- */
/* The step of a code that is right now or half a minute before or after; -1: it is wrong. */
int64_t	totp_step(const uint8_t secret[STORE_TOTP_SIZE], const char *typed, struct instant now);
/* The secret that this session proposes, as text and as an address for the telephone. */
void	totp_propose(const struct visit *, uint8_t ret[STORE_TOTP_SIZE]);
struct totp_page	totp_page_of(struct visit *, const struct account *);
/* Does the typed code count? It or the new secret is written then. */
enum store_result	totp_take(struct visit *, const struct account *, const char *typed, bool *ret_counts);

/* -- deputy_page.c -------------------------------------------------------------------- */
/* Whom he may act for, who acts for him, and whom he may appoint. `wrong`, or NULL: why a form of it was not taken; where
 * that is no matter of a field ret->fault is NULL. False: weather. */
bool	deputy_section(struct visit *, const enum word *wrong, struct deputies_page *ret);
/* For whom he may act today; nobody, while he does act, and in bad weather. */
struct stands_in_page	deputy_stands_in(struct visit *);

/* -- accounts_page.c ------------------------------------------------------------------ */
/* Recorded as looks are, before it is done; the name of an account is no child's and stands there. False: answered. */
bool	accounts_record(struct visit *, const char *kind, const char *name, const char *purpose);

/* -- account_page.c ------------------------------------------------------------------- */
/* The page, with what became of a form; NULL: nothing to tell. */
void	account_answer(struct visit *, unsigned status, const enum word *trouble, const enum word *done);
/* The same, with what is wrong with what he chose. */
void	account_answer_choices(struct visit *, unsigned status, const struct choices_page *);
/* What POST /v1/accounts does: by the Unix socket, without a form. */
void	account_put_by_socket(struct visit *);
/* Is that what a provider may call a person? Empty: nobody. */
bool	account_subject_fits(const char *);
/* Links it to that person of the provider, or, if empty, to nobody. STORE_CONFLICT: another account is; the
 * same of whether it may be. */
enum store_result	account_may_link(struct visit *, const char *name, const char *subject);
enum store_result	account_link(struct visit *, const char *name, const char *subject);

/* -- choice.c, choice.def -------------------------------------------------------------- */
enum account_choice {
#define CHOICE(name, ...) CHOICE_##name,
#define COLUMN(name, ...) CHOICE_##name,
#include "console/choice.def"
#undef COLUMN
#undef CHOICE
	CHOICE_N,
};
/* What who looks has chosen, as choice.def writes it; what is usual if he has not. */
const char	*choice_of(const struct visit *, enum account_choice);
bool		 choice_shows(const struct visit *, enum account_choice);	/* that column */
bool		 choice_has_columns(const char *list);	/* can columns of that list be hidden? */
struct choices_page	choice_section(struct visit *);	/* as a part of his page */

/* -- look.c --------------------------------------------------------------------------- */
/* Records that who is signed in looks at this: a docket, or the text of a number or a search, of which
 * only a keyed hash is kept. To be asked before anything is shown; false: it could not be recorded,
 * and a page that says so is answered. */
bool	look_record(struct visit *, const char *kind, const char *subject);
bool	look_record_found(struct visit *, const char *kind, const char *subject, int64_t hits);
/* A student number or citizen ID with its middle hidden. */
const char	*look_masked(struct visit *, const char *number);

/* -- unmask_page.c -------------------------------------------------------------------- */
/* Who the child of a docket is, masked, as a section of a page. */
struct student_page	unmask_section(struct visit *, const json_t *docket);

/* -- ref.c ---------------------------------------------------------------------------- */
/* What stands for a student number in an address; good in this session alone. */
const char	*ref_of(struct visit *, const char *number);
/* False: it is none of this session. */
bool		 ref_open(const struct visit *, const char *ref, char ret[STUDENT_NUMBER_MAX]);

/* -- label.c -------------------------------------------------------------------------- */
/* The words for a name as the doors write it; the name itself if it is not known. */
const char	*label_stage(enum lang, const char *name);
const char	*label_action(enum lang, const char *name);
const char	*label_business(enum lang, const char *name);
const char	*label_code(enum lang, const char *name);	/* a ground or a verdict */
const char	*label_scope(enum lang, const char *name);
const char	*label_level(enum lang, const char *name);
const char	*label_state(enum lang, const char *name);
/* "2026-09-01" as 2026年9月1日, "2026-09-01T09:30:00+08:00" as 2026年9月1日 09:30; other texts as they are. */
const char	*label_day(struct visit *, const char *);
const char	*label_time(struct visit *, const char *);
const char	*label_look(enum lang, const char *kind);	/* of looks */
const char	*label_status(enum lang, const char *name);
const char	*label_title(struct visit *, const char *);	/* with a capital, where its letters have any */
struct term	 label_term(struct visit *, const json_t *row);

/* -- inbox_page.c --------------------------------------------------------------------- */
/* Kinds of business to choose from, and the one that is chosen. */
const struct choice_line	*inbox_kinds(struct visit *, const char *chosen, size_t *ret_n);

/* -- docket_facts.c ------------------------------------------------------------------- */
/* Its facts, changes and scans, and whether it names a child. */
void	docket_facts(struct visit *, const json_t *docket, struct docket_page *);
/* The scan in that place, counted from 0; type "": not known. */
struct scan_line	docket_scan_line(struct visit *, size_t i, const char *digest, const char *type, long long bytes);
/* Scans that were uploaded and are not filed yet; that they are looked at keeps them. */
const struct scan_line	*docket_scans_kept(struct visit *, const char *const *digests, size_t n);

/* -- docket_page.c -------------------------------------------------------------------- */
/* That docket as who looks may see it, segments[0] being it afterwards; NULL: he may not, or bad weather, as
 * *ret_status tells. To be decref'd. */
json_t	*docket_look(struct visit *, const char *docket, unsigned *ret_status);
/* The page of that docket, with what became of the last decision. */
void	docket_open(struct visit *, const char *docket, unsigned status, const struct outcome *);
/* One entry of the docket, with what became of its stamp. */
struct stamp_line	 docket_stamp(struct visit *, const json_t *entry);
/* "zhao 代 wu": who did it, and in whose place if in anybody's. */
const char	*docket_officer(struct visit *, const json_t *entry);
bool	docket_is_verb(const char *);	/* of those that a page offers */
const char	*docket_back_sign(const char *action);	/* of one that sends a docket back to who filed it */

/* -- view_page.c, view.def ------------------------------------------------------------ */
/* Would that list be shown with these parameters? Then what they mean, in words; asks nothing but its parser. */
#define VIEW(name, path, word, takes, choices) bool takes(struct visit *, const struct form *, const char **ret_words);
#include "console/view.def"
#undef VIEW
/* What the list of this visit's path is asked for, with what is usual where nothing is said; empty: it has no views. */
struct form	view_asked(const struct visit *);
/* Does the door's own parser take that query? */
bool	view_fits(struct visit *, void (*check)(struct door *), const struct form *query);
/* The views of the list of this visit's path, as a part of its page. */
struct saved_page	view_bar(struct visit *);

/* -- unit_field.c --------------------------------------------------------------------- */
/* What was typed into the field for a unit: its code, or its name or a part of it. */
enum unit_how {
	UNIT_LEFT_EMPTY,
	UNIT_SETTLED,	/* a code, whether there is such a unit or not; or one that was said back or chosen before */
	UNIT_FOUND,	/* by its name just now: what cannot be undone is done after it was said back */
	UNIT_UNSETTLED,	/* none fits, several do, or it cannot be read */
};

struct unit_typed {
	enum unit_how how;
	const char *code;		/* "": none */
	enum word why;			/* of one that is not settled; in words below, otherwise NULL */
	const char *trouble, *remedy;
	struct unit_page page;		/* the field, as it is shown once more */
};

/* By the form. Only schools, or units of any level. */
struct unit_typed	unit_take(struct visit *, const char *field, bool is_any);

/* -- file_page.c ---------------------------------------------------------------------- */
/* Does such business begin with the unit and in the role of who looks? What else stands against it the law says. */
bool	file_may_begin(const struct visit *, enum business);
/* May who looks file that docket of his unit anew? It has ended and was not completed. */
bool	file_may_be_repeated(struct visit *, const json_t *docket);

#endif
