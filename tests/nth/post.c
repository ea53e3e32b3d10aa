/* See post.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "post.h"

struct bus {
	const struct post_letter *letters;
	size_t n_letters, next, done, n_sent;
	const char *topic;
	bool has_position;
	bus_position_fn *position;
	void *context;
};

struct bus *
post_open(const struct post_letter *letters, size_t n, const char *topic, bus_position_fn *position,
    void *context)
{
	struct bus *b = calloc(1, sizeof(*b));
	if (b == NULL)
		log_panic("out of memory");
	b->letters = letters;
	b->n_letters = n;
	b->topic = topic;
	b->position = position;
	b->context = context;
	return b;
}

void
post_close(struct bus *b)
{
	free(b);
}

bool
post_is_read(const struct bus *b)
{
	return b->done == b->n_letters;
}

size_t
post_sent(const struct bus *b)
{
	return b->n_sent;
}

static bool
find_position(struct bus *b)
{
	if (b->has_position)
		return true;
	const int64_t at = b->position(b->context, b->topic, 0);
	if (at == -2)
		return false;
	b->next = at < 0 ? 0 : (size_t)at;
	b->done = b->next;
	b->has_position = true;
	return true;
}

int
bus_fd(const struct bus *b)
{
	(void)b;
	return -1;
}

size_t
bus_poll(struct bus *b, struct arena *a, struct bus_event *ret, size_t max, int wait_ms)
{
	size_t n = 0;
	(void)wait_ms;
	if (!find_position(b))
		return 0;
	for (; n < max && b->next < b->n_letters; n++, b->next++) {
		const struct post_letter *l = &b->letters[b->next];
		const struct bytes value = { l->bytes, l->size };
		const struct bus_event e = {
			.kind = BUS_LETTER,
			.offset = (int64_t)b->next,
			.value = arena_copy(a, value),
		};
		ret[n] = e;
		(void)snprintf(ret[n].topic, sizeof(ret[n].topic), "%s", b->topic);
	}
	return n;
}

void
bus_rewind(struct bus *b)
{
	b->has_position = false;
}

void
bus_done(struct bus *b, const char *topic, int32_t partition, int64_t next)
{
	(void)topic, (void)partition;
	b->done = (size_t)next;
}

bool
bus_send(struct bus *b, const struct bus_letter *letter)
{
	(void)letter;
	b->n_sent++;
	return true;
}
