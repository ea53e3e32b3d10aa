/*
 * One signature for many entries: the tree against the definition of RFC 6962, every body of every
 * size of tree, and whatever is bent in its stamp.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "paper.h"
#include "wire/tree.h"

enum { MANY = 40 };

static struct paper paper;

static void
begin(void)
{
	paper_begin(&paper);
}

static void
end(void)
{
	paper_end(&paper);
}

TestSuite(tree, .init = begin, .fini = end, .timeout = 60);

static void
leaf_of(size_t i, uint8_t ret[HASH_SIZE])
{
	const uint8_t body[] = { (uint8_t)(i >> 8), (uint8_t)i };
	tree_leaf((struct bytes){ body, sizeof(body) }, ret);
}

/* MTH of RFC 6962 §2.1, as it is defined there: split at the largest power of two below n. */
static void
defined(size_t from, size_t n, uint8_t ret[HASH_SIZE])
{
	uint8_t data[1 + 2 * HASH_SIZE] = { 1 };
	size_t k = 1;
	if (n == 1) {
		leaf_of(from, ret);
		return;
	}
	while (2 * k < n)
		k *= 2;
	defined(from, k, data + 1);
	defined(from + k, n - k, data + 1 + HASH_SIZE);
	wire_hash((struct bytes){ data, sizeof(data) }, ret);
}

Test(tree, has_the_root_that_is_defined_and_ways_to_it_for_every_leaf_of_every_size)
{
	static uint8_t leaves[TREE_LEAVES_MAX][HASH_SIZE], ways[TREE_LEAVES_MAX][TREE_WAY_MAX][HASH_SIZE];
	uint8_t n_way[TREE_LEAVES_MAX], want[HASH_SIZE], root[HASH_SIZE], got[HASH_SIZE];
	for (size_t i = 0; i < TREE_LEAVES_MAX; i++)
		leaf_of(i, leaves[i]);
	for (size_t n = 1; n <= TREE_LEAVES_MAX; n++) {
		tree_build((const uint8_t (*)[HASH_SIZE])leaves, n, root, ways, n_way);
		defined(0, n, want);
		cr_assert_arr_eq(root, want, HASH_SIZE, "n=%zu", n);
		for (size_t i = 0; i < n; i++) {
			const uint8_t (*way)[HASH_SIZE] = (const uint8_t (*)[HASH_SIZE])ways[i];
			cr_assert(tree_climb(leaves[i], i, n, way, n_way[i], got), "%zu of %zu", i, n);
			cr_assert_arr_eq(got, root, HASH_SIZE, "%zu of %zu", i, n);
			cr_assert_not(tree_climb(leaves[i], n, n, way, n_way[i], got));
			cr_assert_not(n_way[i] > 0 && tree_climb(leaves[i], i, n, way, n_way[i] - 1u, got));
		}
	}
}

/* The vectors of the reference implementation of RFC 6962: its first two leaves, their root. */
Test(tree, hashes_as_others_do)
{
	static const uint8_t zero[] = { 0 };
	uint8_t leaves[2][HASH_SIZE], root[HASH_SIZE];
	char hex[2 * HASH_SIZE + 1];
	tree_leaf((struct bytes){ NULL, 0 }, leaves[0]);
	text_hex(leaves[0], HASH_SIZE, hex);
	cr_expect_str_eq(hex, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
	tree_leaf((struct bytes){ zero, 1 }, leaves[1]);
	tree_build((const uint8_t (*)[HASH_SIZE])leaves, 2, root, NULL, NULL);
	text_hex(root, HASH_SIZE, hex);
	cr_expect_str_eq(hex, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
}

/* -- stamps --------------------------------------------------------------------------- */

static char bodies[MANY][32];
static struct stamp stamps[MANY];

static struct bytes
body(size_t i)
{
	(void)snprintf(bodies[i], sizeof(bodies[i]), "entry %zu of a turn", i);
	return paper_text(bodies[i]);
}

/* Every third is the county's, the others are the school's. */
static enum office_name
unit_of(size_t i)
{
	return i % 3 == 0 ? COUNTY : SCHOOL;
}

static void
stamp_all(size_t n)
{
	struct unstamped list[MANY];
	for (size_t i = 0; i < n; i++)
		list[i] = (struct unstamped){ paper_code(unit_of(i)), paper_begins, body(i), &stamps[i] };
	keyring_stamp_all(paper.keyring, "entry", list, n);
}

static enum verdict
check(size_t i, const struct stamp *s)
{
	return keyring_check(paper.keyring, paper_code(unit_of(i)), paper_begins, "entry", body(i), s);
}

Test(tree, stamps_every_entry_of_a_turn_for_its_own_unit)
{
	for (size_t n = 1; n <= MANY; n++) {
		stamp_all(n);
		for (size_t i = 0; i < n; i++) {
			cr_assert_eq(check(i, &stamps[i]), VERDICT_OK, "%zu of %zu", i, n);
			cr_assert_eq(check(i, &stamps[i]), VERDICT_OK, "again");
			cr_assert_eq(keyring_check(paper.keyring, paper_code(unit_of(i + 1 + (i % 3 == 1))),
			    paper_begins, "entry", body(i), &stamps[i]), VERDICT_BAD_STAMP);
		}
		for (size_t i = 0; i + 3 < n; i++)
			cr_assert_eq(check(i, &stamps[i + 3]), VERDICT_BAD_STAMP, "another's of the tree");
	}
}

Test(tree, one_entry_alone_needs_none)
{
	stamp_all(2);
	cr_expect_eq(stamps[0].algorithm, ALGORITHM_ED25519);
	cr_expect_eq(stamps[0].size, 64);
	stamp_all(4);
	cr_expect_eq(stamps[0].algorithm, ALGORITHM_ED25519_TREE);
	cr_expect_eq(stamps[0].size, TREE_HEAD_SIZE + HASH_SIZE, "0 and 3 are the county's");
	cr_expect_arr_eq(stamps[0].signature, stamps[3].signature, 64);
}

Test(tree, more_than_one_tree_holds_are_several)
{
	enum { N = TREE_LEAVES_MAX + 1 };
	static struct stamp many[N];
	static struct unstamped list[N];
	size_t n_alone = 0;
	for (size_t i = 0; i < N; i++) {
		uint8_t *two = arena_alloc(paper.arena, 2);
		two[0] = (uint8_t)(i >> 8);
		two[1] = (uint8_t)i;
		list[i] = (struct unstamped){ paper_code(SCHOOL), paper_begins, { two, 2 }, &many[i] };
	}
	keyring_stamp_all(paper.keyring, "entry", list, N);
	for (size_t i = 0; i < N; i++) {
		n_alone += list[i].stamp->algorithm == ALGORITHM_ED25519;
		cr_assert_eq(keyring_check(paper.keyring, paper_code(SCHOOL), paper_begins, "entry",
		    list[i].body, list[i].stamp), VERDICT_OK);
	}
	cr_expect_eq(n_alone, 1);
}

/* Each bit of it, after the sound one was checked, and remembered. */
Test(tree, a_bit_that_flips_anywhere_in_a_stamp_is_found)
{
	stamp_all(MANY);
	cr_assert_eq(check(4, &stamps[4]), VERDICT_OK);
	for (size_t bit = 0; bit < 8u * stamps[4].size; bit++) {
		struct stamp s = stamps[4];
		s.signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
		cr_assert_eq(check(4, &s), VERDICT_BAD_STAMP, "bit %zu", bit);
	}
}

Test(tree, a_stamp_of_another_shape_is_found)
{
	stamp_all(MANY);
	for (uint16_t size = 0; size <= SIGNATURE_MAX; size++) {
		struct stamp s = stamps[4];
		s.size = size;
		cr_assert(size == stamps[4].size || check(4, &s) == VERDICT_BAD_STAMP, "%u bytes", size);
	}
	struct stamp s = stamps[4];
	s.algorithm = ALGORITHM_ED25519;
	cr_expect_eq(check(4, &s), VERDICT_BAD_STAMP);
}

Test(tree, nothing_but_entries_has_trees)
{
	static const char *const types[] = { "request", "receipts", "notice", "grant", "publication",
		"index", "entries" };
	stamp_all(MANY);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		cr_expect_eq(keyring_check(paper.keyring, paper_code(SCHOOL), paper_begins, types[i],
		    body(4), &stamps[4]), VERDICT_BAD_STAMP, "%s", types[i]);
}

/* An inner node shown as a body: what keeps leaves and nodes apart is their first byte. */
Test(tree, a_node_is_no_entry)
{
	uint8_t leaves[4][HASH_SIZE], both[2 * HASH_SIZE];
	struct bytes list[4];
	struct stamp made[4], *at[4];
	for (size_t i = 0; i < 4; i++) {
		list[i] = body(i);
		at[i] = &made[i];
		tree_leaf(list[i], leaves[i]);
	}
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	uint8_t raw[PUBLIC_KEY_SIZE];
	size_t size = sizeof(raw);
	cr_assert_eq(EVP_PKEY_get_raw_public_key(key, raw, &size), 1);
	cr_assert(tree_sign(key, "entry", list, 4, at));
	cr_expect(tree_is_signed(key, raw, "entry", list[0], &made[0]));
	memcpy(both, leaves[0], HASH_SIZE);
	memcpy(both + HASH_SIZE, leaves[1], HASH_SIZE);
	struct stamp s = made[0];
	s.size = TREE_HEAD_SIZE + HASH_SIZE;
	memmove(s.signature + TREE_HEAD_SIZE, s.signature + TREE_HEAD_SIZE + HASH_SIZE, HASH_SIZE);
	s.signature[67] = 2;
	cr_expect_not(tree_is_signed(key, raw, "entry", (struct bytes){ both, sizeof(both) }, &s));
	EVP_PKEY_free(key);
}
