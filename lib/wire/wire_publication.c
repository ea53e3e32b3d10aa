/* Law that is published, as the value of a message on xueji.v1.registry. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "wire/keyring.h"
#include "wire/wire_take.h"

_Static_assert((int)XUEJI__V1__MATTER__MATTER_POLICY == MATTER_POLICY
	&& (int)XUEJI__V1__MATTER__MATTER_CALENDAR == MATTER_CALENDAR
	&& (int)XUEJI__V1__MATTER__MATTER_UNITS == MATTER_UNITS
	&& MATTER_N == MATTER_UNITS + 1, "Matter");
_Static_assert(PUBLICATION_TEXT_MAX + 1024 <= LETTER_BYTES_MAX, "one that cannot be sent");

/* Half of its hash, in the form of a UUID: outbox and Kafka know letters by those. */
void
wire_id_of(struct bytes value, char ret[LETTER_ID_MAX])
{
	uint8_t hash[HASH_SIZE];
	char hex[2 * 16 + 1];
	wire_hash(value, hash);
	text_hex(hash, 16, hex);
	(void)snprintf(ret, LETTER_ID_MAX, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12,
	    hex + 16, hex + 20);
}

/* -- out ------------------------------------------------------------------------------ */

enum verdict
wire_publication_seal(struct arena *arena, const struct keyring *k, const struct publication *p,
    struct bytes *ret)
{
	Xueji__V1__PublicationBody m = XUEJI__V1__PUBLICATION_BODY__INIT;
	Xueji__V1__Publication out = XUEJI__V1__PUBLICATION__INIT;
	struct stamp stamp;
	m.unit = give_text(p->unit.text);
	m.officer = give_text(p->officer);
	m.matter = (Xueji__V1__Matter)p->matter;
	m.version = p->version;
	m.published_at = p->published_at.ms;
	m.effective_at = p->effective_at.ms;
	m.file = give_text(p->file);
	m.text = give_bytes(p->text, p->size);
	const struct bytes body = wire_pack(arena, &m.base);
	const enum verdict v =
	    keyring_stamp(k, p->unit, p->published_at, "publication", body, &stamp);
	if (v != VERDICT_OK)
		return v;
	Xueji__V1__Stamp given = give_stamp(&stamp);
	out.body = give_bytes(body.data, body.size);
	out.stamp = &given;
	*ret = wire_pack(arena, &out.base);
	return VERDICT_OK;
}

/* -- in ------------------------------------------------------------------------------- */

static const char *
text_of(struct arena *arena, ProtobufCBinaryData data)
{
	char *text = arena_alloc(arena, data.len + 1);
	memcpy(text, data.data, data.len);
	text[data.len] = '\0';
	return text;
}

static enum verdict
take_body(struct arena *arena, const Xueji__V1__PublicationBody *m, struct publication *ret)
{
	static const struct publication none;
	struct publication p = none;
	if (!take_unit(m->unit, &p.unit) || !take_ident(m->officer, p.officer, sizeof(p.officer))
	    || !take_text(m->file, p.file, sizeof(p.file)) || m->text.len == 0)
		return VERDICT_GARBLED;
	if (m->text.len > PUBLICATION_TEXT_MAX)
		return VERDICT_TOO_LARGE;
	if ((int)m->matter <= MATTER_NONE || (int)m->matter >= MATTER_N || m->version == 0
	    || m->published_at <= 0 || !take_time(m->published_at, &p.published_at)
	    || m->effective_at <= 0 || !take_time(m->effective_at, &p.effective_at))
		return VERDICT_OUT_OF_RANGE;
	p.matter = (enum matter)m->matter;
	p.version = m->version;
	p.text = text_of(arena, m->text);
	p.size = m->text.len;
	*ret = p;
	return VERDICT_OK;
}

enum verdict
wire_publication_open(struct arena *arena, const struct keyring *k, struct bytes value,
    struct publication *ret)
{
	struct wire_allowance allowance;
	struct publication p;
	struct stamp stamp;
	if (value.size > LETTER_BYTES_MAX)
		return VERDICT_TOO_LARGE;
	wire_allowance_begin(&allowance, arena, value.size);
	const Xueji__V1__Publication *m =
	    wire_unpack(&xueji__v1__publication__descriptor, &allowance.allocator, value);
	if (m == NULL)
		return VERDICT_GARBLED;
	const struct bytes body = { m->body.data, m->body.len };
	wire_allowance_begin(&allowance, arena, body.size);
	const Xueji__V1__PublicationBody *b =
	    wire_unpack(&xueji__v1__publication_body__descriptor, &allowance.allocator, body);
	enum verdict v = b == NULL ? VERDICT_GARBLED : take_body(arena, b, &p);
	if (v == VERDICT_OK)
		v = take_stamp(m->stamp, &stamp);
	if (v == VERDICT_OK && k != NULL)
		v = keyring_check(k, p.unit, p.published_at, "publication", body, &stamp);
	if (v == VERDICT_OK)
		*ret = p;
	return v;
}
