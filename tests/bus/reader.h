/*
 * What the tests of the bus share: a reader that keeps its positions as the store would,
 * librdkafka's mock cluster in this process, and a real broker where the mock is too
 * kind.
 */
#ifndef TESTS_BUS_READER_H
#define TESTS_BUS_READER_H

#include "bus/bus.h"

enum { READER_PARTITIONS = 8, READER_LETTERS = 8192, READER_GROUP = 64 };

struct seen {
	enum bus_event_kind kind;
	int32_t partition;
	int64_t offset;
	char key[16];
	int number;  /* the value, if it is one */
	size_t size; /* of the value */
};

/* Positions of one topic, as two instances of a daemon share them. */
struct positions {
	int64_t next[READER_PARTITIONS];
	int n_refusals; /* so many times the store is away */
	int n_asked;
};

struct reader {
	struct bus *bus;
	struct arena *arena;
	struct positions *positions;
	struct seen *seen;
	size_t n;
};

void positions_forget(struct positions *);
/* Opens a bus that reads `topic`; fails the test if that is refused. */
void
reader_open(struct reader *, const char *brokers, const char *topic, struct positions *);
/* The same under a name, as an instance that is to be known when it comes back. */
void reader_open_as(struct reader *, const char *instance, const char *brokers,
    const char *topic, struct positions *);
void reader_close(struct reader *);
/* One bus_poll; what came is appended to `seen`. */
size_t reader_poll(struct reader *, size_t max, int wait_ms);
/* Polls until `n` things were seen in all, or the time is over. */
void reader_wait(struct reader *, size_t n, int wait_ms);
/* Everything seen so far counts: positions follow, as a committed turn would do. */
void reader_commit(struct reader *);
void reader_send(struct bus *, const char *topic, const char *key, int number);
/* n letters with the numbers from, from + 1 ..., keys a ... j in turn; waits until all
 * left. */
void reader_send_many(struct bus *, const char *topic, int from, int n);

/* This test's process leaves a client of librdkafka's alone: no search for leaks in it. */
void leak_expect_client(void);

/* -- mock cluster ---------------------------------------------------------------------
 */
struct mock;
struct mock *mock_start(const char *topic, int n_partitions);
void mock_stop(struct mock *);
const char *mock_brokers(const struct mock *);
void mock_set_up(struct mock *, bool);

/* -- a real broker --------------------------------------------------------------------
 */
struct broker {
	char dir[64];
	char address[32];
	int port;
	int watch; /* closed by our death: the watcher then ends the broker */
};
/* False: Kafka is not installed. Ends by itself with this process, however it ends. */
bool broker_start(struct broker *);
void broker_stop(struct broker *); /* orderly; the data stay */
void broker_wipe(struct broker *); /* stops it and empties its disk */
void broker_start_again(struct broker *);
void broker_delete_topic(struct broker *, const char *topic);
void broker_create_topic(struct broker *, const char *topic, int n_partitions);

#endif
