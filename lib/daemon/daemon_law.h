/*
 * What was published, as it lies in the database: read when there is something new, and made into
 * law again when something new has come or takes effect.
 */
#ifndef DAEMON_DAEMON_LAW_H
#define DAEMON_DAEMON_LAW_H

#include "daemon/daemon_load.h"

struct daemon_published {
	struct arena *arena;		/* of the texts; NULL: none read yet */
	struct publication *list;
	size_t n;
	int64_t last;			/* id of the last one of them, and whatever was no publication */
	size_t n_told;			/* of the list, which the log has told of */
};

void	daemon_published_free(struct daemon_published *);
/* STORE_OK: *ret_is_new tells whether there was something new. Otherwise nothing has changed. */
enum store_result	daemon_published_read(struct daemon_published *, struct store *,
			    bool *ret_is_new);
/* The law of these files and of what was published, as it is at `now`. */
struct law	*daemon_amend(const struct daemon_files *, const struct daemon_published *,
		    struct instant now);
/* Is there something that has begun since that law was made? */
bool	daemon_law_is_due(const struct daemon_files *, struct instant now);
/* A line for each publication that the log has not told of yet. */
void	daemon_tell_published(struct daemon_published *, const struct law *);

#endif
