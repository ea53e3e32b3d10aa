/*
 * A bump arena: memory that is freed all at once at the end of a turn or a request.
 * Running out of memory ends the daemon: there is nothing sensible to do instead, and a
 * turn that was not committed is repeated.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

/* Borrowed bytes; whoever says so owns them. */
struct bytes {
	const uint8_t *data;
	size_t size;
};

struct arena;

void		 arena_free(struct arena *);
struct arena	*arena_new(void)
		    __attribute__((malloc, malloc(arena_free, 1), warn_unused_result));
/* Zeroed, aligned for any type, valid until arena_reset or arena_free. */
void		*arena_alloc(struct arena *, size_t size);
/* n elements; the product is checked. */
void		*arena_array(struct arena *, size_t n, size_t size);
struct bytes	 arena_copy(struct arena *, struct bytes);
char		*arena_text(struct arena *, const char *);
/* Keeps one chunk for the next turn and gives the rest back. */
void		 arena_reset(struct arena *);

#endif
