/*
 * Creating topics, for deployment and tests. What is there is left as it is, but a
 * partition count other than the one asked for is an error: keys would move to other
 * partitions and letters of one docket could overtake each other.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "bus/kafka.h"

enum { REQUEST_MS = 20000, LEADERS_MS = 20000, STEP_US = 100 * 1000, NUMBER_SIZE = 16 };

/* 1 MiB of letter and its headers; Kafka's own limit is 1 MiB for both. */
#define BATCH_MAX_BYTES "1114112"

static rd_kafka_NewTopic_t *
topic_wish(const struct bus_topic *t, char *reterr, size_t size)
{
	char why[256] = "";
	char in_sync[NUMBER_SIZE];
	rd_kafka_NewTopic_t *wish = rd_kafka_NewTopic_new(
	    t->name, t->n_partitions, t->n_replicas, why, sizeof why);

	if (wish == NULL) {
		snprintf(reterr, size, "%s: %s", t->name, why);
		return NULL;
	}
	/* With three replicas one may be away and acks=all still means two disks. */
	snprintf(
	    in_sync, sizeof in_sync, "%d", t->n_replicas > 2 ? t->n_replicas - 1 : 1);
	rd_kafka_NewTopic_set_config(wish, "min.insync.replicas", in_sync);
	rd_kafka_NewTopic_set_config(
	    wish, "cleanup.policy", t->is_compacted ? "compact" : "delete");
	/* Seven days, the default, would lose letters over a school holiday. */
	rd_kafka_NewTopic_set_config(wish, "retention.ms", "-1");
	rd_kafka_NewTopic_set_config(wish, "max.message.bytes", BATCH_MAX_BYTES);
	return wish;
}

static bool
topics_were_created(rd_kafka_event_t *event, char *reterr, size_t size)
{
	size_t n = 0;
	const rd_kafka_topic_result_t **results = rd_kafka_CreateTopics_result_topics(
	    rd_kafka_event_CreateTopics_result(event), &n);

	for (size_t i = 0; i < n; i++) {
		const rd_kafka_resp_err_t error = rd_kafka_topic_result_error(results[i]);
		if (error == RD_KAFKA_RESP_ERR_NO_ERROR ||
		    error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
			continue;
		snprintf(reterr, size, "%s: %s", rd_kafka_topic_result_name(results[i]),
		    rd_kafka_topic_result_error_string(results[i]));
		return false;
	}
	return true;
}

static bool
topics_ask(
    rd_kafka_t *rk, rd_kafka_NewTopic_t **wishes, size_t n, char *reterr, size_t size)
{
	rd_kafka_queue_t *queue = rd_kafka_queue_new(rk);
	bool is_done = false;

	rd_kafka_CreateTopics(rk, wishes, n, NULL, queue);
	rd_kafka_event_t *event = rd_kafka_queue_poll(queue, REQUEST_MS);
	if (event == NULL)
		snprintf(reterr, size, "no answer from the brokers");
	else if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR)
		snprintf(reterr, size, "%s", rd_kafka_event_error_string(event));
	else
		is_done = topics_were_created(event, reterr, size);
	rd_kafka_event_destroy(event);
	rd_kafka_queue_destroy(queue);
	return is_done;
}

static const rd_kafka_metadata_topic_t *
topic_in(const rd_kafka_metadata_t *all, const char *name)
{
	for (int i = 0; i < all->topic_cnt; i++)
		if (strcmp(all->topics[i].topic, name) == 0)
			return &all->topics[i];
	return NULL;
}

static bool
topic_has_leaders(const rd_kafka_metadata_topic_t *t)
{
	for (int i = 0; i < t->partition_cnt; i++)
		if (t->partitions[i].leader < 0)
			return false;
	return t->partition_cnt > 0;
}

enum there { THERE_YES, THERE_NOT_YET, THERE_WRONG };

static enum there
topics_are_there(
    rd_kafka_t *rk, const struct bus_topic *topics, size_t n, char *reterr, size_t size)
{
	const rd_kafka_metadata_t *all;
	enum there there = THERE_YES;

	const rd_kafka_resp_err_t error =
	    rd_kafka_metadata(rk, 1, NULL, &all, REQUEST_MS);
	if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
		snprintf(reterr, size, "%s", rd_kafka_err2str(error));
		return THERE_WRONG;
	}
	for (size_t i = 0; i < n && there != THERE_WRONG; i++) {
		const rd_kafka_metadata_topic_t *t = topic_in(all, topics[i].name);
		if (t == NULL || !topic_has_leaders(t)) {
			snprintf(reterr, size, "%s has no leader", topics[i].name);
			there = THERE_NOT_YET;
		} else if (t->partition_cnt != topics[i].n_partitions) {
			snprintf(reterr, size,
			    "%s has %d partitions, not %d: it cannot be changed",
			    topics[i].name, t->partition_cnt, topics[i].n_partitions);
			there = THERE_WRONG;
		}
	}
	rd_kafka_metadata_destroy(all);
	return there;
}

/* A letter to a topic without a leader would be refused at once. */
static bool
topics_wait(
    rd_kafka_t *rk, const struct bus_topic *topics, size_t n, char *reterr, size_t size)
{
	const int64_t end_us = clock_monotonic_us() + LEADERS_MS * 1000;
	const struct timespec step = { .tv_nsec = STEP_US * 1000 };
	enum there there;

	while ((there = topics_are_there(rk, topics, n, reterr, size)) == THERE_NOT_YET &&
	       clock_monotonic_us() < end_us)
		nanosleep(&step, NULL);
	return there == THERE_YES;
}

static bool
topics_make(
    rd_kafka_t *rk, const struct bus_topic *topics, size_t n, char *reterr, size_t size)
{
	rd_kafka_NewTopic_t **wishes = calloc(n, sizeof wishes[0]);
	size_t n_wishes = 0;

	if (wishes == NULL)
		log_panic("out of memory");
	while (n_wishes < n &&
	       (wishes[n_wishes] = topic_wish(&topics[n_wishes], reterr, size)) != NULL)
		n_wishes++;
	const bool is_done = n_wishes == n && topics_ask(rk, wishes, n, reterr, size) &&
			     topics_wait(rk, topics, n, reterr, size);
	rd_kafka_NewTopic_destroy_array(wishes, n_wishes);
	free(wishes);
	return is_done;
}

bool
bus_create_topics(const char *brokers, const struct bus_topic *topics, size_t n,
    char *reterr, size_t size)
{
	struct bus bus = { .wake = { -1, -1 } };
	const struct bus_options options = { .brokers = brokers,
		.client = "xueji-topics" };
	bool is_done = n == 0;

	if (n > 0 && conf_make(&bus, &options, reterr, size) &&
	    producer_open(&bus, reterr, size)) {
		is_done = topics_make(bus.client[SIDE_PRODUCER], topics, n, reterr, size);
		producer_close(&bus);
	}
	if (bus.conf[SIDE_PRODUCER] != NULL)
		rd_kafka_conf_destroy(bus.conf[SIDE_PRODUCER]);
	return is_done;
}
