/*
 * sim --seed S          one seed, with its transcript
 *     --seeds N [--from S]   N seeds from S on (1), last line "N seeds, M violations"
 *     --plant NAME      with that bug built in; until it is found
 *     --plant list      the bugs there are
 *     --seconds T       no seed begins after that time
 *     --faults a,b      only these, whatever the seed says; "none"
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sim/sim.h"

enum { CALM_DAYS_MAX = 150 };

static const char *const fault_names[FAULT_N] = {
#define FAULT(name, ...) #name,
#include "sim/fault.def"
#undef FAULT
};

static const struct {
	const char *name, *what;
} plants[PLANT_N] = {
#define PLANT(name, what) { #name, what },
#include "sim/plant.def"
#undef PLANT
};

static struct {
	uint64_t seed, from, n;
	bool is_one;
	enum plant plant;
	int64_t seconds;
	unsigned faults;
	bool has_faults;
} wish_of = { .from = 1, .n = 100 };

static sig_atomic_t is_running;

/* An assertion of the daemons is a finding like others. */
static void
on_abort(int signal_no)
{
	(void)signal_no;
	if (!is_running)
		_Exit(3);
	(void)snprintf(sim.violation, sizeof(sim.violation), "a daemon died of signal %d", signal_no);
	longjmp(sim.end, 1);
}

static unsigned
some_faults(void)
{
	unsigned bits = 0;
	if (sim_chance(12))
		return 0;
	for (int f = 0; f < FAULT_N; f++)
		if (sim_chance(3))
			bits |= 1u << f;
	return bits & ~(1u << FAULT_failover);	/* only if asked for: README.md */
}

static void
run_story(void)
{
	country_begin();
	story_begin();
	check_begin();
	chaos_begin();
	const int64_t calm_at = sim.now_ms + (15 + sim_below(30)) * DAY_MS;
	country_run(calm_at);
	chaos_end();
	story_rescan();
	country_run(sim.now_ms + CALM_DAYS_MAX * DAY_MS);
	check_end();
}

static void
say_faults(void)
{
	(void)printf("seed %llu, faults:", (unsigned long long)sim.seed);
	for (int f = 0; f < FAULT_N; f++)
		if (sim.faults >> f & 1)
			(void)printf(" %s", fault_names[f]);
	(void)putchar('\n');
}

/* True: nothing was found. */
static bool
run_seed(uint64_t seed)
{
	struct instant begin = { 0 };
	const enum plant plant = wish_of.plant;
	const bool is_loud = wish_of.is_one;
	memset(&sim, 0, sizeof(sim));
	sim.seed = seed;
	sim.state = seed * UINT64_C(0x2545f4914f6cdd1d);
	sim.plant = plant;
	sim.is_loud = is_loud;
	(void)instant_parse("2026-09-01T09:00:00+08:00", &begin);
	sim.now_ms = sim.began_ms = begin.ms;
	const unsigned faults = some_faults();
	sim.faults = wish_of.has_faults ? wish_of.faults : faults;
	sim.arena = arena_new();
	if (is_loud)
		say_faults();
	is_running = 1;
	if (setjmp(sim.end) == 0)
		run_story();
	is_running = 0;
	sim.current = NULL;
	country_end();
	arena_free(sim.arena);
	return sim.violation[0] == '\0';
}

static double
seconds(void)
{
	struct timespec ts;
	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static int
run_seeds(void)
{
	const double begun = seconds();
	uint64_t n = 0, bad = 0, turns = 0, commits = 0, letters = 0;
	for (; n < wish_of.n; n++) {
		if (wish_of.seconds > 0 && seconds() - begun > (double)wish_of.seconds)
			break;
		const bool is_good = run_seed(wish_of.from + n);
		turns += sim.n_turns;
		commits += sim.n_commits;
		letters += sim.n_letters;
		if (is_good)
			continue;
		bad++;
		(void)printf("seed %llu: %s\n", (unsigned long long)sim.seed, sim.violation);
		(void)fflush(stdout);
		if (wish_of.plant != PLANT_none)
			break;
	}
	(void)printf("%.1f ms a seed; %llu turns, %llu commits, %llu letters\n",
	    n == 0 ? 0 : (seconds() - begun) * 1000 / (double)n, (unsigned long long)turns,
	    (unsigned long long)commits, (unsigned long long)letters);
	(void)printf("%llu seeds, %llu violations\n", (unsigned long long)(n + (bad > 0 && wish_of.plant != PLANT_none)),
	    (unsigned long long)bad);
	return bad == 0 ? 0 : 1;
}

static int
usage(void)
{
	(void)fprintf(stderr, "usage: sim [--seed S] [--seeds N] [--from S] [--seconds T] "
	    "[--plant NAME|list] [--faults a,b|none]\n");
	return 2;
}

static bool
take_plant(const char *name)
{
	if (strcmp(name, "list") == 0) {
		for (int p = 1; p < PLANT_N; p++)
			(void)printf("%-22s %s\n", plants[p].name, plants[p].what);
		exit(0);
	}
	for (int p = 0; p < PLANT_N; p++)
		if (strcmp(plants[p].name, name) == 0) {
			wish_of.plant = (enum plant)p;
			return true;
		}
	return false;
}

static bool
take_faults(char *names)
{
	wish_of.has_faults = true;
	for (char *name = strtok(names, ","); name != NULL; name = strtok(NULL, ",")) {
		int f = 0;
		while (f < FAULT_N && strcmp(fault_names[f], name) != 0)
			f++;
		if (f < FAULT_N)
			wish_of.faults |= 1u << f;
		else if (strcmp(name, "none") != 0)
			return false;
	}
	return true;
}

static bool
take(const char *option, char *value)
{
	if (strcmp(option, "--seed") == 0) {
		wish_of.is_one = true;
		wish_of.from = strtoull(value, NULL, 10);
		wish_of.n = 1;
	} else if (strcmp(option, "--seeds") == 0) {
		wish_of.n = strtoull(value, NULL, 10);
	} else if (strcmp(option, "--from") == 0) {
		wish_of.from = strtoull(value, NULL, 10);
	} else if (strcmp(option, "--seconds") == 0) {
		wish_of.seconds = strtoll(value, NULL, 10);
	} else if (strcmp(option, "--plant") == 0) {
		return take_plant(value);
	} else if (strcmp(option, "--faults") == 0) {
		return take_faults(value);
	} else {
		return false;
	}
	return true;
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i += 2)
		if (i + 1 == argc || !take(argv[i], argv[i + 1]))
			return usage();
	(void)signal(SIGABRT, on_abort);
	country_prepare();
	const int status = run_seeds();
	country_finish();
	return status;
}
