/* What is written is what is read, field by field. */
#include <criterion/criterion.h>
#include <string.h>

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

TestSuite(round_trip, .init = begin, .fini = end, .timeout = 60);

#define SAME_TEXT(a, b, field) cr_expect_str_eq((a)->field, (b)->field)
#define SAME(a, b, field)      cr_expect_eq((a)->field, (b)->field)

static void
expect_same_header(const struct header *a, const struct header *b)
{
	SAME_TEXT(a, b, id.text);
	SAME(a, b, kind);
	SAME(a, b, scope);
	SAME_TEXT(a, b, number.text);
	SAME_TEXT(a, b, citizen_id.text);
	SAME_TEXT(a, b, name);
	SAME(a, b, grade);
	SAME_TEXT(a, b, receiving_school.text);
	SAME_TEXT(a, b, sending_school.text);
	SAME(a, b, arrived_on.n);
	SAME(a, b, filed_at.ms);
	SAME(a, b, answer_days);
	SAME(a, b, policy_receiving);
	SAME(a, b, policy_sending);
	SAME(a, b, calendar);
	SAME(a, b, registry);
	SAME(a, b, change.until.n);
	SAME_TEXT(a, b, change.name);
	SAME_TEXT(a, b, change.citizen_id.text);
	SAME_TEXT(a, b, change.contact.address);
	SAME_TEXT(a, b, change.contact.phone);
	SAME_TEXT(a, b, change.contact.guardian);
	SAME_TEXT(a, b, about.text);
	SAME_TEXT(a, b, follows.text);
	cr_assert_eq(a->route.n, b->route.n);
	for (size_t i = 0; i < a->route.n; i++) {
		SAME(a, b, route.stops[i].stage);
		SAME_TEXT(a, b, route.stops[i].unit.text);
		SAME(a, b, route.stops[i].is_automatic);
		SAME(a, b, route.stops[i].days);
	}
	cr_assert_eq(a->n_attachments, b->n_attachments);
	for (size_t i = 0; i < a->n_attachments; i++) {
		cr_expect_arr_eq(
		    a->attachments[i].digest, b->attachments[i].digest, DIGEST_SIZE);
		SAME(a, b, attachments[i].size);
		SAME_TEXT(a, b, attachments[i].type);
	}
}

static void
expect_same_record(const struct record *a, const struct record *b)
{
	SAME_TEXT(a, b, number.text);
	SAME_TEXT(a, b, citizen_id.text);
	SAME_TEXT(a, b, name);
	SAME(a, b, birth.n);
	SAME(a, b, sex);
	SAME_TEXT(a, b, school.text);
	SAME(a, b, status);
	SAME(a, b, grade);
	SAME(a, b, is_problem);
	SAME_TEXT(a, b, open_docket.text);
	SAME(a, b, version);
	SAME(a, b, status_on.n);
	SAME(a, b, status_until.n);
	SAME(a, b, graduated_on.n);
	SAME_TEXT(a, b, graduated_from.text);
	SAME_TEXT(a, b, contact.address);
	SAME_TEXT(a, b, contact.phone);
	SAME_TEXT(a, b, contact.guardian);
	SAME(a, b, n_former);
	for (size_t i = 0; i < a->n_former; i++)
		SAME_TEXT(a, b, former[i].text);
}

static void
expect_same_entry(const struct entry *a, const struct entry *b)
{
	SAME_TEXT(a, b, docket.text);
	SAME(a, b, n);
	SAME(a, b, at.ms);
	SAME_TEXT(a, b, unit.text);
	SAME_TEXT(a, b, holder.text);
	SAME_TEXT(a, b, officer);
	SAME_TEXT(a, b, deputy_for);
	SAME(a, b, role);
	SAME(a, b, action);
	SAME(a, b, stage);
	SAME(a, b, ground);
	SAME(a, b, code);
	SAME_TEXT(a, b, reason);
	SAME_TEXT(a, b, coordinator.text);
	SAME_TEXT(a, b, other.text);
	SAME_TEXT(a, b, number.text);
	SAME_TEXT(a, b, found.text);
	cr_expect_eq(a->asked_n, b->asked_n);
	cr_expect_eq(a->reached.ms, b->reached.ms);
	SAME_TEXT(a, b, correction.name);
	SAME_TEXT(a, b, correction.citizen_id.text);
	cr_assert_eq(a->has_record, b->has_record);
	expect_same_record(&a->record, &b->record);
}

static void
expect_same_request(const struct request *a, const struct request *b)
{
	SAME_TEXT(a, b, docket.text);
	SAME(a, b, kind);
	SAME_TEXT(a, b, unit.text);
	SAME_TEXT(a, b, officer);
	SAME_TEXT(a, b, deputy_for);
	SAME(a, b, role);
	SAME_TEXT(a, b, reason);
	SAME(a, b, at.ms);
}

static void
expect_same_sealed(const struct sealed *a, const struct sealed *b)
{
	cr_assert_eq(a->body.size, b->body.size);
	cr_expect_arr_eq(a->body.data, b->body.data, a->body.size);
	SAME(a, b, stamp.algorithm);
	SAME_TEXT(a, b, stamp.key_id);
	SAME(a, b, stamp.size);
	cr_expect_arr_eq(a->stamp.signature, b->stamp.signature, a->stamp.size);
	cr_expect_arr_eq(a->hash, b->hash, HASH_SIZE);
}

/* It names no child, and a grade is only missing where none may stand. */
Test(round_trip, keeps_a_complaint_without_a_child_and_what_it_is_about)
{
	static const struct student_number no_number;
	static const struct citizen_id no_id;
	struct header in = paper_header(), out;
	in.kind = BUSINESS_complaint;
	in.number = no_number;
	in.citizen_id = no_id;
	in.name[0] = '\0';
	in.grade = 0;
	memcpy(in.about.text, paper_docket, sizeof(in.about.text));
	cr_assert_eq(wire_header_decode(wire_header_encode(paper.arena, &in), &out), VERDICT_OK);
	expect_same_header(&in, &out);
	memcpy(in.about.text, "x", sizeof("x"));
	cr_expect_eq(wire_header_decode(wire_header_encode(paper.arena, &in), &out), VERDICT_GARBLED);
	in.about.text[0] = '\0';
	in.kind = BUSINESS_transfer;
	cr_expect_eq(
	    wire_header_decode(wire_header_encode(paper.arena, &in), &out), VERDICT_OUT_OF_RANGE);
}

Test(round_trip, keeps_the_docket_that_a_filing_follows)
{
	struct header in = paper_header(), out;
	memcpy(in.follows.text, paper_docket, sizeof(in.follows.text));
	cr_assert_eq(wire_header_decode(wire_header_encode(paper.arena, &in), &out), VERDICT_OK);
	expect_same_header(&in, &out);
	memcpy(in.follows.text, "x", sizeof("x"));
	cr_expect_eq(wire_header_decode(wire_header_encode(paper.arena, &in), &out), VERDICT_GARBLED);
}

Test(round_trip, of_a_header_keeps_every_field)
{
	const struct header in = paper_header();
	struct header out;
	cr_assert_eq(
	    wire_header_decode(wire_header_encode(paper.arena, &in), &out), VERDICT_OK);
	expect_same_header(&in, &out);
}

/* The longest of everything: what the core can hold, the wire can carry. */
Test(round_trip, of_the_largest_header_keeps_every_field)
{
	struct header in = paper_header(), out;
	memset(in.name, 'x', sizeof(in.name) - 1);
	while (in.route.n < ROUTE_MAX) {
		in.route.stops[in.route.n] = in.route.stops[3];
		in.route.stops[in.route.n++].days = UINT8_MAX;
	}
	while (in.n_attachments < ATTACHMENTS_MAX)
		in.attachments[in.n_attachments++] = in.attachments[0];
	in.arrived_on.n = DAY_FIRST;
	in.filed_at.ms = instant_of_day(in.arrived_on).ms;
	in.answer_days = UINT8_MAX;
	in.policy_receiving = in.policy_sending = in.calendar = in.registry = UINT32_MAX;
	in.change.until.n = DAY_LAST;
	memset(in.change.name, 'n', sizeof(in.change.name) - 1);
	memset(in.change.citizen_id.text, '1', sizeof(in.change.citizen_id.text) - 1);
	memset(in.change.contact.address, 'a', sizeof(in.change.contact.address) - 1);
	memset(in.change.contact.phone, '0', sizeof(in.change.contact.phone) - 1);
	memset(in.change.contact.guardian, 'g', sizeof(in.change.contact.guardian) - 1);
	cr_assert_eq(
	    wire_header_decode(wire_header_encode(paper.arena, &in), &out), VERDICT_OK);
	expect_same_header(&in, &out);
}

static struct entry
seal_and_open(const struct entry *in, struct bytes slip)
{
	static const uint8_t previous[HASH_SIZE] = { 1, 2, 3 };
	struct sealed s;
	struct entry out;
	uint8_t hash[HASH_SIZE];
	cr_assert_eq(
	    wire_entry_seal(paper.arena, paper.keyring, in, previous, slip, &s), VERDICT_OK);
	wire_hash(s.body, hash);
	cr_expect_arr_eq(hash, s.hash, HASH_SIZE);
	cr_assert_eq(wire_entry_open(s.body, previous, &out), VERDICT_OK);
	return out;
}

Test(round_trip, of_an_entry_keeps_every_field)
{
	const struct bytes none = { 0 };
	const struct entry in = paper_entry();
	const struct entry out = seal_and_open(&in, none);
	expect_same_entry(&in, &out);
}

Test(round_trip, of_the_barest_entry_keeps_every_field)
{
	const struct bytes none = { 0 };
	struct entry in = {
		.docket = { "0198f0a0-7c11-7abc-8def-0123456789ab" },
		.n = 1,
		.at = paper_begins,
		.unit = paper_code(SCHOOL),
		.holder = paper_code(SCHOOL),
		.role = ROLE_SYSTEM,
		.action = ACTION_expired,
		.stage = STAGE_answer,
	};
	struct entry out = seal_and_open(&in, none);
	expect_same_entry(&in, &out);
	memcpy(in.correction.citizen_id.text, "11010120150307852X", CITIZEN_ID_MAX);
	out = seal_and_open(&in, none);
	expect_same_entry(&in, &out);
}

/* Each row of each table, so that a row added to a .def cannot be forgotten here. */
Test(round_trip, of_every_action_stage_ground_verdict_and_status_holds)
{
	const struct bytes none = { 0 };
	struct entry in = paper_entry(), out;
#define TRY(field, value)                                                                  \
	in.field = (value);                                                                \
	out = seal_and_open(&in, none);                                                    \
	cr_expect_eq(out.field, (value), "%s %d", #field, (int)(value));
#define ACTION(name, ...) TRY(action, ACTION_##name)
#include "core/action.def"
#undef ACTION
#define STAGE(name, ...) TRY(stage, STAGE_##name)
#include "core/stage.def"
#undef STAGE
#define GROUND(name, ...) TRY(ground, GROUND_##name)
#include "core/ground.def"
#undef GROUND
#define VERDICT(name, ...) TRY(code, VERDICT_##name)
#include "core/verdict.def"
#undef VERDICT
#define STATUS(name, ...) TRY(record.status, STATUS_##name)
#include "core/status.def"
#undef STATUS
#undef TRY
}

Test(round_trip, of_a_whole_docket_folds_to_what_the_core_says)
{
	const struct folder f = paper_long(&paper);
	struct entry entries[12];
	struct docket d;
	cr_assert_eq(wire_folder_open(&f, &d, entries), VERDICT_OK);
	cr_expect_eq(d.n, 12);
	cr_expect_eq(d.state, DOCKET_COMPLETED);
	cr_expect_eq(d.record.version, 41);
	cr_expect_str_eq(docket_name(&d), "阿依古丽");
	cr_expect_eq(entries[7].action, ACTION_objected);
	for (size_t i = 0; i < f.n; i++)
		cr_expect_eq(
		    wire_entry_check(paper.keyring, &f.entries[i], &entries[i]), VERDICT_OK);
}

/* -- letters -------------------------------------------------------------------------- */

static struct letter
begin_letter(enum letter_kind kind)
{
	const struct letter l = {
		.id = "0198f0a0-0000-7000-8000-000000000001",
		.from = paper_code(SCHOOL),
		.to = paper_code(COUNTY),
		.sent_at = { 1788310800456 },
		.docket = { "0198f0a0-7c11-7abc-8def-0123456789ab" },
		.kind = kind,
	};
	return l;
}

static struct letter
send(const struct letter *in)
{
	struct bytes value;
	struct letter out;
	cr_assert_eq(wire_letter_encode(paper.arena, paper.keyring, in, &value), VERDICT_OK);
	cr_assert_eq(wire_letter_decode(paper.arena, paper.keyring, value, &out), VERDICT_OK);
	SAME_TEXT(in, &out, id);
	SAME_TEXT(in, &out, from.text);
	SAME_TEXT(in, &out, to.text);
	SAME(in, &out, sent_at.ms);
	SAME_TEXT(in, &out, docket.text);
	SAME(in, &out, kind);
	return out;
}

Test(round_trip, of_a_delivery_keeps_header_entries_and_hashes)
{
	const struct folder f = paper_long(&paper);
	struct letter in = begin_letter(LETTER_DELIVERY);
	in.header = f.header;
	in.first = 1;
	in.entries = f.entries;
	in.n_entries = f.n;
	const struct letter out = send(&in);
	cr_expect_eq(out.first, 1);
	cr_assert_eq(out.header.size, f.header.size);
	cr_expect_arr_eq(out.header.data, f.header.data, f.header.size);
	cr_assert_eq(out.n_entries, f.n);
	for (size_t i = 0; i < f.n; i++)
		expect_same_sealed(&out.entries[i], &f.entries[i]);
}

Test(round_trip, of_a_later_delivery_has_no_header)
{
	const struct folder f = paper_short(&paper);
	struct letter in = begin_letter(LETTER_DELIVERY);
	in.first = 3;
	in.entries = f.entries + 2;
	in.n_entries = 1;
	const struct letter out = send(&in);
	cr_expect_eq(out.first, 3);
	cr_expect_eq(out.header.size, 0);
	cr_assert_eq(out.n_entries, 1);
	expect_same_sealed(&out.entries[0], &f.entries[2]);
}

Test(round_trip, of_receipts_keeps_each_and_who_gave_them)
{
	struct letter in = begin_letter(LETTER_RECEIPTS);
	in.docket.text[0] = '\0';
	in.receipts_unit = paper_code(COUNTY);
	in.n_receipts = RECEIPTS_MAX;
	in.receipts = arena_array(paper.arena, RECEIPTS_MAX, sizeof(*in.receipts));
	for (size_t i = 0; i < RECEIPTS_MAX; i++) {
		cr_assert(docket_id_parse(paper_docket, &in.receipts[i].docket));
		in.receipts[i].n = i % 2 == 0 ? (uint32_t)i + 1 : 0;
		if (i % 2 == 1)
			memcpy(in.receipts[i].letter, in.id, sizeof(in.id));
	}
	const struct letter out = send(&in);
	SAME_TEXT(&in, &out, receipts_unit.text);
	cr_assert_eq(out.n_receipts, in.n_receipts);
	for (size_t i = 0; i < in.n_receipts; i++) {
		SAME_TEXT(&in, &out, receipts[i].docket.text);
		SAME(&in, &out, receipts[i].n);
		SAME_TEXT(&in, &out, receipts[i].letter);
	}
}

Test(round_trip, of_a_catch_up_keeps_where_to_begin)
{
	struct letter in = begin_letter(LETTER_CATCH_UP);
	in.first = 9;
	const struct letter out = send(&in);
	cr_expect_eq(out.first, 9);
}

Test(round_trip, of_a_request_keeps_it_and_its_slip)
{
	struct letter in = begin_letter(LETTER_REQUEST), again;
	struct request opened;
	in.request = paper_request();
	struct letter out = send(&in);
	expect_same_request(&in.request, &out.request);
	cr_assert_eq(wire_request_open(paper.keyring, out.slip, &opened), VERDICT_OK);
	expect_same_request(&in.request, &opened);
	again = begin_letter(LETTER_REQUEST);	/* passed on by somebody without the key */
	again.slip = out.slip;
	again.n = 7;
	out = send(&again);
	cr_expect_eq(out.n, 7);
	expect_same_request(&in.request, &out.request);
	cr_assert_eq(out.slip.size, again.slip.size);
	cr_expect_arr_eq(out.slip.data, again.slip.data, again.slip.size);
}

Test(round_trip, of_a_notice_keeps_every_field)
{
	struct letter in = begin_letter(LETTER_NOTICE);
	in.notice.docket = in.docket;
	memcpy(in.notice.what, "illegal_refusal", 16);
	in.notice.unit = paper_code(FAR_SCHOOL);
	in.notice.stage = STAGE_sending_school;
	in.notice.at = paper_begins;
	const struct letter out = send(&in);
	SAME_TEXT(&in, &out, notice.docket.text);
	SAME_TEXT(&in, &out, notice.what);
	SAME_TEXT(&in, &out, notice.unit.text);
	SAME(&in, &out, notice.stage);
	SAME(&in, &out, notice.at.ms);
}

Test(round_trip, of_news_of_a_school_names_the_record_and_of_a_province_its_key)
{
	struct index_news news[INDEX_NEWS_MAX] = {
		{ .number = { "G430102201605200013" }, .former = { { "L430102201605200042" } },
			.n_former = 1, .citizen_id = { "430102201605200013" },
			.docket = { "0198c0de-0000-7000-8000-000000000007" },
			.status = STATUS_suspended, .version = 4 },
		{ .key = { 1, 2, 3 }, .status = STATUS_removed, .version = RECORD_VERSION_MAX },
		{ .number = { "J430102201605200013" }, .status = STATUS_in_school, .version = 2,
			.other = paper_code(FAR_SCHOOL) },
	};
	for (size_t i = 3; i < INDEX_NEWS_MAX; i++)
		news[i] = news[i % 3];
	struct letter in = begin_letter(LETTER_INDEX);
	in.docket.text[0] = '\0';
	in.news = news;
	in.n_news = INDEX_NEWS_MAX;
	const struct letter out = send(&in);
	cr_assert_eq(out.n_news, INDEX_NEWS_MAX);
	for (size_t i = 0; i < out.n_news; i++)
		cr_expect_arr_eq(&out.news[i], &news[i], sizeof(news[i]));
}

Test(round_trip, of_an_inquiry_keeps_the_key_and_of_its_answer_what_was_found)
{
	struct letter in = begin_letter(LETTER_INQUIRY), answer = begin_letter(LETTER_REQUEST);
	memset(in.inquiry.key, 0x5a, sizeof(in.inquiry.key));
	in.inquiry.seen = 4;
	const struct letter out = send(&in);
	cr_expect_arr_eq(out.inquiry.key, in.inquiry.key, sizeof(in.inquiry.key));
	cr_expect_eq(out.inquiry.seen, 4);
	cr_expect_not(out.inquiry.is_of_record);
	in.inquiry.is_of_record = true;
	cr_expect(send(&in).inquiry.is_of_record);
	cr_expect_str_eq(out.inquiry.citizen_id.text, "", "the index alone is asked");
	cr_expect_not(out.inquiry.is_new || out.inquiry.is_over);
	answer.request = paper_request();
	answer.request.kind = HAPPENING_PROCEED;
	answer.request.role = ROLE_SYSTEM;
	answer.request.code = VERDICT_ENROLLED_ELSEWHERE;
	answer.request.found = paper_code(FAR_SCHOOL);
	const struct letter told = send(&answer);
	cr_expect_eq(told.request.kind, HAPPENING_PROCEED);
	cr_expect_eq(told.request.code, VERDICT_ENROLLED_ELSEWHERE);
	cr_expect_str_eq(told.request.found.text, answer.request.found.text);
}

Test(round_trip, of_an_inquiry_to_the_register_keeps_whom_it_asks_about)
{
	struct letter in = begin_letter(LETTER_INQUIRY);
	memset(in.inquiry.key, 0x5a, sizeof(in.inquiry.key));
	memcpy(in.inquiry.citizen_id.text, "11010519491231002X", CITIZEN_ID_MAX);
	memcpy(in.inquiry.name, "演示·甲", sizeof("演示·甲"));
	in.inquiry.is_new = in.inquiry.is_over = true;
	const struct letter out = send(&in);
	SAME_TEXT(&in, &out, inquiry.citizen_id.text);
	SAME_TEXT(&in, &out, inquiry.name);
	cr_expect(out.inquiry.is_new && out.inquiry.is_over);
}

/* The first as computed by another program. */
Test(round_trip, the_same_child_has_the_same_key_under_one_secret_only)
{
	uint8_t secret[INDEX_KEY_SIZE] = { 0 }, a[INDEX_KEY_SIZE], b[INDEX_KEY_SIZE];
	const struct citizen_id id = { "11010519491231002X" };
	char hex[2 * INDEX_KEY_SIZE + 1];
	wire_index_key(secret, id, a);
	text_hex(a, sizeof(a), hex);
	cr_expect_str_eq(hex, "51252b5b149fa5e29dae30a60a411d3675cf25f2b7e5d1ad65797b86094b63b7");
	secret[0] = 1;
	wire_index_key(secret, id, b);
	cr_expect_arr_neq(a, b, sizeof(a));
}

Test(round_trip, of_progress_keeps_every_count_and_refuses_more_confirmed_than_there_are)
{
	struct unit_code done[51];
	for (size_t i = 0; i < 51; i++)
		done[i] = paper_code(i % 2 == 0 ? SCHOOL : FAR_SCHOOL);
	struct letter in = begin_letter(LETTER_PROGRESS);
	const struct progress p = { .unit = in.from, .term = { 20697 }, .schools = 7, .schools_done = 6,
		.done = done, .students = 50, .listed = 40, .confirmed = 30, .unchanged = 20, .at = paper_begins };
	in.progress = p;
	const struct letter out = send(&in);
	SAME_TEXT(&in, &out, progress.unit.text);
	SAME(&in, &out, progress.term.n);
	SAME(&in, &out, progress.schools);
	SAME(&in, &out, progress.schools_done);
	SAME(&in, &out, progress.students);
	SAME(&in, &out, progress.listed);
	SAME(&in, &out, progress.confirmed);
	SAME(&in, &out, progress.unchanged);
	SAME(&in, &out, progress.at.ms);
	for (size_t i = 0; i < 6; i++)
		cr_expect_str_eq(out.progress.done[i].text, done[i].text);
	uint32_t *const counts[] = { &in.progress.schools_done, &in.progress.listed,
		&in.progress.confirmed, &in.progress.unchanged };
	for (size_t i = 0; i < 4; i++) {
		struct bytes b;
		struct letter unused;
		in.progress = p;
		*counts[i] = 51;
		cr_assert_eq(wire_letter_encode(paper.arena, paper.keyring, &in, &b), VERDICT_OK);
		cr_expect_eq(wire_letter_decode(paper.arena, paper.keyring, b, &unused),
		    VERDICT_OUT_OF_RANGE);
	}
	struct bytes b;
	struct letter unused;
	in.progress = p;
	done[5] = paper_code(COUNTY);
	cr_assert_eq(wire_letter_encode(paper.arena, paper.keyring, &in, &b), VERDICT_OK);
	cr_expect_eq(wire_letter_decode(paper.arena, paper.keyring, b, &unused), VERDICT_GARBLED,
	    "no school");
}

Test(round_trip, gives_each_kind_of_letter_its_own_name)
{
	static const char *const names[] = {
		"delivery", "receipts", "catch_up", "request", "notice", "attachment_part",
		"fetch", "index", "inquiry", "progress",
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		cr_expect_str_eq(letter_kind_name((enum letter_kind)i), names[i]);
}
