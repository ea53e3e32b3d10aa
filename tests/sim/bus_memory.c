/*
 * The port lib/bus/bus.h kept in memory: logs by topic and partition, groups that divide the partitions
 * of a daemon's topic among its instances, letters that are under way for a while. Order holds for a
 * key in a topic, as the port promises, and for nothing more.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/sim.h"

enum { PARTITIONS = 2, LOGS_MAX = 64, OVERSIZE = 1200 };

struct kept {
	struct bytes value;
	const char *key;	/* "" if it had none */
};

struct log {
	char topic[TOPIC_MAX];
	int32_t partition;
	int64_t base;		/* offset of the first that is there */
	struct kept *at;
	size_t n, capacity;
};

struct under_way {
	int64_t at;
	uint64_t order;
	struct log *log;
	struct kept letter;
};

struct share {
	struct log *log;
	int64_t next;
	bool is_asked;		/* its position is known */
};

struct bus {
	struct instance *instance;
	struct share parts[PARTITIONS];
	int n_parts;
	int generation;		/* of the group, when they were given */
};

static struct {
	struct log logs[LOGS_MAX];
	int n_logs;
	struct under_way *flying;
	size_t n_flying, flying_capacity;
	uint64_t order;
	int generations[DAEMONS_MAX];
} world;

void
bus_memory_begin(void)
{
	world.n_logs = 0;
	world.n_flying = 0;
	world.order = 0;
	memset(world.generations, 0, sizeof(world.generations));
}

void
bus_memory_end(void)
{
	for (int i = 0; i < world.n_logs; i++)
		free(world.logs[i].at);
	world.n_logs = 0;
	free(world.flying);
	world.flying = NULL;
	world.n_flying = world.flying_capacity = 0;
}

static struct log *
log_of(const char *topic, int32_t partition)
{
	for (int i = 0; i < world.n_logs; i++)
		if (world.logs[i].partition == partition && strcmp(world.logs[i].topic, topic) == 0)
			return &world.logs[i];
	if (world.n_logs == LOGS_MAX)
		abort();
	struct log *l = &world.logs[world.n_logs++];
	memset(l, 0, sizeof(*l));
	(void)snprintf(l->topic, sizeof(l->topic), "%s", topic);
	l->partition = partition;
	return l;
}

static int64_t
end_of(const struct log *l)
{
	return l->base + (int64_t)l->n;
}

static void
append(struct log *l, const struct kept *letter)
{
	if (l->n == l->capacity) {
		l->capacity = 2 * l->capacity + 16;
		l->at = realloc(l->at, l->capacity * sizeof(*l->at));
		if (l->at == NULL)
			abort();
	}
	l->at[l->n++] = *letter;
}

/* -- letters under way -------------------------------------------------------------------- */

static void
fly(struct log *l, const struct kept *letter, int64_t at)
{
	for (size_t i = 0; i < world.n_flying; i++)	/* none overtakes another of its key */
		if (world.flying[i].log == l && world.flying[i].at > at
		    && strcmp(world.flying[i].letter.key, letter->key) == 0)
			at = world.flying[i].at;
	if (world.n_flying == world.flying_capacity) {
		world.flying_capacity = 2 * world.flying_capacity + 64;
		world.flying = realloc(world.flying, world.flying_capacity * sizeof(*world.flying));
		if (world.flying == NULL)
			abort();
	}
	struct under_way *u = &world.flying[world.n_flying++];
	u->at = at;
	u->order = world.order++;
	u->log = l;
	u->letter = *letter;
}

static bool
is_before(const struct under_way *a, const struct under_way *b)
{
	return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static size_t
first_flying(void)
{
	size_t first = 0;
	for (size_t i = 1; i < world.n_flying; i++)
		if (is_before(&world.flying[i], &world.flying[first]))
			first = i;
	return first;
}

int64_t
bus_next(void)
{
	return world.n_flying == 0 ? INT64_MAX : world.flying[first_flying()].at;
}

void
bus_deliver(void)
{
	while (world.n_flying > 0) {
		const size_t i = first_flying();
		if (world.flying[i].at > sim.now_ms)
			return;
		append(world.flying[i].log, &world.flying[i].letter);
		world.flying[i] = world.flying[--world.n_flying];
	}
}

/* -- the port ----------------------------------------------------------------------------- */

struct bus *
bus_memory(struct instance *i)
{
	struct bus *b = calloc(1, sizeof(*b));
	if (b == NULL)
		abort();
	b->instance = i;
	b->generation = -1;
	return b;
}

void
bus_memory_free(struct bus *b)
{
	free(b);
}

static int *
generation_of(const struct daemon *d)
{
	return &world.generations[d - sim.daemons];
}

void
bus_rebalance(struct daemon *d)
{
	++*generation_of(d);
}

static void
take_parts(struct bus *b)
{
	struct daemon *d = b->instance->daemon;
	int n_members = 0, ours = 0;
	for (int i = 0; i < d->n_instances; i++) {
		const struct instance *one = &d->instances[i];
		if (one == b->instance)
			ours = n_members;
		if (one->relay != NULL && !one->is_paused)
			n_members++;
	}
	b->n_parts = 0;
	b->generation = *generation_of(d);
	for (int32_t p = 0; p < PARTITIONS; p++)
		if (n_members > 0 && (p + b->generation) % n_members == ours) {
			const struct share part = { .log = log_of(d->topic, p) };
			b->parts[b->n_parts++] = part;
		}
}

int
bus_fd(const struct bus *b)
{
	(void)b;
	return -1;
}

static bool
is_cut_off(const struct bus *b)
{
	return b->instance->daemon->cut_off_until > sim.now_ms;
}

bool
bus_has_letters(struct bus *b)
{
	if (is_cut_off(b))
		return false;
	if (b->generation != *generation_of(b->instance->daemon))
		return true;
	for (int i = 0; i < b->n_parts; i++)
		if (!b->parts[i].is_asked || b->parts[i].next != end_of(b->parts[i].log))
			return true;
	return false;
}

static void
ask(struct bus *b, struct share *p)
{
	const int64_t stored = relay_position(b->instance->relay, p->log->topic, p->log->partition);
	if (stored == -2)
		return;
	p->next = stored == -1 ? p->log->base : stored;
	p->is_asked = true;
}

static void
name_event(struct bus_event *e, enum bus_event_kind kind, const struct log *l, int64_t offset)
{
	memset(e, 0, sizeof(*e));
	e->kind = kind;
	memcpy(e->topic, l->topic, sizeof(e->topic));
	e->partition = l->partition;
	e->offset = offset;
}

static size_t
read_part(struct share *p, struct arena *arena, struct bus_event *ret, size_t max)
{
	size_t n = 0;
	if (max > 0 && (p->next < p->log->base || p->next > end_of(p->log))) {
		p->next = p->log->base;
		name_event(&ret[0], BUS_WIPED, p->log, p->next);
		return 1;
	}
	while (n < max && p->next < end_of(p->log)) {
		const struct kept *k = &p->log->at[p->next - p->log->base];
		name_event(&ret[n], BUS_LETTER, p->log, p->next++);
		ret[n].key.data = (const uint8_t *)k->key;
		ret[n].key.size = strlen(k->key);
		ret[n++].value = arena_copy(arena, k->value);
	}
	return n;
}

size_t
bus_poll(struct bus *b, struct arena *arena, struct bus_event *ret, size_t max, int wait_ms)
{
	size_t n = 0;
	(void)wait_ms;
	border(b->instance);
	if (is_cut_off(b))
		return 0;
	if (b->generation != *generation_of(b->instance->daemon))
		take_parts(b);
	for (int i = 0; i < b->n_parts; i++) {
		struct share *p = &b->parts[i];
		if (!p->is_asked)
			ask(b, p);
		if (!p->is_asked)
			continue;
		const size_t some = max - n > 1 && !sim.is_calm ? 1 + (size_t)sim_below((int64_t)(max - n)) : max - n;
		n += read_part(p, arena, ret + n, some);
	}
	return n;
}

void
bus_rewind(struct bus *b)
{
	for (int i = 0; i < b->n_parts; i++)
		b->parts[i].is_asked = false;
}

void
bus_done(struct bus *b, const char *topic, int32_t partition, int64_t next)
{
	(void)b, (void)topic, (void)partition, (void)next;
}

static int32_t
partition_for(const char *key)
{
	unsigned h = 5381;
	if (key == NULL)
		return (int32_t)sim_below(PARTITIONS);
	for (; *key != '\0'; key++)
		h = h * 33 + (unsigned char)*key;
	return (int32_t)(h % PARTITIONS);
}

static int64_t
time_under_way(void)
{
	return strike(FAULT_delay) ? MINUTE_MS + sim_below(2 * HOUR_MS) : 1 + sim_below(200);
}

/* One day in four: a catch-up that cannot be answered is asked for with every letter that came early,
 * and each answer stays in the outbox, so that it grows by a few letters an hour for each docket. */
static bool
is_narrow(void)
{
	return fault_is_on(FAULT_oversize) && (sim.now_ms - sim.began_ms) / DAY_MS % 4 == 1;
}

bool
bus_send(struct bus *b, const struct bus_letter *letter)
{
	border(b->instance);
	sim_say("sends %s to %s docket=%s letter=%s", letter->type, letter->topic,
	    letter->key == NULL ? "" : letter->key, letter->id);
	check_sent(b->instance, letter);
	if (plant_is(PLANT_outbox_forgets))
		db_forget(b->instance->daemon->db, letter->id);
	if (is_cut_off(b))
		return true;	/* into a queue that expires */
	if (!fault_is_on(FAULT_oversize) && strike(FAULT_bus_full))
		return false;
	sim.n_letters++;
	if (strike(FAULT_letter_lost))
		return true;
	if (is_narrow() && letter->value.size > OVERSIZE)
		return true;
	const struct kept k = {
		.value = arena_copy(sim.arena, letter->value),
		.key = letter->key == NULL ? "" : arena_text(sim.arena, letter->key),
	};
	struct log *l = log_of(letter->topic, partition_for(letter->key));
	fly(l, &k, sim.now_ms + time_under_way());
	if (strike(FAULT_duplicate))
		fly(l, &k, sim.now_ms + time_under_way());
	return true;
}

/* -- what becomes of topics ---------------------------------------------------------------- */

static struct log *
some_log(void)
{
	return world.n_logs == 0 ? NULL : &world.logs[sim_below(world.n_logs)];
}

/* Acknowledged, and gone with a leader; others take their offsets. */
void
bus_lose_tail(void)
{
	struct log *l = some_log();
	if (l == NULL || l->n == 0)
		return;
	const size_t n = 1 + (size_t)sim_below((int64_t)(l->n < 5 ? l->n : 5));
	l->n -= n;
	sim_say("the last %zu letters of %s.%d are gone", n, l->topic, (int)l->partition);
}

void
bus_wipe(void)
{
	const struct log *one = some_log();
	for (int i = 0; one != NULL && i < world.n_logs; i++)
		if (strcmp(world.logs[i].topic, one->topic) == 0) {
			world.logs[i].n = 0;
			world.logs[i].base = 0;
		}
	if (one != NULL)
		sim_say("topic %s is wiped", one->topic);
}

void
bus_lose_head(void)
{
	struct log *l = some_log();
	if (l == NULL || l->n == 0)
		return;
	const size_t n = 1 + (size_t)sim_below((int64_t)l->n);
	memmove(l->at, l->at + n, (l->n - n) * sizeof(*l->at));
	l->n -= n;
	l->base += (int64_t)n;
	sim_say("the first %zu letters of %s.%d are gone", n, l->topic, (int)l->partition);
}
