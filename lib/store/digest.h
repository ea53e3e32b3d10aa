/* Who is told by message what waits for him, once a day: store_digest.c. Like all of store.h. */
#ifndef STORE_DIGEST_H
#define STORE_DIGEST_H

#include "store/store.h"

enum {
	STORE_PHONE_MAX = 21,
	STORE_WISH_MAX = 21,
	STORE_DORMANT_DAYS = 90,	/* without use, and an account is sealed */
};

/* How long there is still time, of a docket on a desk: until that instant at the latest. */
enum store_until {
	STORE_UNTIL_NOW,	/* it is overdue */
	STORE_UNTIL_TODAY,
	STORE_UNTIL_NEXT,	/* the next working day */
	STORE_UNTIL_THIRD,	/* the third one after today */
	STORE_UNTIL_LATER,	/* or there is no term */
	STORE_UNTIL_N,
};
struct digest_day {
	struct day day;
	struct instant ends[STORE_UNTIL_LATER];	/* by enum store_until */
	struct instant alive_after;	/* accounts that were not used since are sealed */
};
enum store_until	store_until(const struct digest_day *, struct instant term);

/* An account that is to be told on that day and was not. */
struct digest_account {
	char name[OFFICER_MAX], phone[STORE_PHONE_MAX];
	struct unit_code unit;
	enum role role;
	uint32_t stands_in;	/* as a deputy, in which other roles: 1 << role of each */
	char wish[STORE_WISH_MAX];	/* what it has chosen under that name; empty: as usual */
};
/* By name, those after `after`; room for max in ret. */
enum store_result	store_digest_accounts(struct store *, const struct digest_day *, const char *choice,
			    const char *after, size_t max, struct digest_account *ret, size_t *ret_n);
/* What lies on the desks of units that have such an account, by unit and stage. */
struct digest_count {
	struct unit_code unit;
	enum stage stage;
	int64_t n[STORE_UNTIL_N];
};
enum store_result	store_digest_counts(struct store *, struct arena *, const struct digest_day *,
			    struct digest_count **ret, size_t *ret_n);
/* The dockets of one stage on those desks, by id: those after `after`; room for max in ret. */
struct digest_docket {
	struct docket_id id;
	struct unit_code holder;
	struct instant term;
};
enum store_result	store_digest_dockets(struct store *, const struct digest_day *, enum stage,
			    struct docket_id after, size_t max, struct digest_docket *ret, size_t *ret_n);
/* Settles that day for that account. False in *ret_is_mine: somebody has, or its telephone is another now. */
enum store_result	store_digest_take(struct store *, const struct digest_day *, const struct digest_account *,
			    bool *ret_is_mine);
/* As if it had not: the message could not be handed over. */
enum store_result	store_digest_give_back(struct store *, const struct digest_day *, const char *account);

#endif
