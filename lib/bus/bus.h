/*
 * The bus carries letters, at least once. It promises order per key within a topic and
 * nothing more; the truth, and the position up to which letters were applied, is in the
 * store. bus_kafka.c is the adapter for Kafka, the simulation brings its own.
 *
 * One thread uses a bus. No function blocks longer than it says.
 */
#ifndef BUS_BUS_H
#define BUS_BUS_H

#include <stdbool.h>

#include "base/arena.h"

struct bus;

enum { TOPIC_MAX = 64 };

/* Where to begin with a partition that was just assigned: the next offset to read, from the
 * store, or -1 if none is known (begin at the beginning). Called from bus_poll only. On
 * bad weather return -2: the partition stays unread and is asked for again. */
typedef int64_t	bus_position_fn(void *context, const char *topic, int32_t partition);

struct bus_options {
	const char *brokers;	/* "127.0.0.1:9092" */
	const char *group;	/* consumer group: instances of one daemon share it */
	const char *client;	/* client.id */
	/* Name of this instance, which no other of the group has; NULL or "": none. Who comes back under
	 * it within session.timeout.ms has its partitions at once, and nobody else is disturbed, unless a
	 * topic is not among them: then all share anew, once, lest nobody reads it; in turn
	 * others take over after that time only, even from one that was closed in order. If two bear it
	 * the later one keeps it, and the first says so and goes on without. */
	const char *instance;
	const char *const *topics;	/* to read */
	size_t n_topics;
	const char *const *extra;	/* "name=value" librdkafka settings (TLS ...), NULL-ended */
	bus_position_fn *position;
	void *context;
};

enum bus_event_kind {
	BUS_LETTER,
	/* The topic was wiped or re-created: the stored position lies beyond its end. Reading
	 * goes on from `offset` (the new beginning); the position has to follow. */
	BUS_WIPED,
};

struct bus_event {
	enum bus_event_kind kind;
	char topic[TOPIC_MAX];
	int32_t partition;
	int64_t offset;
	struct bytes key, value;	/* arena */
};

struct bus_letter {
	const char *topic;
	const char *key;	/* docket id; NULL: any partition */
	struct bytes value;
	const char *id;		/* ce_id */
	const char *type;	/* ce_type, "cn.xueji.letter.delivery.v1" */
	const char *source;	/* ce_source, "/units/430102" */
	const char *traceparent;	/* W3C trace context, or NULL */
	const char *verdict;	/* ce_verdict, of a dead letter: why; otherwise NULL */
	int64_t time_ms;	/* ce_time */
};

void		 bus_close(struct bus *);
/* NULL with a reason in reterr (at most `size` bytes) if a setting is wrong. Brokers that are
 * away are weather and no error. */
struct bus	*bus_open(const struct bus_options *, char *reterr, size_t size)
		    __attribute__((malloc, malloc(bus_close, 1), warn_unused_result));
/* Becomes readable when bus_poll may have something; for poll(2). */
int		 bus_fd(const struct bus *);
/* Up to max events that have arrived; waits at most wait_ms for the first. Values above
 * 1 MiB never arrive. Offsets of one partition rise within and across calls, except after
 * bus_rewind. Also serves delivery reports and rebalances. */
size_t		 bus_poll(struct bus *, struct arena *, struct bus_event *ret, size_t max,
		    int wait_ms);
/* Nothing polled since the last commit counts: ask `position` again for every assigned
 * partition and read on from there. */
void		 bus_rewind(struct bus *);
/* Tells Kafka too how far we are, for lag monitors only; next = offset + 1. */
void		 bus_done(struct bus *, const char *topic, int32_t partition, int64_t next);
/* Hands a letter over; it is copied. False: the queue is full or the client is broken - the
 * outbox will send again. Whether it arrives is learned from the receiver's receipt only. */
bool		 bus_send(struct bus *, const struct bus_letter *);
/* Waits at most wait_ms for handed-over letters to leave. True: all left. */
bool		 bus_flush(struct bus *, int wait_ms);
/* Letters in the assigned partitions that were not polled yet; -1 unknown. */
int64_t		 bus_lag(struct bus *);
/* The same of one topic; also -1 if none of its partitions is assigned here. */
int64_t		 bus_lag_of(struct bus *, const char *topic);
/* A broker was reached lately; for readiness. */
bool		 bus_is_up(const struct bus *);

struct bus_topic {
	char name[TOPIC_MAX];
	int n_partitions;
	int n_replicas;
	bool is_compacted;
};

/* Creates what is missing (retention.ms=-1, cleanup.policy=delete or compact) and checks the
 * partition count of what is there. For deploy and tests, not for daemons: daemons
 * never create topics. False with a reason. */
bool		 bus_create_topics(const char *brokers, const struct bus_topic *, size_t n,
		    char *reterr, size_t size);

#endif
