/*
 * Reading protobuf-c structures safely: one take_ function per kind of field; nothing else
 * reads generated structs. All leave *ret alone on a bad field.
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
};

/* A bounded allocator on the stack; exhausted, the message is GARBLED. */
struct wire_scratch {
	ProtobufCAllocator allocator;
	size_t used;
	_Alignas(16) uint8_t data[WIRE_SCRATCH];
};

/* The same on an arena, for messages as large as letters and files. It ends at a multiple
 * of what came in, so that two hostile bytes cannot ask for a hundred. */
struct wire_allowance {
	ProtobufCAllocator allocator;
	struct arena *arena;
	size_t left;
};

void	 wire_scratch_begin(struct wire_scratch *);
void	 wire_allowance_begin(struct wire_allowance *, struct arena *, size_t n_bytes);
/* NULL: garbled. */
void	*wire_unpack(const ProtobufCMessageDescriptor *, ProtobufCAllocator *, struct bytes);
struct bytes	wire_pack(struct arena *, const ProtobufCMessage *);

bool	take_unit(const char *, struct unit_code *ret);
bool	take_unit_or_none(const char *, struct unit_code *ret);
bool	take_docket_id(const char *, struct docket_id *ret);
/* Printable ASCII; may be empty. */
bool	take_ident(const char *, char *ret, size_t size);
/* UTF-8 that fits; may be empty. */
bool	take_text(const char *, char *ret, size_t size);
/* In the calendar, or OUT_OF_RANGE is the verdict: whoever reckons with them relies on it. */
bool	take_day(int32_t, struct day *ret);
bool	take_time(int64_t, struct instant *ret);
bool	take_bytes(ProtobufCBinaryData, void *ret, size_t size);
/* OK; GARBLED; OUT_OF_RANGE: an algorithm or a field that this version does not know. */
enum verdict	take_stamp(const Xueji__V1__Stamp *, struct stamp *ret);

/* wire_request_open(), and whose stamp it bears. */
enum verdict	wire_slip_open(const struct keyring *, struct bytes slip, struct request *ret,
		    struct stamp *ret_stamp);
/* The slip inside the body of an entry. */
enum verdict	wire_entry_slip(const struct keyring *, struct bytes body, struct request *ret,
		    struct stamp *ret_stamp);

/* -- wire_index.c --------------------------------------------------------------------- */
struct bytes	wire_index_pack(struct arena *, const struct letter *);
struct bytes	wire_inquiry_pack(struct arena *, const struct letter *);
/* GARBLED, OUT_OF_RANGE or OK. */
enum verdict	wire_index_take(struct arena *, const void *index, struct letter *);
enum verdict	wire_inquiry_take(struct arena *, const void *inquiry, struct letter *);

/* Where an enum of ours is cast to one of protobuf's, its numbers are the same. */
_Static_assert((int)XUEJI__V1__BUSINESS__BUSINESS_TRANSFER == BUSINESS_transfer
	&& (int)XUEJI__V1__BUSINESS__BUSINESS_SUSPENSION == BUSINESS_suspension
	&& (int)XUEJI__V1__BUSINESS__BUSINESS_ORDINARY_UPDATE == BUSINESS_ordinary_update
	&& (int)XUEJI__V1__BUSINESS__BUSINESS_ROLL_BACK == BUSINESS_roll_back
	&& (int)XUEJI__V1__BUSINESS__BUSINESS_OFFLINE_TRANSFER == BUSINESS_offline_transfer
	&& (int)XUEJI__V1__BUSINESS__BUSINESS_SUPERVISION == BUSINESS_supervision
	&& (int)XUEJI__V1__BUSINESS__BUSINESS_ENROLMENT == BUSINESS_enrolment
	&& (int)XUEJI__V1__BUSINESS__BUSINESS_PROBLEM_RECORD == BUSINESS_problem_record
	&& (int)XUEJI__V1__BUSINESS__BUSINESS_PROBLEM_SHEET == BUSINESS_problem_sheet
	&& (int)XUEJI__V1__BUSINESS__BUSINESS_KEY_CHANGE == BUSINESS_key_change
	&& (int)XUEJI__V1__BUSINESS__BUSINESS_SITS_ELSEWHERE == BUSINESS_sits_elsewhere
	&& (int)XUEJI__V1__BUSINESS__BUSINESS_FORMAL_BATCH == BUSINESS_formal_batch
	&& (int)XUEJI__V1__BUSINESS__BUSINESS_FORMAL_NUMBER == BUSINESS_formal_number
	&& BUSINESS_N == BUSINESS_formal_number + 1, "Business");	/* all: tests/contract */
_Static_assert((int)XUEJI__V1__SCOPE__SCOPE_WITHIN_COUNTY == SCOPE_within_county
	&& (int)XUEJI__V1__SCOPE__SCOPE_BETWEEN_COUNTIES == SCOPE_between_counties
	&& (int)XUEJI__V1__SCOPE__SCOPE_BETWEEN_PREFECTURES == SCOPE_between_prefectures
	&& (int)XUEJI__V1__SCOPE__SCOPE_INTER_PROVINCE == SCOPE_inter_province
	&& (int)XUEJI__V1__SCOPE__SCOPE_ONE_SCHOOL == SCOPE_one_school
	&& SCOPE_N == SCOPE_one_school + 1, "Scope");
_Static_assert((int)XUEJI__V1__ROLE__ROLE_REGISTRAR == ROLE_REGISTRAR
	&& (int)XUEJI__V1__ROLE__ROLE_HEAD == ROLE_HEAD
	&& (int)XUEJI__V1__ROLE__ROLE_CLERK == ROLE_CLERK
	&& (int)XUEJI__V1__ROLE__ROLE_SYSTEM == ROLE_SYSTEM, "Role");
_Static_assert((int)XUEJI__V1__ALGORITHM__ALGORITHM_ED25519 == ALGORITHM_ED25519
	&& (int)XUEJI__V1__ALGORITHM__ALGORITHM_SM2_SM3 == ALGORITHM_SM2_SM3
	&& (int)XUEJI__V1__ALGORITHM__ALGORITHM_ED25519_TREE == ALGORITHM_ED25519_TREE, "Algorithm");

/* Protobuf structs of our own values; they borrow from them and live on the stack. */
Xueji__V1__Stamp	give_stamp(const struct stamp *);
ProtobufCBinaryData	give_bytes(const void *, size_t);
char			*give_text(const char *);
Xueji__V1__Contact	give_contact(const struct contact *);
/* NULL: empty. False if a text is too long or no text; *ret is then good for nothing. */
bool			 take_contact(const Xueji__V1__Contact *, struct contact *ret);

#endif
