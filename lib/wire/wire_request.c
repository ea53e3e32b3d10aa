/* Requests: the filer's withdrawal or objection, a province's statement, an urging, or the ministry's answer to an
 * inquiry, stamped by the key of the unit that asks, states or answers. */
#include <string.h>

#include "wire/keyring.h"
#include "wire/wire_take.h"

enum verdict
wire_request_seal(
    struct arena *arena, const struct keyring *k, const struct request *r, struct bytes *ret)
{
	Xueji__V1__Request m = XUEJI__V1__REQUEST__INIT;
	Xueji__V1__Slip slip = XUEJI__V1__SLIP__INIT;
	struct stamp stamp;
	m.docket = give_text(r->docket.text);
	m.verb = give_text(happening_verb(r->kind));
	m.unit = give_text(r->unit.text);
	m.officer = give_text(r->officer);
	m.deputy_for = give_text(r->deputy_for);
	m.role = (Xueji__V1__Role)r->role;
	m.reason = give_text(r->reason);
	m.at = r->at.ms;
	m.seen = r->seen;
	m.code = (uint32_t)r->code;
	m.found = give_text(r->found.text);
	const struct bytes body = wire_pack(arena, &m.base);
	const enum verdict v = keyring_stamp(k, r->unit, r->at, "request", body, &stamp);
	if (v != VERDICT_OK)
		return v;
	Xueji__V1__Stamp given = give_stamp(&stamp);
	slip.body = give_bytes(body.data, body.size);
	slip.stamp = &given;
	*ret = wire_pack(arena, &slip.base);
	return VERDICT_OK;
}

bool
request_travels(enum happening_kind kind)
{
	return kind == HAPPENING_WITHDRAW || kind == HAPPENING_OBJECT || kind == HAPPENING_STATE
	    || kind == HAPPENING_URGE;
}

static enum verdict
take_request(const Xueji__V1__Request *m, struct request *ret)
{
	static const struct request none;
	struct request r = none;
	if (!take_docket_id(m->docket, &r.docket) || !take_unit(m->unit, &r.unit)
	    || !take_ident(m->officer, r.officer, sizeof(r.officer))
	    || !take_ident(m->deputy_for, r.deputy_for, sizeof(r.deputy_for))
	    || !take_text(m->reason, r.reason, sizeof(r.reason))
	    || !take_unit_or_none(m->found, &r.found))
		return VERDICT_GARBLED;
	if (!happening_parse(m->verb, &r.kind)
	    || !(request_travels(r.kind) || r.kind == HAPPENING_PROCEED)
	    || (int)m->role <= ROLE_NONE || (int)m->role > ROLE_SYSTEM
	    || (r.kind == HAPPENING_PROCEED) != ((int)m->role == ROLE_SYSTEM)
	    || !verdict_of_number((int)m->code, &r.code) || !take_time(m->at, &r.at))
		return VERDICT_OUT_OF_RANGE;
	r.role = (enum role)m->role;
	r.seen = m->seen;
	*ret = r;
	return VERDICT_OK;
}

enum verdict
wire_slip_open(const struct keyring *k, struct bytes bytes, struct request *ret,
    struct stamp *ret_stamp)
{
	struct wire_scratch scratch;
	struct stamp stamp;
	struct request r;
	if (bytes.size > WIRE_SLIP_MAX)
		return VERDICT_TOO_LARGE;
	wire_scratch_begin(&scratch);
	const Xueji__V1__Slip *slip =
	    wire_unpack(&xueji__v1__slip__descriptor, &scratch.allocator, bytes);
	if (slip == NULL)
		return VERDICT_GARBLED;
	enum verdict v = take_stamp(slip->stamp, &stamp);
	if (v != VERDICT_OK)
		return v;
	const struct bytes body = { slip->body.data, slip->body.len };
	const Xueji__V1__Request *m =
	    wire_unpack(&xueji__v1__request__descriptor, &scratch.allocator, body);
	if (m == NULL)
		return VERDICT_GARBLED;
	v = take_request(m, &r);
	if (v == VERDICT_OK)
		v = keyring_check(k, r.unit, r.at, "request", body, &stamp);
	if (v != VERDICT_OK)
		return v;
	*ret = r;
	*ret_stamp = stamp;
	return VERDICT_OK;
}

enum verdict
wire_request_open(const struct keyring *k, struct bytes slip, struct request *ret)
{
	struct stamp stamp;
	return wire_slip_open(k, slip, ret, &stamp);
}
