/*
 * The store keeps everything that matters. A turn reads what it needs with a few queries,
 * decides in memory, and writes one batch in one transaction: positions, dockets,
 * records, outgoing letters. store_pg.c is the adapter for PostgreSQL; the simulation
 * brings its own.
 *
 * A store is one connection and belongs to one thread. Results live in the arena given.
 * STORE_AGAIN is weather: nothing is known about the outcome of a commit, and repeating the
 * whole turn is always right.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/sealed.h"
#include "core/publication.h"

struct store;

enum store_result {
	STORE_OK,
	STORE_AGAIN,	/* connection, serialization, disk full ...: try the whole turn again */
	STORE_CONFLICT,	/* a condition of the batch did not hold; nothing was written */
};

enum {
	STORE_TOPIC_MAX = 64,
	STORE_LETTER_ID_MAX = 37,
	STORE_PASSWORD_MAX = 128,
	STORE_SCHEMA_VERSION = 31,
	STAGES_MAX = 64,
};

/* -- opening -------------------------------------------------------------------------- */
void		 store_close(struct store *);
/* Never fails for weather: connects when first used, and again after it was lost. */
struct store	*store_open(const char *conninfo, const char *application_name)
		    __attribute__((malloc, malloc(store_close, 1), warn_unused_result));
enum store_schema {
	STORE_SCHEMA_OK,
	STORE_SCHEMA_AWAY,	/* database not reachable */
	STORE_SCHEMA_OLD,	/* migrate */
	STORE_SCHEMA_UNKNOWN,	/* newer than this program: refuse to start */
};
enum store_schema	store_schema(struct store *);
/* Brings the schema up to STORE_SCHEMA_VERSION under an advisory lock; idempotent. False with
 * a reason; an unknown newer version is such a reason. */
bool		 store_migrate(struct store *, char *reterr, size_t size);
bool		 store_is_up(const struct store *);	/* the last call reached it */
/* Why the last call did not return OK: one line, no data of any row. */
const char	*store_trouble(const struct store *);

/* -- reading for a turn --------------------------------------------------------------- */
struct stored_docket {
	struct docket_id id;
	struct folder folder;	/* header and all entries; n = 0 and empty header: unknown */
	struct instant reached;	/* as written; zero: never was */
};
/* In the order of ids; unknown ones come back empty. */
enum store_result	store_dockets(struct store *, struct arena *,
			    const struct docket_id *ids, size_t n, struct stored_docket *ret);

struct stored_record {
	bool has;
	struct record record;
};
/* By any number the student ever had, in the order asked, kept by that school. */
enum store_result	store_records(struct store *, const struct student_number *numbers,
			    const struct unit_code *schools, size_t n, struct stored_record *ret);
/* The open docket that the school has for this student already, a finding or another one as
 * `findings` says; empty: none. Same order. */
enum store_result	store_open_filings(struct store *, const struct student_number *numbers,
			    const struct unit_code *schools, const bool *findings, size_t n,
			    struct docket_id *ret);
/* A row of the index of a province or of the ministry. */
enum { STORE_INDEX_ID_MAX = 65, STORE_INDEX_KEY = 32 };
struct index_row {
	char id[STORE_INDEX_ID_MAX];	/* student number; at the ministry the key in hex */
	bool has_key;			/* the child has a citizen ID */
	uint8_t key[STORE_INDEX_KEY];	/* its keyed hash */
	struct unit_code unit;		/* the school; at the ministry the province */
	enum status status;
	uint32_t version;		/* of the record; 0: claimed by an enrolment under way */
	struct docket_id claim;		/* that enrolment; later the last verification sheet about two
					 * records of the child; empty: none */
	bool is_double;			/* another live row has the same key; at the ministry: both
					 * provinces say that theirs is there */
	/* At the ministry: the other province that has, or had, a record of the child; or none. */
	struct unit_code other;
	uint32_t other_version;		/* what was last heard of that record */
	bool is_asked;			/* it was asked whether it has it still, and has not said so */
	/* In a province, of a number that a record had before: its number now, and the row is no
	 * record's. */
	struct student_number became;
	uint32_t writes;		/* how often it was written before it was read */
};
/* Every row with one of those ids or keys, each once; n_ids or n_keys may be 0. */
enum store_result	store_index(struct store *, struct arena *,
			    const char (*ids)[STORE_INDEX_ID_MAX], size_t n_ids,
			    const uint8_t (*keys)[STORE_INDEX_KEY], size_t n_keys,
			    struct index_row **ret, size_t *ret_n);
/* Every student number, of records or of the index, that begins with one of these: a kind, a
 * division and a birth date, 15 characters. */
enum store_result	store_numbers(struct store *, struct arena *,
			    const struct student_number *prefixes, size_t n,
			    struct student_number **ret, size_t *ret_n);
/* What the ministry was asked about a child, and how far it has come with it. */
enum question_state {
	QUESTION_ASKED = 0,	/* the population register has not answered */
	QUESTION_ANSWERED = 1,	/* it has; the index is asked once more, then who asked is told */
	QUESTION_DONE = 2,
	QUESTION_OVER = 3,	/* its docket ended in vain */
};
struct question {
	struct docket_id docket;
	uint32_t seen;			/* entries of the docket when it was asked */
	struct unit_code unit;		/* the province that asks */
	uint8_t key[STORE_INDEX_KEY];
	bool is_new;			/* an ID that the child did not have so far */
	struct citizen_id citizen_id;	/* empty once it is done */
	char name[STUDENT_NAME_MAX];
	enum question_state state;
	enum verdict code;		/* once there is one */
	struct unit_code found;
	struct instant at;
};
/* Those of these dockets, each once; fewer than n where some were never asked about. */
enum store_result	store_questions(struct store *, struct arena *,
			    const struct docket_id *dockets, size_t n, struct question **ret,
			    size_t *ret_n);
/* Up to max of them in that state, those that wait longest first. */
enum store_result	store_questions_in(struct store *, struct arena *, enum question_state,
			    size_t max, struct question **ret, size_t *ret_n);
/* What the register said of them (`code`): those that are still ASKED become ANSWERED. */
enum store_result	store_questions_answer(struct store *, const struct question *, size_t n);
/* Which of these are not here (yet)? Same order. */
enum store_result	store_attachments_missing(struct store *,
			    const uint8_t (*digests)[DIGEST_SIZE], size_t n, bool *ret);
/* Next offset of a partition; -1 none stored yet. */
enum store_result	store_position(struct store *, const char *topic, int32_t partition,
			    int64_t *ret);

/* -- writing a turn ------------------------------------------------------------------- */
struct position_move {
	char topic[STORE_TOPIC_MAX];
	int32_t partition;
	int64_t from;	/* what this instance read from: the condition; -1: no row yet */
	int64_t to;
};

/* The columns people and sweepers search by; a projection of the fold, never read back
 * into it. Only `reached` is no projection and comes back with the docket. */
struct docket_write {
	struct docket_id id;
	uint32_t n_before;		/* condition: the docket has exactly so many entries; 0: new */
	struct bytes header;		/* if n_before is 0 */
	const struct sealed *entries;	/* the new ones, n_before + 1 ... */
	size_t n_entries;
	const struct docket *docket;	/* the fold after them */
	struct instant reached;		/* when it came to its holder by this daemon's clock */
	struct instant term;		/* docket_term; zero: none */
	uint32_t calendar;		/* the version that it was counted by; 0: an unknown one */
	struct instant next_look;	/* when store_due shall name it; zero: never */
	bool is_held_here;		/* the holder is served by this daemon */
	bool is_filed_here;		/* if n_before is 0: filed in this turn; the condition is that
					 * school and student have no other such docket open */
};

/* Why a version of a record came about, where no docket tells. Numbers are in the database. */
enum record_why {
	RECORD_WHY_DOCKET = 0,		/* or it was entered: then there is no docket either */
	RECORD_WHY_PROMOTION = 1,	/* a new school year began */
	RECORD_WHY_DOUBLE = 2,		/* the index has another one of the same child */
};

/* Who filed what made a version of a record, and the scans that proved it (FAQ-7). */
enum { EVIDENCE_DIGESTS_MAX = ATTACHMENTS_MAX * (2 * DIGEST_SIZE + 1) };
struct evidence {
	struct unit_code unit;		/* empty where no docket tells */
	char officer[OFFICER_MAX];
	char digests[EVIDENCE_DIGESTS_MAX];	/* SHA-256 in hex, a blank between */
};

struct record_write {
	uint32_t version_before;	/* condition; 0: the school keeps none yet */
	struct student_number number_before;	/* if it does: as it is kept */
	struct record record;
	struct docket_id cause;
	enum record_why why;
	struct instant at;
	struct evidence evidence;
};

/* The same docket has one row. */
struct question_write {
	bool is_first;			/* there was none; else the condition is: */
	uint32_t seen_before;
	enum question_state state_before;
	struct question question;
};

struct index_write {
	bool is_new, is_gone;		/* gone: the row is taken away */
	char id_before[STORE_INDEX_ID_MAX];	/* unless it is new: condition, with row.writes */
	struct index_row row;
};

/* Kept until the receiver's receipt. */
struct outgoing {
	char letter[STORE_LETTER_ID_MAX];
	struct docket_id docket;
	struct unit_code from, to;
	uint32_t first, upto;		/* of a delivery: first and last entry in it; 0 otherwise */
	char kind[16];			/* letter_kind_name */
	char topic[STORE_TOPIC_MAX];
	struct bytes value;		/* not kept if first > 0: made again of the docket's entries */
	struct instant sent_at;		/* what the letter says */
	struct instant resend_at;
};

/* A receipt that came: deliveries of that docket to that unit up to n, or that letter. */
struct outgoing_done {
	struct docket_id docket;
	struct unit_code to;
	uint32_t n;
	char letter[STORE_LETTER_ID_MAX];	/* if not empty: only this letter */
};

/* The same bytes on the same topic are one, however often they come. */
struct dead_letter {
	int64_t id;			/* 0 in a batch */
	char topic[STORE_TOPIC_MAX];
	int32_t partition;
	int64_t offset;
	enum verdict reason;
	struct bytes key, value;
	struct instant at;
	struct instant replayed_at;	/* zero: not replayed */
};

/* Evidence: what we hold under that number, and what came instead. */
struct fork {
	struct docket_id docket;
	uint32_t n;
	uint8_t ours[HASH_SIZE];
	struct sealed theirs;
	struct instant at;
};

/* Something a superior was told (or we tell ourselves): overdue, illegal_refusal, fork. */
struct notice_write {
	struct docket_id docket;
	char what[33];
	struct unit_code unit;		/* who did or failed to */
	struct unit_code told;		/* the unit that is told, served here */
	enum stage stage;
	struct instant at;
};

/* A docket whose term was looked at: not again before `next`. Not for one that is written in
 * the same batch, which has its next look there. */
struct sweep_write {
	struct docket_id docket;
	uint32_t n;			/* condition: entries it had ... */
	struct instant before;		/* ... and the look store_due saw */
	struct instant next;
};

/* A term that was counted again by another calendar; not for a docket that is written in the same
 * batch. */
struct term_write {
	struct docket_id docket;
	uint32_t n;			/* condition: entries it had ... */
	struct instant before;		/* ... and its term */
	struct instant term;
	struct instant next_look;	/* if the term is another one */
	uint32_t calendar;		/* the version that was looked into */
};

/* A part of an attachment that came. Once all are there they are joined. */
struct part_write {
	struct attachment of;
	uint32_t index;
	struct bytes data;
};

/* An attachment that a docket here names: if it is here, it stays. */
struct named {
	uint8_t digest[DIGEST_SIZE];
};

/* Law that was published. The same value is one, however often it comes. */
struct publication_write {
	const struct publication *publication;
	struct bytes value;	/* as it was stamped */
};

/* A unit below tells how far it has come; `told` tells the office above it in turn. */
struct progress_write {
	struct progress progress;
	struct unit_code told;
};

/* An officer of a unit that is served here has put his stamp under that entry. */
struct handled_write {
	struct docket_id docket;
	struct unit_code unit;
	char officer[OFFICER_MAX];
	uint32_t n;
	struct instant at;
};

struct batch {
	const struct position_move *positions;
	size_t n_positions;
	const struct docket_write *dockets;
	size_t n_dockets;
	const struct record_write *records;
	size_t n_records;
	const struct index_write *index;
	size_t n_index;
	const struct question_write *questions;
	size_t n_questions;
	const struct outgoing *outgoing;
	size_t n_outgoing;
	const struct outgoing_done *done;
	size_t n_done;
	const struct dead_letter *dead;
	size_t n_dead;
	const struct fork *forks;
	size_t n_forks;
	const struct notice_write *notices;
	size_t n_notices;
	const struct handled_write *handled;	/* of dockets that are written in the same batch */
	size_t n_handled;
	const struct sweep_write *sweeps;
	size_t n_sweeps;
	const struct term_write *terms;
	size_t n_terms;
	const struct part_write *parts;
	size_t n_parts;
	const struct named *named;
	size_t n_named;
	const struct publication_write *publications;
	size_t n_publications;
	const int64_t *replayed;	/* dead letters whose replay was applied in this batch */
	size_t n_replayed;
	const struct progress_write *progress;	/* that came; older than ours: passed over */
	size_t n_progress;
	const struct progress *told;	/* whose office has been told: no more due */
	size_t n_told;
	const struct student_number *moved;	/* open findings about them are looked at next */
	size_t n_moved;
	struct instant now;
	bool *ret_dead_is_new;	/* NULL, or n_dead of them: this one was not there before */
};

/*
 * All or nothing, one transaction, pipelined: one statement per kind of row however many
 * rows there are. STORE_CONFLICT if a position, docket, record, index row or look was not as expected: the
 * turn was read too long ago, another instance owns the partition, or it has swept or filed
 * before us.
 */
enum store_result	store_commit(struct store *, const struct batch *);

/* -- the courier ---------------------------------------------------------------------- */
/* Up to max letters whose resend time has come, oldest first; they are put off until `next`
 * in the same statement, so that two instances do not send both. Those with first > 0 come without their
 * bytes, except where they were written before schema 27, which have first = 0. */
enum store_result	store_resend(struct store *, struct arena *, struct instant now,
			    struct instant next, size_t max, struct outgoing **ret, size_t *ret_n);
/* After a start or a wiped topic: all of them (topic NULL), or those of one topic, are due now. */
enum store_result	store_resend_now(struct store *, const char *topic, struct instant now);
/* Milliseconds since the oldest unreceipted letter was written; 0 if there is none. */
enum store_result	store_outbox_age(struct store *, struct instant now, int64_t *ret_ms);

/* -- the sweeper ---------------------------------------------------------------------- */
struct due {
	struct docket_id id;
	struct instant look;	/* since when it is due; for sweep_write.before */
	bool is_asked;		/* an inquiry about it has no receipt yet */
};
/* Open dockets held here that need a look: automatic ones not done yet, terms that passed,
 * reminders. The turn loads and decides. */
enum store_result	store_due(struct store *, struct instant now, size_t max,
			    struct due *ret, size_t *ret_n);

/* Records that are not in that school year yet, those longest behind first. Room for max in ret. */
enum store_result	store_unpromoted(struct store *, int school_year, size_t max,
			    struct record *ret, size_t *ret_n);
/* All that those units have published goes into the outbox again, for that topic: it was wiped. */
enum store_result	store_republish(struct store *, const struct unit_code *units, size_t n,
			    const char *topic, struct instant now);

/* Records with an L number and a citizen ID that nothing keeps from a formal one: no flag, no lock, no open
 * docket of their school; those behind `after`, by school and number. Room for max in ret. */
struct temporary {
	struct unit_code school;
	struct student_number number;
};
enum store_result	store_temporary(struct store *, const struct temporary *after, size_t max,
			    struct temporary *ret, size_t *ret_n);
/* Open dockets whose term was not looked at since the calendar has that version, at most max. */
struct misdated {
	struct docket_id id;
	uint32_t n;			/* entries it had then */
	struct instant term;		/* as it is stored */
};
enum store_result	store_misdated(struct store *, uint32_t calendar, size_t max,
			    struct misdated *ret, size_t *ret_n);
/* Open dockets that lie with one of those units, at most max. */
enum store_result	store_held_by(struct store *, const struct unit_code *units, size_t n,
			    size_t max, struct docket_id *ret, size_t *ret_n);
/* Terms of that docket which a calendar has changed, in their order. */
struct redate {
	struct instant at, before, term;
};
enum store_result	store_redates(struct store *, struct arena *, struct docket_id,
			    struct redate **ret, size_t *ret_n);

/* -- law that was published ----------------------------------------------------------- */
/* The id of the last one, 0 if there is none: whoever has all up to it needs not read again. */
enum store_result	store_publication_last(struct store *, int64_t *ret);
/* All values, in the order in which they came. */
enum store_result	store_publications(struct store *, struct arena *, struct bytes **ret,
			    size_t *ret_n);

/* -- term verification ----------------------------------------------------------------- */
enum { CLASS_NAME_MAX = 61, CLASS_LIST_MAX = 17 };

/* A class with children in it, and who has confirmed the list as it is now. */
struct class_row {
	char class[CLASS_NAME_MAX];
	int n_students;
	char list[CLASS_LIST_MAX];	/* what stands in it: changes with it */
	int n_parents;			/* that have confirmed, as the teacher says */
	char teacher[OFFICER_MAX], registrar[OFFICER_MAX];	/* empty: not yet */
	struct instant teacher_at, registrar_at;
};
/* Somebody confirms a list of that term. */
struct class_check {
	struct unit_code school;
	struct day term;		/* its first day */
	char class[CLASS_NAME_MAX];
	char list[CLASS_LIST_MAX];
	int n_parents;
	char officer[OFFICER_MAX];
	struct instant at;
};
struct verification {
	int64_t n_students;		/* in school there */
	int64_t n_unchanged;		/* of them: not changed since `cut` */
};
/* The class has these children from now on, and nobody else; each sits in one class. */
enum store_result	store_class_put(struct store *, struct unit_code school, const char *class,
			    const struct student_number *, size_t n, struct instant now);
/* By name. Children who are not in school are in none. */
enum store_result	store_classes(struct store *, struct arena *, struct unit_code school,
			    struct day term, struct class_row **ret, size_t *ret_n);
enum store_result	store_class_list(struct store *, struct arena *, struct unit_code school,
			    const char *class, struct record **ret, size_t *ret_n);
/* The teacher's confirmation; that of another list, and what the registrar made of it, are gone. */
enum store_result	store_class_teacher(struct store *, const struct class_check *,
			    bool *ret_done);
/* The registrar's, of the list that the teacher, another person, has confirmed; else not done. */
enum store_result	store_class_registrar(struct store *, const struct class_check *,
			    bool *ret_done);
enum store_result	store_verification(struct store *, struct unit_code school,
			    struct instant cut, struct verification *ret);
/* Units of ours that have something to tell the office above, and how far each has come: schools
 * by their lists, offices by what they were told. Room for max in ret, their schools in the arena;
 * `at` is for batch.told, after which a school is due again in a day. */
enum store_result	store_progress_due(struct store *, struct arena *, bool is_schools,
			    struct day term, struct instant cut, struct instant now, size_t max,
			    struct progress *ret, size_t *ret_n);
/* What the units below an office have told of a term, by their codes. */
enum store_result	store_progress(struct store *, struct arena *, struct unit_code told,
			    struct day term, struct progress **ret, size_t *ret_n);
/* Records of children in school that nothing has changed since `cut` but a new school year, by
 * number: those after `after`. */
enum store_result	store_unchanged(struct store *, struct arena *, struct unit_code school,
			    struct instant cut, struct student_number after, size_t max,
			    struct record **ret, size_t *ret_n);

/* -- reading for people --------------------------------------------------------------- */
struct inbox_row {
	struct docket_id id;
	enum business kind;
	enum scope scope;
	enum stage stage;
	struct student_number number;
	struct instant since, term;
	char claimed_by[OFFICER_MAX];	/* empty: by nobody */
	struct unit_code receiving_school, sending_school;
	uint32_t n;			/* entries */
};
struct inbox_wanted {
	struct unit_code unit;
	int64_t stages[STAGES_MAX];	/* one of these */
	size_t n_stages;		/* 0: any */
	enum business kind;		/* NONE: any */
	char claimed_by[OFFICER_MAX];	/* empty: whoever has it */
};
/* Dockets on that unit's desk, earliest term first; keyset paging: pass the last row of
 * the page before, or NULL. */
enum store_result	store_inbox(struct store *, struct arena *, const struct inbox_wanted *,
			    const struct inbox_row *after, size_t max, struct inbox_row **ret,
			    size_t *ret_n);
/* How many of those stages have come to the desk since; at most 100. */
enum store_result	store_inbox_news(struct store *, const struct inbox_wanted *, struct instant since,
			    int64_t *ret_n);
/* Takes it from the desk's pile; *ret is who has it then, maybe somebody else: the first one keeps it.
 * Empty: it is not on that unit's desk. A claim ends with the docket's stay there. */
enum store_result	store_claim_put(struct store *, struct docket_id, struct unit_code,
			    const char *account, struct instant at, char ret[OFFICER_MAX]);
/* Puts it back: one's own, or as the unit's head anybody's. */
enum store_result	store_claim_end(struct store *, struct docket_id, struct unit_code,
			    const char *account, bool is_head, bool *ret_was_there);
/* What officers of a unit have put their stamps under: the last stamp of each docket, store_handled.c. */
struct handled_row {
	struct docket_id id;
	uint32_t n;			/* the entry */
	struct instant at;
};
struct handled_wanted {
	struct unit_code unit;
	char officer[OFFICER_MAX];	/* the last stamp of this one; empty: of whoever it was */
	enum business kind;		/* NONE: any */
	enum handled_state { HANDLED_ANY, HANDLED_OPEN, HANDLED_ENDED } state;	/* of the docket */
};
/* The latest first; keyset paging: pass the last row of the page before, or NULL. Room for max in ret. */
enum store_result	store_handled(struct store *, const struct handled_wanted *,
			    const struct handled_row *after, size_t max, struct handled_row *ret,
			    size_t *ret_n);
/* Open findings about a school's children or records, or all that have come to the offices of
 * this daemon, in the order of their ids: those after `after`, at most max. Room for max in ret. */
enum store_result	store_findings(struct store *, struct unit_code unit,
			    struct docket_id after, size_t max, struct docket_id *ret, size_t *ret_n);
/* Dockets of a student number, or with an empty one of all business that names no child; the latest
 * filed first. */
struct case_row {
	struct docket_id id;
	struct instant filed_at;
};
struct case_query {
	struct student_number number;
	enum business kind;		/* NONE: any */
	bool is_open_only;
	const struct unit_code *schools;	/* n_schools: on either side one of them; 0: any */
	size_t n_schools;
	const struct case_row *after;	/* the last row of the page before, or NULL */
};
/* Room for max in ret. */
enum store_result	store_cases(struct store *, const struct case_query *, size_t max,
			    struct case_row *ret, size_t *ret_n);
/* Records kept by a school, by number. `after` NULL: from the first. */
enum store_result	store_students(struct store *, struct arena *, struct unit_code school,
			    const struct student_number *after, size_t max, struct record **ret,
			    size_t *ret_n);

/* -- what officers search for: store_search.c ------------------------------------------ */
/* Dockets of children born that day, as their numbers say, the latest first: those before `before`
 * (empty: from the last), at most max. Room for max in ret. Those of a number: store_cases. */
enum store_result	store_search_born(struct store *, struct day, struct docket_id before,
			    size_t max, struct docket_id *ret, size_t *ret_n);
/* Open dockets that a school receives or sends by, the latest first, at most max. */
enum store_result	store_search_school(struct store *, struct unit_code school, size_t max,
			    struct docket_id *ret, size_t *ret_n);
/* Records of a school, of children born that day with that name or that citizen ID; empty is none. By
 * number, at most max. */
enum store_result	store_search_records(struct store *, struct arena *, struct unit_code school,
			    struct day birth, const char *name, struct citizen_id, size_t max,
			    struct record **ret, size_t *ret_n);
/* Records of a school, of children born on one of n days; in no order. */
enum store_result	store_records_born(struct store *, struct arena *, struct unit_code school,
			    const struct day *births, size_t n, struct record **ret, size_t *ret_n);

struct record_version {
	struct record record;
	struct docket_id cause;
	enum record_why why;
	struct instant at;
	struct evidence evidence;
};
enum store_result	store_record_history(struct store *, struct arena *,
			    struct student_number, struct unit_code school,
			    struct record_version **ret, size_t *ret_n);

/* With all their bytes, up to a megabyte each: for a replay. */
enum store_result	store_dead_letters(struct store *, struct arena *, int64_t after,
			    size_t max, bool with_replayed, struct dead_letter **ret, size_t *ret_n);
/* A dead letter without its bytes: for a list. */
struct dead_row {
	int64_t id;
	char topic[STORE_TOPIC_MAX];
	int32_t partition;
	int64_t offset;
	enum verdict reason;
	size_t size;			/* of the value */
	int64_t times;			/* that it came; the rest is of the first time */
	struct instant at;
	struct instant replayed_at;	/* zero: not replayed */
};
enum store_result	store_dead_rows(struct store *, struct arena *, int64_t after,
			    size_t max, bool with_replayed, struct dead_row **ret, size_t *ret_n);
/* How many wait for a replay. */
enum store_result	store_dead_count(struct store *, int64_t *ret);
/* The latest first; keyset paging: pass the last one of the page before, or NULL. */
enum store_result	store_notices(struct store *, struct arena *, struct unit_code told,
			    const struct notice_write *after, size_t max, struct notice_write **ret,
			    size_t *ret_n);
enum store_result	store_forks(struct store *, struct arena *, struct docket_id,
			    struct fork **ret, size_t *ret_n);

/*
 * For parents, who know a number and a name (regulation §7): the record and the docket of that
 * number, whichever schools have them - a live record before a back-up, an open docket before a
 * closed one, a later before an earlier. Where there is none some other one stands in, so that
 * whoever asks does the same work for a number that is there and for one that is not;
 * *ret_is_own tells the two apart.
 */
enum store_result	store_status_record(struct store *, struct student_number,
			    struct record *ret, bool *ret_is_own);
enum store_result	store_status_docket(struct store *, struct student_number,
			    struct docket_id *ret, bool *ret_is_own);
/* For parents who know the number of a case: that docket, and whose it is; the same stand-in. */
enum store_result	store_status_case(struct store *, struct docket_id, struct docket_id *ret,
			    struct student_number *ret_number, bool *ret_is_own);

/* Dockets that were filed before `until` and were open at some time from `from` on, in the order of
 * their ids: those after `after` (nil: from the first), at most max. Room for max in ret. */
enum store_result	store_period(struct store *, struct instant from, struct instant until,
			    struct docket_id after, size_t max, struct docket_id *ret,
			    size_t *ret_n);

/* For /metrics. */
struct census_row {
	enum stage stage;
	int64_t n_open, n_overdue;
};
enum store_result	store_census(struct store *, struct arena *, struct instant now,
			    struct census_row **ret, size_t *ret_n);

/* -- who looked at whose data: store_look.c -------------------------------------------- */
enum { LOOK_KIND_MAX = 16, LOOK_SUBJECT_MAX = 64, LOOK_PURPOSE_MAX = 4 * 200 + 1 };
struct look {
	struct unit_code unit;		/* who looks: the account, of that unit, in that role */
	char account[OFFICER_MAX];
	enum role role;
	struct instant at;
	char kind[LOOK_KIND_MAX];	/* search, record, docket, unmask, sheet, account ... */
	char subject[LOOK_SUBJECT_MAX];	/* a docket or an account; of a text: store_look_subject */
	char purpose[LOOK_PURPOSE_MAX];	/* as he gave it; empty where none is asked for */
	int64_t hits;			/* how many it found; 1 of a page of one */
};
/* Behind the last one, however many append at the same time. What is not recorded is not to be
 * shown: STORE_AGAIN. */
enum store_result	store_look_put(struct store *, const struct look *);
/* What stands for a student number or a text that was searched for: its hash, by a key that never
 * leaves the database. The same text is the same subject. */
enum store_result	store_look_subject(struct store *, const char *text,
			    char ret[LOOK_SUBJECT_MAX]);

struct look_row {
	int64_t n;		/* its place in the chain */
	struct look look;
};
/* Those of these units, the latest first; of that account and that subject if they are not empty.
 * `before`: the n of the last row of the page before, or 0. */
enum store_result	store_looks(struct store *, struct arena *, const struct unit_code *units,
			    size_t n_units, const char *account, const char *subject, int64_t before,
			    size_t max, struct look_row **ret, size_t *ret_n);

/* A walk along the chain, from its first row or from where it stood. */
struct look_walk {
	int64_t n;			/* rows that are sound so far */
	uint8_t hash[DIGEST_SIZE];	/* of the last of them */
	bool is_done;			/* all rows and the head were seen, or: */
	bool is_broken;			/* the row after n is changed, taken away or put in */
};
/* The next rows, at most max. Begin with zeroes, go on until it is done. */
enum store_result	store_look_walk(struct store *, size_t max, struct look_walk *);

/* Attachments, content-addressed; storing the same bytes twice is no error, and begins the day anew that
 * those have which no docket names (batch.named). */
enum store_result	store_attachment_put(struct store *, const struct attachment *,
			    struct bytes data, struct instant now);
/* What is kept of one that a filing is about to name, whose day begins anew, so that it is there until the
 * filing is. *ret.size = 0: unknown. */
enum store_result	store_attachment_renew(struct store *, const uint8_t digest[DIGEST_SIZE],
			    struct instant now, struct attachment *ret);
/* Takes away those that came before then and that no docket names, the oldest first, at most max. */
enum store_result	store_attachments_drop(struct store *, struct instant before, size_t max,
			    size_t *ret_n);
/* *ret.size = 0: unknown. */
enum store_result	store_attachment_get(struct store *, struct arena *,
			    const uint8_t digest[DIGEST_SIZE], struct attachment *ret,
			    struct bytes *ret_data);

#endif
