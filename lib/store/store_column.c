/*
 * Arrays in PostgreSQL's binary format: dimensions, has-null flag, element type, length,
 * lower bound, then length and bytes of each element. One array carries a column of a
 * batch, so that a statement takes any number of rows.
 */
#include <stdio.h>
#include <string.h>

#include "store/pg.h"

enum { ARRAY_HEAD = 20 };

static void
put_int32(uint8_t *at, uint32_t v)
{
	at[0] = (uint8_t)(v >> 24);
	at[1] = (uint8_t)(v >> 16);
	at[2] = (uint8_t)(v >> 8);
	at[3] = (uint8_t)v;
}

static uint8_t *
grow(struct column *c, size_t more)
{
	if (c->size + more > c->capacity) {
		const size_t capacity = 2 * (c->size + more) + 256;
		uint8_t *data = arena_alloc(c->store->arena, capacity);
		if (c->size > 0)
			memcpy(data, c->data, c->size);
		c->data = data;
		c->capacity = capacity;
	}
	uint8_t *at = c->data + c->size;
	c->size += more;
	return at;
}

void
column_begin(struct column *c, struct store *store, uint32_t type)
{
	const struct column empty = { .store = store, .type = type };
	*c = empty;
	(void)grow(c, ARRAY_HEAD);
}

void
column_bytes(struct column *c, const void *data, size_t size)
{
	uint8_t *at = grow(c, 4 + size);
	put_int32(at, (uint32_t)size);
	if (size > 0)
		memcpy(at + 4, data, size);
	c->n++;
}

void
column_text(struct column *c, const char *text)
{
	column_bytes(c, text, strlen(text));
}

void
column_int(struct column *c, int64_t v)
{
	uint8_t b[8];
	put_int32(b, (uint32_t)((uint64_t)v >> 32));
	put_int32(b + 4, (uint32_t)((uint64_t)v & 0xffffffff));
	column_bytes(c, b, sizeof(b));
}

void
column_bool(struct column *c, bool v)
{
	const uint8_t b = v;
	column_bytes(c, &b, 1);
}

void
call_begin(struct call *call, enum statement statement)
{
	call->statement = statement;
	call->n = 0;
}

static void
add(struct call *call, const void *value, size_t length, int format)
{
	call->values[call->n] = value;
	call->lengths[call->n] = (int)length;
	call->formats[call->n] = format;
	call->n++;
}

void
call_array(struct call *call, struct column *c)
{
	put_int32(c->data, 1);			/* dimensions */
	put_int32(c->data + 4, 0);		/* no NULLs */
	put_int32(c->data + 8, c->type);
	put_int32(c->data + 12, (uint32_t)c->n);
	put_int32(c->data + 16, 1);		/* lower bound */
	add(call, c->data, c->size, 1);
}

void
call_text(struct call *call, const char *text)
{
	add(call, text, strlen(text), 0);
}

void
call_bytes(struct call *call, struct bytes b)
{
	static const uint8_t nothing[1];
	add(call, b.size == 0 ? nothing : b.data, b.size, 1);
}

void
call_int(struct call *call, struct store *store, int64_t v)
{
	char *text = arena_alloc(store->arena, 24);
	const int n = snprintf(text, 24, "%lld", (long long)v);
	add(call, text, (size_t)n, 0);
}
