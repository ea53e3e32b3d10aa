/*
 * Mutates protobuf as a tree: a field somewhere inside is changed, lost, doubled or moved, and the
 * lengths of everything around it are made to fit again. Bytes that are changed blindly hardly ever
 * survive the outermost length. The first byte of an input is the target's own.
 */
#include <string.h>

#include "fuzz.h"
#include "lib/chance.h"

size_t	LLVMFuzzerMutate(uint8_t *, size_t size, size_t max);
size_t	LLVMFuzzerCustomMutator(uint8_t *, size_t size, size_t max, unsigned seed);

enum { FIELDS_MAX = 512, DEPTH_MAX = 6, TREE_MAX = 1 << 18 };

struct field {
	size_t at, payload, end;	/* payload: where the value begins, after a length */
	unsigned wire;
};

static size_t
read_varint(const uint8_t *in, size_t size, uint64_t *ret)
{
	*ret = 0;
	for (size_t i = 0; i < size && i < 10; i++) {
		*ret |= (uint64_t)(in[i] & 0x7f) << (7 * i);
		if (in[i] < 0x80)
			return i + 1;
	}
	return 0;
}

static size_t
write_varint(uint8_t *out, uint64_t v)
{
	size_t n = 0;
	for (; v >= 0x80; v >>= 7)
		out[n++] = (uint8_t)(v | 0x80);
	out[n++] = (uint8_t)v;
	return n;
}

/* False: these bytes are no message. */
static int
next_field(const uint8_t *in, size_t size, size_t at, struct field *f)
{
	uint64_t tag, length;
	const size_t n = read_varint(in + at, size - at, &tag);
	if (n == 0 || tag >> 3 == 0 || tag >> 32 != 0)
		return 0;
	f->at = at;
	f->wire = (unsigned)tag & 7;
	f->payload = f->end = at + n;
	if (f->wire == 0)
		f->end += read_varint(in + at + n, size - at - n, &length);
	else if (f->wire == 1)
		f->end += 8;
	else if (f->wire == 5)
		f->end += 4;
	else if (f->wire == 2) {
		const size_t m = read_varint(in + at + n, size - at - n, &length);
		if (m == 0 || length > size)
			return 0;
		f->payload += m;
		f->end = f->payload + (size_t)length;
	} else
		return 0;
	return f->end > f->at + n && f->end <= size;
}

static size_t
fields_of(const uint8_t *in, size_t size, struct field list[FIELDS_MAX])
{
	size_t n = 0;
	for (size_t at = 0; at < size && n < FIELDS_MAX; at = list[n++].end)
		if (!next_field(in, size, at, &list[n]))
			return 0;
	return n;
}

static size_t
put(uint8_t *out, size_t at, size_t max, const uint8_t *data, size_t n)
{
	if (n > max - at)
		return at;
	memcpy(out + at, data, n);
	return at + n;
}

static size_t	mutate(uint64_t *, const uint8_t *, size_t, uint8_t *, size_t max, int depth);

/* A new value for one field, with its tag as it was. */
static size_t
mutate_field(uint64_t *state, const uint8_t *in, const struct field *f, uint8_t *out, size_t at,
    size_t max, int depth)
{
	static const uint64_t odd[] = { 0, 1, 2, 0x7f, 0x80, 0x7fffffff, 0x80000000, 0xffffffff,
		INT64_MAX, UINT64_MAX, 1788224400000, 253402300800000 };
	static const char words[] = "0123456789012345678901234567890123456789XGLJx-abcdef :_";
	static uint8_t rooms[DEPTH_MAX + 1][TREE_MAX];
	uint8_t number[10], *value = rooms[depth];
	size_t n = f->end - f->payload;
	const size_t tag = f->wire == 2 ? read_varint(in + f->at, f->end - f->at, &(uint64_t){ 0 })
					: f->payload - f->at;
	at = put(out, at, max, in + f->at, tag);
	if (f->wire == 0) {
		uint64_t v;
		(void)read_varint(in + f->payload, n, &v);
		switch (chance_draw(state) % 3) {
		case 0:
			v = odd[chance_draw(state) % 12];
			break;
		case 1:
			v = chance_draw(state) % 64;	/* most of our numbers are of small tables */
			break;
		default:
			v += chance_draw(state) % 7 - 3;
		}
		return put(out, at, max, number, write_varint(number, v));
	}
	if (f->wire != 2) {
		memcpy(value, in + f->payload, n);
		value[chance_draw(state) % n] = (uint8_t)chance_draw(state);
		return put(out, at, max, value, n);
	}
	struct field inner;
	if (depth > 0 && chance_draw(state) % 8 != 0 && n > 0 && next_field(in + f->payload, n, 0, &inner))
		n = mutate(state, in + f->payload, n, value, TREE_MAX, depth - 1);
	else {
		memcpy(value, in + f->payload, n);
		if (n > 0 && chance_draw(state) % 4 != 0)
			value[chance_draw(state) % n] = (uint8_t)words[chance_draw(state) % (sizeof(words) - 1)];
		else
			n = LLVMFuzzerMutate(value, n, n + 64);
	}
	at = put(out, at, max, number, write_varint(number, n));
	return put(out, at, max, value, n);
}

/* Half the time each field alike, half the time the larger ones more often: what matters lies deep. */
static size_t
choose_field(uint64_t *state, const struct field *list, size_t n)
{
	size_t i = (size_t)(chance_draw(state) % n);
	if (chance_draw(state) % 2 == 0) {
		const size_t at = (size_t)(chance_draw(state) % list[n - 1].end);
		for (i = 0; list[i].end <= at; i++)
			continue;
	}
	return i;
}

static size_t
mutate(uint64_t *state, const uint8_t *in, size_t size, uint8_t *out, size_t max, int depth)
{
	struct field list[FIELDS_MAX];
	const size_t n = fields_of(in, size, list);
	size_t at = 0;
	if (n == 0) {
		at = put(out, 0, max, in, size);
		return LLVMFuzzerMutate(out, at, at + 64 < max ? at + 64 : max);
	}
	const size_t chosen = choose_field(state, list, n), other = (size_t)(chance_draw(state) % n);
	const unsigned way = (unsigned)(chance_draw(state) % 16);
	for (size_t i = 0; i < n; i++) {
		const struct field *f = &list[i];
		if (i == chosen && way == 0)
			continue;				/* lost */
		if (i == chosen && way == 1)
			f = &list[other];			/* another in its place */
		if (i == chosen && way == 2)
			at = put(out, at, max, in + f->at, f->end - f->at);	/* twice */
		if (i == chosen && way > 2)
			at = mutate_field(state, in, f, out, at, max, depth);
		else
			at = put(out, at, max, in + f->at, f->end - f->at);
	}
	return at;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	static uint8_t out[TREE_MAX];
	uint64_t state = seed;
	if (size < 2 || max < 2 || chance_draw(&state) % 32 == 0)
		return LLVMFuzzerMutate(data, size, max);
	const size_t room = max - 1 < TREE_MAX ? max - 1 : TREE_MAX;
	const size_t n = mutate(&state, data + 1, size - 1, out, room, DEPTH_MAX);
	memcpy(data + 1, out, n);
	if (chance_draw(&state) % 16 == 0)
		data[0] = (uint8_t)chance_draw(&state);
	return n + 1;
}
