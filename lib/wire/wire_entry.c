/*
 * struct entry <-> bytes of EntryBody, with its stamp, its link to the entry before, and
 * the slip of a request that travelled.
 */
#include <openssl/evp.h>
#include <pthread.h>
#include <string.h>

#include "base/log.h"
#include "core/move.h"
#include "wire/keyring.h"
#include "wire/wire_take.h"

/* Fetched once: to look the algorithm up by its name costs more than to hash an entry. */
static EVP_MD *sha256;
static pthread_once_t sha256_once = PTHREAD_ONCE_INIT;

static void
fetch_sha256(void)
{
	sha256 = EVP_MD_fetch(NULL, "SHA2-256", NULL);
}

void
wire_hash(struct bytes b, uint8_t ret[HASH_SIZE])
{
	(void)pthread_once(&sha256_once, fetch_sha256);
	/* Out of memory there is none; what lies in its place must not be sealed. */
	if (sha256 == NULL || EVP_Digest(b.data, b.size, ret, NULL, sha256, NULL) != 1)
		log_panic("out of memory: no hash of %zu bytes", b.size);
}

/* -- out ------------------------------------------------------------------------------ */

static Xueji__V1__Record
give_record(const struct record *r)
{
	Xueji__V1__Record m = XUEJI__V1__RECORD__INIT;
	m.number = give_text(r->number.text);
	m.citizen_id = give_text(r->citizen_id.text);
	m.name = give_text(r->name);
	m.birth = r->birth.n;
	m.sex = (uint32_t)(r->sex - '0');
	m.school = give_text(r->school.text);
	m.status = (uint32_t)r->status;
	m.grade = (uint32_t)r->grade;
	m.problem = r->is_problem;
	m.version = r->version;
	m.status_on = r->status_on.n;
	m.status_until = r->status_until.n;
	m.graduated_on = r->graduated_on.n;
	m.graduated_from = give_text(r->graduated_from.text);
	m.school_year = (uint32_t)r->school_year;
	return m;
}

/* `list` has room for FORMER_MAX and stays as long as the message. */
static void
give_former(Xueji__V1__Record *m, const struct record *r, char **list)
{
	for (size_t i = 0; i < r->n_former; i++)
		list[i] = give_text(r->former[i].text);
	m->former = list;
	m->n_former = r->n_former;
}

static struct bytes
encode_body(struct arena *arena, const struct entry *e, const uint8_t previous[HASH_SIZE],
    struct bytes slip)
{
	Xueji__V1__EntryBody m = XUEJI__V1__ENTRY_BODY__INIT;
	Xueji__V1__Correction correction = XUEJI__V1__CORRECTION__INIT;
	Xueji__V1__Record record = give_record(&e->record);
	Xueji__V1__Contact contact = give_contact(&e->record.contact);
	char *former[FORMER_MAX];
	give_former(&record, &e->record, former);
	m.docket = give_text(e->docket.text);
	m.n = e->n;
	m.previous = give_bytes(previous, HASH_SIZE);
	m.at = e->at.ms;
	m.unit = give_text(e->unit.text);
	if (!unit_code_equal(e->unit, e->holder))
		m.holder = give_text(e->holder.text);
	m.officer = give_text(e->officer);
	m.deputy_for = give_text(e->deputy_for);
	m.role = (Xueji__V1__Role)e->role;
	m.action = (uint32_t)e->action;
	m.stage = (uint32_t)e->stage;
	m.ground = (uint32_t)e->ground;
	m.code = (uint32_t)e->code;
	m.reason = give_text(e->reason);
	m.coordinator = give_text(e->coordinator.text);
	m.asked_n = e->asked_n;
	m.other = give_text(e->other.text);
	m.number = give_text(e->number.text);
	m.found = give_text(e->found.text);
	m.reached = e->reached.ms;
	correction.name = give_text(e->correction.name);
	correction.citizen_id = give_text(e->correction.citizen_id.text);
	if (e->correction.name[0] != '\0' || e->correction.citizen_id.text[0] != '\0')
		m.correction = &correction;
	if (e->record.contact.address[0] != '\0' || e->record.contact.phone[0] != '\0'
	    || e->record.contact.guardian[0] != '\0')
		record.contact = &contact;
	if (e->has_record)
		m.record = &record;
	if (slip.size > 0)
		m.request = give_bytes(slip.data, slip.size);
	return wire_pack(arena, &m.base);
}

enum verdict
wire_entry_write(struct arena *arena, const struct keyring *k, const struct entry *e,
    const uint8_t previous[HASH_SIZE], struct bytes slip, struct sealed *ret)
{
	struct sealed s = { .body = encode_body(arena, e, previous, slip) };
	if (s.body.size > WIRE_BODY_MAX)
		return VERDICT_TOO_LARGE;
	if (!keyring_can_sign(k, e->holder, e->at))
		return VERDICT_UNKNOWN_KEY;
	wire_hash(s.body, s.hash);
	*ret = s;
	return VERDICT_OK;
}

enum verdict
wire_entry_seal(struct arena *arena, const struct keyring *k, const struct entry *e,
    const uint8_t previous[HASH_SIZE], struct bytes slip, struct sealed *ret)
{
	const enum verdict v = wire_entry_write(arena, k, e, previous, slip, ret);
	return v != VERDICT_OK ? v
	    : keyring_stamp(k, e->holder, e->at, "entry", ret->body, &ret->stamp);
}

/* -- in ------------------------------------------------------------------------------- */

static bool
take_former(const Xueji__V1__Record *m, struct record *r)
{
	for (size_t i = 0; i < m->n_former && i < FORMER_MAX; i++)
		if (!take_ident(m->former[i], r->former[i].text, sizeof(r->former[i].text)))
			return false;
	r->n_former = (uint8_t)(m->n_former <= FORMER_MAX ? m->n_former : 0);
	return m->n_former <= FORMER_MAX;
}

static enum verdict
take_record(const Xueji__V1__Record *m, struct record *r)
{
	if (!take_ident(m->number, r->number.text, sizeof(r->number.text))
	    || !take_ident(m->citizen_id, r->citizen_id.text, sizeof(r->citizen_id.text))
	    || !take_text(m->name, r->name, sizeof(r->name))
	    || !take_unit(m->school, &r->school)
	    || !take_unit_or_none(m->graduated_from, &r->graduated_from)
	    || !take_contact(m->contact, &r->contact) || !take_former(m, r))
		return VERDICT_GARBLED;
	const bool is_status = m->status > STATUS_NONE && m->status <= STATUS_removed;
	if (m->version > RECORD_VERSION_MAX || m->school_year > SCHOOL_YEAR_MAX)
		return VERDICT_OUT_OF_RANGE;
	if (!is_status || m->grade < 1 || m->grade > GRADE_MAX || m->sex > 9)
		return VERDICT_OUT_OF_RANGE;
	if (!take_day(m->birth, &r->birth) || !take_day(m->status_on, &r->status_on)
	    || !take_day(m->status_until, &r->status_until)
	    || !take_day(m->graduated_on, &r->graduated_on))
		return VERDICT_OUT_OF_RANGE;
	r->sex = (char)('0' + m->sex);
	r->status = (enum status)m->status;
	r->grade = (int)m->grade;
	r->is_problem = m->problem != 0;
	r->version = m->version;
	r->school_year = (int)m->school_year;
	return VERDICT_OK;
}

static enum verdict
take_enums(const Xueji__V1__EntryBody *m, struct entry *e)
{
	const bool is_ground =
	    m->ground == GROUND_NONE || ground_name((enum ground)m->ground)[0] != '\0';
	if ((int)m->role <= ROLE_NONE || (int)m->role > ROLE_SYSTEM || m->action == ACTION_NONE
	    || m->action >= ACTION_N || stage_row((enum stage)m->stage) == NULL
	    || !is_ground || !verdict_of_number((int)m->code, &e->code))
		return VERDICT_OUT_OF_RANGE;
	e->role = (enum role)m->role;
	e->action = (enum action)m->action;
	e->stage = (enum stage)m->stage;
	e->ground = (enum ground)m->ground;
	return VERDICT_OK;
}

static enum verdict
take_parts(const Xueji__V1__EntryBody *m, struct entry *e)
{
	const Xueji__V1__Correction *c = m->correction;
	if (c != NULL
	    && (!take_text(c->name, e->correction.name, sizeof(e->correction.name))
		|| !take_ident(c->citizen_id, e->correction.citizen_id.text,
		    sizeof(e->correction.citizen_id.text))))
		return VERDICT_GARBLED;
	e->has_record = m->record != NULL;
	if (!e->has_record)
		return VERDICT_OK;
	e->record.open_docket = e->docket;	/* it is under way, so this docket has the lock */
	return take_record(m->record, &e->record);
}

static enum verdict
take_entry(const Xueji__V1__EntryBody *m, struct entry *ret)
{
	static const struct entry none;
	struct entry e = none;
	if (!take_docket_id(m->docket, &e.docket) || !take_unit(m->unit, &e.unit)
	    || !take_unit_or_none(m->holder, &e.holder)
	    || !take_ident(m->officer, e.officer, sizeof(e.officer))
	    || !take_ident(m->deputy_for, e.deputy_for, sizeof(e.deputy_for))
	    || !take_text(m->reason, e.reason, sizeof(e.reason))
	    || !take_unit_or_none(m->coordinator, &e.coordinator)
	    || !take_unit_or_none(m->found, &e.found)
	    || !take_ident(m->number, e.number.text, sizeof(e.number.text)))
		return VERDICT_GARBLED;
	if (m->other[0] != '\0' && !take_docket_id(m->other, &e.other))
		return VERDICT_GARBLED;
	if (unit_code_is_none(e.holder))
		e.holder = e.unit;
	e.n = m->n;
	e.asked_n = m->asked_n;
	if (!take_time(m->at, &e.at) || !take_time(m->reached, &e.reached))
		return VERDICT_OUT_OF_RANGE;
	enum verdict v = take_enums(m, &e);
	if (v == VERDICT_OK)
		v = take_parts(m, &e);
	if (v == VERDICT_OK)
		*ret = e;
	return v;
}

enum verdict
wire_entry_open(struct bytes body, const uint8_t previous[HASH_SIZE], struct entry *ret)
{
	struct wire_scratch scratch;
	uint8_t named[HASH_SIZE];
	if (body.size > WIRE_BODY_MAX)
		return VERDICT_TOO_LARGE;
	wire_scratch_begin(&scratch);
	const Xueji__V1__EntryBody *m =
	    wire_unpack(&xueji__v1__entry_body__descriptor, &scratch.allocator, body);
	if (m == NULL || !take_bytes(m->previous, named, HASH_SIZE))
		return VERDICT_GARBLED;
	if (memcmp(named, previous, HASH_SIZE) != 0)
		return VERDICT_BROKEN_CHAIN;
	return take_entry(m, ret);
}

/* -- stamps --------------------------------------------------------------------------- */

enum verdict
wire_entry_slip(const struct keyring *k, struct bytes body, struct request *ret,
    struct stamp *ret_stamp)
{
	struct wire_scratch scratch;
	wire_scratch_begin(&scratch);
	const Xueji__V1__EntryBody *m = body.size > WIRE_BODY_MAX ? NULL
	    : wire_unpack(&xueji__v1__entry_body__descriptor, &scratch.allocator, body);
	if (m == NULL)
		return VERDICT_GARBLED;
	const struct bytes slip = { m->request.data, m->request.len };
	return wire_slip_open(k, slip, ret, ret_stamp);
}

/* Is that entry what the request, or the answer, asks for? */
static bool
is_asked_for(const struct request *r, const struct entry *e)
{
	if (r->kind != HAPPENING_PROCEED)
		return move_becomes(r->kind, e->action);
	return e->action == (r->code == VERDICT_OK ? ACTION_passed : ACTION_failed)
	    && e->code == r->code && unit_code_equal(e->found, r->found);
}

/* A holder from before there were deputies carries the request as it was, and says nothing about it in the entry. */
static bool
is_same_deputy(const struct request *r, const struct entry *e)
{
	return e->deputy_for[0] == '\0' || strcmp(r->deputy_for, e->deputy_for) == 0;
}

/* Is the slip inside the body the unit's own request for just this entry? Of what is wrong
 * with it only the keys' answers are told apart: those may change once a key is registered. */
static enum verdict
check_slip(const struct keyring *k, struct bytes body, const struct entry *e)
{
	struct request r;
	struct stamp stamp;
	const enum verdict v = wire_entry_slip(k, body, &r, &stamp);
	if (v != VERDICT_OK)
		return v == VERDICT_UNKNOWN_KEY || v == VERDICT_KEY_EXPIRED ? v : VERDICT_BAD_STAMP;
	const bool fits = docket_id_equal(r.docket, e->docket) && is_asked_for(&r, e)
	    && unit_code_equal(r.unit, e->unit) && r.role == e->role && r.seen == e->asked_n
	    && strcmp(r.officer, e->officer) == 0 && is_same_deputy(&r, e)
	    && strcmp(r.reason, e->reason) == 0;
	return fits ? VERDICT_OK : VERDICT_BAD_STAMP;
}

enum verdict
wire_entry_check(const struct keyring *k, const struct sealed *s, const struct entry *e)
{
	const enum verdict v = keyring_check(k, e->holder, e->at, "entry", s->body, &s->stamp);
	if (v != VERDICT_OK || unit_code_equal(e->unit, e->holder))
		return v;
	return check_slip(k, s->body, e);
}

static bool
is_with_slip(const struct sealed *s, struct bytes slip)
{
	struct wire_scratch scratch;
	wire_scratch_begin(&scratch);
	const Xueji__V1__EntryBody *m =
	    wire_unpack(&xueji__v1__entry_body__descriptor, &scratch.allocator, s->body);
	return m != NULL && m->request.len == slip.size
	    && memcmp(m->request.data, slip.data, slip.size) == 0;
}

bool
wire_has_slip(const struct sealed *entries, size_t n, struct bytes slip)
{
	for (size_t i = n; i > 0; i--)
		if (is_with_slip(&entries[i - 1], slip))
			return true;
	return false;
}

enum verdict
wire_folder_open(const struct folder *f, struct docket *ret, struct entry *ret_entries)
{
	struct header header;
	enum verdict v = wire_header_decode(f->header, &header);
	if (v != VERDICT_OK)
		return v;
	struct docket d = docket_begin(&header);
	uint8_t previous[HASH_SIZE];
	wire_hash(f->header, previous);
	for (size_t i = 0; i < f->n; i++) {
		struct entry e;
		v = wire_entry_open(f->entries[i].body, previous, &e);
		if (v == VERDICT_OK)
			v = docket_apply(&d, &e);
		if (v != VERDICT_OK)
			return v;
		wire_hash(f->entries[i].body, previous);
		if (ret_entries != NULL)
			ret_entries[i] = e;
	}
	*ret = d;
	return VERDICT_OK;
}
