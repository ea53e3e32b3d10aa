/*
 * The insides of the desk: a request as the doors of route.def see it, and how they answer.
 * Everything of a request lives in its arena; reads share one store connection, which the
 * door holds from desk_store() until the request ends.
 */
#ifndef DESK_DOOR_H
#define DESK_DOOR_H

#include <jansson.h>

#include "desk/desk.h"
#include "store/digest.h"

enum {
	BODY_MAX = 4 * 1024 * 1024,
	FORM_MAX = 32 * 1024,	/* of a page; what is more is no form of ours */
	WAIT_MS = 15000,	/* longest wait for a turn */
	PAGE_MAX = 200,
	IMPORT_MAX = 5000,	/* records a request: one turn writes them all */
	IMPORT_FILE_MAX = 256 * 1024,	/* bytes of a list that is imported */
	SEGMENTS_MAX = 2,
	SEGMENT_MAX = 72,	/* a SHA-256 in hex, and the NUL */
	CURSOR_MAX = 64,
	ANSWER_LOCATION_MAX = 160,
	ANSWER_COOKIE_MAX = 200,
	ANSWER_FILE_MAX = 64,
	COOKIES_MAX = 3,
	ANSWER_REFRESH_MAX = 96,
};

/* Who asks: "X-Xueji-As: UNIT:ROLE:OFFICER", or behind it " for PRINCIPAL". */
struct people {
	struct unit_code unit;
	enum role role;			/* of whom he acts for, if he does */
	char officer[OFFICER_MAX];
	char deputy_for[OFFICER_MAX];	/* empty: he acts for himself */
};

struct answer {
	unsigned status;	/* HTTP */
	const char *type;	/* Content-Type */
	char *data;		/* malloc'd */
	size_t size;
	unsigned retry_after_s;	/* Retry-After; 0: none */
	/* Of the pages of the console; empty: none. */
	char location[ANSWER_LOCATION_MAX], cookies[COOKIES_MAX][ANSWER_COOKIE_MAX];
	const char *away;	/* Location at another host, in the arena; NULL: none */
	char file[ANSWER_FILE_MAX];	/* to be kept as a file of that name; ASCII; empty: shown */
	char refresh[ANSWER_REFRESH_MAX];	/* Refresh: what does not stay on the screen */
	bool is_stale;		/* HX-Refresh: a script that asked for a part loads the page anew */
	const char *policy;	/* Content-Security-Policy; NULL: none */
	const char *cache;	/* Cache-Control; NULL: no-store */
	char next[CURSOR_MAX];	/* X-Xueji-Next: where a list goes on; empty: nowhere, or after its last row */
	bool is_stream;		/* its body is what comes to the desk of door->as.unit, while he is signed in */
};

struct door {
	struct desk *desk;
	const struct desk_options *options;
	struct relay *relay;
	const struct relay_law *law;
	struct store *store;	/* NULL until desk_store() */
	struct arena *arena;
	struct people as;
	char segments[SEGMENTS_MAX][SEGMENT_MAX];	/* what stood for {} */
	struct bytes body;
	bool is_tcp;		/* not by the Unix socket, whose file mode says who may connect */
	bool is_too_large;	/* the body was larger than it may be, and was not read or thrown away */
	bool has_no_room;	/* ... or only than there is room for, among all that arrive: later it may fit */
	bool is_crowded;	/* so many are being answered that no filing is taken */
	const char *(*query)(const struct door *, const char *name);	/* NULL: absent */
	const char *(*header)(const struct door *, const char *name);	/* the same */
	void *connection;
	struct instant now;
	const char *fault;	/* the member or parameter that made it a BAD_REQUEST */
	struct answer answer;
};

enum { ADDRESS_MAX = 64 };

/* The shared connection; taken once a request. */
struct store	*desk_store(struct door *);
void		 desk_let_go_of_store(struct door *);
/* Every request holds the law, from its first look at it until its last. */
void	desk_hold_law(struct desk *);
void	desk_let_go_of_law(struct desk *);
/* Submits and waits. Meanwhile neither the connection nor the law is held: a reload needs the
 * law, and the thread that reloads is the one that runs the turns. */
struct relay_answer	desk_submit(struct door *, const struct relay_action *);
void			desk_submit_all(struct door *, struct relay_submission *, size_t n);
enum verdict		desk_import(struct door *, const struct record *, size_t n);

/* Has a request printed (lib/press); meanwhile neither the connection nor the law is held. False: why. */
bool			desk_print(struct door *, struct bytes request, struct bytes *ret_pdf,
			    const char **ret_why);

/* May this address ask about this number (NULL: about none) now? If not: false, and after how many seconds. */
bool			desk_may_ask(struct door *, const char *address, const char *number,
			    unsigned *ret_wait_s);
/* Whose address asks, by our proxy; empty where it is not known, for nobody else is believed. */
void			desk_address(const struct door *, char ret[ADDRESS_MAX]);
/* May that address try to sign in now? Without one: yes. */
bool			desk_may_sign_in(struct door *, unsigned *ret_wait_s);
/* Lets everything go and sleeps until that instant of clock_monotonic_us(). */
void			desk_pause(struct door *, int64_t until_us);

/* -- quota.c -------------------------------------------------------------------------- */
/* So many questions a period of each; whoever asks about more keys than there is room for makes
 * those forgotten that have asked least. Keys are kept as hashes. Safe from any thread. */
struct quota;
void		 quota_free(struct quota *);
struct quota	*quota_new(int most, int64_t period_ms)
		    __attribute__((malloc, malloc(quota_free, 1), warn_unused_result));
/* 0: it may, and that is counted; otherwise the milliseconds to wait. */
int64_t		 quota_take(struct quota *, const char *key, int64_t now_ms);

/* -- code.c --------------------------------------------------------------------------- */
/* One-time codes, kept as hashes. Safe from any thread. */
enum { CODE_MAX = 7 };	/* six digits and the NUL */
struct codes;
void		 codes_free(struct codes *);
struct codes	*codes_new(void) __attribute__((malloc, malloc(codes_free, 1), warn_unused_result));
void		 code_make(char ret[CODE_MAX]);
/* In place of the key's one before. With is_kept false the same work, and nothing changes. */
void		 codes_put(struct codes *, const char *key, const char *code, int64_t until_ms,
		    bool is_kept);
/* True once, and not after five tries. */
bool		 codes_take(struct codes *, const char *key, const char *code, int64_t now_ms);
struct codes	*desk_codes(struct door *);
/* May a message go to that telephone now? Counted if so; five an hour. */
bool		 desk_may_send(struct door *, const char *phone);

/* -- link.c --------------------------------------------------------------------------- */
/* Links that a school gives to a guardian. Whose record it is is kept sealed by the token, so that only who
 * has the link can tell. Safe from any thread. */
enum { LINK_TOKEN_MAX = 65, LINK_OPENINGS = 3 };	/* 256 bits in hex, and the NUL */
struct link_about {
	char number[STUDENT_NUMBER_MAX], name[STUDENT_NAME_MAX];
};
struct links;
void		 links_free(struct links *);
struct links	*links_new(void) __attribute__((malloc, malloc(links_free, 1), warn_unused_result));
void		 links_put(struct links *, const struct link_about *, int64_t until_ms,
		    char ret_token[LINK_TOKEN_MAX]);
/* True LINK_OPENINGS times. False after the same work, and *ret is empty. */
bool		 links_open(struct links *, const char *token, int64_t now_ms, struct link_about *ret);
/* The opening did not lead to anything, and does not count. */
void		 links_give_back(struct links *, const char *token);
struct links	*desk_links(struct door *);

/* -- message_file.c ------------------------------------------------------------------- */
struct message {
	const char *phone, *text;
	struct instant at;
};
/* Hands a message over to what sends it. One that is not meant takes as long and goes nowhere. */
void	message_send(const char *directory, const struct message *, bool is_meant);
/* The same under a name: one that lies there still is replaced. False: it could not be written. */
bool	message_put(const char *directory, const char *name, const struct message *);

/* -- digest.c ------------------------------------------------------------------------- */
/* The choice of an account that is its own about them (lib/console/choice.def), and the value that says no. */
#define DIGEST_CHOICE	"digest"
#define DIGEST_OFF	"off"
/* Is it a working day, and its time for messages? Then what that day means for terms. */
bool	digest_is_time(const struct calendar *, struct instant now, struct digest_day *ret);
struct digest_sums {
	int64_t n_sent, n_nothing;	/* nothing: nothing waits, or nothing that he wants to be told */
	int64_t n_failed;		/* could not be handed over, and will be tried again */
};
struct digest_way {
	const char *directory;		/* where messages are written */
	const char *base;		/* scheme and host of the pages; empty or NULL: without an address */
	const _Atomic bool *is_ending;	/* then it stops between two accounts; NULL: never */
};
/* Tells every account that was not told on that day. STORE_AGAIN: not all of them, and who is left is told by the
 * next call. */
enum store_result	digest_tell(struct store *, const struct digest_day *, const struct digest_way *,
			    struct digest_sums *ret);
/* The thread that does so; NULL: there is no memory, or no thread. */
struct digest;
void		 digest_end(struct digest *);
struct digest	*digest_begin(struct desk *, const struct desk_options *)
		    __attribute__((malloc, malloc(digest_end, 1), warn_unused_result));
/* By the calendar of the desk's law. */
bool		 desk_is_digest_time(struct desk *, struct instant now, struct digest_day *ret);

/* -- inbox_doors.c -------------------------------------------------------------------- */
/* Where a docket waits for somebody in that role. */
void		 inbox_want(enum role, struct inbox_wanted *);
/* What sent it back to who filed it; NONE: nothing has. Room for ENTRIES_MAX. */
enum action	 inbox_back(const struct stored_docket *, struct entry *);
/* Of what waits in such a stage: is it for him, sent back by that? */
bool		 inbox_is_his_turn(enum role, enum stage, enum action back);

/* -- status_json.c -------------------------------------------------------------------- */
/* What there is for a parent who knows number and name. */
struct parents_view {
	bool has_record, has_docket;
	bool is_current;	/* docket_is_current() of the docket */
	struct record record;
	struct docket docket;
	struct folder folder;	/* of the docket */
};
json_t	*status_json(const struct door *, const struct parents_view *);

/* -- status_doors.c ------------------------------------------------------------------- */
/* What a parent knows: the number may also be a docket's id. */
struct status_asked {
	const char *number, *name;
	const char *phone;	/* of the guardian, as the record has it */
	const char *browser;	/* a code is good where it was asked for: a text that nobody else has */
};
/* What GET /v1/status answers, for given texts. */
void	status_answer(struct door *, const char *number, const char *name);
/* Answers 202, and writes to the guardian if number, name and telephone are those of one child. */
void	status_send_code(struct door *, const struct status_asked *, const char *before_code,
	    const char *after_code);
/* The same as status_answer() to who has the code; NO_MATCH to everybody else. */
void	status_answer_code(struct door *, const struct status_asked *, const char *code);
/* May the address of who asks ask now, and about that number (NULL: about none)? False: answered. */
bool	status_may_ask(struct door *, const char *number);
/* A link to what status_answer() says of that record, for its school's registrar; recorded as a look. False:
 * answered. */
bool	status_make_link(struct door *, const char *number, char ret_token[LINK_TOKEN_MAX],
	    struct instant *ret_until);
/* The same as status_answer() to who has the link; NO_MATCH to everybody else. */
void	status_answer_link(struct door *, const char *token);

/* -- paper_doors.c -------------------------------------------------------------------- */
/* Which form the proof in a QR code is of, who issued it and when, to anybody; or what is wrong with it. */
void	paper_answer_check(struct door *, const char *text);

/* -- listen.c ------------------------------------------------------------------------- */
/* A listening socket, -1 with errno. A dead socket at `path` is replaced; one at which
 * somebody answers (EADDRINUSE) and any other file (EEXIST) are left alone. */
int	listen_local(const char *path);
int	listen_loopback(int port);

/* -- guests.c ------------------------------------------------------------------------- */
/* Room for so many connections. Once all but `spare` places are taken, each that comes costs the one
 * that has waited longest for its client its place. Safe from any thread. */
struct guests;
struct guest;
void		 guests_free(struct guests *);
struct guests	*guests_new(size_t most, size_t spare)
		    __attribute__((malloc, malloc(guests_free, 1), warn_unused_result));
/* NULL: all places are taken. Takes a moment while nearly all are. */
struct guest	*guests_enter(struct guests *, int fd);
/* Before the descriptor is closed. */
void		 guests_leave(struct guests *, struct guest *);
/* From now until guests_wait() it is answered and not cut off: how many are, itself included. 0: it has
 * been cut off already, and must not be answered. */
size_t		 guests_serve(struct guests *, struct guest *);
void		 guests_wait(struct guests *, struct guest *);
/* It waits for us from now on, not we for it, until it leaves: the first to lose its place. False: it may not,
 * a quarter of all places are of such, or places are short. */
bool		 guests_listen(struct guests *, struct guest *);

/* -- stream.c ------------------------------------------------------------------------- */
struct stream {
	struct relay *relay;
	struct unit_code unit;
	int fd;
	uint32_t seen;		/* of relay_news() */
	int64_t next_news_us, next_beat_us;
};
enum stream_what {
	STREAM_NEWS,	/* something may have come: at once, and then at most once a second */
	STREAM_BEAT,	/* 20 s are over: is he still signed in? */
	STREAM_OVER,	/* the client is gone */
};
struct stream		 stream_begin(struct relay *, struct unit_code, int fd);
/* Waits for the next; holds nothing meanwhile. */
enum stream_what	 stream_wait(struct stream *);

/* -- serve.c -------------------------------------------------------------------------- */
struct server;
/* Waits for the requests that are being answered. */
void		 serve_end(struct server *);
/* Takes the listening socket; the options outlive it. NULL if the server cannot be started. */
struct server	*serve_begin(struct desk *, const struct desk_options *, int fd, bool is_tcp)
		    __attribute__((malloc, malloc(serve_end, 1), warn_unused_result));
/* A new request to the desk; the body is borrowed. */
struct door	desk_door(struct desk *);

/* -- route.c -------------------------------------------------------------------------- */
enum who {
	PROBE,		/* anybody who can connect, token or not */
	SOCKET,		/* whoever may connect to the Unix socket, and no token or proxy in his place */
	ANYBODY,	/* whoever may enter: the socket's file mode, or the token */
	OFFICER,	/* named in X-Xueji-As, of a unit that is served here */
};

/* Roles of a row; of the console's menu, too. */
#define IS(role)	(1u << ROLE_##role)
#define OF_DOCKETS	(IS(REGISTRAR) | IS(HEAD) | IS(CLERK))	/* who have a part in them */
#define ANY_ROLE	(~0u)

struct route_row {
	const char *method, *path;
	void (*function)(struct door *);
	enum who who;
	unsigned roles;
};

#define ACCOUNTS_PATH	"/v1/accounts"	/* the one door that the console answers */

/* Matches "/v1/dockets/{}/{}"; what stood for {} goes into segments. */
bool	route_fits(const char *pattern, const char *path, char segments[SEGMENTS_MAX][SEGMENT_MAX]);
/* NULL: no such path, or with *ret_is_known the path has another method. */
const struct route_row	*route_find(const char *method, const char *path,
			    char segments[SEGMENTS_MAX][SEGMENT_MAX], bool *ret_is_known);
/* The methods a path has, for the header Allow. */
void	route_methods(const char *path, char *ret, size_t size);

/* The roles of the row with that door; none: no role. */
unsigned	route_roles(void (*door)(struct door *));

/* -- people.c ------------------------------------------------------------------------- */
bool	people_parse(const char *header, struct people *ret);
/* Does he act for himself? What keeps one name alone - a class list that is confirmed, law that is published - no
 * deputy does. False: answered. */
bool	people_in_person(struct door *);
/* May who asks use that door of route.def, in his role? False: answered. */
bool	people_may(struct door *, void (*door)(struct door *));

/* -- answer.c ------------------------------------------------------------------------- */
void	answer_json(struct door *, unsigned status, json_t *stolen);
/* A verdict as JSON of design: code, sentences, remedy, retry, details (stolen, may be NULL). */
void	answer_verdict(struct door *, enum verdict, json_t *details);
void	answer_bad_request(struct door *, const char *why);
void	answer_bytes(struct door *, const char *type, struct bytes);
/* STORE_AGAIN in words; true if there is nothing more to do. */
bool	answer_weather(struct door *, enum store_result);
json_t	*json_day(struct day);		/* "2026-09-01" */
json_t	*json_instant(struct instant);	/* RFC 3339 or null */
json_t	*json_code(struct unit_code);	/* or null */
/* {"phone", "channel"} as the unit publishes them, or null. */
json_t	*json_contact(const struct relay_law *, struct unit_code);
json_t	*json_words(const char *);	/* or null if empty */
json_t	*json_masked(const char *name);	/* 张*: the first character, the rest hidden */
json_t	*json_hash(const uint8_t[HASH_SIZE]);
json_t	*json_stage(enum stage);	/* or null */
json_t	*json_due(struct instant term);	/* the last day, or null */
/* Lies the due day beyond the calendar, so that Monday to Friday was counted? */
json_t	*json_due_is_guess(const struct calendar *, struct instant term);
json_t	*json_days_left(const struct calendar *, struct instant since, struct instant now,
	    struct instant term);

/* -- docket_json.c, student_json.c ---------------------------------------------------- */
/* A docket as one unit may see it. */
struct docket_view {
	struct folder folder;
	struct docket docket;
	struct entry *entries;		/* folder.n of them */
	bool is_missing[ATTACHMENTS_MAX];	/* attachments that are not here */
	bool is_office;			/* who looks is no school, ... */
	bool is_filer;			/* ... or is the unit that filed */
	bool is_current;		/* of every step this daemon is told, not of the end alone */
	bool is_checked;		/* stamps were checked again just now: */
	bool is_sound[ENTRIES_MAX];	/* ... so found they were, entry by entry */
	unsigned may;			/* bit HAPPENING_x: what who looks may do now, ... */
	unsigned needs_words;		/* ... of these, what is not done without words, ... */
	uint64_t grounds;		/* ... and bit GROUND_x: by what he may refuse */
	struct redate *redates;		/* terms that a calendar has changed */
	size_t n_redates;
	bool has_neighbours;		/* those were looked for: */
	bool follows_here;		/* ... who looks may see the one that it follows, ... */
	struct docket_id *followed_by;	/* ... and these, which follow it */
	size_t n_followed_by;
};
/* Looks for the dockets that it follows and that follow it. BUSY, or OK. */
enum verdict	docket_neighbours(struct door *, struct docket_view *);
/* Is this daemon told of every step of it, so that whose turn it is now is known here? */
bool		 docket_is_current(const struct door *, const struct docket *);
/* What can be printed of it; NONE: nothing, yet. */
enum paper_form	paper_of(const struct docket_view *);
/* The shape `show` of the design. */
json_t	*docket_json(const struct docket_view *, const struct relay_law *, struct instant now);
/* `back`: what sent it back to who filed it; NONE: nothing has. */
json_t	*docket_json_inbox(const struct inbox_row *, enum action back, const struct calendar *, struct instant now);
/* "TERM.DOCKET", the place of a row in the inbox; false if it is none. */
bool	docket_cursor_parse(const char *, struct inbox_row *ret);
json_t	*student_json(const struct record *);
/* With its numbers and history; n is at least 1. */
json_t	*student_json_history(const struct record_version *, size_t n);

/* -- look_doors.c --------------------------------------------------------------------- */
/* Records that who asks looks at data of a student, before he is shown it. `subject`: a docket; of any
 * other text only its keyed hash is kept. False: it could not be recorded, and BUSY is answered. */
bool	look_put(struct door *, const char *kind, const char *subject, const char *purpose,
	    int64_t hits);

/* What GET /v1/dockets/{}, /v1/dockets, /v1/students/{} and /v1/students answer, without the look that those
 * record: for pages, which show more or less than one of them and record that themselves. */
void	docket_answer(struct door *);
void	cases_answer(struct door *);
void	student_answer(struct door *);
void	students_answer(struct door *);

/* -- inbox_doors.c, handled_doors.c, case_doors.c: for filters that are saved ----------- */
/* Answer only what GET /v1/inbox, GET /v1/handled and GET /v1/dockets would not take; else nothing. */
void	inbox_check(struct door *);
void	handled_check(struct door *);
void	cases_check(struct door *);

/* -- request.c ------------------------------------------------------------------------ */
/* A member of a JSON object that a request may have. */
struct member {
	const char *name;
	char *text;		/* where its text goes; NULL: taken elsewhere */
	size_t size;
	enum verdict too_long;	/* what to answer if it does not fit */
};

/* The body as JSON, NULL after having answered. To be decref'd. */
json_t	*request_json(struct door *);
/* The same, but it has to be an object. */
json_t	*request_object(struct door *);
/* Takes every text into its place, empty where absent or null. A member that is not listed, no
 * text where there should be one, a NUL or invalid UTF-8 are BAD_REQUEST. */
enum verdict	request_members(struct door *, json_t *, const struct member *, size_t n);
/* A whole number; *ret untouched where absent or null. */
enum verdict	request_number(struct door *, const json_t *, const char *name, long least,
		    long most, long *ret);
/* {"docket", "kind", "student", ...} into what is filed; the rest of the happening stands. The first thing that
 * is wrong with it is the answer, and its member the fault. */
enum verdict	request_filing(struct door *, json_t *, struct happening *ret);

enum { REQUEST_FAULTS_MAX = 32 };
/* What cannot be read: the member is outer and name, "student." and "grade". In the door's arena. */
struct request_faults {
	struct request_fault {
		enum verdict verdict;
		const char *outer, *name;
	} list[REQUEST_FAULTS_MAX];
	size_t n;
};

/* The same, but all that is wrong at once, in ret_faults. What ret holds then has something in the place of
 * each that can be asked about, and must not be filed; of a kind that is none there is none. */
void	request_filing_all(struct door *, json_t *, struct happening *ret, struct request_faults *ret_faults);
/* {"code", "reason", "seen_n", "name", "citizen_id"} of every other action. */
enum verdict	request_action(struct door *, json_t *, struct relay_action *ret);
/* One record to import. */
enum verdict	request_record(struct door *, json_t *, struct record *ret);
/* ?after=NUMBER, the student number that the page before ended with; empty where absent. False:
 * answered. */
bool	request_after(struct door *, struct student_number *ret);
/* ?limit=N into *ret, PAGE_MAX where absent; false: answered. */
bool	request_limit(struct door *, size_t *ret);
/* Digits only, 1 to 2^62; false if it is anything else. */
bool	request_id(const char *text, int64_t *ret);
/* "image/jpeg", "image/png" by its first bytes; NULL for anything else. */
const char	*request_sniff(struct bytes);

/* -- sheet_doors.c, docket_doors.c: for what is printed ------------------------------ */
/* A line of a form: a field, its labels, its value as people read it. */
struct printed {
	const char *field, *zh, *en, *value;
};

/* The record whose sheet may be shown; false: answered. */
bool		 sheet_find(struct door *, const char *number, struct record *ret);
/* Its lines in the order of the form, in the arena. */
struct printed	*sheet_lines(const struct door *, const struct record *, size_t *ret_n);
/* "四年级"; empty if it is none. */
void		 sheet_grade(int grade, char *ret, size_t size);
/* The docket of the path, if this unit may see it; false: answered. */
bool		 docket_find(struct door *, struct docket_view *ret);

/* -- docket_doors.c, class_doors.c: for lists from a file ------------------------------ */
void		 docket_begin_happening(const struct door *, enum happening_kind, struct happening *);
/* The answer to a filing while the desk is crowded. */
void		 docket_put_off_filing(struct door *);
/* Whom the family has to turn to with such a complaint (regulation §6), with its contact; null: nobody. */
json_t		*docket_json_owner(const struct door *, const struct header *);
bool		 class_is_name(const char *);
/* What PUT /v1/class does with its body. */
enum verdict	 class_put(struct door *, json_t *body);

/* -- import_read.c: for a template ----------------------------------------------------- */
/* What stands over the i-th column of a list of that name; NULL: it has no such column. */
const char	*import_header(const char *list, size_t i, bool is_en);

/* -- doors ---------------------------------------------------------------------------- */
/* Each of them, door_x, asks for the role (route.c); enter_x is what is behind it, and nobody else's to call. */
#define ROUTE(method, path, function, ...)                                                         \
	void door_##function(struct door *);                                                       \
	void enter_##function(struct door *);
#include "desk/route.def"
#undef ROUTE

#endif
