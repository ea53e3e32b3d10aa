/*
 * Who is connected to one of the desk's servers. A connection either waits for its client - for the rest
 * of a request, the next one, or until the answer has been read - or is being answered. Those that
 * are answered are bounded by what they do; those that wait may wait on purpose. So when places run
 * short, the connection that has let us wait longest is cut off, and whoever comes with a whole
 * request finds a place. Counting by address would not help: behind a proxy all have one.
 *
 * Who only listens (stream.c) goes before all of these, for he loses nothing but a little time.
 */
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metric.h"
#include "desk/door.h"

enum { PATIENCE_US = 1000000, PAUSE_NS = 2000000, LISTENERS_PART = 4 };

struct guest {
	int fd;
	int64_t since_us;	/* waits for its client since then */
	bool is_here, is_served, is_cut, is_listening;
};

struct guests {
	pthread_mutex_t lock;
	size_t most, spare;
	size_t n, n_cut, n_served, n_listening;
	struct guest places[];
};

struct guests *
guests_new(size_t most, size_t spare)
{
	struct guests *g = calloc(1, sizeof(*g) + most * sizeof(g->places[0]));
	if (g == NULL)
		log_panic("out of memory size=%zu", most);
	g->most = most;
	g->spare = spare;
	(void)pthread_mutex_init(&g->lock, NULL);
	return g;
}

void
guests_free(struct guests *g)
{
	if (g != NULL)
		(void)pthread_mutex_destroy(&g->lock);
	free(g);
}

static struct guest *
free_place(struct guests *g)
{
	for (size_t i = 0; i < g->most; i++)
		if (!g->places[i].is_here)
			return &g->places[i];
	return NULL;
}

/* It has said more than has been read: its thread has not come to it yet. */
static bool
has_more_to_say(const struct guest *p)
{
	char c;
	return recv(p->fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

/* Of those who have waited for so long; NULL: there is none. */
static struct guest *
longest_waiting(struct guests *g, int64_t since_us, bool is_silent)
{
	struct guest *found = NULL;
	for (size_t i = 0; i < g->most; i++) {
		struct guest *p = &g->places[i];
		if (p->is_here && !p->is_served && !p->is_cut && p->since_us < since_us
		    && (found == NULL || p->since_us < found->since_us)
		    && !(is_silent && has_more_to_say(p)))
			found = p;
	}
	return found;
}

/* Of those who listen. */
static struct guest *
longest_listening(struct guests *g)
{
	struct guest *found = NULL;
	for (size_t i = 0; g->n_listening > 0 && i < g->most; i++) {
		struct guest *p = &g->places[i];
		if (p->is_here && p->is_listening && !p->is_cut
		    && (found == NULL || p->since_us < found->since_us))
			found = p;
	}
	return found;
}

/* Whom the newcomer costs his place. Somebody who came a moment ago may be about to speak, so he is spared
 * while half of the spare places are left; who sends on and reads nothing is not spared for ever. */
static struct guest *
who_goes(struct guests *g, int64_t now_us)
{
	const size_t n = g->n - g->n_cut;
	if (n <= g->most - g->spare)
		return NULL;
	struct guest *p = longest_listening(g);
	if (p == NULL)
		p = longest_waiting(g, now_us - PATIENCE_US, true);
	if (p != NULL || n <= g->most - g->spare / 2)
		return p;
	p = longest_waiting(g, now_us, true);
	return p != NULL ? p : longest_waiting(g, now_us, false);
}

/* Its thread wakes up, finds the end of the connection and leaves; until then the descriptor is its. */
static void
make_room(struct guests *g, int64_t now_us)
{
	struct guest *p = who_goes(g, now_us);
	if (p == NULL)
		return;
	p->is_cut = true;
	g->n_cut++;
	(void)shutdown(p->fd, SHUT_RDWR);
	metric_add(METRIC_connections_cut, 1);
}

struct guest *
guests_enter(struct guests *g, int fd)
{
	static const struct timespec pause = { 0, PAUSE_NS };
	const struct guest newcomer = { .fd = fd, .since_us = clock_monotonic_us(), .is_here = true };
	(void)pthread_mutex_lock(&g->lock);
	struct guest *p = free_place(g);
	if (p != NULL) {
		*p = newcomer;
		g->n++;
		make_room(g, newcomer.since_us);
	}
	const bool is_full = g->n > g->most - g->spare / 2;
	(void)pthread_mutex_unlock(&g->lock);
	if (is_full)	/* whoever was cut off still has to leave before the next one is let in */
		(void)nanosleep(&pause, NULL);
	return p;
}

void
guests_leave(struct guests *g, struct guest *p)
{
	(void)pthread_mutex_lock(&g->lock);
	g->n--;
	g->n_cut -= p->is_cut;
	g->n_served -= p->is_served;
	g->n_listening -= p->is_listening;
	metric_add(METRIC_streams, -(int64_t)p->is_listening);
	p->is_here = false;
	(void)pthread_mutex_unlock(&g->lock);
}

size_t
guests_serve(struct guests *g, struct guest *p)
{
	(void)pthread_mutex_lock(&g->lock);
	p->is_served = !p->is_cut;
	g->n_served += p->is_served;
	const size_t n = p->is_served ? g->n_served : 0;
	(void)pthread_mutex_unlock(&g->lock);
	return n;
}

void
guests_wait(struct guests *g, struct guest *p)
{
	(void)pthread_mutex_lock(&g->lock);
	g->n_served -= p->is_served;
	p->is_served = false;
	p->since_us = clock_monotonic_us();
	(void)pthread_mutex_unlock(&g->lock);
}

bool
guests_listen(struct guests *g, struct guest *p)
{
	(void)pthread_mutex_lock(&g->lock);
	p->is_listening =
	    g->n_listening < g->most / LISTENERS_PART && g->n - g->n_cut < g->most - g->spare;
	g->n_listening += p->is_listening;
	metric_add(METRIC_streams, p->is_listening);
	(void)pthread_mutex_unlock(&g->lock);
	return p->is_listening;
}
