/*
 * Which partitions are ours, and from which offset each of them is read. Kafka decides
 * the first, the store the second.
 *
 * There is one way to change what is read: rebuild the assignment from this table. That
 * throws away what librdkafka fetched ahead, so that nothing fetched before a rewind can
 * turn up after it. Every partition goes on at `next`, the letter after the last one that
 * was handed out, so a rebuild never skips or repeats anything by itself.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "bus/kafka.h"

enum {
	RETRY_US = 1000 * 1000,
	TELL_EVERY_US = 1000 * 1000,
	ENDS_TIMEOUT_MS = 1000,
};

void
partition_drop(struct bus *bus)
{
	free(bus->partitions);
	bus->partitions = NULL;
	bus->n_partitions = bus->last = 0;
	bus->has_to_assign = false;
}

static bool
misses_topic(const struct bus *bus, const rd_kafka_topic_partition_list_t *list)
{
	for (int i = 0; i < bus->topics->cnt; i++) {
		bool is_ours = false;
		for (int k = 0; k < list->cnt && !is_ours; k++)
			is_ours = strcmp(list->elems[k].topic,
				      bus->topics->elems[i].topic) == 0;
		if (!is_ours)
			return true;
	}
	return false;
}

static void
partition_take(struct bus *bus, const rd_kafka_topic_partition_list_t *list)
{
	partition_drop(bus);
	bus->was_assigned = true;
	if (bus->rejoin == REJOIN_IF_TOPIC_IS_MISSED)
		bus->rejoin = misses_topic(bus, list) ? REJOIN_NOW : REJOIN_NOT;
	if (list->cnt == 0)
		return;
	bus->partitions = calloc((size_t)list->cnt, sizeof bus->partitions[0]);
	if (bus->partitions == NULL)
		log_panic("out of memory");
	for (int i = 0; i < list->cnt; i++) {
		struct partition *p = &bus->partitions[bus->n_partitions];
		/* bus_open refused longer names, and we get only what we subscribed to.
		 */
		if (!text_copy(p->topic, sizeof p->topic, list->elems[i].topic))
			continue;
		p->number = list->elems[i].partition;
		p->done = -1;
		bus->n_partitions++;
	}
}

/* Both answers come from librdkafka's own thread, which works off one queue: behind the first
 * one the stops that an assignment before has ordered were obeyed, behind the second one that
 * was noticed. */
static void
partition_let_stop(rd_kafka_t *rk)
{
	for (int i = 0; i < 2; i++) {
		rd_kafka_topic_partition_list_t *list = NULL;
		if (rd_kafka_assignment(rk, &list) == RD_KAFKA_RESP_ERR_NO_ERROR)
			rd_kafka_topic_partition_list_destroy(list);
	}
}

/* A partition that is still being stopped may not be stopped again: librdkafka, from 2.0.2 to
 * 2.15.0 at least, then dies of an assertion (rd_kafka_assignment_partition_stopped). So
 * everything that changes the assignment goes through here. */
rd_kafka_resp_err_t
partition_give(rd_kafka_t *rk, const rd_kafka_topic_partition_list_t *list)
{
	partition_let_stop(rk);
	return rd_kafka_assign(rk, list);
}

/*
 * Only notes what is ours. Letters of a partition may have been handed out in this very
 * bus_poll and are not committed yet, so that its stored position would be too old; it is
 * asked for at the start of the next one.
 */
void
partition_rebalanced(rd_kafka_t *rk, rd_kafka_resp_err_t error,
    rd_kafka_topic_partition_list_t *list, void *opaque)
{
	struct bus *bus = opaque;

	bus->is_rebalanced = true;
	if (error == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
		rd_kafka_topic_partition_list_t *none =
		    rd_kafka_topic_partition_list_new(0);
		partition_give(rk, none);
		rd_kafka_topic_partition_list_destroy(none);
		partition_take(bus, list);
	} else {
		partition_drop(bus);
		partition_give(rk, NULL);
	}
	rd_kafka_yield(rk); /* lets rd_kafka_consumer_poll return at once */
}

struct partition *
partition_find(struct bus *bus, const char *topic, int32_t number)
{
	for (size_t i = 0; i < bus->n_partitions; i++) {
		const size_t at = (bus->last + i) % bus->n_partitions;
		struct partition *p = &bus->partitions[at];
		if (p->number == number && strcmp(p->topic, topic) == 0) {
			bus->last = at;
			return p;
		}
	}
	return NULL;
}

/* Topics are wiped whole: all partitions are looked at, so that one new consumer, and one
 * rebalance, serves them all. */
void
partition_lost(struct bus *bus, const char *topic)
{
	for (size_t i = 0; i < bus->n_partitions; i++) {
		struct partition *p = &bus->partitions[i];
		if (p->state != PARTITION_READ || strcmp(p->topic, topic) != 0)
			continue;
		p->state = PARTITION_LOST;
		p->due_us = 0;
	}
}

void
bus_rewind(struct bus *bus)
{
	for (size_t i = 0; i < bus->n_partitions; i++) {
		bus->partitions[i].state = PARTITION_NEW;
		bus->partitions[i].due_us = 0;
	}
	/* What librdkafka has fetched is ahead of the positions to come. */
	bus->has_to_assign = bus->n_partitions > 0;
}

static void
partition_ask(struct bus *bus, struct partition *p, int64_t now_us)
{
	const int64_t stored = bus->position(bus->context, p->topic, p->number);

	assert(stored >= -2);
	if (stored == -2) {
		p->due_us = now_us + RETRY_US;
		return;
	}
	p->next = stored == -1 ? RD_KAFKA_OFFSET_BEGINNING : stored;
	p->state = PARTITION_READ;
	bus->has_to_assign = true;
}

/* Kafka had nothing at `next`. If that was a passing weakness (a new leader that was
 * behind) we read on; else the topic is not the one we knew. Its partition is not assigned
 * again by this consumer: librdkafka 2.0.2 dies of it now and then (an assertion about a
 * partition that had not started). Once the position was moved, a new consumer reads it. */
static void
partition_look(struct bus *bus, struct partition *p, int64_t now_us)
{
	int64_t low, high;

	if (rd_kafka_query_watermark_offsets(bus->client[SIDE_CONSUMER], p->topic,
		p->number, &low, &high, ENDS_TIMEOUT_MS) != RD_KAFKA_RESP_ERR_NO_ERROR) {
		p->due_us = now_us + RETRY_US;
		return;
	}
	if (p->next < 0 || (low <= p->next && p->next <= high)) {
		p->state = PARTITION_READ;
		bus->has_to_assign = true;
	} else {
		p->next = low;
		p->state = PARTITION_WIPED;
	}
}

static bool
partition_is_readable(const struct partition *p)
{
	return p->state == PARTITION_READ;
}

static void
partition_assign(struct bus *bus)
{
	rd_kafka_topic_partition_list_t *list =
	    rd_kafka_topic_partition_list_new((int)bus->n_partitions);

	for (size_t i = 0; i < bus->n_partitions; i++) {
		const struct partition *p = &bus->partitions[i];
		if (partition_is_readable(p))
			rd_kafka_topic_partition_list_add(list, p->topic, p->number)
			    ->offset = p->next;
	}
	/* If it fails (a rebalance is on its way) the next bus_poll tries again. */
	bus->has_to_assign = partition_give(bus->client[SIDE_CONSUMER], list) !=
			     RD_KAFKA_RESP_ERR_NO_ERROR;
	rd_kafka_topic_partition_list_destroy(list);
}

void
partition_settle(struct bus *bus)
{
	const int64_t now_us = clock_monotonic_us();

	for (size_t i = 0; i < bus->n_partitions; i++) {
		struct partition *p = &bus->partitions[i];
		if (p->due_us > now_us)
			continue;
		if (p->state == PARTITION_NEW)
			partition_ask(bus, p, now_us);
		else if (p->state == PARTITION_LOST)
			partition_look(bus, p, now_us);
	}
	if (bus->has_to_assign)
		partition_assign(bus);
}

void
bus_done(struct bus *bus, const char *topic, int32_t partition, int64_t next)
{
	struct partition *p = partition_find(bus, topic, partition);

	/* A partition that is no longer ours is told by its new owner. */
	if (p != NULL)
		p->done = next;
}

void
partition_tell(struct bus *bus, bool now)
{
	const int64_t now_us = clock_monotonic_us();

	if (!now && now_us < bus->tell_us)
		return;
	bus->tell_us = now_us + TELL_EVERY_US;
	rd_kafka_topic_partition_list_t *list =
	    rd_kafka_topic_partition_list_new((int)bus->n_partitions);
	for (size_t i = 0; i < bus->n_partitions; i++) {
		struct partition *p = &bus->partitions[i];
		if (p->done < 0)
			continue;
		rd_kafka_topic_partition_list_add(list, p->topic, p->number)->offset =
		    p->done;
		p->done = -1;
	}
	/* Nobody reads it back: if it gets lost, a monitor shows an older number for a
	 * while. */
	if (list->cnt > 0)
		rd_kafka_commit(bus->client[SIDE_CONSUMER], list, 1);
	rd_kafka_topic_partition_list_destroy(list);
}

/* -1: not known. */
static int64_t
partition_lag(const struct bus *bus, const struct partition *p)
{
	int64_t low, high;

	if (!partition_is_readable(p) ||
	    rd_kafka_get_watermark_offsets(bus->client[SIDE_CONSUMER], p->topic,
		p->number, &low, &high) != RD_KAFKA_RESP_ERR_NO_ERROR ||
	    high < 0)
		return -1;
	const int64_t next = p->next >= 0 ? p->next : low >= 0 ? low : 0;
	return high > next ? high - next : 0;
}

int64_t
bus_lag(struct bus *bus)
{
	int64_t lag = 0;

	if (!bus->was_assigned || bus->client[SIDE_CONSUMER] == NULL)
		return -1;
	for (size_t i = 0; i < bus->n_partitions; i++) {
		const int64_t one = partition_lag(bus, &bus->partitions[i]);
		if (one < 0)
			return -1;
		lag += one;
	}
	return lag;
}

int64_t
bus_lag_of(struct bus *bus, const char *topic)
{
	int64_t lag = -1;

	if (!bus->was_assigned || bus->client[SIDE_CONSUMER] == NULL)
		return -1;
	for (size_t i = 0; i < bus->n_partitions; i++) {
		if (strcmp(bus->partitions[i].topic, topic) != 0)
			continue;
		const int64_t one = partition_lag(bus, &bus->partitions[i]);
		if (one < 0)
			return -1;
		lag = lag < 0 ? one : lag + one;
	}
	return lag;
}
