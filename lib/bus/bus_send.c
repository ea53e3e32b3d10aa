/*
 * Letters out. A letter that was handed over may still be lost: the outbox keeps it until
 * the receiver's receipt, so nothing here waits for Kafka's answer or repeats by itself.
 * After a fatal error the producer is made anew, and whatever it held is sent again by
 * the outbox.
 *
 * Headers are CloudEvents in binary mode, for whoever looks at a topic with another tool;
 * our daemons read the value only.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "bus/kafka.h"

enum { TIME_SIZE = 40 };

bool
producer_open(struct bus *bus, char *reterr, size_t size)
{
	bus->client[SIDE_PRODUCER] = client_open(bus, SIDE_PRODUCER, reterr, size);
	return bus->client[SIDE_PRODUCER] != NULL;
}

void
producer_close(struct bus *bus)
{
	rd_kafka_t *rk = bus->client[SIDE_PRODUCER];

	if (rk == NULL)
		return;
	/* Without the purge, destroying waits for letters that nobody can deliver. */
	rd_kafka_purge(rk, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
	rd_kafka_poll(rk, 0);
	client_end(rk);
	bus->client[SIDE_PRODUCER] = NULL;
}

static rd_kafka_t *
producer_ready(struct bus *bus)
{
	if (bus->is_broken[SIDE_PRODUCER])
		producer_close(bus);
	char why[256];
	if (bus->client[SIDE_PRODUCER] == NULL && !producer_open(bus, why, sizeof why))
		return NULL;	/* weather by now: the configuration has worked before */
	return bus->client[SIDE_PRODUCER];
}

/* RFC 3339, UTC. */
static void
time_text(int64_t time_ms, char ret[TIME_SIZE])
{
	const time_t seconds = (time_t)(time_ms / 1000);
	struct tm tm;
	char day[24];

	gmtime_r(&seconds, &tm);
	strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(ret, TIME_SIZE, "%s.%03" PRId64 "Z", day, time_ms % 1000);
}

static rd_kafka_headers_t *
letter_headers(const struct bus_letter *l)
{
	char when[TIME_SIZE];
	time_text(l->time_ms, when);
	const struct {
		const char *name, *value;
	} rows[] = {
		{ "ce_specversion", "1.0" },
		{ "ce_id", l->id },
		{ "ce_source", l->source },
		{ "ce_type", l->type },
		{ "ce_time", when },
		{ "content-type", "application/protobuf" },
		{ "traceparent", l->traceparent },
		{ "ce_verdict", l->verdict },
	};
	enum { N_ROWS = sizeof rows / sizeof rows[0] };
	rd_kafka_headers_t *headers = rd_kafka_headers_new(N_ROWS);

	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].value != NULL)
			rd_kafka_header_add(headers, rows[i].name, -1, rows[i].value, -1);
	return headers;
}

bool
bus_send(struct bus *bus, const struct bus_letter *l)
{
	rd_kafka_t *rk = producer_ready(bus);

	if (rk == NULL || l->value.size > LETTER_MAX)
		return false;
	rd_kafka_headers_t *headers = letter_headers(l);
	const size_t key_size = l->key != NULL ? strlen(l->key) : 0;
	/* Not rd_kafka_produceva(): until librdkafka 2.12 it frees headers twice when the
	 * partition does not exist. The library does not write through these pointers. */
	const rd_kafka_resp_err_t error = rd_kafka_producev(rk,
	    RD_KAFKA_V_TOPIC(l->topic), RD_KAFKA_V_KEY(l->key, key_size),
	    RD_KAFKA_V_VALUE((void *)(uintptr_t)l->value.data, l->value.size),
	    RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
	    RD_KAFKA_V_END);
	if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
		rd_kafka_headers_destroy(headers);
	if (error == RD_KAFKA_RESP_ERR__FATAL)
		bus->is_broken[SIDE_PRODUCER] = true;
	return error == RD_KAFKA_RESP_ERR_NO_ERROR;
}

bool
bus_flush(struct bus *bus, int wait_ms)
{
	rd_kafka_t *rk = bus->client[SIDE_PRODUCER];

	return rk != NULL && !bus->is_broken[SIDE_PRODUCER] &&
	       rd_kafka_flush(rk, wait_ms) == RD_KAFKA_RESP_ERR_NO_ERROR;
}
