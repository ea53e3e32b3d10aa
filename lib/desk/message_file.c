/*
 * Messages to telephones, parents' and officers', as files: DIRECTORY/NAME.json with {"phone", "text", "at"}, mode
 * 0600, there at once or not at all. What sends them - a gateway's client, or somebody who shows a demonstration -
 * watches the directory, takes what ends in .json and removes it. Names that begin with a dot
 * are not ready.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "desk/door.h"

enum { PATH_MOST = 512 };

static bool
write_all(int fd, const char *text)
{
	size_t n = strlen(text);
	while (n > 0) {
		const ssize_t done = write(fd, text, n);
		if (done <= 0)
			return false;
		text += done;
		n -= (size_t)done;
	}
	return true;
}

static bool
write_file(const char *path, const struct message *m)
{
	json_t *j = json_pack("{s:s, s:s, s:o}", "phone", m->phone, "text", m->text, "at", json_instant(m->at));
	char *line = json_dumps(j, JSON_COMPACT);
	json_decref(j);
	const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	const bool is_written = fd >= 0 && line != NULL && write_all(fd, line);
	free(line);
	return (fd < 0 || close(fd) == 0) && is_written;
}

static bool
write_message(const char *directory, const char *name, const struct message *m, bool is_meant)
{
	char id[37], before[PATH_MOST], after[PATH_MOST];
	clock_uuid7(id);
	(void)snprintf(before, sizeof(before), "%s/.%s", directory, id);
	(void)snprintf(after, sizeof(after), "%s/%s.json", directory, name == NULL ? id : name);
	const bool is_written = write_file(before, m) && (!is_meant || rename(before, after) == 0);
	if (!is_written || !is_meant)
		(void)unlink(before);
	return is_written;
}

/* For one that is not meant the same is done, up to the last step: how long it took tells nobody
 * whether there was anyone to write to. */
void
message_send(const char *directory, const struct message *m, bool is_meant)
{
	if (!write_message(directory, NULL, m, is_meant))
		log_line(LOG_WARN, "message_not_written", " remedy=\"desk.parents_code: is its directory there,"
		    " and ours?\"");
}

bool
message_put(const char *directory, const char *name, const struct message *m)
{
	return write_message(directory, name, m, true);
}
