/*
 * A bus of memory for one office: letters that lie ready on one partition, and a list of what
 * was sent. As on Kafka, what was read and not committed comes again.
 */
#ifndef TESTS_NTH_POST_H
#define TESTS_NTH_POST_H

#include "bus/bus.h"

enum { POST_MAX = 16, POST_BYTES_MAX = 16384 };

struct post_letter {
	size_t size;
	uint8_t bytes[POST_BYTES_MAX];
};

struct bus	*post_open(const struct post_letter *, size_t n, const char *topic,
		    bus_position_fn *, void *context);
void		 post_close(struct bus *);
/* All of them were read and committed. */
bool		 post_is_read(const struct bus *);
size_t		 post_sent(const struct bus *);

#endif
