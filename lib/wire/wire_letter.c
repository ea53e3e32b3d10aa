/* struct letter <-> bytes of Letter, the outermost message of every Kafka value. */
#include <string.h>

#include "wire/keyring.h"
#include "wire/wire_take.h"

const char *
letter_kind_name(enum letter_kind kind)
{
	switch (kind) {
	case LETTER_DELIVERY:
		return "delivery";
	case LETTER_RECEIPTS:
		return "receipts";
	case LETTER_CATCH_UP:
		return "catch_up";
	case LETTER_REQUEST:
		return "request";
	case LETTER_NOTICE:
		return "notice";
	case LETTER_ATTACHMENT_PART:
		return "attachment_part";
	case LETTER_FETCH:
		return "fetch";
	case LETTER_INDEX:
		return "index";
	case LETTER_INQUIRY:
		return "inquiry";
	case LETTER_PROGRESS:
		break;
	}
	return "progress";
}

/* -- out ------------------------------------------------------------------------------ */

static void
give_delivery(struct arena *arena, const struct letter *l, Xueji__V1__Delivery *m)
{
	struct entry_message {
		Xueji__V1__Entry entry;
		Xueji__V1__Stamp stamp;
	} *entries = arena_array(arena, l->n_entries + 1, sizeof(*entries));
	Xueji__V1__Entry **list = arena_array(arena, l->n_entries + 1, sizeof(Xueji__V1__Entry *));
	for (size_t i = 0; i < l->n_entries; i++) {
		const struct sealed *s = &l->entries[i];
		xueji__v1__entry__init(&entries[i].entry);
		entries[i].stamp = give_stamp(&s->stamp);
		entries[i].entry.body = give_bytes(s->body.data, s->body.size);
		entries[i].entry.stamp = &entries[i].stamp;
		list[i] = &entries[i].entry;
	}
	m->header = give_bytes(l->header.data, l->header.size);
	m->first = l->first;
	m->entries = list;
	m->n_entries = l->n_entries;
}

static struct bytes
pack_receipts(struct arena *arena, const struct letter *l)
{
	Xueji__V1__Receipts m = XUEJI__V1__RECEIPTS__INIT;
	Xueji__V1__Receipt *receipts = arena_array(arena, l->n_receipts + 1, sizeof(*receipts));
	Xueji__V1__Receipt **list =
	    arena_array(arena, l->n_receipts + 1, sizeof(Xueji__V1__Receipt *));
	for (size_t i = 0; i < l->n_receipts; i++) {
		xueji__v1__receipt__init(&receipts[i]);
		receipts[i].docket = give_text(l->receipts[i].docket.text);
		receipts[i].n = l->receipts[i].n;
		receipts[i].letter = give_text(l->receipts[i].letter);
		list[i] = &receipts[i];
	}
	m.receipts = list;
	m.n_receipts = l->n_receipts;
	m.unit = give_text(l->receipts_unit.text);
	return wire_pack(arena, &m.base);
}

/* Everything one letter may be made of, on the stack. */
struct letter_message {
	Xueji__V1__Letter letter;
	Xueji__V1__Delivery delivery;
	Xueji__V1__Slip slip;
	Xueji__V1__Stamp stamp;
	struct stamp made;
};

static struct bytes
pack_catch_up(struct arena *arena, const struct letter *l)
{
	Xueji__V1__CatchUp m = XUEJI__V1__CATCH_UP__INIT;
	m.docket = give_text(l->docket.text);
	m.first = l->first;
	return wire_pack(arena, &m.base);
}

static struct bytes
pack_notice(struct arena *arena, const struct letter *l)
{
	Xueji__V1__Notice m = XUEJI__V1__NOTICE__INIT;
	m.docket = give_text(l->notice.docket.text);
	m.what = give_text(l->notice.what);
	m.unit = give_text(l->notice.unit.text);
	m.stage = (uint32_t)l->notice.stage;
	m.at = l->notice.at.ms;
	return wire_pack(arena, &m.base);
}

static struct bytes
pack_progress(struct arena *arena, const struct letter *l)
{
	const struct progress *p = &l->progress;
	Xueji__V1__Progress m = XUEJI__V1__PROGRESS__INIT;
	char **done = arena_array(arena, p->schools_done + 1, sizeof(*done));
	for (size_t i = 0; i < p->schools_done; i++)
		done[i] = give_text(p->done[i].text);
	m.done = done;
	m.n_done = p->schools_done;
	m.term = p->term.n;
	m.schools = p->schools;
	m.schools_done = p->schools_done;
	m.students = p->students;
	m.listed = p->listed;
	m.confirmed = p->confirmed;
	m.unchanged = p->unchanged;
	m.at = p->at.ms;
	return wire_pack(arena, &m.base);
}

static struct bytes
pack_part(struct arena *arena, const struct letter *l)
{
	Xueji__V1__AttachmentPart m = XUEJI__V1__ATTACHMENT_PART__INIT;
	m.digest = give_bytes(l->part.digest, DIGEST_SIZE);
	m.index = l->part.index;
	m.data = give_bytes(l->part.data.data, l->part.data.size);
	return wire_pack(arena, &m.base);
}

static struct bytes
pack_fetch(struct arena *arena, const struct letter *l)
{
	Xueji__V1__Fetch m = XUEJI__V1__FETCH__INIT;
	m.docket = give_text(l->docket.text);
	m.digest = give_bytes(l->part.digest, DIGEST_SIZE);
	return wire_pack(arena, &m.base);
}

/* The body, stamped by that unit, as the letter's slip; NULL where it has no key. */
static Xueji__V1__Slip *
give_slip(const struct keyring *k, struct unit_code unit, const char *type, struct bytes body,
    const struct letter *l, struct letter_message *m)
{
	if (keyring_stamp(k, unit, l->sent_at, type, body, &m->made) != VERDICT_OK)
		return NULL;
	m->stamp = give_stamp(&m->made);
	m->slip.body = give_bytes(body.data, body.size);
	m->slip.stamp = &m->stamp;
	return &m->slip;
}

/* One that travels on is passed as it came. */
static Xueji__V1__Slip *
give_request(struct arena *arena, const struct keyring *k, const struct letter *l)
{
	struct bytes slip = l->slip;
	struct wire_allowance allowance;
	if (slip.size == 0 && wire_request_seal(arena, k, &l->request, &slip) != VERDICT_OK)
		return NULL;
	wire_allowance_begin(&allowance, arena, slip.size);
	return wire_unpack(&xueji__v1__slip__descriptor, &allowance.allocator, slip);
}

/* Kinds whose slip is signed by the sender of the letter. */
static Xueji__V1__Slip *
give_own_slip(struct arena *arena, const struct keyring *k, const struct letter *l,
    struct letter_message *m, struct bytes (*pack)(struct arena *, const struct letter *))
{
	return give_slip(k, l->from, letter_kind_name(l->kind), pack(arena, l), l, m);
}

static const void *
give_content(struct arena *arena, const struct keyring *k, const struct letter *l,
    struct letter_message *m)
{
	Xueji__V1__Letter *to = &m->letter;
	switch (l->kind) {
	case LETTER_DELIVERY:
		give_delivery(arena, l, &m->delivery);
		to->content_case = XUEJI__V1__LETTER__CONTENT_DELIVERY;
		return to->delivery = &m->delivery;
	case LETTER_RECEIPTS:
		to->content_case = XUEJI__V1__LETTER__CONTENT_RECEIPTS;
		return to->receipts =
		    give_slip(k, l->receipts_unit, "receipts", pack_receipts(arena, l), l, m);
	case LETTER_CATCH_UP:
		to->content_case = XUEJI__V1__LETTER__CONTENT_CATCH_UP;
		return to->catch_up = give_own_slip(arena, k, l, m, pack_catch_up);
	case LETTER_REQUEST:
		to->content_case = XUEJI__V1__LETTER__CONTENT_REQUEST;
		to->n = l->n;
		return to->request = give_request(arena, k, l);
	case LETTER_NOTICE:
		to->content_case = XUEJI__V1__LETTER__CONTENT_NOTICE;
		return to->notice = give_own_slip(arena, k, l, m, pack_notice);
	case LETTER_ATTACHMENT_PART:
		to->content_case = XUEJI__V1__LETTER__CONTENT_ATTACHMENT_PART;
		return to->attachment_part = give_own_slip(arena, k, l, m, pack_part);
	case LETTER_FETCH:
		to->content_case = XUEJI__V1__LETTER__CONTENT_FETCH;
		return to->fetch = give_own_slip(arena, k, l, m, pack_fetch);
	case LETTER_INDEX:
		to->content_case = XUEJI__V1__LETTER__CONTENT_INDEX;
		return to->index = give_own_slip(arena, k, l, m, wire_index_pack);
	case LETTER_INQUIRY:
		to->content_case = XUEJI__V1__LETTER__CONTENT_INQUIRY;
		return to->inquiry = give_own_slip(arena, k, l, m, wire_inquiry_pack);
	case LETTER_PROGRESS:
		break;
	}
	to->content_case = XUEJI__V1__LETTER__CONTENT_PROGRESS;
	return to->progress = give_own_slip(arena, k, l, m, pack_progress);
}

enum verdict
wire_letter_encode(struct arena *arena, const struct keyring *k, const struct letter *l,
    struct bytes *ret)
{
	struct letter_message m;
	xueji__v1__letter__init(&m.letter);
	xueji__v1__delivery__init(&m.delivery);
	xueji__v1__slip__init(&m.slip);
	m.letter.id = give_text(l->id);
	m.letter.from = give_text(l->from.text);
	m.letter.to = give_text(l->to.text);
	m.letter.sent_at = l->sent_at.ms;
	m.letter.docket = give_text(l->docket.text);
	if (give_content(arena, k, l, &m) == NULL)
		return VERDICT_UNKNOWN_KEY;
	const struct bytes packed = wire_pack(arena, &m.letter.base);
	if (packed.size > LETTER_BYTES_MAX)
		return VERDICT_TOO_LARGE;	/* nobody would take it */
	*ret = packed;
	return VERDICT_OK;
}

/* -- in ------------------------------------------------------------------------------- */

static enum verdict
take_delivery(struct arena *arena, const Xueji__V1__Delivery *m, struct letter *l)
{
	l->kind = LETTER_DELIVERY;
	l->header.data = m->header.data;
	l->header.size = m->header.len;
	l->first = m->first;
	if (m->n_entries > ENTRIES_MAX)
		return VERDICT_OUT_OF_RANGE;
	l->entries = arena_array(arena, m->n_entries + 1, sizeof(*l->entries));
	l->n_entries = m->n_entries;
	for (size_t i = 0; i < m->n_entries; i++) {
		struct sealed *s = &l->entries[i];
		const enum verdict v = take_stamp(m->entries[i]->stamp, &s->stamp);
		if (v != VERDICT_OK)
			return v;
		if (m->entries[i]->base.n_unknown_fields != 0)
			return VERDICT_OUT_OF_RANGE;	/* could not be carried on */
		s->body.data = m->entries[i]->body.data;
		s->body.size = m->entries[i]->body.len;
		wire_hash(s->body, s->hash);
	}
	return VERDICT_OK;
}

static enum verdict
take_receipt_list(struct arena *arena, const Xueji__V1__Receipts *m, struct letter *l)
{
	if (m->n_receipts > RECEIPTS_MAX)
		return VERDICT_OUT_OF_RANGE;
	if (!take_unit(m->unit, &l->receipts_unit))
		return VERDICT_GARBLED;
	l->receipts = arena_array(arena, m->n_receipts + 1, sizeof(*l->receipts));
	l->n_receipts = m->n_receipts;
	for (size_t i = 0; i < m->n_receipts; i++) {
		struct receipt *r = &l->receipts[i];
		const char *docket = m->receipts[i]->docket;
		if (!take_ident(m->receipts[i]->letter, r->letter, sizeof(r->letter)))
			return VERDICT_GARBLED;
		/* A letter of no docket is known by its id alone. */
		if (!(docket[0] == '\0' && r->letter[0] != '\0') && !take_docket_id(docket, &r->docket))
			return VERDICT_GARBLED;
		r->n = m->receipts[i]->n;
	}
	return VERDICT_OK;
}

/* Opens a slip: its body as that message, and its stamp. */
static enum verdict
open_slip(struct arena *arena, const Xueji__V1__Slip *m,
    const ProtobufCMessageDescriptor *descriptor, void *ret_message, struct stamp *ret_stamp)
{
	struct wire_allowance allowance;
	const struct bytes body = { m->body.data, m->body.len };
	wire_allowance_begin(&allowance, arena, body.size);
	void *message = wire_unpack(descriptor, &allowance.allocator, body);
	if (message == NULL)
		return VERDICT_GARBLED;
	memcpy(ret_message, &message, sizeof(message));
	return take_stamp(m->stamp, ret_stamp);
}

static enum verdict
check_slip(const struct keyring *k, const Xueji__V1__Slip *m, struct unit_code unit,
    const char *type, const struct letter *l, const struct stamp *stamp)
{
	const struct bytes body = { m->body.data, m->body.len };
	return keyring_check(k, unit, l->sent_at, type, body, stamp);
}

static enum verdict
take_receipts(struct arena *arena, const struct keyring *k, const Xueji__V1__Slip *m,
    struct letter *l)
{
	struct stamp stamp;
	const Xueji__V1__Receipts *list;
	enum verdict v =
	    open_slip(arena, m, &xueji__v1__receipts__descriptor, &list, &stamp);
	l->kind = LETTER_RECEIPTS;
	if (v == VERDICT_OK)
		v = take_receipt_list(arena, list, l);
	return v != VERDICT_OK ? v : check_slip(k, m, l->receipts_unit, "receipts", l, &stamp);
}

static enum verdict
take_request(struct arena *arena, const struct keyring *k, const Xueji__V1__Slip *m,
    struct letter *l)
{
	l->kind = LETTER_REQUEST;
	l->slip = wire_pack(arena, &m->base);
	const enum verdict v = wire_request_open(k, l->slip, &l->request);
	if (v != VERDICT_OK)
		return v;
	return docket_id_equal(l->request.docket, l->docket) ? VERDICT_OK : VERDICT_GARBLED;
}

/* -- slips that are signed by the sender of the letter -------------------------------- */

static enum verdict
take_catch_up(struct arena *arena, const void *message, struct letter *l)
{
	const Xueji__V1__CatchUp *m = message;
	(void)arena;
	l->first = m->first;
	return strcmp(m->docket, l->docket.text) == 0 ? VERDICT_OK : VERDICT_GARBLED;
}

static enum verdict
take_notice(struct arena *arena, const void *message, struct letter *l)
{
	const Xueji__V1__Notice *m = message;
	struct notice *n = &l->notice;
	(void)arena;
	if (!take_docket_id(m->docket, &n->docket) || !take_unit(m->unit, &n->unit)
	    || !take_ident(m->what, n->what, sizeof(n->what)))
		return VERDICT_GARBLED;
	const bool is_stage =
	    m->stage == STAGE_NONE || stage_row((enum stage)m->stage) != NULL;
	if (!is_stage || !docket_id_equal(n->docket, l->docket) || !take_time(m->at, &n->at))
		return VERDICT_OUT_OF_RANGE;
	n->stage = (enum stage)m->stage;
	return VERDICT_OK;
}

static enum verdict
take_part(struct arena *arena, const void *message, struct letter *l)
{
	const Xueji__V1__AttachmentPart *m = message;
	(void)arena;
	if (!take_bytes(m->digest, l->part.digest, DIGEST_SIZE) || m->data.len == 0)
		return VERDICT_GARBLED;
	if (m->index >= WIRE_PARTS_MAX || m->data.len > WIRE_PART_MAX)
		return VERDICT_OUT_OF_RANGE;
	l->part.index = m->index;
	l->part.data = (struct bytes){ m->data.data, m->data.len };
	return VERDICT_OK;
}

static enum verdict
take_fetch(struct arena *arena, const void *message, struct letter *l)
{
	const Xueji__V1__Fetch *m = message;
	(void)arena;
	return strcmp(m->docket, l->docket.text) == 0
		&& take_bytes(m->digest, l->part.digest, DIGEST_SIZE)
	    ? VERDICT_OK : VERDICT_GARBLED;
}

/* Confirmed children are among those listed, and these among those in school. */
static bool
is_progress(const Xueji__V1__Progress *m)
{
	return m->schools_done <= m->schools && m->n_done == m->schools_done
	    && m->n_done <= PROGRESS_DONE_MAX && m->listed <= m->students
	    && m->confirmed <= m->listed && m->unchanged <= m->students;
}

static enum verdict
take_progress(struct arena *arena, const void *message, struct letter *l)
{
	const Xueji__V1__Progress *m = message;
	struct day term;
	struct instant at;
	if (!is_progress(m) || !take_day(m->term, &term) || !take_time(m->at, &at))
		return VERDICT_OUT_OF_RANGE;
	struct unit_code *done = arena_array(arena, m->n_done + 1, sizeof(*done));
	for (size_t i = 0; i < m->n_done; i++)
		if (!take_unit(m->done[i], &done[i]) || strlen(done[i].text) != 10)
			return VERDICT_GARBLED;
	const struct progress progress = {
		.unit = l->from,
		.term = term,
		.schools = m->schools,
		.schools_done = m->schools_done,
		.done = done,
		.students = m->students,
		.listed = m->listed,
		.confirmed = m->confirmed,
		.unchanged = m->unchanged,
		.at = at,
	};
	l->progress = progress;
	return VERDICT_OK;
}

static const struct own_slip {
	enum letter_kind kind;
	const ProtobufCMessageDescriptor *descriptor;
	enum verdict (*take)(struct arena *, const void *message, struct letter *);
} own_slips[] = {
	{ LETTER_CATCH_UP, &xueji__v1__catch_up__descriptor, take_catch_up },
	{ LETTER_NOTICE, &xueji__v1__notice__descriptor, take_notice },
	{ LETTER_ATTACHMENT_PART, &xueji__v1__attachment_part__descriptor, take_part },
	{ LETTER_FETCH, &xueji__v1__fetch__descriptor, take_fetch },
	{ LETTER_INDEX, &xueji__v1__index__descriptor, wire_index_take },
	{ LETTER_INQUIRY, &xueji__v1__inquiry__descriptor, wire_inquiry_take },
	{ LETTER_PROGRESS, &xueji__v1__progress__descriptor, take_progress },
};

static enum verdict
take_own_slip(struct arena *arena, const struct keyring *k, const Xueji__V1__Slip *m,
    enum letter_kind kind, struct letter *l)
{
	const struct own_slip *own = own_slips;
	struct stamp stamp;
	const void *message;
	while (own->kind != kind)	/* take_content asks for those that are there */
		own++;
	l->kind = kind;
	enum verdict v = open_slip(arena, m, own->descriptor, &message, &stamp);
	if (v == VERDICT_OK)
		v = own->take(arena, message, l);
	return v != VERDICT_OK ? v : check_slip(k, m, l->from, letter_kind_name(kind), l, &stamp);
}

static enum verdict
take_content(struct arena *arena, const struct keyring *k, const Xueji__V1__Letter *m,
    struct letter *l)
{
	switch (m->content_case) {
	case XUEJI__V1__LETTER__CONTENT_DELIVERY:
		return take_delivery(arena, m->delivery, l);
	case XUEJI__V1__LETTER__CONTENT_RECEIPTS:
		return take_receipts(arena, k, m->receipts, l);
	case XUEJI__V1__LETTER__CONTENT_CATCH_UP:
		return take_own_slip(arena, k, m->catch_up, LETTER_CATCH_UP, l);
	case XUEJI__V1__LETTER__CONTENT_REQUEST:
		return take_request(arena, k, m->request, l);
	case XUEJI__V1__LETTER__CONTENT_NOTICE:
		return take_own_slip(arena, k, m->notice, LETTER_NOTICE, l);
	case XUEJI__V1__LETTER__CONTENT_ATTACHMENT_PART:
		return take_own_slip(arena, k, m->attachment_part, LETTER_ATTACHMENT_PART, l);
	case XUEJI__V1__LETTER__CONTENT_FETCH:
		return take_own_slip(arena, k, m->fetch, LETTER_FETCH, l);
	case XUEJI__V1__LETTER__CONTENT_INDEX:
		return take_own_slip(arena, k, m->index, LETTER_INDEX, l);
	case XUEJI__V1__LETTER__CONTENT_INQUIRY:
		return take_own_slip(arena, k, m->inquiry, LETTER_INQUIRY, l);
	case XUEJI__V1__LETTER__CONTENT_PROGRESS:
		return take_own_slip(arena, k, m->progress, LETTER_PROGRESS, l);
	case XUEJI__V1__LETTER__CONTENT__NOT_SET:
	default:	/* the wire: a newer version's kind */
		return VERDICT_UNKNOWN_KIND;
	}
}

enum verdict
wire_letter_decode(struct arena *arena, const struct keyring *k, struct bytes value,
    struct letter *ret)
{
	static const struct letter none;
	struct letter l = none;
	if (value.size > LETTER_BYTES_MAX)
		return VERDICT_TOO_LARGE;
	struct wire_allowance allowance;
	wire_allowance_begin(&allowance, arena, value.size);
	const Xueji__V1__Letter *m =
	    wire_unpack(&xueji__v1__letter__descriptor, &allowance.allocator, value);
	if (m == NULL || m->id[0] == '\0' || !take_ident(m->id, l.id, sizeof(l.id))
	    || !take_unit(m->from, &l.from) || !take_unit(m->to, &l.to))
		return VERDICT_GARBLED;
	const bool has_docket = m->content_case != XUEJI__V1__LETTER__CONTENT_RECEIPTS
	    && m->content_case != XUEJI__V1__LETTER__CONTENT_INDEX;
	if (m->content_case == XUEJI__V1__LETTER__CONTENT__NOT_SET)
		return VERDICT_UNKNOWN_KIND;
	if (has_docket && !take_docket_id(m->docket, &l.docket))
		return VERDICT_GARBLED;
	if (!take_time(m->sent_at, &l.sent_at))
		return VERDICT_OUT_OF_RANGE;
	l.n = m->n;
	const enum verdict v = take_content(arena, k, m, &l);
	if (v == VERDICT_OK)
		*ret = l;
	return v;
}
