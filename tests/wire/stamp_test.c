/*
 * Stamps: the published vectors, who may stamp what and when, and requests that travelled.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "paper.h"
#include "wire/dsse.h"

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

TestSuite(stamp, .init = begin, .fini = end, .timeout = 60);

static const uint8_t previous[HASH_SIZE] = { 9 };

/* https://github.com/secure-systems-lab/dsse/blob/master/protocol.md, "Test vectors" */
Test(stamp, signs_the_published_dsse_encoding)
{
	static const char expected[] = "DSSEv1 29 http://example.com/HelloWorld 11 hello world";
	size_t n;
	uint8_t *encoded =
	    dsse_encode("http://example.com/HelloWorld", paper_text("hello world"), &n);
	cr_assert_eq(n, strlen(expected));
	cr_expect_arr_eq(encoded, expected, n);
	free(encoded);
}

/* RFC 8032 §7.1 TEST 1: the seed, and the public key that must come of it. The signature was
 * made with the reference program of RFC 8032 §6 over
 * "DSSEv1 14 xueji.entry.v1 11 hello world". */
Test(stamp, of_the_key_in_rfc_8032_is_what_its_reference_program_makes)
{
	static const char pem[] =
	    "-----BEGIN PRIVATE KEY-----\n"
	    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
	    "-----END PRIVATE KEY-----\n";
	static const char signature[] =
	    "53bc46dac443bcf67145ef103b66c2f8f0e3c69b8d90e50d9e767f6e3e30e40e"
	    "717e8ef27a2768133b28ace4347d3c92c072afe241b7403df25dfe5b3bca7d02";
	uint8_t root[PUBLIC_KEY_SIZE];
	struct bytes grant;
	struct stamp s;
	char hex[2 * SIGNATURE_MAX + 1];
	size_t refused;
	cr_assert(text_unhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
	    root, sizeof(root)));
	cr_assert(keyring_grant(paper.arena, paper_code(MINISTRY), root, paper_begins, paper_ends,
	    paper_code(MINISTRY), paper_text(pem), &grant));
	struct keyring *k =
	    keyring_open(keyring_file(paper.arena, &grant, 1), root, NULL, &refused);
	cr_assert_not_null(k);
	cr_assert_eq(refused, 0);
	cr_assert(keyring_add_private(k, paper_code(MINISTRY), paper_text(pem)));
	cr_assert_eq(keyring_stamp(k, paper_code(MINISTRY), paper_begins, "entry",
	    paper_text("hello world"), &s), VERDICT_OK);
	text_hex(s.signature, s.size, hex);
	cr_expect_str_eq(hex, signature);
	cr_expect_str_eq(s.key_id, "21fe31dfa154a261");
	cr_expect_eq(s.algorithm, ALGORITHM_ED25519);
	keyring_free(k);
}

static enum verdict
check(enum office_name unit, struct instant at, const char *type, const char *text,
    const struct stamp *s)
{
	return keyring_check(
	    paper.keyring, paper_code(unit), at, type, paper_text(text), s);
}

static struct instant
moved(struct instant at, int64_t ms)
{
	const struct instant moved = { at.ms + ms };
	return moved;
}

static struct stamp
stamp_of_the_school(void)
{
	struct stamp s;
	cr_assert_eq(keyring_stamp(paper.keyring, paper_code(SCHOOL), paper_begins, "entry",
	    paper_text("body"), &s), VERDICT_OK);
	return s;
}

Test(stamp, holds_only_for_its_unit_its_type_and_its_bytes)
{
	const struct stamp s = stamp_of_the_school();
	cr_expect_eq(check(SCHOOL, paper_begins, "entry", "body", &s), VERDICT_OK);
	cr_expect_eq(check(COUNTY, paper_begins, "entry", "body", &s), VERDICT_BAD_STAMP);
	cr_expect_eq(check(SCHOOL, paper_begins, "request", "body", &s), VERDICT_BAD_STAMP);
	cr_expect_eq(check(SCHOOL, paper_begins, "entry", "bodY", &s), VERDICT_BAD_STAMP);
	cr_expect_eq(check(SCHOOL, paper_begins, "entry", "", &s), VERDICT_BAD_STAMP);
}

Test(stamp, is_good_from_the_first_millisecond_and_not_in_the_last)
{
	const struct stamp s = stamp_of_the_school();
	const struct { struct instant at; enum verdict expected; } rows[] = {
		{ moved(paper_begins, -1), VERDICT_KEY_EXPIRED },
		{ paper_begins, VERDICT_OK },
		{ moved(paper_ends, -1), VERDICT_OK },
		{ paper_ends, VERDICT_KEY_EXPIRED },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct stamp made;
		const bool can = rows[i].expected == VERDICT_OK;
		cr_expect_eq(
		    check(SCHOOL, rows[i].at, "entry", "body", &s), rows[i].expected, "%zu", i);
		cr_expect_eq(
		    keyring_can_sign(paper.keyring, paper_code(SCHOOL), rows[i].at), can);
		cr_expect_eq(keyring_stamp(paper.keyring, paper_code(SCHOOL), rows[i].at,
		    "entry", paper_text("body"), &made),
		    can ? VERDICT_OK : VERDICT_UNKNOWN_KEY, "%zu", i);
	}
}

Test(stamp, changed_in_any_part_does_not_hold)
{
	const struct stamp sound = stamp_of_the_school();
	struct stamp s = sound;
	s.algorithm = ALGORITHM_SM2_SM3;
	cr_expect_eq(check(SCHOOL, paper_begins, "entry", "body", &s), VERDICT_BAD_STAMP);
	s = sound;
	s.size--;
	cr_expect_eq(check(SCHOOL, paper_begins, "entry", "body", &s), VERDICT_BAD_STAMP);
	s = sound;
	memcpy(s.key_id, "0123456789abcdef", KEY_ID_MAX);
	cr_expect_eq(check(SCHOOL, paper_begins, "entry", "body", &s), VERDICT_UNKNOWN_KEY);
	for (size_t bit = 0; bit < (size_t)8 * sound.size; bit++) {
		s = sound;
		s.signature[bit / 8] ^= (uint8_t)(1u << bit % 8);
		cr_expect_eq(
		    check(SCHOOL, paper_begins, "entry", "body", &s), VERDICT_BAD_STAMP, "%zu", bit);
	}
}

/* -- entries -------------------------------------------------------------------------- */

static struct sealed
seal(const struct entry *e, struct bytes slip)
{
	struct sealed s;
	cr_assert_eq(
	    wire_entry_seal(paper.arena, paper.keyring, e, previous, slip, &s), VERDICT_OK);
	return s;
}

static enum verdict
seal_and_check(const struct entry *e, struct bytes slip)
{
	const struct sealed s = seal(e, slip);
	return wire_entry_check(paper.keyring, &s, e);
}

static struct bytes
slip_of(const struct request *r)
{
	struct bytes slip;
	cr_assert_eq(wire_request_seal(paper.arena, paper.keyring, r, &slip), VERDICT_OK);
	return slip;
}

/* An objection of the school, appended by the far school on whose desk the docket lies. */
static struct entry
objection(void)
{
	struct entry e = paper_entry();
	const struct request r = paper_request();
	memcpy(e.officer, r.officer, sizeof(e.officer));
	memcpy(e.reason, r.reason, sizeof(e.reason));
	return e;
}

Test(stamp, of_a_unit_without_a_key_cannot_be_made)
{
	const struct bytes none = { 0 };
	struct entry e = paper_entry();
	struct sealed s = { .hash = { 77 } };
	cr_assert(unit_code_parse("430105", &e.holder));
	cr_expect_eq(wire_entry_seal(paper.arena, paper.keyring, &e, previous, none, &s),
	    VERDICT_UNKNOWN_KEY);
	cr_expect_eq(s.hash[0], 77, "a failure leaves the output untouched");
}

Test(stamp, of_another_holder_is_refused)
{
	const struct bytes none = { 0 };
	struct entry e = paper_entry();
	e.holder = e.unit;
	const struct sealed s = seal(&e, none);
	cr_expect_eq(wire_entry_check(paper.keyring, &s, &e), VERDICT_OK);
	e.unit = e.holder = paper_code(COUNTY);
	cr_expect_eq(wire_entry_check(paper.keyring, &s, &e), VERDICT_BAD_STAMP);
}

Test(stamp, after_another_entry_than_the_last_is_a_broken_chain)
{
	const struct bytes none = { 0 };
	static const uint8_t other[HASH_SIZE] = { 8 };
	const struct entry e = paper_entry();
	struct entry out = { .n = 77 };
	const struct sealed s = seal(&e, none);
	cr_expect_eq(wire_entry_open(s.body, other, &out), VERDICT_BROKEN_CHAIN);
	cr_expect_eq(out.n, 77, "a failure leaves the output untouched");
}

Test(stamp, for_another_unit_needs_that_units_own_request)
{
	const struct bytes none = { 0 };
	const struct request r = paper_request();
	const struct entry e = objection();
	cr_expect_eq(seal_and_check(&e, slip_of(&r)), VERDICT_OK);
	cr_expect_eq(seal_and_check(&e, none), VERDICT_BAD_STAMP);
	cr_expect_eq(seal_and_check(&e, paper_text("no slip at all")), VERDICT_BAD_STAMP);
}

Test(stamp, for_another_unit_needs_a_request_for_just_this)
{
	const struct entry e = objection();
	struct request r = paper_request();
	r.docket.text[35] = 'c';
	cr_expect_eq(seal_and_check(&e, slip_of(&r)), VERDICT_BAD_STAMP, "another docket");
	r = paper_request();
	r.kind = HAPPENING_WITHDRAW;
	cr_expect_eq(seal_and_check(&e, slip_of(&r)), VERDICT_BAD_STAMP, "another verb");
	r = paper_request();
	r.unit = paper_code(NEIGHBOUR);
	cr_expect_eq(seal_and_check(&e, slip_of(&r)), VERDICT_BAD_STAMP, "another unit");
	r = paper_request();
	r.role = ROLE_REGISTRAR;
	cr_expect_eq(seal_and_check(&e, slip_of(&r)), VERDICT_BAD_STAMP, "another role");
	r = paper_request();
	r.officer[0] = 'Z';
	cr_expect_eq(seal_and_check(&e, slip_of(&r)), VERDICT_BAD_STAMP, "another officer");
	r = paper_request();
	r.reason[0] = '\0';
	cr_expect_eq(seal_and_check(&e, slip_of(&r)), VERDICT_BAD_STAMP, "another reason");
	r = paper_request();
	r.deputy_for[0] = 'Z';
	cr_expect_eq(seal_and_check(&e, slip_of(&r)), VERDICT_BAD_STAMP, "for another");
	r.deputy_for[0] = '\0';
	cr_expect_eq(seal_and_check(&e, slip_of(&r)), VERDICT_BAD_STAMP, "for nobody");
}

Test(stamp, of_a_holder_that_knows_no_deputies_is_good_for_what_a_deputy_asked)
{
	struct entry e = objection();
	const struct request r = paper_request();
	cr_assert_neq(r.deputy_for[0], '\0');
	e.deputy_for[0] = '\0';
	cr_expect_eq(seal_and_check(&e, slip_of(&r)), VERDICT_OK);
}

/* A withdrawal that travelled is checked like an objection; nothing else can travel. */
Test(stamp, for_another_unit_is_for_withdrawals_and_objections_only)
{
	struct entry e = objection();
	struct request r = paper_request();
	r.kind = HAPPENING_WITHDRAW;
	e.action = ACTION_withdrawn;
	cr_expect_eq(seal_and_check(&e, slip_of(&r)), VERDICT_OK);
	e.action = ACTION_approved;
	cr_expect_eq(seal_and_check(&e, slip_of(&r)), VERDICT_BAD_STAMP);
}

Test(stamp, of_a_request_by_an_unknown_key_says_so)
{
	struct paper stranger;
	paper_begin(&stranger);
	const struct request r = paper_request();
	struct bytes slip;
	cr_assert_eq(wire_request_seal(paper.arena, stranger.keyring, &r, &slip), VERDICT_OK);
	const struct entry e = objection();
	cr_expect_eq(seal_and_check(&e, slip), VERDICT_UNKNOWN_KEY);
	paper_end(&stranger);
}

Test(stamp, of_the_holder_itself_needs_no_slip_and_allows_one)
{
	const struct bytes none = { 0 };
	const struct request r = paper_request();
	struct entry e = objection();
	e.holder = e.unit;
	cr_expect_eq(seal_and_check(&e, none), VERDICT_OK);
	cr_expect_eq(seal_and_check(&e, slip_of(&r)), VERDICT_OK);
}

/* -- letters -------------------------------------------------------------------------- */

static struct letter
a_letter(enum letter_kind kind)
{
	const struct letter l = {
		.id = "0198f0a0-0000-7000-8000-000000000001",
		.from = paper_code(SCHOOL),
		.to = paper_code(COUNTY),
		.sent_at = { 1788310800456 },
		.docket = { "0198f0a0-7c11-7abc-8def-0123456789ab" },
		.kind = kind,
		.receipts_unit = paper_code(SCHOOL),
		.request = paper_request(),
	};
	return l;
}

/* A receipt makes the sender forget, a request closes a docket: neither is believed from
 * somebody whose key nobody vouches for. */
Test(stamp, of_a_strangers_receipts_and_requests_is_not_believed)
{
	struct paper stranger;
	struct bytes value;
	paper_begin(&stranger);
	for (int i = 0; i < 2; i++) {
		const struct letter in = a_letter(i == 0 ? LETTER_RECEIPTS : LETTER_REQUEST);
		struct letter out = { .first = 77 };
		cr_assert_eq(
		    wire_letter_encode(paper.arena, stranger.keyring, &in, &value), VERDICT_OK);
		cr_expect_eq(wire_letter_decode(paper.arena, paper.keyring, value, &out),
		    VERDICT_UNKNOWN_KEY);
		cr_expect_eq(out.first, 77, "a failure leaves the output untouched");
	}
	paper_end(&stranger);
}

Test(stamp, of_receipts_by_an_expired_key_is_not_believed)
{
	struct letter in = a_letter(LETTER_RECEIPTS), out;
	struct bytes value;
	in.sent_at = moved(paper_ends, -1);
	cr_assert_eq(wire_letter_encode(paper.arena, paper.keyring, &in, &value), VERDICT_OK);
	cr_expect_eq(
	    wire_letter_decode(paper.arena, paper.keyring, value, &out), VERDICT_OK);
	in.sent_at = paper_ends;
	cr_expect_eq(wire_letter_encode(paper.arena, paper.keyring, &in, &value),
	    VERDICT_UNKNOWN_KEY);
}
