/*
 * The docket: one piece of business, an immutable header and entries 1..n.
 *
 * Paper worked like this: a folder travels from desk to desk; whoever has it is the only
 * one who may stamp it. So exactly one unit holds a docket, only the holder appends, and
 * two copies can only differ in length.
 *
 * Everything here is a value: no pointers into anything that must be freed, no I/O, no
 * clock. A docket's state is never stored; it is folded from header and entries with
 * docket_begin() and docket_apply() wherever it is needed, so it cannot drift from them.
 */
#ifndef CORE_DOCKET_H
#define CORE_DOCKET_H

#include "core/calendar.h"
#include "core/policy.h"
#include "core/record.h"
#include "core/route.h"
#include "core/verdict.h"

enum {
	OFFICER_MAX = 65,	/* an account name, printable ASCII, and its NUL */
	REASON_MAX = 1501,	/* 500 characters of UTF-8 and the NUL; fewer if they take four bytes */
	REASON_CHARS = 500,
	ATTACHMENTS_MAX = 8,
	ATTACHMENT_BYTES = 2097152,	/* 2 MiB (regulation §4, Materials) */
	DIGEST_SIZE = 32,	/* SHA-256 */
	COORDINATORS_MAX = 4,	/* one objection each; a fifth is refused with NOT_NOW */
	HEARD_MAX = 2,
	FOLLOWED_MAX = 4,	/* units of one docket that become void while it lies with them */
	ENTRIES_MAX = 100,	/* a docket longer than this is nobody's honest business */
	ENTRIES_TO_END = 30,	/* of these, kept for what leads to an end */
};

enum role {
	ROLE_NONE,
	ROLE_REGISTRAR = 1,	/* school clerk: files, corrects, withdraws */
	ROLE_HEAD = 2,		/* head of a school or office: decides */
	ROLE_CLERK = 3,		/* office clerk: the same where an office files */
	ROLE_SYSTEM = 4,	/* the daemon itself, at an automatic stage */
	ROLE_TEACHER = 5,	/* of a class (班主任): confirms its list, and has no part in dockets */
};

enum docket_state {
	DOCKET_OPEN,
	DOCKET_COMPLETED,
	DOCKET_REFUSED,
	DOCKET_WITHDRAWN,
	DOCKET_EXPIRED,
};

/* Where in its life a docket is; the rows of move.def begin with one. */
enum posture {
	POSTURE_NEW,		/* not filed */
	POSTURE_DESK,		/* waits for an officer's decision at a stage */
	POSTURE_AUTO,		/* waits for the daemon of an automatic stage */
	POSTURE_ANSWER,		/* back at the filer: correct, withdraw, object */
	POSTURE_COORDINATION,	/* waits for a ruling */
	POSTURE_WORK,		/* of business that names no child: a desk has to do its part */
	POSTURE_LEVEL,		/* ... waits for a ruling on whose it is */
	POSTURE_CLOSED,
	POSTURE_N,
};

enum happening_kind {
#define HAPPENING(name, ...) HAPPENING_##name,
#include "core/happening.def"
#undef HAPPENING
	HAPPENING_N,
};

struct attachment {
	uint8_t digest[DIGEST_SIZE];
	uint32_t size;		/* bytes */
	char type[16];		/* "image/jpeg", "image/png": sniffed, not believed */
};

/* What is to be written into the record beside its status; empty: stays as it is. Which parts a
 * kind of business needs is a column of business.def, all others are refused. */
struct change {
	struct day until;		/* a suspension's last day; 0: none */
	char name[STUDENT_NAME_MAX];
	struct citizen_id citizen_id;
	struct contact contact;
	struct day birth;		/* of a first record */
	char sex;			/* '1' male, '2' female (GB/T 2261.1); 0: none */
};

/* Which of its parts are there: bits of enum change_part. */
unsigned	change_parts(const struct change *);

/* Signed with entry 1 and never changed afterwards. */
struct header {
	struct docket_id id;
	enum business kind;
	enum scope scope;
	struct student_number number;
	struct citizen_id citizen_id;	/* as the filing says; may be empty for J and L */
	char name[STUDENT_NAME_MAX];
	int grade;			/* at the receiving school, in the end */
	int school_year;		/* in which it is that grade; 0: of an older version */
	struct unit_code receiving_school;	/* of business of one school: the same as */
	struct unit_code sending_school;	/* ... the school that keeps the record */
	struct day arrived_on;		/* the child sat in class, or is what it becomes, from then */
	struct instant filed_at;
	struct route route;
	uint8_t answer_days;
	uint32_t policy_receiving, policy_sending, calendar, registry;	/* versions computed from */
	struct attachment attachments[ATTACHMENTS_MAX];
	uint8_t n_attachments;
	struct change change;
	struct docket_id about;		/* of business that names no child: a docket; may be empty */
	struct docket_id follows;	/* the one before it, which came to nothing; may be empty */
};

/* What may be corrected after a refusal or a failed check; empty text: unchanged. */
struct correction {
	char name[STUDENT_NAME_MAX];
	struct citizen_id citizen_id;
};

/* One stamp. `unit` and `officer` decided; `holder` appended and signed. They differ only
 * for withdrawn, objected, stated and urged, where the unit's signed request travelled to the holder. */
struct entry {
	struct docket_id docket;
	uint32_t n;			/* 1, 2, 3 ... */
	struct instant at;
	struct unit_code unit;
	struct unit_code holder;
	char officer[OFFICER_MAX];	/* empty for ROLE_SYSTEM */
	char deputy_for[OFFICER_MAX];	/* in whose place he acted; empty: for himself */
	enum role role;
	enum action action;
	enum stage stage;		/* the stage it was decided at */
	enum ground ground;		/* of a refusal */
	enum verdict code;		/* of a failed check; otherwise VERDICT_OK */
	char reason[REASON_MAX];
	struct unit_code coordinator;	/* of objected, level_disputed: who rules; of followed: who follows */
	struct correction correction;	/* of corrected */
	uint32_t asked_n;		/* of a travelled request: the last entry its unit had seen */
	struct docket_id other;		/* of a failed check 2002: the business in the way */
	bool has_record;		/* of released: the record is in the docket */
	struct record record;
	struct student_number number;	/* of a passed province check: the number it gives, where
					 * the one of the filing was taken meanwhile; else empty */
	struct unit_code found;		/* of a failed duplicate check: where the other record is kept */
	struct instant reached;		/* when it had come to the holder by letter; zero: at the
					 * stamp before */
};

/* The fold of a header and entries 1..n. */
struct docket {
	struct header header;
	uint32_t n;			/* entries applied; 0: not filed yet */
	enum docket_state state;
	enum posture posture;
	uint8_t stop;			/* index into the route: where it is or will resume */
	uint8_t furthest;		/* highest stop reached; units up to it have seen the docket */
	uint8_t disputed;		/* the stop whose refusal or silence is in question */
	bool is_refused;		/* in ANSWER: by a refusal, not a return or failed check */
	bool is_resuming;		/* after a correction: the head is followed by `resume`, ... */
	bool is_changed;		/* ... but checks between look at the new name or ID first */
	uint8_t resume;
	struct unit_code holder;	/* on whose desk it lies; empty once closed */
	struct instant since;		/* when it reached that desk: the clock of its term */
	uint32_t since_n;		/* the entry that brought it there */
	struct instant urged;		/* when that desk was urged last; zero: not yet */
	struct instant last_at;		/* of entry n: time does not run backwards in a docket */
	char filed_by[OFFICER_MAX];	/* who filed or last corrected: may not approve at stop 0, ... */
	char filed_for[OFFICER_MAX];	/* ... nor may in whose place he did; empty: for himself */
	enum ground ground;		/* of the last refusal */
	enum verdict code;		/* of the last failed check */
	struct correction correction;	/* in force: overrides the header's name and ID */
	struct student_number number;	/* given by the province's check; empty: the header's */
	bool is_released;
	struct record record;		/* after released: the record under way */
	struct unit_code coordinators[COORDINATORS_MAX];
	uint8_t n_coordinators;
	struct succession {
		struct unit_code unit, by;
	} followed[FOLLOWED_MAX];	/* whose desk has become whose, in order */
	uint8_t n_followed;
	struct unit_code heard[HEARD_MAX];	/* provinces that the ministry hears before it rules */
	uint8_t n_heard;		/* 0 or 2 */
	bool has_stated[HEARD_MAX];
	bool is_hearing;		/* the coordination under way is one that hears them */
	struct unit_code owner;		/* by a ruling on the level; none: as the route says */
	bool is_level_settled;		/* once, finally */
};

/* What an officer (or the daemon) wants to do. */
struct happening {
	enum happening_kind kind;
	struct instant at;
	struct unit_code unit;		/* on whose behalf */
	enum role role;
	char officer[OFFICER_MAX];
	char deputy_for[OFFICER_MAX];	/* as in struct entry; whether he may is asked where he signs in */
	enum ground ground;		/* REFUSE */
	char reason[REASON_MAX];
	struct correction correction;	/* CORRECT */
	uint32_t asked_n;		/* of a travelled request: the last entry `unit` had seen */
	enum verdict code;		/* PROCEED of the ministry's answer: OK, or what it found ... */
	struct unit_code found;		/* ... and where */
	struct header filing;		/* FILE: id, kind, number, citizen_id, name, grade, both
					 * schools, arrived_on, attachments; the rest is computed */
};

/* What the province's index knows beside the docket's own child. */
struct index_view {
	bool has_other;			/* another record with the same citizen ID */
	struct unit_code other_unit;	/* ... and the school that keeps it */
	bool is_number_taken;		/* by another child, meanwhile ... */
	struct student_number free_number;	/* ... and one that is not; empty: none is left */
};

/* Everything docket_step may look at besides docket and happening; all views, all const. */
struct world {
	const struct registry *registry;
	const struct calendar *calendar;
	const struct division_codes *divisions;
	const struct policy *nation;
	const struct policy *receiving;	/* policy of the receiving school's province */
	const struct policy *sending;
	struct unit_code receiving_province, sending_province;
	const struct record *record;	/* the student's, if kept by this daemon; else NULL */
	const struct record *record_there;	/* ... at the receiving school, if that is another */
	bool has_open_filing;		/* FILE: the filer already has an open docket for the student */
	const struct docket *before;	/* FILE: the one it says it follows; NULL: not known here */
	struct index_view index;	/* PROCEED at a duplicate check */
};

struct decision {
	enum verdict verdict;	/* OK, or why not */
	bool appends;		/* entry is to be stamped and kept. Always with OK; also with
				 * ILLEGAL_GROUND, whose attempt is put on record */
	bool tells_superior;	/* send a notice to the level above the unit that holds it */
	struct entry entry;
	struct header header;	/* with FILE and OK: the header to seal */
};

/* The one function that decides. It allocates nothing, logs nothing, reads no clock and
 * cannot fail. For FILE pass a docket begun with docket_none(). */
struct decision	docket_step(const struct docket *, const struct happening *,
		    const struct world *);

/*
 * What stands against a filing: all of it, in the order of rules.def; 0: nothing that is known here.
 * For whoever fills in a form. The check stage, where the record is, has its own word.
 */
enum { TRIED_MAX = 64 };
size_t		docket_try(const struct happening *, const struct world *,
		    enum verdict ret[TRIED_MAX]);
/*
 * May that officer do it now? OK, or what docket_step() would answer whatever he wrote: a ground and words
 * that are missing do not count. ->kind, ->at, ->unit, ->role, ->officer and ->deputy_for of the happening are
 * looked at; with ->ground a refusal may be pleaded by that.
 */
enum verdict	docket_may(const struct docket *, const struct happening *, const struct world *);

/* The law asked again about an entry that came from elsewhere: what only facts of its own unit
 * could tell (its records, its policy of that day) is left to that unit, everything else must
 * be as if it had been decided here. `d` before the entry; legality of the move itself is
 * docket_apply's. */
enum verdict	docket_recheck(const struct docket *d, const struct entry *, const struct world *);

/* The happening that an entry tells of; `d` before the entry, `kind` as move.def says. */
struct happening	docket_happening(const struct docket *d, const struct entry *,
			    enum happening_kind);

/* Who rules on an objection to the stop the docket is at or came back from: the lowest common
 * level of the filer and that unit; if it is the very unit, the office above (regulation §6), but
 * a case inside a province never leaves it. No unit if the registry does not know both. */
struct unit_code	docket_coordinator(const struct docket *, const struct registry *);

/* Is that unit one of those that are heard now, and has it stated already? */
bool		docket_hears(const struct docket *, struct unit_code, bool *ret_has_stated);
/* Does that unit wait for the one that has the docket: did it file, or is it an office of the side that filed
 * which the docket has passed? */
bool		docket_waits(const struct docket *, struct unit_code);
/* Has everybody who is heard stated? */
bool		docket_all_stated(const struct docket *);

/* Who settles whose business it is: the office above the holder; nobody above the ministry, nor above
 * the province in a matter inside it. */
struct unit_code	docket_level_above(const struct docket *, const struct registry *);

/* A docket that has not been filed. */
struct docket	docket_none(void);
/* A docket with its header and no entry yet. */
struct docket	docket_begin(const struct header *);
/*
 * Append one entry. Anything but VERDICT_OK leaves *d untouched: OUT_OF_TURN (not the
 * holder's entry, or a move that move.def does not know), BROKEN_CHAIN (n is not the next
 * one, or another docket), TOO_LARGE (no room), OUT_OF_RANGE (a time before the entry before,
 * a route that is none ...). Used for our own entries and, after the stamp was
 * checked, for those of others.
 */
enum verdict	docket_apply(struct docket *d, const struct entry *);
/* Is there room for such an entry? The last ENTRIES_TO_END are kept for what leads to an end. */
bool		docket_has_room(const struct docket *, enum action);

/* What an applied entry does to the record kept by `keeper` (a school). */
enum record_effect {
	RECORD_UNTOUCHED,
	RECORD_CHANGED,		/* *r was changed */
	RECORD_CREATED,		/* *r was filled: the keeper now keeps it */
};
/* `d` after the entry. *r holds the keeper's record of that student, or is zeroed if it has
 * none (has = false). The effects: filed makes a first record, locked; passed at check locks;
 * released turns it into a read-only back-up; admitted creates it; applied writes status and
 * change; any closing entry lets the lock go, and removes a first record that came to nothing. */
enum record_effect	docket_effect(const struct docket *d, const struct entry *,
			    struct unit_code keeper, bool has, struct record *r);

/* A docket that was under way for a while: the term of the unit that holds it runs from when it
 * got there, not from when it was sent (regulation §4, Clock). Zero, or before the stamp: as
 * the stamp says. */
void		docket_reach(struct docket *, struct instant reached);

/* After that action it lies where it lay, or with whoever has taken that desk over: its stay goes on. */
bool		docket_stays(enum action);

/* Who filed it: the unit of its first stop. It corrects, withdraws and objects. */
struct unit_code	docket_filer(const struct docket *);
/* Who decides at an automatic stop: its unit; the ministry, where that is asked about a child by its
 * citizen ID. */
struct unit_code	docket_decider(const struct docket *);
/* The stop it is at, or NULL off the route and when closed. */
const struct stop	*docket_stop(const struct docket *);
/* Is that stop of its route behind it? Those before the one that has asked for an answer are, on the way back
 * there too, but for the checks that have not seen the corrected name or ID. */
bool		docket_has_passed(const struct docket *, uint8_t stop);
/* The stage as people see it: of the stop, or answer / coordination; NONE when closed. */
enum stage	docket_stage(const struct docket *);
/* Working days the holder has; of automatic stops and closed dockets it means nothing. */
int		docket_days(const struct docket *);
/* When the holder's term is over; zero ms where there is none (automatic, closed). */
struct instant	docket_term(const struct docket *, const struct calendar *);
/* True if the holder's daemon can take the next step by itself. */
bool		docket_is_automatic(const struct docket *);
/* Units that have seen it and must learn how it ends, each once, in route order.
 * Writes at most DOCKET_SEEN_MAX. */
enum { DOCKET_SEEN_MAX = ROUTE_MAX + COORDINATORS_MAX + HEARD_MAX + FOLLOWED_MAX };
size_t		docket_seen(const struct docket *, struct unit_code ret[DOCKET_SEEN_MAX]);
bool		docket_was_seen_by(const struct docket *, struct unit_code);
/* ... or by a unit whose place that one has taken since. */
bool		docket_is_open_to(const struct docket *, const struct registry *, struct unit_code);
/* Who has the desk of that unit in this docket, if it has become void while it held it. */
struct unit_code	docket_successor(const struct docket *, struct unit_code);

/* The record facts a docket claims, with corrections applied. */
const char		*docket_name(const struct docket *);
struct student_number	 docket_number(const struct docket *);
struct citizen_id	 docket_citizen_id(const struct docket *);
/* The one by which other records of the child are looked for: what it is to become, if it changes. */
struct citizen_id	 docket_sought_id(const struct docket *);
struct citizen_id	 header_sought_id(const struct header *);
const char		*docket_sought_name(const struct docket *);
/* Is it of an ID that the child did not have so far? */
bool			 docket_brings_citizen_id(const struct docket *);

bool		 docket_id_equal(struct docket_id, struct docket_id);
bool		 docket_id_parse(const char *, struct docket_id *ret);	/* 8-4-4-4-12 lower-case hex */
const char	*docket_state_name(enum docket_state);	/* "open", "completed", ... */
const char	*action_name(enum action);
const char	*action_label_zh(enum action);
const char	*role_name(enum role);
bool		 role_parse(const char *, enum role *ret);
const char	*happening_verb(enum happening_kind);
bool		 happening_parse(const char *verb, enum happening_kind *ret);

#endif
