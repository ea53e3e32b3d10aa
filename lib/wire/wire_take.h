/*
 * Reading protobuf-c structures safely: one take_ function per kind of field; nothing else
 * reads generated structs. All return false and leave *ret alone on a bad field.
 *
 * protobuf-c accepts zero bytes, invalid UTF-8, strings with NULs and unknown enum numbers.
 * wire_unpack() therefore insists that what it understood packs to exactly the size that
 * came: a string cut short by a NUL, or a field spelled in a longer way, does not.
 */
#ifndef WIRE_WIRE_TAKE_H
#define WIRE_WIRE_TAKE_H

#include <protobuf-c/protobuf-c.h>
#include <xueji/v1/docket.pb-c.h>
#include <xueji/v1/letter.pb-c.h>
#include <xueji/v1/registry.pb-c.h>

#include "wire/wire.h"

enum {
	WIRE_SCRATCH = 49152,	/* bytes a header or body may unpack to */
	WIRE_BODY_MAX = 16384,	/* bytes of a header or body */
};

/* A bounded allocator on the stack; exhausted, the message is GARBLED. */
struct wire_scratch {
	ProtobufCAllocator allocator;
	size_t used;
	_Alignas(16) uint8_t data[WIRE_SCRATCH];
};

void	 wire_scratch_begin(struct wire_scratch *);
/* NULL: garbled. */
void	*wire_unpack(const ProtobufCMessageDescriptor *, ProtobufCAllocator *, struct bytes);
ProtobufCAllocator	wire_arena_allocator(struct arena *);
struct bytes	wire_pack(struct arena *, const ProtobufCMessage *);

bool	take_unit(const char *, struct unit_code *ret);
bool	take_unit_or_none(const char *, struct unit_code *ret);
bool	take_docket_id(const char *, struct docket_id *ret);
/* Printable ASCII; may be empty. */
bool	take_ident(const char *, char *ret, size_t size);
/* UTF-8 that fits; may be empty. */
bool	take_text(const char *, char *ret, size_t size);
bool	take_bytes(ProtobufCBinaryData, void *ret, size_t size);
bool	take_stamp(const Xueji__V1__Stamp *, struct stamp *ret);

/* Protobuf structs of our own values; they borrow from them and live on the stack. */
Xueji__V1__Stamp	give_stamp(const struct stamp *);
ProtobufCBinaryData	give_bytes(const void *, size_t);
char			*give_text(const char *);

#endif
