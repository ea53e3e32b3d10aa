/* Which topics a daemon reads, and that nobody else's letters come on them. */
#ifndef DAEMON_DAEMON_TOPIC_H
#define DAEMON_DAEMON_TOPIC_H

#include "daemon/daemon.h"
#include "relay/relay.h"
#include "settings/settings.h"

struct daemon_files;

enum { DAEMON_TOPICS_MAX = 128 };	/* the registry's, 34 provinces and the rows of kafka.topics, and
				 * room */

struct daemon_topics {
	char name[DAEMON_TOPICS_MAX][TOPIC_MAX];
	size_t n;
};

/*
 * The registry's topic and those of all units served, each once. False with a sentence that names the unit, the
 * topic and the rows, and *ret undefined, where `serves` and `kafka.topics` disagree.
 */
bool	daemon_topics(const struct daemon_spec *, const struct daemon_files *,
	    struct daemon_topics *ret, struct settings_fault *reterr);
/* The same topics, in whatever order. */
bool	daemon_topics_equal(const struct daemon_topics *, const struct daemon_topics *);

#endif
