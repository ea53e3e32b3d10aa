/*
 * Proofs off line. The first byte chooses. Even: the rest is an export, stamped anew by the units it
 * names, with the grants that there really are; what is proved has to be what its entries fold to.
 * Odd: the rest are changes to an honest export; not one of them may go unseen.
 */
#include <string.h>

#include "fuzz.h"
#include "stamps.h"
#include "wire/paper.h"

enum { CHAINED = 2, CHANGES_MAX = 16 };

static struct paper paper;
static struct bytes honest;

static void
begin(void)
{
	if (paper.keyring != NULL)
		return;
	paper_begin(&paper);
	const struct folder f = paper_long(&paper);
	MUST(wire_export(paper.arena, paper.keyring, &f, &honest) == VERDICT_OK, "the honest one");
}

static void
expect_sound(struct arena *a, struct bytes exported)
{
	const struct proof p = wire_verify(a, exported, paper_root(&paper));
	MUST(verdict_row(p.verdict) != NULL, "verdict %d", (int)p.verdict);
	if (p.verdict != VERDICT_OK)
		return;
	MUST(p.docket.n == p.n_entries && p.n_entries > 0, "%u of %zu", p.docket.n, p.n_entries);
	struct docket again = docket_begin(&p.docket.header);
	for (size_t i = 0; i < p.n_entries; i++)
		MUST(docket_apply(&again, &p.entries[i]) == VERDICT_OK, "entry %zu", i + 1);
	MUST(again.state == p.docket.state && unit_code_equal(again.holder, p.docket.holder),
	    "another end");
	/* another ministry's root proves nothing */
	const struct proof stranger = wire_verify(a, exported, paper.offices[COUNTY].public_key);
	MUST(stranger.verdict != VERDICT_OK, "proved by a root that vouches for nobody");
}

static struct bytes
changed(struct arena *a, struct choices *c)
{
	struct bytes b = arena_copy(a, honest);
	uint8_t *data = arena_alloc(a, honest.size + 1);
	memcpy(data, honest.data, honest.size);
	for (size_t i = 0; i < CHANGES_MAX && c->size > 0; i++) {
		const size_t way = choose(c, 8);
		const size_t at = (size_t)choose_number(c, 2) % b.size, n = 1 + choose(c, 16);
		if (way == 0 && b.size > n)
			b.size -= n;				/* cut */
		else if (way == 1 && at + 2 * n <= b.size)
			memmove(data + at, data + at + n, n);	/* a piece over another */
		else
			data[at] = (uint8_t)(way == 2 ? choose_number(c, 1) : data[at] ^ 1u << way % 8);
	}
	b.data = data;
	return b;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	begin();
	if (size < 2)
		return 0;
	struct arena *a = arena_new();
	if (data[0] % 2 == 0) {
		struct bytes grants[N_OFFICES];
		for (size_t i = 0; i < N_OFFICES; i++)
			grants[i] = paper.offices[i].grant;
		const struct bytes exported = { data + 1, size - 1 };
		/* only the grants that are needed, in their order, make a whole file */
		const size_t n = (data[0] & 4) != 0 ? N_OFFICES : 0;
		expect_sound(a, stamps_export(a, paper.keyring, exported, (data[0] & CHAINED) != 0,
		    grants, n));
	} else {
		struct choices c = { data + 1, size - 1 };
		const struct bytes b = changed(a, &c);
		const struct proof p = wire_verify(a, b, paper_root(&paper));
		const bool is_same = b.size == honest.size && memcmp(b.data, honest.data, b.size) == 0;
		MUST((p.verdict == VERDICT_OK) == is_same, "a change of the file goes unseen");
	}
	arena_free(a);
	return 0;
}

size_t
fuzz_seed(size_t i, uint8_t ret[FUZZ_SEED_MAX], const char **ret_name)
{
	static const char *const names[] = { "export", "export_chained", "nothing_changed", "cut", "flipped" };
	static const uint8_t changes[][9] = { { 1 }, { 1, 0, 0, 9, 3 }, { 1, 3, 1, 44, 0, 5, 2, 2, 0 } };
	begin();
	if (i >= sizeof(names) / sizeof(names[0]))
		return 0;
	*ret_name = names[i];
	if (i >= 2) {
		memcpy(ret, changes[i - 2], sizeof(changes[0]));
		return sizeof(changes[0]);
	}
	ret[0] = (uint8_t)(4 | (i == 1 ? CHAINED : 0));
	memcpy(ret + 1, honest.data, honest.size);
	return honest.size + 1;
}
