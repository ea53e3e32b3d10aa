/*
 * The life of a librdkafka client. Its end is the difficult part: librdkafka waits for
 * its own threads, and in 2.0.2 they never end if a topic was deleted under a consumer (a
 * reference is lost; mended in 2.1.0). So the end happens in a thread of its own, and
 * after a while it is left alone: a daemon that cannot stop is worse than a few idle
 * threads in one that is about to.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "bus/kafka.h"

enum { END_S = 3 };

/* Shared by the one who waits and the one who ends; the later of the two frees it. */
struct ending {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	rd_kafka_t *client;
	bool is_over, is_left_alone;
};

rd_kafka_t *
client_open(struct bus *bus, enum side side, char *reterr, size_t size)
{
	char why[256] = "";
	rd_kafka_conf_t *conf = rd_kafka_conf_dup(bus->conf[side]);

	if (side == SIDE_CONSUMER && bus->is_nameless)
		rd_kafka_conf_set(conf, "group.instance.id", NULL, why, sizeof why);
	rd_kafka_t *rk =
	    rd_kafka_new(side == SIDE_CONSUMER ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER,
		conf, why, sizeof why);
	bus->is_broken[side] = false;
	if (rk == NULL) {
		rd_kafka_conf_destroy(conf); /* it is taken over on success only */
		snprintf(reterr, size, "kafka: %s", why);
	}
	return rk;
}

void
client_broken(struct bus *bus, enum side side)
{
	char why[256];

	bus->is_broken[side] = true;
	/* Also if there is nobody else: a coordinator died after it had let us join and before we
	 * heard of it, and takes who asks again for another. With the name we would throw out whoever
	 * has it now, and be thrown out, for ever; without it we are one more of the group. */
	if (bus->is_nameless || bus->client[side] == NULL ||
	    rd_kafka_fatal_error(bus->client[side], why, sizeof why) !=
		RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID)
		return;
	bus->is_nameless = true;
	log_line(LOG_WARN, "kafka_fenced",
	    " why=\"another process has our kafka.instance, or a broker died; going on without a name\"");
}

static void
ending_free(struct ending *e)
{
	pthread_cond_destroy(&e->changed);
	pthread_mutex_destroy(&e->lock);
	free(e);
}

static void *
ending_run(void *argument)
{
	struct ending *e = argument;

	rd_kafka_destroy_flags(e->client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
	pthread_mutex_lock(&e->lock);
	e->is_over = true;
	const bool is_left_alone = e->is_left_alone;
	pthread_cond_signal(&e->changed);
	pthread_mutex_unlock(&e->lock);
	if (is_left_alone)
		ending_free(e);
	return NULL;
}

static struct ending *
ending_new(rd_kafka_t *rk)
{
	struct ending *e = calloc(1, sizeof *e);
	pthread_condattr_t monotonic;

	if (e == NULL)
		log_panic("out of memory");
	e->client = rk;
	pthread_mutex_init(&e->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&e->changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	return e;
}

static void
ending_wait(struct ending *e)
{
	struct timespec until;
	int error = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += END_S;
	pthread_mutex_lock(&e->lock);
	while (!e->is_over && error != ETIMEDOUT)
		error = pthread_cond_timedwait(&e->changed, &e->lock, &until);
	e->is_left_alone = !e->is_over;
	const bool is_over = e->is_over;
	pthread_mutex_unlock(&e->lock);
	if (is_over)
		ending_free(e);
}

void
client_end(rd_kafka_t *rk)
{
	struct ending *e = ending_new(rk);
	pthread_t thread;

	if (pthread_create(&thread, NULL, ending_run, e) != 0) {
		ending_run(
		    e); /* no thread to be had: wait for it, however long it takes */
		ending_free(e);
		return;
	}
	pthread_detach(thread);
	ending_wait(e);
}
