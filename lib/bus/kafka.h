/*
 * What the files of the Kafka adapter share. Nobody outside lib/bus includes this; it is
 * the only header that lets rdkafka.h in.
 */
#ifndef BUS_KAFKA_H
#define BUS_KAFKA_H

#include <librdkafka/rdkafka.h>

#include "bus/bus.h"

enum { LETTER_MAX = 1024 * 1024 };

enum side { SIDE_CONSUMER, SIDE_PRODUCER, SIDE_N };

enum partition_state {
	PARTITION_NEW,   /* assigned; its position has to be asked for */
	PARTITION_READ,  /* letters arrive from `next` on */
	PARTITION_LOST,  /* Kafka has nothing at `next`; its ends have to be looked at */
	PARTITION_WIPED, /* starts anew at `next`; BUS_WIPED has to be handed out first */
};

struct partition {
	char topic[TOPIC_MAX];
	int32_t number;
	enum partition_state state;
	int64_t next; /* offset to hand out next; RD_KAFKA_OFFSET_BEGINNING: not known */
	int64_t done; /* to be told to Kafka; -1: nothing new */
	int64_t due_us; /* NEW and LOST: not to be tried before */
};

/*
 * Kafka hands a member that comes back under its group.instance.id the assignment of
 * before, made from the topics of before. If it leads the group nobody is left to see what
 * has changed since: a topic made anew would be read by no one, for ever (KIP-814, which
 * librdkafka 2.0.2 does not know). A leader that joins once more has everything assigned
 * afresh; of anybody else the broker takes no notice. So who misses a topic does that,
 * once. Not seen: partitions added to a topic that is not missed, in those seconds.
 */
enum rejoin {
	REJOIN_NOT,
	REJOIN_IF_TOPIC_IS_MISSED, /* when the first assignment has come */
	REJOIN_NOW,
};

struct bus {
	rd_kafka_conf_t *conf[SIDE_N]; /* patterns; each client gets a copy */
	rd_kafka_t *client[SIDE_N];    /* NULL: to be made again */
	bool is_broken[SIDE_N];        /* fatal error: to be made again */
	bool is_named;      /* by its options */
	bool is_nameless;   /* the name of the instance was lost to somebody */
	enum rejoin rejoin; /* of this consumer */
	bool wants_reopen; /* a topic was wiped: the consumer is made anew */
	bool is_up[SIDE_N];
	rd_kafka_queue_t *queue;                 /* the consumer's */
	rd_kafka_topic_partition_list_t *topics; /* subscribed; NULL: sends only */
	int wake[2];                             /* pipe behind bus_fd */

	struct partition *partitions; /* assigned to us */
	size_t n_partitions;
	size_t last;        /* index of the partition last looked up */
	bool was_assigned;  /* at least once */
	bool is_rebalanced; /* during this bus_poll */
	bool has_to_assign; /* the table has changed; Kafka does not know yet */
	int64_t tell_us;    /* when to tell Kafka how far we are */

	bus_position_fn *position;
	void *context;
};

/* -- bus_conf.c -----------------------------------------------------------------------
 */
/* Both patterns from the table, then from options->extra. False with a reason. */
bool conf_make(struct bus *, const struct bus_options *, char *reterr, size_t size);

/* -- bus_client.c ---------------------------------------------------------------------
 */
/* A client from its pattern; NULL with a reason (a TLS file that is missing, say). */
rd_kafka_t *client_open(struct bus *, enum side, char *reterr, size_t size);
/* After a fatal error: it will be made again. */
void client_broken(struct bus *, enum side);
/* Never waits longer than a few seconds; does not leave the group. */
void client_end(rd_kafka_t *);

/* -- bus_partition.c ------------------------------------------------------------------
 */
void partition_rebalanced(
    rd_kafka_t *, rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t *, void *bus);
/* rd_kafka_assign, once what an assignment before has stopped is at rest. */
rd_kafka_resp_err_t partition_give(rd_kafka_t *, const rd_kafka_topic_partition_list_t *);
/* Asks for positions and ends that are due and tells librdkafka what to read. */
void partition_settle(struct bus *);
struct partition *partition_find(struct bus *, const char *topic, int32_t number);
void partition_lost(struct bus *, const char *topic);
/* Forgets all of them: the consumer is gone. */
void partition_drop(struct bus *);
/* Tells Kafka how far we are, once a second or now. */
void partition_tell(struct bus *, bool now);

/* -- bus_send.c -----------------------------------------------------------------------
 */
bool producer_open(struct bus *, char *reterr, size_t size);
void producer_close(struct bus *);

#endif
