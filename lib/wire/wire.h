/*
 * Bytes <-> core values, hash chain and stamps. What is signed is exact bytes, never a
 * structure: protobuf is not canonical, so a body is encoded once, by the unit that signs
 * it, and carried unchanged from then on.
 *
 *	hash of entry n = SHA-256(body n);  body n names hash n-1;  body 1 names SHA-256(header)
 *	stamp = sign("DSSEv1 <len> <type> <len> <body>"), the DSSE pre-authentication encoding
 *
 * Functions that return a verdict leave *ret untouched unless it is VERDICT_OK.
 */
#ifndef WIRE_WIRE_H
#define WIRE_WIRE_H

#include "base/sealed.h"
#include "core/paper_form.h"
#include "core/publication.h"

struct keyring;

enum {
	LETTER_ID_MAX = 37,
	LETTER_BYTES_MAX = 524288,	/* larger is TOO_LARGE before it is decoded */
	WIRE_HEADER_MAX = 16384,	/* bytes of a header */
	WIRE_BODY_MAX = 4608,		/* bytes of an entry's body, its slip included */
	WIRE_SLIP_MAX = 2560,		/* bytes of a slip: room for a reason of 500 characters */
	WIRE_FRAME_MAX = 400,		/* bytes around a body: stamp, tags and lengths */
	WIRE_PART_MAX = 262144,		/* bytes of a part of an attachment; only the last has fewer */
	WIRE_PARTS_MAX = ATTACHMENT_BYTES / WIRE_PART_MAX,
	RECEIPTS_MAX = 512,		/* receipts in one letter */
	INDEX_NEWS_MAX = 64,		/* records in one letter */
	INDEX_KEY_SIZE = 32,		/* HMAC-SHA-256 */
	NOTICE_WHAT_MAX = 33,
	PROGRESS_DONE_MAX = 16384,	/* schools in one letter: those of a province */
};

enum letter_kind {
	LETTER_DELIVERY,
	LETTER_RECEIPTS,
	LETTER_CATCH_UP,
	LETTER_REQUEST,
	LETTER_NOTICE,
	LETTER_ATTACHMENT_PART,
	LETTER_FETCH,
	LETTER_INDEX,
	LETTER_INQUIRY,
	LETTER_PROGRESS,
};

/* A whole docket always fits into one letter, whoever wrote its entries. */
_Static_assert(ENTRIES_MAX * (WIRE_BODY_MAX + WIRE_FRAME_MAX) + WIRE_HEADER_MAX + 1024
	<= LETTER_BYTES_MAX, "a docket that cannot be handed over would be lost");

struct receipt {
	struct docket_id docket;
	uint32_t n;
	char letter[LETTER_ID_MAX];	/* of a request or notice; else empty */
};

struct notice {
	struct docket_id docket;
	char what[NOTICE_WHAT_MAX];
	struct unit_code unit;
	enum stage stage;
	struct instant at;
};

/* What the index of the level above has to know of a record (message IndexRow). */
struct index_news {
	struct student_number number;	/* of a school's; empty from a province to the ministry */
	struct student_number former[FORMER_MAX];	/* n_former of them */
	uint8_t n_former;
	struct citizen_id citizen_id;	/* of a school's; empty: the child has none */
	uint8_t key[INDEX_KEY_SIZE];	/* of a province's */
	enum status status;
	uint32_t version;
	struct unit_code other;		/* who keeps another one of the child; see IndexRow.other */
	struct docket_id docket;	/* of a school's: the enrolment that made it, or that is over; or none */
};

/* Does another province keep a record with that key? */
struct inquiry {
	uint8_t key[INDEX_KEY_SIZE];
	uint32_t seen;			/* entries of the docket when it was asked */
	bool is_of_record;		/* about one that is there: nothing is claimed by asking */
	struct citizen_id citizen_id;	/* of whom the population register is asked too; empty: not */
	char name[STUDENT_NAME_MAX];
	bool is_new;			/* an ID that the child did not have so far */
	bool is_over;			/* the docket ended in vain: the question falls away */
};

/* A withdrawal or an objection of the filer, or the ministry's answer to an inquiry, that travels to
 * the holder. */
struct request {
	struct docket_id docket;
	enum happening_kind kind;	/* WITHDRAW, OBJECT, or PROCEED of an answer */
	struct unit_code unit;
	char officer[OFFICER_MAX];
	char deputy_for[OFFICER_MAX];	/* as in struct entry */
	enum role role;
	char reason[REASON_MAX];
	struct instant at;
	uint32_t seen;			/* the last entry its unit had seen, or was asked at */
	enum verdict code;		/* of an answer: OK, or what was found ... */
	struct unit_code found;		/* ... and where */
};

/* A piece of an attachment, or (with LETTER_FETCH, data empty) the wish for all of it. */
struct part {
	uint8_t digest[DIGEST_SIZE];
	uint32_t index;			/* 0 .. WIRE_PARTS_MAX - 1 */
	struct bytes data;
};

struct letter {
	char id[LETTER_ID_MAX];
	struct unit_code from, to;
	struct instant sent_at;
	struct docket_id docket;	/* empty for receipts and index */
	enum letter_kind kind;
	/* DELIVERY: entries first .. first + n_entries - 1; header empty unless first is 1.
	 * CATCH_UP: only `first`. */
	struct bytes header;
	uint32_t first;
	struct sealed *entries;
	size_t n_entries;
	/* RECEIPTS: by `receipts_unit`, stamped */
	struct unit_code receipts_unit;
	struct receipt *receipts;
	size_t n_receipts;
	/* REQUEST: the slip's bytes go into the entry as evidence */
	struct bytes slip;
	struct request request;
	uint32_t n;			/* entries that whoever passes it on has; 0: not told */
	struct notice notice;
	struct part part;		/* ATTACHMENT_PART, FETCH */
	struct index_news *news;	/* INDEX: n_news of them */
	size_t n_news;
	struct inquiry inquiry;
	struct progress progress;	/* of `from` */
};

void	wire_hash(struct bytes, uint8_t ret[HASH_SIZE]);
/* The keyed hash by which levels recognise a child without knowing it: HMAC-SHA-256 (RFC 2104) of
 * the citizen ID under the secret that all provinces share and the ministry has not. */
void	wire_index_key(const uint8_t secret[INDEX_KEY_SIZE], struct citizen_id,
	    uint8_t ret[INDEX_KEY_SIZE]);

/* The code of six digits that belongs to so many half minutes since 1970 (RFC 6238). */
enum { CODE_SECRET_SIZE = 20, CODE_STEP_MS = 30 * 1000 };
uint32_t	wire_code(const uint8_t secret[CODE_SECRET_SIZE], int64_t step);

/* -- dockets -------------------------------------------------------------------------- */
/* Encoded into the arena. A struct header always fits. */
struct bytes	wire_header_encode(struct arena *, const struct header *);
enum verdict	wire_header_decode(struct bytes, struct header *ret);
/* Encodes an entry that entry->holder has a key for at entry->at; the stamp stays empty until
 * keyring_stamp_all(). UNKNOWN_KEY if the keyring holds no private key for it, TOO_LARGE if nobody
 * would take the body. `slip`: evidence of a travelled request, or empty. */
enum verdict	wire_entry_write(struct arena *, const struct keyring *, const struct entry *,
		    const uint8_t previous[HASH_SIZE], struct bytes slip, struct sealed *ret);
/* The same with a stamp of its own. */
enum verdict	wire_entry_seal(struct arena *, const struct keyring *, const struct entry *,
		    const uint8_t previous[HASH_SIZE], struct bytes slip, struct sealed *ret);
/* Decodes a body and checks that it names `previous`; does not look at the stamp. */
enum verdict	wire_entry_open(struct bytes body, const uint8_t previous[HASH_SIZE],
		    struct entry *ret);
/* Is the stamp that of entry->holder, with a key good at entry->at and vouched for up to the
 * root; and where unit and holder differ, is the slip in it that unit's own request? */
enum verdict	wire_entry_check(const struct keyring *, const struct sealed *,
		    const struct entry *);
/* The whole fold: header and entries of a folder into a docket. `ret_entries` may be NULL or
 * room for folder->n entries. Stamps are not checked: what is in our store was checked on
 * its way in. */
enum verdict	wire_folder_open(const struct folder *, struct docket *ret,
		    struct entry *ret_entries);

/* Is that very slip in one of the folder's entries? A request that comes again is known by it. */
bool		wire_has_slip(const struct sealed *entries, size_t n, struct bytes slip);

/* -- letters -------------------------------------------------------------------------- */
/* All but deliveries, whose entries are, are stamped here: RECEIPTS by receipts_unit, REQUEST by
 * request.unit, the others by `from`. A REQUEST whose `slip` is set is passed on as it is.
 * UNKNOWN_KEY, TOO_LARGE or OK; a docket always fits (see WIRE_BODY_MAX). */
enum verdict	wire_letter_encode(struct arena *, const struct keyring *, const struct letter *,
		    struct bytes *ret);
/* Everything in *ret points into `value` or the arena. GARBLED, TOO_LARGE, UNKNOWN_KIND,
 * OUT_OF_RANGE; stamps are checked (UNKNOWN_KEY, KEY_EXPIRED, BAD_STAMP), but those of entries
 * are not. Hashes of entries are filled in. */
enum verdict	wire_letter_decode(struct arena *, const struct keyring *, struct bytes value,
		    struct letter *ret);
const char	*letter_kind_name(enum letter_kind);	/* "delivery", ... */
/* May such a wish travel to the holder as a request? */
bool		 request_travels(enum happening_kind);
/* Opens a slip and checks its stamp: GARBLED, OUT_OF_RANGE or keyring_check()'s answers. */
enum verdict	wire_request_open(const struct keyring *, struct bytes slip, struct request *ret);
/* The slip of our own request, ready for an entry of our own (filer and holder on one daemon). */
enum verdict	wire_request_seal(struct arena *, const struct keyring *, const struct request *,
		    struct bytes *ret_slip);

/* -- law that is published ------------------------------------------------------------ */
/* Stamped by p->unit at p->published_at. UNKNOWN_KEY if it has no private key here. */
enum verdict	wire_publication_seal(struct arena *, const struct keyring *,
		    const struct publication *, struct bytes *ret);
/* Texts in *ret live in the arena. GARBLED, TOO_LARGE, OUT_OF_RANGE, or keyring_check()'s answers;
 * keyring NULL: the stamp was checked when it came. */
enum verdict	wire_publication_open(struct arena *, const struct keyring *, struct bytes value,
		    struct publication *ret);
/* Made from the hash of the value: whoever has it knows the same one. */
void		wire_id_of(struct bytes, char ret[LETTER_ID_MAX]);

/* -- papers --------------------------------------------------------------------------- */
/*
 * The proof on a printed form, which fits into a QR code: "XUEJI1:" and base64url of
 *
 *	form (1)  unit (10)  subject (16)  content (32)  at (8)  key id (8)  signature (64)
 *
 * (proto/README.md §6). Nothing in it can be read: the child and what stands on the form are there as
 * hashes. Whoever has the grants and the root public key can check it off line, and with what stands on
 * the paper also that this is what was signed.
 */
enum { WIRE_PAPER_MAX = 224, WIRE_PAPER_SUBJECT_SIZE = 16 };

struct paper_proof {
	enum paper_form form;
	struct unit_code unit;		/* who issued it */
	uint8_t subject[WIRE_PAPER_SUBJECT_SIZE];	/* of a number or a docket's id; see below */
	uint8_t content[HASH_SIZE];
	struct instant at;
	char key_id[KEY_ID_MAX];	/* whose stamp it is; only wire_paper_check() says so */
};

/* A line of a form: the name of a field, and its value as it is printed. */
struct paper_line {
	const char *field, *value;
};

/* The proof as text, with its NUL. UNKNOWN_KEY: the unit has no private key here. */
enum verdict	 wire_paper_write(const struct keyring *, const struct paper_proof *,
		    char ret[WIRE_PAPER_MAX]);
/* GARBLED, OUT_OF_RANGE (a form that is not known), or keyring_check()'s answers. */
enum verdict	 wire_paper_check(const struct keyring *, const char *text, struct paper_proof *ret);
/* The hash of the lines, sorted by field and each as "field: value\n", blanks made one or none. The order of
 * `lines` is changed. */
void		 wire_paper_content(struct arena *, struct paper_line *lines, size_t n,
		    uint8_t ret[HASH_SIZE]);
/* The beginning of the hash of a student number or a docket's id. */
void		 wire_paper_subject(const char *, uint8_t ret[WIRE_PAPER_SUBJECT_SIZE]);

/* -- proof off line ------------------------------------------------------------------- */
/* The bytes of `xueji export`: the folder and every key grant needed up to the root. */
enum verdict	wire_export(struct arena *, const struct keyring *, const struct folder *,
		    struct bytes *ret);

struct proof {
	enum verdict verdict;	/* OK, or what is wrong ... */
	uint32_t n;		/* ... with which entry: 0 the header or the file itself */
	struct docket docket;	/* folded up to n (all, if OK) */
	struct entry *entries;	/* arena; n_entries of them are sound */
	size_t n_entries;
};

/* Trusts nothing but the root public key (32 bytes, Ed25519). */
struct proof	wire_verify(struct arena *, struct bytes exported,
		    const uint8_t root_public_key[32]);

#endif
