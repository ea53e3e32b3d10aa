/*
 * Slips: receipts, catch-ups, requests and notices are signed apart from entries. None of them
 * can be spoken in another's name or turned to another docket, and none is so large that the
 * entry it goes into could not be carried on.
 */
#include <criterion/criterion.h>
#include <string.h>

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

TestSuite(slip, .init = begin, .fini = end, .timeout = 60);

static const enum letter_kind kinds[] = {
	LETTER_RECEIPTS, LETTER_CATCH_UP, LETTER_REQUEST, LETTER_NOTICE, LETTER_FETCH,
	LETTER_ATTACHMENT_PART, LETTER_PROGRESS,
};
enum { N_KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static struct letter
letter_of(enum letter_kind kind)
{
	static struct receipt receipt;
	struct letter l = {
		.id = "0198f0a0-0000-7000-8000-000000000001",
		.from = paper_code(SCHOOL),
		.to = paper_code(COUNTY),
		.sent_at = { 1788310800456 },
		.docket = { "0198f0a0-7c11-7abc-8def-0123456789ab" },
		.kind = kind,
		.first = 3,
		.request = paper_request(),
		.receipts_unit = paper_code(SCHOOL),
		.receipts = &receipt,
		.n_receipts = 1,
		.notice = { .what = "overdue", .unit = paper_code(SCHOOL) },
		.part = { .digest = { 5, 6 }, .index = 7 },
		.progress = { .schools = 1, .students = 3, .listed = 2 },
	};
	static const uint8_t data[WIRE_PART_MAX + 1] = { 1, 2, 3 };
	l.part.data = (struct bytes){ data, kind == LETTER_FETCH ? 0 : WIRE_PART_MAX };
	l.notice.docket = receipt.docket = l.docket;
	receipt.n = 5;
	if (kind == LETTER_RECEIPTS)
		l.docket.text[0] = '\0';
	return l;
}

static uint8_t *
written(const struct letter *l, struct bytes *ret)
{
	cr_assert_eq(wire_letter_encode(paper.arena, paper.keyring, l, ret), VERDICT_OK);
	uint8_t *copy = arena_alloc(paper.arena, ret->size);
	memcpy(copy, ret->data, ret->size);
	ret->data = copy;
	return copy;
}

static enum verdict
read_again(struct bytes b)
{
	struct letter out;
	return wire_letter_decode(paper.arena, paper.keyring, b, &out);
}

/* Where a text stands in a letter's envelope. */
static uint8_t *
find(uint8_t *data, struct bytes b, const char *text)
{
	for (size_t i = 0; i + strlen(text) <= b.size; i++)
		if (memcmp(data + i, text, strlen(text)) == 0)
			return data + i;
	cr_assert_fail("%s does not stand there", text);
	return NULL;
}

Test(slip, each_is_read_as_it_was_written)
{
	for (size_t i = 0; i < N_KINDS; i++) {
		const struct letter l = letter_of(kinds[i]);
		struct bytes b;
		(void)written(&l, &b);
		cr_expect_eq(read_again(b), VERDICT_OK, "%s", letter_kind_name(kinds[i]));
	}
}

Test(slip, a_letter_about_another_docket_than_its_slip_is_refused)
{
	for (size_t i = 1; i < N_KINDS; i++) {
		const struct letter l = letter_of(kinds[i]);
		struct bytes b;
		uint8_t *data = written(&l, &b);
		if (kinds[i] == LETTER_ATTACHMENT_PART	/* told by its digest alone */
		    || kinds[i] == LETTER_PROGRESS)	/* about no docket */
			continue;
		find(data, b, l.docket.text)[35] = 'c';
		const enum verdict v = read_again(b);
		cr_expect(v == VERDICT_GARBLED || v == VERDICT_OUT_OF_RANGE, "%s: %s",
		    letter_kind_name(kinds[i]), verdict_name(v));
	}
}

Test(slip, nobody_speaks_in_anothers_name)
{
	for (size_t i = 1; i < N_KINDS; i++) {
		const struct letter l = letter_of(kinds[i]);
		struct bytes b;
		uint8_t *data = written(&l, &b);
		if (kinds[i] == LETTER_REQUEST)	/* the slip itself says whose it is */
			continue;
		memcpy(find(data, b, l.from.text), paper_code(NEIGHBOUR).text, 10);
		cr_expect_eq(read_again(b), VERDICT_BAD_STAMP, "%s", letter_kind_name(kinds[i]));
	}
}

Test(slip, a_part_is_kept_byte_for_byte_and_has_its_place)
{
	struct letter l = letter_of(LETTER_ATTACHMENT_PART), out;
	struct bytes b;
	(void)written(&l, &b);
	cr_assert_eq(wire_letter_decode(paper.arena, paper.keyring, b, &out), VERDICT_OK);
	cr_expect_eq(out.part.index, 7);
	cr_expect_arr_eq(out.part.digest, l.part.digest, DIGEST_SIZE);
	cr_assert_eq(out.part.data.size, WIRE_PART_MAX);
	cr_expect_arr_eq(out.part.data.data, l.part.data.data, WIRE_PART_MAX);
	l.part.index = WIRE_PARTS_MAX;
	(void)written(&l, &b);
	cr_expect_eq(read_again(b), VERDICT_OUT_OF_RANGE, "beyond 2 MiB");
	l.part.index = 0;
	l.part.data.size++;
	(void)written(&l, &b);
	cr_expect_eq(read_again(b), VERDICT_OUT_OF_RANGE, "more than a part");
	l.part.data.size = 0;
	(void)written(&l, &b);
	cr_expect_eq(read_again(b), VERDICT_GARBLED, "a part of nothing");
}

Test(slip, without_a_key_nothing_is_written)
{
	size_t refused;
	struct keyring *k = keyring_open(paper_grants(&paper), paper_root(&paper), NULL, &refused);
	struct bytes b;
	for (size_t i = 0; i < N_KINDS; i++) {
		const struct letter l = letter_of(kinds[i]);
		cr_expect_eq(wire_letter_encode(paper.arena, k, &l, &b), VERDICT_UNKNOWN_KEY, "%s",
		    letter_kind_name(kinds[i]));
	}
	keyring_free(k);
}

Test(slip, the_longest_request_fits_into_the_longest_entry)
{
	static const uint8_t previous[HASH_SIZE] = { 5 };
	struct request r = paper_request();
	struct entry e = paper_entry(), opened;
	struct bytes slip;
	struct sealed s;
	for (size_t i = 0; i + 1 < REASON_MAX; i += 4)
		memcpy(r.reason + i, "\xf0\xa0\x80\x80", 4);
	memset(r.officer, 'o', OFFICER_MAX - 1);
	memset(r.deputy_for, 'd', OFFICER_MAX - 1);
	memcpy(e.deputy_for, r.deputy_for, sizeof(e.deputy_for));
	memcpy(e.reason, r.reason, sizeof(e.reason));
	memcpy(e.officer, r.officer, sizeof(e.officer));
	memset(e.correction.name, 'n', STUDENT_NAME_MAX - 1);
	memset(e.record.name, 'n', STUDENT_NAME_MAX - 1);
	cr_assert_eq(wire_request_seal(paper.arena, paper.keyring, &r, &slip), VERDICT_OK);
	cr_expect_leq(slip.size, WIRE_SLIP_MAX);
	cr_assert_eq(wire_entry_seal(paper.arena, paper.keyring, &e, previous, slip, &s), VERDICT_OK);
	cr_assert_eq(wire_entry_open(s.body, previous, &opened), VERDICT_OK);
	cr_expect_eq(wire_entry_check(paper.keyring, &s, &opened), VERDICT_OK);
}

Test(slip, one_that_is_padded_is_refused_before_it_is_in_a_docket)
{
	static const uint8_t previous[HASH_SIZE] = { 5 };
	const struct request r = paper_request();
	const struct entry e = paper_entry();
	struct request out;
	struct bytes slip;
	struct sealed s;
	cr_assert_eq(wire_request_seal(paper.arena, paper.keyring, &r, &slip), VERDICT_OK);
	uint8_t *padded = arena_alloc(paper.arena, WIRE_BODY_MAX);
	memset(padded, 0, WIRE_BODY_MAX);
	memcpy(padded, slip.data, slip.size);
	slip = (struct bytes){ padded, WIRE_SLIP_MAX + 1 };
	cr_expect_eq(wire_request_open(paper.keyring, slip, &out), VERDICT_TOO_LARGE);
	slip.size = WIRE_BODY_MAX;
	cr_expect_eq(wire_entry_seal(paper.arena, paper.keyring, &e, previous, slip, &s),
	    VERDICT_TOO_LARGE);
}

Test(slip, a_request_that_was_used_is_known_again)
{
	const struct folder f = paper_long(&paper);
	struct request r = paper_request();
	struct bytes used, other;
	cr_assert_eq(wire_request_seal(paper.arena, paper.keyring, &r, &used), VERDICT_OK);
	r.at.ms++;
	cr_assert_eq(wire_request_seal(paper.arena, paper.keyring, &r, &other), VERDICT_OK);
	cr_expect(wire_has_slip(f.entries, f.n, used), "Ed25519 signs the same bytes the same way");
	cr_expect_not(wire_has_slip(f.entries, f.n, other));
	cr_expect_not(wire_has_slip(f.entries, 7, used), "not before it was used");
}

Test(slip, an_entry_tells_which_entry_its_request_had_seen)
{
	static const uint8_t previous[HASH_SIZE] = { 5 };
	const struct request r = paper_request();
	struct entry e = paper_entry();
	struct bytes slip;
	struct sealed s;
	cr_assert_eq(wire_request_seal(paper.arena, paper.keyring, &r, &slip), VERDICT_OK);
	memcpy(e.officer, r.officer, sizeof(e.officer));
	memcpy(e.reason, r.reason, sizeof(e.reason));
	cr_assert_eq(wire_entry_seal(paper.arena, paper.keyring, &e, previous, slip, &s), VERDICT_OK);
	cr_expect_eq(wire_entry_check(paper.keyring, &s, &e), VERDICT_OK);
	e.asked_n++;
	cr_assert_eq(wire_entry_seal(paper.arena, paper.keyring, &e, previous, slip, &s), VERDICT_OK);
	cr_expect_eq(wire_entry_check(paper.keyring, &s, &e), VERDICT_BAD_STAMP);
}

Test(slip, a_version_that_no_record_reaches_is_refused)
{
	static const uint8_t previous[HASH_SIZE] = { 5 };
	const struct bytes none = { 0 };
	struct entry e = paper_entry(), out;
	struct sealed s;
	e.record.version = RECORD_VERSION_MAX;
	cr_assert_eq(wire_entry_seal(paper.arena, paper.keyring, &e, previous, none, &s), VERDICT_OK);
	cr_expect_eq(wire_entry_open(s.body, previous, &out), VERDICT_OK);
	e.record.version++;
	cr_assert_eq(wire_entry_seal(paper.arena, paper.keyring, &e, previous, none, &s), VERDICT_OK);
	cr_expect_eq(wire_entry_open(s.body, previous, &out), VERDICT_OUT_OF_RANGE);
}

Test(slip, an_attachment_of_another_type_is_refused)
{
	struct header h = paper_header(), out;
	memcpy(h.attachments[1].type, "image/gif", 10);
	cr_expect_eq(wire_header_decode(wire_header_encode(paper.arena, &h), &out),
	    VERDICT_ATTACHMENT_TYPE);
}

Test(slip, a_prefecture_vouches_for_its_own_counties_only)
{
	struct bytes grants[N_OFFICES];
	size_t refused;
	for (size_t i = 0; i < N_OFFICES; i++)
		grants[i] = paper.offices[i].grant;
	const struct unit_code stranger = { "430202" };
	cr_assert(keyring_grant(paper.arena, stranger, paper.offices[OTHER_COUNTY].public_key,
	    paper_begins, paper_ends, paper_code(PREFECTURE), paper.offices[PREFECTURE].pem,
	    &grants[NEIGHBOUR]));
	struct keyring *k = keyring_open(
	    keyring_file(paper.arena, grants, N_OFFICES), paper_root(&paper), NULL, &refused);
	cr_assert_not_null(k);
	cr_expect_eq(refused, 1);
	keyring_free(k);
}
