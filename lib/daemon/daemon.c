/*
 * What the five daemons have in common: beginning, files read again, the loop,
 * readiness and an orderly exit. The main thread runs the relay; HTTP threads submit to it.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/metric.h"
#include "console/console.h"
#include "daemon/daemon_args.h"
#include "daemon/daemon_law.h"
#include "daemon/daemon_register.h"
#include "daemon/daemon_signal.h"
#include "desk/desk.h"
#include "provider/provider.h"

enum {
	WAIT_MS = 500,		/* longest wait for work */
	WEATHER_LEAST_MS = 200,
	WEATHER_MOST_MS = 2000,
	DRAIN_S = 10,		/* longest time to answer those who wait ... */
	CLOSE_S = 10,		/* ... and to let go of everything, before the watchdog bites */
	KAFKA_PATIENCE_S = 10,	/* after the start, until a broker not reached is said */
	CALENDAR_SHORT_DAYS = 45,
	RETRY_LEAST_S = 5, RETRY_MOST_S = 300,	/* told to who files and is put off */
	AGE_SHARE = 20,		/* at most this part of the time goes into asking for that age */
	REGISTRY_PATIENCE_S = 10,	/* until the registry's partition must be with another instance */
};

struct running {
	const struct daemon_spec *spec;
	const char *path;
	struct daemon_files files;	/* settings as they were at the start: others hold views */
	struct daemon_published published;
	struct relay_options options;
	struct relay *relay;
	struct store *store;
	struct bus *bus;
	struct desk *desk;
	struct provider *provider;	/* of the pages; NULL: none */
	char provider_back[SETTINGS_TEXT_MAX + 64];
	struct daemon_register *population;	/* of the ministry; NULL: none is asked */
	_Atomic int is_store_up, is_bus_up, is_schema_ok, is_registry_read;	/* for readiness */
	int64_t registry_due_us;	/* when it must be with another instance; 0: no broker yet */
	bool was_kafka_away;	/* it was said to be, and has not been reached since */
	int weather_ms;		/* 0: fair */
	int64_t next_measure_us;
	int64_t next_age_us;	/* when the age of what waits may be asked for again */
	bool is_overloaded;
	int64_t outbox_age_s, turn_letters;	/* overload.outbox_age_s, turn.letters, as last read */
	int64_t kafka_due_us;	/* when a broker never reached is said to be away; 0: never */
};

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
	    : !d->is_registry_read  ? "published law not read yet"
				    : "ready";
	return d->is_schema_ok && d->is_store_up && d->is_bus_up && d->is_registry_read;
}

/* -- beginning ------------------------------------------------------------------------ */

static struct relay_pace
pace_of(const struct settings *s)
{
	return (struct relay_pace){
		.turn_letters = (int)s->turn_letters,
		.turn_every_ms = (int)s->turn_every_ms,
		.resend_after_s = (int)s->resend_after_s,
		.sweep_every_s = (int)s->sweep_every_s,
	};
}

static void
take_limits(struct running *d, const struct settings *s)
{
	d->outbox_age_s = s->overload_outbox_age_s;
	d->turn_letters = s->turn_letters;
}

static struct relay_options
options_of(const struct running *d)
{
	const struct settings *s = &d->files.settings;
	struct relay_options o = {
		.level = d->spec->level,
		.serves = s->serves.item,
		.n_serves = s->serves.n,
		.topics = s->kafka_topics.item,
		.n_topics = s->kafka_topics.n,
		.pace = pace_of(s),
		.now_ms = clock_now_ms,
		.new_id = clock_uuid7,
	};
	memcpy(o.index_secret, d->files.index_secret, sizeof(o.index_secret));
	return o;
}

static bool
open_bus(struct running *d)
{
	const char *names[DAEMON_TOPICS_MAX], *extra[SETTINGS_LIST_MAX + 1] = { NULL };
	const struct settings *s = &d->files.settings;
	char group[SETTINGS_TEXT_MAX + 32], why[256];
	const struct daemon_topics *topics = &d->files.topics;
	for (size_t i = 0; i < topics->n; i++)
		names[i] = topics->name[i];
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
		.instance = s->kafka_instance,
		.topics = names,
		.n_topics = topics->n,
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

static void
open_provider(struct running *d)
{
	const struct settings *s = &d->files.settings;
	const struct provider_options o = {
		.issuer = s->desk_oidc_issuer,
		.client = s->desk_oidc_client,
		.secret = d->files.oidc_secret,
		.back = d->provider_back,
		.now_ms = clock_world_ms,
		.tick_us = clock_monotonic_us,
	};
	(void)snprintf(d->provider_back, sizeof(d->provider_back), "%s%s", s->desk_public_base, CONSOLE_PROVIDER_BACK);
	if (s->desk_oidc_issuer[0] != '\0' && s->desk_console != 0)
		d->provider = provider_open(&o);
}

static bool
open_desk(struct running *d)
{
	char why[256];
	const struct settings *s = &d->files.settings;
	const struct relay_law law = daemon_law(&d->files);
	const char *parents_code, *messages;
	(void)daemon_messages(s->desk_parents_code, &parents_code);	/* checked when they were loaded */
	(void)daemon_messages(s->desk_messages, &messages);
	const struct desk_options o = {
		.socket = s->desk_socket,
		.port = (int)s->desk_port,
		.token = d->files.token[0] != '\0' ? d->files.token : NULL,
		.daemon = d->spec->name,
		.level = d->spec->level,
		.serves = s->serves.item,
		.n_serves = s->serves.n,
		.conninfo = s->database,
		.status_per_address = (int)s->status_per_address,
		.status_per_number = (int)s->status_per_number,
		.parents_code = parents_code,
		.messages = messages,
		.console = s->desk_console == 0 ? NULL : console_answer,
		.is_signed_in = console_is_signed_in,
		.is_demo = s->desk_console == 2,
		.is_totp_required = s->desk_totp == 1,
		.is_behind_proxy = s->desk_behind_proxy == 1,
		.sign_ins_per_address = (int)s->desk_sign_ins,
		.paper = s->desk_paper,
		.public_base = s->desk_public_base,
		.provider = d->provider,
		.now_ms = clock_now_ms,
		.is_ready = is_ready,
		.context = d,
	};
	d->desk = desk_open(&o, d->relay, &law, why, sizeof(why));
	if (d->desk == NULL)
		log_line(LOG_ERROR, "desk", " why=\"%s\"", why);
	return d->desk != NULL;
}

/* What needs no database: the desk answers /livez from here on. */
static bool
begin(struct running *d)
{
	const struct relay_law law = daemon_law(&d->files);
	enum log_level level = LOG_INFO;
	(void)daemon_log_level(&d->files.settings, &level);	/* checked when it was loaded */
	log_least(level);
	d->options = options_of(d);
	take_limits(d, &d->files.settings);
	clock_shift(d->files.settings.clock_shift_s * 1000);
	if (d->files.settings.clock_shift_s != 0)
		log_line(LOG_WARN, "clock_shifted", " seconds=%lld",
		    (long long)d->files.settings.clock_shift_s);
	d->store = store_open(d->files.settings.database, d->spec->name);
	d->relay = relay_new(&d->options, &law, d->store, NULL);
	open_provider(d);
	return open_desk(d);
}

/* -- running -------------------------------------------------------------------------- */

/* Days until the last one whose holidays were published. */
static int32_t
days_of_calendar(const struct running *d)
{
	const struct relay_law law = daemon_law(&d->files);
	const struct calendar *c = law.calendar;
	const struct instant now = { clock_now_ms() };
	return c->first.n + c->n_days - 1 - instant_day(now).n;
}

/* Next year's list comes in November: whoever has not loaded it is told while there is time. */
static void
note_calendar(const struct running *d)
{
	const int32_t days = days_of_calendar(d);
	if (days < CALENDAR_SHORT_DAYS)
		log_line(LOG_WARN, "calendar_ends", " days=%d remedy=\"bring config/calendar.csv up"
		    " to date; beyond it Monday to Friday are counted\"", (int)days);
}

/* New law, new keys, new log level, new pace. The settings themselves stay: relay and desk hold
 * views of them, and all rows but those are read through law and keys. */
static void
swap_law(struct running *d, const struct daemon_files *next)
{
	struct daemon_files old = {
		.law = d->files.law, .amended = d->files.amended, .keyring = d->files.keyring,
	};
	enum log_level level = LOG_INFO;
	d->files.law = next->law;
	d->files.amended = next->amended;
	d->files.keyring = next->keyring;
	const struct relay_law law = daemon_law(&d->files);
	relay_set_law(d->relay, &law);
	desk_set_law(d->desk, &law);
	daemon_unload(&old);
	relay_set_pace(d->relay, pace_of(&next->settings));
	take_limits(d, &next->settings);
	(void)daemon_log_level(&next->settings, &level);
	log_least(level);
}

/* What cannot change while it runs; *ret_what is then what needs a restart. Topics are
 * subscribed to once, so a unit whose letters come on another one waits for the next start. */
static bool
needs_restart(const struct running *d, const struct daemon_files *next, const char **ret_what)
{
	*ret_what = "another set of topics to read";
	return settings_needs_restart(&d->files.settings, &next->settings, ret_what)
	    || !daemon_topics_equal(&d->files.topics, &next->topics);
}

/* Whoever is a unit only by publication has its key and its grant where all others have theirs; one
 * that comes later needs a SIGHUP. */
static struct keyring *
load_new_keys(const struct running *d, struct daemon_files *f)
{
	struct settings_fault why;
	if (law_registry(f->amended)->n_editions == 0)
		return NULL;
	struct keyring *before = daemon_load_keys(d->spec, f, &why);
	if (before == NULL)
		log_line(LOG_ERROR, "keys_refused", " why=\"%s\"", why.text);
	return before;
}

static void
reload(struct running *d)
{
	struct daemon_files next;
	struct settings_fault why;
	const char *what;
	if (!daemon_load(d->spec, d->path, &next, &why)) {
		log_line(LOG_ERROR, "reload_refused", " why=\"%s\"", why.text);
		return;
	}
	if (needs_restart(d, &next, &what)) {
		log_line(LOG_ERROR, "reload_refused", " why=\"%s needs a restart\"", what);
		daemon_unload(&next);
		return;
	}
	const struct instant now = { clock_now_ms() };
	next.amended = daemon_amend(&next, &d->published, now);
	keyring_free(load_new_keys(d, &next));
	swap_law(d, &next);
	log_line(LOG_INFO, "reloaded", " file=%s", d->path);
	note_calendar(d);
}

static bool
has_other_tree(const struct law *before, const struct law *now)
{
	const struct registry *b = law_registry(now);
	const struct registry *a = before == NULL ? NULL : law_registry(before);
	return a == NULL ? b->n_editions > 0
			 : a->n_editions != b->n_editions || a->version != b->version;
}

/* The law of the same files, of today and with what was published since. */
static void
amend(struct running *d)
{
	struct daemon_published *p = &d->published;
	const struct instant now = { clock_now_ms() };
	struct daemon_files old = { .amended = d->files.amended };
	d->files.amended = daemon_amend(&d->files, p, now);
	if (has_other_tree(old.amended, d->files.amended))
		old.keyring = load_new_keys(d, &d->files);
	const struct relay_law law = daemon_law(&d->files);
	relay_set_law(d->relay, &law);
	desk_set_law(d->desk, &law);
	daemon_unload(&old);
	daemon_tell_published(p, d->files.amended);
	log_line(LOG_INFO, "law_made", " publications=%zu policy=%u calendar=%u", p->n,
	    law.nation->version, law.calendar->version);
}

/* False: bad weather, and the law is as it was. */
static bool
note_publications(struct running *d)
{
	const struct instant now = { clock_now_ms() };
	bool is_new;
	if (daemon_published_read(&d->published, d->store, &is_new) != STORE_OK)
		return false;
	if (is_new || daemon_law_is_due(&d->files, now))
		amend(d);
	return true;
}

/* Ready once what was published until now has been read here: to the end of its topic, or, where
 * another instance reads that, from the table that it writes. */
static void
note_registry(struct running *d)
{
	const int64_t lag = bus_lag_of(d->bus, RELAY_REGISTRY_TOPIC);
	const int64_t now_us = clock_monotonic_us();
	if (d->is_registry_read || !d->is_bus_up)
		return;
	if (d->registry_due_us == 0)
		d->registry_due_us = now_us + (int64_t)REGISTRY_PATIENCE_S * 1000000;
	if (lag == 0 || (lag < 0 && now_us > d->registry_due_us))
		d->is_registry_read = note_publications(d);
}

/* Waits out a database that is away; false if this program must not touch it, or a signal
 * came. */
static bool
check_schema(struct running *d)
{
	for (bool is_away = false; !daemon_signal_wants_end(); is_away = true) {
		switch (store_schema(d->store)) {
		case STORE_SCHEMA_OK:
			if (is_away)
				log_line(LOG_INFO, "database_reached", " pid=%ld", (long)getpid());
			d->is_schema_ok = 1;
			return true;
		case STORE_SCHEMA_OLD:
			log_line(LOG_ERROR, "schema_old", " remedy=\"%s -c %s --migrate\"",
			    d->spec->name, d->path);
			return false;
		case STORE_SCHEMA_UNKNOWN:
			log_line(LOG_ERROR, "schema_unknown",
			    " remedy=\"this program is older than its database\"");
			return false;
		case STORE_SCHEMA_AWAY:
			break;
		}
		if (!is_away)
			log_line(LOG_WARN, "database_away", " trouble=\"%s\"",
			    store_trouble(d->store));
		sleep_ms(WEATHER_MOST_MS);
		if (daemon_signal_wants_reload())
			reload(d);
	}
	return false;
}

/* Kafka that comes or goes is said once; letters wait in the outbox meanwhile. */
static void
note_kafka(struct running *d)
{
	const bool was_up = d->is_bus_up, is_up = bus_is_up(d->bus);
	const bool is_late =
	    !is_up && d->kafka_due_us != 0 && clock_monotonic_us() > d->kafka_due_us;
	const char *brokers = d->files.settings.kafka_brokers;
	d->is_bus_up = is_up;
	if (is_up && !was_up)
		log_line(LOG_INFO, "kafka_reached", " brokers=%s", brokers);
	if (is_up && d->was_kafka_away)	/* or each would wait for its next try, up to minutes */
		relay_resend_now(d->relay);
	if (is_late || (!is_up && was_up))
		log_line(LOG_WARN, "kafka_away", " brokers=%s", brokers);
	d->was_kafka_away = !is_up && (d->was_kafka_away || is_late || was_up);
	if (is_up || is_late)
		d->kafka_due_us = 0;
}

/* One line when bad weather begins, one when it ends; in between longer and longer waits. */
static void
note_weather(struct running *d, bool is_fair)
{
	d->is_store_up = store_is_up(d->store);
	if (is_fair && d->weather_ms > 0)
		log_line(LOG_INFO, "weather_fair", " pid=%ld", (long)getpid());
	if (!is_fair && d->weather_ms == 0)
		log_line(LOG_WARN, "weather_bad", " trouble=\"%s\"", store_trouble(d->store));
	d->weather_ms = is_fair ? 0
	    : d->weather_ms == 0 ? WEATHER_LEAST_MS
	    : d->weather_ms > WEATHER_MOST_MS / 2 ? WEATHER_MOST_MS
						  : 2 * d->weather_ms;
}

/* As long again as what waits has waited: then half of it may be done. */
static unsigned
retry_after_s(int64_t age_s)
{
	return (unsigned)(age_s < RETRY_LEAST_S ? RETRY_LEAST_S : age_s < RETRY_MOST_S ? age_s : RETRY_MOST_S);
}

/* Who is behind, or reaches nobody, and has letters that wait too long takes nothing new. The age is asked
 * for only then, and seldom where that takes long: what waits may be many. */
static void
note_overload(struct running *d, int64_t lag)
{
	const bool is_behind = !d->is_bus_up || lag > d->turn_letters;
	const struct instant now = { clock_now_ms() };
	const int64_t begin_us = clock_monotonic_us();
	int64_t age_ms = 0;
	if (begin_us < d->next_age_us || (d->is_bus_up && lag < 0))
		return;		/* not yet, or how far behind is not known: as it was */
	if (d->outbox_age_s > 0 && is_behind
	    && store_outbox_age(d->store, now, &age_ms) != STORE_OK)
		return;		/* nothing can be filed anyway */
	d->next_age_us = begin_us + AGE_SHARE * (clock_monotonic_us() - begin_us);
	const bool is_overloaded = d->outbox_age_s > 0 && age_ms > d->outbox_age_s * 1000;
	if (is_overloaded && !d->is_overloaded)
		log_line(LOG_WARN, "overloaded", " age_s=%lld lag=%lld", (long long)(age_ms / 1000), (long long)lag);
	else if (!is_overloaded && d->is_overloaded)
		log_line(LOG_INFO, "overload_over", " lag=%lld", (long long)lag);
	d->is_overloaded = is_overloaded;
	relay_put_off_filings(d->relay, is_overloaded ? retry_after_s(age_ms / 1000) : 0);
}

/* What is done once a second. */
static void
measure(struct running *d)
{
	const int64_t now_us = clock_monotonic_us();
	if (now_us < d->next_measure_us)
		return;
	d->next_measure_us = now_us + 1000000;
	metric_set(METRIC_calendar_days, days_of_calendar(d));
	(void)note_publications(d);	/* in bad weather the law stays as it is */
	const int64_t lag = bus_lag(d->bus);
	if (lag >= 0)	/* unknown: the last one known stands */
		metric_set(METRIC_consumer_lag, lag);
	note_overload(d, lag);
}

static void
run(struct running *d)
{
	log_line(LOG_INFO, "started", " version=" DAEMON_VERSION " pid=%ld", (long)getpid());
	note_calendar(d);
	d->kafka_due_us = clock_monotonic_us() + (int64_t)KAFKA_PATIENCE_S * 1000000;
	while (!daemon_signal_wants_end()) {
		if (daemon_signal_wants_reload())
			reload(d);
		note_weather(d, relay_turn(d->relay, WAIT_MS));
		note_kafka(d);
		note_registry(d);
		if (d->weather_ms > 0)
			sleep_ms(d->weather_ms);
		measure(d);
	}
}

/* -- ending --------------------------------------------------------------------------- */

/* Those who wait are answered, what was handed over leaves. */
static void
drain(struct running *d)
{
	const int64_t until_us = clock_monotonic_us() + (int64_t)DRAIN_S * 1000000;
	relay_drain(d->relay);
	if (d->bus == NULL)
		return;
	while (!relay_is_idle(d->relay) && clock_monotonic_us() < until_us)
		if (!relay_turn(d->relay, 0))
			sleep_ms(WEATHER_LEAST_MS);
	(void)bus_flush(d->bus, 2000);	/* the outbox keeps what did not leave */
}

/* The watchdog is for librdkafka, whose close can wait for a broker that never comes back. */
static void
end(struct running *d)
{
	log_line(LOG_INFO, "stopping", " pid=%ld", (long)getpid());
	daemon_signal_watchdog(DRAIN_S + CLOSE_S / 2);
	provider_stop(d->provider);	/* the desk waits for those who wait for it */
	drain(d);
	daemon_signal_watchdog(CLOSE_S);
	desk_close(d->desk);
	provider_close(d->provider);
	bus_close(d->bus);
	daemon_register_end(d->population);
	relay_free(d->relay);
	store_close(d->store);
	daemon_published_free(&d->published);
	daemon_signal_watchdog(0);
	log_line(LOG_INFO, "stopped", " pid=%ld", (long)getpid());
}

/* -- what is asked for ---------------------------------------------------------------- */

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
	const bool is_written = fputs(text, stdout) >= 0 && fflush(stdout) == 0;
	free(text);
	return is_written ? 0 : 1;
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

static bool
do_holding_signals(struct running *d, bool (*step)(struct running *))
{
	daemon_signal_hold(true);
	const bool ok = step(d);
	daemon_signal_hold(false);
	return ok;
}

/* What was published before is law before the first letter is read. */
static bool
begin_letters(struct running *d)
{
	(void)note_publications(d);	/* in bad weather once a second until it is fair */
	if (d->spec->level == LEVEL_MINISTRY)
		d->population = daemon_register_begin(
		    &d->files.settings, d->files.register_token, d->relay);
	return open_bus(d);
}

static int
serve(struct running *d)
{
	daemon_signal_catch();
	const bool has_begun = do_holding_signals(d, begin) && check_schema(d)
	    && do_holding_signals(d, begin_letters);
	if (has_begun)
		run(d);
	end(d);
	return has_begun || daemon_signal_wants_end() ? 0 : 1;
}

static int
work_on_files(struct running *d, enum daemon_mode mode)
{
	struct settings_fault why;
	if (!daemon_load(d->spec, d->path, &d->files, &why)) {
		(void)fprintf(stderr, "%s: %s\n", d->spec->name, why.text);
		return 1;
	}
	const int status = mode == DAEMON_SERVE ? serve(d)
	    : mode == DAEMON_MIGRATE            ? migrate(d)
						: 0;
	daemon_unload(&d->files);
	return status;
}

int
daemon_main(const struct daemon_spec *spec, int argc, char **argv)
{
	static struct running d;
	struct daemon_args args;
	/* The desk has a thread a connection; an arena of each would be memory that is never given back. */
	(void)mallopt(M_ARENA_MAX, 2);
	log_open(spec->name, LOG_INFO);
	if (!daemon_args_take(spec, argc, argv, &args)) {
		daemon_args_usage(spec, stderr);
		return 2;
	}
	d.spec = spec;
	d.path = args.path;
	switch (args.mode) {
	case DAEMON_HELP:
		daemon_args_usage(spec, stdout);
		return 0;
	case DAEMON_SHOW_VERSION:
		(void)printf("%s %s\n", spec->name, DAEMON_VERSION);
		return 0;
	case DAEMON_PRINT_CONFIG:
		return print_config(d.path);
	case DAEMON_SERVE:
	case DAEMON_CHECK_CONFIG:
	case DAEMON_MIGRATE:
		break;
	}
	return work_on_files(&d, args.mode);
}
