/*
 * Dockets on paper: a few offices with real keys, a short and a long docket that the core
 * itself accepts, and a pen for protobuf that no honest encoder would write.
 */
#ifndef TESTS_WIRE_PAPER_H
#define TESTS_WIRE_PAPER_H

#include "wire/keyring.h"
#include "wire/wire.h"

enum office_name {
	MINISTRY,
	PROVINCE,
	PREFECTURE,
	COUNTY,		/* of SCHOOL and NEIGHBOUR */
	OTHER_COUNTY,	/* of FAR_SCHOOL */
	SCHOOL,
	NEIGHBOUR,
	FAR_SCHOOL,
	N_OFFICES,
};

struct office {
	struct unit_code code, issuer;
	struct bytes pem;
	uint8_t public_key[PUBLIC_KEY_SIZE];
	struct bytes grant;
};

struct paper {
	struct arena *arena;
	struct office offices[N_OFFICES];
	struct keyring *keyring;	/* with everybody's private key */
};

extern const struct instant paper_begins, paper_ends;	/* validity of every key */
extern const char paper_docket[];

void		 paper_begin(struct paper *);
void		 paper_end(struct paper *);
const uint8_t	*paper_root(const struct paper *);
struct unit_code paper_code(enum office_name);
/* The bytes of a KeyFile with all grants. */
struct bytes	 paper_grants(const struct paper *);
struct bytes	 paper_grant(const struct paper *, enum office_name unit, enum office_name issuer);

/* Every field set. */
struct header	 paper_header(void);
struct entry	 paper_entry(void);
struct request	 paper_request(void);
/* Filed, approved, checked; inside one county. */
struct folder	 paper_short(const struct paper *);
/* Twelve entries from filing to admission, with a return, a correction, an objection that
 * travelled, a ruling and the record. */
struct folder	 paper_long(const struct paper *);
struct bytes	 paper_text(const char *);

/* -- a pen for protobuf --------------------------------------------------------------- */
struct pen {
	uint8_t data[1 << 15];
	size_t n;
};

void	pen_number(struct pen *, unsigned field, uint64_t);
void	pen_bytes(struct pen *, unsigned field, struct bytes);
void	pen_text(struct pen *, unsigned field, const char *);
void	pen_message(struct pen *, unsigned field, const struct pen *);
struct bytes	pen_page(const struct pen *);

#endif
