/* What a daemon reads from its files: settings, law and keys, all or nothing. */
#ifndef DAEMON_DAEMON_LOAD_H
#define DAEMON_DAEMON_LOAD_H

#include "base/log.h"
#include "daemon/daemon_topic.h"
#include "settings/law.h"

struct daemon_files {
	struct settings settings;
	struct law *law;		/* from the files ... */
	struct law *amended;		/* ... and what was published on top; NULL: nothing yet */
	struct keyring *keyring;
	struct daemon_topics topics;	/* to read */
	char register_token[256];	/* of the population register's URL; empty: none */
	char oidc_secret[256];	/* of the identity provider's client; empty: none */
	char token[128];	/* of TCP clients; empty: none */
	uint8_t index_secret[INDEX_KEY_SIZE];	/* of a province; zero elsewhere */
};

/* False with a reason; *ret untouched. Reads files only: no database, no broker. */
bool	daemon_load(const struct daemon_spec *, const char *path, struct daemon_files *ret,
	    struct settings_fault *reterr);
void	daemon_unload(struct daemon_files *);
/* Grants and private keys again, by the amended tree: there are units that no file knew. The keyring
 * before, to be freed once nobody looks at it; NULL with a reason: it is as it was. */
struct keyring	*daemon_load_keys(const struct daemon_spec *, struct daemon_files *,
		    struct settings_fault *reterr);
/* Views of the amended law, if there is one, for relay and desk; valid until daemon_unload. */
struct relay_law	daemon_law(const struct daemon_files *);
/* Is that unit of our level, and under one of our prefixes? */
bool	daemon_serves(const struct daemon_spec *, const struct daemon_files *,
	    const struct unit *);
/* The longest of our prefixes that covers it; NULL: we do not serve it. */
const char	*daemon_served_as(const struct daemon_spec *, const struct daemon_files *,
		    const struct unit *);
/* False: log.level is no level. */
bool	daemon_log_level(const struct settings *, enum log_level *ret);
/* Where messages are written, by a setting that says so; NULL: nowhere. False: it says neither. */
bool	daemon_messages(const char *setting, const char **ret);

#endif
