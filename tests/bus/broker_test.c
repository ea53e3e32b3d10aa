/* What only a real broker does: topics that come and go, a disk that is empty again. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "reader.h"

#define TOPIC "xueji.v1.44.county"

enum { N_PARTITIONS = 4, PATIENCE_MS = 60000 };

static struct broker broker;
static struct positions positions;
static struct reader reader;

static void
begin(void)
{
	if (!broker_start(&broker))
		cr_skip("no Kafka in .cache/kafka: run deploy/install");
	positions_forget(&positions);
}

TestSuite(broker, .init = begin, .timeout = 180);

static size_t
n_of_kind(const struct reader *r, enum bus_event_kind kind, size_t from)
{
	size_t n = 0;

	for (size_t i = from; i < r->n; i++)
		n += r->seen[i].kind == kind;
	return n;
}

Test(broker, topics_are_created_once_and_never_resized)
{
	char why[256] = "";
	struct bus_topic topics[] = {
		{ .name = TOPIC, .n_partitions = N_PARTITIONS, .n_replicas = 1 },
		{ .name = "xueji.v1.registry",
		    .n_partitions = 1,
		    .n_replicas = 1,
		    .is_compacted = true },
	};

	cr_assert(
	    bus_create_topics(broker.address, topics, 2, why, sizeof why), "%s", why);
	cr_expect(
	    bus_create_topics(broker.address, topics, 2, why, sizeof why), "%s", why);
	topics[0].n_partitions = N_PARTITIONS + 1;
	cr_expect(!bus_create_topics(broker.address, topics, 2, why, sizeof why));
	cr_expect(strstr(why, TOPIC) != NULL, "%s", why);
	topics[0].n_partitions = N_PARTITIONS;
	topics[0].n_replicas = 1;
	snprintf(topics[0].name, sizeof topics[0].name, "no good name");
	cr_expect(!bus_create_topics(broker.address, topics, 1, why, sizeof why));
}

Test(broker, a_topic_that_does_not_exist_yet_is_read_once_it_does)
{
	reader_open(&reader, broker.address, TOPIC, &positions);
	reader_wait(&reader, 1, 1500);
	cr_assert_eq(reader.n, 0);
	broker_create_topic(&broker, TOPIC, N_PARTITIONS);
	reader_send_many(reader.bus, TOPIC, 1, 100);
	reader_wait(&reader, 100, PATIENCE_MS);
	cr_expect_eq(reader.n, 100, "%zu letters", reader.n);
	reader_close(&reader);
}

Test(broker, the_largest_letter_passes_a_real_broker)
{
	static uint8_t bytes[1024 * 1024];
	const struct bus_letter letter = { .topic = TOPIC,
		.key = "a",
		.id = "1",
		.value = { bytes, sizeof bytes },
		.type = "t",
		.source = "/units/430102" };
	uint32_t x = 1;

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)((x = x * 1664525 + 1013904223) >> 24);
	broker_create_topic(&broker, TOPIC, N_PARTITIONS);
	reader_open(&reader, broker.address, TOPIC, &positions);
	cr_assert(bus_send(reader.bus, &letter));
	reader_wait(&reader, 1, PATIENCE_MS);
	cr_assert_eq(reader.n, 1);
	cr_expect_eq(reader.seen[0].size, sizeof bytes);
	reader_close(&reader);
}

/* Letters of the old topic are gone; those that the outbox sends again must arrive. */
static void
expect_a_new_life(void)
{
	const size_t n = reader.n;

	for (int i = 0; i < 60 && n_of_kind(&reader, BUS_LETTER, n) < 50; i++) {
		if (i % 10 == 0) /* as the courier does, until there is a receipt */
			for (int k = 0; k < 50; k++)
				reader_send(reader.bus, TOPIC, "a", 1000 + k);
		reader_wait(&reader, reader.n + 50, 1000);
	}
	bool is_told = false;
	for (size_t i = n; i < reader.n; i++)
		is_told = is_told || reader.seen[i].kind == BUS_WIPED;
	cr_expect(is_told, "nobody was told");
	cr_expect(n_of_kind(&reader, BUS_LETTER, n) >= 50, "%zu letters",
	    n_of_kind(&reader, BUS_LETTER, n));
}

Test(broker, a_topic_deleted_and_made_anew_under_a_running_daemon_is_told_and_read)
{
	leak_expect_client();
	broker_create_topic(&broker, TOPIC, N_PARTITIONS);
	reader_open(&reader, broker.address, TOPIC, &positions);
	reader_send_many(reader.bus, TOPIC, 1, 1000);
	reader_wait(&reader, 1000, PATIENCE_MS);
	cr_assert_eq(reader.n, 1000);
	broker_delete_topic(&broker, TOPIC);
	reader_wait(&reader, 1001, 3000);
	cr_expect_eq(reader.n, 1000);
	broker_create_topic(&broker, TOPIC, N_PARTITIONS);
	expect_a_new_life();
	reader_close(&reader);
}

Test(broker, a_topic_made_anew_at_once_is_told_and_read)
{
	broker_create_topic(&broker, TOPIC, N_PARTITIONS);
	reader_open(&reader, broker.address, TOPIC, &positions);
	reader_send_many(reader.bus, TOPIC, 1, 1000);
	reader_wait(&reader, 1000, PATIENCE_MS);
	broker_delete_topic(&broker, TOPIC);
	broker_create_topic(&broker, TOPIC, N_PARTITIONS);
	expect_a_new_life();
	reader_close(&reader);
}

Test(broker, a_broker_that_lost_its_disk_is_told_and_read)
{
	broker_create_topic(&broker, TOPIC, N_PARTITIONS);
	reader_open(&reader, broker.address, TOPIC, &positions);
	reader_send_many(reader.bus, TOPIC, 1, 1000);
	reader_wait(&reader, 1000, PATIENCE_MS);
	cr_assert_eq(reader.n, 1000);
	broker_wipe(&broker);
	reader_wait(&reader, 1001, 2000);
	broker_start_again(&broker);
	broker_create_topic(&broker, TOPIC, N_PARTITIONS);
	expect_a_new_life();
	reader_close(&reader);
}

Test(broker, a_restart_of_the_broker_loses_and_repeats_nothing)
{
	broker_create_topic(&broker, TOPIC, N_PARTITIONS);
	reader_open(&reader, broker.address, TOPIC, &positions);
	reader_send_many(reader.bus, TOPIC, 1, 500);
	reader_wait(&reader, 500, PATIENCE_MS);
	broker_stop(&broker);
	for (int i = 0; i < 40 && bus_is_up(reader.bus); i++)
		reader_poll(&reader, 10, 100);
	cr_expect(!bus_is_up(reader.bus), "nobody noticed");
	reader_send(reader.bus, TOPIC, "a", 501);
	broker_start_again(&broker);
	reader_send_many(reader.bus, TOPIC, 502, 499);
	reader_wait(&reader, 1000, PATIENCE_MS);
	reader_poll(&reader, 10, 1000);
	cr_expect_eq(reader.n, 1000, "%zu letters", reader.n);
	cr_expect(bus_is_up(reader.bus));
	reader_close(&reader);
}

/* Another instance, with positions of its own, so that what it is given is seen. */
static struct reader other;
static struct positions of_other;

static void
open_other(const char *instance)
{
	positions_forget(&of_other);
	reader_open_as(&other, instance, broker.address, TOPIC, &of_other);
}

/* Two instances, and both read. */
static void
share(struct reader *a, struct reader *b, int *sent)
{
	const size_t had_a = a->n, had_b = b->n;
	const int64_t end_us = clock_monotonic_us() + PATIENCE_MS * 1000LL;

	while ((a->n == had_a || b->n == had_b) && clock_monotonic_us() < end_us) {
		reader_send_many(a->bus, TOPIC, *sent + 1, 20);
		*sent += 20;
		for (int i = 0; i < 5; i++) {
			reader_poll(a, 100, 20);
			reader_poll(b, 100, 20);
		}
	}
	cr_assert(a->n > had_a && b->n > had_b, "%zu and %zu", a->n, b->n);
}

Test(broker, who_comes_back_under_its_name_disturbs_nobody)
{
	int sent = 0;

	broker_create_topic(&broker, TOPIC, N_PARTITIONS);
	reader_open_as(&reader, "one", broker.address, TOPIC, &positions);
	open_other("two");
	share(&reader, &other, &sent);
	const int asked = of_other.n_asked;
	bus_close(reader.bus); /* as if killed: under a name nobody leaves */
	reader_open_as(&reader, "one", broker.address, TOPIC, &positions);
	share(&reader, &other, &sent);
	cr_expect_eq(of_other.n_asked, asked, "it was given its partitions anew");
	reader_close(&reader);
	reader_close(&other);
}

Test(broker, of_two_with_one_name_the_first_goes_on_without)
{
	int sent = 0;

	broker_create_topic(&broker, TOPIC, N_PARTITIONS);
	reader_open_as(&reader, "one", broker.address, TOPIC, &positions);
	reader_send_many(reader.bus, TOPIC, 1, sent += 20);
	reader_wait(&reader, 20, PATIENCE_MS);
	open_other("one");
	share(&reader, &other, &sent);
	share(&reader, &other, &sent);
	reader_close(&reader);
	reader_close(&other);
}
