/*
 * A real broker for one test, by deploy/kafka/start. A watcher process holds the read end
 * of a pipe whose other end only we have: when we are gone, however we went, it ends the
 * broker and removes its files.
 */
#include <criterion/criterion.h>
#include <arpa/inet.h>
#include <fcntl.h>
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reader.h"

enum { COMMAND_SIZE = 512, FD_MAX = 256 };

static int
run(const char *what, const char *dir, int port)
{
	char command[COMMAND_SIZE];

	if (port != 0)
		snprintf(command, sizeof command,
		    XUEJI_SOURCE_DIR "/deploy/kafka/%s %s %d", what, dir, port);
	else
		snprintf(command, sizeof command, XUEJI_SOURCE_DIR "/deploy/kafka/%s %s",
		    what, dir);
	return system(command);
}

static bool
is_free(int port)
{
	const int fd = socket(AF_INET, SOCK_STREAM, 0);
	const struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const bool yes = bind(fd, (const struct sockaddr *)&at, sizeof at) == 0;

	close(fd);
	return yes;
}

/* Two in a row, below the range that the kernel hands out by itself. */
static int
free_ports(void)
{
	int port = 20000 + getpid() % 5000 * 2;

	while (!is_free(port) || !is_free(port + 1))
		port = port < 31000 ? port + 2 : 20000;
	return port;
}

static void
watch(const char *dir, int fd)
{
	char c, command[COMMAND_SIZE];

	for (int other = 0; other < FD_MAX; other++)
		if (other != fd)
			close(other); /* or who waits for our output to end would wait for
					 ever */
	setsid();
	while (read(fd, &c, 1) > 0)
		;
	snprintf(command, sizeof command,
	    XUEJI_SOURCE_DIR "/deploy/kafka/stop %s >/dev/null 2>&1; rm -rf %s", dir,
	    dir);
	_exit(system(command) == 0 ? 0 : 1);
}

bool
broker_start(struct broker *b)
{
	int ends[2];

	if (system("ls " XUEJI_SOURCE_DIR
		   "/.cache/kafka/kafka_2.13-*.jar >/dev/null 2>&1") != 0)
		return false;
	strcpy(b->dir, "/tmp/xueji-kafka-XXXXXX");
	cr_assert(mkdtemp(b->dir) != NULL);
	b->port = free_ports();
	snprintf(b->address, sizeof b->address, "127.0.0.1:%d", b->port);
	cr_assert_eq(pipe(ends), 0);
	if (fork() == 0)
		watch(b->dir, (close(ends[1]), ends[0]));
	close(ends[0]);
	/* Java must not inherit it, or our death goes unnoticed. */
	cr_assert_eq(fcntl(ends[1], F_SETFD, FD_CLOEXEC), 0);
	b->watch = ends[1];
	broker_start_again(b);
	return true;
}

void
broker_start_again(struct broker *b)
{
	cr_assert_eq(run("start", b->dir, b->port), 0, "Kafka did not start");
}

void
broker_stop(struct broker *b)
{
	cr_assert_eq(run("stop", b->dir, 0), 0);
}

void
broker_wipe(struct broker *b)
{
	char command[COMMAND_SIZE];

	broker_stop(b);
	snprintf(command, sizeof command, "rm -rf %s/data", b->dir);
	cr_assert_eq(system(command), 0);
}

void
broker_create_topic(struct broker *b, const char *topic, int n_partitions)
{
	char why[256] = "";
	struct bus_topic t = { .n_partitions = n_partitions, .n_replicas = 1 };

	snprintf(t.name, sizeof t.name, "%s", topic);
	cr_assert(bus_create_topics(b->address, &t, 1, why, sizeof why), "%s", why);
}

void
broker_delete_topic(struct broker *b, const char *topic)
{
	char why[256];
	rd_kafka_conf_t *conf = rd_kafka_conf_new();

	rd_kafka_conf_set(conf, "bootstrap.servers", b->address, NULL, 0);
	rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
	cr_assert(rk != NULL, "%s", why);
	rd_kafka_queue_t *queue = rd_kafka_queue_new(rk);
	rd_kafka_DeleteTopic_t *t = rd_kafka_DeleteTopic_new(topic);
	rd_kafka_DeleteTopics(rk, &t, 1, NULL, queue);
	rd_kafka_event_t *event = rd_kafka_queue_poll(queue, 20000);
	cr_assert(event != NULL && rd_kafka_event_error(event) == 0);
	rd_kafka_event_destroy(event);
	rd_kafka_DeleteTopic_destroy(t);
	rd_kafka_queue_destroy(queue);
	rd_kafka_destroy(rk);
}
