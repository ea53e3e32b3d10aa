/*
 * A bump arena in chunks. A request larger than a chunk gets one of its own. Reset keeps
 * the first chunk, so that a steady daemon neither grows nor asks the allocator.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"

enum { CHUNK_SIZE = 32 * 1024, ALIGNMENT = 16 };

struct chunk {
	struct chunk *next;
	size_t size, used;
	_Alignas(ALIGNMENT) unsigned char data[];
};

struct arena {
	struct chunk *first;	/* newest first */
};

static struct chunk *
chunk_new(size_t size)
{
	if (size > SIZE_MAX - sizeof(struct chunk))
		log_panic("out of memory size=%zu", size);
	struct chunk *c = malloc(sizeof(*c) + size);
	if (c == NULL)
		log_panic("out of memory size=%zu", size);
	c->next = NULL;
	c->size = size;
	c->used = 0;
	return c;
}

struct arena *
arena_new(void)
{
	struct arena *a = malloc(sizeof(*a));
	if (a == NULL)
		log_panic("out of memory size=%zu", sizeof(*a));
	a->first = chunk_new(CHUNK_SIZE);
	return a;
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	for (struct chunk *c = a->first; c != NULL;) {
		struct chunk *next = c->next;
		free(c);
		c = next;
	}
	free(a);
}

void
arena_reset(struct arena *a)
{
	struct chunk *c = a->first;
	while (c->next != NULL) {
		struct chunk *next = c->next;
		free(c);
		c = next;
	}
	c->used = 0;
	a->first = c;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	if (size > SIZE_MAX - ALIGNMENT)
		log_panic("out of memory size=%zu", size);
	const size_t aligned = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	if (a->first->size - a->first->used < aligned) {
		struct chunk *c = chunk_new(aligned > CHUNK_SIZE ? aligned : CHUNK_SIZE);
		c->next = a->first;
		a->first = c;
	}
	void *at = a->first->data + a->first->used;
	a->first->used += aligned;
	return memset(at, 0, size);
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size)
		log_panic("out of memory n=%zu size=%zu", n, size);
	return arena_alloc(a, n * size);
}

struct bytes
arena_copy(struct arena *a, struct bytes b)
{
	uint8_t *data = arena_alloc(a, b.size + 1);
	if (b.size > 0)
		memcpy(data, b.data, b.size);
	const struct bytes copy = { data, b.size };
	return copy;
}

char *
arena_text(struct arena *a, const char *text)
{
	const size_t size = strlen(text) + 1;
	return memcpy(arena_alloc(a, size), text, size);
}
