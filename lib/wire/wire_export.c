/*
 * A docket's proof off line: the folder and the grants of every key that stamped it, up to
 * the root. The export of a folder is a function of folder and keys, so the verifier makes
 * it again and compares: nothing can be added, left out or reordered unseen.
 */
#include <string.h>

#include "wire/keyring_inside.h"
#include "wire/wire_take.h"

enum { KEYS_MAX = 128 };

struct key_list {
	const struct key *at[KEYS_MAX];
	size_t n;
};

/* A key and its issuers, root first, each once. */
static bool
add_key(const struct keyring *k, struct key_list *list, const char *id, int depth)
{
	const struct key *key = keyring_find(k, id);
	if (key == NULL || !key->is_vouched || depth > UNIT_DEPTH_MAX)
		return false;
	for (size_t i = 0; i < list->n; i++)
		if (list->at[i] == key)
			return true;
	if (strcmp(key->stamp.key_id, id) != 0
	    && !add_key(k, list, key->stamp.key_id, depth + 1))
		return false;
	if (list->n == KEYS_MAX)
		return false;
	list->at[list->n++] = key;
	return true;
}

/* The key of a slip inside a body, if there is one. */
static bool
add_slip_key(const struct keyring *k, struct key_list *list, struct bytes body)
{
	struct wire_scratch scratch;
	struct stamp stamp;
	wire_scratch_begin(&scratch);
	const Xueji__V1__EntryBody *m =
	    wire_unpack(&xueji__v1__entry_body__descriptor, &scratch.allocator, body);
	if (m == NULL || m->request.len == 0)
		return m != NULL;
	const struct bytes bytes = { m->request.data, m->request.len };
	const Xueji__V1__RequestSlip *slip =
	    wire_unpack(&xueji__v1__request_slip__descriptor, &scratch.allocator, bytes);
	return slip != NULL && take_stamp(slip->stamp, &stamp)
	    && add_key(k, list, stamp.key_id, 0);
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
	for (size_t i = 0; i < f->n; i++)
		if (!add_key(k, &list, f->entries[i].stamp.key_id, 0)
		    || !add_slip_key(k, &list, f->entries[i].body))
			return VERDICT_UNKNOWN_KEY;
	*ret = pack_export(arena, f, &list);
	return VERDICT_OK;
}

/* -- verifying ------------------------------------------------------------------------ */

static bool
take_folder(struct arena *arena, const Xueji__V1__Export *m, struct folder *ret)
{
	struct folder f = { .n = m->n_entries };
	if (m->n_entries > ENTRIES_MAX)
		return false;
	f.header.data = m->header.data;
	f.header.size = m->header.len;
	wire_hash(f.header, f.header_hash);
	f.entries = arena_array(arena, f.n + 1, sizeof(*f.entries));
	for (size_t i = 0; i < f.n; i++) {
		struct sealed *s = &f.entries[i];
		s->body.data = m->entries[i]->body.data;
		s->body.size = m->entries[i]->body.len;
		wire_hash(s->body, s->hash);
		if (!take_stamp(m->entries[i]->stamp, &s->stamp))
			memset(&s->stamp, 0, sizeof(s->stamp));	/* found as that entry's fault */
	}
	*ret = f;
	return true;
}

static enum verdict
verify_entry(const struct keyring *k, const struct folder *f, size_t i, struct docket *d,
    struct entry *ret)
{
	const uint8_t *previous = i == 0 ? f->header_hash : f->entries[i - 1].hash;
	enum verdict v = wire_entry_open(f->entries[i].body, previous, ret);
	if (v == VERDICT_OK)
		v = wire_entry_check(k, &f->entries[i], ret);
	return v == VERDICT_OK ? docket_apply(d, ret) : v;
}

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

static struct proof
verify_folder(struct arena *arena, const struct keyring *k, const struct folder *f)
{
	struct proof p = { .verdict = VERDICT_OK };
	struct header header;
	p.verdict = wire_header_decode(f->header, &header);
	if (p.verdict != VERDICT_OK)
		return p;
	p.docket = docket_begin(&header);
	p.entries = arena_array(arena, f->n + 1, sizeof(*p.entries));
	for (size_t i = 0; i < f->n; i++) {
		p.verdict = verify_entry(k, f, i, &p.docket, &p.entries[i]);
		p.n = (uint32_t)i + 1;
		if (p.verdict != VERDICT_OK)
			return p;
		p.n_entries = i + 1;
	}
	return p;
}

struct proof
wire_verify(struct arena *arena, struct bytes exported, const uint8_t root[32])
{
	struct proof p = { .verdict = VERDICT_GARBLED };
	struct folder f;
	struct bytes again;
	ProtobufCAllocator allocator = wire_arena_allocator(arena);
	const Xueji__V1__Export *m =
	    wire_unpack(&xueji__v1__export__descriptor, &allocator, exported);
	if (m == NULL || m->n_entries == 0 || !take_folder(arena, m, &f))
		return p;
	struct keyring *k = take_keys(arena, m, root);
	if (k == NULL)
		return p;
	p = verify_folder(arena, k, &f);
	const bool is_whole = p.verdict != VERDICT_OK
	    || (wire_export(arena, k, &f, &again) == VERDICT_OK && again.size == exported.size
		&& memcmp(again.data, exported.data, again.size) == 0);
	keyring_free(k);
	if (!is_whole) {
		p.verdict = VERDICT_GARBLED;
		p.n = 0;
	}
	return p;
}
