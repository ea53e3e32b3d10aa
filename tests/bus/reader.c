/* A reader that behaves as the relay does: commit, then poll again; rewind otherwise. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "reader.h"

enum { SEND_PATIENCE_US = 10 * 1000 * 1000 };

void
positions_forget(struct positions *p)
{
	memset(p, 0, sizeof *p);
	for (size_t i = 0; i < READER_PARTITIONS; i++)
		p->next[i] = -1;
}

static int64_t
positions_ask(void *context, const char *topic, int32_t partition)
{
	struct positions *p = context;

	(void)topic;
	p->n_asked++;
	if (p->n_refusals > 0) {
		p->n_refusals--;
		return -2;
	}
	return p->next[partition];
}

void
reader_open(
    struct reader *r, const char *brokers, const char *topic, struct positions *positions)
{
	reader_open_as(r, NULL, brokers, topic, positions);
}

void
reader_open_as(struct reader *r, const char *instance, const char *brokers,
    const char *topic, struct positions *positions)
{
	char why[256] = "";
	/* Short intervals: a test has no ten seconds to wait for a metadata refresh. But none
	 * that divides the mock's five seconds of waiting for members: a refresh that falls
	 * together with the end of joining makes librdkafka 2.0.2 join again. */
	const char *const extra[] = { "topic.metadata.refresh.interval.ms=700",
		"session.timeout.ms=6000", NULL };
	const struct bus_options options = {
		.brokers = brokers,
		.group = "readers",
		.client = "reader",
		.instance = instance,
		.topics = &topic,
		.n_topics = topic != NULL ? 1 : 0,
		.extra = extra,
		.position = positions_ask,
		.context = positions,
	};

	*r = (struct reader){ .arena = arena_new(), .positions = positions };
	r->seen = calloc(READER_LETTERS, sizeof r->seen[0]);
	r->bus = bus_open(&options, why, sizeof why);
	cr_assert(r->bus != NULL, "bus_open: %s", why);
}

void
reader_close(struct reader *r)
{
	bus_close(r->bus);
	arena_free(r->arena);
	free(r->seen);
	*r = (struct reader){ 0 };
}

static struct seen
seen_of(const struct bus_event *e)
{
	struct seen s = { .kind = e->kind,
		.partition = e->partition,
		.offset = e->offset,
		.size = e->value.size };
	char text[16] = "";

	if (e->key.size < sizeof s.key && e->key.size > 0)
		memcpy(s.key, e->key.data, e->key.size);
	if (e->value.size < sizeof text && e->value.size > 0)
		memcpy(text, e->value.data, e->value.size);
	s.number = atoi(text);
	return s;
}

size_t
reader_poll(struct reader *r, size_t max, int wait_ms)
{
	struct bus_event events[512];
	const size_t room = sizeof events / sizeof events[0];
	const size_t n =
	    bus_poll(r->bus, r->arena, events, max < room ? max : room, wait_ms);

	cr_assert(n <= max);
	for (size_t i = 0; i < n; i++) {
		cr_assert(r->n < READER_LETTERS);
		r->seen[r->n++] = seen_of(&events[i]);
	}
	arena_reset(r->arena);
	return n;
}

void
reader_wait(struct reader *r, size_t n, int wait_ms)
{
	const int64_t end_us = clock_monotonic_us() + (int64_t)wait_ms * 1000;

	while (r->n < n && clock_monotonic_us() < end_us) {
		reader_poll(r, READER_LETTERS, 100);
		reader_commit(r);
	}
}

void
reader_commit(struct reader *r)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct seen *s = &r->seen[i];
		r->positions->next[s->partition] =
		    s->kind == BUS_WIPED ? s->offset : s->offset + 1;
	}
}

void
reader_send(struct bus *bus, const char *topic, const char *key, int number)
{
	char text[16];
	const int size = snprintf(text, sizeof text, "%d", number);
	const struct bus_letter letter = {
		.topic = topic,
		.key = key,
		.value = { (const uint8_t *)text, (size_t)size },
		.id = "0198f3a1-0000-7000-8000-000000000001",
		.type = "cn.xueji.letter.delivery.v1",
		.source = "/units/430102",
		.time_ms = 1788224400123,
	};

	/* Just after a topic was made anew the client may think that there is none; the outbox
	 * would send again, and so do we. */
	const int64_t end_us = clock_monotonic_us() + SEND_PATIENCE_US;
	while (!bus_send(bus, &letter)) {
		const struct timespec pause = { .tv_nsec = 50 * 1000 * 1000 };
		cr_assert(clock_monotonic_us() < end_us, "a letter is not taken");
		nanosleep(&pause, NULL);
	}
}

void
reader_send_many(struct bus *bus, const char *topic, int from, int n)
{
	static const char *const keys[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i",
		"j" };

	for (int i = from; i < from + n; i++)
		reader_send(bus, topic, keys[i % 10], i);
	cr_assert(bus_flush(bus, 20000), "letters did not leave");
}
