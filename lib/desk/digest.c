/*
 * The message of the morning: at 08:30 of each working day every officer who has given a telephone is told how much
 * waits for him, and how much of it is late. Numbers alone: no docket, no child.
 *
 *	"digest at 08:30 on working days; T-3, T-1, overdue; per-user opt-out except legal ones"
 *
 * So who wants none is told all the same of what is overdue. T is the last day of a term, counted in working days as
 * terms are. What waits for whom is what his inbox shows; who stands in for a colleague of another role today is told
 * of that inbox as well, by itself.
 *
 * Once a day and account, however many instances there are and however often they start: who tells writes the day
 * into the account's row, if it is not there, and then hands the message over. Killed between the two he has told
 * nobody, and nobody will on that day: none rather than two, because the inbox says the same and tomorrow is another
 * message. What cannot be handed over is taken back and tried again, under the same name, until the day is over.
 *
 * A thread of its own, and a connection of its own that it opens for this, so that neither turns nor requests wait.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metric.h"
#include "base/text.h"
#include "desk/door.h"

enum {
	MINUTE_MS = 60 * 1000,
	BEGIN_MS = (8 * 60 + 30) * MINUTE_MS,	/* of the day, by the clock on the wall */
	END_MS = 18 * 60 * MINUTE_MS,		/* who starts later has missed it */
	LOOK_MS = 1000,				/* between looks at the clock, ... */
	AGAIN_MS = MINUTE_MS,			/* ... after one by which not all were told */
	ACCOUNTS_MAX = 100, DOCKETS_MAX = 100,	/* read at once */
	NAME_BYTES = 12,			/* of the name of a file, before it is hex */
	TEXT_MAX = 600,
};

/* -- which day, and what it means ------------------------------------------------------ */

/* The end of the nth working day after that one. */
static struct instant
end_after(const struct calendar *c, struct day day, int n)
{
	for (; n > 0; n--)
		do
			day.n++;
		while (!calendar_is_working_day(c, day));
	day.n++;
	return instant_of_day(day);
}

bool
digest_is_time(const struct calendar *c, struct instant now, struct digest_day *ret)
{
	const struct day today = instant_day(now);
	const int64_t ms = now.ms - instant_of_day(today).ms;
	if (ms < BEGIN_MS || ms >= END_MS || !calendar_is_working_day(c, today))
		return false;
	ret->day = today;
	ret->ends[STORE_UNTIL_NOW] = now;
	ret->ends[STORE_UNTIL_TODAY] = end_after(c, today, 0);
	ret->ends[STORE_UNTIL_NEXT] = end_after(c, today, 1);
	ret->ends[STORE_UNTIL_THIRD] = end_after(c, today, 3);
	ret->alive_after.ms = now.ms - INT64_C(24) * 60 * MINUTE_MS * STORE_DORMANT_DAYS;
	return true;
}

/* -- what waits for whom --------------------------------------------------------------- */

struct morning {
	struct store *store;
	struct arena *arena;
	const struct digest_day *day;
	struct digest_count *counts;	/* of all desks, by stage ... */
	size_t n_counts;
	struct digest_count *back;	/* ... and of STAGE_answer what is no head's turn, a row a docket */
	size_t n_back, capacity;
};

struct waiting {
	int64_t own[STORE_UNTIL_N], as_deputy[STORE_UNTIL_N];
};

static void
add_back(struct morning *m, const struct digest_docket *k)
{
	if (m->n_back == m->capacity) {
		const size_t wider = m->capacity == 0 ? DOCKETS_MAX : 2 * m->capacity;
		struct digest_count *rows = arena_array(m->arena, wider, sizeof(*rows));
		if (m->n_back > 0)
			memcpy(rows, m->back, m->n_back * sizeof(*rows));
		m->back = rows;
		m->capacity = wider;
	}
	struct digest_count *row = &m->back[m->n_back++];
	memset(row, 0, sizeof(*row));
	row->unit = k->holder;
	row->n[store_until(m->day, k->term)] = 1;
}

static bool
is_ending(const struct digest_way *way)
{
	return way->is_ending != NULL && *way->is_ending;
}

/* What has come back is counted by its stage; whether it waits for a head as well, its stamps tell. */
static enum store_result
read_back(struct morning *m, const struct digest_way *way)
{
	struct digest_docket some[DOCKETS_MAX];
	struct docket_id ids[DOCKETS_MAX], after = { "" };
	size_t n;
	struct entry *entries = arena_array(m->arena, ENTRIES_MAX, sizeof(*entries));
	struct stored_docket *stored = arena_array(m->arena, DOCKETS_MAX, sizeof(*stored));
	struct arena *page = arena_new();
	enum store_result r;
	do {
		arena_reset(page);
		r = store_digest_dockets(m->store, m->day, STAGE_answer, after, DOCKETS_MAX, some, &n);
		for (size_t i = 0; r == STORE_OK && i < n; i++)
			ids[i] = after = some[i].id;
		if (r == STORE_OK && n > 0)
			r = store_dockets(m->store, page, ids, n, stored);
		for (size_t i = 0; r == STORE_OK && i < n; i++)
			if (!inbox_is_his_turn(ROLE_HEAD, STAGE_answer, inbox_back(&stored[i], entries)))
				add_back(m, &some[i]);
		if (is_ending(way))
			r = STORE_AGAIN;
	} while (r == STORE_OK && n == DOCKETS_MAX);
	arena_free(page);
	return r;
}

static bool
is_wanted(const struct inbox_wanted *w, enum stage stage)
{
	for (size_t i = 0; i < w->n_stages; i++)
		if (w->stages[i] == (int64_t)stage)
			return true;
	return false;
}

static void
add(int64_t sums[STORE_UNTIL_N], const struct digest_count *c, int sign)
{
	for (int i = 0; i < STORE_UNTIL_N; i++)
		sums[i] += sign * c->n[i];
}

/* What the inbox of that role shows. */
static void
count(const struct morning *m, struct unit_code unit, enum role role, int64_t sums[STORE_UNTIL_N])
{
	struct inbox_wanted w = { .n_stages = 0 };
	inbox_want(role, &w);
	for (size_t i = 0; i < m->n_counts; i++)
		if (unit_code_equal(m->counts[i].unit, unit) && is_wanted(&w, m->counts[i].stage))
			add(sums, &m->counts[i], 1);
	for (size_t i = 0; role == ROLE_HEAD && i < m->n_back; i++)
		if (unit_code_equal(m->back[i].unit, unit))
			add(sums, &m->back[i], -1);
}

/* His own, and of each inbox that he has besides as a deputy. */
static void
count_all(const struct morning *m, const struct digest_account *a, struct waiting *ret)
{
	memset(ret, 0, sizeof(*ret));
	count(m, a->unit, a->role, ret->own);
	for (int role = ROLE_NONE + 1; role <= ROLE_TEACHER; role++)
		if ((a->stands_in >> role & 1) != 0)
			count(m, a->unit, (enum role)role, ret->as_deputy);
}

/* -- in words -------------------------------------------------------------------------- */

/* How much, and how much of that is late; nothing where there is nothing to tell. How long it is now. */
static size_t
say_part(const int64_t n[STORE_UNTIL_N], bool is_off, const char *title, char text[TEXT_MAX], size_t at)
{
	static const char *const words[] = { "逾期", "今日到期", "下一工作日到期", "其后两个工作日内到期" };
	int64_t all = 0;
	const char *before = "，其中";
	for (int i = 0; i < STORE_UNTIL_N; i++)
		all += n[i];
	const int64_t told = is_off ? n[STORE_UNTIL_NOW] : all;
	if (told <= 0)
		return at;
	at += (size_t)snprintf(text + at, TEXT_MAX - at, "%s%s：%s%lld 件", at > 0 ? "；" : "学籍", title,
	    is_off ? "逾期 " : "", (long long)told);
	for (int i = 0; !is_off && i < STORE_UNTIL_LATER; i++) {
		if (n[i] <= 0)
			continue;
		at += (size_t)snprintf(text + at, TEXT_MAX - at, "%s%s %lld 件", before, words[i], (long long)n[i]);
		before = "、";
	}
	return at;
}

/* False: there is nothing to tell. */
static bool
say(const struct waiting *w, bool is_off, const char *base, char ret[TEXT_MAX])
{
	size_t at = say_part(w->own, is_off, "待办", ret, 0);
	at = say_part(w->as_deputy, is_off, "代行待办", ret, at);
	if (at == 0)
		return false;
	(void)snprintf(ret + at, TEXT_MAX - at, "。%s%s", base == NULL ? "" : base,
	    base == NULL || base[0] == '\0' ? "" : "/console/");
	return true;
}

/* The same of every instance and at every try, and of no account of another unit: daemons may share a directory. */
static void
name_file(const struct digest_day *d, const struct digest_account *a, char *ret, size_t size)
{
	uint8_t hash[HASH_SIZE];
	char day[DAY_TEXT_MAX], text[DAY_TEXT_MAX + UNIT_CODE_MAX + OFFICER_MAX], hex[2 * NAME_BYTES + 1];
	day_text(d->day, day);
	const int n = snprintf(text, sizeof(text), "%s %s %s", day, a->unit.text, a->name);
	wire_hash((struct bytes){ (const uint8_t *)text, (size_t)n }, hash);
	text_hex(hash, NAME_BYTES, hex);
	(void)snprintf(ret, size, "digest-%s-%s", day, hex);
}

/* -- telling ---------------------------------------------------------------------------- */

static enum store_result
tell(struct morning *m, const struct digest_account *a, const struct digest_way *way, struct digest_sums *sums)
{
	bool is_mine = false;
	struct waiting waiting;
	char text[TEXT_MAX], name[DAY_TEXT_MAX + 2 * NAME_BYTES + 16];
	count_all(m, a, &waiting);
	const bool has_words = say(&waiting, strcmp(a->wish, DIGEST_OFF) == 0, way->base, text);
	const enum store_result r = store_digest_take(m->store, m->day, a, &is_mine);
	if (r != STORE_OK || !is_mine)
		return r;
	const struct message message = { a->phone, text, m->day->ends[STORE_UNTIL_NOW] };
	name_file(m->day, a, name, sizeof(name));
	if (!has_words)
		sums->n_nothing++;
	else if (message_put(way->directory, name, &message))
		sums->n_sent++;
	else {
		sums->n_failed++;
		return store_digest_give_back(m->store, m->day, a->name);
	}
	return STORE_OK;
}

static enum store_result
tell_all(struct morning *m, const struct digest_way *way, struct digest_sums *sums)
{
	char after[OFFICER_MAX] = "";
	size_t n;
	enum store_result r;
	struct digest_account *some = arena_array(m->arena, ACCOUNTS_MAX, sizeof(*some));
	do {
		r = store_digest_accounts(m->store, m->day, DIGEST_CHOICE, after, ACCOUNTS_MAX, some, &n);
		for (size_t i = 0; r == STORE_OK && i < n; i++)
			r = is_ending(way) ? STORE_AGAIN : tell(m, &some[i], way, sums);
		if (r == STORE_OK && n > 0)
			(void)text_copy(after, sizeof(after), some[n - 1].name);
	} while (r == STORE_OK && n == ACCOUNTS_MAX);
	return r;
}

enum store_result
digest_tell(struct store *s, const struct digest_day *d, const struct digest_way *way, struct digest_sums *ret)
{
	struct morning m = { .store = s, .arena = arena_new(), .day = d };
	memset(ret, 0, sizeof(*ret));
	enum store_result r = store_digest_counts(s, m.arena, d, &m.counts, &m.n_counts);
	if (r == STORE_OK)
		r = read_back(&m, way);
	if (r == STORE_OK)
		r = tell_all(&m, way, ret);
	arena_free(m.arena);
	return r;
}

/* -- the thread -------------------------------------------------------------------------- */

struct digest {
	struct desk *desk;
	const struct desk_options *options;
	struct day done;		/* the last day on which all were told */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	_Atomic bool is_ending;
};

/* Said as what was done, and what was not, in numbers. */
static void
note(const struct digest_sums *sums)
{
	metric_add(METRIC_digests_sent, sums->n_sent);
	metric_add(METRIC_digests_failed, sums->n_failed);
	if (sums->n_sent + sums->n_nothing > 0)
		log_line(LOG_INFO, "digest_sent", " sent=%lld nothing=%lld", (long long)sums->n_sent,
		    (long long)sums->n_nothing);
	if (sums->n_failed > 0)
		log_line(LOG_WARN, "digest_not_written", " failed=%lld remedy=\"desk.messages: is its directory there,"
		    " and ours?\"", (long long)sums->n_failed);
}

/* How long until the next look. */
static int
look(struct digest *g)
{
	struct digest_day d;
	struct digest_sums sums;
	const struct desk_options *o = g->options;
	const struct digest_way way = { o->messages, o->public_base, &g->is_ending };
	const struct instant now = { o->now_ms() };
	if (instant_day(now).n == g->done.n || !desk_is_digest_time(g->desk, now, &d))
		return LOOK_MS;
	struct store *s = store_open(o->conninfo, "digest");
	const bool is_there = store_schema(s) == STORE_SCHEMA_OK;
	const bool is_done = is_there && digest_tell(s, &d, &way, &sums) == STORE_OK;
	store_close(s);
	if (is_there)
		note(&sums);
	if (!is_done || sums.n_failed > 0)
		return AGAIN_MS;
	g->done = d.day;
	return LOOK_MS;
}

/* True: it is to end. */
static bool
wait_a_while(struct digest *g, int ms)
{
	const int64_t until_us = clock_monotonic_us() + (int64_t)ms * 1000;
	const struct timespec until = { until_us / 1000000, (long)(until_us % 1000000) * 1000 };
	(void)pthread_mutex_lock(&g->lock);
	while (!g->is_ending && pthread_cond_timedwait(&g->changed, &g->lock, &until) != ETIMEDOUT)
		continue;
	const bool is_ending = g->is_ending;
	(void)pthread_mutex_unlock(&g->lock);
	return is_ending;
}

static void *
run(void *context)
{
	struct digest *g = context;
	while (!wait_a_while(g, look(g)))
		continue;
	return NULL;
}

static void
let_go(struct digest *g)
{
	(void)pthread_cond_destroy(&g->changed);
	(void)pthread_mutex_destroy(&g->lock);
	free(g);
}

void
digest_end(struct digest *g)
{
	if (g == NULL)
		return;
	(void)pthread_mutex_lock(&g->lock);
	g->is_ending = true;
	(void)pthread_cond_broadcast(&g->changed);
	(void)pthread_mutex_unlock(&g->lock);
	(void)pthread_join(g->thread, NULL);
	let_go(g);
}

struct digest *
digest_begin(struct desk *desk, const struct desk_options *o)
{
	pthread_condattr_t attr;
	struct digest *g = calloc(1, sizeof(*g));
	if (g == NULL)
		return NULL;
	g->desk = desk;
	g->options = o;
	(void)pthread_mutex_init(&g->lock, NULL);
	(void)pthread_condattr_init(&attr);
	(void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&g->changed, &attr);
	(void)pthread_condattr_destroy(&attr);
	if (pthread_create(&g->thread, NULL, run, g) == 0)
		return g;
	let_go(g);
	return NULL;
}
