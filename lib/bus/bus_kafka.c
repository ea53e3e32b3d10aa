/*
 * The bus over Apache Kafka: opening, closing, polling. One consumer in a group, with an
 * eager assignor, and one idempotent producer; both are made anew after a fatal error.
 *
 * Nothing blocks on the brokers, with one exception: after Kafka has refused an offset,
 * the ends of that partition are asked for within bus_poll, at most a second each,
 * because the position that follows must be right.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "bus/kafka.h"

enum { CLOSE_MS = 2000, STEP_MS = 50 };

/* Also joins once more, if it has joined. */
static rd_kafka_resp_err_t
consumer_join(struct bus *bus)
{
	return rd_kafka_subscribe(bus->client[SIDE_CONSUMER], bus->topics);
}

static bool
consumer_open(struct bus *bus, char *reterr, size_t size)
{
	rd_kafka_t *rk = client_open(bus, SIDE_CONSUMER, reterr, size);

	if (rk == NULL)
		return false;
	bus->client[SIDE_CONSUMER] = rk;
	bus->wants_reopen = false;
	rd_kafka_poll_set_consumer(rk);
	bus->queue = rd_kafka_queue_get_consumer(rk);
	rd_kafka_queue_io_event_enable(bus->queue, bus->wake[1], "k", 1);
	bus->rejoin = bus->is_named && !bus->is_nameless ? REJOIN_IF_TOPIC_IS_MISSED
							 : REJOIN_NOT;
	const rd_kafka_resp_err_t error = consumer_join(bus);
	if (error == RD_KAFKA_RESP_ERR_NO_ERROR)
		return true;
	snprintf(reterr, size, "kafka: cannot subscribe: %s", rd_kafka_err2str(error));
	bus->is_broken[SIDE_CONSUMER] = true; /* or it would be deaf: to be made again */
	return false;
}

/* Leaves the group, so that another instance takes over at once, unless this one has a name and
 * may come back; but a coordinator that is away is not waited for. */
static void
consumer_leave(rd_kafka_t *rk)
{
	const int64_t end_us = clock_monotonic_us() + CLOSE_MS * 1000;
	rd_kafka_queue_t *queue = rd_kafka_queue_new(rk);
	rd_kafka_error_t *error = rd_kafka_consumer_close_queue(rk, queue);

	if (error != NULL) {
		rd_kafka_error_destroy(error);
	} else {
		while (!rd_kafka_consumer_closed(rk) && clock_monotonic_us() < end_us) {
			rd_kafka_event_t *event = rd_kafka_queue_poll(queue, STEP_MS);
			if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_REBALANCE)
				partition_give(rk, NULL);
			rd_kafka_event_destroy(event);
		}
	}
	rd_kafka_queue_destroy(queue);
}

static void
consumer_close(struct bus *bus)
{
	rd_kafka_t *rk = bus->client[SIDE_CONSUMER];

	if (rk == NULL)
		return;
	partition_tell(bus, true);
	partition_drop(bus);
	rd_kafka_queue_io_event_enable(bus->queue, -1, NULL, 0);
	rd_kafka_queue_destroy(bus->queue); /* a reference left would hang the destroy */
	bus->queue = NULL;
	if (!bus->is_broken[SIDE_CONSUMER])
		consumer_leave(rk);
	client_end(rk);
	bus->client[SIDE_CONSUMER] = NULL;
	bus->is_up[SIDE_CONSUMER] = false;
}

static void
bus_free(struct bus *bus)
{
	consumer_close(bus);
	producer_close(bus);
	for (enum side side = SIDE_CONSUMER; side < SIDE_N; side++)
		if (bus->conf[side] != NULL)
			rd_kafka_conf_destroy(bus->conf[side]);
	if (bus->topics != NULL)
		rd_kafka_topic_partition_list_destroy(bus->topics);
	for (int i = 0; i < 2; i++)
		if (bus->wake[i] != -1)
			close(bus->wake[i]);
	free(bus);
}

void
bus_close(struct bus *bus)
{
	if (bus != NULL)
		bus_free(bus);
}

static bool
wake_open(struct bus *bus)
{
	if (pipe(bus->wake) == -1) {
		bus->wake[0] = bus->wake[1] = -1;
		return false;
	}
	for (int i = 0; i < 2; i++)
		if (fcntl(bus->wake[i], F_SETFL, O_NONBLOCK) == -1 ||
		    fcntl(bus->wake[i], F_SETFD, FD_CLOEXEC) == -1)
			return false;
	return true;
}

static bool
topics_take(struct bus *bus, const struct bus_options *o, char *reterr, size_t size)
{
	if (o->n_topics == 0)
		return true;
	bus->topics = rd_kafka_topic_partition_list_new((int)o->n_topics);
	for (size_t i = 0; i < o->n_topics; i++) {
		if (strlen(o->topics[i]) >= TOPIC_MAX) {
			snprintf(
			    reterr, size, "topic %s: the name is too long", o->topics[i]);
			return false;
		}
		rd_kafka_topic_partition_list_add(
		    bus->topics, o->topics[i], RD_KAFKA_PARTITION_UA);
	}
	return true;
}

static bool
bus_start(struct bus *bus, const struct bus_options *o, char *reterr, size_t size)
{
	if (!wake_open(bus)) {
		snprintf(reterr, size, "pipe: %s", strerror(errno));
		return false;
	}
	return topics_take(bus, o, reterr, size) && conf_make(bus, o, reterr, size) &&
	       producer_open(bus, reterr, size) &&
	       (bus->topics == NULL || consumer_open(bus, reterr, size));
}

struct bus *
bus_open(const struct bus_options *o, char *reterr, size_t size)
{
	struct bus *bus = calloc(1, sizeof *bus);

	if (bus == NULL)
		log_panic("out of memory");
	bus->wake[0] = bus->wake[1] = -1;
	bus->position = o->position;
	bus->context = o->context;
	bus->is_named = o->instance != NULL && o->instance[0] != '\0';
	if (bus_start(bus, o, reterr, size))
		return bus;
	bus_free(bus);
	return NULL;
}

int
bus_fd(const struct bus *bus)
{
	return bus->wake[0];
}

bool
bus_is_up(const struct bus *bus)
{
	return bus->is_up[bus->topics != NULL ? SIDE_CONSUMER : SIDE_PRODUCER];
}

static void
wake_drain(const struct bus *bus)
{
	char rest[64];

	while (read(bus->wake[0], rest, sizeof rest) > 0)
		;
}

/* There is more to do: librdkafka writes to the pipe only when its queue was empty. */
static void
wake_again(const struct bus *bus)
{
	const ssize_t n = write(bus->wake[1], "p", 1);

	assert(n == 1 || errno == EAGAIN); /* full: readable anyway */
}

static size_t
wiped_take(struct bus *bus, struct bus_event *ret, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < bus->n_partitions && n < max; i++) {
		struct partition *p = &bus->partitions[i];
		if (p->state != PARTITION_WIPED)
			continue;
		ret[n] = (struct bus_event){
			.kind = BUS_WIPED, .partition = p->number, .offset = p->next
		};
		memcpy(ret[n].topic, p->topic, sizeof p->topic);
		p->state = PARTITION_READ;
		bus->wants_reopen = true;
		n++;
	}
	return n;
}

static struct bytes
bytes_take(struct arena *arena, const void *from, size_t size)
{
	return from == NULL ? (struct bytes){ NULL, 0 }
			    : arena_copy(arena, (struct bytes){ from, size });
}

/* True: *ret is a letter. False: something that was fetched for an assignment that is
 * gone, or that no daemon of ours can have sent. One that lies before `next` says that `next`
 * is false: no sum covers the offset at the head of a batch, and after one flipped bit of it
 * nothing would ever be read again. The partition's ends tell. */
static bool
letter_take(struct bus *bus, struct arena *arena, const rd_kafka_message_t *m,
    struct bus_event *ret)
{
	struct partition *p =
	    partition_find(bus, rd_kafka_topic_name(m->rkt), m->partition);

	if (p == NULL || p->state != PARTITION_READ)
		return false;
	if (m->offset < p->next) {
		partition_lost(bus, p->topic);
		return false;
	}
	p->next = m->offset + 1;
	if (m->len > LETTER_MAX)
		return false;
	*ret = (struct bus_event){
		.kind = BUS_LETTER,
		.partition = m->partition,
		.offset = m->offset,
		.key = bytes_take(arena, m->key, m->key_len),
		.value = bytes_take(arena, m->payload, m->len),
	};
	memcpy(ret->topic, p->topic, sizeof p->topic);
	return true;
}

/* Errors of a consumer are weather, but for two. */
static void
trouble_take(struct bus *bus, const rd_kafka_message_t *m)
{
	if (m->err == RD_KAFKA_RESP_ERR__FATAL) {
		client_broken(bus, SIDE_CONSUMER);
	} else if (m->rkt != NULL &&
		   (m->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
		       m->err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)) {
		partition_lost(bus, rd_kafka_topic_name(m->rkt));
	}
}

static size_t
letters_take(
    struct bus *bus, struct arena *arena, struct bus_event *ret, size_t max, int wait_ms)
{
	const int64_t end_us = clock_monotonic_us() + (int64_t)wait_ms * 1000;
	size_t n = 0;

	bus->is_rebalanced = false;
	while (n < max && !bus->is_rebalanced) {
		const int64_t left_us = end_us - clock_monotonic_us();
		rd_kafka_message_t *m = rd_kafka_consumer_poll(bus->client[SIDE_CONSUMER],
		    n == 0 && left_us > 0 ? (int)((left_us + 999) / 1000) : 0);
		if (m == NULL)
			break;
		const bool is_trouble = m->err != RD_KAFKA_RESP_ERR_NO_ERROR;
		if (is_trouble)
			trouble_take(bus, m);
		else if (letter_take(bus, arena, m, &ret[n]))
			n++;
		rd_kafka_message_destroy(m);
		if (is_trouble)
			break; /* the next bus_poll sees to it */
	}
	return n;
}

static bool
consumer_ready(struct bus *bus)
{
	char why[256];

	if (bus->is_broken[SIDE_CONSUMER] || bus->wants_reopen)
		consumer_close(bus);
	return bus->client[SIDE_CONSUMER] != NULL || consumer_open(bus, why, sizeof why);
}

size_t
bus_poll(
    struct bus *bus, struct arena *arena, struct bus_event *ret, size_t max, int wait_ms)
{
	const bool sends_only = bus->topics == NULL;

	wake_drain(bus);
	if (bus->client[SIDE_PRODUCER] != NULL)
		rd_kafka_poll(bus->client[SIDE_PRODUCER], sends_only ? wait_ms : 0);
	if (sends_only || !consumer_ready(bus))
		return 0;
	if (bus->rejoin == REJOIN_NOW && consumer_join(bus) == RD_KAFKA_RESP_ERR_NO_ERROR)
		bus->rejoin = REJOIN_NOT;
	partition_settle(bus);
	partition_tell(bus, false);
	const size_t n_wiped = wiped_take(bus, ret, max);
	const size_t n = n_wiped + letters_take(bus, arena, ret + n_wiped, max - n_wiped,
				       n_wiped > 0 ? 0 : wait_ms);
	if (n == max || bus->is_rebalanced)
		wake_again(bus);
	return n;
}
