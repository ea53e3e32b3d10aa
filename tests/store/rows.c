/* See rows.h. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "rows.h"

enum { TEN_DAYS_MS = 864000000 };

void
rows_text(char *ret, size_t size, const char *text)
{
	const int n = snprintf(ret, size, "%s", text);
	cr_assert(n >= 0 && (size_t)n < size, "too long: %s", text);
}

struct docket_id
rows_docket_id(unsigned i)
{
	struct docket_id id;
	(void)snprintf(id.text, sizeof(id.text), "01980000-0000-7000-8000-%012x", i);
	return id;
}

void
rows_letter_id(unsigned i, char ret[STORE_LETTER_ID_MAX])
{
	(void)snprintf(ret, STORE_LETTER_ID_MAX, "01990000-0000-7000-8000-%012x", i);
}

struct student_number
rows_number(unsigned i)
{
	struct student_number number;
	(void)snprintf(number.text, sizeof(number.text), "L43010220150101%04u", i % 10000);
	return number;
}

struct unit_code
rows_unit(const char *text)
{
	struct unit_code unit;
	rows_text(unit.text, sizeof(unit.text), text);
	return unit;
}

struct instant
rows_at(int64_t ms)
{
	const struct instant at = { NOW_MS + ms };
	return at;
}

struct bytes
rows_bytes(struct arena *arena, unsigned seed, size_t size)
{
	uint8_t *data = arena_alloc(arena, size + 1);
	for (size_t i = 0; i < size; i++)
		data[i] = (uint8_t)(i == 0 ? 0 : i * 7 + seed * 31 + (seed >> 8));
	const struct bytes b = { data, size };
	return b;
}

void
rows_sealed(struct arena *arena, unsigned seed, size_t size, struct sealed *ret)
{
	ret->body = rows_bytes(arena, seed, size);
	memcpy(ret->hash, rows_bytes(arena, seed + 1, HASH_SIZE).data, HASH_SIZE);
	ret->stamp.algorithm = seed % 2 == 0 ? ALGORITHM_ED25519 : ALGORITHM_SM2_SM3;
	ret->stamp.size = seed % 2 == 0 ? 64 : 72;
	memcpy(ret->stamp.signature, rows_bytes(arena, seed + 2, 72).data, ret->stamp.size);
	(void)snprintf(ret->stamp.key_id, sizeof(ret->stamp.key_id), "%016x", seed);
}

/* -- dockets -------------------------------------------------------------------------- */

static void
fill_header(unsigned i, struct header *h)
{
	h->id = rows_docket_id(i);
	h->kind = BUSINESS_transfer;
	h->scope = SCOPE_inter_province;
	h->number = rows_number(i);
	h->receiving_school = rows_unit(SCHOOL);
	h->sending_school = rows_unit(SENDER);
	h->filed_at = rows_at(-(int64_t)i);
	h->route.n = 2;
	h->route.stops[0].stage = STAGE_receiving_county;
	h->route.stops[0].unit = rows_unit(DESK);
	h->route.stops[1].stage = STAGE_check;
	h->route.stops[1].unit = rows_unit(SENDER);
	h->route.stops[1].is_automatic = true;
}

struct docket_write
rows_docket(struct arena *arena, unsigned i, uint32_t n_before, size_t n_entries)
{
	struct docket *d = arena_alloc(arena, sizeof(*d));
	struct sealed *entries = arena_array(arena, n_entries + 1, sizeof(*entries));
	for (unsigned k = 0; k < n_entries; k++)
		rows_sealed(arena, i * 1000 + n_before + k + 1, 200 + k % 50, &entries[k]);
	fill_header(i, &d->header);
	d->n = n_before + (uint32_t)n_entries;
	d->posture = POSTURE_DESK;
	d->holder = rows_unit(DESK);
	d->since = rows_at(i);
	const struct docket_write w = {
		.id = d->header.id,
		.n_before = n_before,
		.header = rows_bytes(arena, i, 300),
		.entries = entries,
		.n_entries = n_entries,
		.docket = d,
		.term = rows_at(TEN_DAYS_MS + (int64_t)i),
		.next_look = rows_at(TEN_DAYS_MS + (int64_t)i),
		.is_held_here = true,
	};
	return w;
}

struct docket *
rows_fold(struct arena *arena, const struct docket_write *w)
{
	struct docket *d = arena_alloc(arena, sizeof(*d));
	*d = *w->docket;
	return d;
}

/* -- others --------------------------------------------------------------------------- */

struct record_write
rows_record(unsigned i, uint32_t version_before)
{
	struct record_write w = {
		.version_before = version_before,
		.record = {
			.number = rows_number(i),
			.birth = { 16436 + (int32_t)(i % 365) },
			.sex = i % 2 == 0 ? '1' : '2',
			.school = rows_unit(SCHOOL),
			.status = STATUS_in_school,
			.grade = (int)(i % GRADE_MAX) + 1,
			.version = version_before + 1,
		},
		.at = rows_at(i),
	};
	w.number_before = w.record.number;
	rows_text(w.record.citizen_id.text, sizeof(w.record.citizen_id.text), "43010220150101002X");
	rows_text(w.record.name, sizeof(w.record.name), "王小明");
	w.record.school_year = 2020 + (int)(i % 9);
	w.record.told = version_before;
	w.record.status_on.n = 20001 + (int32_t)i;
	w.record.status_until.n = 20366 + (int32_t)i;
	w.record.graduated_on.n = 19000 + (int32_t)i;
	w.record.graduated_from = rows_unit(SENDER);
	struct contact *c = &w.record.contact;
	rows_text(c->address, sizeof(c->address), "演示路1号");
	rows_text(c->phone, sizeof(c->phone), "+86 731 0000 0000");
	rows_text(c->guardian, sizeof(c->guardian), "演示监护人");
	return w;
}

struct outgoing
rows_outgoing(struct arena *arena, unsigned letter, unsigned i, uint32_t upto)
{
	struct outgoing o = {
		.docket = rows_docket_id(i),
		.from = rows_unit(DESK),
		.to = rows_unit(SENDER),
		.upto = upto,
		.value = rows_bytes(arena, letter, 500),
		.resend_at = rows_at(5000),
	};
	rows_letter_id(letter, o.letter);
	rows_text(o.kind, sizeof(o.kind), "delivery");
	rows_text(o.topic, sizeof(o.topic), TOPIC);
	return o;
}

struct position_move
rows_position(int32_t partition, int64_t from, int64_t to)
{
	struct position_move p = { .partition = partition, .from = from, .to = to };
	rows_text(p.topic, sizeof(p.topic), TOPIC);
	return p;
}

/* -- committing ----------------------------------------------------------------------- */

void
rows_connect(struct store *s)
{
	int64_t next;
	cr_assert_eq(store_position(s, TOPIC, 1, &next), STORE_OK, "%s", store_trouble(s));
}

enum store_result
commit_docket(struct store *s, struct docket_write w)
{
	const struct batch b = { .dockets = &w, .n_dockets = 1, .now = rows_at(0) };
	return store_commit(s, &b);
}

enum store_result
commit_record(struct store *s, struct record_write w)
{
	const struct batch b = { .records = &w, .n_records = 1, .now = rows_at(0) };
	return store_commit(s, &b);
}

enum store_result
commit_position(struct store *s, struct position_move p)
{
	const struct batch b = { .positions = &p, .n_positions = 1, .now = rows_at(0) };
	return store_commit(s, &b);
}

enum store_result
commit_outgoing(struct store *s, struct outgoing o)
{
	const struct batch b = { .outgoing = &o, .n_outgoing = 1, .now = rows_at(0) };
	return store_commit(s, &b);
}

enum store_result
commit_done(struct store *s, struct outgoing_done d)
{
	const struct batch b = { .done = &d, .n_done = 1, .now = rows_at(0) };
	return store_commit(s, &b);
}
