/* See stamps.h. Reads without wire_unpack's suspicion, for it writes everything anew. */
#include <string.h>

#include "stamps.h"
#include "wire/wire_take.h"

struct desk {
	struct arena *arena;
	const struct keyring *keyring;
	bool chains;
};

static void *
unpack(const struct desk *d, const ProtobufCMessageDescriptor *descriptor, ProtobufCBinaryData b)
{
	struct wire_allowance allowance;
	wire_allowance_begin(&allowance, d->arena, b.len);
	return b.len == 0 ? NULL
	    : protobuf_c_message_unpack(descriptor, &allowance.allocator, b.len, b.data);
}

static ProtobufCBinaryData
pack(const struct desk *d, const ProtobufCMessage *m)
{
	const struct bytes b = wire_pack(d->arena, m);
	return give_bytes(b.data, b.size);
}

static void
stamp(const struct desk *d, Xueji__V1__Stamp **at, const char *unit, int64_t when, const char *type,
    ProtobufCBinaryData body)
{
	struct unit_code code;
	const struct bytes b = { body.data, body.len };
	struct stamp *made = arena_alloc(d->arena, sizeof(*made));
	const struct instant then = { when };
	if (!unit_code_parse(unit, &code)
	    || keyring_stamp(d->keyring, code, then, type, b, made) != VERDICT_OK)
		return;
	*at = arena_alloc(d->arena, sizeof(**at));
	**at = give_stamp(made);
}

static ProtobufCBinaryData
stamp_request(const struct desk *d, ProtobufCBinaryData bytes)
{
	Xueji__V1__Slip *slip = unpack(d, &xueji__v1__slip__descriptor, bytes);
	const Xueji__V1__Request *r =
	    slip == NULL ? NULL : unpack(d, &xueji__v1__request__descriptor, slip->body);
	if (r == NULL)
		return bytes;
	slip->body = pack(d, &r->base);
	stamp(d, &slip->stamp, r->unit, r->at, "request", slip->body);
	return pack(d, &slip->base);
}

static void
stamp_entry(const struct desk *d, Xueji__V1__Entry *e, uint8_t previous[HASH_SIZE])
{
	Xueji__V1__EntryBody *b = unpack(d, &xueji__v1__entry_body__descriptor, e->body);
	if (b != NULL) {
		if (d->chains) {
			uint8_t *hash = arena_alloc(d->arena, HASH_SIZE);
			memcpy(hash, previous, HASH_SIZE);
			b->previous = give_bytes(hash, HASH_SIZE);
		}
		if (b->request.len > 0)
			b->request = stamp_request(d, b->request);
		e->body = pack(d, &b->base);
		stamp(d, &e->stamp, b->holder[0] != '\0' ? b->holder : b->unit, b->at, "entry",
		    e->body);
	}
	wire_hash((struct bytes){ e->body.data, e->body.len }, previous);
}

static void
stamp_entries(const struct desk *d, ProtobufCBinaryData header, Xueji__V1__Entry **entries, size_t n)
{
	uint8_t previous[HASH_SIZE];
	wire_hash((struct bytes){ header.data, header.len }, previous);
	for (size_t i = 0; i < n; i++)
		stamp_entry(d, entries[i], previous);
}

/* Whatever unit a slip's stamp has to be of, apart from the sender of the letter. */
static void
stamp_slip(const struct desk *d, Xueji__V1__Letter *m, Xueji__V1__Slip *slip, const char *type)
{
	const char *unit = m->from;
	if (m->content_case == XUEJI__V1__LETTER__CONTENT_RECEIPTS) {
		const Xueji__V1__Receipts *r =
		    unpack(d, &xueji__v1__receipts__descriptor, slip->body);
		if (r != NULL)
			unit = r->unit;
	}
	stamp(d, &slip->stamp, unit, m->sent_at, type, slip->body);
}

static void
stamp_content(const struct desk *d, Xueji__V1__Letter *m)
{
	switch (m->content_case) {
	case XUEJI__V1__LETTER__CONTENT_DELIVERY:
		stamp_entries(d, m->delivery->header, m->delivery->entries, m->delivery->n_entries);
		break;
	case XUEJI__V1__LETTER__CONTENT_RECEIPTS:
		stamp_slip(d, m, m->receipts, "receipts");
		break;
	case XUEJI__V1__LETTER__CONTENT_CATCH_UP:
		stamp_slip(d, m, m->catch_up, "catch_up");
		break;
	case XUEJI__V1__LETTER__CONTENT_REQUEST: {
		const ProtobufCBinaryData slip = stamp_request(d, pack(d, &m->request->base));
		Xueji__V1__Slip *again = unpack(d, &xueji__v1__slip__descriptor, slip);
		if (again != NULL)
			m->request = again;
		break;
	}
	case XUEJI__V1__LETTER__CONTENT_NOTICE:
		stamp_slip(d, m, m->notice, "notice");
		break;
	case XUEJI__V1__LETTER__CONTENT_ATTACHMENT_PART:
		stamp_slip(d, m, m->attachment_part, "attachment_part");
		break;
	case XUEJI__V1__LETTER__CONTENT_FETCH:
		stamp_slip(d, m, m->fetch, "fetch");
		break;
	case XUEJI__V1__LETTER__CONTENT_INDEX:
		stamp_slip(d, m, m->index, "index");
		break;
	case XUEJI__V1__LETTER__CONTENT_INQUIRY:
		stamp_slip(d, m, m->inquiry, "inquiry");
		break;
	case XUEJI__V1__LETTER__CONTENT_PROGRESS:
		stamp_slip(d, m, m->progress, "progress");
		break;
	default:	/* the wire: no content, or a later version's */
		break;
	}
}

struct bytes
stamps_letter(struct arena *arena, const struct keyring *k, struct bytes letter, bool chains)
{
	const struct desk d = { arena, k, chains };
	Xueji__V1__Letter *m =
	    unpack(&d, &xueji__v1__letter__descriptor, give_bytes(letter.data, letter.size));
	if (m == NULL)
		return letter;
	stamp_content(&d, m);
	return wire_pack(arena, &m->base);
}

struct bytes
stamps_export(struct arena *arena, const struct keyring *k, struct bytes exported, bool chains,
    const struct bytes *grants, size_t n_grants)
{
	const struct desk d = { arena, k, chains };
	Xueji__V1__Export *m =
	    unpack(&d, &xueji__v1__export__descriptor, give_bytes(exported.data, exported.size));
	if (m == NULL)
		return exported;
	stamp_entries(&d, m->header, m->entries, m->n_entries);
	m->grants = arena_array(arena, n_grants + 1, sizeof(*m->grants));
	m->n_grants = n_grants;
	for (size_t i = 0; i < n_grants; i++)
		m->grants[i] = give_bytes(grants[i].data, grants[i].size);
	return wire_pack(arena, &m->base);
}
