/*
 * The real desk on a Unix socket, and behind it a store and a relay of paper: what they answer
 * and what they were asked is written here. (The linker takes these instead of the libraries.)
 * In front of it a client that can also send what no decent client would.
 */
#ifndef TESTS_DESK_HATCH_H
#define TESTS_DESK_HATCH_H

#include <jansson.h>
#include <stdio.h>

#include "desk/desk.h"
#include "wire/keyring.h"
#include "wire/wire.h"

/* Of the docket's only scan. */
#define ZEROS	"00000000000000000000000000000000000000000000000000000000000000"
#define DIGEST	"07" ZEROS
#define DOCKET	"0198f0a0-7c11-7abc-8def-0123456789ab"
#define SCHOOL	"2143000101"
#define COUNTY	"430102"
#define THERE	"2144000101"	/* the sending school; its daemon is another */
#define CLERK	SCHOOL ":registrar:zhao"
#define HEAD	SCHOOL ":head:qian"
#define NUMBER	"G110101201503078511"
#define TOKEN	"s3cret"

enum { IMPORTED_MAX = 8 };

/* What stands behind the desk. */
extern struct behind {
	enum store_result weather;		/* of every read and write of the store */
	bool is_gone_after_commit;		/* the weather turns bad while an action waits */
	struct folder folder;			/* of DOCKET */
	int days_before[ENTRIES_MAX + 1];	/* the entries that come to be in it */
	size_t n_rows;				/* in inbox, students, notices, letters, forks */
	bool is_school_elsewhere;		/* SCHOOL is another daemon's */
	const char *notice;			/* what the unit was told; NULL: that it is overdue */
	const char *late_unit;			/* ... about that unit; NULL: itself */
	enum stage row_stage;			/* of those in the inbox; NONE: county */
	void (*list_is_read)(void);		/* NULL, or called before inbox and students are */
	int64_t n_dead;				/* letters that wait for a replay */
	struct inbox_wanted wanted;		/* what it was asked for, ... */
	struct handled_wanted handled;		/* the same of what was handled, ... */
	struct handled_row handled_after;	/* ... and behind which; empty: from the first */
	uint32_t handled_n;			/* the entry that it tells; 0: the first */
	char claimed_by[OFFICER_MAX];
	struct inbox_row after;			/* what the inbox was asked to begin after ... */
	bool has_after;
	size_t limit;				/* ... and how many rows */
	struct attachment kept;			/* the last one put */
	struct bytes kept_bytes;
	struct instant renewed_at;		/* when a filing named one */
	struct relay_answer answer;		/* to every action */
	struct relay_action asked;		/* the last one */
	unsigned n_asked;
	struct record imported[IMPORTED_MAX];
	size_t n_imported;
	char put_class[CLASS_NAME_MAX];		/* the class list written last, ... */
	size_t n_put;				/* ... its children, ... */
	unsigned n_puts;			/* ... and how many were written */
	const char *serves;			/* the only unit of this daemon; NULL: all of the province */
	unsigned n_expected;			/* actions wait until so many of them do */
	unsigned n_reads;			/* of the store, for a question of a parent ... */
	size_t n_bytes;				/* ... and what came back to be folded */
	const char *phone;			/* of the guardian, in the record */
	bool has_other_record;			/* the record of NUMBER is a stand-in's */
	struct case_query cases;		/* which dockets were looked for */
	size_t n_cases;				/* so many of others come before DOCKET */
	struct look look;			/* the last one recorded */
	unsigned n_looks;
	bool is_look_lost;			/* it could not be */
	bool is_look_changed;			/* the fifth look is not as it was written */
	int64_t now_ms;				/* the desk's clock; 0: where it always stands */
	_Atomic uint32_t news;			/* of every desk, as relay_news() has it */
	_Atomic int is_signed_out;		/* the session of "Cookie: in" is over */
} behind;

struct hatch {
	struct desk *desk;
	struct desk_options options;
	struct relay_law law;
	struct keyring *keyring;
	struct arena *arena;
	char dir[64], socket[96];
	bool is_ready;
	FILE *answers;		/* every answer is written down here too, a line of JSON each */
};

struct reply {
	int status;
	char head[2048];
	char *body;		/* with a NUL behind it; freed by reply_end */
	size_t size;
	json_t *json;		/* NULL if it is none */
};

void	hatch_open(struct hatch *);
/* With so many questions of parents a minute from an address and an hour about a number. */
void	hatch_open_asked(struct hatch *, int per_address, int per_number);
/* With a TCP port too; returns it. */
int	hatch_open_tcp(struct hatch *, const char *token);
/* With pages of paper: the status says what became of the form, 200, 413 or 503; "Cookie: in" is signed in. /console/live is
 * what comes to the desk of COUNTY. */
void	hatch_open_pages(struct hatch *);
/* With that program to print with. */
void	hatch_open_press(struct hatch *, const char *program);
void	hatch_close(struct hatch *);
/* The next entry, as lawful as it has to be to fold: a minute after the one before, or so many days and a minute. */
void	hatch_append(struct hatch *, const char *unit, enum role, enum action, enum stage);
/* The docket is complete: approved by both schools and the county, released, admitted. */
void	hatch_admit(struct hatch *);
/* The docket is a complaint about the other school of the county, and has come so many stops far. */
void	hatch_complain(struct hatch *, size_t stops);
/* ... about that school and no other, and has just been filed. */
void	hatch_complain_alone(struct hatch *);
/* The docket goes on to the sending school. */
void	hatch_approve(struct hatch *);
/* The sending school has refused or returned it: it is back at the school that filed. */
void	hatch_give_back(struct hatch *, enum action);
/* ... and there it ends, because nobody has answered. */
void	hatch_expire(struct hatch *);

/* `as` NULL: without the header. `body` NULL: without one. */
struct reply	hatch_ask(struct hatch *, const char *method, const char *path, const char *as,
		    const char *body);
struct reply	hatch_send(struct hatch *, const char *method, const char *path, const char *as,
		    const void *body, size_t size);
/* Bytes as they are; the port 0 is the Unix socket. The status is 0 if no HTTP came back. */
struct reply	hatch_raw(struct hatch *, int port, const void *bytes, size_t size);
void	reply_end(struct reply *);
/* Asks, holds status and verdict (NULL: none) against what came, and forgets the rest. */
void	hatch_expect(struct hatch *, const char *method, const char *path, const char *as,
	    const char *body, int status, const char *verdict);
const char	*reply_text(const struct reply *, const char *member);

/* From now on it is here. */
void	hatch_keep_scan(void);

#endif
