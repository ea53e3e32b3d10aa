/*
 * What comes once in a while: full disks, stand-bys that take over, topics that lose letters, clocks
 * that jump, daemons that are cut off; and policies, changes of units and a corrected
 * calendar, which are no faults and come to each daemon in the middle of its cases.
 */
#include "sim/sim.h"

static int64_t next_at;

static int64_t
pause_between(void)
{
	return HOUR_MS + sim_below(3 * DAY_MS);
}

void
chaos_begin(void)
{
	next_at = sim.now_ms + pause_between();
}

int64_t
chaos_next(void)
{
	return sim.is_calm ? INT64_MAX : next_at;
}

static struct daemon *
some_daemon(void)
{
	return &sim.daemons[sim_below(sim.n_daemons)];
}

static void
fail_over(struct daemon *d)
{
	db_roll_back(d->db, 1 + (int)sim_below(3));
	check_rolled_back(d);
}

static void
happen(enum fault f)
{
	struct daemon *d = some_daemon();
	struct instance *i = &d->instances[sim_below(d->n_instances)];
	sim.n_struck[f]++;
	switch (f) {
	case FAULT_disk_full:
		d->full_until = sim.now_ms + HOUR_MS + sim_below(12 * HOUR_MS);
		sim_say("the disk of %s is full", d->name);
		return;
	case FAULT_failover:
		sim_say("the stand-by of %s takes over", d->name);
		fail_over(d);
		return;
	case FAULT_tail_lost:
		bus_lose_tail();
		return;
	case FAULT_topic_wiped:
		bus_wipe();
		return;
	case FAULT_offset_reset:
		bus_lose_head();
		return;
	case FAULT_clock_jump:
		i->skew_ms = sim_below(9 * MINUTE_MS) - 9 * MINUTE_MS / 2;
		sim_say("a clock of %s jumps", d->name);
		return;
	case FAULT_no_key:
		d->no_key_until = sim.now_ms + HOUR_MS + sim_below(3 * DAY_MS);
		sim_say("%s has lost its keys", d->name);
		return;
	case FAULT_partition:
		d->cut_off_until = sim.now_ms + 10 * DAY_MS;
		sim_say("%s is cut off for ten days", d->name);
		return;
	default:
		return;
	}
}

static void
law_comes(struct daemon *d)
{
	switch (sim_below(6)) {
	case 0:
		d->known.version = 2;
		sim_say("the new policies have come to %s", d->name);
		return;
	case 1:
		d->known.has_tree = true;
		sim_say("the change of units has come to %s", d->name);
		return;
	case 2:
		d->known.has_calendar = true;
		sim_say("the corrected calendar has come to %s", d->name);
		return;
	default:
		return;
	}
}

void
chaos_act(void)
{
	static const enum fault events[] = { FAULT_disk_full, FAULT_failover, FAULT_tail_lost,
		FAULT_topic_wiped, FAULT_offset_reset, FAULT_clock_jump, FAULT_partition, FAULT_no_key };
	if (sim.is_calm || sim.now_ms < next_at)
		return;
	next_at = sim.now_ms + pause_between();
	struct daemon *d = some_daemon();
	law_comes(d);
	const enum fault f = events[sim_below((int64_t)(sizeof(events) / sizeof(events[0])))];
	if (fault_is_on(f))
		happen(f);
}

void
chaos_end(void)
{
	sim.is_calm = true;
	for (int d = 0; d < sim.n_daemons; d++) {
		sim.daemons[d].cut_off_until = sim.daemons[d].full_until = 0;
		sim.daemons[d].no_key_until = 0;
		sim.daemons[d].known.version = 2;
		sim.daemons[d].known.has_tree = sim.daemons[d].known.has_calendar = true;
		for (int i = 0; i < sim.daemons[d].n_instances; i++)
			sim.daemons[d].instances[i].skew_ms = 0;
	}
	sim_say("from now on nothing goes wrong");
}
