/* News of the index and inquiries to it, and the keyed hash they go by. */
#include <assert.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "wire/wire_take.h"

void
wire_index_key(const uint8_t secret[INDEX_KEY_SIZE], struct citizen_id id,
    uint8_t ret[INDEX_KEY_SIZE])
{
	unsigned n = 0;
	const unsigned char *done = HMAC(EVP_sha256(), secret, INDEX_KEY_SIZE,
	    (const unsigned char *)id.text, strlen(id.text), ret, &n);
	assert(done != NULL && n == INDEX_KEY_SIZE);
}

/* -- out ------------------------------------------------------------------------------ */

struct row_message {
	Xueji__V1__IndexRow row;
	char *former[FORMER_MAX];
};

static void
give_row(const struct index_news *n, struct row_message *m)
{
	static const uint8_t none[INDEX_KEY_SIZE];
	xueji__v1__index_row__init(&m->row);
	m->row.number = give_text(n->number.text);
	for (size_t i = 0; i < n->n_former; i++)
		m->former[i] = give_text(n->former[i].text);
	m->row.former = m->former;
	m->row.n_former = n->n_former;
	m->row.citizen_id = give_text(n->citizen_id.text);
	if (memcmp(n->key, none, sizeof(none)) != 0)
		m->row.key = give_bytes(n->key, sizeof(n->key));
	m->row.status = (uint32_t)n->status;
	m->row.version = n->version;
	m->row.other = give_text(n->other.text);
	m->row.docket = give_text(n->docket.text);
}

struct bytes
wire_index_pack(struct arena *arena, const struct letter *l)
{
	Xueji__V1__Index m = XUEJI__V1__INDEX__INIT;
	struct row_message *rows = arena_array(arena, l->n_news + 1, sizeof(*rows));
	Xueji__V1__IndexRow **list = arena_array(arena, l->n_news + 1, sizeof(Xueji__V1__IndexRow *));
	for (size_t i = 0; i < l->n_news; i++) {
		give_row(&l->news[i], &rows[i]);
		list[i] = &rows[i].row;
	}
	m.rows = list;
	m.n_rows = l->n_news;
	return wire_pack(arena, &m.base);
}

struct bytes
wire_inquiry_pack(struct arena *arena, const struct letter *l)
{
	Xueji__V1__Inquiry m = XUEJI__V1__INQUIRY__INIT;
	Xueji__V1__Person person = XUEJI__V1__PERSON__INIT;
	m.docket = give_text(l->docket.text);
	m.key = give_bytes(l->inquiry.key, INDEX_KEY_SIZE);
	m.seen = l->inquiry.seen;
	m.of_record = l->inquiry.is_of_record;
	m.is_new = l->inquiry.is_new;
	m.is_over = l->inquiry.is_over;
	if (l->inquiry.citizen_id.text[0] != '\0') {
		person.citizen_id = give_text(l->inquiry.citizen_id.text);
		person.name = give_text(l->inquiry.name);
		m.person = &person;
	}
	return wire_pack(arena, &m.base);
}

/* -- in ------------------------------------------------------------------------------- */

static enum verdict
take_row(const Xueji__V1__IndexRow *m, struct index_news *n)
{
	if (!take_ident(m->number, n->number.text, sizeof(n->number.text))
	    || !take_ident(m->citizen_id, n->citizen_id.text, sizeof(n->citizen_id.text))
	    || !take_unit_or_none(m->other, &n->other)
	    || (m->docket[0] != '\0' && !docket_id_parse(m->docket, &n->docket)))
		return VERDICT_GARBLED;
	if (m->n_former > FORMER_MAX || m->status == STATUS_NONE || m->status > STATUS_removed
	    || m->version == 0 || m->version > RECORD_VERSION_MAX)
		return VERDICT_OUT_OF_RANGE;
	for (size_t i = 0; i < m->n_former; i++)
		if (!take_ident(m->former[i], n->former[i].text, sizeof(n->former[i].text)))
			return VERDICT_GARBLED;
	if (m->key.len > 0 && !take_bytes(m->key, n->key, sizeof(n->key)))
		return VERDICT_GARBLED;
	/* A school's names the record by its number, a province's by its key. */
	if ((n->number.text[0] == '\0') != (m->key.len > 0))
		return VERDICT_GARBLED;
	n->n_former = (uint8_t)m->n_former;
	n->status = (enum status)m->status;
	n->version = m->version;
	return VERDICT_OK;
}

enum verdict
wire_index_take(struct arena *arena, const void *index, struct letter *l)
{
	const Xueji__V1__Index *m = index;
	if (m->n_rows == 0 || m->n_rows > INDEX_NEWS_MAX)
		return VERDICT_OUT_OF_RANGE;
	l->news = arena_array(arena, m->n_rows, sizeof(*l->news));
	l->n_news = m->n_rows;
	for (size_t i = 0; i < m->n_rows; i++) {
		const enum verdict v = take_row(m->rows[i], &l->news[i]);
		if (v != VERDICT_OK)
			return v;
	}
	return VERDICT_OK;
}

/* Its birth date and sex are read off the ID, so it has to have the shape of one. */
static enum verdict
take_person(const Xueji__V1__Person *m, struct inquiry *i)
{
	if (!take_ident(m->citizen_id, i->citizen_id.text, sizeof(i->citizen_id.text))
	    || !take_text(m->name, i->name, sizeof(i->name)))
		return VERDICT_GARBLED;
	return number_is_citizen_id(i->citizen_id.text) && i->name[0] != '\0' ? VERDICT_OK
									     : VERDICT_OUT_OF_RANGE;
}

enum verdict
wire_inquiry_take(struct arena *arena, const void *inquiry, struct letter *l)
{
	const Xueji__V1__Inquiry *m = inquiry;
	(void)arena;
	if (strcmp(m->docket, l->docket.text) != 0
	    || !take_bytes(m->key, l->inquiry.key, INDEX_KEY_SIZE))
		return VERDICT_GARBLED;
	l->inquiry.seen = m->seen;
	l->inquiry.is_of_record = m->of_record != 0;
	l->inquiry.is_new = m->is_new;
	l->inquiry.is_over = m->is_over;
	return m->person == NULL ? VERDICT_OK : take_person(m->person, &l->inquiry);
}
