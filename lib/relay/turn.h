/*
 * One turn in memory: what was read, what changed, what has to be sent. Everything lives in
 * the turn's arena and is thrown away with it; until store_commit() nothing has happened.
 */
#ifndef RELAY_TURN_H
#define RELAY_TURN_H

#include "core/notice.h"
#include "relay/relay.h"

/* A docket as this turn sees it. */
struct live {
	struct docket_id id;
	struct docket docket;		/* the fold of all entries below */
	struct bytes header;
	uint8_t header_hash[HASH_SIZE];
	struct sealed *entries;		/* n of them, room for more */
	struct unit_code *holders;	/* who appended which */
	size_t n, capacity;
	uint32_t n_before;		/* as stored; n > n_before: changed */
	struct instant reached;		/* when it came to its holder by letter; zero: it did not travel */
	struct unit_code overruled;	/* whose refusal or silence was set aside in this turn; or none */
	bool is_begun;			/* has a header */
	bool is_filed;			/* an officer filed it in this turn */
	bool is_asked;			/* an inquiry about it goes out with this turn, or has no receipt yet */
	struct instant look;		/* if it is due: since when, as store_due saw it */
};

/* A school's record as this turn sees it. */
struct live_record {
	struct student_number number;	/* as asked for */
	struct unit_code school;
	bool has, is_changed;
	struct record record;
	uint32_t version_before;
	struct record before;		/* as kept; its number may be a newer one than was asked for */
	struct docket_id cause;
	enum record_why why;
	struct unit_code other;		/* the province that has another one of the child; or none */
};

/* By what a row of the index is found. */
enum index_chain { INDEX_BY_ID, INDEX_BY_KEY, INDEX_CHAINS };
enum { INDEX_BUCKETS = 4096 };

/* A row of the index as this turn sees it. */
struct live_index {
	struct index_write write;
	bool is_changed;
	uint32_t next[INDEX_CHAINS];	/* its neighbour in the chain, counted from 1; 0: none */
};

/* What the ministry was asked, as this turn sees it. */
struct live_question {
	struct question_write write;
	bool is_changed;
};

struct index_id {
	char text[STORE_INDEX_ID_MAX];
};

struct index_key {
	uint8_t bytes[INDEX_KEY_SIZE];
};

/* What a province has to tell the ministry, or a school of its own; or the ministry a province. */
struct news_out {
	struct unit_code from, to;
	struct index_news news;
};

/* Two records of one child, at two schools that are to be asked which of them keeps it. */
struct sheet_wanted {
	struct docket_id about;		/* the docket whose re-check has found the other one */
	struct student_number number;	/* of its record */
	uint8_t key[INDEX_KEY_SIZE];	/* that the other one has */
	struct unit_code province, school, other;
};

/* An attachment that a desk of ours has to see. */
struct wanted {
	struct docket_id docket;
	struct unit_code unit, filer;
	uint8_t digest[DIGEST_SIZE];
};

/* An entry of ours that has no stamp yet: t->lives.at[live].entries[entry]. */
struct to_stamp {
	size_t live, entry;
	struct instant at;
};

/* A growing array in the arena. */
#define LIST(type)                                                                         \
	struct {                                                                           \
		type *at;                                                                  \
		size_t n, capacity;                                                        \
	}

/* Chains through a list by the name of its members (turn_place.c). */
enum { PLACE_BUCKETS = 1024 };
struct places {
	uint32_t *heads;	/* PLACE_BUCKETS of them: the last member there, counted from 1; 0: none */
	uint32_t *next;		/* of each member, the one before it in its chain; n of them */
	size_t n, capacity;
};

struct turn {
	const struct relay_options *options;
	const struct relay_law *law;
	struct store *store;
	struct arena *arena;
	struct instant now;
	LIST(struct live) lives;
	struct places live_places;	/* by id */
	LIST(struct to_stamp) to_stamp;
	LIST(struct live_record) records;
	struct places asked_places, kept_places;	/* by the number asked for; by the one that is kept */
	LIST(struct record_write) promoted;
	LIST(struct progress_write) progress;	/* of units below, that came */
	LIST(struct progress) told;
	LIST(struct student_number) moved;	/* whose records changed school or status */
	LIST(struct dead_letter) dead;
	LIST(struct fork) forks;
	LIST(struct notice_write) notices;
	LIST(struct handled_write) handled;
	LIST(struct outgoing) outgoing;
	struct places outgoing_places;	/* by the letter's id */
	LIST(struct outgoing_done) done;
	LIST(struct sweep_write) sweeps;
	LIST(struct position_move) positions;
	LIST(struct term_write) terms;
	LIST(struct part_write) parts;
	LIST(struct wanted) wanted;
	LIST(struct named) named;
	LIST(struct publication_write) publications;
	LIST(int64_t) replayed;
	LIST(struct letter) receipts;	/* RECEIPTS letters, sent after the commit */
	LIST(struct index_id) index_ids;	/* asked for, as ... */
	LIST(struct index_key) index_keys;	/* ... these, */
	LIST(struct live_index) index;	/* and what there is, in chains */
	uint32_t *index_heads[INDEX_CHAINS];
	LIST(struct news_out) news;
	LIST(struct sheet_wanted) sheets;
	LIST(struct letter) index_letters;
	LIST(struct live_question) questions;
	LIST(struct student_number) prefixes, taken;	/* numbers asked for, and those not free */
	bool *dead_is_new;		/* after the commit: which of `dead` were not there before */
};

/* Makes room for one more element and returns it, zeroed. */
#define LIST_ADD(t, list)                                                                  \
	((list).at = list_grow((t)->arena, (list).at, (list).n, &(list).capacity,          \
	     sizeof((list).at[0])),                                                        \
	    &(list).at[(list).n++])
void	*list_grow(struct arena *, void *at, size_t n, size_t *capacity, size_t size);

/* -- turn_place.c --------------------------------------------------------------------- */
uint32_t	place_hash(const char *name);
/* Before others: of a list that has n members now. */
void		place_begin(struct arena *, struct places *, size_t n);
/* The next member of the list has that hash. */
void		place_add(struct arena *, struct places *, uint32_t hash);
/* The last member whose hash may be that one, counted from 1, next[it - 1] the one before; 0: none. */
uint32_t	place_first(const struct places *, uint32_t hash);

/* What became of a letter. */
enum letter_fate {
	LETTER_APPLIED,		/* receipt */
	LETTER_KNOWN,		/* receipt */
	LETTER_EARLY,		/* no receipt: it will come again */
	LETTER_DEAD,		/* kept with its reason; no receipt either */
	LETTER_FORKED,		/* evidence kept, receipt */
};

/* -- turn.c: dockets and records ------------------------------------------------------ */
/* Loads the dockets and folds them; then the records their steps may need. */
enum store_result	turn_load(struct turn *, const struct docket_id *ids, size_t n);
enum store_result	turn_load_records(struct turn *, const struct student_number *numbers,
			    const struct unit_code *schools, size_t n);
struct live		*turn_live(struct turn *, struct docket_id);
/* One record is one live record, by whichever of its numbers it was asked for. NULL: not loaded. */
struct live_record	*turn_record(struct turn *, struct student_number, struct unit_code school);
bool			 turn_serves(const struct turn *, struct unit_code);
/* The tree of that version, or where there is none that of then. */
const struct registry	*turn_registry(struct turn *, struct instant then, uint32_t version);
/* The world as docket_step sees it for that header, by the law it was filed under; a filing's is that
 * of now. False: a unit is unknown here. */
bool			 turn_world(struct turn *, const struct header *, struct world *ret);
/* Decides and appends; then takes every automatic step that is ours. The verdict is the decision's.
 * `slip`: evidence of a travelled request. */
enum verdict		 turn_step(struct turn *, struct live *, const struct happening *,
			    struct bytes slip, bool has_open_filing);
void			 turn_proceed(struct turn *, struct live *);
/* Stamps what was appended since the last time: one signature for all entries of a unit. Before any
 * of them leaves the turn. */
void			 turn_stamp(struct turn *);
/* Appends an entry that is already encoded, one of ours without its stamp: folds it and lets it act on the records. */
enum verdict		 turn_append(struct turn *, struct live *, const struct entry *,
			    const struct sealed *);
/* Entry n, 1 .. l->n. */
bool			 turn_entry(const struct live *, size_t n, struct entry *ret);
/* Gives a live docket its header. */
void			 turn_begin(struct turn *, struct live *, struct bytes header,
			    const struct header *);
void			 turn_tell(struct turn *, struct docket_id, enum notice_kind,
			    struct unit_code by, enum stage, struct unit_code told);
void			 turn_tell_of(struct turn *, const struct notice_write *);
void			 turn_tell_superior(struct turn *, const struct live *,
			    enum notice_kind, struct unit_code by);

/* -- turn_letter.c: letters in -------------------------------------------------------- */
/* Applies one decoded letter that came on `topic`; *ret_why is set for LETTER_DEAD. */
enum letter_fate	turn_letter(struct turn *, const struct letter *, const char *topic,
			    enum verdict *ret_why);

/* -- turn_attachment.c: scans that travel apart ----------------------------------------- */
/* Asks the filers for what desks of ours have to see now and is not here; what is here, and what is filed,
 * stays. */
enum store_result	turn_fetch(struct turn *);
/* Takes away some of the scans that were sent here and that no docket names in time; a transaction of its own,
 * because nothing of a turn hangs on it. */
enum store_result	turn_drop_unnamed(struct store *, struct instant now, bool *ret_is_more);
/* A unit asks for one; its bytes, if they are here, stand in the letter already. */
enum letter_fate	turn_take_fetch(struct turn *, const struct letter *,
			    enum verdict *ret_why);
enum letter_fate	turn_take_part(struct turn *, const struct letter *,
			    enum verdict *ret_why);

/* -- turn_publication.c: law that is published ------------------------------------------ */
/* One that came; *ret_why is set for LETTER_DEAD. */
enum letter_fate	turn_take_publication(struct turn *, const struct publication *,
			    struct bytes value, enum verdict *ret_why);
/* Publishes for a unit that is served here. */
enum verdict		turn_publish(struct turn *, const struct publication *);
/* -- turn_index.c: who has a record where --------------------------------------------- */
/* What a docket at a province's check, or a letter of news, needs of the index; loaded at once. The
 * records that a letter down to a school names are loaded with all others. */
void	turn_index_want(struct turn *, struct student_number, struct citizen_id);
/* The same for one that is to get the formal number of that ID. */
void	turn_index_want_formal(struct turn *, struct student_number, struct citizen_id);
void	turn_index_want_letter(struct turn *, const struct letter *);
enum store_result	turn_index_load(struct turn *);
/* False: it was not asked for. */
bool	turn_index_view(struct turn *, const struct docket *, struct index_view *ret);
/* The province's check was passed: the child is this docket's. */
void	turn_index_claim(struct turn *, const struct docket *);
enum letter_fate	turn_take_index(struct turn *, const struct letter *,
			    enum verdict *ret_why);
/* The ministry's, by the question's key; it has been asked for. */
void	turn_index_want_key(struct turn *, const uint8_t key[INDEX_KEY_SIZE]);
bool	turn_index_is_taken(struct turn *, const struct question *, struct unit_code *ret_where);
void	turn_index_claim_key(struct turn *, const struct question *);
void	turn_index_unclaim_key(struct turn *, const struct question *);
/* The row of that number; the live one of that key, other than `but`. NULL: none that was loaded. */
struct live_index	*turn_index_of(struct turn *, struct student_number);
struct live_index	*turn_index_other(struct turn *, const uint8_t key[INDEX_KEY_SIZE],
			    const struct live_index *but);

/* -- turn_news.c: telling the level above, and the schools of a double ------------------ */
/* After all steps: schools tell their province what changed, provinces the ministry, and schools
 * whose record is a double. */
void	turn_news_tell(struct turn *);

/* -- turn_problem.c: problem records ---------------------------------------------------- */
/* A school is told which of its records are doubles, and marks them; *ret_why for LETTER_DEAD. */
enum letter_fate	turn_take_doubles(struct turn *, const struct letter *,
			    enum verdict *ret_why);
/* At the ministry: news of a child of whom another province has a record too, or seems to. True:
 * nothing else is to be done with it. `x`: the child's row. */
bool	turn_take_double(struct turn *, struct live_index *x, const struct index_news *,
	    struct unit_code from);
/* At the ministry: the row becomes that province's; where the record was is remembered, so that late
 * news from there is known. */
void	turn_remember_other(struct live_index *x, struct unit_code from);
/* Its re-check has found another record of the child: the two schools' lowest common level finds out
 * which of them keeps it, if it is not doing so already. */
void	turn_sheet_want(struct turn *, const struct docket *, const struct entry *failed);
void	turn_file_sheets(struct turn *);

/* -- turn_question.c: what the ministry is asked about a child -------------------------- */
/* The ministry is asked about the child of a docket that waits for it here. */
void	turn_question_ask(struct turn *, const struct live *);
/* After all steps: questions whose docket has ended in vain fall away. */
void	turn_question_give_up(struct turn *);
enum letter_fate	turn_take_inquiry(struct turn *, const struct letter *,
			    enum verdict *ret_why);
/* As it is stored, before the first of these. */
void	turn_question_loaded(struct turn *, const struct question *);
/* The register has answered it: the index is asked once more, and the province told. */
void	turn_question_answered(struct turn *, const struct question *);

/* -- turn_number.c: temporary numbers ------------------------------------------------- */
/* All numbers of that kind, division and birth date; loaded at once. G: nothing. */
void	turn_numbers_want(struct turn *, struct student_number);
enum store_result	turn_numbers_load(struct turn *);
/* That number, or the next one that nobody has; it is taken from then on. False: none is left. */
bool	turn_numbers_free(struct turn *, struct student_number, struct student_number *ret);
/* Where to begin to look for the number of a first record: L, or J for a child without a citizen
 * ID. Empty for a school that is unknown. */
struct student_number	turn_numbers_first(const struct turn *, const struct header *);

/* -- turn_courier.c: letters out ------------------------------------------------------ */
/* For every docket that changed: hand over, tell the filer, tell everybody at the end. */
void	turn_deliver(struct turn *);
/* UNKNOWN_KEY if the sender cannot stamp it, UNKNOWN_UNIT if it has no topic: nothing is sent. */
enum verdict	turn_send(struct turn *, struct letter *);
/* The same of what may have to be said again before the receipt of the first has come: it is one letter of
 * the outbox, the newest. `what` tells it from others of its kind, docket, sender and receiver. */
enum verdict		 turn_send_once(struct turn *, struct letter *, const char *what);
/* Entries first..n of a docket to a unit. */
void	turn_send_entries(struct turn *, const struct live *, struct unit_code from,
	    struct unit_code to, uint32_t first);
void	turn_receipt(struct turn *, const struct letter *, uint32_t n);
/* The bytes of deliveries, which the outbox does not keep, into the values of those without: the same bytes as
 * the first time. */
enum store_result	turn_write_again(struct turn *, struct outgoing *list, size_t n);

/* -- turn_sweep.c: terms -------------------------------------------------------------- */
void	turn_sweep(struct turn *, struct live *);
/* Tells the offices above how far term verification has come. */
void	turn_tell_progress(struct turn *, const struct progress *, size_t n);
/* Brings records into the present school year. */
void	turn_promote(struct turn *, const struct record *, size_t n);
/* Begins to give these a formal number (turn_formal.c). */
void	turn_formal(struct turn *, const struct temporary *, size_t n);
/* Counts its term again by the calendar of today; as it is stored. */
void	turn_redate(struct turn *, struct live *, const struct misdated *);
/* When a docket wants to be looked at next; zero: never. */
struct instant	turn_next_look(const struct turn *, const struct docket *);

#endif
