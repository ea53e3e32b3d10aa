/*
 * A docket's proof off line: the folder and the grants of every key that stamped it, up to
 * the root. The export of a folder is a function of folder and keys, so the verifier makes
 * it again and compares: nothing can be added, left out or reordered unseen.
 */
#include <string.h>

#include "wire/keyring_inside.h"
#include "wire/wire_take.h"

/* Room for an entry's key, its slip's key, and all their superiors. */
enum { KEYS_PER_ENTRY = 2 * UNIT_DEPTH_MAX };

struct key_list {
	const struct key **at;
	size_t n;
};

/* A key and its issuers, root first, each once. */
static bool
add_key(const struct keyring *k, struct key_list *list, const char *id, struct unit_code unit,
    struct instant at)
{
	const struct key *chain[UNIT_DEPTH_MAX];
	size_t n = 0;
	for (const struct key *key = keyring_find(k, id, unit, at);;
	    key = keyring_find(k, key->stamp.key_id, key->issuer, key->not_before)) {
		if (key == NULL || n == UNIT_DEPTH_MAX)
			return false;
		chain[n++] = key;
		if (unit_code_equal(key->issuer, key->unit))
			break;
	}
	while (n-- > 0) {
		bool is_listed = false;
		for (size_t i = 0; i < list->n && !is_listed; i++)
			is_listed = list->at[i] == chain[n];
		if (!is_listed)
			list->at[list->n++] = chain[n];
	}
	return true;
}

/* The keys of one entry: its holder's and, where a request travelled, its unit's. A slip
 * that the entry does not need proves nothing and adds no key. */
static enum verdict
add_keys_of(const struct keyring *k, struct key_list *list, const struct sealed *s,
    const uint8_t previous[HASH_SIZE])
{
	struct entry e;
	struct request r;
	struct stamp stamp;
	enum verdict v = wire_entry_open(s->body, previous, &e);
	if (v != VERDICT_OK)
		return v;
	if (!add_key(k, list, s->stamp.key_id, e.holder, e.at))
		return VERDICT_UNKNOWN_KEY;
	if (unit_code_equal(e.unit, e.holder))
		return VERDICT_OK;
	v = wire_entry_slip(k, s->body, &r, &stamp);
	if (v == VERDICT_OK && !add_key(k, list, stamp.key_id, r.unit, r.at))
		v = VERDICT_UNKNOWN_KEY;
	return v;
}

static struct bytes
pack_export(struct arena *arena, const struct folder *f, const struct key_list *list)
{
	Xueji__V1__Export m = XUEJI__V1__EXPORT__INIT;
	Xueji__V1__Entry *entries = arena_array(arena, f->n + 1, sizeof(*entries));
	Xueji__V1__Stamp *stamps = arena_array(arena, f->n + 1, sizeof(*stamps));
	m.header = give_bytes(f->header.data, f->header.size);
	m.entries = arena_array(arena, f->n + 1, sizeof(Xueji__V1__Entry *));
	for (size_t i = 0; i < f->n; i++) {
		xueji__v1__entry__init(&entries[i]);
		stamps[i] = give_stamp(&f->entries[i].stamp);
		entries[i].body = give_bytes(f->entries[i].body.data, f->entries[i].body.size);
		entries[i].stamp = &stamps[i];
		m.entries[m.n_entries++] = &entries[i];
	}
	m.grants = arena_array(arena, list->n + 1, sizeof(ProtobufCBinaryData));
	for (size_t i = 0; i < list->n; i++)
		m.grants[m.n_grants++] =
		    give_bytes(list->at[i]->grant.data, list->at[i]->grant.size);
	return wire_pack(arena, &m.base);
}

enum verdict
wire_export(struct arena *arena, const struct keyring *k, const struct folder *f,
    struct bytes *ret)
{
	struct key_list list = { .n = 0 };
	uint8_t previous[HASH_SIZE];
	list.at = arena_array(arena, f->n * KEYS_PER_ENTRY + 1, sizeof(*list.at));
	wire_hash(f->header, previous);
	for (size_t i = 0; i < f->n; i++) {
		const enum verdict v = add_keys_of(k, &list, &f->entries[i], previous);
		if (v != VERDICT_OK)
			return v;
		wire_hash(f->entries[i].body, previous);
	}
	*ret = pack_export(arena, f, &list);
	return VERDICT_OK;
}

/* -- verifying ------------------------------------------------------------------------ */

static struct folder
take_folder(struct arena *arena, const Xueji__V1__Export *m)
{
	struct folder f = { .n = m->n_entries };
	f.header.data = m->header.data;
	f.header.size = m->header.len;
	wire_hash(f.header, f.header_hash);
	f.entries = arena_array(arena, f.n, sizeof(*f.entries));
	for (size_t i = 0; i < f.n; i++) {
		struct sealed *s = &f.entries[i];
		s->body.data = m->entries[i]->body.data;
		s->body.size = m->entries[i]->body.len;
		wire_hash(s->body, s->hash);
	}
	return f;
}

/* A grant that cannot be read is as if it were not there; should an entry need it, that
 * entry's stamp fails, and if none does, the file is not what we would have written. */
static struct keyring *
take_keys(struct arena *arena, const Xueji__V1__Export *m, const uint8_t root[32])
{
	struct bytes *grants = arena_array(arena, m->n_grants + 1, sizeof(*grants));
	size_t refused;
	for (size_t i = 0; i < m->n_grants; i++) {
		grants[i].data = m->grants[i].data;
		grants[i].size = m->grants[i].len;
	}
	return keyring_open(keyring_file(arena, grants, m->n_grants), root, NULL, &refused);
}

static enum verdict
verify_entry(const struct keyring *k, const Xueji__V1__Entry *m, const uint8_t *previous,
    struct sealed *s, struct docket *d, struct entry *ret)
{
	if (m->base.n_unknown_fields != 0)
		return VERDICT_OUT_OF_RANGE;
	enum verdict v = take_stamp(m->stamp, &s->stamp);
	if (v == VERDICT_OK)
		v = wire_entry_open(s->body, previous, ret);
	if (v == VERDICT_OK)
		v = wire_entry_check(k, s, ret);
	return v == VERDICT_OK ? docket_apply(d, ret) : v;
}

static struct proof
verify_folder(struct arena *arena, const struct keyring *k, const Xueji__V1__Export *m,
    struct folder *f)
{
	struct proof p = { .verdict = VERDICT_OK };
	struct header header;
	const uint8_t *previous = f->header_hash;
	p.verdict = wire_header_decode(f->header, &header);
	if (p.verdict != VERDICT_OK)
		return p;
	p.docket = docket_begin(&header);
	p.entries = arena_array(arena, f->n, sizeof(*p.entries));
	for (size_t i = 0; i < f->n; i++) {
		p.n = (uint32_t)i + 1;
		p.verdict = verify_entry(
		    k, m->entries[i], previous, &f->entries[i], &p.docket, &p.entries[i]);
		if (p.verdict != VERDICT_OK)
			return p;
		p.n_entries = i + 1;
		previous = f->entries[i].hash;
	}
	return p;
}

/* Written again from what was understood and proved, it must be the same file. */
static bool
is_whole(struct arena *arena, const struct keyring *k, const struct folder *f,
    struct bytes exported)
{
	struct bytes again;
	return wire_export(arena, k, f, &again) == VERDICT_OK && again.size == exported.size
	    && memcmp(again.data, exported.data, again.size) == 0;
}

/* Fields in the order of their numbers, which protobuf-c does not tell: each is a tag of one byte, a length, and so
 * many bytes, or it would not have been unpacked. */
static bool
is_in_order(struct bytes b)
{
	uint8_t last = 0;
	for (size_t i = 0; i < b.size;) {
		size_t n = 0;
		const uint8_t tag = b.data[i++];
		if (tag < last)
			return false;
		last = tag;
		for (unsigned shift = 0; i < b.size; shift += 7) {
			n |= (size_t)(b.data[i] & 0x7f) << shift;
			if (b.data[i++] < 0x80)
				break;
		}
		i = n > b.size - i ? b.size : i + n;
	}
	return true;
}

struct proof
wire_verify(struct arena *arena, struct bytes exported, const uint8_t root[32])
{
	struct proof p = { .verdict = VERDICT_GARBLED };
	struct wire_allowance allowance;
	wire_allowance_begin(&allowance, arena, exported.size);
	const Xueji__V1__Export *m =
	    wire_unpack(&xueji__v1__export__descriptor, &allowance.allocator, exported);
	if (m == NULL || m->base.n_unknown_fields != 0 || m->n_entries == 0
	    || m->n_entries > ENTRIES_MAX || !is_in_order(exported))
		return p;
	struct keyring *k = take_keys(arena, m, root);
	if (k == NULL)
		return p;
	struct folder f = take_folder(arena, m);
	p = verify_folder(arena, k, m, &f);
	if (p.verdict == VERDICT_OK && !is_whole(arena, k, &f, exported)) {
		p.verdict = VERDICT_GARBLED;
		p.n = 0;
	}
	keyring_free(k);
	return p;
}
