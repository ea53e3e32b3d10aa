/* What the relay may rely on, against librdkafka's mock cluster. */
#include <criterion/criterion.h>
#include <librdkafka/rdkafka.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "bus/kafka.h"
#include "reader.h"

#define TOPIC "xueji.v1.43.county"

enum { N_PARTITIONS = 4, PATIENCE_MS = 40000 };

static struct mock *mock;
static struct positions positions;
static struct reader reader;

static void
begin(void)
{
	mock = mock_start(TOPIC, N_PARTITIONS);
	positions_forget(&positions);
	reader_open(&reader, mock_brokers(mock), TOPIC, &positions);
}

static void
end(void)
{
	reader_close(&reader);
	mock_stop(mock);
}

TestSuite(bus, .init = begin, .fini = end, .timeout = 120);

static void
expect_order(const struct reader *r)
{
	int last_of_key['z'] = { 0 };
	int64_t last_of_partition[N_PARTITIONS] = { -1, -1, -1, -1 };

	for (size_t i = 0; i < r->n; i++) {
		const struct seen *s = &r->seen[i];
		const unsigned char key = (unsigned char)s->key[0];
		cr_assert(s->number > last_of_key[key], "letter %d of key %s after %d",
		    s->number, s->key, last_of_key[key]);
		cr_assert(s->offset > last_of_partition[s->partition]);
		last_of_key[key] = s->number;
		last_of_partition[s->partition] = s->offset;
	}
}

Test(bus, letters_of_one_key_arrive_in_the_order_they_were_sent)
{
	reader_send_many(reader.bus, TOPIC, 1, 1000);
	reader_wait(&reader, 1000, PATIENCE_MS);
	cr_assert_eq(reader.n, 1000, "%zu letters", reader.n);
	expect_order(&reader);
	reader_poll(&reader, 10, 300);
	cr_assert_eq(reader.n, 1000, "a letter came twice");
}

Test(bus, no_more_than_asked_for_and_the_rest_is_announced)
{
	reader_send_many(reader.bus, TOPIC, 1, 100);
	while (reader_poll(&reader, 7, 100) < 7)
		reader_commit(&reader);
	struct pollfd fd = { .fd = bus_fd(reader.bus), .events = POLLIN };
	cr_expect_eq(poll(&fd, 1, 0), 1, "there is more, and nobody says so");
	reader_commit(&reader);
	reader_wait(&reader, 100, PATIENCE_MS);
	cr_assert_eq(reader.n, 100);
	expect_order(&reader);
}

Test(bus, the_descriptor_wakes_a_sleeper_when_a_letter_arrives)
{
	reader_send_many(reader.bus, TOPIC, 1, 1);
	reader_wait(&reader, 1, PATIENCE_MS);
	cr_assert_eq(reader.n, 1);
	while (reader_poll(&reader, 10, 0) > 0)
		;
	reader_send(reader.bus, TOPIC, "a", 11);
	cr_assert(bus_flush(reader.bus, PATIENCE_MS));
	const int64_t start_us = clock_monotonic_us();
	/* Other news of librdkafka's wake us too, about once a second. */
	for (int i = 0; i < 20 && reader.n < 2; i++) {
		struct pollfd fd = { .fd = bus_fd(reader.bus), .events = POLLIN };
		cr_expect_eq(poll(&fd, 1, 3000), 1);
		reader_poll(&reader, 10, 0);
	}
	cr_assert_eq(reader.n, 2);
	cr_expect(clock_monotonic_us() - start_us < 900 * 1000, "woken late");
}

Test(bus, a_rewind_delivers_again_exactly_from_the_stored_position)
{
	reader_send_many(reader.bus, TOPIC, 1, 3000);
	while (reader.n < 500) {
		reader_poll(&reader, 100, 100);
		reader_commit(&reader);
	}
	struct positions committed = positions;
	for (int again = 0; again < 5; again++) {
		const size_t n = reader.n;
		/* A turn that polled, but whose commit failed. */
		for (int i = 0; i < 3; i++)
			reader_poll(&reader, 400, 100);
		reader.n = n;
		bus_rewind(reader.bus);
	}
	reader_wait(&reader, 3000, PATIENCE_MS);
	cr_assert_eq(reader.n, 3000, "%zu letters", reader.n);
	expect_order(&reader);
	for (int32_t p = 0; p < N_PARTITIONS; p++)
		cr_expect(positions.next[p] >= committed.next[p]);
}

/* An instance that was asleep while another took over wakes to all of it at once. */
Test(bus, rewinds_in_quick_succession_are_survived)
{
	reader_send_many(reader.bus, TOPIC, 1, 200);
	reader_wait(&reader, 200, PATIENCE_MS);
	for (int i = 0; i < 2000; i++) {
		bus_rewind(reader.bus);
		reader_poll(&reader, 1, 0);
	}
	reader_commit(&reader);
	bus_rewind(reader.bus);
	const size_t n = reader.n;
	reader_send_many(reader.bus, TOPIC, 201, 200);
	reader_wait(&reader, n + 200, PATIENCE_MS);
	cr_assert_geq(reader.n, n + 200);
	cr_expect_eq(reader.seen[reader.n - 1].kind, BUS_LETTER);
}

Test(bus, reading_starts_at_the_stored_position)
{
	reader_send_many(reader.bus, TOPIC, 1, 400);
	reader_wait(&reader, 400, PATIENCE_MS);
	reader_close(&reader);
	int64_t left = 0;
	for (int p = 0; p < N_PARTITIONS; p++) {
		const int64_t end_of = positions.next[p] < 0 ? 0 : positions.next[p];
		positions.next[p] = end_of / 2;
		left += end_of - end_of / 2;
	}
	reader_open(&reader, mock_brokers(mock), TOPIC, &positions);
	reader_wait(&reader, (size_t)left, PATIENCE_MS);
	reader_poll(&reader, 100, 300);
	cr_assert_eq((int64_t)reader.n, left);
}

Test(bus, a_store_that_is_away_is_asked_again_and_nothing_is_skipped)
{
	reader_send_many(reader.bus, TOPIC, 1, 100);
	positions.n_refusals = 6;
	reader_wait(&reader, 100, PATIENCE_MS);
	cr_assert_eq(reader.n, 100);
	cr_expect(positions.n_asked > 6);
	expect_order(&reader);
}

Test(bus, a_position_beyond_the_end_is_told_once_and_reading_goes_on)
{
	reader_send_many(reader.bus, TOPIC, 1, 100);
	for (int p = 0; p < N_PARTITIONS; p++)
		positions.next[p] = 100000;
	reader_wait(&reader, 100 + N_PARTITIONS, PATIENCE_MS);
	reader_poll(&reader, 100, 500);
	size_t n_wiped = 0;
	bool is_told[N_PARTITIONS] = { false };
	for (size_t i = 0; i < reader.n; i++) {
		const struct seen *s = &reader.seen[i];
		if (s->kind == BUS_WIPED) {
			cr_expect_eq(s->offset, 0);
			is_told[s->partition] = true;
			n_wiped++;
		}
		cr_expect(is_told[s->partition], "a letter before the notice");
	}
	cr_expect_eq(n_wiped, N_PARTITIONS, "%zu notices", n_wiped);
	cr_expect_eq(reader.n - n_wiped, 100, "%zu letters", reader.n - n_wiped);
}

/* No sum covers the offset at the head of a batch: a bit that was turned over on the way lets a
 * letter seem to lie far ahead. */
Test(bus, after_a_letter_with_a_false_offset_those_behind_it_are_read)
{
	reader_send_many(reader.bus, TOPIC, 1, 100);
	reader_wait(&reader, 100, PATIENCE_MS);
	cr_assert_eq(reader.n, 100);
	reader_commit(&reader);
	struct partition *p = &reader.bus->partitions[0];
	p->next += 65536;
	positions.next[p->number] = p->next;
	const int32_t number = p->number;
	reader_send_many(reader.bus, TOPIC, 101, 100);
	size_t n_wiped = 0, n_new = 0;
	for (int64_t end_us = clock_monotonic_us() + PATIENCE_MS * 1000LL;
	     n_new < 100 && clock_monotonic_us() < end_us;) {
		bool is_new[201] = { false };
		reader_poll(&reader, 100, 300);
		reader_commit(&reader);
		n_wiped = n_new = 0;
		for (size_t i = 0; i < reader.n; i++) {
			const struct seen *s = &reader.seen[i];
			n_wiped += s->kind == BUS_WIPED && s->partition == number;
			if (s->kind != BUS_LETTER || s->number <= 100 || is_new[s->number])
				continue;
			is_new[s->number] = true;
			n_new++;
		}
	}
	cr_expect_eq(n_new, 100, "%zu letters", n_new);
	cr_expect_geq(n_wiped, 1, "no notice");
}

Test(bus, two_instances_share_the_work_and_one_takes_over_from_the_other)
{
	struct reader second;
	reader_open(&second, mock_brokers(mock), TOPIC, &positions);
	const int64_t end_us = clock_monotonic_us() + PATIENCE_MS * 1000LL;
	int sent = 0;
	/* Until both have read something. */
	while ((reader.n == 0 || second.n == 0) && clock_monotonic_us() < end_us) {
		reader_send_many(reader.bus, TOPIC, sent + 1, 20);
		sent += 20;
		for (int i = 0; i < 5; i++) {
			reader_poll(&reader, 100, 20);
			reader_commit(&reader);
			reader_poll(&second, 100, 20);
			reader_commit(&second);
		}
	}
	cr_assert(reader.n > 0 && second.n > 0, "%zu and %zu", reader.n, second.n);
	/* It polls once more, does not commit, and dies. */
	const size_t n_committed = second.n;
	reader_send_many(reader.bus, TOPIC, sent + 1, 40);
	sent += 40;
	reader_poll(&second, 100, 500);
	second.n = n_committed;
	bus_close(second.bus);
	second.bus = NULL;
	reader_wait(&reader, (size_t)sent - n_committed, PATIENCE_MS);
	cr_expect_eq(reader.n + n_committed, (size_t)sent, "%zu and %zu of %d", reader.n,
	    n_committed, sent);
	reader_close(&second);
}

Test(bus, a_broker_that_appears_later_is_found)
{
	reader_close(&reader);
	mock_set_up(mock, false);
	reader_open(&reader, mock_brokers(mock), TOPIC, &positions);
	reader_send(reader.bus, TOPIC, "a", 1);
	reader_wait(&reader, 1, 1500);
	cr_expect_eq(reader.n, 0);
	cr_expect(!bus_is_up(reader.bus));
	cr_expect_eq(bus_lag(reader.bus), -1);
	cr_expect(!bus_flush(reader.bus, 10));
	mock_set_up(mock, true);
	reader_wait(&reader, 1, PATIENCE_MS);
	cr_assert_eq(reader.n, 1);
	while (!bus_is_up(reader.bus))
		reader_poll(&reader, 10, 100);
}

Test(bus, a_broker_that_goes_away_is_noticed)
{
	while (!bus_is_up(reader.bus))
		reader_poll(&reader, 10, 100);
	mock_set_up(mock, false);
	while (bus_is_up(reader.bus))
		reader_poll(&reader, 10, 100);
}

Test(bus, closing_does_not_wait_for_brokers_that_are_away)
{
	reader_send_many(reader.bus, TOPIC, 1, 10);
	reader_wait(&reader, 10, PATIENCE_MS);
	mock_set_up(mock, false);
	reader_send(reader.bus, TOPIC, "a", 11);
	const int64_t start_us = clock_monotonic_us();
	bus_close(reader.bus);
	reader.bus = NULL;
	cr_expect(clock_monotonic_us() - start_us < 5 * 1000 * 1000);
}

Test(bus, a_letter_of_one_mebibyte_arrives_whole_and_a_larger_one_is_refused)
{
	const size_t size = 1024 * 1024;
	uint8_t *bytes = malloc(size + 1);
	struct bus_letter letter = { .topic = TOPIC,
		.key = "a",
		.value = { bytes, size },
		.id = "1",
		.type = "t",
		.source = "/units/430102",
		.traceparent = NULL };
	uint32_t x = 1;

	for (size_t i = 0; i <= size; i++) /* noise, so that lz4 cannot shrink it */
		bytes[i] = (uint8_t)((x = x * 1664525 + 1013904223) >> 24);
	cr_assert(bus_send(reader.bus, &letter));
	letter.value.size = size + 1;
	cr_expect(!bus_send(reader.bus, &letter));
	struct bus_event event;
	size_t n = 0;
	while (n == 0)
		n = bus_poll(reader.bus, reader.arena, &event, 1, 100);
	cr_assert_eq(event.value.size, size);
	cr_expect_eq(memcmp(event.value.data, bytes, size), 0);
	free(bytes);
}

static void
expect_header(rd_kafka_headers_t *headers, const char *name, const char *value)
{
	const void *got;
	size_t size;

	cr_assert_eq(
	    rd_kafka_header_get_last(headers, name, &got, &size), 0, "no %s", name);
	cr_expect_eq(size, strlen(value), "%s", name);
	cr_expect_eq(memcmp(got, value, size), 0, "%s is %.*s", name, (int)size,
	    (const char *)got);
}

Test(bus, another_tool_sees_cloudevents_headers)
{
	const char *trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
	const struct bus_letter letter = { .topic = TOPIC,
		.key = "a",
		.value = { (const uint8_t *)"x", 1 },
		.id = "0198",
		.traceparent = trace,
		.type = "cn.xueji.letter.receipt.v1",
		.source = "/units/430102",
		.verdict = "GARBLED",
		.time_ms = 1788224400123 };

	cr_assert(bus_send(reader.bus, &letter) && bus_flush(reader.bus, PATIENCE_MS));
	char why[128];
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	rd_kafka_conf_set(conf, "bootstrap.servers", mock_brokers(mock), NULL, 0);
	rd_kafka_conf_set(conf, "group.id", "other", NULL, 0);
	rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof why);
	cr_assert(rk != NULL, "%s", why);
	rd_kafka_topic_partition_list_t *all =
	    rd_kafka_topic_partition_list_new(N_PARTITIONS);
	for (int p = 0; p < N_PARTITIONS; p++)
		rd_kafka_topic_partition_list_add(all, TOPIC, p)->offset = 0;
	rd_kafka_assign(rk, all);
	rd_kafka_topic_partition_list_destroy(all);
	rd_kafka_message_t *m = NULL;
	while (m == NULL || m->err != 0) {
		if (m != NULL)
			rd_kafka_message_destroy(m);
		m = rd_kafka_consumer_poll(rk, 1000);
	}
	rd_kafka_headers_t *headers;
	cr_assert_eq(rd_kafka_message_headers(m, &headers), 0);
	expect_header(headers, "ce_specversion", "1.0");
	expect_header(headers, "ce_id", "0198");
	expect_header(headers, "ce_source", "/units/430102");
	expect_header(headers, "ce_type", "cn.xueji.letter.receipt.v1");
	expect_header(headers, "ce_verdict", "GARBLED");
	expect_header(headers, "ce_time", "2026-09-01T01:00:00.123Z");
	expect_header(headers, "content-type", "application/protobuf");
	expect_header(headers, "traceparent", trace);
	rd_kafka_message_destroy(m);
	rd_kafka_consumer_close(rk);
	rd_kafka_destroy(rk);
}

Test(bus, the_lag_is_what_was_not_polled_yet)
{
	reader_send_many(reader.bus, TOPIC, 1, 100);
	reader_wait(&reader, 100, PATIENCE_MS);
	while (bus_lag(reader.bus) != 0) /* known once every partition was fetched */
		reader_poll(&reader, 10, 50);
	reader_send_many(reader.bus, TOPIC, 101, 50);
	while (bus_lag(reader.bus) < 50) /* the suite's timeout ends a wrong count */
		reader_poll(&reader, 0, 0);
	cr_expect_eq(bus_lag(reader.bus), 50);
}

Test(bus, a_misspelt_or_forbidden_setting_stops_the_start_with_its_name)
{
	static const struct {
		const char *extra, *names;
	} rows[] = {
		{ "sesion.timeout.ms=6000", "sesion.timeout.ms" },
		{ "session.timeout.ms=soon", "session.timeout.ms" },
		{ "session.timeout.ms", "name=value" },
		{ "enable.auto.commit=true", "enable.auto.commit" },
		{ "acks=1", "acks" },
		{ "ssl.ca.location=/nowhere/ca.pem", "ssl.ca.location" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char why[256] = "";
		const char *const topic = TOPIC;
		const char *const extra[] = { "security.protocol=ssl", rows[i].extra,
			NULL };
		const struct bus_options options = { .brokers = "127.0.0.1:1",
			.group = "g",
			.client = "c",
			.topics = &topic,
			.n_topics = 1,
			.extra = extra };
		struct bus *bus = bus_open(&options, why, sizeof why);
		cr_expect(bus == NULL, "%s was taken", rows[i].extra);
		cr_expect(
		    strstr(why, rows[i].names) != NULL, "%s: %s", rows[i].extra, why);
		bus_close(bus);
	}
}
