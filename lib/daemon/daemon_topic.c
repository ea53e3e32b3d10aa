/*
 * `serves` says whose letters are ours, `kafka.topics` on which topic they come. Both are
 * prefixes of division codes, and each is right by itself; where they disagree, two daemons
 * write one docket or bury each other's letters, and no letter shows it. So a file
 * is refused
 *
 *	if a row routes a unit away from those it is served with: a row with a longer prefix
 *	is written for a daemon of its own, and this one would keep the unit's dockets;
 *	if a topic of ours carries a unit that is not ours: it belongs to another daemon,
 *	which reads all our letters and takes them for misdirected ones, as we do its.
 */
#include <stdio.h>
#include <string.h>

#include "daemon/daemon_load.h"

static struct relay_options
routing_of(const struct daemon_files *f)
{
	const struct relay_options o = {
		.topics = f->settings.kafka_topics.item,
		.n_topics = f->settings.kafka_topics.n,
	};
	return o;
}

static const char *
row_of(const struct daemon_files *f, const struct unit *u, size_t *ret_prefix)
{
	const struct relay_options o = routing_of(f);
	const struct unit_code division = registry_division(law_registry(f->law), u);
	return relay_topic_row(&o, u->level, division, ret_prefix);
}

static bool
topic_of(const struct daemon_files *f, const struct unit *u, char ret[TOPIC_MAX])
{
	const struct relay_options o = routing_of(f);
	return relay_topic_of(&o, law_registry(f->law), u, ret);
}

static bool
has(const struct daemon_topics *topics, const char *name)
{
	for (size_t i = 0; i < topics->n; i++)
		if (strcmp(topics->name[i], name) == 0)
			return true;
	return false;
}

bool
daemon_topics_equal(const struct daemon_topics *a, const struct daemon_topics *b)
{
	for (size_t i = 0; i < a->n; i++)
		if (!has(b, a->name[i]))
			return false;
	return a->n == b->n;
}

/* -- what is wrong -------------------------------------------------------------------- */

static bool
is_row(const char *row)
{
	const char *colon = strchr(row, ':');
	const char *equals = colon == NULL ? NULL : strchr(colon, '=');
	if (equals == NULL || equals[1] == '\0')
		return false;
	for (int l = 0; l < LEVEL_N; l++) {
		const char *name = level_name((enum level)l);
		if (strlen(name) == (size_t)(colon - row)
		    && strncmp(row, name, strlen(name)) == 0)
			return true;
	}
	return false;
}

/* A row that is none would route nothing, and nobody would be told. */
static bool
check_rows(const struct settings_list *rows, struct settings_fault *reterr)
{
	for (size_t i = 0; i < rows->n; i++)
		if (!is_row(rows->item[i])) {
			(void)snprintf(reterr->text, sizeof(reterr->text),
			    "kafka.topics: \"%.80s\" is not \"level:prefix=topic\"", rows->item[i]);
			return false;
		}
	return true;
}

static bool
check_prefix(const struct daemon_files *f, const struct unit *u, const char *served,
    struct settings_fault *reterr)
{
	size_t prefix;
	const char *row = row_of(f, u, &prefix);
	if (row == NULL || prefix <= strlen(served))
		return true;
	(void)snprintf(reterr->text, sizeof(reterr->text),
	    "kafka.topics: \"%.80s\" routes unit %s to a topic of its own, but serves \"%.6s\""
	    " keeps it with the others: serve it by that longer prefix too, or not at all",
	    row, u->code.text, served);
	return false;
}

/* One of our units on that topic, to be named. */
static const struct unit *
find_served(const struct daemon_spec *spec, const struct daemon_files *f, const char *topic)
{
	const struct registry *r = law_registry(f->law);
	char of[TOPIC_MAX];
	for (size_t i = 0; i < r->n_units; i++)
		if (daemon_serves(spec, f, &r->units[i]) && topic_of(f, &r->units[i], of)
		    && strcmp(of, topic) == 0)
			return &r->units[i];
	return NULL;
}

static bool
shared(const struct daemon_spec *spec, const struct daemon_files *f, const char *topic,
    const struct unit *stranger, struct settings_fault *reterr)
{
	const struct unit *ours = find_served(spec, f, topic);
	size_t prefix;
	const char *row = row_of(f, stranger, &prefix);
	const char *our_row = ours == NULL ? NULL : row_of(f, ours, &prefix);
	(void)snprintf(reterr->text, sizeof(reterr->text),
	    "kafka.topics: topic %s of unit %s (row \"%.60s\") also carries unit %s (row"
	    " \"%.60s\"), which serves leaves out: two daemons need two topics",
	    topic, ours == NULL ? "" : ours->code.text, our_row == NULL ? "default" : our_row,
	    stranger->code.text, row == NULL ? "default" : row);
	return false;
}

static bool
check_strangers(const struct daemon_spec *spec, const struct daemon_files *f,
    const struct daemon_topics *topics, struct settings_fault *reterr)
{
	const struct registry *r = law_registry(f->law);
	char topic[TOPIC_MAX];
	for (size_t i = 0; i < r->n_units; i++) {
		const struct unit *u = &r->units[i];
		if (!u->is_void && !daemon_serves(spec, f, u) && topic_of(f, u, topic)
		    && has(topics, topic))
			return shared(spec, f, topic, u, reterr);
	}
	return true;
}

/* -- all ------------------------------------------------------------------------------ */

/* What is published comes to every daemon. */
static void
add_registry(struct daemon_topics *topics)
{
	(void)snprintf(topics->name[topics->n++], TOPIC_MAX, "%s", RELAY_REGISTRY_TOPIC);
}

static bool
add_topic(const struct daemon_files *f, const struct unit *u, struct daemon_topics *topics,
    struct settings_fault *reterr)
{
	char topic[TOPIC_MAX];
	if (!topic_of(f, u, topic)) {
		(void)snprintf(reterr->text, sizeof(reterr->text),
		    "kafka.topics: the topic of unit %s is longer than %d characters",
		    u->code.text, TOPIC_MAX - 1);
		return false;
	}
	if (has(topics, topic))
		return true;
	if (topics->n == DAEMON_TOPICS_MAX) {
		(void)snprintf(reterr->text, sizeof(reterr->text),
		    "kafka.topics: the units served have more than %d topics: divide them among"
		    " more daemons", DAEMON_TOPICS_MAX);
		return false;
	}
	memcpy(topics->name[topics->n++], topic, sizeof(topic));
	return true;
}

bool
daemon_topics(const struct daemon_spec *spec, const struct daemon_files *f,
    struct daemon_topics *ret, struct settings_fault *reterr)
{
	const struct registry *r = law_registry(f->law);
	ret->n = 0;
	if (!check_rows(&f->settings.kafka_topics, reterr))
		return false;
	add_registry(ret);
	for (size_t i = 0; i < r->n_units; i++) {
		const char *served = daemon_served_as(spec, f, &r->units[i]);
		if (served != NULL
		    && (!check_prefix(f, &r->units[i], served, reterr)
			|| !add_topic(f, &r->units[i], ret, reterr)))
			return false;
	}
	return check_strangers(spec, f, ret, reterr);
}
