/*
 * Every call of librdkafka that can fail does so once, in the life of a bus: it is opened, letters
 * that wait are read in order and none is passed over, one is sent and comes back, it is closed.
 * The broker is librdkafka's own mock. Some lives run at once, for they wait most of the time.
 */
#include <librdkafka/rdkafka.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "bus/reader.h"
#include "fail.h"

enum { LETTERS = 4, MORE = 7, TOGETHER = 8, LIFE_S = 60, PATIENCE_US = 40000000, NONE_LEFT = 3 };

static bool
fails(const char *call)
{
	enum how how;
	return fail_now(FAMILY_kafka, call, &how);
}

/* For a call that answers with an error number. */
#define ERROR(name, call) \
	return fails(name) ? RD_KAFKA_RESP_ERR__FAIL : call

REAL(rd_kafka_t *, rd_kafka_new, rd_kafka_type_t type, rd_kafka_conf_t *conf, char *why, size_t size)
{
	if (!fails("rd_kafka_new"))
		return __real_rd_kafka_new(type, conf, why, size);
	(void)snprintf(why, size, "no thread to be had");
	return NULL;
}

REAL(rd_kafka_conf_res_t, rd_kafka_conf_set, rd_kafka_conf_t *c, const char *name, const char *value,
    char *why, size_t size)
{
	if (!fails("rd_kafka_conf_set"))
		return __real_rd_kafka_conf_set(c, name, value, why, size);
	(void)snprintf(why, size, "not here");
	return RD_KAFKA_CONF_UNKNOWN;
}

REAL(rd_kafka_resp_err_t, rd_kafka_subscribe, rd_kafka_t *rk,
    const rd_kafka_topic_partition_list_t *list)
{
	ERROR("rd_kafka_subscribe", __real_rd_kafka_subscribe(rk, list));
}

REAL(rd_kafka_resp_err_t, rd_kafka_poll_set_consumer, rd_kafka_t *rk)
{
	ERROR("rd_kafka_poll_set_consumer", __real_rd_kafka_poll_set_consumer(rk));
}

REAL(rd_kafka_resp_err_t, rd_kafka_assign, rd_kafka_t *rk,
    const rd_kafka_topic_partition_list_t *list)
{
	ERROR("rd_kafka_assign", __real_rd_kafka_assign(rk, list));
}

REAL(rd_kafka_resp_err_t, rd_kafka_assignment, rd_kafka_t *rk, rd_kafka_topic_partition_list_t **ret)
{
	ERROR("rd_kafka_assignment", __real_rd_kafka_assignment(rk, ret));
}

REAL(rd_kafka_resp_err_t, rd_kafka_commit, rd_kafka_t *rk,
    const rd_kafka_topic_partition_list_t *list, int is_async)
{
	ERROR("rd_kafka_commit", __real_rd_kafka_commit(rk, list, is_async));
}

REAL(rd_kafka_resp_err_t, rd_kafka_flush, rd_kafka_t *rk, int wait_ms)
{
	ERROR("rd_kafka_flush", __real_rd_kafka_flush(rk, wait_ms));
}

REAL(rd_kafka_resp_err_t, rd_kafka_purge, rd_kafka_t *rk, int flags)
{
	ERROR("rd_kafka_purge", __real_rd_kafka_purge(rk, flags));
}

REAL(rd_kafka_resp_err_t, rd_kafka_header_add, rd_kafka_headers_t *h, const char *name, ssize_t n,
    const void *value, ssize_t size)
{
	ERROR("rd_kafka_header_add", __real_rd_kafka_header_add(h, name, n, value, size));
}

REAL(rd_kafka_resp_err_t, rd_kafka_get_watermark_offsets, rd_kafka_t *rk, const char *topic,
    int32_t partition, int64_t *low, int64_t *high)
{
	ERROR("rd_kafka_get_watermark_offsets",
	    __real_rd_kafka_get_watermark_offsets(rk, topic, partition, low, high));
}

REAL(rd_kafka_message_t *, rd_kafka_consumer_poll, rd_kafka_t *rk, int wait_ms)
{
	return fails("rd_kafka_consumer_poll") ? NULL : __real_rd_kafka_consumer_poll(rk, wait_ms);
}

/* The one with a list of arguments: bus_send's are these. */
rd_kafka_resp_err_t	__wrap_rd_kafka_producev(rd_kafka_t *, ...);

rd_kafka_resp_err_t
__wrap_rd_kafka_producev(rd_kafka_t *rk, ...)
{
	const char *topic = NULL;
	void *key = NULL, *value = NULL;
	size_t key_size = 0, size = 0;
	rd_kafka_headers_t *headers = NULL;
	rd_kafka_vtype_t type;
	va_list ap;
	va_start(ap, rk);
	while ((type = va_arg(ap, rd_kafka_vtype_t)) != RD_KAFKA_VTYPE_END)
		if (type == RD_KAFKA_VTYPE_TOPIC)
			topic = va_arg(ap, const char *);
		else if (type == RD_KAFKA_VTYPE_KEY) {
			key = va_arg(ap, void *);
			key_size = va_arg(ap, size_t);
		} else if (type == RD_KAFKA_VTYPE_VALUE) {
			value = va_arg(ap, void *);
			size = va_arg(ap, size_t);
		} else if (type == RD_KAFKA_VTYPE_HEADERS)
			headers = va_arg(ap, rd_kafka_headers_t *);
		else
			(void)va_arg(ap, int);
	va_end(ap);
	const rd_kafka_vu_t all[] = {
		{ .vtype = RD_KAFKA_VTYPE_TOPIC, .u.cstr = topic },
		{ .vtype = RD_KAFKA_VTYPE_KEY, .u.mem = { key, key_size } },
		{ .vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = { value, size } },
		{ .vtype = RD_KAFKA_VTYPE_HEADERS, .u.headers = headers },
		{ .vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY },
	};
	if (fails("rd_kafka_producev"))
		return RD_KAFKA_RESP_ERR__QUEUE_FULL;
	rd_kafka_error_t *error = rd_kafka_produceva(rk, all, sizeof(all) / sizeof(all[0]));
	const rd_kafka_resp_err_t code =
	    error == NULL ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_error_code(error);
	rd_kafka_error_destroy(error);
	return code;
}

/* -- a life --------------------------------------------------------------------------- */

static int64_t
ask_position(void *context, const char *topic, int32_t partition)
{
	(void)topic, (void)partition;
	return *(const int64_t *)context;
}

/* The second try has to succeed; the first may be refused, with a reason. */
static struct bus *
open_bus(const char *brokers, const char *topic, int64_t *next)
{
	const char *const extra[] = { "topic.metadata.refresh.interval.ms=700",
		"session.timeout.ms=6000", NULL };
	const struct bus_options o = { .brokers = brokers, .group = "nth", .client = "nth",
		.topics = &topic, .n_topics = 1, .extra = extra, .position = ask_position,
		.context = next };
	char why[256] = "";
	struct bus *bus = bus_open(&o, why, sizeof(why));
	if (bus != NULL)
		return bus;
	if (why[0] == '\0')
		(void)fprintf(stderr, "refused without a reason\n");
	return why[0] == '\0' ? NULL : bus_open(&o, why, sizeof(why));
}

/* Reads until that offset; each letter once, in order. */
static bool
read_to(struct bus *bus, const char *topic, int64_t *next, int64_t last)
{
	struct bus_event events[LETTERS];
	struct arena *arena = arena_new();
	const int64_t until_us = clock_monotonic_us() + PATIENCE_US;
	bool ok = true;
	while (ok && *next < last && clock_monotonic_us() < until_us) {
		const size_t n = bus_poll(bus, arena, events, LETTERS, 200);
		for (size_t i = 0; i < n; i++)
			ok = ok && events[i].kind == BUS_LETTER && events[i].offset == (*next)++;
		if (n > 0)
			bus_done(bus, topic, 0, *next);
		(void)bus_lag(bus);
		arena_reset(arena);
	}
	arena_free(arena);
	if (!ok || *next < last)
		(void)fprintf(stderr, "%s at %lld\n", ok ? "nothing more comes" : "out of order",
		    (long long)*next);
	return ok && *next >= last;
}

/* The outbox sends again what was not taken. */
static bool
send_one(struct bus *bus, const char *topic)
{
	for (int i = 0; i < 3; i++) {
		const struct bus_letter l = { .topic = topic, .key = "a",
			.value = { (const uint8_t *)"7", 1 }, .id = "i", .type = "t", .source = "/s" };
		if (bus_send(bus, &l))
			return true;
	}
	(void)fprintf(stderr, "nothing can be sent\n");
	return false;
}

static int
live(unsigned n)
{
	static const char topic[] = "nth";
	int64_t next = -1 + 1;
	fail_begin();
	struct mock *m = mock_start(topic, 1);
	struct positions positions;
	struct reader sender;
	positions_forget(&positions);
	reader_open(&sender, mock_brokers(m), NULL, &positions);
	reader_send_many(sender.bus, topic, 0, LETTERS);
	reader_close(&sender);
	fail_arm(FAMILY_kafka, HOW_refuse, n);
	struct bus *bus = open_bus(mock_brokers(m), topic, &next);
	bool ok = bus != NULL && read_to(bus, topic, &next, LETTERS) && send_one(bus, topic);
	if (ok)
		(void)bus_flush(bus, 5000);
	ok = ok && read_to(bus, topic, &next, LETTERS + 1);
	bus_close(bus);
	fail_disarm();
	mock_stop(m);
	if (!ok)
		printf("FAILED bus kafka refuse %u (%s)\n", n, fail_tally()->call);
	return !ok ? 1 : fail_tally()->has_failed ? 0 : NONE_LEFT;
}

static pid_t
begin(unsigned n)
{
	const pid_t child = fork();
	if (child != 0)
		return child;
	(void)alarm(LIFE_S);
	exit(live(n));
}

int
main(int argc, char **argv)
{
	unsigned n = argc > 1 ? (unsigned)atoi(argv[1]) : 1, n_passed = 0, n_failed = 0;
	const unsigned last = argc > 1 ? n : 400;
	bool is_over = false;
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	log_open("nth", LOG_ERROR);
	while (!is_over && n <= last) {
		pid_t child[TOGETHER];
		unsigned k = 0;
		while (k < TOGETHER && n + k <= last) {
			child[k] = begin(n + k);
			k++;
		}
		for (unsigned i = 0; i < k; i++) {
			int status = -1;
			(void)waitpid(child[i], &status, 0);
			const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
			is_over = is_over || code == NONE_LEFT;
			n_passed += code == 0;
			if (code != 0 && code != NONE_LEFT) {
				n_failed++;
				printf("FAILED bus kafka refuse %u: status %x\n", n + i, (unsigned)status);
			}
		}
		n += k;
	}
	printf("bus: kafka refuse, %u calls, %u failed\n", n_passed + n_failed, n_failed);
	printf("%u passed, %u failed\n", n_passed, n_failed);
	return n_failed == 0 && n_passed > 0 ? 0 : 1;
}
