/*
 * The insides of a relay, shared by the files of this folder: the queue in which officers'
 * threads wait (relay_queue.c), what a turn gathered (relay.c) and did (relay_decide.c).
 */
#ifndef RELAY_RELAY_LOOP_H
#define RELAY_RELAY_LOOP_H

#include <pthread.h>

#include "relay/turn.h"

/* What a waiting thread wants; lives on its stack. */
struct wish {
	const struct relay_action *action;	/* or */
	const struct record *records;
	size_t n_records;
	struct relay_answer answer;
	struct student_number number;	/* given to a first record that is filed */
	int tries;
	bool is_outcome_unknown;	/* a COMMIT that held it got no answer; */
	size_t n_tried;		/* its docket had so many entries before that */
	enum { WISH_QUEUED, WISH_TAKEN, WISH_DONE } state;
	size_t line;	/* in which it waits */
	struct wish *next;
};

/* Wishes wait in lines: what officers decide in the first, which goes before all others, and filings in
 * one of the rest, by county. Those are served in turn, so that a county that files for a hundred schools at
 * once waits for itself. */
enum { LINE_OF_DECISIONS, LINE_OF_FILINGS, RELAY_LINES = 64 };
enum { RELAY_NEWS = 256 };
struct line {
	struct wish *first, **last;
};

struct partition {
	char topic[TOPIC_MAX];
	int32_t partition;
	int64_t next;	/* as stored; -1: nothing stored yet */
};

struct relay {
	struct relay_options options;
	struct relay_law law;
	struct store *store;
	struct bus *bus;
	struct arena *arena;
	struct partition *partitions;
	size_t n_partitions, partitions_capacity;
	int64_t next_sweep_us, next_resend_us;
	int64_t next_turn_us;	/* not before */
	bool is_all_sent;	/* since the start, or since relay_resend_now, all letters were due */
	bool is_committing;	/* this turn has come to store_commit() */
	bool is_to_republish;	/* the registry's topic was wiped, and holds what we published no more */
	bool is_redating;	/* the calendar is another one, and some terms may not be */
	struct temporary formal_after;	/* the record at which the last batch ended; empty: from the first */
	bool is_solo;		/* after a conflict: officers' actions without letters */
	int wake[2];
	_Atomic uint32_t news[RELAY_NEWS];	/* grows with what comes to the desks of these units */
	pthread_mutex_t lock;	/* guards what follows */
	pthread_cond_t done;
	struct line lines[RELAY_LINES];
	size_t n_waiting, next_line;
	bool is_draining;
	unsigned put_off_s;	/* filings; 0: they are taken */
	bool has_answers;	/* the population register may have answered something */
};

/* A letter of this turn and what became of it. */
struct arrival {
	const struct bus_event *event;	/* NULL: a replay */
	struct letter letter;	/* or */
	const struct publication *publication;	/* not NULL: what came on the registry's topic */
	enum verdict verdict;	/* of decoding */
	struct wish *wish;	/* of an officer who replays it; else NULL */
	bool is_put_off;	/* enough was loaded for this turn: it comes again */
};

struct gathered {
	struct bus_event *events;
	size_t n_events;
	struct arrival *arrivals;
	size_t n_arrivals;
	struct wish **wishes;
	size_t n_wishes;
	struct due *due;
	size_t n_due;
	struct misdated *misdated;	/* while terms are counted again */
	size_t n_misdated;
	struct docket_id *orphaned;	/* that lie with units which are void */
	size_t n_orphaned;
	struct record *unpromoted;	/* of a school year that is over */
	size_t n_unpromoted;
	struct temporary *temporary;	/* records that are to get a formal number */
	size_t n_temporary;
	struct question *answered;	/* by the population register */
	size_t n_answered;
	struct progress *progress;	/* of units of ours, to be told to the offices above */
	size_t n_progress;
	bool is_more_unnamed;	/* scans that are to be taken away */
};

/* -- relay_queue.c -------------------------------------------------------------------- */
void	relay_queue_begin(struct relay *);
void	relay_queue_end(struct relay *);
/* Until a letter or an action is there, at most so long. */
void	relay_wait(struct relay *, int wait_ms);
/* What a turn costs whatever is in it, a flush and a round of statements, is shared by all that comes
 * meanwhile. So the one after a turn that began now with n letters and actions waits for company, the longer
 * the more there were, at most turn_every_ms: an idle daemon does not. */
void	relay_pace(struct relay *, size_t n);
void	relay_await_company(struct relay *);
bool	relay_has_wishes(struct relay *);
/* Puts it into the queue and does not wait: it stays where it is until its state is WISH_DONE. False:
 * it was not taken, and its answer says why. */
bool	relay_wish(struct relay *, struct wish *);
/* Did the population register answer since this was asked? */
bool	relay_take_answers(struct relay *);
/* Moves up to turn_letters wishes from the queue into the turn. */
void	relay_take_wishes(struct relay *, struct gathered *);
/* The turn was committed: their answers hold. */
void	relay_answer_wishes(struct relay *, const struct gathered *);
/* The turn was rolled back: they wait again, unless they have lost the race too often. */
void	relay_wishes_again(struct relay *, const struct gathered *, bool is_conflict);

/* -- relay_news.c --------------------------------------------------------------------- */
/* The turn was committed: who watches the desks to which it brought something hears of it. */
void	relay_tell_desks(struct relay *, const struct turn *);

/* -- relay_decide.c ------------------------------------------------------------------- */
/* Loads what the gathered happenings need and lets the core decide, in order. */
enum store_result	relay_decide(struct turn *, struct gathered *);
/* Letter or publication, as the topic says; fills in the verdict. */
void			relay_decode(struct arena *, const struct keyring *, struct arrival *);

#endif
