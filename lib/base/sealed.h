/*
 * An entry as bytes: what was signed, by which key, and its hash. Store and bus carry it
 * without understanding it; wire makes and opens it.
 */
#ifndef BASE_SEALED_H
#define BASE_SEALED_H

#include "base/arena.h"

enum {
	HASH_SIZE = 32,		/* SHA-256 */
	KEY_ID_MAX = 17,	/* 16 hex digits and the NUL */
	SIGNATURE_ALONE_MAX = 80,	/* Ed25519 64; SM2 in DER at most 72 */
	SIGNATURE_MAX = 324,	/* with a way through a tree (wire/tree.h) */
};

enum algorithm {
	ALGORITHM_NONE,
	ALGORITHM_ED25519 = 1,
	ALGORITHM_SM2_SM3 = 2,	/* reserved */
	ALGORITHM_ED25519_TREE = 3,
	ALGORITHM_N,
};

struct stamp {
	enum algorithm algorithm;
	char key_id[KEY_ID_MAX];
	uint16_t size;
	uint8_t signature[SIGNATURE_MAX];
};

struct sealed {
	struct bytes body;	/* borrowed: an arena's or the letter's */
	struct stamp stamp;
	uint8_t hash[HASH_SIZE];	/* of body */
};

/* A whole docket as bytes, entries 1..n in order. */
struct folder {
	struct bytes header;
	uint8_t header_hash[HASH_SIZE];
	struct sealed *entries;
	size_t n;
};

#endif
