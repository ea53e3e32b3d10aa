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
		break;
	}
	return "attachment_part";
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
	Xueji__V1__ReceiptsSlip receipts;
	Xueji__V1__CatchUp catch_up;
	Xueji__V1__RequestSlip request;
	Xueji__V1__Notice notice;
	Xueji__V1__Stamp stamp;
	struct stamp made;
};

static enum verdict
give_receipts(struct arena *arena, const struct keyring *k, const struct letter *l,
    struct letter_message *m)
{
	const struct bytes body = pack_receipts(arena, l);
	const enum verdict v =
	    keyring_stamp(k, l->receipts_unit, l->sent_at, "receipts", body, &m->made);
	if (v != VERDICT_OK)
		return v;
	m->stamp = give_stamp(&m->made);
	m->receipts.body = give_bytes(body.data, body.size);
	m->receipts.stamp = &m->stamp;
	m->letter.receipts = &m->receipts;
	m->letter.content_case = XUEJI__V1__LETTER__CONTENT_RECEIPTS;
	return VERDICT_OK;
}

static enum verdict
give_request(struct arena *arena, const struct keyring *k, const struct letter *l,
    struct letter_message *m)
{
	struct bytes slip = l->slip;
	enum verdict v = VERDICT_OK;
	if (slip.size == 0)
		v = wire_request_seal(arena, k, &l->request, &slip);
	if (v != VERDICT_OK)
		return v;
	struct wire_allowance allowance;
	wire_allowance_begin(&allowance, arena, slip.size);
	m->letter.request =
	    wire_unpack(&xueji__v1__request_slip__descriptor, &allowance.allocator, slip);
	m->letter.content_case = XUEJI__V1__LETTER__CONTENT_REQUEST;
	return m->letter.request == NULL ? VERDICT_GARBLED : VERDICT_OK;
}

static void
give_notice(const struct letter *l, struct letter_message *m)
{
	m->notice.docket = give_text(l->notice.docket.text);
	m->notice.what = give_text(l->notice.what);
	m->notice.unit = give_text(l->notice.unit.text);
	m->notice.stage = (uint32_t)l->notice.stage;
	m->notice.at = l->notice.at.ms;
	m->letter.notice = &m->notice;
	m->letter.content_case = XUEJI__V1__LETTER__CONTENT_NOTICE;
}

static enum verdict
give_content(struct arena *arena, const struct keyring *k, const struct letter *l,
    struct letter_message *m)
{
	switch (l->kind) {
	case LETTER_DELIVERY:
		give_delivery(arena, l, &m->delivery);
		m->letter.delivery = &m->delivery;
		m->letter.content_case = XUEJI__V1__LETTER__CONTENT_DELIVERY;
		return VERDICT_OK;
	case LETTER_RECEIPTS:
		return give_receipts(arena, k, l, m);
	case LETTER_CATCH_UP:
		m->catch_up.docket = give_text(l->docket.text);
		m->catch_up.first = l->first;
		m->letter.catch_up = &m->catch_up;
		m->letter.content_case = XUEJI__V1__LETTER__CONTENT_CATCH_UP;
		return VERDICT_OK;
	case LETTER_REQUEST:
		return give_request(arena, k, l, m);
	case LETTER_NOTICE:
		give_notice(l, m);
		return VERDICT_OK;
	case LETTER_ATTACHMENT_PART:
		break;
	}
	return VERDICT_UNKNOWN_KIND;
}

enum verdict
wire_letter_encode(struct arena *arena, const struct keyring *k, const struct letter *l,
    struct bytes *ret)
{
	struct letter_message m;
	xueji__v1__letter__init(&m.letter);
	xueji__v1__delivery__init(&m.delivery);
	xueji__v1__receipts_slip__init(&m.receipts);
	xueji__v1__catch_up__init(&m.catch_up);
	xueji__v1__notice__init(&m.notice);
	m.letter.id = give_text(l->id);
	m.letter.from = give_text(l->from.text);
	m.letter.to = give_text(l->to.text);
	m.letter.sent_at = l->sent_at.ms;
	m.letter.docket = give_text(l->docket.text);
	const enum verdict v = give_content(arena, k, l, &m);
	if (v != VERDICT_OK)
		return v;
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
		if (!take_docket_id(m->receipts[i]->docket, &r->docket)
		    || !take_ident(m->receipts[i]->letter, r->letter, sizeof(r->letter)))
			return VERDICT_GARBLED;
		r->n = m->receipts[i]->n;
	}
	return VERDICT_OK;
}

static enum verdict
take_receipts(struct arena *arena, const struct keyring *k, const Xueji__V1__ReceiptsSlip *m,
    struct letter *l)
{
	struct stamp stamp;
	struct wire_allowance allowance;
	const struct bytes body = { m->body.data, m->body.len };
	wire_allowance_begin(&allowance, arena, body.size);
	l->kind = LETTER_RECEIPTS;
	const Xueji__V1__Receipts *list =
	    wire_unpack(&xueji__v1__receipts__descriptor, &allowance.allocator, body);
	if (list == NULL)
		return VERDICT_GARBLED;
	enum verdict v = take_stamp(m->stamp, &stamp);
	if (v == VERDICT_OK)
		v = take_receipt_list(arena, list, l);
	return v != VERDICT_OK ? v
	    : keyring_check(k, l->receipts_unit, l->sent_at, "receipts", body, &stamp);
}

static enum verdict
take_request(struct arena *arena, const struct keyring *k, const Xueji__V1__RequestSlip *m,
    struct letter *l)
{
	l->kind = LETTER_REQUEST;
	l->slip = wire_pack(arena, &m->base);
	const enum verdict v = wire_request_open(k, l->slip, &l->request);
	if (v != VERDICT_OK)
		return v;
	return docket_id_equal(l->request.docket, l->docket) ? VERDICT_OK : VERDICT_GARBLED;
}

static enum verdict
take_notice(const Xueji__V1__Notice *m, struct letter *l)
{
	struct notice *n = &l->notice;
	l->kind = LETTER_NOTICE;
	if (!take_docket_id(m->docket, &n->docket) || !take_unit(m->unit, &n->unit)
	    || !take_ident(m->what, n->what, sizeof(n->what)))
		return VERDICT_GARBLED;
	const bool is_stage =
	    m->stage == STAGE_NONE || stage_row((enum stage)m->stage) != NULL;
	if (!is_stage || !docket_id_equal(n->docket, l->docket))
		return VERDICT_OUT_OF_RANGE;
	n->stage = (enum stage)m->stage;
	n->at.ms = m->at;
	return VERDICT_OK;
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
		l->kind = LETTER_CATCH_UP;
		l->first = m->catch_up->first;
		return strcmp(m->catch_up->docket, m->docket) == 0 ? VERDICT_OK
								   : VERDICT_GARBLED;
	case XUEJI__V1__LETTER__CONTENT_REQUEST:
		return take_request(arena, k, m->request, l);
	case XUEJI__V1__LETTER__CONTENT_NOTICE:
		return take_notice(m->notice, l);
	case XUEJI__V1__LETTER__CONTENT_ATTACHMENT_PART:
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
	const bool has_docket = m->content_case != XUEJI__V1__LETTER__CONTENT_RECEIPTS;
	if (m->content_case == XUEJI__V1__LETTER__CONTENT__NOT_SET)
		return VERDICT_UNKNOWN_KIND;
	if (has_docket && !take_docket_id(m->docket, &l.docket))
		return VERDICT_GARBLED;
	l.sent_at.ms = m->sent_at;
	const enum verdict v = take_content(arena, k, m, &l);
	if (v == VERDICT_OK)
		*ret = l;
	return v;
}
