/* Takes questions, asks, writes down the answers, wakes the relay; and waits longer and longer while the
 * register is away. Everything it knows is in the store, so that it may be killed anywhere. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "daemon/daemon_register.h"
#include "population/population.h"

enum {
	IDLE_MS = 250,		/* between looks for questions */
	AWAY_LEAST_MS = 1000,
	AWAY_MOST_MS = 30000,
	END_MS = 2000,		/* longest wait for it at the end */
};

struct daemon_register {
	struct store *store;
	struct population *population;
	struct arena *arena;
	struct relay *relay;
	int away_ms;		/* 0: it answers */
	pthread_mutex_t lock;	/* guards what follows, and the relay's life */
	pthread_cond_t changed;
	bool is_ending, has_ended;
};

static struct timespec
after(int ms)
{
	const int64_t until_us = clock_monotonic_us() + (int64_t)ms * 1000;
	const struct timespec ts = { until_us / 1000000, (long)(until_us % 1000000) * 1000 };
	return ts;
}

/* True: it is to end. */
static bool
wait_a_while(struct daemon_register *r, int ms)
{
	const struct timespec until = after(ms);
	(void)pthread_mutex_lock(&r->lock);
	while (!r->is_ending
	    && pthread_cond_timedwait(&r->changed, &r->lock, &until) != ETIMEDOUT)
		continue;
	const bool is_ending = r->is_ending;
	(void)pthread_mutex_unlock(&r->lock);
	return is_ending;
}

static enum verdict
verdict_of(enum population_answer answer)
{
	switch (answer) {
	case POPULATION_MATCHES:
		return VERDICT_OK;
	case POPULATION_DIFFERS:
		return VERDICT_REGISTER_DIFFERS;
	case POPULATION_UNKNOWN:
	case POPULATION_AWAY:
		break;
	}
	return VERDICT_NOT_IN_REGISTER;
}

/* One line when it goes, one when it is back. */
static void
note(struct daemon_register *r, bool has_answered)
{
	if (has_answered && r->away_ms > 0)
		log_line(LOG_INFO, "register_reached", " waited_ms=%d", r->away_ms);
	if (!has_answered && r->away_ms == 0)
		log_line(LOG_WARN, "register_away", " trouble=\"%s\"",
		    population_trouble(r->population));
	r->away_ms = has_answered ? 0
	    : r->away_ms == 0 ? AWAY_LEAST_MS
	    : r->away_ms > AWAY_MOST_MS / 2 ? AWAY_MOST_MS : 2 * r->away_ms;
}

static bool
ask(struct daemon_register *r, struct question *questions, size_t n)
{
	struct population_row *rows = arena_array(r->arena, n, sizeof(*rows));
	for (size_t i = 0; i < n; i++) {
		rows[i].citizen_id = questions[i].citizen_id;
		rows[i].name = questions[i].name;
		rows[i].birth = number_birth(questions[i].citizen_id.text);
		rows[i].sex = number_sex(questions[i].citizen_id.text);
	}
	const bool has_answered = population_ask(r->population, rows, n);
	note(r, has_answered);
	for (size_t i = 0; has_answered && i < n; i++)
		questions[i].code = verdict_of(rows[i].answer);
	return has_answered;
}

static void
wake_relay(struct daemon_register *r)
{
	(void)pthread_mutex_lock(&r->lock);
	if (!r->is_ending)
		relay_answered(r->relay);
	(void)pthread_mutex_unlock(&r->lock);
}

/* How long to wait before the next batch. */
static int
do_batch(struct daemon_register *r)
{
	struct question *questions;
	size_t n;
	arena_reset(r->arena);
	if (store_questions_in(r->store, r->arena, QUESTION_ASKED, POPULATION_BATCH_MAX, &questions,
		&n) != STORE_OK)
		return AWAY_LEAST_MS;
	if (n == 0)
		return IDLE_MS;
	if (!ask(r, questions, n))
		return r->away_ms;
	if (store_questions_answer(r->store, questions, n) != STORE_OK)
		return AWAY_LEAST_MS;	/* asked again */
	log_line(LOG_INFO, "register_answered", " n=%zu", n);
	wake_relay(r);
	return 0;
}

static void
let_go(struct daemon_register *r)
{
	population_close(r->population);
	store_close(r->store);
	arena_free(r->arena);
}

static void *
run(void *context)
{
	struct daemon_register *r = context;
	while (!wait_a_while(r, do_batch(r)))
		continue;
	let_go(r);
	(void)pthread_mutex_lock(&r->lock);
	r->has_ended = true;
	(void)pthread_cond_broadcast(&r->changed);
	(void)pthread_mutex_unlock(&r->lock);
	return NULL;
}

struct daemon_register *
daemon_register_begin(const struct settings *s, const char *token, struct relay *relay)
{
	pthread_t thread;
	pthread_condattr_t attr;
	const struct population_options o = {
		.source = s->register_source,
		.token = token,
		.timeout_s = (int)s->register_timeout_s,
	};
	if (s->register_source[0] == '\0') {
		log_line(LOG_WARN, "register_none", " remedy=\"register.source; until then key changes and"
		    " formal numbers wait\"");
		return NULL;
	}
	struct daemon_register *r = calloc(1, sizeof(*r));
	if (r == NULL)
		log_panic("out of memory size=%zu", sizeof(*r));
	r->population = population_open(&o);	/* a source: checked when it was loaded */
	r->store = store_open(s->database, "xueji register");
	r->arena = arena_new();
	r->relay = relay;
	(void)pthread_mutex_init(&r->lock, NULL);
	(void)pthread_condattr_init(&attr);
	(void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);	/* as after() */
	(void)pthread_cond_init(&r->changed, &attr);
	(void)pthread_condattr_destroy(&attr);
	if (pthread_create(&thread, NULL, run, r) != 0)
		log_panic("no thread for the register");
	(void)pthread_detach(thread);
	return r;
}

void
daemon_register_end(struct daemon_register *r)
{
	if (r == NULL)
		return;
	const struct timespec until = after(END_MS);
	(void)pthread_mutex_lock(&r->lock);
	r->is_ending = true;
	(void)pthread_cond_broadcast(&r->changed);
	while (!r->has_ended
	    && pthread_cond_timedwait(&r->changed, &r->lock, &until) != ETIMEDOUT)
		continue;
	const bool has_ended = r->has_ended;
	(void)pthread_mutex_unlock(&r->lock);
	if (!has_ended)		/* it waits for the register; the process ends without it */
		return;
	(void)pthread_cond_destroy(&r->changed);
	(void)pthread_mutex_destroy(&r->lock);
	free(r);
}
