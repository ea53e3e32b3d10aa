/*
 * One signature for many bodies: a hash tree as in RFC 6962 §2.1, whose root is signed. Each
 * body gets the way from its leaf to the root, and so still proves itself alone.
 *
 *	leaf = SHA-256(0x00 body)          node = SHA-256(0x01 left right)
 *	signed = DSSE of "xueji.entries.v1" over  n (2 bytes) root (32)
 *	Stamp.signature = signature (64) leaf (2) n (2) way (32 each, from the leaf up)
 *
 * Numbers are big-endian; leaves are counted from 0. Signing and checking cost about a hundred
 * times what hashing does, so that whoever gets many entries of one tree checks it once.
 */
#ifndef WIRE_TREE_H
#define WIRE_TREE_H

#include <openssl/evp.h>

#include "base/sealed.h"

enum {
	TREE_LEAVES_MAX = 256,
	TREE_WAY_MAX = 8,		/* its logarithm */
	TREE_HEAD_SIZE = 68,		/* signature, leaf, n */
};
_Static_assert(SIGNATURE_MAX == TREE_HEAD_SIZE + TREE_WAY_MAX * HASH_SIZE, "a stamp has room for it");

/* -- the tree alone ------------------------------------------------------------------- */
void	tree_leaf(struct bytes body, uint8_t ret[HASH_SIZE]);
/* The root of n leaves, 1 .. TREE_LEAVES_MAX. ways: NULL, or room for n ways of TREE_WAY_MAX hashes;
 * n_way: how many hashes each has. */
void	tree_build(const uint8_t (*leaves)[HASH_SIZE], size_t n, uint8_t ret_root[HASH_SIZE],
	    uint8_t (*ways)[TREE_WAY_MAX][HASH_SIZE], uint8_t *n_way);
/* The root that leaf `at` of n and its way lead to. False: no tree of n leaves has such a way. */
bool	tree_climb(const uint8_t leaf[HASH_SIZE], size_t at, size_t n,
	    const uint8_t (*way)[HASH_SIZE], size_t n_way, uint8_t ret_root[HASH_SIZE]);

/* -- stamps --------------------------------------------------------------------------- */
/* Stamps bodies 0 .. n - 1, 2 .. TREE_LEAVES_MAX of them, of that type ("entry" is the only one that
 * has trees). Fills in algorithm, size and signature of *ret[i]. */
bool	tree_sign(EVP_PKEY *private, const char *type, const struct bytes *bodies, size_t n,
	    struct stamp *const *ret);
/* `raw`: the same key's 32 bytes. Roots that were good are remembered by each thread. */
bool	tree_is_signed(EVP_PKEY *public, const uint8_t *raw, const char *type,
	    struct bytes body, const struct stamp *);

#endif
