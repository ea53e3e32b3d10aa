/*
 * The floor under tests/bench/september: how long this machine takes to write the rows that the
 * daemons wrote, and to carry the letters they sent, if nobody thinks about them.
 *
 *	bench_floor BROKERS PGHOST <plan
 *
 * The plan has a line a daemon: its name, its database, and what it did in the phase that was
 * measured: turns committed, rows of `entry`, `docket` and `outbox` written, letters sent. Each
 * daemon becomes a worker, all at once. A worker does, as often as its daemon had turns:
 *
 *	BEGIN; COPY entry; COPY docket; COPY outbox; COMMIT	one query, in binary
 *	hand this turn's letters to Kafka			not waited for, as the daemons do not
 *
 * and a reader beside it takes the letters of that daemon's topic and throws them away. Time runs
 * from the first BEGIN until the last row is committed and the last letter is acknowledged and read.
 *
 * Rows are those of the daemon's own database, letters those it sent, read back from Kafka with key
 * and headers; up to POOL_MAX of each, over and over, each round under ids of its own. The tables are
 * in a schema `floor` that was made before (september): same columns, constraints, indexes, fill
 * factors, same cluster, same disk, fsync as it is there. A docket row is written once for every time
 * the daemon inserted or updated one. Kafka's clients have the daemons' settings (bus_setting.def).
 *
 * Left out, so no program that does the work can reach it: everything read from the database;
 * deletes (the outbox only grows) and the check that updated rows are as they were read; `position`,
 * `record`, `student_index`, `question`, `notice` and whatever else a turn writes; signatures and
 * hashes, made or verified; encoding and decoding; any order between daemons: each goes ahead
 * without waiting for what another has to send first; HTTP and the clerks. Docket rows are as
 * they are at the end, closed, so that the partial indexes of open ones stay empty. Rows go by
 * COPY, whatever the daemons use. The idle daemons run beside it.
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <libpq-fe.h>
#include <librdkafka/rdkafka.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "bus/bus.h"

enum {
	WORKERS_MAX = 16,
	POOL_MAX = 4000,	/* rows or letters kept of a kind and daemon */
	TAIL = 2000,		/* letters read back of a partition, the last ones */
	PARTITIONS = 4,		/* as `xueji topics create` makes them */
	NAME_SIZE = 48,
	READ_AT_ONCE = 300,
	FLUSH_MS = 120000,
	ROUND_MS = 3600000,	/* a round's ids are so much later than those of the one before */
	COPY_HEADER_SIZE = 19, COPY_TRAILER_SIZE = 2,
	ID_AT = 6,		/* in a row: behind the number of columns and the length of the first */
};
enum table { ENTRY, DOCKET, OUTBOX, TABLES_N };

static const char *const table_names[TABLES_N] = { "entry", "docket", "outbox" };
static const uint8_t copy_header[COPY_HEADER_SIZE] = "PGCOPY\n\377\r\n";
static const uint8_t copy_trailer[COPY_TRAILER_SIZE] = { 0xff, 0xff };

struct chunk {
	uint8_t *data;
	size_t size, capacity;
};

/* Rows in COPY's binary form; the first column is a UUID. */
struct pool {
	struct chunk rows[POOL_MAX];
	size_t n;
};

struct letter {
	char topic[TOPIC_MAX];	/* the floor's */
	struct chunk key, value;
	rd_kafka_headers_t *headers;
};

struct worker {
	char name[NAME_SIZE], database[NAME_SIZE], topic[TOPIC_MAX];
	uint64_t n_turns, n_rows[TABLES_N], n_letters;	/* to do */
	struct pool pools[TABLES_N];
	struct letter letters[POOL_MAX];
	size_t n_kept;
	PGconn *pg;
	rd_kafka_t *producer, *consumer;
	struct chunk batch;
	pthread_t thread, reader;
	double committed_s, done_s;
};

static struct worker workers[WORKERS_MAX];
static size_t n_workers;
static const char *brokers;
static pthread_barrier_t start;
static double begin_s;
static uint64_t n_expected;	/* letters to be read, those of warm() with them */
static atomic_uint_fast64_t n_read, n_bytes_sent;

/* -- small things --------------------------------------------------------------------- */

static void	fail(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));

static void
fail(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	(void)fputs("bench_floor: ", stderr);
	(void)vfprintf(stderr, fmt, ap);
	(void)fputc('\n', stderr);
	va_end(ap);
	exit(1);	/* threads and all: nothing here is worth tidying */
}

static double
now_s(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
chunk_add(struct chunk *c, const void *data, size_t size)
{
	if (c->size + size > c->capacity) {
		c->capacity = 2 * c->capacity + size;
		c->data = realloc(c->data, c->capacity);
		if (c->data == NULL)
			fail("out of memory");
	}
	if (size > 0)
		memcpy(c->data + c->size, data, size);
	c->size += size;
}

static void
chunk_add_number(struct chunk *c, uint64_t value, size_t size)
{
	uint8_t bytes[8];
	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)(value >> 8 * (size - 1 - i));
	chunk_add(c, bytes, size);
}

/* A column: its length and its bytes. */
static void
chunk_add_column(struct chunk *c, const void *data, size_t size)
{
	chunk_add_number(c, size, 4);
	chunk_add(c, data, size);
}

static void
chunk_add_integer(struct chunk *c, uint64_t value, size_t size)
{
	chunk_add_number(c, size, 4);
	chunk_add_number(c, value, size);
}

/* How many of `total` fall to turn i of n, so that they are spread evenly. */
static uint64_t
share(uint64_t total, uint64_t n, uint64_t i)
{
	return total * (i + 1) / n - total * i / n;
}

/* -- the plan ------------------------------------------------------------------------- */

/* "school-43" -> "xueji.v1.43.school" */
static void
topic_name(const char *daemon, const char *prefix, char ret[TOPIC_MAX])
{
	char level[NAME_SIZE];
	(void)snprintf(level, sizeof(level), "%s", daemon);
	char *dash = strchr(level, '-');
	if (dash == NULL)
		fail("%s is no daemon's name", daemon);
	*dash = '\0';
	(void)snprintf(ret, TOPIC_MAX, "%s.%s.%s", prefix, dash + 1, level);
}

static void
read_plan(void)
{
	char line[512];
	while (fgets(line, sizeof(line), stdin) != NULL) {
		struct worker *w = &workers[n_workers];
		if (n_workers == WORKERS_MAX)
			fail("the plan has more than %d lines", WORKERS_MAX);
		if (sscanf(line, "%47s %47s %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64,
			w->name, w->database, &w->n_turns, &w->n_rows[ENTRY], &w->n_rows[DOCKET],
			&w->n_rows[OUTBOX], &w->n_letters) != 7 || w->n_turns == 0)
			fail("not a line of a plan: %s", line);
		topic_name(w->name, "floor.v1", w->topic);
		n_expected += w->n_letters;
		n_workers++;
	}
	if (n_workers == 0)
		fail("the plan is empty");
}

/* -- Kafka ---------------------------------------------------------------------------- */

enum side { FOR_BOTH, FOR_CONSUMER, FOR_PRODUCER };

static const struct {
	enum side side;
	const char *name, *value;
} settings[] = {
#define BUS_SETTING(side, how, name, value, why) { FOR_##side, name, value },
#include "bus/bus_setting.def"
#undef BUS_SETTING
};

static void
set(rd_kafka_conf_t *conf, const char *name, const char *value)
{
	char why[256];
	if (rd_kafka_conf_set(conf, name, value, why, sizeof(why)) != RD_KAFKA_CONF_OK)
		fail("%s", why);
}

static rd_kafka_t *
client(enum side side, bool tells_end)
{
	char why[256];
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		if (settings[i].side == FOR_BOTH || settings[i].side == side)
			set(conf, settings[i].name, settings[i].value);
	set(conf, "bootstrap.servers", brokers);
	if (side == FOR_CONSUMER)
		set(conf, "group.id", "floor");		/* wanted, and not joined */
	if (tells_end)
		set(conf, "enable.partition.eof", "true");
	rd_kafka_t *rk = rd_kafka_new(
	    side == FOR_CONSUMER ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER, conf, why, sizeof(why));
	if (rk == NULL)
		fail("%s", why);
	if (side == FOR_CONSUMER)
		rd_kafka_poll_set_consumer(rk);
	return rk;
}

static void
read_from(rd_kafka_t *rk, const char *const *topics, size_t n, int64_t offset)
{
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)n * PARTITIONS);
	for (size_t i = 0; i < n; i++)
		for (int32_t p = 0; p < PARTITIONS; p++)
			rd_kafka_topic_partition_list_add(list, topics[i], p)->offset = offset;
	if (rd_kafka_assign(rk, list) != RD_KAFKA_RESP_ERR_NO_ERROR)
		fail("partitions cannot be assigned");
	rd_kafka_topic_partition_list_destroy(list);
}

static void
make_topics(void)
{
	struct bus_topic topics[WORKERS_MAX] = { { .name = "" } };
	char why[256];
	for (size_t i = 0; i < n_workers; i++) {
		memcpy(topics[i].name, workers[i].topic, sizeof(topics[i].name));
		topics[i].n_partitions = PARTITIONS;
		topics[i].n_replicas = 1;
	}
	if (!bus_create_topics(brokers, topics, n_workers, why, sizeof(why)))
		fail("%s", why);
}

/* -- letters read back ---------------------------------------------------------------- */

static const char *
header_text(const rd_kafka_headers_t *headers, const char *name, size_t *ret_size)
{
	const void *value = NULL;
	*ret_size = 0;
	if (rd_kafka_header_get_last(headers, name, &value, ret_size) != RD_KAFKA_RESP_ERR_NO_ERROR)
		return "";
	return value;
}

/* "/units/430102" -> "county-43", "/units/2143000101" -> "school-43" */
static bool
daemon_of(const char *source, size_t size, char ret[NAME_SIZE])
{
	static const char prefix[] = "/units/";
	const size_t at = sizeof(prefix) - 1;
	if (size < at + 6 || memcmp(source, prefix, at) != 0)
		return false;
	const char *unit = source + at;
	const bool is_school = size - at == 10;		/* category, province, serial */
	const char *level = is_school ? "school"
	    : memcmp(unit, "000000", 6) == 0 ? "ministry"
	    : memcmp(unit + 2, "0000", 4) == 0 ? "province"
	    : memcmp(unit + 4, "00", 2) == 0 ? "prefecture" : "county";
	(void)snprintf(ret, NAME_SIZE, "%s-%.2s", level, is_school ? unit + 2 : unit);
	return true;
}

static struct worker *
worker_of(const char *name)
{
	for (size_t i = 0; i < n_workers; i++)
		if (strcmp(workers[i].name, name) == 0)
			return &workers[i];
	return NULL;
}

/* The topic beside the one it came by. False: nobody of the plan reads that. */
static bool
floor_topic(const char *topic, char ret[TOPIC_MAX])
{
	char real[TOPIC_MAX];
	for (size_t i = 0; i < n_workers; i++) {
		topic_name(workers[i].name, "xueji.v1", real);
		if (strcmp(real, topic) == 0) {
			memcpy(ret, workers[i].topic, TOPIC_MAX);
			return true;
		}
	}
	return false;
}

/* 16 bytes of "0192f3c4-....", or zeroes. */
static void
uuid_of(const char *text, size_t size, uint8_t ret[16])
{
	size_t n = 0;
	memset(ret, 0, 16);
	for (size_t i = 0; i < size && n < 32; i++) {
		const char *digits = "0123456789abcdef", *at = strchr(digits, text[i]);
		if (text[i] == '\0' || at == NULL)
			continue;
		const unsigned digit = (unsigned)(at - digits);
		ret[n / 2] = (uint8_t)(ret[n / 2] | (n % 2 == 0 ? digit << 4 : digit));
		n++;
	}
}

static bool
is_of_kind(const char *type, size_t size, const char *kind)
{
	char wanted[64];
	const int n = snprintf(wanted, sizeof(wanted), "cn.xueji.letter.%s.v1", kind);
	return size == (size_t)n && memcmp(type, wanted, size) == 0;
}

/* The row that stood in the outbox for it: what a letter does not say is made up, of that size. Of a
 * delivery the bytes are not kept there. */
static void
outbox_row(struct chunk *row, const rd_kafka_message_t *m, const rd_kafka_headers_t *headers)
{
	size_t id_size, type_size, source_size;
	const char *id = header_text(headers, "ce_id", &id_size);
	const char *type = header_text(headers, "ce_type", &type_size);
	const char *source = header_text(headers, "ce_source", &source_size);
	const char *topic = rd_kafka_topic_name(m->rkt);
	const size_t kind_at = strlen("cn.xueji.letter."), rest = kind_at + strlen(".v1");
	const bool is_delivery = is_of_kind(type, type_size, "delivery");
	uint8_t uuid[16];
	uuid_of(id, id_size, uuid);
	chunk_add_number(row, 13, 2);
	chunk_add_column(row, uuid, sizeof(uuid));
	chunk_add_column(row, m->key, m->key_len);
	for (int i = 0; i < 2; i++)	/* from_unit; to_unit, which has about as many digits */
		chunk_add_column(row, source + strlen("/units/"), source_size - strlen("/units/"));
	chunk_add_integer(row, 1, 4);
	chunk_add_column(row, type + (type_size > rest ? kind_at : 0),
	    type_size > rest ? type_size - rest : 0);
	chunk_add_column(row, topic, strlen(topic));
	chunk_add_column(row, m->payload, is_delivery ? 0 : m->len);
	chunk_add_integer(row, 0, 8);
	chunk_add_integer(row, 0, 8);
	chunk_add_integer(row, 0, 4);
	chunk_add_integer(row, is_delivery, 4);
	chunk_add_integer(row, 0, 8);
}

static void
keep_letter(const rd_kafka_message_t *m)
{
	char name[NAME_SIZE], topic[TOPIC_MAX];
	rd_kafka_headers_t *headers;
	size_t size;
	if (rd_kafka_message_headers(m, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR)
		return;
	const char *source = header_text(headers, "ce_source", &size);
	struct worker *w = daemon_of(source, size, name) ? worker_of(name) : NULL;
	if (w == NULL || w->n_kept == POOL_MAX || !floor_topic(rd_kafka_topic_name(m->rkt), topic))
		return;
	struct letter *l = &w->letters[w->n_kept++];
	memcpy(l->topic, topic, sizeof(l->topic));
	chunk_add(&l->key, m->key, m->key_len);
	chunk_add(&l->value, m->payload, m->len);
	l->headers = rd_kafka_headers_copy(headers);
	/* Receipts never stand in the outbox. */
	const char *type = header_text(headers, "ce_type", &size);
	if (!is_of_kind(type, size, "receipts"))
		outbox_row(&w->pools[OUTBOX].rows[w->pools[OUTBOX].n++], m, headers);
}

static void
read_letters(void)
{
	static char names[WORKERS_MAX][TOPIC_MAX];
	const char *topics[WORKERS_MAX];
	size_t n_ended = 0;
	rd_kafka_t *rk = client(FOR_CONSUMER, true);
	for (size_t i = 0; i < n_workers; i++) {
		topic_name(workers[i].name, "xueji.v1", names[i]);
		topics[i] = names[i];
	}
	read_from(rk, topics, n_workers, RD_KAFKA_OFFSET_TAIL(TAIL));
	while (n_ended < n_workers * PARTITIONS) {
		rd_kafka_message_t *m = rd_kafka_consumer_poll(rk, FLUSH_MS);
		if (m == NULL)
			fail("Kafka gives no letters");
		if (m->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
			n_ended++;
		else if (m->err == RD_KAFKA_RESP_ERR_NO_ERROR)
			keep_letter(m);
		rd_kafka_message_destroy(m);
	}
	rd_kafka_destroy(rk);
}

/* -- rows read back ------------------------------------------------------------------- */

static void
read_rows(struct worker *w, enum table table)
{
	char query[128], *data;
	int size;
	bool is_first = true;
	(void)snprintf(query, sizeof(query), "copy (select * from public.%s limit %d) to stdout (format binary)",
	    table_names[table], POOL_MAX);
	PGresult *r = PQexec(w->pg, query);
	if (PQresultStatus(r) != PGRES_COPY_OUT)
		fail("%s: %s", w->database, PQerrorMessage(w->pg));
	PQclear(r);
	struct pool *pool = &w->pools[table];
	while ((size = PQgetCopyData(w->pg, &data, 0)) > 0) {
		const int at = is_first ? COPY_HEADER_SIZE : 0;
		is_first = false;
		if (size - at > COPY_TRAILER_SIZE && pool->n < POOL_MAX)
			chunk_add(&pool->rows[pool->n++], data + at, (size_t)(size - at));
		PQfreemem(data);
	}
	while ((r = PQgetResult(w->pg)) != NULL)
		PQclear(r);
}

static void
open_worker(struct worker *w, const char *host)
{
	const char *const names[] = { "host", "dbname", "user", "application_name", NULL };
	const char *const values[] = { host, w->database, "postgres", "floor", NULL };
	w->pg = PQconnectdbParams(names, values, 0);
	if (PQstatus(w->pg) != CONNECTION_OK)
		fail("%s: %s", w->database, PQerrorMessage(w->pg));
	read_rows(w, ENTRY);
	read_rows(w, DOCKET);
	w->producer = client(FOR_PRODUCER, false);
	w->consumer = client(FOR_CONSUMER, false);
	const char *topic = w->topic;
	read_from(w->consumer, &topic, 1, RD_KAFKA_OFFSET_BEGINNING);
	for (size_t t = 0; t < TABLES_N; t++)
		if (w->n_rows[t] > 0 && w->pools[t].n == 0)
			fail("%s: no rows of %s to copy", w->name, table_names[t]);
	if (w->n_letters > 0 && w->n_kept == 0)
		fail("%s: no letters to send", w->name);
}

/* -- the work ------------------------------------------------------------------------- */

/* Ids of a later round: later by their first 48 bits, which in a UUID of version 7 are the time. */
static void
put_id(uint8_t *id, uint64_t round)
{
	uint64_t ms = 0;
	for (size_t i = 0; i < 6; i++)
		ms = ms << 8 | id[i];
	ms += round * ROUND_MS;
	for (size_t i = 0; i < 6; i++)
		id[i] = (uint8_t)(ms >> 8 * (5 - i));
}

static void
put_rows(struct worker *w, enum table table, uint64_t first, uint64_t n)
{
	const struct pool *pool = &w->pools[table];
	w->batch.size = 0;
	chunk_add(&w->batch, copy_header, sizeof(copy_header));
	for (uint64_t i = first; i < first + n; i++) {
		const struct chunk *row = &pool->rows[i % pool->n];
		const size_t at = w->batch.size;
		chunk_add(&w->batch, row->data, row->size);
		put_id(w->batch.data + at + ID_AT, i / pool->n);
	}
	chunk_add(&w->batch, copy_trailer, sizeof(copy_trailer));
	if (PQputCopyData(w->pg, (const char *)w->batch.data, (int)w->batch.size) != 1
	    || PQputCopyEnd(w->pg, NULL) != 1)
		fail("%s: %s", w->name, PQerrorMessage(w->pg));
}

/* One transaction, one query: the server asks for the rows of each COPY in turn. */
static void
commit(struct worker *w, uint64_t turn)
{
	char query[256] = "begin";
	enum table tables[TABLES_N];
	size_t n = 0, next = 0;
	for (enum table t = ENTRY; t < TABLES_N; t++) {
		if (share(w->n_rows[t], w->n_turns, turn) == 0)
			continue;
		(void)snprintf(query + strlen(query), sizeof(query) - strlen(query),
		    "; copy floor.%s from stdin (format binary)", table_names[t]);
		tables[n++] = t;
	}
	(void)strcat(query, "; commit");
	if (PQsendQuery(w->pg, query) != 1)
		fail("%s: %s", w->name, PQerrorMessage(w->pg));
	for (PGresult *r; (r = PQgetResult(w->pg)) != NULL; PQclear(r)) {
		const ExecStatusType status = PQresultStatus(r);
		if (status == PGRES_COPY_IN && next < n) {
			const enum table t = tables[next++];
			put_rows(w, t, w->n_rows[t] * turn / w->n_turns,
			    share(w->n_rows[t], w->n_turns, turn));
		} else if (status != PGRES_COMMAND_OK) {
			fail("%s: %s", w->name, PQresultErrorMessage(r));
		}
	}
}

static void
send_letter(struct worker *w, const struct letter *l)
{
	for (;;) {
		rd_kafka_headers_t *headers = rd_kafka_headers_copy(l->headers);
		const rd_kafka_resp_err_t error = rd_kafka_producev(w->producer, RD_KAFKA_V_TOPIC(l->topic),
		    RD_KAFKA_V_KEY(l->key.size == 0 ? NULL : l->key.data, l->key.size),
		    RD_KAFKA_V_VALUE(l->value.data, l->value.size), RD_KAFKA_V_HEADERS(headers),
		    RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
		if (error == RD_KAFKA_RESP_ERR_NO_ERROR)
			break;
		rd_kafka_headers_destroy(headers);
		if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL)
			fail("%s: %s", w->name, rd_kafka_err2str(error));
		(void)rd_kafka_poll(w->producer, 10);
	}
	(void)atomic_fetch_add(&n_bytes_sent, l->value.size);
}

/* A letter to everybody: connected and informed is who has sent and read one, as the daemons
 * were. Not part of what is measured. */
static uint64_t
warm(struct worker *w)
{
	if (w->n_kept == 0)
		return 0;
	for (size_t i = 0; i < n_workers; i++) {
		struct letter l = w->letters[0];
		memcpy(l.topic, workers[i].topic, sizeof(l.topic));
		send_letter(w, &l);
	}
	if (rd_kafka_flush(w->producer, FLUSH_MS) != RD_KAFKA_RESP_ERR_NO_ERROR)
		fail("%s: Kafka does not take its letters", w->name);
	return n_workers;
}

static void *
work(void *worker)
{
	struct worker *w = worker;
	(void)pthread_barrier_wait(&start);
	for (uint64_t turn = 0; turn < w->n_turns; turn++) {
		commit(w, turn);
		const uint64_t first = w->n_letters * turn / w->n_turns;
		for (uint64_t i = 0; i < share(w->n_letters, w->n_turns, turn); i++)
			send_letter(w, &w->letters[(first + i) % w->n_kept]);
		(void)rd_kafka_poll(w->producer, 0);
	}
	w->committed_s = now_s() - begin_s;
	if (rd_kafka_flush(w->producer, FLUSH_MS) != RD_KAFKA_RESP_ERR_NO_ERROR)
		fail("%s: Kafka does not take its letters", w->name);
	w->done_s = now_s() - begin_s;
	return NULL;
}

static void *
read_on(void *worker)
{
	struct worker *w = worker;
	rd_kafka_message_t *letters[READ_AT_ONCE];
	rd_kafka_queue_t *queue = rd_kafka_queue_get_consumer(w->consumer);
	while (atomic_load(&n_read) < n_expected) {
		const ssize_t n = rd_kafka_consume_batch_queue(queue, 100, letters, READ_AT_ONCE);
		for (ssize_t i = 0; i < n; i++) {
			if (letters[i]->err == RD_KAFKA_RESP_ERR_NO_ERROR)
				(void)atomic_fetch_add(&n_read, 1);
			rd_kafka_message_destroy(letters[i]);
		}
	}
	rd_kafka_queue_destroy(queue);
	return NULL;
}

static double
own_cpu_s(void)
{
	struct rusage u;
	(void)getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec)
	    + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

/* Everybody stands at the barrier, with open connections; returns how many letters that took. */
static uint64_t
line_up(void)
{
	uint64_t n_warm = 0;
	if (pthread_barrier_init(&start, NULL, (unsigned)n_workers + 1) != 0)
		fail("no barrier");
	for (size_t i = 0; i < n_workers; i++)
		n_warm += warm(&workers[i]);
	n_expected += n_warm;
	for (size_t i = 0; i < n_workers; i++)
		if (pthread_create(&workers[i].reader, NULL, read_on, &workers[i]) != 0
		    || pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
			fail("no thread");
	const struct timespec rest = { .tv_nsec = 10000000 };
	for (int i = 0; atomic_load(&n_read) < n_warm; i++) {
		if (i == FLUSH_MS / 10)
			fail("Kafka gives no letters");
		(void)nanosleep(&rest, NULL);
	}
	atomic_store(&n_bytes_sent, 0);
	return n_warm;
}

static void
run(void)
{
	double committed_s = 0, sent_s = 0;
	const uint64_t n_warm = line_up();
	const double cpu_s = own_cpu_s();
	begin_s = now_s();
	(void)pthread_barrier_wait(&start);
	for (size_t i = 0; i < n_workers; i++) {
		(void)pthread_join(workers[i].thread, NULL);
		committed_s = workers[i].committed_s > committed_s ? workers[i].committed_s : committed_s;
		sent_s = workers[i].done_s > sent_s ? workers[i].done_s : sent_s;
	}
	for (size_t i = 0; i < n_workers; i++)
		(void)pthread_join(workers[i].reader, NULL);
	const double read_s = now_s() - begin_s;
	(void)printf("{\"floor_s\": %.3f, \"floor_committed_s\": %.3f, \"floor_sent_s\": %.3f,"
		     " \"floor_own_cpu_s\": %.3f, \"floor_letters_read\": %" PRIuFAST64
		     ", \"floor_letter_bytes\": %" PRIuFAST64 "}\n",
	    read_s, committed_s, sent_s, own_cpu_s() - cpu_s, atomic_load(&n_read) - n_warm,
	    atomic_load(&n_bytes_sent));
}

int
main(int argc, char **argv)
{
	if (argc != 3) {
		(void)fputs("usage: bench_floor BROKERS PGHOST <plan\n", stderr);
		return 2;
	}
	brokers = argv[1];
	read_plan();
	make_topics();
	read_letters();
	for (size_t i = 0; i < n_workers; i++)
		open_worker(&workers[i], argv[2]);
	run();
	(void)fflush(stdout);
	_exit(0);	/* clients that are idle take seconds to end in order */
}
