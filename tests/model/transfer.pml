/*
 * Two schools claim one child of a third; the dockets travel between daemons. What a docket may
 * become is the table that table_test.c writes from lib/core; here is what lies around it:
 * daemons with a copy each, an outbox that sends until there is a receipt, a network that loses,
 * doubles and holds back, requests that travel to wherever the docket lies, two instances of the
 * sending school's daemon, and its record with its lock.
 *
 * A copy is a number: the entries it has. Each entry is appended once; a second one under the same
 * number is a fork. Every event brings something nearer its end (run proves that there
 * is no cycle), so that whatever is true when nothing more can happen is true in the end.
 *
 *	DOCKETS	1 or 2; UNITS how many the table has, and one more with two dockets
 *	WHIMS	how many refusals, returns, corrections, objections ... there are, of both
 *	DOUBLES	how many letters come twice, or late
 *	LOSSES	how many letters a daemon without receipts loses (PLANT_NO_RECEIPT)
 *	PLANT_x	a fault that has to be found
 */
#ifndef DOCKETS
#define DOCKETS 2
#endif
#ifndef WHIMS
#define WHIMS 1
#endif
#ifndef LOSSES
#define LOSSES 1
#endif
#ifndef DOUBLES
#define DOUBLES 1
#endif
#define LENGTH 20	/* entries of a docket, at most; 0 is none */
#define PLACES 9	/* room for that many units */
#define SENDER DOCKETS	/* the units: the receiving schools, the sending one, the offices */

c_decl {
\#include "table.h"
extern void (*uerror)(char *);
enum { UNITS_N = N_UNITS + DOCKETS - 1 };
};

short state[DOCKETS * LENGTH];	/* of that docket with that many entries, and one more; 0: not there */
byte event[DOCKETS * LENGTH];	/* what the entry was */
byte since[DOCKETS * LENGTH];	/* with which entry it came to the desk */
byte n[DOCKETS * PLACES];		/* entries that the unit has */
byte outbox[DOCKETS * PLACES];	/* entries to be sent to that unit until it has receipted them */
byte sent[DOCKETS * PLACES];		/* the longest letter that ever came to it */
byte request[DOCKETS];		/* event + 1 that the filer asks for; 0: nothing */
byte request_at[DOCKETS];	/* the unit that has the request */
byte request_seen[DOCKETS];	/* the entries that the filer had seen */
byte request_n[DOCKETS];	/* the entries that whoever passed it on had */
bool has_asked[DOCKETS];	/* a filer whose withdrawal came too late does not ask for it again */
byte whims;
byte losses, doubles;
byte lock;			/* of the record: docket + 1 */
bool is_out;			/* the sending school keeps but a back-up */
bool has[DOCKETS];		/* the receiving school has the record */
/* What an instance of the sending school's daemon has read and not committed yet. */
byte read_n[2], read_docket[2], read_event[2], read_lock[2];
bool is_reading[2], read_out[2];

c_code {
static int unit_of(int d, int u) { return u == 0 ? d : u + DOCKETS - 1; }
static int column(int d, int u) { return u == d ? 0 : u < DOCKETS ? -1 : u - DOCKETS + 1; }

static int at(int d, int i) { return now.state[d * LENGTH + i] - 1; }
static int mine(int d, int u) { return now.n[d * PLACES + u] == 0 ? -1 : at(d, now.n[d * PLACES + u]); }
static int is_closed(int s) { return holder[s] < 0; }

static int longest(int d)
{
	int i = 1;
	while (i + 1 < LENGTH && now.state[d * LENGTH + i + 1] != 0)
		i++;
	return i;
}

/* A child is in one place: at a school, or in a docket. */
static void one_place(void)
{
	int places = !now.is_out;
	for (int d = 0; d < DOCKETS; d++)
		places += now.has[d] + (is_under_way[at(d, longest(d))] ? 1 : 0);
	if (places != 1)
		uerror("one_place");
}

static void take_effect(int d, int u, int s, int e)
{
	const int what = effect[s][e];
	if (u == SENDER && what & 1)
		now.lock = d + 1;
	if (u == SENDER && what & 2 && now.lock == d + 1)
		now.lock = 0;
	if (u == SENDER && what & 4)
		now.is_out = 1;
	if (u == d && what & 8) {
		if (now.has[d])
			uerror("admitted_twice");
		now.has[d] = 1;
	}
}

static void deliver_to(int d, int u, int from, int count)
{
	if (u != from && now.outbox[d * PLACES + u] < count)
		now.outbox[d * PLACES + u] = count;
}

static void append(int d, int u, int count, int e)
{
	const int s = at(d, count), t = to[s][e];
	if (now.state[d * LENGTH + count + 1] != 0)
		uerror("fork");
	now.state[d * LENGTH + count + 1] = t + 1;
	now.event[d * LENGTH + count + 1] = e;
	now.since[d * LENGTH + count + 1] = keeps_desk[s][e] ? now.since[d * LENGTH + count] : count + 1;
	now.n[d * PLACES + u] = count + 1;
	take_effect(d, u, s, e);
	if (is_closed(t)) {
		for (int c = 0; c < N_UNITS; c++)
			if (seen[t] & 1 << c)
				deliver_to(d, unit_of(d, c), u, count + 1);
	} else {
		deliver_to(d, unit_of(d, holder[t]), u, count + 1);
		deliver_to(d, d, u, count + 1);
	}
	one_place();
}

static int is_whim(int e)
{
	return e == EVENT_REFUSE || e == EVENT_RETURN || e == EVENT_CORRECT || e == EVENT_OBJECT || e == EVENT_SEND_BACK;
}

static int holds(int d, int u)
{
	const int s = mine(d, u);
	return s >= 0 && !is_closed(s) && unit_of(d, holder[s]) == u;
}

/* Is the record free for this docket, and there? */
static int is_free(int d, int lock, int is_out)
{
#ifdef PLANT_NO_GUARD
	return 1;
#else
	return !is_out && (lock == 0 || lock == d + 1);
#endif
}

/* Whatever looks at the record finds it as it is. */
static int fits_record(int d, int s, int e, int lock, int is_out)
{
	if (to[s][EVENT_FAIL] < 0 || (e != EVENT_PROCEED && e != EVENT_FAIL))
		return 1;
	return (e == EVENT_PROCEED) == is_free(d, lock, is_out);
}

static int is_automatic(int s) { return to[s][EVENT_PROCEED] >= 0; }

/* Two units that both think that they hold it would both append. */
static void one_holder(void)
{
	for (int d = 0; d < DOCKETS; d++) {
		int n_holders = 0;
		for (int u = 0; u < UNITS_N; u++)
			n_holders += holds(d, u);
		if (n_holders > 1)
			uerror("two_holders");
	}
}

/* Somebody at that unit, or its daemon, does what the unit may do by itself. */
static int may_act(int d, int u, int e)
{
	const int s = mine(d, u);
	if (s < 0 || to[s][e] < 0 || (is_filers[s][e] && u != d) || now.n[d * PLACES + u] + 1 >= LENGTH)
		return 0;
#ifdef PLANT_FILER_STAMPS
	if (!holds(d, u) && !is_filers[s][e])
		return 0;
#else
	if (!holds(d, u))
		return 0;
#endif
	if (u == SENDER && is_automatic(s))
		return 0;	/* by one of its instances */
	return (!is_whim(e) || now.whims < WHIMS) && fits_record(d, s, e, now.lock, now.is_out);
}

static void act(int d, int u, int e)
{
	now.whims += is_whim(e);
	append(d, u, now.n[d * PLACES + u], e);
}

/* -- instances ----------------------------------------------------------------------- */

static int may_read(int i, int d, int e)
{
	const int s = mine(d, SENDER);
	return !now.is_reading[i] && holds(d, SENDER) && is_automatic(s) && to[s][e] >= 0
	    && (e == EVENT_PROCEED || e == EVENT_FAIL) && fits_record(d, s, e, now.lock, now.is_out);
}

static void read_turn(int i, int d, int e)
{
	now.is_reading[i] = 1;
	now.read_n[i] = now.n[d * PLACES + SENDER];
	now.read_docket[i] = d;
	now.read_event[i] = e;
	now.read_lock[i] = now.lock;
	now.read_out[i] = now.is_out;
}

static void forget_turn(int i)
{
	now.is_reading[i] = 0;
	now.read_n[i] = now.read_docket[i] = now.read_event[i] = now.read_lock[i] = now.read_out[i] = 0;
}

/* A condition on everything that was read. */
static void commit_turn(int i)
{
	const int d = now.read_docket[i], count = now.read_n[i], e = now.read_event[i];
#ifndef PLANT_NO_FENCE
	if (now.n[d * PLACES + SENDER] != count || now.lock != now.read_lock[i]
	    || now.is_out != now.read_out[i]) {
		forget_turn(i);
		return;
	}
#endif
	forget_turn(i);
	append(d, SENDER, count, e);
}

/* -- letters ------------------------------------------------------------------------- */

static void take(int d, int u, int count)
{
	while (now.n[d * PLACES + u] < count) {
		const int i = now.n[d * PLACES + u];
		if (i > 0)
			take_effect(d, u, at(d, i), now.event[d * LENGTH + i + 1]);
		now.n[d * PLACES + u] = i + 1;
	}
#ifdef PLANT_NO_INBOX
	now.n[d * PLACES + u] = count;
#endif
}

/* Between sending and arriving a letter is in the outbox still: that it is under way, or was lost
 * and will be sent again, makes no difference to anybody. An earlier one may come late, or once more. */
static void arrive(int d, int u, int count, int is_receipted)
{
	if (DOUBLES > 0 && now.sent[d * PLACES + u] < count)
		now.sent[d * PLACES + u] = count;
	if (is_receipted)
		now.outbox[d * PLACES + u] = 0;
	take(d, u, count);
	one_place();
	one_holder();
}

/* -- requests ------------------------------------------------------------------------ */

static int may_ask(int d, int e)
{
	const int s = mine(d, d);
	return now.request[d] == 0 && (e != EVENT_WITHDRAW || !now.has_asked[d]) && s >= 0 && !is_closed(s) && !holds(d, d)
	    && to[s][e] >= 0 && is_filers[s][e] && (!is_whim(e) || now.whims < WHIMS);
}

static void ask(int d, int e)
{
	now.request[d] = e + 1;
	now.has_asked[d] |= e == EVENT_WITHDRAW;
	now.request_at[d] = unit_of(d, holder[mine(d, d)]);
	now.request_seen[d] = now.request_n[d] = now.n[d * PLACES + d];
	now.whims += is_whim(e);
}

/* At whoever has it: done, passed on to where the docket has gone, or too late. */
static void answer(int d)
{
	const int u = now.request_at[d], e = now.request[d] - 1, s = mine(d, u);
	if (s >= 0 && !is_closed(s) && !holds(d, u)) {
		now.request_at[d] = unit_of(d, holder[s]);
		now.request_n[d] = now.n[d * PLACES + u];
		return;
	}
	now.request[d] = now.request_at[d] = now.request_n[d] = 0;
	const int was_seen = now.request_seen[d];
	now.request_seen[d] = 0;
	if (s < 0 || is_closed(s) || to[s][e] < 0 || now.n[d * PLACES + u] + 1 >= LENGTH)
		return;
#ifndef PLANT_OLD_REQUEST
	if (e == EVENT_OBJECT && was_seen < now.since[d * LENGTH + now.n[d * PLACES + u]])
		return;
#endif
	if (e == EVENT_OBJECT && was_seen < now.since[d * LENGTH + now.n[d * PLACES + u]])
		uerror("old_request");
	append(d, u, now.n[d * PLACES + u], e);
}

/* It waits there for the docket, if it has come before it: passed on by older copies it would go round. That
 * it multiplies then, with every letter that is sent again, is not seen here: it is one. */
static int may_answer(int d)
{
	if (now.request[d] == 0)
		return 0;
	const int u = now.request_at[d], s = mine(d, u);
	return s >= 0 && (is_closed(s) || holds(d, u) || now.n[d * PLACES + u] >= now.request_n[d]);
}

/* -- the end ------------------------------------------------------------------------- */

/* Nobody who has a part in it waits for anything, and the record is free. */
static void expect_end(void)
{
	for (int d = 0; d < DOCKETS; d++) {
		const int s = at(d, longest(d));
		if (!is_closed(s))
			uerror("stuck");
		for (int c = 0; c < N_UNITS; c++)
			if (seen[s] & 1 << c && mine(d, unit_of(d, c)) != s)
				uerror("not_told");
	}
	if (now.lock != 0)
		uerror("still_locked");
}

static void file_all(void)
{
	for (int d = 0; d < DOCKETS; d++) {
		now.state[d * LENGTH + 1] = 1;
		now.since[d * LENGTH + 1] = 1;
		now.n[d * PLACES + d] = 1;
		now.event[d * LENGTH + 1] = 0;
	}
}
}

#define ACT(d, u, e)	:: d_step { c_expr { (may_act)(d, u, EVENT_##e) } -> c_code { act(d, u, EVENT_##e); one_holder(); } }
#define ACTS(d, u)	ACT(d, u, APPROVE) ACT(d, u, REFUSE) ACT(d, u, RETURN) ACT(d, u, CORRECT)	\
	ACT(d, u, WITHDRAW) ACT(d, u, OBJECT) ACT(d, u, UPHOLD) ACT(d, u, OVERRULE)		\
	ACT(d, u, SEND_BACK) ACT(d, u, STATE) ACT(d, u, PROCEED) ACT(d, u, FAIL) ACT(d, u, EXPIRE)
#define LETTERS(d, u)										\
	:: d_step { c_expr { now.outbox[d * PLACES + u] > 0 } ->					\
		c_code { arrive(d, u, now.outbox[d * PLACES + u], 1); } }				\
	:: d_step { c_expr { now.outbox[d * PLACES + u] > 0 && now.doubles < DOUBLES } ->		\
		c_code { now.doubles++; arrive(d, u, now.outbox[d * PLACES + u], 0); } }		\
	:: d_step { c_expr { now.sent[d * PLACES + u] > 0 && now.doubles < DOUBLES } ->		\
		c_code { now.doubles++; arrive(d, u, now.sent[d * PLACES + u], 0); } }		\
	LOST(d, u)
#ifdef PLANT_NO_RECEIPT
#define LOST(d, u)										\
	:: d_step { c_expr { now.outbox[d * PLACES + u] > 0 && now.losses < LOSSES } ->		\
		c_code { now.outbox[d * PLACES + u] = 0; now.losses++; } }
#else
#define LOST(d, u)
#endif
#define UNIT(d, u)	ACTS(d, u) LETTERS(d, u)
#define ASK(d, e)	:: d_step { c_expr { (may_ask)(d, EVENT_##e) } -> c_code { ask(d, EVENT_##e); } }
#define REQUESTS(d)	ASK(d, WITHDRAW) ASK(d, OBJECT)						\
	:: d_step { c_expr { (may_answer)(d) } -> c_code { answer(d); one_holder(); } }
#define READ(i, d)										\
	:: d_step { c_expr { (may_read)(i, d, EVENT_PROCEED) } -> c_code { read_turn(i, d, EVENT_PROCEED); } }	\
	:: d_step { c_expr { (may_read)(i, d, EVENT_FAIL) } -> c_code { read_turn(i, d, EVENT_FAIL); } }
#define INSTANCE(i)										\
	:: d_step { c_expr { now.is_reading[i] } -> c_code { commit_turn(i); one_holder(); } }	\
	READ(i, 0) IF_TWO(READ(i, 1))

#if DOCKETS == 2
#define IF_TWO(x) x
#else
#define IF_TWO(x)
#endif
#if UNITS == 4
#define ALL(d)	UNIT(d, 0) UNIT(d, 1) UNIT(d, 2) UNIT(d, 3) REQUESTS(d)
#elif UNITS == 5
#define ALL(d)	UNIT(d, 0) UNIT(d, 1) UNIT(d, 2) UNIT(d, 3) UNIT(d, 4) REQUESTS(d)
#elif UNITS == 6
#define ALL(d)	UNIT(d, 0) UNIT(d, 1) UNIT(d, 2) UNIT(d, 3) UNIT(d, 4) UNIT(d, 5) REQUESTS(d)
#else
#define ALL(d)	UNIT(d, 0) UNIT(d, 1) UNIT(d, 2) UNIT(d, 3) UNIT(d, 4) UNIT(d, 5) UNIT(d, 6)	\
	UNIT(d, 7) REQUESTS(d)
#endif

init {
	c_code { file_all(); };
	do
	ALL(0)
	IF_TWO(ALL(1))
	INSTANCE(0) INSTANCE(1)
	:: timeout -> c_code { expect_end(); }; break
	od;
end_of_all:
progress_of_all:
	false	/* whoever stands anywhere else for ever goes round */
}
