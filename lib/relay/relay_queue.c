/*
 * Officers' threads wait here until the turn that took their wish was committed. A wish
 * lives on the stack of its thread: it is answered exactly once, and a thread leaves
 * early only while nobody has taken its wish.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metric.h"
#include "relay/relay_loop.h"

enum {
	RETRIES_MAX = 5,	/* conflicts before an officer is told to try again */
	REST_MS = 3,		/* for each letter and action of the turn before */
};

void
relay_queue_begin(struct relay *r)
{
	for (size_t i = 0; i < RELAY_LINES; i++)
		r->lines[i].last = &r->lines[i].first;
	pthread_condattr_t attr;
	(void)pthread_mutex_init(&r->lock, NULL);
	(void)pthread_condattr_init(&attr);
	(void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);	/* as deadline() */
	(void)pthread_cond_init(&r->done, &attr);
	(void)pthread_condattr_destroy(&attr);
}

void
relay_queue_end(struct relay *r)
{
	(void)pthread_cond_destroy(&r->done);
	(void)pthread_mutex_destroy(&r->lock);
}

static void
wake_up(struct relay *r)
{
	const char one = 1;
	const ssize_t n = write(r->wake[1], &one, 1);
	(void)n;	/* full: it is awake already */
}

void
relay_wait(struct relay *r, int wait_ms)
{
	struct pollfd fds[2] = {
		{ .fd = r->wake[0], .events = POLLIN },
		{ .fd = bus_fd(r->bus), .events = POLLIN },
	};
	(void)poll(fds, 2, wait_ms);
	char sink[64];
	while (read(r->wake[0], sink, sizeof(sink)) > 0)
		continue;
}

void
relay_pace(struct relay *r, size_t n)
{
	const size_t most = (size_t)r->options.pace.turn_every_ms;
	const size_t rest_ms = n * REST_MS < most ? n * REST_MS : most;
	const bool is_full = n >= (size_t)r->options.pace.turn_letters;	/* more waits already */
	r->next_turn_us = is_full ? 0 : clock_monotonic_us() + (int64_t)rest_ms * 1000;
}

void
relay_await_company(struct relay *r)
{
	const int64_t left_us = r->next_turn_us - clock_monotonic_us();
	if (left_us > 0)
		(void)poll(NULL, 0, (int)((left_us + 999) / 1000));
}

bool
relay_has_wishes(struct relay *r)
{
	(void)pthread_mutex_lock(&r->lock);
	const bool has = r->n_waiting > 0;
	(void)pthread_mutex_unlock(&r->lock);
	return has;
}

bool
relay_take_answers(struct relay *r)
{
	(void)pthread_mutex_lock(&r->lock);
	const bool has = r->has_answers;
	r->has_answers = false;
	(void)pthread_mutex_unlock(&r->lock);
	return has;
}

void
relay_answered(struct relay *r)
{
	(void)pthread_mutex_lock(&r->lock);
	r->has_answers = true;
	(void)pthread_mutex_unlock(&r->lock);
	wake_up(r);
}

void
relay_drain(struct relay *r)
{
	(void)pthread_mutex_lock(&r->lock);
	r->is_draining = true;
	(void)pthread_mutex_unlock(&r->lock);
	wake_up(r);
}

bool
relay_is_idle(struct relay *r)
{
	return !relay_has_wishes(r);
}

static bool
is_filing(const struct wish *w)
{
	const struct relay_action *a = w->action;
	return a == NULL || (a->replay == 0 && a->publish == NULL && a->happening.kind == HAPPENING_FILE);
}

/* The one of its county; of one that is unknown, some. */
static size_t
line_of(const struct relay *r, const struct wish *w)
{
	if (!is_filing(w))
		return LINE_OF_DECISIONS;
	struct unit_code of = { "" };
	if (w->action != NULL)
		of = w->action->happening.unit;
	else if (w->n_records > 0)
		of = w->records[0].school;
	const struct unit *u = r->law.registry == NULL ? NULL : registry_find(r->law.registry, of);
	if (u != NULL)
		of = registry_division(r->law.registry, u);
	return LINE_OF_FILINGS + place_hash(of.text) % (RELAY_LINES - LINE_OF_FILINGS);
}

static void
enqueue(struct relay *r, struct wish *w)
{
	w->line = line_of(r, w);
	w->state = WISH_QUEUED;
	w->next = NULL;
	*r->lines[w->line].last = w;
	r->lines[w->line].last = &w->next;
	r->n_waiting++;
}

/* Takes a wish that nobody took yet out of the queue again. */
static void
unqueue(struct relay *r, const struct wish *w)
{
	struct line *line = &r->lines[w->line];
	struct wish **p = &line->first;
	while (*p != NULL && *p != w)
		p = &(*p)->next;
	if (*p == NULL)
		return;
	*p = w->next;
	if (line->last == &w->next)
		line->last = p;
	r->n_waiting--;
}

/* By the clock that nobody sets: a step of the other would end all waits, or none. */
static struct timespec
deadline(int wait_ms)
{
	const int64_t until_us = clock_monotonic_us() + (int64_t)wait_ms * 1000;
	const struct timespec ts = { until_us / 1000000, (long)(until_us % 1000000) * 1000 };
	return ts;
}

/* Until it is answered, or its time is over while nobody has taken it. Once taken it may have
 * happened, and only the turn knows: then it waits as long as the turn does, asleep, for
 * a wait with a deadline that has passed returns at once. */
static void
wait_for_answer(struct relay *r, const struct wish *w, int wait_ms)
{
	const struct timespec until = deadline(wait_ms);
	bool is_over = false;
	while (w->state == WISH_TAKEN || (w->state == WISH_QUEUED && !is_over)) {
		if (is_over)
			(void)pthread_cond_wait(&r->done, &r->lock);
		else
			is_over = pthread_cond_timedwait(&r->done, &r->lock, &until) == ETIMEDOUT;
	}
}

void
relay_put_off_filings(struct relay *r, unsigned retry_after_s)
{
	(void)pthread_mutex_lock(&r->lock);
	r->put_off_s = retry_after_s;
	(void)pthread_mutex_unlock(&r->lock);
}

bool
relay_wish(struct relay *r, struct wish *w)
{
	(void)pthread_mutex_lock(&r->lock);
	const bool is_put_off = r->put_off_s > 0 && w->action != NULL && is_filing(w);
	const bool is_taken = !r->is_draining && !is_put_off;
	if (is_taken)
		enqueue(r, w);
	else
		w->answer = (struct relay_answer){
			.verdict = is_put_off ? VERDICT_OVERLOADED : VERDICT_BUSY,
			.retry_after_s = is_put_off ? r->put_off_s : 0,
		};
	(void)pthread_mutex_unlock(&r->lock);
	if (is_put_off)
		metric_add(METRIC_filings_put_off, 1);
	if (is_taken)
		wake_up(r);
	return is_taken;
}

/* Of one that was queued. */
static struct relay_answer
wait_until_done(struct relay *r, struct wish *w, int wait_ms)
{
	const struct relay_answer busy = { .verdict = VERDICT_BUSY };
	(void)pthread_mutex_lock(&r->lock);
	wait_for_answer(r, w, wait_ms);
	if (w->state == WISH_QUEUED) {
		unqueue(r, w);
		w->answer = busy;
	}
	(void)pthread_mutex_unlock(&r->lock);
	return w->answer;
}

static struct relay_answer
wish_and_wait(struct relay *r, struct wish *w, int wait_ms)
{
	return relay_wish(r, w) ? wait_until_done(r, w, wait_ms) : w->answer;
}

struct relay_answer
relay_submit(struct relay *r, const struct relay_action *action, int wait_ms)
{
	struct wish w = { .action = action };
	return wish_and_wait(r, &w, wait_ms);
}

/* All are in the queue before the first is waited for: as many as there is room for share a turn. */
void
relay_submit_all(struct relay *r, struct relay_submission *all, size_t n, int wait_ms)
{
	struct wish *wishes = calloc(n + 1, sizeof(*wishes));
	bool *is_queued = calloc(n + 1, sizeof(*is_queued));
	if (wishes == NULL || is_queued == NULL)
		log_panic("out of memory n=%zu", n);
	for (size_t i = 0; i < n; i++) {
		wishes[i].action = &all[i].action;
		is_queued[i] = relay_wish(r, &wishes[i]);
	}
	const int64_t until_us = clock_monotonic_us() + (int64_t)wait_ms * 1000;
	for (size_t i = 0; i < n; i++) {
		const int64_t left_ms = (until_us - clock_monotonic_us()) / 1000;
		all[i].answer = is_queued[i]
		    ? wait_until_done(r, &wishes[i], left_ms > 0 ? (int)left_ms : 0) : wishes[i].answer;
	}
	free(wishes);
	free(is_queued);
}

enum verdict
relay_import(struct relay *r, const struct record *records, size_t n, int wait_ms)
{
	struct wish w = { .records = records, .n_records = n };
	return wish_and_wait(r, &w, wait_ms).verdict;
}

/* The next one of that line; false: nobody waits there. */
static bool
take_one(struct relay *r, struct line *line, struct gathered *g)
{
	struct wish *w = line->first;
	if (w == NULL)
		return false;
	line->first = w->next;
	if (line->first == NULL)
		line->last = &line->first;
	r->n_waiting--;
	w->state = WISH_TAKEN;
	g->wishes[g->n_wishes++] = w;
	return true;
}

static void
take_decisions(struct relay *r, size_t most, struct gathered *g)
{
	while (g->n_wishes < most && take_one(r, &r->lines[LINE_OF_DECISIONS], g))
		continue;
}

/* One of each county, and again, going on where the last turn has stopped. */
static void
take_filings(struct relay *r, size_t most, struct gathered *g)
{
	const size_t n = RELAY_LINES - LINE_OF_FILINGS;
	for (size_t n_empty = 0; g->n_wishes < most && n_empty < n;) {
		struct line *line = &r->lines[LINE_OF_FILINGS + r->next_line];
		r->next_line = (r->next_line + 1) % n;
		n_empty = take_one(r, line, g) ? 0 : n_empty + 1;
	}
}

/* A quarter of a turn is kept for filings, or they would wait for the end of a busy day. */
void
relay_take_wishes(struct relay *r, struct gathered *g)
{
	const size_t most = (size_t)r->options.pace.turn_letters;
	g->wishes = arena_array(r->arena, most, sizeof(*g->wishes));
	(void)pthread_mutex_lock(&r->lock);
	take_decisions(r, most - most / 4, g);
	take_filings(r, most, g);
	take_decisions(r, most, g);
	(void)pthread_mutex_unlock(&r->lock);
}

void
relay_answer_wishes(struct relay *r, const struct gathered *g)
{
	if (g->n_wishes == 0)
		return;
	(void)pthread_mutex_lock(&r->lock);
	for (size_t i = 0; i < g->n_wishes; i++)
		g->wishes[i]->state = WISH_DONE;
	(void)pthread_cond_broadcast(&r->done);
	(void)pthread_mutex_unlock(&r->lock);
}

void
relay_wishes_again(struct relay *r, const struct gathered *g, bool is_conflict)
{
	(void)pthread_mutex_lock(&r->lock);
	for (size_t i = 0; i < g->n_wishes; i++) {
		struct wish *w = g->wishes[i];
		const struct relay_answer none = { .verdict = VERDICT_BUSY };
		w->answer = none;
		if (is_conflict && ++w->tries > RETRIES_MAX)
			w->state = WISH_DONE;
		else
			enqueue(r, w);
	}
	(void)pthread_cond_broadcast(&r->done);
	(void)pthread_mutex_unlock(&r->lock);
}
