/*
 * Where people come in. A socket file that a killed daemon left behind is replaced; one at
 * which another daemon still answers is not, nor is a file that is no socket: a slip of
 * the pen in desk.socket must neither cut off a neighbour nor delete anything.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "desk/door.h"

static bool
somebody_answers(const struct sockaddr_un *sa)
{
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const bool answers = fd >= 0 && connect(fd, (const struct sockaddr *)sa, sizeof(*sa)) == 0;
	if (fd >= 0)
		(void)close(fd);
	return answers;
}

/* Makes the path free, or says in errno why it stays taken. */
static bool
clear_path(const struct sockaddr_un *sa)
{
	struct stat st;
	if (lstat(sa->sun_path, &st) != 0)
		return errno == ENOENT;
	if (!S_ISSOCK(st.st_mode)) {
		errno = EEXIST;
		return false;
	}
	if (somebody_answers(sa)) {
		errno = EADDRINUSE;
		return false;
	}
	return unlink(sa->sun_path) == 0;
}

/* Closes on failure, keeping errno. */
static int
keep_if(bool ok, int fd)
{
	const int why = errno;
	if (!ok)
		(void)close(fd);
	errno = why;
	return ok ? fd : -1;
}

int
listen_local(const char *path)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(sa.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(sa.sun_path, path, strlen(path) + 1);
	if (!clear_path(&sa))
		return -1;
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	return keep_if(bind(fd, (const struct sockaddr *)&sa, sizeof(sa)) == 0
		&& chmod(path, S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP) == 0
		&& listen(fd, SOMAXCONN) == 0,
	    fd);
}

int
listen_loopback(int port)
{
	const int on = 1;
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	return keep_if(bind(fd, (const struct sockaddr *)&sa, sizeof(sa)) == 0
		&& listen(fd, SOMAXCONN) == 0,
	    fd);
}
