/*
 * Trees of entries: building one, climbing a way, and the stamp that carries both.
 */
#include <assert.h>
#include <string.h>

#include "wire/dsse.h"
#include "wire/keyring.h"
#include "wire/tree.h"
#include "wire/wire.h"

enum { SIGNED_SIZE = 2 + HASH_SIZE, REMEMBERED = 1024 };

/* What a tree's root is signed as; NULL: there are no trees of that type. */
static const char *
type_of_tree(const char *type)
{
	return strcmp(type, "entry") == 0 ? "entries" : NULL;
}

/* -- the tree alone ------------------------------------------------------------------- */

void
tree_leaf(struct bytes body, uint8_t ret[HASH_SIZE])
{
	uint8_t data[1 + WIRE_BODY_MAX];	/* large: only what is used is written */
	assert(body.size <= WIRE_BODY_MAX);
	data[0] = 0x00;
	if (body.size > 0)
		memcpy(data + 1, body.data, body.size);
	wire_hash((struct bytes){ data, 1 + body.size }, ret);
}

static void
join(const uint8_t left[HASH_SIZE], const uint8_t right[HASH_SIZE], uint8_t ret[HASH_SIZE])
{
	uint8_t data[1 + 2 * HASH_SIZE] = { 0x01 };
	memcpy(data + 1, left, HASH_SIZE);
	memcpy(data + 1 + HASH_SIZE, right, HASH_SIZE);
	wire_hash((struct bytes){ data, sizeof(data) }, ret);
}

/* Level by level from the leaves up; a last one without a neighbour rises as it is, which gives the
 * tree of RFC 6962. */
void
tree_build(const uint8_t (*leaves)[HASH_SIZE], size_t n, uint8_t ret_root[HASH_SIZE],
    uint8_t (*ways)[TREE_WAY_MAX][HASH_SIZE], uint8_t *n_way)
{
	uint8_t row[TREE_LEAVES_MAX][HASH_SIZE];
	assert(n >= 1 && n <= TREE_LEAVES_MAX);
	memcpy(row, leaves, n * HASH_SIZE);
	if (ways != NULL)
		memset(n_way, 0, n);
	size_t wide = n;
	for (int height = 0; wide > 1; height++) {
		for (size_t i = 0; ways != NULL && i < n; i++) {
			const size_t beside = i >> height ^ 1;
			if (beside < wide)
				memcpy(ways[i][n_way[i]++], row[beside], HASH_SIZE);
		}
		for (size_t i = 0; i + 1 < wide; i += 2)
			join(row[i], row[i + 1], row[i / 2]);
		if (wide % 2 == 1)
			memcpy(row[wide / 2], row[wide - 1], HASH_SIZE);
		wide = (wide + 1) / 2;
	}
	memcpy(ret_root, row[0], HASH_SIZE);
}

bool
tree_climb(const uint8_t leaf[HASH_SIZE], size_t at, size_t n, const uint8_t (*way)[HASH_SIZE],
    size_t n_way, uint8_t ret_root[HASH_SIZE])
{
	uint8_t hash[HASH_SIZE];
	size_t step = 0;
	if (at >= n || n > TREE_LEAVES_MAX)
		return false;
	memcpy(hash, leaf, HASH_SIZE);
	for (size_t wide = n; wide > 1; wide = (wide + 1) / 2, at /= 2) {
		if ((at ^ 1) >= wide)
			continue;	/* nobody beside it */
		if (step == n_way)
			return false;
		if (at % 2 == 0)
			join(hash, way[step], hash);
		else
			join(way[step], hash, hash);
		step++;
	}
	memcpy(ret_root, hash, HASH_SIZE);
	return step == n_way;
}

/* -- stamps --------------------------------------------------------------------------- */

static void
write_u16(uint8_t *to, size_t n)
{
	to[0] = (uint8_t)(n >> 8);
	to[1] = (uint8_t)n;
}

static size_t
read_u16(const uint8_t *from)
{
	return (size_t)from[0] << 8 | from[1];
}

static void
write_signed(size_t n, const uint8_t root[HASH_SIZE], uint8_t ret[SIGNED_SIZE])
{
	write_u16(ret, n);
	memcpy(ret + 2, root, HASH_SIZE);
}

bool
tree_sign(EVP_PKEY *private, const char *type, const struct bytes *bodies, size_t n,
    struct stamp *const *ret)
{
	uint8_t leaves[TREE_LEAVES_MAX][HASH_SIZE], ways[TREE_LEAVES_MAX][TREE_WAY_MAX][HASH_SIZE];
	uint8_t n_way[TREE_LEAVES_MAX], root[HASH_SIZE], is_signed[SIGNED_SIZE];
	struct stamp whole = { .algorithm = ALGORITHM_ED25519 };
	const char *const name = type_of_tree(type);
	assert(name != NULL && n >= 2 && n <= TREE_LEAVES_MAX);
	for (size_t i = 0; i < n; i++)
		tree_leaf(bodies[i], leaves[i]);
	tree_build((const uint8_t (*)[HASH_SIZE])leaves, n, root, ways, n_way);
	write_signed(n, root, is_signed);
	if (!dsse_sign(private, name, (struct bytes){ is_signed, SIGNED_SIZE }, &whole)
	    || whole.size != ED25519_SIZE)
		return false;
	for (size_t i = 0; i < n; i++) {
		struct stamp *s = ret[i];
		const size_t size = (size_t)n_way[i] * HASH_SIZE;
		s->algorithm = ALGORITHM_ED25519_TREE;
		s->size = (uint16_t)(TREE_HEAD_SIZE + size);
		memcpy(s->signature, whole.signature, ED25519_SIZE);
		write_u16(s->signature + ED25519_SIZE, i);
		write_u16(s->signature + ED25519_SIZE + 2, n);
		memcpy(s->signature + TREE_HEAD_SIZE, ways[i], size);
	}
	return true;
}

/* Where a thread remembers that this key made this signature of this root. */
static uint8_t *
remembered(const uint8_t *raw, const uint8_t *signature, const uint8_t is_signed[SIGNED_SIZE],
    uint8_t ret_name[HASH_SIZE])
{
	static _Thread_local uint8_t names[REMEMBERED][HASH_SIZE];
	uint8_t data[PUBLIC_KEY_SIZE + ED25519_SIZE + SIGNED_SIZE];
	memcpy(data, raw, PUBLIC_KEY_SIZE);
	memcpy(data + PUBLIC_KEY_SIZE, signature, ED25519_SIZE);
	memcpy(data + PUBLIC_KEY_SIZE + ED25519_SIZE, is_signed, SIGNED_SIZE);
	wire_hash((struct bytes){ data, sizeof(data) }, ret_name);
	return names[read_u16(ret_name) % REMEMBERED];
}

/* Only what was good is remembered, so that a flood of forged ones forgets nothing. */
static bool
is_root_signed(EVP_PKEY *public, const uint8_t *raw, const char *name, const uint8_t *signature,
    const uint8_t is_signed[SIGNED_SIZE])
{
	uint8_t wanted[HASH_SIZE];
	uint8_t *const slot = remembered(raw, signature, is_signed, wanted);
	struct stamp whole = { .algorithm = ALGORITHM_ED25519, .size = ED25519_SIZE };
	if (memcmp(slot, wanted, HASH_SIZE) == 0)
		return true;
	memcpy(whole.signature, signature, ED25519_SIZE);
	if (!dsse_is_signed(public, name, (struct bytes){ is_signed, SIGNED_SIZE }, &whole))
		return false;
	memcpy(slot, wanted, HASH_SIZE);
	return true;
}

bool
tree_is_signed(EVP_PKEY *public, const uint8_t *raw, const char *type, struct bytes body,
    const struct stamp *s)
{
	uint8_t leaf[HASH_SIZE], root[HASH_SIZE], is_signed[SIGNED_SIZE];
	const char *const name = type_of_tree(type);
	if (name == NULL || s->algorithm != ALGORITHM_ED25519_TREE || s->size < TREE_HEAD_SIZE
	    || s->size > SIGNATURE_MAX || (s->size - TREE_HEAD_SIZE) % HASH_SIZE != 0
	    || body.size > WIRE_BODY_MAX)
		return false;
	const size_t at = read_u16(s->signature + ED25519_SIZE);
	const size_t n = read_u16(s->signature + ED25519_SIZE + 2);
	uint8_t way[TREE_WAY_MAX][HASH_SIZE];
	memcpy(way, s->signature + TREE_HEAD_SIZE, s->size - (size_t)TREE_HEAD_SIZE);
	tree_leaf(body, leaf);
	if (!tree_climb(leaf, at, n, (const uint8_t (*)[HASH_SIZE])way,
		(s->size - (size_t)TREE_HEAD_SIZE) / HASH_SIZE, root))
		return false;
	write_signed(n, root, is_signed);
	return is_root_signed(public, raw, name, s->signature, is_signed);
}
