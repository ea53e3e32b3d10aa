/* See paper.h. */
#include <criterion/criterion.h>
#include <string.h>

#include "paper.h"

const struct instant paper_begins = { 1700000000000 };
const struct instant paper_ends = { 1900000000000 };
const char paper_docket[] = "0198f0a0-7c11-7abc-8def-0123456789ab";

static const struct {
	const char *code;
	enum office_name issuer;
} tree[N_OFFICES] = {
	[MINISTRY] = { "000000", MINISTRY },
	[PROVINCE] = { "430000", MINISTRY },
	[PREFECTURE] = { "430100", PROVINCE },
	[COUNTY] = { "430102", PROVINCE },
	[OTHER_COUNTY] = { "430104", PREFECTURE },
	[SCHOOL] = { "2143000101", COUNTY },
	[NEIGHBOUR] = { "2143000102", COUNTY },
	[FAR_SCHOOL] = { "2143000103", OTHER_COUNTY },
};

/* -- offices -------------------------------------------------------------------------- */

struct unit_code
paper_code(enum office_name name)
{
	struct unit_code code;
	cr_assert(unit_code_parse(tree[name].code, &code));
	return code;
}

struct bytes
paper_grant(const struct paper *p, enum office_name unit, enum office_name issuer)
{
	struct bytes grant;
	cr_assert(keyring_grant(p->arena, paper_code(unit), p->offices[unit].public_key,
	    paper_begins, paper_ends, paper_code(issuer), p->offices[issuer].pem, &grant));
	return grant;
}

struct bytes
paper_grants(const struct paper *p)
{
	struct bytes grants[N_OFFICES];
	for (size_t i = 0; i < N_OFFICES; i++)
		grants[i] = p->offices[i].grant;
	return keyring_file(p->arena, grants, N_OFFICES);
}

const uint8_t *
paper_root(const struct paper *p)
{
	return p->offices[MINISTRY].public_key;
}

void
paper_begin(struct paper *p)
{
	size_t refused = 99;
	p->arena = arena_new();
	for (size_t i = 0; i < N_OFFICES; i++)
		cr_assert(keyring_generate(
		    p->arena, &p->offices[i].pem, p->offices[i].public_key));
	for (size_t i = 0; i < N_OFFICES; i++) {
		p->offices[i].code = paper_code((enum office_name)i);
		p->offices[i].issuer = paper_code(tree[i].issuer);
		p->offices[i].grant = paper_grant(p, (enum office_name)i, tree[i].issuer);
	}
	p->keyring = keyring_open(paper_grants(p), paper_root(p), NULL, &refused);
	cr_assert_not_null(p->keyring);
	cr_assert_eq(refused, 0);
	for (size_t i = 0; i < N_OFFICES; i++)
		cr_assert(
		    keyring_add_private(p->keyring, p->offices[i].code, p->offices[i].pem));
}

void
paper_end(struct paper *p)
{
	keyring_free(p->keyring);
	arena_free(p->arena);
}

struct bytes
paper_text(const char *text)
{
	const struct bytes b = { (const uint8_t *)text, strlen(text) };
	return b;
}

/* -- dockets -------------------------------------------------------------------------- */

static void
stop(struct header *h, enum stage stage, enum office_name unit)
{
	struct stop *s = &h->route.stops[h->route.n++];
	s->stage = stage;
	s->unit = paper_code(unit);
	s->is_automatic = stage_is_automatic(stage_row(stage));
	s->days = s->is_automatic ? 0 : 10;
}

static void
attach(struct header *h, uint8_t first, uint32_t size, const char *type)
{
	struct attachment *a = &h->attachments[h->n_attachments++];
	for (size_t i = 0; i < DIGEST_SIZE; i++)
		a->digest[i] = (uint8_t)(first + i);
	a->size = size;
	memcpy(a->type, type, strlen(type));
}

static struct header
begin_header(enum scope scope, enum office_name sending)
{
	struct header h = {
		.id = { "0198f0a0-7c11-7abc-8def-0123456789ab" },
		.kind = BUSINESS_transfer,
		.scope = scope,
		.number = { "G110101201503078515" },
		.citizen_id = { "110101201503078515" },
		.name = "欧阳·阿依古丽",
		.grade = 4,
		.receiving_school = paper_code(SCHOOL),
		.sending_school = paper_code(sending),
		.arrived_on = { 20697 },
		.filed_at = { 1788224400000 },
		.answer_days = 10,
		.policy_receiving = 3,
		.policy_sending = 5,
		.calendar = 2026,
		.registry = 7,
	};
	return h;
}

struct header
paper_header(void)
{
	struct header h = begin_header(SCOPE_between_counties, FAR_SCHOOL);
	stop(&h, STAGE_receiving_school, SCHOOL);
	stop(&h, STAGE_receiving_county, COUNTY);
	stop(&h, STAGE_check, FAR_SCHOOL);
	stop(&h, STAGE_sending_school, FAR_SCHOOL);
	stop(&h, STAGE_sending_county, OTHER_COUNTY);
	stop(&h, STAGE_release, FAR_SCHOOL);
	stop(&h, STAGE_admit, SCHOOL);
	attach(&h, 7, 2097152, "image/jpeg");
	attach(&h, 130, 1, "image/png");
	return h;
}

static struct header
short_header(void)
{
	struct header h = begin_header(SCOPE_within_county, NEIGHBOUR);
	stop(&h, STAGE_receiving_school, SCHOOL);
	stop(&h, STAGE_check, NEIGHBOUR);
	stop(&h, STAGE_sending_school, NEIGHBOUR);
	stop(&h, STAGE_county, COUNTY);
	stop(&h, STAGE_release, NEIGHBOUR);
	stop(&h, STAGE_admit, SCHOOL);
	return h;
}

static struct record
a_record(void)
{
	const struct record r = {
		.number = { "G110101201503078515" },
		.citizen_id = { "110101201503078515" },
		.name = "欧阳·阿依古丽",
		.birth = { 16501 },
		.sex = '2',
		.school = paper_code(FAR_SCHOOL),
		.status = STATUS_in_school,
		.grade = 4,
		.is_problem = true,
		.open_docket = { "0198f0a0-7c11-7abc-8def-0123456789ab" },
		.version = 41,
		.status_on = { 20301 },
		.status_until = { 20665 },
		.graduated_on = { 19900 },
		.graduated_from = paper_code(SCHOOL),
		.contact = { "演示路1号", "+86 731 0000 0000", "演示监护人" },
		.former = { { "L11010120150307851X" }, { "L110101201503070042" } },
		.n_former = 2,
	};
	return r;
}

struct entry
paper_entry(void)
{
	const struct entry e = {
		.docket = { "0198f0a0-7c11-7abc-8def-0123456789ab" },
		.n = 8,
		.at = { 1788310800123 },
		.unit = paper_code(SCHOOL),
		.holder = paper_code(FAR_SCHOOL),
		.officer = "li.hua-01",
		.deputy_for = "qian.duo",
		.role = ROLE_HEAD,
		.action = ACTION_objected,
		.stage = STAGE_sending_school,
		.ground = GROUND_SCORE_BELOW_LINE,
		.code = VERDICT_DATA_MISMATCH,
		.reason = "逾期未办，请上级协调。\nSecond line.",
		.coordinator = paper_code(PREFECTURE),
		.asked_n = 7,
		.reached = { 1788224399000 },
		.other = { "0198f0a0-7c11-7abc-8def-0123456789ac" },
		.correction = { "阿依古丽", { "110101201503078523" } },
		.has_record = true,
		.record = a_record(),
	};
	return e;
}

struct request
paper_request(void)
{
	const struct request r = {
		.docket = { "0198f0a0-7c11-7abc-8def-0123456789ab" },
		.kind = HAPPENING_OBJECT,
		.unit = paper_code(SCHOOL),
		.officer = "zhang.wei",
		.deputy_for = "qian.duo",
		.role = ROLE_HEAD,
		.reason = "逾期未办",
		.at = { 1788310700000 },
		.seen = 7,
	};
	return r;
}

struct step {
	enum office_name unit, holder;
	enum role role;
	enum action action;
	enum stage stage;
};

static const struct step short_steps[] = {
	{ SCHOOL, SCHOOL, ROLE_REGISTRAR, ACTION_filed, STAGE_receiving_school },
	{ SCHOOL, SCHOOL, ROLE_HEAD, ACTION_approved, STAGE_receiving_school },
	{ NEIGHBOUR, NEIGHBOUR, ROLE_SYSTEM, ACTION_passed, STAGE_check },
};

static const struct step long_steps[] = {
	{ SCHOOL, SCHOOL, ROLE_REGISTRAR, ACTION_filed, STAGE_receiving_school },
	{ SCHOOL, SCHOOL, ROLE_HEAD, ACTION_approved, STAGE_receiving_school },
	{ COUNTY, COUNTY, ROLE_HEAD, ACTION_approved, STAGE_receiving_county },
	{ FAR_SCHOOL, FAR_SCHOOL, ROLE_SYSTEM, ACTION_failed, STAGE_check },
	{ SCHOOL, SCHOOL, ROLE_REGISTRAR, ACTION_corrected, STAGE_answer },
	{ SCHOOL, SCHOOL, ROLE_HEAD, ACTION_approved, STAGE_receiving_school },
	{ FAR_SCHOOL, FAR_SCHOOL, ROLE_SYSTEM, ACTION_passed, STAGE_check },
	{ SCHOOL, FAR_SCHOOL, ROLE_HEAD, ACTION_objected, STAGE_sending_school },
	{ PREFECTURE, PREFECTURE, ROLE_HEAD, ACTION_ruled_overrule, STAGE_coordination },
	{ OTHER_COUNTY, OTHER_COUNTY, ROLE_HEAD, ACTION_approved, STAGE_sending_county },
	{ FAR_SCHOOL, FAR_SCHOOL, ROLE_SYSTEM, ACTION_released, STAGE_release },
	{ SCHOOL, SCHOOL, ROLE_SYSTEM, ACTION_admitted, STAGE_admit },
};

static struct entry
entry_of(const struct step *s, uint32_t n)
{
	struct entry e = {
		.docket = { "0198f0a0-7c11-7abc-8def-0123456789ab" },
		.n = n,
		.at = { 1788224400000 + (int64_t)(n - 1) * 60000 },
		.unit = paper_code(s->unit),
		.holder = paper_code(s->holder),
		.role = s->role,
		.action = s->action,
		.stage = s->stage,
	};
	if (s->role == ROLE_REGISTRAR)
		memcpy(e.officer, "li.hua", 7);
	if (s->role == ROLE_HEAD)
		memcpy(e.officer, "zhang.wei", 10);
	if (s->action == ACTION_failed)
		e.code = VERDICT_DATA_MISMATCH;
	if (s->action == ACTION_corrected)
		memcpy(e.correction.name, "阿依古丽", sizeof("阿依古丽"));
	if (s->action == ACTION_objected) {
		e.coordinator = paper_code(PREFECTURE);
		e.asked_n = paper_request().seen;
		memcpy(e.reason, "逾期未办", sizeof("逾期未办"));
		memcpy(e.deputy_for, paper_request().deputy_for, sizeof(e.deputy_for));
	}
	e.has_record = s->action == ACTION_released;
	if (e.has_record)
		e.record = a_record();
	return e;
}

enum { ALONE = 4 };	/* so many entries have stamps of their own, later ones those of a turn */

static struct folder
write_down(const struct paper *p, const struct header *h, const struct step *steps, size_t n)
{
	struct folder f = { .header = wire_header_encode(p->arena, h), .n = n };
	struct unstamped *list = arena_array(p->arena, n, sizeof(*list));
	uint8_t previous[HASH_SIZE];
	wire_hash(f.header, f.header_hash);
	memcpy(previous, f.header_hash, HASH_SIZE);
	f.entries = arena_array(p->arena, n, sizeof(*f.entries));
	for (size_t i = 0; i < n; i++) {
		const struct entry e = entry_of(&steps[i], (uint32_t)i + 1);
		const struct request r = paper_request();
		struct bytes slip = { 0 };
		if (!unit_code_equal(e.unit, e.holder))
			cr_assert_eq(
			    wire_request_seal(p->arena, p->keyring, &r, &slip), VERDICT_OK);
		cr_assert_eq(wire_entry_seal(
		    p->arena, p->keyring, &e, previous, slip, &f.entries[i]), VERDICT_OK);
		memcpy(previous, f.entries[i].hash, HASH_SIZE);
		list[i] = (struct unstamped){ e.holder, e.at, f.entries[i].body, &f.entries[i].stamp };
	}
	if (n > ALONE)
		keyring_stamp_all(p->keyring, "entry", list + ALONE, n - ALONE);
	return f;
}

struct folder
paper_short(const struct paper *p)
{
	const struct header h = short_header();
	return write_down(p, &h, short_steps, sizeof(short_steps) / sizeof(short_steps[0]));
}

struct folder
paper_long(const struct paper *p)
{
	const struct header h = paper_header();
	return write_down(p, &h, long_steps, sizeof(long_steps) / sizeof(long_steps[0]));
}

/* -- a pen for protobuf --------------------------------------------------------------- */

static void
pen_byte(struct pen *pen, unsigned byte)
{
	cr_assert_lt(pen->n, sizeof(pen->data));
	pen->data[pen->n++] = (uint8_t)byte;
}

static void
pen_varint(struct pen *pen, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		pen_byte(pen, (unsigned)(v & 0x7f) | 0x80);
	pen_byte(pen, (unsigned)v);
}

void
pen_number(struct pen *pen, unsigned field, uint64_t v)
{
	pen_varint(pen, (uint64_t)field << 3);
	pen_varint(pen, v);
}

void
pen_bytes(struct pen *pen, unsigned field, struct bytes b)
{
	pen_varint(pen, (uint64_t)field << 3 | 2);
	pen_varint(pen, b.size);
	for (size_t i = 0; i < b.size; i++)
		pen_byte(pen, b.data[i]);
}

void
pen_text(struct pen *pen, unsigned field, const char *text)
{
	pen_bytes(pen, field, paper_text(text));
}

void
pen_message(struct pen *pen, unsigned field, const struct pen *inner)
{
	pen_bytes(pen, field, pen_page(inner));
}

struct bytes
pen_page(const struct pen *pen)
{
	const struct bytes b = { pen->data, pen->n };
	return b;
}
