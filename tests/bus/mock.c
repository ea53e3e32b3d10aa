/* librdkafka's own mock cluster: a broker in this process, up in milliseconds. */
#include <criterion/criterion.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stdlib.h>

#include "reader.h"

enum { BROKER = 1 };

struct mock {
	rd_kafka_t *client;
	rd_kafka_mock_cluster_t *cluster;
};

struct mock *
mock_start(const char *topic, int n_partitions)
{
	char why[256];
	struct mock *m = calloc(1, sizeof *m);
	rd_kafka_conf_t *conf = rd_kafka_conf_new();

	cr_assert(m != NULL);
	rd_kafka_conf_set_log_cb(conf, NULL);
	m->client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
	cr_assert(m->client != NULL, "%s", why);
	m->cluster = rd_kafka_mock_cluster_new(m->client, 1);
	cr_assert(m->cluster != NULL);
	rd_kafka_mock_topic_create(m->cluster, topic, n_partitions, 1);
	return m;
}

void
mock_stop(struct mock *m)
{
	rd_kafka_mock_cluster_destroy(m->cluster);
	rd_kafka_destroy(m->client);
	free(m);
}

const char *
mock_brokers(const struct mock *m)
{
	return rd_kafka_mock_cluster_bootstraps(m->cluster);
}

void
mock_set_up(struct mock *m, bool is_up)
{
	if (is_up)
		rd_kafka_mock_broker_set_up(m->cluster, BROKER);
	else
		rd_kafka_mock_broker_set_down(m->cluster, BROKER);
}
