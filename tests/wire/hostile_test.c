/*
 * Bytes that no honest daemon sends. Whatever comes, the answer is a verdict, the output is
 * untouched, and memory stays in bounds (the sanitizers look on).
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
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

TestSuite(hostile, .init = begin, .fini = end, .timeout = 120);

static const uint8_t previous[HASH_SIZE] = { 5 };

static const struct bytes previous_bytes = { previous, HASH_SIZE };

static enum verdict
decode(struct bytes value)
{
	struct letter out = { .first = 77 };
	const enum verdict v = wire_letter_decode(paper.arena, paper.keyring, value, &out);
	if (v != VERDICT_OK)
		cr_expect(out.first == 77 && out.id[0] == '\0', "the output was touched");
	return v;
}

static enum verdict
decode_header(struct bytes b)
{
	struct header out = { .answer_days = 77 };
	const enum verdict v = wire_header_decode(b, &out);
	if (v != VERDICT_OK)
		cr_expect_eq(out.answer_days, 77, "the output was touched");
	return v;
}

static enum verdict
open_body(struct bytes b)
{
	struct entry out = { .n = 77 };
	const enum verdict v = wire_entry_open(b, previous, &out);
	if (v != VERDICT_OK)
		cr_expect_eq(out.n, 77, "the output was touched");
	return v;
}

static struct bytes
joined(struct bytes a, struct bytes b)
{
	uint8_t *data = arena_alloc(paper.arena, a.size + b.size + 1);
	memcpy(data, a.data, a.size);
	memcpy(data + a.size, b.data, b.size);
	const struct bytes both = { data, a.size + b.size };
	return both;
}

/* -- the pen writes like protobuf-c --------------------------------------------------- */

static void
pen_envelope(struct pen *pen)
{
	pen_text(pen, 1, "0198f0a0-0000-7000-8000-000000000001");
	pen_text(pen, 2, "2143000101");
	pen_text(pen, 3, "430102");
	pen_number(pen, 4, 1788310800456);
	pen_text(pen, 5, paper_docket);
}

/* Fields of EntryBody in order; what a test wants otherwise it names. */
struct body {
	const char *docket, *unit, *holder, *officer, *reason, *coordinator, *deputy_for;
	uint64_t role, action, stage, ground, code, at, reached;
};

static const struct body sound_body = {
	.docket = paper_docket, .unit = "2143000101", .holder = "2143000103",
	.officer = "li.hua", .reason = "理由", .coordinator = "430100",
	.role = 1, .action = 1, .stage = 1, .ground = 1, .code = 2001, .at = 1788310800456,
};

static enum verdict
open_written(const struct body *b)
{
	struct pen pen = { .n = 0 };
	pen_text(&pen, 1, b->docket);
	pen_number(&pen, 2, 1);
	pen_bytes(&pen, 3, previous_bytes);
	pen_number(&pen, 4, b->at);
	pen_text(&pen, 5, b->unit);
	pen_text(&pen, 6, b->holder);
	pen_text(&pen, 7, b->officer);
	pen_number(&pen, 8, b->role);
	pen_number(&pen, 9, b->action);
	pen_number(&pen, 10, b->stage);
	pen_number(&pen, 11, b->ground);
	pen_number(&pen, 12, b->code);
	pen_text(&pen, 13, b->reason);
	pen_text(&pen, 14, b->coordinator);
	if (b->reached != 0)
		pen_number(&pen, 30, b->reached);
	if (b->deputy_for != NULL)
		pen_text(&pen, 31, b->deputy_for);
	return open_body(pen_page(&pen));
}

Test(hostile, pen_can_also_write_what_is_accepted)
{
	struct pen letter = { .n = 0 }, delivery = { .n = 0 };
	cr_expect_eq(open_written(&sound_body), VERDICT_OK);
	pen_envelope(&letter);
	pen_number(&delivery, 2, 3);
	pen_message(&letter, 10, &delivery);
	cr_expect_eq(decode(pen_page(&letter)), VERDICT_OK);
}

/* -- nothing, too much, noise --------------------------------------------------------- */

Test(hostile, zero_bytes_are_no_message)
{
	const struct bytes none = { 0 };
	struct request r;
	cr_expect_eq(decode(none), VERDICT_GARBLED);
	cr_expect_eq(decode_header(none), VERDICT_GARBLED);
	cr_expect_eq(open_body(none), VERDICT_GARBLED);
	cr_expect_eq(wire_request_open(paper.keyring, none, &r), VERDICT_GARBLED);
	cr_expect_eq(wire_verify(paper.arena, none, paper_root(&paper)).verdict, VERDICT_GARBLED);
}

Test(hostile, a_mebibyte_is_too_large_before_it_is_decoded)
{
	const size_t size = 1048576;
	const struct bytes zeroes = { arena_alloc(paper.arena, size), size };
	struct request r;
	cr_expect_eq(decode(zeroes), VERDICT_TOO_LARGE);
	cr_expect_eq(decode_header(zeroes), VERDICT_TOO_LARGE);
	cr_expect_eq(open_body(zeroes), VERDICT_TOO_LARGE);
	cr_expect_eq(wire_request_open(paper.keyring, zeroes, &r), VERDICT_TOO_LARGE);
	const struct bytes just_fits = { zeroes.data, LETTER_BYTES_MAX };
	cr_expect_eq(decode(just_fits), VERDICT_GARBLED);
}

/* What nobody would take is not sent either. */
Test(hostile, a_letter_that_would_be_too_large_is_not_written)
{
	struct letter l = { .kind = LETTER_DELIVERY, .first = 1 };
	struct sealed entries[40] = { { .body = { 0 } } };
	struct bytes value = { NULL, 77 };
	for (size_t i = 0; i < 40; i++) {
		entries[i].body.data = arena_alloc(paper.arena, 16384);
		entries[i].body.size = 16384;
	}
	l.entries = entries;
	l.n_entries = 40;
	cr_expect_eq(
	    wire_letter_encode(paper.arena, paper.keyring, &l, &value), VERDICT_TOO_LARGE);
	cr_expect_eq(value.size, 77);
}

struct dice {
	uint64_t state;
};

static uint32_t
roll(struct dice *d)
{
	d->state = d->state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(d->state >> 33);
}

static uint64_t
seed(void)
{
	const char *text = getenv("SEED");
	const uint64_t s = text == NULL ? 20260901 : strtoull(text, NULL, 10);
	printf("SEED=%llu\n", (unsigned long long)s);
	return s;
}

Test(hostile, noise_is_never_accepted)
{
	struct dice dice = { seed() };
	struct arena *arena = arena_new();
	uint8_t noise[300];
	for (int i = 0; i < 100000; i++) {
		const struct bytes b = { noise, roll(&dice) % sizeof(noise) };
		struct letter letter;
		struct request r;
		for (size_t k = 0; k < b.size; k++)
			noise[k] = (uint8_t)roll(&dice);
		cr_assert_neq(
		    wire_letter_decode(arena, paper.keyring, b, &letter), VERDICT_OK);
		cr_assert_neq(decode_header(b), VERDICT_OK);
		cr_assert_neq(open_body(b), VERDICT_OK);
		cr_assert_neq(wire_request_open(paper.keyring, b, &r), VERDICT_OK);
		if (i % 64 == 0)
			arena_reset(arena);
	}
	arena_free(arena);
}

/* Noise seldom looks like protobuf; a sound letter with some bytes changed does. */
Test(hostile, a_sound_letter_with_changed_bytes_does_no_harm)
{
	struct dice dice = { seed() };
	struct arena *arena = arena_new();
	const struct folder f = paper_long(&paper);
	struct letter l = { .id = "x", .from = paper_code(SCHOOL), .to = paper_code(COUNTY),
	    .kind = LETTER_DELIVERY, .header = f.header, .first = 1, .entries = f.entries,
	    .n_entries = f.n };
	struct bytes sound;
	cr_assert(docket_id_parse(paper_docket, &l.docket));
	cr_assert_eq(wire_letter_encode(paper.arena, paper.keyring, &l, &sound), VERDICT_OK);
	for (int i = 0; i < 20000; i++) {
		struct letter out;
		struct header header;
		struct entry e;
		arena_reset(arena);
		uint8_t *data = arena_alloc(arena, sound.size);
		memcpy(data, sound.data, sound.size);
		for (uint32_t k = 0; k <= roll(&dice) % 4; k++)
			data[roll(&dice) % sound.size] = (uint8_t)roll(&dice);
		const struct bytes b = { data, sound.size - roll(&dice) % 2 };
		if (wire_letter_decode(arena, paper.keyring, b, &out) != VERDICT_OK
		    || out.kind != LETTER_DELIVERY)
			continue;
		cr_assert_leq(out.n_entries, ENTRIES_MAX);
		(void)wire_header_decode(out.header, &header);
		for (size_t k = 0; k < out.n_entries; k++)
			(void)wire_entry_open(out.entries[k].body, previous, &e);
	}
	arena_free(arena);
}

/* Two bytes an element would become more than a hundred in memory. */
Test(hostile, many_empty_elements_are_refused_before_they_fill_memory)
{
	const size_t n = 200000;
	uint8_t *data = arena_alloc(paper.arena, 2 * n);
	for (size_t i = 0; i < n; i++)
		data[2 * i] = 0x1a;	/* Delivery.entries, length 0 */
	struct pen pen = { .n = 0 };
	pen_envelope(&pen);
	static const uint8_t head[] = { 0x52, 0x80, 0xb5, 0x18 };	/* delivery, 400000 bytes */
	const struct bytes inner = { data, 2 * n }, tag = { head, sizeof(head) };
	cr_expect_eq(decode(joined(joined(pen_page(&pen), tag), inner)), VERDICT_GARBLED);
	for (size_t i = 0; i < n; i++)
		data[2 * i] = 0x0a;	/* KeyFile.grants */
	size_t refused;
	cr_expect_null(keyring_open(inner, paper_root(&paper), NULL, &refused));
}

/* -- text ----------------------------------------------------------------------------- */

Test(hostile, text_that_is_no_utf8_is_garbled)
{
	static const char *const bad[] = {
		"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe6\xac", "ok\x80",
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct body b = sound_body;
		b.reason = bad[i];
		cr_expect_eq(open_written(&b), VERDICT_GARBLED, "%zu", i);
	}
}

Test(hostile, a_nul_inside_a_text_is_garbled)
{
	struct entry in = paper_entry();
	struct sealed s;
	const struct bytes none = { 0 };
	memset(in.reason, 'a', 20);
	in.reason[20] = '\0';
	cr_assert_eq(
	    wire_entry_seal(paper.arena, paper.keyring, &in, previous, none, &s), VERDICT_OK);
	cr_expect_eq(open_body(s.body), VERDICT_OK);
	uint8_t *data = arena_alloc(paper.arena, s.body.size);
	memcpy(data, s.body.data, s.body.size);
	const struct bytes cut = { data, s.body.size };
	for (size_t i = 0; i + 20 < cut.size; i++)
		if (memcmp(data + i, "aaaaaaaaaaaaaaaaaaaa", 20) == 0)
			data[i + 10] = '\0';
	cr_expect_eq(open_body(cut), VERDICT_GARBLED);
}

Test(hostile, names_and_codes_are_bounded_and_printable)
{
	char officer[OFFICER_MAX + 1], reason[REASON_MAX + 1];
	struct body b = sound_body;
	memset(officer, 'o', sizeof(officer));
	memset(reason, 'r', sizeof(reason));
	officer[OFFICER_MAX] = reason[REASON_MAX] = '\0';
	b.officer = officer;
	cr_expect_eq(open_written(&b), VERDICT_GARBLED, "one character too long");
	officer[OFFICER_MAX - 1] = '\0';
	cr_expect_eq(open_written(&b), VERDICT_OK, "just fits");
	b.reason = reason;
	cr_expect_eq(open_written(&b), VERDICT_GARBLED, "one byte too long");
	reason[REASON_MAX - 1] = '\0';
	cr_expect_eq(open_written(&b), VERDICT_OK, "just fits");
	static const char *const officers[] = { "li hua", "li\nhua", "li\x7fhua", "李华" };
	for (size_t i = 0; i < sizeof(officers) / sizeof(officers[0]); i++) {
		b.officer = officers[i];
		cr_expect_eq(open_written(&b), VERDICT_GARBLED, "%zu", i);
	}
	b.officer = sound_body.officer;
	for (size_t i = 0; i < sizeof(officers) / sizeof(officers[0]); i++) {
		b.deputy_for = officers[i];
		cr_expect_eq(open_written(&b), VERDICT_GARBLED, "deputy %zu", i);
	}
	b.deputy_for = officer;
	cr_expect_eq(open_written(&b), VERDICT_OK, "just fits");
}

Test(hostile, codes_that_are_none_are_garbled)
{
	static const char *const codes[] = {
		"", "43010", "4301020", "43010a", "21430001011", "２143000101", " 430102",
	};
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		struct body b = sound_body;
		b.unit = codes[i];
		cr_expect_eq(open_written(&b), VERDICT_GARBLED, "unit %zu", i);
		if (codes[i][0] == '\0')
			continue;	/* no holder: the unit; no coordinator: none */
		b = sound_body;
		b.holder = codes[i];
		cr_expect_eq(open_written(&b), VERDICT_GARBLED, "holder %zu", i);
		b = sound_body;
		b.coordinator = codes[i];
		cr_expect_eq(open_written(&b), VERDICT_GARBLED, "coordinator %zu", i);
	}
	static const char *const dockets[] = {
		"", "0198f0a0-7c11-7abc-8def-0123456789a", "0198F0A0-7c11-7abc-8def-0123456789ab",
		"0198f0a0-7c11-7abc-8def-0123456789abc", "0198f0a0_7c11_7abc_8def_0123456789ab",
	};
	for (size_t i = 0; i < sizeof(dockets) / sizeof(dockets[0]); i++) {
		struct body b = sound_body;
		b.docket = dockets[i];
		cr_expect_eq(open_written(&b), VERDICT_GARBLED, "docket %zu", i);
	}
}

/* -- numbers -------------------------------------------------------------------------- */

static const uint64_t no_times[] = {
	INT64_MAX, (uint64_t)INT64_MIN, 253402272000000,	/* 10000-01-01 in Shanghai */
};

Test(hostile, times_outside_the_calendar_are_out_of_range)
{
	for (size_t i = 0; i < sizeof(no_times) / sizeof(no_times[0]); i++) {
		struct pen letter = { .n = 0 };
		struct body b = sound_body;
		b.at = no_times[i];
		cr_expect_eq(open_written(&b), VERDICT_OUT_OF_RANGE, "at %zu", i);
		b = sound_body;
		b.reached = no_times[i];
		cr_expect_eq(open_written(&b), VERDICT_OUT_OF_RANGE, "reached %zu", i);
		pen_text(&letter, 1, "0198f0a0-0000-7000-8000-000000000001");
		pen_text(&letter, 2, "2143000101");
		pen_text(&letter, 3, "430102");
		pen_number(&letter, 4, no_times[i]);
		pen_text(&letter, 5, paper_docket);
		const struct pen delivery = { .data = { 0x10, 3 }, .n = 2 };
		pen_message(&letter, 10, &delivery);
		cr_expect_eq(decode(pen_page(&letter)), VERDICT_OUT_OF_RANGE, "sent_at %zu", i);
	}
}

Test(hostile, numbers_that_no_table_knows_are_out_of_range)
{
	static const uint64_t bad[] = { 9999, 4294967295u, 1u << 20 };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct body b = sound_body;
		b.action = bad[i];
		cr_expect_eq(open_written(&b), VERDICT_OUT_OF_RANGE, "action %zu", i);
		b = sound_body;
		b.stage = bad[i];
		cr_expect_eq(open_written(&b), VERDICT_OUT_OF_RANGE, "stage %zu", i);
		b = sound_body;
		b.ground = bad[i];
		cr_expect_eq(open_written(&b), VERDICT_OUT_OF_RANGE, "ground %zu", i);
		b = sound_body;
		b.code = bad[i];
		cr_expect_eq(open_written(&b), VERDICT_OUT_OF_RANGE, "code %zu", i);
	}
	struct body b = sound_body;
	b.role = 5;
	cr_expect_eq(open_written(&b), VERDICT_OUT_OF_RANGE, "role");
}

/* A field that holds its default is not written: a second spelling of the same content
 * would have a second hash. */
Test(hostile, a_zero_that_is_spelled_out_is_garbled)
{
	struct body b = sound_body;
	b.ground = 0;
	cr_expect_eq(open_written(&b), VERDICT_GARBLED);
	b = sound_body;
	b.reason = "";
	cr_expect_eq(open_written(&b), VERDICT_GARBLED);
}

static enum verdict
decode_changed(void (*change)(struct header *))
{
	struct header h = paper_header();
	change(&h);
	return decode_header(wire_header_encode(paper.arena, &h));
}

static void
unknown_business(struct header *h)
{
	h->kind = (enum business)99;
}

static void
unknown_scope(struct header *h)
{
	h->scope = SCOPE_N;
}

static void
no_grade(struct header *h)
{
	h->grade = 0;
}

static void
grade_thirteen(struct header *h)
{
	h->grade = 13;
}

static void
no_route(struct header *h)
{
	h->route.n = 0;
}

static void
unknown_stage(struct header *h)
{
	h->route.stops[1].stage = (enum stage)99;
}

static void
stop_off_the_route(struct header *h)
{
	h->route.stops[1].stage = STAGE_answer;
}

static void
manual_release(struct header *h)
{
	h->route.stops[5].is_automatic = false;
}

static void
large_attachment(struct header *h)
{
	h->attachments[0].size = 2097153;
}

static void
arrived_before_the_calendar(struct header *h)
{
	h->arrived_on.n = INT32_MIN;
}

static void
until_after_the_calendar(struct header *h)
{
	h->change.until.n = DAY_LAST + 1;
}

static void
born_after_the_calendar(struct header *h)
{
	h->change.birth.n = INT32_MAX;
}

static void
filed_before_the_calendar(struct header *h)
{
	h->filed_at.ms = INT64_MIN;
}

static void
filed_after_the_calendar(struct header *h)
{
	h->filed_at.ms = INT64_MAX;
}

Test(hostile, headers_out_of_range_are_refused)
{
	static const struct { void (*change)(struct header *); enum verdict expected; } rows[] = {
		{ unknown_business, VERDICT_OUT_OF_RANGE },
		{ unknown_scope, VERDICT_OUT_OF_RANGE },
		{ no_grade, VERDICT_OUT_OF_RANGE },
		{ grade_thirteen, VERDICT_OUT_OF_RANGE },
		{ no_route, VERDICT_OUT_OF_RANGE },
		{ unknown_stage, VERDICT_OUT_OF_RANGE },
		{ stop_off_the_route, VERDICT_OUT_OF_RANGE },
		{ manual_release, VERDICT_OUT_OF_RANGE },
		{ large_attachment, VERDICT_ATTACHMENT_TOO_LARGE },
		{ arrived_before_the_calendar, VERDICT_OUT_OF_RANGE },
		{ until_after_the_calendar, VERDICT_OUT_OF_RANGE },
		{ born_after_the_calendar, VERDICT_OUT_OF_RANGE },
		{ filed_before_the_calendar, VERDICT_OUT_OF_RANGE },
		{ filed_after_the_calendar, VERDICT_OUT_OF_RANGE },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		cr_expect_eq(decode_changed(rows[i].change), rows[i].expected, "row %zu", i);
}

/* -- newer versions ------------------------------------------------------------------- */

static struct bytes
unknown_field(void)
{
	static struct pen pen;
	pen.n = 0;
	pen_text(&pen, 900, "of a later version");
	pen_number(&pen, 901, 7);
	return pen_page(&pen);
}

Test(hostile, an_unknown_field_in_header_and_body_is_carried_on_unchanged)
{
	const struct folder f = paper_short(&paper);
	const struct bytes header = joined(f.header, unknown_field());
	uint8_t hash[HASH_SIZE];
	cr_expect_eq(decode_header(header), VERDICT_OK);
	struct entry e;
	struct sealed s = { .hash = { 0 } };
	const struct bytes none = { 0 };
	const struct entry first = paper_entry();
	wire_hash(header, hash);
	cr_assert_eq(
	    wire_entry_seal(paper.arena, paper.keyring, &first, hash, none, &s), VERDICT_OK);
	const struct bytes body = joined(s.body, unknown_field());
	cr_assert_eq(keyring_stamp(paper.keyring, first.holder, first.at, "entry", body, &s.stamp),
	    VERDICT_OK);
	cr_expect_eq(wire_entry_open(body, hash, &e), VERDICT_OK);
	struct letter in = { .id = "x", .from = first.unit, .to = first.holder,
	    .docket = first.docket, .kind = LETTER_DELIVERY, .header = header, .first = 1,
	    .entries = &s, .n_entries = 1 }, out;
	struct bytes value;
	s.body = body;
	cr_assert_eq(wire_letter_encode(paper.arena, paper.keyring, &in, &value), VERDICT_OK);
	cr_assert_eq(
	    wire_letter_decode(paper.arena, paper.keyring, value, &out), VERDICT_OK);
	cr_assert_eq(out.header.size, header.size);
	cr_expect_arr_eq(out.header.data, header.data, header.size);
	cr_assert_eq(out.entries[0].body.size, body.size);
	cr_expect_arr_eq(out.entries[0].body.data, body.data, body.size);
	cr_expect_eq(keyring_check(paper.keyring, first.holder, first.at, "entry",
	    out.entries[0].body, &out.entries[0].stamp), VERDICT_OK);
}

Test(hostile, an_unknown_field_of_the_letter_itself_is_passed_over)
{
	struct pen pen = { .n = 0 }, delivery = { .n = 0 };
	pen_envelope(&pen);
	pen_number(&delivery, 2, 3);
	pen_message(&pen, 10, &delivery);
	cr_expect_eq(decode(joined(pen_page(&pen), unknown_field())), VERDICT_OK);
}

/* It must not get lost: the relay keeps it as a dead letter, to be replayed. */
Test(hostile, a_kind_of_letter_that_is_not_known_yet_says_so)
{
	static const unsigned arms[] = { 20, 21, 63, 500 };
	for (size_t i = 0; i < sizeof(arms) / sizeof(arms[0]); i++) {
		struct pen pen = { .n = 0 };
		pen_envelope(&pen);
		pen_text(&pen, arms[i], "whatever it says");
		cr_expect_eq(decode(pen_page(&pen)), VERDICT_UNKNOWN_KIND, "arm %u", arms[i]);
	}
	struct pen pen = { .n = 0 };
	pen_envelope(&pen);
	cr_expect_eq(decode(pen_page(&pen)), VERDICT_UNKNOWN_KIND, "no content at all");
}

static enum verdict
decode_with_stamp(const struct pen *stamp)
{
	struct pen letter = { .n = 0 }, entry = { .n = 0 }, delivery = { .n = 0 };
	pen_text(&entry, 1, "body");
	pen_message(&entry, 2, stamp);
	pen_number(&delivery, 2, 1);
	pen_message(&delivery, 3, &entry);
	pen_envelope(&letter);
	pen_message(&letter, 10, &delivery);
	return decode(pen_page(&letter));
}

Test(hostile, stamps_of_a_later_version_wait_and_malformed_ones_do_not)
{
	const struct { uint64_t algorithm; const char *key_id; size_t size; bool has_more;
	    enum verdict expected; } rows[] = {
		{ 1, "0123456789abcdef", 64, false, VERDICT_OK },
		{ 2, "0123456789abcdef", 72, false, VERDICT_OK },	/* its check refuses it */
		{ 3, "0123456789abcdef", 64, false, VERDICT_OK },	/* so does its check */
		{ 3, "0123456789abcdef", SIGNATURE_MAX, false, VERDICT_OK },
		{ 3, "0123456789abcdef", SIGNATURE_MAX + 1, false, VERDICT_GARBLED },
		{ 4, "0123456789abcdef", 64, false, VERDICT_OUT_OF_RANGE },
		{ 1, "0123456789abcdef", 64, true, VERDICT_OUT_OF_RANGE },
		{ 1, "0123456789abcdef0", 64, false, VERDICT_GARBLED },
		{ 1, "0123 456789abcde", 64, false, VERDICT_GARBLED },
		{ 1, "0123456789abcdef", SIGNATURE_ALONE_MAX + 1, false, VERDICT_GARBLED },
	};
	static const uint8_t signature[SIGNATURE_MAX + 1] = { 1 };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pen stamp = { .n = 0 };
		const struct bytes s = { signature, rows[i].size };
		pen_number(&stamp, 1, rows[i].algorithm);
		pen_text(&stamp, 2, rows[i].key_id);
		pen_bytes(&stamp, 3, s);
		if (rows[i].has_more)
			pen_number(&stamp, 4, 1);
		cr_expect_eq(decode_with_stamp(&stamp), rows[i].expected, "row %zu", i);
	}
	struct pen nothing = { .n = 0 };
	cr_expect_eq(decode_with_stamp(&nothing), VERDICT_OUT_OF_RANGE);
}

/* -- letters that contradict themselves ----------------------------------------------- */

Test(hostile, more_than_a_docket_can_hold_is_out_of_range)
{
	struct pen pen = { .n = 0 }, entry = { .n = 0 }, stamp = { .n = 0 };
	static struct pen delivery;
	static const uint8_t signature[64] = { 1 };
	const struct bytes s = { signature, sizeof(signature) };
	pen_number(&stamp, 1, 1);
	pen_text(&stamp, 2, "0123456789abcdef");
	pen_bytes(&stamp, 3, s);
	pen_text(&entry, 1, "body");
	pen_message(&entry, 2, &stamp);
	pen_number(&delivery, 2, 1);
	for (int i = 0; i <= ENTRIES_MAX; i++)
		pen_message(&delivery, 3, &entry);
	pen_envelope(&pen);
	pen_message(&pen, 10, &delivery);
	cr_expect_eq(decode(pen_page(&pen)), VERDICT_OUT_OF_RANGE);
}
