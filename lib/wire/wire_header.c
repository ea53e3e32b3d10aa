/* struct header <-> bytes of Header. */
#include <string.h>

#include "wire/wire_take.h"

/* -- out ------------------------------------------------------------------------------ */

struct header_message {
	Xueji__V1__Header header;
	Xueji__V1__Change change;
	Xueji__V1__Contact contact;
	Xueji__V1__Student student;
	Xueji__V1__Versions versions;
	Xueji__V1__Stop stops[ROUTE_MAX], *stop_list[ROUTE_MAX];
	Xueji__V1__Attachment attachments[ATTACHMENTS_MAX], *attachment_list[ATTACHMENTS_MAX];
};

static void
give_route(struct header_message *m, const struct route *route)
{
	for (size_t i = 0; i < route->n; i++) {
		Xueji__V1__Stop *s = &m->stops[i];
		xueji__v1__stop__init(s);
		s->stage = (uint32_t)route->stops[i].stage;
		s->unit = give_text(route->stops[i].unit.text);
		s->automatic = route->stops[i].is_automatic;
		s->days = route->stops[i].days;
		m->stop_list[i] = s;
	}
	m->header.route = m->stop_list;
	m->header.n_route = route->n;
}

static void
give_attachments(struct header_message *m, const struct header *h)
{
	for (size_t i = 0; i < h->n_attachments; i++) {
		Xueji__V1__Attachment *a = &m->attachments[i];
		xueji__v1__attachment__init(a);
		a->digest = give_bytes(h->attachments[i].digest, DIGEST_SIZE);
		a->size = h->attachments[i].size;
		a->media_type = give_text(h->attachments[i].type);
		m->attachment_list[i] = a;
	}
	m->header.attachments = m->attachment_list;
	m->header.n_attachments = h->n_attachments;
}

/* An absent change stays absent: headers of older versions keep their bytes. */
static void
give_change(struct header_message *m, const struct change *c)
{
	if (change_parts(c) == 0)
		return;
	xueji__v1__change__init(&m->change);
	m->change.until = c->until.n;
	m->change.name = give_text(c->name);
	m->change.citizen_id = give_text(c->citizen_id.text);
	m->change.birth = c->birth.n;
	m->change.sex = c->sex == '\0' ? 0 : (uint32_t)(c->sex - '0');
	m->contact = give_contact(&c->contact);
	if ((change_parts(c) & CHANGE_CONTACT) != 0)
		m->change.contact = &m->contact;
	m->header.change = &m->change;
}

struct bytes
wire_header_encode(struct arena *arena, const struct header *h)
{
	struct header_message m;
	xueji__v1__header__init(&m.header);
	xueji__v1__student__init(&m.student);
	xueji__v1__versions__init(&m.versions);
	m.student.number = give_text(h->number.text);
	m.student.citizen_id = give_text(h->citizen_id.text);
	m.student.name = give_text(h->name);
	m.student.grade = (uint32_t)h->grade;
	m.versions.policy_receiving = h->policy_receiving;
	m.versions.policy_sending = h->policy_sending;
	m.versions.calendar = h->calendar;
	m.versions.registry = h->registry;
	m.header.docket = give_text(h->id.text);
	m.header.business = (Xueji__V1__Business)h->kind;
	m.header.scope = (Xueji__V1__Scope)h->scope;
	m.header.student = &m.student;
	m.header.receiving_school = give_text(h->receiving_school.text);
	m.header.sending_school = give_text(h->sending_school.text);
	m.header.school_year = (uint32_t)h->school_year;
	m.header.arrived_on = h->arrived_on.n;
	m.header.filed_at = h->filed_at.ms;
	m.header.answer_days = h->answer_days;
	m.header.versions = &m.versions;
	m.header.about = give_text(h->about.text);
	m.header.follows = give_text(h->follows.text);
	give_route(&m, &h->route);
	give_attachments(&m, h);
	give_change(&m, &h->change);
	return wire_pack(arena, &m.header.base);
}

/* -- in ------------------------------------------------------------------------------- */

static enum verdict
take_student(const Xueji__V1__Student *m, struct header *h)
{
	if (m == NULL || !take_ident(m->number, h->number.text, sizeof(h->number.text))
	    || !take_ident(m->citizen_id, h->citizen_id.text, sizeof(h->citizen_id.text))
	    || !take_text(m->name, h->name, sizeof(h->name)))
		return VERDICT_GARBLED;
	const uint32_t least = business_row(h->kind)->names_no_child ? 0 : 1;
	if (m->grade < least || m->grade > GRADE_MAX)
		return VERDICT_OUT_OF_RANGE;
	h->grade = (int)m->grade;
	return VERDICT_OK;
}

static enum verdict
take_route(const Xueji__V1__Header *m, struct route *ret)
{
	if (m->n_route == 0 || m->n_route > ROUTE_MAX)
		return VERDICT_OUT_OF_RANGE;
	for (size_t i = 0; i < m->n_route; i++) {
		const Xueji__V1__Stop *s = m->route[i];
		struct stop *stop = &ret->stops[i];
		const struct stage_row *row = stage_row((enum stage)s->stage);
		if (row == NULL || row->how == STAGE_OFF || s->days > UINT8_MAX)
			return VERDICT_OUT_OF_RANGE;
		if (!take_unit(s->unit, &stop->unit))
			return VERDICT_GARBLED;
		if (stage_is_automatic(row) && !s->automatic)
			return VERDICT_OUT_OF_RANGE;
		stop->stage = row->stage;
		stop->is_automatic = s->automatic != 0;
		stop->days = (uint8_t)s->days;
	}
	ret->n = (uint8_t)m->n_route;
	return VERDICT_OK;
}

static enum verdict
take_attachments(const Xueji__V1__Header *m, struct header *h)
{
	if (m->n_attachments > ATTACHMENTS_MAX)
		return VERDICT_OUT_OF_RANGE;
	for (size_t i = 0; i < m->n_attachments; i++) {
		const Xueji__V1__Attachment *a = m->attachments[i];
		struct attachment *to = &h->attachments[i];
		if (!take_bytes(a->digest, to->digest, DIGEST_SIZE)
		    || !take_ident(a->media_type, to->type, sizeof(to->type)))
			return VERDICT_GARBLED;
		if (a->size > ATTACHMENT_BYTES)
			return VERDICT_ATTACHMENT_TOO_LARGE;
		if (strcmp(to->type, "image/jpeg") != 0 && strcmp(to->type, "image/png") != 0)
			return VERDICT_ATTACHMENT_TYPE;
		to->size = a->size;
	}
	h->n_attachments = (uint8_t)m->n_attachments;
	return VERDICT_OK;
}

static enum verdict
take_numbers(const Xueji__V1__Header *m, struct header *h)
{
	if (business_row((enum business)m->business) == NULL
	    || (int)m->scope < SCOPE_within_county || (int)m->scope >= SCOPE_N
	    || m->answer_days > UINT8_MAX || m->school_year > SCHOOL_YEAR_MAX || m->versions == NULL
	    || !take_day(m->arrived_on, &h->arrived_on) || !take_time(m->filed_at, &h->filed_at))
		return VERDICT_OUT_OF_RANGE;
	h->kind = (enum business)m->business;
	h->scope = (enum scope)m->scope;
	h->school_year = (int)m->school_year;
	h->answer_days = (uint8_t)m->answer_days;
	h->policy_receiving = m->versions->policy_receiving;
	h->policy_sending = m->versions->policy_sending;
	h->calendar = m->versions->calendar;
	h->registry = m->versions->registry;
	return VERDICT_OK;
}

static enum verdict
take_change(const Xueji__V1__Change *m, struct change *c)
{
	if (m == NULL)
		return VERDICT_OK;
	c->sex = m->sex == 0 ? '\0' : (char)('0' + m->sex);
	if (m->sex > 9)
		return VERDICT_GARBLED;
	if (!take_day(m->until, &c->until) || !take_day(m->birth, &c->birth))
		return VERDICT_OUT_OF_RANGE;
	return take_text(m->name, c->name, sizeof(c->name))
	    && take_ident(m->citizen_id, c->citizen_id.text, sizeof(c->citizen_id.text))
	    && take_contact(m->contact, &c->contact) ? VERDICT_OK : VERDICT_GARBLED;
}

static enum verdict
take_header(const Xueji__V1__Header *m, struct header *ret)
{
	static const struct header none;
	struct header h = none;
	if (!take_docket_id(m->docket, &h.id)
	    || !take_unit(m->receiving_school, &h.receiving_school)
	    || !take_unit(m->sending_school, &h.sending_school)
	    || (m->about[0] != '\0' && !take_docket_id(m->about, &h.about))
	    || (m->follows[0] != '\0' && !take_docket_id(m->follows, &h.follows)))
		return VERDICT_GARBLED;
	enum verdict v = take_change(m->change, &h.change);
	if (v == VERDICT_OK)
		v = take_numbers(m, &h);
	if (v == VERDICT_OK)
		v = take_student(m->student, &h);
	if (v == VERDICT_OK)
		v = take_route(m, &h.route);
	if (v == VERDICT_OK)
		v = take_attachments(m, &h);
	if (v == VERDICT_OK)
		*ret = h;
	return v;
}

enum verdict
wire_header_decode(struct bytes b, struct header *ret)
{
	struct wire_scratch scratch;
	if (b.size > WIRE_HEADER_MAX)
		return VERDICT_TOO_LARGE;
	wire_scratch_begin(&scratch);
	const Xueji__V1__Header *m =
	    wire_unpack(&xueji__v1__header__descriptor, &scratch.allocator, b);
	return m == NULL ? VERDICT_GARBLED : take_header(m, ret);
}
