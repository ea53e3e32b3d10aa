/* The border: what comes from outside becomes a core value here or is refused. */
#include <string.h>

#include "base/text.h"
#include "wire/wire_take.h"

/* -- memory --------------------------------------------------------------------------- */

static void *
scratch_alloc(void *data, size_t size)
{
	struct wire_scratch *s = data;
	const size_t aligned = (size + 15) & ~(size_t)15;
	if (size > WIRE_SCRATCH || aligned > WIRE_SCRATCH - s->used)
		return NULL;
	void *at = s->data + s->used;
	s->used += aligned;
	return at;
}

static void
no_free(void *data, void *pointer)
{
	(void)data;
	(void)pointer;
}

void
wire_scratch_begin(struct wire_scratch *s)
{
	s->used = 0;
	s->allocator.alloc = scratch_alloc;
	s->allocator.free = no_free;
	s->allocator.allocator_data = s;
}

/* Honest letters and files unpack to at most four times their bytes (a batch of receipts). */
enum { ALLOWANCE_FACTOR = 16, ALLOWANCE_LEAST = 65536 };

static void *
allowance_alloc(void *data, size_t size)
{
	struct wire_allowance *a = data;
	if (size > a->left)
		return NULL;
	a->left -= size;
	return arena_alloc(a->arena, size);
}

void
wire_allowance_begin(struct wire_allowance *a, struct arena *arena, size_t n_bytes)
{
	a->arena = arena;
	a->left = n_bytes > (SIZE_MAX - ALLOWANCE_LEAST) / ALLOWANCE_FACTOR
	    ? 0 : n_bytes * ALLOWANCE_FACTOR + ALLOWANCE_LEAST;
	a->allocator.alloc = allowance_alloc;
	a->allocator.free = no_free;
	a->allocator.allocator_data = a;
}

void *
wire_unpack(const ProtobufCMessageDescriptor *descriptor, ProtobufCAllocator *allocator,
    struct bytes b)
{
	if (b.size == 0)
		return NULL;
	ProtobufCMessage *m = protobuf_c_message_unpack(descriptor, allocator, b.size, b.data);
	if (m == NULL || protobuf_c_message_get_packed_size(m) != b.size)
		return NULL;
	return m;
}

struct bytes
wire_pack(struct arena *arena, const ProtobufCMessage *m)
{
	const size_t size = protobuf_c_message_get_packed_size(m);
	uint8_t *data = arena_alloc(arena, size + 1);
	(void)protobuf_c_message_pack(m, data);
	const struct bytes b = { data, size };
	return b;
}

/* -- taking --------------------------------------------------------------------------- */

bool
take_unit(const char *text, struct unit_code *ret)
{
	return unit_code_parse(text, ret);
}

bool
take_unit_or_none(const char *text, struct unit_code *ret)
{
	static const struct unit_code none;
	if (text[0] != '\0')
		return unit_code_parse(text, ret);
	*ret = none;
	return true;
}

bool
take_docket_id(const char *text, struct docket_id *ret)
{
	return docket_id_parse(text, ret);
}

bool
take_ident(const char *text, char *ret, size_t size)
{
	if (text[0] != '\0' && !text_is_ident(text))
		return false;
	return text_copy(ret, size, text);
}

bool
take_text(const char *text, char *ret, size_t size)
{
	return text_is_utf8(text, strlen(text)) && text_copy(ret, size, text);
}

bool
take_day(int32_t n, struct day *ret)
{
	const struct day d = { n };
	if (!day_is_civil(d))
		return false;
	*ret = d;
	return true;
}

bool
take_time(int64_t ms, struct instant *ret)
{
	const struct instant i = { ms };
	if (!instant_is_civil(i))
		return false;
	*ret = i;
	return true;
}

bool
take_bytes(ProtobufCBinaryData b, void *ret, size_t size)
{
	if (b.len != size)
		return false;
	memcpy(ret, b.data, size);
	return true;
}

/* What a newer version adds to a stamp cannot be carried on as bytes, so it is refused
 * until this version learns it, rather than lost. */
enum verdict
take_stamp(const Xueji__V1__Stamp *m, struct stamp *ret)
{
	struct stamp s = { .algorithm = ALGORITHM_NONE };
	if (m == NULL)
		return VERDICT_GARBLED;
	if (m->base.n_unknown_fields != 0 || (int)m->algorithm < ALGORITHM_ED25519
	    || (int)m->algorithm >= ALGORITHM_N)
		return VERDICT_OUT_OF_RANGE;
	const size_t most = (int)m->algorithm == ALGORITHM_ED25519_TREE ? SIGNATURE_MAX : SIGNATURE_ALONE_MAX;
	if (m->signature.len == 0 || m->signature.len > most
	    || !take_ident(m->key_id, s.key_id, sizeof(s.key_id)))
		return VERDICT_GARBLED;
	s.algorithm = (enum algorithm)m->algorithm;
	s.size = (uint16_t)m->signature.len;
	memcpy(s.signature, m->signature.data, m->signature.len);
	*ret = s;
	return VERDICT_OK;
}

/* -- giving --------------------------------------------------------------------------- */

/* protobuf-c wants non-const pointers and only reads through them when packing. */
char *
give_text(const char *text)
{
	union {
		const char *in;
		char *out;
	} u = { .in = text };
	return u.out;
}

ProtobufCBinaryData
give_bytes(const void *data, size_t size)
{
	union {
		const void *in;
		uint8_t *out;
	} u = { .in = data };
	const ProtobufCBinaryData b = { size, u.out };
	return b;
}

Xueji__V1__Stamp
give_stamp(const struct stamp *s)
{
	Xueji__V1__Stamp m = XUEJI__V1__STAMP__INIT;
	m.algorithm = (Xueji__V1__Algorithm)s->algorithm;
	m.key_id = give_text(s->key_id);
	m.signature = give_bytes(s->signature, s->size);
	return m;
}

Xueji__V1__Contact
give_contact(const struct contact *c)
{
	Xueji__V1__Contact m = XUEJI__V1__CONTACT__INIT;
	m.address = give_text(c->address);
	m.phone = give_text(c->phone);
	m.guardian = give_text(c->guardian);
	return m;
}

bool
take_contact(const Xueji__V1__Contact *m, struct contact *ret)
{
	return m == NULL
	    || (take_text(m->address, ret->address, sizeof(ret->address))
		&& take_text(m->phone, ret->phone, sizeof(ret->phone))
		&& take_text(m->guardian, ret->guardian, sizeof(ret->guardian)));
}
