/*
 * The whole country in one process, one thread, virtual time and one seed: the relays of all daemons,
 * linked unchanged against a store (store_memory.c) and a bus (bus_memory.c) of memory, officers who
 * file and decide (story.c), what may go wrong (chaos.c) and what must hold at every step (check.c).
 * README.md says how to read a failure.
 */
#ifndef SIM_H
#define SIM_H

#include <setjmp.h>
#include <stdio.h>

#include "core/land.h"
#include "relay/relay_loop.h"

enum fault {
#define FAULT(name, ...) FAULT_##name,
#include "sim/fault.def"
#undef FAULT
	FAULT_N,
};

enum plant {
#define PLANT(name, ...) PLANT_##name,
#include "sim/plant.def"
#undef PLANT
	PLANT_N,
};

enum {
	DAEMONS_MAX = 12,
	INSTANCES_MAX = 2,	/* of a daemon */
	SERVES_MAX = 4,
};

#define INDEX_SECRET	"the secret of all provinces"

#define SECOND_MS	INT64_C(1000)
#define MINUTE_MS	(60 * SECOND_MS)
#define HOUR_MS		(60 * MINUTE_MS)
#define DAY_MS		(24 * HOUR_MS)

struct store;
struct bus;

/* What was published, as far as it has come there. */
struct law_known {
	int version;		/* of the provinces' policies */
	bool has_tree, has_calendar;	/* the changes of units; the calendar that was corrected */
};

/* One process of a daemon. What dies with it hangs here. */
struct instance {
	struct daemon *daemon;
	int no;			/* among those of its daemon */
	struct relay *relay;	/* NULL: it does not run */
	struct store *store;
	struct bus *bus;
	int64_t skew_ms;	/* of its clock */
	int64_t start_at;	/* if it does not run; true time */
	bool is_paused;
	struct law_known known;	/* when its turn began */
	struct registry tree;	/* as it was then */
	jmp_buf *end;		/* where a crash in the middle of a turn leads to */
	int64_t looked_at;	/* its last turn without need */
	int64_t rests_until;	/* after bad weather, as the daemon's loop does */
};

struct daemon {
	const char *name;
	enum level level;
	char serves[SERVES_MAX][256];
	size_t n_serves;
	char topic[TOPIC_MAX];
	struct db *db;
	struct instance instances[INSTANCES_MAX];
	int n_instances;
	struct law_known known;
	int64_t cut_off_until;	/* from the bus */
	int64_t full_until;	/* its disk */
	int64_t no_key_until;	/* it cannot stamp */
	bool was_rolled_back;
};

extern struct sim {
	uint64_t seed, state;
	int64_t now_ms;		/* true time */
	int64_t began_ms;
	unsigned n_ids;
	unsigned faults;	/* bits of enum fault, of this seed */
	bool is_calm;		/* faults have stopped */
	bool is_loud;		/* prints a transcript */
	enum plant plant;
	struct instance *current;	/* whose code runs; NULL: nobody's */
	struct daemon daemons[DAEMONS_MAX];
	int n_daemons;
	struct arena *arena;	/* of this seed; everything that outlives a turn */
	char violation[400];	/* empty: none */
	jmp_buf end;		/* of the seed */
	unsigned n_turns, n_commits, n_letters, n_new_letters, n_struck[FAULT_N];
} sim;

/* -- base.c: chance, time and words ---------------------------------------------------- */
uint64_t	sim_random(void);
int64_t		sim_below(int64_t n);		/* 0 .. n - 1 */
bool		sim_chance(int64_t one_in);
bool		fault_is_on(enum fault);
bool		strike(enum fault);		/* now? */
void		sim_id(char ret[37]);
/* A line of the transcript; costs nothing if nobody reads it. */
void		sim_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Ends the seed. */
_Noreturn void	sim_violation(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* -- country.c: daemons and their law --------------------------------------------------- */
void		country_prepare(void);		/* once a process: keys take long */
void		country_finish(void);
void		country_begin(void);
void		country_end(void);
/* Runs everything until that (true) time, or until nothing is left to do. */
void		country_run(int64_t until_ms);
struct daemon	*country_daemon_of(struct unit_code);
bool		daemon_serves(const struct daemon *, struct unit_code);
/* An instance that takes an officer's action now; NULL: none is up. */
struct instance	*daemon_door(struct daemon *);
void		instance_start(struct instance *);
void		instance_stop(struct instance *, int64_t down_ms);
/* At the border of an effect: here the process may end. */
void		border(struct instance *);
/* Stands still for a while; the rest of the country goes on. */
void		instance_pause(struct instance *);
/* For less time than a session lasts: its partitions stay its own. */
void		instance_stall(struct instance *);
const struct keyring	*country_keyring(void);
extern struct policy	country_policies[2][3];	/* by version - 1: nation, 湖南, 广东 */
/* Does a policy of the docket's versions leave that stage to a rule? */
bool		country_has_rule(const struct header *, enum stage);
const struct calendar	*country_calendar(const struct law_known *);
bool		country_moves_units(void);

/* -- store_memory.c --------------------------------------------------------------------- */
struct table {
	char *at;
	size_t n, capacity, size;
};

/* Entries are never changed, so states of a database share them. */
struct entry_node {
	struct sealed sealed;
	const struct entry_node *before;
};

struct docket_row {
	struct docket_id id;
	uint32_t n, calendar;
	enum business kind;
	enum scope scope;
	enum docket_state state;
	enum stage stage;
	struct unit_code holder, receiving_school, sending_school;
	struct student_number number;
	struct instant since, term, next_look, filed_at, reached;
	bool is_automatic, is_held_here, is_filed_here, is_finding;
	struct bytes header;
	const struct entry_node *last;
};

struct outbox_row {
	struct outgoing out;
	struct instant written_at;
	int attempts;
};

enum table_name { T_POSITION, T_DOCKET, T_RECORD, T_INDEX, T_QUESTION, T_OUTBOX, T_DEAD, T_FORK,
	T_NOTICE, T_ATTACHMENT, T_N };

struct db {
	struct daemon *daemon;
	struct table now[T_N];
	enum { HISTORY = 6 } history_max;
	struct table before[HISTORY][T_N];	/* states before the last commits, newest first */
	int n_before;
};

struct db	*db_new(struct daemon *);
void		db_free(struct db *);
struct store	*store_memory(struct db *, struct instance *);
void		store_memory_free(struct store *);
/* The last commits are gone. */
void		db_roll_back(struct db *, int commits);
const struct docket_row	*db_docket(const struct db *, struct docket_id);
void		db_forget(struct db *, const char *letter);	/* a planted bug: out of the outbox */
/* Folds a docket as it is stored. */
bool		db_fold(const struct db *, struct docket_id, struct docket *ret);
/* When the courier or the sweeper has something to do next; INT64_MAX: never. */
int64_t		db_next_resend(const struct db *);
int64_t		db_next_look(const struct db *);

#define ROWS(db, name, type) ((type *)(void *)(db)->now[name].at)
#define N_ROWS(db, name) ((db)->now[name].n)

/* -- bus_memory.c ----------------------------------------------------------------------- */
void		bus_memory_begin(void);
void		bus_memory_end(void);
struct bus	*bus_memory(struct instance *);
void		bus_memory_free(struct bus *);
void		bus_rebalance(struct daemon *);	/* an instance came or went */
bool		bus_has_letters(struct bus *);
/* Letters under way whose time has come are there. */
void		bus_deliver(void);
int64_t		bus_next(void);	/* when the next one arrives; INT64_MAX: none */
void		bus_wipe(void);		/* a topic, its tail, or its head: by chance */
void		bus_lose_tail(void);
void		bus_lose_head(void);

/* -- story.c: officers ------------------------------------------------------------------- */
void		story_begin(void);
int64_t		story_next(void);
void		story_rescan(void);	/* whoever still has something on the desk */
void		story_act(void);	/* whose time has come */
void		story_look_at(struct instance *);	/* answers of its last turn */
void		story_impatient(struct instance *);	/* it stands still */
void		story_lost(struct instance *);		/* with everything that waited there */
/* A docket lies on a desk of that daemon. */
void		story_on_desk(struct daemon *, const struct docket *);
bool		story_is_over(void);	/* nobody has anything left to do */
/* Has that officer, in that place, asked for that? */
bool		story_has_asked(const struct entry *);
struct child {
	struct record record;	/* as imported; or only citizen ID and name */
	bool is_imported;
};
extern struct children {
	struct child at[16];
	size_t n;
} children;

/* -- chaos.c ----------------------------------------------------------------------------- */
void		chaos_begin(void);
int64_t		chaos_next(void);
void		chaos_act(void);
void		chaos_end(void);	/* from now on it is calm */

/* -- check.c ----------------------------------------------------------------------------- */
void		check_begin(void);
void		check_commit(struct db *, const struct batch *);
void		check_sent(struct instance *, const struct bus_letter *);
void		check_rolled_back(struct daemon *);
/* Everything is closed, told and receipted. */
void		check_end(void);
bool		check_is_closed(void);	/* all dockets have ended */
/* Does any docket have an entry of that officer? */
bool		check_has_entry_of(const char *officer);
bool		check_has_docket(struct docket_id);

bool		plant_is(enum plant);

#endif
