/* Officers' threads and the turn: who waits how long, and who is told what. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "relay/relay_loop.h"

enum { OFFICERS = 12, ASKS = 40, TURN_MAX = 8 };

static struct relay relay;

static void
begin(void)
{
	cr_assert_eq(pipe(relay.wake), 0);
	relay.options.pace.turn_letters = TURN_MAX;
	relay.arena = arena_new();
	relay_queue_begin(&relay);
}

static void
end(void)
{
	relay_queue_end(&relay);
	arena_free(relay.arena);
	(void)close(relay.wake[0]);
	(void)close(relay.wake[1]);
}

TestSuite(queue, .init = begin, .fini = end, .timeout = 60);

static void
sleep_ms(int ms)
{
	const struct timespec ts = { ms / 1000, (long)(ms % 1000) * 1000000 };
	(void)nanosleep(&ts, NULL);
}

static int64_t
ms_of(clockid_t clock)
{
	struct timespec ts;
	(void)clock_gettime(clock, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* -- an officer, who asks on a thread of his own -------------------------------------- */

struct officer {
	pthread_t thread;
	struct relay_action action;
	int wait_ms;
	struct relay_answer answer;
	int64_t waited_ms;
	int n_wrong;
};

static void *
ask(void *context)
{
	struct officer *o = context;
	const int64_t begun = ms_of(CLOCK_MONOTONIC);
	o->answer = relay_submit(&relay, &o->action, o->wait_ms);
	o->waited_ms = ms_of(CLOCK_MONOTONIC) - begun;
	return NULL;
}

static void
officer_ask(struct officer *o, int wait_ms)
{
	o->wait_ms = wait_ms;
	cr_assert_eq(pthread_create(&o->thread, NULL, ask, o), 0);
}

static void
officer_wait(struct officer *o)
{
	cr_assert_eq(pthread_join(o->thread, NULL), 0);
}

/* What a turn takes, once there are so many. */
static struct gathered
take(size_t n)
{
	struct gathered g = { 0 };
	arena_reset(relay.arena);
	for (int i = 0; g.n_wishes < n; i++) {
		struct gathered more = { 0 };
		cr_assert_lt(i, 5000, "%zu of %zu wishes came", g.n_wishes, n);
		relay_take_wishes(&relay, &more);
		if (g.n_wishes == 0)
			g = more;
		else
			for (size_t k = 0; k < more.n_wishes; k++)
				g.wishes[g.n_wishes++] = more.wishes[k];
		sleep_ms(1);
	}
	return g;
}

static void
answer(const struct gathered *g, enum verdict verdict)
{
	for (size_t i = 0; i < g->n_wishes; i++)
		g->wishes[i]->answer.verdict = verdict;
	relay_answer_wishes(&relay, g);
}

/* -- one officer ---------------------------------------------------------------------- */

Test(queue, an_officer_is_told_what_the_turn_decided)
{
	struct officer o = { 0 };
	officer_ask(&o, 10000);
	const struct gathered g = take(1);
	cr_expect_eq(g.wishes[0]->action, &o.action);
	cr_expect(relay_is_idle(&relay));
	answer(&g, VERDICT_CHANGED_MEANWHILE);
	officer_wait(&o);
	cr_expect_eq(o.answer.verdict, VERDICT_CHANGED_MEANWHILE);
	cr_expect_lt(o.waited_ms, 5000);
}

enum { TOGETHER = TURN_MAX };

static void *
ask_all(void *context)
{
	relay_submit_all(&relay, context, TOGETHER, 10000);
	return NULL;
}

/* One turn takes all of them at once; each is answered for itself. */
Test(queue, who_submits_many_waits_for_one_turn_and_has_an_answer_of_each)
{
	static struct relay_submission all[TOGETHER];
	pthread_t thread;
	struct gathered g = { 0 };
	for (int i = 0; i < TOGETHER; i++)
		all[i].action.happening.kind = HAPPENING_APPROVE;
	cr_assert_eq(pthread_create(&thread, NULL, ask_all, all), 0);
	for (int i = 0; g.n_wishes < TOGETHER; i++) {
		cr_assert_lt(i, 5000);
		sleep_ms(1);
		(void)pthread_mutex_lock(&relay.lock);
		const size_t n_waiting = relay.n_waiting;
		(void)pthread_mutex_unlock(&relay.lock);
		if (n_waiting == TOGETHER)
			relay_take_wishes(&relay, &g);
	}
	for (size_t i = 0; i < g.n_wishes; i++)
		g.wishes[i]->answer.verdict = i == 3 ? VERDICT_CLOSED : VERDICT_OK;
	relay_answer_wishes(&relay, &g);
	cr_assert_eq(pthread_join(thread, NULL), 0);
	for (int i = 0; i < TOGETHER; i++)
		cr_expect_eq(all[i].answer.verdict, i == 3 ? VERDICT_CLOSED : VERDICT_OK, "%d", i);
}

Test(queue, what_nobody_takes_is_busy_when_its_time_is_over_and_leaves_the_queue)
{
	struct officer o = { 0 };
	officer_ask(&o, 120);
	officer_wait(&o);
	cr_expect_eq(o.answer.verdict, VERDICT_BUSY);
	cr_expect_geq(o.waited_ms, 119);
	cr_expect_lt(o.waited_ms, 5000);
	cr_expect(relay_is_idle(&relay));
}

/* The database is silent and the turn has not ended: whoever was taken waits for the truth,
 * and costs nothing while he does. */
Test(queue, whoever_was_taken_waits_for_his_answer_without_spinning)
{
	static struct officer o[4];
	for (size_t i = 0; i < 4; i++)
		officer_ask(&o[i], 20);
	const struct gathered g = take(4);
	sleep_ms(100);
	const int64_t before_ms = ms_of(CLOCK_PROCESS_CPUTIME_ID);
	sleep_ms(400);
	const int64_t used_ms = ms_of(CLOCK_PROCESS_CPUTIME_ID) - before_ms;
	cr_expect_lt(used_ms, 100, "%lld ms of 400 were spent on waiting", (long long)used_ms);
	answer(&g, VERDICT_OK);
	for (size_t i = 0; i < 4; i++) {
		officer_wait(&o[i]);
		cr_expect_eq(o[i].answer.verdict, VERDICT_OK);
		cr_expect_geq(o[i].waited_ms, 400);
	}
}

Test(queue, a_turn_that_is_rolled_back_after_his_time_leaves_him_busy)
{
	struct officer o = { 0 };
	officer_ask(&o, 20);
	const struct gathered g = take(1);
	g.wishes[0]->answer.verdict = VERDICT_OK;
	sleep_ms(100);
	relay_wishes_again(&relay, &g, false);
	officer_wait(&o);
	cr_expect_eq(o.answer.verdict, VERDICT_BUSY);
	cr_expect(relay_is_idle(&relay));
}

Test(queue, a_turn_that_is_rolled_back_in_time_is_tried_again)
{
	struct officer o = { 0 };
	officer_ask(&o, 10000);
	for (int i = 0; i < 20; i++) {	/* weather: as often as it takes */
		const struct gathered g = take(1);
		relay_wishes_again(&relay, &g, false);
	}
	const struct gathered g = take(1);
	answer(&g, VERDICT_OK);
	officer_wait(&o);
	cr_expect_eq(o.answer.verdict, VERDICT_OK);
}

Test(queue, whoever_loses_the_race_too_often_is_told_to_try_again)
{
	struct officer o = { 0 };
	officer_ask(&o, 10000);
	for (int i = 0; i < 6; i++) {
		const struct gathered g = take(1);
		relay_wishes_again(&relay, &g, true);
	}
	officer_wait(&o);
	cr_expect_eq(o.answer.verdict, VERDICT_BUSY);
	cr_expect_lt(o.waited_ms, 5000);
	cr_expect(relay_is_idle(&relay));
}

Test(queue, records_are_imported_on_the_same_way)
{
	const struct record r = { .grade = 3 };
	cr_expect_eq(relay_import(&relay, &r, 1, 10), VERDICT_BUSY);
	cr_expect(relay_is_idle(&relay));
}

/* -- who is put off -------------------------------------------------------------------- */

Test(queue, filings_are_put_off_with_a_time_and_nothing_else_is)
{
	struct officer files = { .action.happening.kind = HAPPENING_FILE };
	struct officer decides = { .action.happening.kind = HAPPENING_APPROVE };
	relay_put_off_filings(&relay, 42);
	officer_ask(&files, 10000);
	officer_wait(&files);
	cr_expect_eq(files.answer.verdict, VERDICT_OVERLOADED);
	cr_expect_eq(files.answer.retry_after_s, 42);
	officer_ask(&decides, 10000);
	struct gathered g = take(1);
	answer(&g, VERDICT_OK);
	officer_wait(&decides);
	cr_expect_eq(decides.answer.verdict, VERDICT_OK);
	relay_put_off_filings(&relay, 0);
	officer_ask(&files, 10000);
	g = take(1);
	answer(&g, VERDICT_OK);
	officer_wait(&files);
	cr_expect_eq(files.answer.verdict, VERDICT_OK);
}

/* -- how long a turn waits for company ------------------------------------------------- */

/* Milliseconds until the next turn may begin, after one with n letters and actions. */
static int64_t
rest_after(size_t n)
{
	const int64_t now_ms = ms_of(CLOCK_MONOTONIC);
	relay_pace(&relay, n);
	return relay.next_turn_us / 1000 - now_ms;
}

Test(queue, a_turn_rests_by_what_was_in_the_last_and_never_after_a_full_one)
{
	relay.options.pace.turn_letters = 10000;
	relay.options.pace.turn_every_ms = 500;
	(void)rest_after(0);
	cr_expect_leq(relay.next_turn_us, ms_of(CLOCK_MONOTONIC) * 1000 + 999, "an idle one is ready at once");
	cr_expect_geq(rest_after(400), 399);
	cr_expect_geq(rest_after(9999), 499);
	const int64_t most_us = ms_of(CLOCK_MONOTONIC) * 1000 + 500 * 1000 + 999;
	cr_expect_leq(relay.next_turn_us, most_us, "not longer than the setting says");
	(void)rest_after(10000);
	cr_expect_eq(relay.next_turn_us, 0, "more waits already");
}

/* -- many ----------------------------------------------------------------------------- */

/* A wish that waits for nobody. */
static void
queue(struct wish *w, struct relay_action *a, enum happening_kind kind, const char *unit)
{
	a->happening.kind = kind;
	(void)snprintf(a->happening.unit.text, sizeof(a->happening.unit.text), "%s", unit);
	w->action = a;
	cr_assert(relay_wish(&relay, w));
}

static size_t
n_of(const struct gathered *g, const char *unit)
{
	size_t n = 0;
	for (size_t i = 0; i < g->n_wishes; i++)
		n += strcmp(g->wishes[i]->action->happening.unit.text, unit) == 0;
	return n;
}

Test(queue, decisions_go_before_filings_which_keep_a_quarter_of_a_turn)
{
	enum { EACH = 16 };
	static struct wish w[2 * EACH];
	static struct relay_action a[2 * EACH];
	for (size_t i = 0; i < EACH; i++)
		queue(&w[i], &a[i], HAPPENING_FILE, "430102");
	for (size_t i = EACH; i < 2 * EACH; i++)
		queue(&w[i], &a[i], HAPPENING_APPROVE, "430103");
	struct gathered g = take(TURN_MAX);
	cr_expect_eq(n_of(&g, "430103"), TURN_MAX - TURN_MAX / 4, "though they came later");
	cr_expect_eq(g.wishes[0]->action->happening.kind, HAPPENING_APPROVE);
	answer(&g, VERDICT_OK);
	g = take(TURN_MAX);
	answer(&g, VERDICT_OK);
	g = take(TURN_MAX);
	cr_expect_eq(n_of(&g, "430103"), EACH - 2 * (TURN_MAX - TURN_MAX / 4), "what is left of them");
	answer(&g, VERDICT_OK);
	g = take(TURN_MAX);
	cr_expect_eq(n_of(&g, "430102"), TURN_MAX);
	answer(&g, VERDICT_OK);
	cr_expect(relay_is_idle(&relay));
}

Test(queue, a_county_that_files_for_all_at_once_waits_for_itself)
{
	enum { MANY = 40 };
	static struct wish w[MANY + 2];
	static struct relay_action a[MANY + 2];
	for (size_t i = 0; i < MANY; i++)
		queue(&w[i], &a[i], HAPPENING_FILE, "430102");
	queue(&w[MANY], &a[MANY], HAPPENING_FILE, "430103");
	queue(&w[MANY + 1], &a[MANY + 1], HAPPENING_FILE, "430104");
	const struct gathered g = take(TURN_MAX);
	cr_expect_eq(n_of(&g, "430103"), 1);
	cr_expect_eq(n_of(&g, "430104"), 1);
	cr_expect_eq(n_of(&g, "430102"), TURN_MAX - 2);
	for (size_t i = 1; i < g.n_wishes; i++)
		if (g.wishes[i]->action->happening.unit.text[5] == '2'
		    && g.wishes[i - 1]->action->happening.unit.text[5] == '2')
			cr_expect_lt(g.wishes[i - 1], g.wishes[i], "in the order in which they came");
	answer(&g, VERDICT_OK);
}

Test(queue, one_who_gives_up_leaves_the_others_in_their_order)
{
	static struct officer o[4];
	for (size_t i = 0; i < 4; i++) {
		officer_ask(&o[i], i == 1 || i == 3 ? 60 : 10000);
		while (relay.n_waiting == 0)
			sleep_ms(1);
		sleep_ms(10);
	}
	officer_wait(&o[1]);
	officer_wait(&o[3]);
	const struct gathered g = take(2);
	cr_expect_eq(g.wishes[0]->action, &o[0].action);
	cr_expect_eq(g.wishes[1]->action, &o[2].action);
	answer(&g, VERDICT_OK);
	officer_wait(&o[0]);
	officer_wait(&o[2]);
	struct officer last = { 0 };
	officer_ask(&last, 10000);	/* the end of the queue was mended too */
	const struct gathered more = take(1);
	answer(&more, VERDICT_OK);
	officer_wait(&last);
	cr_expect_eq(last.answer.verdict, VERDICT_OK);
}

Test(queue, a_turn_takes_no_more_than_it_may)
{
	static struct officer o[TURN_MAX + 2];
	for (size_t i = 0; i < TURN_MAX + 2; i++)
		officer_ask(&o[i], 10000);
	sleep_ms(200);
	struct gathered g = { 0 };
	relay_take_wishes(&relay, &g);
	cr_expect_eq(g.n_wishes, TURN_MAX);
	cr_expect(relay_has_wishes(&relay));
	answer(&g, VERDICT_OK);
	const struct gathered rest = take(2);
	answer(&rest, VERDICT_OK);
	for (size_t i = 0; i < TURN_MAX + 2; i++)
		officer_wait(&o[i]);
}

/* Each asks with a number of his own and has to hear it. */
static void *
ask_often(void *context)
{
	struct officer *o = context;
	for (uint32_t i = 1; i <= ASKS; i++) {
		o->action.seen_n = o->action.seen_n / 1000 * 1000 + i;
		const struct relay_answer a = relay_submit(&relay, &o->action, 20000);
		o->n_wrong += a.verdict != VERDICT_OK || a.n != o->action.seen_n;
	}
	return NULL;
}

Test(queue, of_many_who_ask_at_once_each_hears_his_own_answer)
{
	static struct officer o[OFFICERS];
	for (size_t i = 0; i < OFFICERS; i++) {
		o[i].action.seen_n = 1000 * (uint32_t)(i + 1);
		cr_assert_eq(pthread_create(&o[i].thread, NULL, ask_often, &o[i]), 0);
	}
	unsigned n_turns = 0;
	for (size_t n = 0; n < (size_t)OFFICERS * ASKS;) {
		struct gathered g = { 0 };
		arena_reset(relay.arena);
		relay_take_wishes(&relay, &g);
		for (size_t i = 0; i < g.n_wishes; i++) {
			g.wishes[i]->answer.verdict = VERDICT_OK;
			g.wishes[i]->answer.n = g.wishes[i]->action->seen_n;
		}
		if (++n_turns % 3 == 0) {	/* weather */
			relay_wishes_again(&relay, &g, false);
			continue;
		}
		relay_answer_wishes(&relay, &g);
		n += g.n_wishes;
	}
	for (size_t i = 0; i < OFFICERS; i++) {
		officer_wait(&o[i]);
		cr_expect_eq(o[i].n_wrong, 0, "officer %zu", i);
	}
	cr_expect(relay_is_idle(&relay));
}

Test(queue, draining_refuses_who_comes_and_answers_who_waits)
{
	struct officer waits = { 0 }, comes = { 0 };
	char woken[8];
	officer_ask(&waits, 10000);
	while (relay_is_idle(&relay))
		sleep_ms(1);
	cr_expect_eq(read(relay.wake[0], woken, sizeof(woken)), 1);
	relay_drain(&relay);
	cr_expect_eq(read(relay.wake[0], woken, sizeof(woken)), 1, "the turn must not sleep on");
	officer_ask(&comes, 10000);
	officer_wait(&comes);
	cr_expect_eq(comes.answer.verdict, VERDICT_BUSY);
	cr_expect_lt(comes.waited_ms, 5000);
	cr_expect_not(relay_is_idle(&relay));
	const struct gathered g = take(1);
	answer(&g, VERDICT_OK);
	officer_wait(&waits);
	cr_expect_eq(waits.answer.verdict, VERDICT_OK);
	cr_expect(relay_is_idle(&relay));
}
