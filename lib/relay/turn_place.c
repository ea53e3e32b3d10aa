/*
 * Where in a list of the turn something stands, found by its name: a turn has hundreds of dockets,
 * records and letters, and each of them is asked for a dozen times. The places follow the list:
 * whoever asks has what was added since entered first.
 */
#include <string.h>

#include "relay/turn.h"

/* FNV-1a, which needs no tables and mixes the last digits, in which most names differ. */
uint32_t
place_hash(const char *name)
{
	uint32_t h = 2166136261U;
	for (; *name != '\0'; name++)
		h = (h ^ (uint8_t)*name) * 16777619U;
	return h ^ h >> 16;
}

void
place_begin(struct arena *arena, struct places *p, size_t n)
{
	if (p->heads == NULL || n < p->n) {	/* the first time; or the list was begun anew */
		p->heads = arena_array(arena, PLACE_BUCKETS, sizeof(*p->heads));
		p->n = 0;
	}
}

void
place_add(struct arena *arena, struct places *p, uint32_t hash)
{
	p->next = list_grow(arena, p->next, p->n, &p->capacity, sizeof(*p->next));
	uint32_t *head = &p->heads[hash % PLACE_BUCKETS];
	p->next[p->n] = *head;
	*head = (uint32_t)++p->n;
}

uint32_t
place_first(const struct places *p, uint32_t hash)
{
	return p->heads[hash % PLACE_BUCKETS];
}
