/*
 * librdkafka is configured by strings. Ours stand in a table with their reasons; a
 * misspelt name in the table or in kafka.extra stops the daemon at the start instead of
 * leaving a default in force.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "bus/kafka.h"

enum setting_for { FOR_BOTH, FOR_CONSUMER, FOR_PRODUCER };
enum setting_how { HOW_DEFAULT, HOW_FIXED };
enum { NAME_SIZE = 128 };

static const struct setting {
	enum setting_for side;
	enum setting_how how;
	const char *name, *value;
} settings[] = {
#define BUS_SETTING(side, how, name, value, why) { FOR_##side, HOW_##how, name, value },
#include "bus/bus_setting.def"
#undef BUS_SETTING
};
enum { N_SETTINGS = sizeof settings / sizeof settings[0] };

/* librdkafka says a lot; a library of ours says nothing. */
static void
conf_hush(const rd_kafka_t *rk, int level, const char *facility, const char *text)
{
	(void)rk;
	(void)level;
	(void)facility;
	(void)text;
}

static void
conf_on_error(rd_kafka_t *rk, int error, const char *reason, void *opaque)
{
	struct bus *bus = opaque;
	const enum side side =
	    rd_kafka_type(rk) == RD_KAFKA_CONSUMER ? SIDE_CONSUMER : SIDE_PRODUCER;

	(void)reason;
	if (error == RD_KAFKA_RESP_ERR__FATAL)
		client_broken(bus, side);
	else if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
		bus->is_up[side] = false;
}

/* The only word on a broker's state that does not block: once a second, in JSON. Broker
 * states are upper case there, the group's are lower case. */
static int
conf_on_statistics(rd_kafka_t *rk, char *json, size_t size, void *opaque)
{
	struct bus *bus = opaque;
	const enum side side =
	    rd_kafka_type(rk) == RD_KAFKA_CONSUMER ? SIDE_CONSUMER : SIDE_PRODUCER;

	(void)size;
	bus->is_up[side] = strstr(json, "\"state\":\"UP\"") != NULL;
	return 0; /* librdkafka frees it */
}

static bool
conf_set(
    rd_kafka_conf_t *conf, const char *name, const char *value, char *reterr, size_t size)
{
	char why[256] = "";

	if (rd_kafka_conf_set(conf, name, value, why, sizeof why) == RD_KAFKA_CONF_OK)
		return true;
	snprintf(reterr, size, "kafka setting %s: %s", name, why);
	return false;
}

static bool
conf_is_fixed(const char *name)
{
	for (size_t i = 0; i < N_SETTINGS; i++)
		if (settings[i].how == HOW_FIXED && strcmp(settings[i].name, name) == 0)
			return true;
	return false;
}

static bool
conf_set_extra(rd_kafka_conf_t *conf, const char *extra, char *reterr, size_t size)
{
	char name[NAME_SIZE];
	const char *equals = strchr(extra, '=');

	if (equals == NULL || equals == extra || equals - extra >= NAME_SIZE) {
		snprintf(reterr, size, "kafka setting \"%s\" is not name=value", extra);
		return false;
	}
	memcpy(name, extra, (size_t)(equals - extra));
	name[equals - extra] = '\0';
	if (conf_is_fixed(name)) {
		snprintf(reterr, size,
		    "kafka setting %s carries a promise; it cannot be changed", name);
		return false;
	}
	return conf_set(conf, name, equals + 1, reterr, size);
}

static bool
conf_fill(rd_kafka_conf_t *conf, enum side side, const struct bus_options *o,
    char *reterr, size_t size)
{
	const enum setting_for not_ours =
	    side == SIDE_CONSUMER ? FOR_PRODUCER : FOR_CONSUMER;

	for (size_t i = 0; i < N_SETTINGS; i++)
		if (settings[i].side != not_ours &&
		    !conf_set(conf, settings[i].name, settings[i].value, reterr, size))
			return false;
	if (!conf_set(conf, "bootstrap.servers", o->brokers, reterr, size) ||
	    !conf_set(conf, "client.id", o->client, reterr, size))
		return false;
	if (side == SIDE_CONSUMER && !conf_set(conf, "group.id", o->group, reterr, size))
		return false;
	if (side == SIDE_CONSUMER && o->instance != NULL && o->instance[0] != '\0' &&
	    !conf_set(conf, "group.instance.id", o->instance, reterr, size))
		return false;
	for (size_t i = 0; o->extra != NULL && o->extra[i] != NULL; i++)
		if (!conf_set_extra(conf, o->extra[i], reterr, size))
			return false;
	return true;
}

bool
conf_make(struct bus *bus, const struct bus_options *o, char *reterr, size_t size)
{
	for (enum side side = SIDE_CONSUMER; side < SIDE_N; side++) {
		if (side == SIDE_CONSUMER && o->n_topics == 0)
			continue;
		rd_kafka_conf_t *conf = bus->conf[side] = rd_kafka_conf_new();
		if (!conf_fill(conf, side, o, reterr, size))
			return false;
		rd_kafka_conf_set_opaque(conf, bus);
		rd_kafka_conf_set_log_cb(conf, conf_hush);
		rd_kafka_conf_set_error_cb(conf, conf_on_error);
		rd_kafka_conf_set_stats_cb(conf, conf_on_statistics);
		if (side == SIDE_CONSUMER)
			rd_kafka_conf_set_rebalance_cb(conf, partition_rebalanced);
	}
	return true;
}
