/*
 * Proof off line: who holds the root public key and a file, and nothing else, must be able
 * to tell whether it is what the units stamped, and if not where it first goes wrong.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "paper.h"

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

TestSuite(proof, .init = begin, .fini = end, .timeout = 120);

static struct bytes
export_of(const struct folder *f)
{
	struct bytes b;
	cr_assert_eq(wire_export(paper.arena, paper.keyring, f, &b), VERDICT_OK);
	return b;
}

static struct proof
verify(struct bytes b)
{
	return wire_verify(paper.arena, b, paper_root(&paper));
}

Test(proof, of_a_whole_docket_holds_and_tells_how_it_ended)
{
	const struct folder f = paper_long(&paper);
	const struct proof p = verify(export_of(&f));
	cr_assert_eq(p.verdict, VERDICT_OK);
	cr_expect_eq(p.n, 12);
	cr_expect_eq(p.n_entries, 12);
	cr_expect_eq(p.docket.n, 12);
	cr_expect_eq(p.docket.state, DOCKET_COMPLETED);
	cr_expect_str_eq(p.docket.header.id.text, paper_docket);
	cr_expect_eq(p.entries[10].action, ACTION_released);
	cr_expect_str_eq(p.entries[7].unit.text, "2143000101");
	cr_expect_str_eq(p.entries[7].holder.text, "2143000103");
}

Test(proof, is_the_same_whichever_way_the_grants_were_filed)
{
	const struct folder f = paper_long(&paper);
	const struct bytes expected = export_of(&f);
	struct bytes grants[N_OFFICES], b;
	size_t refused;
	for (size_t i = 0; i < N_OFFICES; i++)
		grants[i] = paper.offices[N_OFFICES - 1 - i].grant;
	struct keyring *k = keyring_open(
	    keyring_file(paper.arena, grants, N_OFFICES), paper_root(&paper), NULL, &refused);
	cr_assert_not_null(k);
	cr_assert_eq(wire_export(paper.arena, k, &f, &b), VERDICT_OK);
	cr_assert_eq(b.size, expected.size);
	cr_expect_arr_eq(b.data, expected.data, b.size);
	keyring_free(k);
}

Test(proof, under_another_root_does_not_hold)
{
	const struct folder f = paper_short(&paper);
	uint8_t other[PUBLIC_KEY_SIZE];
	memcpy(other, paper_root(&paper), sizeof(other));
	other[31] ^= 1;
	const struct proof p = wire_verify(paper.arena, export_of(&f), other);
	cr_expect_eq(p.verdict, VERDICT_UNKNOWN_KEY);
	cr_expect_eq(p.n, 1);
	cr_expect_eq(p.n_entries, 0);
}

Test(proof, cannot_be_given_without_everybodys_grant)
{
	const struct folder f = paper_long(&paper);
	struct bytes b = { NULL, 77 };
	struct bytes grants[N_OFFICES];
	size_t refused;
	for (size_t i = 0; i < N_OFFICES; i++)
		grants[i] = paper.offices[i].grant;
	struct keyring *k = keyring_open(keyring_file(paper.arena, grants, N_OFFICES - 1),
	    paper_root(&paper), NULL, &refused);
	cr_assert_not_null(k);
	cr_expect_eq(wire_export(paper.arena, k, &f, &b), VERDICT_UNKNOWN_KEY);
	cr_expect_eq(b.size, 77);
	keyring_free(k);
}

/* -- every bit ------------------------------------------------------------------------ */

static void
expect_flip_is_seen(struct arena *arena, uint8_t *data, size_t size, size_t bit)
{
	const struct bytes b = { data, size };
	data[bit / 8] ^= (uint8_t)(1u << bit % 8);
	arena_reset(arena);
	cr_expect_neq(wire_verify(arena, b, paper_root(&paper)).verdict, VERDICT_OK,
	    "bit %zu of %zu went unseen", bit, 8 * size);
	data[bit / 8] ^= (uint8_t)(1u << bit % 8);
}

static uint8_t *
own_copy(struct bytes b)
{
	uint8_t *data = arena_alloc(paper.arena, b.size);
	memcpy(data, b.data, b.size);
	return data;
}

/* With the ministry as everybody's issuer, so that there are no more signatures than needed:
 * some ten thousand verifications follow. */
static struct bytes
smallest_export(void)
{
	const struct folder f = paper_short(&paper);
	const struct bytes grants[] = {
		paper.offices[MINISTRY].grant,
		paper_grant(&paper, SCHOOL, MINISTRY),
		paper_grant(&paper, NEIGHBOUR, MINISTRY),
	};
	struct bytes b;
	size_t refused;
	struct keyring *k = keyring_open(
	    keyring_file(paper.arena, grants, 3), paper_root(&paper), NULL, &refused);
	cr_assert_not_null(k);
	cr_assert_eq(wire_export(paper.arena, k, &f, &b), VERDICT_OK);
	keyring_free(k);
	return b;
}

Test(proof, of_a_short_docket_fails_for_every_single_bit_changed)
{
	const struct bytes b = smallest_export();
	struct arena *arena = arena_new();
	uint8_t *data = own_copy(b);
	cr_assert_eq(verify(b).verdict, VERDICT_OK);
	for (size_t bit = 0; bit < 8 * b.size; bit++)
		expect_flip_is_seen(arena, data, b.size, bit);
	arena_free(arena);
}

Test(proof, of_a_long_docket_fails_for_a_bit_in_each_byte)
{
	const struct folder f = paper_long(&paper);
	const struct bytes b = export_of(&f);
	struct arena *arena = arena_new();
	uint8_t *data = own_copy(b);
	uint32_t dice = 20260901;
	cr_assert_eq(verify(b).verdict, VERDICT_OK);
	for (size_t i = 0; i < b.size; i++) {
		dice = dice * 1664525 + 1013904223;
		expect_flip_is_seen(arena, data, b.size, 8 * i + (dice >> 29));
	}
	arena_free(arena);
}

Test(proof, of_a_docket_cut_short_anywhere_fails)
{
	const struct folder f = paper_short(&paper);
	const struct bytes b = export_of(&f);
	for (size_t size = 0; size < b.size; size++) {
		const struct bytes cut = { b.data, size };
		cr_expect_neq(verify(cut).verdict, VERDICT_OK, "%zu bytes", size);
	}
}

/* -- whole entries -------------------------------------------------------------------- */

/* An Export of just these entries, in this order, with the grants of the whole. */
static struct bytes
write_export(struct bytes header, const struct sealed *entries, size_t n,
    const struct bytes *grants, size_t n_grants)
{
	static struct pen pen;
	pen.n = 0;
	pen_bytes(&pen, 1, header);
	for (size_t i = 0; i < n; i++) {
		struct pen entry = { .n = 0 }, stamp = { .n = 0 };
		const struct stamp *s = &entries[i].stamp;
		const struct bytes signature = { s->signature, s->size };
		pen_number(&stamp, 1, (uint64_t)s->algorithm);
		pen_text(&stamp, 2, s->key_id);
		pen_bytes(&stamp, 3, signature);
		pen_bytes(&entry, 1, entries[i].body);
		pen_message(&entry, 2, &stamp);
		pen_message(&pen, 2, &entry);
	}
	for (size_t i = 0; i < n_grants; i++)
		pen_bytes(&pen, 3, grants[i]);
	return pen_page(&pen);
}

/* In the order in which the long docket needs them, issuers first. */
static size_t
grants_of_long(struct bytes ret[N_OFFICES])
{
	static const enum office_name order[N_OFFICES] = {
		MINISTRY, PROVINCE, COUNTY, SCHOOL, PREFECTURE, OTHER_COUNTY, FAR_SCHOOL,
	};
	for (size_t i = 0; i < 7; i++)
		ret[i] = paper.offices[order[i]].grant;
	return 7;
}

Test(proof, format_is_the_one_written_down)
{
	const struct folder f = paper_long(&paper);
	struct bytes grants[N_OFFICES];
	const size_t n = grants_of_long(grants);
	const struct bytes expected = export_of(&f);
	const struct bytes b = write_export(f.header, f.entries, f.n, grants, n);
	cr_assert_eq(b.size, expected.size);
	cr_expect_arr_eq(b.data, expected.data, b.size);
}

static void
expect_fault(const struct sealed *entries, size_t n, enum verdict v, uint32_t at)
{
	const struct folder f = paper_long(&paper);
	struct bytes grants[N_OFFICES];
	const size_t n_grants = grants_of_long(grants);
	const struct proof p = verify(write_export(f.header, entries, n, grants, n_grants));
	cr_expect_eq(p.verdict, v, "%s at %u", verdict_name(p.verdict), p.n);
	cr_expect_eq(p.n, at, "found at %u, expected at %u", p.n, at);
	cr_expect_eq(p.n_entries, at - 1);
}

Test(proof, shows_where_an_entry_was_taken_out)
{
	const struct folder f = paper_long(&paper);
	for (size_t out = 0; out + 1 < f.n; out++) {
		struct sealed entries[12];
		memcpy(entries, f.entries, out * sizeof(entries[0]));
		memcpy(entries + out, f.entries + out + 1, (f.n - out - 1) * sizeof(entries[0]));
		expect_fault(entries, f.n - 1, VERDICT_BROKEN_CHAIN, (uint32_t)out + 1);
	}
}

Test(proof, shows_where_two_entries_were_swapped)
{
	const struct folder f = paper_long(&paper);
	for (size_t i = 0; i + 1 < f.n; i++) {
		struct sealed entries[12];
		memcpy(entries, f.entries, sizeof(entries));
		entries[i] = f.entries[i + 1];
		entries[i + 1] = f.entries[i];
		expect_fault(entries, f.n, VERDICT_BROKEN_CHAIN, (uint32_t)i + 1);
	}
}

Test(proof, shows_where_an_entry_was_put_in_twice)
{
	const struct folder f = paper_long(&paper);
	for (size_t i = 0; i < f.n; i++) {
		struct sealed entries[13];
		memcpy(entries, f.entries, (i + 1) * sizeof(entries[0]));
		memcpy(entries + i + 1, f.entries + i, (f.n - i) * sizeof(entries[0]));
		expect_fault(entries, f.n + 1, VERDICT_BROKEN_CHAIN, (uint32_t)i + 2);
	}
}

Test(proof, shows_whose_stamp_was_put_on_another_entry)
{
	const struct folder f = paper_long(&paper);
	struct sealed entries[12];
	memcpy(entries, f.entries, sizeof(entries));
	entries[4].stamp = f.entries[3].stamp;	/* the same unit, another body */
	expect_fault(entries, f.n, VERDICT_BAD_STAMP, 5);
	entries[4].stamp = f.entries[2].stamp;	/* another unit */
	expect_fault(entries, f.n, VERDICT_BAD_STAMP, 5);
}

/* A shorter copy is a sound copy of what was true then; the reader sees that it is open. */
Test(proof, of_a_docket_without_its_end_says_that_it_is_open)
{
	struct folder f = paper_long(&paper);
	f.n = 11;
	const struct proof p = verify(export_of(&f));
	cr_expect_eq(p.verdict, VERDICT_OK);
	cr_expect_eq(p.docket.n, 11);
	cr_expect_eq(p.docket.state, DOCKET_OPEN);
	f.n = 0;
	struct bytes b;
	cr_assert_eq(wire_export(paper.arena, paper.keyring, &f, &b), VERDICT_OK);
	cr_expect_eq(verify(b).verdict, VERDICT_GARBLED, "nobody stamped this header");
}

/* The chain and every stamp hold, but the unit had no business to act then. */
Test(proof, fails_where_a_unit_acted_out_of_turn)
{
	struct folder f = paper_short(&paper);
	struct docket d;
	struct entry entries[3];
	const struct bytes none = { 0 };
	cr_assert_eq(wire_folder_open(&f, &d, entries), VERDICT_OK);
	struct entry e = entries[2];
	e.unit = e.holder = paper_code(SCHOOL);
	cr_assert_eq(wire_entry_seal(paper.arena, paper.keyring, &e, f.entries[1].hash, none,
	    &f.entries[2]), VERDICT_OK);
	const struct proof p = verify(export_of(&f));
	cr_expect_eq(p.verdict, VERDICT_OUT_OF_TURN);
	cr_expect_eq(p.n, 3);
	cr_expect_eq(p.n_entries, 2);
}

/* -- grants --------------------------------------------------------------------------- */

static void
expect_grants(const struct bytes *grants, size_t n, enum verdict v, uint32_t at)
{
	const struct folder f = paper_long(&paper);
	const struct proof p = verify(write_export(f.header, f.entries, f.n, grants, n));
	cr_expect_eq(p.verdict, v, "%s at %u", verdict_name(p.verdict), p.n);
	cr_expect_eq(p.n, at);
}

Test(proof, with_grants_too_few_too_many_or_in_another_order_fails)
{
	struct bytes sound[N_OFFICES], grants[N_OFFICES + 1];
	const size_t n = grants_of_long(sound);
	expect_grants(sound, n, VERDICT_OK, 12);
	memcpy(grants, sound, sizeof(sound));
	grants[n] = paper.offices[NEIGHBOUR].grant;
	expect_grants(grants, n + 1, VERDICT_GARBLED, 0);	/* nobody needs it */
	grants[n] = sound[n - 1];
	expect_grants(grants, n + 1, VERDICT_GARBLED, 0);	/* twice */
	expect_grants(sound, n - 1, VERDICT_UNKNOWN_KEY, 4);	/* FAR_SCHOOL's first stamp */
	expect_grants(sound, 0, VERDICT_GARBLED, 0);
	grants[0] = sound[1];
	grants[1] = sound[0];
	expect_grants(grants, n, VERDICT_GARBLED, 0);
}

Test(proof, of_a_renewed_key_carries_the_grant_of_that_time)
{
	struct folder f = paper_short(&paper);
	struct bytes grants[N_OFFICES + 1], b;
	struct entry entries[3];
	struct docket d;
	size_t refused;
	cr_assert_eq(wire_folder_open(&f, &d, entries), VERDICT_OK);
	for (size_t i = 0; i < N_OFFICES; i++)
		grants[i] = paper.offices[i].grant;
	const struct instant middle = entries[1].at;	/* the school's first and second stamp */
	cr_assert(keyring_grant(paper.arena, paper_code(SCHOOL), paper.offices[SCHOOL].public_key,
	    paper_begins, middle, paper_code(COUNTY), paper.offices[COUNTY].pem,
	    &grants[SCHOOL]));
	cr_assert(keyring_grant(paper.arena, paper_code(SCHOOL), paper.offices[SCHOOL].public_key,
	    middle, paper_ends, paper_code(COUNTY), paper.offices[COUNTY].pem,
	    &grants[N_OFFICES]));
	struct keyring *k = keyring_open(keyring_file(paper.arena, grants, N_OFFICES + 1),
	    paper_root(&paper), NULL, &refused);
	cr_assert_not_null(k);
	cr_assert_eq(refused, 0);
	cr_assert_eq(wire_export(paper.arena, k, &f, &b), VERDICT_OK);
	cr_expect_eq(verify(b).verdict, VERDICT_OK);
	keyring_free(k);
}

/* -- somebody else's eyes ------------------------------------------------------------- */

/* What verify_export.py, which shares no line with ours, says of the same bytes. */
static void
expect_same_opinion(struct bytes b, const char *what)
{
	char path[] = "/tmp/xueji-proof-XXXXXX", command[512], root[65], answer[256], expected[64];
	const struct proof p = verify(b);
	const int fd = mkstemp(path);
	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, b.data, b.size), (ssize_t)b.size);
	cr_assert_eq(close(fd), 0);
	text_hex(paper_root(&paper), PUBLIC_KEY_SIZE, root);
	(void)snprintf(command, sizeof(command), "python3 %s/tests/wire/verify_export.py %s %s",
	    XUEJI_SOURCE_DIR, path, root);
	FILE *f = popen(command, "r");
	cr_assert_not_null(f);
	const size_t n = fread(answer, 1, sizeof(answer) - 1, f);
	answer[n] = '\0';
	while (getc(f) != EOF)	/* or it could not write to the end */
		continue;
	const int status = pclose(f);
	(void)unlink(path);
	(void)snprintf(expected, sizeof(expected), "{\"verdict\": \"%s\", \"n\": %u,",
	    verdict_name(p.verdict), p.n);
	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == (p.verdict == VERDICT_OK ? 0 : 7),
	    "%s: status %d", what, status);
	cr_expect(strncmp(answer, expected, strlen(expected)) == 0, "%s: we say %s they say %s",
	    what, expected, answer);
}

Test(proof, is_confirmed_by_an_independent_verifier)
{
	const struct folder f = paper_long(&paper), g = paper_short(&paper);
	expect_same_opinion(export_of(&f), "long");
	expect_same_opinion(export_of(&g), "short");
}

/* Where the field behind that one begins. */
static size_t
after_field(struct bytes b, size_t at)
{
	size_t n = 0;
	unsigned shift = 0;
	do {
		at++;
		n |= (size_t)(b.data[at] & 0x7f) << shift;
		shift += 7;
	} while (b.data[at] >= 0x80);
	return at + 1 + n;
}

Test(proof, of_fields_that_are_out_of_order_is_garbled_before_they_are_read)
{
	const struct folder f = paper_long(&paper);
	const struct bytes sound = export_of(&f);
	size_t at = after_field(sound, 0);
	for (size_t i = 0; i < 11; i++, at = after_field(sound, at)) {	/* the last entry may be a grant */
		uint8_t *data = own_copy(sound);
		const struct bytes b = { data, sound.size };
		data[at] = 3 << 3 | 2;
		cr_expect_eq(verify(b).verdict, VERDICT_GARBLED, "%zu", i);
		cr_expect_eq(verify(b).n, 0, "%zu", i);
		expect_same_opinion(b, "an entry as a grant");
	}
}

Test(proof, fails_at_the_same_place_for_an_independent_verifier)
{
	const struct folder f = paper_long(&paper);
	const struct bytes sound = export_of(&f);
	struct bytes grants[N_OFFICES];
	const size_t n = grants_of_long(grants);
	struct sealed entries[12];
	for (size_t i = 0; i < 12; i++) {	/* across the file, framing included */
		uint8_t *data = own_copy(sound);
		const struct bytes b = { data, sound.size };
		data[i * sound.size / 12] ^= (uint8_t)(1u << i % 8);
		expect_same_opinion(b, "a bit");
	}
	memcpy(entries, f.entries, sizeof(entries));
	entries[4] = f.entries[5];
	entries[5] = f.entries[4];
	expect_same_opinion(write_export(f.header, entries, f.n, grants, n), "swapped");
	entries[4] = f.entries[4];
	entries[4].stamp = f.entries[2].stamp;
	expect_same_opinion(write_export(f.header, entries, f.n, grants, n), "another's stamp");
	expect_same_opinion(write_export(f.header, f.entries, 5, grants, n), "too many grants");
	expect_same_opinion(write_export(f.header, f.entries, f.n, grants, n - 1), "too few");
}
