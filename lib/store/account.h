/* Who signs in to the console: accounts, tries, sessions; the views they have saved, and what they have chosen.
 * Like all of store.h. */
#ifndef STORE_ACCOUNT_H
#define STORE_ACCOUNT_H

#include "store/digest.h"

enum {
	STORE_TOTP_SIZE = 20,
	STORE_IDENTITY_MAX = 256,
	STORE_CHOICES_MAX = 1024,	/* of their text; the table of the console has to fit */
};
struct account {
	char name[OFFICER_MAX];
	struct unit_code unit;
	enum role role;
	char password[STORE_PASSWORD_MAX];	/* an Argon2id string; only of store_account() */
	int failures;
	struct instant not_before;
	struct instant used;		/* somebody signed in; zero: never */
	struct instant alive;		/* made, used or opened: sealed so long after */
	bool has_totp;
	uint8_t totp[STORE_TOTP_SIZE];	/* the secret of its one-time codes */
	int64_t totp_step;		/* of the last one that counted */
	char issuer[STORE_IDENTITY_MAX], subject[STORE_IDENTITY_MAX];	/* who else may say who it is; empty: nobody */
	bool has_password;		/* without one nobody signs in by it */
	char phone[STORE_PHONE_MAX];	/* where messages for it go; empty: nowhere */
	char choices[STORE_CHOICES_MAX];	/* only of store_session(): "name=value", a blank between */
};
/* Makes it, or gives it another password; whoever was signed in by it no longer is, and it has no
 * one-time codes. An account of that name of another unit or role is STORE_CONFLICT. */
enum store_result	store_account_put(struct store *, const struct account *, struct instant now);
/* Makes it; STORE_CONFLICT, and nothing is changed, if there is one of that name. */
enum store_result	store_account_new(struct store *, const struct account *, struct instant now);
/* The name is empty if there is none. */
enum store_result	store_account(struct store *, const char *name, struct account *ret);
/* The one that is linked to that identity, without its password; the name is empty if there is none. */
enum store_result	store_account_of(struct store *, const char *issuer, const char *subject,
			    struct account *ret);
/* Links it to that identity, or, both being empty, to none; whoever was signed in by it no longer is. One that
 * another account is linked to is STORE_CONFLICT. */
enum store_result	store_account_link(struct store *, const char *name, const char *issuer,
			    const char *subject);
/* All of this daemon by name, those after `after`; room for max in ret. */
enum store_result	store_accounts(struct store *, const char *after, size_t max,
			    struct account *ret, size_t *ret_n);
/* Before a password or a code is compared: the try counts as failed, and nobody may try again before
 * ret->until. False in ret->may: it is too soon, or nobody's name; the same work then. */
struct account_try {
	bool may;
	struct instant until;
};
enum store_result	store_account_try(struct store *, const char *name, struct instant now,
			    struct account_try *ret);
/* It went well: no failures any more. */
enum store_result	store_account_went_well(struct store *, const char *name);
/* As if it had not been made: nothing was compared, or it was right and not the last step. */
enum store_result	store_account_give_back(struct store *, const char *name,
			    const struct account_try *);
/* A code of that step counts: once, and none of an earlier step after it. */
enum store_result	store_account_code(struct store *, const char *name, int64_t step,
			    bool *ret_counts);
/* NULL: no more codes. By its owner, whose session stays; others end. */
enum store_result	store_account_totp(struct store *, const char *name,
			    const uint8_t secret[STORE_TOTP_SIZE], int64_t step,
			    const uint8_t session[DIGEST_SIZE]);
/* By its owner, whose session stays; others end. */
enum store_result	store_account_password(struct store *, const char *name, const char *password,
			    const uint8_t session[DIGEST_SIZE]);
/* No longer sealed. */
enum store_result	store_account_open(struct store *, const char *name, struct instant now);
/* Sessions that are over at `now` are forgotten. One that waits for a code is nobody's yet; any other
 * is a use of the account. */
enum store_result	store_session_put(struct store *, const uint8_t digest[DIGEST_SIZE],
			    const char *account, struct instant now, struct instant until, bool waits);
/* Whose it is; the name is empty if it is over or nobody's. And for whom it acts, if its officer may on that day
 * still: the name is empty if for himself; of that account only name, unit, role and ->alive are told. */
enum store_result	store_session(struct store *, const uint8_t digest[DIGEST_SIZE],
			    struct instant now, struct account *ret, bool *ret_waits, struct account *ret_for);
enum store_result	store_session_end(struct store *, const uint8_t digest[DIGEST_SIZE]);

/* -- deputies: store_deputy.c ----------------------------------------------------------- */
enum {
	STORE_DEPUTIES_MAX = 4,		/* of an account, that are not over */
	STORE_DEPUTY_DAYS_MAX = 60,
	STORE_DEPUTIES_LIST_MAX = 200,
	STORE_COLLEAGUES_MAX = 200,
};
/* The deputy acts in the principal's place, from day to day, both included. */
struct deputy {
	char principal[OFFICER_MAX], deputy[OFFICER_MAX], appointed_by[OFFICER_MAX];
	struct day first, last;
	enum role role;			/* the principal's; told, and not kept */
	struct instant alive;		/* the same */
};
enum store_deputy_put {
	STORE_DEPUTY_KEPT,
	STORE_DEPUTY_UNKNOWN,		/* they are not two accounts of one unit; nothing was changed */
	STORE_DEPUTY_TOO_MANY,		/* of the principal; nothing was changed */
};
enum store_result	store_deputy_put(struct store *, const struct deputy *, struct day today,
			    enum store_deputy_put *ret);
/* Those of the unit that are not over; with a name those that are his on either side. */
enum store_result	store_deputies(struct store *, struct unit_code, const char *name, struct day today,
			    struct deputy ret[STORE_DEPUTIES_LIST_MAX], size_t *ret_n);
/* By names and days. One that is no longer there has ended already. */
enum store_result	store_deputy_end(struct store *, struct unit_code, const struct deputy *, bool *ret_was_there);
/* The session acts for him from now on; empty: for its own officer. False: he may not. */
enum store_result	store_session_act(struct store *, const uint8_t digest[DIGEST_SIZE],
			    const char *principal, struct day today, bool *ret_may);
/* The first of that unit by name, without their passwords. */
enum store_result	store_colleagues(struct store *, struct unit_code,
			    struct account ret[STORE_COLLEAGUES_MAX], size_t *ret_n);

/* -- filters that officers have saved: store_view.c ------------------------------------ */
enum {
	STORE_VIEWS_MAX = 20,		/* of an account, on all lists */
	STORE_VIEWS_SHARED_MAX = 40,	/* of a unit */
	STORE_VIEW_NAME_MAX = 121,
	STORE_VIEW_QUERY_MAX = 161,
};
struct saved_view {
	char account[OFFICER_MAX];	/* whose it is */
	char name[STORE_VIEW_NAME_MAX];
	char query[STORE_VIEW_QUERY_MAX];
	bool is_shared;			/* with the officers of his unit */
};
/* Of that list: his own by name, then what others of his unit share with him. */
enum store_result	store_views(struct store *, const struct account *, const char *list,
			    struct saved_view ret[STORE_VIEWS_MAX + STORE_VIEWS_SHARED_MAX], size_t *ret_n);
enum store_view_put {
	STORE_VIEW_KEPT,
	STORE_VIEW_TOO_MANY,		/* of the account; nothing was changed */
	STORE_VIEW_TOO_MANY_SHARED,	/* of the unit; nothing was changed */
};
/* In place of that account's view of the same name, and of the one with the same query. */
enum store_result	store_view_put(struct store *, const char *list, const struct saved_view *,
			    enum store_view_put *ret);
/* One of `by`, or one that `by`, being a head, finds shared in his unit. Any other stays. */
enum store_result	store_view_end(struct store *, const struct account *by, const char *list,
			    const char *account, const char *name);

/* -- what officers choose: store_choice.c ----------------------------------------------- */
/* In place of all that the account had chosen: n values under their names. phone NULL: it stays as it is. */
enum store_result	store_choices_put(struct store *, const char *account, const char *const *names,
			    const char *const *values, size_t n, const char *phone);

#endif
