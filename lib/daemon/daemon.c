/*
 * What the five daemons have in common: arguments, files, signals, the loop, readiness and
 * an orderly exit. The main thread runs the relay; HTTP threads submit to it.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metric.h"
#include "daemon/daemon_load.h"
#include "desk/desk.h"

enum {
	WAIT_MS = 500,		/* longest wait for work: signals are looked at that often */
	WEATHER_LEAST_MS = 100,
	WEATHER_MOST_MS = 2000,
	DRAIN_S = 10,		/* longest orderly exit before the watchdog ends it */
	LOG_LEVELS = 4,
};

static volatile sig_atomic_t wants_end, wants_reload;

struct running {
	const struct daemon_spec *spec;
	const char *path;
	struct daemon_files files;
	struct relay_options options;
	struct relay *relay;
	struct store *store;
	struct bus *bus;
	struct desk *desk;
	_Atomic int is_store_up, is_bus_up, is_schema_ok;	/* for readiness */
	int weather_ms;		/* 0: fair */
	int64_t next_lag_us;
};

/* -- signals -------------------------------------------------------------------------- */

static void
on_signal(int signal)
{
	if (signal == SIGHUP)
		wants_reload = 1;
	else
		wants_end = 1;
}

static void
catch_signals(void)
{
	struct sigaction sa = { .sa_handler = on_signal };
	(void)sigemptyset(&sa.sa_mask);
	(void)sigaction(SIGTERM, &sa, NULL);
	(void)sigaction(SIGINT, &sa, NULL);
	(void)sigaction(SIGHUP, &sa, NULL);
	sa.sa_handler = SIG_IGN;
	(void)sigaction(SIGPIPE, &sa, NULL);
}

static void
sleep_ms(int ms)
{
	const struct timespec ts = { ms / 1000, (long)(ms % 1000) * 1000000 };
	(void)nanosleep(&ts, NULL);	/* a signal ends it early, as it should */
}

/* -- readiness ------------------------------------------------------------------------ */

static bool
is_ready(const void *context, const char **ret_why)
{
	const struct running *d = context;
	*ret_why = !d->is_schema_ok ? "schema not checked yet"
	    : !d->is_store_up       ? "database not reachable"
	    : !d->is_bus_up         ? "kafka not reachable"
				    : "ready";
	return d->is_schema_ok && d->is_store_up && d->is_bus_up;
}

/* -- beginning ------------------------------------------------------------------------ */

static enum log_level
log_level_of(const char *name)
{
	static const char *const names[LOG_LEVELS] = { "debug", "info", "warn", "error" };
	for (int i = 0; i < LOG_LEVELS; i++)
		if (strcmp(names[i], name) == 0)
			return (enum log_level)i;
	return LOG_INFO;
}

static struct relay_options
options_of(const struct running *d)
{
	const struct settings *s = &d->files.settings;
	const struct relay_options o = {
		.level = d->spec->level,
		.serves = s->serves.item,
		.n_serves = s->serves.n,
		.topics = s->kafka_topics.item,
		.n_topics = s->kafka_topics.n,
		.turn_letters = (int)s->turn_letters,
		.resend_after_s = (int)s->resend_after_s,
		.sweep_every_s = (int)s->sweep_every_s,
		.now_ms = clock_now_ms,
		.new_id = clock_uuid7,
	};
	return o;
}

/* The topics of all units served, each once. */
static size_t
topics_of(const struct running *d, char topics[][TOPIC_MAX], size_t max)
{
	const struct registry *r = law_registry(d->files.law);
	size_t n = 0;
	for (size_t i = 0; i < r->n_units; i++) {
		char topic[TOPIC_MAX];
		bool is_known = false;
		if (!daemon_serves(d->spec, &d->files, &r->units[i])
		    || !relay_topic_of(&d->options, r, &r->units[i], topic))
			continue;
		for (size_t k = 0; k < n && !is_known; k++)
			is_known = strcmp(topics[k], topic) == 0;
		if (!is_known && n < max)
			memcpy(topics[n++], topic, TOPIC_MAX);
	}
	return n;
}

/* Waits out a database that is away; false if this program must not touch it, or a signal
 * came. */
static bool
check_schema(struct running *d)
{
	while (!wants_end) {
		switch (store_schema(d->store)) {
		case STORE_SCHEMA_OK:
			d->is_schema_ok = 1;
			return true;
		case STORE_SCHEMA_OLD:
			log_line(LOG_ERROR, "schema_old", " remedy=\"%s -c %s --migrate\"",
			    d->spec->name, d->path);
			return false;
		case STORE_SCHEMA_UNKNOWN:
			log_line(LOG_ERROR, "schema_unknown", " remedy=\"this program is older than its database\"");
			return false;
		case STORE_SCHEMA_AWAY:
			log_line(LOG_WARN, "database_away", " retry_ms=%d", WEATHER_MOST_MS);
			sleep_ms(WEATHER_MOST_MS);
			break;
		}
	}
	return false;
}

static bool
open_bus(struct running *d)
{
	enum { TOPICS_MAX = 64 };
	static char topics[TOPICS_MAX][TOPIC_MAX];
	const char *names[TOPICS_MAX], *extra[SETTINGS_LIST_MAX + 1] = { NULL };
	const struct settings *s = &d->files.settings;
	char group[SETTINGS_TEXT_MAX + 32], why[256];
	const size_t n = topics_of(d, topics, TOPICS_MAX);
	for (size_t i = 0; i < n; i++)
		names[i] = topics[i];
	for (size_t i = 0; i < s->kafka_extra.n; i++)
		extra[i] = s->kafka_extra.item[i];
	(void)snprintf(group, sizeof(group), "%s", s->kafka_group);
	if (group[0] == '\0')
		(void)snprintf(group, sizeof(group), "xueji.%s.%s", level_name(d->spec->level),
		    s->serves.item[0]);
	const struct bus_options o = {
		.brokers = s->kafka_brokers,
		.group = group,
		.client = d->spec->name,
		.topics = names,
		.n_topics = n,
		.extra = extra,
		.position = relay_position,
		.context = d->relay,
	};
	d->bus = bus_open(&o, why, sizeof(why));
	if (d->bus == NULL)
		log_line(LOG_ERROR, "kafka_settings", " why=\"%s\"", why);
	relay_set_bus(d->relay, d->bus);
	return d->bus != NULL;
}

static bool
open_desk(struct running *d)
{
	char why[256];
	const struct settings *s = &d->files.settings;
	const struct relay_law law = daemon_law(&d->files);
	const struct desk_options o = {
		.socket = s->desk_socket,
		.port = (int)s->desk_port,
		.token = d->files.token[0] != '\0' ? d->files.token : NULL,
		.daemon = d->spec->name,
		.level = d->spec->level,
		.conninfo = s->database,
		.now_ms = clock_now_ms,
		.is_ready = is_ready,
		.context = d,
	};
	d->desk = desk_open(&o, d->relay, &law, why, sizeof(why));
	if (d->desk == NULL)
		log_line(LOG_ERROR, "desk", " why=\"%s\"", why);
	return d->desk != NULL;
}

static bool
begin(struct running *d)
{
	const struct relay_law law = daemon_law(&d->files);
	d->options = options_of(d);
	clock_shift(d->files.settings.clock_shift_s * 1000);
	log_open(d->spec->name, log_level_of(d->files.settings.log_level));
	d->store = store_open(d->files.settings.database, d->spec->name);
	d->relay = relay_new(&d->options, &law, d->store, NULL);
	return open_desk(d) && check_schema(d) && open_bus(d);
}

/* -- running -------------------------------------------------------------------------- */

static void
reload(struct running *d)
{
	struct daemon_files next;
	struct settings_fault why;
	const char *key;
	wants_reload = 0;
	if (!daemon_load(d->spec, d->path, &next, &why)) {
		log_line(LOG_ERROR, "reload_refused", " why=\"%s\"", why.text);
		return;
	}
	if (settings_needs_restart(&d->files.settings, &next.settings, &key)) {
		log_line(LOG_ERROR, "reload_refused", " why=\"%s needs a restart\"", key);
		daemon_unload(&next);
		return;
	}
	struct daemon_files old = d->files;
	d->files = next;
	const struct relay_law law = daemon_law(&d->files);
	relay_set_law(d->relay, &law);
	desk_set_law(d->desk, &law);
	daemon_unload(&old);
	log_least(log_level_of(d->files.settings.log_level));
	log_line(LOG_INFO, "reloaded", " file=%s", d->path);
}

static void
note_weather(struct running *d, bool is_fair)
{
	d->is_store_up = store_is_up(d->store);
	d->is_bus_up = bus_is_up(d->bus);
	if (is_fair && d->weather_ms > 0)
		log_line(LOG_INFO, "weather_fair", " pid=%ld", (long)getpid());
	if (!is_fair && d->weather_ms == 0)
		log_line(LOG_WARN, "weather_bad", " trouble=\"%s\"", store_trouble(d->store));
	if (is_fair)
		d->weather_ms = 0;
	else if (d->weather_ms == 0)
		d->weather_ms = WEATHER_LEAST_MS;
	else if (d->weather_ms < WEATHER_MOST_MS)
		d->weather_ms *= 2;
}

static void
measure_lag(struct running *d)
{
	const int64_t now_us = clock_monotonic_us();
	if (now_us < d->next_lag_us)
		return;
	d->next_lag_us = now_us + 1000000;
	metric_set(METRIC_consumer_lag, bus_lag(d->bus));
}

static void
run(struct running *d)
{
	log_line(LOG_INFO, "started", " version=0.1.0 pid=%ld", (long)getpid());
	while (!wants_end) {
		if (wants_reload)
			reload(d);
		note_weather(d, relay_turn(d->relay, WAIT_MS));
		if (d->weather_ms > 0)
			sleep_ms(d->weather_ms);
		measure_lag(d);
	}
}

/* -- ending --------------------------------------------------------------------------- */

/* Whoever waits is answered and what was handed over leaves; the watchdog is for
 * librdkafka, whose close can wait for a broker that never comes back. */
static void
end(struct running *d)
{
	log_line(LOG_INFO, "stopping", " pid=%ld", (long)getpid());
	(void)signal(SIGALRM, SIG_DFL);
	(void)alarm(DRAIN_S + 5);
	relay_drain(d->relay);
	const int64_t until_us = clock_monotonic_us() + (int64_t)DRAIN_S * 1000000;
	while (d->bus != NULL && !relay_is_idle(d->relay) && clock_monotonic_us() < until_us)
		if (!relay_turn(d->relay, 0))
			sleep_ms(WEATHER_LEAST_MS);
	if (d->bus != NULL)
		(void)bus_flush(d->bus, 2000);
	desk_close(d->desk);
	bus_close(d->bus);
	relay_free(d->relay);
	store_close(d->store);
	log_line(LOG_INFO, "stopped", " pid=%ld", (long)getpid());
}

/* -- main ----------------------------------------------------------------------------- */

enum mode { MODE_RUN, MODE_CHECK, MODE_PRINT, MODE_MIGRATE };

static void
print_usage(const struct daemon_spec *spec, FILE *out)
{
	(void)fprintf(out,
	    "%s: %s\n"
	    "usage: %s -c FILE [--check-config | --print-config | --migrate]\n"
	    "\n"
	    "  -c FILE         settings, YAML\n"
	    "  --check-config  check settings, law and keys, then exit\n"
	    "  --print-config  print every setting with its meaning, then exit\n"
	    "  --migrate       bring the database's schema up to date, then exit\n"
	    "\n"
	    "SIGHUP reads the files again, SIGTERM ends in order.\n",
	    spec->name, spec->title, spec->name);
}

static bool
take_arguments(const struct daemon_spec *spec, int argc, char **argv, enum mode *ret_mode,
    const char **ret_path)
{
	static const struct option longs[] = {
		{ "check-config", no_argument, NULL, 'k' },
		{ "print-config", no_argument, NULL, 'p' },
		{ "migrate", no_argument, NULL, 'm' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	for (int c; (c = getopt_long(argc, argv, "c:h", longs, NULL)) != -1;) {
		if (c == 'c')
			*ret_path = optarg;
		else if (c == 'k')
			*ret_mode = MODE_CHECK;
		else if (c == 'p')
			*ret_mode = MODE_PRINT;
		else if (c == 'm')
			*ret_mode = MODE_MIGRATE;
		else if (c == 'h') {
			print_usage(spec, stdout);
			exit(0);
		} else
			return false;
	}
	return *ret_path != NULL && optind == argc;
}

static int
print_config(const char *path)
{
	struct settings s;
	struct settings_fault why;
	if (!settings_load(path, &s, &why)) {
		(void)fprintf(stderr, "%s\n", why.text);
		return 1;
	}
	const size_t n = settings_print(&s, NULL, 0);
	char *text = malloc(n + 1);
	if (text == NULL)
		return 1;
	(void)settings_print(&s, text, n + 1);
	(void)fputs(text, stdout);
	free(text);
	return 0;
}

static int
migrate(const struct running *d)
{
	char why[256];
	struct store *s = store_open(d->files.settings.database, d->spec->name);
	const bool ok = store_migrate(s, why, sizeof(why));
	store_close(s);
	if (!ok)
		(void)fprintf(stderr, "%s: %s\n", d->spec->name, why);
	return ok ? 0 : 1;
}

static int
serve(struct running *d)
{
	catch_signals();
	const bool has_begun = begin(d);
	if (has_begun)
		run(d);
	end(d);
	return has_begun || wants_end ? 0 : 1;
}

int
daemon_main(const struct daemon_spec *spec, int argc, char **argv)
{
	static struct running d;
	enum mode mode = MODE_RUN;
	struct settings_fault why;
	d.spec = spec;
	log_open(spec->name, LOG_INFO);
	if (!take_arguments(spec, argc, argv, &mode, &d.path)) {
		print_usage(spec, stderr);
		return 2;
	}
	if (mode == MODE_PRINT)
		return print_config(d.path);
	if (!daemon_load(spec, d.path, &d.files, &why)) {
		(void)fprintf(stderr, "%s: %s\n", spec->name, why.text);
		return 1;
	}
	const int status = mode == MODE_CHECK ? 0 : mode == MODE_MIGRATE ? migrate(&d) : serve(&d);
	daemon_unload(&d.files);
	return status;
}
