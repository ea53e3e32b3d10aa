/*
 * The relay is the shell around the core: letters and officers' actions in, one turn, one
 * transaction, letters out.
 *
 *	turn     poll -> decode and check -> load -> docket_step for each, in order -> commit
 *	courier  sends what was committed; sends again what got no receipt
 *	sweeper  turns terms that are over into happenings
 *
 * One thread runs relay_run(); any thread may call relay_submit(), which is answered after
 * the turn that took it was committed, never before.
 */
#ifndef RELAY_RELAY_H
#define RELAY_RELAY_H

#include "bus/bus.h"
#include "core/docket.h"
#include "store/store.h"
#include "wire/keyring.h"
#include "wire/wire.h"

struct relay;

/* Law that is published comes on this topic, to every daemon. */
#define RELAY_REGISTRY_TOPIC "xueji.v1.registry"

/* Law that was published, and what became of it. */
struct relay_publication {
	const struct publication *publication;
	enum verdict verdict;
	const char *why;	/* of PUBLICATION_FAULTY: file:line and the reason; otherwise empty */
};

/* What the relay takes from the law: views that stay valid until the next relay_law(). */
struct relay_law {
	const struct registry *registry;	/* of today */
	/* law_registry_at: as it was then; of that version if there is one. NULL: there is no other */
	struct registry (*registry_at)(const void *law, struct instant at, uint32_t version);
	const struct unit_contacts *contacts;	/* NULL: none is published */
	const struct calendar *calendar;
	const struct division_codes *divisions;
	const struct policy *nation;	/* its policy of today */
	/* law_policy_at: of the province of that unit, then; of that version if it is not 0 */
	const struct policy *(*policy)(const void *law, struct unit_code, struct instant at,
	    uint32_t version);
	bool (*is_ahead)(const void *law, struct unit_code, uint32_t version);	/* law_is_ahead */
	enum verdict (*judge)(const void *law, struct publication *, char *ret_why, size_t size);
	bool (*published)(const void *law, size_t i, struct relay_publication *ret);	/* false: past the end */
	const void *law;
	const struct keyring *keyring;
};

/* What a reload may change. */
struct relay_pace {
	int turn_letters;	/* most of one turn */
	int turn_every_ms;	/* from the beginning of a turn to that of the next, under full load */
	int resend_after_s;
	int sweep_every_s;
};

struct relay_options {
	enum level level;
	const char (*serves)[256];	/* division prefixes */
	size_t n_serves;
	const char (*topics)[256];	/* "level:prefix=topic" */
	size_t n_topics;
	uint8_t index_secret[INDEX_KEY_SIZE];	/* of provinces: see wire_index_key() */
	struct relay_pace pace;
	int64_t (*now_ms)(void);
	void (*new_id)(char ret[37]);
};

void		 relay_free(struct relay *);
struct relay	*relay_new(const struct relay_options *, const struct relay_law *,
		    struct store *, struct bus *)
		    __attribute__((malloc, malloc(relay_free, 1), warn_unused_result));
/* For bus_options.position; the context is the relay. */
int64_t		 relay_position(void *relay, const char *topic, int32_t partition);
/* The bus needs the relay and the relay the bus: set once, before the first turn. */
void		 relay_set_bus(struct relay *, struct bus *);
/* Swaps the law (SIGHUP). To be called between two turns by the thread that runs them; the
 * old views may go when it returns. */
void		 relay_set_law(struct relay *, const struct relay_law *);
/* Thread of the turns, from the next one on. */
void		 relay_set_pace(struct relay *, struct relay_pace);
/* Everything without receipt is due at the next look of the courier: for a Kafka that is reached
 * again. Thread of the turns. */
void		 relay_resend_now(struct relay *);
/* One turn: waits at most wait_ms for something to do. False: bad weather, nothing done;
 * wait a little and call again. */
bool		 relay_turn(struct relay *, int wait_ms);
/* New filings are OVERLOADED from now on, to be tried again after so many seconds; 0: they are taken.
 * Nothing else is refused, and what waits already is answered. Any thread. */
void		 relay_put_off_filings(struct relay *, unsigned retry_after_s);
/* Wakes relay_turn and refuses new actions with BUSY; waiting ones are still answered. */
void		 relay_drain(struct relay *);
bool		 relay_is_idle(struct relay *);	/* drained: no action waits */

/* The population register has answered questions that are in the store: any thread. */
void		 relay_answered(struct relay *);

bool		 relay_serves(struct relay *, const struct unit *);	/* any thread */
/* Another number than before: something may have come to the desk of that unit. Any thread. */
uint32_t	 relay_news(struct relay *, struct unit_code);
/* The topic a unit's letters go to; false for a unit that is nowhere. */
bool		 relay_topic_of(const struct relay_options *, const struct registry *,
		    const struct unit *, char ret[TOPIC_MAX]);
/* The row of kafka.topics that routes units of that level and division, and how long its
 * prefix is; NULL: none does, and the default topic counts. */
const char	*relay_topic_row(const struct relay_options *, enum level,
		    struct unit_code division, size_t *ret_prefix);

/* -- officers' actions ---------------------------------------------------------------- */
struct relay_action {
	struct docket_id docket;
	uint32_t seen_n;	/* the entry the officer last saw; 0: no matter. Otherwise
				 * CHANGED_MEANWHILE if the docket has moved on */
	struct happening happening;	/* `at` is filled in by the relay */
	int64_t replay;		/* not 0: replay this dead letter instead; happening is ignored */
	bool is_trial;		/* FILE: only what stands against it is asked, and nothing is filed */
	const struct publication *publish;	/* not NULL: publish this instead, stamped and dated
						 * by the relay; the same */
};

struct relay_answer {
	enum verdict verdict;
	bool is_underway;	/* OK, but the request now travels to the unit that holds the docket */
	uint32_t n;		/* entries after it */
	struct instant opens;	/* with WINDOW_CLOSED, PROVINCE_WINDOW_CLOSED; zero: unknown */
	unsigned retry_after_s;	/* with OVERLOADED */
	struct docket_id open;	/* with DUPLICATE_FILING, or a trial that finds it: the docket that is open */
	enum verdict found[TRIED_MAX];	/* of a trial with OK: what stands against it, ... */
	size_t n_found;			/* ... 0: nothing that is known here */
};

/* Blocks until committed, at most wait_ms; then BUSY (the outcome is unknown; asking again
 * with the same docket id does nothing twice). */
struct relay_answer	relay_submit(struct relay *, const struct relay_action *, int wait_ms);

/* Many at once, each an action of its own with an answer of its own: one may be done and the next
 * refused. They share turns, so that a hundred take little longer than one. */
struct relay_submission {
	struct relay_action action;
	struct relay_answer answer;
};
void			relay_submit_all(struct relay *, struct relay_submission *, size_t n,
			    int wait_ms);

/* Records that come from another system, without an enrolment: used to
 * seed demonstrations and tests. Existing numbers of the same school are left as they are.
 * Returns OK, NOT_SERVED or BUSY. */
enum verdict	relay_import(struct relay *, const struct record *, size_t n, int wait_ms);

#endif
